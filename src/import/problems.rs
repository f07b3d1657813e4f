//! What is wrong with a sheet, told so that whoever keeps it can mend it: table, line, column, and what was expected.

use super::cells::CellError;
use super::duration_text::DurationTextError;
use super::headings::{Column, HeadingsError, TableKind};
use super::hours_text::HoursTextError;
use super::price_text::PriceTextError;
use super::sheet::SheetError;
use crate::directory::price::PriceError;
use crate::web::i18n::Messages;

/// What is wrong.
#[derive(Debug, Clone)]
pub enum What {
    /// The file.
    Sheet(SheetError),
    /// The heading row.
    Headings(HeadingsError),
    /// A required cell is empty.
    Missing,
    /// Longer than the field may be, in characters.
    TooLong(usize),
    /// Characters that no text has.
    BadText,
    /// Not a valid credit code.
    Uscc,
    /// Not a phone number.
    Phone,
    /// Not a person's name.
    Name,
    /// No category is called so.
    Category(String),
    /// The community has no estate of this name.
    Estate(String),
    /// The price's wording.
    Price(PriceTextError),
    /// The price together with its further columns.
    Terms(PriceError),
    /// The opening hours.
    Hours(HoursTextError),
    /// The duration.
    Duration(DurationTextError),
    /// Another cell.
    Cell(CellError),
    /// The same service or worker was on this line before.
    Twice(u32),
    /// The company is not in this community.
    UnknownOrg(String),
    /// Two different credit codes for one company name.
    TwoCodes,
}

/// Where it is wrong, and what.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The table (an XLSX file may have several).
    pub table: String,
    /// The line, counted as spreadsheets do.
    pub line: Option<u32>,
    /// The column.
    pub column: Option<Column>,
    /// What.
    pub what: What,
}

impl Problem {
    /// The problem as one line for people.
    pub fn text(&self, t: &Messages) -> String {
        let what = what(&self.what, t);
        let column = self.column.map(heading);
        match (self.line, column) {
            (Some(line), Some(column)) => t.import.at_cell(&self.table, line, column, what),
            (Some(line), None) => t.import.at_line(&self.table, line, what),
            _ => t.import.at_table(&self.table, what),
        }
    }
}

/// A column by the heading that sheets give it.
fn heading(column: Column) -> &'static str {
    [TableKind::Services, TableKind::Workers]
        .into_iter()
        .flat_map(TableKind::sample_headings)
        .find(|(found, _)| *found == column)
        .map_or(column.code(), |(_, heading)| heading)
}

fn what(what: &What, t: &Messages) -> String {
    let t = &t.import;
    match what {
        What::Sheet(error) => sheet(error, t).to_owned(),
        What::Headings(HeadingsError::NotFound) => t.headings_not_found.to_owned(),
        What::Headings(HeadingsError::Missing { columns, .. }) => {
            let names: Vec<&str> = columns.iter().map(|column| heading(*column)).collect();
            t.headings_missing(names.join(t.separator))
        }
        What::Headings(HeadingsError::Duplicate { column, .. }) => t.headings_duplicate(heading(*column)),
        What::Headings(HeadingsError::BothKinds { .. }) => t.headings_both_kinds.to_owned(),
        What::Missing => t.missing.to_owned(),
        What::TooLong(max) => t.too_long(max),
        What::BadText => t.bad_text.to_owned(),
        What::Uscc => t.uscc.to_owned(),
        What::Phone => t.phone.to_owned(),
        What::Name => t.name.to_owned(),
        What::Category(name) => t.category(name),
        What::Estate(name) => t.estate(name),
        What::Price(error) => price(error, t),
        What::Terms(error) => terms(error, t).to_owned(),
        What::Hours(error) => hours(error, t),
        What::Duration(error) => duration(error, t),
        What::Cell(CellError::Amount) => t.amount.to_owned(),
        What::Cell(CellError::Date) => t.date.to_owned(),
        What::Cell(CellError::Number) => t.number.to_owned(),
        What::Cell(CellError::Word(word)) => t.word(word),
        What::Twice(line) => t.twice(line),
        What::UnknownOrg(name) => t.unknown_org(name),
        What::TwoCodes => t.two_codes.to_owned(),
    }
}

type T = crate::web::i18n::Import;

fn sheet(error: &SheetError, t: &T) -> &'static str {
    match error {
        SheetError::Empty => t.sheet_empty,
        SheetError::NotASheet => t.sheet_not_a_sheet,
        SheetError::OldOrEncrypted => t.sheet_old,
        SheetError::Damaged => t.sheet_damaged,
        SheetError::TooLarge { .. } => t.sheet_too_large,
    }
}

fn price(error: &PriceTextError, t: &T) -> String {
    match error {
        PriceTextError::NoAmount => t.price_no_amount.to_owned(),
        PriceTextError::MissingUnit => t.price_missing_unit.to_owned(),
        PriceTextError::UnknownUnit { unit } => t.price_unknown_unit(unit),
        PriceTextError::SeveralPrices => t.price_several.to_owned(),
        PriceTextError::Reversed => t.price_reversed.to_owned(),
        PriceTextError::Zero => t.price_zero.to_owned(),
        PriceTextError::TooLarge => t.price_too_large.to_owned(),
        PriceTextError::NotWholeFen => t.price_not_whole_fen.to_owned(),
    }
}

fn terms(error: &PriceError, t: &T) -> &'static str {
    match error {
        PriceError::Zero { .. } => t.price_zero,
        PriceError::TooLarge { .. } => t.price_too_large,
        PriceError::Reversed { .. } => t.price_reversed,
    }
}

/// What is wrong with opening hours, in words.
pub fn hours(error: &HoursTextError, t: &T) -> String {
    match error {
        HoursTextError::Empty => t.missing.to_owned(),
        HoursTextError::NotUnderstood { part } => t.hours_not_understood(part),
        HoursTextError::Reversed { part } => t.hours_reversed(part),
        HoursTextError::Overlap { .. } => t.hours_overlap.to_owned(),
        HoursTextError::NeverOpen => t.hours_never.to_owned(),
    }
}

fn duration(error: &DurationTextError, t: &T) -> String {
    match error {
        DurationTextError::Empty => t.missing.to_owned(),
        DurationTextError::NotUnderstood { part } => t.duration_not_understood(part),
        DurationTextError::NotWholeMinutes => t.duration_not_whole.to_owned(),
        DurationTextError::Reversed => t.duration_reversed.to_owned(),
        DurationTextError::TooLong => t.duration_too_long.to_owned(),
    }
}
