//! Notices go their way: to a second person and back, into public, and down again.

use axum::response::Response;

use super::desk::find;
use super::drafts::{Typed, hand, me, show_draft};
use super::forms::StepForm;
use super::handlers::NoticePath;
use super::model::Step;
use super::queries::{self, Draft, Move};
use super::urls;
use crate::access::Staff;
use crate::db::{NoticeId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

pub(super) async fn review(
    staff: Staff,
    Path(path): Path<NoticePath>,
    Form(form): Form<StepForm>,
) -> AppResult<Response> {
    let step = Step::parse(&form.step).filter(|step| matches!(step, Step::Send | Step::TakeBack));
    take(&staff, path.notice, form, step).await
}

pub(super) async fn decide(
    staff: Staff,
    Path(path): Path<NoticePath>,
    Form(form): Form<StepForm>,
) -> AppResult<Response> {
    let step = Step::parse(&form.step).filter(|step| step.publishes() || *step == Step::Return);
    take(&staff, path.notice, form, step).await
}

pub(super) async fn withdraw(
    staff: Staff,
    Path(path): Path<NoticePath>,
    Form(form): Form<StepForm>,
) -> AppResult<Response> {
    take(&staff, path.notice, form, Some(Step::Withdraw)).await
}

async fn take(staff: &Staff, id: NoticeId, form: StepForm, step: Option<Step>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let (t, now, me) = (staff.context().t(), staff.now(), me(staff)?);
    let mut tx = staff.write().await?;
    let draft = find(staff, &mut tx, id).await?;
    let step = step.ok_or(AppError::BadRequest)?;
    if !hand(staff, &mut tx, &draft).await?.may(step) {
        return Err(AppError::Forbidden);
    }
    let url = urls::draft(&tenant, id);
    let Some(to) = draft.standing(now).after(step).filter(|_| draft.revision == form.revision) else {
        drop(tx);
        if draft.state == step.leads_to() {
            return Ok(redirect(&url, Some(Flash::AlreadyDone)));
        }
        return show_draft(staff, id, Typed { reason: form.reason, is_conflict: true, ..Typed::default() }).await;
    };
    let mut errors = Errors::default();
    let reason = if step.needs_reason() { form.reason(t, &mut errors) } else { None };
    let published_at = step.publishes().then(|| draft.content.starts_at.map_or(now, |at| at.max(now)));
    if published_at.is_some_and(|from| draft.content.expires_at.is_some_and(|end| end <= from)) {
        errors.add("steps", t.notices.error_ended);
    }
    if !errors.is_empty() {
        drop(tx);
        return show_draft(staff, id, Typed { reason: form.reason, errors, ..Typed::default() }).await;
    }
    let is_decision = !matches!(step, Step::Send | Step::TakeBack);
    let way = Move {
        to,
        revision: form.revision,
        published_at,
        decider: is_decision.then_some((me.id, me.name.as_str())),
        // What was wrong before is mended once somebody approves it.
        reason: reason.as_deref().or(step.publishes().then_some("")),
        now,
    };
    if !queries::take(&mut tx, tenant.id, id, &way).await? {
        drop(tx);
        return show_draft(staff, id, Typed { reason: form.reason, is_conflict: true, ..Typed::default() }).await;
    }
    tell(staff, &mut tx, &draft, step, &way).await?;
    tx.commit().await?;
    let flash = match step {
        Step::Send => Flash::NoticeSent,
        Step::TakeBack => Flash::Saved,
        Step::Return => Flash::NoticeReturned,
        Step::Approve | Step::PublishAlone => Flash::NoticeApproved,
        Step::Withdraw => Flash::NoticeWithdrawn,
    };
    Ok(redirect(&url, Some(flash)))
}

/// Tells whoever is to look at a notice, or whoever began it what was decided; nobody what they did themselves.
async fn tell(staff: &Staff, tx: &mut WriteTx, draft: &Draft, step: Step, way: &Move<'_>) -> AppResult<()> {
    let (tenant, me) = (staff.tenant()?, me(staff)?);
    let (id, notice, title) = (tenant.id, draft.id, draft.content.title.clone());
    let reason = way.reason.unwrap_or_default().to_owned();
    let news = match step {
        Step::Send => {
            let news = News::NoticeSent { tenant: id, notice, title, writer: me.name.clone() };
            return announce(tx, Audience::Colleagues(id, me.id), news, way.now).await;
        }
        Step::TakeBack => return Ok(()),
        Step::Approve | Step::PublishAlone => {
            let from = way.published_at.unwrap_or(way.now).with_timezone(&tenant.time_zone).date_naive();
            News::NoticeApproved { tenant: id, notice, title, from }
        }
        Step::Return => News::NoticeReturned { tenant: id, notice, title, reason },
        Step::Withdraw => News::NoticeWithdrawn { tenant: id, notice, title, reason },
    };
    match draft.author.filter(|author| *author != me.id) {
        Some(author) => announce(tx, Audience::Person(author), news, way.now).await,
        None => Ok(()),
    }
}
