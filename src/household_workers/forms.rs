//! What staff and household workers send.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::keep::NewCertificate;
use super::model::{CertificateKind, Status};
use crate::db::{CertificateId, ConsentId, EstateId, HouseholdWorkerId, OrgId, ResidentId};
use crate::residents::birth_year;
use crate::values::{Line, PersonName, Phone, Trade};
use crate::web::Messages;
use crate::web::form::{Errors, chosen};

/// The form of a household worker.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct WorkerForm {
    /// A new record's id: sent twice, it is still one.
    pub key: Option<HouseholdWorkerId>,
    pub revision: i32,
    pub name: String,
    pub phone: String,
    /// `1`: the number that is kept goes.
    pub no_phone: Option<String>,
    pub birth_year: String,
    pub trade: Vec<String>,
    /// An organization that serves here.
    #[serde(deserialize_with = "chosen")]
    pub org: Option<OrgId>,
    /// Or any other employer, by name.
    pub employer: String,
    pub area: Vec<EstateId>,
    pub status: String,
    /// Their record as a resident.
    #[serde(deserialize_with = "chosen")]
    pub resident: Option<ResidentId>,
    pub note: String,
    /// Where the paper lies on which the person agreed, of a new record.
    pub paper_kept: String,
    /// `1`: the page showed name, number and year in full, so that emptied fields mean none.
    pub shown: Option<String>,
    /// `1`: somebody of the same number is on file, and this is somebody else.
    pub different: Option<String>,
}

/// What of a record stays as it is where the form leaves it empty: what the page does not show in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blank {
    /// Is missing, or means none.
    Empty,
    /// Stays.
    Kept,
}

/// A record without errors. None: as it was.
#[derive(Debug)]
pub(super) struct ValidWorker {
    pub name: Option<PersonName>,
    pub phone: Option<Phone>,
    pub birth_year: Option<i32>,
    pub trades: Vec<&'static str>,
    pub org: Option<OrgId>,
    pub employer: String,
    pub status: Status,
    pub note: String,
}

/// Where a paper lies, which must be said.
fn kept(typed: &str, t: &Messages, errors: &mut Errors) -> Option<String> {
    let kept = errors.take("paper_kept", Line::<60>::parse(typed), |_| t.household_workers.error_paper_kept.to_owned());
    kept.map(String::from)
}

impl WorkerForm {
    /// Checks what stands for itself.
    pub fn check(&self, blank: Blank, today: NaiveDate, t: &Messages, errors: &mut Errors) -> Option<ValidWorker> {
        let (r, w) = (&t.residents, &t.household_workers);
        let name = if blank == Blank::Kept && self.name.trim().is_empty() {
            None
        } else {
            errors.take("name", PersonName::parse(&self.name), |_| r.error_name.to_owned())
        };
        let phone = if self.phone.trim().is_empty() {
            None
        } else {
            errors.take("phone", Phone::parse_mobile(&self.phone), |_| r.error_phone.to_owned())
        };
        let born = if self.birth_year.trim().is_empty() {
            None
        } else {
            errors.take("birth_year", birth_year(&self.birth_year, today).ok_or(()), |()| r.error_birth_year.to_owned())
        };
        let is_ticked = |trade: &Trade| self.trade.iter().any(|code| code == trade.code());
        let trades: Vec<_> = Trade::ALL.into_iter().filter(is_ticked).map(Trade::code).collect();
        if trades.is_empty() {
            errors.add("trade", w.error_trade);
        }
        let employer = match self.org {
            // The list says it; what was typed before is not kept beside it.
            Some(_) => Some(String::new()),
            None => errors.optional_text("employer", &self.employer, Line::<40>::parse, w.error_employer),
        };
        let status = errors.take("status", Status::parse(&self.status).ok_or(()), |()| w.error_status.to_owned());
        let note = errors.optional_text("note", &self.note, Line::<200>::parse, r.error_note);
        let (employer, status, note) = (employer?, status?, note?);
        Some(ValidWorker { name, phone, birth_year: born, trades, org: self.org, employer, status, note })
            .filter(|_| errors.is_empty())
    }

    /// Where the paper lies on which somebody new agreed.
    pub fn paper(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        kept(&self.paper_kept, t, errors)
    }
}

/// No certificate that somebody works with is of an earlier year.
const FIRST_YEAR: i32 = 1950;

/// The two days on a certificate, each of which it may lack: issued by today, it does not end before that.
pub(crate) fn certificate_days(
    (issued_on, expires_on): (&str, &str),
    today: NaiveDate,
    t: &Messages,
    errors: &mut Errors,
) -> Option<(Option<NaiveDate>, Option<NaiveDate>)> {
    let w = &t.household_workers;
    let issued = errors.optional_day("issued_on", issued_on, w.error_issued);
    if issued.flatten().is_some_and(|day| day > today || day.year() < FIRST_YEAR) {
        errors.add("issued_on", w.error_issued);
    }
    let expires = errors.optional_day("expires_on", expires_on, w.error_expires);
    let is_early = |day: NaiveDate| issued.flatten().map_or(day.year() < FIRST_YEAR, |issued| day < issued);
    if expires.flatten().is_some_and(is_early) {
        errors.add("expires_on", w.error_expires);
    }
    Some((issued?, expires?))
}

/// The form of a certificate.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CertificateForm {
    /// The certificate's id: sent twice, it is still one.
    pub key: Option<CertificateId>,
    #[serde(rename = "certificate_kind")]
    pub kind: String,
    pub number: String,
    pub issuer: String,
    pub issued_on: String,
    pub expires_on: String,
}

impl CertificateForm {
    /// Checks it.
    pub fn check(&self, today: NaiveDate, t: &Messages, errors: &mut Errors) -> Option<NewCertificate> {
        let w = &t.household_workers;
        let kind = CertificateKind::parse(&self.kind).ok_or(());
        let kind = errors.take("certificate_kind", kind, |()| w.error_certificate_kind.to_owned());
        let number = errors.optional_text("number", &self.number, Line::<40>::parse, w.error_certificate_number);
        let issuer = errors.optional_text("issuer", &self.issuer, Line::<40>::parse, w.error_issuer);
        let days = certificate_days((&self.issued_on, &self.expires_on), today, t, errors);
        let (kind, number, issuer, (issued_on, expires_on)) = (kind?, number?, issuer?, days?);
        Some(NewCertificate { kind, number, issuer, issued_on, expires_on }).filter(|_| errors.is_empty())
    }
}

/// The form of a consent on paper.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PaperForm {
    /// The receipt's id: sent twice, it is still one.
    pub key: Option<ConsentId>,
    pub paper_kept: String,
}

impl PaperForm {
    /// Where the paper lies.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        kept(&self.paper_kept, t, errors)
    }
}

/// The form by which a person no longer agrees.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct MyWithdrawalForm {
    pub record: Option<HouseholdWorkerId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let form = WorkerForm {
            name: "张".to_owned(),
            phone: "12".to_owned(),
            birth_year: "54".to_owned(),
            trade: vec!["singing".to_owned()],
            employer: "一".repeat(41),
            status: "asleep".to_owned(),
            note: "一".repeat(201),
            ..WorkerForm::default()
        };
        let (t, mut errors) = (Locale::ZhHans.messages(), Errors::default());
        assert!(form.check(Blank::Empty, today(), t, &mut errors).is_none());
        assert!(form.paper(t, &mut errors).is_none());
        let fields: Vec<&str> = errors.list().iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["name", "phone", "birth_year", "trade", "employer", "status", "note", "paper_kept"]);
    }

    #[test]
    fn what_the_page_does_not_show_stays_where_it_is_left_empty() {
        let form = WorkerForm {
            trade: vec!["care".to_owned(), "cleaning".to_owned()],
            status: "placed".to_owned(),
            org: Some(OrgId::generate()),
            employer: "别的公司".to_owned(),
            ..WorkerForm::default()
        };
        let t = Locale::ZhHans.messages();
        let valid = form.check(Blank::Kept, today(), t, &mut Errors::default()).unwrap();
        assert!(valid.name.is_none() && valid.phone.is_none() && valid.birth_year.is_none());
        assert_eq!((valid.trades, valid.employer.as_str()), (vec!["cleaning", "care"], ""));
        assert!(form.check(Blank::Empty, today(), t, &mut Errors::default()).is_none(), "a new one has a name");
    }

    #[test]
    fn a_certificate_was_issued_by_now_and_expires_after_that() {
        let faults = |issued: &str, expires: &str| {
            let form = CertificateForm {
                kind: "health".to_owned(),
                issued_on: issued.to_owned(),
                expires_on: expires.to_owned(),
                ..CertificateForm::default()
            };
            let mut errors = Errors::default();
            form.check(today(), Locale::ZhHans.messages(), &mut errors);
            errors.list().iter().map(|(field, _)| *field).collect::<Vec<_>>()
        };
        assert_eq!(faults("2026-11-23", "2026-11-23"), [""; 0]);
        assert_eq!(faults("", ""), [""; 0]);
        assert_eq!(faults("2026-11-24", ""), ["issued_on"]);
        assert_eq!(faults("2026-01-01", "2025-12-31"), ["expires_on"]);
        assert_eq!(faults("1950-01-01", ""), [""; 0]);
        assert_eq!(faults("1949-12-31", ""), ["issued_on"]);
        assert_eq!(faults("", "1949-12-31"), ["expires_on"]);
        for unknown in ["gestern", "+20026-01-01", "-0001-01-01"] {
            assert_eq!(faults(unknown, unknown), ["issued_on", "expires_on"], "{unknown}");
        }
    }
}
