//! What an applicant says themselves: of an interview, of an offer, and of work that they never began or have left.

use crate::web::Messages;

/// What they say of an interview; nobody has to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meets {
    /// They come.
    Comes,
    /// They cannot at that time.
    Other,
}

impl Meets {
    /// Both, in the order of the page.
    pub const ALL: [Self; 2] = [Self::Comes, Self::Other];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Comes => "meets:comes",
            Self::Other => "meets:other",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|meets| meets.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        match self {
            Self::Comes => t.jobs.meets_comes,
            Self::Other => t.jobs.meets_other,
        }
    }
}

/// What they say of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offered {
    /// They accept it.
    Accepted,
    /// They said so to whoever hires, face to face or by telephone.
    Told,
    /// They do not: the application ends with it.
    Declined,
}

impl Offered {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::Accepted, Self::Told, Self::Declined];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Accepted => "offer:accepted",
            Self::Told => "offer:told",
            Self::Declined => "offer:declined",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|offered| offered.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        match self {
            Self::Accepted => t.jobs.offer_accepted,
            Self::Told => t.jobs.offer_told,
            Self::Declined => t.jobs.offer_declined,
        }
    }
}

/// How work ended before anybody was asked whether they are still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// They never began.
    NeverBegan,
    /// They have left.
    Left,
}

impl Gone {
    /// Both, in the order of forms.
    pub const ALL: [Self; 2] = [Self::NeverBegan, Self::Left];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::NeverBegan => "gone:never",
            Self::Left => "gone:left",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gone| gone.code() == code)
    }

    /// What it is called, by whichever side.
    pub fn label(self, t: &Messages) -> &'static str {
        match self {
            Self::NeverBegan => t.jobs.gone_never,
            Self::Left => t.jobs.gone_left,
        }
    }
}

/// What a word stands for that is kept where others write a reason.
pub(super) fn kept(code: &str, t: &Messages) -> Option<&'static str> {
    let meets = Meets::parse(code).map(|meets| meets.label(t));
    meets
        .or_else(|| Offered::parse(code).map(|offered| offered.label(t)))
        .or_else(|| Gone::parse(code).map(|gone| gone.label(t)))
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
