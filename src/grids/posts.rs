//! Posts are given, handed over on a day, looked after during a leave, and end.

use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::forms::{EndForm, How, PostForm, ValidPost};
use super::grid::{Draft, GridPath, show_grid};
use super::model::PostKind;
use super::queries::{self, NewPost, Post};
use super::urls;
use crate::access::Staff;
use crate::accounts::queries::{self as people, StoredPhone};
use crate::db::{GrantId, GridId, PersonId, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::secrets::Secrets;
use crate::values::{PersonName, Phone};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, redirect};

/// Whether two spans of days have one in common.
fn overlap(a: (NaiveDate, Option<NaiveDate>), b: (NaiveDate, Option<NaiveDate>)) -> bool {
    let has_days = |(first, last): (NaiveDate, Option<NaiveDate>)| last.is_none_or(|last| first <= last);
    has_days(a) && has_days(b) && a.1.is_none_or(|last| b.0 <= last) && b.1.is_none_or(|last| a.0 <= last)
}

pub(super) async fn give(staff: Staff, Path(path): Path<GridPath>, Form(form): Form<PostForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let (t, today, now) = (staff.context().t(), staff.today()?, staff.now());
    let mut tx = staff.write().await?;
    let grid = queries::grid(&mut tx, tenant.id, path.grid).await?.ok_or(AppError::NotFound)?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    // One post of a grid at a time: what is held is looked at below, and must still be so when the new one is stored.
    queries::lock(&mut tx, tenant.id, path.grid).await?;
    if queries::post(&mut tx, tenant.id, id).await?.is_some() {
        return Ok(redirect(&urls::grid(&tenant, path.grid), Some(Flash::AlreadyDone)));
    }
    let inside = queries::buildings(&mut tx, tenant.id, today).await?;
    let inside: Vec<_> = inside.into_iter().filter(|building| building.grid == Some(path.grid)).collect();
    let about = match form.instead {
        Some(instead) => Some(queries::post(&mut tx, tenant.id, instead).await?.ok_or(AppError::NotFound)?),
        None => None,
    };
    let is_here = |place: Uuid| place == path.grid.uuid() || inside.iter().any(|b| b.id.uuid() == place);
    if about.as_ref().is_some_and(|about| !is_here(about.place)) {
        return Err(AppError::NotFound);
    }
    let mut errors = Errors::default();
    let kind = about.as_ref().map(|about| about.kind).or_else(|| PostKind::parse(&form.kind));
    if kind.is_none() {
        errors.add("kind", t.grids.error_kind);
    }
    let place = match (&about, kind) {
        (Some(about), _) => Some(about.place),
        (None, Some(kind)) => form.place(path.grid, kind).filter(|place| is_here(*place)),
        (None, None) => None,
    };
    if place.is_none() && kind.is_some() {
        errors.add("building", t.grids.error_building);
    }
    let valid = form.check(today, t, &mut errors);
    let (Some(kind), Some(place), Some(valid)) = (kind, place, valid) else {
        drop(tx);
        return show_grid(&staff, path.grid, Draft { post: form, errors, ..Draft::default() }).await;
    };
    let held = queries::of_grid(&mut tx, tenant.id, &[place]).await?;
    let known = known(&mut tx, &staff, &valid).await?;
    let errors = match clash(&form, kind, &valid, about.as_ref(), (&held, known.as_ref()), t) {
        Some((field, error)) => Errors::of(field, error),
        None => other_name(&form, &valid, known.as_ref(), t),
    };
    if !errors.is_empty() {
        drop(tx);
        return show_grid(&staff, path.grid, Draft { post: form, errors, ..Draft::default() }).await;
    }
    let (person, _) = person_of(&mut tx, staff.state().secrets(), &valid.name, valid.phone.as_ref()).await?;
    let new = NewPost {
        id,
        person,
        kind,
        place,
        holder: &valid.name,
        phone: valid.phone.as_ref().filter(|_| valid.shows_phone).map(Phone::as_str),
        from: valid.from,
        to: valid.until,
        stands_in_for: about.as_ref().filter(|_| form.how() == How::StandIn).map(|about| about.id),
        by: Some(staff.grant().id),
    };
    let url = urls::grid(&tenant, path.grid);
    if !queries::give(&mut tx, tenant.id, &new).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    if let Some(about) = about.filter(|_| form.how() == How::HandOver)
        && let Some(last) = valid.from.pred_opt()
    {
        queries::end_on(&mut tx, tenant.id, about.id, last, staff.grant().id, now).await?;
    }
    let scope = match inside.iter().find(|building| building.id.uuid() == place) {
        Some(building) => format!("{}{}", building.estate_name, building.name),
        None => grid.code,
    };
    let news = News::PostGiven { tenant: tenant.id, post: kind.code().to_owned(), place: scope, from: valid.from };
    announce(&mut tx, Audience::Person(person), news, now).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::PostGiven)))
}

/// What of a new post does not go with those that are held, as field and message.
fn clash(
    form: &PostForm,
    kind: PostKind,
    valid: &ValidPost,
    about: Option<&Post>,
    (held, known): (&[Post], Option<&Known>),
    t: &Messages,
) -> Option<(&'static str, String)> {
    let days = (valid.from, valid.until);
    // Whoever has no number is known by the name: two of one name who look after one building are one.
    let is_them = |post: &Post| known.map_or(post.holder == valid.name, |known| known.id == post.person);
    let twice = held.iter().any(|other| {
        other.kind == kind
            && is_them(other)
            && about.is_none_or(|about| about.id != other.id)
            && overlap(days, (other.from, other.to))
    });
    if twice {
        return Some(("holder", t.grids.error_holds_it(&valid.name, kind.label(t))));
    }
    match (form.how(), about) {
        (How::HandOver, Some(about)) if valid.from <= about.from => Some(("from", t.grids.error_hand_over.to_owned())),
        (How::HandOver, Some(about)) if about.to.is_some_and(|last| last < valid.from) => {
            Some(("from", t.grids.error_hand_over_late.to_owned()))
        }
        (How::StandIn, Some(about)) => {
            let is_within =
                valid.from >= about.from && about.to.is_none_or(|last| valid.until.is_some_and(|until| until <= last));
            let is_covered =
                held.iter().any(|other| other.stands_in_for == Some(about.id) && overlap(days, (other.from, other.to)));
            if !is_within {
                Some(("until", t.grids.error_leave_outside.to_owned()))
            } else if is_covered {
                Some(("from", t.grids.error_leave_covered.to_owned()))
            } else {
                None
            }
        }
        // Nobody is there to hand over or to stand in for.
        (How::HandOver | How::StandIn, None) => Some(("kind", t.grids.error_kind.to_owned())),
        (How::Give | How::HandOver, _) => {
            let others = held.iter().filter(|other| about.is_none_or(|about| about.id != other.id));
            taken(kind, days, others).map(|other| ("kind", t.grids.error_held(kind.label(t), &other.holder)))
        }
    }
}

/// Somebody who has the number that was typed.
struct Known {
    id: PersonId,
    name: String,
}

/// Whoever has this number.
async fn known(tx: &mut WriteTx, staff: &Staff, valid: &ValidPost) -> AppResult<Option<Known>> {
    let Some(phone) = &valid.phone else { return Ok(None) };
    let hash = staff.state().secrets().phone_hash(phone.as_str());
    let Some(id) = people::person_by_phone(tx, &hash).await? else { return Ok(None) };
    tx.enter_person(id).await?;
    Ok(people::called(tx, id).await?.map(|called| Known { id, name: called.name }))
}

/// A number that goes by another name is a slip of the keyboard, unless staff say that it is one person.
fn other_name(form: &PostForm, valid: &ValidPost, known: Option<&Known>, t: &Messages) -> Errors {
    match known.filter(|known| known.name != valid.name && form.same.is_none()) {
        Some(known) => {
            let name = PersonName::parse(&known.name).map_or_else(|_| "**".to_owned(), |name| name.masked());
            Errors::of("same", t.grids.error_other_name(name))
        }
        None => Errors::default(),
    }
}

/// Which of the posts of a place keeps another one of a kind from being given for some days. A building may have two
/// leaders; a grid has one of each.
pub(super) fn taken<'a>(
    kind: PostKind,
    days: (NaiveDate, Option<NaiveDate>),
    held: impl IntoIterator<Item = &'a Post>,
) -> Option<&'a Post> {
    held.into_iter()
        .filter(|_| !kind.is_of_building())
        .find(|other| other.kind == kind && other.stands_in_for.is_none() && overlap(days, (other.from, other.to)))
}

/// Whoever has this number, else a person on paper, made here: without an account until staff give them a code. Tells whether
/// the person was made.
pub(super) async fn person_of(
    tx: &mut WriteTx,
    secrets: &Secrets,
    name: &str,
    phone: Option<&Phone>,
) -> AppResult<(PersonId, bool)> {
    let hash = phone.map(|phone| secrets.phone_hash(phone.as_str()));
    if let Some(hash) = &hash
        && let Some(person) = people::person_by_phone(tx, hash).await?
    {
        return Ok((person, false));
    }
    let person = PersonId::generate();
    tx.enter_person(person).await?;
    let stored = match phone {
        Some(phone) => {
            Some(StoredPhone { sealed: secrets.seal(person.uuid(), phone.as_str())?, masked: phone.masked() })
        }
        None => None,
    };
    people::insert_person(tx, person, name, stored.as_ref()).await?;
    if let Some(hash) = &hash {
        people::claim_phone(tx, hash, person).await?;
    }
    Ok((person, true))
}

/// The path of a post in a grid.
#[derive(Deserialize)]
pub(super) struct PostPath {
    grid: GridId,
    grant: GrantId,
}

pub(super) async fn end(staff: Staff, Path(path): Path<PostPath>, Form(form): Form<EndForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let today = staff.today()?;
    let mut tx = staff.write().await?;
    if !is_in_grid(&mut tx, tenant.id, &path, today).await? {
        return Err(AppError::NotFound);
    }
    let last = form.last.trim().parse::<NaiveDate>().ok().filter(|last| *last >= today);
    let Some(last) = last else {
        drop(tx);
        let errors = Errors::of("posts", staff.context().t().grids.error_last);
        return show_grid(&staff, path.grid, Draft { errors, ..Draft::default() }).await;
    };
    let done = queries::end_on(&mut tx, tenant.id, path.grant, last, staff.grant().id, staff.now()).await?;
    tx.commit().await?;
    let flash = if done { Flash::PostEnded } else { Flash::AlreadyDone };
    Ok(redirect(&urls::grid(&tenant, path.grid), Some(flash)))
}

async fn is_in_grid(tx: &mut WriteTx, tenant: TenantId, path: &PostPath, today: NaiveDate) -> AppResult<bool> {
    let Some(post) = queries::post(tx, tenant, path.grant).await? else { return Ok(false) };
    if post.place == path.grid.uuid() {
        return Ok(true);
    }
    let inside = queries::buildings(tx, tenant, today).await?;
    Ok(inside.iter().any(|building| building.grid == Some(path.grid) && building.id.uuid() == post.place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_days_meet_at_their_edges() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 12, d).unwrap();
        assert!(overlap((day(1), Some(day(5))), (day(5), None)));
        assert!(!overlap((day(1), Some(day(4))), (day(5), None)));
        assert!(overlap((day(9), None), (day(1), None)));
        assert!(!overlap((day(9), None), (day(1), Some(day(8)))));
        assert!(!overlap((day(9), Some(day(8))), (day(1), None)), "one that was taken back has no days");
    }
}
