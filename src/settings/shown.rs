//! Which categories a community offers, and which parts of the portal it does without.

use axum::response::Response;

use super::forms::ShownForm;
use super::pages::{ShownPage, Tick, feature_name, feature_note};
use super::{community, queries, saved, urls};
use crate::access::Staff;
use crate::error::AppResult;
use crate::staff;
use crate::tenancy::{Feature, PlatformData, Tenant};
use crate::web::extract::Form;
use crate::web::form::Errors;
use crate::web::{Context, Flash, Page, flashed, form_status, redirect};

pub(super) async fn show(staff: Staff) -> AppResult<Response> {
    let tenant = community(&staff)?;
    let form = ShownForm::of(&tenant, &staff.state().platform());
    show_form(&staff, &tenant, &form, Errors::default(), Vec::new())
}

fn show_form(
    staff: &Staff,
    tenant: &Tenant,
    form: &ShownForm,
    errors: Errors,
    theirs: Vec<(&'static str, String)>,
) -> AppResult<Response> {
    let (t, locale, platform) = (staff.context().t(), staff.context().locale, staff.state().platform());
    let status = form_status(&errors, !theirs.is_empty());
    let template = ShownPage {
        page: Page::of_console(staff, t.settings.shown),
        console_url: staff::urls::console(tenant),
        index_url: urls::index(tenant),
        action: urls::shown(tenant),
        categories: platform
            .categories()
            .map(|category| Tick {
                code: category.code.clone(),
                name: category.name(locale).to_owned(),
                note: category.summary(locale).to_owned(),
                is_on: form.category.contains(&category.code),
            })
            .collect(),
        features: Feature::ALL
            .into_iter()
            .map(|feature| Tick {
                code: feature.code().to_owned(),
                name: feature_name(feature, t).to_owned(),
                note: feature_note(feature, t).to_owned(),
                is_on: form.is_on(feature, tenant),
            })
            .collect(),
        revision: form.revision,
        errors,
        theirs,
    };
    flashed(staff.flash(), status, &template)
}

pub(super) async fn save(staff: Staff, Form(form): Form<ShownForm>) -> AppResult<Response> {
    let mut tenant = community(&staff)?;
    // What the form does not show stays as it is saved, of which this server may not have heard yet.
    if form.revision != tenant.revisions.shown {
        tenant = saved(&staff).await?;
    }
    let (context, platform) = (staff.context(), staff.state().platform());
    let t = context.t();
    let mut errors = Errors::default();
    let Some(valid) = form.check(&tenant, &platform, t, &mut errors) else {
        return show_form(&staff, &tenant, &form, errors, Vec::new());
    };
    let mut tx = staff.write().await?;
    if queries::set_shown(&mut tx, tenant.id, form.revision, &valid).await? {
        tx.commit().await?;
        return Ok(redirect(&urls::index(&tenant), Some(Flash::Saved)));
    }
    drop(tx);
    let now = saved(&staff).await?;
    let (categories, features) = words(&now, &platform, context);
    let theirs = vec![(t.settings.categories, categories), (t.settings.features, features)];
    let form = ShownForm { revision: now.revisions.shown, ..form };
    show_form(&staff, &now, &form, Errors::default(), theirs)
}

/// What is shown, as two lists in words: categories and features.
pub(super) fn words(tenant: &Tenant, platform: &PlatformData, context: &Context) -> (String, String) {
    let t = context.t();
    let categories: Vec<&str> = platform.categories_of(tenant).map(|category| category.name(context.locale)).collect();
    let features: Vec<&str> = Feature::ALL
        .into_iter()
        .filter(|feature| tenant.has(feature))
        .map(|feature| feature_name(feature, t))
        .collect();
    (categories.join(t.time.list_separator), features.join(t.time.list_separator))
}
