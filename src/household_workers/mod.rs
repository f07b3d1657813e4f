//! The community's register of household workers (家政服务员), whichever organization they work for: who does what, where,
//! with which certificates.
//!
//! A record is kept as long as its person agrees to it, on paper at first. Withdrawn, it is hidden at once and deleted after
//! 30 days ([`tidy`]). What identifies somebody is masked as residents are; whoever must see it says why ([`reveal`]), and
//! the person can read of it ([`mine`]).

mod certificates;
mod consent;
mod copy;
mod fields;
mod forms;
mod hand_over;
mod keep;
mod list;
mod mine;
mod model;
mod pages;
pub mod queries;
mod record;
mod register;
mod reveal;
mod search;
pub(crate) mod sheet;
pub mod tidy;
pub mod urls;

pub(crate) use copy::entries;
pub(crate) use forms::certificate_days;
pub use hand_over::{release, take_over};
pub use keep::{NewCertificate, Origin, keep, keep_certificate};
pub use model::{CertificateKind, Status, Validity};
pub(crate) use pages::Mark;

use crate::access::{Access, Capability, Routes};
use crate::tenancy::Feature;

/// The pages of this feature.
pub fn routes() -> Routes {
    let staff = || Access::capability(Capability::HouseholdWorkers);
    Routes::new()
        .get(urls::WORKERS, staff(), list::show)
        .post(urls::SEARCH, staff(), search::begin)
        .get(urls::NEW, staff(), register::show)
        .post(urls::NEW, staff(), register::add)
        .get(urls::WORKER, staff(), record::show)
        .post(urls::WORKER, staff(), record::save)
        .post(urls::REVEAL, staff(), reveal::begin)
        .post(urls::CERTIFICATES, staff(), certificates::add)
        .post(urls::CERTIFICATE_REMOVAL, staff(), certificates::remove)
        .post(urls::CONSENT, staff(), consent::take_down)
        .post(urls::CONSENT_WITHDRAWAL, staff(), consent::withdraw)
        .post(urls::CODE, staff().part_of(Feature::Codes), hand_over::issue)
        .get(urls::MINE, Access::signed_in(), mine::show)
        .post(urls::MY_WITHDRAWAL, Access::signed_in(), mine::withdraw)
}
