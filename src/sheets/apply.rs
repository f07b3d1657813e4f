//! Bringing a sheet in, as a whole: a task compares it once more and adds what is missing, in one transaction. Whoever sent
//! it is told how it ended.

use serde::{Deserialize, Serialize};

use super::columns::{Column, Rows};
use super::kind::Kind;
use super::meaning::{Bringing, Here, Meaning, Sheet};
use super::queries::{self, Import};
use crate::background::queue::{Task, TaskError};
use crate::db::{ImportId, Scope, TenantId, WriteTx};
use crate::error::AppResult;
use crate::grids::sheet::Posts;
use crate::household_workers::sheet::Workers;
use crate::inbox::{Audience, News, announce};
use crate::residents::sheet::Residents;
use crate::state::AppState;
use crate::talents::sheet::Talents;

/// Brings a sheet in.
#[derive(Debug, Serialize, Deserialize)]
pub struct ApplySheet {
    /// The community.
    pub tenant: TenantId,
    /// The sheet.
    pub import: ImportId,
}

impl Task for ApplySheet {
    const NAME: &'static str = "apply_sheet";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.tenant), ..Scope::default() }
    }

    async fn run(&self, state: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        let Some(tenant) = state.platform().by_id(self.tenant) else { return Ok(()) };
        let Some(mut import) = queries::one(tx, tenant.id, self.import).await? else { return Ok(()) };
        let Some(sealed) = import.content_sealed.take().filter(|_| import.state == "applying") else { return Ok(()) };
        let mut rows = open(state, import.id, &sealed).map_err(TaskError::Fail)?;
        // The headings stand on top.
        rows.drain(..rows.len().min(1));
        let columns = import.columns.iter().map(|code| Column::parse(code)).collect();
        let (here, sheet) = (Here { state: state.clone(), tenant, now: state.clock().now() }, Sheet { rows, columns });
        let is_in = match import.kind() {
            Kind::Residents => bring_in::<Residents>(&here, tx, &import, &sheet).await?,
            Kind::Posts => bring_in::<Posts>(&here, tx, &import, &sheet).await?,
            Kind::Workers => bring_in::<Workers>(&here, tx, &import, &sheet).await?,
            Kind::Talents => bring_in::<Talents>(&here, tx, &import, &sheet).await?,
        };
        let news = News::SheetEnded { tenant: here.tenant.id, import: import.id, name: import.file_name, is_in };
        announce(tx, Audience::Person(import.person), news, here.now).await?;
        Ok(())
    }
}

/// The rows of a kept sheet.
pub(super) fn open(state: &AppState, id: ImportId, sealed: &[u8]) -> anyhow::Result<Rows> {
    Ok(serde_json::from_str(&state.secrets().open(id.uuid(), sealed)?)?)
}

/// Brings a sheet in, or finds that it no longer goes in.
async fn bring_in<M: Meaning>(here: &Here, tx: &mut WriteTx, import: &Import, sheet: &Sheet) -> AppResult<bool> {
    let known = M::known(tx, here, sheet).await?;
    let (plan, found) = M::plan(&known, here, sheet);
    let kept = found.kept()?;
    if !found.problems.is_empty() {
        // Something on file has changed since: back to whoever sent it.
        queries::set_checked(tx, here.tenant.id, import.id, &import.columns, kept).await?;
        return Ok(false);
    }
    let mut bringing = Bringing {
        here,
        import: import.id,
        by: import.grant,
        by_name: &import.by_name,
        total: found.counts.total(),
        done: 0,
    };
    M::bring_in(tx, &mut bringing, &plan).await?;
    queries::set_applied(tx, here.tenant.id, import.id, kept, here.now).await?;
    Ok(true)
}
