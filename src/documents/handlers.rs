//! Listing, adding, opening and removing files.

use axum::response::Response;
use serde::Deserialize;

use super::pages::{DocumentView, DocumentsPage};
use super::queries::{self, NewDocument};
use super::{Document, DocumentKind, check, respond, urls};
use crate::access::{OrgMember, Staff};
use crate::admissions;
use crate::db::{DocumentId, OrgId};
use crate::error::{AppError, AppResult};
use crate::publishing::submit::{self, Submitter};
use crate::ui::SelectOption;
use crate::vendors;
use crate::web::extract::{Path, Query};
use crate::web::form::Errors;
use crate::web::paging::{cut, one_more};
use crate::web::upload::Upload;
use crate::web::{Desk, Flash, Messages, Page, form_page, redirect, text};

/// Files on one page of the list.
const PAGE: usize = 20;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    before: Option<DocumentId>,
}

/// The form that adds a file, without the file.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct UploadForm {
    /// The new file's id, from the form: the idempotency key.
    key: Option<DocumentId>,
    /// What it shows.
    kind: String,
}

pub(super) async fn list(member: OrgMember, Query(query): Query<ListQuery>) -> AppResult<Response> {
    show_list(&member, query.before, String::new(), Errors::default()).await
}

async fn show_list(
    member: &OrgMember,
    before: Option<DocumentId>,
    kind: String,
    errors: Errors,
) -> AppResult<Response> {
    let (org, t) = (member.org(), member.context().t());
    let mut tx = member.read_org().await?;
    let mut rows = queries::list(&mut tx, org, before, one_more(PAGE)).await?;
    drop(tx);
    let older_url = cut(&mut rows, PAGE).map(|last| format!("{}?before={}", urls::documents(org), last.id));
    let template = DocumentsPage {
        page: Page::of_workspace(member, t.documents.title, Desk::Profile),
        profile_url: vendors::urls::profile(org),
        action: urls::documents(org),
        key: DocumentId::generate().to_string(),
        kind,
        kinds: kinds(t),
        errors,
        rows: rows.iter().map(|document| view(member, document)).collect(),
        older_url,
    };
    form_page(member.flash(), &template.errors, &template)
}

/// The kinds to choose from. None is chosen beforehand, so that no photo becomes a licence by inattention.
fn kinds(t: &Messages) -> Vec<SelectOption> {
    let none = SelectOption::new("", t.documents.kind_choose);
    let known = DocumentKind::ALL.into_iter().map(|kind| SelectOption::new(kind.code(), kind.label(t)));
    std::iter::once(none).chain(known).collect()
}

fn view(member: &OrgMember, document: &Document) -> DocumentView {
    let (org, context) = (member.org(), member.context());
    DocumentView {
        name: document.file_name.clone(),
        kind: document.kind.label(context.t()),
        size: document.size_text(context.t()),
        uploaded: text::moment(context.locale, document.uploaded_at, member.now(), chrono_tz::Asia::Shanghai),
        is_image: document.is_image(),
        url: urls::document(org, document.id),
        removal_url: urls::removal(org, document.id),
    }
}

pub(super) async fn upload(member: OrgMember, upload: Upload<UploadForm>) -> AppResult<Response> {
    let Upload { form, file } = upload;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let t = member.context().t();
    let mut errors = Errors::default();
    let kind = DocumentKind::parse(&form.kind);
    if kind.is_none() {
        errors.add("kind", t.documents.error_kind);
    }
    member.state().throttle().check_file(member.me().id)?;
    // Before a transaction begins: decoding takes its time.
    let checked = check::accept(file.name, file.bytes).await;
    let accepted = errors.take("file", checked, |refusal| refusal.message(t).to_owned());
    let (Some(kind), Some(accepted)) = (kind, accepted) else {
        return show_list(&member, None, form.kind, errors).await;
    };
    let new = NewDocument { id, kind, file: &accepted, by: member.membership().id, now: member.now() };
    let mut tx = member.write().await?;
    let kept = queries::insert(&mut tx, member.org(), &new).await?;
    if let Err(full) = kept {
        drop(tx);
        return show_list(&member, None, form.kind, Errors::of("file", full.message(t))).await;
    }
    tx.commit().await?;
    Ok(redirect(&urls::documents(member.org()), Some(Flash::Uploaded)))
}

/// The path of one file.
#[derive(Deserialize)]
pub(super) struct DocumentPath {
    document: DocumentId,
}

pub(super) async fn show(member: OrgMember, Path(path): Path<DocumentPath>) -> AppResult<Response> {
    let mut tx = member.read_org().await?;
    let content = queries::content(&mut tx, member.org(), path.document).await?.ok_or(AppError::NotFound)?;
    Ok(respond(content))
}

pub(super) async fn remove(member: OrgMember, Path(path): Path<DocumentPath>) -> AppResult<Response> {
    let org = member.org();
    let mut tx = member.write().await?;
    // A community that is looking at it looks at what was handed in.
    let records = admissions::queries::of_org(&mut tx, org).await?;
    let under_review = records.iter().filter(|record| record.status.is_under_review());
    let mut papers = under_review.filter_map(|record| record.material.as_ref()).flat_map(|m| &m.papers);
    if papers.any(|paper| paper.id == path.document) {
        drop(tx);
        let errors = Errors::of("kept", member.context().t().documents.error_under_review);
        return show_list(&member, None, String::new(), errors).await;
    }
    if !queries::remove(&mut tx, org, path.document, member.now()).await? {
        return Err(AppError::NotFound);
    }
    // A face that is taken away among the files is taken away everywhere.
    for worker in vendors::workers::queries::shown_with(&mut tx, org, path.document).await? {
        vendors::workers::queries::set_photo(&mut tx, org, worker, None, member.now()).await?;
        submit::worker(&mut tx, &Submitter::of(&member), worker).await?;
    }
    tx.commit().await?;
    Ok(redirect(&urls::documents(member.org()), Some(Flash::Removed)))
}

/// The path of one file in the eyes of the staff.
#[derive(Deserialize)]
pub(super) struct StaffPath {
    org: OrgId,
    document: DocumentId,
}

pub(super) async fn show_to_staff(staff: Staff, Path(path): Path<StaffPath>) -> AppResult<Response> {
    let mut tx = staff.read_with_org(path.org).await?;
    // Whoever left or was refused has nothing more to show here.
    let record = admissions::queries::one(&mut tx, staff.tenant()?.id, path.org).await?;
    if !record.is_some_and(|record| record.status.is_in() || record.status.is_under_review()) {
        return Err(AppError::NotFound);
    }
    let content = queries::content(&mut tx, path.org, path.document).await?.ok_or(AppError::NotFound)?;
    tracing::info!(org = %path.org, document = %path.document, "an organization's file shown to staff");
    Ok(respond(content))
}
