use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{Months, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::figures::cycle::founding::Founding;
use crate::figures::cycle::model::Funnel;

const GROUPS: [Group; 3] = [Group::Archive, Group::Course, Group::Certified];

/// A community by its cohorts: how many are on file, and how many of them had a seat and are certified.
fn community(cohorts: &[[i64; 3]]) -> Cycle {
    let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
    let funnel = |numbers: &[i64; 3]| {
        let mut people = [0; Group::ALL.len()];
        for (group, number) in GROUPS.into_iter().zip(numbers) {
            people[group as usize] = *number;
        }
        Funnel::new(people)
    };
    let cohorts = (0..).zip(cohorts).map(|(at, numbers)| (first + Months::new(3 * at), funnel(numbers))).collect();
    Cycle { cohorts, ..Cycle::on(first) }
}

/// The sum of what communities have counted last, each under the tenant with this number.
fn sum_under(all: &[(u128, Cycle)]) -> Release {
    let releases: Vec<Release> = all.iter().map(|(_, cycle)| Release::guarded(cycle)).collect();
    let above = |number: u128| TenantId::derived(uuid::Uuid::nil(), uuid::Uuid::from_u128(number));
    let parts: Vec<Part<'_>> = releases
        .iter()
        .zip(all)
        .map(|(release, (number, cycle))| Part { release, counted: Some((cycle, Some(above(*number)))) })
        .collect();
    Release::sum(&parts).unwrap()
}

fn sum(all: &[Cycle]) -> Release {
    sum_under(&all.iter().map(|cycle| (1_u128, cycle.clone())).collect::<Vec<_>>())
}

/// A number of a sum, and how many communities it goes without.
fn told(sum: &Release, group: Group) -> (Option<i64>, usize) {
    (sum.together.get(group).shown(), sum.together.extent(group).left_out)
}

/// The same of who is on file in communities of one cohort.
fn on_file(all: &[i64]) -> (Option<i64>, usize) {
    told(&sum(&all.iter().map(|people| community(&[[*people, 0, 0]])).collect::<Vec<_>>()), Group::Archive)
}

/// And of who had a seat.
fn learned(all: &[[i64; 2]]) -> (Option<i64>, usize) {
    told(&sum(&all.iter().map(|[people, seats]| community(&[[*people, *seats, 0]])).collect::<Vec<_>>()), Group::Course)
}

#[test]
fn small_communities_are_in_a_sum_where_no_one_of_them_follows() {
    assert_eq!(on_file(&[40, 3, 4]), (Some(47), 0));
    assert_eq!(on_file(&[3, 2]), (Some(5), 0), "nothing is told but together");
    assert_eq!(on_file(&[40, 3]), (Some(40), 1), "it would follow");
    assert_eq!(on_file(&[40, 3, 1]), (Some(40), 2), "few together");
    assert_eq!(on_file(&[40, 4, 4]), (Some(40), 2), "more than four they cannot be");
    assert_eq!(on_file(&[4]), (None, 1));
    assert_eq!(learned(&[[30, 3], [30, 0], [30, 4]]), (Some(7), 0));
    assert_eq!(learned(&[[30, 3], [30, 3], [30, 28], [30, 12]]), (Some(18), 1), "all but two of the third");
    assert_eq!(learned(&[[4, 3], [3, 2], [30, 12]]), (Some(12), 2), "all but two in both small ones");
    assert_eq!(learned(&[[20, 4], [3, 3], [4, 4]]), (None, 3), "all of those, and one alone");
    assert_eq!(learned(&[[4, 2], [4, 1], [3, 2], [4, 2]]), (Some(7), 0), "of fifteen");
    assert_eq!(learned(&[[4, 2], [4, 3], [4, 2]]), (None, 3), "who is on file there is not told");
}

#[test]
fn a_cohort_that_is_told_of_has_somebody_in_it() {
    let four_quarters = community(&[[1, 0, 0]; 4]);
    let three = community(&[[3, 0, 0]]);
    assert_eq!(told(&sum(&[four_quarters, three.clone()]), Group::Archive), (None, 2), "that they are four shows");
    let nobody = community(&[]);
    let all = [nobody, three.clone(), three];
    assert_eq!(told(&sum(&all), Group::Archive), (Some(6), 1), "that they are none shows, and hides nobody");
}

#[test]
fn a_district_is_told_what_its_streets_are() {
    let three = || community(&[[3, 0, 0]]);
    let told = |above: [u128; 3]| told(&sum_under(&above.map(|number| (number, three()))), Group::Archive);
    assert_eq!(told([1, 1, 1]), (Some(9), 0));
    assert_eq!(told([1, 1, 2]), (Some(6), 1), "less what the first street is told it would be the second's");
    assert_eq!(told([1, 2, 3]), (None, 3));
}

#[test]
fn a_share_is_of_both_sums_where_nothing_is_missing_and_else_of_those_that_tell_both() {
    let share = |all: &[[i64; 2]]| {
        let all: Vec<Cycle> = all.iter().map(|[people, seats]| community(&[[*people, *seats, 0]])).collect();
        sum(&all).together.share(Stage::Course)
    };
    assert_eq!(share(&[[40, 20], [20, 3], [20, 4]]), Some(34), "27 of 80");
    assert_eq!(share(&[[40, 20], [60, 3]]), Some(50), "of forty, not of a hundred");
    assert_eq!(share(&[[40, 3], [60, 1]]), None);
}

#[test]
fn a_month_that_is_over_adds_what_is_told_alone() {
    let releases = [40, 3, 4].map(|people| Release::guarded(&community(&[[people, 0, 0]])));
    let parts = releases.each_ref().map(|release| Part { release, counted: None });
    assert_eq!(told(&Release::sum(&parts).unwrap(), Group::Archive), (Some(40), 2));
    assert_eq!(Release::sum(&[]), None);
}

/// A community by what it has of a trade: openings, requests, who is on file, who learns and who is ready.
fn trading([openings, requests, on_file, training, ready]: [i64; 5]) -> Cycle {
    let market = Market { openings, requests, on_file, training, ready, later: Some(ready + training) };
    Cycle { trades: BTreeMap::from([(Trade::Care, market)]), ..community(&[]) }
}

#[test]
fn trades_and_founders_are_added_likewise_and_a_gap_where_it_is_told() {
    let all = [[9, 3, 20, 6, 6], [5, 4, 20, 2, 3], [2, 9, 20, 3, 2]].map(trading);
    let market = sum(&all).trades[&Trade::Care];
    let numbers = market.numbers().map(Cell::shown);
    assert_eq!(numbers, [Some(16), Some(16), Some(60), Some(11), Some(11), Some(3), Some(0)]);
    assert_eq!(market.extents().map(|extent| extent.left_out), [0, 0, 0, 0, 0, 2, 2]);
    let has_few = [false, true, false, true, true, false, false];
    assert_eq!(market.extents().map(|extent| extent.has_few), has_few);
    // Who is on file in the two is not told even of both together.
    let all = [[9, 0, 20, 0, 6], [9, 0, 4, 0, 3], [9, 0, 4, 0, 3]].map(trading);
    let market = sum(&all).trades[&Trade::Care];
    assert_eq!((market.ready, market.extents()[4].left_out), (Cell::Shown(6), 2));
    // Where nobody is wanted nothing is missing.
    let all = [[9, 0, 20, 0, 6], [0, 0, 20, 0, 1]].map(trading);
    let market = sum(&all).trades[&Trade::Care];
    assert_eq!((market.gap, market.extents()[5].left_out), (Cell::Shown(3), 0));
    let founding = |open, founded| Cycle { founding: Some(Founding { open, founded }), ..community(&[]) };
    let sum = sum(&[founding(3, 0), founding(4, 6), community(&[])]).founding.unwrap();
    assert_eq!((sum.open, sum.founded), (Cell::Shown(7), Cell::Shown(6)));
    assert_eq!(sum.extents.map(|extent| extent.left_out), [1, 2], "one has not counted them");
}

#[test]
fn a_sum_of_few_is_held_against_no_earlier_one() {
    let earlier = sum(&[community(&[[40, 12, 0]])]);
    let beside = |all: &[Cycle]| {
        let told = sum(all).held_against(earlier.clone()).together;
        [told.get(Group::Archive), told.get(Group::Course)]
    };
    let (shown, hidden) = (Cell::Shown, Cell::Hidden);
    assert_eq!(beside(&[community(&[[40, 12, 0]])]), [shown(40), shown(12)]);
    let small = community(&[[4, 0, 0]]);
    assert_eq!(beside(&[community(&[[40, 12, 0]]), small]), [shown(40), shown(12)], "it is not in it");
    let small = [3, 4].map(|people| community(&[[people, 0, 0]]));
    let all = [&[community(&[[40, 12, 0]])][..], &small].concat();
    assert_eq!(beside(&all), [hidden, shown(12)], "they did not come since");
}

type Way = ([i64; 3], Cycle, Release);

/// Every way in which those of a community of one cohort may stand, with what everybody is told of it.
static WAYS: LazyLock<Vec<Way>> = LazyLock::new(|| {
    let courses =
        |archive: i64| (0..=archive).flat_map(move |course| (0..=course).map(move |of| [archive, course, of]));
    let ways = (1..=10).flat_map(courses).map(|people| (people, community(&[people])));
    ways.map(|(people, cycle)| (people, cycle.clone(), Release::guarded(&cycle))).collect()
});

/// What everybody knows of the sums: which communities are in each, and what those come to of which that is not told.
fn sums(all: &[&Way]) -> [(Vec<bool>, i64); 3] {
    let parts: Vec<Part<'_>> =
        all.iter().map(|(_, cycle, release)| Part { release, counted: Some((cycle, None)) }).collect();
    let untold = people(&parts);
    GROUPS.map(|group| {
        let of: Vec<Option<i64>> = untold.iter().map(|untold| untold[group as usize]).collect();
        (of.iter().map(Option::is_some).collect(), of.iter().flatten().sum())
    })
}

/// Each choice of one from each of some lists; two that follow each other have little in common.
fn choices<'a>(lists: &[Vec<&'a Way>]) -> impl Iterator<Item = Vec<&'a Way>> {
    const PRIME: usize = 7_919;
    let many: usize = lists.iter().map(Vec::len).product();
    (0..many).map(move |at| {
        let mut number = at * PRIME % many;
        let one = |list: &Vec<&'a Way>| {
            let at = number % list.len();
            number /= list.len();
            list[at]
        };
        lists.iter().map(one).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whoever knows what everybody is told of each community, all the sums, and how it is chosen what is in them, is left
    /// with at least two values for each number that is not told, unless what is told of the community alone leaves one.
    #[test]
    fn no_sum_tells_how_many_there_are_anywhere(
        all in proptest::collection::vec((1_i64..=10, 0_i64..=100, 0_i64..=100), 2..4),
        is_small: bool,
    ) {
        let way = |(archive, seats, certified): &(i64, i64, i64)| -> &'static Way {
            let archive = if is_small { 1 + archive % 4 } else { *archive };
            let course = archive * seats / 100;
            let people = [archive, course, course * certified / 100];
            WAYS.iter().find(|way| way.0 == people).unwrap()
        };
        let all: Vec<&Way> = all.iter().map(way).collect();
        let known = sums(&all);
        let alike: Vec<Vec<&Way>> =
            all.iter().map(|(_, _, told)| WAYS.iter().filter(|(_, _, release)| release == told).collect()).collect();
        let alone: Vec<[BTreeSet<i64>; 3]> = alike
            .iter()
            .map(|ways| std::array::from_fn(|at| ways.iter().map(|(people, ..)| people[at]).collect()))
            .collect();
        let mut possible: Vec<[BTreeSet<i64>; 3]> = vec![Default::default(); all.len()];
        let is_left = |(possible, alone): (&[BTreeSet<i64>; 3], &[BTreeSet<i64>; 3])| {
            possible.iter().zip(alone).all(|(possible, alone)| possible.len() >= alone.len().min(2))
        };
        let is_open = choices(&alike).any(|guess| {
            let comes_to = |at: usize| -> i64 {
                guess.iter().zip(&known[at].0).filter(|(_, is_in)| **is_in).map(|(way, _)| way.0[at]).sum()
            };
            if (0..3).any(|at| comes_to(at) != known[at].1) || sums(&guess) != known {
                return false;
            }
            for (possible, (people, ..)) in possible.iter_mut().zip(&guess) {
                for (possible, count) in possible.iter_mut().zip(people) {
                    possible.insert(*count);
                }
            }
            possible.iter().zip(&alone).all(is_left)
        });
        let stand: Vec<[i64; 3]> = all.iter().map(|way| way.0).collect();
        prop_assert!(is_open, "{stand:?} with {known:?}: {possible:?}");
    }

    /// A sum is what those that are in it come to, says how many are not, and has no few in it of which they are few.
    #[test]
    fn a_sum_is_of_those_that_are_in_it(
        all in proptest::collection::vec((1_i64..30, 0_i64..=100), 1..6),
    ) {
        let cycles: Vec<Cycle> =
            all.iter().map(|(people, seats)| community(&[[*people, people * seats / 100, 0]])).collect();
        let releases: Vec<Release> = cycles.iter().map(Release::guarded).collect();
        let parts: Vec<Part<'_>> =
            releases.iter().zip(&cycles).map(|(release, cycle)| Part { release, counted: Some((cycle, None)) }).collect();
        let (sum, untold) = (Release::sum(&parts).unwrap(), people(&parts));
        for group in [Group::Archive, Group::Course] {
            let shown = releases.iter().filter_map(|release| release.together.get(group).shown());
            let few: Vec<i64> = untold.iter().filter_map(|untold| untold[group as usize]).collect();
            let in_it: Vec<i64> = shown.chain(few.iter().copied()).collect();
            let extent = sum.together.extent(group);
            prop_assert_eq!((extent.left_out, extent.has_few), (all.len() - in_it.len(), !few.is_empty()));
            let together = (!in_it.is_empty()).then(|| in_it.iter().sum::<i64>());
            prop_assert_eq!(sum.together.get(group).shown(), together);
            prop_assert!(few.is_empty() || (few.len() > 1 && few.iter().sum::<i64>() >= FEWEST), "{few:?}");
            prop_assert!(few.iter().all(|count| *count < FEWEST), "{few:?}");
        }
    }
}
