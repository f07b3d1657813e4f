//! What a helper may do, in which words, and until when; without a database.

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};

use crate::web::Messages;

/// How long an offer waits for an answer.
pub(super) const OFFER_HOLDS: TimeDelta = TimeDelta::days(7);
/// How far ahead the last day may lie: whoever still wants it then says so anew.
pub(super) const LONGEST: Months = Months::new(12);
/// How many people may act, or be asked to act, for one resident at a time.
pub(super) const MOST: usize = 5;
/// How long a look at the record lasts: time enough to read it and to write what is wrong.
pub(super) const LOOK_LASTS: TimeDelta = TimeDelta::minutes(15);

/// What somebody may do for a resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Read the record, who looked at it, and who looks after the home.
    See,
    /// Ask to have the record put right.
    Ask,
    /// Write to whoever looks after the home.
    Messages,
}

impl Scope {
    /// Every scope, in the order of forms.
    pub const ALL: [Self; 3] = [Self::See, Self::Ask, Self::Messages];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::See => "see",
            Self::Ask => "ask",
            Self::Messages => "messages",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        match self {
            Self::See => t.family.scope_see,
            Self::Ask => t.family.scope_ask,
            Self::Messages => t.family.scope_messages,
        }
    }
}

/// What a helper is to the resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kin {
    /// 女儿
    Daughter,
    /// 儿子
    Son,
    /// 配偶
    Spouse,
    /// 儿媳、女婿
    InLaw,
    /// 孙辈
    Grandchild,
    /// 兄弟姐妹
    Sibling,
    /// 其他亲属
    Relative,
    /// Somebody who is no relative.
    Other,
}

impl Kin {
    /// Everything somebody can be, in the order of forms.
    pub const ALL: [Self; 8] = [
        Self::Daughter,
        Self::Son,
        Self::Spouse,
        Self::InLaw,
        Self::Grandchild,
        Self::Sibling,
        Self::Relative,
        Self::Other,
    ];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Daughter => "daughter",
            Self::Son => "son",
            Self::Spouse => "spouse",
            Self::InLaw => "in_law",
            Self::Grandchild => "grandchild",
            Self::Sibling => "sibling",
            Self::Relative => "relative",
            Self::Other => "other",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kin| kin.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.family;
        match self {
            Self::Daughter => t.kin_daughter,
            Self::Son => t.kin_son,
            Self::Spouse => t.kin_spouse,
            Self::InLaw => t.kin_in_law,
            Self::Grandchild => t.kin_grandchild,
            Self::Sibling => t.kin_sibling,
            Self::Relative => t.kin_relative,
            Self::Other => t.kin_other,
        }
    }
}

/// What ended a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndedBy {
    /// The resident, with a click.
    Resident,
    /// The helper, who declined or does it no more.
    Helper,
    /// Staff, on the resident's word.
    Staff,
    /// Its last day, or that of the offer.
    Lapsed,
    /// The resident does not live here any more, or their record is gone.
    Moved,
}

impl EndedBy {
    const ALL: [Self; 5] = [Self::Resident, Self::Helper, Self::Staff, Self::Lapsed, Self::Moved];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Helper => "helper",
            Self::Staff => "staff",
            Self::Lapsed => "lapsed",
            Self::Moved => "moved",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.family;
        match self {
            Self::Resident => t.ended_resident,
            Self::Helper => t.ended_helper,
            Self::Staff => t.ended_staff,
            Self::Lapsed => t.ended_lapsed,
            Self::Moved => t.ended_moved,
        }
    }
}

/// The dates of a link.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// Until when an offer waits.
    pub expires_at: DateTime<Utc>,
    /// Whether it was accepted.
    pub is_accepted: bool,
    /// The last day.
    pub until: NaiveDate,
    /// What ended it, as far as it is written down.
    pub ended: Option<EndedBy>,
    /// Whether the resident is still on file here.
    pub is_here: bool,
}

/// Where a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits for an answer.
    Offered,
    /// It holds.
    Living,
    /// It is over.
    Over(EndedBy),
}

impl Term {
    /// Where the link stands now. The clock says it, whether or not anybody has written it down yet.
    pub fn state(&self, now: DateTime<Utc>, today: NaiveDate) -> State {
        match self.ended {
            Some(by) => State::Over(by),
            None if !self.is_here => State::Over(EndedBy::Moved),
            None if today > self.until => State::Over(EndedBy::Lapsed),
            None if self.is_accepted => State::Living,
            None if now < self.expires_at => State::Offered,
            None => State::Over(EndedBy::Lapsed),
        }
    }
}

/// Whether a helper may do something: the link holds, and says so.
pub fn may_act(state: State, scopes: &[Scope], what: Scope) -> bool {
    state == State::Living && scopes.contains(&what)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(n: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap() + TimeDelta::days(n)
    }

    fn noon(n: i64) -> DateTime<Utc> {
        day(n).and_hms_opt(12, 0, 0).unwrap().and_utc()
    }

    #[test]
    fn words_lead_back() {
        assert!(Scope::ALL.into_iter().all(|scope| Scope::parse(scope.code()) == Some(scope)));
        assert!(Kin::ALL.into_iter().all(|kin| Kin::parse(kin.code()) == Some(kin)));
        assert!(EndedBy::ALL.into_iter().all(|by| EndedBy::parse(by.code()) == Some(by)));
    }

    fn term() -> impl Strategy<Value = Term> {
        let ended = proptest::option::of(proptest::sample::select(EndedBy::ALL.to_vec()));
        (any::<bool>(), -20_i64..40, ended, any::<bool>(), -10_i64..10).prop_map(
            |(is_accepted, until, ended, is_here, expires)| Term {
                expires_at: noon(expires),
                is_accepted,
                until: day(until),
                ended,
                is_here,
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        /// Scope × date × state: what is allowed is exactly what was ticked, of a link that was accepted, on a day up to the
        /// last, while nobody has ended it and the resident is there.
        #[test]
        fn a_helper_may_do_what_was_ticked_while_the_link_holds_and_nothing_else(
            term in term(),
            scopes in proptest::sample::subsequence(Scope::ALL.to_vec(), 0..=3),
            what in proptest::sample::select(Scope::ALL.to_vec()),
            at in -20_i64..40,
        ) {
            let holds = term.is_accepted && term.ended.is_none() && term.is_here && day(at) <= term.until;
            let state = term.state(noon(at), day(at));
            prop_assert_eq!(may_act(state, &scopes, what), holds && scopes.contains(&what));
            prop_assert_eq!(state == State::Living, holds);
            prop_assert!(!may_act(state, &[], what));
        }

        /// What is over stays over, whatever time does; and what was ended says by whom.
        #[test]
        fn nothing_begins_again(term in term(), at in -20_i64..40, later in 0_i64..40) {
            let (first, second) = (term.state(noon(at), day(at)), term.state(noon(at + later), day(at + later)));
            if let State::Over(by) = first {
                prop_assert_eq!(second, State::Over(by));
                prop_assert!(term.ended.is_none_or(|ended| ended == by));
            }
            // An offer that waits and a link that holds do not turn into each other by time alone.
            prop_assert!(second == first || matches!(second, State::Over(EndedBy::Lapsed)));
        }
    }

    #[test]
    fn the_last_day_counts_and_the_hour_of_an_offer_does_too() {
        let term = Term { expires_at: noon(7), is_accepted: true, until: day(3), ended: None, is_here: true };
        assert_eq!(term.state(noon(3), day(3)), State::Living);
        assert_eq!(term.state(noon(4), day(4)), State::Over(EndedBy::Lapsed));
        let offer = Term { is_accepted: false, until: day(30), ..term };
        assert_eq!(offer.state(noon(7) - TimeDelta::seconds(1), day(7)), State::Offered);
        assert_eq!(offer.state(noon(7), day(7)), State::Over(EndedBy::Lapsed));
    }
}
