//! Recommendations (推荐) by the community, and referrals among neighbours (熟人推荐).
//!
//! Staff recommend whoever holds a certificate that is valid at that moment, with who vouches and why. The person is asked
//! first: the employer learns of nothing before they say yes, which is an application of theirs with what they choose to
//! share ([`answer`]); from then on the recommendation goes the way of its application ([`follow`]). A resident who passes a job
//! on enters nothing of the people they know ([`referral`]).

mod answer;
mod desk;
mod forms;
mod lapse;
mod mine;
mod model;
mod news;
mod one;
mod pages;
pub mod queries;
mod referral;
mod revoked;
pub mod urls;
mod vouch;
mod write;

pub use lapse::Lapse;
pub use mine::entries;
pub use model::{Source, Status};
pub use news::{RecommendationNews, What};
pub use referral::{Refusal, allow, keep_use, line};
pub use revoked::certificate_revoked;
pub use vouch::{VouchView, of_applications};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::access::{Access, Capability, Routes};
use crate::db::{JobApplicationId, TenantId, WriteTx};
use crate::error::AppResult;
use crate::inbox::{Audience, News, announce};
use crate::jobs::{self, ApplicationStatus};
use crate::tenancy::Feature;

/// The pages of this feature.
pub fn routes() -> Routes {
    let keep = || Access::capability(Capability::JobRecords);
    Routes::new()
        .get(urls::DESK, keep(), desk::list)
        .get(urls::NEW, keep(), write::begin)
        .post(urls::NEW, keep(), write::add)
        .get(urls::ONE, keep(), one::show)
        .post(urls::PAPER, keep(), one::answer)
        .post(urls::WITHDRAWAL, keep(), one::withdraw)
        .post(urls::OUTCOME, keep(), one::set_outcome)
        .get(urls::MINE, Access::signed_in(), mine::list)
        .get(urls::ANSWER, Access::signed_in(), mine::show)
        .post(urls::ANSWER, Access::signed_in(), mine::accept)
        .post(urls::REFUSAL, Access::signed_in(), mine::refuse)
        .post(urls::MY_WITHDRAWAL, Access::signed_in(), mine::withdraw)
        .get(urls::REFERRAL, Access::signed_in().part_of(Feature::Jobs), referral::begin)
        .post(urls::REFERRAL, Access::signed_in().part_of(Feature::Jobs), referral::add)
        .get(urls::REFERRED, Access::signed_in().at_secret_address().part_of(Feature::Jobs), referral::show)
}

/// What there is to tell of a recommendation.
async fn news_of(tx: &mut WriteTx, tenant: TenantId, one: &queries::Recommendation, what: What) -> AppResult<News> {
    let titles = jobs::queries::titles(tx, tenant, &[one.posting.uuid()]).await?;
    let title = titles.into_iter().next().map(|(_, title, _)| title).unwrap_or_default();
    Ok(News::Recommendation(RecommendationNews { tenant, title, employer: one.employer.clone(), what }))
}

/// Tells staff where a recommendation stands now.
async fn tell_staff(
    tx: &mut WriteTx,
    tenant: TenantId,
    (one, status): (&queries::Recommendation, Status),
    now: DateTime<Utc>,
) -> AppResult<()> {
    let what = What::Moved { recommendation: one.id, status };
    let news = news_of(tx, tenant, one, what).await?;
    announce(tx, Audience::Staff(tenant), news, now).await
}

/// An application stands elsewhere: a recommendation that became it ends with it.
pub async fn follow(
    tx: &mut WriteTx,
    tenant: TenantId,
    application: JobApplicationId,
    to: ApplicationStatus,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let Some(status) = Status::after(to) else { return Ok(()) };
    for one in queries::by_application(tx, tenant, &[application]).await? {
        if queries::move_on(tx, tenant, one.id, (Status::Given, status), ("", now)).await? {
            tell_staff(tx, tenant, (&one, status), now).await?;
        }
    }
    Ok(())
}

/// Records are being deleted: what was recommended and referred no longer tells of whom.
pub async fn forget(tx: &mut WriteTx, tenant: TenantId, records: &[Uuid], now: DateTime<Utc>) -> AppResult<()> {
    queries::erase(tx, tenant, records, now).await?;
    queries::erase_referrals(tx, tenant, records).await
}

/// Takes away what was written of recommendations that have been over since before a time, and of referrals of before it.
pub async fn forget_words(tx: &mut WriteTx, tenant: TenantId, before: DateTime<Utc>) -> AppResult<()> {
    queries::forget_words(tx, tenant, before).await?;
    queries::forget_referral_words(tx, tenant, before).await
}
