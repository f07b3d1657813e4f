//! A day's work: postings whose last day is over end, and after a while so do applications for them; employers are reminded a
//! week before, and both sides the day before an interview. After 90 days both sides are asked whether somebody is still there,
//! and 30 days later what they shared goes.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::answers;
use super::closing::close;
use super::news::What;
use super::progress::ASKED_AFTER;
use super::queries;
use super::side::employer;
use super::steps::Closing;
use crate::db::{TenantId, WriteTx};
use crate::error::AppResult;
use crate::inbox::{Audience, announce};
use crate::recommendations::Lapse;
use crate::tenancy::Tenant;

/// How long before its last day an employer is reminded of a posting.
const REMINDED: Days = Days::new(7);

/// After its last day an employer has so long to answer whoever applied, or to extend it.
const ANSWERED_WITHIN: Days = Days::new(14);

/// How long an employer has what somebody shared, once both were asked whether they are still there.
const SHARED_AFTER_ASKING: TimeDelta = TimeDelta::days(30);

/// Does it.
pub async fn work(tx: &mut WriteTx, tenant: &Tenant, day: NaiveDate, now: DateTime<Utc>) -> AppResult<()> {
    for due in queries::due_to_expire(tx, tenant.id, day, now).await? {
        let news = super::news_of(tenant.id, due.org, due.id, &due.title, What::Ended);
        announce(tx, employer(tenant, due.org), news, now).await?;
        // Whoever applied still waits for an answer; whoever is asked can say yes to nothing any more.
        tx.enqueue(&Lapse { tenant: tenant.id, posting: due.id, at: now }, now).await?;
    }
    for id in queries::unanswered(tx, tenant.id, day - ANSWERED_WITHIN).await? {
        // Somebody may extend it at the same time.
        queries::lock(tx, tenant.id, id).await?;
        let posting = queries::posting(tx, tenant.id, None, id).await?;
        if let Some(posting) = posting.filter(|posting| posting.content.valid_until < day - ANSWERED_WITHIN) {
            close(tx, (tenant.id, now), &posting, Closing::Expired).await?;
        }
    }
    for due in queries::due_to_remind(tx, tenant.id, day, REMINDED).await? {
        let news = super::news_of(tenant.id, due.org, due.id, &due.title, What::Ends { on: due.valid_until });
        announce(tx, employer(tenant, due.org), news, now).await?;
    }
    remind_of_meetings(tx, tenant, day, now).await?;
    for asked in queries::ask_due(tx, tenant.id, (day - ASKED_AFTER, day)).await? {
        let Some(posting) = queries::posting(tx, tenant.id, None, asked.posting).await? else { continue };
        let title = &posting.content.title;
        let to_employer = super::news_of(tenant.id, asked.org, posting.id, title, What::AskStay);
        announce(tx, employer(tenant, asked.org), to_employer, now).await?;
        let what = What::AskedStay { employer: posting.content.employer.clone() };
        let to_applicant = super::news_of(tenant.id, asked.org, posting.id, title, what);
        announce(tx, Audience::Resident(tenant.id, asked.resident), to_applicant, now).await?;
    }
    queries::forget_hired(tx, tenant.id, day - ASKED_AFTER - SHARED_AFTER_ASKING).await
}

/// Takes away what was written of applications that have been over since before a time.
pub async fn forget_words(tx: &mut WriteTx, tenant: TenantId, before: DateTime<Utc>) -> AppResult<()> {
    let closed = Closing::ALL.map(Closing::code);
    let codes: Vec<String> = closed.into_iter().chain(answers::codes()).map(str::to_owned).collect();
    queries::forget_words(tx, tenant, before, &codes).await
}

/// Tells both sides of the interviews until the end of the next day of which nobody has told them: one that was agreed on after
/// the day's work is still to come, and so is one whose night had no work.
async fn remind_of_meetings(tx: &mut WriteTx, tenant: &Tenant, day: NaiveDate, now: DateTime<Utc>) -> AppResult<()> {
    let (zone, end) = (tenant.time_zone, (day + Days::new(2)).and_time(NaiveTime::MIN));
    // Where a clock is put forward at midnight there is none: the next night reminds of that day.
    let Some(end) = end.and_local_timezone(zone).earliest() else { return Ok(()) };
    for one in queries::due_to_meet(tx, tenant.id, zone.name(), (now, end.with_timezone(&Utc))).await? {
        let Some(posting) = queries::posting(tx, tenant.id, None, one.posting).await? else { continue };
        let title = &posting.content.title;
        let what = What::MeetingNear { at: one.at, place: one.place.clone() };
        announce(tx, employer(tenant, one.org), super::news_of(tenant.id, one.org, posting.id, title, what), now)
            .await?;
        let what = What::InterviewNear { employer: posting.content.employer.clone(), at: one.at, place: one.place };
        let to_applicant = super::news_of(tenant.id, one.org, posting.id, title, what);
        announce(tx, Audience::Resident(tenant.id, one.resident), to_applicant, now).await?;
    }
    Ok(())
}
