//! Why something cannot be done with a line of the hour book.

use crate::web::Messages;

/// Why something cannot be done with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The day is still to come.
    Future,
    /// The practice had not begun.
    BeforeStart,
    /// Not in quarters of an hour, or none.
    Minutes,
    /// More than a day holds; so many minutes are left of it.
    TooMuch(i32),
    /// They have signed already.
    Signed,
    /// Somebody says that it was otherwise.
    Disputed,
    /// Nobody says so.
    Undisputed,
    /// The community has decided.
    Settled,
    /// Somebody else stands for it.
    NotAlone,
    /// There is no such line.
    Gone,
}

impl Refusal {
    /// What to say.
    pub fn text(self, t: &Messages) -> String {
        let t = &t.placements;
        match self {
            Self::Future => t.error_future.to_owned(),
            Self::BeforeStart => t.error_before_start.to_owned(),
            Self::Minutes => t.error_minutes.to_owned(),
            Self::TooMuch(left) => t.error_too_much(super::words::hours(left)),
            Self::Signed => t.error_signed.to_owned(),
            Self::Disputed => t.error_disputed.to_owned(),
            Self::Undisputed => t.error_undisputed.to_owned(),
            Self::Settled => t.error_settled.to_owned(),
            Self::NotAlone => t.error_not_alone.to_owned(),
            Self::Gone => t.error_gone.to_owned(),
        }
    }
}
