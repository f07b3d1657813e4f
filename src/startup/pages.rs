//! The pages of businesses that begin.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

use super::forms::{CaseForm, ClosureForm, MilestoneForm, NoteForm, due_field};
use super::mentor_pages::{MentorCard, MyMentor};
use super::model::{Kind, Reached, Status};
use super::queries::{Event, Note};
use crate::consents::{PurposeWords, Receipt};
use crate::policies;
use crate::residents::HomeLine;
use crate::tenancy::Tenant;
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, Footer, Head, Masthead, Overtaken, Select, SelectOption, TextArea,
};
use crate::web::form::Errors;
use crate::web::{Context, Messages, Page, text};

/// What may be founded, to choose from.
pub(super) fn kinds(t: &Messages) -> Vec<SelectOption> {
    let choose = SelectOption::new("", t.startup.choose_kind);
    std::iter::once(choose).chain(Kind::ALL.map(|kind| SelectOption::new(kind.code(), kind.label(t)))).collect()
}

/// A case in the list.
pub(super) struct CaseLine {
    pub url: String,
    pub name: String,
    pub place: String,
    pub kind: &'static str,
    pub status: &'static str,
    pub is_open: bool,
    pub mentor: String,
    pub updated: String,
}

/// Everybody who begins a business.
#[derive(Template)]
#[template(path = "startup/list.html")]
pub(super) struct ListPage {
    pub page: Page,
    pub console_url: String,
    pub residents_url: String,
    pub policies_url: String,
    pub form_action: String,
    pub status: String,
    pub statuses: Vec<SelectOption>,
    pub rows: Vec<CaseLine>,
    pub next_url: Option<String>,
    pub errors: Errors,
}

/// What somebody wants is taken down.
#[derive(Template)]
#[template(path = "startup/new.html")]
pub(super) struct NewPage {
    pub page: Page,
    pub console_url: String,
    pub list_url: String,
    pub name: String,
    pub place: String,
    pub resident_url: String,
    pub action: String,
    pub key: String,
    pub record: String,
    pub form: CaseForm,
    pub kinds: Vec<SelectOption>,
    /// Whether the record turned out to be this one meanwhile.
    pub is_conflict: bool,
    pub errors: Errors,
}

/// A milestone.
pub(super) struct MilestoneView {
    pub code: &'static str,
    /// The id of its field.
    pub field: &'static str,
    pub label: &'static str,
    pub due_on: Option<String>,
    pub done_on: Option<String>,
    /// Whether its day is past, and it is not reached.
    pub is_late: bool,
    /// Whether it can be ticked.
    pub is_ticked: bool,
    /// The policies that help with it.
    pub policies: Option<(&'static str, String)>,
    /// As it stands, or as it was typed.
    pub form: MilestoneForm,
    /// Whether it was typed, and could not be saved.
    pub is_typed: bool,
    /// What is wrong with it.
    pub errors: Errors,
}

impl MilestoneView {
    /// What is shown of the milestones of a case in a community.
    pub fn all(reached: &[Reached], tenant: &Tenant, today: NaiveDate, context: &Context) -> Vec<Self> {
        let (t, locale) = (context.t(), context.locale);
        let view = |one: &Reached| Self {
            code: one.milestone.code(),
            field: due_field(one.milestone),
            label: one.milestone.label(t),
            due_on: one.due_on.map(|day| text::date(locale, day)),
            done_on: one.done_on.map(|day| text::date(locale, day)),
            is_late: one.done_on.is_none() && one.due_on.is_some_and(|day| day < today),
            is_ticked: one.milestone.is_ticked(),
            policies: one.milestone.policies().map(|kind| (kind.label(t), policies::urls::list_of(tenant, kind))),
            form: MilestoneForm::of(one),
            is_typed: false,
            errors: Errors::default(),
        };
        reached.iter().map(view).collect()
    }

    /// Shows what was typed of it, with what is wrong in the page's errors at its own field.
    pub fn give_back(&mut self, form: MilestoneForm, errors: &Errors) {
        if let Some(error) = errors.get(self.field) {
            self.errors.add("due_on", error);
        }
        self.form = form;
        self.is_typed = true;
    }
}

/// Something that was noted.
pub(super) struct NoteView {
    pub author: String,
    pub body: String,
    pub is_shared: bool,
    pub at: String,
}

/// Something that became of a case.
pub(super) struct EventView {
    pub title: &'static str,
    pub reason: String,
    pub actor: String,
    pub at: String,
}

/// The notes of a case.
pub(super) fn notes(notes: Vec<Note>, tenant: &Tenant, context: &Context, now: DateTime<Utc>) -> Vec<NoteView> {
    let view = |note: Note| NoteView {
        at: text::moment(context.locale, note.at, now, tenant.time_zone),
        author: note.by(context.t()),
        body: note.body,
        is_shared: note.is_shared,
    };
    notes.into_iter().map(view).collect()
}

/// What became of a case.
pub(super) fn events(events: Vec<Event>, tenant: &Tenant, context: &Context, now: DateTime<Utc>) -> Vec<EventView> {
    let view = |event: Event| EventView {
        title: Status::parse(&event.to).map_or("", |status| status.label(context.t())),
        at: text::moment(context.locale, event.at, now, tenant.time_zone),
        reason: event.reason,
        actor: event.actor,
    };
    events.into_iter().map(view).collect()
}

/// The steps that staff may take with a case, while it is open and not their own.
pub(super) struct Offers {
    /// The next state: its word, and what it is called.
    pub next: Option<(&'static str, &'static str)>,
    /// The organizations that are admitted to the community, where the case is far enough.
    pub organizations: Option<Organizations>,
}

/// The organizations of which one may have come of a case.
pub(super) struct Organizations {
    /// To choose from, the person's own first.
    pub options: Vec<SelectOption>,
    /// What has to happen first, where none is the person's.
    pub advice: Option<&'static str>,
    /// What the community asks of organizations.
    pub join_url: Option<String>,
}

/// One case, for staff.
#[derive(Template)]
#[template(path = "startup/case.html")]
pub(super) struct CasePage {
    pub page: Page,
    pub console_url: String,
    pub list_url: String,
    pub place: String,
    pub resident_url: String,
    /// What else is open, where two records of theirs turned out to be one.
    pub others: Vec<(&'static str, String)>,
    pub kind: &'static str,
    pub idea: String,
    pub mentor: String,
    pub status: &'static str,
    pub is_open: bool,
    /// Whether it is the viewer's own: somebody else is to decide.
    pub is_own: bool,
    pub since: String,
    /// The organization that came of it, and its page, as long as it serves the community.
    pub org: Option<(String, Option<String>)>,
    pub revision: i32,
    pub offers: Option<Offers>,
    pub step_action: String,
    pub organization_action: String,
    /// The one that was chosen.
    pub organization: String,
    pub closure_action: String,
    pub closure: ClosureForm,
    pub milestones: Vec<MilestoneView>,
    pub milestones_action: String,
    pub notes: Vec<NoteView>,
    pub notes_action: String,
    pub note_key: String,
    pub note: NoteForm,
    /// Whether whoever goes along with them is somebody else than the viewer, whose words they may write down.
    pub may_quote: bool,
    pub events: Vec<EventView>,
    /// Who goes along and has an account.
    pub mentors: MentorCard,
    pub action: String,
    pub form: CaseForm,
    pub kinds: Vec<SelectOption>,
    pub is_changing: bool,
    pub theirs: Vec<(&'static str, String)>,
    /// Whether somebody else was first, and this is how it stands now.
    pub is_conflict: bool,
    /// What was typed and has no field to stand in any more.
    pub unsaved: Option<(String, String)>,
    pub errors: Errors,
}

/// My case, while it is open, and what is left of it after.
pub(super) struct MyCase {
    pub kind: &'static str,
    pub idea: String,
    pub mentor: String,
    pub status: &'static str,
    pub is_open: bool,
    pub revision: i32,
    pub since: String,
    pub milestones: Vec<MilestoneView>,
    pub milestones_action: String,
    pub notes: Vec<NoteView>,
    pub events: Vec<EventView>,
    /// Who goes along and has an account, or is to.
    pub mentoring: Option<MyMentor>,
    /// What comes next, where it works.
    pub founding: Option<Founding>,
    pub closing: Closing,
}

/// The form that ends a case. Two may be open, where two records turned out to be one.
pub(super) struct Closing {
    pub action: String,
    pub form_id: String,
    /// The id of the field: that of the form which was sent has the field's own name, to which the page's errors lead.
    pub field: String,
    pub form: ClosureForm,
    pub errors: Errors,
}

impl MyCase {
    /// Whether there is anything to tell of the way: it goes on, or some of it was reached.
    fn shows_milestones(&self) -> bool {
        self.is_open || self.milestones.iter().any(|one| one.done_on.is_some())
    }
}

/// How my business comes to serve the community.
pub(super) struct Founding {
    /// The organizations that I answer for, each with its application.
    pub applications: Vec<(String, String)>,
}

/// What is mine in a community.
pub(super) struct Mine {
    pub record: String,
    pub community: String,
    pub phone: Option<(String, String)>,
    pub policies_url: String,
    /// The open one first.
    pub cases: Vec<MyCase>,
    /// To begin one, where none is open.
    pub beginning: Option<Beginning>,
}

/// The form to begin one.
pub(super) struct Beginning {
    pub key: String,
    pub form: CaseForm,
    pub kinds: Vec<SelectOption>,
}

/// For the person.
#[derive(Template)]
#[template(path = "startup/mine.html")]
pub(super) struct MinePage {
    pub page: Page,
    pub me_url: &'static str,
    pub choices: Vec<HomeLine>,
    pub mine: Option<Mine>,
    /// Whether somebody else was first, and this is how it stands now.
    pub is_conflict: bool,
    /// What was typed and has no field to stand in any more.
    pub unsaved: Option<(String, String)>,
    pub errors: Errors,
}

/// A certificate of the founder's.
pub struct ProofLine {
    /// The course.
    pub title: String,
    /// Its number.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// And when.
    pub issued: String,
    /// Where anybody verifies it, as long as that community is here.
    pub verify_url: Option<String>,
}

/// Where an organization came from: what its community keeps of it, or what it keeps itself.
pub struct History {
    /// Who founded it.
    pub founder: String,
    /// The community in which it began.
    pub community: String,
    /// What it was to be.
    pub kind: &'static str,
    /// What it was to do.
    pub idea: String,
    /// Who went along with it; may be empty.
    pub mentor: String,
    /// Since when.
    pub since: String,
    /// The milestones, each with the day on which it was reached.
    pub milestones: Vec<(&'static str, String)>,
    /// The founder's certificates that hold, or held when it was kept.
    pub certificates: Vec<ProofLine>,
    /// What else there is of their past: a part with its lines each.
    pub past: Vec<(&'static str, Vec<String>)>,
    /// Since when the organization keeps it; none, where only the community does.
    pub kept: Option<String>,
    /// What whoever founded it may do about it, for themself.
    pub own: Option<Founder>,
}

/// A part of a founder's past, to choose.
pub struct PartTick {
    /// Its word.
    pub code: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Whether it is chosen.
    pub is_on: bool,
}

/// What whoever founded an organization may do about what it keeps of that.
pub struct Founder {
    /// The case.
    pub case: String,
    /// What they agreed to.
    pub receipts: Vec<Receipt>,
    /// What they agree to who have it kept, in which wording, and the id of their receipt.
    pub words: PurposeWords,
    /// See `words`.
    pub version: i32,
    /// See `words`.
    pub key: String,
    /// Why they are asked again, where it is kept already.
    pub anew: Option<String>,
    /// Whether they may have it kept, or kept anew as the community has it now.
    pub may_keep: bool,
    /// What else may join it.
    pub ticks: Vec<PartTick>,
    /// Whether it is theirs that is kept: they show it to staff, and take it away.
    pub is_kept: bool,
    /// Whether staff of communities read it.
    pub is_shown: bool,
    /// Where it is kept.
    pub keep_action: String,
    /// Where it is shown to staff.
    pub show_action: String,
    /// And taken away.
    pub remove_action: String,
}
