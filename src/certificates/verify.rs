//! For whoever holds a certificate: is it one of ours, does it hold, and what does it say?

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::model::{Standing, read_code};
use super::pages::{LookUpPage, StandingView, Verified, VerifyPage};
use super::queries::{self, Certificate};
use super::{sheet, urls};
use crate::access::Visitor;
use crate::error::{AppError, AppResult};
use crate::web::extract::{Path, Query};
use crate::web::form::Errors;
use crate::web::{Nav, Page, flashed, form_status, redirect, text};

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct LookUpQuery {
    code: Option<String>,
}

pub(super) async fn look_up(visitor: Visitor, Query(query): Query<LookUpQuery>) -> AppResult<Response> {
    let tenant = visitor.tenant()?;
    let t = visitor.context().t();
    if !tenant.is_community() {
        return Err(AppError::NotFound);
    }
    let mut errors = Errors::default();
    match query.code.as_deref().map(read_code) {
        Some(Some(code)) => return Ok(redirect(&urls::verify(tenant, &code), None)),
        Some(None) => errors.add("code", t.certificates.error_code),
        None => {}
    }
    let page = Page::new(visitor.state(), visitor.context(), visitor.viewer(), visitor.flash(), t.certificates.look_up);
    let template = LookUpPage {
        page: page.at(Nav::Home).described(t.certificates.look_up_lead),
        action: urls::look_up(tenant),
        code: query.code.unwrap_or_default(),
        errors,
    };
    flashed(visitor.flash(), form_status(&template.errors, false), &template)
}

/// The path of a code.
#[derive(Deserialize)]
pub(super) struct CodePath {
    verification: String,
}

pub(super) async fn show(visitor: Visitor, Path(path): Path<CodePath>) -> AppResult<Response> {
    let (tenant, context) = (visitor.tenant()?, visitor.context());
    let t = context.t();
    let code = read_code(&path.verification);
    // One address each: links that people make of a printed code lead there.
    if let Some(code) = code.as_deref().filter(|code| **code != *path.verification) {
        return Ok(redirect(&urls::verify(tenant, code), None));
    }
    let mut tx = visitor.read().await?;
    let found = match &code {
        Some(code) => queries::by_code(&mut tx, tenant.id, code).await?,
        None => None,
    };
    drop(tx);
    let status = if found.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let title = if found.is_some() { t.certificates.verified } else { t.certificates.unknown };
    let template = VerifyPage {
        page: Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), title).at(Nav::Home).unlisted(),
        look_up_url: urls::look_up(tenant),
        found: found.map(|certificate| verified(&visitor, &certificate)).transpose()?,
        phone: tenant.phone.as_ref().map(|phone| (phone.tel_href(), phone.display())),
    };
    flashed(visitor.flash(), status, &template)
}

fn verified(visitor: &Visitor, certificate: &Certificate) -> AppResult<Verified> {
    let (tenant, context, now) = (visitor.tenant()?, visitor.context(), visitor.now());
    let (t, c) = (context.t(), &context.t().certificates);
    let standing = sheet::standing(certificate, tenant, now);
    let date = |day| text::date(context.locale, day);
    let expires = certificate.expires_on.map(date);
    let note = match standing {
        Standing::Revoked => {
            let at = certificate.revoked_at.map(|at| at.with_timezone(&tenant.time_zone).date_naive());
            c.note_revoked(at.map(date).unwrap_or_default())
        }
        Standing::Expired => c.note_expired(expires.as_deref().unwrap_or_default()),
        Standing::Valid | Standing::Prepared => c.note_valid.to_owned(),
    };
    Ok(Verified {
        standing: StandingView { label: standing.label(t), is_valid: standing == Standing::Valid },
        note,
        name: certificate.name_masked.clone(),
        number: certificate.number.clone().unwrap_or_default(),
        issued: certificate.issued_on.map(date).unwrap_or_default(),
        expires,
        content: sheet::content(&certificate.content, context),
        issuer: certificate.issuer.clone(),
    })
}
