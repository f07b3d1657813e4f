//! SQL of hour books.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::db::{OrgId, PersonId, PlacementEntryId, PlacementId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::placements::hours::{Dispute, Entry, Settlement, Signature, Signer, Written};
use crate::placements::model::Placement;

/// A line as it is stored.
struct Stored {
    id: PlacementEntryId,
    day: NaiveDate,
    minutes: i32,
    did: String,
    writer: String,
    learner_signed_at: Option<DateTime<Utc>>,
    learner_signer: String,
    paper_kept: String,
    mentor_signed_at: Option<DateTime<Utc>>,
    mentor_signer: String,
    disputed_at: Option<DateTime<Utc>>,
    disputed_by: Option<String>,
    dispute_note: String,
    settled_at: Option<DateTime<Utc>>,
    settler_name: String,
    settled_counts: Option<bool>,
    settled_note: String,
    revision: i32,
}

impl From<Stored> for Entry {
    fn from(row: Stored) -> Self {
        let by = row.disputed_by.as_deref().and_then(Signer::parse);
        Self {
            id: row.id,
            written: Written { day: row.day, minutes: row.minutes, did: row.did },
            writer: Signer::parse(&row.writer).unwrap_or(Signer::Learner),
            learner: row.learner_signed_at.map(|at| Signature { at, by: row.learner_signer }),
            paper_kept: row.paper_kept,
            mentor: row.mentor_signed_at.map(|at| Signature { at, by: row.mentor_signer }),
            dispute: row.disputed_at.zip(by).map(|(at, by)| Dispute { at, by, note: row.dispute_note }),
            settled: row.settled_at.zip(row.settled_counts).map(|(at, counts)| Settlement {
                at,
                by: row.settler_name,
                counts,
                note: row.settled_note,
            }),
            revision: row.revision,
        }
    }
}

/// The lines of a placement's book, in the order of days.
pub async fn entries(tx: &mut impl Tx, tenant: TenantId, placement: PlacementId) -> AppResult<Vec<Entry>> {
    let rows = sqlx::query_as!(
        Stored,
        r#"select entry_id as "id: PlacementEntryId", day, minutes, did, writer, learner_signed_at, learner_signer, paper_kept,
            mentor_signed_at, mentor_signer, disputed_at, disputed_by, dispute_note, settled_at, settler_name, settled_counts,
            settled_note, revision
        from placement_entry where tenant_id = $1 and placement_id = $2 order by day, entry_id"#,
        tenant.uuid(),
        placement.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// The minutes of each day that the same learner's other books hold.
pub async fn elsewhere(tx: &mut impl Tx, of: &Placement) -> AppResult<BTreeMap<NaiveDate, i32>> {
    let rows = sqlx::query!(
        r#"select e.day, sum(e.minutes)::int as "minutes!"
        from placement p join placement_entry e on e.tenant_id = p.tenant_id and e.placement_id = p.placement_id
        where p.tenant_id = $1 and e.tenant_id = $1 and p.resident_id = $2 and p.placement_id <> $3
            and coalesce(e.settled_counts, e.disputed_at is null)
        group by e.day"#,
        of.tenant.uuid(),
        of.resident.uuid(),
        of.id.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.day, row.minutes)).collect())
}

/// Adds a line; false when there is one with this id.
pub async fn insert_entry(tx: &mut WriteTx, of: &Placement, entry: &Entry, now: DateTime<Utc>) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into placement_entry (tenant_id, entry_id, placement_id, org_id, school_id, day, minutes, did, writer,
            learner_signed_at, learner_signer, paper_kept, mentor_signed_at, mentor_signer, created_at, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15) on conflict do nothing",
        of.tenant.uuid(),
        entry.id.uuid(),
        of.id.uuid(),
        of.org.uuid(),
        of.school.uuid(),
        entry.written.day,
        entry.written.minutes,
        entry.written.did,
        entry.writer.code(),
        entry.learner.as_ref().map(|signature| signature.at),
        entry.learner.as_ref().map_or("", |signature| &signature.by),
        entry.paper_kept,
        entry.mentor.as_ref().map(|signature| signature.at),
        entry.mentor.as_ref().map_or("", |signature| &signature.by),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes a line as it is now; false when somebody else changed it first.
pub async fn update_entry(tx: &mut WriteTx, tenant: TenantId, entry: &Entry, now: DateTime<Utc>) -> AppResult<bool> {
    let done = sqlx::query!(
        "update placement_entry set day = $4, minutes = $5, did = $6, writer = $7, learner_signed_at = $8, learner_signer = $9,
            paper_kept = $10, mentor_signed_at = $11, mentor_signer = $12, disputed_at = $13, disputed_by = $14, dispute_note = $15,
            settled_at = $16, settler_name = $17, settled_counts = $18, settled_note = $19, reminded_on = null, changed_at = $20,
            revision = revision + 1
        where tenant_id = $1 and entry_id = $2 and revision = $3",
        tenant.uuid(),
        entry.id.uuid(),
        entry.revision,
        entry.written.day,
        entry.written.minutes,
        entry.written.did,
        entry.writer.code(),
        entry.learner.as_ref().map(|signature| signature.at),
        entry.learner.as_ref().map_or("", |signature| &signature.by),
        entry.paper_kept,
        entry.mentor.as_ref().map(|signature| signature.at),
        entry.mentor.as_ref().map_or("", |signature| &signature.by),
        entry.dispute.as_ref().map(|dispute| dispute.at),
        entry.dispute.as_ref().map(|dispute| dispute.by.code()),
        entry.dispute.as_ref().map_or("", |dispute| &dispute.note),
        entry.settled.as_ref().map(|settled| settled.at),
        entry.settled.as_ref().map_or("", |settled| &settled.by),
        entry.settled.as_ref().map(|settled| settled.counts),
        entry.settled.as_ref().map_or("", |settled| &settled.note),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a line back; false when somebody else changed it first.
pub async fn remove_entry(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (PlacementEntryId, i32),
) -> AppResult<bool> {
    let done = sqlx::query!(
        "delete from placement_entry where tenant_id = $1 and entry_id = $2 and revision = $3",
        tenant.uuid(),
        id.uuid(),
        revision,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A placement in which lines have waited long for a signature.
pub struct Waiting {
    pub placement: PlacementId,
    pub org: OrgId,
    pub resident: ResidentId,
    pub mentor: Option<PersonId>,
    pub title: String,
    /// How many lines.
    pub count: i64,
    /// Of these, how many want the learner's signature.
    pub of_learner: i64,
    /// And how many the mentor's.
    pub of_mentor: i64,
}

/// Notes that lines which nobody has touched since a time are reminded of, each once; gives the placements that they are of.
pub async fn remind_waiting(
    tx: &mut WriteTx,
    tenant: TenantId,
    since: DateTime<Utc>,
    day: NaiveDate,
) -> AppResult<Vec<Waiting>> {
    let rows = sqlx::query_as!(
        Waiting,
        r#"with due as (
            update placement_entry e set reminded_on = $3 from placement p
            where e.tenant_id = $1 and p.tenant_id = $1 and p.placement_id = e.placement_id and p.status = 'running'
                and e.changed_at <= $2 and e.settled_at is null and e.disputed_at is null and e.reminded_on is null
                and (e.learner_signed_at is null or e.mentor_signed_at is null)
            returning p.placement_id, p.org_id, p.resident_id, p.mentor_id, p.title, e.learner_signed_at, e.mentor_signed_at)
        select placement_id as "placement!: PlacementId", org_id as "org!: OrgId", resident_id as "resident!: ResidentId",
            mentor_id as "mentor: PersonId", title as "title!", count(*) as "count!",
            count(*) filter (where learner_signed_at is null) as "of_learner!",
            count(*) filter (where mentor_signed_at is null) as "of_mentor!"
        from due group by placement_id, org_id, resident_id, mentor_id, title order by 1"#,
        tenant.uuid(),
        since,
        day,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
