//! SQL of what organizations keep of where they came from, in their own scope. Whoever founded one reads it in the person's.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::super::model::{Content, Kept, Kind, Origin};
use crate::consents::{Consent, Giving, How, Purpose};
use crate::db::{CaseId, ConsentId, OrgId, PersonId, TenantId, Tx, WriteTx};
use crate::error::{AppError, AppResult};

/// What is kept, as it is stored.
struct Row {
    case: CaseId,
    person: PersonId,
    community: TenantId,
    community_name: String,
    founder: String,
    kind: String,
    idea: String,
    mentor: String,
    began_on: NaiveDate,
    milestones: Value,
    certificates: Value,
    kept_on: NaiveDate,
    consent_id: Option<ConsentId>,
    consent_version: Option<i32>,
    consented_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Kept {
    type Error = AppError;

    fn try_from(row: Row) -> Result<Self, Self::Error> {
        let kind = Kind::parse(&row.kind).unwrap_or(Kind::Company);
        let consent = row.consent_id.zip(row.consent_version).zip(row.consented_at);
        let consent = consent.map(|((id, version), given_at)| Consent {
            id,
            purpose: Purpose::History,
            version,
            how: How::Own,
            given_at,
            withdrawn: None,
        });
        Ok(Self {
            case: row.case,
            person: row.person,
            origin: Origin {
                community: row.community,
                community_name: row.community_name,
                founder: row.founder,
                content: Content { kind, idea: row.idea, mentor: row.mentor },
                began_on: row.began_on,
                milestones: serde_json::from_value(row.milestones).map_err(anyhow::Error::from)?,
                certificates: serde_json::from_value(row.certificates).map_err(anyhow::Error::from)?,
            },
            kept_on: row.kept_on,
            consent,
        })
    }
}

/// What is kept and fulfils a condition, as a query.
macro_rules! kept {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select case_id as "case: CaseId", person_id as "person: PersonId", community_id as "community: TenantId",
                community_name, founder_name as founder, kind, idea, mentor_name as mentor, began_on, milestones, certificates,
                kept_on, consent_id as "consent_id: ConsentId", consent_version, consented_at
            from org_history where "# + $rest,
            $($argument),+
        )
    };
}

/// What an organization keeps, in the order in which it began.
pub(in crate::startup) async fn kept_by(tx: &mut impl Tx, org: OrgId) -> AppResult<Vec<Kept>> {
    let rows = kept!("org_id = $1 order by began_on, case_id limit 20", org.uuid()).fetch_all(tx.conn()).await?;
    rows.into_iter().map(Kept::try_from).collect()
}

/// What organizations keep of a person, whichever they are; in the person's scope.
pub(in crate::startup) async fn kept_of(tx: &mut impl Tx, person: PersonId) -> AppResult<Vec<Kept>> {
    let rows = kept!("person_id = $1 order by org_id, case_id limit 100", person.uuid()).fetch_all(tx.conn()).await?;
    rows.into_iter().map(Kept::try_from).collect()
}

/// Keeps where an organization came from, with what its founder agreed to, or keeps it anew; false when that is what it
/// keeps already.
pub(in crate::startup) async fn keep(
    tx: &mut WriteTx,
    org: OrgId,
    (case, person): (CaseId, PersonId),
    (origin, consent): (&Origin, &Giving),
    today: NaiveDate,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into org_history as h (org_id, case_id, community_id, community_name, person_id, founder_name, kind, idea, mentor_name,
            began_on, milestones, certificates, kept_on, consent_id, consent_version, consented_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        on conflict (org_id, case_id) do update set community_name = excluded.community_name, person_id = excluded.person_id,
            founder_name = excluded.founder_name, kind = excluded.kind, idea = excluded.idea, mentor_name = excluded.mentor_name,
            began_on = excluded.began_on, milestones = excluded.milestones, certificates = excluded.certificates,
            kept_on = excluded.kept_on, consent_id = excluded.consent_id, consent_version = excluded.consent_version,
            consented_at = excluded.consented_at
        where (h.community_name, h.person_id, h.founder_name, h.kind, h.idea, h.mentor_name, h.began_on, h.milestones, h.certificates,
                h.consent_version)
            is distinct from (excluded.community_name, excluded.person_id, excluded.founder_name, excluded.kind, excluded.idea,
                excluded.mentor_name, excluded.began_on, excluded.milestones, excluded.certificates, excluded.consent_version)",
        org.uuid(),
        case.uuid(),
        origin.community.uuid(),
        origin.community_name,
        person.uuid(),
        origin.founder,
        origin.content.kind.code(),
        origin.content.idea,
        origin.content.mentor,
        origin.began_on,
        serde_json::to_value(&origin.milestones).map_err(anyhow::Error::from)?,
        serde_json::to_value(&origin.certificates).map_err(anyhow::Error::from)?,
        today,
        consent.id.uuid(),
        consent.purpose.version(),
        consent.at,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes away what is kept of whoever founded it; false when that was done before, or it is somebody else's.
pub(in crate::startup) async fn remove(
    tx: &mut WriteTx,
    org: OrgId,
    (case, person): (CaseId, PersonId),
) -> AppResult<bool> {
    let done = sqlx::query!(
        "delete from org_history where org_id = $1 and case_id = $2 and person_id = $3",
        org.uuid(),
        case.uuid(),
        person.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes away what an organization keeps of people who by a day belong to it no longer.
pub(in crate::startup) async fn remove_departed(tx: &mut WriteTx, org: OrgId, day: NaiveDate) -> AppResult<()> {
    sqlx::query!(
        "delete from org_history h where h.org_id = $1 and not exists (select from membership m
            where m.org_id = $1 and m.person_id = h.person_id and (m.valid_to is null or m.valid_to >= $2))",
        org.uuid(),
        day,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes away all that an organization keeps of a person.
pub(in crate::startup) async fn remove_all(tx: &mut WriteTx, org: OrgId, person: PersonId) -> AppResult<()> {
    sqlx::query!("delete from org_history where org_id = $1 and person_id = $2", org.uuid(), person.uuid())
        .execute(tx.conn())
        .await?;
    Ok(())
}
