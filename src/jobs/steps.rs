//! Postings go their way: to the community and back, into public, and out of it.

use axum::response::Response;

use super::closing::close;
use super::forms::{StepForm, extended};
use super::model::{Hand, Status, Step};
use super::news::What;
use super::queries::{self, Move, Posting};
use super::side::{Door, Side};
use super::writing::{PostingPath, Typed, sent, show_draft};
use super::{answers, urls};
use crate::access::Staff;
use crate::admissions::AdmissionStatus;
use crate::admissions::queries as admissions;
use crate::db::{PostingId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, announce};
use crate::matching::{self, Opened};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, redirect};

pub(super) async fn step<D: Door>(
    door: D,
    Path(path): Path<PostingPath>,
    Form(form): Form<StepForm>,
) -> AppResult<Response> {
    take(&door.side(&path.community).await?, path.posting, form, |step| !step.is_decision()).await
}

pub(super) async fn decide(
    staff: Staff,
    Path(path): Path<PostingPath>,
    Form(form): Form<StepForm>,
) -> AppResult<Response> {
    take(&Side::Staff(staff), path.posting, form, Step::is_decision).await
}

async fn take(side: &Side, id: PostingId, form: StepForm, is_meant: fn(Step) -> bool) -> AppResult<Response> {
    let (tenant, t, today) = (side.tenant()?.clone(), side.t(), side.today()?);
    let mut tx = side.write().await?;
    queries::lock(&mut tx, tenant.id, id).await?;
    let posting = side.posting(&mut tx, id).await?;
    let step = Step::parse(&form.step).filter(|step| is_meant(*step)).ok_or(AppError::BadRequest)?;
    let hand = side.hand(&mut tx, &posting).await?;
    if !hand.may(step) {
        return Err(AppError::Forbidden);
    }
    let url = urls::draft(&tenant, side.org(), id);
    let status = posting.status.on(today, posting.content.valid_until);
    let Some(to) = status.after(step).filter(|_| posting.revision == form.revision) else {
        drop(tx);
        // Sent twice.
        if posting.revision == form.revision + 1 && Status::ALL.iter().any(|s| s.after(step) == Some(posting.status)) {
            return Ok(redirect(&url, Some(Flash::AlreadyDone)));
        }
        return show_draft(side, id, Typed { is_conflict: true, ..Typed::reasons(form) }).await;
    };
    let mut errors = Errors::default();
    let reason = match step {
        _ if !hand.owes_reason(step) => None,
        Step::Return => form.reason(t, &mut errors),
        _ => form.stop_reason(t, &mut errors),
    };
    if (step.publishes() || step == Step::Send) && posting.content.valid_until < today {
        errors.add("steps", t.jobs.error_over);
    }
    if step.publishes() || step == Step::Send {
        demand_admitted(side, &mut tx, &posting, &mut errors).await?;
    }
    if !errors.is_empty() {
        drop(tx);
        return show_draft(side, id, Typed { errors, ..Typed::reasons(form) }).await;
    }
    let way = way(side, &posting, hand, (step, to), reason.as_deref())?;
    if !queries::take(&mut tx, tenant.id, id, &way).await? {
        return Err(AppError::Conflict);
    }
    // What was public before is no news.
    if way.is_approved && posting.published_at.is_none() {
        matching::tell(&mut tx, tenant.id, Opened::Job(id), side.now()).await?;
    }
    tell(side, &mut tx, &posting, (step, to), reason.unwrap_or_default()).await?;
    if matches!(to, Status::Filled | Status::Withdrawn) {
        let closing = if to == Status::Filled { Closing::Filled } else { Closing::Withdrawn };
        close(&mut tx, (tenant.id, side.now()), &posting, closing).await?;
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(flash(step))))
}

/// Why applications end with their posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    /// Everybody is found.
    Filled,
    /// It was taken down.
    Withdrawn,
    /// Its last day is long over.
    Expired,
}

impl Closing {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::Filled, Self::Withdrawn, Self::Expired];

    /// The word that is kept as the reason: nobody has written one, and each reader reads it in their language.
    pub fn code(self) -> &'static str {
        match self {
            Self::Filled => "closed:filled",
            Self::Withdrawn => "closed:withdrawn",
            Self::Expired => "closed:expired",
        }
    }

    fn text(self, t: &Messages) -> &'static str {
        match self {
            Self::Filled => t.jobs.closed_filled,
            Self::Withdrawn => t.jobs.closed_withdrawn,
            Self::Expired => t.jobs.closed_unanswered,
        }
    }
}

/// A reason as it is read: what somebody wrote or tapped, or why the program ended it.
pub(super) fn reason_text(kept: &str, t: &Messages) -> String {
    let closing = Closing::ALL.into_iter().find(|closing| closing.code() == kept).map(|closing| closing.text(t));
    closing.or_else(|| answers::kept(kept, t)).unwrap_or(kept).to_owned()
}

/// An organization hires where it is admitted, and nowhere else.
async fn demand_admitted(side: &Side, tx: &mut WriteTx, posting: &Posting, errors: &mut Errors) -> AppResult<()> {
    let Some(org) = posting.org else { return Ok(()) };
    let record = admissions::one(tx, side.tenant()?.id, org).await?;
    if record.is_none_or(|record| record.status != AdmissionStatus::Admitted) {
        errors.add("steps", side.t().jobs.error_not_admitted);
    }
    Ok(())
}

fn way<'a>(
    side: &'a Side,
    posting: &Posting,
    hand: Hand,
    (step, to): (Step, Status),
    reason: Option<&'a str>,
) -> AppResult<Move<'a>> {
    let me = side.me();
    let is_approved = matches!(step, Step::Approve | Step::PublishAlone);
    let decides = hand.is_community && (step.is_decision() || !hand.is_own);
    Ok(Move {
        to,
        revision: posting.revision,
        is_held: step == Step::Pause && !hand.is_own || posting.is_held && to == Status::Paused,
        is_approved,
        valid_until: if step == Step::Extend {
            Some(extended(posting.content.valid_until, side.today()?))
        } else {
            None
        },
        decider: decides.then_some((me.id, me.name.as_str())),
        // What was wrong before is mended once it is public.
        reason: reason.or((to == Status::Published).then_some("")),
        now: side.now(),
    })
}

/// Tells whoever is to look at a posting, or whoever hires what the community did with it.
async fn tell(
    side: &Side,
    tx: &mut WriteTx,
    posting: &Posting,
    (step, to): (Step, Status),
    reason: String,
) -> AppResult<()> {
    if step == Step::Send {
        return sent(side, tx, posting, &posting.content).await;
    }
    let (tenant, me, now) = (side.tenant()?, side.me().id, side.now());
    if side.org().is_some() {
        return Ok(());
    }
    let audience = match posting.org {
        Some(org) => Audience::Org(org),
        // What somebody did themself they know.
        None if step.is_decision() && posting.author != me => Audience::Person(posting.author),
        None => return Ok(()),
    };
    let what = What::Moved { status: to.code().to_owned(), reason };
    announce(tx, audience, super::news_of(tenant.id, posting.org, posting.id, &posting.content.title, what), now).await
}

fn flash(step: Step) -> Flash {
    match step {
        Step::Send | Step::Change => Flash::JobSent,
        Step::Approve | Step::PublishAlone | Step::Resume => Flash::JobPublished,
        Step::Return => Flash::JobReturned,
        Step::Pause => Flash::JobPaused,
        Step::Extend => Flash::JobExtended,
        Step::Fill => Flash::JobFilled,
        Step::Withdraw | Step::Expire => Flash::JobWithdrawn,
        Step::TakeBack => Flash::Saved,
    }
}
