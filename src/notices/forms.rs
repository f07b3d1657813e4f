//! What staff send.

use chrono::{DateTime, Days, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

use super::place::Place;
use super::queries::Content;
use crate::db::{BuildingId, NoticeFileId, NoticeId};
use crate::values::{Line, Paragraphs};
use crate::web::Messages;
use crate::web::form::Errors;

/// The most characters of a title.
const TITLE: usize = 60;
/// The most characters of a text.
const BODY: usize = 5_000;
/// The most characters of a reason.
const REASON: usize = 300;
/// How far ahead a notice is planned at most; a day beyond is a slip of the keyboard.
const LONGEST_PLAN: TimeDelta = TimeDelta::days(730);
/// How long a notice holds unless somebody says otherwise.
const USUAL_DAYS: u64 = 30;

/// The form of a notice.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct NoticeForm {
    /// A new notice's id: sent twice, it is still one.
    pub key: Option<NoticeId>,
    pub revision: i32,
    pub title: String,
    pub body: String,
    /// One of the places' codes.
    pub place: String,
    /// The buildings, where the place is some of them.
    pub building: Vec<BuildingId>,
    pub starts: String,
    pub ends: String,
    /// `1`: it stays on top.
    pub pinned: Option<String>,
}

/// When and where a form is checked.
pub(super) struct Frame<'a> {
    pub now: DateTime<Utc>,
    pub zone: Tz,
    /// The places that may be chosen; of some buildings, every one of them.
    pub places: &'a [Place],
    pub t: &'static Messages,
}

impl NoticeForm {
    /// The form of a new notice.
    pub fn blank(now: DateTime<Utc>, zone: Tz, place: &Place) -> Self {
        let last = now.with_timezone(&zone).date_naive() + Days::new(USUAL_DAYS);
        Self { ends: format!("{last}T23:59"), place: place.code(), ..Self::default() }
    }

    /// The form that holds what is saved.
    pub fn of(content: &Content, revision: i32, zone: Tz) -> Self {
        let typed = |at: Option<DateTime<Utc>>| at.map_or_else(String::new, |at| typed(at, zone));
        Self {
            key: None,
            revision,
            title: content.title.clone(),
            body: content.body.clone(),
            place: content.place.code(),
            building: content.place.buildings().to_vec(),
            starts: typed(content.starts_at),
            ends: typed(content.expires_at),
            pinned: content.pinned.then(|| "1".to_owned()),
        }
    }

    /// Checks it.
    pub fn check(&self, frame: &Frame<'_>, errors: &mut Errors) -> Option<Content> {
        let t = &frame.t.notices;
        let title = errors.take("title", Line::<TITLE>::parse(&self.title), |_| t.error_title.to_owned());
        let body = errors.take("body", Paragraphs::<BODY>::parse(&self.body), |_| t.error_body.to_owned());
        let place = self.place(frame, errors);
        let (starts_at, expires_at) = self.times(frame, errors);
        let content = Content {
            title: title?.into(),
            body: body?.into(),
            pinned: self.pinned.is_some(),
            place: place?,
            starts_at,
            expires_at,
        };
        errors.is_empty().then_some(content)
    }

    fn place(&self, frame: &Frame<'_>, errors: &mut Errors) -> Option<Place> {
        let t = &frame.t.notices;
        let Some(place) = frame.places.iter().find(|place| place.code() == self.place) else {
            errors.add("place", t.error_place);
            return None;
        };
        let Place::Buildings(all) = place else {
            // Whoever ticks a building does not mean everybody else.
            if !self.building.is_empty() {
                errors.add("place", t.error_place_ticked);
            }
            return Some(place.clone());
        };
        let chosen: Vec<BuildingId> = all.iter().copied().filter(|id| self.building.contains(id)).collect();
        if chosen.is_empty() {
            errors.add("buildings", t.error_buildings);
        }
        Some(Place::Buildings(chosen))
    }

    fn times(&self, frame: &Frame<'_>, errors: &mut Errors) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let t = &frame.t.notices;
        let mut read = |field, text: &str| {
            let text = text.trim();
            let at = read_moment(text, frame.zone).filter(|at| *at <= frame.now + LONGEST_PLAN);
            if at.is_none() && !text.is_empty() {
                errors.add(field, t.error_moment);
            }
            at
        };
        let (starts_at, expires_at) = (read("starts", &self.starts), read("ends", &self.ends));
        if starts_at.is_some_and(|at| at < frame.now) {
            errors.add("starts", t.error_starts_past);
        }
        if expires_at.is_some_and(|at| at <= starts_at.unwrap_or(frame.now)) {
            errors.add("ends", t.error_ends);
        }
        (starts_at, expires_at)
    }
}

/// A time as its field holds it: `2026-11-23T10:00`.
fn typed(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string()
}

/// A time to the minute; browsers without such a field send what was typed, with a space between.
fn read_moment(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let text = text.replacen(' ', "T", 1);
    let local = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M").ok()?;
    Some(local.and_local_timezone(zone).earliest()?.with_timezone(&Utc))
}

/// A step that somebody takes, from what they saw.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct StepForm {
    pub revision: i32,
    /// The step's word.
    pub step: String,
    pub reason: String,
}

impl StepForm {
    /// The reason, where one is needed.
    pub fn reason(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        let parsed = Paragraphs::<REASON>::parse(&self.reason);
        errors.take("reason", parsed, |_| t.notices.error_reason.to_owned()).map(String::from)
    }
}

/// The form that adds a file, without the file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FileForm {
    /// The new file's id, from the form: sent twice, it is still one.
    pub key: Option<NoticeFileId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{EstateId, GridId};
    use crate::web::Locale;

    const ZONE: Tz = chrono_tz::Asia::Shanghai;

    fn moment(text: &str) -> DateTime<Utc> {
        read_moment(text, ZONE).unwrap()
    }

    fn form() -> NoticeForm {
        NoticeForm {
            title: "停水".to_owned(),
            body: "明天上午停水。".to_owned(),
            place: "community".to_owned(),
            ends: "2026-12-01T18:00".to_owned(),
            ..NoticeForm::default()
        }
    }

    /// The content, or the fields that are wrong.
    fn checked(form: &NoticeForm, places: &[Place]) -> Result<Content, Vec<&'static str>> {
        let frame = Frame { now: moment("2026-11-23T10:00"), zone: ZONE, places, t: Locale::ZhHans.messages() };
        let mut errors = Errors::default();
        form.check(&frame, &mut errors).ok_or_else(|| errors.list().iter().map(|(field, _)| *field).collect())
    }

    fn wrong(form: &NoticeForm) -> Vec<&'static str> {
        checked(form, &[Place::Community]).err().unwrap_or_default()
    }

    #[test]
    fn a_moment_is_read_and_written_in_the_tenants_time() {
        let at = moment("2026-11-23T10:00");
        assert_eq!(at.to_rfc3339(), "2026-11-23T02:00:00+00:00");
        assert_eq!(typed(at, ZONE), "2026-11-23T10:00");
        assert_eq!(read_moment("2026-11-23 10:00", ZONE), Some(at));
        for text in ["", "2026-11-23", "2026-11-31T10:00", "2026-11-23T24:00", "10:00"] {
            assert_eq!(read_moment(text, ZONE), None, "{text}");
        }
    }

    #[test]
    fn a_notice_ends_after_it_begins_and_begins_in_the_future() {
        let times =
            |starts: &str, ends: &str| wrong(&NoticeForm { starts: starts.into(), ends: ends.into(), ..form() });
        assert_eq!(times("", ""), Vec::<&str>::new());
        assert_eq!(times("2026-11-23T10:00", "2026-11-23T10:01"), Vec::<&str>::new());
        assert_eq!(times("2026-11-23T09:59", ""), ["starts"]);
        assert_eq!(times("2026-11-24T10:00", "2026-11-24T10:00"), ["ends"]);
        assert_eq!(times("", "2026-11-23T10:00"), ["ends"], "over before it is published");
        assert_eq!(times("tomorrow", "2032-01-01T00:00"), ["starts", "ends"]);
    }

    #[test]
    fn a_place_is_one_of_those_offered_and_ticks_mean_buildings() {
        let (estate, grid) = (EstateId::generate(), GridId::generate());
        let (here, there) = (BuildingId::generate(), BuildingId::generate());
        let places = [Place::Community, Place::Estate(estate), Place::Grid(grid), Place::Buildings(vec![here])];
        let at = |place: &str, building: &[BuildingId]| {
            let form = NoticeForm { place: place.to_owned(), building: building.to_vec(), ..form() };
            checked(&form, &places).map(|content| content.place)
        };
        assert_eq!(at("community", &[]), Ok(Place::Community));
        assert_eq!(at(&format!("estate:{estate}"), &[]), Ok(Place::Estate(estate)));
        assert_eq!(at(&format!("grid:{grid}"), &[]), Ok(Place::Grid(grid)));
        assert_eq!(at("buildings", &[here, there]), Ok(Place::Buildings(vec![here])), "what is not ours is left out");
        assert_eq!(at("buildings", &[there]), Err(vec!["buildings"]));
        assert_eq!(at("buildings", &[]), Err(vec!["buildings"]));
        assert_eq!(at("community", &[here]), Err(vec!["place"]));
        for place in ["", "estate", &format!("estate:{grid}"), &format!("grid:{estate}")] {
            assert_eq!(at(place, &[]), Err(vec!["place"]), "{place}");
        }
    }

    #[test]
    fn every_error_is_told_at_once() {
        let form = NoticeForm { title: "长".repeat(61), body: "长".repeat(5_001), place: "?".into(), ..form() };
        assert_eq!(wrong(&form), ["title", "body", "place"]);
        let form = NoticeForm { title: "长".repeat(60), body: "长".repeat(5_000), ..self::form() };
        assert_eq!(wrong(&form), Vec::<&str>::new());
    }
}
