//! Form fields after GOV.UK's pattern: label, hint, error beside the field, and a summary that links to each.

use askama::Template;

use crate::web::form::Errors;
use crate::web::i18n::Messages;

/// One line of input with its label, hint and error.
#[derive(Template)]
#[template(path = "components/field.html")]
pub struct Field<'a> {
    name: &'static str,
    label: &'a str,
    value: &'a str,
    hint: Option<&'a str>,
    error: Option<&'a str>,
    kind: &'static str,
    autocomplete: &'static str,
    inputmode: Option<&'static str>,
    required: bool,
}

impl<'a> Field<'a> {
    /// A text field.
    pub fn text(name: &'static str, label: &'a str, value: &'a str, errors: &'a Errors) -> Self {
        Self {
            name,
            label,
            value,
            hint: None,
            error: errors.get(name),
            kind: "text",
            autocomplete: "off",
            inputmode: None,
            required: true,
        }
    }

    /// A phone number.
    pub fn phone(name: &'static str, label: &'a str, value: &'a str, errors: &'a Errors) -> Self {
        Self { kind: "tel", inputmode: Some("tel"), autocomplete: "username", ..Self::text(name, label, value, errors) }
    }

    /// A password; never filled in by us. `purpose` is `current-password` or `new-password`.
    pub fn password(name: &'static str, label: &'a str, purpose: &'static str, errors: &'a Errors) -> Self {
        Self { kind: "password", autocomplete: purpose, ..Self::text(name, label, "", errors) }
    }

    /// With a line of help.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// With what the browser may fill in.
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = what;
        self
    }

    /// Digits: phones show the number pad.
    pub fn numeric(mut self) -> Self {
        self.inputmode = Some("numeric");
        self
    }

    /// May stay empty.
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// The ids that describe the input.
    fn described_by(&self) -> Option<String> {
        let hint = self.hint.map(|_| format!("{}-hint", self.name));
        let error = self.error.map(|_| format!("{}-error", self.name));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// A tick box or radio button with its text.
#[derive(Template)]
#[template(path = "components/choice.html")]
pub struct Choice<'a> {
    kind: &'static str,
    name: &'a str,
    value: &'a str,
    label: &'a str,
    checked: bool,
    count: Option<usize>,
    t: &'static Messages,
}

impl<'a> Choice<'a> {
    /// One of several.
    pub fn radio(name: &'a str, value: &'a str, label: &'a str, checked: bool, t: &'static Messages) -> Self {
        Self { kind: "radio", name, value, label, checked, count: None, t }
    }

    /// On or off.
    pub fn tick(name: &'a str, value: &'a str, label: &'a str, checked: bool, t: &'static Messages) -> Self {
        Self { kind: "checkbox", ..Self::radio(name, value, label, checked, t) }
    }

    /// With how many there are.
    pub fn count(mut self, count: usize) -> Self {
        self.count = Some(count);
        self
    }
}

/// Every error of a form on top of its page; takes the focus.
#[derive(Template)]
#[template(path = "components/error_summary.html")]
pub struct ErrorSummary<'a> {
    errors: &'a Errors,
    t: &'static Messages,
}

impl<'a> ErrorSummary<'a> {
    /// Of these errors.
    pub fn new(errors: &'a Errors, t: &'static Messages) -> Self {
        Self { errors, t }
    }
}

super::component!(Field<'_>, Choice<'_>, ErrorSummary<'_>);
