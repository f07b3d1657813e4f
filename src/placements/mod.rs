//! Practice with a company (实习): staff or the trainer propose it, the company agrees, and an hour book is kept in which
//! every line has two signatures ([`hours`]). A person confirms that the agreed hours are done; they open the last gate of
//! a course that asks for practice.
//!
//! Three sides see a placement, each from its own pages ([`side`]): the learner, the company, and the community. The
//! trainer reads how far its own learners have come. Of the company, those who keep its records see all of it, and whoever
//! shows a learner the work sees to that learner ([`mentors`]). The community puts right what is agreed ([`plan`]).

mod daily;
mod desk;
mod forms;
mod hours;
mod leaving;
mod lines;
mod mentors;
mod mine;
mod model;
mod news;
mod pages;
mod past;
mod plan;
mod proposal;
pub mod queries;
mod records;
mod refusal;
mod show;
mod side;
mod steps;
mod terms;
pub mod urls;
mod words;

pub use daily::work;
pub use hours::Written;
pub use leaving::{Alive, alive_at, company_leaves};
pub use mentors::Mentor;
pub use model::{Agreement, Status};
pub use news::{PlacementNews, Reader, What};
pub use past::{Line, Practice, practise};
pub use proposal::{OfLearner, of_learner};
pub use queries::{Hours, hours_of_run};
pub use records::{entries, follow, forget, forget_words, leave, rename};
pub use steps::end_with_enrolment;
pub use words::hours as in_hours;

use crate::access::{Access, Capability, Member, OrgCapability, OrgMember, Routes, Staff};

/// The pages of this feature.
pub fn routes() -> Routes {
    let keep = || Access::capability(Capability::Placements);
    let company = || Access::member(OrgCapability::Records);
    let mentor = || Access::member(OrgCapability::Mentoring);
    let me = Access::signed_in;
    Routes::new()
        .get(urls::MINE, me(), mine::list)
        .get(urls::MY_PLACEMENT, me(), show::page::<Member>)
        .get(urls::MY_SHEET, me(), show::sheet::<Member>)
        .post(urls::MY_STEPS, me(), steps::step::<Member>)
        .post(urls::MY_ENTRIES, me(), lines::add::<Member>)
        .get(urls::MY_ENTRY, me(), lines::page::<Member>)
        .post(urls::MY_ENTRY, me(), lines::save::<Member>)
        .post(urls::MY_ENTRY_STEPS, me(), lines::step::<Member>)
        .get(urls::DESK, keep(), desk::list)
        .get(urls::PLACEMENT, keep(), show::page::<Staff>)
        .get(urls::SHEET, keep(), show::sheet::<Staff>)
        .post(urls::STEPS, keep(), steps::step::<Staff>)
        .get(urls::PLAN, keep(), plan::page)
        .post(urls::PLAN, keep(), plan::save)
        .post(urls::ENTRIES, keep(), lines::add::<Staff>)
        .get(urls::ENTRY, keep(), lines::page::<Staff>)
        .post(urls::ENTRY, keep(), lines::save::<Staff>)
        .post(urls::ENTRY_STEPS, keep(), lines::step::<Staff>)
        .get(urls::PROPOSAL, keep(), proposal::begin::<Staff>)
        .post(urls::PROPOSAL, keep(), proposal::propose::<Staff>)
        .get(urls::ORG_DESK, mentor(), desk::list_for_org)
        .get(urls::ORG_PLACEMENT, mentor(), show::page::<OrgMember>)
        .post(urls::ORG_STEPS, company(), steps::step::<OrgMember>)
        .get(urls::ORG_MENTOR, company(), mentors::page)
        .post(urls::ORG_MENTOR, company(), mentors::save)
        .post(urls::ORG_ENTRIES, mentor(), lines::add::<OrgMember>)
        .get(urls::ORG_ENTRY, mentor(), lines::page::<OrgMember>)
        .post(urls::ORG_ENTRY, mentor(), lines::save::<OrgMember>)
        .post(urls::ORG_ENTRY_STEPS, mentor(), lines::step::<OrgMember>)
        .get(urls::TRAINER_PROPOSAL, company(), proposal::begin::<OrgMember>)
        .post(urls::TRAINER_PROPOSAL, company(), proposal::propose::<OrgMember>)
}
