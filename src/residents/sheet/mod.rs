//! What a sheet of estates, buildings, households and residents means.

mod apply;
mod cells;
mod plan;
mod queries;

use crate::db::{GrantId, ImportId, WriteTx};
use crate::error::AppResult;
use crate::sheets::found::Found;
use crate::sheets::meaning::{Bringing, Here, Meaning, Sheet};

/// Records that one statement takes out.
const CHUNK: i64 = 2_000;

/// Estates, buildings, households and residents.
pub(crate) struct Residents;

impl Meaning for Residents {
    type Known = plan::Known;
    type Plan = plan::Plan;

    async fn known(tx: &mut WriteTx, here: &Here, _: &Sheet) -> AppResult<Self::Known> {
        queries::known(tx, here.tenant.id).await
    }

    fn plan(known: &Self::Known, here: &Here, sheet: &Sheet) -> (Self::Plan, Found) {
        plan::plan(known, here.secrets(), here.today(), sheet)
    }

    async fn bring_in(tx: &mut WriteTx, bringing: &mut Bringing<'_>, plan: &Self::Plan) -> AppResult<()> {
        apply::bring_in(tx, bringing, plan).await
    }

    async fn take_out(tx: &mut WriteTx, here: &Here, import: ImportId, _: GrantId) -> AppResult<i64> {
        let tenant = here.tenant.id;
        while queries::take_out_residents(tx, tenant, import, CHUNK).await? > 0 {}
        while queries::take_out_households(tx, tenant, import, CHUNK).await? > 0 {}
        queries::take_out_places(tx, tenant, import).await?;
        queries::left(tx, tenant, import).await
    }
}
