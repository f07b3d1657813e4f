//! SQL of the categories and holidays.

use chrono::{DateTime, NaiveDate, Utc};

use super::super::forms::ValidCategory;
use super::super::model::{Day, kind_code};
use crate::calendar::HolidayKind;
use crate::db::{Tx, WriteTx};
use crate::error::AppResult;

/// Where a category stands among its siblings; none when there is no such category.
pub(in crate::operator) async fn position(tx: &mut impl Tx, code: &str) -> AppResult<Option<i32>> {
    let position = sqlx::query_scalar!("select position from service_category where code = $1", code)
        .fetch_optional(tx.conn())
        .await?;
    Ok(position)
}

/// Adds a category; false when its code is taken.
pub(in crate::operator) async fn add_category(
    tx: &mut WriteTx,
    code: &str,
    parent: Option<&str>,
    icon: &str,
    new: &ValidCategory,
) -> AppResult<bool> {
    let [name_hans, name_hant, name_en] = &new.names;
    let [summary_hans, summary_hant, summary_en] = &new.summaries;
    let done = sqlx::query!(
        "insert into service_category (code, parent_code, position, icon, name_hans, name_hant, name_en,
            summary_hans, summary_hant, summary_en, keywords, is_edited)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, true) on conflict (code) do nothing",
        code,
        parent,
        new.position,
        icon,
        name_hans,
        name_hant,
        name_en,
        summary_hans,
        summary_hant,
        summary_en,
        &new.keywords,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_platform();
    Ok(done.rows_affected() == 1)
}

/// Changes a category; false when there is none with this code.
pub(in crate::operator) async fn change_category(tx: &mut WriteTx, code: &str, new: &ValidCategory) -> AppResult<bool> {
    let [name_hans, name_hant, name_en] = &new.names;
    let [summary_hans, summary_hant, summary_en] = &new.summaries;
    let done = sqlx::query!(
        "update service_category set position = $2, name_hans = $3, name_hant = $4, name_en = $5, summary_hans = $6,
            summary_hant = $7, summary_en = $8, keywords = $9, is_edited = true
        where code = $1",
        code,
        new.position,
        name_hans,
        name_hant,
        name_en,
        summary_hans,
        summary_hant,
        summary_en,
        &new.keywords,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_platform();
    Ok(done.rows_affected() == 1)
}

/// Every day of the holiday table.
pub(in crate::operator) async fn days(tx: &mut impl Tx) -> AppResult<Vec<Day>> {
    let rows =
        sqlx::query!("select date, kind, name from public_holiday order by date, kind").fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.date, HolidayKind::parse(&row.kind)?, row.name))).collect())
}

/// Puts what a list says of its days in the place of what was known of them.
pub(in crate::operator) async fn import_days(
    tx: &mut WriteTx,
    list: &[Day],
    source: &str,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let dates: Vec<NaiveDate> = list.iter().map(|(date, ..)| *date).collect();
    sqlx::query!("delete from public_holiday where date = any($1)", &dates).execute(tx.conn()).await?;
    for (date, kind, name) in list {
        sqlx::query!(
            "insert into public_holiday (date, kind, name, source, imported_at) values ($1, $2, $3, $4, $5)",
            date,
            kind_code(*kind),
            name,
            source,
            now,
        )
        .execute(tx.conn())
        .await?;
    }
    tx.touch_platform();
    Ok(())
}
