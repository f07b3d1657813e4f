//! What an applicant does about an application of theirs: answers an invitation or an offer, takes the application back, and says
//! whether they are still there. Whoever hires is told of each. What they tell staff is kept the same way ([`super::told`]).

use std::sync::Arc;

use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::answers::{Gone, Meets, Offered};
use super::mine::{Typed, is_asked, may_answer, may_leave, show_all, whole};
use super::news::What;
use super::pages::TypedFields;
use super::progress::{Status, Step};
use super::queries::{self, Application, ApplicationMove, Event, Posting};
use super::said::read_end;
use super::side::employer;
use super::stay::{Says, Stay};
use super::urls;
use crate::access::Member;
use crate::db::{JobApplicationId, Tx, WriteTx};
use crate::enrolments::Word;
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, announce};
use crate::residents;
use crate::tenancy::Tenant;
use crate::values::Line;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

/// The path of an application.
#[derive(Deserialize)]
pub(super) struct MyPath {
    application: JobApplicationId,
}

/// An application of somebody's own, with a transaction of its community that puts on record what is done.
async fn own(
    member: &Member,
    action: &'static str,
    id: JobApplicationId,
) -> AppResult<(Arc<Tenant>, WriteTx, Application)> {
    for (tenant, own) in residents::by_community(member).await? {
        let mut tx = member.write_home(tenant.id, action).await?;
        let records = whole(&mut tx, tenant.id, &own).await?;
        let application = queries::application(&mut tx, tenant.id, None, id).await?;
        if let Some(one) = application.filter(|one| records.contains(&one.resident)) {
            return Ok((tenant, tx, one));
        }
    }
    Err(AppError::NotFound)
}

/// For what somebody applied.
async fn posting_of(tx: &mut impl Tx, tenant: &Tenant, one: &Application) -> AppResult<Posting> {
    queries::posting(tx, tenant.id, None, one.posting).await?.ok_or(AppError::NotFound)
}

/// Tells whoever hires.
async fn tell_employer(
    tx: &mut WriteTx,
    (tenant, now): (&Tenant, DateTime<Utc>),
    posting: &Posting,
    what: What,
) -> AppResult<()> {
    let news = super::news_of(tenant.id, posting.org, posting.id, &posting.content.title, what);
    announce(tx, employer(tenant, posting.org), news, now).await
}

/// Who of the staff writes down what an applicant told them, and how they said it; none where they say it in their account.
pub(super) type Through<'a> = Option<(&'a str, Word)>;

/// What an applicant says, as a step that both sides read.
fn spoken<'a>(to: Status, note: &'a str, through: Through<'a>, at: DateTime<Utc>) -> Event<'a> {
    let side = if through.is_some() { "community" } else { "applicant" };
    let (by_name, word) = through.unzip();
    Event { to, side, by_name: by_name.unwrap_or_default(), note, word, at }
}

/// What the applicant says of an interview or an offer.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AnswerForm {
    revision: i32,
    says: String,
    /// When they could come instead.
    word: String,
}

pub(super) async fn answer(
    member: Member,
    Path(path): Path<MyPath>,
    Form(form): Form<AnswerForm>,
) -> AppResult<Response> {
    let (tenant, tx, one) = own(&member, urls::ANSWER, path.application).await?;
    if Offered::parse(&form.says) == Some(Offered::Accepted) {
        return accept(&member, (&tenant, tx), &one, form).await;
    }
    let meets = Meets::parse(&form.says).ok_or(AppError::BadRequest)?;
    say_meets(&member, (&tenant, tx), &one, (meets, form)).await
}

/// Shows everything again: somebody else was first.
async fn overtaken(member: &Member, one: &Application, fields: TypedFields) -> AppResult<Response> {
    let typed = Typed { application: one.id, fields, is_conflict: true, errors: Errors::default() };
    show_all(member, Some(typed)).await
}

async fn accept(
    member: &Member,
    (tenant, mut tx): (&Tenant, WriteTx),
    one: &Application,
    form: AnswerForm,
) -> AppResult<Response> {
    let now = member.now();
    // Who accepted and was refused since is told so.
    if one.status == Status::Offer && one.answers.accepted.is_some() {
        return Ok(redirect(urls::MINE, Some(Flash::AlreadyDone)));
    }
    if one.revision != form.revision || !keep_acceptance(&mut tx, (tenant, now), one, None).await? {
        drop(tx);
        return overtaken(member, one, TypedFields::default()).await;
    }
    tx.commit().await?;
    Ok(redirect(urls::MINE, Some(Flash::StaySaid)))
}

/// Keeps that an applicant accepts an offer, and tells whoever hires; false when there is none, or they have.
pub(super) async fn keep_acceptance(
    tx: &mut WriteTx,
    (tenant, now): (&Tenant, DateTime<Utc>),
    one: &Application,
    through: Through<'_>,
) -> AppResult<bool> {
    let Some(to) = one.status.after(Step::Accept) else { return Ok(false) };
    if !queries::accept(tx, tenant.id, (one.id, one.revision), now).await? {
        return Ok(false);
    }
    let posting = posting_of(tx, tenant, one).await?;
    let event = spoken(to, Offered::Accepted.code(), through, now);
    queries::note(tx, tenant.id, (one.id, posting.org), &event).await?;
    tell_employer(tx, (tenant, now), &posting, What::Accepted).await?;
    Ok(true)
}

async fn say_meets(
    member: &Member,
    (tenant, mut tx): (&Tenant, WriteTx),
    one: &Application,
    (meets, form): (Meets, AnswerForm),
) -> AppResult<Response> {
    let (t, now) = (member.context().t(), member.now());
    let fields = TypedFields { word: form.word.clone(), ..TypedFields::default() };
    let mut errors = Errors::default();
    let word = match meets {
        Meets::Comes => Some(String::new()),
        Meets::Other => {
            let word = errors.take("word", Line::<60>::parse(&form.word), |_| t.jobs.error_meets_word.to_owned());
            word.map(String::from)
        }
    };
    let is_said = one.answers.meets == Some(meets) && word.as_ref() == Some(&one.answers.word);
    if is_said && one.revision == form.revision + 1 {
        return Ok(redirect(urls::MINE, Some(Flash::AlreadyDone)));
    }
    // The answer is to the time that was shown.
    if one.revision != form.revision || !may_answer(one, now) {
        drop(tx);
        return overtaken(member, one, fields).await;
    }
    let Some(word) = word else {
        drop(tx);
        let typed = Typed { application: one.id, fields, is_conflict: false, errors };
        return show_all(member, Some(typed)).await;
    };
    if !keep_meets(&mut tx, (tenant, now), one, (meets, &word), None).await? {
        drop(tx);
        return overtaken(member, one, fields).await;
    }
    tx.commit().await?;
    Ok(redirect(urls::MINE, Some(Flash::StaySaid)))
}

/// Keeps whether an applicant comes to an interview, with when they could instead, and tells whoever hires; false when it is not where
/// it was.
pub(super) async fn keep_meets(
    tx: &mut WriteTx,
    (tenant, now): (&Tenant, DateTime<Utc>),
    one: &Application,
    (meets, word): (Meets, &str),
    through: Through<'_>,
) -> AppResult<bool> {
    if !queries::say_meets(tx, tenant.id, (one.id, one.revision), (meets, word), now).await? {
        return Ok(false);
    }
    let posting = posting_of(tx, tenant, one).await?;
    let event = spoken(one.status, meets.code(), through, now);
    queries::note(tx, tenant.id, (one.id, posting.org), &event).await?;
    let what = What::Meets { says: meets.code().to_owned() };
    tell_employer(tx, (tenant, now), &posting, what).await?;
    Ok(true)
}

/// What the applicant takes back.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WithdrawalForm {
    /// `unshare`: whoever works there takes back what they shared, and stays. Else the application.
    what: String,
    revision: i32,
    /// Why they do not want it any more; may be empty.
    reason: String,
}

pub(super) async fn withdraw(
    member: Member,
    Path(path): Path<MyPath>,
    Form(form): Form<WithdrawalForm>,
) -> AppResult<Response> {
    let (t, now) = (member.context().t(), member.now());
    let (tenant, mut tx, one) = own(&member, urls::WITHDRAWAL, path.application).await?;
    if form.what == "unshare" {
        let is_done = queries::unshare(&mut tx, tenant.id, one.id).await?;
        tx.commit().await?;
        return Ok(redirect(urls::MINE, Some(if is_done { Flash::JobUnshared } else { Flash::AlreadyDone })));
    }
    if one.status == Status::Withdrawn {
        return Ok(redirect(urls::MINE, Some(Flash::AlreadyDone)));
    }
    let fields = TypedFields { reason: form.reason.clone(), ..TypedFields::default() };
    // Who was invited, made an offer or hired meanwhile reads so first: what they take back would be something else. That the
    // employer has looked at it changes nothing.
    let is_known = one.revision == form.revision || one.status == Status::Viewed;
    if !is_known || one.status.after(Step::Withdraw).is_none() {
        drop(tx);
        return overtaken(&member, &one, fields).await;
    }
    let mut errors = Errors::default();
    let reason = errors.optional_text("reason", &form.reason, Line::<100>::parse, t.jobs.error_why);
    let Some(reason) = reason else {
        drop(tx);
        let typed = Typed { application: one.id, fields, is_conflict: false, errors };
        return show_all(&member, Some(typed)).await;
    };
    if !end(&mut tx, (&tenant, now), &one, (None, &reason)).await? {
        drop(tx);
        return overtaken(&member, &one, fields).await;
    }
    tx.commit().await?;
    Ok(redirect(urls::MINE, Some(Flash::JobTakenBack)))
}

/// The applicant takes an application back that became of a recommendation; false when the employer has decided, or it is taken back
/// already. Whoever has an offer that they have not accepted declines it so.
pub(crate) async fn take_back(
    tx: &mut WriteTx,
    tenant: &Tenant,
    id: JobApplicationId,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let one = queries::application(tx, tenant.id, None, id).await?.ok_or(AppError::NotFound)?;
    if one.status.after(Step::Withdraw).is_none() {
        return Ok(false);
    }
    if !end(tx, (tenant, now), &one, (None, "")).await? {
        return Err(AppError::Conflict);
    }
    Ok(true)
}

/// Ends an application as it was read, with a reason or without, and tells whoever hires; false when somebody else was first.
pub(super) async fn end(
    tx: &mut WriteTx,
    (tenant, now): (&Tenant, DateTime<Utc>),
    one: &Application,
    (through, reason): (Through<'_>, &str),
) -> AppResult<bool> {
    let Some(to) = one.status.after(Step::Withdraw) else { return Ok(false) };
    let is_declined = one.status == Status::Offer && one.answers.accepted.is_none();
    let reason = if is_declined && reason.is_empty() { Offered::Declined.code() } else { reason };
    let way = ApplicationMove { reason, ..ApplicationMove::plain(one.status, to, now) };
    if !queries::move_application(tx, tenant.id, (one.id, Some(one.revision)), &way).await? {
        return Ok(false);
    }
    let posting = posting_of(tx, tenant, one).await?;
    let event = spoken(to, reason, through, now);
    queries::note(tx, tenant.id, (one.id, posting.org), &event).await?;
    let what = if is_declined { What::Declined } else { What::TakenBack };
    tell_employer(tx, (tenant, now), &posting, what).await?;
    Ok(true)
}

/// What the applicant says of whether they are still there: yes or no once they are asked, before and after that how it ended and
/// when.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct StayForm {
    says: String,
    gone: String,
    day: String,
}

pub(super) async fn stay(member: Member, Path(path): Path<MyPath>, Form(form): Form<StayForm>) -> AppResult<Response> {
    let now = member.now();
    let (tenant, mut tx, one) = own(&member, urls::STAY, path.application).await?;
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let Some(says) = Says::parse(&form.says) else {
        return leave(&member, (&tenant, tx), &one, (form, today)).await;
    };
    // What they say is known, or settled.
    if one.stay.applicant == Some(says) || one.status == says.settles() {
        return Ok(redirect(urls::MINE, Some(Flash::AlreadyDone)));
    }
    let stay = Stay { applicant: Some(says), ..one.stay };
    if !is_asked(&one, today) || !queries::say_stay(&mut tx, tenant.id, (one.id, one.revision), stay, now).await? {
        drop(tx);
        return overtaken(&member, &one, TypedFields::default()).await;
    }
    let posting = posting_of(&mut tx, &tenant, &one).await?;
    tell_employer(&mut tx, (&tenant, now), &posting, What::StaySaid).await?;
    tx.commit().await?;
    Ok(redirect(urls::MINE, Some(Flash::StaySaid)))
}

/// They never began, or have left, be it after 90 days: nobody knows that better, and nobody has to be asked about it again.
async fn leave(
    member: &Member,
    (tenant, mut tx): (&Tenant, WriteTx),
    one: &Application,
    (form, today): (StayForm, NaiveDate),
) -> AppResult<Response> {
    let now = member.now();
    if one.status == Status::Left || one.ended_on.is_some() {
        return Ok(redirect(urls::MINE, Some(Flash::AlreadyDone)));
    }
    let fields = TypedFields { gone: form.gone.clone(), day: form.day.clone(), ..TypedFields::default() };
    let Some(to) = one.after(Step::Leave).filter(|_| may_leave(one, today)) else {
        drop(tx);
        return overtaken(member, one, fields).await;
    };
    let mut errors = Errors::default();
    let read = read_end(one, (&form.gone, &form.day), today, member.context().t(), &mut errors);
    let Some(gone) = read else {
        drop(tx);
        let typed = Typed { application: one.id, fields, is_conflict: false, errors };
        return show_all(member, Some(typed)).await;
    };
    let reason = gone.0.code();
    let (left_on, ended_on) = days(to, gone.1);
    let way = ApplicationMove { reason, left_on, ended_on, ..ApplicationMove::plain(one.status, to, now) };
    if !queries::move_application(&mut tx, tenant.id, (one.id, Some(one.revision)), &way).await? {
        drop(tx);
        return overtaken(member, one, fields).await;
    }
    let posting = posting_of(&mut tx, tenant, one).await?;
    let event = spoken(Status::Left, reason, None, now);
    queries::note(&mut tx, tenant.id, (one.id, posting.org), &event).await?;
    tell_gone(&mut tx, (tenant, now), &posting, gone, event.side).await?;
    tx.commit().await?;
    Ok(redirect(urls::MINE, Some(Flash::StaySaid)))
}

/// Where the day on which work ended is kept: they have left, or did so after they had been there for 90 days.
pub(super) fn days(to: Status, day: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
    if to == Status::Left { (Some(day), None) } else { (None, Some(day)) }
}

/// Tells whoever hires and the community's staff, but not who says so, that somebody never began or has left.
pub(super) async fn tell_gone(
    tx: &mut WriteTx,
    (tenant, now): (&Tenant, DateTime<Utc>),
    posting: &Posting,
    (gone, on): (Gone, NaiveDate),
    by_side: &str,
) -> AppResult<()> {
    let what = || What::Gone { how: gone.code().to_owned(), on };
    if by_side != "community" {
        // To staff, with the way to their own page of it.
        let news = super::news_of(tenant.id, None, posting.id, &posting.content.title, what());
        announce(tx, Audience::Staff(tenant.id), news, now).await?;
    }
    if posting.org.is_some() && by_side != "employer" {
        tell_employer(tx, (tenant, now), posting, what()).await?;
    }
    Ok(())
}
