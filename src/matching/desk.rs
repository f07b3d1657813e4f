//! For staff: the open jobs, and the people on file whom each would fit. Somebody decides about every one of them.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::gather::{COMPARED, Candidate, candidates, compare};
use super::model::{Check, checks, lacks_nothing};
use super::pages::{DeskPage, JobRow, PeoplePage, PersonRow};
use super::urls;
use super::words::{Reader, summary, views};
use crate::access::{Capability, Staff};
use crate::db::{PostingId, ResidentId};
use crate::error::{AppError, AppResult};
use crate::jobs;
use crate::recommendations;
use crate::residents::{Territory, faces};
use crate::staff;
use crate::talents;
use crate::training::queries::public as training;
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
    let mut by_trade: BTreeMap<_, Vec<Candidate>> = BTreeMap::new();
    for job in &open {
        let trade = job.content.trade;
        if let std::collections::btree_map::Entry::Vacant(entry) = by_trade.entry(trade) {
            entry.insert(candidates(&mut tx, tenant.id, trade, territory.buildings(), today).await?);
        }
    }
    drop(tx);
    let row = |job: &jobs::queries::Shown| {
        let people = by_trade.get(&job.content.trade).map(Vec::as_slice).unwrap_or_default();
        let fits = people.iter().filter(|one| lacks_nothing(&checks(&job.content, &one.person))).count();
        JobRow {
            url: urls::posting(tenant, job.id),
            title: job.content.title.clone(),
            employer: job.content.employer.clone(),
            trade: job.content.trade.label(t),
            left: t.jobs.left(job.left.max(0)),
            until: t.jobs.until(text::short_date(context.locale, job.content.valid_until, today)),
            fits: if people.len() == COMPARED {
                t.matching.fits_of_first(fits, COMPARED)
            } else {
                t.matching.fits(fits)
            },
            wished: t.matching.wished(people.len()),
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
    let open = jobs::queries::published(&mut tx, tenant.id, today).await?;
    let job = open.into_iter().find(|job| job.id == path.posting).ok_or(AppError::NotFound)?;
    let territory = Territory::of(&staff, &mut tx, Capability::Talents).await?;
    let found = candidates(&mut tx, tenant.id, job.content.trade, territory.buildings(), today).await?;
    let total = found.len();
    let mut people: Vec<(Candidate, Vec<Check>)> =
        compare(found, &job.content).into_iter().skip(query.from).take(PAGE + 1).collect();
    let has_more = people.len() > PAGE;
    people.truncate(PAGE);
    let ids: Vec<ResidentId> = people.iter().map(|(one, _)| one.talent.resident).collect();
    let faces = faces::some(&staff, &mut tx, &ids).await?;
    let applied = jobs::queries::alive_among(&mut tx, tenant.id, job.id, &ids).await?;
    let recommended = recommendations::queries::alive_among(&mut tx, tenant.id, job.id, &ids).await?;
    let offers = training::offers(&mut tx, tenant.id).await?;
    drop(tx);
    let may_recommend = staff.may(Capability::JobRecords);
    let row = |(one, checks): &(Candidate, Vec<Check>)| {
        let resident = one.talent.resident;
        let face = faces.iter().find(|face| face.id == resident)?;
        let standing = match () {
            () if recommended.contains(&resident) => Some(t.matching.is_recommended),
            () if applied.contains(&resident) => Some(t.matching.has_applied),
            () => None,
        };
        let updated = one.talent.updated_at.with_timezone(&tenant.time_zone).date_naive();
        Some(PersonRow {
            url: talents::urls::talent(tenant, one.talent.id),
            name: face.name.clone(),
            place: face.place.clone(),
            summary: summary(checks, t),
            updated: t.talents.updated_at(text::short_date(context.locale, updated, today)),
            checks: views((&job.content, &one.person), checks, &offers, Reader::Staff, (tenant, context, today)),
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
        order: if total == COMPARED { t.matching.order_of_first(COMPARED) } else { t.matching.order(total) },
        courses_url: staff.may(Capability::Courses).then(|| urls::trade(tenant, job.content.trade)),
        rows: people.iter().filter_map(row).collect(),
        next_url: has_more.then(|| with_params(&base, &[("from", &(query.from + PAGE).to_string())])),
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}
