//! SQL of organizations: the credit codes that tell them apart, and their profiles.

use chrono::{DateTime, NaiveDate, Utc};

use crate::db::{OrgId, Tx, WriteTx};
use crate::error::AppResult;
use crate::publishing::snapshot::ProfileSnapshot;
use crate::values::Uscc;

/// The organization with this credit code.
pub async fn org_by_uscc(tx: &mut impl Tx, uscc: &Uscc) -> AppResult<Option<OrgId>> {
    let id = sqlx::query_scalar!("select org_by_uscc($1)", uscc.as_str()).fetch_one(tx.conn()).await?;
    Ok(id.map(OrgId::from))
}

/// Ties a credit code to an organization; gives whoever holds it afterwards.
pub async fn claim_uscc(tx: &mut WriteTx, uscc: &Uscc, org: OrgId) -> AppResult<OrgId> {
    let id = sqlx::query_scalar!("select claim_uscc($1, $2)", uscc.as_str(), org.uuid()).fetch_one(tx.conn()).await?;
    Ok(id.map_or(org, OrgId::from))
}

/// An organization to add.
pub struct NewOrg<'a> {
    /// `vendor`, `property` or `training`.
    pub kind: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its credit code.
    pub uscc: Option<&'a str>,
    /// Its profile.
    pub profile: &'a str,
    /// Its phone.
    pub phone: Option<&'a str>,
    /// `employee` or `agency`.
    pub engagement: Option<&'a str>,
    /// The year it was founded.
    pub founded_year: Option<i32>,
    /// Whether it is made up.
    pub is_demo: bool,
}

/// Adds an organization, if it is not there.
pub async fn insert_org(tx: &mut WriteTx, org: OrgId, new: &NewOrg<'_>) -> AppResult<()> {
    sqlx::query!(
        "insert into organization (org_id, uscc, kind, name, profile, phone, engagement_model, founded_year, is_demo)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (org_id) do nothing",
        org.uuid(),
        new.uscc,
        new.kind,
        new.name,
        new.profile,
        new.phone,
        new.engagement,
        new.founded_year,
        new.is_demo,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The year an organization was founded, as it says itself.
pub async fn founded_year(tx: &mut impl Tx, org: OrgId) -> AppResult<Option<i32>> {
    let year = sqlx::query_scalar!("select founded_year from organization where org_id = $1", org.uuid())
        .fetch_optional(tx.conn())
        .await?;
    Ok(year.flatten())
}

/// An organization as it keeps itself.
#[derive(Debug, Clone)]
pub struct Organization {
    /// `vendor`, `property` or `training`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its credit code.
    pub uscc: Option<String>,
    /// About it.
    pub profile: String,
    /// The phone that residents call.
    pub phone: Option<String>,
    /// Whom communities talk to.
    pub contact_name: String,
    /// `employee` or `agency`.
    pub engagement: Option<String>,
    /// The year it was founded.
    pub founded_year: Option<i32>,
    /// The last day of the business licence; none: without term.
    pub licence_until: Option<NaiveDate>,
    /// The last day of the liability insurance.
    pub insurance_until: Option<NaiveDate>,
    /// Counts the changes, for whoever saves one.
    pub revision: i32,
}

impl Organization {
    /// What communities show of it.
    pub fn snapshot(&self) -> ProfileSnapshot {
        ProfileSnapshot {
            name: self.name.clone(),
            uscc: self.uscc.clone(),
            profile: self.profile.clone(),
            phone: self.phone.clone(),
            engagement: self.engagement.clone(),
            founded_year: self.founded_year,
            licence_until: self.licence_until,
            insurance_until: self.insurance_until,
        }
    }
}

/// The organization.
pub async fn organization(tx: &mut impl Tx, org: OrgId) -> AppResult<Option<Organization>> {
    let row = sqlx::query_as!(
        Organization,
        "select kind, name, uscc, profile, phone, contact_name, engagement_model as engagement, founded_year, licence_until, insurance_until,
            revision
        from organization where org_id = $1",
        org.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// What is saved of an organization's profile.
pub struct ProfileValues<'a> {
    /// Its name.
    pub name: &'a str,
    /// About it.
    pub profile: &'a str,
    /// The phone that residents call.
    pub phone: Option<&'a str>,
    /// Whom communities talk to.
    pub contact_name: &'a str,
    /// `employee` or `agency`.
    pub engagement: Option<&'a str>,
    /// The year it was founded.
    pub founded_year: Option<i32>,
    /// The last day of the business licence; none: without term.
    pub licence_until: Option<NaiveDate>,
    /// The last day of the liability insurance.
    pub insurance_until: Option<NaiveDate>,
}

/// Changes the profile; false when somebody changed it since `revision`.
pub async fn update_profile(
    tx: &mut WriteTx,
    org: OrgId,
    revision: i32,
    v: &ProfileValues<'_>,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update organization set name = $3, profile = $4, phone = $5, contact_name = $6, engagement_model = $7, founded_year = $8,
            licence_until = $9, insurance_until = $10, revision = revision + 1, updated_at = $11
        where org_id = $1 and revision = $2",
        org.uuid(),
        revision,
        v.name,
        v.profile,
        v.phone,
        v.contact_name,
        v.engagement,
        v.founded_year,
        v.licence_until,
        v.insurance_until,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
