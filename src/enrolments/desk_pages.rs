//! The pages of those who keep a run, at the community's desk or the trainer's, and of those who teach in it.

use askama::Template;

use super::model::Mark;
use super::pages::{SessionLine, Standing};
use super::words::GateLine;
use crate::links::QrView;
use crate::placements::OfLearner;
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, Overtaken, Select,
    SelectOption, Unsaved,
};
use crate::web::Page;
use crate::web::form::Errors;

/// Somebody in a list at a desk.
pub(super) struct LearnerLine {
    pub url: String,
    pub name: String,
    pub standing: Standing,
    pub attended: String,
    /// How long they have practised, where the run asks for it.
    pub practised: String,
    pub score: String,
    pub is_on_paper: bool,
    /// For staff: whether nothing reaches them unless somebody calls.
    pub is_called: bool,
    /// Where they are taken with one tap.
    pub accept_url: Option<String>,
}

/// Somebody whom staff may enrol on paper.
pub(super) struct FoundLine {
    pub id: String,
    pub key: String,
    pub name: String,
    pub place: String,
}

/// Enrolling on paper.
pub(super) struct Paper {
    pub search_action: String,
    pub action: String,
    pub typed: String,
    pub is_search: bool,
    pub found: Vec<FoundLine>,
}

/// The learners of a run, at a desk.
#[derive(Template)]
#[template(path = "enrolments/learners.html")]
pub(super) struct LearnersPage {
    pub page: Page,
    pub home: (String, String),
    /// What the run is called, and where its keepers plan it.
    pub run: (String, String),
    pub lead: String,
    /// Where certificates are prepared, once somebody has passed.
    pub certificates_url: Option<String>,
    pub sessions: Vec<SessionLine>,
    pub applied: Vec<LearnerLine>,
    pub learning: Vec<LearnerLine>,
    pub line: Vec<LearnerLine>,
    pub gone: Vec<LearnerLine>,
    pub paper: Option<Paper>,
    pub errors: Errors,
}

/// What may be done about a learner.
pub(super) struct Offers {
    /// That it is decided whether they are taken.
    pub decision: bool,
    pub score: bool,
    /// That it ends: the word for how, and what the button says.
    pub closing: Option<(&'static str, &'static str)>,
    /// That it was a mistake how it ended.
    pub reopening: bool,
    /// That it can be opened again once their certificate is gone.
    pub certified: bool,
    /// That staff write down what they answer to an offered seat.
    pub seat: bool,
    pub leaving: bool,
}

/// One learner, at a desk.
#[derive(Template)]
#[template(path = "enrolments/learner.html")]
pub(super) struct LearnerPage {
    pub page: Page,
    pub home: (String, String),
    pub title: String,
    pub learners_url: String,
    pub name: String,
    pub standing: Standing,
    /// For staff: who of them wrote down what they answered to an offered seat, and how they said it.
    pub answered: Option<String>,
    /// Who opened its end again, when and why.
    pub reopened: Option<String>,
    /// For staff: their record, with the telephone.
    pub resident_url: Option<String>,
    pub is_own: bool,
    pub gates: Vec<GateLine>,
    pub sessions: Vec<SessionLine>,
    /// At which they were not, and why.
    pub absences: Vec<String>,
    pub offers: Offers,
    /// Where they practise, or did.
    pub practised: Vec<OfLearner>,
    /// Where a company is asked to take them.
    pub arrange_url: Option<String>,
    /// Whether staff look, who may open a placement.
    pub is_staff: bool,
    /// From when on it can be confirmed how it ended, where that is yet to come.
    pub closing_later: Option<String>,
    pub revision: i32,
    pub score: String,
    pub resit: String,
    pub reason: String,
    /// How somebody may say what they answer: the words, and what they are called.
    pub words: Vec<(&'static str, &'static str)>,
    pub word: String,
    pub seat_url: String,
    pub decision_url: String,
    pub score_url: String,
    pub closing_url: String,
    pub reopening_url: String,
    pub leaving_url: String,
    pub theirs: Vec<(&'static str, String)>,
    /// Whether somebody else answered first.
    pub is_overtaken: bool,
    pub errors: Errors,
}

/// A choice of a mark.
pub(super) struct MarkChoice {
    pub mark: Mark,
    pub is_chosen: bool,
}

/// A learner on a meeting's list.
pub(super) struct ListLine {
    pub id: String,
    pub name: String,
    pub is_own: bool,
    /// Whether the meeting is for them.
    pub is_expected: bool,
    pub was: &'static str,
    pub was_reason: String,
    pub reason: String,
    /// The id of the reason's field.
    pub reason_id: String,
    pub choices: Vec<MarkChoice>,
    /// How the mark came about, and when.
    pub note: String,
}

/// Somebody who said beforehand that they will not be at a meeting.
pub(super) struct AwayLine {
    pub id: String,
    pub name: String,
    pub reason: String,
    /// Who said so, and when.
    pub note: String,
    pub may_take_back: bool,
}

/// That somebody will not be at a meeting is written down for them.
pub(super) struct Note {
    pub learners: Vec<SelectOption>,
    pub learner: String,
    pub reason: String,
    /// How they may have said so: the words, and what they are called.
    pub words: Vec<(&'static str, &'static str)>,
    pub word: String,
}

/// Who was at a meeting, at a desk.
#[derive(Template)]
#[template(path = "enrolments/session.html")]
pub(super) struct SessionPage {
    pub page: Page,
    pub home: (String, String),
    pub title: String,
    /// None to whoever only teaches.
    pub learners_url: Option<String>,
    pub time: String,
    pub topic: String,
    pub room: String,
    /// Which one it makes up for.
    pub makes_up: Option<String>,
    pub is_cancelled: bool,
    pub may_mark: bool,
    /// For staff, before it begins: who is waited for and has no account to be reminded on, and their page.
    pub to_call: Vec<(String, String)>,
    /// Who will not be there.
    pub away: Vec<AwayLine>,
    /// None once the list is open.
    pub note: Option<Note>,
    /// Whether it was sent, and could not be written.
    pub is_noting: bool,
    /// Of whom something was sent when it was too late, and what.
    pub unsaved: Option<(String, String)>,
    pub excuses_url: String,
    pub code_url: Option<String>,
    pub action: String,
    pub lines: Vec<ListLine>,
    /// For whom it is not, who may be there all the same.
    pub others: Vec<ListLine>,
    /// Whether something is chosen of them.
    pub has_others: bool,
    pub rest: bool,
    pub theirs: Vec<(&'static str, String)>,
    pub errors: Errors,
}

impl SessionPage {
    fn crumbs(&self) -> Crumbs<'_> {
        crumbs(Crumbs::new(&self.page, &self.time), &self.home, (&self.title, self.learners_url.as_deref()))
    }
}

/// The way down to a meeting, by the learners' page where there is one.
fn crumbs<'a>(
    crumbs: Crumbs<'a>,
    (home, home_url): &'a (String, String),
    (title, learners_url): (&'a str, Option<&'a str>),
) -> Crumbs<'a> {
    let crumbs = crumbs.via(home, home_url);
    match learners_url {
        Some(url) => crumbs.via(title, url),
        None => crumbs,
    }
}

/// The code on the screen of a room.
pub(super) struct OnScreen {
    pub qr: QrView,
    /// The digits, in two halves.
    pub digits: (String, String),
}

/// The code for the screen of a room.
#[derive(Template)]
#[template(path = "enrolments/code.html")]
pub(super) struct CodePage {
    pub page: Page,
    pub home: (String, String),
    pub title: String,
    /// None to whoever only teaches.
    pub learners_url: Option<String>,
    pub session_url: String,
    pub time: String,
    pub room: String,
    /// None while it is not the time for it.
    pub shown: Option<OnScreen>,
    pub came: usize,
    pub of: usize,
}

impl CodePage {
    fn crumbs(&self) -> Crumbs<'_> {
        crumbs(Crumbs::new(&self.page, &self.page.title), &self.home, (&self.title, self.learners_url.as_deref()))
    }
}

/// A meeting that somebody teaches.
pub(super) struct TaughtLine {
    pub url: String,
    pub time: String,
    /// Of which course, about what, and in which community.
    pub note: String,
    pub is_cancelled: bool,
    pub is_make_up: bool,
    /// The code for its screen, while people come.
    pub code_url: Option<String>,
}

/// The meetings that somebody teaches with an account of their own.
#[derive(Template)]
#[template(path = "enrolments/teaching.html")]
pub(super) struct TeachingPage {
    pub page: Page,
    pub coming: Vec<TaughtLine>,
    /// The last one first.
    pub past: Vec<TaughtLine>,
}
