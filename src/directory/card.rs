//! An offer's card, as directory, home and vendor pages show it.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use askama::Template;
use chrono::NaiveDate;

use super::engine::Found;
use super::model::Offer;
use super::price_view::{self, PriceText};
use super::snapshot::Snapshot;
use super::urls;
use crate::calendar::OpenState;
use crate::db::ListingId;
use crate::error::AppResult;
use crate::tenancy::Tenant;
use crate::ui::CategoryIcon;
use crate::web::i18n::Directory as DirectoryMessages;
use crate::web::text::{self, OpenText};
use crate::web::{Context, Locale, Messages};

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

/// A card as markup.
#[derive(Template)]
#[template(path = "directory/card.html")]
pub(super) struct Card<'a> {
    t: &'a DirectoryMessages,
    colon: &'static str,
    card: &'a CardView,
    heading: u8,
    is_ticked: bool,
}

impl<'a> Card<'a> {
    /// A card whose title is a heading of this level.
    pub fn new(t: &'a Messages, card: &'a CardView, heading: u8, is_ticked: bool) -> Self {
        Self { t: &t.directory, colon: t.common.colon, card, heading, is_ticked }
    }
}

/// The markup of a card, drawn once for many pages.
#[derive(Clone)]
pub struct DrawnCard(Arc<str>);

impl fmt::Display for DrawnCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

crate::ui::component!(Card<'_>, DrawnCard);

/// What a drawn card says besides the offer itself.
type Moment = (NaiveDate, OpenState);

type Drawn = HashMap<(ListingId, Locale), (Moment, Arc<str>)>;

/// The cards of a snapshot that were drawn, each as of the day and the opening state it speaks of.
#[derive(Debug, Default)]
pub struct DrawnCards(RwLock<Drawn>);

impl DrawnCards {
    fn get(&self, id: ListingId, locale: Locale, moment: Moment) -> Option<DrawnCard> {
        let drawn = self.0.read().unwrap_or_else(PoisonError::into_inner);
        drawn.get(&(id, locale)).filter(|(of, _)| *of == moment).map(|(_, markup)| DrawnCard(markup.clone()))
    }

    fn keep(&self, id: ListingId, locale: Locale, moment: Moment, card: &DrawnCard) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert((id, locale), (moment, card.0.clone()));
    }
}

impl CardMaker<'_> {
    /// The card of one result, as the directory shows it: drawing twenty is half of a page's work.
    pub fn drawn(self, found: &Found<'_>) -> AppResult<DrawnCard> {
        let (id, locale, moment) = (found.offer.id, self.context.locale, (self.today, found.state));
        if let Some(card) = self.snapshot.cards().get(id, locale, moment) {
            return Ok(card);
        }
        let view = self.offer(found.offer, found.state);
        let card = DrawnCard(Card::new(self.context.t(), &view, 2, false).render()?.into());
        self.snapshot.cards().keep(id, locale, moment, &card);
        Ok(card)
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
