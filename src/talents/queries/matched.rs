//! SQL of those who agree to be suggested for jobs and want to be asked: what their index has, it reads there.

use uuid::Uuid;

use super::records::{ANYBODY, Row, talents};
use crate::db::{ResidentId, TalentId, TenantId, Tx};
use crate::error::AppResult;
use crate::talents::model::{Need, Talent};
use crate::values::Trade;

/// As many records as are read by the trade that they wish for. Of a trade that more wish for, records are read as they were
/// changed until enough of them do: of a rare one hardly any would be found that way.
const FEW: i64 = 500;

/// Those who live here, may be seen and would like to work in a trade, whoever changed theirs last on top.
pub async fn matched(
    tx: &mut impl Tx,
    tenant: TenantId,
    trade: Trade,
    territory: Option<&[Uuid]>,
    limit: i64,
) -> AppResult<Vec<Talent>> {
    let few = sqlx::query_scalar!(
        "select talent_id from talent_trait where tenant_id = $1 and trait = 'trade:' || $2 limit $3",
        tenant.uuid(),
        trade.code(),
        FEW,
    )
    .fetch_all(tx.conn())
    .await?;
    if few.is_empty() {
        return Ok(Vec::new());
    }
    if i64::try_from(few.len()).is_ok_and(|count| count < FEW) {
        let rows = talents!(
            "join resident r on r.tenant_id = t.tenant_id and r.resident_id = t.resident_id
            join household h on h.tenant_id = r.tenant_id and h.household_id = r.household_id
            where t.tenant_id = $1 and r.tenant_id = $1 and h.tenant_id = $1 and t.hidden_at is null and t.match_since is not null
                and t.status = 'open' and t.talent_id = any($2)
                and r.merged_into is null and r.left_on is null and r.erased_at is null
                and ($3::uuid[] is null or h.building_id = any($3))",
            tenant.uuid(),
            &few,
            territory,
        );
        return Ok(latest(rows.fetch_all(tx.conn()).await?, limit));
    }
    let rows = talents!(
        "join resident r on r.tenant_id = t.tenant_id and r.resident_id = t.resident_id
        join household h on h.tenant_id = r.tenant_id and h.household_id = r.household_id
        where t.tenant_id = $1 and r.tenant_id = $1 and h.tenant_id = $1 and t.hidden_at is null and t.match_since is not null
            and t.status = 'open' and exists (select 1 from talent_trait x
                where x.tenant_id = $1 and x.trait = 'trade:' || $2 and x.talent_id = t.talent_id)
            and r.merged_into is null and r.left_on is null and r.erased_at is null
            and ($3::uuid[] is null or h.building_id = any($3))
        order by t.updated_at desc, t.talent_id desc limit $4",
        tenant.uuid(),
        trade.code(),
        territory,
        limit,
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(Talent::from).collect())
}

/// Of the few records that were asked for by name, those that changed last. The database is not asked to order them: it would
/// read everybody in that order, to find them.
fn latest(rows: Vec<Row>, limit: i64) -> Vec<Talent> {
    let mut found: Vec<Talent> = rows.into_iter().map(Talent::from).collect();
    found.sort_by_key(|one| std::cmp::Reverse((one.updated_at, one.id)));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    found
}

/// Those of some residents who live here and may be seen, whatever they would like to work in.
pub async fn matched_among(
    tx: &mut impl Tx,
    tenant: TenantId,
    residents: &[Uuid],
    territory: Option<&[Uuid]>,
    limit: i64,
) -> AppResult<Vec<Talent>> {
    let rows = talents!(
        "join resident r on r.tenant_id = t.tenant_id and r.resident_id = t.resident_id
        join household h on h.tenant_id = r.tenant_id and h.household_id = r.household_id
        where t.tenant_id = $1 and r.tenant_id = $1 and h.tenant_id = $1 and t.hidden_at is null and t.match_since is not null
            and t.status = 'open' and t.resident_id = any($2)
            and r.merged_into is null and r.left_on is null and r.erased_at is null
            and ($3::uuid[] is null or h.building_id = any($3))",
        tenant.uuid(),
        residents,
        territory,
    );
    Ok(latest(rows.fetch_all(tx.conn()).await?, limit))
}

/// What somebody would like to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Liking {
    /// To learn something.
    Learn(Need),
    /// To work in a trade.
    Work(Trade),
}

/// Whose records say so, whatever else they say: a page in the order of the records, and the last of it where there may be more.
pub async fn liking(
    tx: &mut impl Tx,
    tenant: TenantId,
    what: Liking,
    after: Option<TalentId>,
    limit: usize,
) -> AppResult<(Vec<Uuid>, Option<TalentId>)> {
    let has = match what {
        Liking::Learn(need) => format!("need:{}", need.code()),
        Liking::Work(trade) => format!("trade:{}", trade.code()),
    };
    let rows = sqlx::query!(
        r#"select x.talent_id as "id: TalentId", t.resident_id as "resident!" from talent_trait x
        cross join lateral (select t.resident_id from talent t where t.tenant_id = $1 and t.talent_id = x.talent_id limit 1) t
        where x.tenant_id = $1 and x.trait = $2 and x.talent_id > $3 order by x.talent_id limit $4"#,
        tenant.uuid(),
        has,
        after.map_or(Uuid::nil(), TalentId::uuid),
        i64::try_from(limit).unwrap_or(i64::MAX),
    )
    .fetch_all(tx.conn())
    .await?;
    let last = rows.last().filter(|_| rows.len() == limit).map(|row| row.id);
    Ok((rows.into_iter().map(|row| row.resident).collect(), last))
}

/// Whether a community has so many able residents, or more.
pub async fn are_many(tx: &mut impl Tx, tenant: TenantId, many: i64) -> AppResult<bool> {
    let are_many = sqlx::query_scalar!(
        r#"select count(*) >= $3 as "are_many!" from (select from talent_trait
            where tenant_id = $1 and trait = $2 limit $3) found"#,
        tenant.uuid(),
        ANYBODY,
        many,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(are_many)
}

/// How many of them have said each word of a column.
macro_rules! counted {
    ($column:literal, $tenant:ident) => {
        sqlx::query!(
            r#"select word as "word!", count(*) as "people!" from talent t, unnest(t."#
                + $column
                + ") as word
            where t.tenant_id = $1 and t.hidden_at is null and t.match_since is not null and t.status = 'open'
                and not exists (select 1 from resident r
                    where r.tenant_id = $1 and r.resident_id = t.resident_id and r.left_on is not null)
            group by word",
            $tenant.uuid(),
        )
    };
}

/// How many of them would like to work in each trade.
pub async fn wished(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<(Trade, i64)>> {
    let rows = counted!("trades", tenant).fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().filter_map(|row| Some((Trade::parse(&row.word)?, row.people))).collect())
}

/// How many of them would like to learn what.
pub async fn to_learn(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<(Need, i64)>> {
    let rows = counted!("needs", tenant).fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().filter_map(|row| Some((Need::parse(&row.word)?, row.people))).collect())
}

/// Whether a resident is one whom others may suggest: their record is seen, they agree to it, and they want to be asked.
pub async fn is_matched(tx: &mut impl Tx, tenant: TenantId, resident: ResidentId) -> AppResult<bool> {
    let is_matched = sqlx::query_scalar!(
        r#"select exists (select 1 from talent where tenant_id = $1 and resident_id = $2 and hidden_at is null
            and match_since is not null and status = 'open') as "is_matched!""#,
        tenant.uuid(),
        resident.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(is_matched)
}
