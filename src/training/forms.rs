//! What organizations and staff send.

mod course;
mod session;
mod terms;

pub(super) use course::{CourseForm, ModuleField};
pub(super) use session::{Frame, SessionForm, ValidSession};
pub(super) use terms::{SeatsForm, TermsForm};

use serde::Deserialize;

use super::queries::courses::{Teacher, TeacherValues};
use super::queries::rooms::{Room, RoomValues};
use crate::db::{PersonId, RoomId, TeacherId};
use crate::values::{Line, PersonName, fold};
use crate::web::Messages;
use crate::web::form::{Errors, chosen};

/// Seats of a room.
const ROOM_SEATS: std::ops::RangeInclusive<i32> = 1..=1000;

/// A whole number within bounds; none when it is wrong, and that is noted.
fn number(
    field: &'static str,
    typed: &str,
    bounds: std::ops::RangeInclusive<i32>,
    t: &Messages,
    errors: &mut Errors,
) -> Option<i32> {
    let found = whole(typed).filter(|number| bounds.contains(number));
    if found.is_none() {
        errors.add(field, t.training.error_number(bounds.start(), bounds.end()));
    }
    found
}

/// A whole number as people type it.
fn whole(typed: &str) -> Option<i32> {
    typed.chars().map(fold::ascii).collect::<String>().trim().parse().ok()
}

/// Somebody who teaches.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct TeacherForm {
    /// A new teacher's id: sent twice, it is still one.
    pub key: Option<TeacherId>,
    pub revision: i32,
    pub name: String,
    pub about: String,
    /// Whose account is theirs, of the organization's people.
    #[serde(deserialize_with = "chosen")]
    pub person: Option<PersonId>,
    /// `1`: teaches here no longer.
    pub retired: Option<String>,
}

impl TeacherForm {
    /// As they are on file.
    pub fn of(teacher: &Teacher) -> Self {
        Self {
            key: None,
            revision: teacher.revision,
            name: teacher.name.clone(),
            about: teacher.about.clone(),
            person: teacher.person,
            retired: teacher.is_retired.then(|| "1".to_owned()),
        }
    }

    /// What is said of them; `is_member`: whether whoever was chosen, if anybody, belongs to the organization.
    pub fn check(&self, is_member: bool, t: &Messages, errors: &mut Errors) -> Option<TeacherValues> {
        let name = errors.take("name", PersonName::parse(&self.name), |_| t.training.error_teacher.to_owned());
        let about = errors.optional_text("about", &self.about, Line::<100>::parse, t.training.error_length(100));
        if !is_member {
            errors.add("person", t.training.error_teacher_account);
        }
        let values = TeacherValues { name: name?.into(), about: about?, person: self.person };
        Some(values).filter(|_| errors.is_empty())
    }
}

/// A room.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RoomForm {
    /// A new room's id: sent twice, it is still one.
    pub key: Option<RoomId>,
    pub revision: i32,
    pub name: String,
    pub place: String,
    pub seats: String,
    /// `1`: nobody teaches there any more.
    pub retired: Option<String>,
}

impl RoomForm {
    /// As it is on file.
    pub fn of(room: &Room) -> Self {
        Self {
            key: None,
            revision: room.revision,
            name: room.name.clone(),
            place: room.place.clone(),
            seats: room.seats.to_string(),
            retired: room.is_retired.then(|| "1".to_owned()),
        }
    }

    /// What is said of it.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<RoomValues> {
        let name = errors.take("name", Line::<40>::parse(&self.name), |_| t.training.error_room_name.to_owned());
        let place = errors.optional_text("place", &self.place, Line::<100>::parse, t.training.error_length(100));
        let seats = number("seats", &self.seats, ROOM_SEATS, t, errors);
        Some(RoomValues { name: name?.into(), place: place?, seats: seats? }).filter(|_| errors.is_empty())
    }
}

/// A step that somebody takes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct StepForm {
    /// The step's word.
    pub step: String,
    /// Where the run stood on the page.
    pub seen: String,
    /// How often it had changed by then: see `Run`.
    pub revision: i32,
    pub sequence: i32,
    /// Why; not every step needs it.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    #[test]
    fn the_account_of_a_teacher_is_one_of_the_organizations() {
        let (wang, gone) = (PersonId::generate(), PersonId::generate());
        let read = |name: &str, person| {
            let form = TeacherForm { name: name.to_owned(), person, ..TeacherForm::default() };
            let mut errors = Errors::default();
            let values = form.check(person != Some(gone), Locale::ZhHans.messages(), &mut errors);
            let fields = || errors.list().iter().map(|(field, _)| *field).collect::<Vec<_>>();
            values.map(|values| values.person).ok_or_else(fields)
        };
        assert_eq!((read("王老师", Some(wang)), read("王老师", None)), (Ok(Some(wang)), Ok(None)));
        assert_eq!(read("", Some(gone)), Err(vec!["name", "person"]));
    }

    #[test]
    fn every_error_of_a_room_is_told_at_once() {
        let t = Locale::ZhHans.messages();
        let wrong = |form: &RoomForm| {
            let mut errors = Errors::default();
            assert!(form.check(t, &mut errors).is_none());
            errors.list().iter().map(|(field, _)| *field).collect::<Vec<_>>()
        };
        assert_eq!(wrong(&RoomForm::default()), ["name", "seats"]);
        let bad = RoomForm { place: "楼".repeat(101), seats: "1001".to_owned(), ..RoomForm::default() };
        assert_eq!(wrong(&bad), ["name", "place", "seats"]);
        let good = RoomForm { name: " 二楼教室 ".to_owned(), seats: "２４".to_owned(), ..RoomForm::default() };
        let valid = good.check(t, &mut Errors::default()).unwrap();
        assert_eq!((valid.name.as_str(), valid.seats), ("二楼教室", 24));
    }
}
