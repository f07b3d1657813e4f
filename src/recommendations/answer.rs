//! What the person says to a recommendation. Yes is an application: with the parts that they choose, for a posting that is
//! open, with a certificate that holds at that moment.

use chrono::{DateTime, NaiveDate, Utc};

use super::model::Status;
use super::queries::{self, Recommendation};
use super::{follow, tell_staff};
use crate::certificates::queries::valid;
use crate::db::{JobApplicationId, WriteTx};
use crate::error::AppResult;
use crate::jobs::queries::NewApplication;
use crate::jobs::{self, ApplicationStatus, ApplyForm};
use crate::residents;
use crate::residents::queries::records::Record;
use crate::secrets::Secrets;
use crate::tenancy::Tenant;
use crate::web::Messages;
use crate::web::form::Errors;

/// Where, for whom and when somebody answers.
pub(super) struct Frame<'a> {
    pub tenant: &'a Tenant,
    pub secrets: &'a Secrets,
    pub t: &'static Messages,
    pub today: NaiveDate,
    pub now: DateTime<Utc>,
    /// Who of the staff takes it down, and where the paper is kept.
    pub paper: Option<(&'a str, &'a str)>,
}

/// What came of a yes.
pub(super) enum Answer {
    /// The employer reads it now.
    Given,
    /// It was answered or taken back before.
    Over,
    /// It stands in nobody's way but what is said here.
    Refused(Errors),
}

/// What a yes takes at that moment.
pub(super) struct Chance {
    /// The posting is open.
    pub is_open: bool,
    /// The certificate holds.
    pub is_valid: bool,
    /// The person lives here and is old enough.
    pub may_work: bool,
}

impl Chance {
    /// Why a yes is too late or nothing can come of it; none where it can.
    pub fn hindrance(&self, t: &Messages) -> Option<&'static str> {
        match () {
            () if !self.is_open => Some(t.recommendations.error_closed),
            () if !self.is_valid => Some(t.recommendations.error_certificate_gone),
            () if !self.may_work => Some(t.jobs.error_cannot_apply),
            () => None,
        }
    }
}

/// Whether somebody lives here and is old enough to work.
pub(super) fn may_work(record: &Record, today: NaiveDate) -> bool {
    record.left_on.is_none() && !jobs::is_too_young(record, today)
}

/// The person whose record this is says yes.
pub(super) async fn accept(
    tx: &mut WriteTx,
    frame: &Frame<'_>,
    (one, record): (&Recommendation, &Record),
    form: &ApplyForm,
) -> AppResult<Answer> {
    let Frame { tenant, secrets, t, today, now, paper } = *frame;
    // As long as this lasts the posting is neither filled nor taken down, and the certificate is not taken back.
    jobs::queries::hold_open(tx, tenant.id, one.posting).await?;
    let held = queries::lock(tx, tenant.id, one.id).await?;
    if held.is_none_or(|held| held.status != Status::Waiting) {
        return Ok(Answer::Over);
    }
    let open = jobs::queries::shown(tx, tenant.id, one.posting).await?;
    let open = open.filter(|shown| shown.status.on(today, shown.content.valid_until) == jobs::Status::Published);
    let certificate = valid::hold(tx, tenant.id, record.id, one.certificate, today).await?;
    let chance = Chance { is_open: open.is_some(), is_valid: certificate.is_some(), may_work: may_work(record, today) };
    if let Some(why) = chance.hindrance(t) {
        return Ok(Answer::Refused(Errors::of("steps", why)));
    }
    let Some(shown) = open else { return Ok(Answer::Over) };
    let mut errors = Errors::default();
    let note = form.word(t, &mut errors);
    let id = form.key.unwrap_or_else(JobApplicationId::generate);
    let taken = jobs::take(tx, secrets, tenant, (id, record), form, today).await?;
    if taken.is_none() {
        errors.add("part", t.jobs.error_part_gone);
    }
    let (Some(note), Some(snapshot)) = (note, taken.filter(|_| errors.is_empty())) else {
        return Ok(Answer::Refused(errors));
    };
    let new = NewApplication {
        id,
        posting: one.posting,
        org: shown.org,
        resident: record.id,
        snapshot: &snapshot,
        note: &note,
        paper,
        now,
    };
    let kept = if jobs::keep(tx, tenant, &shown, &new).await? {
        Some((id, ApplicationStatus::Submitted))
    } else {
        // They applied meanwhile: the recommendation goes with what they shared then.
        let family = residents::queries::family(tx, tenant.id, record.id).await?;
        jobs::queries::alive_of(tx, tenant.id, one.posting, &family).await?
    };
    let Some((application, stands)) = kept else { return Ok(Answer::Over) };
    let paper_kept = paper.map_or("", |(_, kept)| kept);
    queries::give(tx, tenant.id, one.id, (application, shown.org, paper_kept), now).await?;
    if Status::after(stands).is_some() {
        // Of what was decided before the yes no later step tells it.
        follow(tx, tenant.id, application, stands, now).await?;
    } else {
        tell_staff(tx, tenant.id, (one, Status::Given), now).await?;
    }
    Ok(Answer::Given)
}

/// The person says no; false when it was answered or taken back before.
pub(super) async fn refuse(
    tx: &mut WriteTx,
    tenant: &Tenant,
    one: &Recommendation,
    (paper_kept, now): (&str, DateTime<Utc>),
) -> AppResult<bool> {
    let way = (Status::Waiting, Status::Declined);
    let is_done = queries::move_on(tx, tenant.id, one.id, way, (paper_kept, now)).await?;
    if is_done {
        tell_staff(tx, tenant.id, (one, Status::Declined), now).await?;
    }
    Ok(is_done)
}
