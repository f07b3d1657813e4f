//! Certificates of completion (结业证明): prepared by one person for who passed a course, signed by another, verified by
//! anybody who holds the paper; and certificates that others have issued, recorded as such ([`external`]).
//!
//! A certificate keeps what it said when it was issued, and its public page shows all of that: who changes the paper is found
//! out by comparing. Certificates of the state (职业技能等级证书) are something else and never look like these.

mod desk;
pub mod external;
mod forms;
mod issue;
mod mine;
mod model;
mod pages;
mod prepare;
pub mod queries;
mod sheet;
mod stands;
mod taught;
pub mod urls;
mod verify;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::access::{Access, Capability, OrgCapability, OrgMember, Routes, Staff};
use crate::db::{CertificateBatchId, EnrolmentId, PersonId, ResidentId, RunId, TenantId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::residents::masked;
use crate::tenancy::Tenant;

pub(crate) use mine::briefs;
pub use mine::entries;
pub use model::{Standing, new_code};
pub(crate) use pages::Brief;
pub use stands::{Standings, Stands, standings};

/// Two people, each with their name: one prepares, the other signs.
pub struct Hands<'a> {
    /// Who prepares.
    pub preparer: (PersonId, &'a str),
    /// Who signs.
    pub signer: (PersonId, &'a str),
}

/// Issues certificates to everybody who has passed a run and has none, and tells nobody; gives how many.
pub async fn issue_all(
    tx: &mut WriteTx,
    tenant: &Tenant,
    run: RunId,
    hands: &Hands<'_>,
    now: DateTime<Utc>,
) -> AppResult<i32> {
    let run = queries::run(tx, tenant.id, run).await?.ok_or(AppError::NotFound)?;
    let said = issue::content(tx, tenant.id, &run, now).await?.ok_or(AppError::NotFound)?;
    let (by, by_name) = hands.preparer;
    let id = CertificateBatchId::generate();
    let batch = queries::NewBatch { id, run: &run, expires_on: None, by, by_name, at: now };
    let count = issue::prepare(tx, tenant, &batch, &said, |_| true).await?;
    if count == 0 {
        // Nobody is through with it: there is nothing to sign.
        queries::discard(tx, tenant.id, id).await?;
        return Ok(0);
    }
    issue::sign(tx, tenant, id, hands.signer, now).await?;
    Ok(count)
}

/// Whether a certificate was prepared or issued for what somebody learned, and stands: it says how it ended.
pub async fn has_one(tx: &mut impl Tx, tenant: TenantId, enrolment: EnrolmentId) -> AppResult<bool> {
    queries::has_one(tx, tenant, enrolment).await
}

/// The pages of this feature.
pub fn routes() -> Routes {
    let issuing = || Access::capability(Capability::Certificates);
    let recording = || Access::capability(Capability::Talents);
    let trainer = || Access::member(OrgCapability::Records);
    Routes::new()
        .get(urls::LOOK_UP, Access::public(), verify::look_up)
        .get(urls::VERIFY, Access::public().at_secret_address(), verify::show)
        .get(urls::MINE, Access::signed_in(), mine::list)
        .get(urls::MY_SHEET, Access::signed_in(), mine::show)
        .post(urls::MY_EXTERNAL_REMOVAL, Access::signed_in(), external::remove_own)
        .post(urls::EXTERNAL, recording(), external::add)
        .post(urls::EXTERNAL_REMOVAL, recording(), external::remove)
        .get(urls::DESK, issuing(), desk::list)
        .get(urls::RUN, issuing(), prepare::show::<Staff>)
        .post(urls::RUN, issuing(), prepare::prepare::<Staff>)
        .get(urls::ORG_RUN, trainer(), prepare::show::<OrgMember>)
        .post(urls::ORG_RUN, trainer(), prepare::prepare::<OrgMember>)
        .get(urls::ORG_SHEET, trainer(), taught::print)
        .get(urls::ORG_SHEETS, trainer(), taught::print_batch)
        .get(urls::BATCH, issuing(), prepare::show_batch)
        .get(urls::SHEETS, issuing(), prepare::print)
        .post(urls::SIGNATURE, issuing(), prepare::sign)
        .post(urls::DISCARD, issuing(), prepare::discard)
        .get(urls::CERTIFICATE, issuing(), desk::show)
        .post(urls::REVOCATION, issuing(), desk::revoke)
        .get(urls::SHEET, issuing(), desk::print)
}

/// Enrolments went from one record to another: their certificates go with them.
pub async fn follow(tx: &mut WriteTx, tenant: TenantId, from: ResidentId) -> AppResult<()> {
    queries::follow(tx, tenant, from).await
}

/// A record says another name by now: so does what nobody has signed.
pub async fn rename(tx: &mut WriteTx, tenant: TenantId, resident: ResidentId, name: &str) -> AppResult<()> {
    queries::rename(tx, tenant, resident, (name, &masked(name))).await
}

/// Records are being deleted: what was issued can still be verified, but no longer says whose it is.
pub async fn forget(tx: &mut WriteTx, tenant: TenantId, records: &[Uuid]) -> AppResult<()> {
    queries::forget(tx, tenant, records).await
}
