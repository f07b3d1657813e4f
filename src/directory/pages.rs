//! The directory's pages.

use askama::Template;

use super::card::{Card, CardView, Checked, DrawnCard};
use super::price_view::PriceText;
use crate::ui::{Choice, Crumbs, ErrorSummary, FieldError, Footer, Head, Masthead};
use crate::vendors::workers::LightView;
use crate::web::form::Errors;
use crate::web::public::PublicPage;
use crate::web::text::OpenText;
use crate::web::{Messages, Page};

/// One choice of a facet.
pub(super) struct FacetOption {
    pub value: String,
    pub label: String,
    pub count: usize,
    pub checked: bool,
}

/// A facet.
pub(super) struct FacetView {
    pub name: &'static str,
    pub legend: &'static str,
    pub is_single: bool,
    pub options: Vec<FacetOption>,
}

/// A chosen filter with the address that takes it off.
pub(super) struct Chip {
    pub label: String,
    pub url: String,
}

/// An order in the sort box.
pub(super) struct SortView {
    pub code: &'static str,
    pub label: &'static str,
    pub selected: bool,
}

/// The directory.
#[derive(Template)]
#[template(path = "directory/list.html")]
pub(super) struct ListPage {
    pub page: Page,
    pub heading: String,
    pub path: String,
    pub compare_path: String,
    pub q: String,
    pub facets: Vec<FacetView>,
    pub min: String,
    pub max: String,
    pub range_error: Option<&'static str>,
    pub sorts: Vec<SortView>,
    /// Filters and search as hidden fields of the sort form.
    pub hidden: Vec<(&'static str, String)>,
    pub sort: String,
    pub chips: Vec<Chip>,
    /// How many of the chips are filters rather than the search.
    pub filters: usize,
    pub cards: Vec<DrawnCard>,
    pub total: usize,
    pub from: usize,
    pub to: usize,
    pub previous_url: Option<String>,
    pub next_url: Option<String>,
    /// The search without the filters, where it would find something.
    pub wider: Option<(String, usize)>,
}

impl PublicPage for ListPage {
    fn status(&self) -> axum::http::StatusCode {
        if self.range_error.is_some() {
            axum::http::StatusCode::UNPROCESSABLE_ENTITY
        } else {
            axum::http::StatusCode::OK
        }
    }

    /// A search without result is made anew each time, so that each is counted.
    fn is_worth_keeping(&self) -> bool {
        self.total > 0
    }
}

/// One row of the opening hours.
pub(super) struct HoursRow {
    pub days: String,
    pub spans: String,
    pub is_today: bool,
}

/// Opening hours with what holds today.
pub(super) struct HoursView {
    pub rows: Vec<HoursRow>,
    /// What is different today: a holiday, a make-up workday, an exception.
    pub today: Option<String>,
    /// That next year's holidays are not published yet.
    pub unpublished: bool,
}

/// A proof that a service needs, and how many of the company's workers hold it today.
pub(super) struct ProofView {
    pub name: &'static str,
    pub note: String,
    pub is_met: bool,
}

/// One offer.
#[derive(Template)]
#[template(path = "directory/listing.html")]
pub(super) struct ListingPage {
    pub page: Page,
    pub id: String,
    pub name: String,
    pub category_name: String,
    pub category_url: String,
    pub services_url: String,
    pub vendor_name: String,
    pub vendor_url: String,
    pub profile: Vec<String>,
    pub engagement: Option<&'static str>,
    pub uscc: Option<String>,
    pub kind_name: Option<String>,
    pub included: Vec<String>,
    pub excluded: Vec<String>,
    pub conditions: Vec<String>,
    pub duration: Option<String>,
    pub workers: Option<String>,
    pub price: PriceText,
    pub terms: Vec<String>,
    pub suits: Vec<&'static str>,
    pub proofs: Vec<ProofView>,
    pub open: OpenText,
    pub hours: Option<HoursView>,
    pub estates: Vec<String>,
    pub phone: Option<Call>,
    pub checked: Option<Checked>,
    pub checked_by: String,
    pub confirmed: Option<String>,
    /// A price that is announced.
    pub next: Option<String>,
    pub next_terms: Vec<String>,
    pub is_stale: bool,
    pub is_published: bool,
    pub compare_url: String,
    pub others: Vec<CardView>,
    pub share_url: String,
}

impl PublicPage for ListingPage {}

/// A number to call.
pub(super) struct Call {
    pub href: String,
    pub text: String,
}

/// A company.
#[derive(Template)]
#[template(path = "directory/vendor.html")]
pub(super) struct VendorPage {
    pub page: Page,
    pub name: String,
    pub services_url: String,
    pub profile: Vec<String>,
    pub facts: Vec<String>,
    pub uscc: Option<String>,
    pub admitted: Option<String>,
    pub phone: Option<Call>,
    pub is_published: bool,
    pub cards: Vec<CardView>,
    pub workers: Vec<WorkerView>,
}

impl PublicPage for VendorPage {}

/// A worker in a list, or on a card of their own.
pub(super) struct WorkerView {
    pub url: String,
    pub label: String,
    pub work_no: String,
    pub trades: String,
    pub years: Option<String>,
    pub credentials: Vec<CredentialView>,
}

/// A certificate or check.
pub(super) struct CredentialView {
    pub name: String,
    pub note: String,
    pub is_valid: bool,
}

/// A worker's card.
#[derive(Template)]
#[template(path = "directory/worker.html")]
pub(super) struct WorkerPage {
    /// Whether the worker serves here now.
    pub is_serving: bool,
    pub page: Page,
    pub light: LightView,
    pub worker: WorkerView,
    /// The portrait, where one is published.
    pub photo_url: Option<String>,
    pub services_url: String,
    pub vendor_name: String,
    pub vendor_url: String,
    pub phone: Option<Call>,
}

impl PublicPage for WorkerPage {}

/// An offer in the comparison.
pub(super) struct Column {
    pub seal: &'static str,
    pub name: String,
    pub url: String,
    pub vendor: String,
    pub vendor_url: String,
    pub open: OpenText,
    pub phone: Option<Call>,
    pub drop_url: Option<String>,
    pub total: Option<Total>,
    pub price: PriceText,
    pub terms: Vec<String>,
    pub duration: String,
    pub service: String,
    pub included: Vec<String>,
    pub excluded: Vec<String>,
    pub profile: Vec<String>,
    pub credentials: Vec<&'static str>,
    pub checked: Option<String>,
    /// When the company last said that it holds.
    pub confirmed: Option<String>,
    /// The price that will hold, and from when.
    pub next: Option<String>,
}

/// What an offer comes to for the visitor's home.
pub(super) struct Total {
    pub sum: String,
    pub each: Option<String>,
    pub formula: String,
    pub basis: &'static str,
    pub is_lowest: bool,
}

/// Offers side by side.
#[derive(Template)]
#[template(path = "directory/compare.html")]
pub(super) struct ComparePage {
    pub page: Page,
    pub services_url: String,
    pub path: String,
    pub ids: Vec<String>,
    pub columns: Vec<Column>,
    pub fields: [HomeField; 4],
    pub errors: Errors,
    pub share_url: String,
}

impl PublicPage for ComparePage {
    fn status(&self) -> axum::http::StatusCode {
        if self.errors.is_empty() { axum::http::StatusCode::OK } else { axum::http::StatusCode::UNPROCESSABLE_ENTITY }
    }
}

/// The visitor's home as typed.
#[derive(Debug, Clone, Default)]
pub(super) struct HomeForm {
    pub sqm: String,
    pub rooms: String,
    pub hours: String,
    pub times: String,
}

/// One figure of the home as the form shows it.
pub(super) struct HomeField {
    pub name: &'static str,
    pub label: &'static str,
    pub value: String,
    pub unit: &'static str,
    pub placeholder: Option<&'static str>,
}

impl HomeForm {
    /// The form's fields.
    pub fn fields(self, t: &Messages) -> [HomeField; 4] {
        let (d, sqm) = (&t.directory, t.price.unit_sqm);
        let field = |name, label, value, unit| HomeField { name, label, value, unit, placeholder: None };
        [
            field("sqm", d.home_sqm, self.sqm, sqm),
            field("rooms", d.home_rooms, self.rooms, d.unit_rooms),
            HomeField { placeholder: Some(d.home_hours_any), ..field("hours", d.home_hours, self.hours, d.unit_hours) },
            field("times", d.home_times, self.times, d.unit_times),
        ]
    }
}

/// Too few or too many offers to compare.
#[derive(Template)]
#[template(path = "directory/compare_pick.html")]
pub(super) struct PickPage {
    pub page: Page,
    pub services_url: String,
    pub compare_path: String,
    pub problem: String,
    pub cards: Vec<CardView>,
    /// Ids that stay ticked.
    pub ticked: Vec<String>,
}

impl PublicPage for PickPage {
    fn status(&self) -> axum::http::StatusCode {
        axum::http::StatusCode::UNPROCESSABLE_ENTITY
    }
}

/// The list of cards, embedded by every page that shows offers.
#[derive(Template)]
#[template(path = "directory/cards.html")]
pub(super) struct Cards<'a> {
    page: &'a Page,
    cards: &'a [CardView],
    ticked: &'a [String],
    heading: u8,
}

impl<'a> Cards<'a> {
    /// Cards whose titles are headings of this level.
    pub fn new(page: &'a Page, cards: &'a [CardView], heading: u8) -> Self {
        Self { page, cards, ticked: &[], heading }
    }

    /// With some of them ticked for comparing.
    pub fn ticked(mut self, ids: &'a [String]) -> Self {
        self.ticked = ids;
        self
    }
}

crate::ui::component!(Cards<'_>);
