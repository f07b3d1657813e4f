//! The pages of placements.

use askama::Template;

use super::forms::{EntryForm, EntryStepForm, PlanForm, StepForm};
use super::mentors::MentorForm;
use super::plan::ChangeForm;
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, Overtaken, Select,
    SelectOption, TextArea, Unsaved,
};
use crate::web::Page;
use crate::web::form::Errors;

/// A step of the way down to a page: what it is called, and where.
type Way = Vec<(&'static str, String)>;

fn crumbs<'a>(page: &'a Page, way: &'a Way, here: &'a str) -> Crumbs<'a> {
    way.iter().fold(Crumbs::new(page, here), |crumbs, (text, url)| crumbs.via(text, url))
}

/// Where something stands, in a word and a colour.
pub(super) struct StandingView {
    pub label: &'static str,
    pub class: &'static str,
}

/// A placement in a list.
pub(super) struct RowView {
    /// None where the page of it is not theirs.
    pub url: Option<String>,
    pub name: String,
    pub org_name: String,
    pub title: String,
    pub community: String,
    pub days: String,
    pub standing: StandingView,
    pub progress: String,
    /// How many lines of the book nobody has settled.
    pub open: Option<String>,
}

/// A part of the staff's list.
pub(super) struct ShelfView {
    pub label: &'static str,
    pub url: String,
    pub count: i64,
    pub is_chosen: bool,
}

/// The staff's list.
#[derive(Template)]
#[template(path = "placements/desk.html")]
pub(super) struct DeskPage {
    pub page: Page,
    pub console_url: String,
    pub shelves: Vec<ShelfView>,
    pub rows: Vec<RowView>,
    pub older_url: Option<String>,
}

/// An organization's list.
#[derive(Template)]
#[template(path = "placements/org_desk.html")]
pub(super) struct OrgDeskPage {
    pub page: Page,
    /// Whether a mentor looks, who sees their own learners alone.
    pub is_mentor: bool,
    /// Who practises here.
    pub here: Vec<RowView>,
    /// Its own learners elsewhere.
    pub elsewhere: Vec<RowView>,
    /// What comes behind each.
    pub older_here: Option<String>,
    pub older_elsewhere: Option<String>,
}

/// A person's own.
#[derive(Template)]
#[template(path = "placements/mine.html")]
pub(super) struct MinePage {
    pub page: Page,
    pub me_url: &'static str,
    pub rows: Vec<RowView>,
}

/// What is agreed.
pub(super) struct Facts {
    pub learner: String,
    pub org_name: String,
    /// The course, and who taught it.
    pub course: String,
    pub mentor: String,
    pub place: String,
    pub duties: String,
    pub days: String,
    pub agreed: String,
    /// Who proposed it.
    pub proposer: String,
    /// How the learner agreed to that, for whoever may know.
    pub agreement: Option<String>,
}

/// A line of the book, in a list.
pub(super) struct EntryLine {
    pub url: String,
    pub day: String,
    pub hours: String,
    pub did: String,
    pub standing: StandingView,
    /// What somebody said against it, or the community decided.
    pub note: Option<String>,
    /// Where whoever looks signs it with one tap.
    pub sign_url: Option<String>,
    pub revision: i32,
}

/// The fields of a line.
pub(super) struct EntryFields {
    pub form: EntryForm,
    pub key: String,
    pub hours: Vec<SelectOption>,
    pub quarters: Vec<SelectOption>,
    /// Whether staff write for the learner, from paper.
    pub on_paper: bool,
    pub action: String,
}

/// What may be done about a placement.
pub(super) struct Offers {
    /// Whether they take the learner.
    pub decision: bool,
    /// That the agreed hours are done.
    pub complete: bool,
    pub end: bool,
}

/// One placement with its book.
#[derive(Template)]
#[template(path = "placements/placement.html")]
pub(super) struct PlacementPage {
    pub page: Page,
    pub way: Way,
    pub facts: Facts,
    pub standing: StandingView,
    /// Why it was declined or broken off, or when it was completed.
    pub note: Option<String>,
    /// That the company has left the community, while it is not over.
    pub left: Option<&'static str>,
    pub progress: String,
    /// So many hundredths of the agreed hours are signed.
    pub share: i32,
    pub is_own: bool,
    pub is_company: bool,
    pub is_running: bool,
    pub entries: Vec<EntryLine>,
    pub write: Option<EntryFields>,
    pub offers: Offers,
    /// The company's people, and who of them was chosen to show the learner the work.
    pub people: Vec<SelectOption>,
    pub person: String,
    /// Where somebody else is named.
    pub mentor_url: Option<String>,
    /// Where what is agreed is put right.
    pub plan_url: Option<String>,
    pub revision: i32,
    pub steps_url: String,
    /// None where nothing is printed.
    pub sheet_url: Option<String>,
    /// The learner's page in the course, for staff.
    pub learner_url: Option<String>,
    pub form: StepForm,
    /// What was typed and has no field to stand in any more.
    pub unsaved: Option<(String, String)>,
    pub is_conflict: bool,
    pub errors: Errors,
}

impl PlacementPage {
    fn crumbs(&self) -> Crumbs<'_> {
        crumbs(&self.page, &self.way, &self.page.title)
    }
}

/// Who shows the learner the work from now on.
#[derive(Template)]
#[template(path = "placements/mentor.html")]
pub(super) struct MentorPage {
    pub page: Page,
    pub way: Way,
    pub learner: String,
    pub action: String,
    pub people: Vec<SelectOption>,
    pub person: String,
    pub form: MentorForm,
    pub theirs: Vec<(&'static str, String)>,
    pub errors: Errors,
}

impl MentorPage {
    fn crumbs(&self) -> Crumbs<'_> {
        crumbs(&self.page, &self.way, &self.page.title)
    }
}

/// What is agreed from now on.
#[derive(Template)]
#[template(path = "placements/plan.html")]
pub(super) struct PlanPage {
    pub page: Page,
    pub way: Way,
    pub learner: String,
    /// What may be changed, and what comes of it.
    pub lead: &'static str,
    /// How far the hours have come, and how many the course asks for.
    pub notes: Vec<String>,
    pub action: String,
    /// Whether all of it is asked for; else what may change while the learner practises.
    pub is_whole: bool,
    pub form: ChangeForm,
    pub theirs: Vec<(&'static str, String)>,
    /// What was typed and has no field to stand in any more.
    pub unsaved: Option<String>,
    pub errors: Errors,
}

impl PlanPage {
    fn crumbs(&self) -> Crumbs<'_> {
        crumbs(&self.page, &self.way, &self.page.title)
    }
}

/// What may be done about a line.
pub(super) struct EntryOffers {
    pub sign: bool,
    pub dispute: bool,
    pub settle: bool,
    pub remove: bool,
}

/// One line.
#[derive(Template)]
#[template(path = "placements/entry.html")]
pub(super) struct EntryPage {
    pub page: Page,
    pub way: Way,
    pub day: String,
    pub hours: String,
    pub did: String,
    pub standing: StandingView,
    /// Who has signed, said otherwise or decided, and when.
    pub signatures: Vec<(&'static str, String)>,
    pub offers: EntryOffers,
    /// None where nobody writes it anew.
    pub write: Option<EntryFields>,
    pub revision: i32,
    pub steps_url: String,
    pub form: EntryStepForm,
    pub theirs: Vec<(&'static str, String)>,
    pub errors: Errors,
}

impl EntryPage {
    fn crumbs(&self) -> Crumbs<'_> {
        crumbs(&self.page, &self.way, &self.day)
    }
}

/// A line as it is printed.
pub(super) struct SheetLine {
    pub day: String,
    pub hours: String,
    pub did: String,
    pub learner: String,
    pub mentor: String,
    pub standing: &'static str,
}

/// The hour book, to print.
#[derive(Template)]
#[template(path = "placements/sheet.html")]
pub(super) struct SheetPage {
    pub page: Page,
    pub back_url: String,
    pub community: String,
    pub facts: Facts,
    pub progress: String,
    pub lines: Vec<SheetLine>,
    /// Empty lines, to write on.
    pub blank: usize,
}

/// A company is asked to take a learner.
#[derive(Template)]
#[template(path = "placements/proposal.html")]
pub(super) struct ProposalPage {
    pub page: Page,
    pub way: Vec<(String, String)>,
    pub name: String,
    pub title: String,
    /// How many hours the course asks for, and how many are done.
    pub need: String,
    pub action: String,
    pub key: String,
    pub companies: Vec<SelectOption>,
    pub org: String,
    pub form: PlanForm,
    pub errors: Errors,
}

impl ProposalPage {
    fn crumbs(&self) -> Crumbs<'_> {
        self.way.iter().fold(Crumbs::new(&self.page, &self.page.title), |crumbs, (text, url)| crumbs.via(text, url))
    }
}
