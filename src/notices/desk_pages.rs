//! The notices as staff write and review them.

use askama::Template;

use super::body::Block;
use super::forms::NoticeForm;
use super::pages::Article;
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, Overtaken, Select,
    SelectOption, TextArea,
};
use crate::web::Page;
use crate::web::form::Errors;

/// A part of the list.
pub(super) struct ShelfView {
    pub label: &'static str,
    pub url: String,
    pub count: i64,
    pub is_chosen: bool,
}

/// A notice in the list.
pub(super) struct RowView {
    pub url: String,
    pub title: String,
    pub place: String,
    pub standing: &'static str,
    pub is_live: bool,
    /// Empty where nobody of the staff began it.
    pub author: String,
    pub when: String,
}

/// The staff's list.
#[derive(Template)]
#[template(path = "notices/desk.html")]
pub(super) struct DeskPage {
    pub page: Page,
    pub console_url: String,
    pub new_url: String,
    pub all_url: String,
    /// Whether nothing is left out of the list.
    pub is_whole: bool,
    pub shelves: Vec<ShelfView>,
    pub rows: Vec<RowView>,
    pub older_url: Option<String>,
}

/// A building that may be ticked.
pub(super) struct Tick {
    pub id: String,
    pub name: String,
    pub is_ticked: bool,
}

/// The fields of a notice's form.
pub(super) struct Fields {
    pub form: NoticeForm,
    pub places: Vec<SelectOption>,
    pub buildings: Vec<Tick>,
}

/// A new notice.
#[derive(Template)]
#[template(path = "notices/new.html")]
pub(super) struct NewPage {
    pub page: Page,
    pub console_url: String,
    pub desk_url: String,
    pub action: String,
    pub key: String,
    pub fields: Fields,
    pub errors: Errors,
}

/// The steps that the viewer may take.
#[derive(Default)]
pub(super) struct Offers {
    pub send: bool,
    pub take_back: bool,
    pub approve: bool,
    pub publish_alone: bool,
    pub send_back: bool,
    pub withdraw: bool,
}

/// What can be done while a notice is open.
pub(super) struct Writing {
    pub fields: Fields,
    pub theirs: Vec<(&'static str, String)>,
    pub files_action: String,
    /// The id that the next file will have.
    pub file_key: String,
}

/// A notice, as staff see it.
#[derive(Template)]
#[template(path = "notices/draft.html")]
pub(super) struct DraftPage {
    pub page: Page,
    pub console_url: String,
    pub desk_url: String,
    pub action: String,
    pub revision: i32,
    pub standing: &'static str,
    pub is_live: bool,
    /// Who began it, and when it was changed last.
    pub byline: String,
    /// What was decided, and when it is or was public, a line each.
    pub history: Vec<String>,
    /// Why it was returned or withdrawn.
    pub reason: String,
    pub article: Article,
    pub public_url: Option<String>,
    pub copy_url: String,
    /// How many people have read it.
    pub reads: Option<String>,
    /// How many doors were told of it.
    pub told: Option<String>,
    pub writing: Option<Writing>,
    pub offers: Offers,
    /// Why nothing can be decided here, where it waits.
    pub waits: Option<&'static str>,
    pub review_action: String,
    pub decision_action: String,
    pub withdrawal_action: String,
    /// The reason that was typed.
    pub typed_reason: String,
    /// Whether somebody else was first with a step.
    pub is_conflict: bool,
    /// What was typed and can no longer be saved: title and text.
    pub unsaved: Option<(String, String)>,
    pub errors: Errors,
}
