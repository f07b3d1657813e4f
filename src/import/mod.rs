//! Importing the spreadsheets in which a community keeps its services and workers.
//!
//! Bytes become tables of text ([`sheet`]), the heading row tells which column is what ([`headings`]), the texts of
//! single cells become typed values ([`price_text`], [`hours_text`], [`duration_text`], [`cells`]), and rows become offers
//! and workers ([`rows`]). All of that is pure: everything that cannot be understood is a typed problem for a person to
//! settle. Only then are they written, all or nothing ([`apply`]). Chinese words that the sheets use live here alone.

pub mod apply;
pub mod cells;
mod command;
pub mod duration_text;
pub mod headings;
pub mod hours_text;
pub mod price_text;
pub mod problems;
pub mod rows;
pub mod sheet;
pub mod text;

pub use command::{How, ImportArgs, import, run};
