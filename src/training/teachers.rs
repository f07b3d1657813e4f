//! An organization keeps who teaches for it, and whose account is theirs: with one they keep the lists of their own sessions.

use axum::response::Response;
use serde::Deserialize;

use super::forms::TeacherForm;
use super::pages::{TeacherView, TeachersPage};
use super::queries::courses::{self, Teacher, TeacherValues};
use super::urls;
use crate::access::OrgMember;
use crate::db::{PersonId, TeacherId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::ui::SelectOption;
use crate::vendors::members;
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
    let people = members::people(member).await?;
    let mut tx = member.read_org().await?;
    let teachers = courses::teachers(&mut tx, org).await?;
    drop(tx);
    let chosen = |form: &TeacherForm| form.person.map_or_else(String::new, |person| person.to_string());
    let view = |teacher: &Teacher| {
        let typed = kept.as_ref().filter(|kept| kept.id == teacher.id).map(|kept| kept.form.clone());
        let form = typed.unwrap_or_else(|| TeacherForm::of(teacher));
        TeacherView {
            action: urls::teacher(org, teacher.id),
            name_id: format!("name-{}", teacher.id),
            about_id: format!("about-{}", teacher.id),
            person_id: format!("person-{}", teacher.id),
            person: chosen(&form),
            form,
        }
    };
    let teachers = teachers.iter().map(view).collect();
    let (theirs, kept_errors) = kept.map_or_else(Default::default, |kept| (kept.theirs, kept.errors));
    let nobody = SelectOption::new("", t.training.teacher_account_none);
    let each = people.into_iter().map(|(id, name)| SelectOption::new(id.to_string(), name));
    let template = TeachersPage {
        page: Page::of_workspace(member, t.training.teachers, Desk::Training),
        courses_url: urls::courses(org),
        teachers,
        people: std::iter::once(nobody).chain(each).collect(),
        action: urls::teachers(org),
        key: form.key.unwrap_or_else(TeacherId::generate).to_string(),
        person: chosen(&form),
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
    let people = members::people(&member).await?;
    let mut errors = Errors::default();
    let Some(values) = form.check(&people, member.context().t(), &mut errors) else {
        return show(&member, form, errors, None).await;
    };
    let mut tx = member.write().await?;
    let is_new = courses::insert_teacher(&mut tx, org, id, &values).await?;
    if is_new {
        tell(&member, &mut tx, values.person).await?;
    }
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
    let (org, id, url) = (member.org(), path.teacher, urls::teachers(member.org()));
    let people = members::people(&member).await?;
    let mut tx = member.write().await?;
    let before = courses::teacher(&mut tx, org, id).await?.ok_or(AppError::NotFound)?;
    let mut errors = Errors::default();
    let Some(values) = form.check(&people, member.context().t(), &mut errors) else {
        drop(tx);
        let kept = Kept { id, form, theirs: Vec::new(), errors };
        return show(&member, TeacherForm::default(), Errors::default(), Some(kept)).await;
    };
    let known = TeacherValues { name: before.name, about: before.about, person: before.person };
    if values == known && form.retired.is_some() == before.is_retired {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let retired_at = form.retired.is_some().then(|| member.now());
    if courses::update_teacher(&mut tx, org, (id, form.revision), &values, retired_at).await? {
        if values.person != known.person && retired_at.is_none() {
            tell(&member, &mut tx, values.person).await?;
        }
        tx.commit().await?;
        return Ok(redirect(&url, Some(Flash::Saved)));
    }
    drop(tx);
    let t = &member.context().t().training;
    let account = people.into_iter().find(|(person, _)| Some(*person) == known.person).map(|(_, name)| name);
    let theirs = vec![
        (t.teacher_name, known.name),
        (t.teacher_about, known.about),
        (t.teacher_account, account.unwrap_or_else(|| t.teacher_account_none.to_owned())),
    ];
    let form = TeacherForm { revision: before.revision, ..form };
    show(&member, TeacherForm::default(), Errors::default(), Some(Kept { id, form, theirs, errors })).await
}

/// Tells whoever keeps the lists of their own sessions from now on, if they have an account.
async fn tell(member: &OrgMember, tx: &mut WriteTx, person: Option<PersonId>) -> AppResult<()> {
    let Some(person) = person else { return Ok(()) };
    let news = News::Teaching { org: member.org(), org_name: member.membership().org_name.clone() };
    announce(tx, Audience::Person(person), news, member.now()).await
}
