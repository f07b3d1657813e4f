//! What communities keep of somebody's work, for the copy of their data.

use super::list;
use super::mine::kept;
use super::model::status_label;
use super::record::{certificate_view, phone_of};
use crate::access::Member;
use crate::consents;
use crate::error::AppResult;
use crate::residents::look_view;
use crate::values::trade_labels;

/// What is kept, line by line: about what, what, and what it says.
pub(crate) async fn entries(member: &Member) -> AppResult<Vec<(String, &'static str, String)>> {
    let (t, locale, secrets) = (member.context().t(), member.context().locale, member.state().secrets());
    let (r, w) = (&t.residents, &t.household_workers);
    let mut entries = Vec::new();
    for kept in kept(member).await? {
        let (record, zone) = (&kept.record, kept.tenant.time_zone);
        let about = format!("{} · {}", kept.tenant.name, w.mine);
        let mut push = |field: &'static str, value: String| {
            if !value.is_empty() {
                entries.push((about.clone(), field, value));
            }
        };
        push(r.name, record.name.clone());
        push(r.phone, phone_of(secrets, record)?.map(|phone| phone.display()).unwrap_or_default());
        push(r.birth_year, record.birth_year.map(|year| year.to_string()).unwrap_or_default());
        push(w.trades, trade_labels(&record.trades, t).join(t.time.list_separator));
        push(w.employer, record.employer.clone());
        push(w.areas, list::areas(&record.areas, t));
        push(w.status, status_label(&record.status, t).to_owned());
        push(r.note, record.note.clone());
        let today = member.now().with_timezone(&zone).date_naive();
        for certificate in &kept.certificates {
            let line = certificate_view(certificate, secrets, true, today, locale)?;
            let parts = [line.mark.label.to_owned(), line.number.unwrap_or_default(), line.issuer, line.days];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            push(w.certificates, parts.join(" · "));
        }
        for consent in &kept.consents {
            let one = consents::receipt(consent, t, locale, member.now(), zone);
            let parts = [one.title, &one.version, &one.given, &one.paper, one.ended.as_deref().unwrap_or_default()];
            push(t.consents.title, parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "));
        }
        for look in &kept.looks {
            let at = look.at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string();
            let view = look_view(look, String::new(), t, at);
            push(r.who_looked, format!("{} {} {} {}", view.at, view.viewer, view.role, view.reason));
        }
    }
    Ok(entries)
}
