//! A certificate on one sheet of paper, and what of it anybody may read.

use chrono::{DateTime, Utc};

use super::model::{Content, Joined, Standing, grouped};
use super::pages::{CertificateLine, ContentView, PartLine, SheetView, StandingView};
use super::queries::Certificate;
use super::urls;
use crate::config::Config;
use crate::error::{AppError, AppResult};
use crate::links::QrView;
use crate::tenancy::Tenant;
use crate::training::Strand;
use crate::web::{Context, text};

/// From when somebody took part who joined late, and how often they were there.
pub(super) fn joined(joined: &Joined, context: &Context) -> [String; 2] {
    let t = &context.t().certificates;
    let from = t.took_part_from(text::date(context.locale, joined.from));
    [from, t.sessions_of(joined.held, joined.attended)]
}

/// That less was held than the course takes, for whoever decides about certificates of it.
pub(super) fn too_short(content: &Content, context: &Context) -> Option<String> {
    let held = content.short_hours()?;
    Some(context.t().certificates.too_short(held, content.lesson_hours()))
}

/// What a certificate says, in the reader's words.
pub(super) fn content(content: &Content, context: &Context) -> ContentView {
    let t = context.t();
    let date = |day| text::date(context.locale, day);
    let part = |part: &super::model::Part| PartLine {
        strand: Strand::parse(&part.strand).map_or("", |strand| strand.label(t)),
        title: part.title.clone(),
        hours: t.certificates.hours(part.lesson_hours),
    };
    let late = content.joined.map(|late| joined(&late, context));
    let [took_part, sessions] = late.map_or([None, None], |both| both.map(Some));
    ContentView {
        title: content.title.clone(),
        trade: content.trade.map(|trade| trade.label(t)),
        org_name: content.org_name.clone(),
        days: t.certificates.days(date(content.starts_on), date(content.ends_on)),
        took_part,
        hours: t.certificates.hours(content.lesson_hours()),
        held_hours: content.held_hours.map(|held| t.certificates.hours(held)),
        parts_label: if content.is_whole() { t.certificates.syllabus } else { t.certificates.syllabus_of_course },
        parts: content.syllabus.iter().map(part).collect(),
        attendance: sessions.or_else(|| content.attendance.map(|share| t.certificates.per_cent(share))),
        score: content.score.map(|score| t.certificates.points(score)),
    }
}

/// Where a certificate stands today in its community.
pub(super) fn standing(certificate: &Certificate, tenant: &Tenant, now: DateTime<Utc>) -> Standing {
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let is_revoked = certificate.revoked_at.is_some();
    Standing::on(today, certificate.issued_on, certificate.expires_on, is_revoked)
}

/// A certificate in a list: with the name as it is shown there, and where it leads.
pub(super) fn line(
    certificate: &Certificate,
    (name, url): (&str, String),
    (tenant, context): (&Tenant, &Context),
    now: DateTime<Utc>,
) -> CertificateLine {
    let standing = standing(certificate, tenant, now);
    CertificateLine {
        url,
        title: certificate.content.title.clone(),
        name: name.to_owned(),
        number: certificate.number.clone().unwrap_or_default(),
        issued: certificate.issued_on.map(|day| text::date(context.locale, day)).unwrap_or_default(),
        standing: StandingView { label: standing.label(context.t()), is_valid: standing == Standing::Valid },
    }
}

/// Whether it is printed with its batch: what nobody has signed is none yet, and what was taken back is handed to nobody.
pub(super) fn is_printed(certificate: &Certificate) -> bool {
    certificate.number.is_some() && certificate.revoked_at.is_none()
}

/// The sheets of a batch; without any there is nothing to print.
pub(super) fn sheets(
    certificates: &[Certificate],
    place: (&Tenant, &Context, &Config),
    now: DateTime<Utc>,
) -> AppResult<Vec<SheetView>> {
    let printed = certificates.iter().filter(|one| is_printed(one));
    let sheets: Vec<_> = printed.map(|one| sheet(one, standing(one, place.0, now), place)).collect::<AppResult<_>>()?;
    if sheets.is_empty() { Err(AppError::NotFound) } else { Ok(sheets) }
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
    let said = &certificate.content;
    let (name, org, course) = (&certificate.name, &said.org_name, &said.title);
    let text = match said.joined {
        Some(Joined { from, attended, held }) => {
            t.certificates.sheet_text_late(name, date(from), org, course, held, attended)
        }
        None if said.is_whole() => t.certificates.sheet_text(name, org, course),
        None => t.certificates.sheet_text_part(name, org, course),
    };
    Ok(SheetView {
        issuer: certificate.issuer.clone(),
        text,
        content: content(said, context),
        number: certificate.number.clone().unwrap_or_default(),
        issued: certificate.issued_on.map(date).unwrap_or_default(),
        expires: certificate.expires_on.map(date),
        stamp: (standing != Standing::Valid).then(|| standing.label(t)),
        qr: QrView::new(&address, t.certificates.qr.to_owned())?,
        code: grouped(&certificate.code),
        look_up: format!("{}{}", config.base_url.trim_start_matches("https://"), urls::look_up(tenant)),
    })
}
