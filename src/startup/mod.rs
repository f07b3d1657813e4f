//! Residents who begin a business (创业帮扶): what they want to found, who goes along with them, the milestones on the way,
//! and in the end an organization that serves the community and, if its founder says so, keeps where it came from.
//!
//! Whoever goes along is named; with an account, and once the founder has said yes, they read the plan and what else the
//! founder lets them read, and note what they advise ([`mentoring`]).

mod acts;
mod case;
mod daily;
mod forms;
mod founding;
mod history;
mod list;
mod mentor;
mod mentor_pages;
mod mentoring;
mod mentors;
mod mine;
mod model;
mod news;
mod pages;
mod past;
pub mod queries;
pub mod urls;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

pub use daily::{remind, tidy};
pub use founding::admitted;
pub use history::{entries, history, shown};
pub use mentoring::{is_mentor, mentored};
pub use mentors::forget_person;
pub use model::{Case, Content, Kind, Milestone, Reached, Status};
pub use news::{MentoringNews, What};
pub use pages::{Founder, History, PartTick, ProofLine};

use crate::access::{Access, Capability, OrgCapability, Routes};
use crate::db::{OrgId, PersonId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::residents;
use crate::web::{Locale, text};

/// The pages of this feature.
pub fn routes() -> Routes {
    let helping = || Access::capability(Capability::StartupCases);
    // Owners alone; and of them whoever founded it.
    let owning = || Access::member(OrgCapability::Members);
    Routes::new()
        .get(urls::CASES, helping(), list::show)
        .get(urls::NEW, helping(), case::begin)
        .post(urls::NEW, helping(), case::add)
        .get(urls::CASE, helping(), case::show)
        .post(urls::CASE, helping(), case::save)
        .post(urls::STEP, helping(), acts::step)
        .post(urls::CLOSURE, helping(), acts::close)
        .post(urls::MILESTONES, helping(), acts::milestone)
        .post(urls::NOTES, helping(), acts::note)
        .post(urls::MENTOR, helping(), mentors::choose)
        .post(urls::MENTOR_END, helping(), mentors::end)
        .post(urls::ORGANIZATION, helping(), acts::organization)
        .get(urls::MINE, Access::signed_in(), mine::show)
        .post(urls::MINE, Access::signed_in(), mine::begin)
        .post(urls::MY_MILESTONES, Access::signed_in(), mine::milestone)
        .post(urls::MY_CLOSURE, Access::signed_in(), mine::close)
        .post(urls::MY_MENTOR, Access::signed_in(), mentors::agree)
        .post(urls::MY_MENTOR_END, Access::signed_in(), mentors::refuse)
        .get(urls::MENTORINGS, Access::signed_in(), mentoring::list)
        .get(urls::MENTORING, Access::signed_in(), mentoring::show)
        .post(urls::MENTORING_NOTES, Access::signed_in(), mentoring::note)
        .post(urls::MENTORING_END, Access::signed_in(), mentoring::end)
        .post(urls::HISTORY, owning(), history::keep)
        .post(urls::HISTORY_SHOWING, owning(), history::show)
        .post(urls::HISTORY_REMOVAL, owning(), history::remove)
}

/// Erases what is kept of records that are being deleted.
pub async fn forget(tx: &mut WriteTx, tenant: TenantId, records: &[Uuid], now: DateTime<Utc>) -> AppResult<()> {
    mentors::forget(tx, tenant, records, now).await?;
    queries::erase(tx, tenant, records).await
}

/// Takes away what was written of cases that have been over since before a time.
pub async fn forget_words(tx: &mut WriteTx, tenant: TenantId, before: DateTime<Utc>) -> AppResult<()> {
    queries::forget_words(tx, tenant, before).await
}

/// Somebody leaves an organization: what it keeps of how they founded it goes with them.
pub async fn leave(tx: &mut WriteTx, org: OrgId, person: PersonId) -> AppResult<()> {
    queries::remove_all(tx, org, person).await
}

/// A record turned out to be another: what is kept goes with the person.
pub async fn follow(tx: &mut WriteTx, tenant: TenantId, gone: ResidentId, kept: ResidentId) -> AppResult<()> {
    queries::follow(tx, tenant, gone, kept).await
}

/// And it did not: what came with it goes back.
pub async fn follow_back(tx: &mut WriteTx, tenant: TenantId, gone: ResidentId, kept: ResidentId) -> AppResult<()> {
    let family = residents::queries::family(tx, tenant, gone).await?;
    let family: Vec<Uuid> = family.into_iter().map(ResidentId::uuid).collect();
    queries::follow_back(tx, tenant, (kept, gone), &family).await
}

/// What is kept of some records, in a line each, for a copy that the person takes.
pub(crate) async fn copy(
    tx: &mut impl Tx,
    tenant: TenantId,
    records: &[ResidentId],
    (locale, tz): (Locale, Tz),
) -> AppResult<Vec<String>> {
    let t = locale.messages();
    let mut lines = Vec::new();
    for case in queries::of_residents(tx, tenant, records).await? {
        let since = text::date(locale, case.created_at.with_timezone(&tz).date_naive());
        let parts = [since.as_str(), case.content.kind.label(t), &case.content.idea, case.status.label(t)];
        lines.push(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "));
        for one in queries::mentors(tx, tenant, case.id).await? {
            let day = text::date(locale, one.chosen_at.with_timezone(&tz).date_naive());
            let parts = [day.as_str(), t.startup.mentor, one.name.as_str(), one.label(case.status, t)];
            lines.push(parts.into_iter().chain(one.shares.labels(t)).collect::<Vec<_>>().join(" · "));
        }
        let notes = queries::notes(tx, tenant, case.id, true).await?;
        lines.extend(notes.into_iter().map(|note| format!("{} · {}", note.by(t), note.body)));
    }
    Ok(lines)
}
