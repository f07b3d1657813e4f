//! What is said of several fields at once, or of fields that a template writes out itself.

use askama::Template;

use super::field::described_by;
use crate::web::form::Errors;

/// The attributes of an element around several fields that have one error: the summary leads to it, and its [`FieldError`]
/// describes it.
#[derive(Template)]
#[template(path = "components/group.html")]
pub struct Group<'a> {
    id: &'a str,
    class: &'static str,
    has_hint: bool,
    has_error: bool,
}

impl<'a> Group<'a> {
    /// Of the fields of this name.
    pub fn new(name: &'a str, errors: &Errors) -> Self {
        Self { id: name, class: "field", has_hint: false, has_error: errors.get(name).is_some() }
    }

    /// With an id other than its name, where a page has several groups of one name.
    pub fn id(mut self, id: &'a str) -> Self {
        self.id = id;
        self
    }

    /// Of another class than a field.
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// With a line of help inside, whose id is the group's with `-hint`.
    pub fn hint(mut self) -> Self {
        self.has_hint = true;
        self
    }

    fn described_by(&self) -> Option<String> {
        described_by(self.id, self.has_hint, self.has_error)
    }
}

/// What is wrong with a group, or with a field that is written out.
#[derive(Template)]
#[template(path = "components/field_error.html")]
pub struct FieldError<'a> {
    id: &'a str,
    error: Option<&'a str>,
}

impl<'a> FieldError<'a> {
    /// Of this name, or id where a form has one for each line of a list.
    pub fn new(name: &'a str, errors: &'a Errors) -> Self {
        Self { id: name, error: errors.get(name) }
    }

    /// With an id other than its name, where a page has several of one name.
    pub fn id(mut self, id: &'a str) -> Self {
        self.id = id;
        self
    }
}

super::component!(Group<'_>, FieldError<'_>);
