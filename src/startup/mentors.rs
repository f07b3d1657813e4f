//! How somebody with an account comes to go along with a founder, and how that ends. Staff choose them among those who live or
//! work here; the founder says yes, in their account or on paper, before anybody reads anything.

use axum::response::Response;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::case::{CasePath, Draft, hold, show_case, show_overtaken};
use super::forms::{AgreeForm, MentorEndForm, MentorForm, ValidMentor};
use super::mentor::{EndedBy, Mentoring, Shares, State};
use super::model::Case;
use super::news::{MentoringNews, What};
use super::queries::NewMentor;
use super::{mine, queries, urls};
use crate::access::{Member, Staff};
use crate::accounts;
use crate::db::{MentoringId, PersonId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::residents::masked;
use crate::residents::queries::{of_person, records};
use crate::vendors::members::invite::count_try;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

pub(super) async fn choose(
    staff: Staff,
    Path(path): Path<CasePath>,
    Form(form): Form<MentorForm>,
) -> AppResult<Response> {
    let (tenant, t, now) = (staff.tenant()?.clone(), staff.context().t(), staff.now());
    let (mut tx, case) = hold(&staff, path.case).await?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let url = urls::case(&tenant, case.id);
    let chosen = queries::mentors(&mut tx, tenant.id, case.id).await?;
    if chosen.iter().any(|one| one.id == id) {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    if !case.status.is_open() || chosen.iter().any(|one| one.ended.is_none()) {
        drop(tx);
        return show_overtaken(&staff, path.case, Draft { mentor: form, ..Draft::default() }).await;
    }
    let is_paper = case.person.is_none();
    let mut errors = Errors::default();
    let found = match form.check(is_paper, t, &mut errors) {
        Some(valid) => match find(&staff, &mut tx, &valid).await? {
            None => {
                errors.add("mentor_phone", t.startup.error_mentor_unknown);
                None
            }
            Some(person) if case.person == Some(person) => {
                errors.add("mentor_phone", t.startup.error_mentor_self);
                None
            }
            Some(person) => Some((person, valid)),
        },
        None => None,
    };
    let Some((person, valid)) = found else {
        drop(tx);
        return show_case(&staff, path.case, Draft { mentor: form, errors, ..Draft::default() }).await;
    };
    let (name, paper_kept) = (valid.name.as_str(), valid.paper_kept.as_str());
    let new = NewMentor { id, case: case.id, person, name, paper_kept };
    if !queries::choose(&mut tx, tenant.id, &new, now).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let one = queries::mentor(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    if is_paper {
        queries::agree(&mut tx, tenant.id, &one, &Shares::default(), now).await?;
        tell_mentor(&mut tx, tenant.id, (&case, &one), What::Mentoring, now).await?;
    } else {
        let to = Audience::Resident(tenant.id, case.resident);
        announce(&mut tx, to, news(tenant.id, &one, &one.name, What::Chosen), now).await?;
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(if is_paper { Flash::Saved } else { Flash::MentorAsked })))
}

/// Whoever has this number and is called so, where they can sign in and belong to the community: of others nothing is told,
/// not even whether they have an account.
async fn find(staff: &Staff, tx: &mut WriteTx, valid: &ValidMentor) -> AppResult<Option<PersonId>> {
    let tenant = staff.tenant()?.id;
    let hash = staff.state().secrets().phone_hash(valid.phone.as_str());
    count_try(staff.state(), tenant.uuid(), &hash)?;
    let Some(person) = accounts::queries::person_by_phone(tx, &hash).await? else { return Ok(None) };
    tx.enter_person(person).await?;
    let called = accounts::queries::called(tx, person).await?;
    let is_called_so = called.is_some_and(|called| called.name == valid.name.as_str());
    let signs_in = accounts::queries::password_hash(tx, person).await?.is_some();
    let belongs = queries::belongs(tx, tenant, person, staff.today()?).await?;
    Ok((is_called_so && signs_in && belongs).then_some(person))
}

pub(super) async fn end(
    staff: Staff,
    Path(path): Path<CasePath>,
    Form(form): Form<MentorEndForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let (mut tx, case) = hold(&staff, path.case).await?;
    let one = of_case(&mut tx, tenant.id, &case, form.mentoring).await?;
    let is_done = end_one(&mut tx, tenant.id, (&case, &one), EndedBy::Staff, staff.now()).await?;
    if is_done {
        tx.commit().await?;
    }
    let flash = if is_done { Flash::MentorEnded } else { Flash::AlreadyDone };
    Ok(redirect(&urls::case(&tenant, case.id), Some(flash)))
}

/// The founder says yes, or lets their mentor read something else.
pub(super) async fn agree(
    member: Member,
    Path(path): Path<CasePath>,
    Form(form): Form<AgreeForm>,
) -> AppResult<Response> {
    let (mut tx, home, case) = mine::hold(&member, path.case, urls::MY_MENTOR).await?;
    let (tenant, now, shares) = (home.tenant.id, member.now(), form.shares());
    let one = of_case(&mut tx, tenant, &case, form.mentoring).await?;
    if matches!(one.state(case.status), State::Over(_)) {
        drop(tx);
        return mine::show_overtaken(&member, &home, None).await;
    }
    let url = urls::mine(home.record);
    if one.agreed_at.is_some() && one.shares == shares {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    queries::agree(&mut tx, tenant, &one, &shares, now).await?;
    if one.agreed_at.is_none() {
        tell_mentor(&mut tx, tenant, (&case, &one), What::Mentoring, now).await?;
        announce(&mut tx, Audience::Staff(tenant), news(tenant, &one, &one.name, What::Agreed), now).await?;
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Saved)))
}

/// The founder says no, or would rather not any more.
pub(super) async fn refuse(
    member: Member,
    Path(path): Path<CasePath>,
    Form(form): Form<MentorEndForm>,
) -> AppResult<Response> {
    let (mut tx, home, case) = mine::hold(&member, path.case, urls::MY_MENTOR_END).await?;
    let one = of_case(&mut tx, home.tenant.id, &case, form.mentoring).await?;
    let is_done = end_one(&mut tx, home.tenant.id, (&case, &one), EndedBy::Founder, member.now()).await?;
    if is_done {
        tx.commit().await?;
    }
    let flash = if is_done { Flash::MentorEnded } else { Flash::AlreadyDone };
    Ok(redirect(&urls::mine(home.record), Some(flash)))
}

/// The one of a case that a form names; another case's is not there.
async fn of_case(tx: &mut impl Tx, tenant: TenantId, case: &Case, id: Option<MentoringId>) -> AppResult<Mentoring> {
    let id = id.ok_or(AppError::BadRequest)?;
    let found = queries::mentor(tx, tenant, id).await?;
    found.filter(|one| one.case == case.id).ok_or(AppError::NotFound)
}

fn news(tenant: TenantId, one: &Mentoring, name: &str, what: What) -> News {
    News::Mentoring(MentoringNews { tenant, case: one.case, mentoring: one.id, name: name.to_owned(), what })
}

/// Tells whoever goes along, to whom the founder is named as staff see them.
async fn tell_mentor(
    tx: &mut WriteTx,
    tenant: TenantId,
    (case, one): (&Case, &Mentoring),
    what: What,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let record = records::record(tx, tenant, case.resident).await?;
    let founder = masked(record.as_ref().map_or("", |record| record.name.as_str()));
    announce(tx, Audience::Person(one.person), news(tenant, one, &founder, what), now).await
}

/// Ends it, and tells those who did not; false when it was over before. That the case came to its end, its founder hears anyway.
pub(super) async fn end_one(
    tx: &mut WriteTx,
    tenant: TenantId,
    (case, one): (&Case, &Mentoring),
    by: EndedBy,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    if !queries::end_mentor(tx, tenant, one, by, now).await? {
        return Ok(false);
    }
    // Whoever was never agreed to knows of nothing.
    let was_agreed = one.agreed_at.is_some();
    if was_agreed && by != EndedBy::Mentor {
        tell_mentor(tx, tenant, (case, one), What::MentoringNoMore, now).await?;
    }
    if matches!(by, EndedBy::Staff | EndedBy::Mentor) {
        let to = Audience::Resident(tenant, case.resident);
        announce(tx, to, news(tenant, one, &one.name, What::NoMore), now).await?;
    }
    if matches!(by, EndedBy::Founder | EndedBy::Mentor) {
        let is_refused = !was_agreed && by == EndedBy::Founder;
        let what = if is_refused { What::Refused } else { What::Ended };
        announce(tx, Audience::Staff(tenant), news(tenant, one, &one.name, what), now).await?;
    }
    Ok(true)
}

/// Ends whatever of a case has no end yet.
pub(super) async fn end_all(
    tx: &mut WriteTx,
    tenant: TenantId,
    case: &Case,
    by: EndedBy,
    now: DateTime<Utc>,
) -> AppResult<()> {
    for one in queries::mentors(tx, tenant, case.id).await? {
        if one.ended.is_none() {
            end_one(tx, tenant, (case, &one), by, now).await?;
        }
    }
    Ok(())
}

/// Records are being deleted, and with them what their mentors go along with.
pub(super) async fn forget(tx: &mut WriteTx, tenant: TenantId, records: &[Uuid], now: DateTime<Utc>) -> AppResult<()> {
    let records: Vec<ResidentId> = records.iter().map(|id| (*id).into()).collect();
    for case in queries::of_residents(tx, tenant, &records).await? {
        end_all(tx, tenant, &case, EndedBy::Over, now).await?;
    }
    Ok(())
}

/// Ends it on both sides of a person: their account is about to go. The transaction ends up in the scope of the last of the
/// communities.
pub async fn forget_person(tx: &mut WriteTx, person: PersonId, now: DateTime<Utc>) -> AppResult<()> {
    for found in queries::mentored(tx, person).await? {
        tx.enter_tenant(found.tenant).await?;
        let Some(one) = queries::mentor(tx, found.tenant, found.id).await? else { continue };
        queries::lock(tx, found.tenant, one.case).await?;
        if let Some(case) = queries::case(tx, found.tenant, one.case).await? {
            end_one(tx, found.tenant, (&case, &one), EndedBy::Mentor, now).await?;
        }
    }
    for (tenant, record) in of_person(tx, person).await? {
        tx.enter_tenant(tenant).await?;
        for case in queries::of_residents(tx, tenant, &[record]).await? {
            queries::lock(tx, tenant, case.id).await?;
            end_all(tx, tenant, &case, EndedBy::Founder, now).await?;
        }
    }
    Ok(())
}
