//! What is compared for one person: with a job that they look at, and with every open one.

use chrono::{DateTime, NaiveDate, Utc};

use super::gather::{self, Candidate};
use super::model::{Open, Person, checks, lessons};
use super::words::{CheckView, CourseView, Reader, course, summary, views};
use crate::db::{PersonId, TenantId, Tx};
use crate::enrolments;
use crate::error::AppResult;
use crate::jobs;
use crate::jobs::Content;
use crate::residents;
use crate::residents::queries::records;
use crate::talents::queries::Liking;
use crate::talents::{self, Talent};
use crate::tenancy::{Feature, Tenant};
use crate::web::Context;

/// Jobs, and courses, that are suggested to one person at most.
const MOST: usize = 10;

/// A job beside what the person who looks at it brings.
pub struct OwnView {
    /// What they may do about their record.
    pub talent_url: String,
    /// None for whoever keeps no record of what they can and would like.
    pub compared: Option<(String, Vec<CheckView>)>,
}

/// A job that would fit somebody.
pub struct SuggestionView {
    /// Its page.
    pub url: String,
    /// What is looked for.
    pub title: String,
    /// Who hires, and what is paid.
    pub note: String,
    /// How much of it fits.
    pub summary: String,
    /// What fits, and what does not.
    pub checks: Vec<CheckView>,
    /// Where staff recommend them, for staff.
    pub recommend_url: Option<String>,
}

/// A course that somebody would like to take.
pub struct LessonView {
    /// The course.
    pub course: CourseView,
    /// Which of their wishes it answers.
    pub note: String,
    /// Where staff enrol them on paper, for staff.
    pub enrol_url: Option<String>,
}

/// What would fit somebody.
#[derive(Default)]
pub struct Suggested {
    /// Open jobs.
    pub jobs: Vec<SuggestionView>,
    /// Courses in which they have no seat and may still ask for one.
    pub courses: Vec<LessonView>,
}

/// A job beside what somebody brings who looks at it; none where they do not live here.
pub async fn own(
    tx: &mut impl Tx,
    (tenant, context): (&Tenant, &Context),
    person: PersonId,
    job: &Content,
    now: DateTime<Utc>,
) -> AppResult<Option<OwnView>> {
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let owned = residents::queries::of_person(tx, person).await?;
    let here: Vec<_> = owned.into_iter().filter(|(of, _)| *of == tenant.id).map(|(_, id)| id).collect();
    let living = records::by_ids(tx, tenant.id, &here).await?.into_iter().find(|record| record.left_on.is_none());
    let Some(record) = living else { return Ok(None) };
    let talent_url = talents::urls::mine(record.id);
    let talent = talents::queries::of_resident(tx, tenant.id, record.id).await?;
    let Some(candidate) = brings(tx, tenant.id, talent, today).await? else {
        return Ok(Some(OwnView { talent_url, compared: None }));
    };
    let open = open_courses(tx, tenant, Reader::Person, now).await?;
    let checks = checks(job, &candidate.person);
    let views = views((job, &candidate.person), &checks, &open, Reader::Person, (tenant, context, today));
    Ok(Some(OwnView { talent_url, compared: Some((summary(&checks, context.t()), views)) }))
}

/// What somebody brings whose record may be seen.
async fn brings(
    tx: &mut impl Tx,
    tenant: TenantId,
    talent: Option<Talent>,
    today: NaiveDate,
) -> AppResult<Option<Candidate>> {
    let seen = talent.filter(|talent| talent.hidden_at.is_none());
    Ok(gather::people(tx, tenant, seen.into_iter().collect(), today).await?.pop())
}

/// The courses that one may enrol in, where this reader can go to them.
async fn open_courses(tx: &mut impl Tx, tenant: &Tenant, reader: Reader, now: DateTime<Utc>) -> AppResult<Vec<Open>> {
    match reader {
        Reader::Person if !tenant.has(Feature::Training) => Ok(Vec::new()),
        Reader::Person | Reader::Staff => gather::open_courses(tx, tenant, now).await,
    }
}

/// The open jobs that somebody would like to do and the courses that they would like to take, for themself; none where they do
/// not agree to be suggested.
pub async fn for_person(
    tx: &mut impl Tx,
    place: (&Tenant, &Context),
    talent: &Talent,
    now: DateTime<Utc>,
) -> AppResult<Suggested> {
    suggest(tx, place, talent, Reader::Person, now).await
}

/// The same, for staff.
pub async fn for_staff(
    tx: &mut impl Tx,
    place: (&Tenant, &Context),
    talent: &Talent,
    now: DateTime<Utc>,
) -> AppResult<Suggested> {
    suggest(tx, place, talent, Reader::Staff, now).await
}

async fn suggest(
    tx: &mut impl Tx,
    (tenant, context): (&Tenant, &Context),
    talent: &Talent,
    reader: Reader,
    now: DateTime<Utc>,
) -> AppResult<Suggested> {
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    if talent.match_since.is_none() {
        return Ok(Suggested::default());
    }
    let Some(candidate) = brings(tx, tenant.id, Some(talent.clone()), today).await? else {
        return Ok(Suggested::default());
    };
    let t = context.t();
    let open = match reader {
        Reader::Person if !tenant.has(Feature::Jobs) => Vec::new(),
        Reader::Person | Reader::Staff => jobs::queries::published(tx, tenant.id, today).await?,
    };
    let courses = open_courses(tx, tenant, reader, now).await?;
    let attended = enrolments::runs_of(tx, tenant.id, &[talent.resident.uuid()]).await?;
    let person: &Person = &candidate.person;
    let jobs = gather::suggestions(open, person).into_iter().take(MOST).map(|(job, checks)| SuggestionView {
        url: match reader {
            Reader::Person => jobs::urls::posting(tenant, job.id),
            Reader::Staff => super::urls::posting(tenant, job.id),
        },
        title: job.content.title.clone(),
        note: format!("{} · {}", job.content.employer, job.content.pay.line(t)),
        summary: summary(&checks, t),
        checks: views((&job.content, person), &checks, &courses, reader, (tenant, context, today)),
        recommend_url: (reader == Reader::Staff)
            .then(|| crate::recommendations::urls::new(tenant, job.id, talent.resident)),
    });
    let wanted = lessons(&courses, (&talent.profile.needs, person));
    let others = wanted.into_iter().filter(|(one, _)| !attended.contains(&one.offer.id));
    let lessons = others.take(MOST).map(|(one, liking)| LessonView {
        course: course(one, reader, (tenant, context, today)),
        note: match (reader, liking) {
            (Reader::Person, Liking::Learn(need)) => t.matching.lesson_mine(need.label(t)),
            (Reader::Staff, Liking::Learn(need)) => t.matching.lesson(need.label(t)),
            (Reader::Person, Liking::Work(trade)) => t.matching.lesson_trade_mine(trade.label(t)),
            (Reader::Staff, Liking::Work(trade)) => t.matching.lesson_trade(trade.label(t)),
        },
        enrol_url: (reader == Reader::Staff)
            .then(|| enrolments::urls::Desk::of_staff(tenant, one.offer.id).paper(talent.resident)),
    });
    Ok(Suggested { jobs: jobs.collect(), courses: lessons.collect() })
}
