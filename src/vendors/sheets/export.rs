//! What an organization keeps, as a sheet: the columns that the import understands, and one more that it passes over.

use chrono::NaiveDate;

use super::queries::{Company, Paper, WorkerLine};
use super::words;
use crate::directory::model::CredentialKind;
use crate::documents::table::{Table, guard, unguard};
use crate::import::headings::{Column, TableKind};
use crate::import::sheet::SheetTable;
use crate::tenancy::PlatformData;
use crate::vendors::prices::queries::DatedPrice;
use crate::vendors::services::queries::Service;
use crate::web::{Locale, Messages};

/// The columns of services, with their widths. Company profile, estates and the day of the check are not theirs to say.
const SERVICES: [(Column, u16); 17] = [
    (Column::OrgName, 22),
    (Column::Uscc, 22),
    (Column::Category, 14),
    (Column::Service, 20),
    (Column::Content, 44),
    (Column::Exclusions, 30),
    (Column::Duration, 12),
    (Column::Price, 24),
    (Column::CallOutFee, 10),
    (Column::MinCharge, 10),
    (Column::HolidaySurcharge, 14),
    (Column::Deposit, 10),
    (Column::Conditions, 30),
    (Column::Hours, 36),
    (Column::NeededCredentials, 26),
    (Column::Audience, 12),
    (Column::WorkerCount, 10),
];

/// The columns of workers, with their widths.
const WORKERS: [(Column, u16); 11] = [
    (Column::OrgName, 22),
    (Column::Uscc, 22),
    (Column::WorkerName, 12),
    (Column::WorkerNo, 14),
    (Column::Trade, 26),
    (Column::WorkingSince, 12),
    (Column::Certificates, 34),
    (Column::HealthCertificateUntil, 18),
    (Column::BackgroundCheckedOn, 18),
    (Column::HomeVisitPermitUntil, 24),
    (Column::InsuranceUntil, 18),
];

/// The messages of a sheet: its columns are Chinese words, and so are its remarks.
pub(super) fn sheet_messages() -> &'static Messages {
    Locale::ZhHans.messages()
}

/// What a sheet calls a column.
pub(super) fn heading(kind: TableKind, column: Column) -> &'static str {
    kind.sample_headings().find(|(found, _)| *found == column).map_or(column.code(), |(_, heading)| heading)
}

/// A service with what it costs.
pub(super) struct Offer<'a> {
    pub service: &'a Service,
    /// The price that holds.
    pub price: Option<&'a DatedPrice>,
    /// What the columns cannot say.
    pub remark: String,
}

/// The services of an organization.
pub(super) fn services(company: &Company, offers: &[Offer<'_>], platform: &PlatformData) -> Table {
    let t = &sheet_messages().sheets;
    let columns = SERVICES.iter().map(|(column, width)| (heading(TableKind::Services, *column), *width));
    let row = |offer: &Offer<'_>| {
        let cells = SERVICES.iter().map(|(column, _)| service_cell(*column, company, offer, platform));
        cells.chain([offer.remark.clone()]).collect()
    };
    Table {
        name: t.table_services,
        watermark: None,
        columns: columns.chain([(t.remark, 40)]).collect(),
        rows: offers.iter().map(row).collect(),
    }
}

fn service_cell(column: Column, company: &Company, offer: &Offer<'_>, platform: &PlatformData) -> String {
    let service = offer.service;
    let terms = offer.price.map(|dated| dated.price.clone().into_terms());
    match column {
        Column::OrgName => company.name.clone(),
        Column::Uscc => company.uscc.clone().unwrap_or_default(),
        Column::Category => category_name(&service.category, platform),
        Column::Service => service.name.clone(),
        Column::Content => service.included.clone(),
        Column::Exclusions => service.excluded.clone(),
        Column::Duration => words::duration_words(service.minutes_min, service.minutes_max),
        Column::Price => offer.price.map(|dated| words::price_cell(&dated.price, &dated.note).0).unwrap_or_default(),
        Column::CallOutFee => words::fee_words(terms.and_then(|terms| terms.call_out_fee)),
        Column::MinCharge => words::fee_words(terms.and_then(|terms| terms.min_charge)),
        Column::HolidaySurcharge => words::holiday_words(terms.and_then(|terms| terms.holiday_pct)),
        Column::Deposit => words::fee_words(terms.and_then(|terms| terms.deposit)),
        Column::Conditions => service.conditions.clone(),
        Column::Hours => service.hours.as_ref().and_then(words::hours_words).unwrap_or_default(),
        Column::NeededCredentials => words::credentials_words(&service.credentials),
        Column::Audience => words::suits_words(&service.suits),
        Column::WorkerCount => service.worker_count.to_string(),
        _ => String::new(),
    }
}

/// A category's name in a sheet.
pub(super) fn category_name(code: &str, platform: &PlatformData) -> String {
    platform.category(code).map_or(code, |category| category.name(Locale::ZhHans)).to_owned()
}

/// The workers of an organization.
pub(super) fn workers(company: &Company, lines: &[WorkerLine]) -> Table {
    let columns = WORKERS.iter().map(|(column, width)| (heading(TableKind::Workers, *column), *width)).collect();
    let row = |line: &WorkerLine| WORKERS.iter().map(|(column, _)| worker_cell(*column, company, line)).collect();
    Table {
        name: sheet_messages().sheets.table_workers,
        watermark: None,
        columns,
        rows: lines.iter().map(row).collect(),
    }
}

fn worker_cell(column: Column, company: &Company, line: &WorkerLine) -> String {
    let of = |kind: CredentialKind| line.papers.iter().filter(move |paper| paper.kind == kind);
    // Of several the one that holds longest is what counts.
    let until = |kind: CredentialKind| day(of(kind).filter_map(|paper| paper.expires_on).max());
    match column {
        Column::OrgName => company.name.clone(),
        Column::Uscc => company.uscc.clone().unwrap_or_default(),
        Column::WorkerName => line.name.clone(),
        Column::WorkerNo => line.work_no.clone(),
        Column::Trade => line.trades.join("、"),
        Column::WorkingSince => line.since_year.map(|year| year.to_string()).unwrap_or_default(),
        Column::Certificates => {
            let titles: Vec<&str> = of(CredentialKind::SkillLevel).map(Paper::called).collect();
            titles.join("、")
        }
        Column::HealthCertificateUntil => until(CredentialKind::Health),
        Column::BackgroundCheckedOn => {
            day(of(CredentialKind::BackgroundCheck).filter_map(|paper| paper.issued_on).max())
        }
        Column::HomeVisitPermitUntil => until(CredentialKind::HomeVisitPermit),
        Column::InsuranceUntil => until(CredentialKind::Insurance),
        _ => String::new(),
    }
}

impl Paper {
    /// What it is called.
    fn called(&self) -> &str {
        if self.title.is_empty() { words::credential_word(self.kind) } else { &self.title }
    }
}

fn day(date: Option<NaiveDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// The table as the import would find it in the file. An empty cell of a column may be filled in.
pub(super) fn as_read(table: &Table, column: Column, filling: &str) -> SheetTable {
    let at = table.columns.iter().position(|(name, _)| *name == heading(TableKind::Services, column));
    let cell = |(place, text): (usize, &String)| {
        if text.is_empty() && at == Some(place) {
            return filling.to_owned();
        }
        unguard(tidy(&guard(text))).to_owned()
    };
    let head: Vec<String> = table.columns.iter().map(|(heading, _)| (*heading).to_owned()).collect();
    let rows = table.rows.iter().map(|cells| cells.iter().enumerate().map(cell).collect());
    let rows = (1..).zip(std::iter::once(head).chain(rows)).collect();
    SheetTable { name: table.name.to_owned(), rows }
}

/// A cell without what reading a file takes from its ends.
fn tidy(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}
