//! Training: organizations keep courses and teachers, communities open runs of them (开班) in their rooms, and everybody finds
//! in a calendar what can be learned. Who learns is `enrolments`' business.

mod board;
mod calendar;
mod checks;
mod courses;
mod desk;
mod forms;
pub mod ical;
mod late;
mod leaving;
mod model;
mod pages;
mod planning;
mod public_pages;
pub mod queries;
mod remind;
mod rooms;
mod run;
mod seats;
mod show;
mod side;
mod steps;
mod subscription;
mod teachers;
mod trainer;
pub mod urls;
mod words;

pub(crate) use desk::waiting;
pub use leaving::org_leaves;
pub use model::{LESSON_MINUTES, Module, Party, RunStatus, Strand, place_of};
pub use public_pages::OfferView;
pub use queries::leaving::{AliveRun, alive_runs};
pub(crate) use remind::remind;
pub use subscription::Subscription;

use chrono::{DateTime, NaiveDate, Utc};

use self::queries::sessions::Session;
use crate::access::{Access, Capability, OrgCapability, OrgMember, Routes, Staff};
use crate::db::{OrgId, PersonId, RunId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::tenancy::{Feature, Tenant};
use crate::web::Context;

/// The runs that the front door of a community tells of: the next ones that one may still join.
pub async fn next(tx: &mut impl Tx, tenant: &Tenant, context: &Context, today: NaiveDate) -> AppResult<Vec<OfferView>> {
    /// As many as fit beside the notices.
    const MOST: usize = 3;
    if !tenant.has(Feature::Training) {
        return Ok(Vec::new());
    }
    let offers = queries::public::offers(tx, tenant.id).await?;
    let joinable = offers.iter().filter(|offer| offer.enrol_until >= today);
    Ok(joinable.take(MOST).map(|offer| calendar::offer_view(offer, tenant, context, today)).collect())
}

/// The addresses of a community's runs that are open, after that of their calendar; for its sitemap.
pub async fn addresses(tx: &mut impl Tx, tenant: &Tenant) -> AppResult<Vec<String>> {
    if !tenant.has(Feature::Training) {
        return Ok(Vec::new());
    }
    let offers = queries::public::offers(tx, tenant.id).await?;
    Ok(std::iter::once(urls::calendar(tenant)).chain(offers.iter().map(|one| urls::run(tenant, one.id))).collect())
}

/// The whole lesson hours that a run has held by now: what was called off is none, and who makes up for a session learns
/// nothing new.
pub async fn held_hours(tx: &mut impl Tx, tenant: TenantId, run: RunId, now: DateTime<Utc>) -> AppResult<i32> {
    let sessions = queries::sessions::of_run(tx, tenant, run).await?;
    let held = sessions.iter().filter(|session| session.can_be_missed() && session.ends_at <= now);
    Ok(checks::lesson_hours_of(held.map(Session::minutes).sum()))
}

/// Somebody leaves an organization, and with it the lists of what they teach.
pub async fn leave(tx: &mut WriteTx, org: OrgId, person: PersonId) -> AppResult<()> {
    queries::courses::unlink(tx, org, person).await
}

/// The pages of this feature.
pub fn routes() -> Routes {
    let public = || Access::public().part_of(Feature::Training);
    let (look, keep) = (|| Access::capability(Capability::Courses), || Access::capability(Capability::CourseRecords));
    let teach = || Access::member(OrgCapability::Records);
    Routes::new()
        .get(urls::CALENDAR, public(), calendar::show)
        .get(urls::FEED, public(), ical::of_tenant)
        .get(urls::SUBSCRIPTION, public(), subscription::of_tenant)
        .get(urls::RUN, public(), show::show)
        .get(urls::RUN_FEED, public(), ical::of_run)
        .get(urls::RUN_SUBSCRIPTION, public(), subscription::of_run)
        .get(urls::DESK, look(), desk::list)
        .get(urls::ROOMS, look(), rooms::list)
        .post(urls::ROOMS, keep(), rooms::add)
        .get(urls::ROOM, keep(), rooms::show)
        .post(urls::ROOM, keep(), rooms::save)
        .get(urls::DESK_RUN, look(), run::show::<Staff>)
        .post(urls::DESK_RUN, keep(), seats::save)
        .post(urls::DESK_STEPS, keep(), run::step::<Staff>)
        .post(urls::DESK_SESSIONS, keep(), run::add_session::<Staff>)
        .get(urls::DESK_SESSION, keep(), run::session::<Staff>)
        .post(urls::DESK_SESSION, keep(), run::save_session::<Staff>)
        .post(urls::DESK_CANCELLATION, keep(), run::cancel_session::<Staff>)
        .get(urls::COURSES, teach(), courses::list)
        .post(urls::COURSES, teach(), courses::create)
        .get(urls::COURSE_NEW, teach(), courses::new)
        .get(urls::COURSE, teach(), courses::show)
        .post(urls::COURSE, teach(), courses::save)
        .post(urls::RETIREMENT, teach(), courses::retire)
        .get(urls::RUN_NEW, teach(), trainer::new)
        .post(urls::RUNS, teach(), trainer::create)
        .get(urls::TEACHERS, teach(), teachers::list)
        .post(urls::TEACHERS, teach(), teachers::add)
        .post(urls::TEACHER, teach(), teachers::save)
        .get(urls::ORG_RUN, teach(), run::show::<OrgMember>)
        .post(urls::ORG_RUN, teach(), trainer::save_terms)
        .post(urls::ORG_STEPS, teach(), run::step::<OrgMember>)
        .post(urls::ORG_SESSIONS, teach(), run::add_session::<OrgMember>)
        .get(urls::ORG_SESSION, teach(), run::session::<OrgMember>)
        .post(urls::ORG_SESSION, teach(), run::save_session::<OrgMember>)
        .post(urls::ORG_CANCELLATION, teach(), run::cancel_session::<OrgMember>)
}
