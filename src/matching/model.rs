//! What a job takes and what somebody brings, compared one by one. Nothing is weighed: what fits, what is missing and what
//! nobody can tell from the records is said, and the order of a list is how many of them fit.

use std::cmp::Reverse;

use crate::enrolments::WayIn;
use crate::figures::cycle::{Market, ToldMarket};
use crate::figures::{Cell, FEWEST};
use crate::household_workers::CertificateKind;
use crate::jobs::{Content, PayUnit};
use crate::talents::queries::Liking;
use crate::talents::{self, Profile, Time, Wish};
use crate::training::queries::public::Offer;
use crate::values::{Fen, Trade};

/// What somebody brings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Person {
    /// The trades that they would like to work in.
    pub wished: Vec<Trade>,
    /// How they would like to work.
    pub wishes: Vec<Wish>,
    /// When they have time.
    pub times: Vec<Time>,
    /// What they would like to earn at least.
    pub pay: Option<(Fen, talents::PayUnit)>,
    /// Their trades in the register of household workers, and those that they have learned by others' certificates that staff
    /// have seen.
    pub can: Vec<Trade>,
    /// The trades of which they hold a certificate of ours.
    pub certified: Vec<Trade>,
    /// Those of which they hold one of ours, or that they have learned by one of others.
    pub learned: Vec<Trade>,
    /// Their papers in the register of household workers; none: they are not in it.
    pub papers: Option<Vec<CertificateKind>>,
    /// Certificates of others that staff have seen.
    pub seen: Vec<CertificateKind>,
}

impl Person {
    /// Somebody of whom no more is known than what they say of themself.
    pub fn of(profile: &Profile) -> Self {
        Self {
            wished: profile.trades.clone(),
            wishes: profile.wishes.clone(),
            times: profile.times.clone(),
            pay: profile.pay,
            ..Self::default()
        }
    }
}

/// Something that a job takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// To want this work, or to know it.
    Trade,
    /// A paper.
    Paper(CertificateKind),
    /// To live where one works.
    LivingIn,
    /// To be content with the pay.
    Pay,
    /// To have time then, and to come there: both are said in words, which people compare.
    Terms,
}

/// Whether somebody meets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// They do.
    Met,
    /// They do not.
    Missing,
    /// The records do not say.
    Unknown,
}

/// One of the things that a job takes, compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Check {
    pub need: Need,
    pub fit: Fit,
}

/// Everything that a job takes, compared with somebody, in the order of pages.
pub(super) fn checks(job: &Content, person: &Person) -> Vec<Check> {
    let papers = job.certificates.iter().map(|kind| Check { need: Need::Paper(*kind), fit: paper(job, *kind, person) });
    let living = job.live_in.then(|| Check { need: Need::LivingIn, fit: living_in(person) });
    std::iter::once(Check { need: Need::Trade, fit: trade(job.trade, person) })
        .chain(papers)
        .chain(living)
        .chain([Check { need: Need::Pay, fit: pay(job, person) }, Check { need: Need::Terms, fit: Fit::Unknown }])
        .collect()
}

fn trade(trade: Trade, person: &Person) -> Fit {
    let known = [&person.wished[..], &person.can, &person.certified].concat();
    match known.contains(&trade) {
        true => Fit::Met,
        false if known.is_empty() => Fit::Unknown,
        false => Fit::Missing,
    }
}

fn paper(job: &Content, kind: CertificateKind, person: &Person) -> Fit {
    let is_seen = person.seen.contains(&kind).then_some(true);
    let is_on_file = is_seen.or_else(|| person.papers.as_ref().map(|papers| papers.contains(&kind)));
    match (kind, is_on_file) {
        (CertificateKind::Training, _) if person.certified.contains(&job.trade) => Fit::Met,
        // Somebody else has trained them: whether for this, people compare.
        (CertificateKind::Training, Some(true)) => Fit::Unknown,
        // What we have not issued they can learn.
        (CertificateKind::Training, _) | (_, Some(false)) => Fit::Missing,
        (_, Some(true)) => Fit::Met,
        (_, None) => Fit::Unknown,
    }
}

/// Nobody is asked beforehand whether they would live elsewhere; who wants some hours alone would not.
fn living_in(person: &Person) -> Fit {
    let wants = |wish| person.wishes.contains(&wish);
    if wants(Wish::PartTime) && !wants(Wish::FullTime) { Fit::Missing } else { Fit::Unknown }
}

fn pay(job: &Content, person: &Person) -> Fit {
    let Some((least, unit)) = person.pay else { return Fit::Unknown };
    let unit = match unit {
        talents::PayUnit::Hour => PayUnit::Hour,
        talents::PayUnit::Day => PayUnit::Day,
        talents::PayUnit::Month => PayUnit::Month,
    };
    match () {
        () if unit != job.pay.unit => Fit::Unknown,
        () if job.pay.max >= least => Fit::Met,
        () => Fit::Missing,
    }
}

/// How many of them are met.
pub(super) fn met(checks: &[Check]) -> usize {
    checks.iter().filter(|check| check.fit == Fit::Met).count()
}

/// Whether none of them is missing: the rest they talk about.
pub(super) fn lacks_nothing(checks: &[Check]) -> bool {
    checks.iter().all(|check| check.fit != Fit::Missing)
}

/// A course that one may enrol in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Open {
    pub offer: Offer,
    pub way: WayIn,
}

/// What closes a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Closing<'a> {
    /// Courses of the trade that one may enrol in; where there is none, none is open yet.
    Courses(Vec<&'a Open>),
    /// A paper that no course gives: some office does.
    Office,
    /// Talking about it.
    Talk,
}

/// What closes a gap in a trade; none where nothing is missing.
pub(super) fn closing(check: Check, trade: Trade, open: &[Open]) -> Option<Closing<'_>> {
    if check.fit != Fit::Missing {
        return None;
    }
    let teaches = |one: &&Open| one.offer.trade == Some(trade);
    Some(match check.need {
        Need::Trade | Need::Paper(CertificateKind::Training) => Closing::Courses(open.iter().filter(teaches).collect()),
        Need::Paper(_) => Closing::Office,
        Need::LivingIn | Need::Pay | Need::Terms => Closing::Talk,
    })
}

/// The courses that somebody would like to take, each with the wish that it answers. `needs`: what they would like to learn.
pub(super) fn lessons<'a>(open: &'a [Open], (needs, person): (&[talents::Need], &Person)) -> Vec<(&'a Open, Liking)> {
    let is_theirs = |liking: &Liking| match liking {
        Liking::Learn(need) => needs.contains(need),
        Liking::Work(trade) => person.wished.contains(trade) && !person.learned.contains(trade),
    };
    open.iter().filter_map(|one| Some((one, one.offer.likings().into_iter().find(is_theirs)?))).collect()
}

/// What is counted of a trade beside the loop's figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Interest {
    /// Applications that nobody has decided.
    pub applications: i64,
    /// People on file who would like to work in it.
    pub wished: i64,
    /// Those who would like to learn it.
    pub learn: i64,
    /// Seats of the courses that one may still enrol in.
    pub seats: i64,
}

/// What a trade needs and has, as far as somebody reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Supply {
    pub trade: Trade,
    /// What the loop's figures say: nobody reads two different gaps.
    pub market: ToldMarket,
    pub applications: Cell,
    /// None for whoever reads of no few people: beside the loop's figures another count of the same people would tell of the
    /// few by which the two differ.
    pub wished: Option<i64>,
    /// None for the same.
    pub learn: Option<i64>,
    pub seats: i64,
}

impl Supply {
    /// What is told of a trade: everything to those who see the people's records anyway, and to others what tells of no fewer
    /// people than [`FEWEST`]. What follows from it, the gap and the order, tells of none of them either.
    pub fn told(trade: Trade, market: &Market, interest: Interest, is_whole: bool) -> Self {
        let is_hidden = !is_whole && interest.applications < FEWEST;
        Self {
            trade,
            market: ToldMarket::of(market, is_whole),
            applications: Cell::of(interest.applications, is_hidden),
            wished: is_whole.then_some(interest.wished),
            learn: is_whole.then_some(interest.learn),
            seats: interest.seats,
        }
    }

    /// How many openings there are for which nobody is ready; where it is not told who is, as many as there may be.
    pub fn gap(&self) -> i64 {
        self.market.gap.shown().unwrap_or(self.market.openings)
    }

    /// How much of it is left once those who learn now have finished; none where nobody is told to.
    pub fn later(&self) -> Option<i64> {
        let learners = self.market.training.shown().filter(|learners| *learners > 0)?;
        Some((self.gap() - learners).max(0))
    }

    /// How much of the gap is left when all those who learn now or may still enrol are through: what a new course would have
    /// seats for. Who has a seat of an open course is among those who learn, so that no more than the larger is taken off.
    pub fn uncovered(&self) -> i64 {
        let learners = self.market.training.shown().unwrap_or_default();
        (self.gap() - learners.max(self.seats)).max(0)
    }

    /// Whether there is anything to tell.
    pub fn is_empty(&self) -> bool {
        let market = &self.market;
        let told =
            [self.applications, market.requests, market.training, market.ready].into_iter().filter_map(Cell::shown);
        told.chain(self.wished).chain(self.learn).chain([market.openings, self.seats]).all(|count| count == 0)
    }
}

/// In the order of the page: where most are lacking for whom no course is open, then where most are lacking at all, then where
/// most would like to work, then as trades are listed.
pub(super) fn sort(supplies: &mut [Supply]) {
    supplies.sort_by_key(|one| (Reverse(one.uncovered()), Reverse(one.gap()), Reverse(one.wished), one.trade));
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
