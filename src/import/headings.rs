//! The heading row of a table: which column is what, whatever their order and exact words.
//!
//! Sheets come in two kinds, told apart by their headings: services with their prices, and workers. Titles may stand
//! above the heading row. Matching ignores blanks, width, traditional forms, stars and hints in brackets.

mod column;
mod words;

use thiserror::Error;

pub use self::column::Column;
use super::sheet::SheetTable;
use super::text::{fold, simplify};
use crate::directory::price::PriceUnit;

/// The heading row is one of this many first rows with content: up to five titles may stand above it.
const ROWS_SEARCHED: usize = 6;
/// Fewer known headings than this are a coincidence.
const LEAST_KNOWN: usize = 2;

/// What the rows of a table are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TableKind {
    /// A service with its price in each row.
    Services,
    /// A worker in each row.
    Workers,
}

impl TableKind {
    /// The columns without which a table of this kind cannot be imported.
    #[must_use]
    pub const fn required(self) -> &'static [Column] {
        match self {
            Self::Services => &[Column::OrgName, Column::Category, Column::Service, Column::Price],
            Self::Workers => &[Column::OrgName, Column::WorkerName, Column::WorkerNo],
        }
    }

    /// Every column of this kind with the heading that a sample sheet gives it, in the sample's order.
    pub fn sample_headings(self) -> impl Iterator<Item = (Column, &'static str)> {
        words::tables(self).filter_map(|(column, words)| Some((*column, words.split(' ').next()?)))
    }
}

/// One understood column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundColumn {
    /// What the column is.
    pub column: Column,
    /// Its place in the rows, from 0.
    pub index: usize,
    /// What stood in brackets in the heading, folded: `元/小时` of `收费标准（元/小时）`.
    pub hint: Option<String>,
}

/// The understood heading row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headings {
    /// What the table is about.
    pub kind: TableKind,
    /// The heading row's place in [`SheetTable::rows`]; the data begin after it.
    pub row: usize,
    /// The understood columns, from left to right.
    pub columns: Vec<FoundColumn>,
    /// The headings that no column of this kind has, with their place, as typed. Their cells are not read.
    pub ignored: Vec<(usize, String)>,
}

/// Why a table has no usable heading row. The texts are keys, the words for people are messages.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HeadingsError {
    /// None of the first rows has known headings.
    #[error("headings-not-found")]
    NotFound,
    /// Required headings are missing.
    #[error("headings-missing")]
    Missing {
        /// The kind of table that the other headings suggest.
        kind: TableKind,
        /// The line of the heading row.
        line: u32,
        /// What is missing.
        columns: Vec<Column>,
    },
    /// Two headings mean the same column.
    #[error("headings-duplicate")]
    Duplicate {
        /// The column.
        column: Column,
        /// The line of the heading row.
        line: u32,
        /// Both headings as typed.
        headings: [String; 2],
    },
    /// The headings required of both kinds stand in one table; they belong in two.
    #[error("headings-both-kinds")]
    BothKinds {
        /// The line of the heading row.
        line: u32,
    },
}

impl Headings {
    /// Finds the heading row of a table and understands it.
    ///
    /// # Errors
    /// See [`HeadingsError`].
    pub fn find(table: &SheetTable) -> Result<Self, HeadingsError> {
        let mut best: Option<(usize, &(u32, Vec<String>))> = None;
        let mut most = LEAST_KNOWN - 1;
        for (row, content) in table.rows.iter().take(ROWS_SEARCHED).enumerate() {
            let known = content.1.iter().filter(|heading| is_known(heading)).count();
            // The first of equals: a data row may repeat a word of its heading.
            if known > most {
                (best, most) = (Some((row, content)), known);
            }
        }
        let (row, (line, headings)) = best.ok_or(HeadingsError::NotFound)?;
        let kind = kind_of(headings, *line)?;
        Self::read(kind, row, *line, headings)
    }

    fn read(kind: TableKind, row: usize, line: u32, headings: &[String]) -> Result<Self, HeadingsError> {
        let mut columns: Vec<FoundColumn> = Vec::new();
        let mut ignored = Vec::new();
        for (index, heading) in headings.iter().enumerate().filter(|(_, heading)| !heading.is_empty()) {
            let Some(column) = column_of(heading, kind) else {
                ignored.push((index, heading.clone()));
                continue;
            };
            if let Some(first) = columns.iter().find(|found| found.column == column) {
                let first = headings.get(first.index).cloned().unwrap_or_default();
                return Err(HeadingsError::Duplicate { column, line, headings: [first, heading.clone()] });
            }
            columns.push(FoundColumn { column, index, hint: hint(heading) });
        }
        let is_missing = |wanted: &Column| !columns.iter().any(|found| found.column == *wanted);
        let missing: Vec<_> = kind.required().iter().copied().filter(is_missing).collect();
        if missing.is_empty() {
            Ok(Self { kind, row, columns, ignored })
        } else {
            Err(HeadingsError::Missing { kind, line, columns: missing })
        }
    }

    /// The text of a column in a row, blank when the table has no such column or the row no such cell.
    #[must_use]
    pub fn cell<'a>(&self, row: &'a [String], column: Column) -> &'a str {
        self.found(column).and_then(|found| row.get(found.index)).map_or("", String::as_str)
    }

    /// Whether the table has the column.
    #[must_use]
    pub fn has(&self, column: Column) -> bool {
        self.found(column).is_some()
    }

    /// The unit that the heading of the price column names for all its cells.
    #[must_use]
    pub fn price_unit(&self) -> Option<PriceUnit> {
        self.found(Column::Price)?.hint.as_deref().and_then(super::price_text::unit_of_hint)
    }

    /// The rows below the heading, with their line numbers.
    pub fn data<'a>(&self, table: &'a SheetTable) -> impl Iterator<Item = (u32, &'a [String])> {
        table.rows.iter().skip(self.row + 1).map(|(line, cells)| (*line, cells.as_slice()))
    }

    fn found(&self, column: Column) -> Option<&FoundColumn> {
        self.columns.iter().find(|found| found.column == column)
    }
}

fn is_known(heading: &str) -> bool {
    [TableKind::Services, TableKind::Workers].into_iter().any(|kind| column_of(heading, kind).is_some())
}

/// The kind with fewer required headings missing. Services when that does not tell: they are what most sheets hold.
fn kind_of(headings: &[String], line: u32) -> Result<TableKind, HeadingsError> {
    let missing = |kind: TableKind| {
        let has = |column: &Column| headings.iter().any(|heading| column_of(heading, kind) == Some(*column));
        kind.required().iter().filter(|column| !has(column)).count()
    };
    match (missing(TableKind::Services), missing(TableKind::Workers)) {
        (0, 0) => Err(HeadingsError::BothKinds { line }),
        // A workers' table without any required heading misses three, one of services four.
        (services, workers) if workers < services && workers < TableKind::Workers.required().len() => {
            Ok(TableKind::Workers)
        }
        _ => Ok(TableKind::Services),
    }
}

/// The column that a heading means in a table of this kind: as a whole, or by one of the words that a slash joins.
fn column_of(heading: &str, kind: TableKind) -> Option<Column> {
    let plain = plain(heading);
    words::column(&plain, kind)
        .or_else(|| plain.split(['/', '或', '、', '|']).find_map(|word| words::column(word, kind)))
}

/// A heading without what varies from sheet to sheet.
fn plain(heading: &str) -> String {
    let mut depth = 0_usize;
    let mut plain = simplify(&fold(heading));
    plain.retain(|c| {
        match c {
            '(' => depth += 1,
            ')' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0 && !c.is_whitespace() && !matches!(c, '*' | '#' | ':' | '★' | '※' | '"' | '\'')
    });
    plain
}

/// What stands in the first brackets of a heading.
fn hint(heading: &str) -> Option<String> {
    let folded = fold(heading);
    let inside = folded.split_once('(')?.1;
    let inside = inside.split(')').next().unwrap_or(inside).trim();
    (!inside.is_empty()).then(|| inside.to_owned())
}

#[cfg(test)]
mod tests;
