//! Whoever agrees to be suggested is told of a course when it opens that teaches what they would like to learn, or a trade that
//! they would like to work in and hold no certificate of, and of a job in a trade of theirs when it is published: what their own
//! page suggests from then on, in one message for each course and each job, which they may mute.
//!
//! A task finds them page by page. Who has withdrawn or rests by then is told nothing; nor is anybody who has no account, whom
//! staff see at their desk.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::background::queue::{Task, TaskError};
use crate::certificates::external;
use crate::certificates::queries::valid;
use crate::db::{MessageId, PersonId, PostingId, ResidentId, RunId, Scope, TalentId, TenantId, WriteTx};
use crate::enrolments;
use crate::error::AppResult;
use crate::inbox::{self, News};
use crate::jobs::{self, JobNews, What, is_too_young};
use crate::residents::queries::records;
use crate::state::AppState;
use crate::talents::queries as talents;
use crate::talents::queries::Liking;
use crate::tenancy::{Feature, Tenant};
use crate::training::queries::public as training;
use crate::values::Trade;

/// Records that one task looks at.
const PAGE: usize = 200;
/// Holders of certificates who are told of a job, whether or not their record names its trade: whoever was issued theirs last.
const HOLDERS: i64 = 300;

/// What has opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opened {
    /// A run of a course: one may enrol.
    Course(RunId),
    /// A posting: one may apply.
    Job(PostingId),
}

/// Tells those whom something that opened would suit.
#[derive(Debug, Serialize, Deserialize)]
pub struct Tell {
    tenant: TenantId,
    opened: Opened,
    message: MessageId,
    at: DateTime<Utc>,
    /// Of those whom it is for, whom this task looks for: by their wish's place in the list.
    #[serde(default)]
    liking: usize,
    /// The last record that an earlier task has looked at.
    after: Option<TalentId>,
}

/// Has those told whom something that opens would suit, if and when the transaction commits.
pub async fn tell(tx: &mut WriteTx, tenant: TenantId, opened: Opened, now: DateTime<Utc>) -> AppResult<()> {
    tx.enqueue(&Tell { tenant, opened, message: MessageId::generate(), at: now, liking: 0, after: None }, now).await
}

impl Task for Tell {
    const NAME: &'static str = "tell_of_openings";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.tenant), ..Scope::default() }
    }

    async fn run(&self, state: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        // A community that is gone has nothing to tell.
        let Some(tenant) = state.platform().by_id(self.tenant) else { return Ok(()) };
        let now = state.clock().now();
        let today = now.with_timezone(&tenant.time_zone).date_naive();
        let opened = match self.opened {
            Opened::Course(run) => course(tx, &tenant, run, now).await?,
            Opened::Job(posting) => job(tx, &tenant, posting, today).await?,
        };
        let Some((news, likings)) = opened else { return Ok(()) };
        let Some(what) = likings.get(self.liking).copied() else { return Ok(()) };
        let (mut residents, last) = talents::liking(tx, tenant.id, what, self.after, PAGE).await?;
        match (self.opened, what) {
            (Opened::Course(_), Liking::Work(trade)) => {
                let holders = holders(tx, tenant.id, &residents, trade, today).await?;
                residents.retain(|resident| !holders.contains(resident));
            }
            (Opened::Job(_), Liking::Work(trade)) if self.after.is_none() => {
                let holders = valid::holders(tx, tenant.id, trade, today, HOLDERS).await?;
                residents.extend(holders.into_iter().map(ResidentId::uuid));
            }
            _ => {}
        }
        // The message is the same: whoever is found by several wishes has it once.
        match last {
            Some(last) => tx.enqueue(&Self { after: Some(last), ..*self }, now).await?,
            None if self.liking + 1 < likings.len() => {
                tx.enqueue(&Self { liking: self.liking + 1, after: None, ..*self }, now).await?;
            }
            None => {}
        }
        let people = accounts(tx, tenant.id, &residents, today).await?;
        Ok(inbox::put(tx, (self.message, self.at), &people, &news).await?)
    }
}

/// What there is to tell of a course, and to whom; none where nobody can enrol any more.
async fn course(
    tx: &mut WriteTx,
    tenant: &Tenant,
    run: RunId,
    now: DateTime<Utc>,
) -> AppResult<Option<(News, Vec<Liking>)>> {
    if !tenant.has(Feature::Training) || enrolments::ways_in(tx, tenant, &[run], now).await?.is_empty() {
        return Ok(None);
    }
    Ok(training::offer(tx, tenant.id, run).await?.map(|offer| {
        let likings = offer.likings();
        (News::CourseOpened { tenant: tenant.id, run, title: offer.title }, likings)
    }))
}

/// The same of a job.
async fn job(
    tx: &mut WriteTx,
    tenant: &Tenant,
    posting: PostingId,
    today: NaiveDate,
) -> AppResult<Option<(News, Vec<Liking>)>> {
    if !tenant.has(Feature::Jobs) {
        return Ok(None);
    }
    let shown = jobs::queries::shown(tx, tenant.id, posting).await?;
    let open = shown.filter(|one| one.status.on(today, one.content.valid_until) == jobs::Status::Published);
    Ok(open.map(|one| {
        let (title, what) = (one.content.title, What::Fits { employer: one.content.employer });
        let news = JobNews { tenant: tenant.id, org: one.org, posting, title, what };
        (News::Job(news), vec![Liking::Work(one.content.trade)])
    }))
}

/// Those among some residents who hold a certificate of a trade, of ours or one of others that staff have seen.
async fn holders(
    tx: &mut WriteTx,
    tenant: TenantId,
    residents: &[Uuid],
    trade: Trade,
    today: NaiveDate,
) -> AppResult<Vec<Uuid>> {
    let ours = valid::trades(tx, tenant, residents, today).await?;
    let others = external::queries::held(tx, tenant, residents, today).await?;
    let ours = ours.into_iter().filter(|(_, of)| *of == trade).map(|(resident, _)| resident.uuid());
    let others = others.into_iter().filter(|held| held.learned() == Some(trade)).map(|held| held.resident.uuid());
    Ok(ours.chain(others).collect())
}

/// The accounts of those among some residents who agree to be suggested, want to be asked and are old enough.
async fn accounts(
    tx: &mut WriteTx,
    tenant: TenantId,
    residents: &[Uuid],
    today: NaiveDate,
) -> AppResult<Vec<PersonId>> {
    let matched = talents::matched_among(tx, tenant, residents, None).await?;
    let ids: Vec<ResidentId> = matched.iter().map(|talent| talent.resident).collect();
    let records = records::by_ids(tx, tenant, &ids).await?;
    Ok(records.iter().filter(|record| !is_too_young(record, today)).filter_map(|record| record.person).collect())
}
