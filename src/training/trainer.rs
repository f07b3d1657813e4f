//! An organization proposes runs, and looks after them.

use axum::response::Response;

use super::board::{self, Draft};
use super::courses::CoursePath;
use super::forms::TermsForm;
use super::pages::RunNewPage;
use super::queries::courses::{self, Course};
use super::queries::runs::{self, NewRun, Run, Snapshot};
use super::run::RunPath;
use super::side::Side;
use super::urls;
use crate::access::OrgMember;
use crate::admissions::{self, AdmissionStatus};
use crate::db::Tx;
use crate::error::{AppError, AppResult};
use crate::ui::SelectOption;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Desk, Flash, Page, form_page, redirect};

/// The communities that have admitted the organization: slug and name.
async fn communities(member: &OrgMember, tx: &mut impl Tx) -> AppResult<Vec<SelectOption>> {
    let platform = member.state().platform();
    let records = admissions::queries::of_org(tx, member.org()).await?;
    let admitted = records.iter().filter(|record| record.status == AdmissionStatus::Admitted);
    let tenants = admitted.filter_map(|record| platform.by_id(record.tenant));
    Ok(tenants.map(|tenant| SelectOption::new(&tenant.slug, &tenant.name)).collect())
}

pub(super) async fn new(member: OrgMember, Path(path): Path<CoursePath>) -> AppResult<Response> {
    let mut tx = member.read_org().await?;
    let course = courses::one(&mut tx, member.org(), path.course).await?.ok_or(AppError::NotFound)?;
    let communities = communities(&member, &mut tx).await?;
    drop(tx);
    let first = communities.first().map_or_else(String::new, |one| one.value.clone());
    show_new(&member, &course, communities, TermsForm::new(first), Errors::default())
}

fn show_new(
    member: &OrgMember,
    course: &Course,
    communities: Vec<SelectOption>,
    form: TermsForm,
    errors: Errors,
) -> AppResult<Response> {
    let (org, t) = (member.org(), member.context().t());
    let template = RunNewPage {
        page: Page::of_workspace(member, t.training.run_new, Desk::Training),
        courses_url: urls::courses(org),
        course_url: urls::course(org, course.id),
        course: course.values.title.clone(),
        action: urls::runs(org, course.id),
        form,
        communities,
        communities_url: admissions::urls::applications(org),
        errors,
    };
    form_page(member.flash(), &template.errors, &template)
}

pub(super) async fn create(
    member: OrgMember,
    Path(path): Path<CoursePath>,
    Form(form): Form<TermsForm>,
) -> AppResult<Response> {
    let (org, t) = (member.org(), member.context().t());
    let mut tx = member.write().await?;
    let course = courses::one(&mut tx, org, path.course).await?.filter(|course| !course.is_retired);
    let course = course.ok_or(AppError::NotFound)?;
    let modules = courses::modules(&mut tx, org, course.id).await?;
    let communities = communities(&member, &mut tx).await?;
    let mut errors = Errors::default();
    let chosen = communities.iter().find(|one| one.value == form.community);
    let tenant = chosen.and_then(|one| member.state().platform().by_slug(&one.value));
    if tenant.is_none() {
        errors.add("community", t.training.error_community);
    }
    let terms = form.check((member.today(), None), member.context().locale, &mut errors);
    let Some((tenant, terms)) = tenant.zip(terms).filter(|_| errors.is_empty()) else {
        drop(tx);
        return show_new(&member, &course, communities, form, errors);
    };
    let id = form.key.ok_or(AppError::BadRequest)?;
    let new = NewRun { id, org, course: course.id, terms: &terms };
    let of = Snapshot { org_name: &member.membership().org_name, values: &course.values, modules: &modules };
    let is_new = runs::insert(&mut tx, tenant.id, &new, &of, member.now()).await?;
    tx.commit().await?;
    Ok(redirect(&urls::org_run(org, id), Some(if is_new { Flash::Saved } else { Flash::AlreadyDone })))
}

pub(super) async fn save_terms(
    member: OrgMember,
    Path(path): Path<RunPath>,
    Form(form): Form<TermsForm>,
) -> AppResult<Response> {
    let (side, context) = (Side::Trainer(&member), member.context());
    let run = side.run(path.run).await?;
    let url = side.url(&run)?;
    if !run.status.has_open_terms() {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let mut errors = Errors::default();
    let Some(terms) = form.check((member.today(), run.ends_on), context.locale, &mut errors) else {
        return board::show(&side, &run, Draft { terms: Some(form), ..Draft::wrong(errors) }).await;
    };
    let mut tx = side.write(&run).await?;
    if runs::set_terms(&mut tx, run.tenant, (run.id, form.revision), &terms).await? {
        tx.commit().await?;
        return Ok(redirect(&url, Some(Flash::Saved)));
    }
    drop(tx);
    let run = side.run(path.run).await?;
    let theirs = differing(&run, &form, context.t());
    let form = TermsForm { revision: run.revision, ..form };
    board::show(&side, &run, Draft { terms: Some(form), theirs, ..Draft::default() }).await
}

/// What somebody else saved of a run's rules that differs from what was typed.
fn differing(run: &Run, typed: &TermsForm, t: &'static crate::web::Messages) -> Vec<(&'static str, String)> {
    let (n, now) = (&t.training, TermsForm::of(run));
    let fields = [
        (n.seats, now.seats, &typed.seats),
        (n.min_learners, now.min_learners, &typed.min_learners),
        (n.enrol_until, now.enrol_until, &typed.enrol_until),
        (n.accept_hours, now.accept_hours, &typed.accept_hours),
        (n.min_attendance, now.min_attendance, &typed.min_attendance),
        (n.min_score, now.min_score, &typed.min_score),
        (n.internship_hours, now.internship_hours, &typed.internship_hours),
    ];
    let mut found: Vec<_> = fields
        .into_iter()
        .filter(|(_, saved, typed)| saved.trim() != typed.trim())
        .map(|(label, saved, _)| (label, saved))
        .collect();
    // Something else of it changed: where it stands.
    if found.is_empty() {
        found.push((n.status, run.status.label(t).to_owned()));
    }
    found
}
