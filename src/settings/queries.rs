//! SQL of the settings. The application may not write a tenant's row: one function a concern does, for the transaction's
//! own tenant.

use super::forms::{Branding, Shown, StationDetails};
use crate::db::{TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::search::{fold, pinyin};
use crate::tenancy::Feature;
use crate::values::Phone;

/// Saves name, hue and introduction; false when somebody changed them since.
pub(super) async fn set_branding(tx: &mut WriteTx, tenant: TenantId, seen: i32, new: &Branding) -> AppResult<bool> {
    let folded = fold(&new.name);
    let done = sqlx::query_scalar!(
        r#"select set_tenant_branding($1, $2, $3, $4, $5, $6, $7) as "done!""#,
        tenant.uuid(),
        seen,
        new.name,
        folded,
        pinyin::syllables(&folded),
        new.brand.code(),
        new.intro,
    )
    .fetch_one(tx.conn())
    .await?;
    tx.touch_platform();
    Ok(done)
}

/// Saves the station and the phone; false when somebody changed them since.
pub(super) async fn set_station(
    tx: &mut WriteTx,
    tenant: TenantId,
    seen: i32,
    new: &StationDetails,
) -> AppResult<bool> {
    let hours = new.hours.as_ref().map(serde_json::to_value).transpose().map_err(anyhow::Error::from)?;
    let done = sqlx::query_scalar!(
        r#"select set_tenant_station($1, $2, $3, $4, $5, $6, $7) as "done!""#,
        tenant.uuid(),
        seen,
        new.name.as_deref(),
        new.address,
        new.area_sqm,
        new.phone.as_ref().map(Phone::as_str),
        hours,
    )
    .fetch_one(tx.conn())
    .await?;
    tx.touch_platform();
    Ok(done)
}

/// Saves which categories are not offered and which features are off; false when somebody changed them since.
pub(super) async fn set_shown(tx: &mut WriteTx, tenant: TenantId, seen: i32, new: &Shown) -> AppResult<bool> {
    let off: Vec<String> = new.off.iter().map(|feature: &Feature| feature.code().to_owned()).collect();
    let done = sqlx::query_scalar!(
        r#"select set_tenant_shown($1, $2, $3, $4) as "done!""#,
        tenant.uuid(),
        seen,
        &new.hidden,
        &off,
    )
    .fetch_one(tx.conn())
    .await?;
    tx.touch_platform();
    Ok(done)
}
