//! What staff send of a certificate that somebody else has issued.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{NewExternal, Seen};
use crate::db::ExternalCertificateId;
use crate::household_workers::{CertificateKind, certificate_days};
use crate::values::{Line, Trade};
use crate::web::Messages;
use crate::web::form::Errors;

/// The form. Its fields are named so that a page may have others of the same meaning.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RecordForm {
    /// The certificate's id: sent twice, it is still one.
    pub key: Option<ExternalCertificateId>,
    pub certificate_kind: String,
    pub certificate_title: String,
    pub certificate_trade: String,
    pub number: String,
    pub issuer: String,
    pub issued_on: String,
    pub expires_on: String,
    pub seen: String,
    pub copy_kept: String,
    /// `1`: the person showed it and agrees that it is recorded.
    pub shown_by_owner: Option<String>,
}

impl RecordForm {
    /// What is recorded.
    pub fn check(&self, today: NaiveDate, t: &Messages, errors: &mut Errors) -> Option<NewExternal> {
        let (c, w) = (&t.certificates, &t.household_workers);
        let kind = CertificateKind::parse(&self.certificate_kind).ok_or(());
        let kind = errors.take("certificate_kind", kind, |()| w.error_certificate_kind.to_owned());
        let title =
            errors.optional_text("certificate_title", &self.certificate_title, Line::<40>::parse, c.error_title);
        let trade = |code: &str| Trade::parse(code).ok_or(());
        let trade = errors.optional("certificate_trade", &self.certificate_trade, trade, c.error_trade);
        let number = errors.optional_text("number", &self.number, Line::<40>::parse, w.error_certificate_number);
        let issuer = errors.take("issuer", Line::<40>::parse(&self.issuer), |_| c.error_issuer.to_owned());
        let days = certificate_days((&self.issued_on, &self.expires_on), today, t, errors);
        let seen = errors.take("seen", Seen::parse(&self.seen).ok_or(()), |()| c.error_seen.to_owned());
        let kept = errors.optional_text("copy_kept", &self.copy_kept, Line::<60>::parse, t.consents.error_paper_kept);
        if self.shown_by_owner.is_none() {
            errors.add("shown_by_owner", c.error_shown_by_owner);
        }
        let (issued_on, expires_on) = days?;
        let new = NewExternal {
            kind: kind?,
            title: title?,
            trade: trade?,
            number: number?,
            issuer: issuer?.into(),
            issued_on,
            expires_on,
            seen: seen?,
            paper_kept: kept?,
        };
        errors.is_empty().then_some(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    fn check(change: impl FnOnce(&mut RecordForm)) -> Result<NewExternal, Vec<&'static str>> {
        let mut form = RecordForm {
            certificate_kind: "skill_level".to_owned(),
            issuer: "市职业技能鉴定中心".to_owned(),
            seen: "original".to_owned(),
            shown_by_owner: Some("1".to_owned()),
            ..RecordForm::default()
        };
        change(&mut form);
        let (today, mut errors) = (NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(), Errors::default());
        let new = form.check(today, Locale::ZhHans.messages(), &mut errors);
        new.ok_or_else(|| errors.list().iter().map(|(field, _)| *field).collect())
    }

    #[test]
    fn what_who_and_that_it_was_seen_must_be_said_and_the_rest_may_stay_blank() {
        let new = check(|_| ()).unwrap();
        assert_eq!((new.kind, new.trade, new.expires_on), (CertificateKind::SkillLevel, None, None));
        let all = check(|form| *form = RecordForm::default()).unwrap_err();
        assert_eq!(all, ["certificate_kind", "issuer", "seen", "shown_by_owner"]);
    }

    #[test]
    fn it_was_issued_by_now_and_ends_after_that() {
        let days = |issued: &'static str, expires: &'static str| {
            check(|form| (form.issued_on, form.expires_on) = (issued.to_owned(), expires.to_owned())).map(|_| ())
        };
        assert_eq!(days("2026-11-23", "2026-11-23"), Ok(()));
        assert_eq!(days("2026-11-24", ""), Err(vec!["issued_on"]));
        assert_eq!(days("2026-01-01", "2025-12-31"), Err(vec!["expires_on"]));
        assert_eq!(days("1949-12-31", "+20026-01-01"), Err(vec!["issued_on", "expires_on"]));
        assert_eq!(days("gestern", "morgen"), Err(vec!["issued_on", "expires_on"]));
    }

    #[test]
    fn a_trade_is_one_of_ours() {
        assert_eq!(check(|form| form.certificate_trade = "care".to_owned()).unwrap().trade, Some(Trade::Care));
        assert_eq!(check(|form| form.certificate_trade = "singing".to_owned()), Err(vec!["certificate_trade"]));
    }
}
