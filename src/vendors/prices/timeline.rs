//! Dated prices: one begins on a day, and the one before ends the day before. History stays as it was.

use chrono::NaiveDate;

/// A price that holds from a day on, up to and without another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held<I> {
    /// Which.
    pub id: I,
    /// The first day.
    pub from: NaiveDate,
    /// The first day on which it no longer holds; none: until further notice.
    pub until: Option<NaiveDate>,
}

/// A change of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<I> {
    /// It never comes to hold.
    Remove(I),
    /// It ends sooner.
    Cut {
        /// Which.
        id: I,
        /// The first day on which it no longer holds.
        until: NaiveDate,
    },
    /// It goes on.
    Extend {
        /// Which.
        id: I,
        /// The first day on which it no longer holds.
        until: Option<NaiveDate>,
    },
    /// A new one.
    Add {
        /// The first day.
        from: NaiveDate,
        /// The first day on which it no longer holds.
        until: Option<NaiveDate>,
    },
}

/// What lets a new price begin on a day: it holds until the next one that is planned already. One that would have begun
/// on the very same day gives way.
pub fn begin<I: Copy>(held: &[Held<I>], from: NaiveDate) -> Vec<Step<I>> {
    let mut steps: Vec<Step<I>> = held
        .iter()
        .filter_map(|one| match one {
            one if one.from == from => Some(Step::Remove(one.id)),
            one if one.from < from && one.until.is_none_or(|until| until > from) => {
                Some(Step::Cut { id: one.id, until: from })
            }
            _ => None,
        })
        .collect();
    let next = held.iter().map(|one| one.from).filter(|start| *start > from).min();
    steps.push(Step::Add { from, until: next });
    steps
}

/// What ends everything from a day on: the price at hand is cut, and what was planned never comes to hold.
pub fn end<I: Copy>(held: &[Held<I>], from: NaiveDate) -> Vec<Step<I>> {
    held.iter()
        .filter_map(|one| match one {
            one if one.from >= from => Some(Step::Remove(one.id)),
            one if one.until.is_none_or(|until| until > from) => Some(Step::Cut { id: one.id, until: from }),
            _ => None,
        })
        .collect()
}

/// What takes a planned price back: the one that ends where it begins holds in its place.
pub fn withdraw<I: Copy + PartialEq>(held: &[Held<I>], id: I) -> Vec<Step<I>> {
    let Some(planned) = held.iter().find(|one| one.id == id) else { return Vec::new() };
    let before = held.iter().find(|one| one.until == Some(planned.from));
    let longer = before.map(|one| Step::Extend { id: one.id, until: planned.until });
    std::iter::once(Step::Remove(id)).chain(longer).collect()
}

/// What lets the price go on that was to end on a day, where nothing follows it.
pub fn reopen<I: Copy>(held: &[Held<I>], from: NaiveDate) -> Vec<Step<I>> {
    let follows = held.iter().any(|one| one.from >= from);
    let ended = held.iter().find(|one| one.until == Some(from)).filter(|_| !follows);
    ended.map(|one| Step::Extend { id: one.id, until: None }).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    const DAYS: u16 = 90;

    fn day(n: u16) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() + chrono::Days::new(u64::from(n))
    }

    /// Rows as the database would hold them.
    #[derive(Default, Debug)]
    struct Rows {
        rows: BTreeMap<u32, (NaiveDate, Option<NaiveDate>)>,
        next: u32,
    }

    impl Rows {
        fn held(&self) -> Vec<Held<u32>> {
            self.rows.iter().map(|(id, (from, until))| Held { id: *id, from: *from, until: *until }).collect()
        }

        fn apply(&mut self, steps: &[Step<u32>]) -> Option<u32> {
            let mut added = None;
            for step in steps {
                match *step {
                    Step::Remove(id) => {
                        self.rows.remove(&id);
                    }
                    Step::Cut { id, until } => self.rows.get_mut(&id).unwrap().1 = Some(until),
                    Step::Extend { id, until } => self.rows.get_mut(&id).unwrap().1 = until,
                    Step::Add { from, until } => {
                        self.next += 1;
                        self.rows.insert(self.next, (from, until));
                        added = Some(self.next);
                    }
                }
            }
            added
        }

        fn on(&self, day: NaiveDate) -> Vec<u32> {
            let holds = |(from, until): &(NaiveDate, Option<NaiveDate>)| *from <= day && until.is_none_or(|u| day < u);
            self.rows.iter().filter(|(_, span)| holds(span)).map(|(id, _)| *id).collect()
        }
    }

    #[derive(Debug, Clone, Copy)]
    enum Act {
        Begin(u16),
        End(u16),
        Withdraw(prop::sample::Index),
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        /// The naive model writes down each day's price, and which prices are planned to begin.
        #[test]
        fn every_day_has_the_price_of_a_calendar_kept_by_hand(
            acts in prop::collection::vec(prop_oneof![3 => (0..DAYS).prop_map(Act::Begin), 1 => (0..DAYS).prop_map(Act::End),
                1 => any::<prop::sample::Index>().prop_map(Act::Withdraw)], 1..12)
        ) {
            let (mut rows, mut calendar): (Rows, [Option<u32>; DAYS as usize]) = (Rows::default(), [None; DAYS as usize]);
            let mut starts: BTreeMap<u16, u32> = BTreeMap::new();
            for act in acts {
                match act {
                    Act::Begin(from) => {
                        let id = rows.apply(&begin(&rows.held(), day(from))).unwrap();
                        let to = starts.range(from + 1..).next().map_or(DAYS, |(start, _)| *start);
                        starts.insert(from, id);
                        calendar[usize::from(from)..usize::from(to)].fill(Some(id));
                    }
                    Act::End(from) => {
                        prop_assert!(rows.apply(&end(&rows.held(), day(from))).is_none());
                        starts.retain(|start, _| *start < from);
                        calendar[usize::from(from)..].fill(None);
                    }
                    Act::Withdraw(_) if starts.is_empty() => {}
                    Act::Withdraw(which) => {
                        let (start, id) = starts.iter().nth(which.index(starts.len())).map(|(s, i)| (*s, *i)).unwrap();
                        rows.apply(&withdraw(&rows.held(), id));
                        starts.remove(&start);
                        let before = start.checked_sub(1).and_then(|n| calendar[usize::from(n)]);
                        for slot in &mut calendar {
                            if *slot == Some(id) {
                                *slot = before;
                            }
                        }
                    }
                }
                for n in 0..DAYS {
                    let expected: Vec<u32> = calendar[usize::from(n)].into_iter().collect();
                    prop_assert_eq!(rows.on(day(n)), expected, "day {}", n);
                }
            }
        }
    }
}
