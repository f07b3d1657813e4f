//! A text that people carry elsewhere, such as an address.

use askama::Template;

use crate::web::i18n::Messages;

/// The text with a button that copies it. Without a script there is the text alone, which one press marks as a whole.
#[derive(Template)]
#[template(path = "components/copyable.html")]
pub struct Copyable<'a> {
    id: &'static str,
    text: &'a str,
    t: &'static Messages,
}

impl<'a> Copyable<'a> {
    /// The text, in an element with this id.
    pub fn new(id: &'static str, text: &'a str, t: &'static Messages) -> Self {
        Self { id, text, t }
    }
}

super::component!(Copyable<'_>);
