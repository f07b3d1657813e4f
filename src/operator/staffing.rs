//! The first staff of a tenant: whoever has an account works there from today on and is told so; whoever has none is given
//! a one-time code to make one with.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{NaiveDate, TimeDelta};
use serde::Deserialize;

use super::deed::{TenantPath, record_there};
use super::forms::InviteForm;
use super::pages::{CodePage, InvitePage, page};
use super::urls;
use crate::access::{Operator, Role};
use crate::accounts::{self, Asked, prove_unless_fresh, queries as people};
use crate::db::{CodeId, PersonId};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::staff::queries::{self as staff, NewCode};
use crate::tenancy::{Level, Tenant};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, flashed, form_page, redirect, text};

/// How long a code holds: whoever gets it is told by phone and may be on holiday.
const LIFETIME: TimeDelta = TimeDelta::days(3);

/// What the people are who work in a tenant; none work in the platform's own.
fn role_in(tenant: &Tenant) -> AppResult<Role> {
    match tenant.level {
        Level::Platform => Err(AppError::NotFound),
        Level::District | Level::Street => Ok(Role::StreetStaff),
        Level::Community => Ok(Role::CommunityStaff),
    }
}

pub(super) async fn begin(operator: Operator, Path(path): Path<TenantPath>) -> AppResult<Response> {
    let tenant = operator.tenant(&path.slug)?;
    role_in(&tenant)?;
    show_form(&operator, &tenant, &InviteForm::default(), Errors::default())
}

fn show_form(operator: &Operator, tenant: &Tenant, form: &InviteForm, errors: Errors) -> AppResult<Response> {
    let template = InvitePage {
        page: page(operator, operator.context().t().operator.invite),
        tenant_name: tenant.name.clone(),
        tenant_url: urls::tenant(&tenant.slug),
        action: urls::staff(&tenant.slug),
        key: form.key.unwrap_or_else(CodeId::generate).to_string(),
        form,
        asked: Asked::unless_fresh(operator),
        errors,
    };
    form_page(operator.flash(), &template.errors, &template)
}

pub(super) async fn invite(
    operator: Operator,
    Path(path): Path<TenantPath>,
    Form(form): Form<InviteForm>,
) -> AppResult<Response> {
    let tenant = operator.tenant(&path.slug)?;
    let role = role_in(&tenant)?;
    let mut errors = Errors::default();
    let valid = form.check(operator.context().t(), &mut errors);
    let is_proved = prove_unless_fresh(&operator, &form.proof, &mut errors).await?;
    let Some((name, phone)) = valid.filter(|_| is_proved) else {
        return show_form(&operator, &tenant, &form, errors);
    };
    let code = form.key.ok_or(AppError::BadRequest)?;
    let today = operator.now().with_timezone(&tenant.time_zone).date_naive();
    let hash = operator.state().secrets().phone_hash(phone.as_str());
    let mut tx = operator.write().await?;
    if let Some(person) = people::person_by_phone(&mut tx, &hash).await? {
        drop(tx);
        return appoint(&operator, &tenant, person, role, today).await;
    }
    record_there(&mut tx, &operator, &tenant).await?;
    let person = PersonId::generate();
    tx.enter_person(person).await?;
    // The number becomes theirs when they enter it themselves.
    people::insert_person(&mut tx, person, name.as_str(), None).await?;
    staff::insert_grant(&mut tx, tenant.id, person, role, today, Some(operator.grant().id)).await?;
    let secrets = operator.state().secrets();
    let new = NewCode {
        id: code,
        person,
        name: name.as_str(),
        hash: secrets.code_hash(tenant.id.uuid(), &secrets.code_digits(code.uuid())),
        issued_by: operator.grant().id,
        issuer: &operator.me().name,
        now: operator.now(),
        expires_at: operator.now() + LIFETIME,
        hands_over: None,
    };
    // Sent twice: the first one stands, and this transaction leaves nothing.
    if staff::insert_code(&mut tx, tenant.id, &new).await? {
        tx.commit().await?;
    }
    Ok(redirect(&urls::staff_code(&tenant.slug, code), None))
}

/// Somebody who has an account works in a tenant from today on.
async fn appoint(
    operator: &Operator,
    tenant: &Tenant,
    person: PersonId,
    role: Role,
    today: NaiveDate,
) -> AppResult<Response> {
    let mut tx = operator.write().await?;
    record_there(&mut tx, operator, tenant).await?;
    let url = urls::tenant(&tenant.slug);
    if staff::has_grant(&mut tx, tenant.id, person, role, today).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    staff::insert_grant(&mut tx, tenant.id, person, role, today, Some(operator.grant().id)).await?;
    let news = News::StaffAppointed { tenant: tenant.id, role: role.code().to_owned() };
    announce(&mut tx, Audience::Person(person), news, operator.now()).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::StaffAppointed)))
}

/// The path of a code.
#[derive(Deserialize)]
pub(super) struct CodePath {
    slug: String,
    code: CodeId,
}

pub(super) async fn show_code(operator: Operator, Path(path): Path<CodePath>) -> AppResult<Response> {
    let tenant = operator.tenant(&path.slug)?;
    let mut tx = operator.read_in(tenant.id).await?;
    let row = staff::code(&mut tx, tenant.id, path.code).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    // The tenant's own codes are for its residents.
    if row.issued_by != operator.grant().id {
        return Err(AppError::NotFound);
    }
    let now = operator.now();
    let is_live = row.used_at.is_none() && row.revoked_at.is_none() && row.expires_at > now;
    let digits = is_live.then(|| operator.state().secrets().code_digits(row.id.uuid()));
    tracing::info!(code = %row.id, "one-time code shown to an operator");
    let page = page(&operator, operator.context().t().operator.invite_code);
    let template = CodePage {
        tenant_name: tenant.name.clone(),
        tenant_url: urls::tenant(&tenant.slug),
        name: row.name,
        digits: digits.map(|digits| format!("{} {}", &digits[..5], &digits[5..])),
        until: text::moment(operator.context().locale, row.expires_at, now, tenant.time_zone),
        address: page.url(&accounts::urls::code(&tenant)).trim_start_matches("https://").to_owned(),
        page,
    };
    flashed(operator.flash(), StatusCode::OK, &template)
}
