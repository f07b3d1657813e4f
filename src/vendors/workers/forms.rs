//! What record keepers type about a worker.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::queries::Worker;
use crate::db::{CredentialId, DocumentId, WorkerId};
use crate::directory::model::CredentialKind;
use crate::values::{Line, PersonName, fold};
use crate::web::Messages;
use crate::web::form::{Errors, FormInput};

/// The first year in which somebody who still works may have begun.
const FIRST_YEAR: i32 = 1950;
/// Trades of one worker.
const MOST_TRADES: usize = 12;
/// The years that a certificate's dates may lie in.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;
/// The fewest characters of a certificate's number.
const SHORTEST_NUMBER: usize = 5;

/// A form together with the day it is checked on and the language its errors are told in.
pub(super) struct On<'a, F> {
    pub form: &'a F,
    pub today: NaiveDate,
    pub t: &'static Messages,
}

/// The form of a worker, new or known.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WorkerForm {
    /// The new worker's id, from the form: the idempotency key.
    pub key: Option<WorkerId>,
    /// The revision that was shown.
    pub revision: i32,
    /// `leave`, `return`, or nothing for the fields below.
    pub action: String,
    pub name: String,
    pub work_no: String,
    pub trades: String,
    pub since_year: String,
}

impl WorkerForm {
    /// Filled in with what is saved.
    pub(super) fn of(worker: &Worker, t: &Messages) -> Self {
        Self {
            key: None,
            revision: worker.revision,
            action: String::new(),
            name: worker.name.as_str().to_owned(),
            work_no: worker.work_no.clone(),
            trades: worker.trades.join(t.time.list_separator),
            since_year: worker.since_year.map(|year| year.to_string()).unwrap_or_default(),
        }
    }
}

/// A worker without errors.
pub(super) struct WorkerValues {
    pub name: PersonName,
    pub work_no: Line<30>,
    pub trades: Vec<String>,
    pub since_year: Option<i32>,
}

impl WorkerValues {
    /// The label of each field that is saved differently, and what is saved in it.
    pub(super) fn differences(&self, saved: &Worker, t: &Messages) -> Vec<(&'static str, String)> {
        let stored = WorkerForm::of(saved, t);
        let t = &t.workers;
        let fields = [
            (self.name.as_str() == saved.name.as_str(), t.name, stored.name),
            (self.work_no.as_str() == saved.work_no, t.work_no, stored.work_no),
            (self.trades == saved.trades, t.trades, stored.trades),
            (self.since_year == saved.since_year, t.since_year, stored.since_year),
        ];
        fields.into_iter().filter(|(is_same, ..)| !is_same).map(|(_, label, value)| (label, value)).collect()
    }
}

impl FormInput for On<'_, WorkerForm> {
    type Valid = WorkerValues;

    fn check(&self, errors: &mut Errors) -> Option<WorkerValues> {
        let Self { form, today, t } = self;
        let t = &t.workers;
        let name = errors.take("name", PersonName::parse(&form.name), |_| t.error_name.to_owned());
        let work_no = errors.take("work_no", Line::<30>::parse(&form.work_no), |_| t.error_work_no.to_owned());
        let trades = errors.take("trades", trades(&form.trades).ok_or(()), |()| t.error_trades(MOST_TRADES));
        let since_year = year(&form.since_year, today.year()).ok_or(());
        let since_year = errors.take("since_year", since_year, |()| t.error_since_year(FIRST_YEAR, today.year()));
        Some(WorkerValues { name: name?, work_no: work_no?, trades: trades?, since_year: since_year? })
    }
}

/// Words between commas of any kind; none where there are none, too many, or one too long.
fn trades(text: &str) -> Option<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    let parts = text.split(['、', '，', ',', '；', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    for part in parts {
        let trade = Line::<20>::parse(part).ok()?.to_string();
        if !found.contains(&trade) {
            found.push(trade);
        }
    }
    (1..=MOST_TRADES).contains(&found.len()).then_some(found)
}

/// What was typed, in half-width characters and without spaces.
fn tight(text: &str) -> String {
    text.chars().map(fold::ascii).filter(|c| !c.is_whitespace()).collect()
}

/// A year, or nothing; none for something else.
fn year(text: &str, this_year: i32) -> Option<Option<i32>> {
    let text = tight(text);
    if text.is_empty() {
        return Some(None);
    }
    text.trim_end_matches('年').parse().ok().filter(|year| (FIRST_YEAR..=this_year).contains(year)).map(Some)
}

/// A day as browsers send it or people type it, or nothing; none for something else.
fn day(text: &str) -> Option<Option<NaiveDate>> {
    let text = tight(text);
    if text.is_empty() {
        return Some(None);
    }
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    let [year, month, day] = parts[..] else { return None };
    let year = year.parse().ok().filter(|year| YEARS.contains(year))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?).map(Some)
}

/// The form that adds a certificate, or takes one away.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CredentialForm {
    /// `remove`, or nothing to add one.
    pub action: String,
    /// The one to take away.
    pub credential: Option<CredentialId>,
    /// The new one's id, from the form: the idempotency key.
    pub key: Option<CredentialId>,
    pub kind: String,
    pub title: String,
    pub number: String,
    pub issued_on: String,
    pub expires_on: String,
    pub document: String,
}

/// A certificate without errors.
pub(super) struct CredentialValues {
    pub kind: CredentialKind,
    pub title: String,
    pub number: Option<Line<40>>,
    pub issued_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub document: Option<DocumentId>,
}

impl FormInput for On<'_, CredentialForm> {
    type Valid = CredentialValues;

    fn check(&self, errors: &mut Errors) -> Option<CredentialValues> {
        let Self { form, today, t } = self;
        let t = &t.workers;
        let kind = CredentialKind::parse(&form.kind);
        if kind.is_none() {
            errors.add("kind", t.error_kind);
        }
        let title = title(&form.title, kind).ok_or(());
        let title = errors.take("title", title, |()| t.error_title.to_owned());
        let number = errors.take("number", number(&form.number).ok_or(()), |()| t.error_number.to_owned());
        let issued = errors.take("issued_on", day(&form.issued_on).ok_or(()), |()| t.error_day.to_owned());
        let expires = errors.take("expires_on", day(&form.expires_on).ok_or(()), |()| t.error_day.to_owned());
        if let (Some(issued), Some(expires)) = (issued, expires) {
            if issued.is_some_and(|day| day > *today) {
                errors.add("issued_on", t.error_issued_later);
            } else if issued.is_none() && kind == Some(CredentialKind::BackgroundCheck) {
                errors.add("issued_on", t.error_issued_missing);
            }
            if issued.zip(expires).is_some_and(|(issued, expires)| expires < issued) {
                errors.add("expires_on", t.error_expires_first);
            } else if expires.is_none() && kind.is_some_and(must_expire) {
                errors.add("expires_on", t.error_expires_missing);
            }
        }
        let document = errors.take("document", document(&form.document).ok_or(()), |()| t.error_document.to_owned());
        Some(CredentialValues {
            kind: kind?,
            title: title?,
            number: number?,
            issued_on: issued?,
            expires_on: expires?,
            document: document?,
        })
    }
}

/// Without its last day nobody could tell whether such a paper holds.
fn must_expire(kind: CredentialKind) -> bool {
    matches!(kind, CredentialKind::HomeVisitPermit | CredentialKind::Health | CredentialKind::Insurance)
}

/// What a certificate is called. A skill's must say which skill; the others' kind says it.
fn title(text: &str, kind: Option<CredentialKind>) -> Option<String> {
    if text.trim().is_empty() {
        return (kind != Some(CredentialKind::SkillLevel)).then(String::new);
    }
    Line::<60>::parse(text).ok().map(String::from)
}

/// A certificate's number, or nothing; none for something else.
fn number(text: &str) -> Option<Option<Line<40>>> {
    let text = tight(text);
    if text.is_empty() {
        return Some(None);
    }
    Line::<40>::parse(&text).ok().filter(|number| number.as_str().chars().count() >= SHORTEST_NUMBER).map(Some)
}

fn document(text: &str) -> Option<Option<DocumentId>> {
    if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
}

/// A number as it is shown ever after: its first two and last three characters. A short one would be told by them, so
/// nothing of it is shown.
pub(crate) fn masked(number: &str) -> String {
    let length = number.chars().count();
    let shows = |n: usize| length >= 8 && (n < 2 || n + 3 >= length);
    number.chars().enumerate().map(|(n, c)| if shows(n) { c } else { '*' }).collect()
}

/// What comes with a photo.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PhotoForm {
    /// `remove`, or nothing for a new one.
    pub action: String,
    /// Ticked when the worker agrees to being shown.
    pub consent: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
    }

    fn fields<T>(result: Result<T, Errors>) -> Vec<&'static str> {
        result.err().map(|errors| errors.list().iter().map(|(field, _)| *field).collect()).unwrap_or_default()
    }

    fn credential(change: impl FnOnce(&mut CredentialForm)) -> Result<CredentialValues, Errors> {
        let mut form = CredentialForm {
            kind: "health".into(),
            issued_on: "2026-01-05".into(),
            expires_on: "2027-01-04".into(),
            ..CredentialForm::default()
        };
        change(&mut form);
        On { form: &form, today: today(), t: Locale::ZhHans.messages() }.validate()
    }

    #[test]
    fn a_worker_needs_a_name_a_number_and_a_trade() {
        let check = |name: &str, work_no: &str, trades: &str, since: &str| {
            let form = WorkerForm {
                name: name.into(),
                work_no: work_no.into(),
                trades: trades.into(),
                since_year: since.into(),
                ..WorkerForm::default()
            };
            On { form: &form, today: today(), t: Locale::ZhHans.messages() }.validate()
        };
        let valid = check(" 张　伟 ", "A-017", "保洁、擦玻璃，保洁", "２０１８年").unwrap();
        assert_eq!(valid.name.as_str(), "张伟");
        assert_eq!(valid.trades, ["保洁", "擦玻璃"]);
        assert_eq!(valid.since_year, Some(2018));
        assert_eq!(check("张伟", "A", "保洁", "").unwrap().since_year, None);
        assert_eq!(fields(check("张", "", "、", "2027")), ["name", "work_no", "trades", "since_year"]);
        assert_eq!(fields(check("张伟", "1\n2", &"长".repeat(21), "去年")), ["work_no", "trades", "since_year"]);
        let many: Vec<String> = (0..13).map(|n| n.to_string()).collect();
        assert_eq!(fields(check("张伟", "1", &many.join("、"), "1949")), ["trades", "since_year"]);
    }

    #[test]
    fn dates_that_cannot_be_are_refused() {
        assert!(credential(|_| {}).is_ok());
        for text in ["2026-13-01", "1999-12-31", "2101-01-01", "20260101", "昨天", "2026-02-30", "-2026-01-01-1"] {
            assert_eq!(fields(credential(|form| form.issued_on = text.into())), ["issued_on"], "{text}");
            assert_eq!(fields(credential(|form| form.expires_on = text.into())), ["expires_on"], "{text}");
        }
        assert_eq!(fields(credential(|form| form.issued_on = "2026-11-25".into())), ["issued_on"]);
        assert!(credential(|form| form.issued_on = "2026年11月24日".into()).is_ok());
        assert_eq!(fields(credential(|form| form.expires_on = "2026/1/4".into())), ["expires_on"]);
        assert!(credential(|form| form.expires_on = "2026/1/5".into()).is_ok());
    }

    #[test]
    fn what_the_light_judges_by_must_be_there() {
        assert_eq!(fields(credential(|form| form.expires_on = String::new())), ["expires_on"]);
        let check = |kind: &str, issued: &str, title: &str| {
            let (kind, issued, title) = (kind.into(), issued.into(), title.into());
            credential(|form| {
                *form = CredentialForm { kind, issued_on: issued, title, ..CredentialForm::default() };
            })
        };
        assert_eq!(fields(check("background_check", "", "")), ["issued_on"]);
        assert!(check("background_check", "2026-11-01", "").is_ok());
        assert_eq!(fields(check("skill_level", "", "")), ["title"]);
        assert_eq!(check("skill_level", "", " 母婴护理员（三级） ").unwrap().title, "母婴护理员（三级）");
        assert_eq!(fields(check("passport", "", "")), ["kind"]);
    }

    #[test]
    fn a_number_is_kept_whole_and_shown_in_part() {
        assert_eq!(fields(credential(|form| form.number = "1234".into())), ["number"]);
        let valid = credential(|form| form.number = " ６１０１ 2026 00123 ".into()).unwrap();
        let number = valid.number.unwrap();
        assert_eq!(number.as_str(), "6101202600123");
        assert_eq!(masked(number.as_str()), "61********123");
        assert_eq!(masked("陕健证字第0123号"), "陕健*****23号");
        assert_eq!(masked("12345678"), "12***678");
        assert_eq!(masked("1234567"), "*******");
        assert_eq!(fields(credential(|form| form.document = "证书".into())), ["document"]);
    }
}
