//! Whoever runs the platform.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::Method;
use axum::http::request::Parts;
use chrono::{DateTime, NaiveDate, Utc};

use super::{Actor, Who, sign_in, signed_in};
use crate::access::{Grant, Requirement, Role, Viewer};
use crate::audit::{Deed, actions};
use crate::db::{ReadTx, Scope, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::tenancy::{Level, PlatformData, Tenant};
use crate::web::{Context, Flash};

/// Someone who runs the platform. They act in the platform's own tenant, and see of the others what those show everybody
/// and how much of what they hold; to see more they enter one ([`crate::operator`]).
#[derive(Clone)]
pub struct Operator {
    pub(super) who: Who,
    pub(super) me: Arc<Viewer>,
    grant: Grant,
    home: Arc<Tenant>,
    /// What is being done, if anything: the form's address with its placeholders, and without.
    deed: Option<(String, String)>,
}

impl Operator {
    /// The person.
    pub fn me(&self) -> &Viewer {
        &self.me
    }

    /// The grant acted under, which every write records.
    pub fn grant(&self) -> &Grant {
        &self.grant
    }

    /// The platform's own tenant.
    pub fn home(&self) -> &Arc<Tenant> {
        &self.home
    }

    /// The program's state.
    pub fn state(&self) -> &AppState {
        &self.who.state
    }

    /// Language and display mode of the request.
    pub fn context(&self) -> &Context {
        &self.who.context
    }

    /// The message that the last request left for this one.
    pub fn flash(&self) -> Option<Flash> {
        self.who.flash
    }

    /// The time of the request.
    pub fn now(&self) -> DateTime<Utc> {
        self.who.state.clock().now()
    }

    /// Today where the platform is run.
    pub fn today(&self) -> NaiveDate {
        self.now().with_timezone(&self.home.time_zone).date_naive()
    }

    /// The tenant that an address below the operators' own names.
    pub fn tenant(&self, slug: &str) -> AppResult<Arc<Tenant>> {
        self.state().platform().by_slug(slug).ok_or(AppError::NotFound)
    }

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.home.id), org: None, person: Some(self.me.id) }
    }

    /// A transaction that reads in the platform's own tenant.
    pub async fn read(&self) -> AppResult<ReadTx> {
        self.who.state.db().read(&self.scope()).await
    }

    /// A transaction that may write in the platform's own tenant, and puts what was done on its record.
    pub async fn write(&self) -> AppResult<WriteTx> {
        let tx = self.who.state.db().write(&self.scope()).await?;
        Ok(match self.deed_in(self.home.id) {
            Some(deed) => tx.on_record(deed),
            None => tx,
        })
    }

    /// A transaction that reads in another tenant, for what the operator put there themselves and no more.
    pub async fn read_in(&self, tenant: TenantId) -> AppResult<ReadTx> {
        self.who.state.db().read(&Scope { tenant: Some(tenant), ..self.scope() }).await
    }

    /// What is being done, for the record of a tenant.
    pub fn deed_in(&self, tenant: TenantId) -> Option<Deed> {
        let (action, address) = self.deed.as_ref()?;
        Some(Deed {
            tenant,
            person: self.me.id,
            grant: self.grant.id,
            name: self.me.name.clone(),
            action: actions::action(action).to_owned(),
            address: address.clone(),
            changed: Vec::new(),
            at: self.now(),
        })
    }
}

impl Actor for Operator {}

/// The identity in use if it suffices, else any that does.
fn choose(viewer: &Viewer, platform: &PlatformData) -> Option<(Grant, Arc<Tenant>)> {
    let home = |grant: &Grant| {
        let tenant = platform.by_id(grant.tenant).filter(|tenant| tenant.level == Level::Platform)?;
        (grant.role == Role::PlatformAdmin).then_some((*grant, tenant))
    };
    viewer.acting().and_then(home).or_else(|| viewer.grants.iter().find_map(home))
}

impl FromRequestParts<AppState> for Operator {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let who = Who::find(parts, state).await?;
        if parts.extensions.get::<Requirement>().copied() != Some(Requirement::Operator) {
            return Err(AppError::Internal(anyhow::anyhow!("an operator's handler on a route for others")));
        }
        let me = who.viewer.clone().ok_or_else(|| sign_in(parts))?;
        let (grant, home) = choose(&me, &state.platform()).ok_or(AppError::Forbidden)?;
        signed_in::demand_factor(&who, &me, parts).await?;
        let deed = parts
            .extensions
            .get::<MatchedPath>()
            .filter(|_| parts.method == Method::POST)
            .map(|path| (path.as_str().to_owned(), parts.uri.path().to_owned()));
        Ok(Self { who, me, grant, home, deed })
    }
}
