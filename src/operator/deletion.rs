//! The deletion of a tenant: asked for by one operator, approved by another, and done thirty days later unless somebody takes
//! it back meanwhile. What is done cannot be undone; the record of it stays.

use std::path::{Path as FilePath, PathBuf};

use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::deed::{self, Deed, TenantPath, record_there};
use super::export::folder;
use super::forms::DeedForm;
use super::model::{GRACE, has_any_below};
use super::queries::{deletions, tenants};
use super::suspension::subject;
use super::urls;
use crate::access::Operator;
use crate::accounts::prove_unless_fresh;
use crate::background::queue::{Task, TaskError};
use crate::db::{DeletionId, Scope, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::tenancy::Tenant;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect, text};

/// Rows erased in one transaction: some tenths of a second, and never near a statement's limit.
const STEP: i64 = 2_000;

pub(super) async fn begin(operator: Operator, Path(path): Path<TenantPath>) -> AppResult<Response> {
    show(&operator, &*subject(&operator, &path.slug)?, &DeedForm::default(), Errors::default())
}

fn show(operator: &Operator, tenant: &Tenant, form: &DeedForm, errors: Errors) -> AppResult<Response> {
    let t = &operator.context().t().operator;
    let deed = Deed {
        title: t.delete,
        lead: t.delete_lead,
        points: vec![t.delete_second.to_owned(), t.delete_grace.to_owned(), t.delete_export.to_owned()],
        action: urls::deletion(&tenant.slug),
        key: Some(DeletionId::generate().uuid()),
        has_reason: true,
        is_danger: true,
    };
    deed::show(operator, tenant, deed, form, errors)
}

pub(super) async fn ask(
    operator: Operator,
    Path(path): Path<TenantPath>,
    Form(form): Form<DeedForm>,
) -> AppResult<Response> {
    let tenant = subject(&operator, &path.slug)?;
    let mut errors = Errors::default();
    if has_any_below(&operator.state().platform(), tenant.id) {
        errors.add("reason", operator.context().t().operator.error_has_below);
    }
    let Some(reason) = deed::check(&operator, &form, &mut errors).await? else {
        return show(&operator, &tenant, &form, errors);
    };
    let id = form.key.ok_or(AppError::BadRequest)?.into();
    let url = urls::tenant(&tenant.slug);
    let mut tx = operator.write().await?;
    if !deletions::ask(&mut tx, id, &tenant, &reason, &deed::by(&operator)).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    record_there(&mut tx, &operator, &tenant).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::DeletionAsked)))
}

pub(super) async fn look(operator: Operator, Path(path): Path<TenantPath>) -> AppResult<Response> {
    let tenant = subject(&operator, &path.slug)?;
    show_approval(&operator, &tenant, &DeedForm::default(), Errors::default()).await
}

async fn show_approval(operator: &Operator, tenant: &Tenant, form: &DeedForm, errors: Errors) -> AppResult<Response> {
    let mut tx = operator.read().await?;
    let deletion = deletions::open(&mut tx, tenant.id).await?;
    drop(tx);
    // Nothing to decide, or nothing for whoever asked for it.
    let Some(deletion) = deletion.filter(|deletion| deletion.may_approve(operator.me().id)) else {
        return Ok(redirect(&urls::tenant(&tenant.slug), Some(Flash::NotYours)));
    };
    let t = &operator.context().t().operator;
    let asked_at = text::moment(operator.context().locale, deletion.asked_at, operator.now(), tenant.time_zone);
    let deed = Deed {
        title: t.approve,
        lead: t.approve_lead,
        points: vec![
            t.deletion_asked(&deletion.asked_name, asked_at),
            t.because(&deletion.reason),
            t.delete_grace.to_owned(),
        ],
        action: urls::deletion_approval(&tenant.slug),
        key: None,
        has_reason: false,
        is_danger: true,
    };
    deed::show(operator, tenant, deed, form, errors)
}

pub(super) async fn approve(
    operator: Operator,
    Path(path): Path<TenantPath>,
    Form(form): Form<DeedForm>,
) -> AppResult<Response> {
    let tenant = subject(&operator, &path.slug)?;
    let mut errors = Errors::default();
    if !prove_unless_fresh(&operator, &form.proof, &mut errors).await? {
        return show_approval(&operator, &tenant, &form, errors).await;
    }
    let url = urls::tenant(&tenant.slug);
    let due_at = operator.now() + GRACE;
    let mut tx = operator.write().await?;
    let Some(deletion) = deletions::open(&mut tx, tenant.id).await? else {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    };
    if !deletions::approve(&mut tx, deletion.id, due_at, &deed::by(&operator)).await? {
        return Ok(redirect(&url, Some(Flash::NotYours)));
    }
    tenants::set_leaving(&mut tx, tenant.id, Some(due_at)).await?;
    tx.enqueue(&Erase { platform: operator.home().id, tenant: tenant.id, deletion: deletion.id }, due_at).await?;
    record_there(&mut tx, &operator, &tenant).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::DeletionApproved)))
}

/// Any operator may: what is kept can still be deleted, and not the other way round.
pub(super) async fn take_back(operator: Operator, Path(path): Path<TenantPath>) -> AppResult<Response> {
    let tenant = subject(&operator, &path.slug)?;
    let url = urls::tenant(&tenant.slug);
    let mut tx = operator.write().await?;
    if !deletions::take_back(&mut tx, tenant.id, &deed::by(&operator)).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    tenants::set_leaving(&mut tx, tenant.id, None).await?;
    record_there(&mut tx, &operator, &tenant).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::DeletionTakenBack)))
}

/// Erases a tenant, some rows at a time, until nothing is left of it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Erase {
    /// The platform's own tenant, in whose scope it is done.
    platform: TenantId,
    tenant: TenantId,
    deletion: DeletionId,
}

impl Task for Erase {
    const NAME: &'static str = "erase_tenant";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.platform), ..Scope::default() }
    }

    async fn run(&self, state: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        let now = state.clock().now();
        // Taken back meanwhile, or done by an earlier task.
        if !deletions::is_due(tx, self.deletion, now).await? {
            return Ok(());
        }
        let files = remove_files(folder(state, self.tenant)).await.map_err(TaskError::Retry)?;
        if files > 0 {
            deletions::add_files(tx, self.deletion, files).await?;
        }
        if deletions::erase(tx, self.deletion, now, STEP).await? > 0 {
            tx.enqueue(self, now).await?;
            return Ok(());
        }
        let left = deletions::rows_left(tx, self.tenant).await?;
        if left > 0 || folder(state, self.tenant).exists() {
            return Err(TaskError::Retry(anyhow::anyhow!("{left} rows, or files, are left of a tenant")));
        }
        deletions::close(tx, self.deletion, now).await?;
        tracing::info!(deletion = %self.deletion, "a tenant is erased");
        Ok(())
    }
}

/// Removes a folder with the files in it; how many there were.
async fn remove_files(folder: PathBuf) -> anyhow::Result<i32> {
    tokio::task::spawn_blocking(move || remove(&folder)).await?
}

fn remove(folder: &FilePath) -> anyhow::Result<i32> {
    if !folder.exists() {
        return Ok(0);
    }
    let files = std::fs::read_dir(folder)?.count();
    std::fs::remove_dir_all(folder)?;
    Ok(i32::try_from(files).unwrap_or(i32::MAX))
}
