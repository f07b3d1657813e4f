//! A person's courses for calendar programs, which fetch them without signing in: whoever knows the address reads when and
//! where the person learns, and not who they are. The person can have another address, which ends the old one.

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::model::Enrolment;
use super::pages::{CalendarPage, MyCalendar};
use super::theirs::{self, Learner, Stand};
use super::{queries, tasks, urls};
use crate::access::token::Token;
use crate::access::{Member, Visitor};
use crate::db::{CalendarId, PersonId, ReadTx, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::residents;
use crate::secrets::Secrets;
use crate::tenancy::Tenant;
use crate::training::Subscription;
use crate::training::ical::{self, Entry};
use crate::training::queries::public::{self, Meeting};
use crate::web::extract::Path;
use crate::web::{Flash, Messages, Page, flashed, redirect};

/// How far ahead it reaches.
const AHEAD: TimeDelta = TimeDelta::days(800);
/// Sessions of one run.
const MOST: i64 = 500;

/// The token of a calendar.
fn token(secrets: &Secrets, person: PersonId, calendar: CalendarId) -> Token {
    Token::of(person, secrets.calendar_secret(calendar.uuid()))
}

/// A person's calendar, if they have asked for one.
pub(super) async fn mine(member: &Member, tx: &mut impl Tx) -> AppResult<Option<MyCalendar>> {
    let (state, me) = (member.state(), member.me().id);
    let calendar = queries::calendar(tx, me).await?;
    let token = calendar.map(|calendar| token(state.secrets(), me, calendar).encode());
    Ok(token.map(|token| MyCalendar {
        address: format!("{}{}", state.config().base_url, urls::calendar(&token)),
        subscription_url: urls::subscription(&token),
    }))
}

/// Gives the person an address, or another one.
pub(super) async fn renew(member: Member) -> AppResult<Response> {
    let (me, calendar) = (member.me().id, CalendarId::generate());
    let hash = token(member.state().secrets(), me, calendar).hash();
    let mut tx = member.write().await?;
    queries::set_calendar(&mut tx, me, (calendar, &hash), member.now()).await?;
    tx.commit().await?;
    Ok(redirect(urls::MINE, Some(Flash::CalendarMade)))
}

/// Ends the calendar of a person whose account is deleted.
pub async fn forget_calendar(tx: &mut WriteTx, person: PersonId) -> AppResult<()> {
    queries::remove_calendar(tx, person).await
}

/// What a person's calendar says of one of their runs: `url` is their own page of it, which is there even where the community
/// shows no courses by now.
async fn of_run(
    tx: &mut impl Tx,
    tenant: &Tenant,
    (one, is_back): (&Enrolment, bool),
    (url, t): (&str, &Messages),
    now: DateTime<Utc>,
) -> AppResult<Vec<Entry>> {
    let span = (DateTime::UNIX_EPOCH, now + AHEAD);
    let meetings = public::meetings(tx, tenant.id, Some(one.run), span, MOST).await?;
    let has_make_ups = meetings.iter().any(|meeting| meeting.makes_up.is_some());
    let (mut marks, mut said, mut expected) = (Vec::new(), Vec::new(), Vec::new());
    if has_make_ups {
        marks = queries::marks_of_run(tx, tenant.id, one.run, Some(one.id)).await?;
        said = queries::said_by(tx, tenant.id, one.id).await?;
    }
    for meeting in meetings.iter().filter(|meeting| meeting.makes_up.is_some()) {
        if tasks::is_expected(tx, tenant.id, meeting.makes_up, one, now).await? {
            expected.push(meeting.id);
        }
    }
    let learner = Learner { one, is_back, meetings: &meetings, marks: &marks, said: &said, expected: &expected };
    let entry = |meeting: &Meeting| {
        let entry = || Entry::of(meeting, tenant, url.to_owned(), t);
        match learner.stand(meeting, now) {
            Stand::Plain => Some(entry()),
            Stand::Theirs(at) => Some(entry().changed_for_them(at)),
            Stand::Gone(at) => Some(entry().gone_for_them(at)),
            Stand::Never => None,
        }
    };
    Ok(meetings.iter().filter_map(entry).collect())
}

/// The path of a calendar.
#[derive(Deserialize)]
pub(super) struct CalendarPath {
    /// The token; for programs with an ending.
    calendar: String,
}

/// Reads what is the person's whose calendar a token opens; where it opens none, nothing is there.
async fn open(visitor: &Visitor, token: &Token) -> AppResult<ReadTx> {
    let person = token.claimed_person();
    let mut tx = visitor.read_for(person).await?;
    let is_theirs = queries::has_calendar(&mut tx, person, &token.hash()).await?;
    is_theirs.then_some(tx).ok_or(AppError::NotFound)
}

pub(super) async fn subscribe(visitor: Visitor, Path(path): Path<CalendarPath>) -> AppResult<Response> {
    let token = Token::parse(&path.calendar).ok_or(AppError::NotFound)?;
    drop(open(&visitor, &token).await?);
    let (context, token) = (visitor.context(), token.encode());
    let title = context.t().enrolments.calendar;
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), title).unlisted();
    let subscription = Subscription::new(&page, urls::calendar(&token), &urls::subscription(&token))?;
    let template = CalendarPage { page, mine_url: urls::MINE, subscription };
    flashed(visitor.flash(), StatusCode::OK, &template)
}

pub(super) async fn fetch(visitor: Visitor, Path(path): Path<CalendarPath>) -> AppResult<Response> {
    let token = path.calendar.strip_suffix(".ics").and_then(Token::parse).ok_or(AppError::NotFound)?;
    let (person, t, now) = (token.claimed_person(), visitor.context().t(), visitor.now());
    let mut tx = open(&visitor, &token).await?;
    let mut homes: Vec<_> =
        residents::queries::mine::of_person(&mut tx, person).await?.into_iter().map(|(tenant, _)| tenant).collect();
    drop(tx);
    homes.dedup();
    let base_url = &visitor.state().config().base_url;
    let mut entries = Vec::new();
    for home in homes {
        let tenant = visitor.state().platform().by_id(home).filter(|tenant| !tenant.is_suspended());
        let Some(tenant) = tenant else { continue };
        let mut tx = visitor.read_in(tenant.id).await?;
        let own = queries::of_person(&mut tx, tenant.id, person).await?;
        for place in theirs::places(&own) {
            let url = format!("{base_url}{}", urls::enrolment(&tenant, place.0.run));
            entries.extend(of_run(&mut tx, &tenant, place, (&url, t), now).await?);
        }
    }
    let body = ical::calendar(t.enrolments.mine, &entries, ical::host(base_url));
    Response::builder()
        .header(header::CONTENT_TYPE, "text/calendar; charset=utf-8")
        .header(header::CACHE_CONTROL, "private, no-store")
        .body(Body::from(body))
        .map_err(|error| AppError::Internal(error.into()))
}
