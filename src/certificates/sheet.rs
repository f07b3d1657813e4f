//! A certificate on one sheet of paper, and what of it anybody may read.

use super::model::{Content, Standing, grouped};
use super::pages::{ContentView, PartLine, SheetView};
use super::queries::Certificate;
use super::urls;
use crate::config::Config;
use crate::error::AppResult;
use crate::links::QrView;
use crate::tenancy::Tenant;
use crate::training::Strand;
use crate::web::{Context, text};

/// What a certificate says, in the reader's words.
pub(super) fn content(content: &Content, context: &Context) -> ContentView {
    let t = context.t();
    let date = |day| text::date(context.locale, day);
    let part = |part: &super::model::Part| PartLine {
        strand: Strand::parse(&part.strand).map_or("", |strand| strand.label(t)),
        title: part.title.clone(),
        hours: t.certificates.hours(part.lesson_hours),
    };
    ContentView {
        title: content.title.clone(),
        trade: content.trade.map(|trade| trade.label(t)),
        org_name: content.org_name.clone(),
        days: t.certificates.days(date(content.starts_on), date(content.ends_on)),
        hours: t.certificates.hours(content.lesson_hours()),
        parts: content.syllabus.iter().map(part).collect(),
        attendance: content.attendance.map(|share| t.certificates.per_cent(share)),
        score: content.score.map(|score| t.certificates.points(score)),
    }
}

/// Where a certificate stands today in its community.
pub(super) fn standing(certificate: &Certificate, tenant: &Tenant, now: chrono::DateTime<chrono::Utc>) -> Standing {
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let is_revoked = certificate.revoked_at.is_some();
    Standing::on(today, certificate.issued_on, certificate.expires_on, is_revoked)
}

/// The sheet of a certificate that was signed, with the whole name.
pub(super) fn sheet(
    certificate: &Certificate,
    standing: Standing,
    (tenant, context, config): (&Tenant, &Context, &Config),
) -> AppResult<SheetView> {
    let t = context.t();
    let path = urls::verify(tenant, &certificate.code);
    let address = format!("{}{path}", config.base_url);
    let date = |day| text::date(context.locale, day);
    Ok(SheetView {
        issuer: certificate.issuer.clone(),
        name: certificate.name.clone(),
        content: content(&certificate.content, context),
        number: certificate.number.clone().unwrap_or_default(),
        issued: certificate.issued_on.map(date).unwrap_or_default(),
        expires: certificate.expires_on.map(date),
        stamp: (standing != Standing::Valid).then(|| standing.label(t)),
        qr: QrView::new(&address, t.certificates.qr.to_owned())?,
        code: grouped(&certificate.code),
        look_up: format!("{}{}", config.base_url.trim_start_matches("https://"), urls::look_up(tenant)),
    })
}
