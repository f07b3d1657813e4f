//! SQL of applications: what was shared, and where it stands.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::hiring::{self, Event};
use crate::db::{JobApplicationId, OrgId, PostingId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::jobs::answers::{Answers, Meets, Offered};
use crate::jobs::progress::Status;
use crate::jobs::shared::{Part, Snapshot};
use crate::jobs::stay::{Says, Stay};
use crate::values::Trade;

/// An application.
#[derive(Debug, Clone)]
pub struct Application {
    /// Its id.
    pub id: JobApplicationId,
    /// For what.
    pub posting: PostingId,
    /// Whose record it is.
    pub resident: ResidentId,
    /// What they share; once it is over, the masked name alone.
    pub snapshot: Snapshot,
    /// A word to the employer.
    pub note: String,
    /// Who of the staff took it down; empty: they applied themselves.
    pub by_name: String,
    /// Where it stands.
    pub status: Status,
    /// When they meet.
    pub interview_at: Option<DateTime<Utc>>,
    /// Where.
    pub interview_place: String,
    /// Why it ended.
    pub reason: String,
    /// The day they were hired.
    pub hired_on: Option<NaiveDate>,
    /// What the applicant has answered.
    pub answers: Answers,
    /// What both say of whether they are still there.
    pub stay: Stay,
    /// The day since which they are not, where somebody said so early.
    pub left_on: Option<NaiveDate>,
    /// The day on which they left who were still there after 90 days.
    pub ended_on: Option<NaiveDate>,
    /// Counts its changes.
    pub revision: i32,
    /// When they applied.
    pub created_at: DateTime<Utc>,
}

/// An application as it is stored.
struct Stored {
    id: JobApplicationId,
    posting: PostingId,
    resident: ResidentId,
    shared: Vec<String>,
    name: String,
    name_masked: String,
    phone_sealed: Option<Vec<u8>>,
    phone_masked: Option<String>,
    talent: Option<serde_json::Value>,
    certificates: Option<serde_json::Value>,
    is_forgotten: bool,
    note: String,
    by_name: String,
    status: String,
    interview_at: Option<DateTime<Utc>>,
    interview_place: String,
    reason: String,
    hired_on: Option<NaiveDate>,
    meets: Option<String>,
    meets_for: Option<DateTime<Utc>>,
    meets_word: String,
    offered_at: Option<DateTime<Utc>>,
    accepted: Option<String>,
    applicant_says: Option<String>,
    employer_says: Option<String>,
    left_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    revision: i32,
    created_at: DateTime<Utc>,
}

impl Stored {
    /// None where this version does not know its words.
    fn application(self) -> Option<Application> {
        // An answer is to one time to meet.
        let meets = self.meets.as_deref().and_then(Meets::parse).filter(|_| self.meets_for == self.interview_at);
        Some(Application {
            id: self.id,
            posting: self.posting,
            resident: self.resident,
            snapshot: Snapshot {
                parts: Part::among(&self.shared),
                name: self.name,
                name_masked: self.name_masked,
                phone: self.phone_sealed.zip(self.phone_masked),
                skills: self.talent.and_then(|value| serde_json::from_value(value).ok()),
                papers: self.certificates.and_then(|value| serde_json::from_value(value).ok()),
                is_forgotten: self.is_forgotten,
            },
            note: self.note,
            by_name: self.by_name,
            status: Status::parse(&self.status)?,
            interview_at: self.interview_at,
            interview_place: self.interview_place,
            reason: self.reason,
            hired_on: self.hired_on,
            answers: Answers {
                meets,
                word: self.meets_word,
                is_asked: self.offered_at.is_some(),
                accepted: self.accepted.as_deref().and_then(Offered::parse),
            },
            stay: Stay {
                applicant: self.applicant_says.as_deref().and_then(Says::parse),
                employer: self.employer_says.as_deref().and_then(Says::parse),
            },
            left_on: self.left_on,
            ended_on: self.ended_on,
            revision: self.revision,
            created_at: self.created_at,
        })
    }
}

/// The applications that fulfil a condition, as a query. A server of before the mark leaves what was chosen, and nothing of it.
macro_rules! applications {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Stored,
            r#"select application_id as "id: JobApplicationId", posting_id as "posting: PostingId", resident_id as "resident: ResidentId",
                shared, name, name_masked, phone_sealed, phone_masked, talent, certificates,
                is_forgotten or shared <> '{}' and name = '' and phone_sealed is null and talent is null and certificates is null
                    as "is_forgotten!",
                note, by_name, status, interview_at, interview_place, reason, hired_on, meets, meets_for, meets_word, offered_at,
                accepted, applicant_says, employer_says, left_on, ended_on, revision, created_at
            from job_application where tenant_id = $1 and "# + $rest,
            $($argument),+
        )
    };
}

/// The applications for a posting, the latest on top, those after one of them (when they applied, which it is); of one
/// organization where the look is its own.
pub(in crate::jobs) async fn of_posting(
    tx: &mut impl Tx,
    tenant: TenantId,
    org: Option<OrgId>,
    posting: PostingId,
    after: Option<(DateTime<Utc>, JobApplicationId)>,
    limit: i64,
) -> AppResult<Vec<Application>> {
    let (at, id) = after.map_or((None, None), |(at, id)| (Some(at), Some(id.uuid())));
    let rows = applications!(
        "posting_id = $2 and ($3::uuid is null or org_id = $3)
            and ($4::timestamptz is null or (created_at, application_id) < ($4, $5::uuid))
        order by created_at desc, application_id desc limit $6",
        tenant.uuid(),
        posting.uuid(),
        org.map(OrgId::uuid),
        at,
        id,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(Stored::application).collect())
}

/// One application.
pub(in crate::jobs) async fn application(
    tx: &mut impl Tx,
    tenant: TenantId,
    org: Option<OrgId>,
    id: JobApplicationId,
) -> AppResult<Option<Application>> {
    let row = applications!(
        "application_id = $2 and ($3::uuid is null or org_id = $3)",
        tenant.uuid(),
        id.uuid(),
        org.map(OrgId::uuid),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(Stored::application))
}

/// The applications of some records, the latest on top.
pub(in crate::jobs) async fn mine(
    tx: &mut impl Tx,
    tenant: TenantId,
    residents: &[ResidentId],
) -> AppResult<Vec<Application>> {
    let ids: Vec<Uuid> = residents.iter().map(|id| id.uuid()).collect();
    let rows =
        applications!("resident_id = any($2) order by created_at desc, application_id limit 100", tenant.uuid(), &ids,)
            .fetch_all(tx.conn())
            .await?;
    Ok(rows.into_iter().filter_map(Stored::application).collect())
}

/// Those of some records who have applied for a posting, where that is alive, and where it stands; the first one on top.
async fn living(
    tx: &mut impl Tx,
    tenant: TenantId,
    posting: PostingId,
    residents: &[ResidentId],
) -> AppResult<Vec<(JobApplicationId, ResidentId, Status)>> {
    let ids: Vec<Uuid> = residents.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select application_id as "id: JobApplicationId", resident_id as "resident: ResidentId", status from job_application
        where tenant_id = $1 and posting_id = $2 and resident_id = any($3)
            and status in ('submitted', 'viewed', 'interview', 'offer', 'hired', 'retained') and ended_on is null
        order by created_at"#,
        tenant.uuid(),
        posting.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.id, row.resident, Status::parse(&row.status)?))).collect())
}

/// The application for a posting that one of some records, which are one person's, has and that is alive, and where it stands.
pub async fn alive_of(
    tx: &mut impl Tx,
    tenant: TenantId,
    posting: PostingId,
    residents: &[ResidentId],
) -> AppResult<Option<(JobApplicationId, Status)>> {
    let living = living(tx, tenant, posting, residents).await?;
    Ok(living.into_iter().next().map(|(id, _, status)| (id, status)))
}

/// Whether there is one.
pub async fn alive(
    tx: &mut impl Tx,
    tenant: TenantId,
    posting: PostingId,
    residents: &[ResidentId],
) -> AppResult<bool> {
    Ok(alive_of(tx, tenant, posting, residents).await?.is_some())
}

/// Those of some residents who have applied for a posting, where that is alive.
pub async fn alive_among(
    tx: &mut impl Tx,
    tenant: TenantId,
    posting: PostingId,
    residents: &[ResidentId],
) -> AppResult<Vec<ResidentId>> {
    Ok(living(tx, tenant, posting, residents).await?.into_iter().map(|(_, resident, _)| resident).collect())
}

/// How many applications for the postings that are open on a day nobody has decided, by trade.
pub async fn pending_by_trade(tx: &mut impl Tx, tenant: TenantId, today: NaiveDate) -> AppResult<Vec<(Trade, i64)>> {
    let rows = sqlx::query!(
        r#"select p.trade, sum(a.count)::bigint as "count!" from job_posting p
        cross join lateral (select count(*) from job_application a where a.tenant_id = $1 and a.posting_id = p.posting_id
            and a.status in ('submitted', 'viewed', 'interview', 'offer')) a
        where p.tenant_id = $1 and p.status = 'published' and p.valid_until >= $2 and a.count > 0
        group by p.trade"#,
        tenant.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((Trade::parse(&row.trade)?, row.count))).collect())
}

/// An application to keep.
pub struct NewApplication<'a> {
    /// Its id, from the form: sent twice, it is still one.
    pub id: JobApplicationId,
    /// For what.
    pub posting: PostingId,
    /// The posting's organization.
    pub org: Option<OrgId>,
    /// Whose record it is.
    pub resident: ResidentId,
    /// What they share.
    pub snapshot: &'a Snapshot,
    /// A word to the employer.
    pub note: &'a str,
    /// Who of the staff takes it down, and where the paper is kept.
    pub paper: Option<(&'a str, &'a str)>,
    /// The time.
    pub now: DateTime<Utc>,
}

fn json<T: serde::Serialize>(value: Option<&T>) -> AppResult<Option<serde_json::Value>> {
    Ok(value.map(serde_json::to_value).transpose().map_err(anyhow::Error::from)?)
}

/// Keeps an application; false when it was kept before, or the person has one there that is alive.
pub async fn insert_application(tx: &mut WriteTx, tenant: TenantId, new: &NewApplication<'_>) -> AppResult<bool> {
    let snapshot = new.snapshot;
    let parts: Vec<String> = snapshot.parts.iter().map(|part| part.code().to_owned()).collect();
    let (by_name, paper_kept) = new.paper.unwrap_or_default();
    let done = sqlx::query!(
        "insert into job_application (tenant_id, application_id, posting_id, org_id, resident_id, shared, name, name_masked,
            phone_sealed, phone_masked, talent, certificates, note, how, by_name, paper_kept, status, created_at, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'submitted', $17, $17)
        on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.posting.uuid(),
        new.org.map(OrgId::uuid),
        new.resident.uuid(),
        &parts,
        snapshot.name,
        snapshot.name_masked,
        snapshot.phone.as_ref().map(|(sealed, _)| &sealed[..]),
        snapshot.phone.as_ref().map(|(_, masked)| masked.as_str()),
        json(snapshot.skills.as_ref())?,
        json(snapshot.papers.as_ref())?,
        new.note,
        if new.paper.is_some() { "paper" } else { "self" },
        by_name,
        paper_kept,
        new.now,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let side = if new.paper.is_some() { "community" } else { "applicant" };
    let event = Event { to: Status::Submitted, side, by_name, note: "", word: None, at: new.now };
    hiring::note(tx, tenant, (new.id, new.org), &event).await?;
    Ok(true)
}

/// What became of an application, as its pages tell it.
pub(in crate::jobs) struct Told {
    pub application: JobApplicationId,
    pub to: String,
    pub side: String,
    pub by_name: String,
    pub note: String,
    pub word: Option<String>,
    pub at: DateTime<Utc>,
}

/// What became of some applications, the latest first.
pub(in crate::jobs) async fn events(
    tx: &mut impl Tx,
    tenant: TenantId,
    org: Option<OrgId>,
    applications: &[JobApplicationId],
) -> AppResult<Vec<Told>> {
    let ids: Vec<Uuid> = applications.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query_as!(
        Told,
        r#"select application_id as "application: JobApplicationId", to_status as "to", side, by_name, note, word, at
        from job_application_event where tenant_id = $1 and application_id = any($2) and ($3::uuid is null or org_id = $3)
        order by at desc, event_id desc"#,
        tenant.uuid(),
        &ids,
        org.map(OrgId::uuid),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// An application that nobody has decided.
pub(in crate::jobs) struct Pending {
    pub id: JobApplicationId,
    pub resident: ResidentId,
}
