//! Certificates that others have issued, as pages show them.

use super::queries::External;
use super::{RecordForm, Seen};
use crate::db::ExternalCertificateId;
use crate::error::AppResult;
use crate::household_workers::{CertificateKind, Mark, Validity};
use crate::secrets::Secrets;
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::values::Trade;
use crate::web::{Context, Messages, text};

/// How much of a number is shown.
pub(crate) enum Shown<'a> {
    /// Some of it.
    Masked,
    /// All of it, opened with the server's keys.
    Whole(&'a Secrets),
}

/// One of them in a list.
pub(crate) struct ExternalLine {
    /// What it is, and where it stands if it is not sound.
    pub mark: Mark,
    pub title: String,
    pub trade: Option<&'static str>,
    pub number: Option<String>,
    pub issuer: String,
    /// When it was issued, and until when it holds, as far as that is known.
    pub days: String,
    /// Who recorded it from what, and where a copy lies.
    pub seen: String,
    /// Takes it away.
    pub removal: String,
}

impl ExternalLine {
    /// One, as of a moment.
    pub fn of(
        one: &External,
        (tenant, context): (&Tenant, &Context),
        now: chrono::DateTime<chrono::Utc>,
        shown: &Shown<'_>,
        removal: String,
    ) -> AppResult<Self> {
        let (t, locale) = (context.t(), context.locale);
        let (c, w) = (&t.certificates, &t.household_workers);
        let today = now.with_timezone(&tenant.time_zone).date_naive();
        let number = match (&one.number, shown) {
            (Some((sealed, _)), Shown::Whole(secrets)) => Some(secrets.open(one.id.uuid(), sealed)?),
            (Some((_, masked)), Shown::Masked) => Some(masked.clone()),
            (None, _) => None,
        };
        let days = [
            one.issued_on.map(|day| w.issued(text::date(locale, day))),
            one.expires_on.map(|day| w.expires(text::date(locale, day))),
        ];
        let day = text::date(locale, one.recorded_at.with_timezone(&tenant.time_zone).date_naive());
        let recorded = c.recorded_by(day, &one.recorder_name, one.seen.label(t));
        let kept = Some(&one.paper_kept).filter(|kept| !kept.is_empty()).map(|kept| c.copy_kept_at(kept));
        Ok(Self {
            mark: Mark::of(one.kind.label(t), Validity::of(one.expires_on, today), t),
            title: one.title.clone(),
            trade: one.trade.map(|trade| trade.label(t)),
            number,
            issuer: one.issuer.clone(),
            days: days.into_iter().flatten().collect::<Vec<_>>().join(t.time.list_separator),
            seen: [Some(recorded), kept].into_iter().flatten().collect::<Vec<_>>().join(t.time.list_separator),
            removal,
        })
    }

    /// All of it in a line; `what` says that it is not ours.
    pub fn text(self, what: &str) -> String {
        let trade = self.trade.unwrap_or_default().to_owned();
        let number = self.number.unwrap_or_default();
        let parts =
            [what.to_owned(), self.mark.label.to_owned(), self.title, trade, number, self.issuer, self.days, self.seen];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// The form on the page of an archive's record.
pub(crate) struct ExternalForm {
    pub action: String,
    pub key: String,
    /// Whether it was sent, with something wrong.
    pub is_open: bool,
    pub form: RecordForm,
    pub kinds: Vec<SelectOption>,
    pub trades: Vec<SelectOption>,
    pub seen: [(&'static str, &'static str); 3],
}

impl ExternalForm {
    /// A blank one, or what was sent.
    pub fn of(action: String, sent: Option<RecordForm>, t: &Messages) -> Self {
        let blank = |label: &str| std::iter::once(SelectOption::new("", label));
        let kinds = CertificateKind::ALL.into_iter().map(|kind| SelectOption::new(kind.code(), kind.label(t)));
        let trades = Trade::ALL.into_iter().map(|trade| SelectOption::new(trade.code(), trade.label(t)));
        let is_open = sent.is_some();
        let form = sent.unwrap_or_default();
        Self {
            action,
            key: form.key.unwrap_or_else(ExternalCertificateId::generate).to_string(),
            is_open,
            kinds: blank(t.household_workers.certificate_choose).chain(kinds).collect(),
            trades: blank(t.certificates.trade_none).chain(trades).collect(),
            seen: Seen::ALL.map(|seen| (seen.code(), seen.label(t))),
            form,
        }
    }
}
