//! axum's extractors with our refusals: a broken address is a calm 404, a broken query or form a calm 400.

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::error::AppError;

/// The typed parts of the path.
pub struct Path<T>(pub T);

/// The query; repeated names make lists.
pub struct Query<T>(pub T);

/// A submitted form; repeated names make lists.
pub struct Form<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = AppError;

    #[expect(clippy::disallowed_types, reason = "this is the wrapper")]
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let result: Result<_, PathRejection> = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        // An id that is no id names nothing.
        result.map(|axum::extract::Path(value)| Self(value)).map_err(|_| AppError::NotFound)
    }
}

/// The longest query that is read.
const LONGEST_QUERY: usize = 4 << 10;

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        let query = parts.uri.query().unwrap_or_default();
        if query.len() > LONGEST_QUERY {
            return Err(AppError::TooLong);
        }
        serde_html_form::from_str(query).map(Self).map_err(|_| AppError::BadRequest)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        let axum::extract::RawForm(bytes) =
            axum::extract::RawForm::from_request(request, state).await.map_err(|rejection| {
                match rejection.status() {
                    StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
                    _ => AppError::BadRequest,
                }
            })?;
        serde_html_form::from_bytes(&bytes).map(Self).map_err(|_| AppError::BadRequest)
    }
}
