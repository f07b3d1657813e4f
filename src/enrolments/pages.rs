//! The pages of those who learn, or would like to.

use askama::Template;

use super::words::GateLine;
use crate::training::Subscription;
use crate::ui::{Copyable, Crumbs, ErrorSummary, Field, Footer, Head, Masthead, Overtaken, Unsaved};
use crate::web::form::Errors;
use crate::web::{Messages, Page};

/// What a run's page says of its seats, and the way to one.
#[derive(Template)]
#[template(path = "enrolments/_on_run.html")]
pub struct OnRun {
    pub(super) t: &'static Messages,
    pub(super) url: String,
    /// How many seats are left, or how long the line is, or why nobody enrols any more.
    pub(super) text: String,
    /// Whether enough have a seat for it to begin, while that is a question.
    pub(super) beginning: Option<String>,
    pub(super) is_open: bool,
    /// Of whoever looks and has enrolled: how they stand, and the class of that.
    pub(super) stands: Option<(&'static str, &'static str)>,
}

impl OnRun {
    /// Whether one may ask for a seat.
    pub fn is_open(&self) -> bool {
        self.is_open
    }
}

crate::ui::component!(OnRun);

/// How somebody stands.
pub(super) struct Standing {
    pub label: &'static str,
    pub class: &'static str,
    pub note: String,
}

/// A run, as the person who would like to learn stands to it.
pub(super) enum Way {
    /// There is no record of them here: whom to call.
    NoRecord { phone: Option<(String, String)> },
    /// Nobody enrols any more.
    Closed,
    /// They may ask; the name that the trainer will see.
    Ask { name: String, key: String },
    /// They have.
    Stands(Stands),
}

/// How they stand, and what they may do about it.
pub(super) struct Stands {
    pub id: String,
    pub standing: Standing,
    /// That it may not begin, while too few have a seat.
    pub unsure: Option<String>,
    pub is_offered: bool,
    pub may_leave: bool,
    pub reason: String,
}

/// A run, for whoever would like to learn.
#[derive(Template)]
#[template(path = "enrolments/run.html")]
pub(super) struct RunPage {
    pub page: Page,
    pub title: String,
    /// The calendar of courses and the run's own page, where the community has them.
    pub course: Option<(String, String)>,
    pub org_name: String,
    pub is_screened: bool,
    pub accept_hours: i64,
    pub until: String,
    pub seats: String,
    /// Whether enough have a seat for it to begin, while that is a question.
    pub beginning: Option<String>,
    pub sessions: Vec<SessionLine>,
    pub way: Way,
    /// What came before and is over.
    pub before: Option<Standing>,
    pub action: String,
    pub answer_url: String,
    pub withdrawal_url: String,
    /// Whether somebody else answered first.
    pub is_overtaken: bool,
    pub errors: Errors,
}

/// A meeting in a list.
pub(super) struct SessionLine {
    pub time: String,
    pub topic: String,
    pub room: String,
    pub is_cancelled: bool,
    /// Which one it makes up for.
    pub makes_up: Option<String>,
    /// Of a learner's own list: whether they were there.
    pub mark: Option<&'static str>,
    /// Whether it was said beforehand that the learner will not be there.
    pub is_away: bool,
    /// Why they will not be there, or were not.
    pub reason: String,
    /// Where they say so, or take it back.
    pub away_url: Option<String>,
    /// At a desk: its page.
    pub url: String,
    /// At a desk: for how many there is a mark.
    pub marked: usize,
    /// While people come: at a desk the code for the screen, for a learner where it is typed.
    pub code_url: Option<String>,
}

/// A seat that is offered, to be taken with one tap.
pub(super) struct Offer {
    pub enrolment: String,
    pub answer_url: String,
}

/// A run that I learn in, or would like to.
pub(super) struct MyRun {
    pub id: String,
    pub title: String,
    pub org_name: String,
    pub community: String,
    pub url: String,
    pub standing: Standing,
    /// That it may not begin, while too few have a seat.
    pub unsure: Option<String>,
    /// The seat that waits for their word.
    pub offer: Option<Offer>,
    pub gates: Vec<GateLine>,
    /// Whether it asks for practice with a company.
    pub has_practice: bool,
    pub sessions: Vec<SessionLine>,
}

/// What I learn.
#[derive(Template)]
#[template(path = "enrolments/mine.html")]
pub(super) struct MinePage {
    pub page: Page,
    pub me_url: &'static str,
    pub runs: Vec<MyRun>,
    /// What is over, or came to nothing.
    pub past: Vec<MyRun>,
    /// Where they live, with the courses there.
    pub lists: Vec<(String, String)>,
    /// Once the person has asked for it.
    pub calendar: Option<MyCalendar>,
    pub calendar_url: &'static str,
}

/// A person's calendar.
pub(super) struct MyCalendar {
    /// The address for calendar programs.
    pub address: String,
    pub subscription_url: String,
}

/// How a person's calendar comes into their phone.
#[derive(Template)]
#[template(path = "enrolments/calendar.html")]
pub(super) struct CalendarPage {
    pub page: Page,
    pub mine_url: &'static str,
    pub subscription: Subscription,
}

/// That a learner will not be at a meeting, as far as they may still say so.
pub(super) struct Away {
    /// Why, as they said or typed it.
    pub reason: String,
    pub is_said: bool,
    /// Where somebody wrote it down for them: who, and how they said so.
    pub noted: Option<String>,
}

/// A learner says that they are in the room.
#[derive(Template)]
#[template(path = "enrolments/attend.html")]
pub(super) struct AttendPage {
    pub page: Page,
    pub title: String,
    pub time: String,
    pub room: String,
    pub state: Attending,
    /// None once it has begun, or there is a mark.
    pub away: Option<Away>,
    /// The reason that was typed too late.
    pub unsaved: Option<String>,
    pub action: String,
    pub mine_url: &'static str,
    pub errors: Errors,
}

impl AttendPage {
    /// Whether the reader can only say that they will not come, and the time to sign in is yet to be.
    fn is_early(&self) -> bool {
        self.state == Attending::NotNow && self.away.is_some()
    }
}

/// How somebody stands to a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Attending {
    /// They are not in the course.
    NotEnrolled,
    /// There is a mark.
    Done { mark: &'static str, at: String },
    /// It is not the time for it.
    NotNow,
    /// One tap is missing; the code that the address brought.
    Ready { code: String },
    /// The code is to be typed.
    Type,
}
