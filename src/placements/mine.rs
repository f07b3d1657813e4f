//! For the learner: where I practise, and how far I have come.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;

use super::desk::row;
use super::pages::MinePage;
use super::queries;
use super::urls::Links;
use crate::access::Member;
use crate::accounts;
use crate::db::ResidentId;
use crate::error::AppResult;
use crate::residents;
use crate::tenancy::Tenant;
use crate::web::{Page, flashed};

/// The communities that keep records of the person, with those records.
pub(super) async fn places(member: &Member) -> AppResult<Vec<(Arc<Tenant>, Vec<ResidentId>)>> {
    let mut places: Vec<(Arc<Tenant>, Vec<ResidentId>)> = Vec::new();
    for home in residents::homes(member).await? {
        match places.iter_mut().find(|(tenant, _)| tenant.id == home.tenant.id) {
            Some((_, records)) => records.push(home.record),
            None => places.push((home.tenant, vec![home.record])),
        }
    }
    Ok(places)
}

pub(super) async fn list(member: Member) -> AppResult<Response> {
    let (context, now) = (member.context(), member.now());
    let mut rows = Vec::new();
    for (tenant, records) in places(&member).await? {
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
