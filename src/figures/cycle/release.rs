//! What of a community's loop is told to whoever may not see its people: nothing from which fewer than five of them follow.
//!
//! Each community's own numbers are made safe by themselves, with what its cohorts come to together taken as known. Sums
//! of several communities tell no more than those do, but for what several small ones come to together ([`sum`]).
//!
//! Of the newest count this holds by itself: everybody reads it. Of the months before it does not: two counts of the same
//! people, each of twenty and more, tell by subtraction that one of them was hired in between, and who that is a street may
//! well know. That each is the last count of a whole month makes it no better: in a month few are hired. So a month that is
//! over is told only as far as no two numbers that are told of one thing in two months differ by one to four, and neither do
//! those whom they leave out ([`past`]). Nobody new, or five and more, tells of no few; what stands between is not told, and
//! a change is told where both its numbers are. Of cohorts a month that is over tells nothing: they are so small that hardly
//! any would be left, and each that is not told would have to be kept from following from the others. What somebody wrote down
//! while it was the newest no page takes back; none hands it out to those who did not.

mod market;
mod past;
mod sum;

pub(crate) use self::market::ToldMarket;
pub(super) use self::sum::{Extent, Part, total};

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::founding::ToldFounding;
use super::model::{Cycle, Funnel, Group, Stage};
use crate::figures::protect::{FEWEST, Hidden, protect};
use crate::figures::table::Cell;
use crate::values::Trade;

/// What is told of some people: how many are in each group, and how large a share each stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    cells: [Cell; Group::ALL.len()],
    /// In percent, where a stage and what it is divided by are told.
    shares: [Option<i64>; Stage::ALL.len()],
    /// How far each goes where it is a sum.
    extents: [Extent; Group::ALL.len()],
}

impl Told {
    fn each(of: impl Fn(Group) -> Cell) -> Self {
        let share = |stage: Stage| of(stage.people()).share_of(of(stage.of()?));
        Self {
            cells: Group::ALL.map(&of),
            shares: Stage::ALL.map(share),
            extents: [Extent::default(); Group::ALL.len()],
        }
    }

    /// What is told of some of a community's people to somebody who reads what is told of all: neither they nor the others
    /// are few, nor those whom a group leaves out among either.
    pub fn of_part(part: &Funnel, whole: Option<&Funnel>) -> Self {
        let few = |of: &dyn Fn(Group) -> i64, group: Group| {
            of(group) < FEWEST || group.within().iter().any(|wider| of(*wider) - of(group) < FEWEST)
        };
        Self::each(|group| {
            let here = |group| part.get(group);
            let is_hidden =
                few(&here, group) || whole.is_some_and(|whole| few(&|group| whole.get(group) - part.get(group), group));
            Cell::of(here(group), is_hidden)
        })
    }

    /// Whether no number is told.
    pub fn is_silent(&self) -> bool {
        self.cells.iter().all(|cell| cell.shown().is_none())
    }

    /// What is told of a group.
    pub fn get(&self, group: Group) -> Cell {
        self.cells[group as usize]
    }

    /// How far that goes where it is a sum.
    pub fn extent(&self, group: Group) -> Extent {
        self.extents[group as usize]
    }

    /// A stage's share of what it is divided by, in percent, where it is told.
    pub fn share(&self, stage: Stage) -> Option<i64> {
        self.shares[stage as usize]
    }
}

/// What is told of a loop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Release {
    /// The day of the count.
    pub day: NaiveDate,
    pub cohorts: BTreeMap<NaiveDate, Told>,
    /// All cohorts together.
    pub together: Told,
    pub trades: BTreeMap<Trade, ToldMarket>,
    /// Residents who begin a business; none where they were not counted yet.
    pub founding: Option<ToldFounding>,
}

impl Release {
    /// Everything, for those who see the people's records anyway.
    pub fn whole(cycle: &Cycle) -> Self {
        let told = |funnel: &Funnel| Told::each(|group| Cell::Shown(funnel.get(group)));
        Self {
            day: cycle.day,
            cohorts: cycle.cohorts.iter().map(|(cohort, funnel)| (*cohort, told(funnel))).collect(),
            together: told(&cycle.sum()),
            trades: cycle.trades.iter().map(|(trade, known)| (*trade, ToldMarket::of(known, true))).collect(),
            founding: cycle.founding.as_ref().map(|founding| ToldFounding::of(founding, true)),
        }
    }

    /// What tells of no few people.
    pub fn guarded(cycle: &Cycle) -> Self {
        let hidden = Group::ALL.map(|group| hidden(cycle, group));
        let sum = cycle.sum();
        let told = |at: usize, funnel: &Funnel| {
            Told::each(|group| Cell::of(funnel.get(group), hidden[group as usize].cells[at]))
        };
        Self {
            day: cycle.day,
            cohorts: cycle.cohorts.iter().zip(0..).map(|((cohort, funnel), at)| (*cohort, told(at, funnel))).collect(),
            together: Told::each(|group| Cell::of(sum.get(group), hidden[group as usize].sum)),
            trades: cycle.trades.iter().map(|(trade, market)| (*trade, ToldMarket::of(market, false))).collect(),
            founding: cycle.founding.as_ref().map(|founding| ToldFounding::of(founding, false)),
        }
    }
}

/// Where a group's size is not told: where it is few people, where those whom it leaves out are, and where either would
/// follow from the sum.
fn hidden(cycle: &Cycle, group: Group) -> Hidden {
    let over = |of: &dyn Fn(&Funnel) -> i64| {
        let sizes: Vec<i64> = cycle.cohorts.values().map(of).collect();
        let hidden = protect(&sizes);
        // All together they may still be few.
        Hidden { sum: hidden.sum || sizes.iter().sum::<i64>() < FEWEST, ..hidden }
    };
    let few = over(&|funnel| funnel.get(group));
    let left_out = group.within().iter().map(|whole| over(&|funnel| funnel.get(*whole) - funnel.get(group)));
    left_out.fold(few, |hidden, more| hidden.or(&more))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A funnel from how many of each hundred go on.
    fn funnel(archive: i64, on: [i64; 10]) -> Funnel {
        let part = |whole: i64, at: usize| whole * on[at] / 100;
        let course = part(archive, 0);
        let asked = part(course, 1);
        let certified = part(course, 3);
        let (recommended, hired) = (part(certified, 5), part(archive, 7));
        let due = part(hired, 8);
        Funnel::new([
            archive,
            course,
            asked,
            part(asked, 2),
            certified,
            part(certified.min(hired), 4),
            recommended,
            part(recommended.min(hired), 6),
            hired,
            due,
            part(due, 9),
        ])
    }

    fn cycle(funnels: &[Funnel]) -> Cycle {
        let day = |quarter: u32| NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + chrono::Months::new(3 * quarter);
        Cycle {
            day: NaiveDate::MIN,
            cohorts: funnels.iter().zip(0..).map(|(funnel, at)| (day(at), *funnel)).collect(),
            trades: BTreeMap::new(),
            founding: None,
        }
    }

    #[test]
    fn few_people_are_not_told_and_neither_are_few_who_did_not_go_on() {
        let of = |course| {
            let mut people = [0; 11];
            (people[0], people[1]) = (20, course);
            Release::guarded(&cycle(&[Funnel::new(people)])).together.get(Group::Course)
        };
        assert_eq!(of(12), Cell::Shown(12));
        assert_eq!(of(4), Cell::Few);
        assert_eq!(of(17), Cell::Hidden, "three did not go on");
        assert_eq!(of(20), Cell::Hidden, "nobody stayed behind");
    }

    #[test]
    fn of_a_part_nothing_is_told_that_tells_of_few_elsewhere() {
        let of = |archive, course| {
            let mut people = [0; 11];
            (people[0], people[1]) = (archive, course);
            Funnel::new(people)
        };
        let told = |here: Funnel, whole: Option<Funnel>| {
            let told = Told::of_part(&here, whole.as_ref());
            (told.get(Group::Archive), told.get(Group::Course))
        };
        let (shown, hidden) = (Cell::Shown, Cell::Hidden);
        assert_eq!(told(of(20, 10), Some(of(60, 30))), (shown(20), shown(10)));
        assert_eq!(told(of(20, 10), None), (shown(20), shown(10)), "nothing is told of all");
        assert_eq!(told(of(20, 10), Some(of(23, 13))), (hidden, hidden), "three live elsewhere");
        assert_eq!(told(of(20, 10), Some(of(60, 12))), (shown(20), hidden), "two of the others took a course");
        assert_eq!(told(of(20, 10), Some(of(60, 47))), (shown(20), hidden), "three of the others took none");
        assert_eq!(told(of(4, 0), Some(of(60, 30))), (Cell::Few, Cell::Few));
    }

    proptest! {
        /// Of two groups one of which is part of the other, no difference of few people can be read off, in a cohort or in all.
        #[test]
        fn no_difference_tells_of_few(
            sizes in proptest::collection::vec((0_i64..60, proptest::array::uniform10(0_i64..101)), 1..5),
        ) {
            let funnels: Vec<Funnel> = sizes.iter().map(|(archive, on)| funnel(*archive, *on)).collect();
            let release = Release::guarded(&cycle(&funnels));
            for told in release.cohorts.values().chain([&release.together]) {
                for group in Group::ALL {
                    let Some(count) = told.get(group).shown() else { continue };
                    prop_assert!(count >= FEWEST, "{group:?}: {count}");
                    let mut above = group.within().to_vec();
                    while let Some(whole) = above.pop() {
                        above.extend(whole.within());
                        let Some(all) = told.get(whole).shown() else { continue };
                        prop_assert!(all - count >= FEWEST, "{group:?} of {whole:?}: {count} of {all}");
                    }
                }
            }
        }

        /// Where all cohorts together are told, a cohort that is not is never what the others leave over.
        #[test]
        fn no_cohort_is_what_is_left_over(
            sizes in proptest::collection::vec((0_i64..20, proptest::array::uniform10(0_i64..101)), 1..5),
        ) {
            let funnels: Vec<Funnel> = sizes.iter().map(|(archive, on)| funnel(*archive, *on)).collect();
            let release = Release::guarded(&cycle(&funnels));
            for group in Group::ALL {
                let untold = release.cohorts.values().filter(|told| told.get(group).shown().is_none()).count();
                prop_assert!(untold != 1 || release.together.get(group).shown().is_none(), "{group:?}");
            }
        }
    }
}
