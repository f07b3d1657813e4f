//! SQL of placements one by one.

use chrono::{DateTime, NaiveDate, Utc};

use crate::db::{EnrolmentId, OrgId, PersonId, PlacementId, ResidentId, RunId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::placements::mentors::Mentor;
use crate::placements::model::{Agreement, Placement, Status};
use crate::placements::terms::Terms;

/// A placement as it is stored.
struct Stored {
    id: PlacementId,
    tenant: TenantId,
    enrolment: EnrolmentId,
    run: RunId,
    resident: ResidentId,
    org: OrgId,
    school: OrgId,
    learner_name: String,
    org_name: String,
    school_name: String,
    title: String,
    mentor_name: String,
    mentor: Option<PersonId>,
    place: String,
    duties: String,
    agreed_minutes: i32,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    status: String,
    proposer_name: String,
    agreed_how: String,
    agreement_kept: String,
    reason: String,
    completed_on: Option<NaiveDate>,
    completer_name: String,
    done_minutes: i32,
    revision: i32,
    changed_at: DateTime<Utc>,
}

impl Stored {
    /// None where this version does not know its words.
    fn placement(self) -> Option<Placement> {
        Some(Placement {
            id: self.id,
            tenant: self.tenant,
            enrolment: self.enrolment,
            run: self.run,
            resident: self.resident,
            org: self.org,
            school: self.school,
            learner_name: self.learner_name,
            org_name: self.org_name,
            school_name: self.school_name,
            title: self.title,
            mentor_name: self.mentor_name,
            mentor: self.mentor,
            place: self.place,
            duties: self.duties,
            agreed_minutes: self.agreed_minutes,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            status: Status::parse(&self.status)?,
            proposer_name: self.proposer_name,
            agreement: Agreement::parse(&self.agreed_how, self.agreement_kept)?,
            reason: self.reason,
            completed: self.completed_on.map(|day| (day, self.completer_name)),
            done_minutes: self.done_minutes,
            revision: self.revision,
            changed_at: self.changed_at,
        })
    }
}

/// The placements that fulfil a condition, as a query.
macro_rules! placements {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Stored,
            r#"select placement_id as "id: PlacementId", tenant_id as "tenant: TenantId", enrolment_id as "enrolment: EnrolmentId",
                run_id as "run: RunId", resident_id as "resident: ResidentId", org_id as "org: OrgId", school_id as "school: OrgId",
                learner_name, org_name, school_name, title, mentor_name, mentor_id as "mentor: PersonId", place, duties, agreed_minutes, starts_on, ends_on, status,
                proposer_name, agreed_how, agreement_kept, reason, completed_on, completer_name, done_minutes, revision, changed_at
            from placement where tenant_id = $1 and "# + $rest,
            $($argument),+
        )
    };
}

/// One placement; of one company where the look is its own.
pub async fn placement(
    tx: &mut impl Tx,
    tenant: TenantId,
    org: Option<OrgId>,
    id: PlacementId,
) -> AppResult<Option<Placement>> {
    let row = placements!(
        "placement_id = $2 and ($3::uuid is null or org_id = $3)",
        tenant.uuid(),
        id.uuid(),
        org.map(OrgId::uuid),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(Stored::placement))
}

/// Those of one enrolment, the latest first.
pub async fn of_enrolment(tx: &mut impl Tx, tenant: TenantId, enrolment: EnrolmentId) -> AppResult<Vec<Placement>> {
    let rows = placements!("enrolment_id = $2 order by created_at desc", tenant.uuid(), enrolment.uuid());
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().filter_map(Stored::placement).collect())
}

/// Those of a company that are not over, in the order in which they were proposed.
pub async fn alive_at(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<Vec<Placement>> {
    let rows = placements!(
        "org_id = $2 and status in ('proposed', 'running') order by created_at, placement_id",
        tenant.uuid(),
        org.uuid(),
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().filter_map(Stored::placement).collect())
}

/// Makes whoever else writes into a placement's book, or moves it on, wait until the transaction ends; into the other books
/// of the same learner, too, as far as they are the writer's.
pub async fn lock(tx: &mut WriteTx, tenant: TenantId, id: PlacementId) -> AppResult<()> {
    sqlx::query!(
        "select from placement where tenant_id = $1
            and resident_id = (select resident_id from placement where tenant_id = $1 and placement_id = $2)
        order by placement_id for no key update",
        tenant.uuid(),
        id.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(())
}

/// A placement to propose.
pub struct NewPlacement<'a> {
    /// Its id, from the form: sent twice, it is still one.
    pub id: PlacementId,
    /// Of which enrolment.
    pub enrolment: EnrolmentId,
    /// Of which run.
    pub run: RunId,
    /// Whose record.
    pub resident: ResidentId,
    /// Where they are to practise, and what that is called.
    pub org: (OrgId, &'a str),
    /// Who taught them, and what that is called.
    pub school: (OrgId, &'a str),
    /// The learner's name.
    pub learner_name: &'a str,
    /// The course.
    pub title: &'a str,
    /// Where, in words.
    pub place: &'a str,
    /// What they are to do.
    pub duties: &'a str,
    /// How long in all.
    pub agreed_minutes: i32,
    /// From when to when.
    pub days: (NaiveDate, NaiveDate),
    /// Who proposes it.
    pub proposer_name: &'a str,
    /// How the learner agreed to that.
    pub agreement: &'a Agreement,
}

/// Adds a placement that the company is asked about; false when there is one with this id, or another that is alive.
pub async fn insert(tx: &mut WriteTx, tenant: TenantId, new: &NewPlacement<'_>, now: DateTime<Utc>) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into placement (tenant_id, placement_id, enrolment_id, run_id, resident_id, org_id, school_id, learner_name, org_name,
            school_name, title, place, duties, agreed_minutes, starts_on, ends_on, status, proposer_name, agreed_how,
            agreement_kept, created_at, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'proposed', $17, $18, $19, $20, $20)
        on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.enrolment.uuid(),
        new.run.uuid(),
        new.resident.uuid(),
        new.org.0.uuid(),
        new.school.0.uuid(),
        new.learner_name,
        new.org.1,
        new.school.1,
        new.title,
        new.place,
        new.duties,
        new.agreed_minutes,
        new.days.0,
        new.days.1,
        new.proposer_name,
        new.agreement.code(),
        new.agreement.kept(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How a placement moves on.
pub struct Move<'a> {
    /// Where it stood.
    pub from: Status,
    /// Where it stands now.
    pub to: Status,
    /// Who shows the learner the work, where it is said now.
    pub mentor: Option<&'a Mentor>,
    /// The learner's name from now on, where it changes.
    pub learner_name: Option<&'a str>,
    /// Why, where it ends without being done.
    pub reason: &'a str,
    /// The day it is completed, and who confirms it.
    pub completed: Option<(NaiveDate, &'a str)>,
    /// The minutes that both have signed, where it is over.
    pub done_minutes: i32,
    /// When.
    pub now: DateTime<Utc>,
}

/// Moves a placement on; false when somebody else did first.
pub async fn take(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (PlacementId, i32),
    way: &Move<'_>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update placement set status = $5, mentor_name = coalesce($6, mentor_name), reason = $7, completed_on = $8,
            completer_name = coalesce($9, ''), done_minutes = $10, changed_at = $11, learner_name = coalesce($12, learner_name),
            mentor_id = case when $6::text is null then mentor_id else $13 end, revision = revision + 1
        where tenant_id = $1 and placement_id = $2 and revision = $3 and status = $4",
        tenant.uuid(),
        id.uuid(),
        revision,
        way.from.code(),
        way.to.code(),
        way.mentor.map(|mentor| &*mentor.name),
        way.reason,
        way.completed.map(|(day, _)| day),
        way.completed.map(|(_, by)| by),
        way.done_minutes,
        way.now,
        way.learner_name,
        way.mentor.and_then(|mentor| mentor.person).map(PersonId::uuid),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Somebody else shows the learner the work from now on; false when somebody changed the placement first.
pub async fn set_mentor(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (PlacementId, i32),
    mentor: &Mentor,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update placement set mentor_name = $4, mentor_id = $5, changed_at = $6, revision = revision + 1
        where tenant_id = $1 and placement_id = $2 and revision = $3",
        tenant.uuid(),
        id.uuid(),
        revision,
        mentor.name,
        mentor.person.map(PersonId::uuid),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Something else is agreed from now on; false when somebody changed the placement first.
pub async fn set_terms(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (PlacementId, i32),
    terms: &Terms,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update placement set place = $4, duties = $5, agreed_minutes = $6, starts_on = $7, ends_on = $8, changed_at = $9,
            revision = revision + 1
        where tenant_id = $1 and placement_id = $2 and revision = $3",
        tenant.uuid(),
        id.uuid(),
        revision,
        terms.place,
        terms.duties,
        terms.agreed_minutes,
        terms.days.0,
        terms.days.1,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How far a learner's hours have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// Whose.
    pub enrolment: EnrolmentId,
    /// Minutes of placements that are over which both had signed: they count.
    pub done: i32,
    /// Minutes that both have signed where the practice still runs.
    pub running: i32,
}

/// How far everybody of a run has come who practises or has.
pub async fn hours_of_run(tx: &mut impl Tx, tenant: TenantId, run: RunId) -> AppResult<Vec<Hours>> {
    let rows = sqlx::query_as!(
        Hours,
        r#"select p.enrolment_id as "enrolment: EnrolmentId", sum(p.done_minutes)::int as "done!",
            coalesce(sum((select sum(e.minutes) from placement_entry e
                where e.tenant_id = $1 and e.placement_id = p.placement_id and p.status = 'running' and (e.settled_counts
                    or e.settled_at is null and e.disputed_at is null and e.learner_signed_at is not null
                    and e.mentor_signed_at is not null))), 0)::int as "running!"
        from placement p where p.tenant_id = $1 and p.run_id = $2 group by p.enrolment_id"#,
        tenant.uuid(),
        run.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Somebody belongs to a company no more: they are nobody's mentor there.
pub async fn leave(tx: &mut WriteTx, org: OrgId, person: PersonId) -> AppResult<()> {
    sqlx::query!(
        "update placement set mentor_id = null
        where tenant_id in (select tenant_id from admission where org_id = $1) and org_id = $1 and mentor_id = $2",
        org.uuid(),
        person.uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
