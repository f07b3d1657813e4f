//! Rows become offers and workers, or problems; every problem of every row at once.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::cells::{self, Surcharge};
use super::duration_text::parse_duration;
use super::headings::{Column, Headings, TableKind};
use super::hours_text::{HoursText, HoursTextError, parse_hours};
use super::price_text::parse_price_in;
use super::problems::{Problem, What};
use super::sheet::SheetTable;
use crate::calendar::{DayKind, HolidayRule, HolidayRules, OpeningPlan, Span, TimeOfDay, WeeklyHours};
use crate::directory::model::{CredentialKind, Suits};
use crate::directory::price::{Price, PriceTerms};
use crate::directory::queries::CardCredential;
use crate::tenancy::PlatformData;
use crate::values::{Line, Minutes, Paragraphs, PersonName, Phone, TextError, Uscc};

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

/// Where an offer is served.
#[derive(Debug, Clone, PartialEq)]
pub enum EstatesCell {
    /// Everywhere in the community.
    All,
    /// In the estates of these names.
    Named(Vec<String>),
}

/// A service with its price.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceRow {
    /// The line it stands on.
    pub line: u32,
    /// Whose it is.
    pub org: OrgRow,
    /// The category's code.
    pub category: String,
    /// The sub-service's code, as far as the name tells.
    pub kind: Option<String>,
    /// Its name.
    pub name: String,
    /// What is included.
    pub included: String,
    /// What is not.
    pub excluded: String,
    /// Conditions.
    pub conditions: String,
    /// How long it takes.
    pub minutes: Option<(Minutes, Minutes)>,
    /// What it costs.
    pub price: Price,
    /// What the wording of the price says beyond the figures.
    pub price_note: String,
    /// When the company can be reached.
    pub hours: Option<OpeningPlan>,
    /// Where it is offered.
    pub estates: EstatesCell,
    /// The proofs it needs.
    pub credentials: Vec<CredentialKind>,
    /// Whom it suits.
    pub suits: Vec<Suits>,
    /// How many workers it takes.
    pub worker_count: i32,
    /// When the community checked it.
    pub checked_on: Option<NaiveDate>,
}

/// A worker.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkerRow {
    /// The line it stands on.
    pub line: u32,
    /// The company's name.
    pub org: String,
    /// The worker's name.
    pub name: PersonName,
    /// The work number.
    pub work_no: String,
    /// Trades.
    pub trades: Vec<String>,
    /// The year in which the worker began.
    pub since_year: Option<i32>,
    /// Certificates and checks, without numbers.
    pub credentials: Vec<CardCredential>,
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

    fn service(&mut self) -> Option<ServiceRow> {
        let org = self.org();
        let category = self.category();
        let name = self.line::<60>(Column::Service);
        let included = self.text::<2000>(Column::Content);
        let excluded = self.text::<2000>(Column::Exclusions);
        let conditions = self.text::<2000>(Column::Conditions);
        let minutes = match self.cell(Column::Duration) {
            "" => Some(None),
            text => {
                let result = parse_duration(text).map(Some).map_err(What::Duration);
                self.take(Column::Duration, result)
            }
        };
        let price = self.price();
        let hours = self.hours();
        let estates = match self.cell(Column::Estates) {
            text if cells::means_all_estates(text) => EstatesCell::All,
            text => EstatesCell::Named(cells::list(text)),
        };
        let credentials = cells::credentials(self.cell(Column::NeededCredentials)).map_err(What::Cell);
        let credentials = self.take(Column::NeededCredentials, credentials);
        let suits = cells::audience(self.cell(Column::Audience)).map_err(What::Cell);
        let suits = self.take(Column::Audience, suits);
        let workers = cells::count(self.cell(Column::WorkerCount), 50).map_err(What::Cell);
        let workers = self.take(Column::WorkerCount, workers);
        let checked_on = self.past_date(Column::VerifiedOn);
        let (category, name, (price, price_note)) = (category?, name?, price?);
        Some(ServiceRow {
            line: self.line,
            kind: kind_of(self.reader.platform, &category, &name),
            org: org?,
            category,
            name,
            included: included?,
            excluded: excluded?,
            conditions: conditions?,
            minutes: minutes?,
            price,
            price_note,
            hours: hours?,
            estates,
            credentials: credentials?,
            suits: suits?,
            worker_count: workers?.unwrap_or(1),
            checked_on: checked_on?,
        })
    }

    fn category(&mut self) -> Option<String> {
        let text = self.cell(Column::Category).to_owned();
        if text.is_empty() {
            self.problem(Column::Category, What::Missing);
            return None;
        }
        let found = self
            .reader
            .platform
            .categories()
            .find(|c| c.code == text || c.names().contains(&text))
            .map(|c| c.code.clone());
        self.take(Column::Category, found.ok_or(What::Category(text)))
    }

    /// The price with what the further columns add to it.
    fn price(&mut self) -> Option<(Price, String)> {
        let parsed = parse_price_in(self.cell(Column::Price), self.reader.headings.price_unit()).map_err(What::Price);
        let parsed = self.take(Column::Price, parsed);
        let fees = [Column::CallOutFee, Column::MinCharge, Column::Deposit].map(|column| {
            let amount = cells::amount(self.cell(column)).map_err(What::Cell);
            self.take(column, amount)
        });
        let surcharge = cells::surcharge(self.cell(Column::HolidaySurcharge));
        let [Some(call_out_fee), Some(min_charge), Some(deposit)] = fees else { return None };
        let parsed = parsed?;
        let mut notes: Vec<String> = parsed.note.into_iter().collect();
        if let Surcharge::Note(note) = &surcharge {
            notes.push(note.clone());
        }
        let terms = parsed.price.into_terms();
        let percent = match surcharge {
            Surcharge::Percent(percent) => Some(percent),
            _ => None,
        };
        let terms = PriceTerms {
            call_out_fee: call_out_fee.or(terms.call_out_fee),
            min_charge: min_charge.filter(|fee| fee.fen() > 0).or(terms.min_charge),
            deposit: deposit.or(terms.deposit),
            holiday_pct: percent.or(terms.holiday_pct),
            ..terms
        };
        let price = terms.check().map_err(What::Terms);
        let price = self.take(Column::Price, price)?;
        Some((price, notes.join("；")))
    }

    fn hours(&mut self) -> Option<Option<OpeningPlan>> {
        match parse_hours(self.cell(Column::Hours)) {
            Ok(hours) => {
                let plan = plan(&hours);
                self.take(Column::Hours, plan.map(Some).ok_or(What::Hours(HoursTextError::NeverOpen)))
            }
            Err(HoursTextError::Empty) => Some(None),
            Err(error) => {
                self.problem(Column::Hours, What::Hours(error));
                None
            }
        }
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

    fn worker(&mut self) -> Option<WorkerRow> {
        let org = self.line::<80>(Column::OrgName);
        let name = PersonName::parse(self.cell(Column::WorkerName)).map_err(|_| What::Name);
        let name = self.take(Column::WorkerName, name);
        let work_no = self.line::<30>(Column::WorkerNo);
        let since = cells::year(self.cell(Column::WorkingSince)).map_err(What::Cell);
        let since = self.take(Column::WorkingSince, since);
        let years = cells::count(self.cell(Column::YearsOfExperience), 70).map_err(What::Cell);
        let years = self.take(Column::YearsOfExperience, years);
        let mut credentials: Vec<CardCredential> = Vec::new();
        for (column, kind) in [
            (Column::HomeVisitPermitUntil, CredentialKind::HomeVisitPermit),
            (Column::HealthCertificateUntil, CredentialKind::Health),
            (Column::InsuranceUntil, CredentialKind::Insurance),
        ] {
            let until = cells::date(self.cell(column)).map_err(What::Cell);
            if let Some(expires_on) = self.take(column, until)?.map(Some) {
                credentials.push(CardCredential {
                    kind: kind.code().to_owned(),
                    title: String::new(),
                    issued_on: None,
                    expires_on,
                    checked_on: None,
                });
            }
        }
        if let Some(issued_on) = self.past_date(Column::BackgroundCheckedOn)?.map(Some) {
            let kind = CredentialKind::BackgroundCheck.code().to_owned();
            credentials.push(CardCredential {
                kind,
                title: String::new(),
                issued_on,
                expires_on: None,
                checked_on: None,
            });
        }
        for title in cells::list(self.cell(Column::Certificates)) {
            let kind = CredentialKind::SkillLevel.code().to_owned();
            credentials.push(CardCredential {
                kind,
                title: title.chars().take(60).collect(),
                issued_on: None,
                expires_on: None,
                checked_on: None,
            });
        }
        let since_year =
            since?.or_else(|| years.flatten().map(|years| chrono::Datelike::year(&self.reader.today) - years));
        let trades = cells::list(self.cell(Column::Trade));
        Some(WorkerRow { line: self.line, org: org?, name: name?, work_no: work_no?, trades, since_year, credentials })
    }
}

fn text_problem(error: TextError) -> What {
    match error {
        TextError::Empty => What::Missing,
        TextError::TooLong { max } => What::TooLong(max),
        TextError::Control => What::BadText,
    }
}

/// The sub-service whose longest keyword in the name is longest.
fn kind_of(platform: &PlatformData, category: &str, name: &str) -> Option<String> {
    let longest = |kind: &crate::tenancy::Category| {
        let words = kind.keywords.iter().chain(kind.names());
        words.filter(|word| name.contains(word.as_str())).map(|word| word.chars().count()).max()
    };
    let kinds = platform.kinds_of(category).filter_map(|kind| Some((longest(kind)?, kind)));
    kinds.max_by_key(|(length, _)| *length).map(|(_, kind)| kind.code.clone())
}

/// Opening hours from their text; the parser has checked that they are in order.
pub fn plan(hours: &HoursText) -> Option<OpeningPlan> {
    let mut spans = Vec::new();
    let days = [
        chrono::Weekday::Mon,
        chrono::Weekday::Tue,
        chrono::Weekday::Wed,
        chrono::Weekday::Thu,
        chrono::Weekday::Fri,
        chrono::Weekday::Sat,
        chrono::Weekday::Sun,
    ];
    for (day, times) in days.into_iter().zip(&hours.days) {
        for (opens, closes) in times {
            spans.push((day, Span::new(TimeOfDay::new(*opens)?, TimeOfDay::new(*closes)?).ok()?));
        }
    }
    let weekly = WeeklyHours::new(spans).ok()?;
    let rules = HolidayRules::default();
    let rules = if hours.holidays_closed { rules.with(DayKind::HolidayOff, Some(HolidayRule::Closed)) } else { rules };
    OpeningPlan::new(weekly, rules, Vec::new()).ok()
}
