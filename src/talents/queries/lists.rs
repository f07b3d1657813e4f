//! SQL of lists of able residents.

use std::cmp::Reverse;

use chrono::NaiveDate;
use uuid::Uuid;

use super::records::{ANYBODY, EXPERT, Row, talents};
use crate::db::{GridId, ResidentId, TalentId, TenantId, Tx};
use crate::error::AppResult;
use crate::talents::model::{Talent, Track};

/// How far a list reaches; what is not said does not matter.
#[derive(Debug, Clone, Default)]
pub(in crate::talents) struct Narrowed {
    /// The buildings that the viewer may see; none: all.
    pub territory: Option<Vec<Uuid>>,
    pub track: Option<Track>,
    pub specialty: Option<&'static str>,
    pub wish: Option<&'static str>,
    pub need: Option<&'static str>,
    pub trade: Option<&'static str>,
    pub time: Option<&'static str>,
    /// Those of one grid, as it is on a day.
    pub grid: Option<(GridId, NaiveDate)>,
    /// Those who agree to be suggested and want to be asked.
    pub is_matched: bool,
    /// Those whose keys begin so: the first key, and the first that is too far. None where what was typed is no name.
    pub keys: Option<(String, String)>,
    /// And those whose records say what was typed, in one of these ways: by the traits that they then have.
    pub ways: Vec<Vec<String>>,
    /// The last one of the page before.
    pub after: Option<TalentId>,
}

impl Narrowed {
    /// What they are found by.
    fn traits(&self) -> Vec<String> {
        let kinds = [
            ("specialty", self.specialty),
            ("wish", self.wish),
            ("need", self.need),
            ("trade", self.trade),
            ("time", self.time),
        ];
        let expert = self.track.filter(|track| *track == Track::Expert).map(|_| EXPERT.to_owned());
        kinds.into_iter().filter_map(|(kind, word)| Some(format!("{kind}:{}", word?))).chain(expert).collect()
    }
}

/// As many records as are counted to find out which trait fewest have.
const COUNTED: i64 = 2000;

/// The trait that fewest have, from which a list is read, and the others; of none the one that everybody has.
pub async fn rarest(tx: &mut impl Tx, tenant: TenantId, mut traits: Vec<String>) -> AppResult<(String, Vec<String>)> {
    if traits.len() > 1 {
        traits = sqlx::query_scalar!(
            r#"select w.word as "trait!" from unnest($2::text[]) w (word)
            order by (select count(*) from (select from talent_trait x
                where x.tenant_id = $1 and x.trait = w.word limit $3) counted) desc"#,
            tenant.uuid(),
            &traits,
            COUNTED,
        )
        .fetch_all(tx.conn())
        .await?;
    }
    let rarest = traits.pop().unwrap_or_else(|| ANYBODY.to_owned());
    Ok((rarest, traits))
}

/// As many people as a list is read from; of more the list is read by a trait until it is full.
const FEW: i64 = 500;

/// Those whose keys begin so, where they are few.
async fn few(tx: &mut impl Tx, tenant: TenantId, (first, behind): &(String, String)) -> AppResult<Option<Vec<Uuid>>> {
    let found = sqlx::query_scalar!(
        r#"select distinct resident_id from (select resident_id from resident_key
            where tenant_id = $1 and key >= $2 and key < $3 limit $4) found"#,
        tenant.uuid(),
        first,
        behind,
        FEW,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(Some(found).filter(|found| i64::try_from(found.len()).is_ok_and(|count| count < FEW)))
}

/// Of some records `x` those that a list is made of, in its order. Each is looked at by itself (`lateral … limit 1`), so that
/// no plan reads the whole community first: how many have what, the planner guesses wrongly behind row level security.
macro_rules! listed {
    ($records:literal, $narrowing:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_scalar!(
            r#"select x.talent_id as "id!" from "# + $records + "
            cross join lateral (select t.resident_id from talent t where t.tenant_id = $1 and t.talent_id = x.talent_id and t.hidden_at is null
                and (not $7 or t.match_since is not null and t.status = 'open')
                and ($8::text is null or $8 = case when t.recognised_on is not null then 'expert'
                    when t.specialties = '{}' and t.specialty_other = '' then 'willing' else 'skilled' end) limit 1) t
            cross join lateral (select r.household_id from resident r where r.tenant_id = $1 and r.resident_id = t.resident_id
                and r.merged_into is null and r.left_on is null and r.erased_at is null limit 1) r
            cross join lateral (select from household h where h.tenant_id = $1 and h.household_id = r.household_id
                and ($2::uuid[] is null or h.building_id = any($2))
                and ($5::uuid is null or exists (select 1 from building_grid g where g.tenant_id = $1
                    and g.building_id = h.building_id and g.grid_id = $5 and g.valid @> $6::date)) limit 1) h
            where ($4::uuid is null or x.talent_id < $4)
                and (select count(*) from talent_trait y where y.tenant_id = $1 and y.trait = any($3) and y.talent_id = x.talent_id)
                    = cardinality($3::text[])
                and " + $narrowing + " order by x.talent_id desc limit $9",
            $($argument),+
        )
    };
}

/// Those of a few people.
async fn among(
    tx: &mut impl Tx,
    tenant: TenantId,
    narrowed: &Narrowed,
    few: &[Uuid],
    limit: i64,
) -> AppResult<Vec<Uuid>> {
    let (grid, day) = narrowed.grid.unzip();
    let listed = listed!(
        "(select t.talent_id, t.resident_id from talent t where t.tenant_id = $1 and t.resident_id = any($10)) x",
        "true",
        tenant.uuid(),
        narrowed.territory.as_deref(),
        &narrowed.traits(),
        narrowed.after.map(TalentId::uuid),
        grid.map(GridId::uuid),
        day,
        narrowed.is_matched,
        narrowed.track.map(Track::code),
        limit,
        few,
    );
    Ok(listed.fetch_all(tx.conn()).await?)
}

/// Those who have some traits, and whose keys begin so.
async fn having(
    tx: &mut impl Tx,
    tenant: TenantId,
    narrowed: &Narrowed,
    (traits, keys): (Vec<String>, Option<(String, String)>),
    limit: i64,
) -> AppResult<Vec<Uuid>> {
    let (rarest, others) = rarest(tx, tenant, traits).await?;
    let (grid, day) = narrowed.grid.unzip();
    let (first, behind) = keys.unzip();
    let listed = listed!(
        "talent_trait x",
        "x.tenant_id = $1 and x.trait = $10 and ($11::text is null or x.resident_id in (select k.resident_id
            from resident_key k where k.tenant_id = $1 and k.key >= $11 and k.key < $12))",
        tenant.uuid(),
        narrowed.territory.as_deref(),
        &others,
        narrowed.after.map(TalentId::uuid),
        grid.map(GridId::uuid),
        day,
        narrowed.is_matched,
        narrowed.track.map(Track::code),
        limit,
        rarest,
        first,
        behind,
    );
    Ok(listed.fetch_all(tx.conn()).await?)
}

/// Those who live here and may be seen, whoever came last on top.
pub(in crate::talents) async fn page(
    tx: &mut impl Tx,
    tenant: TenantId,
    narrowed: &Narrowed,
    limit: i64,
) -> AppResult<Vec<Talent>> {
    let mut ids = match &narrowed.keys {
        Some(keys) => match few(tx, tenant, keys).await? {
            Some(few) => among(tx, tenant, narrowed, &few, limit).await?,
            None => having(tx, tenant, narrowed, (narrowed.traits(), Some(keys.clone())), limit).await?,
        },
        None if narrowed.ways.is_empty() => having(tx, tenant, narrowed, (narrowed.traits(), None), limit).await?,
        None => Vec::new(),
    };
    for way in &narrowed.ways {
        let mut traits = [narrowed.traits(), way.clone()].concat();
        // A filter may be among them.
        traits.sort_unstable();
        traits.dedup();
        ids.extend(having(tx, tenant, narrowed, (traits, None), limit).await?);
    }
    // Each fills a page by itself: of all together the first do.
    ids.sort_unstable_by_key(|id| Reverse(*id));
    ids.dedup();
    ids.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let rows =
        talents!("where t.tenant_id = $1 and t.talent_id = any($2) order by t.talent_id desc", tenant.uuid(), &ids);
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(Talent::from).collect())
}

/// Somebody whom everybody may see, without a name.
pub(in crate::talents) struct Shown {
    pub talent: Talent,
    pub name: String,
}

/// Those whom the community has recognised and who agree to be shown, the latest first, from the one after `after` on.
pub(in crate::talents) async fn shown(
    tx: &mut impl Tx,
    tenant: TenantId,
    after: Option<(NaiveDate, TalentId)>,
    limit: i64,
) -> AppResult<Vec<Shown>> {
    let (day, id) = after.unzip();
    let rows = talents!(
        "where t.tenant_id = $1 and t.badge_since is not null and t.recognised_on is not null and t.hidden_at is null
            and t.status = 'open' and ($2::date is null or (t.recognised_on, t.talent_id) < ($2, $3))
            and exists (select 1 from resident r where r.tenant_id = $1 and r.resident_id = t.resident_id
                and r.merged_into is null and r.left_on is null and r.erased_at is null)
        order by t.recognised_on desc, t.talent_id desc limit $4",
        tenant.uuid(),
        day,
        id.map(TalentId::uuid),
        limit,
    );
    let talents: Vec<Talent> = rows.fetch_all(tx.conn()).await?.into_iter().map(Talent::from).collect();
    let ids: Vec<Uuid> = talents.iter().map(|talent| talent.resident.uuid()).collect();
    let names = sqlx::query!(
        r#"select resident_id as "id: ResidentId", name from resident where tenant_id = $1 and resident_id = any($2)"#,
        tenant.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    let shown = talents.into_iter().filter_map(|talent| {
        let name = names.iter().find(|row| row.id == talent.resident)?.name.clone();
        Some(Shown { talent, name })
    });
    Ok(shown.collect())
}
