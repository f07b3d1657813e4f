//! The second factor of somebody who lost the telephone and the codes: an administrator takes it away, so that the password
//! alone opens the account until they set up a new one.

use axum::response::Response;

use super::holder::HolderPath;
use super::pages::FactorPage;
use super::queries::{self, Held};
use super::{community, urls};
use crate::access::Staff;
use crate::accounts::{self, Asked, ProofForm, factor};
use crate::db::WriteTx;
use crate::error::{AppError, AppResult};
use crate::staff;
use crate::vendors::members;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Page, form_page, redirect};

/// Why a second factor stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// Nobody takes their own away here: they turn it off with a code.
    Own,
    /// There is none.
    Off,
    /// The person works elsewhere too; it guards more than this community, and only the platform takes it away.
    Elsewhere,
}

/// Whether the holder's factor may go. The transaction is in the person's scope afterwards.
async fn kept(tx: &mut WriteTx, staff: &Staff, held: &Held) -> AppResult<Option<Kept>> {
    if held.person == staff.me().id {
        return Ok(Some(Kept::Own));
    }
    tx.enter_person(held.person).await?;
    let has_factor = queries::person(tx, held.person).await?.is_some_and(|person| person.has_factor);
    if !has_factor {
        return Ok(Some(Kept::Off));
    }
    let today = staff.today()?;
    let works_elsewhere = queries::has_role_elsewhere(tx, staff.tenant()?.id, held.person, today).await?
        || !members::queries::places(tx, held.person, today).await?.is_empty();
    Ok(works_elsewhere.then_some(Kept::Elsewhere))
}

pub(super) async fn show(staff: Staff, Path(path): Path<HolderPath>) -> AppResult<Response> {
    show_with(&staff, &path, Errors::default()).await
}

async fn show_with(staff: &Staff, path: &HolderPath, errors: Errors) -> AppResult<Response> {
    let tenant = community(staff)?;
    let t = staff.context().t();
    let mut tx = staff.write().await?;
    let held = queries::one(&mut tx, tenant.id, path.holder).await?.ok_or(AppError::NotFound)?;
    let kept = kept(&mut tx, staff, &held).await?;
    let name = queries::person(&mut tx, held.person).await?.map(|person| person.name);
    // Nothing is written: only such a transaction can enter further scopes.
    drop(tx);
    let template = FactorPage {
        page: Page::of_console(staff, t.people.factor_reset),
        console_url: staff::urls::console(&tenant),
        people_url: urls::people(&tenant),
        holder_url: urls::holder(&tenant, path.holder),
        name: name.unwrap_or_else(|| t.members.account_gone.to_owned()),
        action: urls::factor(&tenant, path.holder),
        kept: kept.map(|kept| match kept {
            Kept::Own => t.people.factor_own,
            Kept::Off => t.people.factor_none,
            Kept::Elsewhere => t.people.factor_elsewhere,
        }),
        asked: Asked::unless_fresh(staff),
        errors,
    };
    form_page(staff.flash(), &template.errors, &template)
}

pub(super) async fn reset(
    staff: Staff,
    Path(path): Path<HolderPath>,
    Form(proof): Form<ProofForm>,
) -> AppResult<Response> {
    let tenant = community(&staff)?;
    let mut tx = staff.write().await?;
    let held = queries::one(&mut tx, tenant.id, path.holder).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let mut errors = Errors::default();
    if !accounts::prove_unless_fresh(&staff, &proof, &mut errors).await? {
        return show_with(&staff, &path, errors).await;
    }
    let mut tx = staff.write().await?;
    let flash = match kept(&mut tx, &staff, &held).await? {
        Some(Kept::Off) => Flash::AlreadyDone,
        Some(Kept::Own | Kept::Elsewhere) => {
            drop(tx);
            return show_with(&staff, &path, Errors::default()).await;
        }
        None => {
            factor::reset(&mut tx, held.person, staff.now()).await?;
            tx.commit().await?;
            Flash::Saved
        }
    };
    Ok(redirect(&urls::holder(&tenant, path.holder), Some(flash)))
}
