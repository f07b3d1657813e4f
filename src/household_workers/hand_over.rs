//! A record is handed over to the person it is about: a one-time code, to sign in with or to enter in an account.

use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::queries::events::{self, Step};
use super::queries::{mine, records};
use super::record::{Draft, WorkerPath, show_record};
use crate::access::Staff;
use crate::accounts::queries as people;
use crate::db::{CodeId, HouseholdWorkerId, PersonId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::residents::masked;
use crate::staff::queries::{HandsOver, revoke_of_worker};
use crate::staff::{self, codes};
use crate::tenancy::Tenant;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::redirect;

/// The form that hands a record over.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CodeForm {
    /// The code's id: sent twice, it is still one.
    key: Option<CodeId>,
}

pub(super) async fn issue(
    staff: Staff,
    Path(path): Path<WorkerPath>,
    Form(form): Form<CodeForm>,
) -> AppResult<Response> {
    let (tenant, now, id) = (staff.tenant()?.clone(), staff.now(), path.household_worker);
    let mut tx = staff.write().await?;
    let record = records::record(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let code = form.key.ok_or(AppError::BadRequest)?;
    let person = match record.person {
        Some(person) => {
            tx.enter_person(person).await?;
            // A code signs in as this person: never into an account that has a password, with all that it may do elsewhere.
            if people::password_hash(&mut tx, person).await?.is_some() {
                drop(tx);
                let errors = Errors::of("code", staff.context().t().residents.error_has_password);
                return show_record(&staff, id, Draft { errors, ..Draft::default() }).await;
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
    revoke_of_worker(&mut tx, tenant.id, id, now).await?;
    // Sent twice: the first one stands, and this transaction leaves nothing.
    let hands_over = Some(HandsOver::Worker(id));
    if codes::make(&mut tx, &staff, (code, person), &masked(&record.name), hands_over).await? {
        events::note(&mut tx, tenant.id, id, Step::Code, (&staff.me().name, now)).await?;
        tx.commit().await?;
    }
    Ok(redirect(&staff::urls::code(&tenant, code), None))
}

/// Makes a record a person's own; false when it is somebody else's by now, or deleted.
pub async fn take_over(
    tx: &mut WriteTx,
    tenant: &Tenant,
    worker: HouseholdWorkerId,
    person: PersonId,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    if !records::claim(tx, tenant.id, worker, person).await? {
        return Ok(false);
    }
    events::note(tx, tenant.id, worker, Step::Claimed, ("", now)).await?;
    Ok(true)
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
