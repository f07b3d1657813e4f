//! SQL of the org scope. The transaction must have entered the organization (`WriteTx::enter_org`).

mod members;
mod organizations;
mod services;
mod workers;

pub use self::members::{NewMember, insert_member, is_member};
pub use self::organizations::{
    NewOrg, Organization, ProfileValues, claim_uscc, founded_year, insert_org, org_by_uscc, organization,
    update_profile,
};
pub use self::services::{NewService, ensure_service, service_area, set_price, set_service_area};
pub use self::workers::{ensure_worker, set_credential};
