//! SQL of what everybody may see: the companies that serve a community, and those on public notice.

use chrono::NaiveDate;

use crate::admissions::material::Material;
use crate::db::{OrgId, TenantId, Tx};
use crate::error::AppResult;

/// A company that residents see.
pub(in crate::admissions) struct PublicVendor {
    pub org: OrgId,
    pub name: String,
    pub profile: String,
    pub engagement: Option<String>,
    pub admitted_on: Option<NaiveDate>,
}

/// The companies that serve a community.
pub(in crate::admissions) async fn public_vendors(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<PublicVendor>> {
    let rows = sqlx::query_as!(
        PublicVendor,
        r#"select org_id as "org: OrgId", name, profile, engagement_model as engagement, admitted_on from vendor_profile
        where tenant_id = $1 and status = 'published' order by search_pinyin, org_id limit 500"#,
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// A company on public notice.
pub(in crate::admissions) struct OnNotice {
    pub name: String,
    pub profile: String,
    pub categories: Vec<String>,
    pub until: Option<NaiveDate>,
}

/// The companies on public notice: what of their applications is for everybody to see.
pub(in crate::admissions) async fn on_notice(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<OnNotice>> {
    let rows = sqlx::query!(
        "select org_name, material, notice_until from admission where tenant_id = $1 and status = 'public_notice' order by status_since",
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let material: Option<Material> = row.material.and_then(|json| serde_json::from_value(json).ok());
            let (profile, categories) = material.map_or_else(Default::default, |m| (m.profile, m.categories));
            OnNotice { name: row.org_name, profile, categories, until: row.notice_until }
        })
        .collect())
}

/// The companies that are suspended here.
pub(in crate::admissions) async fn suspended(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<String>> {
    let names = sqlx::query_scalar!(
        "select name from vendor_profile where tenant_id = $1 and status = 'suspended' order by name limit 100",
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(names)
}
