//! The pages of the settings.

use askama::Template;

use super::forms::{BrandingForm, StationForm};
use crate::tenancy::{Brand, Feature};
use crate::ui::{Conflict, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, TextArea};
use crate::web::form::Errors;
use crate::web::{Messages, Page};

/// What a hue is called.
pub(super) fn brand_name(brand: Brand, t: &Messages) -> &'static str {
    let t = &t.settings;
    match brand {
        Brand::Persimmon => t.brand_persimmon,
        Brand::Pine => t.brand_pine,
        Brand::Indigo => t.brand_indigo,
        Brand::Plum => t.brand_plum,
        Brand::Teal => t.brand_teal,
        Brand::Clay => t.brand_clay,
    }
}

/// What a part of the portal is called: as what leads to it.
pub(super) fn feature_name(feature: Feature, t: &Messages) -> &'static str {
    match feature {
        Feature::Notices => t.tenancy.notices,
        Feature::Jobs => t.jobs.title,
        Feature::Training => t.training.title,
        Feature::Care => t.grids.care,
        Feature::Codes => t.staff.codes,
        Feature::Join => t.common.footer_join,
    }
}

/// What goes away without it.
pub(super) fn feature_note(feature: Feature, t: &Messages) -> &'static str {
    let t = &t.settings;
    match feature {
        Feature::Notices => t.feature_notices_note,
        Feature::Jobs => t.feature_jobs_note,
        Feature::Training => t.feature_training_note,
        Feature::Care => t.feature_care_note,
        Feature::Codes => t.feature_codes_note,
        Feature::Join => t.feature_join_note,
    }
}

/// A part of the settings as it is saved.
pub(super) struct Part {
    pub id: &'static str,
    pub title: &'static str,
    pub url: String,
    pub lines: Vec<(&'static str, String)>,
}

/// All of it.
#[derive(Template)]
#[template(path = "settings/index.html")]
pub(super) struct IndexPage {
    pub page: Page,
    pub console_url: String,
    pub parts: Vec<Part>,
    /// Address and name of each trusted organization.
    pub trusted: Vec<(String, String)>,
    pub records_url: String,
}

/// A hue to choose.
pub(super) struct BrandView {
    pub code: &'static str,
    pub class: &'static str,
    pub name: &'static str,
    pub is_chosen: bool,
}

/// Name, hue and introduction.
#[derive(Template)]
#[template(path = "settings/branding.html")]
pub(super) struct BrandingPage {
    pub page: Page,
    pub console_url: String,
    pub index_url: String,
    pub action: String,
    pub brands: Vec<BrandView>,
    /// The name in the preview, and its first character.
    pub shown: String,
    pub emblem: String,
    pub form: BrandingForm,
    pub errors: Errors,
    pub theirs: Vec<(&'static str, String)>,
}

/// The station.
#[derive(Template)]
#[template(path = "settings/station.html")]
pub(super) struct StationPage {
    pub page: Page,
    pub console_url: String,
    pub index_url: String,
    pub action: String,
    pub form: StationForm,
    pub errors: Errors,
    pub theirs: Vec<(&'static str, String)>,
}

/// Something that is shown or not.
pub(super) struct Tick {
    pub code: String,
    pub name: String,
    pub note: String,
    pub is_on: bool,
}

/// What is shown.
#[derive(Template)]
#[template(path = "settings/shown.html")]
pub(super) struct ShownPage {
    pub page: Page,
    pub console_url: String,
    pub index_url: String,
    pub action: String,
    pub categories: Vec<Tick>,
    pub features: Vec<Tick>,
    pub revision: i32,
    pub errors: Errors,
    pub theirs: Vec<(&'static str, String)>,
}
