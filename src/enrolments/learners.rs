//! The learners of a run, at the community's desk or the trainer's; and enrolling on paper, which staff do.

use std::collections::HashMap;

use axum::response::Response;
use serde::Deserialize;

use super::desk_pages::{FoundLine, LearnerLine, LearnersPage, Paper};
use super::forms::ApplyForm;
use super::keeper::{Keeper, RunPath, find};
use super::mine::asked;
use super::model::{Enrolment, Status};
use super::pages::SessionLine;
use super::queries::Learner;
use super::seats::Held;
use super::{code, progress, queries, records, urls, words};
use crate::access::{OrgMember, Staff};
use crate::certificates;
use crate::db::{EnrolmentId, ResidentId, RunId, SearchId, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::residents::{self, faces};
use crate::training;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::{Flash, form_page, redirect, text};

/// Residents that a search shows at most; more is no answer.
const MOST_FOUND: i64 = 20;

/// Whom staff look for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct LearnersQuery {
    search: Option<SearchId>,
    /// Whom they have found elsewhere.
    resident: Option<ResidentId>,
}

pub(super) async fn of_trainer(member: OrgMember, Path(path): Path<RunPath>) -> AppResult<Response> {
    show(&member, &path, None, Errors::default()).await
}

pub(super) async fn of_staff(
    staff: Staff,
    Path(path): Path<RunPath>,
    Query(query): Query<LearnersQuery>,
) -> AppResult<Response> {
    let paper = paper(&staff, &path, &query).await?;
    show(&staff, &path, Some(paper), Errors::default()).await
}

async fn show<K: Keeper>(keeper: &K, path: &RunPath, paper: Option<Paper>, errors: Errors) -> AppResult<Response> {
    let (tenant, context, now) = (keeper.community(path)?, keeper.context(), keeper.now());
    let (t, tz) = (context.t(), tenant.time_zone);
    let mut tx = keeper.look(&tenant).await?;
    let run = find(keeper, &mut tx, &tenant, path.run).await?;
    let sessions = queries::sessions(&mut tx, tenant.id, run.id).await?;
    let mut everybody = queries::of_run(&mut tx, tenant.id, run.id).await?;
    let marks = queries::marks_of_run(&mut tx, tenant.id, run.id, None).await?;
    let queue = super::seen(&mut tx, tenant.id, &run, now).await?;
    let practice = super::practice(&mut tx, tenant.id, &run).await?;
    drop(tx);
    queue.stand(&mut everybody);
    let desk = keeper.desk(&tenant, run.id);
    let mut marked: HashMap<_, usize> = HashMap::new();
    for mark in &marks {
        *marked.entry(mark.session).or_default() += 1;
    }
    let line = |one: &Enrolment| {
        let own: Vec<_> = marks.iter().filter(|mark| mark.enrolment == one.id).cloned().collect();
        let gates = progress(&run, &sessions, one, &own, &practice);
        LearnerLine {
            url: desk.learner(one.id),
            name: one.name.clone(),
            standing: words::standing(context, (&run, &queue), one, now, tz),
            attended: gates.map_or_else(String::new, |gates| t.enrolments.attended_of(gates.attended, gates.counted)),
            practised: gates
                .filter(|gates| gates.internship > 0)
                .map_or_else(String::new, |gates| words::practised(&gates, t)),
            score: one.score.max(one.resit_score).map_or_else(String::new, |score| t.enrolments.points(score)),
            is_on_paper: one.is_on_paper,
            is_called: keeper.org().is_none() && one.person.is_none(),
            accept_url: (one.status == Status::Applied && !super::keeper::is_own(keeper, one))
                .then(|| desk.decision(one.id)),
        }
    };
    let lines = |statuses: &[Status]| -> Vec<LearnerLine> {
        everybody.iter().filter(|one| statuses.contains(&one.status)).map(line).collect()
    };
    let learning = lines(&[Status::Enrolled, Status::Passed, Status::Failed]);
    let count = learning.len();
    let session = |one: &super::model::Session| SessionLine {
        url: desk.session(one.id),
        marked: marked.get(&one.id).copied().unwrap_or(0),
        code_url: code::is_on(one, now).then(|| desk.code(one.id)),
        ..super::session_line(context, (one, &sessions), None, now, tz)
    };
    let has_passed = everybody.iter().any(|one| one.status == Status::Passed);
    let template = LearnersPage {
        certificates_url: has_passed.then(|| match keeper.org() {
            None => certificates::urls::run(&tenant, run.id),
            Some(org) => certificates::urls::org_run(org, &tenant, run.id),
        }),
        page: keeper.page(&t.enrolments.learners_of(&run.title)),
        home: keeper.home(&tenant),
        run: match keeper.org() {
            None => (run.title.clone(), training::urls::desk_run(&tenant, run.id)),
            Some(org) => (run.title.clone(), training::urls::org_run(org, run.id)),
        },
        lead: t.enrolments.learners_lead(
            &run.org_name,
            count,
            run.seats,
            queue.waiting(),
            text::date(context.locale, run.enrol_until),
        ),
        sessions: sessions.iter().map(session).collect(),
        applied: lines(&[Status::Applied]),
        line: lines(&[Status::Offered, Status::Waiting]),
        gone: lines(&[Status::Dropped, Status::Declined, Status::Lapsed, Status::Unserved]),
        learning,
        paper,
        errors,
    };
    form_page(keeper.flash(), &template.errors, &template)
}

/// What staff find to enrol somebody on paper.
async fn paper(staff: &Staff, path: &RunPath, query: &LearnersQuery) -> AppResult<Paper> {
    let tenant = staff.tenant()?;
    let mut tx = staff.read().await?;
    let run = find(staff, &mut tx, tenant, path.run).await?;
    let typed = match query.search {
        Some(id) => residents::searched(staff, &mut tx, id).await?,
        None => None,
    };
    let ids: Vec<ResidentId> = match (query.resident, typed.as_deref().and_then(residents::key_range)) {
        (Some(resident), _) => {
            let living = queries::record(&mut tx, tenant.id, resident).await?;
            living.map(|learner| learner.resident).into_iter().collect()
        }
        (None, Some((first, behind))) => queries::found(&mut tx, tenant.id, (&first, &behind), MOST_FOUND).await?,
        (None, None) => Vec::new(),
    };
    let found = faces::some(staff, &mut tx, &ids).await?;
    let desk = staff.desk(tenant, run.id);
    Ok(Paper {
        search_action: desk.search(),
        action: desk.learners(),
        is_search: query.search.is_some() || query.resident.is_some(),
        typed: typed.unwrap_or_default(),
        found: found
            .into_iter()
            .map(|face| FoundLine {
                id: face.id.to_string(),
                key: EnrolmentId::generate().to_string(),
                name: face.name,
                place: face.place,
            })
            .collect(),
    })
}

/// The search form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SearchForm {
    typed: String,
}

pub(super) async fn search(
    staff: Staff,
    Path(path): Path<RunPath>,
    Form(form): Form<SearchForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.read().await?;
    let run = find(&staff, &mut tx, &tenant, path.run).await?;
    drop(tx);
    let desk = staff.desk(&tenant, run.id);
    let url = match residents::keep_search(&staff, &form.typed).await? {
        Some(id) => desk.found(id),
        None => desk.learners(),
    };
    Ok(redirect(&url, None))
}

/// What stands in the way of enrolling somebody: nobody sees to their own enrolment at the desk, and nobody is in a run twice.
async fn hindrance(
    staff: &Staff,
    tx: &mut WriteTx,
    (tenant, run): (TenantId, RunId),
    learner: &Learner,
) -> AppResult<Option<Flash>> {
    if learner.person == Some(staff.me().id) {
        return Ok(Some(Flash::OwnEnrolment));
    }
    Ok(records::has_place(tx, tenant, run, learner.resident).await?.then_some(Flash::AlreadyDone))
}

/// Staff write down that somebody enrols.
pub(super) async fn enrol(staff: Staff, Path(path): Path<RunPath>, Form(form): Form<ApplyForm>) -> AppResult<Response> {
    let (tenant, now) = (staff.tenant()?.clone(), staff.now());
    let mut tx = staff.write().await?;
    let mut held = Held::of(&mut tx, tenant.id, path.run, now).await?.ok_or(AppError::NotFound)?;
    if !held.run.is_shown() {
        return Err(AppError::NotFound);
    }
    let learner = match form.resident {
        Some(resident) => queries::record(&mut tx, tenant.id, resident).await?,
        None => None,
    };
    let learner = learner.ok_or(AppError::NotFound)?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let url = urls::Desk::of_staff(&tenant, path.run).learners();
    if let Some(flash) = hindrance(&staff, &mut tx, (tenant.id, path.run), &learner).await? {
        return Ok(redirect(&url, Some(flash)));
    }
    if held.queue.place(id).is_some() {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let entry = held.run.entry(now, staff.today()?, held.queue.free());
    if let Some(error) = entry.refusal(staff.context().t()) {
        drop(tx);
        let paper = paper(&staff, &path, &LearnersQuery::default()).await?;
        return show(&staff, &path, Some(paper), Errors::of("paper", error)).await;
    }
    // Their record may turn out to be another at this moment.
    let learner = records::hold_learner(&mut tx, tenant.id, learner.resident).await?.ok_or(AppError::NotFound)?;
    if let Some(flash) = hindrance(&staff, &mut tx, (tenant.id, path.run), &learner).await? {
        return Ok(redirect(&url, Some(flash)));
    }
    held.apply(id, learner, true);
    let flash = match asked(&held.queue, id) {
        Flash::SeatTaken => Flash::EnrolledOnPaper,
        other => other,
    };
    held.keep(&mut tx).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(flash)))
}
