//! What the rows of one kind of sheet mean: implemented by the feature that keeps such things.

use std::future::Future;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::cells::is_blank;
use super::columns::{Column, Rows};
use super::found::{Fault, Found, Problem};
use super::queries;
use crate::db::{GrantId, ImportId, Scope, WriteTx};
use crate::error::AppResult;
use crate::secrets::Secrets;
use crate::state::AppState;
use crate::tenancy::Tenant;

/// Where and when a sheet is looked at.
#[derive(Clone)]
pub(crate) struct Here {
    pub state: AppState,
    pub tenant: Arc<Tenant>,
    pub now: DateTime<Utc>,
}

impl Here {
    /// Today in the community.
    pub fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.tenant.time_zone).date_naive()
    }

    /// The server's keys.
    pub fn secrets(&self) -> &Secrets {
        self.state.secrets()
    }
}

/// The rows below the headings, and what their columns mean.
pub(crate) struct Sheet {
    pub rows: Rows,
    pub columns: Vec<Option<Column>>,
}

impl Sheet {
    /// Reads the rows that say something, one by one; gives how many those are, and what is wrong with which.
    pub fn read(&self, mut one: impl FnMut(&Cells<'_>) -> Result<(), Fault>) -> (usize, Vec<Problem>) {
        let (mut count, mut problems) = (0, Vec::new());
        for (line, row) in &self.rows {
            if row.iter().all(|cell| is_blank(cell)) {
                continue;
            }
            count += 1;
            if let Err(fault) = one(&Cells { columns: &self.columns, row }) {
                problems.push(Problem { line: *line, fault });
            }
        }
        (count, problems)
    }

    /// The cells of each row that says something.
    pub fn cells(&self) -> impl Iterator<Item = Cells<'_>> {
        let columns = &self.columns;
        self.rows.iter().map(move |(_, row)| Cells { columns, row })
    }
}

/// The cells of a row by their meaning.
pub(crate) struct Cells<'a> {
    columns: &'a [Option<Column>],
    row: &'a [String],
}

impl<'a> Cells<'a> {
    /// What stands in a column; empty where it says nothing, or where there is no such column.
    pub fn get(&self, column: Column) -> &'a str {
        let place = self.columns.iter().position(|one| *one == Some(column));
        let cell = place.and_then(|place| self.row.get(place)).map_or("", String::as_str);
        if is_blank(cell) { "" } else { cell }
    }
}

/// What the rows of one kind of sheet mean.
pub(crate) trait Meaning: 'static {
    /// What is on file.
    type Known: Send + 'static;
    /// What a sheet would change.
    type Plan: Send + Sync + 'static;

    /// Reads what is on file beside a sheet. It changes nothing, and may enter people's scopes.
    fn known(tx: &mut WriteTx, here: &Here, sheet: &Sheet) -> impl Future<Output = AppResult<Self::Known>> + Send;

    /// Compares a sheet with what is on file.
    fn plan(known: &Self::Known, here: &Here, sheet: &Sheet) -> (Self::Plan, Found);

    /// Does what was planned.
    fn bring_in(
        tx: &mut WriteTx,
        bringing: &mut Bringing<'_>,
        plan: &Self::Plan,
    ) -> impl Future<Output = AppResult<()>> + Send;

    /// Takes out what a sheet brought, but for what somebody has used since; gives how much stays.
    fn take_out(
        tx: &mut WriteTx,
        here: &Here,
        import: ImportId,
        by: GrantId,
    ) -> impl Future<Output = AppResult<i64>> + Send;
}

/// A sheet on its way in.
pub(crate) struct Bringing<'a> {
    pub here: &'a Here,
    pub import: ImportId,
    /// The grant under which it was sent.
    pub by: Option<GrantId>,
    /// Whoever sent it.
    pub by_name: &'a str,
    pub(super) total: usize,
    pub(super) done: usize,
}

impl Bringing<'_> {
    /// Says that so much more is done, in a transaction of its own: others see it while the work itself is not to be seen
    /// yet.
    pub async fn advance(&mut self, by: usize) -> AppResult<()> {
        self.done += by;
        let count = |number| i32::try_from(number).unwrap_or(i32::MAX);
        let tenant = self.here.tenant.id;
        let mut tx = self.here.state.db().write(&Scope { tenant: Some(tenant), ..Scope::default() }).await?;
        queries::set_progress(&mut tx, tenant, self.import, (count(self.done), count(self.total))).await?;
        tx.commit().await
    }
}
