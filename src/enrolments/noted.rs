//! Whoever keeps a meeting's list writes down ahead of it that a learner will not be there, who told them so: most have no
//! phone to say it with. It stands where a learner's own word does ([`super::away`]), with how they said it, and to whom.

use axum::response::Response;

use super::away::is_ahead;
use super::desk_pages::{AwayLine, Note};
use super::forms::NoteForm;
use super::keeper::{Keeper, SessionPath, is_own};
use super::model::{Excuse, Session, Word};
use super::seats::learning;
use super::session::{self, Draft, Roll, gather};
use super::{queries, words};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, LearningChange, announce};
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect, text};

/// What a meeting's page offers ahead of it: everybody for whom it is, but who is marked, and the keeper themselves.
pub(super) fn offer<K: Keeper>(keeper: &K, roll: &Roll, form: NoteForm) -> Note {
    let t = keeper.context().t();
    let may_be_away = roll.listed.iter().filter(|one| !is_own(keeper, one) && !roll.is_marked(one.id));
    let learners = may_be_away.map(|one| SelectOption::new(one.id.to_string(), &one.name));
    Note {
        learners: std::iter::once(SelectOption::new("", t.enrolments.choose_learner)).chain(learners).collect(),
        learner: form.learner.map_or_else(String::new, |id| id.to_string()),
        reason: form.reason,
        words: Word::ALL.iter().map(|word| (word.code(), word.label(t))).collect(),
        word: form.word,
    }
}

/// Of whom a reason was sent, and the reason.
pub(super) fn typed(roll: &Roll, form: &NoteForm) -> Option<(String, String)> {
    let one = roll.listed.iter().find(|one| Some(one.id) == form.learner);
    let name = one.map_or_else(String::new, |one| one.name.clone());
    Some((name, form.reason.clone())).filter(|(_, reason)| !reason.is_empty())
}

/// Who will not be there, as far as somebody has said so.
pub(super) fn away<K: Keeper>(keeper: &K, roll: &Roll, tenant: &Tenant) -> Vec<AwayLine> {
    let (context, now) = (keeper.context(), keeper.now());
    let line = |said: &Excuse| {
        let one = roll.listed.iter().find(|one| one.id == said.enrolment)?;
        let at = text::moment(context.locale, said.at, now, tenant.time_zone);
        Some(AwayLine {
            id: one.id.to_string(),
            name: one.name.clone(),
            reason: said.reason.clone(),
            note: words::away_by(said, at, context.t()),
            may_take_back: !is_own(keeper, one),
        })
    };
    roll.excuses.iter().filter_map(line).collect()
}

pub(super) async fn note<K: Keeper>(
    keeper: K,
    Path(path): Path<SessionPath>,
    Form(form): Form<NoteForm>,
) -> AppResult<Response> {
    let (tenant, now, t) = (keeper.community(&path.run())?, keeper.now(), keeper.context().t());
    let mut tx = keeper.act(&tenant).await?;
    let (run, _) = gather(&keeper, &mut tx, &tenant, &path).await?;
    queries::hold_marks(&mut tx, tenant.id, run.id).await?;
    let (run, session) = gather(&keeper, &mut tx, &tenant, &path).await?;
    let url = keeper.desk(&tenant, run.id).session(session.id);
    let says = match form.away.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(AppError::BadRequest),
    };
    let roll = Roll::of(&mut tx, &tenant, (&run, &session), now).await?;
    let mut errors = Errors::default();
    if !run.is_kept() || !is_ahead(&session, now) {
        errors.add("marks", t.enrolments.error_note_late);
    }
    let one = roll.listed.iter().find(|one| Some(one.id) == form.learner);
    if one.is_none() && errors.is_empty() {
        errors.add("learner", t.enrolments.error_learner);
    }
    let noted = if says { form.check(t, &mut errors) } else { None };
    let Some(one) = one.filter(|_| errors.is_empty()) else {
        drop(tx);
        return session::show(&keeper, &path, Draft::noting(form, errors)).await;
    };
    if is_own(&keeper, one) {
        return Ok(redirect(&url, Some(Flash::OwnEnrolment)));
    }
    if roll.is_marked(one.id) {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    if let Some((reason, word)) = noted {
        let noted = Some((word, keeper.me().name.clone()));
        let excuse = Excuse { session: session.id, enrolment: one.id, reason, at: now, noted };
        if !queries::put_excuse(&mut tx, tenant.id, run.org, (&session, &excuse)).await? {
            // Sent twice: they are told once.
            return Ok(redirect(&url, Some(Flash::AlreadyDone)));
        }
    } else if !queries::take_back(&mut tx, tenant.id, (session.id, one.id), now).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    // Whoever has no account has just said so.
    if let Some(person) = one.person {
        let news = learning(tenant.id, (&run, one.id), told(&session, says));
        announce(&mut tx, Audience::Person(person), news, now).await?;
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(if says { Flash::AwayNoted } else { Flash::AwayNotedBack })))
}

/// What somebody is told in whose name it was written down.
fn told(session: &Session, is_away: bool) -> LearningChange {
    let at = session.starts_at;
    if is_away { LearningChange::AwayNoted { at } } else { LearningChange::AwayTakenBack { at } }
}
