//! Asking for a list, deciding about it, taking it away.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::TimeDelta;
use serde::Deserialize;

use super::make::MakeExport;
use super::pages::{DecisionPage, ExportLine, ExportsPage, NewPage};
use super::queries::{self, Export};
use super::urls;
use crate::access::Staff;
use crate::accounts::{self, Asked, Limited, ProofForm};
use crate::db::{ListId, ReadTx};
use crate::documents;
use crate::documents::queries::Content;
use crate::documents::table::FileForm;
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::residents::list::ListQuery;
use crate::residents::urls as resident_urls;
use crate::staff;
use crate::ui::SelectOption;
use crate::values::Line;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect, text};

/// How long a file is there.
const KEPT: TimeDelta = TimeDelta::hours(24);

pub(super) async fn list(staff: Staff) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    let mut tx = staff.read().await?;
    let exports = queries::recent(&mut tx, tenant.id).await?;
    let mut rows = Vec::with_capacity(exports.len());
    for export in &exports {
        rows.push(line(&staff, &mut tx, export).await?);
    }
    drop(tx);
    let template = ExportsPage {
        page: Page::of_console(&staff, t.resident_exports.title),
        console_url: staff::urls::console(tenant),
        residents_url: resident_urls::residents(tenant),
        new_url: urls::new(tenant),
        url: urls::exports(tenant),
        is_working: exports.iter().any(|export| export.is_allowed == Some(true) && export.ready_at.is_none()),
        rows,
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

async fn line(staff: &Staff, tx: &mut ReadTx, export: &Export) -> AppResult<ExportLine> {
    let (tenant, now, me) = (staff.tenant()?, staff.now(), staff.me());
    let e = &staff.context().t().resident_exports;
    let moment = |at| text::moment(staff.context().locale, at, now, tenant.time_zone);
    let is_mine = export.person == me.id;
    let ready = export.ready_at.filter(|at| *at + KEPT > now);
    let state = match (export.is_allowed, export.ready_at) {
        (None, _) if is_mine => e.state_asked_mine.to_owned(),
        (None, _) => e.state_asked.to_owned(),
        (Some(false), _) => e.state_refused(&export.decided_name),
        (Some(true), None) => e.state_making.to_owned(),
        (Some(true), Some(at)) if ready.is_some() => e.state_ready(export.row_count.unwrap_or(0), moment(at + KEPT)),
        (Some(true), Some(_)) => e.state_over.to_owned(),
    };
    let filters: ListQuery = serde_html_form::from_str(&export.filters).unwrap_or_default();
    Ok(ExportLine {
        id: export.id.to_string(),
        title: e.line(&export.by_name, moment(export.asked_at)),
        what: filters.words(staff, tx).await?,
        reason: export.reason.clone(),
        state,
        is_ready: ready.is_some(),
        file_url: ready.filter(|_| is_mine).map(|_| urls::file(tenant, export.id)),
        decision_url: (export.is_allowed.is_none() && !is_mine).then(|| urls::decision(tenant, export.id)),
    })
}

/// The form that asks for a list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AskForm {
    /// The list's id: sent twice, it is still one.
    key: Option<ListId>,
    /// The filters, as in the list's address.
    filters: String,
    form: String,
    reason: String,
    #[serde(flatten)]
    proof: ProofForm,
}

pub(super) async fn new(staff: Staff, Query(query): Query<ListQuery>) -> AppResult<Response> {
    let form = AskForm { filters: query.filters().text(), ..AskForm::default() };
    show_new(&staff, form, Errors::default()).await
}

async fn show_new(staff: &Staff, form: AskForm, errors: Errors) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    let filters: ListQuery = serde_html_form::from_str(&form.filters).map_err(|_| AppError::BadRequest)?;
    let mut tx = staff.read().await?;
    let what = filters.words(staff, &mut tx).await?;
    drop(tx);
    let template = NewPage {
        page: Page::of_console(staff, t.resident_exports.new),
        console_url: staff::urls::console(tenant),
        list_url: urls::exports(tenant),
        action: urls::new(tenant),
        key: form.key.unwrap_or_else(ListId::generate).to_string(),
        filters: form.filters,
        what,
        form: form.form,
        forms: [FileForm::Xlsx, FileForm::Csv]
            .map(|form| SelectOption::new(form.ending(), form.ending().to_uppercase()))
            .to_vec(),
        reason: form.reason,
        asked: Asked::unless_fresh(staff),
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, false), &template)
}

pub(super) async fn ask(staff: Staff, Form(form): Form<AskForm>) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?.clone(), staff.context().t());
    let id = form.key.ok_or(AppError::BadRequest)?;
    let filters: ListQuery = serde_html_form::from_str(&form.filters).map_err(|_| AppError::BadRequest)?;
    let mut errors = Errors::default();
    let reason = Line::<60>::parse(&form.reason);
    if reason.is_err() {
        errors.add("reason", t.resident_exports.error_reason);
    }
    let kind = FileForm::parse(&form.form);
    if kind.is_none() {
        errors.add("form", t.resident_exports.error_form);
    }
    let is_proven = accounts::prove_unless_fresh(&staff, &form.proof, &mut errors).await?;
    let (Ok(reason), Some(kind), true) = (reason, kind, is_proven) else {
        return show_new(&staff, form, errors).await;
    };
    let me = staff.me();
    staff.state().throttle().check_work(Limited::Export, Some(tenant.id), me.id)?;
    let export = Export {
        id,
        person: me.id,
        by_name: me.name.clone(),
        filters: filters.filters().text(),
        form: kind.ending().to_owned(),
        reason: reason.into(),
        asked_at: staff.now(),
        decided_name: String::new(),
        is_allowed: None,
        row_count: None,
        ready_at: None,
    };
    let mut tx = staff.write().await?;
    if queries::ask(&mut tx, tenant.id, &export).await? {
        tx.commit().await?;
    }
    Ok(redirect(&urls::exports(&tenant), Some(Flash::ListAsked)))
}

/// The path of a list.
#[derive(Deserialize)]
pub(super) struct ExportPath {
    export: ListId,
}

/// A list that somebody else asked for. Nobody decides about what they asked for: to them there is nothing to decide.
async fn undecided(staff: &Staff, tx: &mut ReadTx, id: ListId) -> AppResult<Export> {
    let export = queries::one(tx, staff.tenant()?.id, id).await?;
    export.filter(|export| export.person != staff.me().id).ok_or(AppError::NotFound)
}

pub(super) async fn decision(staff: Staff, Path(path): Path<ExportPath>) -> AppResult<Response> {
    show_decision(&staff, path.export, Errors::default()).await
}

async fn show_decision(staff: &Staff, id: ListId, errors: Errors) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    let mut tx = staff.read().await?;
    let export = undecided(staff, &mut tx, id).await?;
    if export.is_allowed.is_some() {
        return Ok(redirect(&urls::exports(tenant), Some(Flash::AlreadyDone)));
    }
    let template = DecisionPage {
        page: Page::of_console(staff, t.resident_exports.decide),
        console_url: staff::urls::console(tenant),
        list_url: urls::exports(tenant),
        action: urls::decision(tenant, id),
        row: line(staff, &mut tx, &export).await?,
        asked: Asked::unless_fresh(staff),
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, false), &template)
}

/// The form by which a second person decides.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DecisionForm {
    /// `allow` or `refuse`.
    decision: String,
    #[serde(flatten)]
    proof: ProofForm,
}

pub(super) async fn decide(
    staff: Staff,
    Path(path): Path<ExportPath>,
    Form(form): Form<DecisionForm>,
) -> AppResult<Response> {
    let (tenant, now) = (staff.tenant()?.clone(), staff.now());
    let me = staff.me();
    let mut tx = staff.read().await?;
    let export = undecided(&staff, &mut tx, path.export).await?;
    drop(tx);
    let is_allowed = match form.decision.as_str() {
        "allow" => true,
        "refuse" => false,
        _ => return Err(AppError::BadRequest),
    };
    let mut errors = Errors::default();
    if is_allowed && !accounts::prove_unless_fresh(&staff, &form.proof, &mut errors).await? {
        return show_decision(&staff, export.id, errors).await;
    }
    let mut tx = staff.write().await?;
    if !queries::decide(&mut tx, tenant.id, export.id, (me.id, &me.name), is_allowed, now).await? {
        return Ok(redirect(&urls::exports(&tenant), Some(Flash::AlreadyDone)));
    }
    if is_allowed {
        let task = MakeExport { tenant: tenant.id, export: export.id, grant: staff.grant().id };
        tx.enqueue(&task, now).await?;
    } else {
        let news = News::ListRefused { tenant: tenant.id, name: me.name.clone() };
        announce(&mut tx, Audience::Person(export.person), news, now).await?;
    }
    tx.commit().await?;
    Ok(redirect(&urls::exports(&tenant), Some(Flash::Saved)))
}

/// The file, for whoever asked for it.
pub(super) async fn file(staff: Staff, Path(path): Path<ExportPath>) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let mut tx = staff.read().await?;
    let since = staff.now() - KEPT;
    let (sealed, form) =
        queries::content(&mut tx, tenant.id, path.export, staff.me().id, since).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let form = FileForm::parse(&form).unwrap_or(FileForm::Xlsx);
    tracing::info!(export = %path.export, "a list of residents taken away");
    Ok(documents::respond(Content {
        media_type: form.media_type().to_owned(),
        file_name: format!("{}.{}", staff.context().t().resident_exports.sheet, form.ending()),
        bytes: staff.state().secrets().open_bytes(path.export.uuid(), &sealed)?,
    }))
}
