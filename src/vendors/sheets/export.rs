//! What an organization keeps, as a sheet: the columns that the import understands, and one more that it passes over.

use chrono::NaiveDate;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::queries::{Company, Paper, WorkerLine};
use super::words::{self, guard, unguard};
use crate::directory::model::CredentialKind;
use crate::error::AppResult;
use crate::import::headings::{Column, TableKind};
use crate::import::sheet::SheetTable;
use crate::tenancy::PlatformData;
use crate::vendors::prices::queries::DatedPrice;
use crate::vendors::services::queries::Service;
use crate::web::{Locale, Messages};

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileForm {
    /// A workbook.
    Xlsx,
    /// Comma-separated text.
    Csv,
}

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

/// A table before it is a file. Every cell is text: what looks like a number stays as it is written.
pub(super) struct Grid {
    name: &'static str,
    columns: Vec<(&'static str, u16)>,
    rows: Vec<Vec<String>>,
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
pub(super) fn services(company: &Company, offers: &[Offer<'_>], platform: &PlatformData) -> Grid {
    let t = &sheet_messages().sheets;
    let columns = SERVICES.iter().map(|(column, width)| (heading(TableKind::Services, *column), *width));
    let row = |offer: &Offer<'_>| {
        let cells = SERVICES.iter().map(|(column, _)| service_cell(*column, company, offer, platform));
        cells.chain([offer.remark.clone()]).collect()
    };
    Grid {
        name: t.table_services,
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
pub(super) fn workers(company: &Company, lines: &[WorkerLine]) -> Grid {
    let columns = WORKERS.iter().map(|(column, width)| (heading(TableKind::Workers, *column), *width)).collect();
    let row = |line: &WorkerLine| WORKERS.iter().map(|(column, _)| worker_cell(*column, company, line)).collect();
    Grid { name: sheet_messages().sheets.table_workers, columns, rows: lines.iter().map(row).collect() }
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

impl Grid {
    /// The table as a file.
    pub(super) fn file(&self, form: FileForm) -> AppResult<Vec<u8>> {
        Ok(match form {
            FileForm::Xlsx => self.xlsx().map_err(anyhow::Error::from)?,
            FileForm::Csv => self.csv().map_err(anyhow::Error::from)?,
        })
    }

    fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        // The format of text, so that what is typed into a cell stays as typed, too.
        let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
        let head = Format::new()
            .set_num_format("@")
            .set_bold()
            .set_background_color(Color::RGB(0x00F3_EAD8))
            .set_border_bottom(FormatBorder::Thin);
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name(self.name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, (heading, width)) in (0_u16..).zip(&self.columns) {
            sheet.set_column_width(column, *width)?;
            sheet.set_column_format(column, &text)?;
            sheet.write_string_with_format(0, column, *heading, &head)?;
        }
        for (row, cells) in (1_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string_with_format(row, column, guard(cell), &text)?;
            }
        }
        book.save_to_buffer()
    }

    /// With the mark by which spreadsheet programs know UTF-8.
    fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut bytes = "\u{feff}".as_bytes().to_vec();
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
        writer.write_record(self.columns.iter().map(|(heading, _)| *heading))?;
        for cells in &self.rows {
            writer.write_record(cells.iter().map(|cell| guard(cell).into_owned()))?;
        }
        writer.flush()?;
        drop(writer);
        Ok(bytes)
    }

    /// The table as the import would find it in the file. An empty cell of a column may be filled in.
    pub(super) fn as_read(&self, column: Column, filling: &str) -> SheetTable {
        let at = self.columns.iter().position(|(name, _)| *name == heading(TableKind::Services, column));
        let cell = |(place, text): (usize, &String)| {
            if text.is_empty() && at == Some(place) {
                return filling.to_owned();
            }
            unguard(tidy(&guard(text))).to_owned()
        };
        let head: Vec<String> = self.columns.iter().map(|(heading, _)| (*heading).to_owned()).collect();
        let rows = self.rows.iter().map(|cells| cells.iter().enumerate().map(cell).collect());
        let rows = (1..).zip(std::iter::once(head).chain(rows)).collect();
        SheetTable { name: self.name.to_owned(), rows }
    }
}

/// A cell without what reading a file takes from its ends.
fn tidy(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}
