//! Communities by the thousand: each with the demo's companies and 500 listings made from the demo's.

use anyhow::Result;
use jiamenkou::config::Config;
use jiamenkou::db::embedded::{Durability, Embedded};
use sqlx::Connection;
use sqlx::postgres::PgConnection;

/// Brings the database to `communities` communities; those that are there stay.
pub async fn prepare(communities: i32) -> Result<()> {
    let config = Config::load(None)?;
    let server = Embedded::start(&config.data_dir, Durability::Full).await?;
    // The superuser alone may write across tenants; the portal never does.
    let mut connection = PgConnection::connect_with(&server.superuser("jiamenkou")).await?;
    let (have,): (i64,) =
        sqlx::query_as("select count(*) from tenant where slug like 'bench-%'").fetch_one(&mut connection).await?;
    let mut from = i32::try_from(have)? + 1;
    while from <= communities {
        // In steps, so that a thousand communities are not one transaction.
        let to = (from + 99).min(communities);
        sqlx::raw_sql(sqlx::AssertSqlSafe(batch(from, to))).execute(&mut connection).await?;
        from = to + 1;
    }
    // One at a time: PostgreSQL takes several in one message for a transaction, in which nothing can be vacuumed.
    for vacuum in ["vacuum analyze listing", "vacuum analyze vendor_profile", "vacuum analyze estate"] {
        sqlx::raw_sql(vacuum).execute(&mut connection).await?;
    }
    connection.close().await?;
    server.stop()
}

/// Tenants, estates, companies and listings for the communities numbered `from` to `to`; the numbers are ours.
fn batch(from: i32, to: i32) -> String {
    format!(
        "begin;
        insert into tenant (id, parent_id, level, slug, name, search_key, search_pinyin, phone, is_demo)
            select gen_random_uuid(), (select id from tenant where slug = 'xiliu'), 'community', 'bench-' || n, '测试社区' || n,
                '测试社区' || n, 'ce shi she qu ' || n, '02900000101', true from generate_series({from}, {to}) n;
        create temporary table fresh on commit drop as
            select id from tenant where slug in (select 'bench-' || n from generate_series({from}, {to}) n);
        create temporary table demo on commit drop as select id from tenant where slug = 'shangjin';
        insert into estate select f.id, e.estate_id, e.name, e.position from fresh f, estate e where e.tenant_id = (select id from demo);
        insert into admission select f.id, a.org_id, a.org_name, a.status, a.status_since, a.admitted_on
            from fresh f, admission a where a.tenant_id = (select id from demo);
        insert into vendor_profile select f.id, v.org_id, v.name, v.uscc, v.profile, v.phone, v.engagement_model, v.founded_year, v.status,
            v.admitted_on, v.search_name, v.search_pinyin, v.updated_at from fresh f, vendor_profile v where v.tenant_id = (select id from demo);
        insert into listing
            select f.id, gen_random_uuid(), l.org_id, gen_random_uuid(), l.category_code, l.kind_code, l.name || ' ' || l.n, l.included, l.excluded,
                l.conditions, l.minutes_min, l.minutes_max, l.worker_count, l.needs_credentials, l.suits, l.estate_ids, l.unit, l.negotiable,
                l.min_fen, l.max_fen, l.open_ended, l.min_qty, l.min_charge_fen, l.call_out_fee_fen, l.holiday_pct, l.deposit_fen, l.price_note,
                l.hours, l.checked_on, l.checked_by, l.status, l.search_name || ' ' || l.n, l.search_pinyin, l.search_text, l.updated_at
            from fresh f, (select *, row_number() over (order by n, listing_id) as place from listing, generate_series(1, 8) n
                where tenant_id = (select id from demo)) l where l.place <= 500 order by f.id;
        commit"
    )
}
