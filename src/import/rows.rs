//! Rows become offers and workers, or problems; every problem of every row at once.

mod service;
mod worker;

use std::collections::HashMap;

use chrono::NaiveDate;

pub use self::service::{EstatesCell, ServiceRow, plan};
pub use self::worker::WorkerRow;
use super::cells;
use super::headings::{Column, Headings, TableKind};
use super::problems::{Problem, What};
use super::sheet::SheetTable;
use crate::tenancy::PlatformData;
use crate::values::{Line, Paragraphs, Phone, TextError, Uscc};

/// A company as a row names it.
#[derive(Debug, Clone, PartialEq)]
pub struct OrgRow {
    /// Its name.
    pub name: String,
    /// Its credit code, where the sheet has it.
    pub uscc: Option<Uscc>,
    /// Its profile.
    pub profile: String,
    /// Its phone.
    pub phone: Option<Phone>,
    /// `employee` or `agency`.
    pub engagement: Option<&'static str>,
}

/// A table's rows.
#[derive(Debug)]
pub enum Rows {
    /// Services.
    Services(Vec<ServiceRow>),
    /// Workers.
    Workers(Vec<WorkerRow>),
}

/// A table as far as it was understood.
#[derive(Debug)]
pub struct Table {
    /// Its rows.
    pub rows: Rows,
    /// Headings that mean nothing here; their columns are left aside.
    pub ignored: Vec<String>,
}

/// Reads a table.
pub fn read(table: &SheetTable, platform: &PlatformData, today: NaiveDate) -> Result<Table, Vec<Problem>> {
    let headings = Headings::find(table).map_err(|error| {
        vec![Problem { table: table.name.clone(), line: None, column: None, what: What::Headings(error) }]
    })?;
    let mut reader = Reader { table: &table.name, headings: &headings, problems: Vec::new(), platform, today };
    let rows = match headings.kind {
        TableKind::Services => Rows::Services(reader.all(
            table,
            |row: &mut Row<'_, '_>| row.service(),
            |row| (row.org.name.clone(), row.name.clone()),
        )),
        TableKind::Workers => Rows::Workers(reader.all(
            table,
            |row: &mut Row<'_, '_>| row.worker(),
            |row| (row.org.clone(), row.work_no.clone()),
        )),
    };
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    Ok(Table {
        rows,
        ignored: headings.ignored.iter().map(|(_, heading)| heading.clone()).filter(|h| !h.trim().is_empty()).collect(),
    })
}

struct Reader<'a> {
    table: &'a str,
    headings: &'a Headings,
    problems: Vec<Problem>,
    platform: &'a PlatformData,
    today: NaiveDate,
}

impl<'a> Reader<'a> {
    fn all<T>(
        &mut self,
        table: &'a SheetTable,
        read: impl Fn(&mut Row<'_, 'a>) -> Option<T>,
        key: impl Fn(&T) -> (String, String),
    ) -> Vec<T> {
        let mut seen: HashMap<(String, String), u32> = HashMap::new();
        let mut found = Vec::new();
        let headings = self.headings;
        for (line, cells) in headings.data(table) {
            let Some(value) = read(&mut Row { reader: self, line, cells }) else { continue };
            if let Some(first) = seen.insert(key(&value), line) {
                self.problems.push(Problem {
                    table: self.table.to_owned(),
                    line: Some(line),
                    column: None,
                    what: What::Twice(first),
                });
            }
            found.push(value);
        }
        found
    }
}

/// One row being read.
struct Row<'r, 'a> {
    reader: &'r mut Reader<'a>,
    line: u32,
    cells: &'r [String],
}

impl Row<'_, '_> {
    fn cell(&self, column: Column) -> &str {
        self.reader.headings.cell(self.cells, column).trim()
    }

    fn problem(&mut self, column: Column, what: What) {
        let problem =
            Problem { table: self.reader.table.to_owned(), line: Some(self.line), column: Some(column), what };
        self.reader.problems.push(problem);
    }

    /// The value, or none with the problem noted.
    fn take<T>(&mut self, column: Column, result: Result<T, What>) -> Option<T> {
        result.map_err(|what| self.problem(column, what)).ok()
    }

    /// A line of text that must be there.
    fn line<const N: usize>(&mut self, column: Column) -> Option<String> {
        let result = Line::<N>::parse(self.cell(column)).map(String::from).map_err(text_problem);
        self.take(column, result)
    }

    /// A text that may be empty.
    fn text<const N: usize>(&mut self, column: Column) -> Option<String> {
        let result = match Paragraphs::<N>::parse(self.cell(column)) {
            Ok(text) => Ok(text.into()),
            Err(TextError::Empty) => Ok(String::new()),
            Err(error) => Err(text_problem(error)),
        };
        self.take(column, result)
    }

    fn org(&mut self) -> Option<OrgRow> {
        let name = self.line::<80>(Column::OrgName);
        let uscc = match self.cell(Column::Uscc) {
            "" => Some(None),
            text => {
                let result = Uscc::parse(text).map(Some).map_err(|_| What::Uscc);
                self.take(Column::Uscc, result)
            }
        };
        let phone = match self.cell(Column::Phone) {
            "" => Some(None),
            text => {
                let result = Phone::parse_contact(text).map(Some).map_err(|_| What::Phone);
                self.take(Column::Phone, result)
            }
        };
        let engagement = cells::engagement(self.cell(Column::EngagementModel)).map_err(What::Cell);
        let engagement = self.take(Column::EngagementModel, engagement);
        let profile = self.text::<2000>(Column::OrgProfile);
        Some(OrgRow { name: name?, uscc: uscc?, profile: profile?, phone: phone?, engagement: engagement? })
    }

    /// A date that has been.
    fn past_date(&mut self, column: Column) -> Option<Option<NaiveDate>> {
        let date = cells::date(self.cell(column)).map_err(What::Cell);
        let date = self.take(column, date)?;
        if date.is_some_and(|date| date > self.reader.today) {
            self.problem(column, What::Cell(cells::CellError::Date));
            return None;
        }
        Some(date)
    }
}

fn text_problem(error: TextError) -> What {
    match error {
        TextError::Empty => What::Missing,
        TextError::TooLong { max } => What::TooLong(max),
        TextError::Control => What::BadText,
    }
}
