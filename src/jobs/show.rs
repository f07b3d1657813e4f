//! One posting, for residents and for machines.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::json;

use super::content::{Content, PayUnit, paper_label};
use super::model::Status;
use super::pages::{GonePage, PostingPage};
use super::queries::{self, Shown};
use super::urls;
use super::writing::PostingPath;
use crate::access::{Member, Visitor};
use crate::db::{PersonId, PostingId, TenantId, Tx};
use crate::directory::decimal;
use crate::error::{AppError, AppResult};
use crate::links::QrView;
use crate::matching;
use crate::recommendations;
use crate::residents;
use crate::tenancy::Tenant;
use crate::ui::JsonLd;
use crate::values::Trade;
use crate::web::extract::Path;
use crate::web::{Locale, Messages, Nav, Page, flashed, public, text};

/// A line of a posting's table.
pub(super) struct Fact {
    pub label: &'static str,
    pub value: String,
}

/// What a posting says, but for what there is to do, as a table.
pub(super) fn facts(content: &Content, locale: Locale) -> Vec<Fact> {
    let shown = ["job_employer", "job_trade", "job_pay", "job_living", "job_hours", "job_place", "job_openings"];
    let all = content.fields(locale);
    let rows = shown.into_iter().chain(["job_papers", "job_reemployment", "job_until"]);
    let rows = rows.filter_map(|name| all.iter().find(|(known, ..)| *known == name));
    let t = &locale.messages().jobs;
    // Where returning workers are not named, nobody is told that they are not welcome.
    let rows = rows.filter(|(name, ..)| *name != "job_reemployment" || content.is_reemployment);
    rows.map(|(name, label, value)| match (*name, value.is_empty()) {
        ("job_papers", true) => Fact { label, value: t.papers_none.to_owned() },
        _ => Fact { label, value: value.clone() },
    })
    .filter(|fact| !fact.value.is_empty())
    .collect()
}

/// The drawing of a trade.
pub(super) fn icon(trade: Trade) -> &'static str {
    match trade {
        Trade::Housekeeping => "housekeeping",
        Trade::Cleaning => "cleaning",
        Trade::Maternity | Trade::Infant => "infant",
        Trade::Care => "people",
        Trade::Escort => "escort",
        Trade::Organizing => "organising",
        Trade::Appliance => "appliance",
        Trade::Repair => "repair",
        Trade::Property => "building",
        Trade::Attendant => "home",
    }
}

/// Why nobody can apply now; none where they can.
pub(super) fn closed(status: Status, t: &Messages) -> Option<&'static str> {
    match status {
        Status::Published => None,
        Status::Paused => Some(t.jobs.closed_paused),
        Status::Filled => Some(t.jobs.closed_filled),
        Status::Expired => Some(t.jobs.closed_expired),
        Status::Draft | Status::Review | Status::Returned | Status::Withdrawn => Some(t.jobs.closed_withdrawn),
    }
}

pub(super) async fn show(visitor: Visitor, headers: HeaderMap, Path(path): Path<PostingPath>) -> AppResult<Response> {
    match public::page(&visitor, &headers, || make(&visitor, path.posting)).await {
        Err(AppError::NotFound) => show_gone(Reader::Visitor(&visitor), path.posting, None).await,
        answer => answer,
    }
}

async fn make(visitor: &Visitor, id: PostingId) -> AppResult<PostingPage> {
    let (tenant, context, now) = (visitor.tenant()?, visitor.context(), visitor.now());
    let (t, locale, zone) = (context.t(), context.locale, tenant.time_zone);
    let today = now.with_timezone(&zone).date_naive();
    let mut tx = visitor.read().await?;
    let shown = queries::shown(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let place = (&**tenant, context);
    let (own, has_applied) = match visitor.viewer() {
        Some(viewer) => (
            matching::own(&mut tx, place, viewer.id, &shown.content, now).await?,
            has_applied(&mut tx, tenant.id, id, viewer.id).await?,
        ),
        None => (None, false),
    };
    drop(tx);
    let content = &shown.content;
    let status = shown.status.on(today, content.valid_until);
    let closed = closed(status, t);
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), &content.title).at(Nav::Jobs);
    let mut page = page.described(t.jobs.described(&content.employer, content.pay.line(t), &content.place));
    if closed.is_some() {
        page = page.unlisted();
    } else {
        page.json_ld = Some(json_ld(&page, tenant, &shown));
    }
    let address = page.url(&urls::posting(tenant, id));
    let published = shown.published_at.with_timezone(&zone).date_naive();
    Ok(PostingPage {
        list_url: urls::list(tenant),
        apply_url: closed.is_none().then(|| urls::apply(tenant, id)),
        has_applied,
        referral_url: recommendations::urls::referral(tenant, id),
        own: own.filter(|_| closed.is_none()),
        title: content.title.clone(),
        employer: content.employer.clone(),
        pay: content.pay.text(t),
        facts: facts(content, locale),
        duties: lines(&content.duties),
        papers: content.certificates.iter().map(|kind| paper_label(*kind, t)).collect(),
        is_reemployment: content.is_reemployment,
        left: (status == Status::Published).then(|| t.jobs.left(shown.left.max(0))),
        published: t.jobs.published_on(text::short_date(locale, published, today)),
        is_gone: matches!(status, Status::Filled | Status::Expired),
        closed,
        qr: QrView::new(&address, t.jobs.qr.to_owned())?,
        address,
        page,
    })
}

/// Whether somebody has an application for it that is alive.
async fn has_applied(tx: &mut impl Tx, tenant: TenantId, id: PostingId, person: PersonId) -> AppResult<bool> {
    let owned = residents::queries::of_person(tx, person).await?;
    let here: Vec<_> = owned.into_iter().filter(|(of, _)| *of == tenant).map(|(_, record)| record).collect();
    queries::alive(tx, tenant, id, &here).await
}

/// The lines of a text that say something.
fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| line.trim().trim_start_matches(['-', '·', '•']).trim().to_owned())
        .filter(|l| !l.is_empty())
        .collect()
}

/// Who comes to a posting that is not there any more.
pub(super) enum Reader<'a> {
    Visitor(&'a Visitor),
    Member(&'a Member),
}

/// A posting that nobody reads any more says so at its address, for links and paper that outlive it; and to whoever has just
/// applied, with what they had typed.
pub(super) async fn show_gone(reader: Reader<'_>, id: PostingId, sent: Option<String>) -> AppResult<Response> {
    let (state, tenant, context, viewer, flash, mut tx) = match reader {
        Reader::Visitor(one) => {
            (one.state(), one.tenant()?, one.context(), one.viewer(), one.flash(), one.read().await?)
        }
        Reader::Member(one) => {
            (one.state(), one.tenant()?, one.context(), one.viewer(), one.flash(), one.read().await?)
        }
    };
    if !queries::was_public(&mut tx, tenant.id, id).await? {
        return Err(AppError::NotFound);
    }
    drop(tx);
    let page = Page::new(state, context, viewer, flash, context.t().jobs.gone_title).at(Nav::Jobs).unlisted();
    let status = if sent.is_some() { StatusCode::CONFLICT } else { StatusCode::GONE };
    let (list_url, is_sent) = (urls::list(tenant), sent.is_some());
    flashed(flash, status, &GonePage { page, list_url, is_sent, kept_note: sent.unwrap_or_default() })
}

/// What pay is for, in the words that search engines know; they know none for a piece of work or for 26 days.
fn unit_text(unit: PayUnit) -> Option<&'static str> {
    match unit {
        PayUnit::Hour => Some("HOUR"),
        PayUnit::Day => Some("DAY"),
        PayUnit::Month => Some("MONTH"),
        PayUnit::Piece | PayUnit::Cycle26 => None,
    }
}

/// What kind of work it is, as far as how it is paid says so: by the month one may work all day or half of it.
fn employment(unit: PayUnit) -> Option<&'static str> {
    match unit {
        PayUnit::Hour => Some("PART_TIME"),
        PayUnit::Day => Some("PER_DIEM"),
        PayUnit::Month | PayUnit::Piece | PayUnit::Cycle26 => None,
    }
}

/// The last second of a day where the community is; the day alone where its clocks have none.
fn end_of(day: NaiveDate, zone: Tz) -> String {
    let last = day.and_hms_opt(23, 59, 59).and_then(|last| last.and_local_timezone(zone).latest());
    last.map_or_else(|| day.to_string(), |last| last.to_rfc3339())
}

/// A posting as schema.org's `JobPosting`.
fn json_ld(page: &Page, tenant: &Tenant, shown: &Shown) -> JsonLd {
    let content = &shown.content;
    let mut salary = json!({
        "@type": "QuantitativeValue",
        "minValue": decimal(content.pay.min),
        "maxValue": decimal(content.pay.max),
    });
    match unit_text(content.pay.unit) {
        Some(unit) => salary["unitText"] = json!(unit),
        None => salary["description"] = json!(content.pay.line(Locale::ZhHans.messages())),
    }
    let papers: Vec<_> =
        content.certificates.iter().map(|kind| paper_label(*kind, Locale::ZhHans.messages())).collect();
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": content.title,
        "description": content.duties,
        "identifier": { "@type": "PropertyValue", "name": content.employer, "value": shown.id.to_string() },
        "datePosted": shown.published_at.with_timezone(&tenant.time_zone).date_naive().to_string(),
        "validThrough": end_of(content.valid_until, tenant.time_zone),
        "totalJobOpenings": shown.left.max(0),
        "hiringOrganization": { "@type": "Organization", "name": content.employer },
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressCountry": "CN",
                "addressLocality": tenant.name,
                "streetAddress": content.place,
            },
        },
        "baseSalary": { "@type": "MonetaryAmount", "currency": "CNY", "value": salary },
        "directApply": true,
        "url": page.url(&urls::posting(tenant, shown.id)),
    });
    if let Some(kind) = employment(content.pay.unit) {
        value["employmentType"] = json!(kind);
    }
    if !papers.is_empty() {
        value["qualifications"] = json!(papers.join("、"));
    }
    if !content.hours.is_empty() {
        value["workHours"] = json!(content.hours);
    }
    JsonLd::new(&value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_cannot_be_applied_for_says_why() {
        let t = Locale::ZhHans.messages();
        assert!(Status::ALL.into_iter().all(|status| closed(status, t).is_none() == (status == Status::Published)));
    }

    #[test]
    fn a_day_ends_where_the_community_is() {
        let day = "2026-12-23".parse().unwrap();
        assert_eq!(end_of(day, chrono_tz::Asia::Shanghai), "2026-12-23T23:59:59+08:00");
        assert_eq!(end_of(day, chrono_tz::Asia::Urumqi), "2026-12-23T23:59:59+06:00");
    }

    #[test]
    fn machines_are_told_nothing_that_a_posting_does_not_say() {
        let told = PayUnit::ALL.map(|unit| (unit_text(unit), employment(unit)));
        let expected = [
            (Some("HOUR"), Some("PART_TIME")),
            (Some("DAY"), Some("PER_DIEM")),
            (Some("MONTH"), None),
            (None, None),
            (None, None),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn duties_are_a_list_however_they_were_typed() {
        assert_eq!(lines("- 扫地\n\n· 擦窗 \n做饭"), ["扫地", "擦窗", "做饭"]);
    }
}
