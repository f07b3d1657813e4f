//! The loops of the communities below a street, side by side and together.

use std::sync::Arc;

use super::desk;
use super::pages::{LoopPage, RowView, TableView, rates, stage_columns, told_stages};
use super::release::Release;
use super::{charts, queries, urls};
use crate::access::Staff;
use crate::error::AppResult;
use crate::tenancy::Tenant;
use crate::web::text;

/// What is told of the communities below: those that have counted themselves, and the others.
pub(super) struct Known {
    pub counted: Vec<(Arc<Tenant>, Release)>,
    pub uncounted: Vec<Arc<Tenant>>,
}

impl Known {
    /// All of them together; none where none has counted.
    pub fn sum(&self) -> Option<Release> {
        Release::sum(&self.counted.iter().map(|(_, release)| release.clone()).collect::<Vec<_>>())
    }
}

/// Reads what the communities below a street have counted.
pub(super) async fn read(staff: &Staff, street: &Tenant) -> AppResult<Known> {
    let mut tx = staff.read().await?;
    let mut cycles = queries::below(&mut tx, street.id, staff.today()?).await?;
    drop(tx);
    let mut known = Known { counted: Vec::new(), uncounted: Vec::new() };
    for community in staff.state().platform().communities_below(street.id) {
        match cycles.remove(&community.id) {
            Some(cycle) => known.counted.push((community.clone(), Release::guarded(&cycle))),
            None => known.uncounted.push(community.clone()),
        }
    }
    Ok(known)
}

pub(super) async fn page(staff: &Staff) -> AppResult<LoopPage> {
    let (street, context) = (staff.tenant()?, staff.context());
    let (t, today) = (context.t(), staff.today()?);
    let known = read(staff, street).await?;
    let uncounted = known.uncounted.iter().map(|community| community.name.clone()).collect();
    let blank = LoopPage { uncounted, is_guarded: true, ..desk::blank(staff, street) };
    let Some(sum) = known.sum() else { return Ok(blank) };
    let row = |(community, release): &(Arc<Tenant>, Release)| RowView {
        url: Some(urls::desk(community)),
        day: t.figures.counted_on(text::short_date(context.locale, release.day, today)),
        ..RowView::stages(community.name.clone(), &release.together, t)
    };
    let communities = TableView {
        id: "communities",
        title: t.cycle.communities,
        head: t.figures.community,
        columns: stage_columns(t),
        rows: known
            .counted
            .iter()
            .map(row)
            .chain([RowView::stages(t.figures.sum.to_owned(), &sum.together, t)])
            .collect(),
    };
    let founding = |(community, release): &(Arc<Tenant>, Release)| RowView {
        url: Some(urls::desk(community)),
        ..RowView::founding(community.name.clone(), release.founding, t)
    };
    let founders = known
        .counted
        .iter()
        .map(founding)
        .chain([RowView::founding(t.figures.sum.to_owned(), sum.founding, t)])
        .collect();
    Ok(LoopPage {
        day: Some(t.cycle.counted_by(text::short_date(context.locale, sum.day, today))),
        round: Some(charts::round(&sum, context)?),
        arrows: charts::arrows(&sum.together, t),
        way: Some(charts::way(&sum.together, t.cycle.everybody, context)?),
        reached: told_stages(&sum.together, t),
        rates: rates(&sum.together, t),
        market: charts::market(&sum.trades, context)?,
        stages: vec![communities, desk::cohorts(&sum, t), desk::founders(founders, t)],
        trades: Some(desk::trades(&sum, t)),
        ..blank
    })
}
