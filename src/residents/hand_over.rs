//! A record is handed over to the person it is about: a one-time code, to sign in with or to enter in an account.

use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::list::visible;
use super::pages::masked;
use super::queries::{merges, mine, records};
use super::record::{Draft, ResidentPath, show_record};
use super::urls;
use crate::access::{Capability, Role, Staff};
use crate::accounts::queries as people;
use crate::db::{CodeId, PersonId, ResidentId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::staff::queries::HandsOver;
use crate::staff::{self, codes};
use crate::tenancy::Tenant;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

/// The form that hands a record over.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CodeForm {
    /// The code's id: sent twice, it is still one.
    key: Option<CodeId>,
}

pub(super) async fn issue(
    staff: Staff,
    Path(path): Path<ResidentPath>,
    Form(form): Form<CodeForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    let record = visible(&staff, &mut tx, path.resident, Capability::ResidentRecords).await?;
    let code = form.key.ok_or(AppError::BadRequest)?;
    if record.left_on.is_some() || record.merged_into.is_some() {
        return Ok(redirect(&urls::resident(&tenant, path.resident), Some(Flash::AlreadyDone)));
    }
    let person = match record.person {
        Some(person) => {
            tx.enter_person(person).await?;
            // A code signs in as this person: never into an account that has a password, with all that it may do elsewhere.
            if people::password_hash(&mut tx, person).await?.is_some() {
                drop(tx);
                let errors = Errors::of("code", staff.context().t().residents.error_has_password);
                return show_record(&staff, path.resident, Draft { errors, ..Draft::default() }).await;
            }
            person
        }
        // On paper until the code is used; whoever has an account enters it there, and this person is nobody.
        None => {
            let person = PersonId::generate();
            tx.enter_person(person).await?;
            people::insert_person(&mut tx, person, &record.name, None).await?;
            person
        }
    };
    staff::queries::revoke_of_resident(&mut tx, tenant.id, record.id, staff.now()).await?;
    // Sent twice: the first one stands, and this transaction leaves nothing.
    if codes::make(&mut tx, &staff, (code, person), &masked(&record.name), Some(HandsOver::Resident(record.id))).await?
    {
        tx.commit().await?;
    }
    Ok(redirect(&staff::urls::code(&tenant, code), None))
}

/// Makes a record a person's own, and the person a resident here; false when it is somebody else's by now.
pub async fn take_over(
    tx: &mut WriteTx,
    tenant: &Tenant,
    resident: ResidentId,
    person: PersonId,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    // It may have turned out to be another record meanwhile.
    let resident = merges::root(tx, tenant.id, resident).await?;
    if !records::claim(tx, tenant.id, resident, person).await? {
        return Ok(false);
    }
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    if !staff::queries::has_grant(tx, tenant.id, person, Role::Resident, today).await? {
        staff::queries::insert_grant(tx, tenant.id, person, Role::Resident, today, None).await?;
    }
    Ok(true)
}

/// Makes whoever else changes a person's records, or merges them, wait until the transaction ends: before anything that hangs on
/// them is changed, as merges do. The transaction ends up in the scope of the last of the communities.
pub async fn hold(tx: &mut WriteTx, person: PersonId) -> AppResult<()> {
    for (tenant, record) in mine::of_person(tx, person).await? {
        tx.enter_tenant(tenant).await?;
        records::lock(tx, tenant, record).await?;
    }
    Ok(())
}

/// Lets a person's records everywhere be nobody's again: the account is about to go. The transaction ends up in the scope of
/// the last of the communities.
pub async fn release(tx: &mut WriteTx, person: PersonId) -> AppResult<()> {
    for (tenant, _) in mine::of_person(tx, person).await? {
        tx.enter_tenant(tenant).await?;
        records::release(tx, tenant, person).await?;
    }
    Ok(())
}
