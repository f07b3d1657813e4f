//! What administrators send.

use serde::Deserialize;

use crate::calendar::OpeningPlan;
use crate::import::hours_text::parse_hours;
use crate::import::problems;
use crate::import::rows::plan;
use crate::tenancy::{Brand, Feature, PlatformData, Tenant};
use crate::values::{Line, Paragraphs, Phone, fold};
use crate::vendors::sheets::hours_words;
use crate::web::Messages;
use crate::web::form::Errors;

/// The largest station, in ㎡.
const LARGEST_AREA: i32 = 20_000;

/// Name, hue and introduction as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct BrandingForm {
    pub name: String,
    pub brand: String,
    pub intro: String,
    pub revision: i32,
}

/// The same without errors.
pub(super) struct Branding {
    pub name: String,
    pub brand: Brand,
    pub intro: String,
}

impl BrandingForm {
    /// As it is saved.
    pub fn of(tenant: &Tenant) -> Self {
        Self {
            name: tenant.name.clone(),
            brand: tenant.brand.code().to_owned(),
            intro: tenant.intro.clone(),
            revision: tenant.revisions.branding,
        }
    }

    /// Checks it.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<Branding> {
        let name = errors.take("name", Line::<20>::parse(&self.name), |_| t.settings.error_name.to_owned());
        let brand = Brand::ALL.into_iter().find(|brand| brand.code() == self.brand);
        if brand.is_none() {
            errors.add("brand", t.settings.error_brand);
        }
        let intro = errors.optional_text("intro", &self.intro, Paragraphs::<300>::parse, t.settings.error_intro);
        Some(Branding { name: name?.into(), brand: brand?, intro: intro? })
    }
}

/// The station as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct StationForm {
    /// Empty: there is none.
    pub name: String,
    pub address: String,
    pub area: String,
    pub hours: String,
    pub phone: String,
    pub revision: i32,
}

/// The same without errors.
pub(super) struct StationDetails {
    /// None: there is no station.
    pub name: Option<String>,
    pub address: String,
    pub area_sqm: Option<i32>,
    pub hours: Option<OpeningPlan>,
    pub phone: Option<Phone>,
}

impl StationForm {
    /// As it is saved.
    pub fn of(tenant: &Tenant) -> Self {
        let station = tenant.station.as_ref();
        let text = |part: fn(&crate::tenancy::Station) -> String| station.map_or_else(String::new, part);
        Self {
            name: text(|station| station.name.clone()),
            address: text(|station| station.address.clone()),
            area: text(|station| station.area_sqm.map(|area| area.to_string()).unwrap_or_default()),
            hours: text(|station| hours_words(&station.hours).unwrap_or_default()),
            phone: tenant.phone.as_ref().map(Phone::display).unwrap_or_default(),
            revision: tenant.revisions.station,
        }
    }

    /// Checks it. Without a station, what is said of it does not count.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<StationDetails> {
        let phone = match self.phone.trim() {
            "" => Some(None),
            text => errors.take("phone", Phone::parse_contact(text), |_| t.settings.error_phone.to_owned()).map(Some),
        };
        if self.name.trim().is_empty() {
            return Some(StationDetails {
                name: None,
                address: String::new(),
                area_sqm: None,
                hours: None,
                phone: phone?,
            });
        }
        let name = errors.take("name", Line::<30>::parse(&self.name), |_| t.settings.error_station.to_owned());
        let address = errors.take("address", Line::<80>::parse(&self.address), |_| t.settings.error_address.to_owned());
        let digits: String = self.area.trim().chars().map(fold::ascii).collect();
        let area = match digits.as_str() {
            "" => Some(None),
            digits => digits.parse().ok().filter(|area| (1..=LARGEST_AREA).contains(area)).map(Some),
        };
        if area.is_none() {
            errors.add("area", t.settings.error_area);
        }
        let hours = match parse_hours(&self.hours) {
            Ok(text) => plan(&text).ok_or_else(|| t.import.hours_overlap.to_owned()),
            Err(error) => Err(problems::hours(&error, &t.import)),
        };
        let hours = errors.take("hours", hours, |error| t.settings.error_hours(error));
        Some(StationDetails {
            name: Some(name?.into()),
            address: address?.into(),
            area_sqm: area?,
            hours: Some(hours?),
            phone: phone?,
        })
    }
}

/// What is shown, as ticked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ShownForm {
    /// The codes of the categories that are offered.
    pub category: Vec<String>,
    /// The codes of the features that are on.
    pub feature: Vec<String>,
    /// The codes of the features that the form shows: what it does not show is neither on nor off in it.
    pub offered: Vec<String>,
    pub revision: i32,
}

/// What is not shown.
pub(super) struct Shown {
    pub hidden: Vec<String>,
    pub off: Vec<Feature>,
}

impl ShownForm {
    /// As it is saved.
    pub fn of(tenant: &Tenant, platform: &PlatformData) -> Self {
        Self {
            category: platform.categories_of(tenant).map(|category| category.code.clone()).collect(),
            feature: Feature::ALL.iter().filter(|f| tenant.has(*f)).map(|f| f.code().to_owned()).collect(),
            offered: Feature::ALL.iter().map(|f| f.code().to_owned()).collect(),
            revision: tenant.revisions.shown,
        }
    }

    /// Whether a feature is to be on: as it is ticked, or as it is saved where the form does not show it.
    pub fn is_on(&self, feature: Feature, tenant: &Tenant) -> bool {
        let is_among = |codes: &[String]| codes.iter().any(|code| code == feature.code());
        // The form of an older server does not say: these it has always shown.
        let always = || matches!(feature, Feature::Notices | Feature::Care | Feature::Join | Feature::Codes);
        let is_shown = if self.offered.is_empty() { always() } else { is_among(&self.offered) };
        is_among(&self.feature) || !is_shown && tenant.has(feature)
    }

    /// Checks it: a directory of nothing is none.
    pub fn check(&self, tenant: &Tenant, platform: &PlatformData, t: &Messages, errors: &mut Errors) -> Option<Shown> {
        let is_ticked = |code: &str| self.category.iter().any(|ticked| ticked == code);
        let (shown, hidden): (Vec<String>, Vec<String>) =
            platform.categories().map(|category| category.code.clone()).partition(|code| is_ticked(code));
        if shown.is_empty() {
            errors.add("categories", t.settings.error_no_category);
            return None;
        }
        Some(Shown { hidden, off: Feature::ALL.into_iter().filter(|feature| !self.is_on(*feature, tenant)).collect() })
    }
}
