//! How a business begins: from the first wish to a company that serves the community.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::past::{Part, Past};
use crate::consents::Consent;
use crate::db::{CaseId, OrgId, PersonId, ResidentId, TenantId};
use crate::policies;

crate::values::coded! {
    /// What somebody wants to found.
    pub enum Kind in startup {
        /// 个体工商户: trades under one's own name.
        Individual "individual" kind_individual,
        /// 工作室.
        Studio "studio" kind_studio,
        /// 公司.
        Company "company" kind_company,
    }

    /// How far a case has come (domain.md §3).
    #[derive(PartialOrd, Ord)]
    pub enum Status in startup {
        /// Somebody would like to.
        Interest "interest" status_interest,
        /// Somebody has talked it over with them.
        Assessed "assessed" status_assessed,
        /// There is a plan.
        Plan "plan" status_plan,
        /// It is being registered.
        Registering "registering" status_registering,
        /// It works.
        Operating "operating" status_operating,
        /// Its organization serves the community.
        Admitted "admitted" status_admitted,
        /// Nothing came of it, or nothing more.
        Closed "closed" status_closed,
    }
}

impl Status {
    /// Whether anything may still come of it.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Admitted | Self::Closed)
    }

    /// The next state that staff can move it to. What follows after it works is the admission of an organization.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Interest => Some(Self::Assessed),
            Self::Assessed => Some(Self::Plan),
            Self::Plan => Some(Self::Registering),
            Self::Registering => Some(Self::Operating),
            Self::Operating | Self::Admitted | Self::Closed => None,
        }
    }

    /// Whether a case may go from here to another state: a step on, to an admitted organization once it works, or out of
    /// it at any time.
    pub fn may_become(self, to: Self) -> bool {
        match to {
            Self::Closed => self.is_open(),
            Self::Admitted => self == Self::Operating,
            _ => self.next() == Some(to),
        }
    }
}

crate::values::coded! {
    /// A milestone on the way (登记 → 开户 → 税务 → 社保 → 入驻).
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Milestone in startup {
        /// 登记: the business licence.
        Registration "registration" milestone_registration,
        /// 开户: a bank account of its own.
        Account "account" milestone_account,
        /// 税务: registered with the tax office.
        Tax "tax" milestone_tax,
        /// 社保: insured.
        Insurance "insurance" milestone_insurance,
        /// 入驻: admitted to the community. Reached when the organization is linked, and no other way.
        Admission "admission" milestone_admission,
    }
}

impl Milestone {
    /// The policies that help with it: the kind rather than one of them, so that it leads to whatever holds on the day.
    pub fn policies(self) -> Option<policies::Kind> {
        match self {
            Self::Registration | Self::Account => Some(policies::Kind::Loan),
            Self::Tax => Some(policies::Kind::Tax),
            Self::Insurance => Some(policies::Kind::Insurance),
            Self::Admission => None,
        }
    }

    /// Whether it can be ticked.
    pub fn is_ticked(self) -> bool {
        self != Self::Admission
    }
}

/// A milestone of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Which.
    pub milestone: Milestone,
    /// By when it is to be reached.
    pub due_on: Option<NaiveDate>,
    /// When it was.
    pub done_on: Option<NaiveDate>,
}

/// What is said of a case and may be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What is to be founded.
    pub kind: Kind,
    /// What it is to do.
    pub idea: String,
    /// Who goes along with them; may be empty.
    pub mentor: String,
}

/// A resident who begins a business.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// Whose it is.
    pub resident: ResidentId,
    /// Their account, where they have one.
    pub person: Option<PersonId>,
    /// What is said of it.
    pub content: Content,
    /// How far it has come.
    pub status: Status,
    /// The organization that came of it.
    pub org: Option<OrgId>,
    /// How often it was changed.
    pub revision: i32,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
}

/// A milestone that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Which.
    pub milestone: Milestone,
    /// When.
    pub on: NaiveDate,
}

/// Where an organization came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The community in which it began, which need not be here any more.
    pub community: TenantId,
    /// What the community was called.
    pub community_name: String,
    /// Who founded it.
    pub founder: String,
    /// What it was to be.
    pub content: Content,
    /// Since when.
    pub began_on: NaiveDate,
    /// The milestones that were reached, in their order.
    pub milestones: Vec<Done>,
    /// What else the community keeps of the founder.
    pub past: Past,
}

impl Origin {
    /// With some parts of the founder's past, and no others.
    pub fn only(self, parts: &[Part]) -> Self {
        Self { past: self.past.only(parts), ..self }
    }
}

/// What an organization keeps for itself of where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The case it was copied from.
    pub case: CaseId,
    /// Who founded it, and agreed.
    pub person: PersonId,
    /// What is kept.
    pub origin: Origin,
    /// Which parts of their past they chose.
    pub parts: Vec<Part>,
    /// Since when.
    pub kept_on: NaiveDate,
    /// What they agreed to, and when; none where nobody kept that yet.
    pub consent: Option<Consent>,
    /// Whether staff read it of communities to which the organization applies, or which it serves.
    pub is_shown: bool,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_lead_back() {
        assert!(Kind::ALL.into_iter().all(|one| Kind::parse(one.code()) == Some(one)));
        assert!(Status::ALL.into_iter().all(|one| Status::parse(one.code()) == Some(one)));
        assert!(Milestone::ALL.into_iter().all(|one| Milestone::parse(one.code()) == Some(one)));
        // And what is kept says the same.
        assert!(Milestone::ALL.into_iter().all(|one| serde_json::to_value(one).unwrap() == one.code()));
    }

    #[test]
    fn it_goes_step_by_step_and_may_be_closed_at_every_one() {
        let mut way = vec![Status::Interest];
        while let Some(next) = way.last().and_then(|last| last.next()) {
            way.push(next);
        }
        assert_eq!(way, Status::ALL[..5]);
        assert!(way.iter().all(|status| status.may_become(Status::Closed)));
        for over in [Status::Admitted, Status::Closed] {
            assert!(Status::ALL.into_iter().all(|to| !over.may_become(to)), "{over:?} is the end");
        }
        let admitted: Vec<_> = Status::ALL.into_iter().filter(|from| from.may_become(Status::Admitted)).collect();
        assert_eq!(admitted, [Status::Operating]);
    }

    proptest! {
        #[test]
        fn nothing_goes_back_or_skips_a_step(wishes in prop::collection::vec(0_usize..7, 0..20)) {
            let mut status = Status::Interest;
            for wish in wishes.into_iter().map(|at| Status::ALL[at]) {
                if status.may_become(wish) {
                    prop_assert!(wish > status);
                    prop_assert!(wish == Status::Closed || wish as usize == status as usize + 1);
                    status = wish;
                }
            }
        }
    }
}
