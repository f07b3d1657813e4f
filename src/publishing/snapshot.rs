//! What is shown of a profile, a service or a worker, as one value: compared, stored with a change request, published.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::calendar::OpeningPlan;
use crate::db::{DocumentId, EstateId};
use crate::directory::model::{CredentialKind, Suits};
use crate::directory::price::PriceColumns;
use crate::directory::price_view;
use crate::directory::queries::CardCredential;
use crate::tenancy::PlatformData;
use crate::values::Minutes;
use crate::vendors::prices::rise::is_rise;
use crate::web::{Locale, Messages, text};

/// A part of a snapshot in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it is.
    pub label: &'static str,
    /// What it says; empty for nothing.
    pub words: String,
}

impl Field {
    /// A part.
    pub fn new(label: &'static str, words: impl Into<String>) -> Self {
        Self { label, words: words.into() }
    }
}

/// What it takes to put snapshots into words.
pub struct Words<'a> {
    /// The messages.
    pub t: &'static Messages,
    /// Their language.
    pub locale: Locale,
    /// Names of categories.
    pub platform: &'a PlatformData,
    /// Names of the community's estates.
    pub estates: HashMap<EstateId, String>,
}

impl Words<'_> {
    /// A category's or sub-service's name.
    pub fn category(&self, code: &str) -> String {
        self.platform.category(code).map_or_else(|| code.to_owned(), |c| c.name(self.locale).to_owned())
    }

    /// How a company engages its workers.
    pub fn engagement(&self, code: Option<&str>) -> String {
        let t = &self.t.directory;
        match code {
            Some("employee") => t.engagement_employee,
            Some("agency") => t.engagement_agency,
            _ => "",
        }
        .to_owned()
    }

    fn list(&self, parts: &[String]) -> String {
        parts.join(self.t.time.list_separator)
    }

    /// A price with its terms, a line each.
    pub fn price(&self, price: &PriceColumns, note: &str) -> String {
        let Some(price) = price.price() else { return String::new() };
        let figure = price_view::price(&price, self.t);
        let head = format!("{} {}", figure.amount, figure.unit);
        let lines = std::iter::once(head.trim().to_owned()).chain(price_view::terms(&price, note, self.locale));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn hours(&self, plan: Option<&OpeningPlan>) -> String {
        let Some(plan) = plan else { return String::new() };
        let weekly = plan.weekly().grouped().into_iter().map(|(first, last, spans)| {
            format!("{} {}", text::weekdays(self.locale, first, last), text::spans(self.locale, spans))
        });
        let special = plan.exceptions().iter().map(|day| {
            let reason = day.reason.as_deref().unwrap_or(self.t.time.special_day);
            format!("{} {} {reason}", text::date(self.locale, day.date), text::spans(self.locale, day.hours.spans()))
        });
        weekly.chain(special).collect::<Vec<_>>().join("\n")
    }
}

/// A snapshot of one kind.
pub trait Snapshot: Serialize + DeserializeOwned + PartialEq + Clone + Send + Sync {
    /// The word in the database.
    const SUBJECT: &'static str;

    /// What people call the thing.
    fn title(&self) -> String;

    /// Whether the step from `old` to this is one that a trusted organization may take by itself.
    fn is_minor_after(&self, old: &Self) -> bool;

    /// Each part in words, always the same parts in the same order.
    fn fields(&self, words: &Words<'_>) -> Vec<Field>;
}

/// What differs between two snapshots of a thing; all of it where there was nothing before.
pub struct Difference {
    /// The part.
    pub label: &'static str,
    /// What is shown.
    pub before: String,
    /// What should be.
    pub after: String,
}

/// The parts in which two lists of fields differ.
pub fn differences(before: Option<Vec<Field>>, after: Vec<Field>) -> Vec<Difference> {
    let blank = after.iter().map(|field| Field::new(field.label, "")).collect();
    let before: Vec<Field> = before.unwrap_or(blank);
    before
        .into_iter()
        .zip(after)
        .filter(|(old, new)| old.words != new.words)
        .map(|(old, new)| Difference { label: new.label, before: old.words, after: new.words })
        .collect()
}

/// A price that a service has from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Costs {
    /// The figures.
    pub price: PriceColumns,
    /// What the wording says beyond them.
    #[serde(default)]
    pub note: String,
}

/// Whether something may cost residents more.
pub fn costs_rise(old: &Costs, new: &Costs) -> bool {
    match (old.price.price(), new.price.price()) {
        (Some(old), Some(new)) => is_rise(&old, &new),
        _ => true,
    }
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceSnapshot {
    /// The category's code.
    pub category: String,
    /// The sub-service's code.
    pub kind: Option<String>,
    /// Its name.
    pub name: String,
    /// What is included.
    pub included: String,
    /// What is not.
    pub excluded: String,
    /// Conditions.
    pub conditions: String,
    /// How long it takes, from.
    pub minutes_min: Option<u32>,
    /// How long it takes, to.
    pub minutes_max: Option<u32>,
    /// How many workers it takes.
    pub worker_count: i32,
    /// Codes of the proofs it needs.
    pub credentials: Vec<String>,
    /// Whom it suits.
    pub suits: Vec<String>,
    /// The estates it is offered in, in the community's order.
    pub estates: Vec<EstateId>,
    /// What it costs now.
    pub now: Costs,
    /// What it will cost from a day on.
    pub next: Option<(NaiveDate, Costs)>,
    /// When the organization can be reached.
    pub hours: Option<OpeningPlan>,
}

impl Snapshot for ServiceSnapshot {
    const SUBJECT: &'static str = "service";

    fn title(&self) -> String {
        self.name.clone()
    }

    fn is_minor_after(&self, old: &Self) -> bool {
        let same_thing = (&self.category, &self.kind, &self.name) == (&old.category, &old.kind, &old.name);
        let keeps_proofs = old.credentials.iter().all(|proof| self.credentials.contains(proof));
        let no_rise = !costs_rise(&old.now, &self.now)
            && self.next.as_ref().is_none_or(|(_, next)| !costs_rise(&old.now, next) || self.next == old.next);
        same_thing && keeps_proofs && no_rise && self.estates == old.estates
    }

    fn fields(&self, words: &Words<'_>) -> Vec<Field> {
        let (t, locale) = (&words.t.publishing, words.locale);
        let minutes = |n: Option<u32>| n.and_then(Minutes::new);
        let proofs: Vec<String> = self
            .credentials
            .iter()
            .filter_map(|code| CredentialKind::parse(code))
            .map(|kind| price_view::credential_name(kind, words.t).to_owned())
            .collect();
        let suits: Vec<String> = self
            .suits
            .iter()
            .filter_map(|code| Suits::parse(code))
            .map(|suits| price_view::suits_name(suits, words.t).to_owned())
            .collect();
        let estates: Vec<String> = self.estates.iter().filter_map(|id| words.estates.get(id).cloned()).collect();
        let next = self.next.as_ref().map_or_else(String::new, |(from, costs)| {
            t.from_day(text::date(locale, *from), words.price(&costs.price, &costs.note))
        });
        vec![
            Field::new(t.field_category, words.category(self.kind.as_deref().unwrap_or(&self.category))),
            Field::new(t.field_name, self.name.clone()),
            Field::new(t.field_price, words.price(&self.now.price, &self.now.note)),
            Field::new(t.field_next_price, next),
            Field::new(t.field_included, self.included.clone()),
            Field::new(t.field_excluded, self.excluded.clone()),
            Field::new(t.field_conditions, self.conditions.clone()),
            Field::new(
                t.field_duration,
                text::duration(locale, minutes(self.minutes_min), minutes(self.minutes_max)).unwrap_or_default(),
            ),
            Field::new(t.field_workers, self.worker_count.to_string()),
            Field::new(t.field_proofs, words.list(&proofs)),
            Field::new(t.field_suits, words.list(&suits)),
            Field::new(t.field_estates, words.list(&estates)),
            Field::new(t.field_hours, words.hours(self.hours.as_ref())),
        ]
    }
}

/// An organization's profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileSnapshot {
    /// Its name.
    pub name: String,
    /// Its credit code.
    pub uscc: Option<String>,
    /// About it.
    pub profile: String,
    /// The phone that residents call.
    pub phone: Option<String>,
    /// `employee` or `agency`.
    pub engagement: Option<String>,
    /// The year it was founded.
    pub founded_year: Option<i32>,
    /// The last day of its business licence; none: without term.
    pub licence_until: Option<NaiveDate>,
    /// The last day of its liability insurance.
    pub insurance_until: Option<NaiveDate>,
}

impl Snapshot for ProfileSnapshot {
    const SUBJECT: &'static str = "profile";

    fn title(&self) -> String {
        self.name.clone()
    }

    fn is_minor_after(&self, old: &Self) -> bool {
        // The words about itself and the phone; who it is and which papers it has is for the community to check.
        let core =
            |p: &Self| (p.name.clone(), p.uscc.clone(), p.engagement.clone(), p.licence_until, p.insurance_until);
        core(self) == core(old)
    }

    fn fields(&self, words: &Words<'_>) -> Vec<Field> {
        let t = &words.t.publishing;
        let date = |day: Option<NaiveDate>| day.map(|day| text::date(words.locale, day)).unwrap_or_default();
        vec![
            Field::new(t.field_org_name, self.name.clone()),
            Field::new(t.field_uscc, self.uscc.clone().unwrap_or_default()),
            Field::new(t.field_profile, self.profile.clone()),
            Field::new(t.field_phone, self.phone.clone().unwrap_or_default()),
            Field::new(t.field_engagement, words.engagement(self.engagement.as_deref())),
            Field::new(t.field_founded, self.founded_year.map(|year| year.to_string()).unwrap_or_default()),
            Field::new(t.field_licence_until, date(self.licence_until)),
            Field::new(t.field_insurance_until, date(self.insurance_until)),
        ]
    }
}

/// A worker's card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkerSnapshot {
    /// The masked name.
    pub label: String,
    /// The work number.
    pub work_no: String,
    /// Trades.
    pub trades: Vec<String>,
    /// The year in which the worker began.
    pub since_year: Option<i32>,
    /// Certificates and checks, without numbers.
    pub credentials: Vec<CardCredential>,
    /// The photo, if the worker agreed to being shown.
    pub photo: Option<DocumentId>,
}

impl Snapshot for WorkerSnapshot {
    const SUBJECT: &'static str = "worker";

    fn title(&self) -> String {
        format!("{} {}", self.label, self.work_no)
    }

    fn is_minor_after(&self, old: &Self) -> bool {
        // A certificate is what the community verifies; a photo shows a face.
        self.label == old.label && self.credentials == old.credentials && self.photo == old.photo
    }

    fn fields(&self, words: &Words<'_>) -> Vec<Field> {
        let t = &words.t.publishing;
        let credentials: Vec<String> = self
            .credentials
            .iter()
            .map(|credential| {
                let kind = CredentialKind::parse(&credential.kind);
                let name = match kind {
                    Some(kind) if credential.title.is_empty() => price_view::credential_name(kind, words.t),
                    _ => credential.title.as_str(),
                };
                match (credential.expires_on, credential.issued_on) {
                    (Some(last), _) => t.until_day(name, text::date(words.locale, last)),
                    (None, Some(first)) => t.since_day(name, text::date(words.locale, first)),
                    (None, None) => name.to_owned(),
                }
            })
            .collect();
        vec![
            Field::new(t.field_worker, self.label.clone()),
            Field::new(t.field_work_no, self.work_no.clone()),
            Field::new(t.field_trades, words.list(&self.trades)),
            Field::new(t.field_since, self.since_year.map(|year| year.to_string()).unwrap_or_default()),
            Field::new(t.field_credentials, credentials.join("\n")),
            // With a part of its id, so that another photo is a difference.
            Field::new(
                t.field_photo,
                self.photo.map_or_else(String::new, |id| {
                    let id = id.to_string();
                    format!("{} · {}", t.photo_given, &id[id.len() - 4..])
                }),
            ),
        ]
    }
}
