//! Able residents (社区能人): what they are good at, like, would like to do and to learn.
//!
//! It is kept and shown with the person's consent ([`Purpose::Talent`]) alone. Withdrawn, nobody but the person sees it
//! from then on, and after [`KEPT_HIDDEN`] it is erased; agreed to again before, it is back.
//!
//! [`Purpose::Talent`]: crate::consents::Purpose::Talent

mod forms;
mod list;
mod mine;
mod model;
mod pages;
pub mod queries;
mod talent;
pub mod urls;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use model::{KEPT_HIDDEN, Need, Profile, Specialty, Status, Talent, Wish};

use crate::access::{Access, Capability, Routes};
use crate::db::{ResidentId, TenantId, WriteTx};
use crate::error::AppResult;
use crate::residents;

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::TALENTS, Access::capability(Capability::Talents), list::show)
        .post(urls::SEARCH, Access::capability(Capability::Talents), list::search)
        .get(urls::NEW, Access::capability(Capability::Talents), talent::begin)
        .post(urls::NEW, Access::capability(Capability::Talents), talent::add)
        .get(urls::TALENT, Access::capability(Capability::Talents), talent::show)
        .post(urls::TALENT, Access::capability(Capability::Talents), talent::save)
        .get(urls::MINE, Access::signed_in(), mine::show)
        .post(urls::MINE, Access::signed_in(), mine::save)
}

/// The consent to what is kept of some records is withdrawn: nobody but the person sees it.
pub async fn hide(tx: &mut WriteTx, tenant: TenantId, records: &[Uuid], now: DateTime<Utc>) -> AppResult<()> {
    queries::hide(tx, tenant, records, now).await
}

/// It is given again.
pub async fn bring_back(tx: &mut WriteTx, tenant: TenantId, records: &[Uuid]) -> AppResult<()> {
    queries::show(tx, tenant, records).await
}

/// Erases what is kept of records that are being deleted.
pub async fn forget(tx: &mut WriteTx, tenant: TenantId, records: &[Uuid]) -> AppResult<()> {
    queries::erase(tx, tenant, records).await
}

/// The day's tidying: what was hidden for long enough goes.
pub async fn tidy(tx: &mut WriteTx, tenant: TenantId, now: DateTime<Utc>) -> AppResult<()> {
    queries::erase_hidden(tx, tenant, now - KEPT_HIDDEN).await
}

/// A record turned out to be another: what is kept goes with the person.
pub async fn follow(tx: &mut WriteTx, tenant: TenantId, gone: ResidentId, kept: ResidentId) -> AppResult<()> {
    queries::follow(tx, tenant, gone, kept).await
}

/// And it did not: what came with it goes back.
pub async fn follow_back(tx: &mut WriteTx, tenant: TenantId, gone: ResidentId, kept: ResidentId) -> AppResult<()> {
    let family = residents::queries::family(tx, tenant, gone).await?;
    let family: Vec<Uuid> = family.into_iter().map(ResidentId::uuid).collect();
    queries::follow_back(tx, tenant, (kept, gone), &family).await
}
