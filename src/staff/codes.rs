//! One-time sign-in codes for people registered on paper.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::TimeDelta;
use serde::Deserialize;

use super::pages::{CodePage, CodeView, CodesPage};
use super::queries::{self, CodeRow, HandsOver, NewCode};
use super::urls;
use crate::access::{Role, Staff};
use crate::accounts;
use crate::db::{CodeId, PersonId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::tenancy::Tenant;
use crate::values::PersonName;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::paging::{cut, one_more};
use crate::web::{Flash, Page, form_page, html, redirect, text};

/// How long a code holds: long enough to carry the slip home and try in the evening.
const LIFETIME: TimeDelta = TimeDelta::hours(24);
/// Codes on one page of the list.
const PAGE: usize = 20;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    before: Option<CodeId>,
}

/// The form that issues a code.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Issue {
    /// The new code's id, from the form: the idempotency key.
    key: Option<CodeId>,
    /// The name, for somebody new.
    name: String,
    /// The person, for somebody who had a code before.
    person: Option<PersonId>,
}

pub(super) async fn list(staff: Staff, Query(query): Query<ListQuery>) -> AppResult<Response> {
    show_list(&staff, query.before, String::new(), Errors::default()).await
}

async fn show_list(staff: &Staff, before: Option<CodeId>, name: String, errors: Errors) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let mut tx = staff.read().await?;
    let mut rows = queries::codes(&mut tx, tenant.id, before, one_more(PAGE)).await?;
    drop(tx);
    let older_url = cut(&mut rows, PAGE).map(|last| format!("{}?before={}", urls::codes(tenant), last.id));
    let template = CodesPage {
        page: Page::of_console(staff, staff.context().t().staff.codes),
        console_url: urls::console(tenant),
        action: urls::codes(tenant),
        key: CodeId::generate().to_string(),
        name,
        errors,
        rows: rows.iter().map(|row| view(staff, tenant, row)).collect(),
        older_url,
    };
    form_page(staff.flash(), &template.errors, &template)
}

fn view(staff: &Staff, tenant: &Tenant, row: &CodeRow) -> CodeView {
    let (t, now) = (&staff.context().t().staff, staff.now());
    let (state, is_live) = match row {
        CodeRow { used_at: Some(_), .. } => (t.code_used, false),
        CodeRow { revoked_at: Some(_), .. } => (t.code_revoked, false),
        CodeRow { expires_at, .. } if *expires_at <= now => (t.code_expired, false),
        _ => (t.code_waiting, true),
    };
    CodeView {
        name: row.name.clone(),
        issuer: row.issuer.clone(),
        issued: text::moment(staff.context().locale, row.issued_at, now, tenant.time_zone),
        state,
        is_live,
        url: urls::code(tenant, row.id),
        revoke_url: urls::code_revocation(tenant, row.id),
        person: row.person.to_string(),
        next_key: CodeId::generate().to_string(),
    }
}

pub(super) async fn issue(staff: Staff, Form(form): Form<Issue>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let code = form.key.ok_or(AppError::BadRequest)?;
    let (now, today) = (staff.now(), staff.today()?);
    let mut tx = staff.write().await?;
    let (person, name) = match form.person {
        // Only somebody who had a code here before: another community's person is nobody.
        Some(person) => {
            let name = queries::known_name(&mut tx, tenant.id, person).await?.ok_or(AppError::NotFound)?;
            queries::revoke_of_person(&mut tx, tenant.id, person, now).await?;
            (person, name)
        }
        None => match PersonName::parse(&form.name) {
            Ok(name) => {
                let person = PersonId::generate();
                tx.enter_person(person).await?;
                accounts::queries::insert_person(&mut tx, person, name.as_str(), None).await?;
                queries::insert_grant(&mut tx, tenant.id, person, Role::Resident, today, Some(staff.grant().id))
                    .await?;
                (person, name.as_str().to_owned())
            }
            Err(_) => {
                drop(tx);
                let errors = Errors::of("name", staff.context().t().accounts.error_name);
                return show_list(&staff, None, form.name, errors).await;
            }
        },
    };
    // Sent twice: the first one stands, and this transaction leaves nothing.
    if make(&mut tx, &staff, (code, person), &name, None).await? {
        tx.commit().await?;
    }
    Ok(redirect(&urls::code(&tenant, code), None))
}

/// Adds a code for a person, with the record that it hands over, if any; false when it was added before.
pub(crate) async fn make(
    tx: &mut WriteTx,
    staff: &Staff,
    (code, person): (CodeId, PersonId),
    name: &str,
    hands_over: Option<HandsOver>,
) -> AppResult<bool> {
    let (tenant, now, secrets) = (staff.tenant()?.id, staff.now(), staff.state().secrets());
    let digits = secrets.code_digits(code.uuid());
    let new = NewCode {
        id: code,
        person,
        name,
        hash: secrets.code_hash(tenant.uuid(), &digits),
        issued_by: staff.grant().id,
        issuer: staff.viewer().map_or("", |viewer| &viewer.name),
        now,
        expires_at: now + LIFETIME,
        hands_over,
    };
    queries::insert_code(tx, tenant, &new).await
}

/// The path of one code.
#[derive(Deserialize)]
pub(super) struct CodePath {
    code: CodeId,
}

pub(super) async fn show(staff: Staff, Path(path): Path<CodePath>) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let mut tx = staff.read().await?;
    let row = queries::code(&mut tx, tenant.id, path.code).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let now = staff.now();
    let is_live = row.used_at.is_none() && row.revoked_at.is_none() && row.expires_at > now;
    let digits = is_live.then(|| staff.state().secrets().code_digits(row.id.uuid()));
    tracing::info!(code = %row.id, "one-time code shown to staff");
    let page = Page::of_console(&staff, staff.context().t().staff.code_title);
    let template = CodePage {
        console_url: urls::console(tenant),
        codes_url: urls::codes(tenant),
        revoke_url: urls::code_revocation(tenant, row.id),
        name: row.name,
        digits: digits.map(|digits| format!("{} {}", &digits[..5], &digits[5..])),
        until: text::moment(staff.context().locale, row.expires_at, now, tenant.time_zone),
        // To be typed by hand; browsers add the rest.
        address: page.url(&accounts::urls::code(tenant)).trim_start_matches("https://").to_owned(),
        phone: tenant.phone.as_ref().map(crate::values::Phone::display),
        page,
    };
    html(StatusCode::OK, &template)
}

pub(super) async fn revoke(staff: Staff, Path(path): Path<CodePath>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    if !queries::revoke(&mut tx, tenant.id, path.code, staff.now()).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(redirect(&urls::codes(&tenant), Some(Flash::CodeRevoked)))
}
