//! SQL of admissions. Both sides see them: a community in its own scope, an organization in its own.

mod checks;
mod public;
mod records;
mod standings;
mod steps;

pub(super) use self::checks::{checks, set_check};
pub(super) use self::public::{on_notice, public_vendors, suspended};
pub use self::records::{
    Record, admitted, has_applied, has_left, lock, of_org, one, papers_ending, serving, set_papers, trusted,
};
pub(super) use self::records::{of_tenant, pending, save_draft, set_trusted};
pub use self::standings::{Admission, insert_standing, org_by_name, set_terms, standing};
pub(super) use self::steps::{Event, events};
pub use self::steps::{Move, take};
