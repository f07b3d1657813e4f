//! SQL of postings in the hands of those who write and look at them.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::db::{OrgId, PersonId, PostingId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::household_workers::CertificateKind;
use crate::jobs::content::{Content, Pay, PayUnit, papers};
use crate::jobs::model::Status;
use crate::jobs::shelf::Shelf;
use crate::values::{Fen, Trade};

/// A posting as its employer and staff see it.
#[derive(Debug, Clone)]
pub struct Posting {
    /// Its id.
    pub id: PostingId,
    /// The organization that hires; none: the community.
    pub org: Option<OrgId>,
    /// What it says.
    pub content: Content,
    /// Where it stands.
    pub status: Status,
    /// Whether the community paused it.
    pub is_held: bool,
    /// When it was approved first.
    pub published_at: Option<DateTime<Utc>>,
    /// Who began it.
    pub author: PersonId,
    /// Their name then.
    pub author_name: String,
    /// Everybody who wrote some of it.
    pub writers: Vec<Uuid>,
    /// Who of the community decided last; may be empty.
    pub decider_name: String,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why.
    pub reason: String,
    /// Counts its changes.
    pub revision: i32,
    /// When it was changed last.
    pub changed_at: DateTime<Utc>,
}

/// What a posting says, as it is stored.
pub(super) struct Stored {
    pub employer_name: String,
    pub title: String,
    pub trade: String,
    pub duties: String,
    pub pay_min_fen: i64,
    pub pay_max_fen: i64,
    pub pay_unit: String,
    pub live_in: bool,
    pub hours: String,
    pub place: String,
    pub openings: i32,
    pub required_certificates: Vec<String>,
    pub valid_until: NaiveDate,
    pub is_reemployment: bool,
}

impl Stored {
    /// None where this version does not know its words.
    pub fn content(self) -> Option<Content> {
        Some(Content {
            employer: self.employer_name,
            title: self.title,
            trade: Trade::parse(&self.trade)?,
            duties: self.duties,
            pay: Pay {
                min: Fen::new(self.pay_min_fen)?,
                max: Fen::new(self.pay_max_fen)?,
                unit: PayUnit::parse(&self.pay_unit)?,
            },
            live_in: self.live_in,
            hours: self.hours,
            place: self.place,
            openings: self.openings,
            certificates: papers(&self.required_certificates),
            valid_until: self.valid_until,
            is_reemployment: self.is_reemployment,
        })
    }
}

/// What a row says of a posting.
macro_rules! stored {
    ($row:ident) => {
        Stored {
            employer_name: $row.employer_name,
            title: $row.title,
            trade: $row.trade,
            duties: $row.duties,
            pay_min_fen: $row.pay_min_fen,
            pay_max_fen: $row.pay_max_fen,
            pay_unit: $row.pay_unit,
            live_in: $row.live_in,
            hours: $row.hours,
            place: $row.place,
            openings: $row.openings,
            required_certificates: $row.required_certificates,
            valid_until: $row.valid_until,
            is_reemployment: $row.is_reemployment,
        }
    };
}
pub(super) use stored;

/// One posting; of one organization where the look is its own.
pub(in crate::jobs) async fn posting(
    tx: &mut impl Tx,
    tenant: TenantId,
    org: Option<OrgId>,
    id: PostingId,
) -> AppResult<Option<Posting>> {
    let row = sqlx::query!(
        r#"select posting_id as "id: PostingId", org_id as "org: OrgId", employer_name, title, trade, duties, pay_min_fen, pay_max_fen,
            pay_unit, live_in, hours, place, openings, required_certificates, valid_until, is_reemployment, status, is_held,
            published_at, author_id as "author: PersonId", author_name, writers, decider_name, decided_at, reason, revision,
            changed_at
        from job_posting where tenant_id = $1 and posting_id = $2 and ($3::uuid is null or org_id = $3)"#,
        tenant.uuid(),
        id.uuid(),
        org.map(OrgId::uuid),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| {
        Some(Posting {
            id: row.id,
            org: row.org,
            content: stored!(row).content()?,
            status: Status::parse(&row.status)?,
            is_held: row.is_held,
            published_at: row.published_at,
            author: row.author,
            author_name: row.author_name,
            writers: row.writers,
            decider_name: row.decider_name,
            decided_at: row.decided_at,
            reason: row.reason,
            revision: row.revision,
            changed_at: row.changed_at,
        })
    }))
}

/// A posting in a list of those who keep it.
pub(in crate::jobs) struct Row {
    pub tenant: TenantId,
    pub id: PostingId,
    pub title: String,
    pub employer_name: String,
    pub status: String,
    pub valid_until: NaiveDate,
    pub openings: i32,
    /// How many were hired.
    pub hired: i64,
    /// How many applications nobody has decided.
    pub pending: i64,
    pub changed_at: DateTime<Utc>,
}

/// What the staff's list shows.
pub(in crate::jobs) struct Search {
    /// Only this part.
    pub shelf: Option<Shelf>,
    /// Only those after this one: when it was changed, which it is.
    pub after: Option<(DateTime<Utc>, PostingId)>,
    pub limit: i64,
}

/// A community's postings that were changed last.
pub(in crate::jobs) async fn rows(tx: &mut impl Tx, tenant: TenantId, search: &Search) -> AppResult<Vec<Row>> {
    let (at, id) = search.after.map_or((None, None), |(at, id)| (Some(at), Some(id.uuid())));
    let statuses = search.shelf.map(Shelf::statuses);
    let rows = sqlx::query_as!(
        Row,
        r#"select p.tenant_id as "tenant: TenantId", p.posting_id as "id: PostingId", p.title, p.employer_name, p.status, p.valid_until,
            p.openings, p.changed_at,
            (select count(*) from job_application a where a.tenant_id = $1 and a.posting_id = p.posting_id
                and a.status in ('hired', 'retained') and a.ended_on is null) as "hired!",
            (select count(*) from job_application a where a.tenant_id = $1 and a.posting_id = p.posting_id
                and a.status in ('submitted', 'viewed', 'interview', 'offer')) as "pending!"
        from job_posting p
        where p.tenant_id = $1 and ($2::text[] is null or p.status = any($2))
            and ($3::timestamptz is null or (p.changed_at, p.posting_id) < ($3, $4::uuid))
        order by p.changed_at desc, p.posting_id desc limit $5"#,
        tenant.uuid(),
        statuses.as_deref(),
        at,
        id,
        search.limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// An organization's postings in all communities, those that were changed last on top.
pub(in crate::jobs) async fn of_org(
    tx: &mut impl Tx,
    org: OrgId,
    after: Option<(DateTime<Utc>, PostingId)>,
    limit: i64,
) -> AppResult<Vec<Row>> {
    let (at, id) = after.map_or((None, None), |(at, id)| (Some(at), Some(id.uuid())));
    let rows = sqlx::query_as!(
        Row,
        r#"select p.tenant_id as "tenant: TenantId", p.posting_id as "id: PostingId", p.title, p.employer_name, p.status, p.valid_until,
            p.openings, p.changed_at,
            (select count(*) from job_application a where a.tenant_id = p.tenant_id and a.org_id = $1
                and a.posting_id = p.posting_id and a.status in ('hired', 'retained') and a.ended_on is null) as "hired!",
            (select count(*) from job_application a where a.tenant_id = p.tenant_id and a.org_id = $1
                and a.posting_id = p.posting_id and a.status in ('submitted', 'viewed', 'interview', 'offer')) as "pending!"
        from job_posting p
        where p.org_id = $1 and ($2::timestamptz is null or (p.changed_at, p.posting_id) < ($2, $3::uuid))
        order by p.changed_at desc, p.posting_id desc limit $4"#,
        org.uuid(),
        at,
        id,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// How many postings lie in each part of the staff's list.
pub(in crate::jobs) struct Counts(Vec<(Status, i64)>);

impl Counts {
    /// How many lie in one part, or in all.
    pub fn of(&self, shelf: Option<Shelf>) -> i64 {
        let here = self.0.iter().filter(|(status, _)| shelf.is_none_or(|shelf| Shelf::of(*status) == shelf));
        here.map(|(_, count)| count).sum()
    }
}

/// Counts a community's postings.
pub(in crate::jobs) async fn counts(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Counts> {
    let rows = sqlx::query!(
        r#"select status, count(*) as "count!" from job_posting where tenant_id = $1 group by status"#,
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(Counts(rows.into_iter().filter_map(|row| Some((Status::parse(&row.status)?, row.count))).collect()))
}

/// How many postings wait for somebody of the community to look at them.
pub async fn in_review(tx: &mut impl Tx, tenant: TenantId) -> AppResult<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from job_posting where tenant_id = $1 and status = 'review'"#,
        tenant.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
}

/// Whether nobody but this person works for the community as a whole on a day.
pub(in crate::jobs) async fn is_alone(
    tx: &mut impl Tx,
    tenant: TenantId,
    person: PersonId,
    today: NaiveDate,
) -> AppResult<bool> {
    let alone = sqlx::query_scalar!(
        r#"select not exists (select 1 from role_grant
            where tenant_id = $1 and role = 'community_staff' and scope_id is null and person_id <> $2
                and valid_from <= $3 and (valid_to is null or valid_to >= $3)) as "alone!""#,
        tenant.uuid(),
        person.uuid(),
        today,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(alone)
}

/// A posting to keep.
pub struct NewPosting<'a> {
    /// The organization that hires; none: the community.
    pub org: Option<OrgId>,
    /// What it says.
    pub content: &'a Content,
    /// Who writes it.
    pub author: PersonId,
    /// Their name.
    pub author_name: &'a str,
    /// The time.
    pub now: DateTime<Utc>,
}

fn codes(certificates: &[CertificateKind]) -> Vec<String> {
    certificates.iter().map(|kind| kind.code().to_owned()).collect()
}

/// Keeps a posting that is being written; false when it was kept before (the form was sent twice).
pub async fn insert_posting(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: PostingId,
    new: &NewPosting<'_>,
) -> AppResult<bool> {
    let content = new.content;
    let done = sqlx::query!(
        "insert into job_posting (tenant_id, posting_id, org_id, employer_name, title, trade, duties, pay_min_fen, pay_max_fen,
            pay_unit, live_in, hours, place, openings, required_certificates, valid_until, is_reemployment, status, author_id,
            author_name, writers, created_at, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'draft', $18, $19, array[$18::uuid],
            $20, $20) on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        new.org.map(OrgId::uuid),
        content.employer,
        content.title,
        content.trade.code(),
        content.duties,
        content.pay.min.fen(),
        content.pay.max.fen(),
        content.pay.unit.code(),
        content.live_in,
        content.hours,
        content.place,
        content.openings,
        &codes(&content.certificates),
        content.valid_until,
        content.is_reemployment,
        new.author.uuid(),
        new.author_name,
        new.now,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}

/// Changes what a posting says, and where it stands; false when somebody else was first.
pub(in crate::jobs) async fn save(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (PostingId, i32),
    (content, status): (&Content, Status),
    (writer, now): (PersonId, DateTime<Utc>),
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update job_posting set employer_name = $4, title = $5, trade = $6, duties = $7, pay_min_fen = $8, pay_max_fen = $9,
            pay_unit = $10, live_in = $11, hours = $12, place = $13, openings = $14, required_certificates = $15,
            valid_until = $16, is_reemployment = $17, status = $18,
            writers = case when $19 = any(writers) then writers else writers || $19::uuid end, revision = revision + 1,
            changed_at = $20
        where tenant_id = $1 and posting_id = $2 and revision = $3",
        tenant.uuid(),
        id.uuid(),
        revision,
        content.employer,
        content.title,
        content.trade.code(),
        content.duties,
        content.pay.min.fen(),
        content.pay.max.fen(),
        content.pay.unit.code(),
        content.live_in,
        content.hours,
        content.place,
        content.openings,
        &codes(&content.certificates),
        content.valid_until,
        content.is_reemployment,
        status.code(),
        writer.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}
