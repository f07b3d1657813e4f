//! All that is kept of a tenant, as a file: made beside the requests, for whoever asked for it, for a day.

use std::io::Read;
use std::path::{Path as FilePath, PathBuf};

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::archive;
use super::deed::{self, Deed, TenantPath, record_there};
use super::forms::DeedForm;
use super::model::EXPORT_KEPT;
use super::queries::exports;
use super::suspension::subject;
use super::urls;
use crate::access::Operator;
use crate::background::queue::{Task, TaskError};
use crate::db::{ExportId, Scope, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::tenancy::Tenant;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

/// Bytes read from a file at a time while it is sent.
const PIECE: usize = 256 << 10;

/// Where a tenant's exports lie.
pub(super) fn folder(state: &AppState, tenant: TenantId) -> PathBuf {
    state.config().data_dir.join("exports").join(tenant.to_string())
}

fn file(state: &AppState, tenant: TenantId, export: ExportId) -> PathBuf {
    folder(state, tenant).join(format!("{export}.zip"))
}

pub(super) async fn begin(operator: Operator, Path(path): Path<TenantPath>) -> AppResult<Response> {
    show(&operator, &*subject(&operator, &path.slug)?, &DeedForm::default(), Errors::default())
}

fn show(operator: &Operator, tenant: &Tenant, form: &DeedForm, errors: Errors) -> AppResult<Response> {
    let t = &operator.context().t().operator;
    let deed = Deed {
        title: t.export,
        lead: t.export_lead,
        points: vec![t.export_sealed.to_owned(), t.export_own.to_owned()],
        action: urls::exports(&tenant.slug),
        key: Some(ExportId::generate().uuid()),
        has_reason: true,
        is_danger: false,
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
    let Some(reason) = deed::check(&operator, &form, &mut errors).await? else {
        return show(&operator, &tenant, &form, errors);
    };
    let export = form.key.ok_or(AppError::BadRequest)?.into();
    let url = urls::tenant(&tenant.slug);
    let mut tx = operator.write().await?;
    if !exports::insert(&mut tx, export, tenant.id, &reason, &deed::by(&operator)).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    tx.enqueue(&Export { platform: operator.home().id, tenant: tenant.id, export }, operator.now()).await?;
    record_there(&mut tx, &operator, &tenant).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::ExportAsked)))
}

/// The path of an export.
#[derive(Deserialize)]
pub(super) struct ExportPath {
    export: ExportId,
}

/// Sends an export to whoever asked for it, and to nobody else.
pub(super) async fn download(operator: Operator, Path(path): Path<ExportPath>) -> AppResult<Response> {
    let mut tx = operator.read().await?;
    let tenant = exports::of_person(&mut tx, path.export, operator.me().id, operator.now()).await?;
    drop(tx);
    let tenant = tenant.ok_or(AppError::NotFound)?;
    let zip = std::fs::File::open(file(operator.state(), tenant, path.export)).map_err(anyhow::Error::from)?;
    let size = zip.metadata().map_err(anyhow::Error::from)?.len();
    tracing::info!(export = %path.export, "an export is fetched");
    let disposition = format!("attachment; filename=\"{}.zip\"", path.export);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (header::CONTENT_LENGTH, HeaderValue::from(size)),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, stream(zip)).into_response())
}

/// A file as a body, piece by piece: it may be larger than the memory.
fn stream(file: std::fs::File) -> Body {
    Body::from_stream(futures_util::stream::unfold(Some(file), async |file| {
        let read = move |mut file: std::fs::File| -> std::io::Result<(Bytes, std::fs::File)> {
            let mut piece = Vec::with_capacity(PIECE);
            file.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
            Ok((piece.into(), file))
        };
        let file = file?;
        match tokio::task::spawn_blocking(move || read(file)).await.map_err(std::io::Error::other).flatten() {
            Ok((piece, _)) if piece.is_empty() => None,
            Ok((piece, file)) => Some((Ok(piece), Some(file))),
            Err(error) => Some((Err(error), None)),
        }
    }))
}

/// Makes an export.
#[derive(Debug, Serialize, Deserialize)]
pub struct Export {
    /// The platform's own tenant, which keeps account of exports.
    platform: TenantId,
    tenant: TenantId,
    export: ExportId,
}

impl Task for Export {
    const NAME: &'static str = "export_tenant";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.tenant), ..Scope::default() }
    }

    async fn run(&self, state: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        // A tenant that is gone has nothing to export.
        let Some(tenant) = state.platform().by_id(self.tenant) else { return Ok(()) };
        let path = file(state, tenant.id, self.export);
        let made_at = state.clock().now();
        let written = archive::write(tx, &tenant, &path, made_at).await;
        let size = match written {
            Ok(size) => size,
            Err(error) => {
                forget(&path).map_err(TaskError::Retry)?;
                return Err(TaskError::Retry(error));
            }
        };
        tx.enter_tenant(self.platform).await?;
        let until = made_at + EXPORT_KEPT;
        exports::set_ready(tx, self.export, size, made_at, until).await?;
        let over = ForgetExport { platform: self.platform, tenant: self.tenant, export: self.export };
        tx.enqueue(&over, until).await?;
        Ok(())
    }
}

/// Removes an export whose day is over.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetExport {
    platform: TenantId,
    tenant: TenantId,
    export: ExportId,
}

impl Task for ForgetExport {
    const NAME: &'static str = "forget_export";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.platform), ..Scope::default() }
    }

    async fn run(&self, state: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        forget(&file(state, self.tenant, self.export)).map_err(TaskError::Retry)?;
        exports::set_removed(tx, self.export, state.clock().now()).await?;
        Ok(())
    }
}

/// Removes a file, and its folder with the last one; what is not there is removed already.
fn forget(path: &FilePath) -> anyhow::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    // A folder with other exports in it stays.
    if let Some(folder) = path.parent() {
        let _ = std::fs::remove_dir(folder);
    }
    Ok(())
}
