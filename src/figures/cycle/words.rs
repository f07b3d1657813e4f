//! Numbers of the loop in words.

use chrono::{Datelike, NaiveDate};

use super::founding::ToldFounding;
use super::model::Stage;
use super::release::Told;
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

/// A stage's people, and its share where that is told.
pub(super) fn stage(told: &Told, stage: Stage, t: &Messages) -> String {
    let people = people(told.get(stage.people()), t);
    match told.share(stage) {
        Some(share) => format!("{people} · {}", t.figures.percent(share)),
        None => people,
    }
}

/// So many of so many, and the share; a mark where any of it is not told.
pub(super) fn part(told: &Told, stage: Stage, t: &Messages) -> String {
    let parts = || Some((told.get(stage.people()).shown()?, told.get(stage.of()?).shown()?, told.share(stage)?));
    parts().map_or_else(
        || t.figures.hidden.to_owned(),
        |(part, whole, share)| t.cycle.part(whole, part, t.figures.percent(share)),
    )
}
