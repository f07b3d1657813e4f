//! What is counted of the loop.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::founding::Founding;
use crate::values::Trade;
use crate::web::Messages;

/// Some of the people of a cohort; each is counted once, however often they were there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// On file as able residents (居民能人档案).
    Archive,
    /// Of them those who had a seat in a course.
    Course,
    /// Of them those whose course asks for an internship.
    Asked,
    /// Of them those who have done its hours.
    Interned,
    /// Learners whose certificate was valid when it was issued, and was not taken back.
    Certified,
    /// Of them those who were hired within 90 days.
    Converted,
    /// Of the certified those who were recommended.
    Recommended,
    /// Of them those who were hired after that.
    Placed,
    /// Of all those who were hired, whichever way they took.
    Hired,
    /// Of them those who were hired at least 90 days ago.
    Due,
    /// Of them those who were still there.
    Retained,
}

impl Group {
    /// Every one of them.
    pub const ALL: [Self; 11] = [
        Self::Archive,
        Self::Course,
        Self::Asked,
        Self::Interned,
        Self::Certified,
        Self::Converted,
        Self::Recommended,
        Self::Placed,
        Self::Hired,
        Self::Due,
        Self::Retained,
    ];

    /// The groups that this one is a part of: whoever knows both sizes knows how many are left out.
    pub fn within(self) -> &'static [Self] {
        match self {
            Self::Archive => &[],
            Self::Course | Self::Hired => &[Self::Archive],
            Self::Asked | Self::Certified => &[Self::Course],
            Self::Interned => &[Self::Asked],
            Self::Converted => &[Self::Certified, Self::Hired],
            Self::Recommended => &[Self::Certified],
            Self::Placed => &[Self::Recommended, Self::Hired],
            Self::Due => &[Self::Hired],
            Self::Retained => &[Self::Due],
        }
    }
}

/// A figure of a cohort as it is kept: some people, of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Archive,
    Course,
    Internship,
    Certificate,
    Recommended,
    Hired,
    Retained,
    /// 培训转化: a rate, not a stage of the way.
    Converted,
    /// What became of recommendations: a rate too.
    Placed,
}

impl Stage {
    /// Those that people go through, in order.
    pub const WAY: [Self; 7] = [
        Self::Archive,
        Self::Course,
        Self::Internship,
        Self::Certificate,
        Self::Recommended,
        Self::Hired,
        Self::Retained,
    ];
    /// And the rates that follow.
    pub const ALL: [Self; 9] = [
        Self::Archive,
        Self::Course,
        Self::Internship,
        Self::Certificate,
        Self::Recommended,
        Self::Hired,
        Self::Retained,
        Self::Converted,
        Self::Placed,
    ];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Archive => "loop_archive",
            Self::Course => "loop_course",
            Self::Internship => "loop_internship",
            Self::Certificate => "loop_certificate",
            Self::Recommended => "loop_recommended",
            Self::Hired => "loop_hired",
            Self::Retained => "loop_retained",
            Self::Converted => "loop_converted",
            Self::Placed => "loop_placed",
        }
    }

    /// Whom it counts.
    pub fn people(self) -> Group {
        match self {
            Self::Archive => Group::Archive,
            Self::Course => Group::Course,
            Self::Internship => Group::Interned,
            Self::Certificate => Group::Certified,
            Self::Recommended => Group::Recommended,
            Self::Hired => Group::Hired,
            Self::Retained => Group::Retained,
            Self::Converted => Group::Converted,
            Self::Placed => Group::Placed,
        }
    }

    /// What it is divided by; the archive by nothing.
    pub fn of(self) -> Option<Group> {
        match self {
            Self::Archive => None,
            Self::Course | Self::Hired => Some(Group::Archive),
            Self::Internship => Some(Group::Asked),
            Self::Certificate => Some(Group::Course),
            Self::Recommended | Self::Converted => Some(Group::Certified),
            Self::Placed => Some(Group::Recommended),
            Self::Retained => Some(Group::Due),
        }
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.cycle;
        match self {
            Self::Archive => t.archive,
            Self::Course => t.course,
            Self::Internship => t.internship,
            Self::Certificate => t.certificate,
            Self::Recommended => t.recommended,
            Self::Hired => t.hired,
            Self::Retained => t.retained,
            Self::Converted => t.converted,
            Self::Placed => t.placed,
        }
    }

    /// What it says, and what it is divided by.
    pub fn formula(self, t: &Messages) -> &'static str {
        let t = &t.cycle;
        match self {
            Self::Archive => t.archive_formula,
            Self::Course => t.course_formula,
            Self::Internship => t.internship_formula,
            Self::Certificate => t.certificate_formula,
            Self::Recommended => t.recommended_formula,
            Self::Hired => t.hired_formula,
            Self::Retained => t.retained_formula,
            Self::Converted => t.converted_formula,
            Self::Placed => t.placed_formula,
        }
    }
}

/// How many people are in each group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Funnel([i64; Group::ALL.len()]);

impl Funnel {
    /// From one number for each group, in their order.
    pub fn new(people: [i64; Group::ALL.len()]) -> Self {
        Self(people)
    }

    /// The size of a group.
    pub fn get(&self, group: Group) -> i64 {
        self.0[group as usize]
    }

    /// As it is kept: people, of others.
    pub fn rows(&self) -> impl Iterator<Item = (&'static str, i64, Option<i64>)> {
        Stage::ALL.into_iter().map(|stage| (stage.code(), self.get(stage.people()), stage.of().map(|of| self.get(of))))
    }

    /// Takes a figure as it is kept.
    fn take(&mut self, stage: Stage, num: i64, den: Option<i64>) {
        self.0[stage.people() as usize] = num;
        if let Some((of, den)) = stage.of().zip(den) {
            self.0[of as usize] = den;
        }
    }

    /// Those of several cohorts together.
    pub fn sum<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        all.into_iter().fold(Self::default(), |sum, one| Self(std::array::from_fn(|at| sum.0[at] + one.0[at])))
    }
}

/// What a trade needs, and whom it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Market {
    /// Openings of published postings that nobody fills yet (需求).
    pub openings: i64,
    /// How often residents looked for it lately and found nobody: a need beside the openings, in another unit.
    pub requests: i64,
    /// People on file who wish to work in it or hold a valid certificate for it.
    pub on_file: i64,
    /// People who learn it now, or have passed and wait for their certificate: not ready yet.
    pub training: i64,
    /// People who may begin at once (现成的供给).
    pub ready: i64,
    /// Those who may once everybody in training has finished. None in counts from before others' certificates and the
    /// willing were counted: who was ready then is another number.
    pub later: Option<i64>,
}

const OPENINGS: &str = "trade_openings";
const REQUESTS: &str = "trade_requests";
const TRAINING: &str = "trade_training";
const READY: &str = "trade_ready";
const LATER: &str = "trade_later";

impl Market {
    /// As it is kept: counts, and those who are ready of those on file.
    pub fn rows(&self) -> impl Iterator<Item = (&'static str, i64, Option<i64>)> + use<> {
        let counts = [
            (OPENINGS, self.openings, None),
            (REQUESTS, self.requests, None),
            (TRAINING, self.training, None),
            (READY, self.ready, Some(self.on_file)),
        ];
        counts.into_iter().chain(self.later.map(|later| (LATER, later, None)))
    }

    /// Takes a figure as it is kept.
    fn take(&mut self, key: &str, num: i64, den: Option<i64>) {
        match key {
            OPENINGS => self.openings = num,
            REQUESTS => self.requests = num,
            TRAINING => self.training = num,
            READY => (self.ready, self.on_file) = (num, den.unwrap_or_default()),
            LATER => self.later = Some(num),
            _ => {}
        }
    }
}

/// Who may begin at once. Whoever holds a certificate takes any opening, whoever is willing one of those for which none
/// is asked: of them no more are counted than there are such openings.
pub(crate) fn ready(certified: i64, willing: i64, unasked: i64) -> i64 {
    certified + willing.min(unasked)
}

/// 缺口: openings for which nobody is ready; more people than openings are no gap.
pub(super) fn gap(openings: i64, ready: i64) -> i64 {
    (openings - ready).max(0)
}

/// The loop of a community on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cycle {
    /// The day of the count.
    pub day: NaiveDate,
    /// By the first day of the quarter in which people came on file.
    pub cohorts: BTreeMap<NaiveDate, Funnel>,
    /// By trade; those of which nothing is known are not there.
    pub trades: BTreeMap<Trade, Market>,
    /// Residents who begin a business; none where they were not counted yet.
    pub founding: Option<Founding>,
}

impl Cycle {
    /// Nothing counted yet.
    pub fn on(day: NaiveDate) -> Self {
        Self { day, cohorts: BTreeMap::new(), trades: BTreeMap::new(), founding: None }
    }

    /// All cohorts together.
    pub fn sum(&self) -> Funnel {
        Funnel::sum(self.cohorts.values())
    }

    /// Takes a figure as it is kept; one that this version does not know counts for nothing.
    pub fn take(&mut self, key: &str, part: &str, num: i64, den: Option<i64>) {
        if let Some(stage) = Stage::ALL.into_iter().find(|stage| stage.code() == key) {
            if let Ok(cohort) = part.parse() {
                self.cohorts.entry(cohort).or_default().take(stage, num, den);
            }
        } else if let Some(trade) = Trade::parse(part) {
            self.trades.entry(trade).or_default().take(key, num, den);
        } else {
            Founding::take(&mut self.founding, key, part, num);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_kept_is_read_back(
            // Groups that stand for themselves, each smaller than what it is part of or not: kept all the same.
            people in proptest::array::uniform11(0_i64..1_000),
            market in proptest::array::uniform5(0_i64..1_000),
            later in proptest::option::of(0_i64..1_000),
        ) {
            let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
            let cohort = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
            let funnel = Funnel::new(people);
            let [openings, requests, on_file, training, ready] = market;
            let market = Market { openings, requests, on_file, training, ready, later };
            let mut read = Cycle::on(day);
            for (key, num, den) in funnel.rows() {
                read.take(key, "2026-10-01", num, den);
            }
            for (key, num, den) in market.rows() {
                read.take(key, "care", num, den);
            }
            prop_assert_eq!(read.cohorts, BTreeMap::from([(cohort, funnel)]));
            prop_assert_eq!(read.trades, BTreeMap::from([(Trade::Care, market)]));
        }

        #[test]
        fn a_gap_is_what_stays_open_when_everybody_takes_what_they_may(
            asked in 0_i64..20,
            unasked in 0_i64..20,
            certified in 0_i64..20,
            willing in 0_i64..20,
        ) {
            let mut left = certified;
            let mut open = 0;
            for _ in 0..asked {
                if left > 0 { left -= 1 } else { open += 1 }
            }
            left += willing;
            for _ in 0..unasked {
                if left > 0 { left -= 1 } else { open += 1 }
            }
            prop_assert_eq!(gap(asked + unasked, ready(certified, willing, unasked)), open);
        }
    }

    #[test]
    fn what_nobody_knows_counts_for_nothing() {
        let mut read = Cycle::on(NaiveDate::MIN);
        for (key, part) in
            [("doors", ""), ("loop_course", "someday"), ("trade_ready", "plumbing"), ("loop_new", "2026-10-01")]
        {
            read.take(key, part, 1, None);
        }
        assert_eq!(read, Cycle::on(NaiveDate::MIN));
    }

    #[test]
    fn every_group_is_kept_with_some_stage_and_is_a_part_of_the_archive() {
        for group in Group::ALL {
            assert!(Stage::ALL.iter().any(|stage| stage.people() == group || stage.of() == Some(group)), "{group:?}");
            assert!(group == Group::Archive || !group.within().is_empty(), "{group:?}");
        }
        for stage in Stage::ALL {
            if let Some(of) = stage.of() {
                assert!(stage.people().within().contains(&of), "{stage:?}");
            }
        }
    }
}
