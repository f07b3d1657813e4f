//! What staff and residents send.

use chrono::{Days, NaiveDate};
use serde::Deserialize;
use uuid::Uuid;

use super::model::PostKind;
use crate::db::{BranchId, BuildingId, CareMessageId, EstateId, GrantId, GridId};
use crate::values::{Line, PersonName, Phone, fold};
use crate::web::Messages;
use crate::web::form::{Errors, chosen};

/// The most buildings that one line may name.
const MOST_BUILDINGS: usize = 60;

/// The form of a grid.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct GridForm {
    /// A new grid's id: sent twice, it is still one.
    pub key: Option<GridId>,
    pub revision: i32,
    pub code: String,
    pub name: String,
    #[serde(deserialize_with = "chosen")]
    pub branch: Option<BranchId>,
}

/// A grid without errors: code, name.
pub(super) type ValidGrid = (String, String);

impl GridForm {
    /// Checks it.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<ValidGrid> {
        let code: String = self.code.chars().map(fold::ascii).filter(|c| !c.is_whitespace()).collect();
        let is_code = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if !(2..=16).contains(&code.len()) || !code.chars().all(is_code) {
            errors.add("code", t.grids.error_code);
        }
        let name = Line::<30>::parse(&self.name);
        if name.is_err() {
            errors.add("name", t.grids.error_name);
        }
        let name = name.ok().map(String::from)?;
        Some((code.to_ascii_uppercase(), name)).filter(|_| errors.is_empty())
    }
}

/// How a post is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Anew.
    Give,
    /// From somebody to somebody, on a day.
    HandOver,
    /// For the days of a leave.
    StandIn,
}

/// How far ahead a post is planned at most, in days.
pub(super) const LONGEST_PLAN: u64 = 3_660;

/// The form of a post.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PostForm {
    /// The new grant's id: sent twice, it is still one.
    pub key: Option<GrantId>,
    /// `give`, `hand_over` or `stand_in`.
    pub how: String,
    /// The post that is handed over, or whose holder is away.
    pub instead: Option<GrantId>,
    pub kind: String,
    #[serde(deserialize_with = "chosen")]
    pub building: Option<BuildingId>,
    pub holder: String,
    pub phone: String,
    /// `1`: the number goes by another name, and it is one person.
    pub same: Option<String>,
    /// `1`: residents see the number and call it.
    pub call: Option<String>,
    pub from: String,
    pub until: String,
}

/// A post without errors.
pub(super) struct ValidPost {
    pub name: String,
    pub phone: Option<Phone>,
    pub shows_phone: bool,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
}

impl PostForm {
    /// How it is given.
    pub fn how(&self) -> How {
        match self.how.as_str() {
            "hand_over" => How::HandOver,
            "stand_in" => How::StandIn,
            _ => How::Give,
        }
    }

    /// The place that it is for, in a grid.
    pub fn place(&self, grid: GridId, kind: PostKind) -> Option<Uuid> {
        if kind.is_of_building() { self.building.map(BuildingId::uuid) } else { Some(grid.uuid()) }
    }

    /// Checks what stands for itself.
    pub fn check(&self, today: NaiveDate, t: &Messages, errors: &mut Errors) -> Option<ValidPost> {
        let name = PersonName::parse(&self.holder);
        if name.is_err() {
            errors.add("holder", t.accounts.error_name);
        }
        let phone = if self.phone.trim().is_empty() {
            if self.call.is_some() {
                errors.add("phone", t.grids.error_phone_missing);
            }
            None
        } else {
            errors.take("phone", Phone::parse_mobile(&self.phone), |_| t.accounts.error_phone.to_owned())
        };
        // Posts are planned for years at most; a day beyond is a slip of the keyboard.
        let latest = today + Days::new(LONGEST_PLAN);
        let date = |text: &str| text.trim().parse::<NaiveDate>().ok().filter(|day| *day <= latest);
        let from = date(&self.from);
        match from {
            None => errors.add("from", t.grids.error_from),
            Some(day) if day < today => errors.add("from", t.grids.error_from_past),
            Some(_) => {}
        }
        let until = match (self.until.trim(), self.how()) {
            ("", How::StandIn) => {
                errors.add("until", t.grids.error_until_missing);
                None
            }
            ("", _) => None,
            (text, _) => {
                let until = date(text);
                if until.is_none_or(|until| from.is_some_and(|from| until < from)) {
                    errors.add("until", t.grids.error_until);
                }
                until
            }
        };
        let name = name.ok()?.as_str().to_owned();
        Some(ValidPost { name, phone, shows_phone: self.call.is_some(), from: from?, until })
            .filter(|_| errors.is_empty())
    }
}

/// The form that ends a post.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct EndForm {
    /// The last day.
    pub last: String,
}

/// The form that moves buildings into a grid.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct MoveForm {
    pub building: Vec<BuildingId>,
    /// The first day; `from` is the appointment's, on the same page.
    #[serde(rename = "move_from")]
    pub from: String,
}

/// The form of a new estate.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct EstateForm {
    pub name: String,
}

/// The form of new buildings.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct BuildingsForm {
    #[serde(deserialize_with = "chosen")]
    pub estate: Option<EstateId>,
    /// `1栋-5栋`, or names between commas.
    pub names: String,
    /// The grid that they belong to from today on.
    #[serde(deserialize_with = "chosen")]
    pub grid: Option<GridId>,
}

/// Building names as typed: `1栋-5栋` or `1-5栋` counts, commas divide.
pub(super) fn building_names(text: &str) -> Option<Vec<String>> {
    let tidy: String = text.chars().map(|c| if fold::is_dash(c) || c == '~' { '-' } else { fold::ascii(c) }).collect();
    let mut names: Vec<String> = Vec::new();
    for part in tidy.split([',', '、', ';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once('-').and_then(|(first, last)| counted(first.trim(), last.trim())) {
            Some(range) => names.extend(range),
            None => names.push(Line::<12>::parse(part).ok()?.into()),
        }
        if names.len() > MOST_BUILDINGS {
            return None;
        }
    }
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    (!names.is_empty()).then_some(names)
}

/// `1栋` to `5栋`: the same word behind ascending numbers; the first may leave it out.
fn counted(first: &str, last: &str) -> Option<Vec<String>> {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    let (a, b) = (digits(first), digits(last));
    let (from, to): (u32, u32) = (first[..a].parse().ok()?, last[..b].parse().ok()?);
    let (word, other) = (&last[b..], &first[a..]);
    let fits = (other.is_empty() || other == word) && from < to && to - from < 60;
    fits.then(|| (from..=to).map(|n| format!("{n}{word}")).collect())
}

/// What a resident asks.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct AskForm {
    pub key: Option<CareMessageId>,
    pub name: String,
    pub phone: String,
    pub body: String,
}

/// The form that says that something is done.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DoneForm {
    pub message: Option<CareMessageId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buildings_are_counted_and_listed() {
        let names = |text| building_names(text).unwrap();
        assert_eq!(names("1栋-3栋"), ["1栋", "2栋", "3栋"]);
        assert_eq!(names("９—１１号楼"), ["9号楼", "10号楼", "11号楼"]);
        assert_eq!(names("东楼、西楼，1-2栋"), ["东楼", "西楼", "1栋", "2栋"]);
        assert_eq!(names("A-1"), ["A-1"]);
        assert_eq!(names("3栋,3栋"), ["3栋"]);
        for wrong in ["", " 、 ", "一二三四五六七八九十十一十二"] {
            assert_eq!(building_names(wrong), None, "{wrong}");
        }
        assert_eq!(building_names("1-59栋、60-90栋"), None, "too many at once");
        assert_eq!(names("5栋-1栋"), ["5栋-1栋"], "not a range: a name, to be seen and corrected");
    }
}
