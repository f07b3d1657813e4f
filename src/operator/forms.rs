//! What operators send.

use serde::Deserialize;
use uuid::Uuid;

use super::model::{Day, ListError, is_reserved, read_days};
use crate::accounts::ProofForm;
use crate::db::{CodeId, TenantId};
use crate::values::{Line, Paragraphs, PersonName, Phone, Slug};
use crate::web::Messages;
use crate::web::form::Errors;

/// Keywords of one category.
const MOST_KEYWORDS: usize = 60;

/// The form of a new tenant.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TenantForm {
    /// Its id: sent twice, it is still one.
    pub key: Option<TenantId>,
    /// The tenant above it, by its name in addresses.
    pub parent: String,
    pub name: String,
    pub slug: String,
    pub phone: String,
    pub intro: String,
    #[serde(flatten)]
    pub proof: ProofForm,
}

/// A new tenant without errors.
pub(super) struct ValidTenant {
    pub name: String,
    pub slug: Slug,
    pub phone: Option<Phone>,
    pub intro: String,
}

impl TenantForm {
    /// Checks it.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<ValidTenant> {
        let name = errors.take("name", Line::<30>::parse(&self.name), |_| t.operator.error_name.to_owned());
        let slug = errors.take("slug", Slug::parse(&self.slug), |_| t.operator.error_slug.to_owned());
        let slug = slug.filter(|slug| {
            let is_free = !is_reserved(slug.as_str());
            if !is_free {
                errors.add("slug", t.operator.error_slug_taken);
            }
            is_free
        });
        let phone = errors.optional("phone", &self.phone, Phone::parse_contact, t.operator.error_phone);
        let intro = errors.optional_text("intro", &self.intro, Paragraphs::<400>::parse, t.operator.error_intro);
        Some(ValidTenant { name: name?.into(), slug: slug?, phone: phone?, intro: intro? })
    }
}

/// The form that invites somebody to a tenant's staff.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct InviteForm {
    /// The code's id: sent twice, it is still one.
    pub key: Option<CodeId>,
    pub name: String,
    pub phone: String,
    #[serde(flatten)]
    pub proof: ProofForm,
}

impl InviteForm {
    /// Checks it.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<(PersonName, Phone)> {
        let name = errors.take("name", PersonName::parse(&self.name), |_| t.accounts.error_name.to_owned());
        let phone = errors.take("phone", Phone::parse_mobile(&self.phone), |_| t.accounts.error_phone.to_owned());
        name.zip(phone)
    }
}

/// The form of something that is done to a tenant for a reason.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DeedForm {
    /// The id of what it makes: sent twice, it is still one.
    pub key: Option<Uuid>,
    pub reason: String,
    #[serde(flatten)]
    pub proof: ProofForm,
}

impl DeedForm {
    /// The reason.
    pub fn reason(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        errors
            .take("reason", Line::<200>::parse(&self.reason), |_| t.operator.error_reason.to_owned())
            .map(String::from)
    }
}

/// The form of a category.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CategoryForm {
    pub code: String,
    /// The category that a sub-service belongs to; empty for one of the top.
    pub parent: String,
    pub icon: String,
    pub position: String,
    pub name_hans: String,
    pub name_hant: String,
    pub name_en: String,
    pub summary_hans: String,
    pub summary_hant: String,
    pub summary_en: String,
    pub keywords: String,
}

/// A category without errors; languages in the order of [`crate::web::Locale`].
pub(super) struct ValidCategory {
    pub position: i32,
    pub names: [String; 3],
    pub summaries: [String; 3],
    pub keywords: Vec<String>,
}

impl CategoryForm {
    /// Checks all but what cannot be changed later.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<ValidCategory> {
        let fields = [("name_hans", &self.name_hans), ("name_hant", &self.name_hant), ("name_en", &self.name_en)];
        let names = fields.map(|(field, text)| {
            errors.take(field, Line::<40>::parse(text), |_| t.operator.error_category_name.to_owned())
        });
        let fields = [
            ("summary_hans", &self.summary_hans),
            ("summary_hant", &self.summary_hant),
            ("summary_en", &self.summary_en),
        ];
        let summaries = fields.map(|(field, text)| {
            if text.trim().is_empty() {
                return Some(String::new());
            }
            errors.take(field, Line::<120>::parse(text), |_| t.operator.error_summary.to_owned()).map(String::from)
        });
        let position = self.position.trim().parse().ok().filter(|position| (0..=999).contains(position));
        if position.is_none() {
            errors.add("position", t.operator.error_position);
        }
        let keywords: Vec<String> = self
            .keywords
            .split(['、', '，', ',', '\n', '\r', '\t', ' '])
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let is_short = keywords.len() <= MOST_KEYWORDS && keywords.iter().all(|word| Line::<20>::parse(word).is_ok());
        if !is_short {
            errors.add("keywords", t.operator.error_keywords);
        }
        let [hans, hant, en] = names;
        let [summary_hans, summary_hant, summary_en] = summaries;
        Some(ValidCategory {
            position: position?,
            names: [hans?.into(), hant?.into(), en?.into()],
            summaries: [summary_hans?, summary_hant?, summary_en?],
            keywords: Some(keywords).filter(|_| is_short)?,
        })
    }

    /// Checks a new one's code.
    pub fn check_code(&self, t: &Messages, errors: &mut Errors) {
        let is_code = (1..=40).contains(&self.code.len())
            && self.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !is_code {
            errors.add("code", t.operator.error_code);
        }
    }
}

/// The form of a list of holidays.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HolidayForm {
    pub list: String,
    /// Where it is published.
    pub source: String,
}

impl HolidayForm {
    /// Checks it; the list is told apart from the form because it may come as a file.
    pub fn check(&self, list: &str, t: &Messages, errors: &mut Errors) -> Option<(Vec<Day>, String)> {
        let days = errors.take("list", read_days(list), |error| list_error(&error, t));
        let source = self.source.trim();
        let is_address = source.len() <= 500
            && source
                .parse::<axum::http::Uri>()
                .is_ok_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some());
        if !is_address {
            errors.add("source", t.operator.error_source);
        }
        days.filter(|_| is_address).map(|days| (days, source.to_owned()))
    }
}

/// What is wrong with a list, in words.
pub(super) fn list_error(error: &ListError, t: &Messages) -> String {
    match error {
        ListError::Empty => t.operator.error_list_empty.to_owned(),
        ListError::Line(number) => t.operator.error_list_line(number),
        ListError::Contradiction(date) => t.operator.error_list_contradiction(date),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    fn errors_of(form: &TenantForm) -> Vec<&'static str> {
        let mut errors = Errors::default();
        let valid = form.check(Locale::ZhHans.messages(), &mut errors);
        assert_eq!(valid.is_some(), errors.is_empty());
        errors.list().iter().map(|(field, _)| *field).collect()
    }

    #[test]
    fn everything_wrong_with_a_tenant_is_said_at_once() {
        assert_eq!(errors_of(&TenantForm { phone: "1".into(), ..TenantForm::default() }), ["name", "slug", "phone"]);
        let good = || TenantForm { name: "枫林社区".into(), slug: "fenglin".into(), ..TenantForm::default() };
        assert_eq!(errors_of(&good()), Vec::<&str>::new());
        assert_eq!(errors_of(&TenantForm { slug: "new".into(), ..good() }), ["slug"], "an address of ours");
    }

    #[test]
    fn a_list_of_holidays_needs_to_say_where_it_is_published() {
        let t = Locale::ZhHans.messages();
        for source in ["", "国务院", "ftp://x.example/1", "https://"] {
            let mut errors = Errors::default();
            let form = HolidayForm { source: source.into(), ..HolidayForm::default() };
            assert!(form.check("2027-01-01,off,元旦", t, &mut errors).is_none(), "{source}");
            assert!(errors.get("source").is_some());
        }
    }
}
