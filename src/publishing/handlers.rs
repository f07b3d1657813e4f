//! A change that an organization wants published, and the decision on it.

use std::collections::HashMap;

use axum::response::Response;
use serde::Deserialize;

use super::decide::{Decided, Decision, decide as take_decision, is_own};
use super::pages::{ChangePage, DifferenceView};
use super::papers;
use super::queries::{self, Change};
use super::snapshot::{Difference, ProfileSnapshot, ServiceSnapshot, Snapshot, Words, WorkerSnapshot, differences};
use super::urls;
use crate::access::{Capability, Staff};
use crate::db::{ChangeId, ReadTx, TenantId};
use crate::error::{AppError, AppResult};
use crate::tenancy::PlatformData;
use crate::values::Paragraphs;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Context, Flash, Page, flashed, form_status, redirect, text};
use crate::{admissions, directory};

/// What it takes to put a community's snapshots into words.
pub(crate) async fn words<'a>(
    tx: &mut ReadTx,
    tenant: TenantId,
    context: &Context,
    platform: &'a PlatformData,
) -> AppResult<Words<'a>> {
    let estates = directory::queries::estates(tx, tenant).await?;
    let estates: HashMap<_, _> = estates.into_iter().map(|estate| (estate.id, estate.name)).collect();
    Ok(Words { t: context.t(), locale: context.locale, platform, estates })
}

fn of_kind<S: Snapshot>(change: &Change, words: &Words<'_>) -> Vec<Difference> {
    let read = |json: &Option<serde_json::Value>| {
        json.clone().and_then(|json| serde_json::from_value::<S>(json).ok()).map(|snapshot| snapshot.fields(words))
    };
    match (read(&change.published), read(&change.proposed)) {
        (before, Some(after)) => differences(before, after),
        // Taken away: what was shown, and nothing beside it.
        (Some(before), None) => before
            .into_iter()
            .filter(|field| !field.words.is_empty())
            .map(|field| Difference { label: field.label, before: field.words, after: String::new() })
            .collect(),
        (None, None) => Vec::new(),
    }
}

fn difference(change: &Change, words: &Words<'_>) -> Vec<DifferenceView> {
    let found = match change.subject.as_str() {
        ServiceSnapshot::SUBJECT => of_kind::<ServiceSnapshot>(change, words),
        ProfileSnapshot::SUBJECT => of_kind::<ProfileSnapshot>(change, words),
        WorkerSnapshot::SUBJECT => of_kind::<WorkerSnapshot>(change, words),
        _ => Vec::new(),
    };
    found.into_iter().map(DifferenceView::from).collect()
}

/// What residents pay now, where a change is about what they will pay later.
fn price_now(change: &Change, words: &Words<'_>) -> Option<String> {
    let read = |json: &Option<serde_json::Value>| {
        json.clone().and_then(|json| serde_json::from_value::<ServiceSnapshot>(json).ok())
    };
    let (before, after) = (read(&change.published)?, read(&change.proposed)?);
    if before.next == after.next {
        return None;
    }
    let price = before.now.price.price()?;
    let figure = crate::directory::price_view::price(&price, words.t);
    Some(format!("{} {}", figure.amount, figure.unit).trim().to_owned())
}

/// The path of a change.
#[derive(Deserialize)]
pub(super) struct ChangePath {
    change: ChangeId,
}

pub(super) async fn show(staff: Staff, Path(path): Path<ChangePath>) -> AppResult<Response> {
    show_change(&staff, path.change, String::new(), Errors::default(), false).await
}

async fn show_change(
    staff: &Staff,
    id: ChangeId,
    reason: String,
    errors: Errors,
    is_conflict: bool,
) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let platform = staff.state().platform();
    let mut tx = staff.read().await?;
    let change = queries::change(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let words = words(&mut tx, tenant.id, staff.context(), &platform).await?;
    drop(tx);
    let is_own = is_own(staff, change.org).await?;
    let mut tx = staff.read_with_org(change.org).await?;
    let (papers, photo_url) = match change.subject.as_str() {
        WorkerSnapshot::SUBJECT => papers::of_worker(&mut tx, staff, change.org, change.subject_id.into()).await?,
        ProfileSnapshot::SUBJECT => (papers::of_org(&mut tx, staff, change.org).await?, None),
        _ => (Vec::new(), None),
    };
    drop(tx);
    let (t, context, now) = (&staff.context().t().publishing, staff.context(), staff.now());
    let moment = |at| text::moment(context.locale, at, now, tenant.time_zone);
    let may_decide = change.status == "pending" && !is_own && staff.may(Capability::Publishing);
    let template = ChangePage {
        page: Page::of_console(staff, &change.title),
        console_url: crate::staff::urls::console(tenant),
        queue_url: urls::queue(tenant),
        org_url: admissions::urls::record(tenant, change.org),
        action: urls::decision(tenant, id),
        price_now: price_now(&change, &words),
        papers_title: match change.subject.as_str() {
            WorkerSnapshot::SUBJECT => t.papers_worker,
            ProfileSnapshot::SUBJECT => t.papers_title,
            _ => "",
        },
        papers,
        photo_url,
        subject: subject_label(&change.subject, t),
        differences: difference(&change, &words),
        is_new: change.published.is_none(),
        is_removal: change.proposed.is_none(),
        state: state_label(&change.status, t),
        is_pending: change.status == "pending",
        submitted: match change.submitter.as_str() {
            "" => t.submitted_by_daily_work(moment(change.submitted_at)),
            submitter => t.submitted(submitter, moment(change.submitted_at)),
        },
        decided: change.decided_at.map(|at| match change.decider.as_str() {
            "" => t.decided_at_once(moment(at)),
            decider => t.decided(decider, moment(at)),
        }),
        decision_reason: change.reason,
        org_name: change.org_name,
        title: change.title,
        revision: change.revision,
        may_decide,
        is_own,
        is_conflict,
        reason,
        errors,
    };
    let status = form_status(&template.errors, is_conflict);
    flashed(staff.flash(), status, &template)
}

/// Whether one of the viewer's identities has a capability here.
pub(super) fn subject_label(subject: &str, t: &crate::web::i18n::Publishing) -> &'static str {
    match subject {
        "profile" => t.subject_profile,
        "service" => t.subject_service,
        _ => t.subject_worker,
    }
}

fn state_label(status: &str, t: &crate::web::i18n::Publishing) -> &'static str {
    match status {
        "pending" => t.state_pending,
        "approved" => t.state_approved,
        "returned" => t.state_returned,
        _ => t.state_withdrawn,
    }
}

/// The decision form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DecisionForm {
    decision: String,
    reason: String,
    revision: i32,
}

impl DecisionForm {
    fn check(&self, t: &crate::web::i18n::Publishing, errors: &mut Errors) -> Option<Decision> {
        match self.decision.as_str() {
            "approve" => Some(Decision::Approve),
            "return" => errors
                .take("reason", Paragraphs::<500>::parse(&self.reason), |_| t.error_reason.to_owned())
                .map(|reason| Decision::Return(reason.into())),
            _ => {
                errors.add("decision", t.error_decision);
                None
            }
        }
    }
}

pub(super) async fn decide(
    staff: Staff,
    Path(path): Path<ChangePath>,
    Form(form): Form<DecisionForm>,
) -> AppResult<Response> {
    let mut errors = Errors::default();
    let Some(decision) = form.check(&staff.context().t().publishing, &mut errors) else {
        return show_change(&staff, path.change, form.reason, errors, false).await;
    };
    let url = urls::change(staff.tenant()?, path.change);
    match take_decision(&staff, path.change, form.revision, &decision).await? {
        Decided::Done if decision == Decision::Approve => Ok(redirect(&url, Some(Flash::ChangeApproved))),
        Decided::Done => Ok(redirect(&url, Some(Flash::ChangeReturned))),
        Decided::Before => {
            let mut tx = staff.read().await?;
            let change = queries::change(&mut tx, staff.tenant()?.id, path.change).await?.ok_or(AppError::NotFound)?;
            drop(tx);
            let wanted = if decision == Decision::Approve { "approved" } else { "returned" };
            if change.status == wanted {
                return Ok(redirect(&url, Some(Flash::AlreadyDone)));
            }
            // Somebody decided otherwise: that stands, and what was written here is not lost.
            let t = &staff.context().t().publishing;
            let error = t.error_decided_otherwise(&change.decider, state_label(&change.status, t));
            show_change(&staff, path.change, form.reason, Errors::of("decided", error), false).await
        }
        Decided::Changed => show_change(&staff, path.change, form.reason, Errors::default(), true).await,
    }
}
