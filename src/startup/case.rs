//! One resident who begins a business, for staff: taken down, looked at, changed.

use axum::response::Response;
use serde::Deserialize;

use super::forms::{CaseForm, ClosureForm, MentorForm, MilestoneForm, NoteForm};
use super::mentor_pages::MentorCard;
use super::model::{Case, Content, Status};
use super::pages::{self, CasePage, MilestoneView, NewPage, Offers};
use super::{founding, queries, urls};
use crate::access::{Capability, Staff};
use crate::admissions;
use crate::db::{CaseId, CaseNoteId, OrgId, ResidentId, Tx, WriteTx};
use crate::directory;
use crate::error::{AppError, AppResult};
use crate::residents::{self, faces};
use crate::staff;
use crate::tenancy::Tenant;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::{Context, Flash, Messages, Page, flashed, form_status, redirect, text};

/// Whose it is to be.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewQuery {
    resident: Option<ResidentId>,
}

/// The open case of a resident.
async fn open_one(tx: &mut impl Tx, tenant: &Tenant, resident: ResidentId) -> AppResult<Option<Case>> {
    let cases = queries::of_residents(tx, tenant.id, &[resident]).await?;
    Ok(cases.into_iter().find(|case| case.status.is_open()))
}

pub(super) async fn begin(staff: Staff, Query(query): Query<NewQuery>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let resident = query.resident.ok_or(AppError::NotFound)?;
    let mut tx = staff.read().await?;
    faces::one(&staff, &mut tx, resident, Capability::StartupCases).await?;
    let open = open_one(&mut tx, &tenant, resident).await?;
    drop(tx);
    if let Some(open) = open {
        return Ok(redirect(&urls::case(&tenant, open.id), None));
    }
    let form = CaseForm { record: Some(resident), ..CaseForm::default() };
    show_new(&staff, form, false, Errors::default()).await
}

async fn show_new(staff: &Staff, form: CaseForm, is_conflict: bool, errors: Errors) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    let record = form.record.ok_or(AppError::NotFound)?;
    let mut tx = staff.read().await?;
    let face = faces::one(staff, &mut tx, record, Capability::StartupCases).await?;
    drop(tx);
    let template = NewPage {
        page: Page::of_console(staff, t.startup.new),
        console_url: staff::urls::console(tenant),
        list_url: urls::cases(tenant),
        name: face.name,
        place: face.place,
        resident_url: face.url,
        action: urls::new(tenant),
        key: form.key.unwrap_or_else(CaseId::generate).to_string(),
        record: record.to_string(),
        form,
        kinds: pages::kinds(t),
        is_conflict,
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, is_conflict), &template)
}

/// The page as it is now, with what was typed, for whoever takes down what somebody wants while a case of theirs is open by
/// now, or their record turned out to be another.
async fn show_meanwhile(staff: &Staff, form: CaseForm) -> AppResult<Response> {
    let (tenant, context) = (staff.tenant()?, staff.context());
    let resident = form.record.ok_or(AppError::NotFound)?;
    let open = open_one(&mut staff.read().await?, tenant, resident).await?;
    let Some(open) = open else { return show_new(staff, form, true, Errors::default()).await };
    let mut errors = Errors::default();
    let typed = form.check(context.t(), &mut errors);
    let theirs = typed.map_or_else(Vec::new, |typed| differing(&open, &typed, context));
    let form = Some(CaseForm { revision: open.revision, ..form });
    let is_conflict = theirs.is_empty();
    show_case(staff, open.id, Draft { form, theirs, is_conflict, errors, ..Draft::default() }).await
}

pub(super) async fn add(staff: Staff, Form(form): Form<CaseForm>) -> AppResult<Response> {
    let (tenant, now, t) = (staff.tenant()?.clone(), staff.now(), staff.context().t());
    let id = form.key.ok_or(AppError::BadRequest)?;
    let resident = form.record.ok_or(AppError::NotFound)?;
    let mut tx = staff.write().await?;
    let record = residents::visible(&staff, &mut tx, resident, Capability::StartupCases).await?;
    // Whoever works here begins their own as everybody does.
    if record.person == Some(staff.me().id) {
        return Err(AppError::Forbidden);
    }
    if let Some(kept) = record.merged_into {
        drop(tx);
        return show_meanwhile(&staff, CaseForm { record: Some(kept), ..form }).await;
    }
    let mut errors = Errors::default();
    let Some(content) = form.check(t, &mut errors) else {
        drop(tx);
        return show_new(&staff, form, false, errors).await;
    };
    if !queries::insert(&mut tx, tenant.id, (id, resident), &content, now).await? {
        let sent = queries::case(&mut tx, tenant.id, id).await?;
        if sent.is_some_and(|case| case.resident == resident) {
            // Sent twice.
            return Ok(redirect(&urls::case(&tenant, id), Some(Flash::AlreadyDone)));
        }
        drop(tx);
        return show_meanwhile(&staff, form).await;
    }
    let name = staff.me().name.as_str();
    queries::event(&mut tx, tenant.id, id, (None, Status::Interest), ("", name), now).await?;
    tx.commit().await?;
    Ok(redirect(&urls::case(&tenant, id), Some(Flash::Saved)))
}

/// The path of a case.
#[derive(Deserialize)]
pub(super) struct CasePath {
    pub case: CaseId,
}

/// A case with the resident's masked face; another community's is not there.
async fn find(staff: &Staff, tx: &mut impl Tx, id: CaseId) -> AppResult<(Case, faces::Face)> {
    let case = queries::case(tx, staff.tenant()?.id, id).await?.ok_or(AppError::NotFound)?;
    let face = faces::one(staff, tx, case.resident, Capability::StartupCases).await?;
    Ok((case, face))
}

/// A transaction in which somebody else's case is changed, by one at a time: nobody decides on their own.
pub(super) async fn hold(staff: &Staff, id: CaseId) -> AppResult<(WriteTx, Case)> {
    let mut tx = staff.write().await?;
    queries::lock(&mut tx, staff.tenant()?.id, id).await?;
    let (case, _) = find(staff, &mut tx, id).await?;
    if case.person == Some(staff.me().id) { Err(AppError::Forbidden) } else { Ok((tx, case)) }
}

/// What was typed on a case's page and could not be saved, and what somebody else saved meanwhile.
#[derive(Default)]
pub(super) struct Draft {
    pub form: Option<CaseForm>,
    pub theirs: Vec<(&'static str, String)>,
    pub milestone: Option<MilestoneForm>,
    pub organization: Option<OrgId>,
    pub closure: ClosureForm,
    pub note: NoteForm,
    pub mentor: MentorForm,
    /// Whether somebody else was first, and the page shows how it stands now.
    pub is_conflict: bool,
    pub errors: Errors,
}

impl Draft {
    /// What was typed in a form that only an open case has.
    fn words(&self, t: &Messages) -> Option<(String, String)> {
        let words = match (&self.form, &self.milestone) {
            (Some(form), _) => form.words(t),
            (None, Some(form)) => form.words(t),
            (None, None) => (String::new(), self.closure.reason.clone()),
        };
        Some(words).filter(|(_, text)| !text.is_empty())
    }
}

pub(super) async fn show(staff: Staff, Path(path): Path<CasePath>) -> AppResult<Response> {
    show_case(&staff, path.case, Draft::default()).await
}

/// The page as it is now, for whoever acted on an older one.
pub(super) async fn show_overtaken(staff: &Staff, id: CaseId, draft: Draft) -> AppResult<Response> {
    show_case(staff, id, Draft { is_conflict: true, ..draft }).await
}

/// The page.
pub(super) async fn show_case(staff: &Staff, id: CaseId, draft: Draft) -> AppResult<Response> {
    let (tenant, context, now) = (staff.tenant()?, staff.context(), staff.now());
    let (t, locale) = (context.t(), context.locale);
    let mut tx = staff.read().await?;
    let (case, face) = find(staff, &mut tx, id).await?;
    let reached = queries::milestones(&mut tx, tenant.id, id).await?;
    let notes = queries::notes(&mut tx, tenant.id, id, false).await?;
    let events = queries::events(&mut tx, tenant.id, id).await?;
    let mentors = queries::mentors(&mut tx, tenant.id, id).await?;
    let of_theirs = queries::of_residents(&mut tx, tenant.id, &[case.resident]).await?;
    let admitted = match case.status {
        Status::Operating => Some(admissions::queries::admitted(&mut tx, tenant.id).await?),
        _ => None,
    };
    let founded = match case.org {
        Some(org) => admissions::queries::one(&mut tx, tenant.id, org).await?,
        None => None,
    };
    drop(tx);
    let is_own = case.person == Some(staff.me().id);
    // One that has left has its name here, and no page.
    let org = founded.map(|record| {
        let url = record.status.is_in().then(|| directory::urls::vendor(tenant, record.org));
        (record.org_name, url)
    });
    let (organizations, suggested) = match admitted.filter(|_| !is_own) {
        Some(admitted) => {
            let (organizations, suggested) = founding::choices(staff, &case, &admitted).await?;
            (Some(organizations), suggested)
        }
        None => (None, None),
    };
    // Whoever chose none is asked again.
    let chosen = draft.organization.or(suggested.filter(|_| draft.errors.get("organization").is_none()));
    let (typed, named) = (draft.words(t), draft.mentor.words(t));
    let mentors = MentorCard::of(&mentors, &case, draft.mentor, tenant, context, !is_own);
    let unsaved = typed.filter(|_| !case.status.is_open()).or_else(|| named.filter(|_| mentors.key.is_none()));
    let mut milestones = MilestoneView::all(&reached, tenant, staff.today()?, context);
    if let Some(form) = draft.milestone
        && let Some(view) = milestones.iter_mut().find(|view| view.code == form.milestone)
    {
        view.give_back(form, &draft.errors);
    }
    let offers = Offers { next: case.status.next().map(|next| (next.code(), next.label(t))), organizations };
    let template = CasePage {
        page: Page::of_console(staff, face.name),
        console_url: staff::urls::console(tenant),
        list_url: urls::cases(tenant),
        place: face.place,
        resident_url: face.url,
        others: of_theirs
            .iter()
            .filter(|other| other.id != id && other.status.is_open())
            .map(|other| (other.content.kind.label(t), urls::case(tenant, other.id)))
            .collect(),
        kind: case.content.kind.label(t),
        idea: case.content.idea.clone(),
        mentor: case.content.mentor.clone(),
        status: case.status.label(t),
        is_open: case.status.is_open(),
        is_own,
        since: text::date(locale, case.created_at.with_timezone(&tenant.time_zone).date_naive()),
        org,
        revision: case.revision,
        offers: (case.status.is_open() && !is_own).then_some(offers),
        step_action: urls::step(tenant, id),
        organization_action: urls::organization(tenant, id),
        organization: chosen.map_or_else(String::new, |org| org.to_string()),
        closure_action: urls::closure(tenant, id),
        closure: draft.closure,
        milestones,
        milestones_action: urls::milestones(tenant, id),
        notes: pages::notes(notes, tenant, context, now),
        notes_action: urls::notes(tenant, id),
        note_key: draft.note.key.unwrap_or_else(CaseNoteId::generate).to_string(),
        note: draft.note,
        may_quote: !case.content.mentor.is_empty() && case.content.mentor != staff.me().name,
        events: pages::events(events, tenant, context, now),
        mentors,
        action: urls::case(tenant, id),
        is_changing: draft.form.is_some(),
        form: draft.form.unwrap_or_else(|| CaseForm::of(&case)),
        kinds: pages::kinds(t),
        theirs: draft.theirs,
        is_conflict: draft.is_conflict,
        unsaved,
        errors: draft.errors,
    };
    let status = form_status(&template.errors, template.is_conflict || !template.theirs.is_empty());
    flashed(staff.flash(), status, &template)
}

pub(super) async fn save(staff: Staff, Path(path): Path<CasePath>, Form(form): Form<CaseForm>) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?.clone(), staff.context().t());
    let (mut tx, before) = hold(&staff, path.case).await?;
    if !before.status.is_open() {
        drop(tx);
        return show_overtaken(&staff, path.case, Draft { form: Some(form), ..Draft::default() }).await;
    }
    let mut errors = Errors::default();
    let Some(content) = form.check(t, &mut errors) else {
        drop(tx);
        return show_case(&staff, path.case, Draft { form: Some(form), errors, ..Draft::default() }).await;
    };
    if queries::update(&mut tx, tenant.id, (before.id, form.revision), &content, staff.now()).await? {
        tx.changes(&changed(&before.content, &content));
        tx.commit().await?;
        return Ok(redirect(&urls::case(&tenant, before.id), Some(Flash::Saved)));
    }
    drop(tx);
    // Sent twice.
    if before.revision - 1 == form.revision && before.content == content {
        return Ok(redirect(&urls::case(&tenant, before.id), Some(Flash::AlreadyDone)));
    }
    let theirs = differing(&before, &content, staff.context());
    let form = CaseForm { revision: before.revision, ..form };
    show_case(&staff, path.case, Draft { form: Some(form), theirs, ..Draft::default() }).await
}

/// The fields that an edit changes, by the names that the record knows.
fn changed(before: &Content, after: &Content) -> Vec<&'static str> {
    let fields = [
        ("startup_kind", before.kind != after.kind),
        ("startup_idea", before.idea != after.idea),
        ("startup_mentor", before.mentor != after.mentor),
    ];
    fields.into_iter().filter(|(_, is_changed)| *is_changed).map(|(name, _)| name).collect()
}

/// What somebody else saved that differs from what was typed.
fn differing(saved: &Case, typed: &Content, context: &Context) -> Vec<(&'static str, String)> {
    let t = context.t();
    let lines = |content: &Content| {
        [
            (t.startup.kind, content.kind.label(t).to_owned()),
            (t.startup.idea, content.idea.clone()),
            (t.startup.mentor, content.mentor.clone()),
        ]
    };
    let typed = lines(typed);
    let mut theirs: Vec<_> = lines(&saved.content).into_iter().filter(|line| !typed.contains(line)).collect();
    if theirs.is_empty() {
        // The same was saved, or the case went a step on.
        theirs.push((t.startup.status, saved.status.label(t).to_owned()));
    }
    theirs
}
