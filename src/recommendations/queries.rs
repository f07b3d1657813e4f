//! SQL of recommendations and referrals. A community sees its own rows, an organization those that it was given.

mod records;
mod referrals;

pub use records::{
    NewRecommendation, Recommendation, alive_among, by_application, erase, forget_words, give, insert, move_on,
    of_residents, one, page, set_outcome,
};
pub(super) use records::{lock, waiting, with_certificate};
pub use referrals::keep_use;
pub use referrals::{
    NewReferral, Referral, by_code, erase as erase_referrals, forget_words as forget_referral_words,
    insert as insert_referral, lock as lock_referral, mine, used, used_by, vouching,
};
