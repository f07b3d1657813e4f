//! How a business begins: from the first wish to a company that serves the community.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::db::{CaseId, OrgId, PersonId, ResidentId, TenantId};
use crate::policies;
use crate::web::Messages;

/// What somebody wants to found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 个体工商户: trades under one's own name.
    Individual,
    /// 工作室.
    Studio,
    /// 公司.
    Company,
}

impl Kind {
    /// Every kind, in the order of pages.
    pub const ALL: [Self; 3] = [Self::Individual, Self::Studio, Self::Company];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Studio => "studio",
            Self::Company => "company",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        match self {
            Self::Individual => t.startup.kind_individual,
            Self::Studio => t.startup.kind_studio,
            Self::Company => t.startup.kind_company,
        }
    }
}

/// How far a case has come (domain.md §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Somebody would like to.
    Interest,
    /// Somebody has talked it over with them.
    Assessed,
    /// There is a plan.
    Plan,
    /// It is being registered.
    Registering,
    /// It works.
    Operating,
    /// Its organization serves the community.
    Admitted,
    /// Nothing came of it, or nothing more.
    Closed,
}

impl Status {
    /// Every state, in its order.
    pub const ALL: [Self; 7] =
        [Self::Interest, Self::Assessed, Self::Plan, Self::Registering, Self::Operating, Self::Admitted, Self::Closed];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Interest => "interest",
            Self::Assessed => "assessed",
            Self::Plan => "plan",
            Self::Registering => "registering",
            Self::Operating => "operating",
            Self::Admitted => "admitted",
            Self::Closed => "closed",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        match self {
            Self::Interest => t.startup.status_interest,
            Self::Assessed => t.startup.status_assessed,
            Self::Plan => t.startup.status_plan,
            Self::Registering => t.startup.status_registering,
            Self::Operating => t.startup.status_operating,
            Self::Admitted => t.startup.status_admitted,
            Self::Closed => t.startup.status_closed,
        }
    }

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

/// A milestone on the way (登记 → 开户 → 税务 → 社保 → 入驻).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Milestone {
    /// 登记: the business licence.
    Registration,
    /// 开户: a bank account of its own.
    Account,
    /// 税务: registered with the tax office.
    Tax,
    /// 社保: insured.
    Insurance,
    /// 入驻: admitted to the community. Reached when the organization is linked, and no other way.
    Admission,
}

impl Milestone {
    /// All of them, in their order.
    pub const ALL: [Self; 5] = [Self::Registration, Self::Account, Self::Tax, Self::Insurance, Self::Admission];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Account => "account",
            Self::Tax => "tax",
            Self::Insurance => "insurance",
            Self::Admission => "admission",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|milestone| milestone.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        match self {
            Self::Registration => t.startup.milestone_registration,
            Self::Account => t.startup.milestone_account,
            Self::Tax => t.startup.milestone_tax,
            Self::Insurance => t.startup.milestone_insurance,
            Self::Admission => t.startup.milestone_admission,
        }
    }

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

/// A certificate of the founder's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The course.
    pub title: String,
    /// Its number.
    pub number: String,
    /// What whoever verifies it types.
    pub code: String,
    /// When it was issued.
    pub issued_on: NaiveDate,
    /// The community that issued it, as it was called then.
    pub issuer: String,
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
    /// The founder's certificates that held.
    pub certificates: Vec<Proof>,
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
    /// Since when.
    pub kept_on: NaiveDate,
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
