//! What an uploaded sheet would change: pure, so that it can be shown before it is done, and made again when it is done.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::diff::{self, Current, Values, Wanted};
use super::export::{self, Offer, heading, sheet_messages};
use super::held::Held;
use super::queries::Company;
use crate::calendar::OpeningPlan;
use crate::db::ServiceId;
use crate::directory::price::Price;
use crate::documents::table::unguard;
use crate::import::headings::{Column, Headings, HeadingsError, TableKind};
use crate::import::problems::{Problem, What};
use crate::import::rows::{self, Rows, ServiceRow, Table};
use crate::import::sheet::SheetTable;
use crate::tenancy::PlatformData;
use crate::values::fold;
use crate::vendors::prices::is_rise;
use crate::vendors::prices::queries::DatedPrice;
use crate::vendors::services::queries::Service;
use crate::web::Messages;

/// The most services in a sheet: what is applied is one transaction.
pub(super) const MOST_ROWS: usize = 1000;
/// The most lines with those above and beside the services.
const MOST_LINES: usize = 2 * MOST_ROWS;

/// The days that matter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    pub today: NaiveDate,
    /// The day on which the sheet's prices begin.
    pub from: NaiveDate,
    /// The first day on which a dearer price may hold in every community that the organization serves.
    pub rises_from: NaiveDate,
}

/// A service that is not there yet.
#[derive(Debug)]
pub(super) struct Added {
    pub values: Values,
    pub hours: Option<OpeningPlan>,
    pub price: Price,
    pub note: String,
}

/// A service that changes.
#[derive(Debug)]
pub(super) struct Change {
    pub service: ServiceId,
    pub name: String,
    pub revision: i32,
    pub wanted: Wanted,
}

/// What a sheet would do. Where there are problems, nothing.
#[derive(Debug, Default)]
pub(super) struct SheetPlan {
    pub added: Vec<Added>,
    pub changed: Vec<Change>,
    /// How many services are in the sheet as they are.
    pub same: usize,
    /// Headings that mean nothing here.
    pub ignored: Vec<String>,
    pub problems: Vec<Trouble>,
}

impl SheetPlan {
    /// Whether there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty()
    }
}

/// What is wrong with a sheet.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Something that the import does not understand.
    Import(Problem),
    /// A row that is not for this organization, or not now.
    Row { table: String, line: u32, column: Column, fault: Fault },
    /// A table of workers.
    Workers { table: String },
    /// No row at all.
    NoRows,
    /// More than [`MOST_ROWS`].
    TooMany,
}

/// Why a row cannot be taken over.
#[derive(Debug)]
pub(super) enum Fault {
    OtherCompany(String),
    OtherCode,
    Retired,
    /// Dearer, and not announced for long enough; the first day on which it may hold.
    Rise(NaiveDate),
}

impl Trouble {
    /// In one line for people.
    pub(super) fn text(&self, t: &Messages) -> String {
        match self {
            Self::Import(problem) => problem.text(t),
            Self::Row { table, line, column, fault } => {
                let what = match fault {
                    Fault::OtherCompany(name) => t.sheets.other_company(name),
                    Fault::OtherCode => t.sheets.other_code.to_owned(),
                    Fault::Retired => t.sheets.retired.to_owned(),
                    Fault::Rise(first) => t.sheets.rise(first),
                };
                t.import.at_cell(table, line, heading(TableKind::Services, *column), what)
            }
            Self::Workers { table } => t.import.at_table(table, t.sheets.workers_table),
            Self::NoRows => t.sheets.no_rows.to_owned(),
            Self::TooMany => t.sheets.too_many(MOST_ROWS),
        }
    }
}

/// Compares the tables of a sheet with what the organization keeps.
pub(super) fn plan(held: &Held, tables: Vec<SheetTable>, platform: &PlatformData, days: Days) -> SheetPlan {
    let mut plan = SheetPlan::default();
    // Before anything is read of them: whoever sends a hundred thousand lines waits for a short answer.
    if tables.iter().map(|table| table.rows.len()).sum::<usize>() > MOST_LINES {
        plan.problems.push(Trouble::TooMany);
        return plan;
    }
    let mut found: Vec<(String, Headings, Vec<ServiceRow>)> = Vec::new();
    for mut table in tables {
        prepare(&mut table, &held.company.name);
        match services(&table, platform, days.today) {
            Ok((headings, rows, ignored)) => {
                plan.ignored.extend(ignored);
                found.push((table.name, headings, rows));
            }
            Err(problems) => plan.problems.extend(problems),
        }
    }
    let count: usize = found.iter().map(|(_, _, rows)| rows.len()).sum();
    match count {
        0 if plan.problems.is_empty() => plan.problems.push(Trouble::NoRows),
        count if count > MOST_ROWS => plan.problems.push(Trouble::TooMany),
        _ => refuse(held, &found, &mut plan.problems),
    }
    if plan.problems.is_empty() {
        let compared = Compared::new(held, &found, platform, days);
        for (table, headings, rows) in &found {
            for row in rows {
                compared.take(row, headings, &mut plan);
                let dearer = plan.changed.last().filter(|change| change.name == row.name);
                if dearer.is_some_and(|change| compared.is_early_rise(change)) {
                    let fault = Fault::Rise(days.rises_from);
                    let (line, column) = (row.line, Column::Price);
                    plan.problems.push(Trouble::Row { table: table.clone(), line, column, fault });
                }
            }
        }
    }
    plan
}

/// Takes the apostrophes of our own files away, and fills in the company where nobody wrote it.
pub(super) fn prepare(table: &mut SheetTable, company: &str) {
    for cell in table.rows.iter_mut().flat_map(|(_, cells)| cells) {
        if unguard(cell).len() < cell.len() {
            *cell = unguard(cell).to_owned();
        }
    }
    let (row, index) = match Headings::find(table) {
        Ok(Headings { kind: TableKind::Services, row, columns, .. }) => {
            let Some(found) = columns.iter().find(|found| found.column == Column::OrgName) else { return };
            (row, found.index)
        }
        Err(HeadingsError::Missing { kind: TableKind::Services, line, columns })
            if columns.as_slice() == [Column::OrgName] =>
        {
            let Some(row) = table.rows.iter().position(|(number, _)| *number == line) else { return };
            (row, table.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0))
        }
        _ => return,
    };
    for (at, (_, cells)) in table.rows.iter_mut().enumerate().skip(row) {
        if cells.len() <= index {
            cells.resize(index + 1, String::new());
        }
        let filling = if at == row { heading(TableKind::Services, Column::OrgName) } else { company };
        if let Some(cell) = cells.get_mut(index).filter(|cell| cell.is_empty()) {
            filling.clone_into(cell);
        }
    }
}

type Found = (Headings, Vec<ServiceRow>, Vec<String>);

/// The services of a table, with the headings that mean nothing here.
fn services(table: &SheetTable, platform: &PlatformData, today: NaiveDate) -> Result<Found, Vec<Trouble>> {
    let headings = Headings::find(table).ok();
    let is_of_workers = headings.as_ref().is_some_and(|headings| headings.kind == TableKind::Workers);
    let (Some(headings), false) = (headings, is_of_workers) else {
        if is_of_workers {
            return Err(vec![Trouble::Workers { table: table.name.clone() }]);
        }
        // Read all the same: the import says what it misses.
        return Err(rows::read(table, platform, today).err().into_iter().flatten().map(Trouble::Import).collect());
    };
    match rows::read(table, platform, today) {
        Ok(Table { rows: Rows::Services(rows), ignored }) => {
            let remark = sheet_messages().sheets.remark;
            Ok((headings, rows, ignored.into_iter().filter(|heading| heading != remark).collect()))
        }
        Ok(Table { rows: Rows::Workers(_), .. }) => Err(vec![Trouble::Workers { table: table.name.clone() }]),
        Err(problems) => Err(problems.into_iter().map(Trouble::Import).collect()),
    }
}

/// Notes the rows of other companies, of services that are not offered, and those that stand in two tables.
fn refuse(held: &Held, found: &[(String, Headings, Vec<ServiceRow>)], problems: &mut Vec<Trouble>) {
    let retired: HashSet<&str> =
        held.services.iter().filter(|service| !service.is_active).map(|service| service.name.as_str()).collect();
    let mut seen: HashMap<&str, u32> = HashMap::new();
    for (table, row) in found.iter().flat_map(|(table, _, rows)| rows.iter().map(move |row| (table, row))) {
        let mut note = |column, fault| {
            problems.push(Trouble::Row { table: table.clone(), line: row.line, column, fault });
        };
        if !is_same_name(&row.org.name, &held.company.name) {
            note(Column::OrgName, Fault::OtherCompany(row.org.name.clone()));
        } else if is_other_code(row, &held.company) {
            note(Column::Uscc, Fault::OtherCode);
        }
        if retired.contains(row.name.as_str()) {
            note(Column::Service, Fault::Retired);
        }
        if let Some(first) = seen.insert(&row.name, row.line) {
            let what = What::Twice(first);
            let problem = Problem { table: table.clone(), line: Some(row.line), column: None, what };
            problems.push(Trouble::Import(problem));
        }
    }
}

/// Whether two names differ in blanks and the width of characters only.
fn is_same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| -> String { name.chars().map(fold::ascii).filter(|c| !c.is_whitespace()).collect() };
    plain(one) == plain(other)
}

fn is_other_code(row: &ServiceRow, company: &Company) -> bool {
    row.org.uscc.as_ref().zip(company.uscc.as_deref()).is_some_and(|(said, ours)| said.as_str() != ours)
}

/// What rows are compared with.
struct Compared<'a> {
    held: &'a Held,
    platform: &'a PlatformData,
    days: Days,
    by_name: HashMap<&'a str, &'a Service>,
    /// What a sheet with today's prices says, and one with those of the day.
    images: [HashMap<ServiceId, ServiceRow>; 2],
}

impl<'a> Compared<'a> {
    fn new(
        held: &'a Held,
        found: &[(String, Headings, Vec<ServiceRow>)],
        platform: &'a PlatformData,
        days: Days,
    ) -> Self {
        let named: HashSet<&str> = found.iter().flat_map(|(_, _, rows)| rows).map(|row| row.name.as_str()).collect();
        let wanted: Vec<&Service> =
            held.services.iter().filter(|service| named.contains(service.name.as_str())).collect();
        let today = images(held, &wanted, platform, days.today, days.today);
        let id_on = |service: &Service, day| held.price_on(service.id, day).map(|price| price.id);
        let is_the_same = wanted.iter().all(|service| id_on(service, days.today) == id_on(service, days.from));
        let from = if is_the_same { today.clone() } else { images(held, &wanted, platform, days.today, days.from) };
        let by_name = wanted.into_iter().map(|service| (service.name.as_str(), service)).collect();
        Self { held, platform, days, by_name, images: [today, from] }
    }

    fn take(&self, row: &ServiceRow, headings: &Headings, plan: &mut SheetPlan) {
        let Some(service) = self.by_name.get(row.name.as_str()).copied() else {
            plan.added.push(Added {
                values: Values::of_row(row),
                hours: row.hours.clone(),
                price: row.price.clone(),
                note: row.price_note.clone(),
            });
            return;
        };
        let on = |day| self.held.price_on(service.id, day);
        let images = [self.days.today, self.days.from].into_iter().zip(&self.images);
        let priced = images.filter(|(day, _)| on(*day).is_some()).filter_map(|(_, images)| images.get(&service.id));
        let current = Current {
            service,
            image: self.images[0].get(&service.id),
            price: on(self.days.from),
            price_images: priced.collect(),
        };
        let mut wanted = diff::compare(row, headings, &current, self.platform);
        if wanted.is_empty() {
            plan.same += 1;
            return;
        }
        let own = self.held.own_from(service.id, self.days.from).into_iter().map(|price| self.of_community(price));
        diff::consequences(&mut wanted, own.collect(), self.held.planned_after(service.id, self.days.from));
        plan.changed.push(Change {
            service: service.id,
            name: service.name.clone(),
            revision: service.revision,
            wanted,
        });
    }

    /// Whether a change makes a service dearer somewhere before that may be.
    fn is_early_rise(&self, change: &Change) -> bool {
        let Some((price, _)) = change.wanted.price.as_ref().filter(|_| self.days.from < self.days.rises_from) else {
            return false;
        };
        let mut held = self.held.prices.iter().filter(|held| held.service == change.service);
        held.any(|held| held.holds_on(self.days.from) && is_rise(&held.price, price))
    }

    /// A community's own price with the community's name.
    fn of_community<'p>(&self, price: &'p DatedPrice) -> (String, &'p DatedPrice) {
        let tenant = price.tenant.and_then(|id| self.platform.by_id(id));
        (tenant.map(|tenant| tenant.name.clone()).unwrap_or_default(), price)
    }
}

/// The rows that a sheet with the prices of a day has of these services, read as the import reads them.
fn images(
    held: &Held,
    services: &[&Service],
    platform: &PlatformData,
    today: NaiveDate,
    day: NaiveDate,
) -> HashMap<ServiceId, ServiceRow> {
    // Whose sheet it is makes no difference here.
    let company = Company { name: sheet_messages().sheets.table_services.to_owned(), uscc: None };
    let mut left = services.to_vec();
    // What the import would not understand is left out, and the rest read again.
    for _ in 0..2 {
        let offers: Vec<Offer<'_>> = left
            .iter()
            .copied()
            .map(|service| Offer { service, price: held.price_on(service.id, day), remark: String::new() })
            .collect();
        // A service may have no price yet; a row may not, so it gets one that is not looked at.
        let table = export::as_read(&export::services(&company, &offers, platform), Column::Price, "面议");
        match rows::read(&table, platform, today) {
            Ok(Table { rows: Rows::Services(rows), .. }) => {
                return left.iter().map(|service| service.id).zip(rows).collect();
            }
            Ok(_) => break,
            Err(problems) => {
                let bad: HashSet<u32> = problems.iter().filter_map(|problem| problem.line).collect();
                // The first service stands below the headings.
                let lines: HashMap<ServiceId, u32> = left.iter().map(|service| service.id).zip(2..).collect();
                left.retain(|service| lines.get(&service.id).is_some_and(|line| !bad.contains(line)));
            }
        }
    }
    HashMap::new()
}
