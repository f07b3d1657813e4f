//! Who shows a learner the work (带教人): named when the company agrees, and anew when it is somebody else. With an account
//! of the company's they open the hour book themselves, and sign it.

use axum::response::Response;
use chrono::TimeDelta;
use serde::Deserialize;

use super::model::Status;
use super::news::{Parties, What, others};
use super::pages::MentorPage;
use super::queries;
use super::show::{Typed, show};
use super::side::{Door, PlacementPath, Side};
use super::urls;
use crate::access::OrgMember;
use crate::db::PersonId;
use crate::error::{AppError, AppResult};
use crate::ui::SelectOption;
use crate::values::PersonName;
use crate::web::extract::{Form, Path};
use crate::web::form::{Errors, chosen};
use crate::web::{Flash, Messages, flashed, form_status, redirect};

/// How long a mentor who does not keep the company's records still sees what is over.
pub(super) const MENTORS_SEE: TimeDelta = TimeDelta::days(90);

/// Who shows a learner the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentor {
    /// What they are called.
    pub name: String,
    /// Their account, if they have one of the company's.
    pub person: Option<PersonId>,
}

impl Mentor {
    /// Reads who was named, or who was chosen of the company's people and is called so; whoever is none of them any more
    /// cannot be chosen.
    pub(super) fn parse(typed: &str, chosen: Chosen, t: &Messages, errors: &mut Errors) -> Option<Self> {
        match chosen {
            Chosen::Nobody => {
                let name = errors.take("mentor", PersonName::parse(typed), |_| t.placements.error_mentor.to_owned())?;
                Some(Self { name: name.into(), person: None })
            }
            Chosen::Gone => {
                errors.add("mentor_person", t.placements.error_mentor_gone);
                None
            }
            Chosen::Member(person, name) => Some(Self { name, person: Some(person) }),
        }
    }
}

/// Who was chosen of the company's people.
#[derive(Debug)]
pub(super) enum Chosen {
    /// Nobody: the mentor has no account.
    Nobody,
    /// Somebody who does not belong to it any more.
    Gone,
    /// One of them, and what their account calls them.
    Member(PersonId, String),
}

/// The company's people, to choose from.
pub(super) fn choices(colleagues: Vec<(PersonId, String)>, t: &Messages) -> Vec<SelectOption> {
    let nobody = SelectOption::new("", t.placements.mentor_without_account);
    let each = colleagues.into_iter().map(|(id, name)| SelectOption::new(id.to_string(), name));
    std::iter::once(nobody).chain(each).collect()
}

/// Somebody else shows the learner the work.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct MentorForm {
    pub revision: i32,
    #[serde(deserialize_with = "chosen")]
    pub mentor_person: Option<PersonId>,
    pub mentor: String,
}

/// What was typed and could not be saved.
#[derive(Default)]
struct Draft {
    form: Option<MentorForm>,
    /// Whether somebody else named another one first.
    is_late: bool,
    errors: Errors,
}

pub(super) async fn page(member: OrgMember, Path(path): Path<PlacementPath>) -> AppResult<Response> {
    show_mentor(&member.side(&path).await?, Draft::default()).await
}

async fn show_mentor(side: &Side, draft: Draft) -> AppResult<Response> {
    let t = side.t();
    let colleagues = side.colleagues().await?;
    let mut tx = side.read().await?;
    let (one, _) = side.open(&mut tx).await?;
    let is_own = side.is_own(&mut tx, &one).await?;
    drop(tx);
    if one.status != Status::Running || is_own {
        return Err(AppError::NotFound);
    }
    let form = draft.form.unwrap_or_else(|| MentorForm {
        revision: one.revision,
        mentor_person: one.mentor.filter(|mentor| colleagues.iter().any(|(id, _)| id == mentor)),
        mentor: if one.mentor.is_none() { one.mentor_name.clone() } else { String::new() },
    });
    let account = colleagues.iter().find(|(id, _)| Some(*id) == one.mentor);
    let account = account.map_or_else(|| t.placements.mentor_without_account.to_owned(), |(_, name)| name.clone());
    let theirs = [(t.placements.mentor_account, account), (t.placements.mentor_name, one.mentor_name)];
    let links = side.links();
    let mut way = side.way();
    way.push((t.placements.book, links.page().to_owned()));
    let template = MentorPage {
        page: side.page(t.placements.change_mentor),
        way,
        learner: one.learner_name,
        action: links.mentor(),
        people: choices(colleagues, t),
        person: form.mentor_person.map_or_else(String::new, |person| person.to_string()),
        form,
        theirs: if draft.is_late { theirs.into() } else { Vec::new() },
        errors: draft.errors,
    };
    flashed(side.flash(), form_status(&template.errors, !template.theirs.is_empty()), &template)
}

pub(super) async fn save(
    member: OrgMember,
    Path(path): Path<PlacementPath>,
    Form(form): Form<MentorForm>,
) -> AppResult<Response> {
    let side = member.side(&path).await?;
    let (t, now) = (side.t(), side.now());
    let chosen = side.chosen(form.mentor_person).await?;
    let mut tx = side.write(urls::ORG_MENTOR).await?;
    let chosen = side.hold_chosen(&mut tx, chosen).await?;
    let (mut one, _) = side.hold(&mut tx).await?;
    let url = side.links().page().to_owned();
    if side.is_own(&mut tx, &one).await? {
        return Ok(redirect(&url, Some(Flash::OwnPlacement)));
    }
    let mut errors = Errors::default();
    let mentor = Mentor::parse(&form.mentor, chosen, t, &mut errors);
    let known = Mentor { name: one.mentor_name.clone(), person: one.mentor };
    if mentor.as_ref() == Some(&known) {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    if one.status != Status::Running {
        drop(tx);
        return show(&side, Typed { step: form.into(), is_conflict: true, ..Typed::default() }).await;
    }
    if one.revision != form.revision {
        drop(tx);
        let form = MentorForm { revision: one.revision, ..form };
        return show_mentor(&side, Draft { form: Some(form), is_late: true, errors }).await;
    }
    let Some(mentor) = mentor else {
        drop(tx);
        return show_mentor(&side, Draft { form: Some(form), errors, ..Draft::default() }).await;
    };
    if !queries::set_mentor(&mut tx, one.tenant, (one.id, one.revision), &mentor, now).await? {
        return Err(AppError::Conflict);
    }
    let what = What::Mentor { mentor: mentor.name.clone() };
    // Whoever showed them the work until now is no party to it any more.
    one.mentor = mentor.person;
    let parties = Parties::of(&one);
    parties.tell(&mut tx, &others(side.seat()), &what, now).await?;
    if one.mentor != known.person {
        let me = side.me().id;
        for (person, what) in [(mentor.person, What::Mentoring), (known.person, What::MentorNoMore)] {
            if let Some(person) = person.filter(|person| *person != me) {
                parties.tell_person(&mut tx, person, what, now).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Saved)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    #[test]
    fn a_mentor_is_chosen_or_named_and_belongs_to_the_company() {
        let t = Locale::ZhHans.messages();
        let read = |typed, chosen| {
            let mut errors = Errors::default();
            let mentor = Mentor::parse(typed, chosen, t, &mut errors);
            assert_eq!(mentor.is_none(), !errors.is_empty());
            mentor.map(|mentor| (mentor.name, mentor.person)).ok_or_else(|| errors.list()[0].0)
        };
        let wang = PersonId::generate();
        let member = || Chosen::Member(wang, "王秀兰".to_owned());
        assert_eq!(read("", member()), Ok(("王秀兰".to_owned(), Some(wang))));
        assert_eq!(read("赵桂芳", member()), Ok(("王秀兰".to_owned(), Some(wang))), "who signs is who is named");
        assert_eq!(read("赵桂芳", Chosen::Nobody), Ok(("赵桂芳".to_owned(), None)));
        assert_eq!((read(" ", Chosen::Nobody), read("某人", Chosen::Gone)), (Err("mentor"), Err("mentor_person")));
    }
}
