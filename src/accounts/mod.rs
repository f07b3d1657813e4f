//! Sign-up, sign-in, sessions and “my account”.
//!
//! Whoever asks about a phone number learns nothing: sign-up and sign-in answer the same, in the same time, whether or
//! not somebody has it. Numbers are sealed, and found by a keyed hash (`secrets`).

pub mod factor;
pub mod forms;
mod me;
mod pages;
pub mod passwords;
mod proof;
pub mod queries;
mod sign_in;
mod throttle;
pub mod urls;

pub use me::{phone_hash, role_name};
pub use passwords::Passwords;
pub use proof::{Asked, FRESH, ProofForm, prove, prove_unless_fresh};
pub use sign_in::ClientAddress;
pub use throttle::{Limited, Throttle};

use crate::access::{Access, Routes};
use crate::tenancy::Feature;

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::SIGN_UP, Access::public(), sign_in::sign_up_page)
        .post(urls::SIGN_UP, Access::public(), sign_in::sign_up)
        .get(urls::SIGN_IN, Access::public(), sign_in::sign_in_page)
        .post(urls::SIGN_IN, Access::public(), sign_in::sign_in)
        .post(urls::KEPT, Access::public(), sign_in::sign_in_with_form)
        .get(urls::CODE, Access::public().part_of(Feature::Codes), sign_in::code_page)
        .post(urls::CODE, Access::public().part_of(Feature::Codes), sign_in::sign_in_by_code)
        .get(factor::urls::SIGN_IN, Access::public(), factor::half::page)
        .post(factor::urls::SIGN_IN, Access::public(), factor::half::enter)
        .post(urls::SIGN_OUT, Access::public(), sign_in::sign_out)
        .get(urls::ME, Access::signed_in(), me::show)
        .post(urls::IDENTITY, Access::signed_in(), me::switch_identity)
        .post(urls::SESSION_END, Access::signed_in(), me::end_session)
        .post(urls::SESSIONS_END, Access::signed_in(), me::end_other_sessions)
        .post(urls::PASSWORD, Access::signed_in(), me::change_password)
        .post(urls::CLAIM, Access::signed_in(), me::claim)
        .get(factor::urls::PAGE, Access::signed_in(), factor::manage::show)
        .post(factor::urls::PAGE, Access::signed_in(), factor::manage::turn_on)
        .post(factor::urls::SECRET, Access::signed_in(), factor::manage::begin)
        .post(factor::urls::RECOVERY_CODES, Access::signed_in(), factor::manage::renew_codes)
        .post(factor::urls::END, Access::signed_in(), factor::manage::turn_off)
        .get(urls::DELETION, Access::signed_in(), me::deletion_page)
        .post(urls::DELETION, Access::signed_in(), me::delete)
}
