//! What is told of a trade.

use super::{Extent, total};
use crate::figures::cycle::model::{Market, gap};
use crate::figures::protect::FEWEST;
use crate::figures::table::Cell;

/// What is told of a trade. Openings are no people: they are told as they are. Who has looked for it may be few.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ToldMarket {
    pub openings: i64,
    pub requests: Cell,
    pub on_file: Cell,
    pub training: Cell,
    pub ready: Cell,
    /// What is missing, where it is told who is ready.
    pub gap: Cell,
    /// What will be once those who learn it have finished, where it is told who is ready and who learns.
    pub later: Cell,
    /// How far each of its numbers goes where it is a sum, in the order of the columns.
    pub(super) extents: [Extent; 7],
}

impl ToldMarket {
    /// Everything of a trade, for those who see the people's records anyway; for others what tells of no few people.
    pub fn of(market: &Market, is_whole: bool) -> Self {
        if is_whole { whole(market) } else { guarded(market) }
    }

    pub(super) fn new(openings: i64, requests: Cell, [on_file, training, ready]: [Cell; 3]) -> Self {
        // Where nobody is wanted nothing is missing, whoever is ready.
        let missing = |supply: Option<i64>| match supply {
            _ if openings == 0 => Cell::Shown(0),
            Some(supply) => Cell::Shown(gap(openings, supply)),
            None => Cell::Hidden,
        };
        let later = ready.shown().zip(training.shown()).map(|(ready, learners)| ready + learners);
        let (gap, later) = (missing(ready.shown()), missing(later));
        Self { openings, requests, on_file, training, ready, gap, later, extents: [Extent::default(); 7] }
    }

    /// What is counted of it but the openings.
    pub(super) fn counts(&self) -> [Cell; 4] {
        [self.requests, self.on_file, self.training, self.ready]
    }

    /// In the order of the columns.
    pub(in crate::figures::cycle) fn numbers(&self) -> [Cell; 7] {
        [Cell::Shown(self.openings), self.requests, self.on_file, self.training, self.ready, self.gap, self.later]
    }

    /// How far each of them goes where it is a sum.
    pub(in crate::figures::cycle) fn extents(&self) -> [Extent; 7] {
        self.extents
    }

    /// Whether there is anything to say of it.
    pub fn has_any(&self) -> bool {
        self.openings > 0 || self.counts().into_iter().filter_map(Cell::shown).any(|count| count > 0)
    }
}

/// Several together: of each what is told and, in the order of its counts, what the sum has in it all the same.
pub(super) fn add_markets(all: &[(ToldMarket, [Option<i64>; 4])]) -> ToldMarket {
    let counts: [_; 4] =
        std::array::from_fn(|at| total(all.iter().map(|(told, untold)| (told.counts()[at], untold[at]))));
    // Who is ready where it is not told would follow from what is missing there.
    let missing = |of: fn(&ToldMarket) -> Cell| total(all.iter().map(|(told, _)| (of(told), None)));
    let (gap, later) = (missing(|one| one.gap), missing(|one| one.later));
    let [requests, on_file, training, ready] = counts.map(|(cell, _)| cell);
    ToldMarket {
        openings: all.iter().map(|(told, _)| told.openings).sum(),
        requests,
        on_file,
        training,
        ready,
        gap: gap.0,
        later: later.0,
        extents: [Extent::default(), counts[0].1, counts[1].1, counts[2].1, counts[3].1, gap.1, later.1],
    }
}

fn whole(market: &Market) -> ToldMarket {
    let ready = ready(market, false);
    let people = [Cell::Shown(market.on_file), Cell::Shown(market.training), ready];
    ToldMarket::new(market.openings, Cell::Shown(market.requests), people)
}

fn guarded(market: &Market) -> ToldMarket {
    let is_few = |count: i64| count < FEWEST;
    let cell = |count: i64| Cell::of(count, is_few(count));
    let ready = ready(market, is_few(market.ready) || is_few(market.on_file - market.ready));
    ToldMarket::new(market.openings, cell(market.requests), [cell(market.on_file), cell(market.training), ready])
}

/// Who is ready, where they were counted as they are now: beside that, another number would tell of a change that never was.
fn ready(market: &Market, is_hidden: bool) -> Cell {
    market.later.map_or(Cell::Hidden, |_| Cell::of(market.ready, is_hidden))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Openings, requests, who is on file, who learns and who is ready, as they are counted now.
    fn market([openings, requests, on_file, training, ready]: [i64; 5]) -> Market {
        Market { openings, requests, on_file, training, ready, later: Some(ready + training) }
    }

    #[test]
    fn a_trade_tells_of_no_few_people_but_of_its_openings() {
        let told = |on_file, ready| guarded(&market([3, 4, on_file, 4, ready]));
        let shown = told(20, 6);
        assert_eq!((shown.openings, shown.training, shown.gap), (3, Cell::Few, Cell::Shown(0)));
        assert_eq!(shown.later, Cell::Hidden, "it would tell who learns");
        assert_eq!(shown.requests, Cell::Few, "it may be one who looked four times");
        assert_eq!((told(20, 2).ready, told(20, 2).gap), (Cell::Few, Cell::Hidden), "a gap would tell who is ready");
        assert_eq!(told(20, 18).ready, Cell::Hidden, "all but two are ready");
    }

    #[test]
    fn what_is_missing_now_is_less_by_those_who_learn_once_they_have_finished() {
        let told = |openings, training| {
            let told = guarded(&market([openings, 0, 50, training, 6]));
            [told.gap, told.later]
        };
        assert_eq!(told(20, 8), [Cell::Shown(14), Cell::Shown(6)]);
        assert_eq!(told(10, 8), [Cell::Shown(4), Cell::Shown(0)]);
        assert_eq!(told(20, 4), [Cell::Shown(14), Cell::Hidden]);
        assert_eq!(told(0, 4), [Cell::Shown(0); 2], "nobody is wanted");
    }

    #[test]
    fn of_an_older_count_nobody_is_ready_and_nothing_is_missing_that_another_could_be_held_against() {
        let older = Market { later: None, ..market([20, 7, 50, 8, 6]) };
        let hidden = Cell::Hidden;
        for told in [ToldMarket::of(&older, true), ToldMarket::of(&older, false)] {
            let known = [20, 7, 50, 8].map(Cell::Shown);
            assert_eq!(told.numbers()[..], [&known[..], &[hidden, hidden, hidden]].concat());
        }
    }

    #[test]
    fn a_gap_of_several_is_of_those_that_tell_it() {
        let told = |openings, ready| (guarded(&market([openings, 0, 50, 0, ready])), [None; 4]);
        let gap = |all: &[_]| {
            let sum = add_markets(all);
            (sum.gap, sum.extents()[5].left_out)
        };
        let enough = gap(&[told(9, 6), told(5, 8), told(0, 2)]);
        assert_eq!(enough, (Cell::Shown(3), 0), "who is ready there has jobs enough");
        assert_eq!(gap(&[told(9, 6), told(2, 1)]), (Cell::Shown(3), 1));
        assert_eq!(gap(&[told(2, 1)]), (Cell::Hidden, 1));
    }
}
