//! For staff: the open jobs, and the people on file whom each would fit. Somebody decides about every one of them.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::gather::{Candidate, Candidates, candidates, compare, open_courses};
use super::model::{Check, checks, lacks_nothing};
use super::pages::{DeskPage, JobRow, PeoplePage, PersonRow};
use super::urls;
use super::words::{Reader, summary, views};
use crate::access::{Capability, Staff};
use crate::db::{PostingId, ResidentId};
use crate::error::{AppError, AppResult};
use crate::jobs;
use crate::recommendations;
use crate::residents::{self, Territory, faces};
use crate::staff;
use crate::talents;
use crate::web::extract::{Path, Query};
use crate::web::{Nav, Page, flashed, text, with_params};

/// People on one page.
const PAGE: usize = 30;

pub(super) fn page(staff: &Staff, title: impl Into<String>) -> Page {
    Page::new(staff.state(), staff.context(), staff.viewer(), staff.flash(), title).at(Nav::Console).unlisted()
}

pub(super) async fn list(staff: Staff) -> AppResult<Response> {
    let (tenant, context, today) = (staff.tenant()?, staff.context(), staff.today()?);
    let t = context.t();
    let mut tx = staff.read().await?;
    let territory = Territory::of(&staff, &mut tx, Capability::Talents).await?;
    let open = jobs::queries::published(&mut tx, tenant.id, today).await?;
    let mut by_trade: BTreeMap<_, Candidates> = BTreeMap::new();
    for job in &open {
        let trade = job.content.trade;
        if let std::collections::btree_map::Entry::Vacant(entry) = by_trade.entry(trade) {
            entry.insert(candidates(&mut tx, tenant.id, trade, territory.buildings(), today).await?);
        }
    }
    drop(tx);
    let row = |job: &jobs::queries::Shown| {
        let found = by_trade.get(&job.content.trade);
        let people = found.map(|found| &found.people[..]).unwrap_or_default();
        let is_cut = found.is_some_and(|found| found.is_cut);
        let fits = people.iter().filter(|one| lacks_nothing(&checks(&job.content, &one.person))).count();
        JobRow {
            url: urls::posting(tenant, job.id),
            title: job.content.title.clone(),
            employer: job.content.employer.clone(),
            trade: job.content.trade.label(t),
            left: t.jobs.left(job.left.max(0)),
            until: t.jobs.until(text::short_date(context.locale, job.content.valid_until, today)),
            fits: if is_cut { t.matching.fits_of_first(people.len(), fits) } else { t.matching.fits(fits) },
            wished: (!is_cut).then(|| t.matching.wished(people.len())),
            has_any: fits > 0,
        }
    };
    let template = DeskPage {
        page: page(&staff, t.matching.title),
        console_url: staff::urls::console(tenant),
        courses_url: staff.may(Capability::Courses).then(|| urls::courses(tenant)),
        recommendations_url: staff.may(Capability::JobRecords).then(|| recommendations::urls::desk(tenant)),
        jobs_url: jobs::urls::desk(tenant, None),
        rows: open.iter().map(row).collect(),
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

/// The path of a job.
#[derive(Deserialize)]
pub(super) struct JobPath {
    posting: PostingId,
}

/// From which one on.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PeopleQuery {
    from: usize,
}

pub(super) async fn show(
    staff: Staff,
    Path(path): Path<JobPath>,
    Query(query): Query<PeopleQuery>,
) -> AppResult<Response> {
    let (tenant, context, today) = (staff.tenant()?, staff.context(), staff.today()?);
    let t = context.t();
    let mut tx = staff.read().await?;
    let job = jobs::queries::shown(&mut tx, tenant.id, path.posting).await?;
    let is_open = |job: &jobs::queries::Shown| job.status.on(today, job.content.valid_until) == jobs::Status::Published;
    let job = job.filter(is_open).ok_or(AppError::NotFound)?;
    let territory = Territory::of(&staff, &mut tx, Capability::Talents).await?;
    let found = candidates(&mut tx, tenant.id, job.content.trade, territory.buildings(), today).await?;
    let total = found.people.len();
    let order = if found.is_cut { t.matching.order_of_first(total) } else { t.matching.order(total) };
    let mut people: Vec<(Candidate, Vec<Check>)> =
        compare(found.people, &job.content).into_iter().skip(query.from).take(PAGE + 1).collect();
    let has_more = people.len() > PAGE;
    people.truncate(PAGE);
    let ids: Vec<ResidentId> = people.iter().map(|(one, _)| one.talent.resident).collect();
    let faces = faces::some(&staff, &mut tx, &ids).await?;
    // What became of a record that turned out to be theirs is theirs.
    let families = residents::queries::families(&mut tx, tenant.id, &ids).await?;
    let members: Vec<ResidentId> = families.iter().map(|(_, member)| *member).collect();
    let applied = jobs::queries::alive_among(&mut tx, tenant.id, job.id, &members).await?;
    let recommended = recommendations::queries::alive_among(&mut tx, tenant.id, job.id, &members).await?;
    let open = open_courses(&mut tx, tenant, staff.now()).await?;
    drop(tx);
    let may_recommend = staff.may(Capability::JobRecords);
    let row = |(one, checks): &(Candidate, Vec<Check>)| {
        let resident = one.talent.resident;
        let face = faces.iter().find(|face| face.id == resident)?;
        let is_among = |found: &[ResidentId]| families.iter().any(|(of, id)| *of == resident && found.contains(id));
        let standing = match () {
            () if is_among(&recommended) => Some(t.matching.is_recommended),
            () if is_among(&applied) => Some(t.matching.has_applied),
            () => None,
        };
        let updated = one.talent.updated_at.with_timezone(&tenant.time_zone).date_naive();
        Some(PersonRow {
            url: talents::urls::talent(tenant, one.talent.id),
            name: face.name.clone(),
            place: face.place.clone(),
            summary: summary(checks, t),
            updated: t.talents.updated_at(text::short_date(context.locale, updated, today)),
            checks: views((&job.content, &one.person), checks, &open, Reader::Staff, (tenant, context, today)),
            recommend_url: (may_recommend && standing.is_none())
                .then(|| recommendations::urls::new(tenant, job.id, resident)),
            standing,
        })
    };
    let base = urls::posting(tenant, job.id);
    let template = PeoplePage {
        page: page(&staff, t.matching.people_for(&job.content.title)),
        console_url: staff::urls::console(tenant),
        desk_url: urls::desk(tenant),
        job_url: jobs::urls::draft(tenant, None, job.id),
        employer: job.content.employer.clone(),
        pay: job.content.pay.line(t),
        order,
        courses_url: staff.may(Capability::Courses).then(|| urls::trade(tenant, job.content.trade)),
        rows: people.iter().filter_map(row).collect(),
        next_url: has_more.then(|| with_params(&base, &[("from", &(query.from + PAGE).to_string())])),
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}
