//! An operator's hour in a tenant: for a reason that stands in its record, and its staff are told. Without one, its console
//! is closed to operators (`access::session`).

use axum::response::Response;

use super::deed::{self, Deed, TenantPath, record_there};
use super::forms::DeedForm;
use super::model::VISIT;
use super::queries::entries::{self, NewEntry};
use super::suspension::subject;
use super::urls;
use crate::access::Operator;
use crate::db::EntryId;
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::staff;
use crate::tenancy::Tenant;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

pub(super) async fn begin(operator: Operator, Path(path): Path<TenantPath>) -> AppResult<Response> {
    show(&operator, &*subject(&operator, &path.slug)?, &DeedForm::default(), Errors::default())
}

fn show(operator: &Operator, tenant: &Tenant, form: &DeedForm, errors: Errors) -> AppResult<Response> {
    let t = &operator.context().t().operator;
    let deed = Deed {
        title: t.enter,
        lead: t.enter_lead,
        points: vec![t.enter_told.to_owned(), t.enter_limits.to_owned()],
        action: urls::entry(&tenant.slug),
        key: Some(EntryId::generate().uuid()),
        has_reason: true,
        is_danger: false,
    };
    deed::show(operator, tenant, deed, form, errors)
}

pub(super) async fn enter(
    operator: Operator,
    Path(path): Path<TenantPath>,
    Form(form): Form<DeedForm>,
) -> AppResult<Response> {
    let tenant = subject(&operator, &path.slug)?;
    let mut errors = Errors::default();
    let Some(reason) = deed::check(&operator, &form, &mut errors).await? else {
        return show(&operator, &tenant, &form, errors);
    };
    let now = operator.now();
    let new = NewEntry {
        id: form.key.ok_or(AppError::BadRequest)?.into(),
        person: operator.me().id,
        name: &operator.me().name,
        reason: &reason,
        began_at: now,
        ends_at: now + VISIT,
    };
    let mut tx = operator.write().await?;
    record_there(&mut tx, &operator, &tenant).await?;
    let console = staff::urls::console(&tenant);
    if !entries::insert(&mut tx, tenant.id, &new).await? {
        return Ok(redirect(&console, Some(Flash::AlreadyDone)));
    }
    let news = News::OperatorEntered { tenant: tenant.id, name: operator.me().name.clone(), reason: reason.clone() };
    announce(&mut tx, Audience::Staff(tenant.id), news, now).await?;
    tx.commit().await?;
    Ok(redirect(&console, Some(Flash::Entered)))
}

pub(super) async fn leave(operator: Operator, Path(path): Path<TenantPath>) -> AppResult<Response> {
    let tenant = subject(&operator, &path.slug)?;
    let mut tx = operator.write().await?;
    record_there(&mut tx, &operator, &tenant).await?;
    let url = urls::tenant(&tenant.slug);
    if !entries::end(&mut tx, tenant.id, operator.me().id, operator.now()).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Left)))
}
