//! The pages of residents and of everybody.

use askama::Template;
use axum::http::StatusCode;

use super::desk_pages::EventView;
use super::show::Fact;
use crate::directory::price_view::PriceText;
use crate::links::QrView;
use crate::matching::OwnView;
use crate::ui::{
    Choice, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, Overtaken, Select, SelectOption,
};
use crate::web::Page;
use crate::web::form::Errors;
use crate::web::public::PublicPage;

/// A posting in a list.
pub struct CardView {
    /// Its address.
    pub url: String,
    /// The drawing of its trade.
    pub icon: &'static str,
    /// What is looked for.
    pub title: String,
    /// Who hires.
    pub employer: String,
    /// What is paid.
    pub pay: PriceText,
    /// The trade.
    pub trade: &'static str,
    /// Whether one lives there.
    pub living: &'static str,
    /// When one works; may be empty.
    pub hours: String,
    /// Where.
    pub place: String,
    /// How many are still looked for.
    pub left: String,
    /// The day it was published, as machines read it.
    pub iso: String,
    /// The same.
    pub date: String,
    /// The last day.
    pub until: String,
    /// Whether whoever was out of work is welcome.
    pub is_reemployment: bool,
}

/// A value that may be ticked.
pub(super) struct OptionView {
    pub value: String,
    pub label: String,
    pub count: usize,
    pub is_on: bool,
}

/// What the list may be narrowed by.
pub(super) struct FacetView {
    pub name: &'static str,
    pub legend: &'static str,
    pub options: Vec<OptionView>,
}

/// Something chosen, and the address without it.
pub(super) struct Chip {
    pub label: String,
    pub url: String,
}

/// An order to choose.
pub(super) struct SortView {
    pub code: &'static str,
    pub label: &'static str,
    pub is_on: bool,
}

/// What there is to do here.
#[derive(Template)]
#[template(path = "jobs/list.html")]
pub(super) struct ListPage {
    pub page: Page,
    pub path: String,
    pub q: String,
    pub sorts: Vec<SortView>,
    /// The word of the order; empty for the one that holds anyway.
    pub sort: &'static str,
    pub facets: Vec<FacetView>,
    /// The range of pay as it was typed.
    pub min: String,
    pub max: String,
    pub range_error: Option<&'static str>,
    pub hidden: Vec<(&'static str, String)>,
    /// How many of the chips are filters rather than the search.
    pub filters: usize,
    pub chips: Vec<Chip>,
    pub cards: Vec<CardView>,
    pub next_url: Option<String>,
    /// The search without the filters, where it would find something.
    pub wider: Option<(String, usize)>,
    /// Whether there is anything at all.
    pub has_any: bool,
    pub total: usize,
    pub feed_url: String,
}

impl ListPage {
    /// Whether there is something to narrow it by, or something chosen that may be taken back.
    fn has_filters(&self) -> bool {
        !self.facets.is_empty() || self.filters > 0 || self.range_error.is_some()
    }
}

impl PublicPage for ListPage {
    fn status(&self) -> StatusCode {
        if self.range_error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn is_worth_keeping(&self) -> bool {
        self.q.is_empty()
    }
}

/// One posting.
#[derive(Template)]
#[template(path = "jobs/posting.html")]
pub(super) struct PostingPage {
    pub page: Page,
    pub list_url: String,
    pub apply_url: Option<String>,
    /// Whether the one who looks has applied.
    pub has_applied: bool,
    pub title: String,
    pub employer: String,
    pub pay: PriceText,
    pub facts: Vec<Fact>,
    pub duties: Vec<String>,
    pub papers: Vec<&'static str>,
    pub is_reemployment: bool,
    pub left: Option<String>,
    pub published: String,
    /// Where somebody passes it on to people they know.
    pub referral_url: String,
    /// Beside what the one who looks brings.
    pub own: Option<OwnView>,
    /// Why nobody can apply now.
    pub closed: Option<&'static str>,
    /// Whether that stays so.
    pub is_gone: bool,
    pub qr: QrView,
    pub address: String,
}

impl PublicPage for PostingPage {
    fn status(&self) -> StatusCode {
        if self.is_gone { StatusCode::GONE } else { StatusCode::OK }
    }
}

/// A posting that nobody reads any more.
#[derive(Template)]
#[template(path = "jobs/gone.html")]
pub(super) struct GonePage {
    pub page: Page,
    pub list_url: String,
    /// Whether somebody has just applied, in vain.
    pub is_sent: bool,
    /// What they had typed.
    pub kept_note: String,
}

/// A part that may be shared, with what the employer would see.
pub(crate) struct PartView {
    pub code: &'static str,
    pub label: &'static str,
    pub lines: Vec<String>,
    pub is_on: bool,
}

/// What somebody fills in who applies.
pub(crate) struct Applying {
    pub key: String,
    pub record: String,
    pub place: String,
    /// What the employer sees whatever is chosen.
    pub masked: String,
    pub parts: Vec<PartView>,
    /// Parts of which there is nothing to share.
    pub missing: Vec<&'static str>,
    pub note: String,
}

/// Why somebody cannot apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hindrance {
    /// They have no record here, or moved out.
    NoRecord,
    /// They are too young to work.
    TooYoung,
    /// They have applied.
    Applied,
}

/// Somebody applies.
#[derive(Template)]
#[template(path = "jobs/apply.html")]
pub(super) struct ApplyPage {
    pub page: Page,
    pub list_url: String,
    pub posting_url: String,
    pub title: String,
    pub employer: String,
    pub pay: String,
    pub papers: Vec<&'static str>,
    pub action: String,
    /// Why nobody can apply any more.
    pub closed: Option<&'static str>,
    /// Whether the form was sent, in vain.
    pub is_sent: bool,
    /// What was typed meanwhile.
    pub kept_note: String,
    /// The code of a neighbour's link, and who refers; empty where there is none.
    pub referral: String,
    pub referred: Option<String>,
    pub hindrance: Option<Hindrance>,
    pub applying: Option<Applying>,
    pub errors: Errors,
}

/// What somebody types about something that they applied for.
#[derive(Debug, Clone, Default)]
pub(super) struct TypedFields {
    /// When they could come instead.
    pub word: String,
    /// Why they do not want it any more.
    pub reason: String,
    /// How work ended early, and the day.
    pub gone: String,
    pub day: String,
}

/// Something that I applied for.
pub(super) struct MyApplication {
    pub id: String,
    pub community: String,
    pub title: String,
    pub employer: String,
    /// None where the community does without jobs.
    pub url: Option<String>,
    pub status: &'static str,
    pub is_live: bool,
    pub interview: Option<String>,
    pub reason: String,
    pub shown: Vec<(&'static str, Vec<String>)>,
    pub note: String,
    pub events: Vec<EventView>,
    /// Where what was shared is taken back, once they work there.
    pub unsharing: Option<String>,
    /// Where it is taken back, as long as nobody has decided.
    pub withdrawal: Option<String>,
    pub revision: i32,
    /// Where they say whether they come to an interview.
    pub answering: Option<String>,
    /// What they said, and when they could come instead; may be empty.
    pub meets: Option<&'static str>,
    pub meets_word: String,
    /// Who of the staff wrote down what they answered.
    pub through: Option<String>,
    /// Where they accept an offer.
    pub accepting: Option<String>,
    /// That they have.
    pub accepted: Option<&'static str>,
    /// Where they say whether they are still there, once they are asked.
    pub stay: Option<String>,
    /// What they said, as long as it is not settled.
    pub said: Option<&'static str>,
    /// Where they say before that that they never began or have left, or after it that they have left since.
    pub leaving: Option<String>,
    /// Whether they were still there after 90 days.
    pub is_kept: bool,
    /// How work ends early, each with its word.
    pub gone: [(&'static str, &'static str); 2],
    /// Since when they are not there.
    pub left_on: Option<String>,
    /// Whether it is the one in whose forms something was typed.
    pub is_typed: bool,
    pub fields: TypedFields,
    pub errors: Errors,
    pub is_over: bool,
}

impl MyApplication {
    /// The id of a field, by which an error leads to it; there is one such form for each application.
    pub fn id_of(&self, field: &str) -> String {
        if self.is_typed { field.to_owned() } else { format!("{field}-{}", self.id) }
    }

    /// Whether they chose this way in which work ends early.
    pub fn is_gone(&self, code: &str) -> bool {
        self.fields.gone == code
    }
}

/// What I applied for.
#[derive(Template)]
#[template(path = "jobs/mine.html")]
pub(super) struct MinePage {
    pub page: Page,
    pub me_url: &'static str,
    pub applications: Vec<MyApplication>,
    /// Where there is something to apply for: a community's name and its list.
    pub lists: Vec<(String, String)>,
    pub is_conflict: bool,
    /// What was typed and has no field any more.
    pub unsaved: Option<(String, String)>,
    pub errors: Errors,
}

/// Somebody applies on paper.
#[derive(Template)]
#[template(path = "jobs/paper.html")]
pub(super) struct PaperPage {
    pub page: Page,
    pub console_url: String,
    pub desk_url: String,
    pub name: String,
    pub place: String,
    pub resident_url: String,
    pub action: String,
    pub postings: Vec<SelectOption>,
    pub posting: String,
    pub paper_kept: String,
    /// Too young to work.
    pub is_child: bool,
    pub applying: Applying,
    pub errors: Errors,
}
