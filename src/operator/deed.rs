//! What is done to a tenant: a page that says what it means, a reason where one is needed, and a fresh proof of who does it.

use axum::response::Response;

use super::forms::DeedForm;
use super::pages::{DeedPage, page};
use super::queries::deletions::By;
use super::urls;
use crate::access::Operator;
use crate::accounts::{Asked, prove_unless_fresh};
use crate::audit;
use crate::db::WriteTx;
use crate::error::AppResult;
use crate::tenancy::Tenant;
use crate::web::form::Errors;
use crate::web::form_page;

/// The path of a tenant.
#[derive(serde::Deserialize)]
pub(super) struct TenantPath {
    pub slug: String,
}

/// Something that may be done.
pub(super) struct Deed<'a> {
    pub title: &'a str,
    pub lead: &'a str,
    /// What to know before.
    pub points: Vec<String>,
    pub action: String,
    /// The id of what it makes.
    pub key: Option<uuid::Uuid>,
    pub has_reason: bool,
    pub is_danger: bool,
}

/// Shows its page.
pub(super) fn show(
    operator: &Operator,
    tenant: &Tenant,
    deed: Deed<'_>,
    form: &DeedForm,
    errors: Errors,
) -> AppResult<Response> {
    let template = DeedPage {
        page: page(operator, format!("{} · {}", deed.title, tenant.name)),
        tenant_name: tenant.name.clone(),
        tenant_url: urls::tenant(&tenant.slug),
        title: deed.title,
        lead: deed.lead,
        points: deed.points,
        action: deed.action,
        key: form.key.or(deed.key).map(|key| key.to_string()),
        has_reason: deed.has_reason,
        form,
        asked: Asked::unless_fresh(operator),
        errors,
        is_danger: deed.is_danger,
    };
    form_page(operator.flash(), &template.errors, &template)
}

/// The reason, proven to come from the operator; none with what is wrong in `errors`.
pub(super) async fn check(operator: &Operator, form: &DeedForm, errors: &mut Errors) -> AppResult<Option<String>> {
    let reason = form.reason(operator.context().t(), errors);
    let is_proved = prove_unless_fresh(operator, &form.proof, errors).await?;
    Ok(reason.filter(|_| is_proved))
}

/// Who does it, now.
pub(super) fn by(operator: &Operator) -> By<'_> {
    By { person: operator.me().id, name: &operator.me().name, at: operator.now() }
}

/// Puts what is done on the tenant's record as well, where its staff read it. The transaction stays in the tenant's scope.
pub(super) async fn record_there(tx: &mut WriteTx, operator: &Operator, tenant: &Tenant) -> AppResult<()> {
    tx.enter_tenant(tenant.id).await?;
    if let Some(deed) = operator.deed_in(tenant.id) {
        audit::record(tx, &deed).await?;
    }
    Ok(())
}
