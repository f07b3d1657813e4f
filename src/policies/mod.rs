//! Policies (政策) for residents who look for work or begin a business: what each gives to whom, where it was published and
//! when somebody last compared it, and five questions that tell which ones are for oneself.
//!
//! Every level of the tree keeps its own, and they hold for all communities below. What the public reads is decided by the
//! day of the request: the day after its last one, a policy is nowhere to be found.

mod desk;
mod forms;
mod model;
mod pages;
pub mod queries;
mod questions;
mod remind;
mod rules;
mod show;
pub mod urls;

pub use model::{Content, Kind, Status};
pub use remind::remind;
pub use rules::{Question, Ticks};

use crate::access::{Access, Capability, Routes, Visitor};
use crate::error::AppResult;

/// What of this search engines may know: all that holds here, the questions, and each policy.
pub async fn addresses(visitor: &Visitor) -> AppResult<Vec<String>> {
    let tenant = visitor.tenant()?;
    let all = show::in_force(visitor).await?;
    let pages = [urls::list(tenant), urls::questions(tenant)];
    Ok(pages.into_iter().chain(all.iter().map(|(_, policy)| urls::policy(tenant, policy.id))).collect())
}

/// The pages of this feature.
pub fn routes() -> Routes {
    let keeping = || Access::capability(Capability::Policies);
    Routes::new()
        .get(urls::LIST, Access::public(), show::list)
        .get(urls::MATCH, Access::public(), questions::ask)
        .get(urls::POLICY, Access::public(), show::show)
        .get(urls::DESK, keeping(), desk::list)
        .post(urls::DESK, keeping(), desk::add)
        .get(urls::NEW, keeping(), desk::new)
        .get(urls::DRAFT, keeping(), desk::show)
        .post(urls::DRAFT, keeping(), desk::save)
        .post(urls::PUBLICATION, keeping(), desk::publish)
        .post(urls::CHECK, keeping(), desk::check)
}
