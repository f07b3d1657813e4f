//! Preparing certificates for who passed a run, and signing them: two people, two steps.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::desk::{line, prepared};
use super::forms::{PrepareForm, TERMS, term_code};
use super::issue::{self, Missing};
use super::model::{Content, Joined};
use super::pages::{BatchPage, GraduateLine, PreparedLine, RunPage, SheetsPage};
use super::queries::{self, Batch, Certificate, Graduate, NewBatch, Run};
use super::{sheet, urls};
use crate::access::Staff;
use crate::db::{CertificateBatchId, Tx};
use crate::enrolments::{self, Keeper, RunPath};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::placements;
use crate::staff;
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, Page, flashed, form_status, redirect, text};

fn terms(t: &Messages) -> Vec<SelectOption> {
    let label =
        |term: Option<u32>| term.map_or_else(|| t.certificates.term_none.to_owned(), |m| t.certificates.term(m));
    TERMS.into_iter().map(|term| SelectOption::new(term_code(term), label(term))).collect()
}

/// The page of a run, at the community's desk or the trainer's.
pub(super) async fn show<K: Keeper>(keeper: K, Path(path): Path<RunPath>) -> AppResult<Response> {
    show_run(&keeper, &path, None, Errors::default()).await
}

/// A run that they keep, by the rule of its class list; another's is not there.
pub(super) async fn find<K: Keeper>(keeper: &K, tx: &mut impl Tx, tenant: &Tenant, path: &RunPath) -> AppResult<Run> {
    enrolments::kept_run(keeper, tx, tenant, path.run).await?;
    queries::run(tx, tenant.id, path.run).await?.ok_or(AppError::NotFound)
}

async fn show_run<K: Keeper>(
    keeper: &K,
    path: &RunPath,
    form: Option<PrepareForm>,
    errors: Errors,
) -> AppResult<Response> {
    let (tenant, context) = (keeper.community(path)?, keeper.context());
    let t = context.t();
    let mut tx = keeper.look(&tenant).await?;
    let run = find(keeper, &mut tx, &tenant, path).await?;
    let (graduates, waiting) = issue::graduates(&mut tx, tenant.id, &run).await?;
    let batches = queries::batches_of_run(&mut tx, tenant.id, run.id).await?;
    let issued = queries::issued_of_run(&mut tx, tenant.id, run.id).await?;
    let content = issue::content(&mut tx, tenant.id, &run, keeper.now()).await?.ok_or(AppError::NotFound)?;
    let parts = enrolments::took_part(&mut tx, tenant.id, run.id, keeper.now()).await?;
    drop(tx);
    let graduate = |one: &Graduate| {
        let label = match (one.score, one.has_revoked) {
            (_, true) => t.certificates.graduate_again(&one.name),
            (Some(score), _) => t.certificates.graduate(&one.name, score),
            (None, _) => one.name.clone(),
        };
        let part = parts.iter().find(|part| part.enrolment == one.enrolment);
        let late = part.and_then(|part| part.late).map(|late| Joined::of(late, tenant.time_zone));
        let late = late.map(|late| sheet::joined(&late, context)).into_iter().flatten();
        GraduateLine {
            id: one.enrolment.to_string(),
            label: std::iter::once(label).chain(late).collect::<Vec<_>>().join(" · "),
            // Whoever had one taken back is asked about anew.
            is_ticked: form.as_ref().map_or(!one.has_revoked, |form| form.enrolment.contains(&one.enrolment)),
        }
    };
    let hours = placements::in_hours;
    let missing = |one: &Missing| {
        let needed = hours(run.internship_hours * 60);
        let text = t.certificates.missing_practice(&one.graduate.name, hours(one.done), needed);
        match one.running {
            0 => text,
            running => text + &t.enrolments.gate_internship_running(hours(running)),
        }
    };
    let said = |batch: &Batch| {
        let when = |at| text::moment(context.locale, at, keeper.now(), tenant.time_zone);
        let sheets = || match keeper.org() {
            None => urls::sheets(&tenant, batch.id),
            Some(org) => urls::org_sheets(org, &tenant, run.id, batch.id),
        };
        PreparedLine {
            prepared: t.certificates.prepared_by(&batch.preparer_name, when(batch.prepared_at)),
            standing: match batch.signed_at {
                Some(at) => t.certificates.signed_by(&batch.signer_name, when(at)),
                None => t.certificates.standing_prepared.to_owned(),
            },
            sheets_url: issued.iter().any(|one| one.batch == batch.id && sheet::is_printed(one)).then(sheets),
        }
    };
    let listed = |one: &Certificate| {
        let url = match keeper.org() {
            None => urls::certificate(&tenant, one.id),
            Some(org) => urls::org_sheet(org, &tenant, run.id, one.id),
        };
        sheet::line(one, (one.name.as_str(), url), (&*tenant, context), keeper.now())
    };
    let desk = keeper.org().is_none().then(|| urls::desk(&tenant));
    let template = RunPage {
        page: keeper.page(t.certificates.prepare),
        home: keeper.home(&tenant),
        above: match &desk {
            Some(url) => (t.certificates.title.to_owned(), url.clone()),
            None => (run.title.clone(), keeper.desk(&tenant, run.id).learners()),
        },
        title: run.title.clone(),
        action: match keeper.org() {
            None => urls::run(&tenant, run.id),
            Some(org) => urls::org_run(org, &tenant, run.id),
        },
        is_trainer: desk.is_none(),
        key: form.as_ref().and_then(|form| form.key).unwrap_or_else(CertificateBatchId::generate).to_string(),
        graduates: graduates.iter().map(graduate).collect(),
        missing: waiting.iter().map(missing).collect(),
        issued: issued.iter().map(listed).collect(),
        batches: batches.iter().map(said).collect(),
        term: form.map_or_else(|| term_code(None), |form| form.term),
        terms: terms(t),
        too_short: sheet::too_short(&content, context),
        content: sheet::content(&content, context),
        errors,
    };
    flashed(keeper.flash(), form_status(&template.errors, false), &template)
}

pub(super) async fn prepare<K: Keeper>(
    keeper: K,
    Path(path): Path<RunPath>,
    Form(form): Form<PrepareForm>,
) -> AppResult<Response> {
    let (tenant, now, t) = (keeper.community(&path)?, keeper.now(), keeper.context().t());
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let mut tx = keeper.act(&tenant).await?;
    let run = find(&keeper, &mut tx, &tenant, &path).await?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    // Staff see what they have prepared; to the trainer the run's page tells it.
    let (done, fallback) = match keeper.org() {
        None => (urls::batch(&tenant, id), urls::desk(&tenant)),
        Some(org) => (urls::org_run(org, &tenant, run.id), urls::org_run(org, &tenant, run.id)),
    };
    if queries::batch(&mut tx, tenant.id, id).await?.is_some() {
        return Ok(redirect(&done, Some(Flash::AlreadyDone)));
    }
    let mut errors = Errors::default();
    let Some(expires_on) = form.check(today, t, &mut errors) else {
        drop(tx);
        return show_run(&keeper, &path, Some(form), errors).await;
    };
    let said = issue::content(&mut tx, tenant.id, &run, now).await?.ok_or(AppError::NotFound)?;
    let batch = NewBatch { id, run: &run, expires_on, by: keeper.me().id, by_name: &keeper.me().name, at: now };
    let count = issue::prepare(&mut tx, &tenant, &batch, &said, |id| form.enrolment.contains(&id)).await?;
    if count == 0 {
        // Somebody else was faster: those ticked have one, or wait for one.
        return Ok(redirect(&fallback, Some(Flash::AlreadyDone)));
    }
    let news = News::CertificatesPrepared { tenant: tenant.id, batch: id, title: run.title.clone(), count };
    announce(&mut tx, Audience::Staff(tenant.id), news, now).await?;
    tx.commit().await?;
    Ok(redirect(&done, Some(Flash::CertificatesPrepared)))
}

/// The path of a batch.
#[derive(Deserialize)]
pub(super) struct BatchPath {
    batch: CertificateBatchId,
}

pub(super) async fn show_batch(staff: Staff, Path(path): Path<BatchPath>) -> AppResult<Response> {
    show_one(&staff, path.batch, Errors::default()).await
}

async fn show_one(staff: &Staff, id: CertificateBatchId, errors: Errors) -> AppResult<Response> {
    let (tenant, context) = (staff.tenant()?, staff.context());
    let t = context.t();
    let mut tx = staff.read().await?;
    let batch = queries::batch(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let certificates = queries::of_batch(&mut tx, tenant.id, id).await?;
    let on_paper = queries::on_paper(&mut tx, tenant.id, id).await?;
    drop(tx);
    let is_open = batch.signed_at.is_none();
    let is_own = batch.prepared_by == staff.me().id;
    let signed = batch.signed_at.map(|at| {
        let at = text::moment(context.locale, at, staff.now(), tenant.time_zone);
        t.certificates.signed_by(&batch.signer_name, at)
    });
    let note = |said: &Content| {
        let score = said.score.map(|score| t.certificates.points(score));
        let late = said.joined.map(|late| sheet::joined(&late, context)).into_iter().flatten();
        score.into_iter().chain(late).collect::<Vec<_>>().join(" · ")
    };
    let first = certificates.first().map(|one| one.content.clone());
    let common = first.map(|first| Content { attendance: None, score: None, joined: None, ..first });
    let template = BatchPage {
        page: Page::of_console(staff, &batch.title),
        console_url: staff::urls::console(tenant),
        desk_url: urls::desk(tenant),
        title: batch.title.clone(),
        prepared: prepared(staff, &batch)?,
        signed,
        expires: batch.expires_on.map(|day| text::date(context.locale, day)),
        signature_url: (is_open && !is_own).then(|| urls::signature(tenant, id)),
        discard_url: is_open.then(|| urls::discard(tenant, id)),
        sheets_url: certificates.iter().any(sheet::is_printed).then(|| urls::sheets(tenant, id)),
        too_short: common.as_ref().and_then(|said| sheet::too_short(said, context)),
        content: common.as_ref().map(|said| sheet::content(said, context)),
        notes: certificates.iter().map(|one| note(&one.content)).collect(),
        on_paper: certificates.iter().map(|one| on_paper.contains(&one.id)).collect(),
        rows: certificates.iter().map(|one| line(staff, one, &one.name)).collect::<AppResult<_>>()?,
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, false), &template)
}

/// All sheets of a batch on one page, for whoever hands them over.
pub(super) async fn print(staff: Staff, Path(path): Path<BatchPath>) -> AppResult<Response> {
    let (tenant, context, now) = (staff.tenant()?, staff.context(), staff.now());
    let mut tx = staff.read().await?;
    let batch = queries::batch(&mut tx, tenant.id, path.batch).await?.ok_or(AppError::NotFound)?;
    let certificates = queries::of_batch(&mut tx, tenant.id, batch.id).await?;
    drop(tx);
    let place = (&**tenant, context, staff.state().config());
    let template = SheetsPage {
        page: Page::of_console(&staff, context.t().certificates.sheets_title(&batch.title)),
        back_url: urls::batch(tenant, batch.id),
        sheets: sheet::sheets(&certificates, place, now)?,
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

pub(super) async fn sign(staff: Staff, Path(path): Path<BatchPath>) -> AppResult<Response> {
    let (tenant, now) = (staff.tenant()?.clone(), staff.now());
    let id = path.batch;
    let mut tx = staff.write().await?;
    let batch = queries::batch(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    if batch.prepared_by == staff.me().id {
        drop(tx);
        return show_one(&staff, id, Errors::of("sign", staff.context().t().certificates.error_own)).await;
    }
    if queries::is_for(&mut tx, tenant.id, id, staff.me().id).await? {
        drop(tx);
        return show_one(&staff, id, Errors::of("sign", staff.context().t().certificates.error_holder)).await;
    }
    if !issue::sign(&mut tx, &tenant, id, (staff.me().id, &staff.me().name), now).await? {
        return Ok(redirect(&urls::batch(&tenant, id), Some(Flash::AlreadyDone)));
    }
    let on_paper = issue::tell_holders(&mut tx, tenant.id, &batch, now).await?;
    tx.commit().await?;
    let flash = if on_paper == 0 { Flash::CertificatesSigned } else { Flash::CertificatesOnPaper };
    Ok(redirect(&urls::batch(&tenant, id), Some(flash)))
}

pub(super) async fn discard(staff: Staff, Path(path): Path<BatchPath>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    queries::batch(&mut tx, tenant.id, path.batch).await?.ok_or(AppError::NotFound)?;
    if !queries::discard(&mut tx, tenant.id, path.batch).await? {
        return Ok(redirect(&urls::batch(&tenant, path.batch), Some(Flash::AlreadyDone)));
    }
    tx.commit().await?;
    Ok(redirect(&urls::desk(&tenant), Some(Flash::Removed)))
}
