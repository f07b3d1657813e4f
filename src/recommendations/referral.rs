//! Neighbours refer one another (熟人推荐): somebody passes a job on as a link, and whoever has it applies by themselves.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::forms::ReferralForm;
use super::pages::{LinkView, PassOnPage, ReferredPage};
use super::queries::{self, NewReferral, Referral};
use super::{RecommendationNews, What, urls};
use crate::access::Member;
use crate::certificates;
use crate::db::{JobApplicationId, PostingId, ReferralId, ResidentId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::jobs;
use crate::jobs::queries::Shown;
use crate::links::QrView;
use crate::residents;
use crate::residents::masked;
use crate::residents::queries::records::{self, Record};
use crate::tenancy::Tenant;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, Nav, Page, flashed, form_status, redirect};

/// How many people may apply with one link.
const MOST: i64 = 5;

/// The path of a posting.
#[derive(Deserialize)]
pub(super) struct JobPath {
    posting: PostingId,
}

/// The path of a link.
#[derive(Deserialize)]
pub(super) struct CodePath {
    referral_code: String,
}

/// Why somebody cannot apply with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It leads nowhere, or to another job.
    Unknown,
    /// As many people have applied with it as may.
    Full,
    /// It is their own.
    Own,
}

impl Refusal {
    /// What it says.
    pub fn text(self, t: &Messages) -> &'static str {
        match self {
            Self::Unknown => t.recommendations.referral_unknown,
            Self::Full => t.recommendations.referral_full,
            Self::Own => t.recommendations.referral_own,
        }
    }
}

/// The record under which somebody lives here.
async fn record_of(member: &Member, tx: &mut impl Tx) -> AppResult<Option<Record>> {
    let tenant = member.tenant()?.id;
    let owned = residents::queries::of_person(tx, member.me().id).await?;
    let here: Vec<_> = owned.into_iter().filter(|(of, _)| *of == tenant).map(|(_, id)| id).collect();
    let records = records::by_ids(tx, tenant, &here).await?;
    Ok(records.into_iter().find(|record| record.left_on.is_none()))
}

fn is_open(member: &Member, shown: &Shown) -> AppResult<bool> {
    let today = member.now().with_timezone(&member.tenant()?.time_zone).date_naive();
    Ok(shown.status.on(today, shown.content.valid_until) == jobs::Status::Published)
}

pub(super) async fn begin(member: Member, Path(path): Path<JobPath>) -> AppResult<Response> {
    show_form(&member, path.posting, ReferralForm::default(), Errors::default()).await
}

async fn show_form(member: &Member, posting: PostingId, form: ReferralForm, errors: Errors) -> AppResult<Response> {
    let (tenant, context) = (member.tenant()?, member.context());
    let t = context.t();
    let mut tx = member.read().await?;
    let shown = jobs::queries::shown(&mut tx, tenant.id, posting).await?.ok_or(AppError::NotFound)?;
    let record = record_of(member, &mut tx).await?;
    let own = match &record {
        Some(record) => {
            let family = residents::queries::family(&mut tx, tenant.id, record.id).await?;
            queries::mine(&mut tx, tenant.id, posting, &family).await?
        }
        None => None,
    };
    let used = match &own {
        Some(own) => queries::used(&mut tx, tenant.id, own.id).await?,
        None => 0,
    };
    drop(tx);
    let is_open = is_open(member, &shown)?;
    let has_form = is_open && own.is_none() && record.is_some();
    let page = Page::new(member.state(), context, Some(member.me()), member.flash(), t.recommendations.pass_on);
    let page = page.at(Nav::Jobs).unlisted();
    let link = own.as_ref().map(|own| link_view(page.url(&urls::referred(tenant, &own.code)), t)).transpose()?;
    let template = PassOnPage {
        jobs_url: jobs::urls::list(tenant),
        job_url: jobs::urls::posting(tenant, posting),
        title: shown.content.title.clone(),
        employer: shown.content.employer.clone(),
        link,
        used: t.recommendations.used(used),
        left: t.recommendations.left((MOST - used).max(0)),
        is_named: own.as_ref().is_some_and(|own| own.is_named),
        is_open,
        masked: record.as_ref().map(|record| masked(&record.name)),
        action: urls::referral(tenant, posting),
        key: form.key.unwrap_or_else(ReferralId::generate).to_string(),
        names: form.named.is_some(),
        kept_note: if has_form { String::new() } else { form.word.clone() },
        word: form.word,
        errors,
        page,
    };
    flashed(member.flash(), form_status(&template.errors, false), &template)
}

fn link_view(address: String, t: &Messages) -> AppResult<LinkView> {
    Ok(LinkView { qr: QrView::new(&address, t.recommendations.link_qr.to_owned())?, address })
}

pub(super) async fn add(
    member: Member,
    Path(path): Path<JobPath>,
    Form(form): Form<ReferralForm>,
) -> AppResult<Response> {
    let (tenant, t, now) = (member.tenant()?.clone(), member.context().t(), member.now());
    let mut tx = member.write_home(tenant.id, urls::REFERRAL).await?;
    jobs::queries::hold_open(&mut tx, tenant.id, path.posting).await?;
    let shown = jobs::queries::shown(&mut tx, tenant.id, path.posting).await?.ok_or(AppError::NotFound)?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let record = record_of(&member, &mut tx).await?;
    let mut errors = Errors::default();
    if record.is_none() {
        errors.add("steps", t.jobs.no_record);
    }
    if !is_open(&member, &shown)? {
        errors.add("steps", t.recommendations.error_closed);
    }
    let word = form.check(t, &mut errors);
    let (Some(record), Some(word), true) = (record, word, errors.is_empty()) else {
        drop(tx);
        return show_form(&member, path.posting, form, errors).await;
    };
    let family = residents::queries::family(&mut tx, tenant.id, record.id).await?;
    let has_one = queries::mine(&mut tx, tenant.id, path.posting, &family).await?.is_some();
    let code = certificates::new_code();
    let new = NewReferral {
        id,
        posting: path.posting,
        org: shown.org,
        resident: record.id,
        code: &code,
        name: (&masked(&record.name), form.named.is_some()),
        word: &word,
        now,
    };
    let is_new = !has_one && queries::insert_referral(&mut tx, tenant.id, &new).await?;
    if is_new {
        tx.commit().await?;
    }
    let flash = if is_new { Flash::ReferralMade } else { Flash::AlreadyDone };
    Ok(redirect(&urls::referral(&tenant, path.posting), Some(flash)))
}

/// For whoever has the link: who passes on what.
pub(super) async fn show(member: Member, Path(path): Path<CodePath>) -> AppResult<Response> {
    let (tenant, context) = (member.tenant()?, member.context());
    let t = context.t();
    let mut tx = member.read().await?;
    let referral = queries::by_code(&mut tx, tenant.id, &path.referral_code).await?.ok_or(AppError::NotFound)?;
    let shown = jobs::queries::shown(&mut tx, tenant.id, referral.posting).await?.ok_or(AppError::NotFound)?;
    let record = record_of(&member, &mut tx).await?;
    let refusal = match &record {
        Some(record) => refusal(&mut tx, tenant, &referral, record.id).await?,
        None => None,
    };
    drop(tx);
    let page = Page::new(member.state(), context, Some(member.me()), member.flash(), t.recommendations.referred);
    let name = if referral.name_masked.is_empty() { t.recommendations.somebody } else { &referral.name_masked };
    let template = ReferredPage {
        page: page.at(Nav::Jobs).unlisted(),
        jobs_url: jobs::urls::list(tenant),
        job_url: jobs::urls::posting(tenant, referral.posting),
        lead: t.recommendations.referred_by(name),
        title: shown.content.title.clone(),
        employer: shown.content.employer.clone(),
        pay: shown.content.pay.line(t),
        is_open: is_open(&member, &shown)?,
        refusal: refusal.map(|refusal| refusal.text(t)),
        apply_url: urls::apply(tenant, referral.posting, &referral.code),
    };
    flashed(member.flash(), StatusCode::OK, &template)
}

async fn refusal(
    tx: &mut impl Tx,
    tenant: &Tenant,
    referral: &Referral,
    resident: ResidentId,
) -> AppResult<Option<Refusal>> {
    let family = residents::queries::family(tx, tenant.id, resident).await?;
    if family.contains(&referral.resident) {
        return Ok(Some(Refusal::Own));
    }
    let is_full = queries::used(tx, tenant.id, referral.id).await? >= MOST
        && !queries::used_by(tx, tenant.id, referral.id, resident).await?;
    Ok(is_full.then_some(Refusal::Full))
}

/// The referral with this code, if somebody may apply for a job with it; whoever else uses it waits until the transaction
/// ends.
pub async fn allow(
    tx: &mut WriteTx,
    tenant: &Tenant,
    (code, posting): (&str, PostingId),
    resident: ResidentId,
) -> AppResult<Result<Referral, Refusal>> {
    let Some(referral) = queries::lock_referral(tx, tenant.id, code).await?.filter(|one| one.posting == posting) else {
        return Ok(Err(Refusal::Unknown));
    };
    Ok(match refusal(tx, tenant, &referral, resident).await? {
        Some(refusal) => Err(refusal),
        None => Ok(referral),
    })
}

/// Somebody has applied with it; whoever referred them learns that, and not who.
pub async fn keep_use(
    tx: &mut WriteTx,
    tenant: &Tenant,
    (referral, resident): (&Referral, ResidentId),
    (application, shown): (JobApplicationId, &Shown),
    now: chrono::DateTime<chrono::Utc>,
) -> AppResult<()> {
    queries::keep_use(tx, tenant.id, (referral.id, resident), (application, shown.org), now).await?;
    let news = News::Recommendation(RecommendationNews {
        tenant: tenant.id,
        title: shown.content.title.clone(),
        employer: shown.content.employer.clone(),
        what: What::Used { posting: shown.id },
    });
    announce(tx, Audience::Resident(tenant.id, referral.resident), news, now).await
}

/// Who refers, for the form of whoever applies with a link; none where it leads nowhere.
pub async fn line(
    tx: &mut impl Tx,
    tenant: &Tenant,
    (code, posting): (&str, PostingId),
    t: &Messages,
) -> AppResult<Option<String>> {
    let referral = queries::by_code(tx, tenant.id, code).await?.filter(|one| one.posting == posting);
    let named = referral
        .map(|one| if one.name_masked.is_empty() { t.recommendations.somebody.to_owned() } else { one.name_masked });
    Ok(named.map(|name| t.recommendations.referred_by(name)))
}
