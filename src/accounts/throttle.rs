//! Limits on what could be guessed by trying: per account *and* address together, and per address alone; and on what keeps
//! the server busy: per person and community together, and per community alone; in an organization's workspace, per person.
//!
//! There is no limit per account alone: whoever tries a neighbour's number from elsewhere uses up their own tries, never
//! the neighbour's. The limit per address is wide enough for a community centre behind one.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use governor::clock::Reference;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::clock::Clock;
use crate::db::{PersonId, TenantId};
use crate::error::{AppError, AppResult};
use crate::secrets::token_hash;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limited {
    /// Signing in with a password.
    SignIn,
    /// Making an account.
    SignUp,
    /// Signing in with a code from staff.
    Code,
    /// Inviting a number to an organization.
    Invitation,
    /// Asking whoever looks after a resident.
    Ask,
    /// Proving anew who one is.
    Proof,
    /// A code of the second factor.
    SecondFactor,
    /// The code on the screen of a room.
    Attendance,
    /// Having a sheet read.
    Sheet,
    /// Taking a file of people or figures out.
    Export,
    /// Having a document or a picture looked at.
    File,
}

/// Our clock as governor reads it.
#[derive(Clone)]
struct Ticks(Clock);

impl governor::clock::Clock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let nanos = self.0.now().timestamp_nanos_opt().and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
        Nanos::from(nanos)
    }
}

/// From so many keys on, those that have been quiet are forgotten: a few thousand are scanned in no time.
const MANY_KEYS: usize = 10_000;

type Key = (Limited, [u8; 32]);
type Limiter = RateLimiter<Key, DashMapStateStore<Key>, Ticks, NoOpMiddleware<Nanos>>;

/// So many wrong answers of a person to one question in [`MISSES_IN`], and no more.
const MOST_MISSES: u32 = 5;
/// The time in which wrong answers are counted, from the first on.
const MISSES_IN: TimeDelta = TimeDelta::minutes(1);

/// The limits of one server.
pub struct Throttle {
    clock: Ticks,
    by_account: Limiter,
    by_address: Limiter,
    by_person: Limiter,
    by_worker: Limiter,
    by_tenant: Limiter,
    by_sender: Limiter,
    /// When the first wrong answer was given, and how many since.
    misses: Mutex<HashMap<Key, (DateTime<Utc>, u32)>>,
}

const fn nonzero(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

impl Throttle {
    /// Five tries at one account from one address, then one a minute; sixty from one address, then one every two seconds.
    /// Twenty pieces of work for one person in a community, then one every fifteen seconds; sixty for one community, then one
    /// every three: whoever goes on at their own pace leaves most of it to the others. Sixty files of one person, then one every
    /// five seconds: nobody chooses them faster by hand, and a program leaves the server most of its time.
    pub fn new(clock: &Clock) -> Self {
        let quota = |period, burst| {
            Quota::with_period(period).unwrap_or(Quota::per_minute(NonZeroU32::MIN)).allow_burst(nonzero(burst))
        };
        let limiter = |quota| RateLimiter::new(quota, DashMapStateStore::default(), Ticks(clock.clone()));
        Self {
            clock: Ticks(clock.clone()),
            by_account: limiter(quota(Duration::from_mins(1), 5)),
            by_address: limiter(quota(Duration::from_secs(2), 60)),
            by_person: limiter(quota(Duration::from_mins(1), 5)),
            by_worker: limiter(quota(Duration::from_secs(15), 20)),
            by_tenant: limiter(quota(Duration::from_secs(3), 60)),
            by_sender: limiter(quota(Duration::from_secs(5), 60)),
            misses: Mutex::default(),
        }
    }

    /// Counts a try of a person, wherever they are, or says when to come back: for what nobody gets to try who has not
    /// proven something of theirs before. Five tries, then one a minute.
    pub fn check_person(&self, what: Limited, person: PersonId) -> AppResult<()> {
        if self.by_person.len() > MANY_KEYS {
            self.by_person.retain_recent();
        }
        self.count(&self.by_person, (what, token_hash(person.uuid().as_bytes())))
    }

    /// Counts what keeps the server busy for a while, of a person and of the community in which they have it done (none:
    /// for themselves, or for an organization), or says when to come back.
    pub fn check_work(&self, what: Limited, tenant: Option<TenantId>, person: PersonId) -> AppResult<()> {
        if self.by_worker.len() > MANY_KEYS {
            self.by_worker.retain_recent();
            self.by_tenant.retain_recent();
        }
        let person = person.uuid();
        let Some(tenant) = tenant.map(TenantId::uuid) else {
            return self.count(&self.by_worker, (what, token_hash(person.as_bytes())));
        };
        let pair = token_hash(&[tenant.as_bytes().as_slice(), person.as_bytes()].concat());
        self.count(&self.by_worker, (what, pair))?;
        self.count(&self.by_tenant, (what, token_hash(tenant.as_bytes())))
    }

    /// Counts a document or a picture that a person sends, or says when to come back.
    pub fn check_file(&self, person: PersonId) -> AppResult<()> {
        if self.by_sender.len() > MANY_KEYS {
            self.by_sender.retain_recent();
        }
        self.count(&self.by_sender, (Limited::File, token_hash(person.uuid().as_bytes())))
    }

    /// Counts a person's answer to a question if it is wrong, or says when to come back: also to whoever has it right by
    /// then, so that whoever guesses learns nothing from it. A right one is not counted.
    pub fn check_answer(&self, what: Limited, person: PersonId, question: &[u8], is_right: bool) -> AppResult<()> {
        let now = self.clock.0.now();
        let is_recent = |first: DateTime<Utc>| first + MISSES_IN > now;
        let key = (what, token_hash(&[person.uuid().as_bytes().as_slice(), question].concat()));
        let mut misses = self.misses.lock().unwrap_or_else(PoisonError::into_inner);
        if misses.len() > MANY_KEYS {
            misses.retain(|_, (first, _)| is_recent(*first));
        }
        let (first, count) = misses.get(&key).copied().filter(|(first, _)| is_recent(*first)).unwrap_or((now, 0));
        if count >= MOST_MISSES {
            return Err(AppError::TooMany { retry: (first + MISSES_IN - now).to_std().unwrap_or_default() });
        }
        if !is_right {
            misses.insert(key, (first, count + 1));
        }
        Ok(())
    }

    fn count(&self, limiter: &Limiter, key: Key) -> AppResult<()> {
        use governor::clock::Clock as _;
        limiter.check_key(&key).map_err(|not_until| {
            let wait = not_until.earliest_possible().duration_since(self.clock.now());
            AppError::TooMany { retry: Duration::from(wait) }
        })
    }

    /// Counts a try at an account (its keyed hash) from an address, or says when to come back.
    pub fn check(&self, what: Limited, account: &[u8; 32], address: IpAddr) -> AppResult<()> {
        if self.by_account.len() > MANY_KEYS {
            self.by_account.retain_recent();
            self.by_address.retain_recent();
        }
        let address = token_hash(&network(address));
        let pair = token_hash(&[&account[..], &address[..]].concat());
        for (limiter, key) in [(&self.by_address, address), (&self.by_account, pair)] {
            self.count(limiter, (what, key))?;
        }
        Ok(())
    }
}

/// The part of an address that stands for one household or office: all of IPv4, the first 64 bits of IPv6.
fn network(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets()[..8].to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const ELSEWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    fn tries(throttle: &Throttle, account: u8, address: IpAddr, times: usize) -> usize {
        (0..times).filter(|_| throttle.check(Limited::SignIn, &[account; 32], address).is_ok()).count()
    }

    #[test]
    fn whoever_guesses_uses_up_their_own_tries_and_not_the_neighbours() {
        let clock = Clock::manual(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let throttle = Throttle::new(&clock);
        assert_eq!(tries(&throttle, 1, ELSEWHERE, 20), 5);
        assert_eq!(tries(&throttle, 1, HOME, 1), 1, "the account's owner, at home");
        assert_eq!(tries(&throttle, 2, ELSEWHERE, 1), 1, "a neighbour behind the same address");
        clock.advance(TimeDelta::seconds(61));
        assert_eq!(tries(&throttle, 1, ELSEWHERE, 3), 1);
    }

    #[test]
    fn many_accounts_from_one_address_meet_a_limit_too() {
        let clock = Clock::manual(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let throttle = Throttle::new(&clock);
        let passed: usize = (0..200).map(|account| tries(&throttle, account, ELSEWHERE, 1)).sum();
        assert_eq!(passed, 60);
    }

    #[test]
    fn a_person_has_five_tries_wherever_they_are_and_then_one_a_minute() {
        let clock = Clock::manual(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let throttle = Throttle::new(&clock);
        let (one, other) = (PersonId::generate(), PersonId::generate());
        let tries =
            |person, times| (0..times).filter(|_| throttle.check_person(Limited::Proof, person).is_ok()).count();
        assert_eq!((tries(one, 20), tries(other, 1)), (5, 1));
        assert!(throttle.check_person(Limited::SecondFactor, one).is_ok(), "another thing has tries of its own");
        clock.advance(TimeDelta::seconds(61));
        assert_eq!(tries(one, 3), 1);
    }

    #[test]
    fn wrong_answers_are_counted_by_person_and_question_and_right_ones_are_not() {
        let clock = Clock::manual(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let throttle = Throttle::new(&clock);
        let (one, other) = (PersonId::generate(), PersonId::generate());
        let answer = |person, question: &[u8], is_right, times| {
            let answers = (0..times).map(|_| throttle.check_answer(Limited::Attendance, person, question, is_right));
            answers.flatten().count()
        };
        assert_eq!((answer(one, b"a", true, 50), answer(one, b"a", false, 50)), (50, 5));
        assert_eq!(answer(one, b"a", true, 1), 0, "a right one tells nothing any more");
        assert_eq!((answer(one, b"b", false, 1), answer(other, b"a", true, 1)), (1, 1));
        clock.advance(TimeDelta::seconds(59));
        assert_eq!(answer(one, b"a", true, 1), 0);
        clock.advance(TimeDelta::seconds(1));
        assert_eq!((answer(one, b"a", true, 9), answer(one, b"a", false, 9)), (9, 5));
    }

    #[test]
    fn work_is_limited_by_person_and_by_community_and_each_leaves_something_to_the_next() {
        let clock = Clock::manual(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let throttle = Throttle::new(&clock);
        let (here, there) = (TenantId::generate(), TenantId::generate());
        let people: Vec<PersonId> = (0..4).map(|_| PersonId::generate()).collect();
        let work = |tenant, at: usize, times| {
            (0..times).filter(|_| throttle.check_work(Limited::Sheet, tenant, people[at]).is_ok()).count()
        };
        assert_eq!([0, 1, 2, 3].map(|at| work(Some(here), at, 30)), [20, 20, 20, 0]);
        assert_eq!((work(Some(there), 3, 1), work(None, 0, 30)), (1, 20));
        clock.advance(TimeDelta::seconds(16));
        assert_eq!([0, 1, 2, 3].map(|at| work(Some(here), at, 30)), [1, 1, 1, 1]);
    }

    #[test]
    fn whoever_sends_file_after_file_by_hand_never_waits_and_a_program_does() {
        let clock = Clock::manual(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let throttle = Throttle::new(&clock);
        let (one, other) = (PersonId::generate(), PersonId::generate());
        let sent = |person, times| (0..times).filter(|_| throttle.check_file(person).is_ok()).count();
        for _ in 0..300 {
            assert_eq!(sent(one, 1), 1);
            clock.advance(TimeDelta::seconds(6));
        }
        assert_eq!((sent(one, 90), sent(other, 90)), (60, 60));
        clock.advance(TimeDelta::seconds(6));
        assert_eq!(sent(one, 90), 1);
    }

    #[test]
    fn a_household_of_ipv6_is_one_address() {
        assert_eq!(network("2001:db8:1:2::1".parse().unwrap()), network("2001:db8:1:2:ffff::9".parse().unwrap()));
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()), network(HOME));
    }
}
