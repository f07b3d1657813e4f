//! What hangs on a notice, while it is written.

use axum::response::Response;

use super::desk::find;
use super::drafts::{Typed, show_draft};
use super::forms::FileForm;
use super::handlers::{FilePath, NoticePath};
use super::queries::{self, Draft, NewFile};
use super::urls;
use crate::access::Staff;
use crate::db::{NoticeId, Tx};
use crate::documents::{attach, check};
use crate::error::{AppError, AppResult};
use crate::web::extract::Path;
use crate::web::form::Errors;
use crate::web::upload::Upload;
use crate::web::{Flash, redirect};

/// A notice whose files may be changed.
async fn open(staff: &Staff, tx: &mut impl Tx, id: NoticeId) -> AppResult<Option<Draft>> {
    let draft = find(staff, tx, id).await?;
    let is_open = draft.standing(staff.now()).is_open();
    Ok(is_open.then_some(draft))
}

async fn conflict(staff: &Staff, id: NoticeId) -> AppResult<Response> {
    show_draft(staff, id, Typed { is_conflict: true, ..Typed::default() }).await
}

pub(super) async fn add(staff: Staff, Path(path): Path<NoticePath>, upload: Upload<FileForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let (id, t) = (path.notice, staff.context().t());
    let mut tx = staff.read().await?;
    if open(&staff, &mut tx, id).await?.is_none() {
        drop(tx);
        return conflict(&staff, id).await;
    }
    drop(tx);
    let key = upload.form.key.ok_or(AppError::BadRequest)?;
    // Before a transaction that writes begins: decoding takes its time.
    let file = match check::accept(upload.file.name, upload.file.bytes).await {
        Ok(file) => file,
        Err(refusal) => {
            let errors = Errors::of("file", refusal.message(t));
            return show_draft(&staff, id, Typed { errors, ..Typed::default() }).await;
        }
    };
    let mut tx = staff.write().await?;
    queries::lock(&mut tx, tenant.id, id).await?;
    if open(&staff, &mut tx, id).await?.is_none() {
        drop(tx);
        return conflict(&staff, id).await;
    }
    let new = NewFile { id: key, file: &file, now: staff.now() };
    if let Err(full) = queries::insert_file(&mut tx, tenant.id, id, &new).await? {
        drop(tx);
        let errors = Errors::of("file", full.message(t));
        return show_draft(&staff, id, Typed { errors, ..Typed::default() }).await;
    }
    tx.commit().await?;
    Ok(redirect(&urls::draft(&tenant, id), Some(Flash::Uploaded)))
}

pub(super) async fn show(staff: Staff, Path(path): Path<FilePath>) -> AppResult<Response> {
    let tenant = staff.tenant()?.id;
    let mut tx = staff.read().await?;
    find(&staff, &mut tx, path.notice).await?;
    let content = queries::content(&mut tx, tenant, path.notice, path.attachment).await?;
    content.map(attach).ok_or(AppError::NotFound)
}

pub(super) async fn remove(staff: Staff, Path(path): Path<FilePath>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    queries::lock(&mut tx, tenant.id, path.notice).await?;
    if open(&staff, &mut tx, path.notice).await?.is_none() {
        drop(tx);
        return conflict(&staff, path.notice).await;
    }
    if !queries::remove_file(&mut tx, tenant.id, path.notice, path.attachment).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(redirect(&urls::draft(&tenant, path.notice), Some(Flash::Removed)))
}
