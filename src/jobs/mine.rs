//! For the person: what I applied for, what the employer sees of me, and where it stands.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::desk_pages::EventView;
use super::news::What;
use super::pages::{MinePage, MyApplication};
use super::progress::{ASKED_AFTER, Status, Step};
use super::queries::{self, Application, ApplicationMove, Event, Told};
use super::side::employer;
use super::stay::{Says, Stay};
use super::steps::reason_text;
use super::urls;
use crate::access::Member;
use crate::accounts;
use crate::db::{JobApplicationId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::announce;
use crate::residents;
use crate::tenancy::{Feature, Tenant};
use crate::web::extract::{Form, Path};
use crate::web::{Flash, Locale, Page, flashed, redirect, text};

/// The records of somebody in one community, with those that were merged into them.
async fn whole(tx: &mut impl Tx, tenant: TenantId, records: &[ResidentId]) -> AppResult<Vec<ResidentId>> {
    let families = residents::queries::families(tx, tenant, records).await?;
    Ok(families.into_iter().map(|(_, record)| record).collect())
}

/// A step of an application, as both sides read it.
pub(super) fn event_view(event: &Told, locale: Locale, now: DateTime<Utc>, tenant: &Tenant) -> EventView {
    let t = locale.messages();
    let by = match event.side.as_str() {
        "applicant" => t.jobs.by_applicant.to_owned(),
        "community" => t.jobs.by_community(&event.by_name),
        _ => event.by_name.clone(),
    };
    EventView {
        title: Status::parse(&event.to).map_or("", |status| status.label(t)),
        when: text::moment(locale, event.at, now, tenant.time_zone),
        by,
        note: reason_text(&event.note, t),
    }
}

pub(super) async fn show(member: Member) -> AppResult<Response> {
    let t = member.context().t();
    let mut applications: Vec<(DateTime<Utc>, MyApplication)> = Vec::new();
    let mut lists = Vec::new();
    for (tenant, own) in residents::by_community(&member).await? {
        let mut tx = member.read_home(tenant.id).await?;
        let records = whole(&mut tx, tenant.id, &own).await?;
        let mine = queries::mine(&mut tx, tenant.id, &records).await?;
        let ids: Vec<_> = mine.iter().map(|one| one.id).collect();
        let events = queries::events(&mut tx, tenant.id, None, &ids).await?;
        let postings: Vec<_> = mine.iter().map(|one| one.posting.uuid()).collect();
        let titles = queries::titles(&mut tx, tenant.id, &postings).await?;
        drop(tx);
        if tenant.has(Feature::Jobs) {
            lists.push((tenant.name.clone(), urls::list(&tenant)));
        }
        for one in &mine {
            let title = titles.iter().find(|(id, ..)| *id == one.posting);
            let (_, title, employer) = title.cloned().unwrap_or((one.posting, String::new(), String::new()));
            let events: Vec<_> = events.iter().filter(|event| event.application == one.id).collect();
            applications.push((one.created_at, view(&member, &tenant, one, (title, employer), &events)?));
        }
    }
    applications.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let page = Page::new(member.state(), member.context(), Some(member.me()), member.flash(), t.jobs.mine).unlisted();
    let template = MinePage {
        page,
        me_url: accounts::urls::ME,
        applications: applications.into_iter().map(|(_, view)| view).collect(),
        lists,
    };
    flashed(member.flash(), StatusCode::OK, &template)
}

fn view(
    member: &Member,
    tenant: &Tenant,
    one: &Application,
    (title, employer): (String, String),
    events: &[&Told],
) -> AppResult<MyApplication> {
    let (t, locale, now) = (member.context().t(), member.context().locale, member.now());
    let interview = one
        .interview_at
        .filter(|_| one.status == Status::Interview)
        .map(|at| t.jobs.interview_at(text::moment(locale, at, now, tenant.time_zone), &one.interview_place));
    Ok(MyApplication {
        id: one.id.to_string(),
        community: tenant.name.clone(),
        title,
        employer,
        url: tenant.has(Feature::Jobs).then(|| urls::posting(tenant, one.posting)),
        status: one.status.label(t),
        is_live: one.status.is_pending(),
        interview,
        reason: reason_text(&one.reason, t),
        shown: one.snapshot.shown((member.state().secrets(), one.id), locale)?,
        note: one.note.clone(),
        events: events.iter().map(|event| event_view(event, locale, now, tenant)).collect(),
        unsharing: (is_hired(one.status) && !one.snapshot.is_forgotten()).then(|| urls::withdrawal(one.id)),
        withdrawal: one.status.after(Step::Withdraw).map(|_| urls::withdrawal(one.id)),
        stay: is_asked(one, tenant, now).then(|| urls::stay(one.id)),
        said: one.stay.applicant.filter(|_| one.status == Status::Hired).map(|says| says.label(t)),
        is_over: one.status.is_over(),
    })
}

/// Whether somebody works there.
fn is_hired(status: Status) -> bool {
    matches!(status, Status::Hired | Status::Retained)
}

/// The path of an application.
#[derive(Deserialize)]
pub(super) struct MyPath {
    application: JobApplicationId,
}

pub(super) async fn withdraw(member: Member, Path(path): Path<MyPath>) -> AppResult<Response> {
    let now = member.now();
    for (tenant, own) in residents::by_community(&member).await? {
        let mut tx = member.write_home(tenant.id, urls::WITHDRAWAL).await?;
        let records = whole(&mut tx, tenant.id, &own).await?;
        let application = queries::application(&mut tx, tenant.id, None, path.application).await?;
        let Some(one) = application.filter(|one| records.contains(&one.resident)) else { continue };
        // Whoever works there by now stays, and takes back what they shared alone.
        if is_hired(one.status) {
            let is_done = queries::unshare(&mut tx, tenant.id, one.id).await?;
            tx.commit().await?;
            return Ok(redirect(urls::MINE, Some(if is_done { Flash::JobUnshared } else { Flash::AlreadyDone })));
        }
        if !take_back(&mut tx, &tenant, one.id, now, None).await? {
            return Ok(redirect(urls::MINE, Some(Flash::AlreadyDone)));
        }
        tx.commit().await?;
        return Ok(redirect(urls::MINE, Some(Flash::JobTakenBack)));
    }
    Err(AppError::NotFound)
}

/// The applicant takes an application back, or somebody of the staff for them; false when the employer has decided, or it is taken back already.
pub(crate) async fn take_back(
    tx: &mut WriteTx,
    tenant: &Tenant,
    id: JobApplicationId,
    now: DateTime<Utc>,
    by: Option<&str>,
) -> AppResult<bool> {
    let one = queries::application(tx, tenant.id, None, id).await?.ok_or(AppError::NotFound)?;
    let Some(to) = one.status.after(Step::Withdraw) else { return Ok(false) };
    let way = ApplicationMove { from: one.status, to, interview: None, reason: "", hired_on: None, now };
    if !queries::move_application(tx, tenant.id, (one.id, None), &way).await? {
        return Err(AppError::Conflict);
    }
    let posting = queries::posting(tx, tenant.id, None, one.posting).await?.ok_or(AppError::NotFound)?;
    let side = if by.is_some() { "community" } else { "applicant" };
    let event = Event { to, side, by_name: by.unwrap_or_default(), note: "", at: now };
    queries::note(tx, tenant.id, (one.id, posting.org), &event).await?;
    let news = super::news_of(tenant.id, posting.org, posting.id, &posting.content.title, What::TakenBack);
    announce(tx, employer(tenant, posting.org), news, now).await?;
    Ok(true)
}

/// What the applicant says of whether they are still there.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct StayForm {
    says: String,
}

/// Whether the applicant is asked whether they are still there, and has not answered.
fn is_asked(one: &Application, tenant: &Tenant, now: DateTime<Utc>) -> bool {
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    one.status == Status::Hired
        && one.stay.applicant.is_none()
        && one.hired_on.is_some_and(|day| today - day >= ASKED_AFTER)
}

pub(super) async fn stay(member: Member, Path(path): Path<MyPath>, Form(form): Form<StayForm>) -> AppResult<Response> {
    let now = member.now();
    let says = Says::parse(&form.says).ok_or(AppError::BadRequest)?;
    for (tenant, own) in residents::by_community(&member).await? {
        let mut tx = member.write_home(tenant.id, urls::STAY).await?;
        let records = whole(&mut tx, tenant.id, &own).await?;
        let application = queries::application(&mut tx, tenant.id, None, path.application).await?;
        let Some(one) = application.filter(|one| records.contains(&one.resident)) else { continue };
        let stay = Stay { applicant: Some(says), ..one.stay };
        if !is_asked(&one, &tenant, now)
            || !queries::say_stay(&mut tx, tenant.id, (one.id, one.revision), stay, now).await?
        {
            return Ok(redirect(urls::MINE, Some(Flash::AlreadyDone)));
        }
        let posting = queries::posting(&mut tx, tenant.id, None, one.posting).await?.ok_or(AppError::NotFound)?;
        let news = super::news_of(tenant.id, posting.org, posting.id, &posting.content.title, What::StaySaid);
        announce(&mut tx, employer(&tenant, posting.org), news, now).await?;
        tx.commit().await?;
        return Ok(redirect(urls::MINE, Some(Flash::StaySaid)));
    }
    Err(AppError::NotFound)
}

/// What communities keep of a person's applications, for their copy of it: about what, and what.
pub async fn entries(member: &Member) -> AppResult<Vec<(String, &'static str, String)>> {
    let (t, locale) = (member.context().t(), member.context().locale);
    let mut entries = Vec::new();
    for (tenant, own) in residents::by_community(member).await? {
        let mut tx = member.read_home(tenant.id).await?;
        let records = whole(&mut tx, tenant.id, &own).await?;
        let mine = queries::mine(&mut tx, tenant.id, &records).await?;
        let postings: Vec<_> = mine.iter().map(|one| one.posting.uuid()).collect();
        let titles = queries::titles(&mut tx, tenant.id, &postings).await?;
        drop(tx);
        for one in &mine {
            let title = titles.iter().find(|(id, ..)| *id == one.posting);
            let day = one.created_at.with_timezone(&tenant.time_zone).date_naive().to_string();
            let mut parts = vec![day, one.status.label(t).to_owned()];
            parts.extend(title.map(|(_, title, employer)| format!("{employer} {title}")));
            let shown = one.snapshot.shown((member.state().secrets(), one.id), locale)?;
            parts.extend(shown.into_iter().flat_map(|(_, lines)| lines));
            parts.extend([one.note.clone(), reason_text(&one.reason, t)].into_iter().filter(|part| !part.is_empty()));
            entries.push((tenant.name.clone(), t.jobs.mine, parts.join(" · ")));
        }
    }
    Ok(entries)
}
