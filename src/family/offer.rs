//! A link is offered: by the resident, or by staff from paper.

use super::forms::ValidOffer;
use super::model::{EndedBy, MOST, OFFER_HOLDS, State};
use super::queries::{self, NewLink};
use crate::accounts;
use crate::db::{FamilyLinkId, WriteTx};
use crate::error::AppResult;
use crate::inbox::{Audience, FamilyChange, News, announce};
use crate::residents::masked;
use crate::residents::queries::merges;
use crate::residents::queries::records::{self, Record};
use crate::state::AppState;
use crate::tenancy::Tenant;
use crate::web::Messages;

/// What became of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It waits for an answer, from now or from before (the form was sent twice).
    Made,
    /// So many people act for the resident already.
    TooMany,
    /// Somebody with this number does already.
    Twice,
}

impl Outcome {
    /// The field that is wrong, and what with it.
    pub fn error(self, t: &Messages) -> Option<(&'static str, String)> {
        match self {
            Self::Made => None,
            Self::TooMany => Some(("name", t.family.error_too_many(MOST))),
            Self::Twice => Some(("phone", t.family.error_twice.to_owned())),
        }
    }
}

/// Offers a link for a resident, and tells whoever has the number, if anybody has: whoever offers cannot tell.
pub(super) async fn make(
    tx: &mut WriteTx,
    state: &AppState,
    tenant: &Tenant,
    record: &Record,
    (id, valid, by_name): (FamilyLinkId, &ValidOffer, &str),
) -> AppResult<Outcome> {
    let (secrets, now) = (state.secrets(), state.clock().now());
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    // Two offers at once are counted one after the other.
    records::lock(tx, tenant.id, record.id).await?;
    if !queries::by_ids(tx, tenant.id, &[id]).await?.is_empty() {
        return Ok(Outcome::Made);
    }
    let family = merges::family(tx, tenant.id, record.id).await?;
    let mut open = 0;
    for link in queries::of_residents(tx, tenant.id, &family).await? {
        let state = link.term(true).state(now, today);
        if matches!(state, State::Over(_)) {
            continue;
        }
        let number = link.phone_sealed.as_deref().map(|sealed| secrets.open(link.id.uuid(), sealed)).transpose()?;
        match (number.as_deref() == Some(valid.phone.as_str()), state) {
            (true, State::Living) => return Ok(Outcome::Twice),
            // The newer offer replaces the one that waits.
            (true, _) => {
                let by = if valid.paper.is_some() { EndedBy::Staff } else { EndedBy::Resident };
                queries::end(tx, tenant.id, link.id, by, now).await?;
            }
            (false, _) => open += 1,
        }
    }
    if open >= MOST {
        return Ok(Outcome::TooMany);
    }
    let hash = secrets.phone_hash(valid.phone.as_str());
    let new = NewLink {
        id,
        resident: record.id,
        helper_name: valid.name.as_str(),
        kin: valid.kin,
        phone_sealed: &secrets.seal(id.uuid(), valid.phone.as_str())?,
        phone_hash: &hash,
        phone_masked: &valid.phone.masked(),
        scopes: &valid.scopes,
        until: valid.until,
        by_name,
        paper: valid.paper.as_deref(),
        now,
        expires_at: now + OFFER_HOLDS,
    };
    queries::insert(tx, tenant.id, &new).await?;
    if let Some(person) = accounts::queries::person_by_phone(tx, &hash).await? {
        let news = News::Family { tenant: tenant.id, name: masked(&record.name), change: FamilyChange::Offered };
        announce(tx, Audience::Person(person), news, now).await?;
    }
    Ok(Outcome::Made)
}
