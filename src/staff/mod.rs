//! The community's console: its first page, one-time sign-in codes and what residents searched for in vain.

pub(crate) mod codes;
mod console;
mod pages;
pub mod queries;
mod searches;
pub mod urls;

use crate::access::{Access, Capability, Routes};
use crate::tenancy::Feature;

/// The pages of this feature.
pub fn routes() -> Routes {
    let codes = || Access::capability(Capability::SignInCodes).part_of(Feature::Codes);
    Routes::new()
        .get(urls::CONSOLE, Access::capability(Capability::Console), console::show)
        .get(urls::SEARCHES, Access::capability(Capability::SearchMisses), searches::list)
        .get(urls::CODES, codes(), codes::list)
        .post(urls::CODES, codes(), codes::issue)
        .get(urls::CODE, codes(), codes::show)
        .post(urls::CODE_REVOCATION, codes(), codes::revoke)
}
