//! What a sheet of post holders means: who holds which post from when on. They are appointed as on a grid's page, one by
//! one; a sheet hands nothing over.

mod apply;
mod plan;
mod queries;

use std::collections::{BTreeSet, HashMap};

use crate::accounts::queries as people;
use crate::db::{GrantId, ImportId, WriteTx};
use crate::error::AppResult;
use crate::grids::queries as grids;
use crate::sheets::cells;
use crate::sheets::found::Found;
use crate::sheets::meaning::{Bringing, Here, Meaning, Sheet};

/// Who holds which post.
pub(crate) struct Posts;

impl Meaning for Posts {
    type Known = plan::Known;
    type Plan = plan::Plan;

    async fn known(tx: &mut WriteTx, here: &Here, sheet: &Sheet) -> AppResult<Self::Known> {
        let (tenant, today) = (here.tenant.id, here.today());
        // What is vacant now must still be so when the posts are given.
        grids::lock_all(tx, tenant).await?;
        let numbers: BTreeSet<String> = sheet
            .cells()
            .filter_map(|cells| cells::number(&cells).ok().flatten())
            .map(|phone| phone.as_str().to_owned())
            .collect();
        let mut names = HashMap::new();
        for number in numbers {
            let Some(person) = people::person_by_phone(tx, &here.secrets().phone_hash(&number)).await? else {
                continue;
            };
            tx.enter_person(person).await?;
            if let Some(called) = people::called(tx, person).await? {
                names.insert(number, called.name);
            }
        }
        Ok(plan::Known {
            grids: grids::grids(tx, tenant).await?.into_iter().map(|grid| (grid.code, grid.id)).collect(),
            buildings: grids::buildings(tx, tenant, today).await?,
            posts: grids::posts(tx, tenant, today).await?,
            names,
        })
    }

    fn plan(known: &Self::Known, here: &Here, sheet: &Sheet) -> (Self::Plan, Found) {
        plan::plan(known, here.today(), sheet)
    }

    async fn bring_in(tx: &mut WriteTx, bringing: &mut Bringing<'_>, plan: &Self::Plan) -> AppResult<()> {
        apply::bring_in(tx, bringing, plan).await
    }

    async fn take_out(tx: &mut WriteTx, here: &Here, import: ImportId, by: GrantId) -> AppResult<i64> {
        apply::take_out(tx, here, import, by).await
    }
}
