//! What everybody sees of a community's training.

use askama::Template;

use super::words::StrandView;
use crate::enrolments::OnRun;
use crate::ui::{Crumbs, Footer, Head, Masthead, Select, SelectOption};
use crate::web::Page;
use crate::web::form::Errors;
use crate::web::public::PublicPage;

/// A run in a list.
pub struct OfferView {
    /// Its page.
    pub url: String,
    /// What it is called.
    pub title: String,
    /// Who teaches, and from when to when.
    pub note: String,
    /// What it costs, how many may learn, until when one may ask for a seat.
    pub terms: String,
    /// What it prepares for.
    pub marks: Vec<&'static str>,
}

/// A session of a day.
pub(super) struct MeetingView {
    pub url: String,
    pub clock: String,
    pub title: String,
    pub note: String,
    pub is_cancelled: bool,
    pub is_make_up: bool,
}

/// A day with sessions.
pub(super) struct DayView {
    pub iso: String,
    pub name: String,
    pub is_today: bool,
    pub meetings: Vec<MeetingView>,
}

/// A day in the grid of the month.
pub(super) struct CellView {
    pub number: u32,
    pub is_today: bool,
    /// How many sessions, and where they are told of.
    pub meetings: Option<(usize, String)>,
}

/// The calendar.
#[derive(Template)]
#[template(path = "training/calendar.html")]
pub(super) struct CalendarPage {
    pub page: Page,
    pub action: String,
    pub trade: String,
    pub trades: Vec<SelectOption>,
    pub strand: String,
    pub strands: Vec<SelectOption>,
    pub is_narrowed: bool,
    pub no_errors: Errors,
    pub all_url: String,
    pub subscription_url: String,
    pub offers: Vec<OfferView>,
    /// The month as people read it, and as addresses hold it.
    pub month: String,
    pub month_code: String,
    pub earlier_url: Option<String>,
    pub later_url: Option<String>,
    pub weekdays: Vec<&'static str>,
    pub weeks: Vec<Vec<Option<CellView>>>,
    pub days: Vec<DayView>,
}

impl PublicPage for CalendarPage {}

/// A session of a run.
pub(super) struct SessionView {
    pub when: String,
    pub iso: String,
    pub place: String,
    pub teacher: String,
    pub topic: String,
    /// Which one it makes up for.
    pub makes_up: Option<String>,
    pub is_cancelled: bool,
    pub is_over: bool,
}

/// One run.
#[derive(Template)]
#[template(path = "training/show.html")]
pub(super) struct ShowPage {
    pub page: Page,
    pub calendar_url: String,
    pub title: String,
    pub summary: String,
    pub status: &'static str,
    pub is_open: bool,
    pub is_cancelled: bool,
    /// Why it does not take place.
    pub reason: String,
    pub trainer: String,
    pub trainer_url: Option<String>,
    pub facts: Vec<(&'static str, Vec<String>)>,
    pub hours: String,
    pub syllabus: Vec<StrandView>,
    pub sessions: Vec<SessionView>,
    /// The seats, and the way to one, while it is open.
    pub enrolment: Option<OnRun>,
    pub subscription_url: String,
}

impl PublicPage for ShowPage {}
