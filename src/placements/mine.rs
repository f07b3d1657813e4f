//! For the learner: where I practise, and how far I have come.

use axum::http::StatusCode;
use axum::response::Response;

use super::desk::row;
use super::pages::MinePage;
use super::queries;
use super::urls::Links;
use crate::access::Member;
use crate::accounts;
use crate::error::AppResult;
use crate::residents;
use crate::web::{Page, flashed};

pub(super) async fn list(member: Member) -> AppResult<Response> {
    let (context, now) = (member.context(), member.now());
    let mut rows = Vec::new();
    for (tenant, records) in residents::by_community(&member).await? {
        let mut tx = member.read_home(tenant.id).await?;
        for one in queries::of_records(&mut tx, tenant.id, &records).await? {
            let url = Links::of_learner(one.id).page().to_owned();
            rows.extend(row(&one, &tenant, Some(url), context, now));
        }
    }
    let page = Page::new(member.state(), context, Some(member.me()), member.flash(), context.t().placements.mine);
    let template = MinePage { page: page.unlisted(), me_url: accounts::urls::ME, rows };
    flashed(member.flash(), StatusCode::OK, &template)
}
