//! One recommendation, for staff: what it says, what the person answers on paper, and what becomes of it.

use axum::response::Response;
use serde::Deserialize;

use super::answer::{self, Answer, Frame};
use super::forms::StepForm;
use super::model::{Reply, Status};
use super::pages::OnePage;
use super::queries::{self, Recommendation};
use super::write::is_own;
use super::{What, news_of, urls};
use crate::access::{Capability, Staff};
use crate::certificates;
use crate::db::{RecommendationId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, announce};
use crate::jobs::{self, ApplyForm, Offer, Part};
use crate::residents::faces;
use crate::residents::queries::{merges, records};
use crate::staff;
use crate::values::{Line, Paragraphs};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect, text};

/// The path of a recommendation.
#[derive(Deserialize)]
pub(super) struct OnePath {
    pub recommendation: RecommendationId,
}

/// What was typed and could not be done.
#[derive(Default)]
struct Typed {
    apply: ApplyForm,
    outcome: Option<String>,
    is_conflict: bool,
    errors: Errors,
}

pub(super) async fn show(staff: Staff, Path(path): Path<OnePath>) -> AppResult<Response> {
    show_one(&staff, path.recommendation, Typed::default()).await
}

/// The one that is meant, of somebody whom this person may see; whose record it is now.
async fn find(staff: &Staff, tx: &mut impl Tx, id: RecommendationId) -> AppResult<(Recommendation, records::Record)> {
    let tenant = staff.tenant()?.id;
    let one = queries::one(tx, tenant, id).await?.ok_or(AppError::NotFound)?;
    let resident = merges::root(tx, tenant, one.resident).await?;
    let record = records::record(tx, tenant, resident).await?.ok_or(AppError::NotFound)?;
    faces::one(staff, tx, record.id, Capability::JobRecords).await?;
    Ok((one, record))
}

async fn show_one(staff: &Staff, id: RecommendationId, typed: Typed) -> AppResult<Response> {
    let (tenant, context, today) = (staff.tenant()?, staff.context(), staff.today()?);
    let (t, locale) = (context.t(), context.locale);
    let mut tx = staff.read().await?;
    let (one, record) = find(staff, &mut tx, id).await?;
    let face = faces::one(staff, &mut tx, record.id, Capability::JobRecords).await?;
    let titles = jobs::queries::titles(&mut tx, tenant.id, &[one.posting.uuid()]).await?;
    let offer = Offer::of(&mut tx, (staff.state().secrets(), tenant.id), &record, today).await?;
    let number = std::slice::from_ref(&one.certificate_number);
    let standings = certificates::standings(&mut tx, (tenant, context), number, staff.now()).await?;
    let is_own = is_own(staff, &mut tx, record.id).await?;
    drop(tx);
    // On this page, as on all of staff's, what the person could share is masked.
    let masked = |offer: &Offer, part| match part {
        Part::Name => Some(vec![offer.name.masked()]),
        Part::Phone => offer.phone.as_ref().map(|phone| vec![phone.masked()]),
        part => offer.lines(part, locale),
    };
    let is_waiting = one.status == Status::Waiting && !is_own;
    let tells_outcome = one.status.was_given() && !is_own;
    let outcome_unsaved = typed.outcome.clone().filter(|_| !tells_outcome);
    let note_unsaved = Some(typed.apply.note.clone()).filter(|note| !note.is_empty() && !is_waiting);
    let unsaved = outcome_unsaved.or(note_unsaved).map(|text| (String::new(), text));
    let template = OnePage {
        page: Page::of_console(staff, face.name),
        console_url: staff::urls::console(tenant),
        desk_url: urls::desk(tenant),
        place: face.place,
        resident_url: face.url,
        job_url: jobs::urls::draft(tenant, None, one.posting),
        title: titles.into_iter().next().map(|(_, title, _)| title).unwrap_or_default(),
        employer: one.employer.clone(),
        status: one.status.label(t),
        is_open: one.status.is_open(),
        certificate: t.recommendations.certificate_line(&one.certificate_title, &one.certificate_number),
        verify_url: certificates::urls::verify(tenant, &one.certificate_code),
        stands: standings.get(&one.certificate_number).cloned(),
        source: one.source.label(t),
        source_name: one.source_name.clone(),
        word: one.word.clone(),
        by: t.recommendations.by(&one.by_name, text::moment(locale, one.recommended_at, staff.now(), tenant.time_zone)),
        paper_kept: one.paper_kept.clone(),
        application_url: one.application.map(|id| jobs::urls::application(tenant, None, one.posting, id)),
        outcome_line: one
            .outcome
            .as_ref()
            .map(|(outcome, on, by)| (outcome.clone(), text::date(locale, *on), by.clone())),
        is_own,
        answer_action: is_waiting.then(|| format!("{}/answer", urls::one(tenant, id))),
        applying: jobs::applying(&typed.apply, &record, &offer, masked, t),
        paper_typed: typed.apply.paper_kept,
        paper_typed_no: typed.apply.paper_kept_no,
        withdrawal_action: (one.status.is_open() && !is_own).then(|| format!("{}/withdrawal", urls::one(tenant, id))),
        outcome_action: tells_outcome.then(|| format!("{}/outcome", urls::one(tenant, id))),
        outcome: typed.outcome.unwrap_or_else(|| one.outcome.map(|(outcome, ..)| outcome).unwrap_or_default()),
        revision: one.revision,
        is_conflict: typed.is_conflict,
        unsaved,
        errors: typed.errors,
    };
    let status = form_status(&template.errors, template.is_conflict);
    flashed(staff.flash(), status, &template)
}

/// A transaction in which somebody else's recommendation is moved on: nobody decides about their own.
async fn of_others(staff: &Staff, id: RecommendationId) -> AppResult<(WriteTx, Recommendation, records::Record)> {
    let mut tx = staff.write().await?;
    let (one, record) = find(staff, &mut tx, id).await?;
    if is_own(staff, &mut tx, record.id).await? {
        return Err(AppError::Forbidden);
    }
    Ok((tx, one, record))
}

pub(super) async fn answer(
    staff: Staff,
    Path(path): Path<OnePath>,
    Form(apply): Form<ApplyForm>,
) -> AppResult<Response> {
    let (tenant, t, today, now) = (staff.tenant()?.clone(), staff.context().t(), staff.today()?, staff.now());
    let id = path.recommendation;
    let (mut tx, one, record) = of_others(&staff, id).await?;
    let reply = Reply::parse(&apply.answer).ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let (field, typed) = match reply {
        Reply::Yes => ("paper_kept", &apply.paper_kept),
        Reply::No => ("paper_kept_no", &apply.paper_kept_no),
    };
    let kept = errors.take(field, Line::<60>::parse(typed), |_| t.consents.error_paper_kept.to_owned());
    let Some(kept) = kept else {
        drop(tx);
        return show_one(&staff, id, Typed { apply, errors, ..Typed::default() }).await;
    };
    let done = match reply {
        Reply::Yes => {
            let paper = Some((&*staff.me().name, kept.as_str()));
            let frame = Frame { tenant: &tenant, secrets: staff.state().secrets(), t, today, now, paper };
            answer::accept(&mut tx, &frame, (&one, &record), &apply).await?
        }
        Reply::No if answer::refuse(&mut tx, &tenant, &one, (kept.as_str(), now)).await? => Answer::Given,
        Reply::No => Answer::Over,
    };
    match done {
        Answer::Given => {
            tx.commit().await?;
            Ok(redirect(&urls::one(&tenant, id), Some(Flash::RecommendationAnswered)))
        }
        Answer::Over => {
            let stands = queries::one(&mut tx, tenant.id, id).await?.map(|one| one.status);
            drop(tx);
            if stands.is_some_and(|status| reply.led_to(status)) {
                return Ok(redirect(&urls::one(&tenant, id), Some(Flash::AlreadyDone)));
            }
            show_one(&staff, id, Typed { apply, is_conflict: true, ..Typed::default() }).await
        }
        Answer::Refused(errors) => {
            drop(tx);
            show_one(&staff, id, Typed { apply, errors, ..Typed::default() }).await
        }
    }
}

pub(super) async fn withdraw(staff: Staff, Path(path): Path<OnePath>) -> AppResult<Response> {
    let (tenant, now) = (staff.tenant()?.clone(), staff.now());
    let (mut tx, one, record) = of_others(&staff, path.recommendation).await?;
    let url = urls::one(&tenant, one.id);
    // An application that it became stays: that is the person's.
    let is_done = one.status.is_open()
        && queries::move_on(&mut tx, tenant.id, one.id, (one.status, Status::Withdrawn), ("", now)).await?;
    if !is_done {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let news = news_of(&mut tx, tenant.id, &one, What::TakenBack).await?;
    announce(&mut tx, Audience::Resident(tenant.id, record.id), news, now).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::RecommendationTakenBack)))
}

pub(super) async fn set_outcome(
    staff: Staff,
    Path(path): Path<OnePath>,
    Form(form): Form<StepForm>,
) -> AppResult<Response> {
    let (tenant, t, today) = (staff.tenant()?.clone(), staff.context().t(), staff.today()?);
    let (mut tx, one, _) = of_others(&staff, path.recommendation).await?;
    let conflict = Typed { outcome: Some(form.outcome.clone()), is_conflict: true, ..Typed::default() };
    if !one.status.was_given() {
        drop(tx);
        return show_one(&staff, one.id, conflict).await;
    }
    let mut errors = Errors::default();
    let outcome = Paragraphs::<200>::parse(&form.outcome);
    let outcome = errors.take("outcome", outcome, |_| t.recommendations.error_outcome.to_owned()).map(String::from);
    let Some(outcome) = outcome else {
        drop(tx);
        let typed = Typed { outcome: Some(form.outcome), errors, ..Typed::default() };
        return show_one(&staff, one.id, typed).await;
    };
    let said = (&*outcome, today, &*staff.me().name);
    if !queries::set_outcome(&mut tx, tenant.id, (one.id, form.revision), said, staff.now()).await? {
        drop(tx);
        return show_one(&staff, one.id, conflict).await;
    }
    tx.commit().await?;
    Ok(redirect(&urls::one(&tenant, one.id), Some(Flash::Saved)))
}
