//! The calendar of a community's open runs: what can be learned, and a month day by day.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc, Weekday};
use serde::Deserialize;

use super::model::{RunStatus, Strand};
use super::public_pages::{CalendarPage, CellView, DayView, MeetingView, OfferView};
use super::queries::public::{self, Meeting, Offer};
use super::{urls, words};
use crate::access::Visitor;
use crate::error::{AppError, AppResult};
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::values::Trade;
use crate::web::extract::Query;
use crate::web::form::Errors;
use crate::web::public::page;
use crate::web::{Context, Nav, Page, text, with_params};

/// Sessions of a month, at most.
const MOST: i64 = 1000;
/// How many months back and ahead the calendar leads.
const REACH: Months = Months::new(12);
const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CalendarQuery {
    /// As `2026-12`; without, the soonest in which there is something.
    month: String,
    trade: String,
    strand: String,
}

pub(super) async fn show(
    visitor: Visitor,
    headers: HeaderMap,
    Query(query): Query<CalendarQuery>,
) -> AppResult<Response> {
    page(&visitor, &headers, || make(&visitor, query)).await
}

/// The first day of the month that is asked for.
fn first_day(typed: &str, today: NaiveDate) -> AppResult<NaiveDate> {
    let this = today.with_day(1).unwrap_or(today);
    if typed.is_empty() {
        return Ok(this);
    }
    let day = NaiveDate::parse_from_str(&format!("{typed}-01"), "%Y-%m-%d").map_err(|_| AppError::BadRequest)?;
    if (this - REACH..=this + REACH).contains(&day) { Ok(day) } else { Err(AppError::NotFound) }
}

/// The month in which the soonest of the open runs goes on or begins: one without a lesson tells nobody anything.
fn soonest(offers: &[Offer], today: NaiveDate) -> Option<NaiveDate> {
    let this = today.with_day(1)?;
    let ahead = offers.iter().filter(|offer| offer.ends_on.is_some_and(|day| day >= today));
    let first = ahead.filter_map(|offer| offer.starts_on).min()?.with_day(1)?;
    Some(first.clamp(this, this + REACH))
}

/// Whether a run is among those that are asked for.
fn is_asked(offer: &Offer, trade: Option<Trade>, strand: Option<Strand>) -> bool {
    // What helps in every trade helps in this one.
    trade.is_none_or(|trade| offer.trade.is_none_or(|of| of == trade))
        && strand.is_none_or(|strand| offer.strands.contains(&strand))
}

async fn make(visitor: &Visitor, query: CalendarQuery) -> AppResult<CalendarPage> {
    let (tenant, context, now) = (visitor.tenant()?, visitor.context(), visitor.now());
    if !tenant.is_community() {
        return Err(AppError::NotFound);
    }
    let (t, zone) = (context.t(), tenant.time_zone);
    let today = now.with_timezone(&zone).date_naive();
    let asked = first_day(&query.month, today)?;
    let mut tx = visitor.read().await?;
    let all = public::offers(&mut tx, tenant.id).await?;
    let first = if query.month.is_empty() { soonest(&all, today).unwrap_or(asked) } else { asked };
    let next = first + Months::new(1);
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_local_timezone(zone).earliest();
    let span = midnight(first).zip(midnight(next)).ok_or(AppError::BadRequest)?;
    let span = (span.0.with_timezone(&Utc), span.1.with_timezone(&Utc));
    let meetings = public::meetings(&mut tx, tenant.id, None, span, MOST).await?;
    drop(tx);
    let (trade, strand) = (Trade::parse(&query.trade), Strand::parse(&query.strand));
    let offers: Vec<&Offer> = all.iter().filter(|offer| is_asked(offer, trade, strand)).collect();
    let is_shown =
        |meeting: &&Meeting| meeting.status == RunStatus::Open && offers.iter().any(|offer| offer.id == meeting.run);
    let meetings: Vec<&Meeting> = meetings.iter().filter(is_shown).collect();
    let base = urls::calendar(tenant);
    let (trade_code, strand_code) = (trade.map_or("", Trade::code), strand.map_or("", Strand::code));
    let of_month = |day: NaiveDate| {
        let month = day.format("%Y-%m").to_string();
        with_params(&base, &[("month", &month), ("trade", trade_code), ("strand", strand_code)])
    };
    let this = today.with_day(1).unwrap_or(today);
    let days = days(tenant, context, now, &meetings);
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), t.training.title)
        .at(Nav::Home)
        .described(t.training.lead);
    Ok(CalendarPage {
        page,
        action: base.clone(),
        trades: trades(&all, context),
        trade: trade_code.to_owned(),
        strands: strands(context),
        strand: strand_code.to_owned(),
        is_narrowed: trade.is_some() || strand.is_some(),
        no_errors: Errors::default(),
        subscription_url: urls::subscription(tenant),
        offers: offers.into_iter().map(|offer| offer_view(offer, tenant, context, today)).collect(),
        month: t.training.month(first.year(), first.month()),
        month_code: first.format("%Y-%m").to_string(),
        earlier_url: (first > this - REACH).then(|| of_month(first - Months::new(1))),
        later_url: (first < this + REACH).then(|| of_month(next)),
        weekdays: WEEK.into_iter().map(|day| text::weekday(context.locale, day)).collect(),
        weeks: weeks((first, next), today, &days),
        days,
        all_url: base,
    })
}

/// The trades that open runs prepare for.
fn trades(offers: &[Offer], context: &Context) -> Vec<SelectOption> {
    let t = context.t();
    let known = Trade::ALL.into_iter().filter(|trade| offers.iter().any(|offer| offer.trade == Some(*trade)));
    let every = SelectOption::new("", t.training.any_trade);
    std::iter::once(every).chain(known.map(|trade| SelectOption::new(trade.code(), trade.label(t)))).collect()
}

fn strands(context: &Context) -> Vec<SelectOption> {
    let t = context.t();
    let every = SelectOption::new("", t.training.any_strand);
    let all = Strand::ALL.into_iter().map(|strand| SelectOption::new(strand.code(), strand.label(t)));
    std::iter::once(every).chain(all).collect()
}

/// A run as lists show it.
pub(super) fn offer_view(offer: &Offer, tenant: &Tenant, context: &Context, today: NaiveDate) -> OfferView {
    let (t, locale) = (context.t(), context.locale);
    let until = match offer.enrol_until {
        day if day < today => t.training.enrol_over.to_owned(),
        day => t.training.enrol_by(text::short_date(locale, day, today)),
    };
    let trade = offer.trade.map_or(t.training.every_trade, |trade| trade.label(t));
    OfferView {
        url: urls::run(tenant, offer.id),
        title: offer.title.clone(),
        note: [words::days(locale, (offer.starts_on, offer.ends_on), today), offer.org_name.clone()].join(" · "),
        terms: [words::fee(offer.fee, t), t.training.offer_seats(offer.seats), until].join(" · "),
        marks: std::iter::once(trade).chain(offer.strands.iter().map(|strand| strand.label(t))).collect(),
    }
}

/// The sessions by day.
fn days(tenant: &Tenant, context: &Context, now: DateTime<Utc>, meetings: &[&Meeting]) -> Vec<DayView> {
    let (locale, zone) = (context.locale, tenant.time_zone);
    let today = now.with_timezone(&zone).date_naive();
    let mut by_day: BTreeMap<NaiveDate, Vec<MeetingView>> = BTreeMap::new();
    for meeting in meetings {
        let view = MeetingView {
            url: urls::run(tenant, meeting.run),
            clock: words::clock((meeting.starts_at, meeting.ends_at), zone),
            title: meeting.title.clone(),
            note: [meeting.room.as_str(), &meeting.teacher, &meeting.topic]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            is_cancelled: meeting.is_cancelled,
            is_make_up: meeting.makes_up.is_some(),
        };
        by_day.entry(meeting.starts_at.with_timezone(&zone).date_naive()).or_default().push(view);
    }
    let day = |(day, meetings): (NaiveDate, Vec<MeetingView>)| DayView {
        iso: day.to_string(),
        name: format!("{} {}", text::short_date(locale, day, today), text::weekday(locale, day.weekday())),
        is_today: day == today,
        meetings,
    };
    by_day.into_iter().map(day).collect()
}

/// The month as weeks, Monday first; none before its first day and after its last.
fn weeks((first, next): (NaiveDate, NaiveDate), today: NaiveDate, days: &[DayView]) -> Vec<Vec<Option<CellView>>> {
    let cell = |day: NaiveDate| {
        let iso = day.to_string();
        let of = days.iter().find(|known| known.iso == iso);
        CellView {
            number: day.day(),
            is_today: day == today,
            meetings: of.map(|of| (of.meetings.len(), format!("#d-{iso}"))),
        }
    };
    let before = first.weekday().num_days_from_monday();
    let mut cells: Vec<Option<CellView>> = (0..before).map(|_| None).collect();
    cells.extend(first.iter_days().take_while(|day| *day < next).map(|day| Some(cell(day))));
    while !cells.len().is_multiple_of(WEEK.len()) {
        cells.push(None);
    }
    let mut weeks = Vec::new();
    let mut cells = cells.into_iter().peekable();
    while cells.peek().is_some() {
        weeks.push(cells.by_ref().take(WEEK.len()).collect());
    }
    weeks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{OrgId, RunId};
    use crate::values::Fen;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn every_day_of_a_month_stands_under_its_weekday() {
        for (first, next, days) in [
            (day(2026, 12, 1), day(2027, 1, 1), 31),
            (day(2027, 2, 1), day(2027, 3, 1), 28),
            (day(2028, 2, 1), day(2028, 3, 1), 29),
        ] {
            let weeks = weeks((first, next), day(2026, 12, 3), &[]);
            assert!(weeks.iter().all(|week| week.len() == 7));
            let mut numbers = Vec::new();
            for week in &weeks {
                for (weekday, cell) in WEEK.iter().zip(week) {
                    let Some(cell) = cell else { continue };
                    assert_eq!(first.with_day(cell.number).unwrap().weekday(), *weekday);
                    numbers.push(cell.number);
                }
            }
            assert_eq!(numbers, (1..=days).collect::<Vec<u32>>());
        }
    }

    #[test]
    fn the_calendar_opens_at_the_soonest_month_in_which_there_is_something() {
        let run = |(from, to): (NaiveDate, NaiveDate)| Offer {
            id: RunId::generate(),
            org: OrgId::generate(),
            org_name: String::new(),
            title: String::new(),
            trade: None,
            fee: Fen::ZERO,
            seats: 8,
            enrol_until: from,
            starts_on: Some(from),
            ends_on: Some(to),
            strands: Vec::new(),
            teaches: Vec::new(),
        };
        let (over, now) = ((day(2026, 10, 1), day(2026, 10, 30)), (day(2026, 10, 30), day(2026, 12, 1)));
        let (soon, later) = ((day(2026, 12, 7), day(2026, 12, 9)), (day(2028, 6, 1), day(2028, 6, 2)));
        for (runs, first) in [
            (vec![over], None),
            (vec![over, later, soon], Some(day(2026, 12, 1))),
            (vec![later, now, soon], Some(day(2026, 11, 1))),
            (vec![later], Some(day(2027, 11, 1))),
        ] {
            let offers: Vec<_> = runs.into_iter().map(run).collect();
            assert_eq!(soonest(&offers, day(2026, 11, 27)), first);
        }
    }

    #[test]
    fn a_month_is_asked_for_within_a_year() {
        let today = day(2026, 11, 23);
        let asked = |typed| first_day(typed, today).ok();
        assert_eq!((asked(""), asked("2026-12")), (Some(day(2026, 11, 1)), Some(day(2026, 12, 1))));
        assert_eq!((asked("2025-11"), asked("2027-11")), (Some(day(2025, 11, 1)), Some(day(2027, 11, 1))));
        assert!(["2025-10", "2027-12", "2026-13", "x", "2026-1-1"].into_iter().all(|typed| asked(typed).is_none()));
    }
}
