//! Rows of workers.

use super::Row;
use crate::directory::model::CredentialKind;
use crate::directory::queries::CardCredential;
use crate::import::cells;
use crate::import::headings::Column;
use crate::import::problems::What;
use crate::values::PersonName;

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

impl Row<'_, '_> {
    /// The row as a worker.
    pub(super) fn worker(&mut self) -> Option<WorkerRow> {
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
