//! An organization keeps its courses.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::forms::CourseForm;
use super::model::{Module, Strand, lesson_hours, missing_strands, strands_of, taught};
use super::pages::{CoursePage, CourseRow, CoursesPage, KeptCourse, RunRow};
use super::queries::courses::{self, Course};
use super::queries::runs::{self, Run};
use super::{urls, words};
use crate::access::OrgMember;
use crate::db::CourseId;
use crate::error::{AppError, AppResult};
use crate::talents::Need;
use crate::ui::SelectOption;
use crate::values::Trade;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Desk, Flash, Messages, Page, flashed, form_status, redirect};
use crate::{enrolments, figures, placements};

/// As many runs as a page shows.
const RUNS: i64 = 50;

pub(super) async fn list(member: OrgMember) -> AppResult<Response> {
    let org = member.org();
    let mut tx = member.read_org().await?;
    let courses = courses::all(&mut tx, org).await?;
    let runs = runs::of_org(&mut tx, org, None, RUNS).await?;
    drop(tx);
    let t = member.context().t();
    let row = |course: &Course| CourseRow {
        url: urls::course(org, course.id),
        title: course.values.title.clone(),
        note: [
            course.values.trade.map_or(t.training.every_trade, |trade| trade.label(t)).to_owned(),
            t.training.lesson_hours(course.lesson_hours),
            words::fee(course.values.fee, t),
        ]
        .join(" · "),
        is_retired: course.is_retired,
    };
    let template = CoursesPage {
        page: Page::of_workspace(&member, t.training.courses, Desk::Training),
        new_url: urls::course_new(org),
        teachers_url: urls::teachers(org),
        teaching_url: enrolments::urls::teaching(org),
        placements_url: placements::urls::org_desk(org),
        loop_url: figures::cycle::urls::own(org),
        rows: courses.iter().map(row).collect(),
        runs: run_rows(&member, &runs),
    };
    flashed(member.flash(), StatusCode::OK, &template)
}

/// Runs of an organization as lists show them.
fn run_rows(member: &OrgMember, runs: &[Run]) -> Vec<RunRow> {
    let (context, platform, today) = (member.context(), member.state().platform(), member.today());
    let row = |run: &Run| RunRow {
        url: urls::org_run(run.org, run.id),
        title: run.values.title.clone(),
        status: run.status.label(context.t()),
        is_open: run.status == super::RunStatus::Open,
        note: [
            platform.by_id(run.tenant).map_or_else(String::new, |tenant| tenant.name.clone()),
            words::days(context.locale, (run.starts_on, run.ends_on), today),
        ]
        .join(" · "),
    };
    runs.iter().map(row).collect()
}

/// The trades to choose from, and the strands.
fn choices(t: &Messages) -> (Vec<SelectOption>, Vec<SelectOption>) {
    let every = SelectOption::new("", t.training.every_trade);
    let trades = Trade::ALL.into_iter().map(|trade| SelectOption::new(trade.code(), trade.label(t)));
    let strands = Strand::ALL.into_iter().map(|strand| SelectOption::new(strand.code(), strand.label(t)));
    (std::iter::once(every).chain(trades).collect(), strands.collect())
}

/// What people would like to learn: word, label, and whether the course says that it teaches it.
fn teachable(form: &CourseForm, t: &Messages) -> Vec<(&'static str, &'static str, bool)> {
    let is_on = |need: &Need| form.teach.iter().any(|code| code == need.code());
    Need::ALL.iter().map(|need| (need.code(), need.label(t), is_on(need))).collect()
}

/// Things that people would like to learn, in one line.
fn needs(needs: &[Need], t: &Messages) -> String {
    needs.iter().map(|need| need.label(t)).collect::<Vec<_>>().join(t.time.list_separator)
}

pub(super) async fn new(member: OrgMember) -> AppResult<Response> {
    show_new(&member, CourseForm::new(), Errors::default())
}

fn show_new(member: &OrgMember, form: CourseForm, errors: Errors) -> AppResult<Response> {
    let (org, t) = (member.org(), member.context().t());
    let (trades, strands) = choices(t);
    let template = CoursePage {
        page: Page::of_workspace(member, t.training.course_new, Desk::Training),
        heading: t.training.course_new.to_owned(),
        courses_url: urls::courses(org),
        action: urls::courses(org),
        rows: form.rows(),
        teaches: teachable(&form, t),
        form,
        trades,
        strands,
        kept: None,
        theirs: Vec::new(),
        errors,
    };
    flashed(member.flash(), form_status(&template.errors, false), &template)
}

pub(super) async fn create(member: OrgMember, Form(form): Form<CourseForm>) -> AppResult<Response> {
    let org = member.org();
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let Some((values, modules)) = form.check(member.context().t(), &mut errors) else {
        return show_new(&member, form, errors);
    };
    let mut tx = member.write().await?;
    let is_new = courses::insert(&mut tx, org, id, (&values, &modules), member.now()).await?;
    tx.commit().await?;
    Ok(redirect(&urls::course(org, id), Some(if is_new { Flash::Saved } else { Flash::AlreadyDone })))
}

/// The path of a course.
#[derive(Deserialize)]
pub(super) struct CoursePath {
    pub course: CourseId,
}

pub(super) async fn show(member: OrgMember, Path(path): Path<CoursePath>) -> AppResult<Response> {
    show_course(&member, path.course, None, Vec::new(), Errors::default()).await
}

/// The page, with what was typed and could not be saved, and what somebody else saved meanwhile.
async fn show_course(
    member: &OrgMember,
    id: CourseId,
    draft: Option<CourseForm>,
    theirs: Vec<(&'static str, String)>,
    errors: Errors,
) -> AppResult<Response> {
    let (org, t) = (member.org(), member.context().t());
    let mut tx = member.read_org().await?;
    let course = courses::one(&mut tx, org, id).await?.ok_or(AppError::NotFound)?;
    let modules = courses::modules(&mut tx, org, id).await?;
    let runs = runs::of_org(&mut tx, org, Some(id), RUNS).await?;
    drop(tx);
    let form = draft.unwrap_or_else(|| CourseForm::of(&course, &modules));
    let (trades, strands) = choices(t);
    let missing = missing_strands(&modules);
    let taught = taught(&course.values.teaches, course.values.trade, &strands_of(&modules));
    let template = CoursePage {
        page: Page::of_workspace(member, &course.values.title, Desk::Training),
        heading: course.values.title.clone(),
        courses_url: urls::courses(org),
        action: urls::course(org, id),
        rows: form.rows(),
        teaches: teachable(&form, t),
        form,
        trades,
        strands,
        kept: Some(KeptCourse {
            teaches: match &taught[..] {
                [] => t.training.teaches_none.to_owned(),
                taught => t.training.teaches_told(needs(taught, t)),
            },
            syllabus: words::syllabus(&modules, t),
            hours: t.training.lesson_hours(lesson_hours(&modules)),
            missing: (!missing.is_empty()).then(|| t.training.coverage_missing(words::strands(&missing, t))),
            runs: run_rows(member, &runs),
            run_url: (!course.is_retired).then(|| urls::run_new(org, id)),
            retirement_action: urls::retirement(org, id),
            is_retired: course.is_retired,
        }),
        theirs,
        errors,
    };
    let status = form_status(&template.errors, !template.theirs.is_empty());
    flashed(member.flash(), status, &template)
}

pub(super) async fn save(
    member: OrgMember,
    Path(path): Path<CoursePath>,
    Form(form): Form<CourseForm>,
) -> AppResult<Response> {
    let (org, id, t) = (member.org(), path.course, member.context().t());
    let mut tx = member.write().await?;
    courses::one(&mut tx, org, id).await?.ok_or(AppError::NotFound)?;
    let mut errors = Errors::default();
    let Some((values, modules)) = form.check(t, &mut errors) else {
        drop(tx);
        return show_course(&member, id, Some(form), Vec::new(), errors).await;
    };
    if courses::update(&mut tx, org, (id, form.revision), (&values, &modules)).await? {
        tx.commit().await?;
        return Ok(redirect(&urls::course(org, id), Some(Flash::Saved)));
    }
    let saved = courses::one(&mut tx, org, id).await?.ok_or(AppError::NotFound)?;
    let held = courses::modules(&mut tx, org, id).await?;
    drop(tx);
    let theirs = differing((&saved, &held), &form, t);
    let form = CourseForm { revision: saved.revision, ..form };
    show_course(&member, id, Some(form), theirs, errors).await
}

/// What somebody else saved of a course that differs from what was typed.
fn differing(
    (saved, modules): (&Course, &[Module]),
    typed: &CourseForm,
    t: &'static Messages,
) -> Vec<(&'static str, String)> {
    let n = &t.training;
    let now = CourseForm::of(saved, modules);
    let parts = |form: &CourseForm| {
        let rows = form.rows().into_iter().filter(|row| !row.title.is_empty());
        rows.map(|row| format!("{} {}", row.title, row.hours)).collect::<Vec<_>>().join(t.time.list_separator)
    };
    let fields = [
        (n.title, now.title.clone(), typed.title.clone()),
        (n.trade, now.trade.clone(), typed.trade.clone()),
        (n.teaches, needs(&Need::among(&now.teach), t), needs(&Need::among(&typed.teach), t)),
        (n.fee, now.fee.clone(), typed.fee.clone()),
        (n.summary, now.summary.clone(), typed.summary.clone()),
        (n.requirements, now.requirements.clone(), typed.requirements.clone()),
        (n.materials, now.materials.clone(), typed.materials.clone()),
        (n.modules, parts(&now), parts(typed)),
    ];
    let same = |a: &str, b: &str| a.replace("\r\n", "\n").trim() == b.replace("\r\n", "\n").trim();
    let mut found: Vec<_> = fields
        .into_iter()
        .filter(|(_, saved, typed)| !same(saved, typed))
        .map(|(label, saved, _)| (label, saved))
        .collect();
    // Something else of it changed: whether it is taught.
    if found.is_empty() {
        found.push((n.title, now.title));
    }
    found
}

/// Whether a course goes on being taught.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct RetireForm {
    retired: String,
}

pub(super) async fn retire(
    member: OrgMember,
    Path(path): Path<CoursePath>,
    Form(form): Form<RetireForm>,
) -> AppResult<Response> {
    let (org, id) = (member.org(), path.course);
    let mut tx = member.write().await?;
    courses::one(&mut tx, org, id).await?.ok_or(AppError::NotFound)?;
    let at = (form.retired == "1").then(|| member.now());
    let done = courses::retire(&mut tx, org, id, at).await?;
    tx.commit().await?;
    Ok(redirect(&urls::course(org, id), Some(if done { Flash::Saved } else { Flash::AlreadyDone })))
}
