//! A company is asked to take a learner: by the community's staff, or by the trainer.

use axum::response::Response;

use super::forms::PlanForm;
use super::hours::signed;
use super::model::Status;
use super::news::{Parties, Reader, What};
use super::pages::ProposalPage;
use super::queries::{self, NewPlacement};
use super::urls::{self, Links};
use super::words;
use crate::admissions;
use crate::db::{OrgId, PlacementId, Tx};
use crate::enrolments::{self, Enrolment, Keeper, LearnerPath, Run};
use crate::error::{AppError, AppResult};
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::vendors;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, flashed, form_status, redirect};

/// What a plan starts from.
struct Start {
    run: Run,
    one: Enrolment,
    companies: Vec<(OrgId, String)>,
    /// Minutes of placements that count.
    done: i32,
}

/// The learner, if their course asks for practice and they are in it.
async fn start<K: Keeper>(keeper: &K, tx: &mut impl Tx, tenant: &Tenant, path: &LearnerPath) -> AppResult<Start> {
    let (run, one) = enrolments::learner(keeper, tx, tenant, path).await?;
    if !enrolments::may_practise(&run, one.status) {
        return Err(AppError::NotFound);
    }
    let companies = admissions::queries::admitted(tx, tenant.id).await?;
    let hours = queries::hours_of_run(tx, tenant.id, run.id).await?;
    let done = hours.iter().find(|hours| hours.enrolment == one.id).map_or(0, |hours| hours.done);
    Ok(Start { run, one, companies, done })
}

pub(super) async fn begin<K: Keeper>(keeper: K, Path(path): Path<LearnerPath>) -> AppResult<Response> {
    show(&keeper, &path, None, Errors::default()).await
}

async fn show<K: Keeper>(
    keeper: &K,
    path: &LearnerPath,
    form: Option<PlanForm>,
    errors: Errors,
) -> AppResult<Response> {
    let tenant = keeper.community(&path.run())?;
    let t = keeper.context().t();
    let today = keeper.now().with_timezone(&tenant.time_zone).date_naive();
    let mut tx = keeper.look(&tenant).await?;
    let Start { run, one, companies, done } = start(keeper, &mut tx, &tenant, path).await?;
    drop(tx);
    let desk = keeper.desk(&tenant, run.id);
    let needed = run.rules.internship;
    let form = form.unwrap_or_else(|| PlanForm::blank(today, (needed - done + 59).div_euclid(60).max(1)));
    let none = SelectOption::new("", t.placements.choose_company);
    let companies = companies.into_iter().map(|(id, name)| SelectOption::new(id.to_string(), name));
    let (home, home_url) = keeper.home(&tenant);
    let template = ProposalPage {
        page: keeper.page(t.placements.propose),
        way: vec![(home, home_url), (run.title.clone(), desk.learners()), (one.name.clone(), desk.learner(one.id))],
        name: one.name,
        title: run.title,
        need: t.placements.practice_asked(words::hours(needed), words::hours(done)),
        action: urls::proposal(&desk, one.id),
        key: form.key.unwrap_or_else(PlacementId::generate).to_string(),
        companies: std::iter::once(none).chain(companies).collect(),
        org: form.org.map_or_else(String::new, |org| org.to_string()),
        form,
        errors,
    };
    flashed(keeper.flash(), form_status(&template.errors, false), &template)
}

pub(super) async fn propose<K: Keeper>(
    keeper: K,
    Path(path): Path<LearnerPath>,
    Form(form): Form<PlanForm>,
) -> AppResult<Response> {
    let (tenant, now) = (keeper.community(&path.run())?, keeper.now());
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let mut tx = keeper.act(&tenant).await?;
    let Start { run, one, companies, .. } = start(&keeper, &mut tx, &tenant, &path).await?;
    let learner_url = keeper.desk(&tenant, run.id).learner(one.id);
    // Nobody arranges their own.
    if one.person == Some(keeper.me().id) {
        return Ok(redirect(&learner_url, Some(Flash::OwnPlacement)));
    }
    let id = form.key.ok_or(AppError::BadRequest)?;
    let before = queries::of_enrolment(&mut tx, tenant.id, one.id).await?;
    if before.iter().any(|known| known.id == id) {
        return Ok(redirect(&learner_url, Some(Flash::AlreadyDone)));
    }
    let mut errors = Errors::default();
    let plan = form.check(&companies, today, keeper.context().t(), &mut errors);
    if before.iter().any(|known| known.status.is_alive()) {
        errors.add("org", keeper.context().t().placements.error_alive);
    }
    // What one's own company wants, a colleague decides; a trainer may take its own learners.
    if let (None, Some(org)) = (keeper.org(), form.org)
        && vendors::queries::is_member(&mut tx, org, keeper.me().id, today).await?
    {
        errors.add("org", keeper.context().t().placements.error_own_company);
    }
    let Some(plan) = plan.filter(|_| errors.is_empty()) else {
        drop(tx);
        return show(&keeper, &path, Some(form), errors).await;
    };
    let company = companies.iter().find(|(org, _)| *org == plan.org).ok_or(AppError::NotFound)?;
    let new = NewPlacement {
        id,
        enrolment: one.id,
        run: run.id,
        resident: one.resident,
        org: (company.0, &company.1),
        school: (run.org, &run.org_name),
        learner_name: &one.name,
        title: &run.title,
        place: &plan.terms.place,
        duties: &plan.terms.duties,
        agreed_minutes: plan.terms.agreed_minutes,
        days: plan.terms.days,
        proposer_name: &keeper.me().name,
        agreement: &plan.agreement,
    };
    if !queries::insert(&mut tx, tenant.id, &new, now).await? {
        // Somebody else was faster.
        drop(tx);
        let errors = Errors::of("org", keeper.context().t().placements.error_alive);
        return show(&keeper, &path, Some(form), errors).await;
    }
    // Whoever leaves the run meanwhile ends it, once this is done.
    if !enrolments::hold_place(&mut tx, tenant.id, one.id).await? {
        return Err(AppError::Conflict);
    }
    let placement = queries::placement(&mut tx, tenant.id, None, id).await?.ok_or(AppError::NotFound)?;
    let mut readers = vec![Reader::Learner, Reader::Company];
    readers.extend(keeper.org().map(|_| Reader::Community));
    let what = What::Proposed { org_name: company.1.clone() };
    Parties::of(&placement).tell(&mut tx, &readers, &what, now).await?;
    tx.commit().await?;
    Ok(redirect(&learner_url, Some(Flash::PlacementProposed)))
}

/// A learner's placement, as their page in the course shows it.
pub struct OfLearner {
    /// Where they practise.
    pub org_name: String,
    /// Where it stands.
    pub status: Status,
    /// How far the hours have come.
    pub progress: String,
    /// Its page, for staff.
    pub url: String,
}

/// The placements of one enrolment, the latest first.
pub async fn of_learner(
    tx: &mut impl Tx,
    tenant: &Tenant,
    enrolment: crate::db::EnrolmentId,
    t: &crate::web::Messages,
) -> AppResult<Vec<OfLearner>> {
    let mut found = Vec::new();
    for one in queries::of_enrolment(tx, tenant.id, enrolment).await? {
        let entries = queries::entries(tx, tenant.id, one.id).await?;
        found.push(OfLearner {
            progress: words::progress(signed(&entries), one.agreed_minutes, t),
            url: Links::of_staff(tenant, one.id).page().to_owned(),
            org_name: one.org_name,
            status: one.status,
        });
    }
    Ok(found)
}
