//! A session, or several at the same time of day.

use chrono::{DateTime, Days, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

use super::number;
use super::terms::FURTHEST;
use crate::db::{CourseSessionId, RoomId, TeacherId};
use crate::training::queries::courses::Teacher;
use crate::training::queries::rooms::Room;
use crate::training::queries::sessions::Session;
use crate::values::Line;
use crate::web::Messages;
use crate::web::form::{Errors, chosen};

/// The usual length: four lesson hours.
const USUAL_MINUTES: &str = "180";
/// Sessions that are planned at once, at most.
const MOST_AT_ONCE: i32 = 12;

/// A session as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::training) struct SessionForm {
    /// The new session's id, of which the others' follow: sent twice, they are still the same.
    pub key: Option<CourseSessionId>,
    /// What was seen of the session when the form was opened.
    pub sequence: i32,
    /// As `2026-12-01T09:00`, in the community.
    pub starts: String,
    pub minutes: String,
    #[serde(deserialize_with = "chosen")]
    pub room: Option<RoomId>,
    #[serde(deserialize_with = "chosen")]
    pub teacher: Option<TeacherId>,
    /// Who teaches instead of any of those; may be empty.
    pub stand_in: String,
    pub topic: String,
    #[serde(deserialize_with = "chosen")]
    pub makes_up: Option<CourseSessionId>,
    /// How many such sessions …
    pub times: String,
    /// … and how many days apart: `1` or `7`.
    pub every: String,
}

/// What a session may be made of.
pub(in crate::training) struct Frame<'a> {
    pub now: DateTime<Utc>,
    pub zone: Tz,
    pub rooms: &'a [Room],
    pub teachers: &'a [Teacher],
    pub sessions: &'a [Session],
    /// The session that is being moved.
    pub moved: Option<&'a Session>,
    /// Whether somebody else may teach than the teachers.
    pub may_stand_in: bool,
    pub t: &'static Messages,
}

/// A session without errors.
pub(in crate::training) struct ValidSession {
    /// From when to when: one span, or several at the same time of day.
    pub spans: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    pub room: RoomId,
    pub teacher: TeacherId,
    pub teacher_name: String,
    /// Whether that is somebody else, in the teacher's place.
    pub is_stand_in: bool,
    pub topic: String,
    pub makes_up: Option<CourseSessionId>,
}

impl SessionForm {
    /// A new one, as is usual.
    pub fn blank() -> Self {
        Self {
            key: Some(CourseSessionId::generate()),
            minutes: USUAL_MINUTES.to_owned(),
            times: "1".to_owned(),
            every: "7".to_owned(),
            ..Self::default()
        }
    }

    /// A session as the form shows it.
    pub fn of(session: &Session, zone: Tz) -> Self {
        Self {
            key: None,
            sequence: session.sequence,
            starts: session.starts_at.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string(),
            minutes: session.minutes().to_string(),
            room: Some(session.room),
            teacher: Some(session.teacher).filter(|_| !session.is_stand_in),
            stand_in: if session.is_stand_in { session.teacher_name.clone() } else { String::new() },
            topic: session.topic.clone(),
            makes_up: session.makes_up,
            times: "1".to_owned(),
            every: "7".to_owned(),
        }
    }

    /// What is to be planned, or every error there is.
    pub fn check(&self, frame: &Frame<'_>, errors: &mut Errors) -> Option<ValidSession> {
        let n = &frame.t.training;
        let starts = read_moment(&self.starts)
            .filter(|local| in_zone(*local, frame.zone).is_some_and(|at| at > frame.now && at <= frame.now + FURTHEST));
        if starts.is_none() {
            errors.add("starts", n.error_starts);
        }
        let minutes = number("minutes", &self.minutes, 15..=720, frame.t, errors);
        let room = frame.rooms.iter().find(|room| Some(room.id) == self.room);
        let room = room.filter(|room| !room.is_retired || frame.moved.is_some_and(|moved| moved.room == room.id));
        if room.is_none() {
            errors.add("room", n.error_room);
        }
        let teacher = self.teacher(frame, errors);
        let topic = errors.optional_text("topic", &self.topic, Line::<60>::parse, frame.t.training.error_length(60));
        let own = frame.moved.map(|moved| moved.id);
        let is_missed = |id| frame.sessions.iter().any(|one| one.id == id && Some(id) != own && one.can_be_missed());
        if self.makes_up.is_some_and(|id| !is_missed(id)) {
            errors.add("makes_up", n.error_makes_up);
        }
        let times = match frame.moved {
            Some(_) => Some(1),
            None => number("times", &self.times, 1..=MOST_AT_ONCE, frame.t, errors),
        };
        let every = match self.every.as_str() {
            "1" => 1,
            _ => 7,
        };
        let (starts, length) = (starts?, TimeDelta::minutes(i64::from(minutes?)));
        let spans = (0..u64::try_from(times?).unwrap_or(1)).filter_map(|at| {
            let from = in_zone(starts.checked_add_days(Days::new(at * every))?, frame.zone)?;
            Some((from, from + length))
        });
        let (teacher, teacher_name, is_stand_in) = teacher?;
        let valid = ValidSession {
            spans: spans.collect(),
            room: room?.id,
            teacher,
            teacher_name,
            is_stand_in,
            topic: topic?,
            makes_up: self.makes_up,
        };
        Some(valid).filter(|_| errors.is_empty())
    }

    /// Whose session it is, what whoever teaches is called, and whether that is somebody else.
    fn teacher(&self, frame: &Frame<'_>, errors: &mut Errors) -> Option<(TeacherId, String, bool)> {
        let n = &frame.t.training;
        let typed = if frame.may_stand_in { self.stand_in.as_str() } else { "" };
        let stand_in = errors.optional_text("stand_in", typed, Line::<40>::parse, n.error_length(40))?;
        // The place is that of whoever taught it, or the course before.
        let place = frame.moved.or(frame.sessions.last()).map(|session| session.teacher);
        if let Some(place) = place.filter(|_| !stand_in.is_empty()) {
            return Some((place, stand_in, true));
        }
        let teacher = frame.teachers.iter().find(|teacher| Some(teacher.id) == self.teacher);
        let teacher = teacher.filter(|one| !one.is_retired || frame.moved.is_some_and(|moved| moved.teacher == one.id));
        if teacher.is_none() {
            errors.add("teacher", n.error_session_teacher);
        }
        teacher.map(|teacher| (teacher.id, teacher.name.clone(), false))
    }
}

/// A time to the minute; browsers without such a field send what was typed, with a space between.
fn read_moment(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(&text.trim().replacen(' ', "T", 1), "%Y-%m-%dT%H:%M").ok()
}

fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    Some(local.and_local_timezone(zone).earliest()?.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    const ZONE: Tz = chrono_tz::Asia::Shanghai;

    fn room() -> Room {
        Room {
            id: RoomId::generate(),
            name: "教室".to_owned(),
            place: String::new(),
            seats: 20,
            is_retired: false,
            revision: 1,
        }
    }

    fn teacher() -> Teacher {
        Teacher {
            id: TeacherId::generate(),
            name: "郭老师".to_owned(),
            about: String::new(),
            person: None,
            is_retired: false,
            revision: 1,
        }
    }

    fn check(form: &SessionForm, rooms: &[Room], teachers: &[Teacher]) -> Result<ValidSession, Vec<&'static str>> {
        let now = "2026-11-23T02:00:00Z".parse().unwrap();
        let t = Locale::ZhHans.messages();
        let frame = Frame { now, zone: ZONE, rooms, teachers, sessions: &[], moved: None, may_stand_in: false, t };
        let mut errors = Errors::default();
        form.check(&frame, &mut errors).ok_or_else(|| errors.list().iter().map(|(field, _)| *field).collect())
    }

    #[test]
    fn several_sessions_begin_at_the_same_time_of_day() {
        let (rooms, teachers) = ([room()], [teacher()]);
        let form = SessionForm {
            starts: "2026-12-01 09:00".to_owned(),
            room: Some(rooms[0].id),
            teacher: Some(teachers[0].id),
            times: "3".to_owned(),
            ..SessionForm::blank()
        };
        let valid = check(&form, &rooms, &teachers).ok().unwrap();
        let told: Vec<_> = valid.spans.iter().map(|(from, to)| format!("{from} {to}")).collect();
        assert_eq!(
            told,
            [
                "2026-12-01 01:00:00 UTC 2026-12-01 04:00:00 UTC",
                "2026-12-08 01:00:00 UTC 2026-12-08 04:00:00 UTC",
                "2026-12-15 01:00:00 UTC 2026-12-15 04:00:00 UTC"
            ]
        );
        let daily = SessionForm { every: "1".to_owned(), ..form };
        assert_eq!(check(&daily, &rooms, &teachers).ok().unwrap().spans[2].0.to_string(), "2026-12-03 01:00:00 UTC");
    }

    #[test]
    fn every_error_is_told_at_once_and_the_past_is_past() {
        let wrong = check(&SessionForm::blank(), &[], &[]).err().unwrap();
        assert_eq!(wrong, ["starts", "room", "teacher"]);
        let closed = [Room { is_retired: true, ..room() }];
        let gone = [Teacher { is_retired: true, ..teacher() }];
        let form = SessionForm {
            starts: "2026-11-23T10:00".to_owned(),
            minutes: "721".to_owned(),
            room: Some(closed[0].id),
            teacher: Some(gone[0].id),
            makes_up: Some(CourseSessionId::generate()),
            times: "13".to_owned(),
            ..SessionForm::blank()
        };
        let wrong = check(&form, &closed, &gone).err().unwrap();
        assert_eq!(wrong, ["starts", "minutes", "room", "teacher", "makes_up", "times"]);
    }
}
