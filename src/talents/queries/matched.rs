//! SQL of those who agree to be suggested for jobs and want to be asked: what their index has, it reads there.

use std::cmp::Reverse;

use uuid::Uuid;

use super::records::{ANYBODY, Row, talents};
use crate::db::{ResidentId, TalentId, TenantId, Tx};
use crate::error::AppResult;
use crate::talents::model::{Need, Talent};
use crate::values::Trade;

/// As many of those who wish for a trade as are looked at: where hardly anybody agrees, all of them would be.
const LOOKED_AT: i64 = 2000;

/// Some of those who agree to be suggested.
pub struct Matched {
    /// Whoever changed their record last on top.
    pub talents: Vec<Talent>,
    /// Whether there may be more.
    pub is_cut: bool,
}

/// Of some records `x` those of people who live here, may be seen, agree and want to be asked, whoever came last on file on
/// top. Each is looked at by itself (`lateral … limit 1`): how many agree, the planner guesses wrongly behind row level
/// security.
macro_rules! agreed {
    ($records:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_scalar!(
            r#"select x.talent_id as "id!" from "# + $records + "
            cross join lateral (select t.resident_id from talent t where t.tenant_id = $1 and t.talent_id = x.talent_id
                and t.hidden_at is null and t.match_since is not null and t.status = 'open' limit 1) t
            cross join lateral (select r.household_id from resident r where r.tenant_id = $1 and r.resident_id = t.resident_id
                and r.merged_into is null and r.left_on is null and r.erased_at is null limit 1) r
            cross join lateral (select from household h where h.tenant_id = $1 and h.household_id = r.household_id
                and ($2::uuid[] is null or h.building_id = any($2)) limit 1) h
            order by x.talent_id desc limit $3",
            $($argument),+
        )
    };
}

/// Those who would like to work in a trade, as far as somebody may see them: of more than `limit`, those who came last on file.
pub async fn matched(
    tx: &mut impl Tx,
    tenant: TenantId,
    trade: Trade,
    territory: Option<&[Uuid]>,
    limit: usize,
) -> AppResult<Matched> {
    let wishes = format!("trade:{}", trade.code());
    let ids = agreed!(
        "(select talent_id from talent_trait where tenant_id = $1 and trait = $4 order by talent_id desc limit $5) x",
        tenant.uuid(),
        territory,
        i64::try_from(limit + 1).unwrap_or(i64::MAX),
        wishes,
        LOOKED_AT,
    )
    .fetch_all(tx.conn())
    .await?;
    let is_cut = ids.len() > limit || have(tx, tenant, &wishes, LOOKED_AT + 1).await?;
    Ok(Matched { talents: latest(tx, tenant, &ids[..ids.len().min(limit)]).await?, is_cut })
}

/// Those of some residents, whatever they would like to work in.
pub async fn matched_among(
    tx: &mut impl Tx,
    tenant: TenantId,
    residents: &[Uuid],
    territory: Option<&[Uuid]>,
) -> AppResult<Vec<Talent>> {
    let ids = agreed!(
        "(select t.talent_id from talent t where t.tenant_id = $1 and t.resident_id = any($4)) x",
        tenant.uuid(),
        territory,
        i64::try_from(residents.len()).unwrap_or(i64::MAX),
        residents,
    )
    .fetch_all(tx.conn())
    .await?;
    latest(tx, tenant, &ids).await
}

/// Some records, whichever changed last on top. The database is not asked to order them: it would read everybody in that order,
/// to find them.
async fn latest(tx: &mut impl Tx, tenant: TenantId, ids: &[Uuid]) -> AppResult<Vec<Talent>> {
    let rows = talents!("where t.tenant_id = $1 and t.talent_id = any($2)", tenant.uuid(), ids);
    let mut found: Vec<Talent> = rows.fetch_all(tx.conn()).await?.into_iter().map(Talent::from).collect();
    found.sort_by_key(|one| Reverse((one.updated_at, one.id)));
    Ok(found)
}

/// What somebody would like to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Liking {
    /// To learn something.
    Learn(Need),
    /// To work in a trade.
    Work(Trade),
}

impl Liking {
    /// Its kind and its word, as records are found and lists are narrowed by them.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Learn(need) => ("need", need.code()),
            Self::Work(trade) => ("trade", trade.code()),
        }
    }
}

/// Whose records say so, whatever else they say: a page in the order of the records, and the last of it where there may be more.
pub async fn liking(
    tx: &mut impl Tx,
    tenant: TenantId,
    what: Liking,
    after: Option<TalentId>,
    limit: usize,
) -> AppResult<(Vec<Uuid>, Option<TalentId>)> {
    let (kind, word) = what.words();
    let has = format!("{kind}:{word}");
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
    have(tx, tenant, ANYBODY, many).await
}

/// Whether so many have a trait, or more.
async fn have(tx: &mut impl Tx, tenant: TenantId, r#trait: &str, many: i64) -> AppResult<bool> {
    let have = sqlx::query_scalar!(
        r#"select count(*) >= $3 as "have!" from (select from talent_trait
            where tenant_id = $1 and trait = $2 limit $3) found"#,
        tenant.uuid(),
        r#trait,
        many,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(have)
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
