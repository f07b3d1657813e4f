//! Able residents (社区能人): what they are good at, like, would like to do and to learn.
//!
//! It is kept and shown with the person's consent ([`Purpose::Talent`]) alone. Withdrawn, nobody but the person sees it
//! from then on, and after [`KEPT_HIDDEN`] it is erased; agreed to again before, it is back.
//!
//! [`Purpose::Talent`]: crate::consents::Purpose::Talent

mod additions;
mod forms;
mod last_word;
mod list;
mod merge;
mod mine;
mod model;
mod pages;
pub mod queries;
mod recognition;
pub(crate) mod sheet;
mod shown;
mod talent;
mod texts;
pub mod urls;
mod words;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use last_word::HeedLastWord;
pub use merge::{follow, follow_back};
pub use model::{KEPT_HIDDEN, Need, PayUnit, Profile, Specialty, Status, Talent, Time, Track, Wish};
pub use shown::{addresses, is_any_shown};
pub use texts::{IndexNotes, IndexTexts};

pub(crate) use talent::{seen, show_with_certificate};

use queries::{merges, records};

use crate::access::{Access, Capability, Routes};
use crate::consents::{self, Purpose, Subject};
use crate::db::{ImportId, ResidentId, TalentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::sheets;

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::TALENTS, Access::capability(Capability::Talents), list::show)
        .post(urls::SEARCH, Access::capability(Capability::Talents), list::search)
        .get(urls::NEW, Access::capability(Capability::Talents), talent::begin)
        .post(urls::NEW, Access::capability(Capability::Talents), talent::add)
        .get(urls::TALENT, Access::capability(Capability::Talents), talent::show)
        .post(urls::TALENT, Access::capability(Capability::Talents), talent::save)
        .post(urls::RECOGNITION, Access::capability(Capability::Talents), recognition::recognise)
        .post(urls::RECOGNITION_END, Access::capability(Capability::Talents), recognition::end)
        .get(urls::SHOWN, Access::public(), shown::show)
        .get(urls::MINE, Access::signed_in(), mine::show)
        .post(urls::MINE, Access::signed_in(), mine::save)
}

/// Adds a record, with what the person agrees that it is used for; false when there is one, or the form was sent twice.
pub async fn add(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, resident): (TalentId, ResidentId),
    profile: &Profile,
    import: Option<ImportId>,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let is_new = records::insert(tx, tenant, (id, resident), profile, import, now).await?;
    if is_new {
        allow_as_agreed(tx, tenant, resident).await?;
    }
    Ok(is_new)
}

/// What is kept of a resident, as long as they agree to it.
pub(crate) async fn agreed(tx: &mut impl Tx, tenant: TenantId, resident: ResidentId) -> AppResult<Option<Talent>> {
    if consents::living(tx, tenant, Subject::Resident(resident), Purpose::Talent).await?.is_none() {
        return Ok(None);
    }
    let talent = queries::of_resident(tx, tenant, resident).await?;
    Ok(talent.filter(|talent| talent.hidden_at.is_none()))
}

/// What the consents of a resident allow is what the record may be used for.
async fn allow_as_agreed(tx: &mut WriteTx, tenant: TenantId, resident: ResidentId) -> AppResult<()> {
    for purpose in [Purpose::Match, Purpose::Badge] {
        let living = consents::living(tx, tenant, Subject::Resident(resident), purpose).await?;
        let since = living.map(|consent| consent.given_at);
        allow(tx, tenant, &[resident.uuid()], purpose, since).await?;
    }
    Ok(())
}

/// A consent to one of the uses of some records is given, or is over.
pub async fn allow(
    tx: &mut WriteTx,
    tenant: TenantId,
    records: &[Uuid],
    purpose: Purpose,
    since: Option<DateTime<Utc>>,
) -> AppResult<()> {
    match purpose {
        Purpose::Match => records::set_match(tx, tenant, records, since).await,
        Purpose::Badge => records::set_badge(tx, tenant, records, since).await,
        Purpose::Contact | Purpose::Care | Purpose::Talent | Purpose::Work | Purpose::History => Ok(()),
    }
}

/// The consent to what is kept of some records is withdrawn: nobody but the person sees it.
pub async fn hide(tx: &mut WriteTx, tenant: TenantId, residents: &[Uuid], now: DateTime<Utc>) -> AppResult<()> {
    records::hide(tx, tenant, residents, now).await
}

/// It is given again.
pub async fn bring_back(tx: &mut WriteTx, tenant: TenantId, residents: &[Uuid]) -> AppResult<()> {
    records::show(tx, tenant, residents).await
}

/// Erases what is kept of records that are being deleted.
pub async fn forget(tx: &mut WriteTx, tenant: TenantId, residents: &[Uuid]) -> AppResult<()> {
    merges::forget(tx, tenant, residents).await?;
    records::erase(tx, tenant, residents).await
}

/// The day's tidying: what was hidden for long enough goes, and what sheets and merges added is there to stay.
pub async fn tidy(tx: &mut WriteTx, tenant: TenantId, now: DateTime<Utc>) -> AppResult<()> {
    sheet::forget_before(tx, tenant, now - sheets::KEPT).await?;
    merges::tidy(tx, tenant, now - sheets::KEPT).await?;
    records::erase_hidden(tx, tenant, now - KEPT_HIDDEN).await
}
