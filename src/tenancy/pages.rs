//! The front-door pages.

use askama::Template;

use crate::jobs::CardView;
use crate::notices::NoticeView;
use crate::training::OfferView;
use crate::ui::{CategoryIcon, Footer, Head, Masthead};
use crate::web::Page;
use crate::web::public::PublicPage;
use crate::web::text::OpenText;

/// A community in a list.
pub(super) struct CommunityView {
    pub url: String,
    pub name: String,
    pub emblem: String,
    pub brand: &'static str,
    pub note: String,
}

/// The communities of one street.
pub(super) struct StreetView {
    pub id: String,
    pub name: String,
    pub communities: Vec<CommunityView>,
}

/// Choose a community.
#[derive(Template)]
#[template(path = "tenancy/choose.html")]
pub(super) struct ChoosePage {
    pub page: Page,
    pub q: String,
    pub last: Option<CommunityView>,
    pub streets: Vec<StreetView>,
    pub more_url: Option<String>,
}

impl PublicPage for ChoosePage {}

/// A category's tile.
pub(super) struct TileView {
    pub url: String,
    pub icon: String,
    pub name: String,
    pub count: usize,
}

/// The station.
pub(super) struct StationView {
    pub name: String,
    pub address: String,
    pub open: OpenText,
    pub hours: Vec<String>,
    pub area: Option<i32>,
}

/// A community's home.
#[derive(Template)]
#[template(path = "tenancy/home.html")]
pub(super) struct HomePage {
    pub page: Page,
    pub intro: String,
    pub services_url: String,
    /// None where the community has no board of notices.
    pub notices_url: Option<String>,
    pub policies_url: String,
    pub total: usize,
    pub vendors: usize,
    pub tiles: Vec<TileView>,
    pub hints: Vec<(String, String)>,
    pub notices: Vec<NoticeView>,
    /// The next courses that one may join.
    pub courses: Vec<OfferView>,
    pub courses_url: String,
    /// Where anybody is shown whom the community recognises.
    pub talents_url: Option<String>,
    pub station: Option<StationView>,
    /// The newest jobs.
    pub jobs: Vec<CardView>,
    pub jobs_total: i64,
    pub jobs_url: String,
}

impl PublicPage for HomePage {}

/// A street's or district's home.
#[derive(Template)]
#[template(path = "tenancy/street.html")]
pub(super) struct StreetPage {
    pub page: Page,
    pub name: String,
    pub intro: String,
    pub communities: Vec<CommunityView>,
}

impl PublicPage for StreetPage {}
