//! For whoever goes along with a founder: their plan and how far it has come, what else they let one read, and what one notes
//! for them. Staff and the founder read the notes; the steps are for those two to take.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::forms::NoteForm;
use super::mentor::{EndedBy, Mentoring, State};
use super::mentor_pages::{MentoringLine, MentoringOverPage, MentoringPage, MentoringsPage};
use super::model::Case;
use super::pages::{self, MilestoneView};
use super::past::{self, Past};
use super::queries::{Listed, NewNote};
use super::{mentors, queries, urls};
use crate::access::Member;
use crate::accounts;
use crate::audit::{Deed, actions};
use crate::db::{CaseNoteId, MentoringId, PersonId, TenantId, Tx, ViewId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::residents::queries::records;
use crate::residents::queries::views::{self, NewView, Under};
use crate::residents::{Reason, masked};
use crate::tenancy::Tenant;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect, text};

/// The path of one of them.
#[derive(Deserialize)]
pub(super) struct MentoringPath {
    mentoring: MentoringId,
}

/// One of the person's own, as it stands now.
struct Held {
    tenant: Arc<Tenant>,
    one: Mentoring,
    case: Case,
}

impl Held {
    fn state(&self) -> State {
        self.one.state(self.case.status)
    }
}

/// One with its case; none to which the founder has never said yes.
async fn find(tx: &mut impl Tx, tenant: TenantId, id: MentoringId) -> AppResult<Option<(Mentoring, Case)>> {
    let found = queries::mentor(tx, tenant, id).await?;
    let Some(one) = found.filter(|one| one.agreed_at.is_some()) else { return Ok(None) };
    let case = queries::case(tx, tenant, one.case).await?;
    Ok(case.map(|case| (one, case)))
}

/// The community in which one is the person's own; nobody else's is there. While it is suspended nothing is done there.
async fn community(member: &Member, id: MentoringId) -> AppResult<Arc<Tenant>> {
    let mut tx = member.read().await?;
    let mine = queries::mentored(&mut tx, member.me().id).await?;
    drop(tx);
    let found = mine.into_iter().find(|one| one.id == id).ok_or(AppError::NotFound)?;
    let tenant = member.state().platform().by_id(found.tenant).ok_or(AppError::NotFound)?;
    if tenant.is_suspended() { Err(AppError::Suspended) } else { Ok(tenant) }
}

async fn held(member: &Member, id: MentoringId) -> AppResult<Held> {
    let tenant = community(member, id).await?;
    let mut tx = member.read_home(tenant.id).await?;
    let (one, case) = find(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    Ok(Held { tenant, one, case })
}

/// The same, while whoever else would change the case waits; what is done stands on record with it.
async fn hold(member: &Member, id: MentoringId, action: &str) -> AppResult<(WriteTx, Held)> {
    let Held { tenant, case, .. } = held(member, id).await?;
    let mut tx = member.write().await?;
    tx.enter_tenant(tenant.id).await?;
    queries::lock(&mut tx, tenant.id, case.id).await?;
    let (one, case) = find(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let deed = Deed {
        tenant: tenant.id,
        person: member.me().id,
        // What they act under, as staff act under a grant.
        grant: id.uuid().into(),
        name: member.me().name.clone(),
        action: actions::action(action).to_owned(),
        address: urls::case(&tenant, case.id),
        changed: Vec::new(),
        at: member.now(),
    };
    Ok((tx.on_record(deed), Held { tenant, one, case }))
}

/// What a founder is called here: as they let their mentor know them.
async fn founder(tx: &mut impl Tx, held: &Held) -> AppResult<String> {
    let record = records::record(tx, held.tenant.id, held.case.resident).await?;
    let name = record.map_or_else(String::new, |record| record.name);
    Ok(if held.one.shares.name { name } else { masked(&name) })
}

/// The person's own to which the founder has said yes, each with its community, the newest first.
async fn own(member: &Member) -> AppResult<Vec<(Arc<Tenant>, Listed)>> {
    let mut tx = member.read().await?;
    let mine = queries::mentored(&mut tx, member.me().id).await?;
    drop(tx);
    let mut by_community: BTreeMap<TenantId, Vec<Uuid>> = BTreeMap::new();
    for found in mine.into_iter().filter(|found| found.is_agreed) {
        by_community.entry(found.tenant).or_default().push(found.id.uuid());
    }
    let mut own = Vec::new();
    for (id, ids) in by_community {
        let Some(tenant) = member.state().platform().by_id(id) else { continue };
        let mut tx = member.read_home(tenant.id).await?;
        let listed = queries::listed(&mut tx, tenant.id, &ids).await?;
        own.extend(listed.into_iter().map(|one| (Arc::clone(&tenant), one)));
    }
    own.sort_by_key(|(_, listed)| Reverse(listed.one.chosen_at));
    Ok(own)
}

pub(super) async fn list(member: Member) -> AppResult<Response> {
    let (t, locale) = (member.context().t(), member.context().locale);
    let mut rows = Vec::new();
    for (tenant, Listed { one, kind, status, founder }) in own(&member).await? {
        if tenant.is_suspended() {
            continue;
        }
        let since = one.agreed_at.unwrap_or(one.chosen_at).with_timezone(&tenant.time_zone);
        let since = t.startup.since(text::date(locale, since.date_naive()));
        // Of what is over, not whose it was.
        let (title, note, url) = if one.state(status) == State::Living {
            let note = [tenant.name.as_str(), kind.label(t), status.label(t), since.as_str()].join(" · ");
            // In full it is read where the look is put on record.
            (masked(&founder), note, Some(urls::mentoring(one.id)))
        } else {
            (tenant.name.clone(), since, None)
        };
        rows.push(MentoringLine { title, note, state: one.label(status, t), url });
    }
    // What holds comes first.
    rows.sort_by_key(|row| row.url.is_none());
    let template = MentoringsPage { page: page(&member, t.startup.mentoring), me_url: accounts::urls::ME, rows };
    flashed(member.flash(), StatusCode::OK, &template)
}

fn page(member: &Member, title: impl Into<String>) -> Page {
    Page::new(member.state(), member.context(), Some(member.me()), member.flash(), title).unlisted()
}

/// What was typed and could not be kept.
#[derive(Default)]
struct Draft {
    note: NoteForm,
    /// Whether another note was sent with the same form before.
    is_again: bool,
    errors: Errors,
}

pub(super) async fn show(member: Member, Path(path): Path<MentoringPath>) -> AppResult<Response> {
    let held = held(&member, path.mentoring).await?;
    match held.state() {
        State::Living => show_living(&member, &held, Draft::default()).await,
        State::Over(by) => show_over(&member, &held, by, ""),
        State::Asked => Err(AppError::NotFound),
    }
}

/// Says that it is over, and nothing of the founder; with what was typed meanwhile.
fn show_over(member: &Member, held: &Held, by: EndedBy, typed: &str) -> AppResult<Response> {
    let t = member.context().t();
    let template = MentoringOverPage {
        page: page(member, t.startup.mentoring_over),
        community: held.tenant.name.clone(),
        why: by.label(t),
        unsaved: (!typed.trim().is_empty()).then(|| (String::new(), typed.to_owned())),
    };
    let status = if template.unsaved.is_some() { StatusCode::CONFLICT } else { StatusCode::GONE };
    flashed(member.flash(), status, &template)
}

async fn show_living(member: &Member, held: &Held, draft: Draft) -> AppResult<Response> {
    let Held { tenant, one, case } = held;
    let (context, now) = (member.context(), member.now());
    let (t, locale) = (context.t(), context.locale);
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let mut tx = member.read_home(tenant.id).await?;
    let founder = founder(&mut tx, held).await?;
    let milestones = queries::milestones(&mut tx, tenant.id, case.id).await?;
    let notes = queries::own_notes(&mut tx, tenant.id, one.id).await?;
    let past = if one.shares.parts.is_empty() {
        Past::default()
    } else {
        past::of(&mut tx, tenant, case.resident, today).await?.only(&one.shares.parts)
    };
    drop(tx);
    put_on_record(member, held).await?;
    let template = MentoringPage {
        page: page(member, t.startup.mentoring_of(founder)),
        community: tenant.name.clone(),
        kind: case.content.kind.label(t),
        idea: case.content.idea.clone(),
        status: case.status.label(t),
        milestones: MilestoneView::all(&milestones, tenant, today, context),
        certificates: past.proofs(Some(tenant), locale),
        past: past.lines(locale),
        notes: pages::notes(notes, tenant, context, now),
        notes_action: urls::mentoring_notes(one.id),
        note_key: draft.note.key.unwrap_or_else(CaseNoteId::generate).to_string(),
        note: draft.note,
        is_again: draft.is_again,
        end_action: urls::mentoring_end(one.id),
        errors: draft.errors,
    };
    flashed(member.flash(), form_status(&template.errors, template.is_again), &template)
}

/// Puts on record that somebody reads what the founder lets them read. No reason is asked: it was given to them to be read.
async fn put_on_record(member: &Member, held: &Held) -> AppResult<()> {
    let (tenant, now) = (&held.tenant, member.now());
    let look = NewView {
        id: ViewId::generate(),
        resident: held.case.resident,
        viewer_id: member.me().id,
        under: Under::Mentoring(held.one.id, now.with_timezone(&tenant.time_zone).date_naive()),
        viewer: &held.one.name,
        role: views::MENTOR,
        reason: Reason::Mentor.code(),
        detail: "",
        at: now,
        until: now,
    };
    let mut tx = member.write().await?;
    tx.enter_tenant(tenant.id).await?;
    if views::insert(&mut tx, tenant.id, &look).await? {
        tx.commit().await?;
    }
    Ok(())
}

pub(super) async fn note(
    member: Member,
    Path(path): Path<MentoringPath>,
    Form(form): Form<NoteForm>,
) -> AppResult<Response> {
    let (mut tx, held) = hold(&member, path.mentoring, urls::MENTORING_NOTES).await?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let (tenant, one, now) = (held.tenant.id, &held.one, member.now());
    if let State::Over(by) = held.state() {
        drop(tx);
        return show_over(&member, &held, by, &form.body);
    }
    let mut errors = Errors::default();
    let Some(body) = form.check(member.context().t(), &mut errors) else {
        drop(tx);
        return show_living(&member, &held, Draft { note: form, errors, ..Draft::default() }).await;
    };
    let new = NewNote { author: &one.name, mentor: "", body: &body, is_shared: true, mentoring: Some(one.id) };
    let url = urls::mentoring(one.id);
    if queries::note(&mut tx, tenant, (id, held.case.id), &new, now).await? {
        let news = News::StartupNoted { tenant, author: one.name.clone() };
        announce(&mut tx, Audience::Resident(tenant, held.case.resident), news, now).await?;
        tx.commit().await?;
        return Ok(redirect(&url, Some(Flash::Saved)));
    }
    let is_sent_twice = queries::is_noted(&mut tx, tenant, (id, one.id), &body).await?;
    drop(tx);
    if is_sent_twice {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    // Something else, from a page that had been sent: whether it is to be a note of its own, they say.
    let note = NoteForm { key: None, ..form };
    show_living(&member, &held, Draft { note, is_again: true, ..Draft::default() }).await
}

pub(super) async fn end(member: Member, Path(path): Path<MentoringPath>) -> AppResult<Response> {
    let (mut tx, held) = hold(&member, path.mentoring, urls::MENTORING_END).await?;
    let both = (&held.case, &held.one);
    let is_done = mentors::end_one(&mut tx, held.tenant.id, both, EndedBy::Mentor, member.now()).await?;
    if is_done {
        tx.commit().await?;
    }
    let flash = if is_done { Flash::MentorEnded } else { Flash::AlreadyDone };
    Ok(redirect(urls::MENTORINGS, Some(flash)))
}

/// Whether somebody goes along with a founder, or did; in the person's scope.
pub async fn is_mentor(tx: &mut impl Tx, person: PersonId) -> AppResult<bool> {
    Ok(queries::mentored(tx, person).await?.iter().any(|one| one.is_agreed))
}

/// Where a person went along with founders and since when, for a copy that they take; what they read there is not theirs.
pub async fn mentored(member: &Member) -> AppResult<Vec<(String, String)>> {
    let t = member.context().t();
    let own = own(member).await?;
    let lines = own.into_iter().map(|(tenant, Listed { one, status, .. })| {
        let since = one.agreed_at.unwrap_or(one.chosen_at).with_timezone(&tenant.time_zone).date_naive();
        (tenant.name.clone(), format!("{} · {since} · {}", one.name, one.label(status, t)))
    });
    Ok(lines.collect())
}
