//! The two nets of a grid on one page: the party branch that stands behind it (党建网), and the companies that serve it with
//! what residents wait for (服务网).

use super::model::PostKind;
use super::pages::{NetView, OpenView, ServingView};
use super::queries::{self, Building, Grid};
use crate::access::{Capability, Staff};
use crate::db::{EstateId, Tx};
use crate::directory;
use crate::error::AppResult;
use crate::party;
use crate::web::text;

/// As many of the branch's activities as a grid's page shows.
const ACTIVITIES: i64 = 3;

/// Reads both nets of a grid.
pub(super) async fn of(tx: &mut impl Tx, staff: &Staff, grid: &Grid, inside: &[&Building]) -> AppResult<NetView> {
    let (tenant, context, now) = (staff.tenant()?, staff.context(), staff.now());
    let t = context.t();
    let branch = match grid.branch {
        Some(id) => party::queries::branch(tx, tenant.id, id).await?,
        None => None,
    };
    let activities = match &branch {
        Some(branch) => party::queries::activities(tx, tenant.id, Some(branch.id), None, ACTIVITIES).await?,
        None => Vec::new(),
    };
    let mut estates: Vec<EstateId> = inside.iter().map(|building| building.estate).collect();
    estates.sort_unstable();
    estates.dedup();
    let serving = directory::queries::vendors_in(tx, tenant.id, &estates).await?;
    let places: Vec<_> = std::iter::once(grid.id.uuid()).chain(inside.iter().map(|b| b.id.uuid())).collect();
    let open = queries::open_in(tx, tenant.id, &places).await?;
    let waiting = i64::try_from(open.len()).unwrap_or(i64::MAX);
    // From above one sees how much waits, and not where.
    let open = open.into_iter().filter(|_| staff.may(Capability::Residents)).map(|ask| OpenView {
        from: ask.from,
        to: PostKind::parse(&ask.role).map_or_else(String::new, |kind| t.grids.asked_whom(&ask.holder, kind.label(t))),
        when: text::moment(context.locale, ask.created_at, now, tenant.time_zone),
    });
    Ok(NetView {
        branch_url: branch.as_ref().map(|branch| party::urls::party_of(tenant, branch.id)),
        secretary: branch.map(|branch| branch.secretary).unwrap_or_default(),
        activities: activities
            .into_iter()
            .map(|activity| (text::date(context.locale, activity.held_on), activity.title))
            .collect(),
        serving: serving
            .into_iter()
            .map(|(id, name, offers)| ServingView {
                url: directory::urls::vendor(tenant, id),
                name,
                offers: t.grids.offers(offers),
            })
            .collect(),
        waiting: (waiting > 0).then(|| t.grids.open_work(waiting)),
        open: open.collect(),
    })
}
