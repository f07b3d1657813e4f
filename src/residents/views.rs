//! Filters that somebody uses often, kept under a name.

use axum::response::Response;
use serde::Deserialize;

use super::forms::SaveViewForm;
use super::list::{ListQuery, show_list};
use super::queries::lists::{self, SavedView};
use super::urls;
use crate::access::Staff;
use crate::db::SavedViewId;
use crate::error::{AppError, AppResult};
use crate::values::Line;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

pub(super) async fn save(staff: Staff, Form(form): Form<SaveViewForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let id = form.key.ok_or(AppError::BadRequest)?;
    // Only filters of ours are kept: what is not understood is left out.
    let query: ListQuery = serde_html_form::from_str(&form.query).map_err(|_| AppError::BadRequest)?;
    let query = query.filters();
    let t = staff.context().t();
    let Ok(name) = Line::<20>::parse(&form.view_name) else {
        return show_list(&staff, query, form.view_name, Errors::of("view_name", t.residents.error_view_name)).await;
    };
    let viewer = staff.viewer().ok_or(AppError::Forbidden)?.id;
    let view = SavedView { id, name: name.into(), query: query.text() };
    let mut tx = staff.write().await?;
    if !lists::save_view(&mut tx, tenant.id, viewer, &view, staff.now()).await? {
        let held = lists::saved_views(&mut tx, tenant.id, viewer).await?;
        drop(tx);
        if held.iter().any(|one| one.id == id) {
            return Ok(redirect(&query.url(&urls::residents(&tenant)), Some(Flash::AlreadyDone)));
        }
        return show_list(&staff, query, view.name, Errors::of("view_name", t.residents.error_view_taken)).await;
    }
    tx.commit().await?;
    Ok(redirect(&query.url(&urls::residents(&tenant)), Some(Flash::Saved)))
}

/// The path of a view.
#[derive(Deserialize)]
pub(super) struct ViewPath {
    view: SavedViewId,
}

pub(super) async fn forget(staff: Staff, Path(path): Path<ViewPath>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let viewer = staff.viewer().ok_or(AppError::Forbidden)?.id;
    let mut tx = staff.write().await?;
    if !lists::forget_view(&mut tx, tenant.id, viewer, path.view).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(redirect(&urls::residents(&tenant), Some(Flash::Removed)))
}
