//! Numbers of the loop in words.

use chrono::{Datelike, NaiveDate};

use super::founding::ToldFounding;
use super::model::Stage;
use super::release::{Extent, Told};
use crate::figures::table::Cell;
use crate::web::Messages;

/// The quarter in which a cohort came on file.
pub(super) fn cohort(first: NaiveDate, t: &Messages) -> String {
    t.cycle.quarter(first.year(), first.month0() / 3 + 1)
}

/// A number alone, as a file has it.
pub(super) fn bare(cell: Cell, t: &Messages) -> String {
    match cell {
        Cell::Shown(count) => count.to_string(),
        Cell::Few => t.figures.few.to_owned(),
        Cell::Hidden => t.figures.hidden.to_owned(),
    }
}

/// How many begin a business and how many have, as a file has it; where they were not counted yet, that.
pub(super) fn founding(told: Option<ToldFounding>, t: &Messages) -> [String; 2] {
    told.map_or_else(
        || [t.cycle.not_counted, t.cycle.not_counted].map(str::to_owned),
        |told| [told.open, told.founded].map(|cell| bare(cell, t)),
    )
}

/// How those have changed since the month before.
pub(super) fn founding_change(
    told: Option<ToldFounding>,
    before: Option<ToldFounding>,
    t: &Messages,
) -> [Option<String>; 2] {
    let of = |of: fn(&ToldFounding) -> Cell| change(told.as_ref().map(of)?, before.as_ref().map(of), t);
    [of(|one| one.open), of(|one| one.founded)]
}

/// So many people.
pub(super) fn people(cell: Cell, t: &Messages) -> String {
    cell.shown().map_or_else(|| bare(cell, t), |count| t.cycle.people(count))
}

/// How a number has changed since the month before; none where either is not told.
pub(super) fn change(now: Cell, before: Option<Cell>, t: &Messages) -> Option<String> {
    let change = now.shown()? - before?.shown()?;
    Some(match change {
        0 => t.cycle.change_none.to_owned(),
        1.. => t.cycle.change_more(change),
        _ => t.cycle.change_less(-change),
    })
}

/// How many communities a sum goes without; none where it goes without none, or tells nothing.
pub(super) fn without(sum: Cell, extent: Extent, t: &Messages) -> Option<String> {
    let count = left_out(sum, extent)?;
    Some(t.cycle.without(count))
}

/// The same as a number.
pub(super) fn left_out(sum: Cell, extent: Extent) -> Option<i64> {
    sum.shown()?;
    i64::try_from(extent.left_out).ok().filter(|count| *count > 0)
}

/// A stage's people, and its share where that is told.
pub(super) fn stage(told: &Told, stage: Stage, t: &Messages) -> String {
    let people = people(told.get(stage.people()), t);
    match told.share(stage) {
        Some(share) => format!("{people} · {}", t.figures.percent(share)),
        None => people,
    }
}

/// Whether a stage and what it is divided by are of as many communities.
pub(super) fn is_of_the_same(told: &Told, stage: Stage) -> bool {
    let left_out = |group| told.extent(group).left_out;
    stage.of().is_none_or(|of| left_out(stage.people()) == left_out(of))
}

/// So many of so many, and the share; a mark where any of it is not told. Of sums that go without other communities the
/// share is of those that tell both.
pub(super) fn part(told: &Told, stage: Stage, t: &Messages) -> String {
    let parts = || {
        let (people, of) = (stage.people(), stage.of()?);
        let share = t.figures.percent(told.share(stage)?);
        let (part, whole) = (told.get(people).shown()?, told.get(of).shown()?);
        Some(if is_of_the_same(told, stage) { t.cycle.part(whole, part, share) } else { share })
    };
    parts().unwrap_or_else(|| t.figures.hidden.to_owned())
}
