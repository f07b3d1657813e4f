//! What a row of a sheet changes about a service.
//!
//! A sheet cannot say everything: not every rule for holidays, not every note of a price. So a row is compared with what
//! the sheet said of the service when it was written, its image, and only what somebody changed since is taken over.
//! Whatever the sheet could not say stays as it is.

use super::export::{category_name, sheet_messages};
use super::words;
use crate::calendar::{DayKind, HolidayRule, HolidayRules, OpeningPlan, WeeklyHours};
use crate::directory::model::{CredentialKind, Suits};
use crate::directory::price::{Price, PriceTerms};
use crate::import::headings::{Column, Headings};
use crate::import::rows::ServiceRow;
use crate::tenancy::PlatformData;
use crate::values::{Fen, Minutes};
use crate::vendors::prices::queries::DatedPrice;
use crate::vendors::services::queries::{Service, ServiceValues};
use crate::web::Messages;

/// A part of a service that a sheet can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Category,
    Included,
    Excluded,
    Duration,
    Conditions,
    Hours,
    Credentials,
    Suits,
    WorkerCount,
    Price,
    CallOutFee,
    MinCharge,
    Holiday,
    Deposit,
    PriceNote,
    /// The prices of single communities, which end.
    OwnPrices,
    /// A price that was planned for a later day, and stays so.
    Planned,
}

impl Field {
    /// What it is called.
    pub(super) fn label(self, t: &Messages) -> &'static str {
        let t = &t.sheets;
        match self {
            Self::Category => t.field_category,
            Self::Included => t.field_included,
            Self::Excluded => t.field_excluded,
            Self::Duration => t.field_duration,
            Self::Conditions => t.field_conditions,
            Self::Hours => t.field_hours,
            Self::Credentials => t.field_credentials,
            Self::Suits => t.field_suits,
            Self::WorkerCount => t.field_worker_count,
            Self::Price => t.field_price,
            Self::CallOutFee => t.field_call_out_fee,
            Self::MinCharge => t.field_min_charge,
            Self::Holiday => t.field_holiday,
            Self::Deposit => t.field_deposit,
            Self::PriceNote => t.field_price_note,
            Self::OwnPrices => t.field_own_prices,
            Self::Planned => t.field_planned,
        }
    }
}

/// One difference, in the words of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldDiff {
    pub field: Field,
    pub before: String,
    pub after: String,
}

/// What is kept of a service beside hours and price.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Values {
    pub category: String,
    pub kind: Option<String>,
    pub name: String,
    pub included: String,
    pub excluded: String,
    pub conditions: String,
    pub minutes: (Option<Minutes>, Option<Minutes>),
    pub worker_count: i32,
    pub credentials: Vec<CredentialKind>,
    pub suits: Vec<Suits>,
}

impl Values {
    fn of_service(service: &Service) -> Self {
        Self {
            category: service.category.clone(),
            kind: service.kind.clone(),
            name: service.name.clone(),
            included: service.included.clone(),
            excluded: service.excluded.clone(),
            conditions: service.conditions.clone(),
            minutes: (service.minutes_min, service.minutes_max),
            worker_count: service.worker_count,
            credentials: service.credentials.clone(),
            suits: service.suits.clone(),
        }
    }

    /// Of a service that is not there yet.
    pub(super) fn of_row(row: &ServiceRow) -> Self {
        Self {
            category: row.category.clone(),
            kind: row.kind.clone(),
            name: row.name.clone(),
            included: row.included.clone(),
            excluded: row.excluded.clone(),
            conditions: row.conditions.clone(),
            minutes: (row.minutes.map(|(min, _)| min), row.minutes.map(|(_, max)| max)),
            worker_count: row.worker_count,
            credentials: row.credentials.clone(),
            suits: row.suits.clone(),
        }
    }

    /// As they are saved.
    pub(super) fn to_save(&self) -> ServiceValues<'_> {
        ServiceValues {
            category: &self.category,
            kind: self.kind.as_deref(),
            name: &self.name,
            included: &self.included,
            excluded: &self.excluded,
            conditions: &self.conditions,
            minutes_min: self.minutes.0,
            minutes_max: self.minutes.1,
            worker_count: self.worker_count,
            credentials: &self.credentials,
            suits: &self.suits,
        }
    }
}

/// A service as it is now, and as a sheet says it.
pub(super) struct Current<'a> {
    pub service: &'a Service,
    /// The row that a sheet has of it; none where the import would not understand it.
    pub image: Option<&'a ServiceRow>,
    /// The price on the day on which the sheet's prices begin.
    pub price: Option<&'a DatedPrice>,
    /// The rows with today's price and with that day's, where there are any.
    pub price_images: Vec<&'a ServiceRow>,
}

/// What is to be saved; nothing where nothing changes.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub values: Option<Values>,
    pub hours: Option<OpeningPlan>,
    pub price: Option<(Price, String)>,
    pub fields: Vec<FieldDiff>,
}

impl Wanted {
    /// Whether it changes nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_none() && self.hours.is_none() && self.price.is_none()
    }

    fn note(&mut self, field: Field, before: impl Into<String>, after: impl Into<String>) {
        let (before, after) = (before.into(), after.into());
        if before != after {
            self.fields.push(FieldDiff { field, before, after });
        }
    }
}

/// What a row wants of a service that is there. A column that the table does not have changes nothing.
pub(super) fn compare(row: &ServiceRow, headings: &Headings, now: &Current<'_>, platform: &PlatformData) -> Wanted {
    let mut wanted = Wanted::default();
    let (before, after) = (Values::of_service(now.service), values(row, headings, now));
    wanted.note(Field::Category, category_name(&before.category, platform), category_name(&after.category, platform));
    wanted.note(Field::Included, before.included.as_str(), after.included.as_str());
    wanted.note(Field::Excluded, before.excluded.as_str(), after.excluded.as_str());
    let duration = |values: &Values| words::duration_words(values.minutes.0, values.minutes.1);
    wanted.note(Field::Duration, duration(&before), duration(&after));
    price(&mut wanted, row, headings, now);
    wanted.note(Field::Conditions, before.conditions.as_str(), after.conditions.as_str());
    hours(&mut wanted, row, headings, now);
    let proofs = |values: &Values| words::credentials_words(&values.credentials);
    wanted.note(Field::Credentials, proofs(&before), proofs(&after));
    wanted.note(Field::Suits, words::suits_words(&before.suits), words::suits_words(&after.suits));
    wanted.note(Field::WorkerCount, before.worker_count.to_string(), after.worker_count.to_string());
    if before != after {
        wanted.values = Some(after);
    }
    wanted
}

/// What the row says where somebody changed it, else what is kept.
fn pick<T: Clone + PartialEq>(is_there: bool, row: &T, image: Option<&T>, kept: &T) -> T {
    if is_there && image.unwrap_or(kept) != row { row.clone() } else { kept.clone() }
}

/// The same for lists whose order means nothing.
fn pick_set<T: Clone + Ord>(is_there: bool, row: &[T], image: Option<&[T]>, kept: &[T]) -> Vec<T> {
    let sorted = |list: &[T]| {
        let mut list = list.to_vec();
        list.sort_unstable();
        list
    };
    if is_there && sorted(image.unwrap_or(kept)) != sorted(row) { row.to_vec() } else { kept.to_vec() }
}

fn values(row: &ServiceRow, headings: &Headings, now: &Current<'_>) -> Values {
    let (kept, image) = (now.service, now.image);
    let text =
        |column, row: &String, image: Option<&String>, kept: &String| pick(headings.has(column), row, image, kept);
    let said_minutes = kept.minutes_min.or(kept.minutes_max).zip(kept.minutes_max.or(kept.minutes_min));
    let keeps_minutes =
        !headings.has(Column::Duration) || row.minutes == image.map_or(said_minutes, |image| image.minutes);
    let keeps_category = row.category == *image.map_or(&kept.category, |image| &image.category);
    let new = Values::of_row(row);
    Values {
        category: if keeps_category { kept.category.clone() } else { new.category },
        kind: if keeps_category { kept.kind.clone() } else { new.kind },
        name: kept.name.clone(),
        included: text(Column::Content, &row.included, image.map(|i| &i.included), &kept.included),
        excluded: text(Column::Exclusions, &row.excluded, image.map(|i| &i.excluded), &kept.excluded),
        conditions: text(Column::Conditions, &row.conditions, image.map(|i| &i.conditions), &kept.conditions),
        minutes: if keeps_minutes { (kept.minutes_min, kept.minutes_max) } else { new.minutes },
        worker_count: pick(
            headings.has(Column::WorkerCount),
            &row.worker_count,
            image.map(|i| &i.worker_count),
            &kept.worker_count,
        ),
        credentials: pick_set(
            headings.has(Column::NeededCredentials),
            &row.credentials,
            image.map(|i| i.credentials.as_slice()),
            &kept.credentials,
        ),
        suits: pick_set(headings.has(Column::Audience), &row.suits, image.map(|i| i.suits.as_slice()), &kept.suits),
    }
}

/// The week follows the row; rules and exceptions that it cannot say stay.
fn hours(wanted: &mut Wanted, row: &ServiceRow, headings: &Headings, now: &Current<'_>) {
    let kept = now.service.hours.as_ref();
    let image = now.image.map_or(kept, |image| image.hours.as_ref());
    if !headings.has(Column::Hours) || row.hours.as_ref() == image {
        return;
    }
    let said_closed = image.is_some_and(words::is_closed_on_holidays);
    let says_closed = row.hours.as_ref().is_some_and(words::is_closed_on_holidays);
    let rules = kept.map_or_else(HolidayRules::default, |plan| plan.rules().clone());
    let rules = match (said_closed, says_closed) {
        (_, true) => rules.with(DayKind::HolidayOff, Some(HolidayRule::Closed)),
        // An emptied cell says nothing about holidays.
        (true, false) if row.hours.is_some() => rules.with(DayKind::HolidayOff, None),
        _ => rules,
    };
    let weekly = row.hours.as_ref().map_or_else(WeeklyHours::default, |plan| plan.weekly().clone());
    let exceptions = kept.map_or_else(Vec::new, |plan| plan.exceptions().to_vec());
    let Ok(plan) = OpeningPlan::new(weekly, rules, exceptions) else { return };
    if kept == Some(&plan) {
        return;
    }
    let said = |plan: Option<&OpeningPlan>| plan.and_then(words::hours_words).unwrap_or_default();
    wanted.note(Field::Hours, said(kept), said(Some(&plan)));
    wanted.hours = Some(plan);
}

/// Part by part, so that a new amount leaves a note or quantity alone that the sheet could not say.
fn price(wanted: &mut Wanted, row: &ServiceRow, headings: &Headings, now: &Current<'_>) {
    let (price, note) = match now.price {
        Some(kept) => merged_price(row, headings, kept, &now.price_images),
        None => (row.price.clone(), row.price_note.clone()),
    };
    if now.price.is_some_and(|kept| kept.price == price && kept.note == note) {
        return;
    }
    let old = now.price.map(|kept| kept.price.clone().into_terms());
    let new = price.clone().into_terms();
    wanted.note(
        Field::Price,
        now.price.map(|kept| words::price_words(&kept.price)).unwrap_or_default(),
        words::price_words(&price),
    );
    let fee = |part: FeePart| (words::fee_words(old.as_ref().and_then(part)), words::fee_words(part(&new)));
    for (_, field, part) in FEES {
        let (before, after) = fee(part);
        wanted.note(field, before, after);
    }
    let holiday = |terms: Option<&PriceTerms>| words::holiday_words(terms.and_then(|terms| terms.holiday_pct));
    wanted.note(Field::Holiday, holiday(old.as_ref()), holiday(Some(&new)));
    wanted.note(Field::PriceNote, now.price.map_or("", |kept| &kept.note), note.as_str());
    wanted.price = Some((price, note));
}

type FeePart = fn(&PriceTerms) -> Option<Fen>;

/// The amounts that have columns of their own.
const FEES: [(Column, Field, FeePart); 3] = [
    (Column::CallOutFee, Field::CallOutFee, |terms| terms.call_out_fee),
    (Column::MinCharge, Field::MinCharge, |terms| terms.min_charge),
    (Column::Deposit, Field::Deposit, |terms| terms.deposit),
];

fn merged_price(row: &ServiceRow, headings: &Headings, kept: &DatedPrice, images: &[&ServiceRow]) -> (Price, String) {
    let old = kept.price.clone().into_terms();
    let new = row.price.clone().into_terms();
    let mut said: Vec<PriceTerms> = images.iter().map(|image| image.price.clone().into_terms()).collect();
    if said.is_empty() {
        said.push(old.clone());
    }
    let is_said = |part: &dyn Fn(&PriceTerms) -> bool| said.iter().any(part);
    let fee = |at: usize| {
        let (column, _, part) = FEES[at];
        let is_silent = !headings.has(column) && part(&new).is_none();
        if is_silent || is_said(&|image| part(image) == part(&new)) { part(&old) } else { part(&new) }
    };
    let keeps_amount = is_said(&|image| image.unit == new.unit && image.amount == new.amount);
    let (unit, amount) = if keeps_amount { (old.unit, old.amount) } else { (new.unit, new.amount) };
    let keeps_least = unit == old.unit && is_said(&|image| image.min_qty == new.min_qty);
    let is_silent = !headings.has(Column::HolidaySurcharge) && new.holiday_pct.is_none();
    let keeps_holiday = is_silent || is_said(&|image| image.holiday_pct == new.holiday_pct);
    let terms = PriceTerms {
        unit,
        amount,
        min_qty: if keeps_least { old.min_qty } else { new.min_qty },
        call_out_fee: fee(0),
        min_charge: fee(1),
        deposit: fee(2),
        holiday_pct: if keeps_holiday { old.holiday_pct } else { new.holiday_pct },
    };
    let keeps_note = match images {
        [] => row.price_note == kept.note,
        images => images.iter().any(|image| image.price_note == row.price_note),
    };
    let note = if keeps_note { &kept.note } else { &row.price_note };
    // Each part was checked in a price before, so that together they are one.
    (terms.check().unwrap_or_else(|_| row.price.clone()), note.clone())
}

/// What a new price does to others: it ends those of single communities and leaves what is planned for everywhere.
pub(super) fn consequences(wanted: &mut Wanted, own: Vec<(String, &DatedPrice)>, planned: Option<&DatedPrice>) {
    let Some((price, _)) = &wanted.price else { return };
    let after = words::price_words(price);
    for (community, price) in own {
        let before = format!("{community} {}", words::price_words(&price.price));
        wanted.fields.push(FieldDiff { field: Field::OwnPrices, before, after: after.clone() });
    }
    if let Some(planned) = planned {
        let text = sheet_messages().sheets.dated_price(planned.from, words::price_words(&planned.price));
        wanted.fields.push(FieldDiff { field: Field::Planned, before: text.clone(), after: text });
    }
}
