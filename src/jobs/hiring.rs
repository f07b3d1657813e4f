//! One who applied, for whoever hires: what they share, and what becomes of it. Opening an application moves it nowhere: that it
//! was looked at, the employer says with a button or by the first step that they take. But who read what, the applicant can read.

use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::answering::{days, tell_gone};
use super::answers::{Consent, Gone, Meets, Offered};
use super::applicants::masked;
use super::closing::fill;
use super::desk_pages::ApplicationPage;
use super::forms::StepForm;
use super::mine::{event_view, through};
use super::news::What;
use super::progress::{Status, Step, is_long_ago};
use super::queries::{self, Application, ApplicationMove, Event, Posting};
use super::said::{Said, check, kept_meeting};
use super::side::{Door, Links, Side};
use super::stay::{Says, Stay};
use super::steps::reason_text;
use super::told::{Answer, ToldForm, may_note};
use super::urls;
use crate::db::{JobApplicationId, PersonId, PostingId, ResidentId, TenantId, ViewId, WriteTx};
use crate::enrolments::Word;
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, announce};
use crate::recommendations;
use crate::residents::queries::views::{self, NewView, Under};
use crate::residents::{self, Reason};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, flashed, form_status, redirect, text};

/// The path of an application at either desk.
#[derive(Deserialize)]
pub(super) struct ApplicationPath {
    /// The community's word, in an organization's addresses.
    #[serde(default)]
    community: String,
    pub posting: PostingId,
    pub application: JobApplicationId,
}

/// The name as the one who looks may see it: whoever does not hire sees the masked one.
fn shown_name(side: &Side, posting: &Posting, application: &Application) -> String {
    let snapshot = &application.snapshot;
    let is_whole = side.hires(posting) && !snapshot.name.is_empty();
    if is_whole { snapshot.name.clone() } else { masked(side, application) }
}

/// What was typed and could not be done.
#[derive(Default)]
pub(super) struct Typed {
    pub form: StepForm,
    pub told: ToldForm,
    pub is_conflict: bool,
    pub errors: Errors,
}

pub(super) async fn show<D: Door>(door: D, Path(path): Path<ApplicationPath>) -> AppResult<Response> {
    let side = door.side(&path.community).await?;
    show_one(&side, path.posting, path.application, Typed::default()).await
}

/// An application for a posting that is seen from a side.
pub(super) async fn find(
    side: &Side,
    tx: &mut impl crate::db::Tx,
    posting: PostingId,
    id: JobApplicationId,
) -> AppResult<(Posting, Application)> {
    let posting = side.posting(tx, posting).await?;
    let application = queries::application(tx, side.tenant()?.id, side.org(), id).await?;
    let application = application.filter(|one| one.posting == posting.id).ok_or(AppError::NotFound)?;
    Ok((posting, application))
}

pub(super) async fn show_one(
    side: &Side,
    posting: PostingId,
    id: JobApplicationId,
    typed: Typed,
) -> AppResult<Response> {
    let (tenant, t, locale) = (side.tenant()?, side.t(), side.context().locale);
    let mut tx = side.read().await?;
    let (posting, application) = find(side, &mut tx, posting, id).await?;
    let events = queries::events(&mut tx, tenant.id, side.org(), &[id]).await?;
    let vouch = recommendations::of_applications(&mut tx, tenant, &[id], t).await?.remove(&id);
    let is_of_employer = side.is_of_employer(&mut tx, &posting).await?;
    drop(tx);
    let person = side.person_of(application.resident).await?;
    let is_own = person == Some(side.me().id);
    let status = application.status;
    let stay = application.stay;
    // Who vouched, and in which words, goes with what they shared.
    let vouch = vouch.filter(|_| !application.is_over() && !application.snapshot.is_forgotten);
    let is_shared = side.hires(&posting) && !application.is_over();
    let mut numbers = if is_shared { application.snapshot.numbers() } else { Vec::new() };
    let vouched = vouch.as_ref().and_then(|vouch| vouch.certificate.as_ref()).map(|(_, number, _)| number.clone());
    numbers.extend(vouched.clone());
    let standings = side.standings(&numbers).await?;
    // Whoever has answered whether somebody is still there has done so; where the applicant says something else, the
    // community decides.
    let is_answered = |step| side.org().is_some() && says(step, &application).is_some() && stay.employer.is_some();
    let may =
        |step| !is_own && application.after(step).is_some() && is_due(step, &application, side) && !is_answered(step);
    let consent = consent(&application, person);
    let is_asked = is_long_ago(application.hired_on, side.today()?);
    let answers = &application.answers;
    let may_tell =
        |answer: Answer| may_note(side, &posting, (person, is_of_employer)) && answer.is_open(&application, side.now());
    let mut form = typed.form;
    if form.step.is_empty() {
        form.day = side.today()?.to_string();
    }
    let shown = if is_shared {
        if !is_own && !application.snapshot.is_forgotten {
            put_on_record(side, &posting, &application).await?;
        }
        application.snapshot.shown((side.secrets(), id), locale, &standings)?
    } else {
        vec![(t.jobs.part_name, vec![masked(side, &application)])]
    };
    let links = Links::of(side, posting.id)?;
    let record_url = match side {
        Side::Staff(_) => Some(residents::urls::resident(tenant, application.resident)),
        Side::Org(..) => None,
    };
    let template =
        ApplicationPage {
            page: side.page(shown_name(side, &posting, &application)),
            console_url: side.console_url(),
            desk_url: links.desk,
            posting_url: links.posting,
            list_url: links.applications,
            title: posting.content.title.clone(),
            status: application.standing(t),
            is_live: status.is_pending(),
            shown,
            is_masked: application.is_over() || !side.hires(&posting),
            // A word to the employer is the employer's to read.
            note: if side.hires(&posting) { application.note.clone() } else { String::new() },
            by: (!application.by_name.is_empty()).then(|| t.jobs.on_paper_by(&application.by_name)),
            interview: application.interview_at.map(|at| {
                t.jobs
                    .interview_at(text::moment(locale, at, side.now(), tenant.time_zone), &application.interview_place)
            }),
            meets: answers.meets.filter(|_| status == Status::Interview).map(|meets| meets.label(t)),
            meets_word: if side.hires(&posting) { answers.word.clone() } else { String::new() },
            accepted: answers.accepted.filter(|_| status == Status::Offer).map(|accepted| accepted.label(t)),
            awaits_answer: (status == Status::Offer && consent == Consent::Awaited)
                .then_some(if posting.org.is_some() { t.jobs.awaits_answer } else { t.jobs.awaits_answer_own }),
            by_word: consent == Consent::ByWord,
            reason: reason_text(&application.reason, t),
            left_on: application.gone_on().map(|day| text::date(locale, day)),
            record_url,
            events: events.iter().map(|event| event_view(event, (locale, is_own), side.now(), tenant)).collect(),
            steps_action: format!("{}/steps", urls::application(tenant, side.org(), posting.id, id)),
            revision: application.revision,
            may_view: may(Step::View),
            may_invite: may(Step::Invite),
            may_offer: may(Step::Offer),
            may_hire: may(Step::Hire) && consent != Consent::Awaited,
            may_keep: may(Step::Keep),
            may_leave: may(Step::Leave) && is_asked && status == Status::Hired,
            may_leave_early: may(Step::Leave) && (!is_asked || status == Status::Retained),
            is_kept: status == Status::Retained,
            gone: Gone::ALL.map(|gone| (gone.code(), gone.label(t))),
            may_reject: may(Step::Reject),
            told_action: may_tell(Answer::Withdrawn).then(|| urls::word(tenant, posting.id, id)),
            may_tell_meets: may_tell(Answer::Meets(Meets::Comes)),
            may_tell_accepted: may_tell(Answer::Accepted),
            words: Word::ALL.map(|word| (word.code(), word.label(t))).to_vec(),
            told: typed.told,
            through: through(&application, events.iter(), (t, is_own)),
            vouch,
            vouch_stands: vouched.and_then(|number| standings.get(&number).cloned()),
            applicant_says: stay.applicant.filter(|_| status == Status::Hired).map(|says| says.label(t)),
            employer_says: stay.employer.filter(|_| status == Status::Hired).map(|says| says.label(t)),
            is_own,
            is_again: status == Status::Interview,
            form,
            is_conflict: typed.is_conflict,
            errors: typed.errors,
        };
    let status = form_status(&template.errors, template.is_conflict);
    flashed(side.flash(), status, &template)
}

/// Puts on record who reads what an applicant shares. No reason is asked: it was given to them to be read.
async fn put_on_record(side: &Side, posting: &Posting, application: &Application) -> AppResult<()> {
    let (tenant, me, now) = (side.tenant()?, side.me(), side.now());
    let detail = format!("{} · {}", posting.content.employer, posting.content.title);
    let look = NewView {
        id: ViewId::generate(),
        resident: application.resident,
        viewer_id: me.id,
        under: Under::Application(application.id, side.today()?),
        viewer: &me.name,
        role: match side {
            Side::Staff(staff) => staff.grant().role.code(),
            Side::Org(..) => views::EMPLOYER,
        },
        reason: Reason::Application.code(),
        detail: &detail,
        at: now,
        until: now,
    };
    let mut tx = side.write_look().await?;
    if views::insert(&mut tx, tenant.id, &look).await? {
        tx.commit().await?;
    }
    Ok(())
}

/// What a step says of whether somebody is still there after 90 days, as long as that is not settled.
fn says(step: Step, application: &Application) -> Option<Says> {
    Says::by(step).filter(|_| application.status == Status::Hired)
}

/// Nobody is still there after 90 days before 90 days are over.
fn is_due(step: Step, application: &Application, side: &Side) -> bool {
    step != Step::Keep || is_long_ago(application.hired_on, side.today().unwrap_or_default())
}

/// Whether somebody agreed to be hired. Those for whom staff have applied are not asked in an account, though they may have one.
fn consent(application: &Application, person: Option<PersonId>) -> Consent {
    Consent::of(&application.answers, application.by_name.is_empty() && person.is_some())
}

pub(super) async fn step<D: Door>(
    door: D,
    Path(path): Path<ApplicationPath>,
    Form(form): Form<StepForm>,
) -> AppResult<Response> {
    let side = door.side(&path.community).await?;
    take(&side, path.posting, path.application, form).await
}

async fn take(side: &Side, posting: PostingId, id: JobApplicationId, form: StepForm) -> AppResult<Response> {
    let (tenant, now) = (side.tenant()?.clone(), side.now());
    let mut tx = side.read().await?;
    // An application stays with its record.
    let (_, application) = find(side, &mut tx, posting, id).await?;
    drop(tx);
    let person = side.person_of(application.resident).await?;
    if person == Some(side.me().id) {
        return Err(AppError::Forbidden);
    }
    let mut tx = side.write().await?;
    // Whoever hires waits for whoever else does: nobody is hired beyond the openings.
    queries::lock(&mut tx, tenant.id, posting).await?;
    let (posting, application) = find(side, &mut tx, posting, id).await?;
    let url = urls::application(&tenant, side.org(), posting.id, id);
    let step = Step::parse(&form.step).ok_or(AppError::BadRequest)?;
    let to = application.after(step).filter(|_| is_due(step, &application, side));
    // How it ended, and when, is no answer to whether they are still there.
    let is_asked = application.status == Status::Hired && is_long_ago(application.hired_on, side.today()?);
    let is_late = form.says_how_it_ended() && is_asked;
    let Some(to) = to.filter(|_| application.revision == form.revision && !is_late) else {
        drop(tx);
        let said = check(side, (step, &application), &form, &mut Errors::default())?;
        let is_said = said.is_some_and(|said| said.is_kept(&application));
        if application.revision == form.revision + 1
            && is_said
            && Status::ALL.iter().any(|s| s.after(step) == Some(application.status))
        {
            return Ok(redirect(&url, Some(Flash::AlreadyDone)));
        }
        return show_one(side, posting.id, id, Typed { form, is_conflict: true, ..Typed::default() }).await;
    };
    let mut errors = Errors::default();
    let said = check(side, (step, &application), &form, &mut errors)?;
    let consent = consent(&application, person);
    if step == Step::Hire {
        demand_consent(consent, &form, side.t(), &mut errors);
    }
    let hired = queries::hired(&mut tx, tenant.id, posting.id).await?;
    if step == Step::Hire && (!posting.status.hires() || hired >= i64::from(posting.content.openings)) {
        errors.add("steps", side.t().jobs.error_full);
    }
    let Some(said) = said.filter(|_| errors.is_empty()) else {
        drop(tx);
        return show_one(side, posting.id, id, Typed { form, errors, ..Typed::default() }).await;
    };
    if let (Some(says), Some(_)) = (says(step, &application), side.org()) {
        let stay = Stay { employer: Some(says), ..application.stay };
        if application.stay.employer.is_some() {
            return Err(AppError::Forbidden);
        }
        if stay.settled().is_none() {
            return note_stay(side, tx, (&posting, &application), stay).await;
        }
    }
    if !carry_out(side, &mut tx, (&posting, &application), to, (said, consent)).await? {
        drop(tx);
        return show_one(side, posting.id, id, Typed { form, is_conflict: true, ..Typed::default() }).await;
    }
    // The last one is found.
    if to == Status::Hired && hired + 1 >= i64::from(posting.content.openings) {
        fill(&mut tx, (tenant.id, now), &posting).await?;
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::StepTaken)))
}

/// Takes a step that leads somewhere, and tells of it; false when somebody else was first.
async fn carry_out(
    side: &Side,
    tx: &mut WriteTx,
    (posting, application): (&Posting, &Application),
    to: Status,
    (said, consent): (Said, Consent),
) -> AppResult<bool> {
    let (tenant, now) = (side.tenant()?, side.now());
    let accepted = (to == Status::Hired && consent == Consent::ByWord).then_some(Offered::Told);
    let reason = said.gone.map_or(said.reason.clone(), |(gone, _)| gone.code().to_owned());
    let (left_on, ended_on) = said.gone.map(|(_, day)| days(to, day)).unwrap_or_default();
    let way = ApplicationMove {
        interview: said.interview.as_ref().map(|(at, place)| (*at, place.as_str())),
        reason: &reason,
        hired_on: if to == Status::Hired { Some(side.today()?) } else { None },
        accepted,
        left_on,
        ended_on,
        ..ApplicationMove::plain(application.status, to, now)
    };
    if !queries::move_application(tx, tenant.id, (application.id, Some(application.revision)), &way).await? {
        return Ok(false);
    }
    let note = match (&said.interview, accepted) {
        (Some((at, place)), _) => kept_meeting((*at, place), tenant.time_zone),
        (None, Some(accepted)) => accepted.code().to_owned(),
        (None, None) => reason.clone(),
    };
    let (by_side, by_name) = match side {
        Side::Staff(staff) => ("community", staff.me().name.as_str()),
        Side::Org(..) => ("employer", posting.content.employer.as_str()),
    };
    // That they were still there after 90 days was told when it was said.
    let to = if said.gone.is_some() { Status::Left } else { to };
    let event = Event { to, side: by_side, by_name, note: &note, word: None, at: now };
    queries::note(tx, tenant.id, (application.id, posting.org), &event).await?;
    if let Some(gone) = said.gone {
        tell_gone(tx, (tenant, now), posting, gone, by_side).await?;
    }
    tell(tx, (tenant.id, now), posting, application.resident, to, Said { reason, ..said }).await?;
    Ok(true)
}

/// Both sides have said whether somebody is still there, and not the same: the community is asked to decide.
async fn note_stay(
    side: &Side,
    mut tx: WriteTx,
    (posting, application): (&Posting, &Application),
    stay: Stay,
) -> AppResult<Response> {
    let (tenant, now) = (side.tenant()?, side.now());
    let url = urls::application(tenant, side.org(), posting.id, application.id);
    let seen = (application.id, application.revision);
    if !queries::say_stay(&mut tx, tenant.id, seen, stay, now).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let news = super::news_of(tenant.id, posting.org, posting.id, &posting.content.title, What::StayDiffers);
    announce(&mut tx, Audience::Staff(tenant.id), news, now).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::StaySaid)))
}

/// Nobody is hired who could answer and has not; of whom has nowhere to, whoever hires says that they agreed.
fn demand_consent(consent: Consent, form: &StepForm, t: &Messages, errors: &mut Errors) {
    match consent {
        Consent::Awaited => errors.add("steps", t.jobs.error_not_accepted),
        Consent::ByWord if form.agreed.is_none() => errors.add("agreed", t.jobs.error_agreed),
        Consent::ByWord | Consent::Given => {}
    }
}

/// Tells the applicant where they stand.
pub(super) async fn tell(
    tx: &mut WriteTx,
    (tenant, now): (TenantId, DateTime<Utc>),
    posting: &Posting,
    resident: ResidentId,
    to: Status,
    said: Said,
) -> AppResult<()> {
    let employer = posting.content.employer.clone();
    let what = match said.interview {
        Some((at, place)) => What::Invited { employer, at, place },
        None => What::Answered { employer, status: to.code().to_owned(), reason: said.reason },
    };
    let news = super::news_of(tenant, posting.org, posting.id, &posting.content.title, what);
    announce(tx, Audience::Resident(tenant, resident), news, now).await
}
