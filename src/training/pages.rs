//! The pages of whoever looks after training: organizations and staff.

use askama::Template;

use super::forms::{CourseForm, ModuleField, RoomForm, SeatsForm, SessionForm, TeacherForm, TermsForm};
use super::words::StrandView;
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, Overtaken, Select,
    SelectOption, TextArea, Unsaved,
};
use crate::web::Page;
use crate::web::form::Errors;

/// A run in a list.
pub(super) struct RunRow {
    pub url: String,
    pub title: String,
    pub status: &'static str,
    /// Whether everybody may see it now.
    pub is_open: bool,
    /// Who teaches it, or where; and when.
    pub note: String,
}

/// A course in the list.
pub(super) struct CourseRow {
    pub url: String,
    pub title: String,
    /// Its trade, lesson hours and fee.
    pub note: String,
    pub is_retired: bool,
}

/// An organization's courses and runs.
#[derive(Template)]
#[template(path = "training/courses.html")]
pub(super) struct CoursesPage {
    pub page: Page,
    pub new_url: String,
    pub teachers_url: String,
    /// What whoever looks teaches themselves.
    pub teaching_url: String,
    pub placements_url: String,
    /// How far its learners get.
    pub loop_url: String,
    pub rows: Vec<CourseRow>,
    pub runs: Vec<RunRow>,
}

/// One course, or a new one.
#[derive(Template)]
#[template(path = "training/course.html")]
pub(super) struct CoursePage {
    pub page: Page,
    pub heading: String,
    pub courses_url: String,
    pub action: String,
    pub form: CourseForm,
    pub rows: Vec<ModuleField>,
    pub trades: Vec<SelectOption>,
    /// What people would like to learn: word, label, and whether it is ticked.
    pub teaches: Vec<(&'static str, &'static str, bool)>,
    pub strands: Vec<SelectOption>,
    /// What is kept of it; none of a new one.
    pub kept: Option<KeptCourse>,
    pub theirs: Vec<(&'static str, String)>,
    pub errors: Errors,
}

/// What is kept of a course.
pub(super) struct KeptCourse {
    pub syllabus: Vec<StrandView>,
    /// Lesson hours of all parts.
    pub hours: String,
    /// The strands that it has nothing of.
    pub missing: Option<String>,
    /// What it teaches of all that people would like to learn.
    pub teaches: String,
    pub runs: Vec<RunRow>,
    /// Where a community is asked to open it; none while it is not taught.
    pub run_url: Option<String>,
    pub retirement_action: String,
    pub is_retired: bool,
}

/// A community is asked to open a course.
#[derive(Template)]
#[template(path = "training/run_new.html")]
pub(super) struct RunNewPage {
    pub page: Page,
    pub courses_url: String,
    pub course_url: String,
    pub course: String,
    pub action: String,
    pub form: TermsForm,
    /// The communities that have admitted the organization.
    pub communities: Vec<SelectOption>,
    pub communities_url: String,
    pub errors: Errors,
}

/// Somebody who teaches, with the form that changes what is said of them.
pub(super) struct TeacherView {
    pub action: String,
    pub name_id: String,
    pub about_id: String,
    pub person_id: String,
    /// Whose account is theirs, as the list of people has it.
    pub person: String,
    pub form: TeacherForm,
    /// What is wrong with this form.
    pub errors: Errors,
}

/// Who teaches.
#[derive(Template)]
#[template(path = "training/teachers.html")]
pub(super) struct TeachersPage {
    pub page: Page,
    pub courses_url: String,
    pub teachers: Vec<TeacherView>,
    /// The organization's people, to choose whose account is a teacher's.
    pub people: Vec<SelectOption>,
    pub action: String,
    pub key: String,
    pub form: TeacherForm,
    pub person: String,
    /// Each at its own field, of whichever form it is.
    pub errors: Errors,
    pub theirs: Vec<(&'static str, String)>,
}

/// A room in the list.
pub(super) struct RoomRow {
    pub url: String,
    pub name: String,
    pub note: String,
    pub is_retired: bool,
}

/// Where a community teaches.
#[derive(Template)]
#[template(path = "training/rooms.html")]
pub(super) struct RoomsPage {
    pub page: Page,
    pub console_url: String,
    pub desk_url: String,
    pub rows: Vec<RoomRow>,
    /// Whether the viewer adds and changes them.
    pub may_keep: bool,
    pub action: String,
    pub key: String,
    pub form: RoomForm,
    pub errors: Errors,
}

/// One room.
#[derive(Template)]
#[template(path = "training/room.html")]
pub(super) struct RoomPage {
    pub page: Page,
    pub console_url: String,
    pub desk_url: String,
    pub rooms_url: String,
    pub name: String,
    pub action: String,
    pub form: RoomForm,
    pub theirs: Vec<(&'static str, String)>,
    pub errors: Errors,
}

/// What is asked of a community, and its runs.
#[derive(Template)]
#[template(path = "training/desk.html")]
pub(super) struct DeskPage {
    pub page: Page,
    pub console_url: String,
    /// None where the community does without the public pages.
    pub public_url: Option<String>,
    pub rooms_url: String,
    /// The states as links: label, address, whether it is shown, and how many wait.
    pub states: Vec<(&'static str, String, bool, Option<i64>)>,
    pub rows: Vec<RunRow>,
    pub next_url: Option<String>,
}

/// Something that was looked at before a run is opened.
pub(super) struct CheckView {
    pub text: String,
    pub passes: bool,
    pub blocks: bool,
}

/// A session in the list.
pub(super) struct SessionRow {
    pub when: String,
    /// Room and teacher.
    pub note: String,
    pub topic: String,
    /// The session that it makes up for.
    pub makes_up: Option<String>,
    pub is_cancelled: bool,
    /// Where it is moved.
    pub url: Option<String>,
}

/// The form that plans sessions.
pub(super) struct Planning {
    pub form: SessionForm,
    pub rooms: Vec<SelectOption>,
    pub teachers: Vec<SelectOption>,
    /// Sessions that one may have missed.
    pub missed: Vec<SelectOption>,
    /// Whether somebody else may teach than the teachers.
    pub may_stand_in: bool,
}

impl Planning {
    fn room(&self) -> String {
        self.form.room.map_or_else(String::new, |id| id.to_string())
    }

    fn teacher(&self) -> String {
        self.form.teacher.map_or_else(String::new, |id| id.to_string())
    }

    fn makes_up(&self) -> String {
        self.form.makes_up.map_or_else(String::new, |id| id.to_string())
    }
}

/// The form that takes a step.
pub(super) struct Steps {
    pub action: String,
    pub seen: &'static str,
    pub revision: i32,
    pub sequence: i32,
    /// Their words and labels.
    pub choices: Vec<(&'static str, &'static str)>,
    pub chosen: String,
    pub reason: String,
    pub needs_reason: bool,
}

/// Too few have a seat for a run to begin.
pub(super) struct TooFew {
    /// How many, and how many are wanted.
    pub text: String,
    /// What may be done about it; empty to whoever only looks.
    pub choices: &'static str,
    /// For staff who may: what stands, to be saved without a number to begin with.
    pub begin: Option<SeatsForm>,
}

/// A run, for whoever looks after it.
#[derive(Template)]
#[template(path = "training/run.html")]
pub(super) struct RunPage {
    pub page: Page,
    pub above: [(String, String); 2],
    pub title: String,
    pub lead: String,
    pub status: &'static str,
    pub is_open: bool,
    /// Why it was returned or cancelled.
    pub reason: String,
    pub too_few: Option<TooFew>,
    /// That less is taught than the course takes.
    pub too_short: Option<String>,
    /// Who decided, and when.
    pub decided: Option<String>,
    pub public_url: Option<String>,
    /// Who learns, once it is open.
    pub learners_url: Option<String>,
    /// Those for whom it is, for staff who may see them while others may still come: what they wish for, and the list of them.
    pub wishing: Vec<(String, String)>,
    pub facts: Vec<(&'static str, Vec<String>)>,
    pub syllabus: Vec<StrandView>,
    pub checks: Vec<CheckView>,
    pub sessions: Vec<SessionRow>,
    pub sessions_action: String,
    pub planning: Option<Planning>,
    /// Where rooms and teachers are kept, for whoever keeps them.
    pub rooms_url: Option<String>,
    pub teachers_url: Option<String>,
    pub terms: Option<TermsForm>,
    /// What the community still changes once it is open.
    pub seats: Option<SeatsForm>,
    pub terms_action: String,
    pub steps: Option<Steps>,
    /// Whether a step was chosen on an older page, and this is how it stands now.
    pub is_overtaken: bool,
    pub theirs: Vec<(&'static str, String)>,
    /// What was typed and has no field to stand in any more.
    pub unsaved: Option<String>,
    pub errors: Errors,
}

/// A session that is moved or called off.
#[derive(Template)]
#[template(path = "training/session.html")]
pub(super) struct SessionPage {
    pub page: Page,
    pub above: [(String, String); 2],
    pub run: String,
    pub run_url: String,
    pub when: String,
    pub action: String,
    pub planning: Planning,
    pub cancellation_action: String,
    /// Whether anybody was told of it.
    pub is_public: bool,
    pub theirs: Vec<(&'static str, String)>,
    pub errors: Errors,
}
