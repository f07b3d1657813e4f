//! What staff do with a case: a step on, a milestone, a note, the organization that came of it, the end.

use axum::response::Response;

use super::case::{CasePath, Draft, hold, show_case, show_overtaken};
use super::forms::{ClosureForm, MilestoneForm, NoteForm, OrgForm, StepForm};
use super::mentor::EndedBy;
use super::model::{Case, Milestone, Status};
use super::queries::NewNote;
use super::{mentors, queries, urls};
use crate::access::{MemberRole, Staff};
use crate::admissions::{self, AdmissionStatus};
use crate::db::{OrgId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::vendors::members::queries as members;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect, text};

/// Moves a case on, and tells the person, or whoever passes it on to them; false when somebody else did something first.
async fn go(
    staff: &Staff,
    tx: &mut WriteTx,
    (case, revision): (&Case, i32),
    (to, org): (Status, Option<OrgId>),
    reason: &str,
) -> AppResult<bool> {
    let (tenant, now) = (staff.tenant()?.id, staff.now());
    if !queries::set_status(tx, tenant, (case.id, revision), (to, org), now).await? {
        return Ok(false);
    }
    queries::event(tx, tenant, case.id, (Some(case.status), to), (reason, &staff.me().name), now).await?;
    if !to.is_open() {
        mentors::end_all(tx, tenant, case, EndedBy::Over, now).await?;
    }
    let news = News::StartupMoved { tenant, status: to.code().to_owned(), reason: reason.to_owned() };
    announce(tx, Audience::Resident(tenant, case.resident), news, now).await?;
    Ok(true)
}

pub(super) async fn step(staff: Staff, Path(path): Path<CasePath>, Form(form): Form<StepForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let (mut tx, case) = hold(&staff, path.case).await?;
    let to = form.to().ok_or(AppError::BadRequest)?;
    let url = urls::case(&tenant, case.id);
    if case.status == to {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    // The ends have forms of their own, which ask for more.
    if case.status.next() != Some(to) || !go(&staff, &mut tx, (&case, form.revision), (to, None), "").await? {
        drop(tx);
        return show_overtaken(&staff, path.case, Draft::default()).await;
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::StepTaken)))
}

pub(super) async fn close(
    staff: Staff,
    Path(path): Path<CasePath>,
    Form(form): Form<ClosureForm>,
) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?.clone(), staff.context().t());
    let (mut tx, case) = hold(&staff, path.case).await?;
    let url = urls::case(&tenant, case.id);
    if case.status == Status::Closed {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    if !case.status.may_become(Status::Closed) {
        drop(tx);
        return show_overtaken(&staff, path.case, Draft { closure: form, ..Draft::default() }).await;
    }
    let mut errors = Errors::default();
    let Some(reason) = form.check(t, &mut errors) else {
        drop(tx);
        return show_case(&staff, path.case, Draft { closure: form, errors, ..Draft::default() }).await;
    };
    if !go(&staff, &mut tx, (&case, form.revision), (Status::Closed, None), &reason).await? {
        drop(tx);
        return show_overtaken(&staff, path.case, Draft { closure: form, ..Draft::default() }).await;
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::StepTaken)))
}

pub(super) async fn milestone(
    staff: Staff,
    Path(path): Path<CasePath>,
    Form(form): Form<MilestoneForm>,
) -> AppResult<Response> {
    let (tenant, today, now) = (staff.tenant()?.clone(), staff.today()?, staff.now());
    let (mut tx, case) = hold(&staff, path.case).await?;
    let milestone = form.milestone().ok_or(AppError::BadRequest)?;
    if !case.status.is_open() {
        drop(tx);
        return show_overtaken(&staff, path.case, Draft { milestone: Some(form), ..Draft::default() }).await;
    }
    let mut errors = Errors::default();
    let Some(due_on) = form.due_on(milestone, staff.context().t(), &mut errors) else {
        drop(tx);
        return show_case(&staff, path.case, Draft { milestone: Some(form), errors, ..Draft::default() }).await;
    };
    let reached = queries::milestones(&mut tx, tenant.id, case.id).await?;
    let due_now = reached.iter().find(|one| one.milestone == milestone).and_then(|one| one.due_on);
    if form.is_overtaken(due_now, due_on) {
        drop(tx);
        let day = due_now.map_or_else(String::new, |day| text::date(staff.context().locale, day));
        let theirs = vec![(staff.context().t().startup.due, day)];
        let milestone = Some(form.over(due_now));
        return show_case(&staff, path.case, Draft { milestone, theirs, ..Draft::default() }).await;
    }
    if form.tells_due() {
        queries::set_due(&mut tx, tenant.id, case.id, (milestone, due_on), now).await?;
    }
    if form.tells_done() {
        queries::tick(&mut tx, tenant.id, case.id, (milestone, form.is_done().then_some(today)), now).await?;
    }
    tx.commit().await?;
    Ok(redirect(&urls::case(&tenant, case.id), Some(Flash::Saved)))
}

pub(super) async fn note(staff: Staff, Path(path): Path<CasePath>, Form(form): Form<NoteForm>) -> AppResult<Response> {
    let (tenant, now) = (staff.tenant()?.clone(), staff.now());
    let (mut tx, case) = hold(&staff, path.case).await?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let Some(body) = form.check(staff.context().t(), &mut errors) else {
        drop(tx);
        return show_case(&staff, path.case, Draft { note: form, errors, ..Draft::default() }).await;
    };
    if !form.said_by.is_empty() && !form.quotes(&case.content.mentor) {
        // Somebody else goes along with them by now: whose words these are is asked again.
        drop(tx);
        return show_overtaken(&staff, path.case, Draft { note: form, ..Draft::default() }).await;
    }
    let (author, mentor) = (staff.me().name.as_str(), form.said_by.as_str());
    let new = NewNote { author, mentor, body: &body, is_shared: form.is_shared(), mentoring: None };
    let is_new = queries::note(&mut tx, tenant.id, (id, case.id), &new, now).await?;
    if is_new && form.is_shared() {
        let author = if mentor.is_empty() { author } else { mentor }.to_owned();
        let news = News::StartupNoted { tenant: tenant.id, author };
        announce(&mut tx, Audience::Resident(tenant.id, case.resident), news, now).await?;
    }
    tx.commit().await?;
    let flash = if is_new { Flash::Saved } else { Flash::AlreadyDone };
    Ok(redirect(&urls::case(&tenant, case.id), Some(flash)))
}

pub(super) async fn organization(
    staff: Staff,
    Path(path): Path<CasePath>,
    Form(form): Form<OrgForm>,
) -> AppResult<Response> {
    let (tenant, today, now) = (staff.tenant()?.clone(), staff.today()?, staff.now());
    let (mut tx, case) = hold(&staff, path.case).await?;
    let url = urls::case(&tenant, case.id);
    if case.status == Status::Admitted {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let organization = form.organization;
    if !case.status.may_become(Status::Admitted) {
        drop(tx);
        return show_overtaken(&staff, path.case, Draft { organization, ..Draft::default() }).await;
    }
    let org = match founded(&staff, &mut tx, &case, organization).await? {
        Ok(org) => org,
        Err(error) => {
            drop(tx);
            let errors = Errors::of("organization", error);
            return show_case(&staff, path.case, Draft { organization, errors, ..Draft::default() }).await;
        }
    };
    if !go(&staff, &mut tx, (&case, form.revision), (Status::Admitted, Some(org)), "").await? {
        drop(tx);
        return show_overtaken(&staff, path.case, Draft { organization, ..Draft::default() }).await;
    }
    queries::tick(&mut tx, tenant.id, case.id, (Milestone::Admission, Some(today)), now).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::StepTaken)))
}

/// The organization, where it is admitted here and the person answers for it; else why it cannot be this one.
async fn founded(
    staff: &Staff,
    tx: &mut WriteTx,
    case: &Case,
    org: Option<OrgId>,
) -> AppResult<Result<OrgId, &'static str>> {
    let (tenant, today, t) = (staff.tenant()?.id, staff.today()?, &staff.context().t().startup);
    let Some(org) = org else { return Ok(Err(t.error_organization)) };
    let record = admissions::queries::one(tx, tenant, org).await?;
    if record.is_none_or(|record| record.status != AdmissionStatus::Admitted) {
        return Ok(Err(t.error_not_admitted));
    }
    let Some(person) = case.person else { return Ok(Err(t.error_no_account)) };
    tx.enter_org(org).await?;
    let is_owner = members::roles_of(tx, org, person, today).await?.contains(&MemberRole::Owner);
    Ok(if is_owner { Ok(org) } else { Err(t.error_not_owner) })
}
