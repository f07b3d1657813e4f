//! A posting ends: whoever has not answered a recommendation for it need not any more.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::model::Status;
use super::queries;
use super::{What, news_of};
use crate::background::queue::{Task, TaskError};
use crate::db::{PostingId, Scope, TenantId, WriteTx};
use crate::inbox::{Audience, announce};
use crate::state::AppState;

/// Ends the recommendations for a posting that nobody has answered. It is left to be done in the community's scope: an
/// employer who fills a posting sees none of them.
#[derive(Debug, Serialize, Deserialize)]
pub struct Lapse {
    /// The community.
    pub tenant: TenantId,
    /// The posting that ended.
    pub posting: PostingId,
    /// When it did.
    pub at: DateTime<Utc>,
}

impl Task for Lapse {
    const NAME: &'static str = "lapse_recommendations";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.tenant), ..Scope::default() }
    }

    async fn run(&self, _: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        for one in queries::waiting(tx, self.tenant, self.posting).await? {
            let way = (Status::Waiting, Status::Lapsed);
            queries::move_on(tx, self.tenant, one.id, way, ("", self.at)).await?;
            let news = news_of(tx, self.tenant, &one, What::Lapsed).await?;
            announce(tx, Audience::Resident(self.tenant, one.resident), news, self.at).await?;
        }
        Ok(())
    }
}
