//! The community's console: its first page, one-time sign-in codes and what residents searched for in vain.

pub(crate) mod codes;
mod console;
mod pages;
pub mod queries;
mod searches;
pub mod urls;

use crate::access::{Access, Capability, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::CONSOLE, Access::capability(Capability::Console), console::show)
        .get(urls::SEARCHES, Access::capability(Capability::SearchMisses), searches::list)
        .get(urls::CODES, Access::capability(Capability::SignInCodes), codes::list)
        .post(urls::CODES, Access::capability(Capability::SignInCodes), codes::issue)
        .get(urls::CODE, Access::capability(Capability::SignInCodes), codes::show)
        .post(urls::CODE_REVOCATION, Access::capability(Capability::SignInCodes), codes::revoke)
}
