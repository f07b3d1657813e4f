//! SQL of the figures.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::model::{Figures, Key};
use crate::db::{TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::publishing::daily::NUDGE_AFTER;
use crate::residents::Tag;
use crate::tenancy::Tenant;

/// After so long what a resident asked has waited too long.
const CARE_AFTER: TimeDelta = TimeDelta::days(2);
/// How far back notices are counted.
const NOTICES_IN: TimeDelta = TimeDelta::days(30);

/// Counts a community.
pub(super) async fn count(
    tx: &mut impl Tx,
    tenant: &Tenant,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> AppResult<Figures> {
    let (_, last_elder) = Tag::Elder.years(today).unwrap_or_default();
    let figures = sqlx::query_as!(
        Figures,
        r#"select
            (select count(*) from household where tenant_id = $1) as "households!",
            (select count(distinct household_id) from resident
                where tenant_id = $1 and merged_into is null and left_on is null) as "doors!",
            (select count(*) from resident where tenant_id = $1 and merged_into is null and left_on is null) as "residents!",
            (select count(*) from resident where tenant_id = $1 and merged_into is null and left_on is null
                and case when birth_year is null then 'elder' = any(tags) else birth_year <= $3 end) as "elders!",
            (select 3 * count(*) from grid where tenant_id = $1)
                + (select count(*) from building where tenant_id = $1) as "posts!",
            (select count(distinct (role, scope_id)) from role_grant
                where tenant_id = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2)
                    and (scope_kind = 'grid' and role in ('grid_leader', 'community_staff', 'property_steward')
                        or scope_kind = 'building' and role = 'building_leader')) as "posts_held!",
            (select count(*) from admission where tenant_id = $1 and status = 'admitted') as "vendors!",
            (select count(*) from listing l join vendor_profile v on v.tenant_id = l.tenant_id and v.org_id = l.org_id
                where l.tenant_id = $1 and v.tenant_id = $1 and l.status = 'published' and v.status = 'published'
                    and l.category_code <> all($4)) as "listings!",
            (select count(*) from listing l join vendor_profile v on v.tenant_id = l.tenant_id and v.org_id = l.org_id
                where l.tenant_id = $1 and v.tenant_id = $1 and l.status = 'published' and v.status = 'published'
                    and l.category_code <> all($4)
                    and coalesce(greatest(l.confirmed_on, l.checked_on), l.updated_at::date) < $5) as "stale!",
            (select count(*) from care_message where tenant_id = $1 and done_at is null and created_at < $6) as "care!",
            (select count(*) from notice where tenant_id = $1 and state = 'approved' and published_at > $7
                and published_at <= $8) as "notices!""#,
        tenant.id.uuid(),
        today,
        last_elder,
        &tenant.hidden_categories,
        today - Days::new(NUDGE_AFTER),
        now - CARE_AFTER,
        now - NOTICES_IN,
        now,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(figures)
}

/// Keeps the figures of a day; counted again, they replace what was kept of it.
pub(super) async fn keep(tx: &mut WriteTx, tenant: TenantId, day: NaiveDate, figures: &Figures) -> AppResult<()> {
    for (key, num, den) in figures.rows() {
        keep_one(tx, tenant, day, key, (num, den)).await?;
    }
    Ok(())
}

async fn keep_one(
    tx: &mut WriteTx,
    tenant: TenantId,
    day: NaiveDate,
    key: Key,
    (num, den): (i64, Option<i64>),
) -> AppResult<()> {
    sqlx::query!(
        "insert into metric_snapshot (tenant_id, period, key, num, den) values ($1, $2, $3, $4, $5)
        on conflict (tenant_id, period, key, part) do update set num = excluded.num, den = excluded.den",
        tenant.uuid(),
        day,
        key.code(),
        num,
        den,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The latest figures of each community below a tenant, up to a day, one key a row: community, day, key, part, whole.
pub(super) async fn below(
    tx: &mut impl Tx,
    above: TenantId,
    latest: NaiveDate,
) -> AppResult<Vec<(TenantId, NaiveDate, String, i64, Option<i64>)>> {
    let rows = sqlx::query!(
        r#"select community as "community!: TenantId", period as "period!", key as "key!", num as "num!", den
        from figures_below($1, $2) order by community, key"#,
        above.uuid(),
        latest,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.community, row.period, row.key, row.num, row.den)).collect())
}
