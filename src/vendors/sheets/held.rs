//! What an organization keeps now, as far as a sheet is about it.

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::export::{Offer, sheet_messages};
use super::queries::{self, Company};
use super::words;
use crate::db::{OrgId, ServiceId, Tx};
use crate::error::AppResult;
use crate::vendors::prices::queries::{self as prices, DatedPrice};
use crate::vendors::services::queries::{self as services, Service};

/// See the module.
pub(super) struct Held {
    pub company: Company,
    pub services: Vec<Service>,
    pub prices: Vec<DatedPrice>,
}

impl Held {
    /// Reads it; the transaction must be in the organization's scope.
    pub(super) async fn read(tx: &mut impl Tx, org: OrgId) -> AppResult<Self> {
        Ok(Self {
            company: queries::company(tx, org).await?,
            services: services::all(tx, org).await?,
            prices: prices::of_org(tx, org).await?,
        })
    }

    /// Differs as soon as anybody has changed anything of it.
    pub(super) fn fingerprint(&self) -> String {
        let mut lines: Vec<String> = vec![format!("{:?}", self.company)];
        lines.extend(self.services.iter().map(|s| format!("{} {} {}", s.id, s.revision, s.is_active)));
        lines.extend(self.prices.iter().map(|p| format!("{} {} {:?}", p.id, p.from, p.until)));
        lines.sort_unstable();
        let digest: [u8; 32] = Sha256::digest(lines.join("\n").as_bytes()).into();
        hex::encode(digest)
    }

    /// The price that a sheet says: on a day the one that holds everywhere, else the one of the first community.
    pub(super) fn price_on(&self, service: ServiceId, day: NaiveDate) -> Option<&DatedPrice> {
        let holding = self.prices.iter().filter(|price| price.service == service && price.holds_on(day));
        holding.min_by_key(|price| price.tenant)
    }

    /// The next price after a day that a new price for everywhere does not put an end to.
    pub(super) fn planned_after(&self, service: ServiceId, day: NaiveDate) -> Option<&DatedPrice> {
        let planned = self.prices.iter().filter(|price| price.service == service && price.from > day);
        planned.filter(|price| price.tenant.is_none()).min_by_key(|price| price.from)
    }

    /// The prices of single communities that differ from the sheet's, on a day or later.
    pub(super) fn own_from(&self, service: ServiceId, day: NaiveDate) -> Vec<&DatedPrice> {
        let everywhere = self.price_on(service, day);
        let is_the_same =
            |price: &DatedPrice| everywhere.is_some_and(|other| other.price == price.price && other.note == price.note);
        let own = self.prices.iter().filter(|price| price.service == service && price.tenant.is_some());
        own.filter(|price| price.until.is_none_or(|last| day <= last) && !is_the_same(price)).collect()
    }

    /// The services that are offered, with the price and the remarks of a day.
    pub(super) fn offers(&self, today: NaiveDate) -> Vec<Offer<'_>> {
        let offered = self.services.iter().filter(|service| service.is_active);
        offered
            .map(|service| Offer {
                service,
                price: self.price_on(service.id, today),
                remark: self.remark(service, today),
            })
            .collect()
    }

    /// What the columns of a sheet cannot say of a service.
    fn remark(&self, service: &Service, today: NaiveDate) -> String {
        let t = &sheet_messages().sheets;
        let mut remarks: Vec<String> = Vec::new();
        match self.price_on(service.id, today) {
            None => remarks.push(t.remark_no_price.to_owned()),
            Some(DatedPrice { price, note, .. }) => {
                if !words::price_cell(price, note).1 {
                    remarks.push(t.remark_note(note));
                }
                if let Some(least) = price.min_qty().filter(|_| !words::says_min_qty(price)) {
                    remarks.push(t.remark_min_qty(least));
                }
            }
        }
        if let Some(next) = self.planned_after(service.id, today) {
            remarks.push(t.dated_price(next.from, words::price_words(&next.price)));
        }
        let mut communities: Vec<_> =
            self.own_from(service.id, today).iter().filter_map(|price| price.tenant).collect();
        communities.sort_unstable();
        communities.dedup();
        if !communities.is_empty() {
            remarks.push(t.remark_own(communities.len()));
        }
        if service.hours.as_ref().is_some_and(|plan| !words::are_hours_whole(plan)) {
            remarks.push(t.remark_hours.to_owned());
        }
        remarks.join("；")
    }
}
