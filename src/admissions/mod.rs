//! Admission (入驻): how an organization comes to serve a community. It hands in what the community asks for; the staff
//! check, visit, show it to everybody, and admit; later they may suspend it and let it go on, or it leaves.

mod applications;
mod checklist;
mod checks;
mod first_owner;
mod joining;
mod leaving;
pub mod material;
mod model;
mod pages;
pub mod queries;
mod records;
mod steps;
mod trust;
pub mod urls;

pub use checklist::CheckResult;
pub use model::{AdmissionStatus, Step};
pub use steps::{resume_after_expiry, suspend_for_expiry};

use std::sync::Arc;

use crate::access::{Access, Capability, OrgCapability, OrgMember, Routes};
use crate::error::{AppError, AppResult};
use crate::tenancy::{Feature, Tenant};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::JOIN, Access::public().part_of(Feature::Join), joining::join)
        .get(urls::VENDORS, Access::public(), joining::vendors)
        .get(urls::APPLICATIONS, Access::member(OrgCapability::Records), applications::list)
        .get(urls::APPLICATION, Access::member(OrgCapability::Records), applications::show)
        .post(urls::APPLICATION, Access::member(OrgCapability::Applications), applications::save)
        .post(urls::SUBMISSION, Access::member(OrgCapability::Applications), applications::submit)
        .post(urls::EXIT, Access::member(OrgCapability::Applications), applications::exit)
        .post(urls::AREA, Access::member(OrgCapability::Records), applications::set_area)
        .get(urls::RECORDS, Access::capability(Capability::VendorRecords), records::list)
        .get(urls::RECORD, Access::capability(Capability::VendorRecords), records::show)
        .post(urls::STEP, Access::capability(Capability::VendorDecisions), records::step)
        .post(urls::CHECKS, Access::capability(Capability::VendorDecisions), checks::save)
        .post(urls::OWNER, Access::capability(Capability::VendorDecisions), first_owner::send)
        .post(urls::TRUST, Access::capability(Capability::VendorDecisions), trust::set)
}

/// The community with this word, as long as somebody's organization has not left it.
pub async fn served(member: &OrgMember, community: &str) -> AppResult<Arc<Tenant>> {
    let tenant = member.state().platform().by_slug(community).filter(|tenant| tenant.is_community());
    let tenant = tenant.ok_or(AppError::NotFound)?;
    let mut tx = member.read_org().await?;
    let record = queries::one(&mut tx, tenant.id, member.org()).await?;
    record.filter(|record| record.status.is_in()).ok_or(AppError::NotFound)?;
    Ok(tenant)
}
