//! What every request passes through, outermost first: the log's span, security headers, the request's context, its
//! time limit and error pages; cross-site protection, limits of size; the boundary that keeps a panic to one request.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tracing::Instrument;

use super::{context, errors};
use crate::error::AppError;
use crate::state::AppState;

/// How long a request may take.
const REQUEST_LIMIT: Duration = Duration::from_secs(10);
/// How long one may take that carries a file: a photo over a slow line, and its turn at the decoder.
const UPLOAD_LIMIT: Duration = Duration::from_secs(90);
/// How large a form may be; uploads set their own.
const BODY_LIMIT: usize = 256 << 10;

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Puts the layers around the routes.
pub fn wrap(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    // Each `layer` call boxes every route once more, so what can be one layer is one.
    routes
        .layer(CatchPanicLayer::custom(panicked))
        .layer((CsrfLayer::new(), DefaultBodyLimit::max(BODY_LIMIT)))
        .layer(from_fn_with_state(state.clone(), around))
}

fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let text =
        panic.downcast_ref::<&str>().map(|s| (*s).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
    AppError::Internal(anyhow::anyhow!("panic: {}", text.unwrap_or_default())).into_response()
}

fn security_headers(state: &AppState, headers: &mut HeaderMap) {
    let mut set = |name, value| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(header::HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if state.config().is_https() {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
        // Whoever set it: a cookie that came by https goes back by nothing else.
        for (name, value) in headers.iter_mut() {
            if name == header::SET_COOKIE && !value.as_bytes().ends_with(b"; Secure") {
                let secured = [value.as_bytes(), b"; Secure"].concat();
                *value = HeaderValue::from_bytes(&secured).unwrap_or_else(|_| value.clone());
            }
        }
    }
}

fn carries_file(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"))
}

/// What is ours around every request. One span and one line each: the route, never the address with what was typed.
async fn around(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let span = tracing::info_span!(
        "request",
        method = %request.method(),
        route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str),
        id = tracing::field::Empty,
        tenant = tracing::field::Empty,
        person = tracing::field::Empty,
    );
    let started = std::time::Instant::now();
    async move {
        // Shared data that a change was announced for is read before the request that follows.
        state.refresh_platform().await;
        let (context, cookie) = context::arrive(&state, &mut request);
        let limit = if carries_file(request.headers()) { UPLOAD_LIMIT } else { REQUEST_LIMIT };
        let response = tokio::time::timeout(limit, next.run(request)).await;
        let response = response.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response());
        let mut response = errors::draw(&state, &context, response);
        if let Some(cookie) = cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        security_headers(&state, response.headers_mut());
        let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        if response.status().is_server_error() {
            tracing::warn!(status = response.status().as_u16(), micros, "answered");
        } else {
            tracing::debug!(status = response.status().as_u16(), micros, "answered");
        }
        response
    }
    .instrument(span)
    .await
}
