//! Staff keep the branches and write down what they did.

use axum::response::Response;
use serde::Deserialize;

use super::forms::{ActivityForm, BranchForm};
use super::model::Measure;
use super::pages::{ActivityPage, ActivityView, BranchPage, BranchRow, DeskPage};
use super::queries::{self, Activity, Branch, NewBranch};
use super::show::grids_of;
use super::urls;
use crate::access::Staff;
use crate::db::{ActivityId, BranchId, Tx};
use crate::error::{AppError, AppResult};
use crate::staff;
use crate::ui::SelectOption;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, Page, flashed, form_page, form_status, redirect};

/// As many activities as the page of a branch shows; all of them are on the public one.
const SHOWN: i64 = 50;

fn measures(t: &Messages) -> Vec<SelectOption> {
    let choose = SelectOption::new("", t.party.choose_measure);
    let all = Measure::ALL.into_iter().map(|measure| SelectOption::new(measure.code(), measure.label(t)));
    std::iter::once(choose).chain(all).collect()
}

pub(super) async fn list(staff: Staff) -> AppResult<Response> {
    show_list(&staff, BranchForm::default(), Errors::default()).await
}

async fn show_list(staff: &Staff, form: BranchForm, errors: Errors) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let t = staff.context().t();
    let mut tx = staff.read().await?;
    let branches = queries::branches(&mut tx, tenant.id).await?;
    let grids = grids_of(&mut tx, tenant.id, t.time.list_separator).await?;
    drop(tx);
    let row = |branch: Branch| BranchRow {
        url: urls::branch(tenant, branch.id),
        grids: grids.get(&branch.id).cloned().unwrap_or_default(),
        name: branch.name,
        secretary: branch.secretary,
        is_committee: branch.is_committee,
    };
    let template = DeskPage {
        page: Page::of_console(staff, t.party.title),
        console_url: staff::urls::console(tenant),
        public_url: urls::party(tenant),
        rows: branches.into_iter().map(row).collect(),
        action: urls::desk(tenant),
        key: form.key.unwrap_or_else(BranchId::generate).to_string(),
        form,
        errors,
    };
    form_page(staff.flash(), &template.errors, &template)
}

/// What of a branch another one has already.
async fn clash(
    tx: &mut impl Tx,
    staff: &Staff,
    but: Option<BranchId>,
    valid: &NewBranch,
    errors: &mut Errors,
) -> AppResult<()> {
    let t = staff.context().t();
    let (name, committee) = queries::taken(tx, staff.tenant()?.id, but, &valid.name).await?;
    if name {
        errors.add("name", t.party.error_name_taken);
    }
    if committee && valid.is_committee {
        errors.add("committee", t.party.error_committee);
    }
    Ok(())
}

pub(super) async fn add(staff: Staff, Form(form): Form<BranchForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let t = staff.context().t();
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let valid = form.check(t, &mut errors);
    let mut tx = staff.write().await?;
    if queries::branch(&mut tx, tenant.id, id).await?.is_some() {
        return Ok(redirect(&urls::branch(&tenant, id), Some(Flash::AlreadyDone)));
    }
    if let Some(valid) = &valid {
        clash(&mut tx, &staff, None, valid, &mut errors).await?;
    }
    let Some(valid) = valid.filter(|_| errors.is_empty()) else {
        drop(tx);
        return show_list(&staff, form, errors).await;
    };
    if !queries::add(&mut tx, tenant.id, id, &valid).await? {
        drop(tx);
        return show_list(&staff, form, Errors::of("name", t.party.error_name_taken)).await;
    }
    tx.commit().await?;
    Ok(redirect(&urls::branch(&tenant, id), Some(Flash::Saved)))
}

/// The path of a branch.
#[derive(Deserialize)]
pub(super) struct BranchPath {
    branch: BranchId,
}

/// What was typed on a branch's page and could not be saved.
#[derive(Default)]
struct Draft {
    form: Option<BranchForm>,
    theirs: Vec<(&'static str, String)>,
    errors: Errors,
    adding: Option<ActivityForm>,
    activity_errors: Errors,
}

pub(super) async fn show(staff: Staff, Path(path): Path<BranchPath>) -> AppResult<Response> {
    show_branch(&staff, path.branch, Draft::default()).await
}

async fn show_branch(staff: &Staff, id: BranchId, draft: Draft) -> AppResult<Response> {
    let (tenant, context) = (staff.tenant()?, staff.context());
    let t = context.t();
    let mut tx = staff.read().await?;
    let branch = queries::branch(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let activities = queries::activities(&mut tx, tenant.id, Some(id), None, SHOWN).await?;
    let grids = grids_of(&mut tx, tenant.id, t.time.list_separator).await?.remove(&id).unwrap_or_default();
    drop(tx);
    let adding = draft.adding.unwrap_or(ActivityForm::blank(staff.today()?));
    let is_needed = !activities.is_empty() || !grids.is_empty();
    let view = |activity: &Activity| ActivityView {
        url: Some(urls::activity(tenant, id, activity.id)),
        ..ActivityView::new(activity, "", context)
    };
    let template = BranchPage {
        page: Page::of_console(staff, &branch.name),
        console_url: staff::urls::console(tenant),
        desk_url: urls::desk(tenant),
        action: urls::branch(tenant, id),
        form: draft.form.unwrap_or_else(|| BranchForm::of(&branch)),
        name: branch.name,
        grids,
        theirs: draft.theirs,
        removal_url: (!is_needed).then(|| urls::branch_removal(tenant, id)),
        activities: activities.iter().map(view).collect(),
        activities_action: urls::activities(tenant, id),
        key: adding.key.unwrap_or_else(ActivityId::generate).to_string(),
        adding,
        measures: measures(t),
        errors: draft.errors,
        activity_errors: draft.activity_errors,
    };
    let errors = if template.errors.is_empty() { &template.activity_errors } else { &template.errors };
    flashed(staff.flash(), form_status(errors, !template.theirs.is_empty()), &template)
}

pub(super) async fn save(
    staff: Staff,
    Path(path): Path<BranchPath>,
    Form(form): Form<BranchForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let t = staff.context().t();
    let mut errors = Errors::default();
    let valid = form.check(t, &mut errors);
    let mut tx = staff.write().await?;
    let before = queries::branch(&mut tx, tenant.id, path.branch).await?.ok_or(AppError::NotFound)?;
    if let Some(valid) = &valid {
        clash(&mut tx, &staff, Some(path.branch), valid, &mut errors).await?;
    }
    let Some(valid) = valid.filter(|_| errors.is_empty()) else {
        drop(tx);
        return show_branch(&staff, path.branch, Draft { form: Some(form), errors, ..Draft::default() }).await;
    };
    if queries::update(&mut tx, tenant.id, path.branch, form.revision, &valid).await? {
        tx.commit().await?;
        return Ok(redirect(&urls::branch(&tenant, path.branch), Some(Flash::Saved)));
    }
    drop(tx);
    let theirs = vec![
        (t.party.name, before.name.clone()),
        (t.party.secretary, before.secretary.clone()),
        (t.party.about, before.about.clone()),
    ];
    let form = BranchForm { revision: before.revision, ..form };
    show_branch(&staff, path.branch, Draft { form: Some(form), theirs, ..Draft::default() }).await
}

pub(super) async fn remove(staff: Staff, Path(path): Path<BranchPath>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    if queries::branch(&mut tx, tenant.id, path.branch).await?.is_none() {
        return Err(AppError::NotFound);
    }
    if !queries::remove(&mut tx, tenant.id, path.branch).await? {
        drop(tx);
        // Somebody gave it a grid or an activity meanwhile.
        let errors = Errors::of("name", staff.context().t().party.error_needed);
        return show_branch(&staff, path.branch, Draft { errors, ..Draft::default() }).await;
    }
    tx.commit().await?;
    Ok(redirect(&urls::desk(&tenant), Some(Flash::Removed)))
}

pub(super) async fn add_activity(
    staff: Staff,
    Path(path): Path<BranchPath>,
    Form(form): Form<ActivityForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    if queries::branch(&mut tx, tenant.id, path.branch).await?.is_none() {
        return Err(AppError::NotFound);
    }
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut activity_errors = Errors::default();
    let Some(valid) = form.check(staff.today()?, staff.context().t(), &mut activity_errors) else {
        drop(tx);
        let draft = Draft { adding: Some(form), activity_errors, ..Draft::default() };
        return show_branch(&staff, path.branch, draft).await;
    };
    let is_new = queries::add_activity(&mut tx, tenant.id, (path.branch, id), &valid).await?;
    tx.commit().await?;
    let flash = if is_new { Flash::Saved } else { Flash::AlreadyDone };
    Ok(redirect(&urls::branch(&tenant, path.branch), Some(flash)))
}

/// The path of an activity.
#[derive(Deserialize)]
pub(super) struct ActivityPath {
    branch: BranchId,
    activity: ActivityId,
}

async fn find(tx: &mut impl Tx, staff: &Staff, path: &ActivityPath) -> AppResult<(Branch, Activity)> {
    let tenant = staff.tenant()?.id;
    let branch = queries::branch(tx, tenant, path.branch).await?.ok_or(AppError::NotFound)?;
    let activity = queries::activity(tx, tenant, path.activity).await?;
    let activity = activity.filter(|activity| activity.branch == branch.id).ok_or(AppError::NotFound)?;
    Ok((branch, activity))
}

pub(super) async fn show_activity(staff: Staff, Path(path): Path<ActivityPath>) -> AppResult<Response> {
    let mut tx = staff.read().await?;
    let (branch, activity) = find(&mut tx, &staff, &path).await?;
    drop(tx);
    show_one(&staff, &branch, &activity, ActivityForm::of(&activity), Vec::new(), Errors::default())
}

fn show_one(
    staff: &Staff,
    branch: &Branch,
    activity: &Activity,
    form: ActivityForm,
    theirs: Vec<(&'static str, String)>,
    errors: Errors,
) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let t = staff.context().t();
    let template = ActivityPage {
        page: Page::of_console(staff, &activity.title),
        console_url: staff::urls::console(tenant),
        desk_url: urls::desk(tenant),
        branch: branch.name.clone(),
        branch_url: urls::branch(tenant, branch.id),
        title: activity.title.clone(),
        action: urls::activity(tenant, branch.id, activity.id),
        form,
        theirs,
        measures: measures(t),
        removal_url: urls::activity_removal(tenant, branch.id, activity.id),
        errors,
    };
    let status = form_status(&template.errors, !template.theirs.is_empty());
    flashed(staff.flash(), status, &template)
}

pub(super) async fn save_activity(
    staff: Staff,
    Path(path): Path<ActivityPath>,
    Form(form): Form<ActivityForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let t = staff.context().t();
    let mut tx = staff.write().await?;
    let (branch, before) = find(&mut tx, &staff, &path).await?;
    let mut errors = Errors::default();
    let Some(valid) = form.check(staff.today()?, t, &mut errors) else {
        return show_one(&staff, &branch, &before, form, Vec::new(), errors);
    };
    if queries::update_activity(&mut tx, tenant.id, path.activity, form.revision, &valid).await? {
        tx.commit().await?;
        return Ok(redirect(&urls::branch(&tenant, branch.id), Some(Flash::Saved)));
    }
    let theirs = vec![
        (t.party.activity_title, before.title.clone()),
        (t.party.held_on, before.held_on.to_string()),
        (t.party.body, before.body.clone()),
    ];
    let form = ActivityForm { revision: before.revision, ..form };
    show_one(&staff, &branch, &before, form, theirs, errors)
}

pub(super) async fn remove_activity(staff: Staff, Path(path): Path<ActivityPath>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    if queries::branch(&mut tx, tenant.id, path.branch).await?.is_none() {
        return Err(AppError::NotFound);
    }
    let done = match queries::activity(&mut tx, tenant.id, path.activity).await? {
        Some(activity) if activity.branch == path.branch => {
            queries::remove_activity(&mut tx, tenant.id, path.activity).await?
        }
        Some(_) => return Err(AppError::NotFound),
        None => false,
    };
    tx.commit().await?;
    let flash = if done { Flash::Removed } else { Flash::AlreadyDone };
    Ok(redirect(&urls::branch(&tenant, path.branch), Some(flash)))
}
