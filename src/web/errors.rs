//! Draws the calm page for a refusal or failure, in the visitor's language.

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::{Context, Page};
use crate::error::ErrorPage;
use crate::state::AppState;

use crate::ui::{Footer, Head, Masthead};

/// An error page.
#[derive(Template)]
#[template(path = "errors/error.html")]
struct Problem {
    page: Page,
    heading: &'static str,
    text: &'static str,
    /// Where an operator enters the community.
    entry_url: Option<String>,
    /// Who is to be called while the community is suspended: the street's name, the number to dial and to read.
    street: Option<(String, String, String)>,
}

impl Problem {
    fn new(state: &AppState, context: &Context, kind: ErrorPage) -> Self {
        let t = &context.t().errors;
        let (heading, text) = match kind {
            ErrorPage::Forbidden => (t.forbidden_title, t.forbidden_text),
            ErrorPage::NotEntered => (t.not_entered_title, t.not_entered_text),
            ErrorPage::Suspended => (t.suspended_title, t.suspended_text),
            ErrorPage::NotFound => (t.not_found_title, t.not_found_text),
            ErrorPage::BadRequest => (t.bad_request_title, t.bad_request_text),
            ErrorPage::TooLarge => (t.too_large_title, t.too_large_text),
            ErrorPage::Method => (t.method_title, t.method_text),
            ErrorPage::Conflict => (t.conflict_title, t.conflict_text),
            ErrorPage::TooMany => (t.too_many_title, t.too_many_text),
            ErrorPage::Unavailable => (t.unavailable_title, t.unavailable_text),
            ErrorPage::Internal => (t.internal_title, t.internal_text),
        };
        let page = Page::new(state, context, None, None, heading).unlisted();
        let tenant = context.tenant.as_deref();
        let entry_url =
            tenant.filter(|_| kind == ErrorPage::NotEntered).map(|tenant| crate::operator::urls::tenant(&tenant.slug));
        let above = tenant.filter(|_| kind == ErrorPage::Suspended).and_then(|tenant| tenant.parent);
        let street = above.and_then(|id| state.platform().by_id(id)).and_then(|street| {
            let phone = street.phone.as_ref()?;
            Some((street.name.clone(), phone.tel_href(), phone.display()))
        });
        Self { page, heading, text, entry_url, street }
    }
}

/// Replaces a bare refusal by its page. Answers that are no pages (a missing style sheet, a probe) stay bare.
pub(super) fn draw(state: &AppState, context: &Context, response: Response) -> Response {
    let kind = response.extensions().get::<ErrorPage>().copied().or_else(|| ErrorPage::for_status(response.status()));
    let has_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
    let (Some(kind), false) = (kind, has_page || context.uri.starts_with("/static/")) else { return response };
    let (mut parts, _) = response.into_parts();
    let Ok(body) = Problem::new(state, context, kind).render() else { return (parts, ()).into_response() };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/html; charset=utf-8"));
    parts.headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    (parts, body).into_response()
}
