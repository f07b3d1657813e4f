//! What staff send.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::Measure;
use super::queries::{Activity, Branch, NewActivity, NewBranch};
use crate::db::{ActivityId, BranchId};
use crate::values::{Line, Paragraphs};
use crate::web::Messages;
use crate::web::form::Errors;

/// The earliest day that an activity is told of.
const EARLIEST: NaiveDate = NaiveDate::from_ymd_opt(1950, 1, 1).unwrap();

/// The form of a branch.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct BranchForm {
    /// A new branch's id: sent twice, it is still one.
    pub key: Option<BranchId>,
    pub revision: i32,
    pub name: String,
    pub secretary: String,
    pub about: String,
    /// `1`: the community's committee.
    pub committee: Option<String>,
}

impl BranchForm {
    /// The form that holds what is saved.
    pub fn of(branch: &Branch) -> Self {
        Self {
            key: None,
            revision: branch.revision,
            name: branch.name.clone(),
            secretary: branch.secretary.clone(),
            about: branch.about.clone(),
            committee: branch.is_committee.then(|| "1".to_owned()),
        }
    }

    /// Checks it.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<NewBranch> {
        let name = errors.take("name", Line::<40>::parse(&self.name), |_| t.party.error_name.to_owned());
        let secretary = errors.optional_text("secretary", &self.secretary, Line::<40>::parse, t.party.error_secretary);
        let about = errors.optional_text("about", &self.about, Paragraphs::<300>::parse, t.party.error_about);
        Some(NewBranch {
            name: name?.into(),
            secretary: secretary?,
            about: about?,
            is_committee: self.committee.is_some(),
        })
    }
}

/// The form of an activity.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ActivityForm {
    /// A new activity's id: sent twice, it is still one.
    pub key: Option<ActivityId>,
    pub revision: i32,
    pub title: String,
    pub measure: String,
    pub held_on: String,
    pub place: String,
    pub people: String,
    pub body: String,
}

impl ActivityForm {
    /// The form of a new one.
    pub fn blank(today: NaiveDate) -> Self {
        Self { held_on: today.to_string(), ..Self::default() }
    }

    /// The form that holds what is saved.
    pub fn of(activity: &Activity) -> Self {
        Self {
            key: None,
            revision: activity.revision,
            title: activity.title.clone(),
            measure: activity.measure.clone(),
            held_on: activity.held_on.to_string(),
            place: activity.place.clone(),
            people: activity.people.map_or_else(String::new, |people| people.to_string()),
            body: activity.body.clone(),
        }
    }

    /// Checks it. What is told of has happened, `today` at the latest.
    pub fn check(&self, today: NaiveDate, t: &Messages, errors: &mut Errors) -> Option<NewActivity> {
        let title = errors.take("title", Line::<60>::parse(&self.title), |_| t.party.error_title.to_owned());
        let measure = Measure::parse(&self.measure);
        if measure.is_none() {
            errors.add("measure", t.party.error_measure);
        }
        let held_on = self.held_on.trim().parse::<NaiveDate>().ok();
        let held_on = held_on.filter(|day| (EARLIEST..=today).contains(day));
        if held_on.is_none() {
            errors.add("held_on", t.party.error_day);
        }
        let people = match self.people.trim() {
            "" => Some(None),
            text => text.parse::<i32>().ok().filter(|people| (1..=100_000).contains(people)).map(Some),
        };
        if people.is_none() {
            errors.add("people", t.party.error_people);
        }
        let place = errors.optional_text("place", &self.place, Line::<60>::parse, t.party.error_place);
        let body = errors.optional_text("body", &self.body, Paragraphs::<1_000>::parse, t.party.error_body);
        Some(NewActivity {
            title: title?.into(),
            measure: measure?,
            held_on: held_on?,
            place: place?,
            people: people?,
            body: body?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    fn errors_of(form: &ActivityForm) -> Vec<&'static str> {
        let today = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let mut errors = Errors::default();
        let valid = form.check(today, Locale::ZhHans.messages(), &mut errors);
        assert_eq!(valid.is_some(), errors.is_empty());
        let fields = ["title", "measure", "held_on", "people", "place", "body"];
        fields.into_iter().filter(|field| errors.get(field).is_some()).collect()
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        assert_eq!(errors_of(&ActivityForm::default()), ["title", "measure", "held_on"]);
        let good = ActivityForm {
            title: "主题党日".to_owned(),
            measure: "consensus".to_owned(),
            held_on: "2026-12-01".to_owned(),
            ..ActivityForm::default()
        };
        assert_eq!(errors_of(&good), [""; 0]);
        let wrong = ActivityForm {
            held_on: "2026-12-02".to_owned(),
            people: "0".to_owned(),
            place: "远".repeat(61),
            body: "长".repeat(1_001),
            ..good
        };
        assert_eq!(errors_of(&wrong), ["held_on", "people", "place", "body"]);
    }
}
