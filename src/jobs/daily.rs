//! A day's work: postings whose last day is over end, and after a while so do applications for them; employers are reminded a
//! week before, and both sides the day before an interview. After 90 days both sides are asked whether somebody is still there,
//! whoever does not answer once more, and then one answer holds; for an employer that has left the community its staff are asked.
//! 30 days after the first question what they shared goes.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::answers;
use super::closing::close;
use super::news::What;
use super::progress::{ASKED_AFTER, Status};
use super::queries::{self, Alone, ApplicationMove, Asked, Event};
use super::side::{answering, employer};
use super::stay::{self, Says};
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

/// Whoever has not answered whether somebody is still there is asked once more after so long.
const ASKED_AGAIN_AFTER: Days = Days::new(7);

/// So long after both were asked, the answer of one of them holds.
const ALONE_AFTER: Days = Days::new(14);

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
        ask(tx, (tenant, now), &asked, false).await?;
    }
    for asked in queries::ask_again(tx, tenant.id, (day - ASKED_AGAIN_AFTER, day)).await? {
        ask(tx, (tenant, now), &asked, true).await?;
    }
    // Who was asked late, because a night had no work, has their week all the same.
    for one in queries::answered_alone(tx, tenant.id, (day - ALONE_AFTER, day - ASKED_AGAIN_AFTER)).await? {
        settle(tx, (tenant, now), &one).await?;
    }
    queries::forget_hired(tx, tenant.id, day - ASKED_AFTER - SHARED_AFTER_ASKING).await
}

/// Asks whoever is to say whether somebody is still there, for the first time or once more.
async fn ask(
    tx: &mut WriteTx,
    (tenant, now): (&Tenant, DateTime<Utc>),
    asked: &Asked,
    is_again: bool,
) -> AppResult<()> {
    let Some(posting) = queries::posting(tx, tenant.id, None, asked.posting).await? else { return Ok(()) };
    let org = answering(tx, tenant.id, asked.org).await?;
    let is_gone = org != asked.org;
    let name = || posting.content.employer.clone();
    let news = |what| super::news_of(tenant.id, org, posting.id, &posting.content.title, what);
    if asked.asks_employer {
        let what = match is_again {
            _ if is_gone => What::AskStayFor { employer: name() },
            true => What::AskStayAgain,
            false => What::AskStay,
        };
        announce(tx, employer(tenant, org), news(what), now).await?;
    }
    if asked.asks_applicant {
        // No answer of an employer that is gone will hold.
        let what = if is_again && !is_gone {
            What::AskedStayAgain { employer: name() }
        } else {
            What::AskedStay { employer: name() }
        };
        announce(tx, Audience::Resident(tenant.id, asked.resident), news(what), now).await?;
    }
    Ok(())
}

/// One side alone has answered, and that holds: both are told.
async fn settle(tx: &mut WriteTx, (tenant, now): (&Tenant, DateTime<Utc>), one: &Alone) -> AppResult<()> {
    let Some(to) = Says::parse(&one.says).map(Says::settles) else { return Ok(()) };
    let Some(posting) = queries::posting(tx, tenant.id, None, one.posting).await? else { return Ok(()) };
    let way = ApplicationMove { reason: stay::ALONE, ..ApplicationMove::plain(Status::Hired, to, now) };
    if !queries::move_application(tx, tenant.id, (one.id, None), &way).await? {
        return Ok(());
    }
    let event = Event { to, side: "nobody", by_name: "", note: stay::ALONE, word: None, at: now };
    queries::note(tx, tenant.id, (one.id, one.org), &event).await?;
    let org = answering(tx, tenant.id, one.org).await?;
    let news = |what| super::news_of(tenant.id, org, posting.id, &posting.content.title, what);
    let status = to.code().to_owned();
    announce(tx, employer(tenant, org), news(What::StayAlone { status: status.clone() }), now).await?;
    let what = What::StaySettled { employer: posting.content.employer.clone(), status };
    announce(tx, Audience::Resident(tenant.id, one.resident), news(what), now).await
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
