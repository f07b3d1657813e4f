//! A tenant is added, and one is looked at.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::deed::TenantPath;
use super::forms::TenantForm;
use super::model::Deletion;
use super::pages::{DeletionView, ExportView, NewTenantPage, SuspensionView, TenantPage, bytes, level_name, page};
use super::queries::tenants::{Added, NewTenant};
use super::queries::{deletions, entries, exports, tenants};
use super::{model, urls};
use crate::access::Operator;
use crate::accounts::{Asked, prove_unless_fresh};
use crate::db::TenantId;
use crate::error::{AppError, AppResult};
use crate::search::{fold, pinyin};
use crate::staff;
use crate::tenancy::{self, Level, Tenant};
use crate::ui::SelectOption;
use crate::values::Phone;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::{Flash, flashed, form_page, redirect, text};

/// Exports that a tenant's page tells of.
const MOST_EXPORTS: i64 = 5;
/// And earlier suspensions.
const MOST_SUSPENSIONS: i64 = 5;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewQuery {
    parent: String,
}

pub(super) async fn begin(operator: Operator, Query(query): Query<NewQuery>) -> AppResult<Response> {
    show_new(&operator, TenantForm { parent: query.parent, ..TenantForm::default() }, Errors::default())
}

fn show_new(operator: &Operator, form: TenantForm, errors: Errors) -> AppResult<Response> {
    let t = operator.context().t();
    let platform = operator.state().platform();
    let parents = model::tree(&platform)
        .into_iter()
        .filter_map(|(depth, tenant)| {
            let below = level_name(tenant.level.below()?, t);
            let label = t.operator.below(format!("{}{}", "— ".repeat(depth), tenant.name), below);
            Some(SelectOption::new(&tenant.slug, label))
        })
        .collect();
    let template = NewTenantPage {
        page: page(operator, t.operator.new_tenant),
        key: form.key.unwrap_or_else(TenantId::generate).to_string(),
        parents,
        form,
        asked: Asked::unless_fresh(operator),
        errors,
    };
    form_page(operator.flash(), &template.errors, &template)
}

pub(super) async fn add(operator: Operator, Form(form): Form<TenantForm>) -> AppResult<Response> {
    let t = operator.context().t();
    let mut errors = Errors::default();
    let parent = operator.state().platform().by_slug(&form.parent);
    // Nothing is hung on what is about to go.
    let parent = parent.filter(|parent| parent.leaving_at.is_none());
    let place = parent.and_then(|parent| Some((parent.id, parent.level.below()?)));
    if place.is_none() {
        errors.add("parent", t.operator.error_parent);
    }
    let valid = form.check(t, &mut errors);
    let is_proved = prove_unless_fresh(&operator, &form.proof, &mut errors).await?;
    let (Some(valid), Some((parent, level)), true) = (valid, place, is_proved) else {
        return show_new(&operator, form, errors);
    };
    let id = form.key.ok_or(AppError::BadRequest)?;
    let search_key = fold(&valid.name);
    let new = NewTenant {
        id,
        parent,
        level,
        slug: valid.slug.as_str(),
        name: &valid.name,
        search_pinyin: &pinyin::syllables(&search_key),
        search_key: &search_key,
        intro: &valid.intro,
        phone: valid.phone.as_ref().map(Phone::as_str),
    };
    let mut tx = operator.write().await?;
    match tenants::insert(&mut tx, &new).await? {
        Added::New => tx.commit().await?,
        Added::Before => {
            let slug = operator.state().platform().by_id(id).ok_or(AppError::Conflict)?.slug.clone();
            return Ok(redirect(&urls::tenant(&slug), Some(Flash::AlreadyDone)));
        }
        Added::SlugTaken => {
            drop(tx);
            return show_new(&operator, form, Errors::of("slug", t.operator.error_slug_taken));
        }
    }
    // Whoever runs a community needs its first staff next.
    Ok(redirect(&urls::staff(valid.slug.as_str()), Some(Flash::TenantAdded)))
}

pub(super) async fn show(operator: Operator, Path(path): Path<TenantPath>) -> AppResult<Response> {
    let tenant = operator.tenant(&path.slug)?;
    let (state, now, me) = (operator.state(), operator.now(), operator.me());
    let platform = state.platform();
    let mut tx = operator.read().await?;
    let figures = tenants::figures(&mut tx, &[tenant.id], operator.today()).await?;
    let figures = figures.get(&tenant.id).copied().unwrap_or_default();
    let deletion = deletions::open(&mut tx, tenant.id).await?;
    let exports = exports::list(&mut tx, tenant.id, MOST_EXPORTS).await?;
    let suspensions = tenants::suspensions(&mut tx, tenant.id, MOST_SUSPENSIONS).await?;
    let entered_until = entries::open_until(&mut tx, tenant.id, me.id, now).await?;
    drop(tx);
    let (t, locale) = (operator.context().t(), operator.context().locale);
    let moment = |at| text::moment(locale, at, now, tenant.time_zone);
    let above = tenant.parent.and_then(|id| platform.by_id(id)).map_or_else(String::new, |above| above.name.clone());
    let template = TenantPage {
        page: page(&operator, &tenant.name),
        name: tenant.name.clone(),
        slug: tenant.slug.clone(),
        home_url: (tenant.level != Level::Platform).then(|| tenancy::urls::home(&tenant)),
        facts: vec![
            (t.operator.level, level_name(tenant.level, t).to_owned()),
            (t.operator.above, above),
            (t.operator.phone, tenant.phone.as_ref().map_or_else(String::new, Phone::display)),
            (t.operator.households, figures.households.to_string()),
            (t.operator.staff, figures.staff.to_string()),
            (t.operator.listings, figures.listings.to_string()),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect(),
        suspended: tenant.suspended_at.map(|at| (moment(at), tenant.suspended_for.clone())),
        suspensions: suspensions
            .into_iter()
            .map(|one| SuspensionView {
                days: t.operator.suspended_from_to(moment(one.began_at), moment(one.ended_at)),
                reason: one.reason,
                people: t.operator.suspended_by(one.by_name, one.ended_name),
            })
            .collect(),
        deletion: deletion.map(|deletion| deletion_view(&operator, &tenant, deletion)),
        exports: exports.into_iter().map(|row| export_view(&operator, &tenant, row)).collect(),
        entered_until: entered_until.map(moment),
        console_url: staff::urls::console(&tenant),
        below: platform.children(tenant.id).map(|below| (urls::tenant(&below.slug), below.name.clone())).collect(),
        new_url: tenant.level.below().map(|_| urls::new_tenant(&tenant.slug)),
    };
    flashed(operator.flash(), StatusCode::OK, &template)
}

fn deletion_view(operator: &Operator, tenant: &Tenant, deletion: Deletion) -> DeletionView {
    let (t, locale, now) = (&operator.context().t().operator, operator.context().locale, operator.now());
    let moment = |at| text::moment(locale, at, now, tenant.time_zone);
    let is_due = deletion.due_at.is_some_and(|at| at <= now);
    DeletionView {
        text: match (&deletion.approved_name, deletion.due_at) {
            (Some(_), Some(_)) if is_due => t.deletion_running.to_owned(),
            (Some(second), Some(at)) => t.deletion_decided(&deletion.asked_name, second, moment(at)),
            _ => t.deletion_asked(&deletion.asked_name, moment(deletion.asked_at)),
        },
        may_approve: deletion.may_approve(operator.me().id),
        may_take_back: !is_due,
        reason: deletion.reason,
    }
}

fn export_view(operator: &Operator, tenant: &Tenant, row: exports::Row) -> ExportView {
    let (t, locale, now) = (&operator.context().t().operator, operator.context().locale, operator.now());
    let moment = |at| text::moment(locale, at, now, tenant.time_zone);
    let is_mine = row.asked_by == operator.me().id;
    ExportView {
        text: t.export_line(&row.asked_name, moment(row.asked_at), &row.reason),
        state: match (row.expires_at, row.size) {
            (Some(until), Some(_)) if until <= now => t.export_over.to_owned(),
            (Some(until), Some(size)) => t.export_until(bytes(u64::try_from(size).unwrap_or(0)), moment(until)),
            _ => t.export_waiting.to_owned(),
        },
        url: row.expires_at.filter(|until| is_mine && *until > now).map(|_| urls::export(row.id)),
    }
}
