//! For the person: what I applied for, what the employer sees of me, and where it stands.

use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};

use super::answers::Gone;
use super::desk_pages::EventView;
use super::pages::{MinePage, MyApplication, TypedFields};
use super::progress::{Status, Step, is_long_ago};
use super::queries::{self, Application, Told};
use super::said::meeting;
use super::steps::reason_text;
use super::urls;
use crate::access::Member;
use crate::accounts;
use crate::certificates::Standings;
use crate::db::{JobApplicationId, ResidentId, TenantId, Tx};
use crate::enrolments::Word;
use crate::error::AppResult;
use crate::residents;
use crate::tenancy::{Feature, Tenant};
use crate::web::form::Errors;
use crate::web::{Locale, Messages, Page, flashed, form_status, text};

/// The records of somebody in one community, with those that were merged into them.
pub(super) async fn whole(tx: &mut impl Tx, tenant: TenantId, records: &[ResidentId]) -> AppResult<Vec<ResidentId>> {
    let families = residents::queries::families(tx, tenant, records).await?;
    Ok(families.into_iter().map(|(_, record)| record).collect())
}

/// How somebody said what staff wrote down.
fn told(event: &Told) -> Option<Word> {
    event.word.as_deref().and_then(Word::parse)
}

/// Who wrote down what the applicant said, in words for the applicant or for whoever else reads it.
fn noted(event: &Told, (t, is_own): (&Messages, bool)) -> Option<String> {
    let word = told(event)?.label(t);
    let name = &event.by_name;
    Some(if is_own { t.jobs.told_through_mine(name, word) } else { t.jobs.told_through(name, word) })
}

/// Through whom the applicant gave the answer that holds, where they did not give it themselves; the latest step comes first.
pub(super) fn through<'a>(
    one: &Application,
    mut events: impl Iterator<Item = &'a Told>,
    reader: (&Messages, bool),
) -> Option<String> {
    let code = match one.status {
        Status::Interview => one.answers.meets?.code(),
        Status::Offer => one.answers.accepted?.code(),
        _ => return None,
    };
    noted(events.find(|event| event.note == code)?, reader)
}

/// A step of an application, as the applicant or whoever else reads it.
pub(super) fn event_view(
    event: &Told,
    (locale, is_own): (Locale, bool),
    now: DateTime<Utc>,
    tenant: &Tenant,
) -> EventView {
    let t = locale.messages();
    let by = match event.side.as_str() {
        "applicant" => t.jobs.by_applicant.to_owned(),
        "community" => noted(event, (t, is_own)).unwrap_or_else(|| t.jobs.by_community(&event.by_name)),
        _ => event.by_name.clone(),
    };
    let met = if event.to == Status::Interview.code() { meeting(&event.note, tenant.time_zone) } else { None };
    let note = match met {
        Some((at, place)) => t.jobs.interview_told(text::moment(locale, at, now, tenant.time_zone), place),
        None => reason_text(&event.note, t),
    };
    EventView {
        title: Status::parse(&event.to).map_or("", |status| status.label(t)),
        when: text::moment(locale, event.at, now, tenant.time_zone),
        by,
        note,
    }
}

/// What was typed for one of them and could not be done.
pub(super) struct Typed {
    pub application: JobApplicationId,
    pub fields: TypedFields,
    pub is_conflict: bool,
    pub errors: Errors,
}

impl Typed {
    /// What has no field to stand in any more, once somebody else was first.
    fn unsaved(&self, t: &Messages) -> Option<(String, String)> {
        let TypedFields { word, reason, gone, day } = &self.fields;
        let gone = Gone::parse(gone).map_or("", |gone| gone.label(t));
        let said: Vec<_> = [word.as_str(), gone, day.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
        let said = said.join(" · ");
        let is_lost = self.is_conflict && !(said.is_empty() && reason.is_empty());
        is_lost.then(|| (said, reason.clone()))
    }
}

pub(super) async fn show(member: Member) -> AppResult<Response> {
    show_all(&member, None).await
}

/// Everything I applied for, with what was typed in one of the forms.
pub(super) async fn show_all(member: &Member, typed: Option<Typed>) -> AppResult<Response> {
    let t = member.context().t();
    let mut applications: Vec<(DateTime<Utc>, MyApplication)> = Vec::new();
    let mut lists = Vec::new();
    for (tenant, own) in residents::by_community(member).await? {
        let mut tx = member.read_home(tenant.id).await?;
        let records = whole(&mut tx, tenant.id, &own).await?;
        let mine = queries::mine(&mut tx, tenant.id, &records).await?;
        let ids: Vec<_> = mine.iter().map(|one| one.id).collect();
        let events = queries::events(&mut tx, tenant.id, None, &ids).await?;
        let postings: Vec<_> = mine.iter().map(|one| one.posting.uuid()).collect();
        let titles = queries::titles(&mut tx, tenant.id, &postings).await?;
        drop(tx);
        if tenant.has(Feature::Jobs) {
            lists.push((tenant.name.clone(), urls::list(&tenant)));
        }
        for one in &mine {
            let title = titles.iter().find(|(id, ..)| *id == one.posting);
            let (_, title, employer) = title.cloned().unwrap_or((one.posting, String::new(), String::new()));
            let events: Vec<_> = events.iter().filter(|event| event.application == one.id).collect();
            let typed = typed.as_ref().filter(|typed| typed.application == one.id);
            applications.push((one.created_at, view(member, &tenant, one, (title, employer), &events, typed)?));
        }
    }
    applications.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let page = Page::new(member.state(), member.context(), Some(member.me()), member.flash(), t.jobs.mine).unlisted();
    let template = MinePage {
        page,
        me_url: accounts::urls::ME,
        applications: applications.into_iter().map(|(_, view)| view).collect(),
        lists,
        is_conflict: typed.as_ref().is_some_and(|typed| typed.is_conflict),
        unsaved: typed.as_ref().and_then(|typed| typed.unsaved(t)),
        errors: typed.map(|typed| typed.errors).unwrap_or_default(),
    };
    flashed(member.flash(), form_status(&template.errors, template.is_conflict), &template)
}

fn view(
    member: &Member,
    tenant: &Tenant,
    one: &Application,
    (title, employer): (String, String),
    events: &[&Told],
    typed: Option<&Typed>,
) -> AppResult<MyApplication> {
    let (t, locale, now) = (member.context().t(), member.context().locale, member.now());
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let (status, answers) = (one.status, &one.answers);
    let may_answer = may_answer(one, now);
    let is_offered = status.after(Step::Accept).is_some() && answers.accepted.is_none();
    let fields = typed.map(|typed| typed.fields.clone());
    let interview = one
        .interview_at
        .filter(|_| status == Status::Interview)
        .map(|at| t.jobs.interview_at(text::moment(locale, at, now, tenant.time_zone), &one.interview_place));
    Ok(MyApplication {
        id: one.id.to_string(),
        community: tenant.name.clone(),
        title,
        employer,
        url: tenant.has(Feature::Jobs).then(|| urls::posting(tenant, one.posting)),
        status: one.standing(t),
        is_live: one.status.is_pending(),
        interview,
        reason: reason_text(&one.reason, t),
        shown: one.snapshot.shown((member.state().secrets(), one.id), locale, &Standings::new())?,
        note: one.note.clone(),
        events: events.iter().map(|event| event_view(event, (locale, true), now, tenant)).collect(),
        unsharing: (is_hired(one) && !one.snapshot.is_forgotten).then(|| urls::withdrawal(one.id)),
        withdrawal: status.after(Step::Withdraw).map(|_| urls::withdrawal(one.id)),
        revision: one.revision,
        answering: may_answer.then(|| urls::answer(one.id)),
        meets: answers.meets.filter(|_| status == Status::Interview).map(|meets| meets.label(t)),
        meets_word: answers.word.clone(),
        through: through(one, events.iter().copied(), (t, true)),
        accepting: is_offered.then(|| urls::answer(one.id)),
        accepted: answers.accepted.filter(|_| status == Status::Offer).map(|accepted| accepted.label(t)),
        stay: is_asked(one, today).then(|| urls::stay(one.id)),
        leaving: may_leave(one, today).then(|| urls::stay(one.id)),
        is_kept: status == Status::Retained,
        gone: Gone::ALL.map(|gone| (gone.code(), gone.label(t))),
        left_on: one.gone_on().map(|day| text::date(locale, day)),
        is_typed: typed.is_some(),
        fields: fields.unwrap_or_else(|| TypedFields { day: today.to_string(), ..TypedFields::default() }),
        errors: typed.map(|typed| typed.errors.clone()).unwrap_or_default(),
        said: one.stay.applicant.filter(|_| one.status == Status::Hired).map(|says| says.label(t)),
        is_over: one.is_over(),
    })
}

/// Whether somebody works there.
fn is_hired(one: &Application) -> bool {
    matches!(one.status, Status::Hired | Status::Retained) && !one.is_over()
}

/// Whether the applicant may still say whether they come to an interview.
pub(super) fn may_answer(one: &Application, now: DateTime<Utc>) -> bool {
    one.status.after(Step::Answer).is_some() && one.interview_at.is_some_and(|at| at > now)
}

/// Whether the applicant is asked whether they are still there, and has not answered.
pub(super) fn is_asked(one: &Application, today: NaiveDate) -> bool {
    one.status == Status::Hired && one.stay.applicant.is_none() && is_long_ago(one.hired_on, today)
}

/// Whether they may say before that that they never began or have left, or after it that they have left since.
pub(super) fn may_leave(one: &Application, today: NaiveDate) -> bool {
    one.after(Step::Leave).is_some() && (one.status == Status::Retained || !is_long_ago(one.hired_on, today))
}

/// What communities keep of a person's applications, for their copy of it: about what, and what.
pub async fn entries(member: &Member) -> AppResult<Vec<(String, &'static str, String)>> {
    let (t, locale) = (member.context().t(), member.context().locale);
    let mut entries = Vec::new();
    for (tenant, own) in residents::by_community(member).await? {
        let mut tx = member.read_home(tenant.id).await?;
        let records = whole(&mut tx, tenant.id, &own).await?;
        let mine = queries::mine(&mut tx, tenant.id, &records).await?;
        let postings: Vec<_> = mine.iter().map(|one| one.posting.uuid()).collect();
        let titles = queries::titles(&mut tx, tenant.id, &postings).await?;
        drop(tx);
        for one in &mine {
            let title = titles.iter().find(|(id, ..)| *id == one.posting);
            let day = one.created_at.with_timezone(&tenant.time_zone).date_naive().to_string();
            let mut parts = vec![day, one.standing(t).to_owned()];
            parts.extend(title.map(|(_, title, employer)| format!("{employer} {title}")));
            let shown = one.snapshot.shown((member.state().secrets(), one.id), locale, &Standings::new())?;
            parts.extend(shown.into_iter().flat_map(|(_, lines)| lines));
            let answers = &one.answers;
            let said = [answers.meets.map(|meets| meets.label(t)), answers.accepted.map(|accepted| accepted.label(t))];
            parts.extend(said.into_iter().flatten().map(|said| t.jobs.you_answered(said)));
            let words = [one.note.clone(), answers.word.clone(), reason_text(&one.reason, t)];
            parts.extend(words.into_iter().filter(|part| !part.is_empty()));
            parts.extend(one.gone_on().map(|day| day.to_string()));
            entries.push((tenant.name.clone(), t.jobs.mine, parts.join(" · ")));
        }
    }
    Ok(entries)
}
