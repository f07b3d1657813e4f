//! For the person: what the community recommends me for. I say yes or no, and may take a yes back as long as nobody has
//! decided.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::answer::{self, Answer, Chance, Frame, may_work};
use super::model::Status;
use super::one::OnePath;
use super::pages::{AnswerPage, Mine, MinePage};
use super::queries::{self, Recommendation};
use super::{tell_staff, urls};
use crate::access::Member;
use crate::accounts;
use crate::certificates;
use crate::certificates::queries::valid;
use crate::db::{RecommendationId, ResidentId, TenantId, Tx};
use crate::error::{AppError, AppResult};
use crate::jobs::{self, ApplyForm, Offer};
use crate::residents;
use crate::residents::queries::records::{self, Record};
use crate::tenancy::{Feature, Tenant};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect, text};

/// The recommendations of somebody's records in one community, with whose record each is now.
async fn of_records(
    tx: &mut impl Tx,
    tenant: TenantId,
    records: &[ResidentId],
) -> AppResult<Vec<(Recommendation, ResidentId)>> {
    let families = residents::queries::families(tx, tenant, records).await?;
    let members: Vec<ResidentId> = families.iter().map(|(_, member)| *member).collect();
    let found = queries::of_residents(tx, tenant, &members).await?;
    let kept =
        |one: &Recommendation| families.iter().find(|(_, member)| *member == one.resident).map(|(kept, _)| *kept);
    Ok(found.into_iter().filter_map(|one| Some((kept(&one)?, one))).map(|(kept, one)| (one, kept)).collect())
}

/// One of the person's own, and in which community.
struct Own {
    tenant: Arc<Tenant>,
    one: Recommendation,
    record: Record,
}

async fn find(member: &Member, id: RecommendationId) -> AppResult<Own> {
    for (tenant, own) in residents::by_community(member).await? {
        let mut tx = member.read_home(tenant.id).await?;
        let found = of_records(&mut tx, tenant.id, &own).await?;
        let Some((one, kept)) = found.into_iter().find(|(one, _)| one.id == id) else { continue };
        let record = records::record(&mut tx, tenant.id, kept).await?.ok_or(AppError::NotFound)?;
        return Ok(Own { tenant, one, record });
    }
    Err(AppError::NotFound)
}

fn page(member: &Member, title: impl Into<String>) -> Page {
    Page::new(member.state(), member.context(), Some(member.me()), member.flash(), title).unlisted()
}

pub(super) async fn list(member: Member) -> AppResult<Response> {
    let (t, locale) = (member.context().t(), member.context().locale);
    let mut rows = Vec::new();
    for (tenant, own) in residents::by_community(&member).await? {
        let mut tx = member.read_home(tenant.id).await?;
        let found = of_records(&mut tx, tenant.id, &own).await?;
        let postings: Vec<_> = found.iter().map(|(one, _)| one.posting.uuid()).collect();
        let titles = jobs::queries::titles(&mut tx, tenant.id, &postings).await?;
        drop(tx);
        rows.extend(found.into_iter().map(|(one, _)| {
            Mine {
                id: one.id.to_string(),
                title: titles
                    .iter()
                    .find(|(id, ..)| *id == one.posting)
                    .map_or_else(String::new, |(_, title, _)| title.clone()),
                job_url: tenant.has(Feature::Jobs).then(|| jobs::urls::posting(&tenant, one.posting)),
                employer: one.employer.clone(),
                community: tenant.name.clone(),
                status: one.status.label(t),
                is_open: one.status.is_open(),
                when: text::moment(locale, one.recommended_at, member.now(), tenant.time_zone),
                source: t.recommendations.said_by(one.source.label(t), &one.source_name),
                word: one.word,
                certificate: t.recommendations.certificate_line(&one.certificate_title, &one.certificate_number),
                verify_url: certificates::urls::verify(&tenant, &one.certificate_code),
                answer_url: (one.status == Status::Waiting).then(|| urls::answer(one.id)),
                withdrawal_url: (one.status == Status::Given).then(|| format!("{}/withdrawal", urls::answer(one.id))),
            }
        }));
    }
    let template = MinePage { page: page(&member, t.recommendations.mine), me_url: accounts::urls::ME, rows };
    flashed(member.flash(), StatusCode::OK, &template)
}

pub(super) async fn show(member: Member, Path(path): Path<OnePath>) -> AppResult<Response> {
    if find(&member, path.recommendation).await?.one.status != Status::Waiting {
        return Ok(redirect(urls::MINE, None));
    }
    show_answer(&member, path.recommendation, ApplyForm::default(), Errors::default()).await
}

async fn show_answer(member: &Member, id: RecommendationId, form: ApplyForm, errors: Errors) -> AppResult<Response> {
    let (context, own) = (member.context(), find(member, id).await?);
    let (t, locale, Own { tenant, one, record }) = (context.t(), context.locale, own);
    let today = member.now().with_timezone(&tenant.time_zone).date_naive();
    let mut tx = member.read_home(tenant.id).await?;
    let shown = jobs::queries::shown(&mut tx, tenant.id, one.posting).await?;
    let held = valid::of_resident(&mut tx, tenant.id, record.id, today).await?;
    let offer = Offer::of(&mut tx, (member.state().secrets(), tenant.id), &record, today).await?;
    drop(tx);
    let open = shown.filter(|shown| shown.status.on(today, shown.content.valid_until) == jobs::Status::Published);
    let is_valid = held.iter().any(|valid| valid.id == one.certificate);
    let chance = Chance { is_open: open.is_some(), is_valid, may_work: may_work(&record, today) };
    let is_waiting = one.status == Status::Waiting;
    let hindrance = if is_waiting { chance.hindrance(t) } else { Some(t.recommendations.error_over) };
    let title = open.as_ref().map_or_else(String::new, |shown| shown.content.title.clone());
    let whole = |offer: &Offer, part| offer.lines(part, locale);
    let template = AnswerPage {
        page: page(member, t.recommendations.answer),
        mine_url: urls::MINE,
        lead: t.recommendations.answer_lead(&tenant.name, &one.employer),
        job_url: (open.is_some() && tenant.has(Feature::Jobs)).then(|| jobs::urls::posting(&tenant, one.posting)),
        title,
        pay: open.as_ref().map_or_else(String::new, |shown| shown.content.pay.line(t)),
        source: t.recommendations.said_by(one.source.label(t), &one.source_name),
        word: one.word,
        certificate: t.recommendations.certificate_line(&one.certificate_title, &one.certificate_number),
        verify_url: certificates::urls::verify(&tenant, &one.certificate_code),
        kept_note: if hindrance.is_some() { form.note.clone() } else { String::new() },
        hindrance,
        action: urls::answer(id),
        refusal_action: is_waiting.then(|| format!("{}/refusal", urls::answer(id))),
        applying: jobs::applying(&form, &record, &offer, whole, t),
        errors,
    };
    flashed(member.flash(), form_status(&template.errors, false), &template)
}

pub(super) async fn accept(
    member: Member,
    Path(path): Path<OnePath>,
    Form(form): Form<ApplyForm>,
) -> AppResult<Response> {
    let Own { tenant, one, record } = find(&member, path.recommendation).await?;
    let now = member.now();
    let frame = Frame {
        tenant: &tenant,
        secrets: member.state().secrets(),
        t: member.context().t(),
        today: now.with_timezone(&tenant.time_zone).date_naive(),
        now,
        paper: None,
    };
    let mut tx = member.write_home(tenant.id, urls::ANSWER).await?;
    match answer::accept(&mut tx, &frame, (&one, &record), &form).await? {
        Answer::Given => {
            tx.commit().await?;
            Ok(redirect(urls::MINE, Some(Flash::RecommendationAnswered)))
        }
        Answer::Over => {
            drop(tx);
            if find(&member, path.recommendation).await?.one.status.was_given() {
                return Ok(redirect(urls::MINE, Some(Flash::AlreadyDone)));
            }
            let errors = Errors::of("steps", member.context().t().recommendations.error_over);
            show_answer(&member, path.recommendation, form, errors).await
        }
        Answer::Refused(errors) => {
            drop(tx);
            show_answer(&member, path.recommendation, form, errors).await
        }
    }
}

/// Nothing is said but that it was sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Nothing {}

pub(super) async fn refuse(member: Member, Path(path): Path<OnePath>, Form(_): Form<Nothing>) -> AppResult<Response> {
    let Own { tenant, one, .. } = find(&member, path.recommendation).await?;
    let mut tx = member.write_home(tenant.id, urls::REFUSAL).await?;
    if !answer::refuse(&mut tx, &tenant, &one, ("", member.now())).await? {
        return Ok(redirect(urls::MINE, Some(Flash::AlreadyDone)));
    }
    tx.commit().await?;
    Ok(redirect(urls::MINE, Some(Flash::RecommendationAnswered)))
}

pub(super) async fn withdraw(member: Member, Path(path): Path<OnePath>, Form(_): Form<Nothing>) -> AppResult<Response> {
    let Own { tenant, one, .. } = find(&member, path.recommendation).await?;
    let now = member.now();
    let mut tx = member.write_home(tenant.id, urls::MY_WITHDRAWAL).await?;
    let is_done = match one.application.filter(|_| one.status == Status::Given) {
        // With the application the recommendation ends; one that was decided stays.
        Some(application) => jobs::take_back(&mut tx, &tenant, application, now).await?,
        None => {
            let way = (Status::Waiting, Status::Withdrawn);
            let is_done = queries::move_on(&mut tx, tenant.id, one.id, way, ("", now)).await?;
            if is_done {
                tell_staff(&mut tx, tenant.id, (&one, Status::Withdrawn), now).await?;
            }
            is_done
        }
    };
    if !is_done {
        return Ok(redirect(urls::MINE, Some(Flash::AlreadyDone)));
    }
    tx.commit().await?;
    Ok(redirect(urls::MINE, Some(Flash::RecommendationTakenBack)))
}

/// What communities keep of a person's recommendations, for their copy of it: about what, and what.
pub async fn entries(member: &Member) -> AppResult<Vec<(String, &'static str, String)>> {
    let t = member.context().t();
    let mut entries = Vec::new();
    for (tenant, own) in residents::by_community(member).await? {
        let mut tx = member.read_home(tenant.id).await?;
        for (one, _) in of_records(&mut tx, tenant.id, &own).await? {
            let day = one.recommended_at.with_timezone(&tenant.time_zone).date_naive().to_string();
            let parts = [
                day,
                one.employer,
                one.status.label(t).to_owned(),
                one.certificate_number,
                t.recommendations.said_by(one.source.label(t), &one.source_name),
                one.word,
                one.outcome.map(|(outcome, ..)| outcome).unwrap_or_default(),
            ];
            let value = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
            entries.push((tenant.name.clone(), t.recommendations.mine, value));
        }
    }
    Ok(entries)
}
