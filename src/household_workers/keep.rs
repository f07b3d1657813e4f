//! Putting somebody into the register: the record, the consent on paper without which there is none, and certificates.

use chrono::{DateTime, NaiveDate, Utc};

use super::model::CertificateKind;
use super::queries::certificates::{self, Certificate};
use super::queries::events::{self, Step};
use super::queries::records::{self, Values};
use crate::consents::{self, Giving, How, Purpose, Subject};
use crate::db::{CertificateId, ConsentId, HouseholdWorkerId, ImportId, TenantId, WriteTx};
use crate::error::AppResult;
use crate::secrets::Secrets;
use crate::vendors::workers::masked_number;

/// How a record came about.
pub struct Origin<'a> {
    /// Where the paper lies on which the person agreed.
    pub paper_kept: &'a str,
    /// Who of the staff took it down.
    pub by_name: &'a str,
    /// The sheet that brought it.
    pub import: Option<ImportId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Adds a record with its consent; false when it was added before (the form was sent twice).
pub async fn keep(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: HouseholdWorkerId,
    values: &Values<'_>,
    origin: &Origin<'_>,
) -> AppResult<bool> {
    if !records::insert(tx, tenant, id, values, origin.import, origin.at).await? {
        return Ok(false);
    }
    let by_name = origin.by_name.to_owned();
    let how = How::Paper { by_name, kept: origin.paper_kept.to_owned(), guardian: String::new() };
    let new = Giving { id: ConsentId::generate(), purpose: Purpose::Work, how, at: origin.at };
    consents::give(tx, tenant, Subject::Worker(id), &new).await?;
    let step = if origin.import.is_some() { Step::Imported } else { Step::Registered };
    events::note(tx, tenant, id, step, (origin.by_name, origin.at)).await?;
    Ok(true)
}

/// A certificate to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCertificate {
    /// What it is.
    pub kind: CertificateKind,
    /// Its number; may be empty.
    pub number: String,
    /// Who issued it; may be empty.
    pub issuer: String,
    /// When.
    pub issued_on: Option<NaiveDate>,
    /// Its last day.
    pub expires_on: Option<NaiveDate>,
}

/// Adds a certificate; false when it was added before (the form was sent twice).
pub async fn keep_certificate(
    tx: &mut WriteTx,
    secrets: &Secrets,
    tenant: TenantId,
    (worker, id): (HouseholdWorkerId, CertificateId),
    new: &NewCertificate,
) -> AppResult<bool> {
    let number = Some(new.number.as_str()).filter(|number| !number.is_empty());
    let certificate = Certificate {
        id,
        kind: new.kind.code().to_owned(),
        number_sealed: number.map(|number| secrets.seal(id.uuid(), number)).transpose()?,
        number_masked: number.map(masked_number),
        issuer: new.issuer.clone(),
        issued_on: new.issued_on,
        expires_on: new.expires_on,
    };
    certificates::insert(tx, tenant, worker, &certificate).await
}
