//! Staff recommend somebody for a posting: with one of the certificates that are valid at that moment, and no other.

use axum::http::StatusCode;
use axum::response::Response;

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
use crate::jobs::queries::Shown;
use crate::matching;
use crate::residents::{self, faces};
use crate::staff;
use crate::talents;
use crate::ui::SelectOption;
use crate::web::extract::{Form, Query};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, Page, flashed, form_status, redirect};

pub(super) async fn begin(staff: Staff, Query(form): Query<NewForm>) -> AppResult<Response> {
    show(&staff, form, Errors::default()).await
}

/// Whether a record is that of whoever looks: nobody recommends themself.
pub(super) async fn is_own(staff: &Staff, tx: &mut impl Tx, resident: ResidentId) -> AppResult<bool> {
    let owned = residents::queries::of_person(tx, staff.me().id).await?;
    Ok(owned.iter().any(|(_, record)| *record == resident))
}

/// Why nobody can recommend somebody for a posting now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hindrance {
    /// It is whoever looks.
    Own,
    /// The posting takes no more applications.
    Closed,
    /// They do not agree to be suggested.
    NoConsent,
    /// A colleague has recommended them for it.
    Recommended,
    /// They have applied for it.
    Applied,
    /// They hold no certificate that is valid.
    NoCertificate,
}

impl Hindrance {
    /// What it says.
    fn text(self, t: &Messages) -> &'static str {
        let t = &t.recommendations;
        match self {
            Self::Own => t.error_own,
            Self::Closed => t.error_closed,
            Self::NoConsent => t.error_no_consent,
            Self::Recommended => t.error_recommended,
            Self::Applied => t.error_applied,
            Self::NoCertificate => t.error_no_certificate,
        }
    }

    /// Whether somebody else was first.
    fn is_conflict(self) -> bool {
        matches!(self, Self::Recommended | Self::Applied)
    }
}

/// What stands in the way of recommending somebody, whichever of their records it was that applied or was recommended.
async fn hindrance(
    staff: &Staff,
    tx: &mut impl Tx,
    shown: &Shown,
    resident: ResidentId,
) -> AppResult<Option<Hindrance>> {
    let (tenant, today) = (staff.tenant()?.id, staff.today()?);
    if is_own(staff, tx, resident).await? {
        return Ok(Some(Hindrance::Own));
    }
    if shown.status.on(today, shown.content.valid_until) != jobs::Status::Published {
        return Ok(Some(Hindrance::Closed));
    }
    if !talents::queries::is_matched(tx, tenant, resident).await? {
        return Ok(Some(Hindrance::NoConsent));
    }
    let family = residents::queries::family(tx, tenant, resident).await?;
    if !queries::alive_among(tx, tenant, shown.id, &family).await?.is_empty() {
        return Ok(Some(Hindrance::Recommended));
    }
    if jobs::queries::alive(tx, tenant, shown.id, &family).await? {
        return Ok(Some(Hindrance::Applied));
    }
    let has_none = valid::of_resident(tx, tenant, resident, today).await?.is_empty();
    Ok(has_none.then_some(Hindrance::NoCertificate))
}

async fn show(staff: &Staff, form: NewForm, errors: Errors) -> AppResult<Response> {
    let (tenant, t, today) = (staff.tenant()?, staff.context().t(), staff.today()?);
    let (posting, resident) = form.posting.zip(form.resident).ok_or(AppError::NotFound)?;
    let mut tx = staff.read().await?;
    let face = faces::one(staff, &mut tx, resident, Capability::JobRecords).await?;
    let shown = jobs::queries::shown(&mut tx, tenant.id, posting).await?.ok_or(AppError::NotFound)?;
    let certificates = valid::of_resident(&mut tx, tenant.id, resident, today).await?;
    let hindrance = hindrance(staff, &mut tx, &shown, resident).await?;
    drop(tx);
    let option = |one: &valid::Valid| CertificateOption {
        id: one.id.to_string(),
        label: t.recommendations.certificate_line(&one.title, &one.number),
        is_on: form.certificate == Some(one.id),
    };
    let template = NewPage {
        page: Page::of_console(staff, t.recommendations.new),
        console_url: staff::urls::console(tenant),
        desk_url: urls::desk(tenant),
        matching_url: staff.may(Capability::Talents).then(|| matching::urls::posting(tenant, posting)),
        name: face.name,
        place: face.place,
        resident_url: face.url,
        title: shown.content.title.clone(),
        employer: shown.content.employer.clone(),
        pay: shown.content.pay.line(t),
        refusal: hindrance.map(|why| why.text(t)),
        kept_note: if hindrance.is_some() { form.kept() } else { String::new() },
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
    let is_late = !template.errors.is_empty() && hindrance.is_some_and(Hindrance::is_conflict);
    let status = match hindrance {
        Some(Hindrance::Own) => StatusCode::FORBIDDEN,
        _ => form_status(&template.errors, is_late),
    };
    flashed(staff.flash(), status, &template)
}

pub(super) async fn add(staff: Staff, Form(form): Form<NewForm>) -> AppResult<Response> {
    let (tenant, t, today, now) = (staff.tenant()?.clone(), staff.context().t(), staff.today()?, staff.now());
    let (posting, resident) = form.posting.zip(form.resident).ok_or(AppError::NotFound)?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut tx = staff.write().await?;
    faces::one(&staff, &mut tx, resident, Capability::JobRecords).await?;
    // Until this is over the posting stays open, the consent and the certificate hold, and no colleague recommends the same
    // person.
    jobs::queries::hold_open(&mut tx, tenant.id, posting).await?;
    let shown = jobs::queries::shown(&mut tx, tenant.id, posting).await?.ok_or(AppError::NotFound)?;
    consents::hold(&mut tx, tenant.id, Subject::Resident(resident), Purpose::Match).await?;
    residents::queries::records::lock(&mut tx, tenant.id, resident).await?;
    if queries::one(&mut tx, tenant.id, id).await?.is_some() {
        return Ok(redirect(&urls::one(&tenant, id), Some(Flash::AlreadyDone)));
    }
    match hindrance(&staff, &mut tx, &shown, resident).await? {
        Some(Hindrance::Own) => return Err(AppError::Forbidden),
        Some(why) => {
            drop(tx);
            return show(&staff, form, Errors::of("steps", why.text(t))).await;
        }
        None => {}
    }
    let mut errors = Errors::default();
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
