//! One offer in the eyes of the staff: checked, taken down, put up again.

use axum::response::Response;
use serde::Deserialize;

use super::decide::is_own;
use super::pages::StaffListingPage;
use super::queries;
use super::snapshot::Snapshot;
use super::urls;
use crate::access::{Capability, Staff};
use crate::admissions;
use crate::db::ListingId;
use crate::directory;
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::values::Line;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect, text};

/// The path of an offer.
#[derive(Deserialize)]
pub(super) struct ListingPath {
    listing: ListingId,
}

pub(super) async fn show(staff: Staff, Path(path): Path<ListingPath>) -> AppResult<Response> {
    show_listing(&staff, path.listing, String::new(), Errors::default()).await
}

async fn show_listing(staff: &Staff, id: ListingId, typed: String, errors: Errors) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let mut tx = staff.read().await?;
    let row = queries::listing(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let shown = queries::shown_service(&mut tx, tenant.id, row.org, row.service).await?;
    let platform = staff.state().platform();
    let words = super::handlers::words(&mut tx, tenant.id, staff.context(), &platform).await?;
    let offer = shown.map_or_else(Vec::new, |shown| shown.fields(&words));
    drop(tx);
    let is_own = is_own(staff, row.org).await?;
    let (context, t) = (staff.context(), &staff.context().t().publishing);
    let date =
        |day: Option<chrono::NaiveDate>| day.map_or_else(|| t.never.to_owned(), |day| text::date(context.locale, day));
    let state = match row.status.as_str() {
        "published" => t.listing_published,
        "suspended" => t.listing_suspended,
        _ => t.listing_delisted,
    };
    let template = StaffListingPage {
        page: Page::of_console(staff, &row.name),
        console_url: crate::staff::urls::console(tenant),
        queue_url: urls::queue(tenant),
        org_url: admissions::urls::record(tenant, row.org),
        public_url: (row.status != "delisted").then(|| directory::urls::listing(tenant, id)),
        state,
        is_published: row.status == "published",
        is_suspended: row.status == "suspended",
        delisted_note: match row.delisted_for.as_str() {
            _ if row.status != "delisted" => "",
            "retired" => t.listing_retired_note,
            "left" => t.listing_left_note,
            _ => t.listing_delisted_note,
        },
        may_check: row.status != "delisted" || row.delisted_for == "age",
        facts: vec![
            (t.confirmed, date(row.confirmed_on)),
            (
                t.checked,
                if row.checked_by.is_empty() {
                    date(row.checked_on)
                } else {
                    t.checked_by(date(row.checked_on), &row.checked_by)
                },
            ),
        ],
        offer: offer.into_iter().filter(|field| !field.words.is_empty()).collect(),
        check_action: urls::listing_check(tenant, id),
        suspension_action: urls::listing_suspension(tenant, id),
        may_publish: !is_own && staff.may(Capability::Publishing),
        is_own,
        name: row.name,
        org_name: row.org_name,
        reason: row.reason,
        typed,
        errors,
    };
    let status = form_status(&template.errors, false);
    flashed(staff.flash(), status, &template)
}

pub(super) async fn check(staff: Staff, Path(path): Path<ListingPath>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let name = staff.viewer().map_or("", |viewer| &viewer.name);
    let mut tx = staff.write().await?;
    let row = queries::listing_for_write(&mut tx, tenant.id, path.listing).await?.ok_or(AppError::NotFound)?;
    super::decide::refuse_own(&mut tx, &staff, row.org).await?;
    queries::check_listing(&mut tx, tenant.id, path.listing, staff.today()?, name).await?;
    tx.commit().await?;
    Ok(redirect(&urls::listing(&tenant, path.listing), Some(Flash::Checked)))
}

/// The form that takes an offer down or puts it up.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SuspensionForm {
    suspended: String,
    reason: String,
}

pub(super) async fn suspend(
    staff: Staff,
    Path(path): Path<ListingPath>,
    Form(form): Form<SuspensionForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let suspended = form.suspended == "1";
    let reason = match (suspended, Line::<200>::parse(&form.reason)) {
        (false, _) => String::new(),
        (true, Ok(reason)) => reason.into(),
        (true, Err(_)) => {
            let errors = Errors::of("reason", staff.context().t().publishing.error_reason);
            return show_listing(&staff, path.listing, form.reason, errors).await;
        }
    };
    let mut tx = staff.write().await?;
    let row = queries::listing_for_write(&mut tx, tenant.id, path.listing).await?.ok_or(AppError::NotFound)?;
    super::decide::refuse_own(&mut tx, &staff, row.org).await?;
    let url = urls::listing(&tenant, path.listing);
    if !queries::suspend_listing(&mut tx, tenant.id, path.listing, suspended, &reason).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let news =
        News::ListingSuspended { tenant: tenant.id, org: row.org, title: row.name, suspended, reason: reason.clone() };
    announce(&mut tx, Audience::Org(row.org), news, staff.now()).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(if suspended { Flash::Suspended } else { Flash::Resumed })))
}
