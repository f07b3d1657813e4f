//! What is sent about enrolments.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::gates::Outcome;
use super::model::{Mark, Status, Word};
use crate::db::{EnrolmentId, ResidentId};
use crate::values::{Line, fold};
use crate::web::Messages;
use crate::web::form::{Errors, chosen};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 100;

/// A reason that may stay unsaid.
fn reason(typed: &str, t: &Messages, errors: &mut Errors) -> Option<String> {
    let error = t.enrolments.error_reason_length(LONGEST_REASON);
    errors.optional_text("reason", typed, Line::<LONGEST_REASON>::parse, error)
}

/// A reason that has to be said.
fn stated(typed: &str, t: &Messages, errors: &mut Errors) -> Option<String> {
    let reason = reason(typed, t, errors)?;
    if reason.is_empty() {
        errors.add("reason", t.enrolments.error_reason);
    }
    Some(reason).filter(|reason| !reason.is_empty())
}

/// The id of the field of a list in which a learner's reason is written.
pub(super) fn reason_id(of: EnrolmentId) -> String {
    format!("reason-{of}")
}

/// A resident asks for a seat, or staff do so for them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ApplyForm {
    /// The new enrolment's id: sent twice, it is still one.
    pub key: Option<EnrolmentId>,
    /// For whom staff ask.
    pub resident: Option<ResidentId>,
}

/// What somebody answers to an offered seat.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AnswerForm {
    pub enrolment: Option<EnrolmentId>,
    pub answer: String,
}

/// What somebody answers to an offered seat through staff.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WordForm {
    pub answer: String,
    /// How they said it.
    pub word: String,
}

impl WordForm {
    /// How they said it; nobody answers for somebody whom they have not asked.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<Word> {
        errors.take("word", Word::parse(&self.word).ok_or(()), |()| t.enrolments.error_word.to_owned())
    }
}

/// Somebody leaves.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct LeaveForm {
    pub enrolment: Option<EnrolmentId>,
    pub reason: String,
}

impl LeaveForm {
    /// Why; it need not be said.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        reason(&self.reason, t, errors)
    }
}

/// Whether whoever asked is taken.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DecisionForm {
    pub answer: String,
    pub reason: String,
}

/// What a decision is.
pub(super) enum Decision {
    Accept,
    Decline(String),
}

impl DecisionForm {
    /// The decision; whoever is not taken is told why.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<Decision> {
        if self.answer == "accept" {
            return Some(Decision::Accept);
        }
        stated(&self.reason, t, errors).map(Decision::Decline)
    }
}

/// The points of a learner.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ScoreForm {
    pub revision: i32,
    pub score: String,
    pub resit: String,
}

/// Points from 0 to 100; none where nothing is typed.
fn points(field: &'static str, typed: &str, t: &Messages, errors: &mut Errors) -> Option<i32> {
    let typed: String = typed.chars().map(fold::ascii).collect();
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let points = typed.parse().ok().filter(|points| (0..=100).contains(points));
    if points.is_none() {
        errors.add(field, t.enrolments.error_points);
    }
    points
}

impl ScoreForm {
    /// As it is kept.
    pub fn of((score, resit): (Option<i32>, Option<i32>), revision: i32) -> Self {
        let text = |points: Option<i32>| points.map_or_else(String::new, |points| points.to_string());
        Self { revision, score: text(score), resit: text(resit) }
    }

    /// The points of both tries. There is a second one where the first was not enough.
    pub fn check(&self, least: Option<i32>, t: &Messages, errors: &mut Errors) -> Option<(Option<i32>, Option<i32>)> {
        let score = points("score", &self.score, t, errors);
        let resit = points("resit", &self.resit, t, errors);
        if errors.is_empty() && resit.is_some() && score.zip(least).is_none_or(|(score, least)| score >= least) {
            errors.add("resit", t.enrolments.error_resit);
        }
        Some((score, resit)).filter(|_| errors.is_empty())
    }
}

/// How it ends for a learner, as the page said it would.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ClosingForm {
    pub revision: i32,
    pub outcome: String,
}

impl ClosingForm {
    /// The end that follows from the gates and is confirmed; none where the page said another one. `is_over`: whether the
    /// last meeting has ended: before, nobody has failed, and whoever has met the gates still learns.
    pub fn check(&self, outcome: Outcome, is_over: bool) -> Option<Status> {
        let status = match (self.outcome.as_str(), outcome) {
            ("passed", Outcome::Passed) => Some(Status::Passed),
            ("failed", Outcome::Missing | Outcome::Resit) => Some(Status::Failed),
            _ => None,
        };
        status.filter(|_| is_over)
    }
}

/// How it ended for a learner was confirmed by mistake.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ReopenForm {
    pub revision: i32,
    pub reason: String,
}

impl ReopenForm {
    /// Why: the learner is told.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        stated(&self.reason, t, errors)
    }
}

/// What somebody wrote of one learner on a list.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct MarkLine {
    /// The mark that the page showed; none: there was none.
    pub was: Option<Mark>,
    /// The one that is chosen.
    pub mark: Option<Mark>,
    pub reason: String,
    /// The reason that the page showed.
    pub was_reason: String,
    /// Whether the page showed them among those for whom the meeting is.
    pub is_expected: bool,
}

/// The list of a meeting.
#[derive(Debug, Default)]
pub(super) struct MarksForm {
    pub lines: BTreeMap<EnrolmentId, MarkLine>,
    /// Whether everybody for whom the meeting is and nothing is chosen was there.
    pub rest: bool,
}

impl MarksForm {
    /// Reads the fields: each is named after what it is and whose.
    pub fn of(fields: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in fields {
            form.rest |= name == "rest";
            let Some((what, id)) = name.split_once('.') else { continue };
            let Ok(id) = id.parse::<EnrolmentId>() else { continue };
            let line = form.lines.entry(id).or_default();
            match what {
                "was" => line.was = Mark::parse(&value),
                "mark" => line.mark = Mark::parse(&value),
                "reason" => line.reason = value,
                "was_reason" => line.was_reason = value,
                "expected" => line.is_expected = true,
                _ => {}
            }
        }
        form
    }

    /// What is to be written of a learner: the mark with its reason, and the one that it takes the place of; none where
    /// nothing changes. Whoever is excused said why; of whoever is absent it may be known.
    pub fn change(
        &self,
        id: EnrolmentId,
        name: &str,
        t: &Messages,
        errors: &mut Errors,
    ) -> Option<(Mark, String, Option<Mark>)> {
        let line = self.lines.get(&id)?;
        let is_rest = self.rest && line.is_expected && line.was.is_none();
        let mark = line.mark.or_else(|| is_rest.then_some(Mark::Present))?;
        let reason = if mark.was_there() { "" } else { line.reason.trim() };
        let is_same = line.was == Some(mark) && reason == line.was_reason;
        let is_read = is_same || Line::<LONGEST_REASON>::parse(reason).is_ok();
        if mark == Mark::Excused && !is_read {
            errors.add_line(reason_id(id), t.enrolments.error_excused(name, LONGEST_REASON));
        } else if !reason.is_empty() && !is_read {
            errors.add_line(reason_id(id), t.enrolments.error_absent(name, LONGEST_REASON));
        }
        (!is_same).then(|| (mark, reason.to_owned(), line.was))
    }
}

/// What a learner says of a meeting: the code from the screen, or beforehand that they will not be there.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AttendForm {
    pub code: String,
    /// `yes`: they will not be there; `no`: they will, after all.
    pub away: String,
    pub reason: String,
}

impl AttendForm {
    /// Why they will not be there: nobody is excused without a reason, here as on the list.
    pub fn excuse(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        stated(&self.reason, t, errors)
    }
}

/// What whoever keeps a meeting's list writes down ahead of it for a learner.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NoteForm {
    #[serde(deserialize_with = "chosen")]
    pub learner: Option<EnrolmentId>,
    /// `yes`: they will not be there; `no`: they will, after all.
    pub away: String,
    pub reason: String,
    /// How they said so.
    pub word: String,
}

impl NoteForm {
    /// Why they will not be there, and how they said so.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<(String, Word)> {
        let reason = stated(&self.reason, t, errors);
        let word = errors.take("word", Word::parse(&self.word).ok_or(()), |()| t.enrolments.error_note_word.to_owned());
        reason.zip(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    const T: fn() -> &'static Messages = || Locale::ZhHans.messages();

    fn scores(score: &str, resit: &str) -> Result<(Option<i32>, Option<i32>), Vec<&'static str>> {
        let form = ScoreForm { revision: 1, score: score.to_owned(), resit: resit.to_owned() };
        let mut errors = Errors::default();
        form.check(Some(60), T(), &mut errors).ok_or_else(|| errors.list().iter().map(|(field, _)| *field).collect())
    }

    #[test]
    fn points_are_of_a_hundred_and_a_second_try_follows_a_first_that_was_not_enough() {
        assert_eq!(scores("", ""), Ok((None, None)));
        assert_eq!(scores(" ５９ ", "61"), Ok((Some(59), Some(61))));
        assert_eq!(scores("101", "-1"), Err(vec!["score", "resit"]), "all at once");
        assert_eq!((scores("60", "70"), scores("", "70")), (Err(vec!["resit"]), Err(vec!["resit"])));
        assert_eq!(ScoreForm::of((Some(7), None), 3).score, "7");
    }

    #[test]
    fn whoever_is_not_taken_is_told_why_and_whoever_leaves_need_not_say() {
        let decline = |reason: &str| {
            let form = DecisionForm { answer: "decline".to_owned(), reason: reason.to_owned() };
            form.check(T(), &mut Errors::default()).is_some()
        };
        assert!(decline("人数已满") && !decline(" ") && !decline(&"满".repeat(101)));
        let leave = |reason: &str| {
            let form = LeaveForm { enrolment: None, reason: reason.to_owned() };
            form.check(T(), &mut Errors::default())
        };
        assert_eq!((leave(" "), leave("搬家"), leave("a\nb")), (Some(String::new()), Some("搬家".to_owned()), None));
    }

    #[test]
    fn the_end_is_the_one_that_the_gates_say_and_nothing_has_ended_before_it() {
        let close = |word: &str, outcome, is_over| {
            ClosingForm { revision: 1, outcome: word.to_owned() }.check(outcome, is_over)
        };
        assert_eq!(close("passed", Outcome::Passed, true), Some(Status::Passed));
        assert_eq!(close("passed", Outcome::Passed, false), None);
        assert_eq!(close("passed", Outcome::Missing, true), None);
        assert_eq!(close("failed", Outcome::Passed, true), None);
        assert_eq!(close("failed", Outcome::Missing, false), None);
        assert_eq!(close("failed", Outcome::Resit, true), Some(Status::Failed), "nobody has to try again");
        assert_eq!(close("dropped", Outcome::Missing, true), None);
    }

    #[test]
    fn a_list_changes_what_is_chosen_otherwise_and_nothing_else() {
        let [same, new, open, other, excused, old] = [(); 6].map(|()| EnrolmentId::generate());
        let pairs = [
            (format!("was.{same}"), "late"),
            (format!("mark.{same}"), "late"),
            (format!("was.{new}"), ""),
            (format!("mark.{new}"), "absent"),
            (format!("was.{open}"), ""),
            (format!("expected.{open}"), "1"),
            (format!("was.{other}"), ""),
            (format!("was.{excused}"), "absent"),
            (format!("mark.{excused}"), "excused"),
            (format!("reason.{excused}"), ""),
            (format!("was.{old}"), "excused"),
            (format!("mark.{old}"), "excused"),
            ("mark.nobody".to_owned(), "present"),
        ];
        let owned = |(name, value): (String, &str)| (name, value.to_owned());
        let pairs: Vec<_> = pairs.into_iter().map(owned).collect();
        let form = MarksForm::of(pairs.clone());
        let mut errors = Errors::default();
        let mut change = |form: &MarksForm, id| form.change(id, "马德明", T(), &mut errors);
        assert_eq!((change(&form, same), change(&form, open)), (None, None));
        assert_eq!(change(&form, new), Some((Mark::Absent, String::new(), None)));
        let rest = MarksForm::of([pairs, vec![("rest".to_owned(), "1".to_owned())]].concat());
        assert_eq!(change(&rest, open), Some((Mark::Present, String::new(), None)));
        assert_eq!(change(&rest, same), None, "what is marked stays");
        assert_eq!(change(&rest, other), None, "for whom it is not");
        let why = |mark, why| {
            MarksForm::of([(format!("mark.{new}"), mark), (format!("reason.{new}"), why)].map(owned).to_vec())
        };
        assert_eq!(change(&why("absent", " 走错了 "), new), Some((Mark::Absent, "走错了".to_owned(), None)));
        assert_eq!(change(&why("late", "堵车"), new), Some((Mark::Late, String::new(), None)), "they were there");
        assert!(change(&form, excused).is_some());
        assert!(errors.get(&reason_id(excused)).is_some_and(|error| error.contains("马德明")), "why is to be said");
        let mut errors = Errors::default();
        assert_eq!(form.change(old, "马德明", T(), &mut errors), None);
        assert!(errors.is_empty(), "why is known no more, and nobody has to make it up");
    }
}
