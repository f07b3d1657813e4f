//! One grid: what it is, its posts with their history, its buildings.

use std::collections::HashMap;

use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::board::{branch_options, known_branch, summary};
use super::forms::{GridForm, How, MoveForm, PostForm};
use super::model::{PostKind, Standing, standing};
use super::pages::{GridPage, MoveView, PlannedView, PostRow};
use super::queries::{self, Building, Grid, PlannedMove, Post};
use super::{nets, urls};
use crate::access::{Capability, Staff};
use crate::db::{GrantId, GridId};
use crate::error::{AppError, AppResult};
use crate::party;
use crate::staff;
use crate::ui::SelectOption;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, Page, flashed, form_status, redirect, text};

/// The path of a grid.
#[derive(Deserialize)]
pub(super) struct GridPath {
    pub grid: GridId,
}

/// A post that the form is about.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct GridQuery {
    instead: Option<GrantId>,
    how: String,
}

pub(super) async fn show(
    staff: Staff,
    Path(path): Path<GridPath>,
    Query(query): Query<GridQuery>,
) -> AppResult<Response> {
    let post = PostForm { instead: query.instead, how: query.how, ..PostForm::default() };
    show_grid(&staff, path.grid, Draft { post, ..Draft::default() }).await
}

/// What was typed on the page and could not be saved.
#[derive(Default)]
pub(super) struct Draft {
    pub form: Option<GridForm>,
    pub theirs: Vec<(&'static str, String)>,
    pub post: PostForm,
    pub moving: MoveForm,
    pub errors: Errors,
}

pub(super) async fn show_grid(staff: &Staff, id: GridId, draft: Draft) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let today = staff.today()?;
    let mut tx = staff.read().await?;
    let grid = queries::grid(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let grids = queries::grids(&mut tx, tenant.id).await?;
    let buildings = queries::buildings(&mut tx, tenant.id, today).await?;
    let inside: Vec<&Building> = buildings.iter().filter(|building| building.grid == Some(id)).collect();
    let places: Vec<Uuid> = std::iter::once(id.uuid()).chain(inside.iter().map(|b| b.id.uuid())).collect();
    let posts = queries::of_grid(&mut tx, tenant.id, &places).await?;
    let nets = nets::of(&mut tx, staff, &grid, &inside).await?;
    let branches = party::queries::branches(&mut tx, tenant.id).await?;
    let planned = queries::planned_moves(&mut tx, tenant.id, today).await?;
    drop(tx);
    let t = staff.context().t();
    let may_change = staff.may(Capability::GridPosts);
    let view = View { staff, grid: &grid, posts: &posts, inside: &inside, today, may_change };
    let mut current: Vec<PostRow> = Vec::new();
    let mut history: Vec<PostRow> = Vec::new();
    for kind in PostKind::ALL {
        for post in posts.iter().rev().filter(|post| post.kind == kind) {
            let row = view.row(post)?;
            if view.standing(post) == Standing::Over { history.push(row) } else { current.push(row) }
        }
    }
    let mut post = draft.post;
    let about = post.instead.and_then(|id| posts.iter().find(|post| post.id == id));
    if let Some(about) = about {
        about.kind.code().clone_into(&mut post.kind);
    }
    if post.from.is_empty() {
        post.from = today.to_string();
    }
    let post_about = about.map(|about| match post.how() {
        How::StandIn => t.grids.stand_in_for(&about.holder, about.kind.label(t)),
        _ => t.grids.hand_over_from(&about.holder, about.kind.label(t)),
    });
    let mut moving = draft.moving;
    if moving.from.is_empty() {
        moving.from = today.to_string();
    }
    let code_of: HashMap<GridId, &str> = grids.iter().map(|grid| (grid.id, grid.code.as_str())).collect();
    let form = draft.form.unwrap_or_else(|| form_of(&grid));
    let plan = |planned: PlannedMove| {
        let building = buildings.iter().find(|building| building.id == planned.building)?;
        let concerns_us = planned.grid == id || building.grid == Some(id);
        let name = format!("{} {}", building.estate_name, building.name);
        let to = code_of.get(&planned.grid)?;
        concerns_us.then(|| PlannedView {
            text: t.grids.planned_move(text::date(staff.context().locale, planned.from), name, to),
            action: may_change.then(|| urls::move_back(tenant, id, planned.building)),
        })
    };
    let template = GridPage {
        nets,
        branches: branch_options(&branches, t),
        branch: form.branch.map_or_else(String::new, |id| id.to_string()),
        planned: planned.into_iter().filter_map(plan).collect(),
        page: Page::of_console(staff, format!("{} {}", grid.code, grid.name)),
        console_url: staff::urls::console(tenant),
        board_url: urls::grids(tenant),
        buildings: summary(&inside, t),
        households: inside.iter().map(|building| building.households).sum(),
        vacant: view.vacant(t),
        posts: current,
        history,
        may_change,
        action: urls::grid(tenant, id),
        form,
        theirs: draft.theirs,
        posts_action: urls::posts(tenant, id),
        post_key: post.key.unwrap_or_else(GrantId::generate).to_string(),
        post_building: post.building.map_or_else(String::new, |id| id.to_string()),
        post_about,
        kinds: PostKind::ALL.iter().map(|kind| SelectOption::new(kind.code(), kind.label(t))).collect(),
        places: std::iter::once(SelectOption::new("", t.grids.choose_building))
            .chain(inside.iter().map(|b| SelectOption::new(b.id.to_string(), format!("{} {}", b.estate_name, b.name))))
            .collect(),
        post,
        moves_action: urls::moves(tenant, id),
        moves: buildings
            .iter()
            .filter(|building| building.grid != Some(id))
            .map(|building| MoveView {
                id: building.id.to_string(),
                name: format!("{} {}", building.estate_name, building.name),
                from: building
                    .grid
                    .and_then(|grid| code_of.get(&grid))
                    .map_or_else(|| t.grids.no_grid.to_owned(), |code| (*code).to_owned()),
                is_ticked: moving.building.contains(&building.id),
            })
            .collect(),
        moving,
        code: grid.code,
        name: grid.name,
        party_branch: grid.party_branch,
        errors: draft.errors,
    };
    let status = form_status(&template.errors, !template.theirs.is_empty());
    flashed(staff.flash(), status, &template)
}

fn form_of(grid: &Grid) -> GridForm {
    GridForm {
        key: None,
        revision: grid.revision,
        code: grid.code.clone(),
        name: grid.name.clone(),
        branch: grid.branch,
    }
}

struct View<'a> {
    staff: &'a Staff,
    grid: &'a Grid,
    posts: &'a [Post],
    inside: &'a [&'a Building],
    today: NaiveDate,
    may_change: bool,
}

impl View<'_> {
    fn standing(&self, post: &Post) -> Standing {
        let leaves: Vec<_> = self
            .posts
            .iter()
            .filter(|other| other.stands_in_for == Some(post.id))
            .map(|other| (other.from, other.to))
            .collect();
        standing((post.from, post.to), &leaves, self.today)
    }

    fn place(&self, place: Uuid) -> String {
        let building = self.inside.iter().find(|building| building.id.uuid() == place);
        building.map_or_else(|| self.grid.code.clone(), |b| format!("{} {}", b.estate_name, b.name))
    }

    fn row(&self, post: &Post) -> AppResult<PostRow> {
        let (tenant, context) = (self.staff.tenant()?, self.staff.context());
        let (t, date) = (context.t(), |day| text::date(context.locale, day));
        let standing = self.standing(post);
        let is_over = standing == Standing::Over;
        let instead = post.stands_in_for.and_then(|id| self.posts.iter().find(|other| other.id == id));
        let base = urls::grid(tenant, self.grid.id);
        let link = |how: &str| {
            // A leave is covered as long as it lasts; it is not itself handed over.
            (self.may_change && !is_over && post.stands_in_for.is_none())
                .then(|| format!("{base}?instead={}&how={how}#post-form", post.id))
        };
        Ok(PostRow {
            kind: post.kind.label(t),
            place: self.place(post.place),
            holder: post.holder.clone(),
            days: match post.to {
                Some(last) if post.from <= last => t.grids.days(date(post.from), date(last)),
                _ => t.grids.since(date(post.from)),
            },
            state: match standing {
                Standing::Over if post.to.is_some_and(|last| last < post.from) => t.grids.state_withdrawn,
                Standing::Now => t.grids.state_now,
                Standing::Away => t.grids.state_away,
                Standing::Later => t.grids.state_later,
                Standing::Over => t.grids.state_over,
            },
            is_now: standing == Standing::Now,
            instead: instead.map(|other| t.grids.instead_of(&other.holder)),
            hand_over_url: link("hand_over"),
            stand_in_url: link("stand_in"),
            end_url: (self.may_change && !is_over).then(|| urls::post_end(tenant, self.grid.id, post.id)),
        })
    }

    /// What nobody holds today.
    fn vacant(&self, t: &Messages) -> Vec<String> {
        let held = |kind: PostKind, place: Uuid| {
            self.posts
                .iter()
                .any(|post| post.kind == kind && post.place == place && self.standing(post) == Standing::Now)
        };
        let of_grid = PostKind::OF_GRID
            .into_iter()
            .filter(|kind| !held(*kind, self.grid.id.uuid()))
            .map(|kind| t.grids.vacant_post(kind.label(t)));
        let of_buildings =
            self.inside.iter().filter(|building| !held(PostKind::BuildingLeader, building.id.uuid())).map(|building| {
                let place = format!("{} {}", building.estate_name, building.name);
                t.grids.vacant_building(place, PostKind::BuildingLeader.label(t))
            });
        of_grid.chain(of_buildings).collect()
    }
}

pub(super) async fn save(staff: Staff, Path(path): Path<GridPath>, Form(form): Form<GridForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let t = staff.context().t();
    let mut tx = staff.write().await?;
    let before = queries::grid(&mut tx, tenant.id, path.grid).await?.ok_or(AppError::NotFound)?;
    let mut errors = Errors::default();
    let Some((code, name)) = form.check(t, &mut errors) else {
        drop(tx);
        return show_grid(&staff, path.grid, Draft { form: Some(form), errors, ..Draft::default() }).await;
    };
    let branch = known_branch(&mut tx, tenant.id, form.branch).await?;
    if queries::update_grid(&mut tx, tenant.id, path.grid, form.revision, (&code, &name, branch)).await? {
        let fields =
            [("code", before.code != code), ("grid_name", before.name != name), ("branch", before.branch != branch)];
        let changed: Vec<_> = fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect();
        tx.changes(&changed);
        tx.commit().await?;
        return Ok(redirect(&urls::grid(&tenant, path.grid), Some(Flash::Saved)));
    }
    drop(tx);
    if before.revision == form.revision {
        let errors = Errors::of("code", t.grids.error_code_taken);
        return show_grid(&staff, path.grid, Draft { form: Some(form), errors, ..Draft::default() }).await;
    }
    // Somebody else saved first: what they saved, and what was typed here to be sent again.
    let theirs = vec![
        (t.grids.code, before.code.clone()),
        (t.grids.name, before.name.clone()),
        (t.grids.party_branch, before.party_branch.clone()),
    ];
    let form = GridForm { revision: before.revision, ..form };
    show_grid(&staff, path.grid, Draft { form: Some(form), theirs, ..Draft::default() }).await
}
