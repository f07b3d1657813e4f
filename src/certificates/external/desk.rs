//! Recording a certificate that somebody else has issued, and taking it away again. It is not changed: whoever has a new one
//! has another.

use axum::response::Response;
use serde::Deserialize;

use super::form::RecordForm;
use super::{queries, record};
use crate::access::{Member, Staff};
use crate::certificates::urls;
use crate::db::{ExternalCertificateId, ResidentId, TalentId};
use crate::error::{AppError, AppResult};
use crate::residents;
use crate::talents;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

/// The path of an archive's record.
#[derive(Deserialize)]
pub(in crate::certificates) struct TalentPath {
    talent: TalentId,
}

pub(in crate::certificates) async fn add(
    staff: Staff,
    Path(path): Path<TalentPath>,
    Form(form): Form<RecordForm>,
) -> AppResult<Response> {
    let (tenant, today, t) = (staff.tenant()?.clone(), staff.today()?, staff.context().t());
    let mut tx = staff.write().await?;
    let talent = talents::seen(&staff, &mut tx, path.talent).await?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let Some(new) = form.check(today, t, &mut errors) else {
        drop(tx);
        return talents::show_with_certificate(&staff, path.talent, form, errors).await;
    };
    let by = (staff.me().name.as_str(), staff.now());
    let is_new = record(&mut tx, (staff.state().secrets(), tenant.id), (talent.id, id), &new, by).await?;
    let url = talents::urls::talent(&tenant, talent.id);
    if !is_new {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Saved)))
}

/// The path of a certificate in an archive's record.
#[derive(Deserialize)]
pub(in crate::certificates) struct ExternalPath {
    talent: TalentId,
    external_certificate: ExternalCertificateId,
}

pub(in crate::certificates) async fn remove(staff: Staff, Path(path): Path<ExternalPath>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    let talent = talents::seen(&staff, &mut tx, path.talent).await?;
    if !queries::remove(&mut tx, tenant.id, (talent.id, path.external_certificate)).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(redirect(&talents::urls::talent(&tenant, talent.id), Some(Flash::Removed)))
}

/// The path of one of a person's own.
#[derive(Deserialize)]
pub(in crate::certificates) struct MyExternalPath {
    external_certificate: ExternalCertificateId,
}

/// Whose record it is in.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::certificates) struct MineForm {
    record: Option<ResidentId>,
}

pub(in crate::certificates) async fn remove_own(
    member: Member,
    Path(path): Path<MyExternalPath>,
    Form(form): Form<MineForm>,
) -> AppResult<Response> {
    let home = residents::home(&member, form.record).await?;
    let tenant = home.tenant.id;
    let mut tx = member.write_home(tenant, urls::MY_EXTERNAL_REMOVAL).await?;
    let talent = talents::queries::of_resident(&mut tx, tenant, home.record).await?.ok_or(AppError::NotFound)?;
    if !queries::remove(&mut tx, tenant, (talent.id, path.external_certificate)).await? {
        return Ok(redirect(urls::MINE, Some(Flash::AlreadyDone)));
    }
    tx.commit().await?;
    Ok(redirect(urls::MINE, Some(Flash::Removed)))
}
