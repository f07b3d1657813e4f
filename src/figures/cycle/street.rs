//! The loops of the communities below a street, side by side and together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::desk::{self, DeskQuery};
use super::model::Cycle;
use super::months::{self, Month};
use super::pages::{LoopPage, RowView, TableView, rates, stage_columns, told_stages};
use super::release::{Part, Release};
use super::{charts, queries, urls};
use crate::access::Staff;
use crate::error::AppResult;
use crate::tenancy::Tenant;
use crate::web::text;

/// What is told of the communities below: those that have counted themselves, and the others.
pub(super) struct Known {
    counted: Vec<Counted>,
    uncounted: Vec<Arc<Tenant>>,
    /// From which day on their months are told. What was counted before it stands for those in which nobody counted.
    since: NaiveDate,
}

/// A community that has counted itself.
struct Counted {
    community: Arc<Tenant>,
    /// What is told of its months, the newest last.
    months: Vec<Release>,
    /// What it has counted last: a sum may have more of it in it than is told of it alone.
    newest: Cycle,
}

/// A community as it was known at the end of a month.
pub(super) struct Line<'a> {
    pub community: &'a Tenant,
    pub release: &'a Release,
    newest: &'a Cycle,
    /// All its months.
    months: &'a [Release],
    /// The month whose end it is.
    month: Month,
}

impl Line<'_> {
    /// What is told of it of the month before; none where it did not count itself in both.
    fn before(&self) -> Option<&Release> {
        (self.release.month() == self.month).then(|| months::before(self.months, self.release))?
    }
}

impl Known {
    /// The months in which any of them counted itself, the newest last; the newest stays however long ago it was.
    pub fn months(&self) -> Vec<Month> {
        let months: BTreeSet<Month> =
            self.counted.iter().flat_map(|one| one.months.iter().map(Release::month)).collect();
        let (since, newest) = (Month::of(self.since), months.last().copied());
        months.into_iter().filter(|month| *month >= since || Some(*month) == newest).collect()
    }

    /// Each of them at the end of a month; without those that had not counted themselves yet.
    pub fn at(&self, month: Month) -> Vec<Line<'_>> {
        let counted = self.counted.iter();
        counted
            .filter_map(|one| {
                let release = months::at(&one.months, month)?;
                Some(Line { community: &one.community, release, newest: &one.newest, months: &one.months, month })
            })
            .collect()
    }

    /// All of them together at the end of a month; none of none. Of cohorts, and of what communities tell as few, only
    /// the newest month tells: in another those alone would who have not counted themselves since.
    pub fn sum(&self, month: Month) -> Option<Release> {
        let is_newest = self.months().last() == Some(&month);
        let lines = self.at(month);
        let parts = lines.iter().map(|line| Part {
            release: line.release,
            counted: is_newest.then_some((line.newest, line.community.parent)),
        });
        let sum = Release::sum(&parts.collect::<Vec<_>>())?;
        Some(if is_newest { sum } else { Release { cohorts: BTreeMap::new(), ..sum } })
    }
}

/// What an earlier month of the same communities came to, as far as it can be held against this one.
fn sum_of<'a>(lines: &'a [Line<'a>], earlier: impl Fn(&'a Line<'a>) -> Option<&'a Release>) -> Option<Release> {
    let both = lines.iter().map(|line| Some((line.release, earlier(line)?)));
    Release::sum_beside(&both.collect::<Option<Vec<_>>>()?)
}

/// Reads what the communities below a street have counted.
pub(super) async fn read(staff: &Staff, street: &Tenant) -> AppResult<Known> {
    let mut tx = staff.read().await?;
    let mut cycles = queries::below(&mut tx, street.id, &months::ends(staff.today()?)).await?;
    drop(tx);
    let since = months::since(staff.today()?);
    let mut known = Known { counted: Vec::new(), uncounted: Vec::new(), since };
    for community in staff.state().platform().communities_below(street.id) {
        let community = community.clone();
        let cycles = cycles.remove(&community.id).unwrap_or_default();
        let months = Release::months(&cycles, false);
        match cycles.into_iter().next_back() {
            Some(newest) => known.counted.push(Counted { community, months, newest }),
            None => known.uncounted.push(community),
        }
    }
    Ok(known)
}

pub(super) async fn page(staff: &Staff, query: &DeskQuery) -> AppResult<LoopPage> {
    let (street, context) = (staff.tenant()?, staff.context());
    let (t, today) = (context.t(), staff.today()?);
    let known = read(staff, street).await?;
    let uncounted = known.uncounted.iter().map(|community| community.name.clone()).collect();
    let blank = LoopPage { uncounted, is_guarded: true, is_of_several: true, ..desk::blank(staff, street) };
    let counted = known.months();
    let Some(month) = Month::asked(&counted, &query.month) else { return Ok(blank) };
    let Some(sum) = known.sum(month) else { return Ok(blank) };
    let lines = known.at(month);
    let before = sum_of(&lines, Line::before).map(|before| sum.held_against(before));
    let before = before.as_ref();
    let row = |line: &Line<'_>| RowView {
        url: Some(urls::desk(line.community)),
        day: t.figures.counted_on(text::short_date(context.locale, line.release.day, today)),
        ..RowView::stages(
            line.community.name.clone(),
            &line.release.together,
            line.before().map(|before| &before.together),
            t,
        )
    };
    let together = RowView::stages(t.figures.sum.to_owned(), &sum.together, before.map(|before| &before.together), t);
    let communities = TableView {
        id: "communities",
        title: t.cycle.communities,
        head: t.figures.community,
        columns: stage_columns(t),
        rows: lines.iter().map(row).chain([together]).collect(),
    };
    let founding = |line: &Line<'_>| {
        let before = line.before().and_then(|before| before.founding);
        RowView {
            url: Some(urls::desk(line.community)),
            ..RowView::founding(line.community.name.clone(), line.release.founding, before, t)
        }
    };
    let founded_before = before.and_then(|before| before.founding);
    let founders = lines
        .iter()
        .map(founding)
        .chain([RowView::founding(t.figures.sum.to_owned(), sum.founding, founded_before, t)])
        .collect();
    // A month that is over tells of no cohorts.
    let cohorts = (!sum.cohorts.is_empty()).then(|| desk::cohorts(&sum, before, t));
    let trend = months::drawn(&counted, month).into_iter().map(|month| {
        let then = sum_of(&lines, |line| months::at(line.months, month));
        (month, then.map(|then| then.together))
    });
    Ok(LoopPage {
        months: desk::options(&counted, context),
        month: month.code(),
        day: Some(t.cycle.counted_by(text::short_date(context.locale, sum.day, today))),
        round: Some(charts::round(&sum, context)?),
        arrows: charts::arrows(&sum.together, t),
        way: Some(charts::way(&sum.together, t.cycle.everybody, context)?),
        reached: told_stages(&sum.together, before.map(|before| &before.together), t),
        rates: rates(&sum.together, t),
        trend: charts::trend(&trend.collect::<Vec<_>>(), context)?,
        market: charts::market(&charts::drawn(&sum.trades), context)?,
        stages: [communities].into_iter().chain(cohorts).chain([desk::founders(founders, t)]).collect(),
        trades: Some(desk::trades(&sum, before, t)),
        ..blank
    })
}
