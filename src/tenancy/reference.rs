//! Reference data that comes with the program: categories of service and published public holidays. Loaded by whoever
//! migrates, after every migration; what is there and the same is left alone.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgConnection};

const CATEGORIES: &str = include_str!("../../reference/categories.toml");
/// From State Council notices, as the file says of each row; years not published yet are not in it.
const HOLIDAYS: &str = include_str!("../../reference/holidays-2026.csv");

#[derive(Deserialize)]
struct Categories {
    categories: Vec<TopCategory>,
}

#[derive(Deserialize)]
struct TopCategory {
    code: String,
    icon: String,
    name: Texts,
    summary: Texts,
    services: Vec<SubService>,
}

#[derive(Deserialize)]
struct SubService {
    code: String,
    name: Texts,
    keywords: Vec<String>,
}

#[derive(Deserialize, Default, Clone)]
struct Texts {
    #[serde(rename = "zh-Hans")]
    hans: String,
    #[serde(rename = "zh-Hant")]
    hant: String,
    en: String,
}

#[derive(Deserialize)]
struct HolidayRow {
    date: NaiveDate,
    kind: String,
    name: String,
    source: String,
}

/// Brings the reference data up to this program's; says whether anything changed.
pub async fn load(owner: &PgConnectOptions) -> Result<bool> {
    let categories: Categories = toml::from_str(CATEGORIES).context("reference/categories.toml")?;
    let mut connection = PgConnection::connect_with(owner).await?;
    let mut changed = 0;
    for (position, category) in (0_i32..).zip(&categories.categories) {
        let top = Row {
            code: &category.code,
            parent: None,
            position,
            icon: &category.icon,
            name: &category.name,
            summary: &category.summary,
            keywords: &[],
        };
        changed += top.put(&mut connection).await?;
        for (position, service) in (0_i32..).zip(&category.services) {
            let summary = Texts::default();
            let sub = Row {
                code: &service.code,
                parent: Some(&category.code),
                position,
                icon: &category.icon,
                name: &service.name,
                summary: &summary,
                keywords: &service.keywords,
            };
            changed += sub.put(&mut connection).await?;
        }
    }
    for row in csv::Reader::from_reader(HOLIDAYS.as_bytes()).deserialize::<HolidayRow>() {
        let row = row.context("reference/holidays-2026.csv")?;
        let done = sqlx::query!(
            "insert into public_holiday (date, kind, name, source) select $1, $2, $3, $4
            -- What an operator imported for a day is newer than the program.
            where not exists (select 1 from public_holiday h where h.date = $1 and h.imported_at is not null)
            on conflict (date, kind) do update set name = excluded.name, source = excluded.source
            where public_holiday.imported_at is null
                and (public_holiday.name, public_holiday.source) is distinct from (excluded.name, excluded.source)",
            row.date,
            row.kind,
            row.name,
            row.source,
        )
        .execute(&mut connection)
        .await?;
        changed += done.rows_affected();
    }
    if changed > 0 {
        crate::db::changes::announce_platform(&mut connection).await?;
    }
    connection.close().await?;
    Ok(changed > 0)
}

struct Row<'a> {
    code: &'a str,
    parent: Option<&'a str>,
    position: i32,
    icon: &'a str,
    name: &'a Texts,
    summary: &'a Texts,
    keywords: &'a [String],
}

impl Row<'_> {
    async fn put(&self, connection: &mut PgConnection) -> Result<u64> {
        let done = sqlx::query!(
            "insert into service_category (code, parent_code, position, icon, name_hans, name_hant, name_en, summary_hans, summary_hant, summary_en, keywords)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            on conflict (code) do update set parent_code = excluded.parent_code, position = excluded.position, icon = excluded.icon,
                name_hans = excluded.name_hans, name_hant = excluded.name_hant, name_en = excluded.name_en,
                summary_hans = excluded.summary_hans, summary_hant = excluded.summary_hant, summary_en = excluded.summary_en,
                keywords = excluded.keywords
            where not service_category.is_edited and (service_category.*) is distinct from (excluded.*)",
            self.code,
            self.parent,
            self.position,
            self.icon,
            self.name.hans,
            self.name.hant,
            self.name.en,
            self.summary.hans,
            self.summary.hant,
            self.summary.en,
            self.keywords,
        )
        .execute(connection)
        .await?;
        Ok(done.rows_affected())
    }
}
