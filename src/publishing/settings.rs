//! What holds for publishing in a community.

use askama::Template;
use axum::response::Response;
use chrono::Days;
use serde::Deserialize;

use super::urls;
use crate::access::Staff;
use crate::db::{TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::staff::urls::console;
use crate::ui::{Choice, Conflict, Crumbs, ErrorSummary, Field, Footer, Head, Masthead};
use crate::values::fold;
use crate::web::extract::Form;
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect};

/// See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Days between the announcement of a higher price and its beginning.
    pub price_notice_days: u16,
    /// Whether minor changes of trusted organizations are published at once.
    pub trusted_at_once: bool,
    /// Counts the changes; 0 before the first.
    pub revision: i32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { price_notice_days: 7, trusted_at_once: true, revision: 0 }
    }
}

/// The longest notice a community may ask for, in days.
const LONGEST_NOTICE: u16 = 90;

impl Settings {
    /// How long a higher price is announced beforehand.
    pub fn notice(&self) -> Days {
        Days::new(u64::from(self.price_notice_days))
    }
}

/// A community's settings; those that hold where it has set none.
pub async fn of(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Settings> {
    let row = sqlx::query!(
        "select price_notice_days, trusted_at_once, revision from tenant_setting where tenant_id = $1",
        tenant.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map_or_else(Settings::default, |row| Settings {
        price_notice_days: u16::try_from(row.price_notice_days).unwrap_or_default(),
        trusted_at_once: row.trusted_at_once,
        revision: row.revision,
    }))
}

/// Saves them; false when somebody changed them since.
async fn put(tx: &mut WriteTx, tenant: TenantId, settings: Settings) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into tenant_setting (tenant_id, price_notice_days, trusted_at_once, revision) values ($1, $2, $3, 1)
        on conflict (tenant_id) do update set price_notice_days = excluded.price_notice_days,
            trusted_at_once = excluded.trusted_at_once, revision = tenant_setting.revision + 1
        where tenant_setting.revision = $4",
        tenant.uuid(),
        i32::from(settings.price_notice_days),
        settings.trusted_at_once,
        settings.revision,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SettingsForm {
    days: String,
    trusted: Option<String>,
    revision: i32,
}

#[derive(Template)]
#[template(path = "publishing/settings.html")]
struct SettingsPage {
    page: Page,
    console_url: String,
    action: String,
    form: SettingsForm,
    errors: Errors,
    theirs: Vec<(&'static str, String)>,
}

fn show_form(
    staff: &Staff,
    form: SettingsForm,
    errors: Errors,
    theirs: Vec<(&'static str, String)>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let page = Page::of_console(staff, staff.context().t().publishing.settings);
    let status = form_status(&errors, !theirs.is_empty());
    let template =
        SettingsPage { page, console_url: console(tenant), action: urls::settings(tenant), form, errors, theirs };
    flashed(staff.flash(), status, &template)
}

fn form_of(settings: Settings) -> SettingsForm {
    SettingsForm {
        days: settings.price_notice_days.to_string(),
        trusted: settings.trusted_at_once.then(|| "1".to_owned()),
        revision: settings.revision,
    }
}

pub(super) async fn show(staff: Staff) -> AppResult<Response> {
    let mut tx = staff.read().await?;
    let settings = of(&mut tx, staff.tenant()?.id).await?;
    drop(tx);
    show_form(&staff, form_of(settings), Errors::default(), Vec::new())
}

pub(super) async fn save(staff: Staff, Form(form): Form<SettingsForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let t = &staff.context().t().publishing;
    let Some(days) = form
        .days
        .chars()
        .map(fold::ascii)
        .collect::<String>()
        .trim()
        .parse()
        .ok()
        .filter(|days| *days <= LONGEST_NOTICE)
    else {
        let errors = Errors::of("days", t.error_days(LONGEST_NOTICE));
        return show_form(&staff, form, errors, Vec::new());
    };
    let settings =
        Settings { price_notice_days: days, trusted_at_once: form.trusted.is_some(), revision: form.revision };
    let mut tx = staff.write().await?;
    if put(&mut tx, tenant.id, settings).await? {
        tx.commit().await?;
        return Ok(redirect(&urls::settings(&tenant), Some(Flash::Saved)));
    }
    let saved = of(&mut tx, tenant.id).await?;
    let trusted = if saved.trusted_at_once { t.setting_on } else { t.setting_off };
    let theirs = vec![(t.setting_notice, saved.price_notice_days.to_string()), (t.setting_trusted, trusted.to_owned())];
    show_form(&staff, SettingsForm { revision: saved.revision, ..form }, Errors::default(), theirs)
}
