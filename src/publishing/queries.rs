//! SQL of change requests, and of what is shown now. Seen from both sides: the community's and the organization's.

mod changes;
mod daily;
mod listings;
mod shown;

pub use self::changes::{Change, Standing, change, standings, withdraw_all};
pub(super) use self::changes::{NewChange, Verdict, decide, put_approved, put_pending, withdraw};
pub(super) use self::daily::{delist, done, grown_old, nudged, prices_due, progress, roll_price, shown_orgs};
pub use self::listings::{Offer, Shown, confirm, offers, shown_everywhere};
pub(super) use self::listings::{check_listing, last_check, listing, listing_for_write, suspend_listing};
pub use self::shown::{ShownPrice, card_places, set_public_status, shown_prices};
pub(super) use self::shown::{shown_profile, shown_service, shown_worker};
