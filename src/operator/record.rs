//! What operators did, newest first.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::pages::{RecordPage, RecordView, page};
use super::urls;
use crate::access::Operator;
use crate::audit::{self, Filter, actions};
use crate::error::AppResult;
use crate::web::extract::Query;
use crate::web::paging::{cut, one_more};
use crate::web::{flashed, text};

/// Deeds on one page.
const PAGE: usize = 50;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct RecordQuery {
    before: Option<i64>,
}

pub(super) async fn list(operator: Operator, Query(query): Query<RecordQuery>) -> AppResult<Response> {
    let filter = Filter { before: query.before, ..Filter::default() };
    let mut tx = operator.read().await?;
    let mut rows = audit::newest(&mut tx, operator.home().id, &filter, one_more(PAGE)).await?;
    drop(tx);
    let older_url = cut(&mut rows, PAGE).map(|last| format!("{}?before={}", urls::RECORD, last.seq));
    let (t, locale) = (operator.context().t(), operator.context().locale);
    let template = RecordPage {
        page: page(&operator, t.operator.record),
        older_url,
        rows: rows
            .into_iter()
            .map(|row| {
                let at = row.at.with_timezone(&operator.home().time_zone);
                RecordView {
                    seq: row.seq,
                    at: format!("{} {}", text::date(locale, at.date_naive()), at.format("%H:%M")),
                    name: row.name,
                    action: actions::words(&row.action, t),
                    address: row.address,
                }
            })
            .collect(),
    };
    flashed(operator.flash(), StatusCode::OK, &template)
}
