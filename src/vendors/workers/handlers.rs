//! Listing, adding and changing workers, their papers and photos.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::forms::{CredentialForm, On, WorkerForm, WorkerValues, masked};
use super::light::SOON_DAYS;
use super::pages::{
    self, CodeView, CredentialRow, ExpiringView, LightView, NewWorkerPage, PhotoView, WorkerPage, WorkerRow,
    WorkersPage,
};
use super::queries::{self, Filter, NewCredential, Updated, Worker};
use super::urls;
use crate::access::OrgMember;
use crate::db::{CredentialId, WorkerId, WriteTx};
use crate::directory;
use crate::documents::{self, DocumentKind};
use crate::error::{AppError, AppResult};
use crate::links::QrView;
use crate::publishing;
use crate::publishing::submit::{self, Submitter};
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::vendors::standings::Everywhere;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::{Errors, FormInput};
use crate::web::paging::{cut, one_more};
use crate::web::{Desk, Flash, Page, flashed, form_page, redirect, text};

/// Workers on one page of the list.
const PAGE: usize = 30;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    q: String,
    left: String,
    after: String,
}

pub(super) async fn list(member: OrgMember, Query(query): Query<ListQuery>) -> AppResult<Response> {
    let (org, today, context) = (member.org(), member.today(), member.context());
    let (t, locale) = (context.t(), context.locale);
    let (q, after, left) = (plain(&query.q), plain(&query.after), query.left == "1");
    let filter = Filter { left, q: &q, after: &after };
    let mut tx = member.read_org().await?;
    let mut workers = queries::list(&mut tx, org, &filter, one_more(PAGE)).await?;
    let list_url = urls::workers(org);
    let next_url = cut(&mut workers, PAGE).map(|last| {
        address(&list_url, &[("q", &q), ("left", if left { "1" } else { "" }), ("after", last.work_no.as_str())])
    });
    let ids: Vec<WorkerId> = workers.iter().map(|worker| worker.id).collect();
    let credentials = queries::credentials(&mut tx, org, &ids).await?;
    // What is urgent comes first; whoever searches or turns pages is after something else.
    let is_first = !left && q.is_empty() && after.is_empty();
    let expiring = if is_first { queries::expiring(&mut tx, org, today, SOON_DAYS).await? } else { Vec::new() };
    drop(tx);
    let light = |id: WorkerId| LightView::of(credentials.iter().filter(|paper| paper.worker == id), today, locale);
    let rows = workers.iter().map(|worker| WorkerRow {
        url: urls::worker(org, worker.id),
        name: worker.name.as_str().to_owned(),
        work_no: worker.work_no.clone(),
        trades: worker.trades.join(t.time.list_separator),
        light: worker.is_active.then(|| light(worker.id)),
    });
    let template = WorkersPage {
        page: Page::of_workspace(&member, t.workers.title, Desk::Workers),
        new_url: urls::worker_new(org),
        left_url: address(&list_url, &[("left", "1")]),
        shows_left: left,
        expiring: expiring.iter().map(|paper| ExpiringView::new(paper, org, today, locale)).collect(),
        rows: rows.collect(),
        next_url,
        list_url,
        q,
    };
    flashed(member.flash(), StatusCode::OK, &template)
}

/// What was typed, fit to be compared.
fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    text.trim().to_owned()
}

/// An address with those parameters that say something.
fn address(path: &str, parameters: &[(&str, &str)]) -> String {
    let said: Vec<_> = parameters.iter().filter(|(_, value)| !value.is_empty()).collect();
    serde_html_form::to_string(said).map_or_else(|_| path.to_owned(), |query| format!("{path}?{query}"))
}

pub(super) async fn begin(member: OrgMember) -> AppResult<Response> {
    show_new(&member, WorkerForm::default(), Errors::default())
}

fn show_new(member: &OrgMember, form: WorkerForm, errors: Errors) -> AppResult<Response> {
    let org = member.org();
    let template = NewWorkerPage {
        page: Page::of_workspace(member, member.context().t().workers.new_title, Desk::Workers),
        workers_url: urls::workers(org),
        action: urls::worker_new(org),
        key: form.key.unwrap_or_else(WorkerId::generate).to_string(),
        form,
        errors,
    };
    form_page(member.flash(), &template.errors, &template)
}

pub(super) async fn create(member: OrgMember, Form(form): Form<WorkerForm>) -> AppResult<Response> {
    let (org, t) = (member.org(), member.context().t());
    let key = form.key.ok_or(AppError::BadRequest)?;
    // Cards of all companies lie side by side: no key of a form leads to another company's.
    let id = WorkerId::derived(org.uuid(), key.uuid());
    let checked = On { form: &form, today: member.today(), t }.validate();
    let values = match checked {
        Ok(values) => values,
        Err(errors) => return show_new(&member, form, errors),
    };
    let mut tx = member.write().await?;
    if !queries::insert(&mut tx, org, id, &values, member.now()).await? {
        let is_here = queries::one(&mut tx, org, id).await?.is_some();
        drop(tx);
        // Sent twice: the first one stands.
        if is_here {
            return Ok(redirect(&urls::worker(org, id), Some(Flash::Saved)));
        }
        return show_new(&member, form, Errors::of("work_no", t.workers.error_work_no_taken));
    }
    let flash = publish(&mut tx, &member, id).await?;
    tx.commit().await?;
    Ok(redirect(&urls::worker(org, id), Some(flash)))
}

/// Asks for the worker to be shown as they are now; says what became of it.
pub(super) async fn publish(tx: &mut WriteTx, member: &OrgMember, worker: WorkerId) -> AppResult<Flash> {
    Ok(submit::worker(tx, &Submitter::of(member), worker).await?.flash())
}

/// The path of one worker and what belongs to them.
#[derive(Deserialize)]
pub(super) struct WorkerPath {
    pub worker: WorkerId,
}

pub(super) async fn show(member: OrgMember, Path(path): Path<WorkerPath>) -> AppResult<Response> {
    show_draft(&member, path.worker, Draft::default()).await
}

/// What was typed on a worker's page and could not be saved.
#[derive(Default)]
pub(super) struct Draft {
    form: Option<WorkerForm>,
    theirs: Vec<(&'static str, String)>,
    credential: CredentialForm,
    pub errors: Errors,
}

impl Draft {
    /// Nothing typed that could be kept, and what was wrong.
    pub fn wrong(errors: Errors) -> Self {
        Self { errors, ..Self::default() }
    }
}

pub(super) async fn show_draft(member: &OrgMember, id: WorkerId, draft: Draft) -> AppResult<Response> {
    let (org, today, context) = (member.org(), member.today(), member.context());
    let (t, locale) = (context.t(), context.locale);
    let mut tx = member.read_org().await?;
    let worker = queries::one(&mut tx, org, id).await?.ok_or(AppError::NotFound)?;
    let credentials = queries::credentials(&mut tx, org, &[id]).await?;
    let files = documents::queries::of_kinds(&mut tx, org, &[DocumentKind::Certificate]).await?;
    let everywhere = Everywhere::read(&mut tx, member, "worker").await?;
    let places = publishing::queries::card_places(&mut tx, org, id).await?;
    let photo = match worker.photo_id {
        // Taken away among the files, it is no photo any more.
        Some(photo) => documents::queries::one(&mut tx, org, photo).await?.map(|file| PhotoView {
            url: pages::photo_url(org, id, file.id),
            consent: worker.photo_consent_on.map(|day| t.workers.photo_agreed(text::date(locale, day))),
        }),
        None => None,
    };
    drop(tx);
    let platform = member.state().platform();
    let page_in = |tenant: &Tenant| places.contains(&tenant.id).then(|| directory::urls::worker(tenant, id));
    let standings = everywhere.of_subject(id.uuid(), context, &platform, page_in);
    let mut codes = Vec::new();
    for tenant in places.iter().filter_map(|place| platform.by_id(*place)) {
        let address = format!("{}{}", member.state().config().base_url, directory::urls::worker(&tenant, id));
        let title = t.workers.qr_alt(worker.name.as_str(), &tenant.name);
        codes.push(CodeView { community: tenant.name.clone(), qr: QrView::new(&address, title)? });
    }
    let no_file = SelectOption::new("", t.workers.no_file);
    let files = files.into_iter().map(|file| SelectOption::new(file.id.to_string(), file.file_name));
    let template = WorkerPage {
        page: Page::of_workspace(member, worker.name.as_str(), Desk::Workers),
        name: worker.name.as_str().to_owned(),
        work_no: worker.work_no.clone(),
        is_active: worker.is_active,
        light: LightView::of(&credentials, today, locale),
        workers_url: urls::workers(org),
        action: urls::worker(org, id),
        standings,
        codes,
        credentials_url: urls::credentials(org, id),
        photo_action: urls::photo(org, id),
        documents_url: documents::urls::documents(org),
        form: draft.form.unwrap_or_else(|| WorkerForm::of(&worker, t)),
        errors: draft.errors,
        theirs: draft.theirs,
        photo,
        credentials: credentials.iter().map(|paper| CredentialRow::new(paper, org, today, locale)).collect(),
        key: draft.credential.key.unwrap_or_else(CredentialId::generate).to_string(),
        add: draft.credential,
        kinds: pages::kinds(t),
        files: std::iter::once(no_file).chain(files).collect(),
    };
    if template.theirs.is_empty() {
        form_page(member.flash(), &template.errors, &template)
    } else {
        flashed(member.flash(), StatusCode::CONFLICT, &template)
    }
}

pub(super) async fn save(
    member: OrgMember,
    Path(path): Path<WorkerPath>,
    Form(form): Form<WorkerForm>,
) -> AppResult<Response> {
    match form.action.as_str() {
        "leave" => set_active(&member, path.worker, false).await,
        "return" => set_active(&member, path.worker, true).await,
        _ => change(&member, path.worker, form).await,
    }
}

async fn set_active(member: &OrgMember, id: WorkerId, active: bool) -> AppResult<Response> {
    let mut tx = member.write().await?;
    known(&mut tx, member, id).await?;
    let is_new = queries::set_active(&mut tx, member.org(), id, active, member.now()).await?;
    let flash = if is_new { publish(&mut tx, member, id).await? } else { Flash::AlreadyDone };
    tx.commit().await?;
    Ok(redirect(&urls::worker(member.org(), id), Some(flash)))
}

/// The organization's worker; another's is nobody.
pub(super) async fn known(tx: &mut WriteTx, member: &OrgMember, id: WorkerId) -> AppResult<Worker> {
    queries::one(tx, member.org(), id).await?.ok_or(AppError::NotFound)
}

async fn change(member: &OrgMember, id: WorkerId, form: WorkerForm) -> AppResult<Response> {
    let (org, t) = (member.org(), member.context().t());
    let checked = On { form: &form, today: member.today(), t }.validate();
    let values = match checked {
        Ok(values) => values,
        Err(errors) => return show_draft(member, id, Draft { form: Some(form), errors, ..Draft::default() }).await,
    };
    let mut tx = member.write().await?;
    match queries::update(&mut tx, org, id, form.revision, &values, member.now()).await? {
        Updated::Done => {
            let flash = publish(&mut tx, member, id).await?;
            tx.commit().await?;
            Ok(redirect(&urls::worker(org, id), Some(flash)))
        }
        Updated::Stale => {
            drop(tx);
            conflict(member, id, form, &values).await
        }
        Updated::NumberTaken => {
            drop(tx);
            let errors = Errors::of("work_no", t.workers.error_work_no_taken);
            show_draft(member, id, Draft { form: Some(form), errors, ..Draft::default() }).await
        }
    }
}

/// Somebody else saved first: what they saved, and what was typed here to be sent again.
async fn conflict(member: &OrgMember, id: WorkerId, form: WorkerForm, values: &WorkerValues) -> AppResult<Response> {
    let mut tx = member.read_org().await?;
    let saved = queries::one(&mut tx, member.org(), id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let theirs = values.differences(&saved, member.context().t());
    // Sent twice, it is what is saved already.
    if theirs.is_empty() {
        return Ok(redirect(&urls::worker(member.org(), id), Some(Flash::Saved)));
    }
    let form = WorkerForm { revision: saved.revision, ..form };
    show_draft(member, id, Draft { form: Some(form), theirs, ..Draft::default() }).await
}

pub(super) async fn change_credentials(
    member: OrgMember,
    Path(path): Path<WorkerPath>,
    Form(form): Form<CredentialForm>,
) -> AppResult<Response> {
    if form.action == "remove" {
        remove_credential(&member, path.worker, form.credential.ok_or(AppError::BadRequest)?).await
    } else {
        add_credential(&member, path.worker, form).await
    }
}

async fn add_credential(member: &OrgMember, id: WorkerId, form: CredentialForm) -> AppResult<Response> {
    let (org, t) = (member.org(), member.context().t());
    let refused = |form, errors| show_draft(member, id, Draft { credential: form, errors, ..Draft::default() });
    let checked = On { form: &form, today: member.today(), t }.validate();
    let values = match checked {
        Ok(values) => values,
        Err(errors) => return refused(form, errors).await,
    };
    let key = form.key.ok_or(AppError::BadRequest)?;
    let mut tx = member.write().await?;
    known(&mut tx, member, id).await?;
    if let Some(document) = values.document {
        let file = documents::queries::one(&mut tx, org, document).await?;
        if file.is_none_or(|file| file.kind != DocumentKind::Certificate) {
            drop(tx);
            return refused(form, Errors::of("document", t.workers.error_document)).await;
        }
    }
    let number = values.number.as_ref().map(|number| number.as_str());
    let sealed = number.map(|number| member.state().secrets().seal(org.uuid(), number)).transpose()?;
    let shown = number.map(masked);
    let new = NewCredential {
        id: key,
        worker: id,
        kind: values.kind,
        title: &values.title,
        issued_on: values.issued_on,
        expires_on: values.expires_on,
        number: sealed.as_deref().zip(shown.as_deref()),
        document: values.document,
    };
    // Sent twice: the first one stands.
    let is_new = queries::insert_credential(&mut tx, org, &new).await?;
    let flash = if is_new { publish(&mut tx, member, id).await? } else { Flash::Saved };
    tx.commit().await?;
    Ok(redirect(&urls::worker(org, id), Some(flash)))
}

async fn remove_credential(member: &OrgMember, id: WorkerId, credential: CredentialId) -> AppResult<Response> {
    let mut tx = member.write().await?;
    if !queries::remove_credential(&mut tx, member.org(), id, credential).await? {
        return Err(AppError::NotFound);
    }
    let flash = publish(&mut tx, member, id).await?;
    tx.commit().await?;
    Ok(redirect(&urls::worker(member.org(), id), Some(flash)))
}
