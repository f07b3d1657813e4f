//! What a sheet of household workers means. Whoever has several certificates stands in several rows.

mod apply;
mod plan;
mod queries;

use crate::admissions::queries as admissions;
use crate::db::{GrantId, ImportId, WriteTx};
use crate::directory::queries::estates;
use crate::error::AppResult;
use crate::sheets::found::Found;
use crate::sheets::meaning::{Bringing, Here, Meaning, Sheet};

/// Household workers.
pub(crate) struct Workers;

impl Meaning for Workers {
    type Known = plan::Known;
    type Plan = plan::Plan;

    async fn known(tx: &mut WriteTx, here: &Here, _: &Sheet) -> AppResult<Self::Known> {
        let tenant = here.tenant.id;
        let (numbers, names) = queries::on_file(tx, tenant).await?;
        let orgs = admissions::serving(tx, tenant).await?;
        let estates = estates(tx, tenant).await?;
        Ok(plan::Known {
            numbers,
            names,
            orgs: orgs.into_iter().map(|(id, name)| (plan::tight(&name), id)).collect(),
            estates: estates.into_iter().map(|estate| (plan::tight(&estate.name), estate.id)).collect(),
        })
    }

    fn plan(known: &Self::Known, here: &Here, sheet: &Sheet) -> (Self::Plan, Found) {
        plan::plan(known, here.secrets(), here.today(), sheet)
    }

    async fn bring_in(tx: &mut WriteTx, bringing: &mut Bringing<'_>, plan: &Self::Plan) -> AppResult<()> {
        apply::bring_in(tx, bringing, plan).await
    }

    async fn take_out(tx: &mut WriteTx, here: &Here, import: ImportId, _: GrantId) -> AppResult<i64> {
        queries::take_out(tx, here.tenant.id, import).await?;
        queries::left(tx, here.tenant.id, import).await
    }
}
