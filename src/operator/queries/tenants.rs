//! SQL of the tenant tree.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::deletions::By;
use crate::db::{SuspensionId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::tenancy::Level;

/// A tenant to add.
pub(in crate::operator) struct NewTenant<'a> {
    pub id: TenantId,
    pub parent: TenantId,
    pub level: Level,
    pub slug: &'a str,
    pub name: &'a str,
    pub search_key: &'a str,
    pub search_pinyin: &'a str,
    pub intro: &'a str,
    pub phone: Option<&'a str>,
}

/// What became of adding a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::operator) enum Added {
    /// It is there.
    New,
    /// The form was sent twice.
    Before,
    /// Another has, or had, its name in addresses.
    SlugTaken,
}

/// Adds a tenant.
pub(in crate::operator) async fn insert(tx: &mut WriteTx, new: &NewTenant<'_>) -> AppResult<Added> {
    let done = sqlx::query!(
        "insert into tenant (id, parent_id, level, slug, name, search_key, search_pinyin, intro, phone)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        new.id.uuid(),
        new.parent.uuid(),
        new.level.code(),
        new.slug,
        new.name,
        new.search_key,
        new.search_pinyin,
        new.intro,
        new.phone,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 {
        tx.touch_platform();
        return Ok(Added::New);
    }
    let is_here =
        sqlx::query_scalar!(r#"select exists (select 1 from tenant where id = $1) as "here!""#, new.id.uuid())
            .fetch_one(tx.conn())
            .await?;
    Ok(if is_here { Added::Before } else { Added::SlugTaken })
}

/// Suspends a tenant, for a reason; false when it is suspended already.
pub(in crate::operator) async fn suspend(
    tx: &mut WriteTx,
    tenant: TenantId,
    reason: &str,
    by: &By<'_>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update tenant set suspended_at = $2, suspended_for = $3 where id = $1 and suspended_at is null and deleted_at is null",
        tenant.uuid(),
        by.at,
        reason,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "insert into tenant_suspension (suspension_id, tenant_id, reason, by_name, began_at) values ($1, $2, $3, $4, $5)",
        SuspensionId::generate().uuid(),
        tenant.uuid(),
        reason,
        by.name,
        by.at,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_platform();
    Ok(true)
}

/// Opens a suspended tenant again; false when it is open.
pub(in crate::operator) async fn resume(tx: &mut WriteTx, tenant: TenantId, by: &By<'_>) -> AppResult<bool> {
    sqlx::query!(
        "update tenant_suspension set ended_name = $2, ended_at = $3 where tenant_id = $1 and ended_at is null",
        tenant.uuid(),
        by.name,
        by.at,
    )
    .execute(tx.conn())
    .await?;
    let done = sqlx::query!(
        "update tenant set suspended_at = null, suspended_for = '' where id = $1 and suspended_at is not null",
        tenant.uuid(),
    )
    .execute(tx.conn())
    .await?;
    tx.touch_platform();
    Ok(done.rows_affected() == 1)
}

/// A suspension that is over.
pub(in crate::operator) struct Suspension {
    pub reason: String,
    pub by_name: String,
    pub began_at: DateTime<Utc>,
    pub ended_name: String,
    pub ended_at: DateTime<Utc>,
}

/// The suspensions of a tenant that are over, the latest first.
pub(in crate::operator) async fn suspensions(
    tx: &mut impl Tx,
    tenant: TenantId,
    limit: i64,
) -> AppResult<Vec<Suspension>> {
    let rows = sqlx::query_as!(
        Suspension,
        r#"select reason, by_name, began_at, ended_name as "ended_name!", ended_at as "ended_at!" from tenant_suspension
        where tenant_id = $1 and ended_at is not null order by began_at desc, suspension_id desc limit $2"#,
        tenant.uuid(),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Says from when on a tenant is erased, or that it is not.
pub(in crate::operator) async fn set_leaving(
    tx: &mut WriteTx,
    tenant: TenantId,
    at: Option<DateTime<Utc>>,
) -> AppResult<()> {
    sqlx::query!("update tenant set leaving_at = $2 where id = $1", tenant.uuid(), at).execute(tx.conn()).await?;
    tx.touch_platform();
    Ok(())
}

/// What is counted of a tenant.
#[derive(Debug, Default, Clone, Copy)]
pub(in crate::operator) struct Figures {
    pub households: i64,
    pub staff: i64,
    pub listings: i64,
    /// The last day whose work was begun.
    pub last_day: Option<NaiveDate>,
}

/// How much there is in tenants, on a day.
pub(in crate::operator) async fn figures(
    tx: &mut impl Tx,
    tenants: &[TenantId],
    day: NaiveDate,
) -> AppResult<HashMap<TenantId, Figures>> {
    let ids: Vec<uuid::Uuid> = tenants.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select tenant_id as "tenant!: TenantId", households as "households!", staff as "staff!", listings as "listings!", last_day
        from tenant_figures($1, $2)"#,
        &ids[..],
        day,
    )
    .fetch_all(tx.conn())
    .await?;
    let figures = rows.into_iter().map(|row| {
        let (households, staff, listings) = (row.households, row.staff, row.listings);
        (row.tenant, Figures { households, staff, listings, last_day: row.last_day })
    });
    Ok(figures.collect())
}
