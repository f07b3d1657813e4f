//! Jobs (就业信息): who hires here, who applies, and what becomes of it.
//!
//! Employers are organizations that the community admitted, and the community itself. What they write, somebody of the
//! community looks at before residents read it ([`model`]). Whoever applies chooses what the employer sees of them
//! ([`shared`]); what they do not share nobody hands on, and once it is over nothing of it stays but a masked name
//! ([`progress`]). Nobody is hired beyond the openings: the last one fills the posting, in one transaction.

mod answering;
mod answers;
mod applicants;
mod apply;
mod browse;
mod closing;
mod content;
mod daily;
mod desk;
mod desk_pages;
mod feed;
mod filter;
mod forms;
mod hiring;
mod mine;
mod model;
mod news;
mod pages;
mod paper;
mod poster;
mod progress;
pub mod queries;
mod relied;
mod said;
mod shared;
mod shelf;
mod show;
mod side;
mod stay;
mod steps;
mod texts;
mod told;
pub mod urls;
mod writing;

pub(crate) use answering::take_back;
pub(crate) use apply::{ApplyForm, WORKING_AGE, applying, is_too_young, keep, take};
pub(crate) use closing::withdraw_all;
pub use content::{Content, Pay, PayUnit, paper_label, papers};
pub use daily::{forget_words, work};
pub(crate) use desk::waiting;
pub use mine::entries;
pub use model::Status;
pub use news::{JobNews, What};
pub(crate) use pages::Applying;
pub use pages::CardView;
pub use progress::Status as ApplicationStatus;
pub(crate) use relied::certificate_revoked;
pub(crate) use said::kept_meeting;
pub use shared::{Offer, Part, Snapshot};
pub use texts::KeptTexts;

use chrono::{DateTime, Utc};

use crate::access::{Access, Capability, OrgCapability, OrgMember, Routes, Staff};
use crate::db::{OrgId, PostingId, TenantId, Tx};
use crate::error::AppResult;
use crate::inbox::News;
use crate::tenancy::{Feature, Tenant};
use crate::web::Context;

/// The pages of this feature.
pub fn routes() -> Routes {
    let (look, keep) = (|| Access::capability(Capability::Jobs), || Access::capability(Capability::JobRecords));
    let hire = || Access::member(OrgCapability::Records);
    Routes::new()
        .get(urls::LIST, Access::public().part_of(Feature::Jobs), browse::list)
        .get(urls::FEED, Access::public().part_of(Feature::Jobs), feed::show)
        .get(urls::POSTING, Access::public().part_of(Feature::Jobs), show::show)
        .get(urls::APPLY, Access::signed_in().part_of(Feature::Jobs), apply::begin)
        .post(urls::APPLY, Access::signed_in().part_of(Feature::Jobs), apply::apply)
        .get(urls::MINE, Access::signed_in(), mine::show)
        .post(urls::ANSWER, Access::signed_in(), answering::answer)
        .post(urls::WITHDRAWAL, Access::signed_in(), answering::withdraw)
        .post(urls::STAY, Access::signed_in(), answering::stay)
        .get(urls::DESK, look(), desk::list)
        .get(urls::NEW, keep(), writing::begin)
        .post(urls::NEW, keep(), writing::add)
        .get(urls::PAPER, keep(), paper::begin)
        .post(urls::PAPER, keep(), paper::take_down)
        .get(urls::DRAFT, look(), writing::look::<Staff>)
        .post(urls::DRAFT, keep(), writing::save::<Staff>)
        .post(urls::STEPS, keep(), steps::step::<Staff>)
        .post(urls::DECISION, keep(), steps::decide)
        .get(urls::APPLICATIONS, keep(), applicants::list::<Staff>)
        .get(urls::APPLICATION, keep(), hiring::show::<Staff>)
        .post(urls::APPLICATION_STEPS, keep(), hiring::step::<Staff>)
        .post(urls::APPLICATION_WORD, keep(), told::note)
        .get(urls::ORG_DESK, hire(), desk::list_for_org)
        .get(urls::ORG_NEW, hire(), writing::begin_for_org)
        .post(urls::ORG_NEW, hire(), writing::add_for_org)
        .get(urls::ORG_DRAFT, hire(), writing::look::<OrgMember>)
        .post(urls::ORG_DRAFT, hire(), writing::save::<OrgMember>)
        .post(urls::ORG_STEPS, hire(), steps::step::<OrgMember>)
        .get(urls::ORG_POSTER, hire(), poster::show)
        .post(urls::ORG_POSTER, hire(), poster::make)
        .get(urls::ORG_APPLICATIONS, hire(), applicants::list::<OrgMember>)
        .get(urls::ORG_APPLICATION, hire(), hiring::show::<OrgMember>)
        .post(urls::ORG_APPLICATION_STEPS, hire(), hiring::step::<OrgMember>)
}

/// Something to tell about a posting.
fn news_of(tenant: TenantId, org: Option<OrgId>, posting: PostingId, title: &str, what: What) -> News {
    News::Job(JobNews { tenant, org, posting, title: title.to_owned(), what })
}

/// The addresses of a community's postings that anybody may read, after that of their list; for its sitemap.
pub async fn addresses(tx: &mut impl Tx, tenant: &Tenant, now: DateTime<Utc>) -> AppResult<Vec<String>> {
    if !tenant.has(Feature::Jobs) {
        return Ok(Vec::new());
    }
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let all = queries::published(tx, tenant.id, today).await?;
    Ok(std::iter::once(urls::list(tenant)).chain(all.iter().map(|one| urls::posting(tenant, one.id))).collect())
}

/// The newest postings, for the community's home; and how many there are.
pub async fn newest(
    tx: &mut impl Tx,
    (tenant, context): (&Tenant, &Context),
    now: DateTime<Utc>,
    most: i64,
) -> AppResult<(Vec<CardView>, i64)> {
    if !tenant.has(Feature::Jobs) {
        return Ok((Vec::new(), 0));
    }
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let (newest, count) = queries::newest(tx, tenant.id, today, most).await?;
    Ok((newest.iter().map(|shown| browse::card(shown, tenant, context, now)).collect(), count))
}
