//! Actors: who stands behind a request, proven. The only makers of [`Scope`]s for requests, and so of transactions.

mod operator;
mod org_member;
mod signed_in;

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use axum::http::{Method, header};
use chrono::{DateTime, NaiveDate, Utc};

pub use operator::Operator;
pub use org_member::OrgMember;
use signed_in::demand_open;
pub use signed_in::{SignedIn, should_have_factor};

use super::session;
use super::{Capability, Grant, Requirement, Viewer};
use crate::audit::{Deed, actions};
use crate::db::{OrgId, PersonId, ReadTx, Scope, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::tenancy::{Feature, Tenant};
use crate::web::{Context, Flash};

/// What every actor is: the first argument of a handler.
pub trait Actor: FromRequestParts<AppState> {}

/// What every actor knows.
#[derive(Clone)]
struct Who {
    state: AppState,
    context: Context,
    viewer: Option<Arc<Viewer>>,
    flash: Option<Flash>,
}

impl Who {
    async fn find(parts: &Parts, state: &AppState) -> AppResult<Self> {
        // The context layer runs before every handler; without it nothing is known, so nothing is served.
        let context =
            parts.extensions.get::<Context>().cloned().ok_or_else(|| anyhow::anyhow!("a request without context"))?;
        if context.uri.starts_with("/c/") && context.tenant.is_none() {
            return Err(AppError::NotFound);
        }
        // What the community does without is not there, whoever asks.
        if let Some((feature, tenant)) = parts.extensions.get::<Feature>().zip(context.tenant.as_ref())
            && !tenant.has(feature)
        {
            return Err(AppError::NotFound);
        }
        let viewer = match session::token(&parts.headers, state.config().is_https()) {
            Some(token) => session::viewer(state, &token, context.tenant.as_deref()).await?.map(Arc::new),
            None => None,
        };
        tracing::Span::current()
            .record("tenant", context.tenant.as_ref().map_or("", |t| t.slug.as_str()))
            .record("person", viewer.as_ref().map(|v| tracing::field::display(v.id)));
        Ok(Self { state: state.clone(), flash: Flash::read(&parts.headers), context, viewer })
    }

    fn scope(&self) -> Scope {
        Scope {
            tenant: self.context.tenant.as_ref().map(|t| t.id),
            org: None,
            person: self.viewer.as_ref().map(|v| v.id),
        }
    }
}

/// What all actors offer.
macro_rules! actor {
    ($name:ident) => {
        impl Actor for $name {}

        impl $name {
            /// The program's state.
            pub fn state(&self) -> &AppState {
                &self.who().state
            }

            /// Language, display mode and tenant of the request.
            pub fn context(&self) -> &Context {
                &self.who().context
            }

            /// The tenant of the address.
            pub fn tenant(&self) -> AppResult<&Arc<Tenant>> {
                self.who().context.tenant.as_ref().ok_or(AppError::NotFound)
            }

            /// Whoever is signed in.
            pub fn viewer(&self) -> Option<&Viewer> {
                self.who().viewer.as_deref()
            }

            /// The message that the last request left for this one.
            pub fn flash(&self) -> Option<Flash> {
                self.who().flash
            }

            /// The time of the request.
            pub fn now(&self) -> DateTime<Utc> {
                self.who().state.clock().now()
            }

            /// A transaction that reads in this actor's scope.
            pub async fn read(&self) -> AppResult<ReadTx> {
                self.who().state.db().read(&self.who().scope()).await
            }

            /// A transaction that reads in the tenant of the address or in one above it, which keeps something for all
            /// below: the queries narrow themselves to what is public there.
            pub async fn read_above(&self, above: TenantId) -> AppResult<ReadTx> {
                let line = self.state().platform().lineage(self.tenant()?);
                if line.iter().all(|tenant| tenant.id != above) {
                    return Err(AppError::NotFound);
                }
                self.who().state.db().read(&Scope { tenant: Some(above), ..self.who().scope() }).await
            }
        }
    };
}

/// Anyone at all.
#[derive(Clone)]
pub struct Visitor(Who);

impl Visitor {
    fn who(&self) -> &Who {
        &self.0
    }

    /// A transaction that may write for a person who is about to prove who they are (sign-up, sign-in), and for
    /// nobody else's rows.
    pub async fn write_for(&self, person: PersonId) -> AppResult<WriteTx> {
        let scope = Scope { person: Some(person), ..self.0.scope() };
        self.0.state.db().write(&scope).await
    }

    /// A transaction that reads in a community which the address does not name: for short links, whose code says whose
    /// they are.
    pub async fn read_in(&self, tenant: TenantId) -> AppResult<ReadTx> {
        let scope = Scope { tenant: Some(tenant), ..self.0.scope() };
        self.0.state.db().read(&scope).await
    }

    /// A transaction that reads one person's rows, to check what they claim.
    pub async fn read_for(&self, person: PersonId) -> AppResult<ReadTx> {
        let scope = Scope { person: Some(person), ..self.0.scope() };
        self.0.state.db().read(&scope).await
    }
}

actor!(Visitor);

impl FromRequestParts<AppState> for Visitor {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let who = Who::find(parts, state).await?;
        demand_open(&who)?;
        Ok(Self(who))
    }
}

/// Someone signed in.
#[derive(Clone)]
pub struct Member {
    who: Who,
    me: Arc<Viewer>,
}

impl Member {
    fn who(&self) -> &Who {
        &self.who
    }

    /// The person.
    pub fn me(&self) -> &Viewer {
        &self.me
    }

    /// A transaction that may write in this person's scope.
    pub async fn write(&self) -> AppResult<WriteTx> {
        self.who.state.db().write(&self.who.scope()).await
    }

    /// A transaction that reads in a community which the address does not name and which keeps records of this person:
    /// the queries narrow themselves to those.
    pub async fn read_home(&self, tenant: TenantId) -> AppResult<ReadTx> {
        let scope = Scope { tenant: Some(tenant), ..self.who.scope() };
        self.who.state.db().read(&scope).await
    }
}

actor!(Member);

impl FromRequestParts<AppState> for Member {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let who = Who::find(parts, state).await?;
        let me = who.viewer.clone().ok_or_else(|| sign_in(parts))?;
        demand_open(&who)?;
        Ok(Self { who, me })
    }
}

/// Someone whose grant allows what the route demands, in the tenant of the address.
#[derive(Clone)]
pub struct Staff {
    who: Who,
    me: Arc<Viewer>,
    grant: Grant,
    /// What is being done, if anything: the form's address with its placeholders, and without.
    deed: Option<(String, String)>,
}

impl Staff {
    fn who(&self) -> &Who {
        &self.who
    }

    /// The person.
    pub fn me(&self) -> &Viewer {
        &self.me
    }

    /// The grant acted under, which every write records.
    pub fn grant(&self) -> &Grant {
        &self.grant
    }

    /// Whether this person may do something here, under whichever of their grants.
    pub fn may(&self, capability: Capability) -> bool {
        self.grants_for(capability).next().is_some()
    }

    /// The grants under which this person may do something here.
    pub fn grants_for(&self, capability: Capability) -> impl Iterator<Item = Grant> {
        let platform = self.state().platform();
        let tenant = self.tenant().ok().cloned();
        let grants = self.me.grants.clone();
        grants
            .into_iter()
            .filter(move |grant| tenant.as_ref().is_some_and(|tenant| grant.allows(capability, tenant, &platform)))
    }

    /// Today in the tenant.
    pub fn today(&self) -> AppResult<NaiveDate> {
        Ok(self.now().with_timezone(&self.tenant()?.time_zone).date_naive())
    }

    /// A transaction that may write in the tenant, and puts what was done on record with it.
    pub async fn write(&self) -> AppResult<WriteTx> {
        let tx = self.write_look().await?;
        // A page changes nothing; some enter further scopes, which only such a transaction can.
        let Some((action, address)) = &self.deed else { return Ok(tx) };
        Ok(tx.on_record(Deed {
            tenant: self.tenant()?.id,
            person: self.me.id,
            grant: self.grant.id,
            name: self.me.name.clone(),
            action: actions::action(action).to_owned(),
            address: address.clone(),
            changed: Vec::new(),
            at: self.now(),
        }))
    }

    /// A transaction that puts on record that somebody looked. The page they see may follow a form that could not be taken:
    /// nothing was done then.
    pub async fn write_look(&self) -> AppResult<WriteTx> {
        self.who.state.db().write(&self.who.scope()).await
    }

    /// A transaction that reads in the tenant, and the records of an organization that has applied to it.
    pub async fn read_with_org(&self, org: OrgId) -> AppResult<ReadTx> {
        let tenant = self.tenant()?.id;
        let mut tx = self.read().await?;
        if !crate::admissions::queries::has_applied(&mut tx, tenant, org).await? {
            return Err(AppError::NotFound);
        }
        drop(tx);
        self.who.state.db().read(&Scope { org: Some(org), ..self.who.scope() }).await
    }
}

actor!(Staff);

impl FromRequestParts<AppState> for Staff {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let who = Who::find(parts, state).await?;
        // A route without a capability has no staff: refused rather than assumed.
        let Some(Requirement::Capability(capability)) = parts.extensions.get::<Requirement>().copied() else {
            return Err(AppError::Internal(anyhow::anyhow!("a staff handler on a route without a capability")));
        };
        let me = who.viewer.clone().ok_or_else(|| sign_in(parts))?;
        let refusal = if me.is_operator { AppError::NotEntered } else { AppError::Forbidden };
        let grant = choose(&me, capability, &who).ok_or(refusal)?;
        signed_in::demand_factor(&who, &me, parts).await?;
        // Staff of a suspended tenant look, and change nothing.
        if parts.method == Method::POST {
            demand_open(&who)?;
        }
        let deed = parts
            .extensions
            .get::<MatchedPath>()
            .filter(|_| parts.method == Method::POST)
            .map(|path| (path.as_str().to_owned(), parts.uri.path().to_owned()));
        Ok(Self { who, me, grant, deed })
    }
}

/// The identity in use if it suffices, else any that does.
fn choose(viewer: &Viewer, capability: Capability, who: &Who) -> Option<Grant> {
    let tenant = who.context.tenant.as_deref()?;
    let platform = who.state.platform();
    let suffices = |grant: &&Grant| grant.allows(capability, tenant, &platform);
    viewer.acting().filter(suffices).or_else(|| viewer.grants.iter().find(suffices)).copied()
}

fn sign_in(parts: &Parts) -> AppError {
    let says = |name: header::HeaderName, what: fn(&str) -> bool| {
        parts.headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(what)
    };
    let has_form = parts.method == Method::POST
        && says(header::CONTENT_TYPE, |kind| kind.starts_with("application/x-www-form-urlencoded"))
        && says(header::CONTENT_LENGTH, |length| length != "0");
    AppError::SignIn { back_to: parts.uri.path_and_query().map_or("/", |pq| pq.as_str()).to_owned(), has_form }
}

actor!(OrgMember);
