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
    let mut people = members::people(member).await?;
    let mut tx = member.read_org().await?;
    let teachers = courses::teachers(&mut tx, org).await?;
    drop(tx);
    // Of more people than can be chosen from, those who are named already stay so when something else is saved.
    for person in teachers.iter().filter_map(|teacher| teacher.person) {
        if people.iter().all(|(known, _)| *known != person) {
            people.extend(members::name(member, person).await?.map(|name| (person, name)));
        }
    }
    let chosen = |form: &TeacherForm| form.person.map_or_else(String::new, |person| person.to_string());
    let view = |teacher: &Teacher| {
        let kept = kept.as_ref().filter(|kept| kept.id == teacher.id);
        let form = kept.map_or_else(|| TeacherForm::of(teacher), |kept| kept.form.clone());
        let id = |field: &str| {
            if kept.is_some() { kept_field(field).to_owned() } else { format!("{field}-{}", teacher.id) }
        };
        TeacherView {
            action: urls::teacher(org, teacher.id),
            name_id: id("name"),
            about_id: id("about"),
            person_id: id("person"),
            person: chosen(&form),
            form,
            errors: kept.map_or_else(Errors::default, |kept| kept.errors.clone()),
        }
    };
    let teachers = teachers.iter().map(view).collect();
    let (theirs, errors) = kept.map_or((Vec::new(), errors), |kept| (kept.theirs, at_their_fields(&kept.errors)));
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
    };
    flashed(member.flash(), form_status(&template.errors, !template.theirs.is_empty()), &template)
}

/// The id of a field of somebody who is on file, where what was typed could not be saved; that of a new teacher's is its name.
fn kept_field(field: &str) -> &'static str {
    match field {
        "name" => "kept-name",
        "about" => "kept-about",
        _ => "kept-person",
    }
}

/// The same errors, each at the id of its field.
fn at_their_fields(errors: &Errors) -> Errors {
    let mut found = Errors::default();
    for (field, error) in errors.list() {
        found.add(kept_field(field), error.as_str());
    }
    found
}

pub(super) async fn add(member: OrgMember, Form(form): Form<TeacherForm>) -> AppResult<Response> {
    let org = member.org();
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut tx = member.write().await?;
    let is_member = hold(&member, &mut tx, form.person).await?;
    let mut errors = Errors::default();
    let Some(values) = form.check(is_member, member.context().t(), &mut errors) else {
        drop(tx);
        return show(&member, form, errors, None).await;
    };
    let is_new = courses::insert_teacher(&mut tx, org, id, &values).await?;
    if is_new {
        tell(&member, &mut tx, None, values.person).await?;
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
    let mut tx = member.write().await?;
    let before = courses::teacher(&mut tx, org, id).await?.ok_or(AppError::NotFound)?;
    let is_member = hold(&member, &mut tx, form.person).await?;
    let mut errors = Errors::default();
    let Some(values) = form.check(is_member, member.context().t(), &mut errors) else {
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
        let was = known.person.filter(|_| !before.is_retired);
        tell(&member, &mut tx, was, values.person.filter(|_| retired_at.is_none())).await?;
        tx.commit().await?;
        return Ok(redirect(&url, Some(Flash::Saved)));
    }
    drop(tx);
    let t = &member.context().t().training;
    let account = match known.person {
        Some(person) => members::name(&member, person).await?,
        None => None,
    };
    let theirs = vec![
        (t.teacher_name, known.name),
        (t.teacher_about, known.about),
        (t.teacher_account, account.unwrap_or_else(|| t.teacher_account_none.to_owned())),
    ];
    let form = TeacherForm { revision: before.revision, ..form };
    show(&member, TeacherForm::default(), Errors::default(), Some(Kept { id, form, theirs, errors })).await
}

/// Whether whoever was chosen, if anybody, belongs to the organization, until the transaction ends.
async fn hold(member: &OrgMember, tx: &mut WriteTx, person: Option<PersonId>) -> AppResult<bool> {
    match person {
        Some(person) => members::queries::hold_member(tx, member.org(), person, member.today()).await,
        None => Ok(true),
    }
}

/// Tells whoever keeps the lists of their own sessions from now on, and whoever did until now, if it is somebody else and they
/// are named nowhere else; not whoever says so.
async fn tell(member: &OrgMember, tx: &mut WriteTx, was: Option<PersonId>, is: Option<PersonId>) -> AppResult<()> {
    if was == is {
        return Ok(());
    }
    let (org, me) = (member.org(), member.me().id);
    let org_name = || member.membership().org_name.clone();
    let begins = News::Teaching { org, org_name: org_name() };
    let ends = News::TeachingNoMore { org, org_name: org_name() };
    let teachers = courses::teachers(tx, org).await?;
    let named = |person| teachers.iter().filter(|one| !one.is_retired && one.person == Some(person)).count();
    for (person, count, news) in [(is, 1, begins), (was, 0, ends)] {
        if let Some(person) = person.filter(|person| *person != me && named(*person) == count) {
            announce(tx, Audience::Person(person), news, member.now()).await?;
        }
    }
    Ok(())
}
