//! A tenant is suspended, and opened again.

use axum::response::Response;

use super::deed::{self, Deed, TenantPath, record_there};
use super::forms::DeedForm;
use super::queries::tenants;
use super::urls;
use crate::access::Operator;
use crate::error::{AppError, AppResult};
use crate::tenancy::{Level, Tenant};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

/// A tenant that things are done to: any but the platform's own.
pub(super) fn subject(operator: &Operator, slug: &str) -> AppResult<std::sync::Arc<Tenant>> {
    operator
        .tenant(slug)
        .and_then(|tenant| if tenant.level == Level::Platform { Err(AppError::NotFound) } else { Ok(tenant) })
}

pub(super) async fn begin(operator: Operator, Path(path): Path<TenantPath>) -> AppResult<Response> {
    show(&operator, &*subject(&operator, &path.slug)?, &DeedForm::default(), Errors::default())
}

fn show(operator: &Operator, tenant: &Tenant, form: &DeedForm, errors: Errors) -> AppResult<Response> {
    let t = &operator.context().t().operator;
    let deed = Deed {
        title: t.suspend,
        lead: t.suspend_lead,
        points: Vec::new(),
        action: urls::suspension(&tenant.slug),
        key: None,
        has_reason: true,
        is_danger: true,
    };
    deed::show(operator, tenant, deed, form, errors)
}

pub(super) async fn suspend(
    operator: Operator,
    Path(path): Path<TenantPath>,
    Form(form): Form<DeedForm>,
) -> AppResult<Response> {
    let tenant = subject(&operator, &path.slug)?;
    let mut errors = Errors::default();
    let Some(reason) = deed::check(&operator, &form, &mut errors).await? else {
        return show(&operator, &tenant, &form, errors);
    };
    let mut tx = operator.write().await?;
    if !tenants::suspend(&mut tx, tenant.id, &reason, &deed::by(&operator)).await? {
        return Ok(redirect(&urls::tenant(&tenant.slug), Some(Flash::AlreadyDone)));
    }
    record_there(&mut tx, &operator, &tenant).await?;
    tx.commit().await?;
    Ok(redirect(&urls::tenant(&tenant.slug), Some(Flash::TenantSuspended)))
}

pub(super) async fn resume(operator: Operator, Path(path): Path<TenantPath>) -> AppResult<Response> {
    let tenant = subject(&operator, &path.slug)?;
    let mut tx = operator.write().await?;
    if !tenants::resume(&mut tx, tenant.id, &deed::by(&operator)).await? {
        return Ok(redirect(&urls::tenant(&tenant.slug), Some(Flash::AlreadyDone)));
    }
    record_there(&mut tx, &operator, &tenant).await?;
    tx.commit().await?;
    Ok(redirect(&urls::tenant(&tenant.slug), Some(Flash::TenantResumed)))
}
