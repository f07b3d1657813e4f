//! What whoever passes a run has done: been there often enough, and scored enough. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::model::{Mark, Session};
use crate::db::CourseSessionId;

/// The gates of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// The share of meetings to attend, in percent.
    pub min_attendance: i32,
    /// The points to score, of 100; none: nothing is assessed.
    pub min_score: Option<i32>,
    /// The minutes to practise with a company before a certificate; 0: none.
    pub internship: i32,
}

/// How far somebody has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gates {
    /// The meetings that count for them: those that take place since they joined.
    pub counted: usize,
    /// Those that they attended, or made up for.
    pub attended: usize,
    /// How many they need.
    pub needed: usize,
    /// The points that count: the better of two tries.
    pub score: Option<i32>,
    /// The points they need; none: nothing is assessed.
    pub min_score: Option<i32>,
    /// Whether there was a second try.
    pub had_resit: bool,
    /// The minutes of practice that count, and those that are signed where it still goes on.
    pub practised: Practised,
    /// The minutes of practice they need; 0: none.
    pub internship: i32,
}

/// How long somebody has practised with companies, in minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Practised {
    /// Signed by both in placements that are over, completed or ended before: these count.
    pub done: i32,
    /// Signed by both in a placement that still runs.
    pub running: i32,
}

/// That meetings were held before somebody joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// When the first meeting begins that counts for them; where none does, when they joined.
    pub from: DateTime<Utc>,
    /// The meetings that they attended since, or made up for.
    pub attended: usize,
    /// All that were held.
    pub held: usize,
}

/// What follows from the gates; a person confirms it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All are met.
    Passed,
    /// All but the score, and there is a second try.
    Resit,
    /// Not all are met, or not yet.
    Missing,
}

impl Gates {
    /// How many meetings are missing.
    pub fn missing_meetings(&self) -> usize {
        self.needed.saturating_sub(self.attended)
    }

    /// The share of meetings attended, in whole percent, never rounded up; none where none counts.
    pub fn share(&self) -> Option<i32> {
        i32::try_from((self.attended * 100).checked_div(self.counted)?).ok()
    }

    /// How many points are missing; all that are needed where nothing is assessed yet.
    pub fn missing_points(&self) -> i32 {
        (self.min_score.unwrap_or(0) - self.score.unwrap_or(0)).max(0)
    }

    /// Whether the score suffices, or none is asked for.
    pub fn has_score(&self) -> bool {
        self.min_score.is_none_or(|least| self.score.is_some_and(|score| score >= least))
    }

    /// Whether enough meetings are attended. Nobody has attended enough of none.
    pub fn has_attendance(&self) -> bool {
        self.attended >= self.needed
    }

    /// Whether they have practised long enough, or need not. Passing does not wait for it: the certificate does.
    pub fn has_practised(&self) -> bool {
        self.practised.done >= self.internship
    }

    /// Whether they may have a certificate.
    pub fn may_certify(&self) -> bool {
        self.outcome() == Outcome::Passed && self.has_practised()
    }

    /// What follows.
    pub fn outcome(&self) -> Outcome {
        match (self.has_attendance(), self.has_score()) {
            (true, true) => Outcome::Passed,
            (true, false) if self.score.is_some() && !self.had_resit => Outcome::Resit,
            _ => Outcome::Missing,
        }
    }
}

/// The meeting that one stands for in the end: a make-up of a make-up is one of the first.
fn root(sessions: &[Session], id: CourseSessionId) -> CourseSessionId {
    let mut at = id;
    // A ring cannot be longer than the list.
    for _ in sessions {
        match sessions.iter().find(|session| session.id == at).and_then(|session| session.makes_up) {
            Some(before) => at = before,
            None => break,
        }
    }
    at
}

/// The meetings at which somebody was among some, each as the one that it stands for in the end.
fn there<'s>(
    all: &[Session],
    among: impl Iterator<Item = &'s Session>,
    marks: &BTreeMap<CourseSessionId, Mark>,
) -> Vec<CourseSessionId> {
    among
        .filter(|session| marks.get(&session.id).is_some_and(|mark| mark.was_there()))
        .map(|session| root(all, session.id))
        .collect()
}

/// How somebody took part who joined when meetings had been held; none where they did not. Fairness is for the gates, which
/// count from when they joined: this is for what is said of them.
pub fn late(
    sessions: &[Session],
    joined_at: DateTime<Utc>,
    marks: &BTreeMap<CourseSessionId, Mark>,
    now: DateTime<Utc>,
) -> Option<Late> {
    let held: Vec<_> = sessions.iter().filter(|one| one.is_first() && one.ends_at <= now).collect();
    if held.iter().all(|one| one.starts_at >= joined_at) {
        return None;
    }
    // Whoever is on a list of before they came was not there.
    let since = || sessions.iter().filter(|one| !one.is_cancelled && one.starts_at >= joined_at);
    let attended = there(sessions, since(), marks);
    let first = since().filter(|one| one.is_first()).map(|one| one.starts_at).min();
    Some(Late {
        from: first.unwrap_or(joined_at),
        attended: held.iter().filter(|one| attended.contains(&one.id)).count(),
        held: held.len(),
    })
}

/// How far somebody has come who joined at a time; `marks` are theirs, `scores` those of both tries, `practised` the minutes
/// with companies.
///
/// A meeting that is cancelled counts for nobody, and one before they joined not for them. Excused is absent as far as
/// the share is concerned, but may be made up for.
pub fn gates(
    rules: Rules,
    sessions: &[Session],
    joined_at: DateTime<Utc>,
    marks: &BTreeMap<CourseSessionId, Mark>,
    scores: (Option<i32>, Option<i32>),
    practised: Practised,
) -> Gates {
    let attended = there(sessions, sessions.iter().filter(|session| !session.is_cancelled), marks);
    let counted: Vec<_> = sessions.iter().filter(|one| one.is_first() && one.starts_at >= joined_at).collect();
    let share = usize::try_from(rules.min_attendance).unwrap_or(0);
    // Nobody passes by joining when all is over.
    let least = usize::from(share > 0);
    Gates {
        counted: counted.len(),
        attended: counted.iter().filter(|session| attended.contains(&session.id)).count(),
        needed: (counted.len() * share).div_ceil(100).max(least),
        score: scores.0.max(scores.1),
        min_score: rules.min_score,
        had_resit: scores.1.is_some(),
        practised,
        internship: rules.internship,
    }
}

#[cfg(test)]
#[path = "gates_tests.rs"]
mod tests;
