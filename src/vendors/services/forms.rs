//! The service form.

use serde::Deserialize;

use super::queries::{Service, ServiceValues};
use crate::db::ServiceId;
use crate::directory::model::{CredentialKind, Suits};
use crate::import::duration_text::{DurationTextError, parse_duration};
use crate::tenancy::PlatformData;
use crate::values::fold;
use crate::values::{Line, Minutes, Paragraphs, TextError};
use crate::web::Messages;
use crate::web::form::Errors;

/// The most workers one service takes.
const MOST_WORKERS: i32 = 50;

/// A service as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ServiceForm {
    /// The new service's id, from the form: the idempotency key.
    pub key: Option<ServiceId>,
    /// What was seen when the form was opened.
    pub revision: i32,
    /// A category's code, or a sub-service's.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What is included.
    pub included: String,
    /// What is not.
    pub excluded: String,
    /// Conditions.
    pub conditions: String,
    /// How long it takes, as people write it.
    pub duration: String,
    /// How many workers it takes.
    pub workers: String,
    /// Codes of the proofs it needs.
    pub proof: Vec<String>,
    /// Codes of whom it suits.
    pub suits: Vec<String>,
}

/// A service without errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidService {
    category: String,
    kind: Option<String>,
    name: String,
    included: String,
    excluded: String,
    conditions: String,
    minutes: Option<(Minutes, Minutes)>,
    worker_count: i32,
    credentials: Vec<CredentialKind>,
    suits: Vec<Suits>,
}

impl ValidService {
    /// As it is saved.
    pub fn values(&self) -> ServiceValues<'_> {
        ServiceValues {
            category: &self.category,
            kind: self.kind.as_deref(),
            name: &self.name,
            included: &self.included,
            excluded: &self.excluded,
            conditions: &self.conditions,
            minutes_min: self.minutes.map(|m| m.0),
            minutes_max: self.minutes.map(|m| m.1),
            worker_count: self.worker_count,
            credentials: &self.credentials,
            suits: &self.suits,
        }
    }
}

/// A length as people write it, and as [`parse_duration`] reads it back.
fn duration_words(min: Option<Minutes>, max: Option<Minutes>) -> String {
    let (Some(min), Some(max)) = (min.or(max), max.or(min)) else { return String::new() };
    let hours = |m: Minutes| m.get().is_multiple_of(60).then(|| m.get() / 60);
    match (hours(min), hours(max)) {
        (Some(from), Some(to)) if from == to => format!("{from}小时"),
        (Some(from), Some(to)) => format!("{from}-{to}小时"),
        _ if min == max => format!("{}分钟", min.get()),
        _ => format!("{}-{}分钟", min.get(), max.get()),
    }
}

impl ServiceForm {
    /// A new, empty one.
    pub fn new() -> Self {
        Self { key: Some(ServiceId::generate()), workers: "1".to_owned(), ..Self::default() }
    }

    /// A service as the form shows it.
    pub fn of(service: &Service) -> Self {
        Self {
            key: None,
            revision: service.revision,
            kind: service.kind.clone().unwrap_or_else(|| service.category.clone()),
            name: service.name.clone(),
            included: service.included.clone(),
            excluded: service.excluded.clone(),
            conditions: service.conditions.clone(),
            duration: duration_words(service.minutes_min, service.minutes_max),
            workers: service.worker_count.to_string(),
            proof: service.credentials.iter().map(|kind| kind.code().to_owned()).collect(),
            suits: service.suits.iter().map(|suits| suits.code().to_owned()).collect(),
        }
    }

    /// The typed service, or every error there is.
    pub fn check(&self, platform: &PlatformData, t: &Messages, errors: &mut Errors) -> Option<ValidService> {
        let t = &t.vendors;
        let place = platform.category(&self.kind);
        if place.is_none() {
            errors.add("kind", t.error_kind);
        }
        let name = errors.take("name", Line::<60>::parse(&self.name), |error| match error {
            TextError::TooLong { max } => t.error_too_long(max),
            _ => t.error_service_name.to_owned(),
        });
        let mut text = |field, typed: &str| match Paragraphs::<2000>::parse(typed) {
            Ok(text) => Some(String::from(text)),
            Err(TextError::Empty) => Some(String::new()),
            Err(TextError::TooLong { max }) => {
                errors.add(field, t.error_too_long(max));
                None
            }
            Err(TextError::Control) => {
                errors.add(field, t.error_control);
                None
            }
        };
        let included = text("included", &self.included);
        let excluded = text("excluded", &self.excluded);
        let conditions = text("conditions", &self.conditions);
        let minutes = match parse_duration(&self.duration) {
            Ok(minutes) => Some(Some(minutes)),
            Err(DurationTextError::Empty) => Some(None),
            Err(DurationTextError::Reversed) => {
                errors.add("duration", t.error_duration_reversed);
                None
            }
            Err(_) => {
                errors.add("duration", t.error_duration);
                None
            }
        };
        let workers = self.workers.chars().map(fold::ascii).collect::<String>().trim().parse::<i32>().ok();
        let workers = workers.filter(|n| (1..=MOST_WORKERS).contains(n));
        if workers.is_none() {
            errors.add("workers", t.error_workers(MOST_WORKERS));
        }
        let place = place?;
        Some(ValidService {
            category: place.parent.clone().unwrap_or_else(|| place.code.clone()),
            kind: place.parent.is_some().then(|| place.code.clone()),
            name: name?.into(),
            included: included?,
            excluded: excluded?,
            conditions: conditions?,
            minutes: minutes?,
            worker_count: workers?,
            credentials: CredentialKind::ALL
                .into_iter()
                .filter(|kind| self.proof.iter().any(|p| p == kind.code()))
                .collect(),
            suits: Suits::ALL.into_iter().filter(|suits| self.suits.iter().any(|s| s == suits.code())).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_reads_back_as_it_is_shown() {
        let minutes = |n| Minutes::new(n).unwrap();
        for (from, to, words) in [(180, 180, "3小时"), (120, 240, "2-4小时"), (50, 50, "50分钟"), (45, 90, "45-90分钟")]
        {
            let shown = duration_words(Some(minutes(from)), Some(minutes(to)));
            assert_eq!(shown, words);
            assert_eq!(parse_duration(&shown), Ok((minutes(from), minutes(to))));
        }
        assert_eq!(duration_words(None, None), "");
    }
}
