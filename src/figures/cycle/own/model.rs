//! How far an organization's own people get, and what of it the organization is told.
//!
//! What it keeps of them itself it reads by name: nothing of that is held back. What others keep is told as to everybody who
//! may not see the people: nothing from which fewer than five follow. Taken as known are those of whom the organization
//! knows because they are at work with it, and what everybody is told of the community.

use crate::figures::cycle::model;
use crate::figures::cycle::release::Told;
use crate::figures::protect::FEWEST;
use crate::figures::table::Cell;
use crate::web::Messages;

/// Some of an organization's people; each is counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// All whom it taught, or who practised with it.
    People,
    /// Of them those who passed the course.
    Passed,
    /// Of all those who have done the hours of practice that their course asks for.
    Interned,
    /// Of those who passed those whose certificate was issued, and was not taken back.
    Certified,
    /// Of the certified those who were recommended, as far as they are on file.
    Recommended,
    /// Of all those who were hired, as far as they are on file.
    Hired,
    /// Of them those who were hired at least 90 days ago.
    Due,
    /// Of them those who were still there.
    Retained,
}

impl Group {
    /// Every one of them.
    pub const ALL: [Self; 8] = [
        Self::People,
        Self::Passed,
        Self::Interned,
        Self::Certified,
        Self::Recommended,
        Self::Hired,
        Self::Due,
        Self::Retained,
    ];
    /// Those that are shown, in order.
    pub const SHOWN: [Self; 7] =
        [Self::People, Self::Passed, Self::Interned, Self::Certified, Self::Recommended, Self::Hired, Self::Retained];

    /// The group that it is a part of.
    fn within(self) -> Option<Self> {
        match self {
            Self::People => None,
            Self::Passed | Self::Interned | Self::Hired => Some(Self::People),
            Self::Certified => Some(Self::Passed),
            Self::Recommended => Some(Self::Certified),
            Self::Due => Some(Self::Hired),
            Self::Retained => Some(Self::Due),
        }
    }

    /// The group of the whole community that it is a part of.
    fn among_everybody(self) -> Option<model::Group> {
        match self {
            Self::People | Self::Passed | Self::Interned | Self::Certified => None,
            Self::Recommended => Some(model::Group::Recommended),
            Self::Hired => Some(model::Group::Hired),
            Self::Due => Some(model::Group::Due),
            Self::Retained => Some(model::Group::Retained),
        }
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.cycle;
        match self {
            Self::People => t.how_many,
            Self::Passed => t.own_passed,
            Self::Interned => t.internship,
            Self::Certified => t.certificate,
            Self::Recommended => t.recommended,
            Self::Hired | Self::Due => t.hired,
            Self::Retained => t.retained,
        }
    }
}

/// Those whom an organization taught in a community, or those who were taught elsewhere and only practised with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Own {
    /// Whether it taught them: then how their course ended is in its own records.
    pub is_taught: bool,
    /// How many of them are in each group.
    people: [i64; Group::ALL.len()],
    /// How many of each the organization knows of: those who came to work with it.
    known: [i64; Group::ALL.len()],
}

impl Own {
    /// From one number for each group, in their order, and those of them who came to work with the organization: who was
    /// recommended, hired, is there for long enough to ask, and has stayed.
    pub fn new(
        is_taught: bool,
        people: [i64; Group::ALL.len()],
        [recommended, hired, due, retained]: [i64; 4],
    ) -> Self {
        Self { is_taught, people, known: [0, 0, 0, 0, recommended, hired, due, retained] }
    }

    /// Both together.
    fn and(&self, more: &Self) -> Self {
        let add = |a: &[i64; Group::ALL.len()], b: &[i64; Group::ALL.len()]| std::array::from_fn(|at| a[at] + b[at]);
        Self { people: add(&self.people, &more.people), known: add(&self.known, &more.known), ..*self }
    }

    fn get(&self, group: Group) -> i64 {
        self.people[group as usize]
    }

    /// Those of whom the organization does not know yet.
    fn unknown(&self, group: Group) -> i64 {
        self.get(group) - self.known[group as usize]
    }

    /// Whether the organization reads by name who is in a group.
    fn is_kept(&self, group: Group) -> bool {
        match group {
            Group::People | Group::Interned => true,
            Group::Passed | Group::Certified => self.is_taught,
            Group::Recommended | Group::Hired | Group::Due | Group::Retained => false,
        }
    }
}

/// Of those who came month by month, in order, all whom numbers are made of. Nobody is added to them but five at once: whoever
/// came with fewer waits for those of later months, or what changes with them would tell of them.
pub(super) fn settled(months: &[Own]) -> Vec<Own> {
    let of_kind = |is_taught: bool| {
        let (mut all, mut waiting): (Option<Own>, Option<Own>) = (None, None);
        for month in months.iter().filter(|month| month.is_taught == is_taught) {
            let came = waiting.take().map_or(*month, |before| before.and(month));
            if came.get(Group::People) < FEWEST {
                waiting = Some(came);
            } else {
                all = Some(all.map_or(came, |before| before.and(&came)));
            }
        }
        all
    };
    [true, false].into_iter().filter_map(of_kind).collect()
}

/// What is told of some of an organization's people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ToldOwn {
    pub is_taught: bool,
    cells: [Cell; Group::ALL.len()],
}

impl ToldOwn {
    /// What is told of a group.
    pub fn get(&self, group: Group) -> Cell {
        self.cells[group as usize]
    }
}

/// Whether a group is few people, or those whom it leaves out are; of a size that nobody knows nothing follows.
fn few(of: &dyn Fn(Group) -> Option<i64>, group: Group) -> bool {
    let Some(size) = of(group) else { return false };
    let left_out = group.within().and_then(of).map(|wider| wider - size);
    size < FEWEST || left_out.is_some_and(|left_out| left_out < FEWEST)
}

/// What an organization is told of its own in a community, where everybody is told this of all.
pub(super) fn tell(own: &[Own], everybody: Option<&Told>) -> Vec<ToldOwn> {
    let others = |group: Group| {
        let all = everybody?.get(group.among_everybody()?).shown()?;
        Some(all - own.iter().map(|one| one.get(group)).sum::<i64>())
    };
    let told = |one: &Own| {
        let (all, unknown) = (|group| Some(one.get(group)), |group| Some(one.unknown(group)));
        let is_few = |group| few(&all, group) || few(&unknown, group) || few(&others, group);
        let cell = |group| Cell::of(one.get(group), !one.is_kept(group) && is_few(group));
        ToldOwn { is_taught: one.is_taught, cells: Group::ALL.map(cell) }
    };
    own.iter().map(told).collect()
}

/// What came of an organization's postings in a community. It reads all of it by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Postings {
    pub openings: i64,
    /// People who applied; each once.
    pub applied: i64,
    /// Of them those who were hired.
    pub hired: i64,
    /// Of them those who were still there after 90 days.
    pub retained: i64,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;
    use crate::figures::cycle::model::{Cycle, Funnel};
    use crate::figures::cycle::release::Release;

    /// What everybody is told where so many were recommended, hired, due and retained.
    fn everybody([recommended, hired, due, retained]: [i64; 4]) -> Told {
        let mut people = [0; model::Group::ALL.len()];
        for group in [model::Group::Archive, model::Group::Course, model::Group::Certified] {
            people[group as usize] = 1_000;
        }
        people[model::Group::Recommended as usize] = recommended;
        people[model::Group::Hired as usize] = hired;
        people[model::Group::Due as usize] = due;
        people[model::Group::Retained as usize] = retained;
        let cohorts = BTreeMap::from([(NaiveDate::MIN, Funnel::new(people))]);
        Release::guarded(&Cycle { cohorts, ..Cycle::on(NaiveDate::MIN) }).together
    }

    fn told(own: Own, everybody: Option<&Told>, group: Group) -> Cell {
        tell(&[own], everybody)[0].get(group)
    }

    #[test]
    fn what_an_organization_keeps_itself_it_reads_as_it_is() {
        let people = [12, 11, 2, 10, 5, 7, 0, 0];
        let taught = |group| told(Own::new(true, people, [0; 4]), None, group);
        assert_eq!([Group::People, Group::Passed, Group::Interned].map(taught), [12, 11, 2].map(Cell::Shown));
        assert_eq!([Group::Certified, Group::Recommended, Group::Hired].map(taught), [10, 5, 7].map(Cell::Shown));
        // Of those who only practised there it keeps just that.
        let practised = |group| told(Own::new(false, people, [0; 4]), None, group);
        assert_eq!([Group::People, Group::Interned].map(practised), [12, 2].map(Cell::Shown));
        assert_eq!([Group::Passed, Group::Certified].map(practised), [Cell::Hidden; 2], "one did not pass");
    }

    #[test]
    fn nobody_is_added_but_five_at_once() {
        let month =
            |is_taught, many, hired| Own::new(is_taught, [many, many, 0, many, 0, hired, 0, 0], [0, hired, 0, 0]);
        let people = |months: &[Own]| -> Vec<(bool, i64, i64, i64)> {
            let told = |own: &Own| {
                (own.is_taught, own.get(Group::People), own.get(Group::Hired), own.known[Group::Hired as usize])
            };
            settled(months).iter().map(told).collect()
        };
        let eight = month(true, 8, 3);
        assert_eq!(people(&[eight, month(true, 1, 1)]), [(true, 8, 3, 3)], "one waits");
        assert_eq!(people(&[eight, month(true, 1, 1), month(true, 3, 0)]), [(true, 8, 3, 3)], "and so do four");
        let five = [eight, month(true, 1, 1), month(true, 4, 2)];
        assert_eq!(people(&five), [(true, 13, 6, 6)]);
        assert_eq!(people(&[&five[..], &[month(true, 4, 4)]].concat()), [(true, 13, 6, 6)]);
        // Those who were taught elsewhere wait for their own kind.
        assert_eq!(people(&[eight, month(false, 4, 0)]), [(true, 8, 3, 3)]);
        assert_eq!(people(&[month(true, 4, 0), month(false, 5, 1)]), [(false, 5, 1, 1)]);
        assert!(people(&[]).is_empty());
    }

    #[test]
    fn of_what_others_keep_nothing_is_told_from_which_few_follow() {
        let hired = |hired, here| {
            let people = [20, 20, 0, 20, 0, hired, 0, 0];
            told(Own::new(true, people, [0, here, 0, 0]), None, Group::Hired)
        };
        assert_eq!(hired(10, 0), Cell::Shown(10));
        assert_eq!(hired(4, 0), Cell::Few);
        assert_eq!(hired(17, 0), Cell::Hidden, "three found nothing");
        assert_eq!(hired(10, 5), Cell::Shown(10), "five are at work elsewhere");
        assert_eq!(hired(10, 6), Cell::Hidden, "it knows six of them, and four would follow");
    }

    #[test]
    fn nothing_is_told_from_which_few_others_of_the_community_follow() {
        let own = Own::new(true, [20, 20, 0, 20, 0, 10, 0, 0], [0; 4]);
        let hired = |all| told(own, Some(&everybody([0, all, 0, 0])), Group::Hired);
        assert_eq!(hired(15), Cell::Shown(10));
        assert_eq!(hired(13), Cell::Hidden, "three others");
        let other = Own::new(false, [20, 20, 20, 20, 0, 8, 0, 0], [0; 4]);
        let both = |all| tell(&[own, other], Some(&everybody([0, all, 0, 0])))[0].get(Group::Hired);
        assert_eq!((both(23), both(21)), (Cell::Shown(10), Cell::Hidden), "three others beside both");
    }

    proptest! {
        /// Whoever knows whom the organization has hired itself, and what everybody is told, learns of no few people.
        #[test]
        fn no_difference_tells_of_few(
            is_taught: bool,
            people in 0_i64..60,
            on in proptest::array::uniform7(0_i64..101),
            here in 0_i64..101,
            more in proptest::array::uniform4(0_i64..20),
        ) {
            let part = |whole: i64, at: usize| whole * on[at] / 100;
            let passed = part(people, 0);
            let certified = part(passed, 1);
            let (recommended, hired) = (part(certified, 2), part(people, 3));
            let due = part(hired, 4);
            let retained = part(due, 5);
            let outcome = [recommended, hired, due, retained];
            let known = outcome.map(|count| count * here / 100);
            let own = Own::new(
                is_taught,
                [people, passed, part(people, 6), certified, recommended, hired, due, retained],
                known,
            );
            let mut all = outcome;
            for (sum, others) in all.iter_mut().zip(more) {
                *sum += others;
            }
            let everybody = everybody(all);
            let told = tell(&[own], Some(&everybody))[0];
            for (at, group) in [Group::Recommended, Group::Hired, Group::Due, Group::Retained].into_iter().enumerate() {
                let Some(count) = told.get(group).shown() else { continue };
                prop_assert!(count - known[at] >= FEWEST, "{group:?}: {count}, of whom {} are known", known[at]);
                let mut above = group.within();
                while let Some(whole) = above {
                    if let Some(all) = told.get(whole).shown() {
                        prop_assert!(all - count >= FEWEST, "{group:?} of {whole:?}: {count} of {all}");
                    }
                    above = whole.within();
                }
                let shown = group.among_everybody().and_then(|group| everybody.get(group).shown());
                prop_assert!(shown.is_none_or(|all| all - count >= FEWEST), "{group:?}: {count} of {shown:?}");
            }
        }
    }
}
