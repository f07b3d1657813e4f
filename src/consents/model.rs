//! What can be agreed to, in which wording, and where a consent stands.

use chrono::{DateTime, Utc};

use crate::db::{ConsentId, HouseholdWorkerId, ResidentId};
use crate::web::Messages;

/// What somebody's data is used for. Each is agreed to by itself, and refusing one blocks nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Being called, written to and visited by the community.
    Contact,
    /// 一老一小: the marks of who is old, alone or small, and the year of birth behind them.
    Care,
    /// 社区能人: what somebody is good at and would like to do.
    Talent,
    /// 推荐: being suggested for courses and jobs from what the record of an able resident says.
    Match,
    /// 社区能人徽章: being shown to everybody, without a name.
    Badge,
    /// The record of a household worker.
    Work,
    /// What an organization keeps of how its founder began it. The receipt stands with the copy, in the organization's
    /// scope: the community's are erased with its records, which the copy outlives.
    History,
}

/// A purpose in words.
pub struct PurposeWords {
    /// What it is called.
    pub title: &'static str,
    /// What is agreed to.
    pub text: &'static str,
    /// What it is for.
    pub why: &'static str,
    /// How long it holds.
    pub long: &'static str,
    /// What happens to whoever refuses or withdraws.
    pub refused: &'static str,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 7] =
        [Self::Contact, Self::Care, Self::Talent, Self::Match, Self::Badge, Self::Work, Self::History];
    /// Those that a resident is asked for, in the order of pages.
    pub const OF_RESIDENTS: [Self; 5] = [Self::Contact, Self::Care, Self::Talent, Self::Match, Self::Badge];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Care => "care",
            Self::Talent => "talent",
            Self::Match => "match",
            Self::Badge => "badge",
            Self::Work => "work",
            Self::History => "history",
        }
    }

    /// Reads the database's word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    /// A resident's purpose, as a form names it.
    pub fn of_resident(code: &str) -> Option<Self> {
        Self::parse(code).filter(|purpose| Self::OF_RESIDENTS.contains(purpose))
    }

    /// The number of the wording in [`Purpose::words`]. Whoever changes what a text says counts it up: receipts keep the
    /// wording that they are of, and pages ask anew.
    pub fn version(self) -> i32 {
        match self {
            Self::Contact | Self::Care | Self::Match | Self::Badge | Self::Work | Self::History => 1,
            // 2: and when they have time, which work they would like, and for how much.
            Self::Talent => 2,
        }
    }

    /// What is agreed to.
    pub fn words(self, t: &Messages) -> PurposeWords {
        let t = &t.consents;
        let (title, text, why, long, refused) = match self {
            Self::Contact => (t.contact_title, t.contact_text, t.contact_why, t.contact_long, t.contact_refused),
            Self::Care => (t.care_title, t.care_text, t.care_why, t.care_long, t.care_refused),
            Self::Talent => (t.talent_title, t.talent_text, t.talent_why, t.talent_long, t.talent_refused),
            Self::Match => (t.match_title, t.match_text, t.match_why, t.match_long, t.match_refused),
            Self::Badge => (t.badge_title, t.badge_text, t.badge_why, t.badge_long, t.badge_refused),
            Self::Work => (t.work_title, t.work_text, t.work_why, t.work_long, t.work_refused),
            Self::History => (t.history_title, t.history_text, t.history_why, t.history_long, t.history_refused),
        };
        PurposeWords { title, text, why, long, refused }
    }
}

/// Whose consent it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A resident's; what was agreed to on records that were merged into this one counts.
    Resident(ResidentId),
    /// A household worker's.
    Worker(HouseholdWorkerId),
}

/// How a consent was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// By the person, signed in.
    Own,
    /// On paper.
    Paper {
        /// Who of the staff took it down.
        by_name: String,
        /// Where the paper lies; may be empty.
        kept: String,
        /// Who signed for a child under 14; empty: the person.
        guardian: String,
    },
}

impl How {
    /// The word in the database.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::Paper { .. } => "paper",
        }
    }
}

/// How a consent ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// By the person, signed in.
    Own,
    /// By staff, on the person's word.
    Word,
    /// The person agreed to a newer wording.
    Renewed,
    /// The record was deleted.
    Deleted,
}

impl Ending {
    const ALL: [Self; 4] = [Self::Own, Self::Word, Self::Renewed, Self::Deleted];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::Word => "word",
            Self::Renewed => "renewed",
            Self::Deleted => "deleted",
        }
    }

    /// Reads the database's word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.code() == code)
    }
}

/// The end of a consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// When.
    pub at: DateTime<Utc>,
    /// How.
    pub how: Ending,
    /// Who of the staff took it down; empty: nobody did.
    pub by_name: String,
}

/// A receipt: what somebody agreed to, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The receipt's id.
    pub id: ConsentId,
    /// To what.
    pub purpose: Purpose,
    /// In which wording.
    pub version: i32,
    /// How.
    pub how: How,
    /// When.
    pub given_at: DateTime<Utc>,
    /// Its end; none: it holds.
    pub withdrawn: Option<Withdrawn>,
}

impl Consent {
    /// Whether it holds. One to an earlier wording does, for what that one said.
    pub fn is_living(&self) -> bool {
        self.withdrawn.is_none()
    }

    /// Whether it is of the wording that holds today.
    pub fn is_current(&self) -> bool {
        self.version >= self.purpose.version()
    }

    /// When the person took it back, if they did.
    pub(super) fn refused_at(&self) -> Option<DateTime<Utc>> {
        let end = self.withdrawn.as_ref()?;
        match end.how {
            Ending::Own | Ending::Word => Some(end.at),
            Ending::Renewed | Ending::Deleted => None,
        }
    }
}

/// Where somebody stands with a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Nobody ever asked: what is kept from before goes on, and the consent is asked for.
    NeverAsked,
    /// Agreed.
    Given(&'a Consent),
    /// Agreed once, and withdrew it.
    Refused,
}

impl<'a> Standing<'a> {
    /// Where a person stands with a purpose whose receipts these are, among others. Of records that are one by now each may
    /// have its own: the last word holds.
    pub fn of(receipts: &'a [Consent], purpose: Purpose) -> Self {
        let own: Vec<&Consent> = receipts.iter().filter(|consent| consent.purpose == purpose).collect();
        if own.is_empty() {
            return Self::NeverAsked;
        }
        let refused_at = own.iter().filter_map(|consent| consent.refused_at()).max();
        let given = own.into_iter().filter(|consent| consent.is_living()).max_by_key(|consent| consent.given_at);
        given.filter(|given| refused_at <= Some(given.given_at)).map_or(Self::Refused, Self::Given)
    }

    /// The consent that holds.
    pub fn given(self) -> Option<&'a Consent> {
        match self {
            Self::Given(consent) => Some(consent),
            Self::NeverAsked | Self::Refused => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn consent(purpose: Purpose, version: i32, is_over: bool) -> Consent {
        let withdrawn =
            is_over.then(|| Withdrawn { at: DateTime::UNIX_EPOCH, how: Ending::Own, by_name: String::new() });
        Consent {
            id: ConsentId::generate(),
            purpose,
            version,
            how: How::Own,
            given_at: DateTime::UNIX_EPOCH,
            withdrawn,
        }
    }

    #[test]
    fn words_are_read_back() {
        assert!(Purpose::ALL.into_iter().all(|purpose| Purpose::parse(purpose.code()) == Some(purpose)));
        assert!(Ending::ALL.into_iter().all(|ending| Ending::parse(ending.code()) == Some(ending)));
        assert_eq!(Purpose::of_resident("work"), None, "residents are not asked for it");
        assert_eq!(Purpose::of_resident("care"), Some(Purpose::Care));
    }

    #[test]
    fn one_that_holds_counts_whatever_was_withdrawn_before_and_each_purpose_stands_for_itself() {
        assert_eq!(Standing::of(&[], Purpose::Care), Standing::NeverAsked);
        let (over, holds) = (consent(Purpose::Care, 1, true), consent(Purpose::Care, 1, false));
        let all = [over.clone(), holds.clone()];
        assert_eq!(Standing::of(&all, Purpose::Care), Standing::Given(&holds));
        assert_eq!(Standing::of(&all[..1], Purpose::Care), Standing::Refused);
        assert_eq!(Standing::of(&all, Purpose::Contact), Standing::NeverAsked);
        assert_eq!(Standing::of(&all[..1], Purpose::Care).given(), None);
    }

    /// Records that are one by now have each their own receipts.
    #[test]
    fn of_two_records_the_last_word_holds() {
        let at = |minutes| DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes);
        let holds = |given| Consent { given_at: at(given), ..consent(Purpose::Badge, 1, false) };
        let over = |given, end, how| {
            let withdrawn = Some(Withdrawn { at: at(end), how, by_name: String::new() });
            Consent { given_at: at(given), withdrawn, ..consent(Purpose::Badge, 1, true) }
        };
        for how in [Ending::Own, Ending::Word] {
            let (before, after) = ([over(1, 5, how), holds(2)], [over(1, 5, how), holds(6)]);
            assert_eq!(Standing::of(&before, Purpose::Badge), Standing::Refused, "withdrawn after it was given");
            assert_eq!(Standing::of(&after, Purpose::Badge), Standing::Given(&after[1]));
            assert_eq!(Standing::of(&before, Purpose::Match), Standing::NeverAsked);
            let at_once = [over(1, 5, how), holds(5)];
            assert_eq!(Standing::of(&at_once, Purpose::Badge), Standing::Given(&at_once[1]));
        }
        // That a wording was renewed, or a record deleted, is nobody's word.
        for how in [Ending::Renewed, Ending::Deleted] {
            let both = [over(1, 5, how), holds(2)];
            assert_eq!(Standing::of(&both, Purpose::Badge), Standing::Given(&both[1]));
            assert_eq!(Standing::of(&both[..1], Purpose::Badge), Standing::Refused);
        }
    }

    #[test]
    fn an_earlier_wording_holds_and_is_asked_anew() {
        let earlier = consent(Purpose::Talent, Purpose::Talent.version() - 1, false);
        assert!(earlier.is_living() && !earlier.is_current());
        assert!(consent(Purpose::Talent, Purpose::Talent.version(), false).is_current());
    }
}
