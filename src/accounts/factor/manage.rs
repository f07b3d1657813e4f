//! My second factor: on, off, new recovery codes.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::TimeDelta;
use serde::Deserialize;

use super::code::RECOVERY_DIGITS;
use super::pages::{CodesPage, MinePage, Stage};
use super::totp::Secret;
use super::{Code, changed, queries, urls};
use crate::access::{Member, SignedIn, should_have_factor};
use crate::accounts::urls::local;
use crate::accounts::{Asked, Limited, ProofForm, prove, prove_unless_fresh};
use crate::config::SecondFactor;
use crate::db::{PersonId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::FactorChange;
use crate::links::QrView;
use crate::secrets::Secrets;
use crate::web::extract::{Form, Query};
use crate::web::form::Errors;
use crate::web::{Flash, Page, form_page, html, redirect};

/// How long after the last proof a secret that waits for its first code is shown: time to find and install an app.
const SET_UP: TimeDelta = TimeDelta::minutes(15);
/// How many recovery codes there are.
const RECOVERY_CODES: usize = 10;

/// Where to go afterwards.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::accounts) struct Next {
    next: String,
}

/// Beginning, ending, or new recovery codes.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::accounts) struct ChangeForm {
    #[serde(flatten)]
    proof: ProofForm,
    next: String,
}

/// The first code of an app that has the secret.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::accounts) struct FirstCode {
    code: String,
    next: String,
}

fn page(member: &Member, title: &str) -> Page {
    Page::new(member.state(), member.context(), Some(member.me()), member.flash(), title).unlisted()
}

pub(in crate::accounts) async fn show(member: Member, Query(next): Query<Next>) -> AppResult<Response> {
    show_with(&member, &next.next, Errors::default()).await
}

async fn show_with(member: &Member, next: &str, errors: Errors) -> AppResult<Response> {
    let (me, state, t) = (member.me(), member.state(), member.context().t());
    let mut tx = member.read().await?;
    let factor = queries::state(&mut tx, me.id).await?;
    drop(tx);
    let stage = match factor {
        Some(factor) if factor.is_confirmed => Stage::On(factor.codes_left),
        // Whoever borrows the phone later is not shown what will be a secret.
        Some(factor) if member.proved_within(SET_UP) => set_up(member, &factor.sealed)?,
        _ => Stage::Off,
    };
    let is_demanded = !me.has_factor
        && state.config().second_factor == SecondFactor::Required
        && should_have_factor(state, me).await?;
    let asked = match stage {
        Stage::Off if me.has_password => Asked::unless_fresh(member),
        _ => Asked::always(me),
    };
    let page = page(member, t.factor.title);
    form_page(member.flash(), &errors, &MinePage { page, stage, asked, is_demanded, next, errors: &errors })
}

fn set_up(member: &Member, sealed: &[u8]) -> AppResult<Stage> {
    let (me, t) = (member.me(), member.context().t());
    let secret = Secret::parse(&member.state().secrets().open(me.id.uuid(), sealed)?)?;
    let uri = secret.uri(t.common.product, me.phone_masked.as_deref().unwrap_or(&me.name));
    Ok(Stage::SetUp { qr: QrView::new(&uri, t.factor.qr.to_owned())?, groups: secret.groups(), uri })
}

/// Gives an app a secret; nothing is asked of anybody before the app has shown that it has it.
pub(in crate::accounts) async fn begin(member: Member, Form(form): Form<ChangeForm>) -> AppResult<Response> {
    let (me, state, t) = (member.me(), member.state(), member.context().t());
    let mut errors = Errors::default();
    // The second of two needs a first.
    if !me.has_password {
        errors.add("proof_password", t.accounts.proof_no_password);
    }
    if !prove_unless_fresh(&member, &form.proof, &mut errors).await? {
        return show_with(&member, &form.next, errors).await;
    }
    let sealed = state.secrets().seal(me.id.uuid(), &Secret::generate().base32())?;
    let mut tx = member.write().await?;
    if !queries::set_secret(&mut tx, me.id, &sealed).await? {
        return Err(AppError::Conflict);
    }
    tx.commit().await?;
    Ok(redirect(&urls::page(Some(local(&form.next))), None))
}

/// Turns it on for whoever's app shows the right code, and shows the recovery codes.
pub(in crate::accounts) async fn turn_on(member: Member, Form(form): Form<FirstCode>) -> AppResult<Response> {
    let (me, state, t, now) = (member.me(), member.state(), member.context().t(), member.now());
    let Some(Code::App(code)) = Code::parse(&form.code) else {
        return show_with(&member, &form.next, Errors::of("code", t.factor.error_first_code_form)).await;
    };
    state.throttle().check_person(Limited::SecondFactor, me.id)?;
    let mut tx = member.write().await?;
    let Some(factor) = queries::lock(&mut tx, me.id).await?.filter(|factor| !factor.is_confirmed) else {
        return Err(AppError::Conflict);
    };
    let secret = Secret::parse(&state.secrets().open(me.id.uuid(), &factor.sealed)?)?;
    let Some(step) = secret.step_of(code, now) else {
        drop(tx);
        return show_with(&member, &form.next, Errors::of("code", t.factor.error_first_code)).await;
    };
    queries::confirm(&mut tx, me.id, step, now).await?;
    let codes = new_codes(&mut tx, state.secrets(), me.id).await?;
    changed(&mut tx, me.id, Some(me.session.id), FactorChange::On, now).await?;
    tx.commit().await?;
    tracing::info!(person = %me.id, "second factor on");
    show_codes(&member, codes, local(&form.next))
}

/// Makes recovery codes, of which the database gets keyed hashes alone.
async fn new_codes(tx: &mut WriteTx, secrets: &Secrets, person: PersonId) -> AppResult<Vec<String>> {
    let codes: Vec<String> = (0..RECOVERY_CODES)
        .map(|_| format!("{:0RECOVERY_DIGITS$}", rand::random_range(0..1_000_000_000_000_u64)))
        .collect();
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| secrets.recovery_hash(person.uuid(), code)).collect();
    queries::replace_recovery_codes(tx, person, &hashes).await?;
    Ok(codes)
}

/// The one time that recovery codes are seen: an answer and no page of its own, for nothing can show them again.
fn show_codes(member: &Member, codes: Vec<String>, next: &str) -> AppResult<Response> {
    let t = member.context().t();
    let codes = codes.iter().map(|code| format!("{} {} {}", &code[..4], &code[4..8], &code[8..])).collect();
    let me = member.me();
    let owner = me.phone_masked.clone().unwrap_or_else(|| me.name.clone());
    html(StatusCode::OK, &CodesPage { page: page(member, t.factor.codes_title), owner, codes, next })
}

pub(in crate::accounts) async fn renew_codes(member: Member, Form(form): Form<ChangeForm>) -> AppResult<Response> {
    let me = member.me();
    let mut tx = match prove_change(&member, &form).await? {
        Ok(tx) => tx,
        Err(errors) => return show_with(&member, &form.next, errors).await,
    };
    let codes = new_codes(&mut tx, member.state().secrets(), me.id).await?;
    changed(&mut tx, me.id, Some(me.session.id), FactorChange::NewCodes, member.now()).await?;
    tx.commit().await?;
    show_codes(&member, codes, local(&form.next))
}

pub(in crate::accounts) async fn turn_off(member: Member, Form(form): Form<ChangeForm>) -> AppResult<Response> {
    let me = member.me();
    let mut tx = match prove_change(&member, &form).await? {
        Ok(tx) => tx,
        Err(errors) => return show_with(&member, &form.next, errors).await,
    };
    queries::forget(&mut tx, me.id).await?;
    changed(&mut tx, me.id, Some(me.session.id), FactorChange::Off, member.now()).await?;
    tx.commit().await?;
    tracing::info!(person = %me.id, "second factor off");
    Ok(redirect(urls::PAGE, Some(Flash::FactorOff)))
}

/// A transaction to change a factor that is on, for whoever proves anew that it is theirs.
async fn prove_change(member: &Member, form: &ChangeForm) -> AppResult<Result<WriteTx, Errors>> {
    if !member.me().has_factor {
        return Err(AppError::Conflict);
    }
    let mut errors = Errors::default();
    if !prove(member, &form.proof, &mut errors).await? {
        return Ok(Err(errors));
    }
    Ok(Ok(member.write().await?))
}
