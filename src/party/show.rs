//! The branches and what they do, for everybody.

use std::collections::HashMap;

use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::pages::{ActivityView, BranchView, PartyPage};
use super::queries::{self, Branch};
use super::urls;
use crate::access::Visitor;
use crate::db::{ActivityId, BranchId, TenantId, Tx};
use crate::error::{AppError, AppResult};
use crate::grids::{queries as grids, urls as grid_urls};
use crate::tenancy::Feature;
use crate::web::extract::Query;
use crate::web::form::chosen;
use crate::web::paging::{cut, one_more};
use crate::web::{Nav, Page, public, with_params};

/// Activities on one page.
const PAGE: usize = 20;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PartyQuery {
    #[serde(deserialize_with = "chosen")]
    branch: Option<BranchId>,
    before: Option<ActivityId>,
}

pub(super) async fn show(visitor: Visitor, headers: HeaderMap, Query(query): Query<PartyQuery>) -> AppResult<Response> {
    public::page(&visitor, &headers, || make(&visitor, query)).await
}

/// The grids that each branch stands behind, in words.
pub(super) async fn grids_of(
    tx: &mut impl Tx,
    tenant: TenantId,
    separator: &str,
) -> AppResult<HashMap<BranchId, String>> {
    let mut words: HashMap<BranchId, String> = HashMap::new();
    for grid in grids::grids(tx, tenant).await? {
        let Some(branch) = grid.branch else { continue };
        let line = words.entry(branch).or_default();
        if !line.is_empty() {
            line.push_str(separator);
        }
        line.push_str(&grid.code);
        line.push(' ');
        line.push_str(&grid.name);
    }
    Ok(words)
}

async fn make(visitor: &Visitor, query: PartyQuery) -> AppResult<PartyPage> {
    let (tenant, context) = (visitor.tenant()?, visitor.context());
    if !tenant.is_community() {
        return Err(AppError::NotFound);
    }
    let t = context.t();
    let mut tx = visitor.read().await?;
    let branches = queries::branches(&mut tx, tenant.id).await?;
    let chosen = match query.branch {
        Some(id) => Some(branches.iter().find(|branch| branch.id == id).ok_or(AppError::NotFound)?),
        None => None,
    };
    let after = match query.before {
        Some(id) => {
            let last = queries::activity(&mut tx, tenant.id, id).await?.ok_or(AppError::BadRequest)?;
            Some((last.held_on, last.id))
        }
        None => None,
    };
    let mut activities = queries::activities(&mut tx, tenant.id, query.branch, after, one_more(PAGE)).await?;
    let grids = grids_of(&mut tx, tenant.id, t.time.list_separator).await?;
    drop(tx);
    let base = chosen.map_or_else(|| urls::party(tenant), |branch| urls::party_of(tenant, branch.id));
    let older_url = cut(&mut activities, PAGE).map(|last| with_params(&base, &[("before", &last.id.to_string())]));
    let view = |branch: &Branch| BranchView {
        url: urls::party_of(tenant, branch.id),
        name: branch.name.clone(),
        secretary: branch.secretary.clone(),
        about: branch.about.clone(),
        grids: grids.get(&branch.id).cloned().unwrap_or_default(),
        is_chosen: query.branch == Some(branch.id),
    };
    let name_of = |id: BranchId| branches.iter().find(|branch| branch.id == id).map_or("", |branch| &branch.name);
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), t.party.title).at(Nav::Home);
    Ok(PartyPage {
        page: page.described(t.party.lead),
        committee: branches.iter().find(|branch| branch.is_committee).map(view),
        branches: branches.iter().filter(|branch| !branch.is_committee).map(view).collect(),
        chosen: chosen.map(|branch| branch.name.clone()),
        all_url: urls::party(tenant),
        activities: activities
            .iter()
            .map(|activity| ActivityView::new(activity, name_of(activity.branch), context))
            .collect(),
        older_url,
        care_url: tenant.has(Feature::Care).then(|| grid_urls::care(tenant)),
    })
}
