//! Short links for print (短链接): `/q/{code}` on posters, cards and stickers leads to a page of one community. Staff make
//! them and print what carries them: QR codes, posters, and all current prices in large letters for a notice board. Employers
//! have one made for the posters of a posting.
//!
//! A link outlives what it was made for: it is revocable, and what is printed beside it is made from current data. Scans
//! are counted by link and day; who scanned is not known here.

mod forms;
mod handlers;
mod job;
pub mod model;
mod pages;
mod print;
pub mod qr;
mod queries;
mod scans;
pub mod urls;

pub(crate) use job::{Printed, make_poster_link, poster as job_poster, poster_link};
pub use pages::QrView;
pub use scans::ScanLog;

use crate::access::{Access, Capability, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    let staff = || Access::capability(Capability::PrintedLinks);
    Routes::new()
        .get(urls::SCAN, Access::public(), scans::scan)
        .get(urls::LINKS, staff(), handlers::list)
        .post(urls::LINKS, staff(), handlers::create)
        .get(urls::LINK, staff(), handlers::show)
        .post(urls::REVOCATION, staff(), handlers::revoke)
        .get(urls::QR, staff(), handlers::file)
        .get(urls::POSTER, staff(), print::poster)
        .get(urls::PRICE_LIST, staff(), print::price_list)
}
