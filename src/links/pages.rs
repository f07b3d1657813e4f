//! The pages of short links, and what is printed.

use askama::Template;

use super::model::{Kind, Medium};
use super::qr::Symbol;
use super::urls;
use crate::directory::price_view::PriceText;
use crate::error::AppResult;
use crate::ui::{Crumbs, ErrorSummary, Field, Footer, Head, Masthead, Select, SelectOption};
use crate::web::form::Errors;
use crate::web::{Messages, Page};

/// Where a link is printed, in words.
pub(super) fn medium_name(medium: Medium, t: &Messages) -> &'static str {
    let t = &t.links;
    match medium {
        Medium::Poster => t.medium_poster,
        Medium::Card => t.medium_card,
        Medium::Sticker => t.medium_sticker,
        Medium::Board => t.medium_board,
        Medium::Share => t.medium_share,
    }
}

/// What a link leads to, in a word.
pub(super) fn kind_name(kind: Kind, t: &Messages) -> &'static str {
    let t = &t.links;
    match kind {
        Kind::Service => t.kind_service,
        Kind::Vendor => t.kind_vendor,
        Kind::Worker => t.kind_worker,
        Kind::Category => t.kind_category,
        Kind::Job => t.kind_job,
        Kind::Building => t.kind_building,
        Kind::Home => t.kind_home,
    }
}

/// A QR code as `links/qr.html` draws it.
pub struct QrView {
    /// Modules along a side.
    pub side: usize,
    /// The dark modules, as a path.
    pub path: String,
    /// What it is, for those who do not see it.
    pub title: String,
}

impl QrView {
    /// The code of a text.
    pub fn new(text: &str, title: String) -> AppResult<Self> {
        let symbol = Symbol::new(text)?;
        Ok(Self { side: symbol.side(), path: symbol.path(), title })
    }
}

/// An address as it is read and typed.
pub(super) struct Address {
    /// All before the code; whoever types it needs no `https://`.
    pub head: String,
    /// The link's code.
    pub code: String,
}

impl Address {
    /// Of a link with this code on the server with this address.
    pub(super) fn new(base_url: &str, code: &str) -> Self {
        Self { head: format!("{}{}", base_url.trim_start_matches("https://"), urls::scan("")), code: code.to_owned() }
    }

    /// Whether it fits on one line of a poster in smaller letters only.
    fn is_long(&self) -> bool {
        self.head.len() + self.code.len() > LONGEST_ADDRESS
    }
}

/// Characters of an address that fit on one line of a poster.
const LONGEST_ADDRESS: usize = 34;

/// The community's short links, and the form that makes one.
#[derive(Template)]
#[template(path = "links/list.html")]
pub(super) struct LinksPage {
    pub page: Page,
    pub console_url: String,
    pub price_list_url: String,
    /// The list's address, to which the form is sent as well.
    pub action: String,
    /// The kind that the list is limited to; may be empty.
    pub filter: &'static str,
    pub filter_options: Vec<SelectOption>,
    pub rows: Vec<LinkView>,
    pub older_url: Option<String>,
    /// The kinds that a link can be made to.
    pub kinds: Vec<KindView>,
    pub kind: &'static str,
    pub kind_label: &'static str,
    pub is_named: bool,
    pub is_chosen: bool,
    pub key: String,
    pub key_options: Vec<SelectOption>,
    pub medium: String,
    pub medium_options: Vec<SelectOption>,
    pub errors: Errors,
}

/// One link in the list.
pub(super) struct LinkView {
    pub url: String,
    pub label: String,
    pub kind: &'static str,
    pub medium: &'static str,
    pub recent: i64,
    pub total: i64,
    pub is_revoked: bool,
}

/// A kind to choose.
pub(super) struct KindView {
    pub url: String,
    pub label: &'static str,
    pub is_current: bool,
}

/// One short link.
#[derive(Template)]
#[template(path = "links/link.html")]
pub(super) struct LinkPage {
    pub page: Page,
    pub console_url: String,
    pub links_url: String,
    pub label: String,
    pub kind: &'static str,
    pub medium: &'static str,
    pub made: String,
    /// Where it leads.
    pub target_url: String,
    /// What is printed, while it holds.
    pub live: Option<LiveView>,
    /// The form that makes another.
    pub again_url: String,
    pub recent: i64,
    pub total: i64,
    pub bars: Vec<Bar>,
    /// The days of the first and the last bar.
    pub first_day: String,
    pub last_day: String,
    /// The newest first.
    pub days: Vec<DayView>,
}

/// A link that holds.
pub(super) struct LiveView {
    pub qr: QrView,
    pub address: Address,
    pub svg_url: String,
    pub png_url: String,
    pub poster_url: String,
    pub revoke_url: String,
}

/// A day's scans as a bar.
pub(super) struct Bar {
    pub x: usize,
    pub y: i64,
    pub height: i64,
}

/// A day's scans.
pub(super) struct DayView {
    pub day: String,
    pub scans: i64,
}

/// A poster, A4.
#[derive(Template)]
#[template(path = "links/poster.html")]
pub(super) struct PosterPage {
    pub page: Page,
    /// The list in which what it is printed from stands.
    pub list_label: &'static str,
    pub list_url: String,
    /// Back to what it is printed from.
    pub back_label: &'static str,
    pub back_url: String,
    /// What that is called.
    pub label: String,
    pub community: String,
    pub emblem: String,
    pub subject: Subject,
    pub qr: QrView,
    pub address: Address,
    /// How often it was scanned of late and in all, for those who are shown it nowhere else.
    pub scans: Option<(i64, i64)>,
    pub station: Option<String>,
    pub phone: Option<String>,
    pub today: String,
}

/// A poster that cannot be printed yet, or not now.
#[derive(Template)]
#[template(path = "links/no_poster.html")]
pub(super) struct NoPosterPage {
    pub page: Page,
    pub list_label: &'static str,
    pub list_url: String,
    pub back_label: &'static str,
    pub back_url: String,
    pub label: String,
    /// Where its code is made; none while what it leads to is not published.
    pub make_url: Option<String>,
    /// Whether staff have ended it.
    pub is_ended: bool,
}

/// What a poster is about.
pub(super) struct Subject {
    /// What sort of thing it is.
    pub kind: String,
    pub title: String,
    pub lines: Vec<String>,
    pub price: Option<PriceText>,
    /// What the price's terms add; may be empty.
    pub terms: String,
    /// The company's phone.
    pub phone: Option<String>,
    /// What scanning is good for.
    pub invitation: &'static str,
}

/// How much fits on a poster in large letters, in Chinese characters.
const LONGEST_TITLE: usize = 10;
const LONGEST_TERMS: usize = 50;

impl Subject {
    /// Whether the title wants smaller letters.
    fn is_long(&self) -> bool {
        width(&self.title) > 2 * LONGEST_TITLE
    }

    /// Whether there is so much to say that all else moves together.
    fn is_full(&self) -> bool {
        self.is_long() || width(&self.terms) > 2 * LONGEST_TERMS || self.lines.len() > 3
    }
}

/// The width of a text in letters; a Chinese character is as wide as two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// All current offers in large print.
#[derive(Template)]
#[template(path = "links/price_list.html")]
pub(super) struct PriceListPage {
    pub page: Page,
    pub links_url: String,
    pub action: String,
    pub heading: String,
    /// The category and estate that it is limited to.
    pub limits: Vec<String>,
    pub category: String,
    pub category_options: Vec<SelectOption>,
    pub estate: String,
    pub estate_options: Vec<SelectOption>,
    pub total: usize,
    pub groups: Vec<Group>,
    pub qr: QrView,
    pub station: Option<String>,
    pub phone: Option<String>,
    pub today: String,
    pub no_errors: Errors,
}

/// A category's offers.
pub(super) struct Group {
    pub id: String,
    pub name: String,
    pub offers: Vec<OfferView>,
}

/// One offer of the list.
pub(super) struct OfferView {
    pub name: String,
    pub vendor: String,
    pub price: PriceText,
    pub terms: String,
    pub phone: Option<String>,
}
