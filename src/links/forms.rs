//! What staff fill in to make a short link.

use serde::Deserialize;

use super::model::{BuildingName, Kind, Medium, Target};
use crate::ui::SelectOption;
use crate::values::TextError;
use crate::web::Messages;
use crate::web::form::{Errors, FormInput};

/// The form. It needs no key of its own: there is one link to a thing from a medium, however often it is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LinkForm {
    /// What kind of thing the link leads to.
    pub kind: String,
    /// Which one; for a building the words on its board.
    pub key: String,
    /// Where it is printed.
    pub medium: String,
}

/// The form together with what it may choose from.
pub(super) struct Asked<'a> {
    pub form: &'a LinkForm,
    pub kind: Kind,
    /// What is published of the kind.
    pub choices: &'a [SelectOption],
    /// The community's name.
    pub community: &'a str,
    pub t: &'static Messages,
}

/// A link to make.
#[derive(Debug, PartialEq)]
pub(super) struct Wish {
    pub target: Target,
    /// What staff know it by.
    pub label: String,
    pub medium: Medium,
}

impl Asked<'_> {
    fn target(&self, errors: &mut Errors) -> Option<(Target, String)> {
        let t = &self.t.links;
        match self.kind {
            Kind::Home => Some((Target::Home, self.community.to_owned())),
            Kind::Building => {
                let name = errors.take("key", BuildingName::parse(&self.form.key), |error| {
                    match error {
                        TextError::TooLong { .. } => t.error_building_long,
                        TextError::Empty | TextError::Control => t.error_building,
                    }
                    .to_owned()
                })?;
                let label = name.as_str().to_owned();
                Some((Target::Building(name), label))
            }
            // What is not offered for choice may be another community's, or has been taken down since.
            Kind::Service | Kind::Vendor | Kind::Worker | Kind::Category | Kind::Job => {
                let choice = self.choices.iter().find(|choice| choice.value == self.form.key);
                let target = choice.and_then(|choice| Target::parse(self.kind.code(), &choice.value));
                let found = target.zip(choice).map(|(target, choice)| (target, choice.label.clone()));
                errors.take("key", found.ok_or(()), |()| t.error_choice.to_owned())
            }
        }
    }
}

impl FormInput for Asked<'_> {
    type Valid = Wish;

    fn check(&self, errors: &mut Errors) -> Option<Wish> {
        let target = self.target(errors);
        let medium = errors
            .take("medium", Medium::parse(&self.form.medium).ok_or(()), |()| self.t.links.error_medium.to_owned());
        let (target, label) = target?;
        Some(Wish { target, label, medium: medium? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::ListingId;
    use crate::web::Locale;

    fn check(kind: Kind, key: &str, medium: &str, choices: &[SelectOption]) -> Result<Wish, Vec<&'static str>> {
        let form = LinkForm { kind: kind.code().to_owned(), key: key.to_owned(), medium: medium.to_owned() };
        let asked = Asked { form: &form, kind, choices, community: "尚锦社区", t: Locale::ZhHans.messages() };
        asked.validate().map_err(|errors| errors.list().iter().map(|(field, _)| *field).collect())
    }

    #[test]
    fn only_what_is_offered_can_be_chosen() {
        let (offered, other) = (ListingId::generate(), ListingId::generate());
        let choices = [SelectOption::new(offered.to_string(), "日常保洁 · 甲公司")];
        let wish = check(Kind::Service, &offered.to_string(), "card", &choices).unwrap();
        assert_eq!(wish.target, Target::Service(offered));
        assert_eq!((wish.label.as_str(), wish.medium), ("日常保洁 · 甲公司", Medium::Card));
        assert_eq!(check(Kind::Service, &other.to_string(), "card", &choices), Err(vec!["key"]));
        assert_eq!(check(Kind::Vendor, &other.to_string(), "", &[]), Err(vec!["key", "medium"]));
    }

    #[test]
    fn a_building_is_named_and_the_home_needs_no_name() {
        let wish = check(Kind::Building, " 3 栋 2 单元 ", "board", &[]).unwrap();
        assert_eq!((wish.label.as_str(), wish.target.key()), ("3 栋 2 单元", "3 栋 2 单元".to_owned()));
        assert_eq!(check(Kind::Building, "", "board", &[]), Err(vec!["key"]));
        assert_eq!(check(Kind::Building, &"栋".repeat(31), "board", &[]), Err(vec!["key"]));
        let wish = check(Kind::Home, "anything", "share", &[]).unwrap();
        assert_eq!((wish.label.as_str(), wish.target), ("尚锦社区", Target::Home));
    }
}
