//! What people ask about their own records: to put them right, or to delete them; and the answers of staff.

use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::mine;
use super::pages::{RequestLine, RequestsPage};
use super::queries::requests::{self, Request};
use super::queries::{merges, mine as records_of, records};
use super::urls;
use crate::access::{Member, Staff};
use crate::db::{RequestId, ResidentId, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::family;
use crate::inbox::{Audience, FamilyChange, News, announce};
use crate::staff;
use crate::values::Paragraphs;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, Page, flashed, form_status, redirect, text};

/// The form in which a person asks.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct RequestForm {
    /// The request's id: sent twice, it is still one.
    pub key: Option<RequestId>,
    pub record: Option<ResidentId>,
    /// `correct` or `delete`.
    pub kind: String,
    pub body: String,
}

pub(super) async fn ask(member: Member, Form(form): Form<RequestForm>) -> AppResult<Response> {
    let (me, t) = (member.me().id, member.context().t());
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut tx = member.read().await?;
    let owned = records_of::of_person(&mut tx, me).await?;
    drop(tx);
    let (tenant, resident) =
        owned.into_iter().find(|(_, record)| Some(*record) == form.record).ok_or(AppError::NotFound)?;
    if !matches!(form.kind.as_str(), "correct" | "delete") {
        return Err(AppError::BadRequest);
    }
    let is_deletion = form.kind == "delete";
    let body = match Paragraphs::<300>::parse(&form.body) {
        Ok(body) => String::from(body),
        Err(_) if is_deletion && form.body.trim().is_empty() => String::new(),
        Err(_) => {
            let errors = Errors::of("body", t.residents.error_request);
            return mine::show_mine(&member, form, errors).await;
        }
    };
    let new = Request {
        id,
        resident,
        person: me,
        family_link: None,
        kind: form.kind,
        body,
        created_at: member.now(),
        is_done: None,
        answer: String::new(),
        answered_at: None,
    };
    let mut tx = member.write().await?;
    tx.enter_tenant(tenant).await?;
    if requests::insert(&mut tx, tenant, &new).await? {
        announce(&mut tx, Audience::Staff(tenant), News::RecordAsked { tenant, is_deletion }, member.now()).await?;
        tx.commit().await?;
    }
    Ok(redirect(urls::MINE, Some(Flash::RequestSent)))
}

pub(super) async fn list(staff: Staff) -> AppResult<Response> {
    show_list(&staff, None, Errors::default()).await
}

async fn show_list(staff: &Staff, draft: Option<(RequestId, String)>, errors: Errors) -> AppResult<Response> {
    let (tenant, context, now, t) = (staff.tenant()?, staff.context(), staff.now(), staff.context().t());
    let mut tx = staff.read().await?;
    let rows = requests::all(&mut tx, tenant.id).await?;
    let ids: Vec<ResidentId> = rows.iter().map(|row| row.resident).collect();
    let people = records::by_ids(&mut tx, tenant.id, &ids).await?;
    let links: Vec<_> = rows.iter().filter_map(|row| row.family_link).collect();
    let behalves = family::behalves(&mut tx, tenant.id, &links).await?;
    drop(tx);
    let r = &t.residents;
    let lines = rows
        .into_iter()
        .map(|row| {
            let about = people.iter().find(|record| record.id == row.resident);
            RequestLine {
                id: row.id.to_string(),
                kind: if row.kind == "delete" { r.request_delete } else { r.request_correct },
                name: about.map_or_else(String::new, |record| super::pages::masked(&record.name)),
                url: urls::resident(tenant, row.resident),
                by: family::find(&behalves, row.family_link).map(|behalf| behalf.by(t)),
                body: row.body,
                at: text::moment(context.locale, row.created_at, now, tenant.time_zone),
                action: row.answered_at.is_none().then(|| urls::request_answer(tenant, row.id)),
                state: state(row.is_done, t),
                answer: draft.as_ref().filter(|(id, _)| *id == row.id).map_or(row.answer, |(_, typed)| typed.clone()),
            }
        })
        .collect();
    let template = RequestsPage {
        page: Page::of_console(staff, r.requests),
        console_url: staff::urls::console(tenant),
        residents_url: urls::residents(tenant),
        rows: lines,
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, false), &template)
}

/// Where a request stands.
pub(super) fn state(is_done: Option<bool>, t: &Messages) -> &'static str {
    match is_done {
        None => t.residents.request_waiting,
        Some(true) => t.residents.request_done,
        Some(false) => t.residents.request_refused,
    }
}

/// Tells whoever asked what became of it; and the resident, where it was their family.
async fn tell(
    tx: &mut WriteTx,
    tenant: TenantId,
    request: &Request,
    (is_done, answer): (bool, String),
    now: DateTime<Utc>,
) -> AppResult<()> {
    let mut to = request.person;
    if request.family_link.is_some() {
        let root = merges::root(tx, tenant, request.resident).await?;
        let record = records::record(tx, tenant, root).await?;
        let name = record.as_ref().map_or_else(String::new, |record| super::pages::masked(&record.name));
        let news = News::Family { tenant, name, change: FamilyChange::Answered };
        announce(tx, Audience::Person(request.person), news, now).await?;
        let Some(resident) = record.and_then(|record| record.person) else { return Ok(()) };
        to = resident;
    }
    announce(tx, Audience::Person(to), News::RecordAnswered { tenant, is_done, answer }, now).await
}

/// The path of a request.
#[derive(Deserialize)]
pub(super) struct RequestPath {
    request: RequestId,
}

/// The form that answers.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AnswerForm {
    /// `done` or `refused`.
    outcome: String,
    answer: String,
}

pub(super) async fn answer(
    staff: Staff,
    Path(path): Path<RequestPath>,
    Form(form): Form<AnswerForm>,
) -> AppResult<Response> {
    let (tenant, now, t) = (staff.tenant()?.clone(), staff.now(), staff.context().t());
    let mut tx = staff.write().await?;
    if !requests::all(&mut tx, tenant.id).await?.iter().any(|row| row.id == path.request) {
        return Err(AppError::NotFound);
    }
    let is_done = match form.outcome.as_str() {
        "done" => true,
        "refused" => false,
        _ => return Err(AppError::BadRequest),
    };
    let words = form.answer.trim();
    let said = if words.is_empty() && is_done {
        Some(String::new())
    } else {
        Paragraphs::<300>::parse(words).ok().map(String::from)
    };
    let Some(said) = said else {
        drop(tx);
        let errors = Errors::of("answer", t.residents.error_answer);
        return show_list(&staff, Some((path.request, form.answer)), errors).await;
    };
    let by = &staff.me().name;
    let Some(request) = requests::answer(&mut tx, tenant.id, path.request, (is_done, &said, by), now).await? else {
        return Ok(redirect(&urls::requests(&tenant), Some(Flash::AlreadyDone)));
    };
    if is_done && request.kind == "delete" {
        let family = merges::family(&mut tx, tenant.id, request.resident).await?;
        requests::erase(&mut tx, tenant.id, &family, now).await?;
    }
    tell(&mut tx, tenant.id, &request, (is_done, said), now).await?;
    tx.commit().await?;
    Ok(redirect(&urls::requests(&tenant), Some(Flash::Saved)))
}
