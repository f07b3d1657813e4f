//! Several communities together.
//!
//! A sum has in it what is told of each community, and nothing follows from that which is not told anyway. Of a street of
//! small communities that would be next to nothing. So a sum of the newest counts also has in it what some of them tell as
//! few, and nobody learns from it how many there are in any of them:
//!
//! - There are at least two of them under the same tenant. What a district is told is the sum of what its streets are.
//! - Each tells how many its few are a part of. Together they are five and more, and leave out as many; and from what is
//!   known of each, that there are no more than four and somebody in every cohort, none of them follows: there may be one
//!   more or one fewer in each, for which another makes up.
//! - A number that is a part of one of these is in a sum of the same communities where there are five and more of it, and
//!   five and more that it leaves out of the next wider one that is told. Then some have it and some do not in more than one
//!   community: if two of them changed places, every sum and everything else that is told would be as it is.
//! - Which numbers these are follows from what is told and from what they come to, so that it tells nothing more.
//! - A number that is a part of two at once is never one of them: nobody tells how many are in both.
//!
//! A month that is over is told by what is told of each alone: two sums, each of them of no few, may differ by one.

use std::collections::BTreeMap;

use super::market::add_markets;
use super::past::hide;
use super::{Release, Told, ToldMarket};
use crate::db::TenantId;
use crate::figures::cycle::founding::ToldFounding;
use crate::figures::cycle::model::{Cycle, Group, Market, Stage};
use crate::figures::model::percent;
use crate::figures::protect::FEWEST;
use crate::figures::table::Cell;
use crate::values::Trade;

/// How far a sum goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::figures::cycle) struct Extent {
    /// Communities that are not in it: they do not tell theirs.
    pub left_out: usize,
    /// Whether it has in it what some of them tell as few.
    pub has_few: bool,
}

/// What a community puts into a sum.
pub(in crate::figures::cycle) struct Part<'a> {
    pub release: &'a Release,
    /// The count that it is told of, and the tenant right above the community; none where the sum has in it what is told
    /// alone.
    pub counted: Option<(&'a Cycle, Option<TenantId>)>,
}

/// A number of several communities: of each what is told and, where the sum has it in it all the same, what is not. Where
/// nothing is, there is no sum.
pub(in crate::figures::cycle) fn total(parts: impl Iterator<Item = (Cell, Option<i64>)>) -> (Cell, Extent) {
    let (mut sum, mut extent) = (None, Extent::default());
    for (told, untold) in parts {
        match told.shown().or(untold) {
            Some(count) => *sum.get_or_insert(0) += count,
            None => extent.left_out += 1,
        }
        extent.has_few |= told.shown().is_none() && untold.is_some();
    }
    (sum.map_or(Cell::Hidden, Cell::Shown), extent)
}

impl Told {
    /// Several together.
    fn sum(parts: &[(Self, [Option<i64>; Group::ALL.len()])]) -> Self {
        let totals =
            Group::ALL.map(|group| total(parts.iter().map(|(told, untold)| (told.get(group), untold[group as usize]))));
        let share = |stage: Stage| {
            let of = stage.of()?;
            let [(part, parted), (whole, counted)] = [stage.people(), of].map(|group| totals[group as usize]);
            if parted.left_out == 0 && counted.left_out == 0 {
                return part.share_of(whole);
            }
            // Of those alone in which both are told.
            let both = |told: &Self| Some((told.get(stage.people()).shown()?, told.get(of).shown()?));
            let each = parts.iter().filter_map(|(told, _)| both(told));
            let (part, whole) = each.fold((0, 0), |(a, b), (part, whole)| (a + part, b + whole));
            percent(part, whole)
        };
        Self {
            cells: totals.map(|(cell, _)| cell),
            extents: totals.map(|(_, extent)| extent),
            shares: Stage::ALL.map(share),
        }
    }
}

impl Release {
    /// Several communities together. None of none.
    pub fn sum(all: &[Part<'_>]) -> Option<Self> {
        let day = all.iter().map(|part| part.release.day).max()?;
        let untold = people(all);
        let together: Vec<_> = all.iter().zip(untold).map(|(part, untold)| (part.release.together, untold)).collect();
        let mut cohorts: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (cohort, told) in all.iter().flat_map(|part| &part.release.cohorts) {
            cohorts.entry(*cohort).or_default().push((*told, [None; Group::ALL.len()]));
        }
        let trade = |trade: Trade| {
            let each = all.iter().zip(untold_of_trade(all, trade));
            let markets: Vec<_> =
                each.filter_map(|(part, untold)| Some((*part.release.trades.get(&trade)?, untold))).collect();
            (!markets.is_empty()).then(|| (trade, add_markets(&markets)))
        };
        let founding: Vec<_> =
            all.iter().zip(founders(all)).map(|(part, untold)| (part.release.founding, untold)).collect();
        Some(Self {
            day,
            cohorts: cohorts.iter().map(|(cohort, told)| (*cohort, Told::sum(told))).collect(),
            together: Told::sum(&together),
            trades: Trade::ALL.into_iter().filter_map(trade).collect(),
            founding: ToldFounding::sum(&founding),
        })
    }

    /// What an earlier month of several communities came to beside a later one, each as (later, earlier): of a number what
    /// those told of it that tell it in both; none of it where one tells it in one of them alone. None of none.
    pub fn sum_beside(months: &[(&Self, &Self)]) -> Option<Self> {
        let day = months.iter().map(|(_, earlier)| earlier.day).max()?;
        let together = |group: Group| {
            let cells = months.iter().map(|(later, earlier)| (later.together.get(group), earlier.together.get(group)));
            add_alike(cells)
        };
        let trade = |trade: Trade| {
            let both =
                months.iter().map(|(later, earlier)| Some((later.trades.get(&trade)?, earlier.trades.get(&trade)?)));
            Some((trade, add_markets_alike(&both.collect::<Option<Vec<_>>>()?)))
        };
        let founding = months.iter().map(|(later, earlier)| later.founding.zip(earlier.founding));
        let founding = founding.collect::<Option<Vec<_>>>().map(|both| {
            let cell = |of: fn(&ToldFounding) -> Cell| add_alike(both.iter().map(|(now, then)| (of(now), of(then))));
            ToldFounding::new(cell(|one| one.open), cell(|one| one.founded))
        });
        Some(Self {
            day,
            cohorts: BTreeMap::new(),
            together: Told::each(together),
            trades: Trade::ALL.into_iter().filter_map(trade).collect(),
            founding,
        })
    }

    /// An earlier month of the same communities, as far as this sum can be held against it: not where this has in it what
    /// some of them tell as few.
    pub fn held_against(&self, earlier: Self) -> Self {
        let trade = |(trade, told): (Trade, ToldMarket)| {
            let extents = self.trades.get(&trade).map(ToldMarket::extents);
            (
                trade,
                extents.map_or(told, |[_, requests, on_file, training, ready, ..]| ToldMarket {
                    requests: hide(told.requests, requests.has_few),
                    on_file: hide(told.on_file, on_file.has_few),
                    training: hide(told.training, training.has_few),
                    ready: hide(told.ready, ready.has_few),
                    ..told
                }),
            )
        };
        let founding = earlier.founding.map(|told| {
            let [open, founded] = self.founding.map_or([Extent::default(); 2], |sum| sum.extents);
            ToldFounding::new(hide(told.open, open.has_few), hide(told.founded, founded.has_few))
        });
        Self {
            day: earlier.day,
            cohorts: earlier.cohorts,
            together: Told::each(|group| hide(earlier.together.get(group), self.together.extent(group).has_few)),
            trades: earlier.trades.into_iter().map(trade).collect(),
            founding,
        }
    }
}

/// Numbers that a sum may have in it where they are few, each with the one that it is a part of; the wider ones first.
type Tree = [(usize, Option<usize>)];

/// The people: in every cohort there is somebody, and where there are no cohorts nobody.
fn people(all: &[Part<'_>]) -> Vec<[Option<i64>; Group::ALL.len()]> {
    let branch = |group: Group| match group.within() {
        [] => Some((group as usize, None)),
        [whole] => Some((group as usize, Some(*whole as usize))),
        _ => None,
    };
    let tree: Vec<_> = Group::ALL.into_iter().filter_map(branch).collect();
    let told = |release: &Release| Some(Group::ALL.map(|group| release.together.get(group)));
    untold(all, &tree, told, |cycle| {
        let (sum, cohorts) = (cycle.sum(), i64::try_from(cycle.cohorts.len()).unwrap_or(i64::MAX));
        (cohorts > 0).then(|| (Group::ALL.map(|group| sum.get(group)), cohorts))
    })
}

/// A trade: who is ready is on file.
fn untold_of_trade(all: &[Part<'_>], trade: Trade) -> Vec<[Option<i64>; 4]> {
    let tree = [(0, None), (1, None), (2, None), (3, Some(1))];
    let counts = |market: &Market| ([market.requests, market.on_file, market.training, market.ready], 0);
    let told = |release: &Release| release.trades.get(&trade).map(ToldMarket::counts);
    untold(all, &tree, told, |cycle| cycle.trades.get(&trade).map(counts))
}

/// Who begins a business.
fn founders(all: &[Part<'_>]) -> Vec<[Option<i64>; 2]> {
    let told = |release: &Release| release.founding.map(|told| [told.open, told.founded]);
    untold(all, &[(0, None), (1, None)], told, |cycle| {
        cycle.founding.as_ref().map(|counted| ([counted.open, counted.founded], 0))
    })
}

/// A community among those of which a sum is made.
struct Community<const N: usize> {
    at: usize,
    told: [Cell; N],
    counted: [i64; N],
    /// How many there are at least of a number that is a part of none, as everybody knows.
    least: i64,
}

/// Of each community what a sum has in it of what it tells as few.
fn untold<const N: usize>(
    all: &[Part<'_>],
    tree: &Tree,
    told: impl Fn(&Release) -> Option<[Cell; N]>,
    counted: impl Fn(&Cycle) -> Option<([i64; N], i64)>,
) -> Vec<[Option<i64>; N]> {
    let mut untold = vec![[None; N]; all.len()];
    let mut below: BTreeMap<Option<TenantId>, Vec<Community<N>>> = BTreeMap::new();
    for (at, part) in all.iter().enumerate() {
        let Some((cycle, above)) = part.counted else { continue };
        if let Some((told, (counted, least))) = told(part.release).zip(counted(cycle)) {
            below.entry(above).or_default().push(Community { at, told, counted, least });
        }
    }
    for communities in below.values() {
        for (top, whole) in tree {
            let tells = |one: &Community<N>| whole.is_none_or(|whole| one.told[whole].shown().is_some());
            let few = communities.iter().filter(|one| one.told[*top] == Cell::Few && tells(one));
            let few: Vec<&Community<N>> = few.collect();
            for column in safe(&few, tree, (*top, *whole)) {
                for one in &few {
                    untold[one.at][column] = Some(one.counted[column]);
                }
            }
        }
    }
    untold
}

/// Of some communities that tell a number as few, and what it is a part of: this and the narrower ones that may be in a sum.
fn safe<const N: usize>(few: &[&Community<N>], tree: &Tree, (top, whole): (usize, Option<usize>)) -> Vec<usize> {
    let sum = |column: usize| few.iter().map(|one| one.counted[column]).sum::<i64>();
    let together = sum(top);
    let least: Vec<i64> = few.iter().map(|one| if whole.is_none() { one.least } else { 0 }).collect();
    let leaves_few = whole.is_some_and(|whole| sum(whole) - together < FEWEST);
    if few.len() < 2 || together < FEWEST || leaves_few || !is_open(&least, together) {
        return Vec::new();
    }
    // How many there are in the narrowest number that is told and is this one, or has it as a part.
    let mut told = BTreeMap::from([(top, together)]);
    let mut safe = vec![top];
    for (column, whole) in tree {
        let Some(wider) = whole.and_then(|whole| told.get(&whole).copied()) else { continue };
        let people = sum(*column);
        if people >= FEWEST && wider - people >= FEWEST {
            safe.push(*column);
            told.insert(*column, people);
        } else {
            told.insert(*column, wider);
        }
    }
    safe
}

/// Whether none of some counts, each few and no fewer than is known, follows from what they come to together.
fn is_open(least: &[i64], together: i64) -> bool {
    let most = FEWEST - 1;
    let (known, room): (i64, i64) = (least.iter().sum(), least.iter().map(|_| most).sum());
    least.iter().filter(|least| **least < most).all(|least| {
        let lowest = (*least).max(together - (room - most));
        let highest = most.min(together - (known - least));
        lowest < highest
    })
}

/// The earlier of (later, earlier) together, where each tells both or neither.
fn add_alike(cells: impl Iterator<Item = (Cell, Cell)> + Clone) -> Cell {
    let is_alike = cells.clone().all(|(later, earlier)| later.shown().is_some() == earlier.shown().is_some());
    if is_alike { total(cells.map(|(_, earlier)| (earlier, None))).0 } else { Cell::Hidden }
}

fn add_markets_alike(months: &[(&ToldMarket, &ToldMarket)]) -> ToldMarket {
    let cell = |of: fn(&ToldMarket) -> Cell| add_alike(months.iter().map(|(later, earlier)| (of(later), of(earlier))));
    ToldMarket {
        openings: months.iter().map(|(_, earlier)| earlier.openings).sum(),
        requests: cell(|one| one.requests),
        on_file: cell(|one| one.on_file),
        training: cell(|one| one.training),
        ready: cell(|one| one.ready),
        gap: cell(|one| one.gap),
        later: cell(|one| one.later),
        extents: [Extent::default(); 7],
    }
}

#[cfg(test)]
#[path = "sum_tests.rs"]
mod tests;
