//! For the person: I would like to begin a business, how far I have come, and what I was told.

use axum::response::Response;

use super::case::CasePath;
use super::forms::{CaseForm, ClosureForm, MilestoneForm};
use super::mentor::{EndedBy, State};
use super::mentor_pages::MyMentor;
use super::model::{Case, Content, Status};
use super::pages::{self, Beginning, Closing, MilestoneView, Mine, MinePage, MyCase};
use super::{founding, mentors, past, queries, urls};
use crate::access::Member;
use crate::accounts;
use crate::db::{CaseId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::policies;
use crate::residents::{self, Home, HomeLine, HomeQuery};
use crate::values::PersonName;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect, text};

/// What was typed and could not be saved.
#[derive(Default)]
struct Draft {
    form: Option<CaseForm>,
    /// Which case was to end.
    closing: Option<(CaseId, ClosureForm)>,
    /// Whether somebody else was first, and the page shows how it stands now.
    is_conflict: bool,
    errors: Errors,
}

pub(super) async fn show(member: Member, Query(query): Query<HomeQuery>) -> AppResult<Response> {
    let homes = residents::homes(&member).await?;
    let home = query.among(&homes)?;
    show_mine(&member, &homes, home, Draft::default()).await
}

async fn show_mine(member: &Member, homes: &[Home], home: Option<&Home>, draft: Draft) -> AppResult<Response> {
    let t = member.context().t();
    let mine = match home {
        Some(home) => Some(gather(member, home, &draft).await?),
        None => None,
    };
    let page =
        Page::new(member.state(), member.context(), Some(member.me()), member.flash(), t.startup.mine).unlisted();
    // The reason stands in its field as long as its case is open.
    let stands = |reason: &str| {
        let cases = mine.iter().flat_map(|mine| &mine.cases);
        cases.filter(|case| case.is_open).any(|case| case.closing.form.reason == reason)
    };
    let reason = draft.closing.map(|(_, form)| form.reason).filter(|reason| !reason.is_empty() && !stands(reason));
    // What was to begin has no form where one is open by now.
    let is_open = mine.as_ref().is_some_and(|mine| mine.beginning.is_none());
    let begun = draft.form.filter(|_| is_open).map(|form| form.words(t));
    let template = MinePage {
        page,
        me_url: accounts::urls::ME,
        choices: if mine.is_none() { HomeLine::all(homes, urls::mine) } else { Vec::new() },
        mine,
        is_conflict: draft.is_conflict || begun.is_some(),
        errors: if begun.is_none() { draft.errors } else { Errors::default() },
        unsaved: reason.map(|reason| (String::new(), reason)).or(begun),
    };
    flashed(member.flash(), form_status(&template.errors, template.is_conflict), &template)
}

/// The page as it is now, for whoever acted on an older one.
pub(super) async fn show_overtaken(
    member: &Member,
    home: &Home,
    closing: Option<(CaseId, ClosureForm)>,
) -> AppResult<Response> {
    let draft = Draft { closing, is_conflict: true, ..Draft::default() };
    show_mine(member, std::slice::from_ref(home), Some(home), draft).await
}

async fn gather(member: &Member, home: &Home, draft: &Draft) -> AppResult<Mine> {
    let (t, tenant) = (member.context().t(), &home.tenant);
    let today = member.now().with_timezone(&tenant.time_zone).date_naive();
    let mut tx = member.read_home(tenant.id).await?;
    let held = queries::of_residents(&mut tx, tenant.id, &[home.record]).await?;
    let has_open = held.iter().any(|case| case.status.is_open());
    let mut cases = Vec::new();
    for (number, case) in (1_usize..).zip(&held) {
        let milestones = queries::milestones(&mut tx, tenant.id, case.id).await?;
        let notes = queries::notes(&mut tx, tenant.id, case.id, true).await?;
        let events = queries::events(&mut tx, tenant.id, case.id).await?;
        let mut shown = view(member, home, case, (milestones, notes, events), closing(number, case, draft));
        let mentors = queries::mentors(&mut tx, tenant.id, case.id).await?;
        if let Some(one) = mentors.iter().find(|one| !matches!(one.state(case.status), State::Over(_))) {
            let past = past::of(&mut tx, tenant, home.record, today).await?;
            shown.mentoring = Some(MyMentor::of(one, &past, tenant, member.context()));
        }
        cases.push(shown);
    }
    drop(tx);
    for (case, view) in held.iter().zip(&mut cases) {
        if case.status == Status::Operating {
            view.founding = founding::ahead(member, tenant).await?;
        }
    }
    let form = draft.form.clone().unwrap_or_default();
    let key = form.key.unwrap_or_else(CaseId::generate).to_string();
    Ok(Mine {
        record: home.record.to_string(),
        community: tenant.name.clone(),
        phone: tenant.phone.as_ref().map(|phone| (phone.tel_href(), phone.display())),
        policies_url: policies::urls::questions(tenant),
        cases,
        beginning: (!has_open).then(|| Beginning { key, form, kinds: pages::kinds(t) }),
    })
}

type Course = (Vec<super::Reached>, Vec<queries::Note>, Vec<queries::Event>);

/// The form that ends a case, by its number on the page.
fn closing(number: usize, case: &Case, draft: &Draft) -> Closing {
    let sent = draft.closing.as_ref().filter(|(id, _)| *id == case.id).map(|(_, form)| form);
    let numbered = |name: &str| if number == 1 { name.to_owned() } else { format!("{name}-{number}") };
    Closing {
        action: urls::my_closure(case.id),
        form_id: numbered("closure-form"),
        field: match (sent, &draft.closing) {
            (Some(_), _) => "reason".to_owned(),
            (None, Some(_)) => format!("reason-{number}"),
            (None, None) => numbered("reason"),
        },
        form: sent.cloned().unwrap_or_default(),
        errors: if sent.is_some() { draft.errors.clone() } else { Errors::default() },
    }
}

fn view(member: &Member, home: &Home, case: &Case, (milestones, notes, events): Course, closing: Closing) -> MyCase {
    let (context, now, tenant) = (member.context(), member.now(), &home.tenant);
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    MyCase {
        kind: case.content.kind.label(context.t()),
        idea: case.content.idea.clone(),
        mentor: case.content.mentor.clone(),
        status: case.status.label(context.t()),
        is_open: case.status.is_open(),
        revision: case.revision,
        since: text::date(context.locale, case.created_at.with_timezone(&tenant.time_zone).date_naive()),
        milestones: MilestoneView::all(&milestones, tenant, today, context),
        milestones_action: urls::my_milestones(case.id),
        notes: pages::notes(notes, tenant, context, now),
        events: pages::events(events, tenant, context, now),
        mentoring: None,
        founding: None,
        closing,
    }
}

/// The person's name as staff see it.
fn masked(member: &Member) -> String {
    PersonName::parse(&member.me().name).map_or_else(|_| "**".to_owned(), |name| name.masked())
}

pub(super) async fn begin(member: Member, Form(form): Form<CaseForm>) -> AppResult<Response> {
    let (now, t) = (member.now(), member.context().t());
    let id = form.key.ok_or(AppError::BadRequest)?;
    let home = residents::home(&member, form.record).await?;
    let tenant = home.tenant.id;
    let mut errors = Errors::default();
    // Whoever goes along is for staff to say.
    let content = form.check(t, &mut errors).map(|content| Content { mentor: String::new(), ..content });
    let Some(content) = content.filter(|_| errors.is_empty()) else {
        let homes = std::slice::from_ref(&home);
        return show_mine(&member, homes, Some(&home), Draft { form: Some(form), errors, ..Draft::default() }).await;
    };
    let url = urls::mine(home.record);
    let mut tx = member.write_home(tenant, urls::MINE).await?;
    if !queries::insert(&mut tx, tenant, (id, home.record), &content, now).await? {
        if own(&mut tx, &home, id).await?.is_some() {
            // Sent twice.
            return Ok(redirect(&url, Some(Flash::AlreadyDone)));
        }
        drop(tx);
        let draft = Draft { form: Some(form), is_conflict: true, ..Draft::default() };
        return show_mine(&member, std::slice::from_ref(&home), Some(&home), draft).await;
    }
    queries::event(&mut tx, tenant, id, (None, Status::Interest), ("", &masked(&member)), now).await?;
    announce(&mut tx, Audience::Staff(tenant), News::StartupBegun { tenant, case: id }, now).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::StartupBegun)))
}

/// A case of the person's in a community; another's is not there.
async fn own(tx: &mut impl Tx, home: &Home, id: CaseId) -> AppResult<Option<Case>> {
    let case = queries::case(tx, home.tenant.id, id).await?;
    Ok(case.filter(|case| case.resident == home.record))
}

/// A transaction in which the person changes a case of theirs, wherever it is, by one at a time: while staff are at it, they
/// wait, and find it as staff left it.
pub(super) async fn hold(member: &Member, id: CaseId, action: &'static str) -> AppResult<(WriteTx, Home, Case)> {
    for home in residents::homes(member).await? {
        let mut tx = member.read_home(home.tenant.id).await?;
        if own(&mut tx, &home, id).await?.is_none() {
            continue;
        }
        drop(tx);
        let mut tx = member.write_home(home.tenant.id, action).await?;
        queries::lock(&mut tx, home.tenant.id, id).await?;
        let case = own(&mut tx, &home, id).await?.ok_or(AppError::NotFound)?;
        return Ok((tx, home, case));
    }
    Err(AppError::NotFound)
}

pub(super) async fn milestone(
    member: Member,
    Path(path): Path<CasePath>,
    Form(form): Form<MilestoneForm>,
) -> AppResult<Response> {
    let (mut tx, home, case) = hold(&member, path.case, urls::MY_MILESTONES).await?;
    let tenant = &home.tenant;
    let milestone = form.milestone().ok_or(AppError::BadRequest)?;
    if !case.status.is_open() {
        drop(tx);
        return show_overtaken(&member, &home, None).await;
    }
    let now = member.now();
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    queries::tick(&mut tx, tenant.id, case.id, (milestone, form.is_done().then_some(today)), now).await?;
    tx.commit().await?;
    Ok(redirect(&urls::mine(home.record), Some(Flash::Saved)))
}

pub(super) async fn close(
    member: Member,
    Path(path): Path<CasePath>,
    Form(form): Form<ClosureForm>,
) -> AppResult<Response> {
    let (now, t) = (member.now(), member.context().t());
    let (mut tx, home, case) = hold(&member, path.case, urls::MY_CLOSURE).await?;
    let tenant = home.tenant.id;
    let url = urls::mine(home.record);
    if case.status == Status::Closed {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    if !case.status.may_become(Status::Closed) {
        drop(tx);
        return show_overtaken(&member, &home, Some((case.id, form))).await;
    }
    let mut errors = Errors::default();
    let Some(reason) = form.check(t, &mut errors) else {
        drop(tx);
        let draft = Draft { closing: Some((case.id, form)), errors, ..Draft::default() };
        return show_mine(&member, std::slice::from_ref(&home), Some(&home), draft).await;
    };
    if !queries::set_status(&mut tx, tenant, (case.id, form.revision), (Status::Closed, None), now).await? {
        drop(tx);
        return show_overtaken(&member, &home, Some((case.id, form))).await;
    }
    let what = (reason.as_str(), masked(&member));
    queries::event(&mut tx, tenant, case.id, (Some(case.status), Status::Closed), (what.0, &what.1), now).await?;
    mentors::end_all(&mut tx, tenant, &case, EndedBy::Over, now).await?;
    announce(&mut tx, Audience::Staff(tenant), News::StartupEnded { tenant, case: case.id }, now).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::StepTaken)))
}
