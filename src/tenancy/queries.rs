//! SQL of the platform's reference data.

use chrono::NaiveDate;

use super::tenant::Station;
use super::{Brand, Category, Feature, Level, Revisions, Tenant};
use crate::calendar::{HolidayKind, Holidays, OpeningPlan};
use crate::db::{TenantId, Tx};
use crate::error::AppResult;
use crate::values::Phone;

/// Every tenant, in the order of their names.
pub(super) async fn tenants(tx: &mut impl Tx) -> AppResult<Vec<Tenant>> {
    let rows = sqlx::query!(
        r#"select id as "id: TenantId", parent_id as "parent: TenantId", level, slug, name, search_key, search_pinyin, brand, intro,
            station_name, station_address, station_area_sqm, phone, hours, icp_number, time_zone, is_demo,
            suspended_at, suspended_for, leaving_at, hidden_categories, features_off, branding_revision, station_revision,
            shown_revision
        from tenant where deleted_at is null order by search_pinyin, slug"#
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        // A row that a newer program wrote may say what this one cannot read: better without than not at all.
        let Some(level) = Level::parse(&row.level) else { continue };
        let hours = row.hours.and_then(|json| serde_json::from_value::<OpeningPlan>(json).ok()).unwrap_or_default();
        let station = row.station_name.map(|name| Station {
            name,
            address: row.station_address.unwrap_or_default(),
            area_sqm: row.station_area_sqm,
            hours,
        });
        found.push(Tenant {
            id: row.id,
            parent: row.parent,
            level,
            slug: row.slug,
            name: row.name,
            search_key: row.search_key,
            search_pinyin: row.search_pinyin,
            brand: Brand::parse(&row.brand),
            intro: row.intro,
            station,
            phone: row.phone.and_then(|phone| Phone::parse_contact(&phone).ok()),
            icp_number: row.icp_number,
            time_zone: row.time_zone.parse().unwrap_or(chrono_tz::Asia::Shanghai),
            is_demo: row.is_demo,
            suspended_at: row.suspended_at,
            suspended_for: row.suspended_for,
            leaving_at: row.leaving_at,
            hidden_categories: row.hidden_categories,
            features_off: row.features_off.iter().filter_map(|code| Feature::parse(code)).collect(),
            revisions: Revisions {
                branding: row.branding_revision,
                station: row.station_revision,
                shown: row.shown_revision,
            },
        });
    }
    Ok(found)
}

/// Every category and sub-service in order.
pub(super) async fn categories(tx: &mut impl Tx) -> AppResult<Vec<Category>> {
    let rows = sqlx::query!("select * from service_category order by parent_code nulls first, position, code")
        .fetch_all(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let names = [row.name_hans, row.name_hant, row.name_en];
            let summaries = [row.summary_hans, row.summary_hant, row.summary_en];
            Category::new(row.code, row.parent_code, row.icon, names, summaries, row.keywords)
        })
        .collect())
}

/// The public holidays and make-up workdays that have been imported.
pub(super) async fn holidays(tx: &mut impl Tx) -> AppResult<Holidays> {
    let rows = sqlx::query!("select date, kind, name from public_holiday order by date").fetch_all(tx.conn()).await?;
    let rows: Vec<(NaiveDate, HolidayKind, String)> =
        rows.into_iter().filter_map(|row| Some((row.date, HolidayKind::parse(&row.kind)?, row.name))).collect();
    Holidays::from_rows(rows).map_err(|error| crate::error::AppError::Internal(error.into()))
}
