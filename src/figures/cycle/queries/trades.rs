//! SQL of what each trade needs and whom it has.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::Gone;
use crate::db::{TenantId, Tx};
use crate::error::AppResult;
use crate::figures::cycle::model::{Market, ready};
use crate::household_workers::CertificateKind;
use crate::jobs::WORKING_AGE;
use crate::values::Trade;

/// Searches that found nothing count for so many days.
const ASKED_WITHIN: u64 = 90;

pub(super) async fn count(
    tx: &mut impl Tx,
    tenant: TenantId,
    (gone, kept): &Gone,
    today: NaiveDate,
) -> AppResult<BTreeMap<Trade, Market>> {
    // Nobody counts twice in a trade: able, else learning, else willing; and nobody who has moved away, or who has withdrawn the
    // consent to the archive. Papers that no trade is learned for, such as a health certificate, neither make anybody able nor
    // keep anybody from an opening. Whoever has passed learns until their certificate is issued.
    let rows = sqlx::query!(
        r#"with merged as (
            select * from unnest($4::uuid[], $5::uuid[]) m (gone, kept)
        ), opening as (
            select trade, sum(vacant) as count, sum(vacant) filter (where not is_asked) as unasked from (
                select p.trade, p.required_certificates && $7::text[] as is_asked,
                    greatest(p.openings - coalesce(a.hired, 0), 0) as vacant
                from job_posting p left join (
                    select posting_id, count(*) as hired from job_application
                    where tenant_id = $1 and status in ('hired', 'retained') and ended_on is null group by posting_id
                ) a on a.posting_id = p.posting_id
                where p.tenant_id = $1 and p.status = 'published' and p.valid_until >= $2) posting
            group by trade
        ), at_work as (
            select coalesce(m.kept, a.resident_id) as resident_id
            from job_application a left join merged m on m.gone = a.resident_id
            where a.tenant_id = $1 and a.status in ('hired', 'retained') and a.ended_on is null
        ), withdrawn as (
            -- After a month the record is erased, and the receipt alone says so.
            select resident_id from talent where tenant_id = $1 and hidden_at is not null
            union
            -- Of records that are one by now the last word holds, as in consents::refused_among.
            select coalesce(m.kept, c.resident_id) from consent c left join merged m on m.gone = c.resident_id
            where c.tenant_id = $1 and c.resident_id is not null and c.purpose = 'talent'
            group by 1
            having count(*) filter (where c.withdrawn_at is null) = 0
                or max(c.withdrawn_at) filter (where c.withdrawn_how in ('self', 'word'))
                    > max(c.given_at) filter (where c.withdrawn_at is null)
        ), here as (
            select r.resident_id, r.birth_year from resident r
            where r.tenant_id = $1 and r.left_on is null and r.merged_into is null and r.erased_at is null
                and not exists (select from withdrawn w where w.resident_id = r.resident_id)
        ), able as (
            select o.trade, o.resident_id from (
                select c.trade, coalesce(m.kept, c.resident_id) as resident_id
                from course_certificate c left join merged m on m.gone = c.resident_id
                where c.tenant_id = $1 and c.issued_on is not null and c.revoked_at is null
                    and (c.expires_on is null or c.expires_on >= $2) and c.trade is not null
                union
                select c.trade, coalesce(m.kept, t.resident_id) from external_certificate c
                join talent t on t.tenant_id = c.tenant_id and t.talent_id = c.talent_id
                left join merged m on m.gone = t.resident_id
                where c.tenant_id = $1 and t.tenant_id = $1 and t.hidden_at is null and c.trade is not null
                    and c.kind = any($7) and (c.expires_on is null or c.expires_on >= $2)
            ) o join here h on h.resident_id = o.resident_id
        ), learning as (
            select r.trade, h.resident_id
            from enrolment e join course_run r on r.tenant_id = e.tenant_id and r.run_id = e.run_id
            left join merged m on m.gone = e.resident_id
            join here h on h.resident_id = coalesce(m.kept, e.resident_id)
            left join course_certificate c on c.tenant_id = $1 and c.enrolment_id = e.enrolment_id
                and c.issued_on is not null
            where e.tenant_id = $1 and r.tenant_id = $1 and r.trade is not null
                and (e.status = 'enrolled' and r.status in ('open', 'finished')
                    or e.status = 'passed' and c.enrolment_id is null)
            except select trade, resident_id from able
        ), willing as (
            select unnest(t.trades) as trade, t.resident_id
            from talent t join here h on h.resident_id = t.resident_id
            where t.tenant_id = $1 and t.hidden_at is null and t.match_since is not null and t.status = 'open'
                and (h.birth_year is null or h.birth_year <= $6)
            except select trade, resident_id from able
            except select trade, resident_id from learning
        ), on_file as (
            select unnest(t.trades) as trade, t.resident_id
            from talent t join here h on h.resident_id = t.resident_id
            where t.tenant_id = $1 and t.hidden_at is null and t.status = 'open'
            union
            select trade, resident_id from able
        ), counted as (
            select trade, count(*) filter (where part = 'able') as certified, count(*) filter (where part = 'learning') as training,
                count(*) filter (where part = 'willing') as willing
            from (
                select trade, resident_id, 'able' as part from able
                union all select trade, resident_id, 'learning' from learning
                union all select trade, resident_id, 'willing' from willing
            ) someone
            where resident_id not in (select resident_id from at_work) group by trade
        )
        select t.trade as "trade!", coalesce(o.count, 0)::bigint as "openings!", coalesce(o.unasked, 0)::bigint as "unasked!",
            coalesce(f.count, 0) as "on_file!", coalesce(p.certified, 0) as "certified!", coalesce(p.training, 0) as "training!",
            coalesce(p.willing, 0) as "willing!"
        from unnest($3::text[]) t (trade) left join opening o on o.trade = t.trade
        left join (select trade, count(*) as count from on_file group by trade) f on f.trade = t.trade
        left join counted p on p.trade = t.trade"#,
        tenant.uuid(),
        today,
        &Trade::ALL.map(|trade| trade.code().to_owned())[..],
        gone,
        kept,
        today.year() - WORKING_AGE,
        &CertificateKind::LEARNED.map(|kind| kind.code().to_owned())[..],
    )
    .fetch_all(tx.conn())
    .await?;
    let requests = requests(tx, tenant, today).await?;
    let market = rows.into_iter().filter_map(|row| {
        let trade = Trade::parse(&row.trade)?;
        let ready = ready(row.certified, row.willing, row.unasked);
        let market = Market {
            openings: row.openings,
            requests: requests.get(&trade).copied().unwrap_or_default(),
            on_file: row.on_file,
            training: row.training,
            ready,
            later: Some(ready + row.training),
        };
        Some((trade, market))
    });
    Ok(market.collect())
}

/// How often residents looked for each trade within [`ASKED_WITHIN`] days and found nobody.
async fn requests(tx: &mut impl Tx, tenant: TenantId, today: NaiveDate) -> AppResult<BTreeMap<Trade, i64>> {
    let rows = sqlx::query!(
        r#"select term, sum(misses)::bigint as "misses!" from search_miss where tenant_id = $1 and day > $2 and day <= $3
        group by term"#,
        tenant.uuid(),
        today - Days::new(ASKED_WITHIN),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut requests = BTreeMap::new();
    for row in rows {
        if let Some(trade) = Trade::named(&row.term) {
            *requests.entry(trade).or_default() += row.misses;
        }
    }
    Ok(requests)
}
