//! Workers' photos, which are shown with their consent alone.

use axum::response::Response;

use super::forms::PhotoForm;
use super::handlers::{Draft, WorkerPath, known, publish, show_draft};
use super::queries::{self, Worker};
use super::urls;
use crate::access::OrgMember;
use crate::db::{DocumentId, WorkerId, WriteTx};
use crate::documents::queries::NewDocument;
use crate::documents::{self, DocumentKind};
use crate::error::{AppError, AppResult};
use crate::web::extract::Path;
use crate::web::form::Errors;
use crate::web::redirect;
use crate::web::upload::Upload;

pub(super) async fn show(member: OrgMember, Path(path): Path<WorkerPath>) -> AppResult<Response> {
    let mut tx = member.read_org().await?;
    let worker = queries::one(&mut tx, member.org(), path.worker).await?.ok_or(AppError::NotFound)?;
    let photo = worker.photo_id.ok_or(AppError::NotFound)?;
    let content = documents::queries::content(&mut tx, member.org(), photo).await?.ok_or(AppError::NotFound)?;
    Ok(documents::respond(content))
}

pub(super) async fn change(
    member: OrgMember,
    Path(path): Path<WorkerPath>,
    upload: Upload<PhotoForm>,
) -> AppResult<Response> {
    let Upload { form, file } = upload;
    let (id, t) = (path.worker, member.context().t());
    let refused = |errors| show_draft(&member, id, Draft::wrong(errors));
    if form.action == "remove" {
        let mut tx = member.write().await?;
        let worker = known(&mut tx, &member, id).await?;
        forget_photo(&mut tx, &member, &worker).await?;
        queries::set_photo(&mut tx, member.org(), id, None, member.now()).await?;
        return finish_photo(tx, &member, id).await;
    }
    member.state().throttle().check_file(member.me().id)?;
    // Before a transaction begins: decoding takes its time.
    let checked = documents::check::accept(file.name, file.bytes).await;
    let mut errors = Errors::default();
    let accepted = errors.take("file", checked, |refusal| refusal.message(t).to_owned());
    if accepted.as_ref().is_some_and(|file| file.media_type != "image/jpeg") {
        errors.add("file", t.workers.error_photo_kind);
    }
    if form.consent.is_none() {
        errors.add("consent", t.workers.error_consent);
    }
    let Some(accepted) = accepted.filter(|_| errors.is_empty()) else { return refused(errors).await };
    let mut tx = member.write().await?;
    let worker = known(&mut tx, &member, id).await?;
    // The old one first: it makes room for the new one.
    forget_photo(&mut tx, &member, &worker).await?;
    let (photo, by, now) = (DocumentId::generate(), member.membership().id, member.now());
    let new = NewDocument { id: photo, kind: DocumentKind::Photo, file: &accepted, by, now };
    let kept = documents::queries::insert(&mut tx, member.org(), &new).await?;
    if let Err(full) = kept {
        drop(tx);
        return refused(Errors::of("file", full.message(t))).await;
    }
    queries::set_photo(&mut tx, member.org(), id, Some((photo, member.today())), now).await?;
    finish_photo(tx, &member, id).await
}

/// A face that nobody shows any more is not kept.
async fn forget_photo(tx: &mut WriteTx, member: &OrgMember, worker: &Worker) -> AppResult<()> {
    if let Some(photo) = worker.photo_id {
        documents::queries::remove(tx, member.org(), photo, member.now()).await?;
    }
    Ok(())
}

async fn finish_photo(mut tx: WriteTx, member: &OrgMember, id: WorkerId) -> AppResult<Response> {
    let flash = publish(&mut tx, member, id).await?;
    tx.commit().await?;
    Ok(redirect(&urls::worker(member.org(), id), Some(flash)))
}
