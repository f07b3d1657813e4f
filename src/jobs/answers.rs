//! What an applicant says themselves: of an interview, of an offer, and of work that they never began or have left.

use super::stay;
use crate::web::Messages;

crate::values::coded! {
    /// What they say of an interview; nobody has to.
    pub enum Meets in jobs {
        /// They come.
        Comes "meets:comes" meets_comes,
        /// They cannot at that time.
        Other "meets:other" meets_other,
    }

    /// What they say of an offer.
    pub enum Offered in jobs {
        /// They accept it.
        Accepted "offer:accepted" offer_accepted,
        /// They said so to whoever hires, face to face or by telephone.
        Told "offer:told" offer_told,
        /// They do not: the application ends with it.
        Declined "offer:declined" offer_declined,
    }

    /// How work ended before anybody was asked whether they are still there.
    pub enum Gone in jobs {
        /// They never began.
        NeverBegan "gone:never" gone_never,
        /// They have left.
        Left "gone:left" gone_left,
    }
}

/// What a word stands for that is kept where others write a reason.
pub(super) fn kept(code: &str, t: &Messages) -> Option<&'static str> {
    let meets = Meets::parse(code).map(|meets| meets.label(t));
    meets
        .or_else(|| Offered::parse(code).map(|offered| offered.label(t)))
        .or_else(|| Gone::parse(code).map(|gone| gone.label(t)))
        .or_else(|| stay::kept(code, t))
}

/// Every such word.
pub(super) fn codes() -> impl Iterator<Item = &'static str> {
    let said = Meets::ALL.map(Meets::code).into_iter().chain(Offered::ALL.map(Offered::code));
    said.chain(Gone::ALL.map(Gone::code)).chain([stay::ALONE])
}

/// What an applicant has answered so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// Of the interview that is agreed on, not of one before it.
    pub meets: Option<Meets>,
    /// When they could instead, as it is kept; may be empty.
    pub word: String,
    /// Whether they were asked about an offer.
    pub is_asked: bool,
    /// How they accepted it.
    pub accepted: Option<Offered>,
}

/// Whether somebody who has an offer agreed to be hired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// They accepted.
    Given,
    /// They have nowhere to answer: whoever hires notes that they agreed face to face or by telephone.
    ByWord,
    /// They have not answered.
    Awaited,
}

impl Consent {
    /// By their answers, and whether they have an account of which they make use.
    pub fn of(answers: &Answers, has_account: bool) -> Self {
        match answers.accepted {
            Some(_) => Self::Given,
            None if has_account && answers.is_asked => Self::Awaited,
            None => Self::ByWord,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    #[test]
    fn words_lead_back_and_every_reader_reads_them() {
        assert!(Meets::ALL.into_iter().all(|one| Meets::parse(one.code()) == Some(one)));
        assert!(Offered::ALL.into_iter().all(|one| Offered::parse(one.code()) == Some(one)));
        assert!(Gone::ALL.into_iter().all(|one| Gone::parse(one.code()) == Some(one)));
        let t = Locale::ZhHans.messages();
        assert_eq!(kept(Gone::NeverBegan.code(), t), Some(Gone::NeverBegan.label(t)));
        assert_eq!(kept(Offered::Told.code(), t), Some(Offered::Told.label(t)));
        assert_eq!(kept(Meets::Comes.code(), t), Some(Meets::Comes.label(t)));
        assert_eq!(kept(stay::ALONE, t), Some(t.jobs.stay_alone));
        assert_eq!(kept("left", t), None, "what somebody writes is what somebody writes");
    }

    #[test]
    fn nobody_is_hired_who_could_answer_and_has_not() {
        let of = |is_asked, accepted| Answers { is_asked, accepted, ..Answers::default() };
        for (answers, has_account, expected) in [
            (of(true, None), true, Consent::Awaited),
            (of(true, Some(Offered::Accepted)), true, Consent::Given),
            (of(true, None), false, Consent::ByWord),
            // An offer from before anybody was asked.
            (of(false, None), true, Consent::ByWord),
            (of(false, None), false, Consent::ByWord),
        ] {
            assert_eq!(Consent::of(&answers, has_account), expected, "{answers:?} {has_account}");
        }
    }
}
