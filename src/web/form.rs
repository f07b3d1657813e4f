//! Forms: strings in, a typed value out, and every error at once, each beside its field.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::de::{Deserialize, Deserializer, Error};

/// A choice from a list whose first line, an empty one, means none: for `#[serde(deserialize_with)]`.
pub fn chosen<'de, D: Deserializer<'de>, T: FromStr>(field: D) -> Result<Option<T>, D::Error> {
    let text = Cow::<str>::deserialize(field)?;
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| D::Error::custom("not one of the choices"))
}

/// The years of days in forms, all of four digits: what a browser's field for a day writes, and PostgreSQL knows.
const YEARS: RangeInclusive<i32> = 1000..=9999;

/// A submitted form that can be checked.
pub trait FormInput {
    /// What a form without errors means.
    type Valid;

    /// The typed value, or every error there is in `errors`.
    fn check(&self, errors: &mut Errors) -> Option<Self::Valid>;

    /// Checks the form as a whole.
    fn validate(&self) -> Result<Self::Valid, Errors> {
        let mut errors = Errors::default();
        match self.check(&mut errors) {
            Some(valid) if errors.is_empty() => Ok(valid),
            _ => Err(errors),
        }
    }
}

/// What is wrong with a form, by field, in the order of the fields.
#[derive(Debug, Default, Clone)]
pub struct Errors {
    list: Vec<(&'static str, String)>,
    by_field: BTreeMap<&'static str, usize>,
    /// Of fields of which a form has one for each line of a list, by their ids.
    of_lines: Vec<(String, String)>,
}

impl Errors {
    /// One error.
    pub fn of(field: &'static str, message: impl Into<String>) -> Self {
        let mut errors = Self::default();
        errors.add(field, message);
        errors
    }

    /// Adds an error; a field's first one stays.
    pub fn add(&mut self, field: &'static str, message: impl Into<String>) {
        if !self.by_field.contains_key(field) {
            self.by_field.insert(field, self.list.len());
            self.list.push((field, message.into()));
        }
    }

    /// The same of a field of which the form has one for each line of a list, by its id.
    pub fn add_line(&mut self, id: String, message: impl Into<String>) {
        if self.get(&id).is_none() {
            self.of_lines.push((id, message.into()));
        }
    }

    /// The value, or none with the error noted.
    pub fn take<T, E>(
        &mut self,
        field: &'static str,
        result: Result<T, E>,
        message: impl FnOnce(E) -> String,
    ) -> Option<T> {
        result.map_err(|error| self.add(field, message(error))).ok()
    }

    /// What a field that may stay blank says, as `parse` reads it; the outer none is an error.
    pub fn optional<T, E>(
        &mut self,
        field: &'static str,
        typed: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
        message: impl Into<String>,
    ) -> Option<Option<T>> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Some(None);
        }
        self.take(field, parse(typed), |_| message.into()).map(Some)
    }

    /// The same of text: blank, it is the empty text.
    pub fn optional_text<T: Into<String>, E>(
        &mut self,
        field: &'static str,
        typed: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
        message: impl Into<String>,
    ) -> Option<String> {
        self.optional(field, typed, parse, message).map(|text| text.map_or_else(String::new, T::into))
    }

    /// The same of a day.
    pub fn optional_day(
        &mut self,
        field: &'static str,
        typed: &str,
        message: impl Into<String>,
    ) -> Option<Option<NaiveDate>> {
        let read = |typed: &str| typed.parse().ok().filter(|day: &NaiveDate| YEARS.contains(&day.year())).ok_or(());
        self.optional(field, typed, read, message)
    }

    /// Whether there is nothing wrong.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.of_lines.is_empty()
    }

    /// What is wrong with one field.
    pub fn get(&self, field: &str) -> Option<&str> {
        let of_line = || self.of_lines.iter().find(|(id, _)| id == field).map(|(_, message)| message.as_str());
        self.by_field.get(field).map(|&i| self.list[i].1.as_str()).or_else(of_line)
    }

    /// Every error with the name of its field, but of the lines of a list.
    pub fn list(&self) -> &[(&'static str, String)] {
        &self.list
    }

    /// Every error with the id of its field.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let named = self.list.iter().map(|(field, message)| (*field, message.as_str()));
        named.chain(self.of_lines.iter().map(|(id, message)| (id.as_str(), message.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_of_a_list_has_an_error_of_its_own() {
        let mut errors = Errors::default();
        errors.add_line("reason-1".to_owned(), "why?");
        errors.add_line("reason-1".to_owned(), "too long");
        errors.add_line("reason-2".to_owned(), "why?");
        assert!(!errors.is_empty() && errors.list().is_empty());
        errors.add("rest", "who?");
        let all: Vec<_> = errors.all().collect();
        assert_eq!(all, [("rest", "who?"), ("reason-1", "why?"), ("reason-2", "why?")]);
        assert_eq!((errors.get("reason-2"), errors.get("reason-3")), (Some("why?"), None));
    }

    #[test]
    fn a_day_has_a_year_that_pages_and_postgresql_know() {
        let read = |typed: &str| Errors::default().optional_day("day", typed, "a day");
        assert_eq!((read(" "), read(" 2026-11-23 ")), (Some(None), Some(NaiveDate::from_ymd_opt(2026, 11, 23))));
        for typed in ["-9999-01-01", "0999-12-31", "+12000-01-01", "2026-02-30", "tomorrow"] {
            let mut errors = Errors::default();
            let read = errors.optional_day("day", typed, "a day");
            assert_eq!((read, errors.get("day")), (None, Some("a day")), "{typed}");
        }
    }
}
