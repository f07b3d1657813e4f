//! For the resident: a run to enrol in, and what I learn.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::forms::{AnswerForm, ApplyForm, LeaveForm};
use super::model::{Answer, Enrolment, Entry, Run, Status};
use super::pages::{MinePage, MyRun, Offer, RunPage, Stands, Way};
use super::queue::Queue;
use super::seats::Held;
use super::{
    away, beginning, calendar, code, learner_lines, progress, queries, records, seats_left, seen, urls, words,
};
use crate::access::Member;
use crate::accounts;
use crate::db::{EnrolmentId, RunId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::residents;
use crate::tenancy::{Feature, Tenant};
use crate::training;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Nav, Page, flashed, form_status, redirect, text};

/// The path of a run.
#[derive(Deserialize)]
pub(super) struct RunPath {
    run: RunId,
}

pub(super) async fn show(member: Member, Path(path): Path<RunPath>) -> AppResult<Response> {
    show_run(&member, path.run, Draft::default()).await
}

/// What was sent and could not be done.
#[derive(Default)]
struct Draft {
    reason: String,
    /// Whether somebody else answered first.
    is_overtaken: bool,
    errors: Errors,
}

async fn show_run(member: &Member, run: RunId, draft: Draft) -> AppResult<Response> {
    let (tenant, context, now) = (member.tenant()?, member.context(), member.now());
    let (t, tz) = (context.t(), tenant.time_zone);
    let mut tx = member.read().await?;
    let run = queries::run(&mut tx, tenant.id, run).await?.filter(Run::is_shown).ok_or(AppError::NotFound)?;
    let learner = queries::own_record(&mut tx, tenant.id, member.me().id).await?;
    let mut mine = queries::of_person(&mut tx, tenant.id, member.me().id).await?;
    let sessions = queries::sessions(&mut tx, tenant.id, run.id).await?;
    let queue = seen(&mut tx, tenant.id, &run, now).await?;
    mine.retain(|one| one.run == run.id);
    // What they have enrolled for, and what became of it, stays where the community does without courses by now.
    let has_courses = tenant.has(Feature::Training);
    if !has_courses && mine.is_empty() {
        return Err(AppError::NotFound);
    }
    let mut lines = learner_lines(context, &sessions, &[], now, tz);
    if let Some(own) = mine.iter().find(|one| one.status == Status::Enrolled).filter(|_| run.is_kept()) {
        away::add(&mut lines, &mut tx, tenant, (&sessions, own), now).await?;
    }
    drop(tx);
    queue.stand(&mut mine);
    let standing = |one: &Enrolment| words::standing(context, (&run, &queue), one, now, tz);
    let entry = run.entry(now, now.with_timezone(&tz).date_naive(), queue.free());
    let way = match (mine.iter().find(|one| !one.status.is_gone()), learner) {
        (Some(one), _) => Way::Stands(Stands {
            id: one.id.to_string(),
            standing: standing(one),
            unsure: beginning::unsure(&run, &queue, one.status, now, t),
            is_offered: one.status == Status::Offered && run.gives_seats(now),
            may_leave: run.concerns(one.status, now),
            reason: draft.reason,
        }),
        (None, _) if entry != Entry::Open || !has_courses => Way::Closed,
        (None, None) => Way::NoRecord { phone: tenant.phone.as_ref().map(|phone| (phone.tel_href(), phone.display())) },
        (None, Some(learner)) => Way::Ask { name: learner.name, key: EnrolmentId::generate().to_string() },
    };
    let page = Page::new(member.state(), context, Some(member.me()), member.flash(), t.enrolments.title_of(&run.title))
        .at(Nav::Home)
        .unlisted();
    let (seats, beginning) = if has_courses {
        let left = seats_left(tenant, &run, &queue, context, now);
        (left.text, left.beginning)
    } else {
        (t.enrolments.entry_not_here.to_owned(), None)
    };
    let template = RunPage {
        page,
        seats,
        beginning,
        until: text::date(context.locale, run.enrol_until),
        sessions: lines,
        before: mine.iter().find(|one| one.status.is_gone()).filter(|_| !matches!(way, Way::Stands(_))).map(standing),
        way,
        is_screened: run.is_screened,
        accept_hours: run.accept_hours,
        action: urls::enrolment(tenant, run.id),
        answer_url: urls::answer(tenant, run.id),
        withdrawal_url: urls::withdrawal(tenant, run.id),
        course: has_courses.then(|| (training::urls::calendar(tenant), training::urls::run(tenant, run.id))),
        title: run.title,
        org_name: run.org_name,
        is_overtaken: draft.is_overtaken,
        errors: draft.errors,
    };
    flashed(member.flash(), form_status(&template.errors, template.is_overtaken), &template)
}

/// Holds a run that people see.
async fn hold(member: &Member, tx: &mut WriteTx, tenant: &Tenant, run: RunId) -> AppResult<Held> {
    let held = Held::of(tx, tenant.id, run, member.now()).await?;
    held.filter(|held| held.run.is_shown()).ok_or(AppError::NotFound)
}

/// What to say of how somebody stands who has just asked.
pub(super) fn asked(queue: &Queue, id: EnrolmentId) -> Flash {
    match queue.place(id).map(|place| place.status) {
        Some(Status::Enrolled) => Flash::SeatTaken,
        Some(Status::Waiting) => Flash::InLine,
        _ => Flash::SeatAsked,
    }
}

pub(super) async fn apply(
    member: Member,
    Path(path): Path<RunPath>,
    Form(form): Form<ApplyForm>,
) -> AppResult<Response> {
    let (tenant, now, me) = (member.tenant()?.clone(), member.now(), member.me().id);
    let mut tx = member.write_home(tenant.id, urls::ENROLMENT).await?;
    let mut held = hold(&member, &mut tx, &tenant, path.run).await?;
    let url = urls::enrolment(&tenant, path.run);
    let id = form.key.ok_or(AppError::BadRequest)?;
    // Without a record the page says how to come by one.
    let Some(learner) = queries::own_record(&mut tx, tenant.id, me).await? else { return Ok(redirect(&url, None)) };
    let mine = queries::of_person(&mut tx, tenant.id, me).await?;
    if mine.iter().any(|one| one.id == id || one.run == path.run && !one.status.is_gone()) {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    // The form's number is somebody else's place.
    if held.queue.place(id).is_some() {
        return Err(AppError::BadRequest);
    }
    let entry = held.run.entry(now, now.with_timezone(&tenant.time_zone).date_naive(), held.queue.free());
    if let Some(error) = entry.refusal(member.context().t()) {
        drop(tx);
        return show_run(&member, path.run, Draft { errors: Errors::of("way", error), ..Draft::default() }).await;
    }
    // Their record may turn out to be another at this moment, which may have a place.
    let learner = records::hold_learner(&mut tx, tenant.id, learner.resident).await?;
    let Some(learner) = learner.filter(|learner| learner.person == Some(me)) else { return Ok(redirect(&url, None)) };
    if records::has_place(&mut tx, tenant.id, path.run, learner.resident).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    held.apply(id, learner, false);
    let flash = asked(&held.queue, id);
    held.keep(&mut tx).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(flash)))
}

/// The enrolment that a form names, if it is this person's own and in this run; another's is none.
async fn own(
    member: &Member,
    tx: &mut WriteTx,
    (tenant, run): (&Tenant, RunId),
    id: Option<EnrolmentId>,
) -> AppResult<EnrolmentId> {
    let mine = queries::of_person(tx, tenant.id, member.me().id).await?;
    let own = mine.iter().find(|one| Some(one.id) == id && one.run == run);
    own.map(|one| one.id).ok_or(AppError::NotFound)
}

pub(super) async fn answer(
    member: Member,
    Path(path): Path<RunPath>,
    Form(form): Form<AnswerForm>,
) -> AppResult<Response> {
    let tenant = member.tenant()?.clone();
    let mut tx = member.write_home(tenant.id, urls::ANSWER).await?;
    let mut held = hold(&member, &mut tx, &tenant, path.run).await?;
    let id = own(&member, &mut tx, (&tenant, path.run), form.enrolment).await?;
    let answer = Answer::parse(&form.answer).ok_or(AppError::BadRequest)?;
    let url = urls::enrolment(&tenant, path.run);
    if held.queue.place(id).is_some_and(|place| place.status == answer.leads_to()) {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let too_late = (!held.answer(id, answer)).then(|| held.too_late(id, "way", member.context().t()));
    // That it came too late is kept, too, and the next in line has the seat.
    held.keep(&mut tx).await?;
    tx.commit().await?;
    if let Some(errors) = too_late {
        let draft = Draft { is_overtaken: errors.is_empty(), errors, ..Draft::default() };
        return show_run(&member, path.run, draft).await;
    }
    Ok(redirect(&url, Some(if answer == Answer::Accept { Flash::SeatTaken } else { Flash::SeatLeft })))
}

pub(super) async fn leave(
    member: Member,
    Path(path): Path<RunPath>,
    Form(form): Form<LeaveForm>,
) -> AppResult<Response> {
    let tenant = member.tenant()?.clone();
    let mut tx = member.write_home(tenant.id, urls::WITHDRAWAL).await?;
    let mut held = hold(&member, &mut tx, &tenant, path.run).await?;
    let id = own(&member, &mut tx, (&tenant, path.run), form.enrolment).await?;
    let mut errors = Errors::default();
    let Some(reason) = form.check(member.context().t(), &mut errors) else {
        drop(tx);
        return show_run(&member, path.run, Draft { reason: form.reason, errors, ..Draft::default() }).await;
    };
    let flash = if held.leave(id, &reason) { Flash::SeatLeft } else { Flash::AlreadyDone };
    held.keep(&mut tx).await?;
    tx.commit().await?;
    Ok(redirect(&urls::enrolment(&tenant, path.run), Some(flash)))
}

pub(super) async fn list(member: Member) -> AppResult<Response> {
    let t = member.context().t();
    let (mut runs, mut past, mut lists) = (Vec::new(), Vec::new(), Vec::new());
    let mut tenants: Vec<_> = residents::homes(&member).await?.into_iter().map(|home| home.tenant).collect();
    tenants.dedup_by_key(|tenant| tenant.id);
    for tenant in tenants {
        if tenant.has(Feature::Training) {
            lists.push((tenant.name.clone(), training::urls::calendar(&tenant)));
        }
        let mut tx = member.read_home(tenant.id).await?;
        for mut one in queries::of_person(&mut tx, tenant.id, member.me().id).await? {
            let Some(run) = queries::run(&mut tx, tenant.id, one.run).await? else { continue };
            let view = my_run(&member, &mut tx, &tenant, &run, &mut one).await?;
            if run.concerns(one.status, member.now()) { runs.push(view) } else { past.push(view) }
        }
    }
    let page =
        Page::new(member.state(), member.context(), Some(member.me()), member.flash(), t.enrolments.mine).unlisted();
    let mut tx = member.read().await?;
    let calendar = calendar::mine(&member, &mut tx).await?;
    drop(tx);
    let (me_url, calendar_url) = (accounts::urls::ME, urls::MY_CALENDAR);
    let template = MinePage { page, me_url, runs, past, lists, calendar, calendar_url };
    flashed(member.flash(), StatusCode::OK, &template)
}

async fn my_run(
    member: &Member,
    tx: &mut impl Tx,
    tenant: &Tenant,
    run: &Run,
    one: &mut Enrolment,
) -> AppResult<MyRun> {
    let (context, now, tz) = (member.context(), member.now(), tenant.time_zone);
    // Only whoever has yet to come to a seat stands anywhere in the line; before it begins the others count for who has one.
    let queue = match one.status {
        Status::Applied | Status::Waiting | Status::Offered => seen(tx, tenant.id, run, now).await?,
        Status::Enrolled if beginning::is_awaited(run, now) => seen(tx, tenant.id, run, now).await?,
        _ => Queue::of(run, Vec::new(), now),
    };
    queue.stand(std::slice::from_mut(one));
    let offer = (one.status == Status::Offered && run.gives_seats(now))
        .then(|| Offer { enrolment: one.id.to_string(), answer_url: urls::answer(tenant, run.id) });
    let is_in = one.status == Status::Enrolled && run.is_kept();
    let is_through = matches!(one.status, Status::Passed | Status::Failed);
    let is_learning = is_in || is_through;
    let sessions = if one.status.is_gone() { Vec::new() } else { queries::sessions(tx, tenant.id, run.id).await? };
    let marks = if is_through || one.status == Status::Enrolled {
        queries::marks_of_run(tx, tenant.id, run.id, Some(one.id)).await?
    } else {
        Vec::new()
    };
    let practice = if is_learning { super::practice(tx, tenant.id, run).await? } else { Vec::new() };
    let gates = progress(run, &sessions, one, &marks, &practice).filter(|_| is_learning);
    let mut lines = learner_lines(context, &sessions, &marks, now, tz);
    for (line, session) in lines.iter_mut().zip(&sessions) {
        // Whoever cannot scan types the code.
        let is_on = line.mark.is_none() && is_in && code::is_on(session, now);
        line.code_url = is_on.then(|| urls::attendance(tenant, session.id));
    }
    if is_in {
        away::add(&mut lines, tx, tenant, (&sessions, &*one), now).await?;
    }
    Ok(MyRun {
        id: format!("run-{}", one.id),
        title: run.title.clone(),
        org_name: run.org_name.clone(),
        community: tenant.name.clone(),
        url: urls::enrolment(tenant, run.id),
        standing: words::standing(context, (run, &queue), one, now, tz),
        unsure: beginning::unsure(run, &queue, one.status, now, context.t()),
        offer,
        has_practice: is_learning && run.rules.internship > 0,
        gates: gates.map_or_else(Vec::new, |gates| words::gates(&gates, context.t())),
        sessions: lines,
    })
}
