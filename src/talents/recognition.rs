//! The community recognises somebody as 社区能人, or no longer does.

use axum::response::Response;

use super::queries::records;
use super::talent::{TalentPath, seen};
use super::urls;
use crate::access::Staff;
use crate::error::AppResult;
use crate::residents::queries::mine;
use crate::web::extract::Path;
use crate::web::{Flash, redirect};

pub(super) async fn recognise(staff: Staff, Path(path): Path<TalentPath>) -> AppResult<Response> {
    set(&staff, path, true).await
}

pub(super) async fn end(staff: Staff, Path(path): Path<TalentPath>) -> AppResult<Response> {
    set(&staff, path, false).await
}

async fn set(staff: &Staff, path: TalentPath, is_recognised: bool) -> AppResult<Response> {
    let (tenant, today) = (staff.tenant()?.clone(), staff.today()?);
    let mut tx = staff.write().await?;
    let talent = seen(staff, &mut tx, path.talent).await?;
    // Nobody honours themself.
    if is_recognised && mine::person_of(&mut tx, tenant.id, talent.resident).await? == Some(staff.me().id) {
        return Ok(redirect(&urls::talent(&tenant, talent.id), Some(Flash::OwnTalent)));
    }
    let on = is_recognised.then_some((today, staff.me().name.as_str()));
    if !records::recognise(&mut tx, tenant.id, talent.id, on).await? {
        return Ok(redirect(&urls::talent(&tenant, talent.id), Some(Flash::AlreadyDone)));
    }
    tx.commit().await?;
    let flash = if is_recognised { Flash::TalentRecognised } else { Flash::TalentUnrecognised };
    Ok(redirect(&urls::talent(&tenant, talent.id), Some(flash)))
}
