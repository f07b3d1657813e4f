//! Policies (政策) for residents who look for work or begin a business: what each gives to whom, where it was published and
//! when somebody last compared it, and five questions that tell which ones are for oneself.
//!
//! Every level of the tree keeps its own, the platform's operators included, and they hold for all communities below.
//! What the public reads is decided by the day of the request: the day after its last one, a policy is nowhere to be found.

mod desk;
mod forms;
mod model;
mod pages;
pub mod queries;
mod questions;
mod remind;
mod rules;
mod show;
mod side;
pub mod urls;

pub use model::{Content, Kind, Status};
pub use remind::remind;
pub use rules::{Question, Ticks};

use crate::access::{Access, Capability, Operator, Routes, Staff, Visitor};
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
        .get(urls::DESK, keeping(), desk::list::<Staff>)
        .post(urls::DESK, keeping(), desk::add::<Staff>)
        .get(urls::NEW, keeping(), desk::new::<Staff>)
        .get(urls::DRAFT, keeping(), desk::show::<Staff>)
        .post(urls::DRAFT, keeping(), desk::save::<Staff>)
        .post(urls::PUBLICATION, keeping(), desk::publish::<Staff>)
        .post(urls::CHECK, keeping(), desk::check::<Staff>)
        .get(urls::PLATFORM_DESK, Access::operator(), desk::list::<Operator>)
        .post(urls::PLATFORM_DESK, Access::operator(), desk::add::<Operator>)
        .get(urls::PLATFORM_NEW, Access::operator(), desk::new::<Operator>)
        .get(urls::PLATFORM_DRAFT, Access::operator(), desk::show::<Operator>)
        .post(urls::PLATFORM_DRAFT, Access::operator(), desk::save::<Operator>)
        .post(urls::PLATFORM_PUBLICATION, Access::operator(), desk::publish::<Operator>)
        .post(urls::PLATFORM_CHECK, Access::operator(), desk::check::<Operator>)
}
