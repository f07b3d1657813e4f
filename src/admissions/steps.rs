//! Taking a step of an admission, with all that follows from it.

use std::pin::Pin;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::CheckResult;
use super::material::Material;
use super::queries::{self, Move, Record};
use super::{AdmissionStatus, Step, leaving};
use crate::access::Staff;
use crate::calendar::{DayKind, Holidays};
use crate::db::{NoticeId, OrgId, TenantId, WriteTx};
use crate::enrolments;
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::jobs;
use crate::notices::queries::{self as notices, Notice};
use crate::publishing;
use crate::publishing::apply::{Place, Target};
use crate::publishing::submit::{self, Submitter};
use crate::startup;
use crate::state::AppState;
use crate::tenancy::Tenant;
use crate::training::Party;
use crate::vendors;
use crate::web::{Locale, text};

/// Workdays of a public notice.
const NOTICE_WORKDAYS: u32 = 5;

/// The last of so many workdays that follow a day. Make-up workdays count, days off do not; of a year whose holidays are
/// not published only the weekends are known.
pub(super) fn after_workdays(from: NaiveDate, workdays: u32, holidays: &Holidays) -> NaiveDate {
    let (mut day, mut left) = (from, workdays);
    while left > 0 {
        day = day + Days::new(1);
        if matches!(holidays.day_kind(day), DayKind::Workday | DayKind::MakeupWorkday) {
            left -= 1;
        }
    }
    day
}

/// Who takes a step.
struct Actor<'a> {
    by: Option<uuid::Uuid>,
    name: &'a str,
}

/// What became of a step.
pub(super) enum Taken {
    /// It was taken.
    Done,
    /// Somebody else had moved the admission on before.
    Before,
    /// The public notice is not over; until when.
    TooEarly(NaiveDate),
    /// A licence or insurance has run out.
    PapersExpired,
    /// The checklist says that something is wrong.
    Missing(usize),
}

/// Takes a step for the community.
pub(super) async fn take(
    staff: &Staff,
    org: OrgId,
    seen: AdmissionStatus,
    step: Step,
    reason: &str,
) -> AppResult<Taken> {
    let tenant = staff.tenant()?.clone();
    let (now, today) = (staff.now(), staff.today()?);
    let mut tx = staff.write().await?;
    let record = queries::one(&mut tx, tenant.id, org).await?.ok_or(AppError::NotFound)?;
    if record.status == AdmissionStatus::Draft {
        return Err(AppError::NotFound);
    }
    publishing::decide::refuse_own(&mut tx, staff, org).await?;
    let is_theirs = seen == record.status && seen.staff_steps().any(|one| one == step);
    let Some(to) = seen.after(step).filter(|_| is_theirs) else { return Ok(Taken::Before) };
    if step == Step::Admit
        && let Some(last) = record.notice_until.filter(|last| today <= *last)
    {
        return Ok(Taken::TooEarly(last));
    }
    if matches!(step, Step::Admit | Step::Resume) && !record.papers_hold(today) {
        return Ok(Taken::PapersExpired);
    }
    // Nobody vouches for what they have put on record as wrong.
    if matches!(step, Step::Visit | Step::Notice | Step::Admit) {
        let checks = queries::checks(&mut tx, tenant.id, org).await?;
        let missing = checks.iter().filter(|check| check.result == CheckResult::Missing).count();
        if missing > 0 {
            return Ok(Taken::Missing(missing));
        }
    }
    let actor =
        Actor { by: Some(staff.grant().id.uuid()), name: staff.viewer().map_or("", |viewer| viewer.name.as_str()) };
    let at = At { state: staff.state(), tenant: &tenant, now, today };
    if !advance(&mut tx, &at, &record, to, reason, &actor, false).await? {
        return Ok(Taken::Before);
    }
    tx.commit().await?;
    Ok(Taken::Done)
}

/// Where and when a step is taken.
struct At<'a> {
    state: &'a AppState,
    tenant: &'a Tenant,
    now: DateTime<Utc>,
    today: NaiveDate,
}

/// Moves an admission on; the transaction is in the scopes of both. False when it had moved already.
async fn advance(
    tx: &mut WriteTx,
    at: &At<'_>,
    record: &Record,
    to: AdmissionStatus,
    reason: &str,
    actor: &Actor<'_>,
    expired: bool,
) -> AppResult<bool> {
    let tenant = at.tenant.id;
    let notice_until = (to == AdmissionStatus::PublicNotice)
        .then(|| after_workdays(at.today, NOTICE_WORKDAYS, &at.state.platform().holidays));
    if !to.is_under_review() {
        publishing::queue_queries::done(tx, tenant, "application", record.org.uuid()).await?;
    }
    let notice = notice_until.map(|_| NoticeId::generate());
    let step = Move {
        notice,
        from: record.status,
        to,
        reason,
        by: actor.by,
        actor: actor.name,
        material: None,
        notice_until,
        expired,
        now: at.now,
        today: at.today,
    };
    if !queries::take(tx, tenant, record.org, &step).await? {
        return Ok(false);
    }
    if let Some((until, id)) = notice_until.zip(notice) {
        show_notice(tx, at, record, id, until).await?;
    }
    // Nobody has anything to say any more about whoever is not coming.
    if record.status == AdmissionStatus::PublicNotice
        && to != AdmissionStatus::Admitted
        && let Some(id) = record.notice
    {
        notices::end(tx, tenant, id, at.now).await?;
    }
    match (record.status, to) {
        (AdmissionStatus::PublicNotice, AdmissionStatus::Admitted) => admit(tx, at, record).await?,
        (_, AdmissionStatus::Admitted) => {
            publishing::queries::set_public_status(tx, tenant, record.org, "published", "", at.now).await?;
            enrolments::resume(tx, tenant, record.org, at.now).await?;
        }
        (_, AdmissionStatus::Suspended) => {
            publishing::queries::set_public_status(tx, tenant, record.org, "suspended", reason, at.now).await?;
            warn_siblings(tx, tenant, record, at.now).await?;
        }
        (_, AdmissionStatus::Exited) => leave(tx, tenant, (record, Party::Community), at.now).await?,
        _ => {}
    }
    let news =
        News::AdmissionMoved { tenant, org: record.org, status: to.code().to_owned(), reason: reason.to_owned() };
    announce(tx, Audience::Org(record.org), news, at.now).await?;
    Ok(true)
}

/// What follows when an organization leaves of itself, or takes its application back.
pub(super) async fn left(tx: &mut WriteTx, tenant: TenantId, record: &Record, now: DateTime<Utc>) -> AppResult<()> {
    leave(tx, tenant, (record, Party::Trainer), now).await?;
    publishing::queue_queries::done(tx, tenant, "application", record.org.uuid()).await?;
    if let Some(id) = record.notice {
        notices::end(tx, tenant, id, now).await?;
    }
    let news = News::Exited { tenant, org: record.org, org_name: record.org_name.clone() };
    announce(tx, Audience::Staff(tenant), news, now).await
}

/// What is shown of an organization that leaves, and what it had begun; `by`: whether it does so of itself.
async fn leave(
    tx: &mut WriteTx,
    tenant: TenantId,
    (record, by): (&Record, Party),
    now: DateTime<Utc>,
) -> AppResult<()> {
    publishing::queries::withdraw_all(tx, tenant, record.org, now).await?;
    publishing::queries::set_public_status(tx, tenant, record.org, "left", "", now).await?;
    // Whoever takes an application back has begun nothing; and with what they left behind before the community goes on already.
    if record.status.is_in() {
        leaving::hand_over(tx, tenant, (record, by), now).await
    } else {
        jobs::withdraw_all(tx, tenant, record.org, now).await
    }
}

/// Publishes the profile of whoever is admitted, and asks for its services and workers.
async fn admit(tx: &mut WriteTx, at: &At<'_>, record: &Record) -> AppResult<()> {
    let Some(org) = vendors::queries::organization(tx, record.org).await? else { return Ok(()) };
    let place =
        Place { state: at.state, tenant: at.tenant, org: record.org, now: at.now, notice: Days::new(0), checker: None };
    // What was handed in was looked at; what the organization changed since is asked for like any other change.
    let seen = record.material.as_ref().map_or_else(|| org.snapshot(), Material::profile);
    publishing::snapshot::ProfileSnapshot::apply(tx, &place, record.org.uuid(), Some(&seen)).await?;
    let by =
        Submitter { state: at.state, org: record.org, org_name: &org.name, by: None, name: &org.name, now: at.now };
    submit::everything_at(tx, &by, at.tenant).await?;
    startup::admitted(tx, at.tenant.id, (record.org, &org.name), (at.today, at.now)).await
}

/// Puts the notice on the community's board, in the community's own language.
async fn show_notice(tx: &mut WriteTx, at: &At<'_>, record: &Record, id: NoticeId, until: NaiveDate) -> AppResult<()> {
    let t = &Locale::ZhHans.messages().admissions;
    let phone = at.tenant.phone.as_ref().map_or_else(String::new, crate::values::Phone::display);
    let last = text::date(Locale::ZhHans, until);
    let notice = Notice {
        id,
        title: t.notice_title(&record.org_name),
        body: t.notice_body(&record.org_name, last, phone),
        pinned: true,
        published_at: at.now,
        expires_at: until.succ_opt().and_then(|day| day.and_hms_opt(0, 0, 0)).and_then(|midnight| {
            midnight.and_local_timezone(at.tenant.time_zone).earliest().map(|local| local.with_timezone(&Utc))
        }),
    };
    notices::insert(tx, at.tenant.id, &notice).await
}

/// Tells the staff of other communities that admit the same organization: which one, and where. The reason is free text and
/// may speak of residents, so it stays where it was written.
async fn warn_siblings(tx: &mut WriteTx, tenant: TenantId, record: &Record, now: DateTime<Utc>) -> AppResult<()> {
    for other in queries::of_org(tx, record.org).await? {
        if other.tenant == tenant || other.status != AdmissionStatus::Admitted {
            continue;
        }
        let news = News::SuspendedElsewhere {
            tenant: other.tenant,
            org: record.org,
            org_name: other.org_name,
            elsewhere: tenant,
        };
        announce(tx, Audience::Staff(other.tenant), news, now).await?;
    }
    Ok(())
}

/// Stops the new business of an organization whose licence or insurance has run out.
pub async fn suspend_for_expiry(tx: &mut WriteTx, place: &Place<'_>, record: &Record) -> AppResult<()> {
    tx.enter_org(record.org).await?;
    let reason = Locale::ZhHans.messages().admissions.reason_expired;
    let today = place.now.with_timezone(&place.tenant.time_zone).date_naive();
    let at = At { state: place.state, tenant: place.tenant, now: place.now, today };
    let nobody = Actor { by: None, name: "" };
    if advance(tx, &at, record, AdmissionStatus::Suspended, reason, &nobody, true).await? {
        let news = News::SuspendedHere { tenant: at.tenant.id, org: record.org, org_name: record.org_name.clone() };
        announce(tx, Audience::Staff(at.tenant.id), news, at.now).await?;
    }
    Ok(())
}

/// Lets an organization go on whose new papers the community has approved.
///
/// Boxed, because publishing a profile leads here, and a first admission leads to publishing a profile.
pub fn resume_after_expiry<'a>(
    tx: &'a mut WriteTx,
    place: &'a Place<'_>,
    record: &'a Record,
) -> Pin<Box<dyn Future<Output = AppResult<()>> + Send + 'a>> {
    Box::pin(async move {
        let today = place.now.with_timezone(&place.tenant.time_zone).date_naive();
        let at = At { state: place.state, tenant: place.tenant, now: place.now, today };
        let nobody = Actor { by: None, name: "" };
        advance(tx, &at, record, AdmissionStatus::Admitted, "", &nobody, false).await.map(|_| ())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::HolidayKind;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn five_workdays_pass_over_weekends_and_days_off_and_count_makeup_days() {
        let rows = [
            (day("2026-10-01"), HolidayKind::Off, "国庆节"),
            (day("2026-10-02"), HolidayKind::Off, "国庆节"),
            (day("2026-10-05"), HolidayKind::Off, "国庆节"),
            (day("2026-10-06"), HolidayKind::Off, "国庆节"),
            (day("2026-10-07"), HolidayKind::Off, "国庆节"),
            (day("2026-10-10"), HolidayKind::Makeup, "国庆节"),
        ];
        let holidays = Holidays::from_rows(rows).unwrap();
        // 30 September, 8 and 9 October, the Saturday that is worked, and Monday.
        assert_eq!(after_workdays(day("2026-09-29"), 5, &holidays), day("2026-10-12"));
        assert_eq!(after_workdays(day("2026-11-23"), 5, &holidays), day("2026-11-30"));
        // A year that nobody has published: weekends alone.
        assert_eq!(after_workdays(day("2027-01-01"), 5, &holidays), day("2027-01-08"));
    }
}
