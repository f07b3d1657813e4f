//! What a community settles for itself: its name and hue, its service station, what it shows of the portal.
//!
//! It stands in the tenant's own row, which every request knows from memory, so a change is announced to every server like
//! any other of the shared data (`WriteTx::touch_platform`).

mod branding;
mod forms;
mod index;
mod pages;
mod queries;
mod shown;
mod station;
pub mod urls;

use std::sync::Arc;

use crate::access::{Access, Capability, Routes, Staff};
use crate::error::{AppError, AppResult};
use crate::tenancy::Tenant;

/// The pages of this feature.
pub fn routes() -> Routes {
    let settling = || Access::capability(Capability::TenantSettings);
    Routes::new()
        .get(urls::INDEX, settling(), index::show)
        .get(urls::BRANDING, settling(), branding::show)
        .post(urls::BRANDING, settling(), branding::save)
        .get(urls::STATION, settling(), station::show)
        .post(urls::STATION, settling(), station::save)
        .get(urls::SHOWN, settling(), shown::show)
        .post(urls::SHOWN, settling(), shown::save)
}

/// The community that is settled; a street has nothing of this to settle.
fn community(staff: &Staff) -> AppResult<Arc<Tenant>> {
    let tenant = staff.tenant()?.clone();
    if tenant.is_community() { Ok(tenant) } else { Err(AppError::NotFound) }
}

/// The same as it is saved now, whoever saved it.
async fn saved(staff: &Staff) -> AppResult<Arc<Tenant>> {
    staff.state().reload_platform().await?;
    staff.state().platform().by_id(staff.tenant()?.id).ok_or(AppError::NotFound)
}
