//! SQL of lists of able residents.

use chrono::NaiveDate;
use uuid::Uuid;

use super::records::{Row, talents};
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
    /// Those who agree to be suggested.
    pub is_matched: bool,
    /// Those whose keys begin so: the first key, and the first that is too far.
    pub keys: Option<(String, String)>,
    /// The last one of the page before.
    pub after: Option<TalentId>,
}

/// Those who live here and may be seen, whoever came last on top.
pub(in crate::talents) async fn page(
    tx: &mut impl Tx,
    tenant: TenantId,
    narrowed: &Narrowed,
    limit: i64,
) -> AppResult<Vec<Talent>> {
    let (first, behind) = narrowed.keys.clone().unzip();
    let (grid, day) = narrowed.grid.unzip();
    let rows = talents!(
        "join resident r on r.tenant_id = t.tenant_id and r.resident_id = t.resident_id
        join household h on h.tenant_id = r.tenant_id and h.household_id = r.household_id
        where t.tenant_id = $1 and r.tenant_id = $1 and h.tenant_id = $1 and t.hidden_at is null
            and r.merged_into is null and r.left_on is null and r.erased_at is null
            and ($2::uuid[] is null or h.building_id = any($2))
            and ($3::text is null or $3 = any(t.specialties))
            and ($4::text is null or $4 = any(t.wishes))
            and ($5::text is null or $5 = any(t.needs))
            and ($6::text is null or exists (select 1 from resident_key k
                where k.tenant_id = $1 and k.resident_id = t.resident_id and k.key >= $6 and k.key < $7))
            and ($8::uuid is null or t.talent_id < $8)
            and ($10::text is null or $10 = any(t.trades))
            and ($11::text is null or $11 = any(t.times))
            and ($12::uuid is null or exists (select 1 from building_grid g
                where g.tenant_id = $1 and g.building_id = h.building_id and g.grid_id = $12 and g.valid @> $13::date))
            and (not $14 or t.match_since is not null)
            and ($15::text is null or $15 = case when t.recognised_on is not null then 'expert'
                when t.specialties = '{}' and t.specialty_other = '' then 'willing' else 'skilled' end)
        order by t.talent_id desc limit $9",
        tenant.uuid(),
        narrowed.territory.as_deref(),
        narrowed.specialty,
        narrowed.wish,
        narrowed.need,
        first,
        behind,
        narrowed.after.map(TalentId::uuid),
        limit,
        narrowed.trade,
        narrowed.time,
        grid.map(GridId::uuid),
        day,
        narrowed.is_matched,
        narrowed.track.map(Track::code),
    );
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
