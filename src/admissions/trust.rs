//! Whether an organization's minor changes are published at once.

use axum::response::Response;
use serde::Deserialize;

use super::records::RecordPath;
use super::{queries, urls};
use crate::access::Staff;
use crate::error::{AppError, AppResult};
use crate::publishing;
use crate::web::extract::{Form, Path};
use crate::web::{Flash, redirect};

/// The form that trusts an organization, or no longer does.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct TrustForm {
    trusted: String,
}

pub(super) async fn set(
    staff: Staff,
    Path(path): Path<RecordPath>,
    Form(form): Form<TrustForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    let record = queries::one(&mut tx, tenant.id, path.org).await?.ok_or(AppError::NotFound)?;
    publishing::decide::refuse_own(&mut tx, &staff, path.org).await?;
    // Trust is for whoever serves here: it is not given to an application.
    if !record.status.is_in() {
        return Ok(redirect(&urls::record(&tenant, path.org), Some(Flash::AlreadyDone)));
    }
    let changed = queries::set_trusted(&mut tx, tenant.id, path.org, form.trusted == "1").await?;
    tx.commit().await?;
    let flash = if changed { Flash::Saved } else { Flash::AlreadyDone };
    Ok(redirect(&urls::record(&tenant, path.org), Some(flash)))
}
