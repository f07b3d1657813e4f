//! Staff recommend somebody for a posting: with one of the certificates that are valid at that moment, and no other.

use axum::http::StatusCode;
use axum::response::Response;

use super::desk::page;
use super::forms::NewForm;
use super::model::Source;
use super::pages::{CertificateOption, NewPage};
use super::queries::{self, NewRecommendation};
use super::{What, news_of, urls};
use crate::access::{Capability, Staff};
use crate::certificates::queries::valid;
use crate::consents::{self, Purpose, Subject};
use crate::db::{RecommendationId, ResidentId, Tx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, announce};
use crate::jobs;
use crate::matching;
use crate::residents::{self, faces};
use crate::staff;
use crate::talents;
use crate::ui::SelectOption;
use crate::web::extract::{Form, Query};
use crate::web::form::Errors;
use crate::web::{Flash, flashed, form_status, redirect};

pub(super) async fn begin(staff: Staff, Query(form): Query<NewForm>) -> AppResult<Response> {
    show(&staff, form, Errors::default()).await
}

/// Whether a record is that of whoever looks: nobody recommends themself.
pub(super) async fn is_own(staff: &Staff, tx: &mut impl Tx, resident: ResidentId) -> AppResult<bool> {
    let owned = residents::queries::of_person(tx, staff.me().id).await?;
    Ok(owned.iter().any(|(_, record)| *record == resident))
}

async fn show(staff: &Staff, form: NewForm, errors: Errors) -> AppResult<Response> {
    let (tenant, t, today) = (staff.tenant()?, staff.context().t(), staff.today()?);
    let (posting, resident) = form.posting.zip(form.resident).ok_or(AppError::NotFound)?;
    let mut tx = staff.read().await?;
    let face = faces::one(staff, &mut tx, resident, Capability::JobRecords).await?;
    let shown = jobs::queries::shown(&mut tx, tenant.id, posting).await?.ok_or(AppError::NotFound)?;
    let certificates = valid::of_resident(&mut tx, tenant.id, resident, today).await?;
    let has_agreed = talents::queries::is_matched(&mut tx, tenant.id, resident).await?;
    let is_own = is_own(staff, &mut tx, resident).await?;
    drop(tx);
    let is_open = shown.status.on(today, shown.content.valid_until) == jobs::Status::Published;
    let refusal = match () {
        () if is_own => Some(t.recommendations.error_own),
        () if !is_open => Some(t.recommendations.error_closed),
        () if !has_agreed => Some(t.recommendations.error_no_consent),
        () if certificates.is_empty() => Some(t.recommendations.error_no_certificate),
        () => None,
    };
    let option = |one: &valid::Valid| CertificateOption {
        id: one.id.to_string(),
        label: t.recommendations.certificate_line(&one.title, &one.number),
        is_on: form.certificate == Some(one.id),
    };
    let template = NewPage {
        page: page(staff, t.recommendations.new),
        console_url: staff::urls::console(tenant),
        desk_url: urls::desk(tenant),
        matching_url: staff.may(Capability::Talents).then(|| matching::urls::posting(tenant, posting)),
        name: face.name,
        place: face.place,
        resident_url: face.url,
        title: shown.content.title.clone(),
        employer: shown.content.employer.clone(),
        pay: shown.content.pay.line(t),
        refusal,
        action: urls::add(tenant),
        key: form.key.unwrap_or_else(RecommendationId::generate).to_string(),
        posting: posting.to_string(),
        resident: resident.to_string(),
        certificates: certificates.iter().map(option).collect(),
        sources: std::iter::once(SelectOption::new("", t.consents.purpose_choose))
            .chain(Source::ALL.map(|source| SelectOption::new(source.code(), source.label(t))))
            .collect(),
        source: form.source,
        source_name: form.source_name,
        word: form.word,
        errors,
    };
    let status = if is_own { StatusCode::FORBIDDEN } else { form_status(&template.errors, false) };
    flashed(staff.flash(), status, &template)
}

pub(super) async fn add(staff: Staff, Form(form): Form<NewForm>) -> AppResult<Response> {
    let (tenant, t, today, now) = (staff.tenant()?.clone(), staff.context().t(), staff.today()?, staff.now());
    let (posting, resident) = form.posting.zip(form.resident).ok_or(AppError::NotFound)?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut tx = staff.write().await?;
    faces::one(&staff, &mut tx, resident, Capability::JobRecords).await?;
    if is_own(&staff, &mut tx, resident).await? {
        return Err(AppError::Forbidden);
    }
    // Until this is over the posting stays open, the consent and the certificate hold.
    jobs::queries::hold_open(&mut tx, tenant.id, posting).await?;
    let shown = jobs::queries::shown(&mut tx, tenant.id, posting).await?.ok_or(AppError::NotFound)?;
    consents::hold(&mut tx, tenant.id, Subject::Resident(resident), Purpose::Match).await?;
    let has_agreed = talents::queries::is_matched(&mut tx, tenant.id, resident).await?;
    let mut errors = Errors::default();
    if shown.status.on(today, shown.content.valid_until) != jobs::Status::Published {
        errors.add("steps", t.recommendations.error_closed);
    }
    if !has_agreed {
        errors.add("steps", t.recommendations.error_no_consent);
    }
    let family = residents::queries::family(&mut tx, tenant.id, resident).await?;
    if jobs::queries::alive(&mut tx, tenant.id, posting, &family).await? {
        errors.add("steps", t.recommendations.error_applied);
    }
    let said = form.check(&tenant.name, t, &mut errors);
    let certificate = match &said {
        Some(said) => valid::hold(&mut tx, tenant.id, resident, said.certificate, today).await?,
        None => None,
    };
    if said.is_some() && certificate.is_none() {
        errors.add("certificate", t.recommendations.error_certificate_gone);
    }
    let (Some(said), Some(certificate), true) = (said, certificate, errors.is_empty()) else {
        drop(tx);
        return show(&staff, form, errors).await;
    };
    let new = NewRecommendation {
        id,
        posting,
        employer: &shown.content.employer,
        resident,
        certificate: (certificate.id, [&certificate.title, &certificate.number, &certificate.code]),
        source: (said.source, &said.source_name),
        word: &said.word,
        by: (staff.me().id, &staff.me().name),
        now,
    };
    if !queries::insert(&mut tx, tenant.id, &new).await? {
        return Ok(redirect(&urls::desk(&tenant), Some(Flash::AlreadyDone)));
    }
    let one = queries::one(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let news = news_of(&mut tx, tenant.id, &one, What::Asked { recommendation: id }).await?;
    announce(&mut tx, Audience::Resident(tenant.id, resident), news, now).await?;
    tx.commit().await?;
    Ok(redirect(&urls::one(&tenant, id), Some(Flash::Recommended)))
}
