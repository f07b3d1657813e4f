//! Proving anew who one is, before what a borrowed phone or a stolen session must not do (ASVS 7.5).
//!
//! A page shows [`crate::ui::Proof`] in its form, the form flattens a [`ProofForm`], and the handler calls [`prove`], or
//! [`prove_unless_fresh`] where a proof of some minutes ago will do.

use chrono::TimeDelta;
use serde::Deserialize;

use super::factor::{self, Code};
use super::queries;
use super::throttle::Limited;
use crate::access::{SignedIn, Viewer};
use crate::error::AppResult;
use crate::web::form::Errors;

/// How long a proof holds for what asks for a fresh one.
pub const FRESH: TimeDelta = TimeDelta::minutes(5);

/// What somebody types to prove who they are. Its fields are named so that a form it is part of may have a password or
/// a code of its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ProofForm {
    /// The password they have now.
    pub proof_password: String,
    /// The app's code, or a recovery code, where they have a second factor.
    pub proof_code: String,
}

/// What a person is asked to prove themselves with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Nothing: they proved it minutes ago.
    Nothing,
    /// They have no password yet, and are told to set one.
    NoPassword,
    /// The password.
    Password,
    /// The password, and a code.
    PasswordAndCode,
}

impl Asked {
    /// Whatever they have, for what [`prove`] guards.
    pub fn always(viewer: &Viewer) -> Self {
        match (viewer.has_password, viewer.has_factor) {
            (false, _) => Self::NoPassword,
            (true, false) => Self::Password,
            (true, true) => Self::PasswordAndCode,
        }
    }

    /// Nothing where the last proof is fresh, for what [`prove_unless_fresh`] guards.
    pub fn unless_fresh(actor: &impl SignedIn) -> Self {
        if actor.proved_within(FRESH) { Self::Nothing } else { Self::always(actor.me()) }
    }
}

/// Checks what somebody typed to prove who they are, and notes the time on their session. False with what is wrong in
/// `errors`, also when something was wrong before: a code is not spent on a form that comes back anyway.
///
/// Tries are counted for the person alone: only whoever holds one of their sessions gets here.
pub async fn prove(actor: &impl SignedIn, form: &ProofForm, errors: &mut Errors) -> AppResult<bool> {
    let (me, state, t) = (actor.me(), actor.state(), actor.context().t());
    let code = me.has_factor.then(|| Code::parse(&form.proof_code));
    if !me.has_password {
        errors.add("proof_password", t.accounts.proof_no_password);
    } else if form.proof_password.is_empty() {
        errors.add("proof_password", t.accounts.error_password_missing);
    }
    if code == Some(None) {
        errors.add("proof_code", t.factor.error_code_form);
    }
    if !errors.is_empty() {
        return Ok(false);
    }
    state.throttle().check_person(Limited::Proof, me.id)?;
    let mut tx = actor.read_own().await?;
    let hash = queries::password_hash(&mut tx, me.id).await?;
    drop(tx);
    if !state.passwords().verify(form.proof_password.clone(), hash).await? {
        errors.add("proof_password", t.accounts.error_current_password);
        return Ok(false);
    }
    let mut tx = actor.write_own().await?;
    if let Some(code) = code.flatten()
        && !factor::spend(&mut tx, state.secrets(), me.id, &code, actor.now()).await?
    {
        errors.add("proof_code", t.factor.error_code);
        return Ok(false);
    }
    queries::set_proved(&mut tx, me.id, me.session.id, actor.now()).await?;
    tx.commit().await?;
    Ok(true)
}

/// The same, and at once true for whoever proved it within [`FRESH`] and whose form is otherwise in order.
pub async fn prove_unless_fresh(actor: &impl SignedIn, form: &ProofForm, errors: &mut Errors) -> AppResult<bool> {
    if actor.proved_within(FRESH) { Ok(errors.is_empty()) } else { prove(actor, form, errors).await }
}
