//! Rows of services with their prices.

use chrono::NaiveDate;

use super::{OrgRow, Row};
use crate::calendar::{DayKind, HolidayRule, HolidayRules, OpeningPlan, Span, TimeOfDay, WeeklyHours};
use crate::directory::model::{CredentialKind, Suits};
use crate::directory::price::{Price, PriceTerms};
use crate::import::cells::{self, Surcharge};
use crate::import::duration_text::parse_duration;
use crate::import::headings::Column;
use crate::import::hours_text::{HoursText, HoursTextError, parse_hours};
use crate::import::price_text::parse_price_in;
use crate::import::problems::What;
use crate::tenancy::PlatformData;
use crate::values::Minutes;

/// Where an offer is served.
#[derive(Debug, Clone, PartialEq)]
pub enum EstatesCell {
    /// Everywhere in the community.
    All,
    /// In the estates of these names.
    Named(Vec<String>),
}

/// A service with its price.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceRow {
    /// The line it stands on.
    pub line: u32,
    /// Whose it is.
    pub org: OrgRow,
    /// The category's code.
    pub category: String,
    /// The sub-service's code, as far as the name tells.
    pub kind: Option<String>,
    /// Its name.
    pub name: String,
    /// What is included.
    pub included: String,
    /// What is not.
    pub excluded: String,
    /// Conditions.
    pub conditions: String,
    /// How long it takes.
    pub minutes: Option<(Minutes, Minutes)>,
    /// What it costs.
    pub price: Price,
    /// What the wording of the price says beyond the figures.
    pub price_note: String,
    /// When the company can be reached.
    pub hours: Option<OpeningPlan>,
    /// Where it is offered.
    pub estates: EstatesCell,
    /// The proofs it needs.
    pub credentials: Vec<CredentialKind>,
    /// Whom it suits.
    pub suits: Vec<Suits>,
    /// How many workers it takes.
    pub worker_count: i32,
    /// When the community checked it.
    pub checked_on: Option<NaiveDate>,
}

impl Row<'_, '_> {
    /// The row as a service.
    pub(super) fn service(&mut self) -> Option<ServiceRow> {
        let org = self.org();
        let category = self.category();
        let name = self.line::<60>(Column::Service);
        let included = self.text::<2000>(Column::Content);
        let excluded = self.text::<2000>(Column::Exclusions);
        let conditions = self.text::<2000>(Column::Conditions);
        let minutes = match self.cell(Column::Duration) {
            "" => Some(None),
            text => {
                let result = parse_duration(text).map(Some).map_err(What::Duration);
                self.take(Column::Duration, result)
            }
        };
        let price = self.price();
        let hours = self.hours();
        let estates = match self.cell(Column::Estates) {
            text if cells::means_all_estates(text) => EstatesCell::All,
            text => EstatesCell::Named(cells::list(text)),
        };
        let credentials = cells::credentials(self.cell(Column::NeededCredentials)).map_err(What::Cell);
        let credentials = self.take(Column::NeededCredentials, credentials);
        let suits = cells::audience(self.cell(Column::Audience)).map_err(What::Cell);
        let suits = self.take(Column::Audience, suits);
        let workers = cells::count(self.cell(Column::WorkerCount), 50).map_err(What::Cell);
        let workers = self.take(Column::WorkerCount, workers);
        let checked_on = self.past_date(Column::VerifiedOn);
        let (category, name, (price, price_note)) = (category?, name?, price?);
        Some(ServiceRow {
            line: self.line,
            kind: kind_of(self.reader.platform, &category, &name),
            org: org?,
            category,
            name,
            included: included?,
            excluded: excluded?,
            conditions: conditions?,
            minutes: minutes?,
            price,
            price_note,
            hours: hours?,
            estates,
            credentials: credentials?,
            suits: suits?,
            worker_count: workers?.unwrap_or(1),
            checked_on: checked_on?,
        })
    }

    fn category(&mut self) -> Option<String> {
        let text = self.cell(Column::Category).to_owned();
        if text.is_empty() {
            self.problem(Column::Category, What::Missing);
            return None;
        }
        let found = self
            .reader
            .platform
            .categories()
            .find(|c| c.code == text || c.names().contains(&text))
            .map(|c| c.code.clone());
        self.take(Column::Category, found.ok_or(What::Category(text)))
    }

    /// The price with what the further columns add to it.
    fn price(&mut self) -> Option<(Price, String)> {
        let parsed = parse_price_in(self.cell(Column::Price), self.reader.headings.price_unit()).map_err(What::Price);
        let parsed = self.take(Column::Price, parsed);
        let fees = [Column::CallOutFee, Column::MinCharge, Column::Deposit].map(|column| {
            let amount = cells::amount(self.cell(column)).map_err(What::Cell);
            self.take(column, amount)
        });
        let surcharge = cells::surcharge(self.cell(Column::HolidaySurcharge));
        let [Some(call_out_fee), Some(min_charge), Some(deposit)] = fees else { return None };
        let parsed = parsed?;
        let mut notes: Vec<String> = parsed.note.into_iter().collect();
        if let Surcharge::Note(note) = &surcharge {
            notes.push(note.clone());
        }
        let terms = parsed.price.into_terms();
        let percent = match surcharge {
            Surcharge::Percent(percent) => Some(percent),
            _ => None,
        };
        let terms = PriceTerms {
            call_out_fee: call_out_fee.or(terms.call_out_fee),
            min_charge: min_charge.filter(|fee| fee.fen() > 0).or(terms.min_charge),
            deposit: deposit.or(terms.deposit),
            holiday_pct: percent.or(terms.holiday_pct),
            ..terms
        };
        let price = terms.check().map_err(What::Terms);
        let price = self.take(Column::Price, price)?;
        Some((price, notes.join("；")))
    }

    fn hours(&mut self) -> Option<Option<OpeningPlan>> {
        match parse_hours(self.cell(Column::Hours)) {
            Ok(hours) => {
                let plan = plan(&hours);
                self.take(Column::Hours, plan.map(Some).ok_or(What::Hours(HoursTextError::NeverOpen)))
            }
            Err(HoursTextError::Empty) => Some(None),
            Err(error) => {
                self.problem(Column::Hours, What::Hours(error));
                None
            }
        }
    }
}

/// The sub-service whose longest keyword in the name is longest.
fn kind_of(platform: &PlatformData, category: &str, name: &str) -> Option<String> {
    let longest = |kind: &crate::tenancy::Category| {
        let words = kind.keywords.iter().chain(kind.names());
        words.filter(|word| name.contains(word.as_str())).map(|word| word.chars().count()).max()
    };
    let kinds = platform.kinds_of(category).filter_map(|kind| Some((longest(kind)?, kind)));
    kinds.max_by_key(|(length, _)| *length).map(|(_, kind)| kind.code.clone())
}

/// Opening hours from their text; the parser has checked that they are in order.
pub fn plan(hours: &HoursText) -> Option<OpeningPlan> {
    let mut spans = Vec::new();
    let days = [
        chrono::Weekday::Mon,
        chrono::Weekday::Tue,
        chrono::Weekday::Wed,
        chrono::Weekday::Thu,
        chrono::Weekday::Fri,
        chrono::Weekday::Sat,
        chrono::Weekday::Sun,
    ];
    for (day, times) in days.into_iter().zip(&hours.days) {
        for (opens, closes) in times {
            spans.push((day, Span::new(TimeOfDay::new(*opens)?, TimeOfDay::new(*closes)?).ok()?));
        }
    }
    let weekly = WeeklyHours::new(spans).ok()?;
    let rules = HolidayRules::default();
    let rules = if hours.holidays_closed { rules.with(DayKind::HolidayOff, Some(HolidayRule::Closed)) } else { rules };
    OpeningPlan::new(weekly, rules, Vec::new()).ok()
}
