//! Components: each a struct with its own small template, rendered once and embedded where it is wanted.
//!
//! This is the only place that vouches for markup (`HtmlSafe`): what a component writes was escaped by its template.

mod chart;
mod copyable;
mod field;
mod group;
mod icon;
mod json_ld;
mod layout;
mod proof;

pub use chart::{Bar, Bars, Chart, Station, Tone};
pub use copyable::Copyable;
pub use field::{Choice, Conflict, ErrorSummary, Field, Overtaken, Select, SelectOption, TextArea, Unsaved};
pub use group::{FieldError, Group};
pub use icon::{CategoryIcon, Icon, icon};
pub use json_ld::JsonLd;
pub use layout::{Crumbs, Footer, Head, Masthead};
pub use proof::Proof;

/// Says that a component's output is markup whose parts were escaped.
macro_rules! component {
    ($($name:ty),+ $(,)?) => {
        $(impl askama::filters::HtmlSafe for $name {})+
    };
}
pub(crate) use component;
