//! A resident applies: they see beside each part what the employer would see of it, and choose.

use axum::response::Response;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Deserialize;

use super::content::paper_label;
use super::model::Status;
use super::news::What;
use super::pages::{ApplyPage, Applying, Hindrance, PartView};
use super::queries::{self, NewApplication, Shown};
use super::shared::{Offer, Part, Snapshot};
use super::side::employer;
use super::writing::PostingPath;
use super::{show, urls};
use crate::access::Member;
use crate::consents::{self, Purpose, Subject};
use crate::db::{JobApplicationId, PostingId, ResidentId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::announce;
use crate::recommendations;
use crate::residents::queries::records::{self, Record};
use crate::residents::{self, address};
use crate::tenancy::Tenant;
use crate::values::Line;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, Nav, Page, flashed, form_status, redirect};

/// Nobody younger works.
pub(crate) const WORKING_AGE: i32 = 16;

/// The form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ApplyForm {
    /// The application's id: sent twice, it is still one.
    pub key: Option<JobApplicationId>,
    /// Whose record it is.
    pub record: Option<ResidentId>,
    /// What is shared.
    pub part: Vec<String>,
    pub note: String,
    /// For what, where staff take it down.
    pub posting: Option<PostingId>,
    pub paper_kept: String,
    /// The same, where the answer to a recommendation is a no: both are asked on one page.
    pub paper_kept_no: String,
    /// With which link of a neighbour's; may be empty.
    pub referral: String,
    /// `yes` or `no`, where somebody answers a recommendation.
    pub answer: String,
}

impl ApplyForm {
    /// A word to the employer; may be empty.
    pub fn word(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        if self.note.trim().is_empty() {
            return Some(String::new());
        }
        errors.take("note", Line::<200>::parse(&self.note), |_| t.jobs.error_note.to_owned()).map(String::from)
    }
}

/// Whether somebody is too young to work, as far as their year of birth says.
pub(crate) fn is_too_young(record: &Record, today: NaiveDate) -> bool {
    record.birth_year.is_some_and(|year| today.year() - year < WORKING_AGE)
}

/// The parts of an offer with what the employer would see; and those of which there is nothing.
pub(crate) fn applying(
    form: &ApplyForm,
    record: &Record,
    offer: &Offer,
    lines: impl Fn(&Offer, Part) -> Option<Vec<String>>,
    t: &'static Messages,
) -> Applying {
    let part = |part: Part| {
        let lines = lines(offer, part)?;
        let is_on = form.part.iter().any(|code| code == part.code());
        Some(PartView { code: part.code(), label: part.label(t), lines, is_on })
    };
    let missing = Part::ALL.into_iter().filter(|part| lines(offer, *part).is_none());
    Applying {
        key: form.key.unwrap_or_else(JobApplicationId::generate).to_string(),
        record: record.id.to_string(),
        place: address(record, t),
        masked: offer.name.masked(),
        parts: Part::ALL.into_iter().filter_map(part).collect(),
        missing: missing.map(|part| part.label(t)).collect(),
        note: form.note.clone(),
    }
}

/// The record under which somebody lives here; the one that a form names, where it names one.
async fn record_of(member: &Member, tx: &mut impl Tx, wanted: Option<ResidentId>) -> AppResult<Option<Record>> {
    let tenant = member.tenant()?.id;
    let own = residents::queries::mine::of_person(tx, member.me().id).await?;
    let here: Vec<_> = own.into_iter().filter(|(of, _)| *of == tenant).map(|(_, id)| id).collect();
    let records = records::by_ids(tx, tenant, &here).await?;
    let mut records = records.into_iter().filter(|record| record.left_on.is_none());
    Ok(records.find(|record| wanted.is_none_or(|wanted| record.id == wanted)))
}

/// With which link of a neighbour's somebody comes.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ApplyQuery {
    referral: String,
}

pub(super) async fn begin(
    member: Member,
    Path(path): Path<PostingPath>,
    Query(query): Query<ApplyQuery>,
) -> AppResult<Response> {
    let form = ApplyForm { referral: query.referral, ..ApplyForm::default() };
    show_form(&member, path.posting, form, Typed::default()).await
}

/// What came of sending the form.
#[derive(Default)]
struct Typed {
    /// Whether it was sent: then whatever stands in the way stands in its way.
    is_sent: bool,
    errors: Errors,
}

async fn show_form(member: &Member, id: PostingId, form: ApplyForm, typed: Typed) -> AppResult<Response> {
    let (tenant, context) = (member.tenant()?, member.context());
    let (t, locale, today) = (context.t(), context.locale, today(member)?);
    let mut tx = member.read().await?;
    let Some(shown) = queries::shown(&mut tx, tenant.id, id).await? else {
        drop(tx);
        let kept = typed.is_sent.then_some(form.note);
        return show::show_gone(show::Reader::Member(member), id, kept).await;
    };
    let record = record_of(member, &mut tx, form.record).await?;
    let (hindrance, offer) = match &record {
        None => (Some(Hindrance::NoRecord), None),
        Some(record) => {
            let family = residents::queries::family(&mut tx, tenant.id, record.id).await?;
            let has_applied = queries::alive(&mut tx, tenant.id, id, &family).await?;
            let secrets = member.state().secrets();
            let offer = Offer::of(&mut tx, (secrets, tenant.id), record, today).await?;
            let young = is_too_young(record, today).then_some(Hindrance::TooYoung);
            (has_applied.then_some(Hindrance::Applied).or(young), Some(offer))
        }
    };
    let referred = match form.referral.as_str() {
        "" => None,
        code => recommendations::line(&mut tx, tenant, (code, id), t).await?,
    };
    drop(tx);
    let content = &shown.content;
    let closed = show::closed(shown.status.on(today, content.valid_until), t);
    let is_open = closed.is_none() && hindrance.is_none();
    let page = Page::new(member.state(), context, Some(member.me()), member.flash(), t.jobs.apply_for(&content.title));
    let whole = |offer: &Offer, part| offer.lines(part, locale);
    let template = ApplyPage {
        page: page.at(Nav::Jobs).unlisted(),
        list_url: urls::list(tenant),
        posting_url: urls::posting(tenant, id),
        title: content.title.clone(),
        employer: content.employer.clone(),
        pay: content.pay.line(t),
        papers: content.certificates.iter().map(|kind| paper_label(*kind, t)).collect(),
        action: urls::apply(tenant, id),
        closed,
        is_sent: typed.is_sent,
        referral: if referred.is_some() { form.referral.clone() } else { String::new() },
        referred,
        kept_note: if is_open { String::new() } else { form.note.clone() },
        hindrance,
        applying: record
            .zip(offer)
            .filter(|_| is_open)
            .map(|(record, offer)| applying(&form, &record, &offer, whole, t)),
        errors: typed.errors,
    };
    let status = form_status(&template.errors, typed.is_sent && template.closed.is_some());
    flashed(member.flash(), status, &template)
}

fn today(member: &Member) -> AppResult<NaiveDate> {
    Ok(member.now().with_timezone(&member.tenant()?.time_zone).date_naive())
}

pub(super) async fn apply(
    member: Member,
    Path(path): Path<PostingPath>,
    Form(form): Form<ApplyForm>,
) -> AppResult<Response> {
    let (tenant, t, today) = (member.tenant()?.clone(), member.context().t(), today(&member)?);
    let mut tx = member.write_home(tenant.id, urls::APPLY).await?;
    // As long as this lasts the posting is neither filled nor taken down.
    queries::hold_open(&mut tx, tenant.id, path.posting).await?;
    if !queries::was_public(&mut tx, tenant.id, path.posting).await? {
        return Err(AppError::NotFound);
    }
    let id = form.key.ok_or(AppError::BadRequest)?;
    let record = record_of(&member, &mut tx, form.record).await?;
    if let Some(record) = &record
        && has_applied(&mut tx, &tenant, (path.posting, id), record.id).await?
    {
        return Ok(redirect(urls::MINE, Some(Flash::AlreadyDone)));
    }
    let Some(shown) = queries::shown(&mut tx, tenant.id, path.posting).await? else {
        drop(tx);
        return show_form(&member, path.posting, form, Typed { is_sent: true, ..Typed::default() }).await;
    };
    let is_open = shown.status.on(today, shown.content.valid_until) == Status::Published;
    let record = record.filter(|record| is_open && !is_too_young(record, today));
    let Some(record) = record else {
        drop(tx);
        let errors = if is_open { Errors::of("steps", t.jobs.error_cannot_apply) } else { Errors::default() };
        return show_form(&member, path.posting, form, Typed { is_sent: true, errors }).await;
    };
    let mut errors = Errors::default();
    let note = form.word(t, &mut errors);
    let taken = take(&mut tx, member.state().secrets(), &tenant, (id, &record), &form, today).await?;
    if taken.is_none() {
        errors.add("part", t.jobs.error_part_gone);
    }
    let referral = match form.referral.as_str() {
        "" => None,
        code => match recommendations::allow(&mut tx, &tenant, (code, path.posting), record.id).await? {
            Ok(referral) => Some(referral),
            Err(refusal) => {
                errors.add("steps", refusal.text(t));
                None
            }
        },
    };
    let (Some(note), Some(snapshot)) = (note, taken.filter(|_| errors.is_empty())) else {
        drop(tx);
        return show_form(&member, path.posting, form, Typed { is_sent: true, errors }).await;
    };
    let new = NewApplication {
        id,
        posting: path.posting,
        org: shown.org,
        resident: record.id,
        snapshot: &snapshot,
        note: &note,
        paper: None,
        now: member.now(),
    };
    let is_kept = keep(&mut tx, &tenant, &shown, &new).await?;
    if is_kept {
        if let Some(referral) = &referral {
            recommendations::keep_use(&mut tx, &tenant, (referral, record.id), (id, &shown), member.now()).await?;
        }
        tx.commit().await?;
    }
    Ok(redirect(urls::MINE, Some(if is_kept { Flash::JobApplied } else { Flash::AlreadyDone })))
}

/// Whether the form was sent before, whatever has become of the posting meanwhile, or the person has an application for it
/// that is alive.
async fn has_applied(
    tx: &mut WriteTx,
    tenant: &Tenant,
    (posting, id): (PostingId, JobApplicationId),
    resident: ResidentId,
) -> AppResult<bool> {
    let family = residents::queries::family(tx, tenant.id, resident).await?;
    let sent = queries::application(tx, tenant.id, None, id).await?;
    let is_theirs = sent.is_some_and(|sent| sent.posting == posting && family.contains(&sent.resident));
    Ok(is_theirs || queries::alive(tx, tenant.id, posting, &family).await?)
}

/// What is chosen, as it is now; none where a part of it is not there any more.
pub(crate) async fn take(
    tx: &mut WriteTx,
    secrets: &crate::secrets::Secrets,
    tenant: &Tenant,
    (id, record): (JobApplicationId, &Record),
    form: &ApplyForm,
    today: NaiveDate,
) -> AppResult<Option<Snapshot>> {
    let parts = Part::among(&form.part);
    if parts.contains(&Part::Talent) || parts.contains(&Part::Certificates) {
        // What is shared with a consent alone is shared while it holds; certificates of others stand in the same archive.
        consents::hold(tx, tenant.id, Subject::Resident(record.id), Purpose::Talent).await?;
    }
    let offer = Offer::of(tx, (secrets, tenant.id), record, today).await?;
    Snapshot::take(&offer, &parts, (secrets, id))
}

/// Keeps an application and tells whoever hires; false when it was kept before, or the person has one that is alive.
pub(crate) async fn keep(
    tx: &mut WriteTx,
    tenant: &Tenant,
    shown: &Shown,
    new: &NewApplication<'_>,
) -> AppResult<bool> {
    residents::queries::records::lock(tx, tenant.id, new.resident).await?;
    let family = residents::queries::family(tx, tenant.id, new.resident).await?;
    if queries::alive(tx, tenant.id, new.posting, &family).await?
        || !queries::insert_application(tx, tenant.id, new).await?
    {
        return Ok(false);
    }
    tell_employer(tx, (tenant, new.now), shown, What::Applied).await?;
    Ok(true)
}

async fn tell_employer(
    tx: &mut WriteTx,
    (tenant, now): (&Tenant, DateTime<Utc>),
    shown: &Shown,
    what: What,
) -> AppResult<()> {
    let news = super::news_of(tenant.id, shown.org, shown.id, &shown.content.title, what);
    announce(tx, employer(tenant, shown.org), news, now).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    #[test]
    fn a_word_may_be_left_out_and_is_short() {
        let t = Locale::ZhHans.messages();
        let word =
            |note: &str| ApplyForm { note: note.to_owned(), ..ApplyForm::default() }.word(t, &mut Errors::default());
        assert_eq!(word(" "), Some(String::new()));
        assert_eq!(word(" 周末也行 "), Some("周末也行".to_owned()));
        assert_eq!(word(&"长".repeat(201)), None);
    }
}
