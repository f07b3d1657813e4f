//! What is agreed about a practice: where, what to do, how long in all, and from when to when. It is written when a company
//! is asked, and may be put right afterwards ([`super::plan`]). Pure.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::model::Placement;
use super::words;
use crate::values::{Line, Paragraphs};
use crate::web::form::Errors;
use crate::web::{Locale, Messages, text};

/// How long a practice lasts unless somebody says otherwise, in days.
const USUAL: Days = Days::new(28);
/// How far ahead a practice may begin, and how long it may last.
const FAR: Days = Days::new(366);
/// The most hours that are agreed.
const MOST_HOURS: i32 = 2000;

/// What is agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Where, in words.
    pub place: String,
    /// What the learner is to do.
    pub duties: String,
    /// How long in all.
    pub agreed_minutes: i32,
    /// From when to when.
    pub days: (NaiveDate, NaiveDate),
}

impl Terms {
    /// Those of a placement.
    pub fn of(one: &Placement) -> Self {
        Self {
            place: one.place.clone(),
            duties: one.duties.clone(),
            agreed_minutes: one.agreed_minutes,
            days: (one.starts_on, one.ends_on),
        }
    }
}

/// The fields of what is agreed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct TermsForm {
    pub place: String,
    pub duties: String,
    /// Whole hours.
    pub hours: String,
    pub starts_on: String,
    pub ends_on: String,
}

impl TermsForm {
    /// The fields of a new plan, for so many hours.
    pub fn blank(today: NaiveDate, hours: i32) -> Self {
        Self {
            hours: hours.to_string(),
            starts_on: today.to_string(),
            ends_on: (today + USUAL).to_string(),
            ..Self::default()
        }
    }

    /// The fields that hold what is agreed.
    pub fn of(terms: &Terms) -> Self {
        Self {
            place: terms.place.clone(),
            duties: terms.duties.clone(),
            hours: words::hours(terms.agreed_minutes),
            starts_on: terms.days.0.to_string(),
            ends_on: terms.days.1.to_string(),
        }
    }

    /// Whether they were asked for while the company had not answered: what only then can be changed is among them.
    pub fn is_whole(&self) -> bool {
        !(self.duties.is_empty() && self.starts_on.is_empty())
    }

    /// With what was not asked for as it is agreed.
    pub fn filled(mut self, agreed: &Terms) -> Self {
        let agreed = Self::of(agreed);
        for (field, known) in [(&mut self.duties, agreed.duties), (&mut self.starts_on, agreed.starts_on)] {
            if field.is_empty() {
                *field = known;
            }
        }
        self
    }

    /// What they say. `before`: what is agreed so far, which stands whatever is asked of something new, and the minutes that
    /// both have signed.
    pub fn check(
        &self,
        today: NaiveDate,
        before: Option<(&Terms, i32)>,
        t: &Messages,
        errors: &mut Errors,
    ) -> Option<Terms> {
        let n = &t.placements;
        let place = errors.take("place", Line::<60>::parse(&self.place), |_| n.error_place.to_owned());
        let duties = errors.take("duties", Paragraphs::<500>::parse(&self.duties), |_| n.error_duties.to_owned());
        let hours = self.hours.trim().parse::<i32>().ok().filter(|hours| (1..=MOST_HOURS).contains(hours));
        let agreed_minutes = match (hours.map(|hours| hours * 60), before) {
            (None, _) => {
                errors.add("hours", n.error_hours);
                None
            }
            // What both have signed is not taken out of the agreement.
            (Some(minutes), Some((terms, signed))) if minutes < signed && minutes != terms.agreed_minutes => {
                errors.add("hours", n.error_hours_signed(words::hours(signed), (signed + 59).div_euclid(60)));
                None
            }
            (minutes, _) => minutes,
        };
        let first = self.starts_on.trim().parse::<NaiveDate>().ok();
        // What began on paper is entered within the month.
        let first = first.filter(|day| {
            (today - USUAL..=today + FAR).contains(day) || before.is_some_and(|(terms, _)| terms.days.0 == *day)
        });
        if first.is_none() {
            errors.add("starts_on", n.error_starts_on);
        }
        let last = self.ends_on.trim().parse::<NaiveDate>().ok();
        let last = last.filter(|last| first.is_none_or(|first| (first..=first + FAR).contains(last)));
        if last.is_none() {
            errors.add("ends_on", n.error_ends_on);
        }
        Some(Terms {
            place: place?.into(),
            duties: duties?.into(),
            agreed_minutes: agreed_minutes?,
            days: (first?, last?),
        })
    }

    /// What is agreed otherwise than it is typed.
    pub fn differing(&self, agreed: &Terms, locale: Locale) -> Vec<(&'static str, String)> {
        let (n, known) = (&locale.messages().placements, Self::of(agreed));
        let is_same = |typed: &str, known: &str| typed.replace("\r\n", "\n").trim() == known;
        let lines = [
            (n.place, is_same(&self.place, &known.place), agreed.place.clone()),
            (n.duties, is_same(&self.duties, &known.duties), agreed.duties.clone()),
            (n.agreed, is_same(&self.hours, &known.hours), n.hours(&known.hours)),
            (n.starts_on, is_same(&self.starts_on, &known.starts_on), text::date(locale, agreed.days.0)),
            (n.ends_on, is_same(&self.ends_on, &known.ends_on), text::date(locale, agreed.days.1)),
        ];
        lines.into_iter().filter(|(_, is_same, _)| !is_same).map(|(label, _, said)| (label, said)).collect()
    }

    /// What was typed, in a line.
    pub fn text(&self, t: &Messages) -> String {
        let hours = t.placements.hours(&self.hours);
        let parts = [&*self.place, &*self.duties, &*hours, &*self.starts_on, &*self.ends_on];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In which a practice of forty hours runs that began five weeks ago.
    fn agreed(today: NaiveDate) -> Terms {
        Terms {
            place: "锦苑东区".to_owned(),
            duties: "陪老人散步".to_owned(),
            agreed_minutes: 2400,
            days: (today - Days::new(35), today + Days::new(7)),
        }
    }

    #[test]
    fn what_is_agreed_stands_and_nothing_signed_is_taken_out_of_it() {
        let (t, today) = (Locale::ZhHans.messages(), NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
        let terms = agreed(today);
        let read = |hours: &str, signed: i32| {
            let mut errors = Errors::default();
            let form = TermsForm { hours: hours.to_owned(), ..TermsForm::of(&terms) };
            let read = form.check(today, Some((&terms, signed)), t, &mut errors);
            assert_eq!(read.is_none(), !errors.is_empty());
            read.map(|terms| terms.agreed_minutes).ok_or_else(|| errors.list()[0].clone())
        };
        let same = TermsForm::of(&terms).check(today, Some((&terms, 0)), t, &mut Errors::default());
        assert_eq!(same.as_ref(), Some(&terms));
        assert_eq!((read("4", 240), read("5", 270)), (Ok(240), Ok(300)));
        let below = read("4", 270).unwrap_err();
        assert!(below.0 == "hours" && below.1.contains("已签 4.5 小时，至少填 5"), "{below:?}");
        // More is signed than was ever agreed: the place can be put right all the same.
        assert_eq!((read("40", 2700), read("41", 2700).is_err(), read("45", 2700)), (Ok(2400), true, Ok(2700)));
        // A first day of so long ago is not typed anew.
        let mut errors = Errors::default();
        let early = TermsForm { starts_on: (today - Days::new(34)).to_string(), ..TermsForm::of(&terms) };
        assert_eq!((early.check(today, Some((&terms, 0)), t, &mut errors), errors.list()[0].0), (None, "starts_on"));
    }

    #[test]
    fn what_is_not_asked_for_stays_and_what_differs_is_said() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let terms = agreed(today);
        let typed = TermsForm { place: "和风里".to_owned(), hours: "40".to_owned(), ..TermsForm::default() };
        assert!(!typed.is_whole() && TermsForm::of(&terms).is_whole());
        let filled = TermsForm { ends_on: terms.days.1.to_string(), ..typed }.filled(&terms);
        assert_eq!((filled.duties.as_str(), filled.starts_on.as_str()), ("陪老人散步", "2026-10-19"));
        assert_eq!(filled.differing(&terms, Locale::ZhHans), [("实习地点", "锦苑东区".to_owned())]);
    }
}
