//! The light of a worker: green, yellow or red, from the dates of their papers and from nothing else.

use std::cmp::Reverse;

use chrono::{NaiveDate, TimeDelta};

use crate::directory::model::CredentialKind;
use crate::directory::queries::CardCredential;

/// What everyone who works in other people's homes must have.
pub const REQUIRED: [CredentialKind; 4] = [
    CredentialKind::HomeVisitPermit,
    CredentialKind::Health,
    CredentialKind::BackgroundCheck,
    CredentialKind::Insurance,
];
/// How many days before its end a paper is about to expire.
pub const SOON_DAYS: i64 = 30;

const SOON: TimeDelta = TimeDelta::days(SOON_DAYS);
/// How old a background check may be.
const OLD: TimeDelta = TimeDelta::days(365);

/// The light, from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Light {
    /// Everything required is there and holds.
    Green,
    /// Something runs out soon or should be done again.
    Yellow,
    /// Something required is missing or has run out.
    Red,
}

/// What is wrong with a kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// There is none.
    Missing,
    /// It held until this day.
    Expired(NaiveDate),
    /// It holds until this day, which is near.
    ExpiresSoon(NaiveDate),
    /// The background check was done on this day, which is long ago.
    OldCheck(NaiveDate),
}

/// Why the light is not green.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reason {
    /// The kind of paper.
    pub kind: CredentialKind,
    /// What is wrong with it.
    pub state: State,
}

impl Reason {
    /// The light that it makes by itself. A skill is no safeguard, so it never makes the light red.
    pub fn light(self) -> Light {
        match (self.kind, self.state) {
            (CredentialKind::SkillLevel, _) | (_, State::ExpiresSoon(_) | State::OldCheck(_)) => Light::Yellow,
            (_, State::Missing | State::Expired(_)) => Light::Red,
        }
    }
}

/// The light and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The light.
    pub light: Light,
    /// Why, the worst first; nothing where the light is green.
    pub reasons: Vec<Reason>,
}

/// The light of a worker with these papers.
pub fn verdict(credentials: &[CardCredential], today: NaiveDate) -> Verdict {
    let mut reasons: Vec<Reason> =
        CredentialKind::ALL.into_iter().filter_map(|kind| reason(credentials, kind, today)).collect();
    reasons.sort_by_key(|reason| Reverse(reason.light()));
    let light = reasons.first().map_or(Light::Green, |worst| worst.light());
    Verdict { light, reasons }
}

fn reason(credentials: &[CardCredential], kind: CredentialKind, today: NaiveDate) -> Option<Reason> {
    let faults = credentials.iter().filter(|c| c.kind == kind.code()).map(|c| fault(kind, c, today));
    let state = match faults.max_by_key(|fault| soundness(*fault)) {
        Some(best) => best?,
        None if REQUIRED.contains(&kind) => State::Missing,
        None => return None,
    };
    Some(Reason { kind, state })
}

/// What is wrong with one paper by its dates.
pub(super) fn fault(kind: CredentialKind, credential: &CardCredential, today: NaiveDate) -> Option<State> {
    match credential.expires_on {
        Some(last) if last < today => return Some(State::Expired(last)),
        Some(last) if last.signed_duration_since(today) <= SOON => return Some(State::ExpiresSoon(last)),
        _ => {}
    }
    let done = credential.issued_on.filter(|_| kind == CredentialKind::BackgroundCheck)?;
    (today.signed_duration_since(done) > OLD).then_some(State::OldCheck(done))
}

/// Of two papers of one kind the better counts: the sound one, then the one that still holds, then the later one.
fn soundness(fault: Option<State>) -> (u8, Option<NaiveDate>) {
    match fault {
        None => (4, None),
        Some(State::ExpiresSoon(last)) => (3, Some(last)),
        Some(State::OldCheck(done)) => (2, Some(done)),
        Some(State::Expired(last)) => (1, Some(last)),
        Some(State::Missing) => (0, None),
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::*;

    fn day(offset: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() + TimeDelta::days(offset)
    }

    fn paper(kind: &str, issued: Option<i64>, expires: Option<i64>) -> CardCredential {
        CardCredential {
            kind: kind.to_owned(),
            title: String::new(),
            issued_on: issued.map(day),
            expires_on: expires.map(day),
            checked_on: None,
        }
    }

    /// Everything required, good for a year.
    fn complete() -> Vec<CardCredential> {
        REQUIRED.iter().map(|kind| paper(kind.code(), Some(-10), Some(355))).collect()
    }

    fn with(extra: CardCredential) -> Verdict {
        let mut papers: Vec<_> = complete().into_iter().filter(|paper| paper.kind != extra.kind).collect();
        papers.push(extra);
        verdict(&papers, day(0))
    }

    #[test]
    fn the_light_turns_on_the_day() {
        assert_eq!(verdict(&complete(), day(0)), Verdict { light: Light::Green, reasons: Vec::new() });
        let state = |kind: &str, issued, expires| {
            let verdict = with(paper(kind, issued, expires));
            (verdict.light, verdict.reasons.first().map(|reason| reason.state))
        };
        assert_eq!(state("health", None, Some(31)), (Light::Green, None));
        assert_eq!(state("health", None, Some(30)), (Light::Yellow, Some(State::ExpiresSoon(day(30)))));
        assert_eq!(state("health", None, Some(0)), (Light::Yellow, Some(State::ExpiresSoon(day(0)))));
        assert_eq!(state("health", None, Some(-1)), (Light::Red, Some(State::Expired(day(-1)))));
        assert_eq!(state("background_check", Some(-365), None), (Light::Green, None));
        assert_eq!(state("background_check", Some(-366), None), (Light::Yellow, Some(State::OldCheck(day(-366)))));
        assert_eq!(state("insurance", Some(-366), Some(90)), (Light::Green, None));
    }

    #[test]
    fn a_skill_never_makes_it_red_and_is_not_required() {
        let verdict = with(paper("skill_level", None, Some(-400)));
        assert_eq!(verdict.light, Light::Yellow);
        assert_eq!(verdict.reasons[0], Reason { kind: CredentialKind::SkillLevel, state: State::Expired(day(-400)) });
        assert_eq!(with(paper("skill_level", None, None)).light, Light::Green);
    }

    #[test]
    fn the_worst_reason_comes_first() {
        let papers = [paper("home_visit_permit", None, Some(5)), paper("skill_level", None, Some(-5))];
        let verdict = verdict(&papers, day(0));
        let lights: Vec<_> = verdict.reasons.iter().map(|reason| reason.light()).collect();
        assert_eq!(lights, [Light::Red, Light::Red, Light::Red, Light::Yellow, Light::Yellow]);
        assert_eq!(verdict.light, Light::Red);
    }

    const KINDS: [&str; 6] =
        ["home_visit_permit", "health", "background_check", "skill_level", "insurance", "driving_licence"];

    /// Kind, day of issue, last day, in days from today.
    type Paper = (usize, Option<i64>, Option<i64>);

    /// What the rules say of one kind, stated by what exists: nothing wrong, or whether it is red and what is wrong.
    fn naive(kind: &str, papers: &[(Option<i64>, Option<i64>)]) -> Option<(bool, State)> {
        let holds = |(_, last): &&(Option<i64>, Option<i64>)| last.is_none_or(|last| last >= 0);
        let lasts = |(_, last): &&(Option<i64>, Option<i64>)| last.is_none_or(|last| last > 30);
        let is_fresh = |(issued, _): &&(Option<i64>, Option<i64>)| {
            kind != "background_check" || issued.is_none_or(|issued| issued >= -365)
        };
        if papers.iter().any(|paper| lasts(&paper) && is_fresh(&paper)) {
            return None;
        }
        let is_required = kind != "skill_level";
        if papers.is_empty() {
            return is_required.then_some((true, State::Missing));
        }
        if !papers.iter().any(|paper| holds(&paper)) {
            let last = papers.iter().filter_map(|paper| paper.1).max().unwrap();
            return Some((is_required, State::Expired(day(last))));
        }
        let near = papers.iter().filter(|paper| holds(paper) && !lasts(paper)).filter_map(|paper| paper.1).max();
        let old = papers.iter().filter(|paper| lasts(paper)).filter_map(|paper| paper.0).max();
        let state = near.map(|last| State::ExpiresSoon(day(last))).or(old.map(|done| State::OldCheck(day(done))));
        state.map(|state| (false, state))
    }

    fn papers() -> impl Strategy<Value = Vec<Paper>> {
        let issued = prop_oneof![3 => -800..0i64, 1 => -370..-360i64];
        let expires = prop_oneof![3 => -90..400i64, 1 => -2..3i64, 1 => 28..33i64];
        vec((0..KINDS.len(), option::of(issued), option::of(expires)), 0..10)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn the_light_is_what_the_rules_say(papers in papers()) {
            let cards: Vec<_> = papers.iter().map(|(kind, issued, expires)| paper(KINDS[*kind], *issued, *expires)).collect();
            let verdict = verdict(&cards, day(0));
            let mut light = Light::Green;
            for (index, kind) in CredentialKind::ALL.into_iter().enumerate() {
                prop_assert_eq!(kind.code(), KINDS[index]);
                let of_kind: Vec<_> = papers.iter().filter(|p| p.0 == index).map(|p| (p.1, p.2)).collect();
                let wanted = naive(kind.code(), &of_kind);
                let found = verdict.reasons.iter().find(|reason| reason.kind == kind);
                prop_assert_eq!(found.map(|reason| reason.state), wanted.map(|(_, state)| state));
                light = light.max(match wanted {
                    None => Light::Green,
                    Some((false, _)) => Light::Yellow,
                    Some((true, _)) => Light::Red,
                });
            }
            prop_assert_eq!(verdict.light, light);
            prop_assert!(verdict.reasons.is_sorted_by_key(|reason| Reverse(reason.light())));
        }
    }
}
