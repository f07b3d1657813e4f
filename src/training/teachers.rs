//! An organization keeps who teaches for it.

use axum::response::Response;
use serde::Deserialize;

use super::forms::TeacherForm;
use super::pages::{TeacherView, TeachersPage};
use super::queries::courses::{self, Teacher};
use super::urls;
use crate::access::OrgMember;
use crate::db::TeacherId;
use crate::error::{AppError, AppResult};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Desk, Flash, Page, flashed, form_status, redirect};

pub(super) async fn list(member: OrgMember) -> AppResult<Response> {
    show(&member, TeacherForm::default(), Errors::default(), None).await
}

/// What was typed of somebody who is on file and could not be saved.
struct Kept {
    id: TeacherId,
    form: TeacherForm,
    theirs: Vec<(&'static str, String)>,
    errors: Errors,
}

async fn show(member: &OrgMember, form: TeacherForm, errors: Errors, kept: Option<Kept>) -> AppResult<Response> {
    let (org, t) = (member.org(), member.context().t());
    let mut tx = member.read_org().await?;
    let teachers = courses::teachers(&mut tx, org).await?;
    drop(tx);
    let view = |teacher: &Teacher| {
        let typed = kept.as_ref().filter(|kept| kept.id == teacher.id).map(|kept| kept.form.clone());
        TeacherView {
            action: urls::teacher(org, teacher.id),
            name_id: format!("name-{}", teacher.id),
            about_id: format!("about-{}", teacher.id),
            form: typed.unwrap_or_else(|| TeacherForm::of(teacher)),
        }
    };
    let teachers = teachers.iter().map(view).collect();
    let (theirs, kept_errors) = kept.map_or_else(Default::default, |kept| (kept.theirs, kept.errors));
    let template = TeachersPage {
        page: Page::of_workspace(member, t.training.teachers, Desk::Training),
        courses_url: urls::courses(org),
        teachers,
        action: urls::teachers(org),
        key: form.key.unwrap_or_else(TeacherId::generate).to_string(),
        form,
        errors,
        theirs,
        kept_errors,
    };
    let errors = if template.errors.is_empty() { &template.kept_errors } else { &template.errors };
    flashed(member.flash(), form_status(errors, !template.theirs.is_empty()), &template)
}

pub(super) async fn add(member: OrgMember, Form(form): Form<TeacherForm>) -> AppResult<Response> {
    let org = member.org();
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let Some((name, about)) = form.check(member.context().t(), &mut errors) else {
        return show(&member, form, errors, None).await;
    };
    let mut tx = member.write().await?;
    let is_new = courses::insert_teacher(&mut tx, org, id, (&name, &about)).await?;
    tx.commit().await?;
    Ok(redirect(&urls::teachers(org), Some(if is_new { Flash::Saved } else { Flash::AlreadyDone })))
}

/// The path of a teacher.
#[derive(Deserialize)]
pub(super) struct TeacherPath {
    teacher: TeacherId,
}

pub(super) async fn save(
    member: OrgMember,
    Path(path): Path<TeacherPath>,
    Form(form): Form<TeacherForm>,
) -> AppResult<Response> {
    let (org, id) = (member.org(), path.teacher);
    let mut tx = member.write().await?;
    let before = courses::teacher(&mut tx, org, id).await?.ok_or(AppError::NotFound)?;
    let mut errors = Errors::default();
    let Some((name, about)) = form.check(member.context().t(), &mut errors) else {
        drop(tx);
        let kept = Kept { id, form, theirs: Vec::new(), errors };
        return show(&member, TeacherForm::default(), Errors::default(), Some(kept)).await;
    };
    let retired_at = form.retired.is_some().then(|| member.now());
    if courses::update_teacher(&mut tx, org, (id, form.revision), (&name, &about), retired_at).await? {
        tx.commit().await?;
        return Ok(redirect(&urls::teachers(org), Some(Flash::Saved)));
    }
    drop(tx);
    let t = &member.context().t().training;
    let theirs = vec![(t.teacher_name, before.name), (t.teacher_about, before.about)];
    let form = TeacherForm { revision: before.revision, ..form };
    show(&member, TeacherForm::default(), Errors::default(), Some(Kept { id, form, theirs, errors })).await
}
