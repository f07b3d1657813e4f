//! The board: every grid with its households, its posts and what is vacant; and the plan.

use std::collections::HashMap;

use axum::response::Response;
use uuid::Uuid;

use super::forms::GridForm;
use super::model::{PostKind, Standing, standing};
use super::pages::{BoardPage, GridCard, PostLine};
use super::queries::{self, Building, Post};
use super::{plan, urls};
use crate::access::{Capability, Staff};
use crate::db::{BranchId, GridId, TenantId, Tx};
use crate::error::{AppError, AppResult};
use crate::party;
use crate::party::queries::Branch;
use crate::staff;
use crate::ui::SelectOption;
use crate::web::extract::Form;
use crate::web::form::Errors;
use crate::web::{Flash, Messages, Page, flashed, form_status, redirect};

pub(super) async fn show(staff: Staff) -> AppResult<Response> {
    show_board(&staff, GridForm::default(), Errors::default()).await
}

async fn show_board(staff: &Staff, form: GridForm, errors: Errors) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let today = staff.today()?;
    let mut tx = staff.read().await?;
    let grids = queries::grids(&mut tx, tenant.id).await?;
    let buildings = queries::buildings(&mut tx, tenant.id, today).await?;
    let posts = queries::posts(&mut tx, tenant.id, today).await?;
    let branches = party::queries::branches(&mut tx, tenant.id).await?;
    let open: HashMap<_, _> = queries::open_by_place(&mut tx, tenant.id).await?.into_iter().collect();
    drop(tx);
    let t = staff.context().t();
    let stands = |post: &Post| {
        let leaves: Vec<_> =
            posts.iter().filter(|other| other.stands_in_for == Some(post.id)).map(|o| (o.from, o.to)).collect();
        standing((post.from, post.to), &leaves, today)
    };
    let held = |kind: PostKind, place: Uuid| {
        posts.iter().filter(move |post| post.kind == kind && post.place == place && stands(post) == Standing::Now)
    };
    let cards = grids
        .iter()
        .map(|grid| {
            let inside: Vec<&Building> = buildings.iter().filter(|b| b.grid == Some(grid.id)).collect();
            let of_grid = PostKind::OF_GRID.into_iter().map(|kind| {
                let names: Vec<&str> = held(kind, grid.id.uuid()).map(|post| post.holder.as_str()).collect();
                PostLine { label: kind.label(t), names: names.join(t.time.list_separator), vacant: Vec::new() }
                    .vacant_if_nobody(t.grids.vacant)
            });
            let leaders = |b: &Building| held(PostKind::BuildingLeader, b.id.uuid()).count();
            let vacant: Vec<String> = inside.iter().filter(|b| leaders(b) == 0).map(|b| b.name.clone()).collect();
            let count: usize = inside.iter().map(|b| leaders(b)).sum();
            let of_buildings = PostLine {
                label: PostKind::BuildingLeader.label(t),
                names: if count > 0 { t.grids.people(count) } else { String::new() },
                vacant: vacant.iter().map(|name| t.grids.vacant_in(name)).collect(),
            };
            let places: Vec<Uuid> = std::iter::once(grid.id.uuid()).chain(inside.iter().map(|b| b.id.uuid())).collect();
            let waiting: i64 = places.iter().filter_map(|place| open.get(place)).sum();
            GridCard {
                url: urls::grid(tenant, grid.id),
                code: grid.code.clone(),
                name: grid.name.clone(),
                party_branch: grid.party_branch.clone(),
                buildings: summary(&inside, t),
                households: inside.iter().map(|b| b.households).sum(),
                posts: of_grid.chain(std::iter::once(of_buildings)).collect(),
                open: waiting,
            }
        })
        .collect();
    let template = BoardPage {
        page: Page::of_console(staff, t.grids.board),
        console_url: staff::urls::console(tenant),
        estates_url: urls::estates(tenant),
        plan: plan::draw(tenant, &grids, &buildings),
        homeless: buildings.iter().filter(|b| b.grid.is_none()).count(),
        cards,
        action: urls::grids(tenant),
        key: form.key.unwrap_or_else(GridId::generate).to_string(),
        may_change: staff.may(Capability::GridPosts),
        branches: branch_options(&branches, t),
        branch: form.branch.map_or_else(String::new, |id| id.to_string()),
        form,
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, false), &template)
}

/// The branches that may stand behind a grid.
pub(super) fn branch_options(branches: &[Branch], t: &Messages) -> Vec<SelectOption> {
    let none = SelectOption::new("", t.grids.no_branch);
    std::iter::once(none).chain(branches.iter().map(|b| SelectOption::new(b.id.to_string(), &*b.name))).collect()
}

/// A branch that was chosen. One that is gone meanwhile is as good as none.
pub(super) async fn known_branch(
    tx: &mut impl Tx,
    tenant: TenantId,
    chosen: Option<BranchId>,
) -> AppResult<Option<BranchId>> {
    let Some(id) = chosen else { return Ok(None) };
    Ok(party::queries::branch(tx, tenant, id).await?.map(|branch| branch.id))
}

/// Buildings in words: estate by estate.
pub(super) fn summary(buildings: &[&Building], t: &Messages) -> String {
    let mut parts: Vec<(String, Vec<&str>)> = Vec::new();
    for building in buildings {
        match parts.last_mut() {
            Some((estate, names)) if *estate == building.estate_name => names.push(&building.name),
            _ => parts.push((building.estate_name.clone(), vec![&building.name])),
        }
    }
    let part = |(estate, names): &(String, Vec<&str>)| match names.as_slice() {
        [first, .., last] if names.len() > 2 => t.grids.range(estate, first, last, names.len()),
        names => format!("{estate} {}", names.join(t.time.list_separator)),
    };
    parts.iter().map(part).collect::<Vec<_>>().join(t.time.list_separator)
}

pub(super) async fn add(staff: Staff, Form(form): Form<GridForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let t = staff.context().t();
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let Some((code, name)) = form.check(t, &mut errors) else {
        return show_board(&staff, form, errors).await;
    };
    let mut tx = staff.write().await?;
    let branch = known_branch(&mut tx, tenant.id, form.branch).await?;
    if queries::grid(&mut tx, tenant.id, id).await?.is_none()
        && !queries::add_grid(&mut tx, tenant.id, id, &code, &name, branch).await?
    {
        drop(tx);
        return show_board(&staff, form, Errors::of("code", t.grids.error_code_taken)).await;
    }
    tx.commit().await?;
    Ok(redirect(&urls::grid(&tenant, id), Some(Flash::Saved)))
}
