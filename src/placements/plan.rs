//! What is agreed is put right: all of it while the company has not answered; once the learner practises, the place, the
//! hours and the last day. What they do and from when on is what the company took them for, and they agreed to: that stays.

use axum::response::Response;
use serde::Deserialize;

use super::model::Status;
use super::news::{Parties, Reader, What, others};
use super::pages::PlanPage;
use super::show::{Typed, show};
use super::side::{Door, PlacementPath, Side};
use super::terms::{Terms, TermsForm};
use super::{queries, urls, words};
use crate::access::Staff;
use crate::enrolments;
use crate::error::{AppError, AppResult};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, flashed, form_status, redirect};

/// What is agreed from now on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ChangeForm {
    pub revision: i32,
    #[serde(flatten)]
    pub terms: TermsForm,
}

/// What was typed and could not be saved, and what somebody else saved meanwhile.
#[derive(Default)]
struct Draft {
    form: Option<ChangeForm>,
    theirs: Vec<(&'static str, String)>,
    /// What was typed into fields that are not there any more.
    unsaved: Option<String>,
    errors: Errors,
}

pub(super) async fn page(staff: Staff, Path(path): Path<PlacementPath>) -> AppResult<Response> {
    show_plan(&staff.side(&path).await?, Draft::default()).await
}

async fn show_plan(side: &Side, draft: Draft) -> AppResult<Response> {
    let t = side.t();
    let mut tx = side.read().await?;
    let (one, book) = side.open(&mut tx).await?;
    let is_own = side.is_own(&mut tx, &one).await?;
    let asked = enrolments::asked_of_practice(&mut tx, one.tenant, one.run).await?;
    drop(tx);
    if !one.status.is_alive() || is_own {
        return Err(AppError::NotFound);
    }
    let is_whole = one.status == Status::Proposed;
    let form =
        draft.form.unwrap_or_else(|| ChangeForm { revision: one.revision, terms: TermsForm::of(&Terms::of(&one)) });
    let progress = (!is_whole).then(|| words::progress(book.signed(), one.agreed_minutes, t));
    let asked = (asked > 0).then(|| t.placements.plan_asked(words::hours(asked)));
    let links = side.links();
    let mut way = side.way();
    way.push((t.placements.book, links.page().to_owned()));
    let template = PlanPage {
        page: side.page(t.placements.change_plan),
        way,
        learner: one.learner_name,
        lead: if is_whole { t.placements.plan_lead_proposed } else { t.placements.plan_lead_running },
        notes: progress.into_iter().chain(asked).collect(),
        action: links.plan(),
        is_whole,
        form,
        theirs: draft.theirs,
        unsaved: draft.unsaved,
        errors: draft.errors,
    };
    flashed(side.flash(), form_status(&template.errors, !template.theirs.is_empty()), &template)
}

pub(super) async fn save(
    staff: Staff,
    Path(path): Path<PlacementPath>,
    Form(form): Form<ChangeForm>,
) -> AppResult<Response> {
    let side = staff.side(&path).await?;
    let (t, now) = (side.t(), side.now());
    let mut tx = side.write(urls::PLAN).await?;
    let (one, book) = side.hold(&mut tx).await?;
    let url = side.links().page().to_owned();
    if side.is_own(&mut tx, &one).await? {
        return Ok(redirect(&url, Some(Flash::OwnPlacement)));
    }
    let (known, signed, is_running) = (Terms::of(&one), book.signed(), one.status == Status::Running);
    // Typed before the company took the learner.
    let is_late = is_running && form.terms.is_whole();
    let form = if is_running { ChangeForm { terms: form.terms.filled(&known), ..form } } else { form };
    let mut errors = Errors::default();
    let terms = form.terms.check(side.today(), Some((&known, signed)), t, &mut errors);
    if terms.as_ref() == Some(&known) {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    if !one.status.is_alive() {
        drop(tx);
        return show(&side, Typed { plan: Some(form.terms), is_conflict: true, ..Typed::default() }).await;
    }
    if one.revision != form.revision || is_late {
        drop(tx);
        let mut theirs = form.terms.differing(&known, side.context().locale);
        theirs.extend(is_late.then(|| (t.placements.standing, one.status.label(t).to_owned())));
        let unsaved = is_late.then(|| form.terms.text(t));
        let form = ChangeForm { revision: one.revision, ..form };
        return show_plan(&side, Draft { form: Some(form), theirs, unsaved, errors }).await;
    }
    let Some(terms) = terms else {
        drop(tx);
        return show_plan(&side, Draft { form: Some(form), errors, ..Draft::default() }).await;
    };
    if !queries::set_terms(&mut tx, one.tenant, (one.id, one.revision), &terms, now).await? {
        return Err(AppError::Conflict);
    }
    tx.changes(&changed(&known, &terms));
    let parties = Parties::of(&one);
    parties.tell(&mut tx, &others(side.seat()), &told(&known, &terms), now).await?;
    // Where fewer hours are agreed, those that are signed may suffice.
    if signed < known.agreed_minutes && signed >= terms.agreed_minutes {
        parties.tell(&mut tx, &[Reader::Company, Reader::Community], &What::Reached, now).await?;
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Saved)))
}

/// The fields that a change concerns, by the names that the record knows.
fn changed(before: &Terms, after: &Terms) -> Vec<&'static str> {
    let fields = [
        ("placement_place", before.place != after.place),
        ("placement_duties", before.duties != after.duties),
        ("placement_hours", before.agreed_minutes != after.agreed_minutes),
        ("placement_days", before.days != after.days),
    ];
    fields.into_iter().filter(|(_, is_changed)| *is_changed).map(|(name, _)| name).collect()
}

/// What there is to tell of a change.
fn told(before: &Terms, after: &Terms) -> What {
    What::Changed {
        place: (before.place != after.place).then(|| after.place.clone()),
        duties: before.duties != after.duties,
        hours: (before.agreed_minutes != after.agreed_minutes).then(|| words::hours(after.agreed_minutes)),
        days: (before.days != after.days).then_some(after.days),
    }
}
