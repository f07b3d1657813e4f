//! The service station (便民服务站): where it is, when somebody is there, and the phone.

use axum::response::Response;

use super::forms::StationForm;
use super::pages::StationPage;
use super::{community, queries, saved, urls};
use crate::access::Staff;
use crate::error::AppResult;
use crate::staff;
use crate::tenancy::Tenant;
use crate::web::extract::Form;
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect};

pub(super) async fn show(staff: Staff) -> AppResult<Response> {
    let tenant = community(&staff)?;
    show_form(&staff, &tenant, StationForm::of(&tenant), Errors::default(), Vec::new())
}

fn show_form(
    staff: &Staff,
    tenant: &Tenant,
    form: StationForm,
    errors: Errors,
    theirs: Vec<(&'static str, String)>,
) -> AppResult<Response> {
    let status = form_status(&errors, !theirs.is_empty());
    let template = StationPage {
        page: Page::of_console(staff, staff.context().t().settings.station),
        console_url: staff::urls::console(tenant),
        index_url: urls::index(tenant),
        action: urls::station(tenant),
        form,
        errors,
        theirs,
    };
    flashed(staff.flash(), status, &template)
}

pub(super) async fn save(staff: Staff, Form(form): Form<StationForm>) -> AppResult<Response> {
    let tenant = community(&staff)?;
    let t = staff.context().t();
    let mut errors = Errors::default();
    let valid = form.check(t, &mut errors).filter(|_| errors.is_empty());
    let Some(valid) = valid else { return show_form(&staff, &tenant, form, errors, Vec::new()) };
    let mut tx = staff.write().await?;
    if queries::set_station(&mut tx, tenant.id, form.revision, &valid).await? {
        tx.commit().await?;
        return Ok(redirect(&urls::index(&tenant), Some(Flash::Saved)));
    }
    drop(tx);
    let now = saved(&staff).await?;
    let saved = StationForm::of(&now);
    let theirs = vec![
        (t.settings.station_name, saved.name),
        (t.settings.address, saved.address),
        (t.settings.area, saved.area),
        (t.settings.hours, saved.hours),
        (t.settings.phone, saved.phone),
    ];
    show_form(&staff, &now, StationForm { revision: saved.revision, ..form }, Errors::default(), theirs)
}
