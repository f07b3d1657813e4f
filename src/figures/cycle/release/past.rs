//! The months that are over, as they are told beside those that came after.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Release, Told, ToldMarket};
use crate::figures::cycle::founding::ToldFounding;
use crate::figures::cycle::model::{Cycle, Group};
use crate::figures::cycle::months::Month;
use crate::figures::protect::FEWEST;
use crate::figures::table::Cell;
use crate::values::Trade;

/// How many are told to be in each group.
type Numbers = [Option<i64>; Group::ALL.len()];

impl Release {
    /// A community's months as they are told, the newest last: everything to those who see the people's records anyway.
    pub fn months(cycles: &[Cycle], is_whole: bool) -> Vec<Self> {
        if is_whole {
            return cycles.iter().map(Self::whole).collect();
        }
        // From the newest back: what is read today stays, and of the months before it what may stand beside it.
        let mut told: Vec<Self> = Vec::new();
        for cycle in cycles.iter().rev() {
            let release = Self::guarded(cycle);
            told.push(if told.is_empty() { release } else { release.beside(&told) });
        }
        told.reverse();
        told
    }

    /// The month of the count.
    pub fn month(&self) -> Month {
        Month::of(self.day)
    }

    /// A month that is over, as far as it tells of no few people beside what is told of later ones.
    fn beside(&self, later: &[Self]) -> Self {
        let own = numbers(&self.together);
        let others: Vec<Numbers> = later.iter().flat_map(|one| comparable(one, self.day)).collect();
        let is_few = |of: &dyn Fn(&Numbers) -> Option<i64>| differs_by_few(of(&own), others.iter().map(of));
        let is_own_few = |group: Group| is_few(&|numbers| numbers[group as usize]);
        let is_rest_few =
            |group: Group, whole: Group| is_few(&|numbers| Some(numbers[whole as usize]? - numbers[group as usize]?));
        let is_hidden = |group: Group| {
            is_own_few(group) || wider(group).into_iter().any(|whole| !is_own_few(whole) && is_rest_few(group, whole))
        };
        let trade = |(trade, told): (&Trade, &ToldMarket)| {
            let others: Vec<&ToldMarket> = later.iter().filter_map(|one| one.trades.get(trade)).collect();
            (*trade, market(told, &others))
        };
        Self {
            day: self.day,
            cohorts: BTreeMap::new(),
            together: Told::each(|group| hide(self.together.get(group), is_hidden(group))),
            trades: self.trades.iter().map(trade).collect(),
            founding: self.founding.map(|told| founding(told, later)),
        }
    }
}

fn numbers(told: &Told) -> Numbers {
    Group::ALL.map(|group| told.get(group).shown())
}

/// What of a month can be held against an earlier one: everybody, everybody but the cohorts that are told and came since, and
/// the cohorts of then where each of them is told, as they may be where all together are not.
fn comparable(release: &Release, day: NaiveDate) -> [Numbers; 3] {
    let all = numbers(&release.together);
    let came_since = |group: Group| -> i64 {
        let cohorts = release.cohorts.iter().filter(|(cohort, _)| **cohort > day);
        cohorts.filter_map(|(_, told)| told.get(group).shown()).sum()
    };
    let without = Group::ALL.map(|group| all[group as usize].map(|count| count - came_since(group)));
    let of_then = |group: Group| -> Option<i64> {
        let cohorts: Vec<_> = release.cohorts.range(..=day).map(|(_, told)| told.get(group).shown()).collect();
        if cohorts.is_empty() { None } else { cohorts.into_iter().sum() }
    };
    // A part may be known by one of the two, and its whole by the other.
    [all, without, Group::ALL.map(|group| of_then(group).or(without[group as usize]))]
}

/// Whether a number differs by few people from one that is told beside it.
fn differs_by_few(here: Option<i64>, others: impl Iterator<Item = Option<i64>>) -> bool {
    here.is_some_and(|here| others.flatten().any(|other| (1..FEWEST).contains(&(here - other).abs())))
}

/// The groups that a group is a part of, whether or not others stand between.
fn wider(group: Group) -> Vec<Group> {
    group.within().iter().flat_map(|whole| std::iter::once(*whole).chain(wider(*whole))).collect()
}

pub(super) fn hide(cell: Cell, is_hidden: bool) -> Cell {
    if is_hidden && cell.shown().is_some() { Cell::Hidden } else { cell }
}

fn market(told: &ToldMarket, later: &[&ToldMarket]) -> ToldMarket {
    let is_few = |of: fn(&ToldMarket) -> Option<i64>| differs_by_few(of(told), later.iter().map(|one| of(one)));
    let is_ready_few = is_few(|one| one.ready.shown()) || is_few(|one| Some(one.on_file.shown()? - one.ready.shown()?));
    // What will be missing tells of both together.
    let is_sum_few = !is_ready_few && is_few(|one| Some(one.ready.shown()? + one.training.shown()?));
    ToldMarket::new(
        told.openings,
        hide(told.requests, is_few(|one| one.requests.shown())),
        [
            hide(told.on_file, is_few(|one| one.on_file.shown())),
            hide(told.training, is_sum_few || is_few(|one| one.training.shown())),
            hide(told.ready, is_ready_few),
        ],
    )
}

fn founding(told: ToldFounding, later: &[Release]) -> ToldFounding {
    let cell = |of: fn(&ToldFounding) -> Cell| {
        let others = later.iter().map(|one| one.founding.as_ref().and_then(|told| of(told).shown()));
        hide(of(&told), differs_by_few(of(&told).shown(), others))
    };
    ToldFounding::new(cell(|one| one.open), cell(|one| one.founded))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::figures::cycle::founding::Founding;
    use crate::figures::cycle::model::{Funnel, Market};

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    /// The last count of a month: by cohort how many are on file, and how many of them had a seat and were hired.
    fn counted(month: u32, cohorts: &[(NaiveDate, [i64; 3])]) -> Cycle {
        let funnel = |[archive, course, hired]: [i64; 3]| {
            let mut people = [0; Group::ALL.len()];
            people[Group::Archive as usize] = archive;
            people[Group::Course as usize] = course;
            people[Group::Hired as usize] = hired;
            Funnel::new(people)
        };
        let mut cycle = Cycle::on(day(month, 28));
        cycle.cohorts = cohorts.iter().map(|(cohort, people)| (*cohort, funnel(*people))).collect();
        cycle
    }

    fn hired(releases: &[Release]) -> Vec<Cell> {
        releases.iter().map(|release| release.together.get(Group::Hired)).collect()
    }

    #[test]
    fn whoever_sees_the_people_reads_every_month() {
        let cycles = [counted(1, &[(day(1, 1), [40, 20, 8])]), counted(2, &[(day(1, 1), [40, 20, 9])])];
        assert_eq!(hired(&Release::months(&cycles, true)), [Cell::Shown(8), Cell::Shown(9)]);
        assert_eq!(Release::months(&cycles, true)[0].cohorts.len(), 1);
        assert!(Release::months(&[], false).is_empty());
    }

    #[test]
    fn of_two_months_that_differ_by_few_the_earlier_is_not_told() {
        let month = |month, hired| counted(month, &[(day(1, 1), [60, 30, hired])]);
        let told = |all: &[i64]| -> Vec<Cell> {
            let cycles: Vec<Cycle> = (1..).zip(all).map(|(at, count)| month(at, *count)).collect();
            hired(&Release::months(&cycles, false))
        };
        let (shown, hidden) = (Cell::Shown, Cell::Hidden);
        assert_eq!(told(&[8, 9]), [hidden, shown(9)]);
        assert_eq!(told(&[8, 8]), [shown(8), shown(8)], "nothing has changed");
        assert_eq!(told(&[8, 13]), [shown(8), shown(13)]);
        assert_eq!(told(&[8, 11, 14]), [shown(8), hidden, shown(14)], "six since the month before the last");
        assert_eq!(told(&[10, 20, 13]), [hidden, shown(20), shown(13)], "three, whatever lies between");
        assert_eq!(told(&[3, 13]), [Cell::Few, shown(13)]);
    }

    #[test]
    fn nor_one_in_which_few_more_did_not_go_on() {
        let cycles = [counted(1, &[(day(1, 1), [60, 20, 10])]), counted(2, &[(day(1, 1), [66, 20, 15])])];
        let told = &Release::months(&cycles, false)[0].together;
        // Six came on file and five were hired: one more waits for a job.
        assert_eq!(told.get(Group::Archive), Cell::Shown(60));
        assert_eq!((told.get(Group::Hired), told.get(Group::Course)), (Cell::Hidden, Cell::Shown(20)));
    }

    #[test]
    fn a_month_that_is_over_tells_of_no_cohort_nor_by_those_that_came_since() {
        let cohorts = [(day(1, 1), [60, 30, 8]), (day(4, 1), [40, 20, 6])];
        let past = |old: i64| {
            let cycles = [counted(3, &[(day(1, 1), [60, 30, old])]), counted(4, &cohorts)];
            Release::months(&cycles, false).remove(0)
        };
        assert!(past(8).cohorts.is_empty());
        assert_eq!(past(8).together.get(Group::Hired), Cell::Shown(8));
        assert_eq!(past(7).together.get(Group::Hired), Cell::Hidden, "of the fourteen now, six have come since");
    }

    #[test]
    fn nor_by_the_cohorts_of_then_where_all_together_are_not_told() {
        let cohorts = |hired: &[i64]| -> Vec<(NaiveDate, [i64; 3])> {
            [1, 4, 7].into_iter().zip(hired).map(|(month, hired)| (day(month, 1), [60, 30, *hired])).collect()
        };
        let told = |then: &[i64], now: &[i64]| {
            Release::months(&[counted(6, &cohorts(then)), counted(9, &cohorts(now))], false)
        };
        let months = told(&[5, 4], &[5, 5, 0]);
        // Nobody of the newest cohort was hired: all together would tell so, the two others do not.
        let now: Vec<Cell> = months[1].cohorts.values().map(|told| told.get(Group::Hired)).collect();
        assert_eq!((now[0], now[1]), (Cell::Shown(5), Cell::Shown(5)));
        assert_eq!(hired(&months), [Cell::Hidden; 2], "ten now, and nine then");
        assert_eq!(hired(&told(&[5, 5], &[5, 5, 0])), [Cell::Shown(10), Cell::Hidden], "nothing has changed");
        assert_eq!(hired(&told(&[5], &[5, 5, 0])), [Cell::Shown(5), Cell::Hidden], "five more");
    }

    #[test]
    fn trades_and_founders_are_held_to_the_same() {
        let cycle = |month, [requests, on_file, ready, open]: [i64; 4]| {
            let mut cycle = Cycle::on(day(month, 28));
            let later = Some(ready + 7);
            cycle.trades.insert(Trade::Care, Market { openings: 9, requests, on_file, training: 7, ready, later });
            cycle.founding = Some(Founding { open, founded: 6 });
            cycle
        };
        let past = |earlier, later| {
            let told = Release::months(&[cycle(1, earlier), cycle(2, later)], false).remove(0);
            let (market, founding) = (told.trades[&Trade::Care], told.founding.unwrap());
            (
                [market.requests, market.on_file, market.training, market.ready, market.gap],
                [founding.open, founding.founded],
            )
        };
        let (shown, hidden) = (Cell::Shown, Cell::Hidden);
        let (market, founding) = past([6, 30, 8, 5], [6, 30, 8, 5]);
        assert_eq!(market, [6, 30, 7, 8, 1].map(shown));
        assert_eq!(founding, [5, 6].map(shown));
        let (market, founding) = past([6, 30, 8, 5], [7, 40, 9, 7]);
        assert_eq!(market, [hidden, shown(30), shown(7), hidden, hidden]);
        assert_eq!(founding, [hidden, shown(6)]);
        let (market, _) = past([6, 30, 8, 5], [6, 36, 13, 5]);
        assert_eq!(market[3], hidden, "one more on file is not ready");
    }

    #[test]
    fn nor_is_it_told_who_will_be_ready_where_few_more_will() {
        let cycle = |month, training, ready| {
            let market =
                Market { openings: 40, requests: 0, on_file: 90, training, ready, later: Some(ready + training) };
            Cycle { trades: BTreeMap::from([(Trade::Care, market)]), ..Cycle::on(day(month, 28)) }
        };
        let past = |now: [i64; 2]| {
            let told = Release::months(&[cycle(1, 12, 8), cycle(2, now[0], now[1])], false).remove(0);
            let market = told.trades[&Trade::Care];
            [market.training, market.ready, market.gap, market.later]
        };
        let (shown, hidden) = (Cell::Shown, Cell::Hidden);
        assert_eq!(past([17, 13]), [12, 8, 32, 20].map(shown), "ten more");
        assert_eq!(
            past([7, 16]),
            [hidden, shown(8), shown(32), hidden],
            "five fewer learn, eight more are ready: three"
        );
    }

    #[test]
    fn a_sum_is_held_against_one_of_the_same_communities() {
        let month = |month, hired| counted(month, &[(day(1, 1), [60, 30, hired])]);
        let told = |earlier, later| Release::months(&[month(1, earlier), month(2, later)], false);
        let sum = |all: &[Vec<Release>]| {
            let months: Vec<(&Release, &Release)> = all.iter().map(|months| (&months[1], &months[0])).collect();
            Release::sum_beside(&months).map(|sum| sum.together.get(Group::Hired))
        };
        assert_eq!(sum(&[told(8, 8), told(10, 15), told(1, 2)]), Some(Cell::Shown(18)));
        assert_eq!(sum(&[told(8, 8), told(3, 15)]), Some(Cell::Hidden), "fifteen did not come in a month");
        assert_eq!(sum(&[]), None);
    }

    /// Whether numbers of two months differ by few people: those of all, or of some whom both tell.
    fn tells_of_few(then: i64, now: i64) -> bool {
        then != now && (then - now).abs() < FEWEST
    }

    fn is_told(told: &Told, group: Group) -> bool {
        told.get(group).shown().is_some()
    }

    /// How many there are in a later month, as it was counted, of those groups of which its release lets everybody work it out:
    /// of all, and of those alone who were there on a day.
    fn worked_out(told: &Release, counted: &Cycle, day: NaiveDate) -> [Numbers; 2] {
        let (then, since): (Vec<_>, Vec<_>) = told.cohorts.iter().partition(|(cohort, _)| **cohort <= day);
        let each = |cohorts: &[(&NaiveDate, &Told)], group| cohorts.iter().all(|(_, told)| is_told(told, group));
        let old = |group| counted.cohorts.range(..=day).map(|(_, funnel)| funnel.get(group)).sum::<i64>();
        let knows_all = |group| is_told(&told.together, group);
        let knows_old = |group| !then.is_empty() && (each(&then, group) || (knows_all(group) && each(&since, group)));
        [
            Group::ALL.map(|group| knows_all(group).then(|| counted.sum().get(group))),
            Group::ALL.map(|group| knows_old(group).then(|| old(group))),
        ]
    }

    proptest! {
        /// No two months that are told tell of few people, in a group or among those whom it leaves out.
        #[test]
        fn no_two_months_tell_of_few(
            months in proptest::collection::vec((proptest::array::uniform3(0_i64..40), 0_i64..101, 0_i64..101), 1..7),
        ) {
            let cycle = |(at, (archive, course, hired)): (u32, &([i64; 3], i64, i64))| {
                let people = |all: i64| [all, all * course / 100, all * hired / 100];
                let cohorts: Vec<_> = [1, 2, 4].into_iter().zip(archive.map(people)).collect();
                let began = cohorts.into_iter().filter(|(month, _)| *month <= at);
                counted(at, &began.map(|(month, people)| (day(month, 1), people)).collect::<Vec<_>>())
            };
            let cycles: Vec<Cycle> = (1..).zip(&months).map(cycle).collect();
            let told = Release::months(&cycles, false);
            for (at, later) in told.iter().enumerate() {
                for earlier in &told[..at] {
                    let then = numbers(&earlier.together);
                    for now in worked_out(later, &cycles[at], earlier.day) {
                        for group in Group::ALL {
                            let both = |group: Group| then[group as usize].zip(now[group as usize]);
                            let Some((before, after)) = both(group) else { continue };
                            prop_assert!(!tells_of_few(before, after), "{group:?}: {before}, {after}");
                            for whole in wider(group) {
                                let Some((all_before, all_after)) = both(whole) else { continue };
                                let (before, after) = (all_before - before, all_after - after);
                                prop_assert!(!tells_of_few(before, after), "{group:?} of {whole:?}: {before}, {after}");
                            }
                        }
                    }
                }
            }
        }
    }
}
