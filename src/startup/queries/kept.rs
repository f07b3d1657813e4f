//! SQL of what organizations keep of where they came from, in their own scope. Whoever founded one reads it in the person's.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::model::{Content, Kept, Kind, Origin};
use super::super::past::{Part, Past};
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
    practice: Value,
    external: Value,
    jobs: Value,
    parts: Vec<String>,
    kept_on: NaiveDate,
    consent_id: Option<ConsentId>,
    consent_version: Option<i32>,
    consented_at: Option<DateTime<Utc>>,
    is_shown: bool,
}

/// Reads what a column keeps.
fn read<T: DeserializeOwned>(value: Value) -> AppResult<T> {
    Ok(serde_json::from_value(value).map_err(anyhow::Error::from)?)
}

/// Writes what a column is to keep.
fn written<T: Serialize>(value: &T) -> AppResult<Value> {
    Ok(serde_json::to_value(value).map_err(anyhow::Error::from)?)
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
                milestones: read(row.milestones)?,
                past: Past {
                    certificates: read(row.certificates)?,
                    practice: read(row.practice)?,
                    external: read(row.external)?,
                    jobs: read(row.jobs)?,
                },
            },
            parts: Part::among(&row.parts),
            kept_on: row.kept_on,
            consent,
            is_shown: row.is_shown,
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
                practice, external, jobs, parts, kept_on, consent_id as "consent_id: ConsentId", consent_version, consented_at, is_shown
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
    (origin, parts, consent): (&Origin, &[Part], &Giving),
    today: NaiveDate,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into org_history as h (org_id, case_id, community_id, community_name, person_id, founder_name, kind, idea, mentor_name,
            began_on, milestones, certificates, kept_on, consent_id, consent_version, consented_at, practice, external, jobs, parts)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        on conflict (org_id, case_id) do update set community_name = excluded.community_name, person_id = excluded.person_id,
            founder_name = excluded.founder_name, kind = excluded.kind, idea = excluded.idea, mentor_name = excluded.mentor_name,
            began_on = excluded.began_on, milestones = excluded.milestones, certificates = excluded.certificates,
            kept_on = excluded.kept_on, consent_id = excluded.consent_id, consent_version = excluded.consent_version,
            consented_at = excluded.consented_at, practice = excluded.practice, external = excluded.external, jobs = excluded.jobs,
            parts = excluded.parts, is_shown = h.is_shown and h.person_id = excluded.person_id
        where (h.community_name, h.person_id, h.founder_name, h.kind, h.idea, h.mentor_name, h.began_on, h.milestones, h.certificates,
                h.consent_version, h.practice, h.external, h.jobs, h.parts)
            is distinct from (excluded.community_name, excluded.person_id, excluded.founder_name, excluded.kind, excluded.idea,
                excluded.mentor_name, excluded.began_on, excluded.milestones, excluded.certificates, excluded.consent_version,
                excluded.practice, excluded.external, excluded.jobs, excluded.parts)",
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
        written(&origin.milestones)?,
        written(&origin.past.certificates)?,
        today,
        consent.id.uuid(),
        consent.purpose.version(),
        consent.at,
        written(&origin.past.practice)?,
        written(&origin.past.external)?,
        written(&origin.past.jobs)?,
        &parts.iter().map(|part| part.code().to_owned()).collect::<Vec<_>>(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says whether staff of communities read what is kept of whoever founded it; false where nothing is of them.
pub(in crate::startup) async fn set_shown(
    tx: &mut WriteTx,
    org: OrgId,
    (case, person): (CaseId, PersonId),
    is_shown: bool,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update org_history set is_shown = $4 where org_id = $1 and case_id = $2 and person_id = $3",
        org.uuid(),
        case.uuid(),
        person.uuid(),
        is_shown,
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
