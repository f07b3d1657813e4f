//! What holds for everybody who is signed in, in whatever capacity: how fresh their proof is, and whether they owe a
//! second factor.

use axum::http::request::Parts;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Actor, Member, Operator, OrgMember, Staff, Who};
use crate::access::{Viewer, membership};
use crate::audit::Deed;
use crate::config::SecondFactor;
use crate::db::{GrantId, ReadTx, Scope, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::values::PersonName;
use crate::web::Context;

/// Somebody signed in, in whatever capacity.
pub trait SignedIn: Actor + Sync {
    /// The person.
    fn me(&self) -> &Viewer;

    /// The program's state.
    fn state(&self) -> &AppState;

    /// Language, display mode and tenant of the request.
    fn context(&self) -> &Context;

    /// The time of the request.
    fn now(&self) -> DateTime<Utc> {
        self.state().clock().now()
    }

    /// Whether the person proved who they are within this time: by password, and by code where they have a factor.
    fn proved_within(&self, time: TimeDelta) -> bool {
        self.now() - self.me().session.proved_at <= time
    }

    /// A transaction that reads the person's own rows, and nobody else's.
    fn read_own(&self) -> impl Future<Output = AppResult<ReadTx>> + Send {
        async { self.state().db().read(&own(self.me())).await }
    }

    /// A transaction that may write the person's own rows, and nobody else's.
    fn write_own(&self) -> impl Future<Output = AppResult<WriteTx>> + Send {
        async { self.state().db().write(&own(self.me())).await }
    }
}

macro_rules! signed_in {
    ($($name:ident),+) => {
        $(impl SignedIn for $name {
            fn me(&self) -> &Viewer {
                &self.me
            }

            fn state(&self) -> &AppState {
                &self.who.state
            }

            fn context(&self) -> &Context {
                &self.who.context
            }
        })+
    };
}

signed_in!(Member, Staff, OrgMember, Operator);

impl Member {
    /// A transaction that may write in a community which keeps records of this person, and puts on record there what they
    /// did. `action` is the form's address. Their name is masked, as on every page where staff see residents.
    pub async fn write_home(&self, tenant: TenantId, action: &'static str) -> AppResult<WriteTx> {
        let scope = Scope { tenant: Some(tenant), ..self.who.scope() };
        let tx = self.who.state.db().write(&scope).await?;
        let name = PersonName::parse(&self.me.name).map_or_else(|_| "**".to_owned(), |name| name.masked());
        Ok(tx.on_record(Deed {
            tenant,
            person: self.me.id,
            grant: GrantId::NONE,
            name,
            action: action.to_owned(),
            address: action.to_owned(),
            changed: Vec::new(),
            at: self.now(),
        }))
    }
}

fn own(me: &Viewer) -> Scope {
    Scope { person: Some(me.id), ..Scope::default() }
}

/// Whether a person works with other people's data: holds a staff role, or answers for an organization.
pub async fn should_have_factor(state: &AppState, me: &Viewer) -> AppResult<bool> {
    if me.is_staff() {
        return Ok(true);
    }
    let today = state.clock().now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    let mut tx = state.db().read(&own(me)).await?;
    membership::is_owner_anywhere(&mut tx, me.id, today).await
}

/// Leads whoever should have a second factor and has none to set it up, where the operator requires it.
pub(super) async fn demand_factor(who: &Who, me: &Viewer, parts: &Parts) -> AppResult<()> {
    let is_required = who.state.config().second_factor == SecondFactor::Required;
    if is_required && !me.has_factor && should_have_factor(&who.state, me).await? {
        let back_to = parts.uri.path_and_query().map_or("/", |pq| pq.as_str()).to_owned();
        return Err(AppError::SecondFactor { back_to });
    }
    Ok(())
}

/// While a tenant is suspended, nobody but its staff finds anything there.
pub(super) fn demand_open(who: &Who) -> AppResult<()> {
    if who.context.tenant.as_ref().is_some_and(|tenant| tenant.is_suspended()) {
        return Err(AppError::Suspended);
    }
    Ok(())
}
