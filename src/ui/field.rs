//! Form fields after GOV.UK's pattern: label, hint, error beside the field, and a summary that links to each.

use askama::Template;

use crate::web::form::Errors;
use crate::web::i18n::Messages;

/// One line of input with its label, hint and error.
#[derive(Template)]
#[template(path = "components/field.html")]
pub struct Field<'a> {
    name: &'static str,
    id: &'a str,
    label: &'a str,
    value: &'a str,
    hint: Option<&'a str>,
    error: Option<&'a str>,
    kind: &'static str,
    autocomplete: &'static str,
    inputmode: Option<&'static str>,
    accept: Option<&'static str>,
    unit: Option<&'a str>,
    required: bool,
}

impl<'a> Field<'a> {
    /// A text field.
    pub fn text(name: &'static str, label: &'a str, value: &'a str, errors: &'a Errors) -> Self {
        Self {
            name,
            id: name,
            label,
            value,
            hint: None,
            error: errors.get(name),
            kind: "text",
            autocomplete: "off",
            inputmode: None,
            accept: None,
            unit: None,
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

    /// A day.
    pub fn date(name: &'static str, label: &'a str, value: &'a str, errors: &'a Errors) -> Self {
        Self { kind: "date", ..Self::text(name, label, value, errors) }
    }

    /// A day and a time of it, as `2026-11-23T10:00`.
    pub fn moment(name: &'static str, label: &'a str, value: &'a str, errors: &'a Errors) -> Self {
        Self { kind: "datetime-local", ..Self::text(name, label, value, errors) }
    }

    /// A file from the person's device; `accept` lists media types.
    pub fn file(name: &'static str, label: &'a str, accept: &'static str, errors: &'a Errors) -> Self {
        Self { kind: "file", accept: Some(accept), ..Self::text(name, label, "", errors) }
    }

    /// With an id other than its name, where a page has several fields of one name.
    pub fn id(mut self, id: &'a str) -> Self {
        self.id = id;
        self
    }

    /// With the unit of what is entered behind it.
    pub fn unit(mut self, unit: &'a str) -> Self {
        self.unit = Some(unit);
        self
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

    /// An address on the web: phones show the keys for it.
    pub fn url(mut self) -> Self {
        self.kind = "url";
        self.inputmode = Some("url");
        self
    }

    /// May stay empty unless it is needed.
    pub fn required_if(mut self, is_needed: bool) -> Self {
        self.required = is_needed;
        self
    }

    /// May stay empty.
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// The ids that describe the input.
    fn described_by(&self) -> Option<String> {
        described_by(self.id, self.hint.is_some(), self.error.is_some())
    }
}

pub(super) fn described_by(name: &str, has_hint: bool, has_error: bool) -> Option<String> {
    let hint = has_hint.then(|| format!("{name}-hint"));
    let error = has_error.then(|| format!("{name}-error"));
    let ids: Vec<String> = hint.into_iter().chain(error).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// Several lines of text.
#[derive(Template)]
#[template(path = "components/text_area.html")]
pub struct TextArea<'a> {
    name: &'static str,
    label: &'a str,
    value: &'a str,
    hint: Option<&'a str>,
    error: Option<&'a str>,
    rows: u8,
    required: bool,
}

impl<'a> TextArea<'a> {
    /// A text of several lines; it may stay empty.
    pub fn new(name: &'static str, label: &'a str, value: &'a str, errors: &'a Errors) -> Self {
        Self { name, label, value, hint: None, error: errors.get(name), rows: 4, required: false }
    }

    /// With a line of help.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// This many lines high.
    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }

    /// May not stay empty.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    fn described_by(&self) -> Option<String> {
        described_by(self.name, self.hint.is_some(), self.error.is_some())
    }
}

/// One choice of a drop-down list.
#[derive(Debug, Clone)]
pub struct SelectOption {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl SelectOption {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// A drop-down list.
#[derive(Template)]
#[template(path = "components/select.html")]
pub struct Select<'a> {
    name: &'static str,
    id: &'a str,
    label: &'a str,
    value: &'a str,
    options: &'a [SelectOption],
    hint: Option<&'a str>,
    error: Option<&'a str>,
}

impl<'a> Select<'a> {
    /// A list in which `value` is chosen.
    pub fn new(
        name: &'static str,
        label: &'a str,
        value: &'a str,
        options: &'a [SelectOption],
        errors: &'a Errors,
    ) -> Self {
        Self { name, id: name, label, value, options, hint: None, error: errors.get(name) }
    }

    /// With an id other than its name, where a page has several lists of one name.
    pub fn id(mut self, id: &'a str) -> Self {
        self.id = id;
        self
    }

    /// With a line of help.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    fn described_by(&self) -> Option<String> {
        described_by(self.id, self.hint.is_some(), self.error.is_some())
    }
}

/// What somebody else saved meanwhile, beside what was typed here: the label of each field that differs, and what is
/// saved in it now. Shown on top of a form that is to be sent again.
#[derive(Template)]
#[template(path = "components/conflict.html")]
pub struct Conflict<'a> {
    theirs: &'a [(&'static str, String)],
    t: &'static Messages,
}

impl<'a> Conflict<'a> {
    /// Of these fields; nothing where there are none.
    pub fn new(theirs: &'a [(&'static str, String)], t: &'static Messages) -> Self {
        Self { theirs, t }
    }
}

/// That somebody else was first: the page shows how it stands now, and whoever sent a form looks before they decide.
#[derive(Template)]
#[template(path = "components/overtaken.html")]
pub struct Overtaken<'a> {
    title: &'a str,
    lead: &'a str,
    unsaved: Option<(&'a str, &'a (String, String))>,
}

impl<'a> Overtaken<'a> {
    /// In the words of a feature.
    pub fn new(title: &'a str, lead: &'a str) -> Self {
        Self { title, lead, unsaved: None }
    }

    /// With what was typed and has no field to stand in any more: a heading and a text, either of which may be empty.
    pub fn unsaved(mut self, label: &'a str, typed: Option<&'a (String, String)>) -> Self {
        self.unsaved = typed.map(|typed| (label, typed));
        self
    }
}

/// What was typed, was not saved and has no field to stand in any more.
#[derive(Template)]
#[template(path = "components/unsaved.html")]
pub struct Unsaved<'a> {
    label: &'a str,
    heading: &'a str,
    text: &'a str,
}

impl<'a> Unsaved<'a> {
    /// A text, below a line that says so.
    pub fn new(label: &'a str, text: &'a str) -> Self {
        Self { label, heading: "", text }
    }

    /// With what it is of; may be empty, as the text may then.
    pub fn heading(mut self, heading: &'a str) -> Self {
        self.heading = heading;
        self
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

super::component!(
    Field<'_>,
    TextArea<'_>,
    Select<'_>,
    Choice<'_>,
    ErrorSummary<'_>,
    Conflict<'_>,
    Overtaken<'_>,
    Unsaved<'_>,
);
