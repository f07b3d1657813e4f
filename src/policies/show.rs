//! The policies that hold in a community, for everybody.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::model::{Kind, Policy, Status};
use super::pages::{Article, KindView, ListPage, PolicyLine, PolicyPage};
use super::{queries, urls};
use crate::access::Visitor;
use crate::db::PolicyId;
use crate::error::{AppError, AppResult};
use crate::startup;
use crate::tenancy::Tenant;
use crate::web::extract::{Path, Query};
use crate::web::{Nav, Page, public};

/// The published policies that hold here today with whoever keeps them, one's own first. Each is read in its own scope.
pub(super) async fn in_force(visitor: &Visitor) -> AppResult<Vec<(Arc<Tenant>, Policy)>> {
    let tenant = visitor.tenant()?;
    let today = visitor.now().with_timezone(&tenant.time_zone).date_naive();
    let mut all = Vec::new();
    for keeper in visitor.state().platform().lineage(tenant) {
        let mut tx = visitor.read_above(keeper.id).await?;
        let policies = queries::in_force(&mut tx, keeper.id, today).await?;
        all.extend(policies.into_iter().map(|policy| (keeper.clone(), policy)));
    }
    Ok(all)
}

/// Where somebody who would like to begin a business says so: to their community, which goes along with them.
pub(super) fn founding(tenant: &Tenant, is_asked: bool) -> Option<&'static str> {
    (is_asked && tenant.is_community()).then_some(startup::urls::MINE)
}

/// Which of them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    kind: String,
}

pub(super) async fn list(visitor: Visitor, headers: HeaderMap, Query(query): Query<ListQuery>) -> AppResult<Response> {
    let kind = match query.kind.as_str() {
        "" => None,
        word => Some(Kind::parse(word).ok_or(AppError::NotFound)?),
    };
    public::page(&visitor, &headers, || make_list(&visitor, kind)).await
}

async fn make_list(visitor: &Visitor, kind: Option<Kind>) -> AppResult<ListPage> {
    let (tenant, context) = (visitor.tenant()?, visitor.context());
    let t = context.t();
    let policies = in_force(visitor).await?;
    let view = |kind: Kind| KindView {
        id: kind.code(),
        label: kind.label(t),
        lines: policies
            .iter()
            .filter(|(_, policy)| policy.content.kind == kind)
            .map(|(keeper, policy)| PolicyLine::new(policy, keeper, tenant, context))
            .collect(),
    };
    let kinds = Kind::ALL.into_iter().filter(|one| kind.is_none_or(|kind| kind == *one)).map(view);
    let title = kind.map_or(t.policies.title, |kind| kind.label(t));
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), title).at(Nav::Home);
    Ok(ListPage {
        page: page.described(t.policies.lead),
        questions_url: urls::questions(tenant),
        all_url: urls::list(tenant),
        is_narrowed: kind.is_some(),
        kinds: kinds.filter(|kind| !kind.lines.is_empty()).collect(),
    })
}

/// The path of a policy.
#[derive(Deserialize)]
pub(super) struct PolicyPath {
    pub policy: PolicyId,
}

pub(super) async fn show(visitor: Visitor, headers: HeaderMap, Path(path): Path<PolicyPath>) -> AppResult<Response> {
    public::page(&visitor, &headers, || make_policy(&visitor, path.policy)).await
}

async fn make_policy(visitor: &Visitor, id: PolicyId) -> AppResult<PolicyPage> {
    let (tenant, context) = (visitor.tenant()?, visitor.context());
    let today = visitor.now().with_timezone(&tenant.time_zone).date_naive();
    for keeper in visitor.state().platform().lineage(tenant) {
        let mut tx = visitor.read_above(keeper.id).await?;
        let Some(policy) = queries::policy(&mut tx, keeper.id, id).await? else { continue };
        let content = &policy.content;
        if policy.status != Status::Published || content.is_over(today) || content.valid_from > today {
            break;
        }
        let first_line = content.qualifies.lines().next().unwrap_or_default();
        let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), &content.title);
        return Ok(PolicyPage {
            page: page.at(Nav::Home).described(first_line),
            list_url: urls::list(tenant),
            questions_url: urls::questions(tenant),
            startup_url: founding(tenant, content.is_for_founders()),
            article: Article::new(&policy, &keeper, tenant, context),
        });
    }
    Err(AppError::NotFound)
}
