//! What staff send.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::model::{HouseholdKind, Relation, Tag};
use crate::accounts::ProofForm;
use crate::db::{BuildingId, MergeId, ResidentId, SavedViewId, ViewId};
use crate::values::{Line, PersonName, Phone, fold};
use crate::web::Messages;
use crate::web::form::{Errors, chosen};

/// The oldest year of birth that is believed.
const FIRST_YEAR: i32 = 1900;

/// A door as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Door {
    pub building: BuildingId,
    pub unit: String,
    pub room: String,
}

/// A unit or room as typed: `２单元` is 2, `1203室` is 1203, `12a` is 12A.
pub(super) fn number(typed: &str, words: &[&str], longest: usize) -> Option<String> {
    let folded: String = typed.chars().map(fold::ascii).filter(|c| !c.is_whitespace()).collect();
    let bare = words.iter().find_map(|word| folded.strip_suffix(word)).unwrap_or(&folded).to_uppercase();
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || crate::search::fold::is_han(c);
    (bare.chars().count() <= longest && bare.chars().all(is_part)).then_some(bare)
}

/// A unit; empty where the building has none.
pub(super) fn unit(typed: &str) -> Option<String> {
    number(typed, &["单元", "單元"], 8)
}

/// A room.
pub(super) fn room(typed: &str) -> Option<String> {
    number(typed, &["号房", "室", "房", "号", "號"], 10).filter(|room| !room.is_empty())
}

/// A year of birth as typed: `1954`, `1954年`, `1954-03-02`, `1954.3`; anything before today's year's end.
pub(crate) fn year(typed: &str, today: NaiveDate) -> Option<i32> {
    let digits: String = typed.trim().chars().map(fold::ascii).take_while(char::is_ascii_digit).collect();
    let year: i32 = match digits.len() {
        4 => digits.parse().ok()?,
        // 19540302
        8 => digits.get(..4)?.parse().ok()?,
        _ => return None,
    };
    (FIRST_YEAR..=today.year()).contains(&year).then_some(year)
}

/// The form of a resident.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ResidentForm {
    /// A new record's id: sent twice, it is still one.
    pub key: Option<ResidentId>,
    pub revision: i32,
    #[serde(deserialize_with = "chosen")]
    pub building: Option<BuildingId>,
    pub unit: String,
    pub room: String,
    /// How the household came to live there, for a door that is new.
    pub kind: String,
    pub name: String,
    pub phone: String,
    /// `1`: the number that is kept goes.
    pub no_phone: Option<String>,
    pub birth_year: String,
    pub relation: String,
    pub tag: Vec<String>,
    pub note: String,
    /// `1`: the page showed name, number and year in full, so that emptied fields mean none.
    pub shown: Option<String>,
    /// `1`: somebody alike is on file, and this is somebody else.
    pub different: Option<String>,
}

/// What of a record stays as it is where the form leaves it empty: what the page does not show in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blank {
    /// Is missing, or means none.
    Empty,
    /// Stays.
    Kept,
}

/// A record without errors. None: as it was.
#[derive(Debug)]
pub(super) struct ValidResident {
    pub door: Door,
    pub kind: HouseholdKind,
    pub name: Option<PersonName>,
    pub phone: Option<Phone>,
    pub birth_year: Option<i32>,
    pub relation: Relation,
    pub tags: Vec<String>,
    pub note: String,
}

impl ResidentForm {
    /// Checks what stands for itself.
    pub fn check(&self, blank: Blank, today: NaiveDate, t: &Messages, errors: &mut Errors) -> Option<ValidResident> {
        let t = &t.residents;
        if self.building.is_none() {
            errors.add("building", t.error_building);
        }
        let unit = unit(&self.unit);
        if unit.is_none() {
            errors.add("unit", t.error_unit);
        }
        let room = room(&self.room);
        if room.is_none() {
            errors.add("room", t.error_room);
        }
        let is_kept = |text: &str| blank == Blank::Kept && text.trim().is_empty();
        let name = if is_kept(&self.name) {
            None
        } else {
            errors.take("name", PersonName::parse(&self.name), |_| t.error_name.to_owned())
        };
        let phone = if self.phone.trim().is_empty() {
            None
        } else {
            errors.take("phone", Phone::parse_mobile(&self.phone), |_| t.error_phone.to_owned())
        };
        let birth_year = if self.birth_year.trim().is_empty() {
            None
        } else {
            let year = year(&self.birth_year, today);
            if year.is_none() {
                errors.add("birth_year", t.error_birth_year);
            }
            year
        };
        let relation = Relation::parse(&self.relation);
        if relation.is_none() {
            errors.add("relation", t.error_relation);
        }
        let note = errors.optional_text("note", &self.note, Line::<200>::parse, t.error_note);
        let door = Door { building: self.building?, unit: unit?, room: room? };
        Some(ValidResident {
            door,
            kind: HouseholdKind::parse(&self.kind).unwrap_or(HouseholdKind::Registered),
            name,
            phone,
            birth_year,
            relation: relation?,
            tags: Tag::ALL.iter().map(|tag| tag.code().to_owned()).filter(|code| self.tag.contains(code)).collect(),
            note: note?,
        })
        .filter(|_| errors.is_empty())
    }
}

/// Why somebody looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// To reach the person.
    Contact,
    /// For a visit at the door.
    Visit,
    /// To check what is on file.
    Check,
    /// Something happened.
    Emergency,
    /// As written.
    Other,
    /// On a list that went out: not for looking.
    Export,
    /// What an applicant shares with whoever hires: not for looking either.
    Application,
    /// What a founder lets their mentor read: nor is that.
    Mentor,
}

impl Reason {
    /// Every reason, in the order of the form.
    pub const ALL: [Self; 5] = [Self::Contact, Self::Visit, Self::Check, Self::Emergency, Self::Other];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Visit => "visit",
            Self::Check => "check",
            Self::Emergency => "emergency",
            Self::Other => "other",
            Self::Export => "export",
            Self::Application => "application",
            Self::Mentor => "mentor",
        }
    }

    /// Reads the form's word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// Reads the database's word.
    pub fn kept(code: &str) -> Self {
        let unasked = [Self::Export, Self::Application, Self::Mentor].into_iter().find(|reason| reason.code() == code);
        Self::parse(code).or(unasked).unwrap_or(Self::Other)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.residents;
        match self {
            Self::Contact => t.reason_contact,
            Self::Visit => t.reason_visit,
            Self::Check => t.reason_check,
            Self::Emergency => t.reason_emergency,
            Self::Other => t.reason_other,
            Self::Export => t.reason_export,
            Self::Application => t.reason_application,
            Self::Mentor => t.reason_mentor,
        }
    }
}

/// The form that shows a record in full.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct RevealForm {
    /// The look's id: sent twice, it is still one.
    pub key: Option<ViewId>,
    pub reason: String,
    pub detail: String,
    /// Who looks, proven anew where the last proof is too old.
    #[serde(flatten)]
    pub proof: ProofForm,
}

impl RevealForm {
    /// The reason, and what was written of it.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<(Reason, String)> {
        let reason = Reason::parse(&self.reason);
        if reason.is_none() {
            errors.add("reason", t.residents.error_reason);
        }
        let detail = errors.optional_text("detail", &self.detail, Line::<60>::parse, t.residents.error_detail);
        if reason == Some(Reason::Other) && detail.as_deref() == Some("") {
            errors.add("detail", t.residents.error_detail);
        }
        reason.zip(detail).filter(|_| errors.is_empty())
    }
}

/// The form that says that somebody moved out, or is back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct LeaveForm {
    /// The last day.
    pub left_on: String,
    /// `1`: is back.
    pub back: Option<String>,
}

/// The form of a household.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct HouseholdForm {
    pub revision: i32,
    pub kind: String,
}

/// Which of two records each field is taken from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct MergeForm {
    /// The merge's id: sent twice, it is still one.
    pub key: Option<MergeId>,
    /// The record that turned out to be this one.
    pub gone: Option<ResidentId>,
    /// The revisions that the preview showed.
    pub revision: i32,
    pub gone_revision: i32,
    /// `gone`: taken from the other record.
    pub name: String,
    pub phone: String,
    pub birth_year: String,
    pub relation: String,
    pub door: String,
}

/// The form that keeps filters under a name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct SaveViewForm {
    pub key: Option<SavedViewId>,
    pub view_name: String,
    /// The filters, as in the list's address.
    pub query: String,
}

/// The rooms of a building to add: one to `floors` floors with `per_floor` doors each, in one to `units` units.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RoomsForm {
    pub units: String,
    pub floors: String,
    pub per_floor: String,
    /// Or rooms by name, in one unit.
    pub unit: String,
    pub rooms: String,
    pub kind: String,
}

/// The most doors that one form adds.
const MOST_DOORS: usize = 2_000;

impl RoomsForm {
    /// The doors, as unit and room.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<(HouseholdKind, Vec<(String, String)>)> {
        let t = &t.residents;
        let kind = HouseholdKind::parse(&self.kind);
        if kind.is_none() {
            errors.add("kind", t.error_kind);
        }
        let doors = if self.rooms.trim().is_empty() { self.counted(t, errors) } else { self.named(t, errors) };
        kind.zip(doors).filter(|_| errors.is_empty())
    }

    fn counted(&self, t: &crate::web::i18n::Residents, errors: &mut Errors) -> Option<Vec<(String, String)>> {
        let mut count = |field: &'static str, typed: &str, most: u32| {
            let typed: String = typed.trim().chars().map(fold::ascii).collect();
            let number = typed.parse::<u32>().ok().filter(|number| (1..=most).contains(number));
            if number.is_none() {
                errors.add(field, t.error_count(most));
            }
            number
        };
        let (units, floors) = (count("units", &self.units, 20), count("floors", &self.floors, 60));
        let (units, floors, per_floor) = (units?, floors?, count("per_floor", &self.per_floor, 30)?);
        let doors: Vec<_> = (1..=units)
            .flat_map(|unit| (1..=floors).flat_map(move |floor| (1..=per_floor).map(move |door| (unit, floor, door))))
            .map(|(unit, floor, door)| (unit.to_string(), format!("{floor}{door:02}")))
            .collect();
        if doors.len() > MOST_DOORS {
            errors.add("units", t.error_too_many(MOST_DOORS));
            return None;
        }
        Some(doors)
    }

    fn named(&self, t: &crate::web::i18n::Residents, errors: &mut Errors) -> Option<Vec<(String, String)>> {
        let unit = unit(&self.unit);
        if unit.is_none() {
            errors.add("unit", t.error_unit);
        }
        let parts =
            self.rooms.split([',', '，', '、', ';', '；', ' ', '\n']).map(str::trim).filter(|part| !part.is_empty());
        let rooms: Option<Vec<String>> = parts.map(room).collect();
        let rooms = rooms.filter(|rooms| !rooms.is_empty() && rooms.len() <= MOST_DOORS);
        if rooms.is_none() {
            errors.add("rooms", t.error_rooms);
        }
        let unit = unit?;
        Some(rooms?.into_iter().map(|room| (unit.clone(), room)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doors_are_read_as_people_write_them() {
        assert_eq!(unit("２单元").as_deref(), Some("2"));
        assert_eq!(unit(" ").as_deref(), Some(""));
        assert_eq!(unit("东单元").as_deref(), Some("东"));
        assert_eq!(room("1203室").as_deref(), Some("1203"));
        assert_eq!(room("12a").as_deref(), Some("12A"));
        for wrong in ["", "室", "1203/1204", "12345678901"] {
            assert_eq!(room(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn years_of_birth_are_years_that_were() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        for typed in ["1954", "１９５４年", "1954-03-02", "1954.3", "19540302"] {
            assert_eq!(year(typed, today), Some(1954), "{typed}");
        }
        for wrong in ["54", "2027", "1899", "", "年", "195403"] {
            assert_eq!(year(wrong, today), None, "{wrong}");
        }
    }
}
