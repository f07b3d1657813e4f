//! What can go wrong with a request, and the answer each gets.

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

/// The result of most things that serve a request.
pub type AppResult<T> = Result<T, AppError>;

/// A refusal or failure. Visitors see a calm page with the request's id; the source goes to the log, once.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in; afterwards the visitor returns to this local path.
    #[error("sign-in needed")]
    SignIn {
        /// Where to go once signed in.
        back_to: String,
        /// Whether a filled-in form came with the request: it is handed on to the sign-in, which gives it back.
        has_form: bool,
    },
    /// Signed in, but with a password alone where a second factor is required; afterwards they return to this local path.
    #[error("second factor needed")]
    SecondFactor {
        /// Where to go once it is on.
        back_to: String,
    },
    /// Signed in, but no grant allows it.
    #[error("forbidden")]
    Forbidden,
    /// An operator who has not entered the community.
    #[error("not entered")]
    NotEntered,
    /// The community is suspended.
    #[error("suspended")]
    Suspended,
    /// No such thing, or not in the actor's scope: the two look the same.
    #[error("not found")]
    NotFound,
    /// The request cannot be understood: a broken address, form or encoding.
    #[error("bad request")]
    BadRequest,
    /// The body is larger than allowed.
    #[error("too large")]
    TooLarge,
    /// The address is longer than any of ours.
    #[error("address too long")]
    TooLong,
    /// The thing changed meanwhile.
    #[error("conflict")]
    Conflict,
    /// Too often.
    #[error("too many requests")]
    TooMany {
        /// When to try again.
        retry: Duration,
    },
    /// The database, or a place in a queue, is not to be had just now.
    #[error("unavailable")]
    Unavailable,
    /// A fault of ours.
    #[error("internal: {0}")]
    Internal(#[source] anyhow::Error),
}

/// The kind of error page a response wants; `web::errors` draws it in the visitor's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorPage {
    /// See [`AppError::Forbidden`].
    Forbidden,
    /// See [`AppError::NotEntered`].
    NotEntered,
    /// See [`AppError::Suspended`].
    Suspended,
    /// See [`AppError::NotFound`].
    NotFound,
    /// See [`AppError::BadRequest`].
    BadRequest,
    /// See [`AppError::TooLarge`].
    TooLarge,
    /// The method is not offered at this address.
    Method,
    /// See [`AppError::Conflict`].
    Conflict,
    /// See [`AppError::TooMany`].
    TooMany,
    /// See [`AppError::Unavailable`].
    Unavailable,
    /// See [`AppError::Internal`].
    Internal,
}

impl ErrorPage {
    /// The page for a bare refusal from the router or a layer.
    pub fn for_status(status: StatusCode) -> Option<Self> {
        Some(match status {
            StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::UNPROCESSABLE_ENTITY => {
                Self::BadRequest
            }
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::Method,
            StatusCode::CONFLICT => Self::Conflict,
            StatusCode::PAYLOAD_TOO_LARGE | StatusCode::URI_TOO_LONG => Self::TooLarge,
            StatusCode::TOO_MANY_REQUESTS => Self::TooMany,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT | StatusCode::REQUEST_TIMEOUT => {
                Self::Unavailable
            }
            status if status.is_server_error() => Self::Internal,
            _ => return None,
        })
    }
}

impl From<sqlx::Error> for AppError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
                tracing::warn!(%error, "the database is not to be had");
                Self::Unavailable
            }
            sqlx::Error::Database(ref source) if source.code().as_deref() == Some(DISK_FULL) => {
                tracing::error!(%error, "the database's disk is full: free some space");
                Self::Unavailable
            }
            sqlx::Error::Database(ref source) if is_passing(source.code().as_deref()) => {
                tracing::warn!(%error, "the database gave up on a statement");
                Self::Unavailable
            }
            error => Self::Internal(error.into()),
        }
    }
}

/// PostgreSQL's code for a disk with no room left.
const DISK_FULL: &str = "53100";

/// Whether a disk with no room left is behind this error.
pub fn is_disk_full(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let database = cause.downcast_ref::<sqlx::Error>().and_then(sqlx::Error::as_database_error);
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        database.and_then(|error| error.code()).as_deref() == Some(DISK_FULL)
            || matches!(io, Some(std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded))
    })
}

/// Statement or lock time limits, shutdown, too many connections: worth a second try later.
fn is_passing(code: Option<&str>) -> bool {
    matches!(code, Some("57014" | "55P03" | "57P01" | "57P02" | "57P03" | "53300" | "40001" | "40P01"))
}

impl From<askama::Error> for AppError {
    fn from(error: askama::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<anyhow::Error> for AppError {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let (status, page) = match &self {
            // 307: the browser sends the same form once more, to there.
            Self::SignIn { back_to, has_form: true } => {
                return Redirect::temporary(&crate::accounts::urls::kept(back_to)).into_response();
            }
            Self::SignIn { back_to, has_form: false } => {
                return Redirect::to(&crate::accounts::urls::sign_in(Some(back_to))).into_response();
            }
            Self::SecondFactor { back_to } => {
                return Redirect::to(&crate::accounts::factor::urls::page(Some(back_to))).into_response();
            }
            Self::Forbidden => (StatusCode::FORBIDDEN, ErrorPage::Forbidden),
            Self::NotEntered => (StatusCode::FORBIDDEN, ErrorPage::NotEntered),
            Self::Suspended => (StatusCode::SERVICE_UNAVAILABLE, ErrorPage::Suspended),
            Self::NotFound => (StatusCode::NOT_FOUND, ErrorPage::NotFound),
            Self::BadRequest => (StatusCode::BAD_REQUEST, ErrorPage::BadRequest),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, ErrorPage::TooLarge),
            Self::TooLong => (StatusCode::URI_TOO_LONG, ErrorPage::TooLarge),
            Self::Conflict => (StatusCode::CONFLICT, ErrorPage::Conflict),
            Self::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, ErrorPage::TooMany),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, ErrorPage::Unavailable),
            Self::Internal(source) => {
                tracing::error!(error = format!("{source:#}"), "request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, ErrorPage::Internal)
            }
        };
        let mut response = status.into_response();
        let retry = match self {
            Self::TooMany { retry } => Some(retry.as_secs().max(1)),
            Self::Unavailable => Some(5),
            _ => None,
        };
        if let Some(seconds) = retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(page);
        response
    }
}
