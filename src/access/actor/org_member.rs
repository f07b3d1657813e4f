//! Whoever works for an organization.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::NaiveDate;

use super::{Who, sign_in, signed_in};
use crate::access::{Membership, Requirement, Viewer, matrix, membership};
use crate::db::{OrgId, ReadTx, Scope, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::state::AppState;

/// Someone whose membership allows what the route demands, in the organization of the address.
#[derive(Clone)]
pub struct OrgMember {
    pub(super) who: Who,
    pub(super) me: Arc<Viewer>,
    membership: Membership,
}

impl OrgMember {
    pub(super) fn who(&self) -> &Who {
        &self.who
    }

    /// The person.
    pub fn me(&self) -> &Viewer {
        &self.me
    }

    /// The membership acted under, which every write records.
    pub fn membership(&self) -> &Membership {
        &self.membership
    }

    /// The organization.
    pub fn org(&self) -> OrgId {
        self.membership.org
    }

    /// Today where organizations work. They serve several communities, all in one time zone.
    pub fn today(&self) -> NaiveDate {
        self.now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive()
    }

    /// Whether the membership allows something more than the route demanded.
    pub fn may(&self, capability: matrix::OrgCapability) -> bool {
        matrix::member_may(self.membership.role, capability)
    }

    /// A transaction that may write in the organization's scope.
    pub async fn write(&self) -> AppResult<WriteTx> {
        self.who.state.db().write(&self.scope()).await
    }

    fn scope(&self) -> Scope {
        Scope { org: Some(self.membership.org), ..self.who.scope() }
    }

    /// A transaction that reads in the organization's scope, and what a community shows.
    pub async fn read_at(&self, tenant: TenantId) -> AppResult<ReadTx> {
        self.who.state.db().read(&Scope { tenant: Some(tenant), ..self.scope() }).await
    }

    /// A transaction that reads in the organization's scope.
    pub async fn read_org(&self) -> AppResult<ReadTx> {
        self.who.state.db().read(&self.scope()).await
    }
}

/// The organization in `/org/{org}` and what lies below it.
fn org_of(path: &str) -> Option<OrgId> {
    path.strip_prefix("/org/")?.split('/').next()?.parse().ok()
}

impl FromRequestParts<AppState> for OrgMember {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let who = Who::find(parts, state).await?;
        let Some(Requirement::OrgCapability(capability)) = parts.extensions.get::<Requirement>().copied() else {
            return Err(AppError::Internal(anyhow::anyhow!("a member's handler on a route without a capability")));
        };
        let me = who.viewer.clone().ok_or_else(|| sign_in(parts))?;
        let org = org_of(parts.uri.path()).ok_or(AppError::NotFound)?;
        let today = state.clock().now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
        let mut tx = state.db().read(&Scope { org: Some(org), ..who.scope() }).await?;
        // To whoever does not belong to it, an organization's workspace does not exist.
        let membership = membership::find(&mut tx, org, me.id, today).await?.ok_or(AppError::NotFound)?;
        if !matrix::member_may(membership.role, capability) {
            return Err(AppError::Forbidden);
        }
        drop(tx);
        signed_in::demand_factor(&who, &me, parts).await?;
        Ok(Self { who, me, membership })
    }
}
