//! The loop of an organization's own: how far those get whom it taught or who practised with it, and what came of its
//! postings, in each community that it serves.

mod model;
mod queries;

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;

use self::model::{Group, Postings, ToldOwn};
use super::pages::{Figure, OwnLoopPage, OwnPart, RowView, TableView};
use super::release::Release;
use super::words;
use crate::access::OrgMember;
use crate::error::AppResult;
use crate::figures::pages::CellView;
use crate::tenancy::Tenant;
use crate::ui::{Bar, Bars, Chart, Tone};
use crate::web::{Context, Desk, Messages, Page, flashed};
use crate::{admissions, jobs, training};

/// What an organization is told of its own in a community.
struct Known {
    tenant: Arc<Tenant>,
    people: Vec<ToldOwn>,
    postings: Option<Postings>,
}

pub(super) async fn show(member: OrgMember) -> AppResult<Response> {
    let (org, context) = (member.org(), member.context());
    let t = context.t();
    let mut tx = member.read_org().await?;
    let mut records = admissions::queries::of_org(&mut tx, org).await?;
    drop(tx);
    // Whoever has left a community reads nothing more of it.
    records.retain(|record| record.status.is_in());
    let platform = member.state().platform();
    let mut known = Vec::new();
    for tenant in records.iter().filter_map(|record| platform.by_id(record.tenant)) {
        known.push(read(&member, tenant).await?);
    }
    let parts = [people(&known, true, context)?, people(&known, false, context)?, postings(&known, t)];
    let template = OwnLoopPage {
        page: Page::of_workspace(&member, t.cycle.own, Desk::Training),
        serves: !known.is_empty(),
        parts: parts.into_iter().flatten().collect(),
        communities_url: admissions::urls::applications(org),
        courses_url: training::urls::courses(org),
        jobs_url: jobs::urls::org_desk(org),
    };
    flashed(member.flash(), StatusCode::OK, &template)
}

async fn read(member: &OrgMember, tenant: Arc<Tenant>) -> AppResult<Known> {
    let (org, today) = (member.org(), member.now().with_timezone(&tenant.time_zone).date_naive());
    // How somebody fared elsewhere is in the community's records: from here, only numbers leave them.
    let mut tx = member.read_at(tenant.id).await?;
    let own = model::settled(&queries::people(&mut tx, (tenant.id, tenant.time_zone), org, today).await?);
    let postings = queries::postings(&mut tx, tenant.id, org).await?;
    let everybody = super::queries::latest(&mut tx, tenant.id, today).await?;
    drop(tx);
    let everybody = everybody.map(|cycle| Release::guarded(&cycle).together);
    Ok(Known { tenant, people: model::tell(&own, everybody.as_ref()), postings })
}

/// Those whom it taught, or those who only practised with it; none where there are none.
fn people(known: &[Known], is_taught: bool, context: &Context) -> AppResult<Option<OwnPart>> {
    let t = context.t();
    let told = |one: &Known| one.people.iter().find(|told| told.is_taught == is_taught).copied();
    let rows: Vec<(&Tenant, ToldOwn)> = known.iter().filter_map(|one| Some((&*one.tenant, told(one)?))).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let cell = |told: &ToldOwn, group: Group| CellView {
        label: group.label(t),
        text: words::bare(told.get(group), t),
        notes: Vec::new(),
    };
    let row = |(tenant, told): &(&Tenant, ToldOwn)| RowView {
        name: tenant.name.clone(),
        url: None,
        day: String::new(),
        cells: Group::SHOWN.map(|group| cell(told, group)).into(),
    };
    let (id, title) = if is_taught { ("taught", t.cycle.own_taught) } else { ("practised", t.cycle.own_practised) };
    let figures: AppResult<Vec<Figure>> = rows.iter().map(|(tenant, told)| figure(tenant, told, context)).collect();
    let table = TableView {
        id,
        title,
        head: t.figures.community,
        columns: Group::SHOWN.map(|group| group.label(t)).into(),
        rows: rows.iter().map(row).collect(),
    };
    Ok(Some(OwnPart { table, figures: figures? }))
}

/// How far those of a community got.
fn figure(tenant: &Tenant, told: &ToldOwn, context: &Context) -> AppResult<Figure> {
    let t = context.t();
    let number = |group: Group| words::people(told.get(group), t);
    let bars = |group: Group| Bars {
        label: group.label(t).to_owned(),
        bars: vec![Bar { tone: Tone::Supply, length: told.get(group).shown(), text: number(group) }],
    };
    let each = Group::SHOWN.map(|group| format!("{} {}", group.label(t), number(group)));
    Ok(Figure {
        id: "way",
        title: tenant.name.clone(),
        alt: t.cycle.way_alt(&tenant.name, each.join(t.time.list_separator)),
        chart: Chart::bars(context.elder, &Group::SHOWN.map(bars))?,
    })
}

/// What came of its postings; none where it has published none.
fn postings(known: &[Known], t: &Messages) -> Option<OwnPart> {
    let columns = [t.cycle.openings, t.cycle.own_applied, t.cycle.hired, t.cycle.retained];
    let row = |(tenant, postings): (&Tenant, &Postings)| {
        let numbers = [postings.openings, postings.applied, postings.hired, postings.retained];
        let cells = columns.into_iter().zip(numbers);
        let cells = cells.map(|(label, number)| CellView { label, text: number.to_string(), notes: Vec::new() });
        RowView { name: tenant.name.clone(), url: None, day: String::new(), cells: cells.collect() }
    };
    let rows: Vec<RowView> =
        known.iter().filter_map(|one| Some((&*one.tenant, one.postings.as_ref()?))).map(row).collect();
    let table = TableView {
        id: "postings",
        title: t.cycle.own_postings,
        head: t.figures.community,
        columns: columns.into(),
        rows,
    };
    (!table.rows.is_empty()).then(|| OwnPart { table, figures: Vec::new() })
}
