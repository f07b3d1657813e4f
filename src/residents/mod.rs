//! Households and residents (居民): who lives behind which door, registered on paper first, and claimed by the person with an
//! account later.
//!
//! What identifies somebody is masked on every page. Whoever must see it says why; the look lasts five minutes, counts, and
//! the person can read of it ([`reveal`]). How far somebody's view reaches follows from their grants ([`territory`]).

mod change;
mod consents;
mod copy;
mod departure;
pub mod exports;
pub mod faces;
mod forms;
mod hand_over;
mod homes;
mod households;
mod keys;
mod list;
mod merge;
mod mine;
mod mine_pages;
mod model;
mod names;
mod pages;
mod purposes;
pub mod queries;
mod record;
mod register;
mod requests;
mod reveal;
mod search;
pub(crate) mod sheet;
mod territory;
pub mod tidy;
pub mod urls;
mod views;

pub(crate) use forms::{Reason, RevealForm, year as birth_year};
pub use hand_over::{hold, release, take_over};
pub use homes::{Home, HomeLine, HomeQuery, by_community, home, homes, is_child_at};
pub(crate) use keys::Term;
pub use keys::{key_range, keys};
pub(crate) use list::{address, visible};
pub(crate) use mine::{my_record, my_request};
pub(crate) use mine_pages::{MyRecord, MyRequest};
pub use model::{Relation, Tag, is_child};
pub(crate) use pages::{LookLine, masked};
pub(crate) use queries::views::{Look, lock as lock_looks};
pub(crate) use record::look_view;
pub(crate) use reveal::{LASTS as LOOK_LASTS, MOST as MOST_LOOKS, PERIOD as LOOKS_PERIOD, is_open_to};
pub use search::{keep as keep_search, typed as searched};
pub use territory::Territory;

use crate::access::{Access, Capability, Routes};
use crate::tenancy::Feature;

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::RESIDENTS, Access::capability(Capability::Residents), list::show)
        .post(urls::SEARCH, Access::capability(Capability::Residents), search::begin)
        .post(urls::VIEWS, Access::capability(Capability::Residents), views::save)
        .post(urls::VIEW_END, Access::capability(Capability::Residents), views::forget)
        .get(urls::NEW, Access::capability(Capability::ResidentRecords), register::show)
        .post(urls::NEW, Access::capability(Capability::ResidentRecords), register::add)
        .post(urls::ALIKE, Access::capability(Capability::ResidentRecords), register::alike)
        .get(urls::RESIDENT, Access::capability(Capability::Residents), record::show)
        .post(urls::RESIDENT, Access::capability(Capability::ResidentRecords), change::save)
        .post(urls::REVEAL, Access::capability(Capability::ResidentReveals), reveal::begin)
        .post(urls::CONSENTS, Access::capability(Capability::ResidentRecords), consents::take_down)
        .post(urls::CONSENT_WITHDRAWAL, Access::capability(Capability::ResidentRecords), consents::withdraw)
        .post(urls::DEPARTURE, Access::capability(Capability::ResidentRecords), departure::set)
        .post(urls::CODE, Access::capability(Capability::ResidentRecords).part_of(Feature::Codes), hand_over::issue)
        .get(urls::MERGE, Access::capability(Capability::ResidentRecords), merge::show)
        .post(urls::MERGE, Access::capability(Capability::ResidentRecords), merge::apply)
        .post(urls::MERGE_UNDO, Access::capability(Capability::ResidentRecords), merge::undo)
        .get(urls::BUILDING, Access::capability(Capability::Residents), households::building)
        .post(urls::BUILDING, Access::capability(Capability::ResidentRecords), households::add_doors)
        .get(urls::HOUSEHOLD, Access::capability(Capability::Residents), households::show)
        .post(urls::HOUSEHOLD, Access::capability(Capability::ResidentRecords), households::save)
        .get(urls::MINE, Access::signed_in(), mine::show)
        .get(urls::COPY, Access::signed_in(), copy::take)
        .post(urls::MY_REQUESTS, Access::signed_in(), requests::ask)
        .get(urls::REQUESTS, Access::capability(Capability::ResidentRecords), requests::list)
        .post(urls::REQUEST_ANSWER, Access::capability(Capability::ResidentRecords), requests::answer)
        .merge(exports::routes())
}
