//! Who looks after a home, and a letter to one of them: for whoever writes in a resident's name.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::care::masked;
use super::model::{PostKind, Standing, standing};
use super::queries::{self, NewMessage, Post};
use crate::db::{BuildingId, CareMessageId, FamilyLinkId, GrantId, PersonId, Tx, WriteTx};
use crate::error::AppResult;
use crate::inbox::{Audience, News, announce};
use crate::tenancy::Tenant;
use crate::values::Phone;

/// Somebody who looks after a home today.
pub struct Carer {
    /// Their post.
    pub grant: GrantId,
    /// Who they are.
    pub person: PersonId,
    /// What they hold.
    pub kind: PostKind,
    /// Their name, masked.
    pub name: String,
    /// The number to call, where they chose to be called rather than written to.
    pub phone: Option<Phone>,
}

/// Those who look after a building today, in the order of their posts.
pub async fn carers(
    tx: &mut impl Tx,
    tenant: &Tenant,
    building: BuildingId,
    today: NaiveDate,
) -> AppResult<Vec<Carer>> {
    let buildings = queries::buildings(tx, tenant.id, today).await?;
    let Some(building) = buildings.into_iter().find(|one| one.id == building) else { return Ok(Vec::new()) };
    let places: Vec<Uuid> = building.grid.iter().map(|grid| grid.uuid()).chain([building.id.uuid()]).collect();
    let posts = queries::of_place(tx, tenant.id, &places, today).await?;
    let is_there = |post: &&Post| {
        let leaves: Vec<_> =
            posts.iter().filter(|other| other.stands_in_for == Some(post.id)).map(|o| (o.from, o.to)).collect();
        standing((post.from, post.to), &leaves, today) == Standing::Now
    };
    let mut there: Vec<&Post> = posts.iter().filter(is_there).collect();
    there.sort_by_key(|post| PostKind::ALL.iter().position(|kind| *kind == post.kind));
    let carer = |post: &Post| Carer {
        grant: post.id,
        person: post.person,
        kind: post.kind,
        name: masked(&post.holder),
        phone: post.phone.as_deref().and_then(|phone| Phone::parse_mobile(phone).ok()),
    };
    Ok(there.into_iter().map(carer).collect())
}

/// What somebody writes to one of them.
pub struct Letter<'a> {
    /// Its id: sent twice, it is still one.
    pub id: CareMessageId,
    /// The building that it is about.
    pub place: String,
    /// Who writes.
    pub name: &'a str,
    /// Where to call back, sealed for this id.
    pub phone_sealed: &'a [u8],
    /// What they write.
    pub body: &'a str,
    /// Under which link, where it is in a resident's name.
    pub family_link: Option<FamilyLinkId>,
    /// When.
    pub now: DateTime<Utc>,
}

/// Puts a letter before whoever holds a post, and tells them; false when it was sent before.
pub async fn write_to(
    tx: &mut WriteTx,
    tenant: &Tenant,
    (grant, person): (GrantId, PersonId),
    letter: Letter<'_>,
) -> AppResult<bool> {
    let new = NewMessage {
        id: letter.id,
        grant,
        place: &letter.place,
        name: letter.name,
        phone_sealed: letter.phone_sealed,
        body: letter.body,
        family_link: letter.family_link,
        now: letter.now,
    };
    let is_new = queries::insert_message(tx, tenant.id, &new).await?;
    if is_new {
        let news = News::Asked { tenant: tenant.id, name: letter.name.to_owned(), place: letter.place };
        announce(tx, Audience::Person(person), news, letter.now).await?;
    }
    Ok(is_new)
}
