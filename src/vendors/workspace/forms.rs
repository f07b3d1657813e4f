//! The forms of an organization.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use crate::db::OrgId;
use crate::values::{Line, Paragraphs, PersonName, Phone, TextError, Uscc, fold};
use crate::vendors::queries::Organization;
use crate::web::form::Errors;
use crate::web::i18n::Vendors;

/// The kinds an organization may be.
pub const KINDS: [&str; 3] = ["vendor", "property", "training"];

/// A new organization.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewForm {
    /// Its id, from the form: the idempotency key.
    pub key: Option<OrgId>,
    /// Its name.
    pub name: String,
    /// Its credit code.
    pub uscc: String,
    /// `vendor`, `property` or `training`.
    pub kind: String,
}

/// A new organization without errors.
pub struct ValidNew {
    /// Its name.
    pub name: String,
    /// Its credit code.
    pub uscc: Uscc,
    /// Its kind.
    pub kind: &'static str,
}

impl NewForm {
    /// The typed organization, or every error there is.
    pub fn check(&self, t: &Vendors, errors: &mut Errors) -> Option<ValidNew> {
        let name = errors.take("name", Line::<80>::parse(&self.name), |_| t.error_org_name.to_owned());
        let uscc = errors.take("uscc", Uscc::parse(&self.uscc), |_| t.error_uscc.to_owned());
        let kind = KINDS.into_iter().find(|kind| *kind == self.kind);
        if kind.is_none() {
            errors.add("kind", t.error_org_kind);
        }
        Some(ValidNew { name: name?.into(), uscc: uscc?, kind: kind? })
    }
}

/// The profile as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ProfileForm {
    /// What was seen when the form was opened.
    pub revision: i32,
    /// Its name.
    pub name: String,
    /// About it.
    pub profile: String,
    /// The phone that residents call.
    pub phone: String,
    /// Whom communities talk to.
    pub contact: String,
    /// `employee` or `agency`.
    pub engagement: String,
    /// The year it was founded.
    pub founded: String,
    /// The last day of the business licence; empty: without term.
    pub licence_until: String,
    /// The last day of the liability insurance.
    pub insurance_until: String,
}

/// A profile without errors.
pub struct ValidProfile {
    /// Its name.
    pub name: String,
    /// About it.
    pub profile: String,
    /// The phone that residents call.
    pub phone: Option<Phone>,
    /// Whom communities talk to.
    pub contact: String,
    /// `employee` or `agency`.
    pub engagement: Option<&'static str>,
    /// The year it was founded.
    pub founded_year: Option<i32>,
    /// The last day of the business licence.
    pub licence_until: Option<NaiveDate>,
    /// The last day of the liability insurance.
    pub insurance_until: Option<NaiveDate>,
}

fn narrow(text: &str) -> String {
    text.chars().map(fold::ascii).collect::<String>().trim().to_owned()
}

impl ProfileForm {
    /// An organization as the form shows it.
    pub fn of(org: &Organization) -> Self {
        let date = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        Self {
            revision: org.revision,
            name: org.name.clone(),
            profile: org.profile.clone(),
            phone: org.phone.clone().unwrap_or_default(),
            contact: org.contact_name.clone(),
            engagement: org.engagement.clone().unwrap_or_default(),
            founded: org.founded_year.map_or_else(String::new, |year| year.to_string()),
            licence_until: date(org.licence_until),
            insurance_until: date(org.insurance_until),
        }
    }

    /// The typed profile, or every error there is.
    pub fn check(&self, today: NaiveDate, t: &Vendors, errors: &mut Errors) -> Option<ValidProfile> {
        let name = errors.take("name", Line::<80>::parse(&self.name), |_| t.error_org_name.to_owned());
        let profile = match Paragraphs::<2000>::parse(&self.profile) {
            Ok(text) => Some(text.into()),
            Err(TextError::Empty) => Some(String::new()),
            Err(_) => {
                errors.add("profile", t.error_too_long(2000));
                None
            }
        };
        let phone = match self.phone.trim() {
            "" => Some(None),
            typed => errors.take("phone", Phone::parse_contact(typed), |_| t.error_phone.to_owned()).map(Some),
        };
        let contact = match self.contact.trim() {
            "" => Some(String::new()),
            typed => errors
                .take("contact", PersonName::parse(typed), |_| t.error_contact.to_owned())
                .map(|name| name.as_str().to_owned()),
        };
        let founded = match narrow(&self.founded).as_str() {
            "" => Some(None),
            typed => match typed.parse::<i32>() {
                Ok(year) if (1900..=today.year()).contains(&year) => Some(Some(year)),
                _ => {
                    errors.add("founded", t.error_founded);
                    None
                }
            },
        };
        let licence_until = date("licence_until", &self.licence_until, today, t, errors);
        let insurance_until = date("insurance_until", &self.insurance_until, today, t, errors);
        Some(ValidProfile {
            name: name?.into(),
            profile: profile?,
            phone: phone?,
            contact: contact?,
            engagement: ["employee", "agency"].into_iter().find(|model| *model == self.engagement),
            founded_year: founded?,
            licence_until: licence_until?,
            insurance_until: insurance_until?,
        })
    }
}

/// A last day: one that is over is told at once, one in another century is a slip.
fn date(
    field: &'static str,
    typed: &str,
    today: NaiveDate,
    t: &Vendors,
    errors: &mut Errors,
) -> Option<Option<NaiveDate>> {
    let typed = narrow(typed).replace('/', "-");
    if typed.is_empty() {
        return Some(None);
    }
    match typed.parse::<NaiveDate>() {
        Ok(day) if day < today => {
            errors.add(field, t.error_paper_over);
            None
        }
        Ok(day) if day.year() > today.year() + 60 => {
            errors.add(field, t.error_date);
            None
        }
        Ok(day) => Some(Some(day)),
        Err(_) => {
            errors.add(field, t.error_date);
            None
        }
    }
}
