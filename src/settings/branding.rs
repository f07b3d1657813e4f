//! Name, hue and introduction.

use axum::response::Response;

use super::forms::BrandingForm;
use super::pages::{BrandView, BrandingPage, brand_name};
use super::{community, queries, saved, urls};
use crate::access::Staff;
use crate::error::AppResult;
use crate::staff;
use crate::tenancy::{Brand, Tenant, emblem};
use crate::web::extract::Form;
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect};

pub(super) async fn show(staff: Staff) -> AppResult<Response> {
    let tenant = community(&staff)?;
    show_form(&staff, &tenant, BrandingForm::of(&tenant), Errors::default(), Vec::new())
}

fn show_form(
    staff: &Staff,
    tenant: &Tenant,
    form: BrandingForm,
    errors: Errors,
    theirs: Vec<(&'static str, String)>,
) -> AppResult<Response> {
    let t = staff.context().t();
    let status = form_status(&errors, !theirs.is_empty());
    let shown = if form.name.trim().is_empty() { tenant.name.clone() } else { form.name.clone() };
    let template = BrandingPage {
        page: Page::of_console(staff, t.settings.branding),
        console_url: staff::urls::console(tenant),
        index_url: urls::index(tenant),
        action: urls::branding(tenant),
        brands: Brand::ALL
            .into_iter()
            .map(|brand| BrandView {
                code: brand.code(),
                class: brand.class(),
                name: brand_name(brand, t),
                is_chosen: brand.code() == form.brand,
            })
            .collect(),
        emblem: emblem(&shown).to_owned(),
        shown,
        form,
        errors,
        theirs,
    };
    flashed(staff.flash(), status, &template)
}

pub(super) async fn save(staff: Staff, Form(form): Form<BrandingForm>) -> AppResult<Response> {
    let tenant = community(&staff)?;
    let t = staff.context().t();
    let mut errors = Errors::default();
    let Some(valid) = form.check(t, &mut errors) else {
        return show_form(&staff, &tenant, form, errors, Vec::new());
    };
    let mut tx = staff.write().await?;
    if queries::set_branding(&mut tx, tenant.id, form.revision, &valid).await? {
        tx.commit().await?;
        return Ok(redirect(&urls::index(&tenant), Some(Flash::Saved)));
    }
    drop(tx);
    let now = saved(&staff).await?;
    let theirs = vec![
        (t.settings.name, now.name.clone()),
        (t.settings.brand, brand_name(now.brand, t).to_owned()),
        (t.settings.intro, now.intro.clone()),
    ];
    show_form(&staff, &now, BrandingForm { revision: now.revisions.branding, ..form }, Errors::default(), theirs)
}
