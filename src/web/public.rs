//! Answering a public page: from memory while nothing changed, else made anew and kept.

use std::future::Future;

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use super::cache::CachedPage;
use super::page::render;
use super::{Flash, html};
use crate::access::Visitor;
use crate::error::AppResult;

/// Whether this request's answer is the same for everyone with its language and display mode.
fn is_shared(visitor: &Visitor) -> bool {
    visitor.viewer().is_none() && visitor.flash().is_none()
}

/// What a page says of “open now” holds to the end of the minute.
fn end_of_minute(now: DateTime<Utc>) -> DateTime<Utc> {
    now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(now) + TimeDelta::minutes(1)
}

/// A page that looks the same to everyone.
pub trait PublicPage: Template {
    /// What it is, as the `Content-Type` header says it.
    const CONTENT_TYPE: &'static str = "text/html; charset=utf-8";

    /// The status it is answered with.
    fn status(&self) -> StatusCode {
        StatusCode::OK
    }

    /// Whether somebody will ask for it again.
    fn is_worth_keeping(&self) -> bool {
        true
    }
}

/// Longer addresses nobody else will ask for, and they would only push out those that somebody will.
const LONGEST_KEPT: usize = 300;

/// The page that `make` makes, or the one made before if nothing of the tenant changed since.
pub async fn page<T, F>(visitor: &Visitor, headers: &HeaderMap, make: impl FnOnce() -> F) -> AppResult<Response>
where
    T: PublicPage,
    F: Future<Output = AppResult<T>>,
{
    let state = visitor.state();
    let now = visitor.now();
    let epoch =
        visitor.context().tenant.as_ref().and_then(|t| state.db().changes().epoch(t.id)).filter(|_| is_shared(visitor));
    if let Some(epoch) = epoch
        && let Some(page) = state.pages().get(visitor.context(), epoch, now)
    {
        return Ok(page.respond(headers));
    }
    let template = make().await?;
    let Some(epoch) = epoch.filter(|_| template.status() == StatusCode::OK) else { return unkept(visitor, &template) };
    let page = CachedPage::new(render(&template)?, T::CONTENT_TYPE, epoch, end_of_minute(now));
    if template.is_worth_keeping() && visitor.context().uri.len() <= LONGEST_KEPT {
        state.pages().put(visitor.context(), page.clone());
    }
    Ok(page.respond(headers))
}

fn unkept<T: PublicPage>(visitor: &Visitor, template: &T) -> AppResult<Response> {
    let mut response = html(template.status(), template)?;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(T::CONTENT_TYPE));
    if visitor.flash().is_some() {
        response.headers_mut().append(header::SET_COOKIE, Flash::clear());
    }
    Ok(response)
}
