//! Getting in and out.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;

use super::factor::{self, half};
use super::forms::{CodeForm, In, SignIn, SignUp};
use super::pages::{CodePage, KeptPage, SignInPage, SignUpPage};
use super::queries::{self, StoredPhone};
use super::throttle::Limited;
use super::urls;
use crate::access::{Role, Visitor, session};
use crate::db::{PersonId, WriteTx};
use crate::error::AppResult;
use crate::secrets::token_hash;
use crate::tenancy::Feature;
use crate::vendors::{self, members};
use crate::web::extract::{Form, Query};
use crate::web::form::{Errors, FormInput};
use crate::web::{Flash, Page, html, redirect};
use crate::{household_workers, operator, residents, staff, tenancy};

/// Where to go afterwards.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Next {
    next: String,
}

pub(super) fn page(visitor: &Visitor, title: &str) -> Page {
    Page::new(visitor.state(), visitor.context(), visitor.viewer(), visitor.flash(), title).unlisted()
}

/// Answers with a form; clears the flash that the page shows.
fn form_page(visitor: &Visitor, status: StatusCode, template: &impl askama::Template) -> AppResult<Response> {
    let mut response = html(status, template)?;
    if visitor.flash().is_some() {
        response.headers_mut().append(header::SET_COOKIE, Flash::clear());
    }
    Ok(response)
}

fn status_of(errors: &Errors) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

pub(super) async fn sign_up_page(visitor: Visitor, Query(next): Query<Next>) -> AppResult<Response> {
    let form = SignUp { next: next.next, ..SignUp::default() };
    show_sign_up(&visitor, &form, Errors::default())
}

fn show_sign_up(visitor: &Visitor, form: &SignUp, errors: Errors) -> AppResult<Response> {
    let t = visitor.context().t();
    form_page(visitor, status_of(&errors), &SignUpPage { page: page(visitor, t.accounts.sign_up), form, errors })
}

/// Makes an account. A number that has one already gets the same answer, and its account stays as it is.
pub(super) async fn sign_up(visitor: Visitor, address: ClientAddress, Form(form): Form<SignUp>) -> AppResult<Response> {
    let valid = match (In { form: &form, t: visitor.context().t() }).validate() {
        Ok(valid) => valid,
        Err(errors) => return show_sign_up(&visitor, &form, errors),
    };
    let state = visitor.state();
    let phone_hash = state.secrets().phone_hash(valid.phone.as_str());
    state.throttle().check(Limited::SignUp, &phone_hash, address.0)?;
    let hash = state.passwords().hash(valid.password).await?;
    let person = PersonId::generate();
    let stored = StoredPhone {
        sealed: state.secrets().seal(person.uuid(), valid.phone.as_str())?,
        masked: valid.phone.masked(),
    };
    let mut tx = visitor.write_for(person).await?;
    queries::insert_person(&mut tx, person, valid.name.as_str(), Some(&stored)).await?;
    queries::set_password(&mut tx, person, &hash, visitor.now()).await?;
    if queries::claim_phone(&mut tx, &phone_hash, person).await? {
        tx.commit().await?;
    }
    Ok(redirect(&urls::sign_in(Some(urls::local(&form.next))), Some(Flash::SignedUp)))
}

pub(super) async fn sign_in_page(visitor: Visitor, Query(next): Query<Next>) -> AppResult<Response> {
    let form = SignIn { next: next.next, ..SignIn::default() };
    show_sign_in(&visitor, &form, Errors::default())
}

fn show_sign_in(visitor: &Visitor, form: &SignIn, errors: Errors) -> AppResult<Response> {
    let t = visitor.context().t();
    let slug = form.next.strip_prefix("/c/").and_then(|rest| rest.split(['/', '?']).next());
    let tenant = slug.and_then(|slug| visitor.state().platform().by_slug(slug));
    let code_url = tenant.filter(|tenant| tenant.has(Feature::Codes)).map(|tenant| urls::code(&tenant));
    form_page(
        visitor,
        status_of(&errors),
        &SignInPage { page: page(visitor, t.accounts.sign_in), form, errors, code_url },
    )
}

/// The sign-in page for a form that came without a session. Nothing that was typed is lost but a password, which is not
/// to stand in a page.
pub(super) async fn sign_in_with_form(
    visitor: Visitor,
    Query(next): Query<Next>,
    Form(fields): Form<Vec<(String, String)>>,
) -> AppResult<Response> {
    let has_password = fields.iter().any(|(name, _)| name.contains("password"));
    let kept = if has_password { String::new() } else { serde_html_form::to_string(&fields).unwrap_or_default() };
    let form = SignIn { next: next.next, kept, ..SignIn::default() };
    show_sign_in(&visitor, &form, Errors::default())
}

pub(super) async fn sign_in(
    visitor: Visitor,
    headers: HeaderMap,
    address: ClientAddress,
    Form(form): Form<SignIn>,
) -> AppResult<Response> {
    let t = visitor.context().t();
    let phone = match (In { form: &form, t }).validate() {
        Ok(phone) => phone,
        Err(errors) => return show_sign_in(&visitor, &form, errors),
    };
    let state = visitor.state();
    let phone_hash = state.secrets().phone_hash(phone.as_str());
    state.throttle().check(Limited::SignIn, &phone_hash, address.0)?;
    let mut tx = visitor.read().await?;
    let person = queries::person_by_phone(&mut tx, &phone_hash).await?;
    drop(tx);
    // Nobody's id finds nothing, in the same number of steps.
    let person_or_nobody = person.unwrap_or_else(PersonId::generate);
    let mut tx = visitor.read_for(person_or_nobody).await?;
    let hash = queries::password_hash(&mut tx, person_or_nobody).await?;
    drop(tx);
    if !state.passwords().verify(form.password.clone(), hash).await? {
        return show_sign_in(&visitor, &form, Errors::of("password", t.accounts.error_sign_in));
    }
    let tx = visitor.write_for(person_or_nobody).await?;
    first_step(&visitor, &headers, tx, person_or_nobody, urls::local(&form.next), &form.kept).await
}

/// Lets in a person who has given a password or a code from staff; whoever has a second factor is asked for it first.
async fn first_step(
    visitor: &Visitor,
    headers: &HeaderMap,
    mut tx: WriteTx,
    person: PersonId,
    next: &str,
    kept: &str,
) -> AppResult<Response> {
    if !factor::queries::is_on(&mut tx, person).await? {
        return let_in(visitor, headers, tx, person, next, kept).await;
    }
    let cookie = half::begin(&mut tx, visitor, person, next, kept).await?;
    tx.commit().await?;
    let mut response = redirect(factor::urls::SIGN_IN, None);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Begins a session for a person who has proven all they can, and gives a form back that came without one.
pub(super) async fn let_in(
    visitor: &Visitor,
    headers: &HeaderMap,
    tx: WriteTx,
    person: PersonId,
    next: &str,
    kept: &str,
) -> AppResult<Response> {
    let signed_in = begin(visitor, headers, tx, person, next, Flash::SignedIn).await?;
    let fields: Vec<(String, String)> = serde_html_form::from_str(kept).unwrap_or_default();
    if fields.is_empty() {
        return Ok(signed_in);
    }
    let title = visitor.context().t().accounts.kept_title;
    let mut response = html(StatusCode::OK, &KeptPage { page: page(visitor, title), action: next, fields })?;
    for cookie in signed_in.headers().get_all(header::SET_COOKIE) {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    Ok(response)
}

/// Begins a session for a proven person in the transaction that proved it, and ends the one that the browser carried.
async fn begin(
    visitor: &Visitor,
    headers: &HeaderMap,
    mut tx: WriteTx,
    person: PersonId,
    to: &str,
    flash: Flash,
) -> AppResult<Response> {
    let is_staff = session::grants(&mut tx, person, visitor.now()).await?.iter().any(|grant| grant.role.is_staff());
    let user_agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let https = visitor.state().config().is_https();
    let home = if to == "/" { own_door(visitor, &mut tx, person).await? } else { None };
    let to = home.as_deref().unwrap_or(to);
    let cookie = session::begin(&mut tx, person, is_staff, user_agent, visitor.now(), https).await?;
    tx.commit().await?;
    end_carried(visitor, headers).await?;
    tracing::info!(%person, "signed in");
    let mut response = redirect(to, Some(flash));
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Where somebody works, if that is one place: nobody who comes to work wants to be asked where they live.
async fn own_door(visitor: &Visitor, tx: &mut WriteTx, person: PersonId) -> AppResult<Option<String>> {
    let platform = visitor.state().platform();
    let grants = session::grants(tx, person, visitor.now()).await?;
    if grants.iter().any(|grant| grant.role == Role::PlatformAdmin) {
        return Ok(Some(operator::urls::HOME.to_owned()));
    }
    let desks: Vec<_> = grants
        .iter()
        .filter(|grant| grant.role == Role::CommunityStaff && grant.place.is_none())
        .filter_map(|grant| platform.by_id(grant.tenant))
        .collect();
    if let [tenant] = desks.as_slice() {
        return Ok(Some(staff::urls::console(tenant)));
    }
    let today = visitor.now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    match members::queries::places(tx, person, today).await?.as_slice() {
        [place] if desks.is_empty() => Ok(Some(vendors::urls::home(place.org))),
        _ => Ok(None),
    }
}

async fn end_carried(visitor: &Visitor, headers: &HeaderMap) -> AppResult<()> {
    if let Some(token) = session::token(headers, visitor.state().config().is_https()) {
        let mut tx = visitor.write_for(token.claimed_person()).await?;
        session::end_carried(&mut tx, &token).await?;
        tx.commit().await?;
    }
    Ok(())
}

pub(super) async fn sign_out(visitor: Visitor, headers: HeaderMap) -> AppResult<Response> {
    end_carried(&visitor, &headers).await?;
    let mut response = redirect("/", Some(Flash::SignedOut));
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, session::forget(visitor.state().config().is_https()));
    headers.insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}

pub(super) async fn code_page(visitor: Visitor) -> AppResult<Response> {
    show_code(&visitor, &CodeForm::default(), Errors::default())
}

fn show_code(visitor: &Visitor, form: &CodeForm, errors: Errors) -> AppResult<Response> {
    visitor.tenant()?;
    let t = visitor.context().t();
    form_page(visitor, status_of(&errors), &CodePage { page: page(visitor, t.accounts.code_title), form, errors })
}

/// Signs in whoever holds a code from the community's staff. A code works once.
pub(super) async fn sign_in_by_code(
    visitor: Visitor,
    headers: HeaderMap,
    address: ClientAddress,
    Form(form): Form<CodeForm>,
) -> AppResult<Response> {
    let t = visitor.context().t();
    let tenant = visitor.tenant()?.clone();
    let code = match (In { form: &form, t }).validate() {
        Ok(code) => code,
        Err(errors) => return show_code(&visitor, &form, errors),
    };
    let state = visitor.state();
    // No account is named yet: the community stands for it, so that tries at its codes are what is counted.
    state.throttle().check(Limited::Code, &token_hash(tenant.id.uuid().as_bytes()), address.0)?;
    let code_hash = state.secrets().code_hash(tenant.id.uuid(), &code);
    let mut tx = visitor.write_for(PersonId::generate()).await?;
    let Some(used) = queries::use_code(&mut tx, tenant.id, &code_hash, visitor.now()).await? else {
        return show_code(&visitor, &form, Errors::of("code", t.accounts.error_code));
    };
    // Whoever is signed in takes the record into the account they have.
    let account = visitor.viewer().map(|viewer| viewer.id).filter(|_| used.resident.is_some() || used.worker.is_some());
    let person = account.unwrap_or(used.person);
    tx.enter_person(person).await?;
    if let Some(resident) = used.resident
        && !residents::take_over(&mut tx, &tenant, resident, person, visitor.now()).await?
    {
        return show_code(&visitor, &form, Errors::of("code", t.accounts.error_code_claimed));
    }
    if let Some(worker) = used.worker
        && !household_workers::take_over(&mut tx, &tenant, worker, person, visitor.now()).await?
    {
        return show_code(&visitor, &form, Errors::of("code", t.accounts.error_code_claimed));
    }
    if account.is_some() {
        tx.commit().await?;
        let url = if used.worker.is_some() { household_workers::urls::MINE } else { residents::urls::MINE };
        return Ok(redirect(url, Some(Flash::RecordClaimed)));
    }
    first_step(&visitor, &headers, tx, person, &tenancy::urls::home(&tenant), "").await
}

/// The address a request comes from: the peer's, or what a proxy we trust says of it.
pub struct ClientAddress(pub IpAddr);

impl axum::extract::FromRequestParts<crate::state::AppState> for ClientAddress {
    type Rejection = crate::error::AppError;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        state: &crate::state::AppState,
    ) -> Result<Self, Self::Rejection> {
        use axum::extract::ConnectInfo;
        // Without a connection (tests call the router itself) everyone is the same neighbour.
        let peer = parts
            .extensions
            .get::<ConnectInfo<std::net::SocketAddr>>()
            .map_or(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), |ConnectInfo(peer)| peer.ip());
        let forwarded = || parts.headers.get("x-forwarded-for")?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok();
        let trusted = state.config().trusted_proxy.is_some_and(|proxy| proxy == peer.to_canonical());
        Ok(Self(if trusted { forwarded().unwrap_or(peer) } else { peer }))
    }
}
