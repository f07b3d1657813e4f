//! For staff: what waits, what was issued, and taking a certificate back.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::forms::RevocationForm;
use super::pages::{BatchLine, CertificateLine, CertificatePage, DeskPage, OwingLine, SheetPage};
use super::queries::{self, Batch, Certificate};
use super::{sheet, urls};
use crate::access::{Capability, Staff};
use crate::db::{CourseCertificateId, ResidentId, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::recommendations;
use crate::staff;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::paging::{cut, one_more};
use crate::web::{Flash, Page, flashed, form_status, redirect, text, with_params};

/// Certificates on one page.
const PAGE: usize = 50;

/// What the list shows.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DeskQuery {
    number: String,
    after: Option<CourseCertificateId>,
}

/// Who prepared a batch, and when.
pub(super) fn prepared(staff: &Staff, batch: &Batch) -> AppResult<String> {
    let (context, tenant) = (staff.context(), staff.tenant()?);
    let at = text::moment(context.locale, batch.prepared_at, staff.now(), tenant.time_zone);
    Ok(context.t().certificates.prepared_by(&batch.preparer_name, at))
}

/// A certificate in a list, with the whole name or a masked one.
pub(super) fn line(staff: &Staff, certificate: &Certificate, name: &str) -> AppResult<CertificateLine> {
    let tenant = staff.tenant()?;
    let url = urls::certificate(tenant, certificate.id);
    Ok(sheet::line(certificate, (name, url), (&**tenant, staff.context()), staff.now()))
}

pub(super) async fn list(staff: Staff, Query(query): Query<DeskQuery>) -> AppResult<Response> {
    let (tenant, context) = (staff.tenant()?, staff.context());
    let t = context.t();
    let mut tx = staff.read().await?;
    let batches = queries::open_batches(&mut tx, tenant.id).await?;
    let owing = queries::owing(&mut tx, tenant.id).await?;
    let number = query.number.trim().to_ascii_uppercase();
    let mut rows = if number.is_empty() {
        let after = match query.after {
            Some(id) => {
                let last = queries::certificate(&mut tx, tenant.id, id).await?.ok_or(AppError::BadRequest)?;
                Some((last.issued_on.ok_or(AppError::BadRequest)?, last.id))
            }
            None => None,
        };
        queries::issued(&mut tx, tenant.id, after, one_more(PAGE)).await?
    } else {
        queries::by_number(&mut tx, tenant.id, &number).await?.into_iter().collect()
    };
    drop(tx);
    let next = cut(&mut rows, PAGE).map(|last| last.id);
    let batch = |batch: &Batch| {
        Ok(BatchLine {
            url: urls::batch(tenant, batch.id),
            title: batch.title.clone(),
            prepared: prepared(&staff, batch)?,
        })
    };
    let owes = |owing: queries::Owing| OwingLine {
        url: urls::run(tenant, owing.run),
        title: owing.title,
        note: match owing.ends_on {
            Some(day) => {
                let day = text::date(context.locale, day);
                t.certificates.owing_since(owing.org_name, owing.graduates, day)
            }
            None => t.certificates.owing_note(owing.org_name, owing.graduates),
        },
    };
    let base = urls::desk(tenant);
    let template = DeskPage {
        page: Page::of_console(&staff, t.certificates.title),
        console_url: staff::urls::console(tenant),
        batches: batches.iter().map(batch).collect::<AppResult<_>>()?,
        owing: owing.into_iter().map(owes).collect(),
        next_url: next.map(|last| with_params(&base, &[("after", &last.to_string())])),
        action: base,
        is_search: !number.is_empty(),
        number: query.number,
        rows: rows.iter().map(|row| line(&staff, row, &row.name_masked)).collect::<AppResult<_>>()?,
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

/// The path of a certificate.
#[derive(Deserialize)]
pub(super) struct CertificatePath {
    course_certificate: CourseCertificateId,
}

pub(super) async fn show(staff: Staff, Path(path): Path<CertificatePath>) -> AppResult<Response> {
    show_certificate(&staff, path.course_certificate, RevocationForm::default(), Errors::default()).await
}

async fn show_certificate(
    staff: &Staff,
    id: CourseCertificateId,
    form: RevocationForm,
    errors: Errors,
) -> AppResult<Response> {
    let (tenant, context) = (staff.tenant()?, staff.context());
    let t = context.t();
    let mut tx = staff.read().await?;
    let certificate = queries::certificate(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let resident = queries::holder(&mut tx, tenant.id, id).await?;
    drop(tx);
    let is_issued = certificate.number.is_some();
    let revoked = certificate.revoked_at.map(|at| {
        let at = text::moment(context.locale, at, staff.now(), tenant.time_zone);
        (t.certificates.revoked_by(&certificate.revoker_name, at), certificate.revocation_reason.clone())
    });
    let shown = resident.filter(|_| staff.may(Capability::Residents));
    let template = CertificatePage {
        page: Page::of_console(staff, &certificate.content.title),
        console_url: staff::urls::console(tenant),
        desk_url: urls::desk(tenant),
        batch_url: urls::batch(tenant, certificate.batch),
        line: line(staff, &certificate, &certificate.name)?,
        resident_url: shown.map(|resident| crate::residents::urls::resident(tenant, resident)),
        expires: certificate.expires_on.map(|day| text::date(context.locale, day)),
        content: sheet::content(&certificate.content, context),
        verify_url: is_issued.then(|| urls::verify(tenant, &certificate.code)),
        sheet_url: is_issued.then(|| urls::sheet(tenant, id)),
        revocation_url: (is_issued && revoked.is_none()).then(|| urls::revocation(tenant, id)),
        revoked,
        form,
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, false), &template)
}

/// Tells whoever holds a certificate; where they have no account, staff pass it on.
pub(super) async fn tell(
    tx: &mut WriteTx,
    tenant: TenantId,
    resident: Option<ResidentId>,
    news: News,
    now: chrono::DateTime<chrono::Utc>,
) -> AppResult<()> {
    let Some(resident) = resident else { return Ok(()) };
    announce(tx, Audience::Resident(tenant, resident), news, now).await
}

pub(super) async fn revoke(
    staff: Staff,
    Path(path): Path<CertificatePath>,
    Form(form): Form<RevocationForm>,
) -> AppResult<Response> {
    let (tenant, now, t) = (staff.tenant()?.clone(), staff.now(), staff.context().t());
    let id = path.course_certificate;
    let mut tx = staff.write().await?;
    let certificate = queries::certificate(&mut tx, tenant.id, id).await?;
    let certificate = certificate.filter(|one| one.number.is_some()).ok_or(AppError::NotFound)?;
    let mut errors = Errors::default();
    let Some(reason) = form.check(t, &mut errors) else {
        drop(tx);
        return show_certificate(&staff, id, form, errors).await;
    };
    let url = urls::certificate(&tenant, id);
    if !queries::revoke(&mut tx, tenant.id, id, (&staff.me().name, &reason), now).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let resident = queries::holder(&mut tx, tenant.id, id).await?;
    let news = News::CertificateRevoked { tenant: tenant.id, title: certificate.content.title, reason };
    tell(&mut tx, tenant.id, resident, news, now).await?;
    if let (Some(holder), Some(number)) = (resident, &certificate.number) {
        recommendations::certificate_revoked(&mut tx, &tenant, (id, number), holder, now).await?;
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::CertificateRevoked)))
}

pub(super) async fn print(staff: Staff, Path(path): Path<CertificatePath>) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let mut tx = staff.read().await?;
    let certificate = queries::certificate(&mut tx, tenant.id, path.course_certificate).await?;
    drop(tx);
    let certificate = certificate.filter(|one| one.number.is_some()).ok_or(AppError::NotFound)?;
    let standing = sheet::standing(&certificate, tenant, staff.now());
    let place = (&**tenant, staff.context(), staff.state().config());
    let template = SheetPage {
        page: Page::of_console(&staff, staff.context().t().certificates.sheet_title(&certificate.content.title)),
        back_url: urls::certificate(tenant, certificate.id),
        verify_url: urls::verify(tenant, &certificate.code),
        sheet: sheet::sheet(&certificate, standing, place)?,
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}
