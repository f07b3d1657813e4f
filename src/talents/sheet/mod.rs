//! What a sheet of able residents means: each row is somebody who is on file as a resident and has agreed on paper.

mod apply;
mod plan;
mod queries;

use chrono::Datelike;

pub(super) use queries::forget_before;

use crate::db::{GrantId, ImportId, WriteTx};
use crate::error::AppResult;
use crate::sheets::found::Found;
use crate::sheets::meaning::{Bringing, Here, Meaning, Sheet};

/// Able residents.
pub(crate) struct Talents;

impl Meaning for Talents {
    type Known = plan::Known;
    type Plan = plan::Plan;

    async fn known(tx: &mut WriteTx, here: &Here, sheet: &Sheet) -> AppResult<Self::Known> {
        queries::on_file(tx, here.tenant.id, &plan::uses(sheet)).await
    }

    fn plan(known: &Self::Known, here: &Here, sheet: &Sheet) -> (Self::Plan, Found) {
        plan::plan(known, here.secrets(), here.today().year(), sheet)
    }

    async fn bring_in(tx: &mut WriteTx, bringing: &mut Bringing<'_>, plan: &Self::Plan) -> AppResult<()> {
        apply::bring_in(tx, bringing, plan).await
    }

    async fn take_out(tx: &mut WriteTx, here: &Here, import: ImportId, _: GrantId) -> AppResult<i64> {
        apply::take_out(tx, here, import).await?;
        queries::left(tx, here.tenant.id, import).await
    }
}
