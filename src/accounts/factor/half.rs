//! A sign-in between password and code: it knows who claims to be there, opens no page, and is over after five minutes or
//! five wrong codes. It is bound to its browser by a cookie of its own.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use chrono::TimeDelta;
use serde::Deserialize;

use super::pages::SignInPage;
use super::{Code, queries, spend};
use crate::access::Visitor;
use crate::access::token::{Token, TokenCookie};
use crate::accounts::sign_in::{self, ClientAddress};
use crate::accounts::{self, Limited};
use crate::db::{PersonId, WriteTx};
use crate::error::AppResult;
use crate::secrets::token_hash;
use crate::web::extract::Form;
use crate::web::form::Errors;
use crate::web::{Flash, form_page, redirect};

/// How long it waits.
const LIFE: TimeDelta = TimeDelta::minutes(5);
/// How many codes may be tried.
const TRIES: i32 = 5;

/// Begins one for a person who has given their password, and gives the cookie to set.
pub async fn begin(
    tx: &mut WriteTx,
    visitor: &Visitor,
    person: PersonId,
    next: &str,
    kept: &str,
) -> AppResult<HeaderValue> {
    let (state, now, token) = (visitor.state(), visitor.now(), Token::new(person));
    let kept_sealed = state.secrets().seal(person.uuid(), kept)?;
    queries::insert_half(tx, person, &token.hash(), (now, now + LIFE), (next, &kept_sealed)).await?;
    Ok(TokenCookie::HALF.give(&token, LIFE, state.config().is_https()))
}

/// The token of the sign-in that the browser has begun, if it still waits for a code.
async fn open(visitor: &Visitor, headers: &HeaderMap) -> AppResult<Option<Token>> {
    let Some(token) = TokenCookie::HALF.read(headers, visitor.state().config().is_https()) else { return Ok(None) };
    let mut tx = visitor.read_for(token.claimed_person()).await?;
    let is_open = queries::is_half_open(&mut tx, token.claimed_person(), &token.hash(), visitor.now()).await?;
    Ok(Some(token).filter(|_| is_open))
}

/// Answers that the sign-in is over, and leads back to its beginning.
fn over(visitor: &Visitor, next: &str) -> Response {
    let mut response = redirect(&accounts::urls::sign_in(Some(next)), Some(Flash::SignInOver));
    forget(visitor, &mut response);
    response
}

fn forget(visitor: &Visitor, response: &mut Response) {
    let cookie = TokenCookie::HALF.take_away(visitor.state().config().is_https());
    response.headers_mut().append(header::SET_COOKIE, cookie);
}

pub(in crate::accounts) async fn page(visitor: Visitor, headers: HeaderMap) -> AppResult<Response> {
    match open(&visitor, &headers).await? {
        Some(_) => show(&visitor, Errors::default()),
        None => Ok(over(&visitor, "/")),
    }
}

fn show(visitor: &Visitor, errors: Errors) -> AppResult<Response> {
    let page = sign_in::page(visitor, visitor.context().t().factor.sign_in_title);
    form_page(visitor.flash(), &errors, &SignInPage { page, errors: &errors })
}

/// The code that a sign-in waits for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::accounts) struct CodeForm {
    code: String,
}

/// Signs in whoever has given the password and now gives a code.
pub(in crate::accounts) async fn enter(
    visitor: Visitor,
    headers: HeaderMap,
    address: ClientAddress,
    Form(form): Form<CodeForm>,
) -> AppResult<Response> {
    let (state, t, now) = (visitor.state(), visitor.context().t(), visitor.now());
    let Some(token) = open(&visitor, &headers).await? else { return Ok(over(&visitor, "/")) };
    let person = token.claimed_person();
    // What cannot be a code is no try.
    let Some(code) = Code::parse(&form.code) else {
        return show(&visitor, Errors::of("code", t.factor.error_code_form));
    };
    state.throttle().check(Limited::SecondFactor, &token_hash(person.uuid().as_bytes()), address.0)?;
    // Six digits could be guessed from many addresses by somebody who has the password. Recovery codes could not, so that
    // they let the person in even then.
    if matches!(code, Code::App(_)) {
        state.throttle().check_person(Limited::SecondFactor, person)?;
    }
    let mut tx = visitor.write_for(person).await?;
    let Some(half) = queries::try_half(&mut tx, person, &token.hash(), now).await? else {
        return Ok(over(&visitor, "/"));
    };
    if spend(&mut tx, state.secrets(), person, &code, now).await? {
        queries::end_half(&mut tx, person, &token.hash()).await?;
        let kept = state.secrets().open(person.uuid(), &half.kept_sealed)?;
        let mut response = sign_in::let_in(&visitor, &headers, tx, person, &half.next, &kept).await?;
        forget(&visitor, &mut response);
        return Ok(response);
    }
    let is_last = half.tries >= TRIES;
    if is_last {
        queries::end_half(&mut tx, person, &token.hash()).await?;
    }
    tx.commit().await?;
    tracing::info!(%person, "wrong code at sign-in");
    if is_last { Ok(over(&visitor, &half.next)) } else { show(&visitor, Errors::of("code", t.factor.error_code)) }
}
