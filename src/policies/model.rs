//! What a policy is, and where it stands.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::rules::Ticks;
use crate::db::PolicyId;
use crate::web::Messages;

/// So many days before its last day staff are told that a policy ends.
pub const TOLD_BEFORE: u64 = 30;
/// For so many days a comparison with the source is fresh enough.
pub const FRESH_FOR: u64 = 180;

/// What a policy is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 灵活就业社保补贴: part of social insurance is paid to who works without an employer.
    Insurance,
    /// 创业担保贷款及贴息: a guaranteed loan to begin a business, with part of its interest.
    Loan,
    /// 职业技能提升补贴: money for a certificate of one's trade.
    Skill,
    /// 职业培训补贴: money for a course.
    Training,
    /// 就业困难人员认定: somebody is recognized as hard to place, on which other help depends.
    Hardship,
    /// 家政企业、个体户税费优惠: taxes and fees that small businesses do not pay.
    Tax,
    /// Anything else.
    Other,
}

impl Kind {
    /// Every kind, in the order of pages.
    pub const ALL: [Self; 7] =
        [Self::Insurance, Self::Hardship, Self::Training, Self::Skill, Self::Loan, Self::Tax, Self::Other];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Insurance => "insurance",
            Self::Loan => "loan",
            Self::Skill => "skill",
            Self::Training => "training",
            Self::Hardship => "hardship",
            Self::Tax => "tax",
            Self::Other => "other",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.policies;
        match self {
            Self::Insurance => t.kind_insurance,
            Self::Loan => t.kind_loan,
            Self::Skill => t.kind_skill,
            Self::Training => t.kind_training,
            Self::Hardship => t.kind_hardship,
            Self::Tax => t.kind_tax,
            Self::Other => t.kind_other,
        }
    }
}

/// How far a policy has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Staff still write it.
    Draft,
    /// Everybody reads it, as long as it is valid.
    Published,
    /// It was taken down.
    Withdrawn,
}

impl Status {
    const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Withdrawn];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Where a step leads from here, if it can be taken.
    pub fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Draft | Self::Withdrawn, Step::Publish) => Some(Self::Published),
            (Self::Published, Step::Withdraw) => Some(Self::Withdrawn),
            _ => None,
        }
    }
}

/// What staff do with a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Everybody may read it.
    Publish,
    /// It is taken down.
    Withdraw,
}

impl Step {
    /// Reads the word in forms.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "publish" => Some(Self::Publish),
            "withdraw" => Some(Self::Withdraw),
            _ => None,
        }
    }

    /// Where it leads.
    pub fn leads_to(self) -> Status {
        match self {
            Self::Publish => Status::Published,
            Self::Withdraw => Status::Withdrawn,
        }
    }
}

/// What a policy says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What it is about.
    pub kind: Kind,
    /// What it is called.
    pub title: String,
    /// Who may apply.
    pub qualifies: String,
    /// What they get, with amounts as they were published.
    pub benefits: String,
    /// What to bring, one thing each.
    pub documents: Vec<String>,
    /// Where and how to apply.
    pub how: String,
    /// Whom to call; may be empty.
    pub phone: String,
    /// Where to apply on the web; may be empty.
    pub url: String,
    /// Where it was published: the document or the office. Nothing is published without.
    pub source_name: String,
    /// Where it is to be read on the web; may be empty.
    pub source_url: String,
    /// When somebody last compared it with the source. Nothing is published without.
    pub checked_on: Option<NaiveDate>,
    /// Its first day.
    pub valid_from: NaiveDate,
    /// Its last day, where one is known.
    pub valid_until: Option<NaiveDate>,
    /// Whom it is for, as the five questions ask.
    pub conditions: Ticks,
}

impl Content {
    /// Whether it helps whoever begins a business.
    pub fn is_for_founders(&self) -> bool {
        matches!(self.kind, Kind::Loan | Kind::Tax) || self.conditions.names_a_business()
    }

    /// Whether its last day is past.
    pub fn is_over(&self, today: NaiveDate) -> bool {
        self.valid_until.is_some_and(|last| last < today)
    }

    /// Whether it is too long that anybody compared it with its source.
    pub fn is_stale(&self, today: NaiveDate) -> bool {
        self.checked_on.is_some_and(|on| on + Days::new(FRESH_FOR) < today)
    }

    /// Whether its amounts, where they are no longer what they were, were compared with the source since.
    pub fn is_compared_since(&self, before: &Self, today: NaiveDate) -> bool {
        let is_newer = self.checked_on == Some(today) || self.checked_on > before.checked_on;
        self.benefits == before.benefits || self.checked_on.is_none() || is_newer
    }
}

/// A policy.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Its id.
    pub id: PolicyId,
    /// What it says.
    pub content: Content,
    /// Who compared it with its source last.
    pub checked_by: String,
    /// How far it has come.
    pub status: Status,
    /// How often it was changed.
    pub revision: i32,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
    /// Who did.
    pub updated_by: String,
}

impl Policy {
    /// Its place in the list of staff, as the query of that list says it, too: the day from which something is to be done
    /// about it. What nobody reads has its place after all days.
    pub fn place(&self, today: NaiveDate) -> NaiveDate {
        let after_all = |day| NaiveDate::from_ymd_opt(9999, 12, day).unwrap_or(NaiveDate::MAX);
        let ends = self.content.valid_until.map(|last| last - Days::new(TOLD_BEFORE));
        let grows_old = self.content.checked_on.map(|on| on + Days::new(FRESH_FOR + 1));
        match self.status {
            Status::Withdrawn => after_all(31),
            Status::Draft => after_all(29),
            Status::Published if self.content.is_over(today) => after_all(30),
            Status::Published => ends.into_iter().chain(grows_old).min().unwrap_or_else(|| after_all(29)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back() {
        assert!(Kind::ALL.into_iter().all(|kind| Kind::parse(kind.code()) == Some(kind)));
        assert!(Status::ALL.into_iter().all(|status| Status::parse(status.code()) == Some(status)));
    }

    #[test]
    fn nothing_is_withdrawn_that_was_not_published_and_what_was_comes_back() {
        assert_eq!(Status::Draft.after(Step::Withdraw), None);
        assert_eq!(Status::Published.after(Step::Publish), None);
        assert_eq!(Status::Withdrawn.after(Step::Publish), Some(Status::Published));
        for status in Status::ALL {
            for step in [Step::Publish, Step::Withdraw] {
                assert!(status.after(step).is_none_or(|to| to == step.leads_to()));
            }
        }
    }

    #[test]
    fn it_holds_to_the_end_of_its_last_day_and_is_fresh_for_half_a_year() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let content = Content {
            kind: Kind::Loan,
            title: "创业担保贷款".to_owned(),
            qualifies: String::new(),
            benefits: String::new(),
            documents: Vec::new(),
            how: String::new(),
            phone: String::new(),
            url: String::new(),
            source_name: String::new(),
            source_url: String::new(),
            checked_on: Some(day("2026-05-27")),
            valid_from: day("2026-01-01"),
            valid_until: Some(day("2026-11-23")),
            conditions: Ticks::default(),
        };
        assert!(!content.is_over(day("2026-11-23")) && content.is_over(day("2026-11-24")));
        assert!(!content.is_stale(day("2026-11-23")) && content.is_stale(day("2026-11-24")));
        // Other amounts ask for another comparison.
        let since = |benefits: &str, on: &str| {
            let after = Content { benefits: benefits.to_owned(), checked_on: Some(day(on)), ..content.clone() };
            after.is_compared_since(&content, day("2026-11-23"))
        };
        assert!(since("", "2026-05-27") && since("", "2026-05-01"));
        assert!(!since("1000 元", "2026-05-27") && !since("1000 元", "2026-05-01") && since("1000 元", "2026-05-28"));
        let other = Content { benefits: "1000 元".to_owned(), ..content.clone() };
        assert!(other.is_compared_since(&content, day("2026-05-27")), "compared today");
    }
}
