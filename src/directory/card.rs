//! An offer's card, as directory, home and vendor pages show it.

use super::engine::Found;
use super::model::Offer;
use super::price_view::{self, PriceText};
use super::snapshot::Snapshot;
use super::urls;
use crate::calendar::OpenState;
use crate::tenancy::Tenant;
use crate::web::text::{self, OpenText};
use crate::web::{Context, Locale};
use chrono::NaiveDate;

/// The longest list of estates on a card.
const ESTATES_SHOWN: usize = 3;

/// A card.
pub(super) struct CardView {
    pub id: String,
    pub url: String,
    pub icon: String,
    pub name: String,
    pub vendor: String,
    pub price: PriceText,
    pub open: OpenText,
    pub duration: Option<String>,
    pub estates: String,
    pub checked: Option<Checked>,
    pub credentials: Vec<&'static str>,
    pub tel: Option<String>,
}

/// When an offer was checked.
pub(super) struct Checked {
    pub iso: String,
    pub text: String,
}

impl Checked {
    pub fn new(locale: Locale, on: NaiveDate, today: NaiveDate) -> Self {
        Self { iso: on.to_string(), text: text::short_date(locale, on, today) }
    }
}

/// What all cards of a page share.
#[derive(Clone, Copy)]
pub(super) struct CardMaker<'a> {
    pub context: &'a Context,
    pub tenant: &'a Tenant,
    pub snapshot: &'a Snapshot,
    pub today: NaiveDate,
}

impl CardMaker<'_> {
    /// The card of one result.
    pub fn found(self, found: &Found<'_>) -> CardView {
        self.offer(found.offer, found.state)
    }

    /// The card of an offer.
    pub fn offer(self, offer: &Offer, state: OpenState) -> CardView {
        let (locale, t) = (self.context.locale, self.context.t());
        CardView {
            id: offer.id.to_string(),
            url: urls::listing(self.tenant, offer.id),
            icon: offer.category.to_string(),
            name: offer.name.clone(),
            vendor: offer.vendor.name.clone(),
            price: price_view::price(&offer.price, t),
            open: text::open_state(locale, state),
            duration: text::duration(locale, offer.minutes_min, offer.minutes_max),
            estates: self.estates(offer),
            checked: offer.checked_on.map(|on| Checked::new(locale, on, self.today)),
            credentials: offer.credentials.iter().map(|kind| price_view::credential_name(*kind, t)).collect(),
            tel: offer.vendor.phone.as_ref().map(crate::values::Phone::tel_href),
        }
    }

    fn estates(self, offer: &Offer) -> String {
        let t = self.context.t();
        if offer.estates.len() == self.snapshot.estates().len() {
            return t.directory.all_estates.to_owned();
        }
        let names: Vec<&str> =
            offer.estates.iter().filter_map(|id| self.snapshot.estate_name(*id)).take(ESTATES_SHOWN).collect();
        let text = names.join(t.time.list_separator);
        if offer.estates.len() > ESTATES_SHOWN { t.directory.and_more(text) } else { text }
    }
}
