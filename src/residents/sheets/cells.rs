//! What the cells of one row mean.

use chrono::{Datelike, NaiveDate};

use crate::import::text::{fold_tight, simplify};
use crate::residents::forms;
use crate::residents::model::{HouseholdKind, Relation, Tag};
use crate::values::Phone;

/// Words that stand for nothing.
const NOTHING: [&str; 8] = ["", "-", "/", "\\", "无", "没有", "暂无", "未知"];

/// Whether a cell says nothing.
pub(super) fn is_blank(cell: &str) -> bool {
    NOTHING.contains(&fold_tight(cell).as_str())
}

/// A kind of household.
pub(super) fn kind(cell: &str) -> Option<HouseholdKind> {
    let folded = simplify(&fold_tight(cell));
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    match () {
        () if has(&["租", "承租"]) => Some(HouseholdKind::Rented),
        () if has(&["回迁", "安置", "拆迁"]) => Some(HouseholdKind::Resettled),
        () if has(&["商品", "购", "业主", "自有", "产权"]) => Some(HouseholdKind::Bought),
        () if has(&["户籍", "本地", "常住", "户口"]) => Some(HouseholdKind::Registered),
        () => HouseholdKind::parse(&folded),
    }
}

/// A relation; whatever is unknown is something else.
pub(super) fn relation(cell: &str) -> Relation {
    let folded = simplify(&fold_tight(cell));
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    match () {
        () if has(&["户主", "本人", "业主"]) => Relation::Head,
        () if has(&["孙"]) => Relation::Grandchild,
        () if has(&["父", "母", "公公", "婆婆", "岳"]) => Relation::Parent,
        () if has(&["配偶", "妻", "夫", "爱人", "老伴"]) => Relation::Spouse,
        () if has(&["子", "女", "儿", "媳", "婿"]) => Relation::Child,
        () if has(&["租"]) => Relation::Tenant,
        () => Relation::Other,
    }
}

/// Tags, and whether the cell says something beyond them.
pub(super) fn tags(cell: &str) -> (Vec<Tag>, bool) {
    let folded = simplify(&fold_tight(cell));
    let mut tags = Vec::new();
    let mut has_more = false;
    for part in folded.split(['、', ',', '，', ';', '；', '/']).filter(|part| !is_blank(part)) {
        let has = |words: &[&str]| words.iter().any(|word| part.contains(word));
        let mut found = Vec::new();
        if has(&["独居", "空巢", "孤寡"]) {
            found.push(Tag::Alone);
        }
        if has(&["老", "60", "70", "80", "90", "高龄"]) {
            found.push(Tag::Elder);
        }
        if has(&["婴", "幼", "小孩", "0-3", "孩子", "宝宝"]) {
            found.push(Tag::Infant);
        }
        has_more |= found.is_empty();
        tags.extend(found);
    }
    tags.sort_by_key(|tag| Tag::ALL.iter().position(|known| known == tag));
    tags.dedup();
    (tags, has_more)
}

/// The first mobile number of a cell that may hold several.
pub(super) fn phone(cell: &str) -> Option<Phone> {
    Phone::parse_mobile(cell)
        .ok()
        .or_else(|| cell.split(['/', '、', ',', '，', ';', '；', ' ']).find_map(|part| Phone::parse_mobile(part).ok()))
}

/// The year of birth of an identity number (GB 11643): digits seven to ten. Nothing else of it is read.
pub(super) fn year_of_id(cell: &str, today: NaiveDate) -> Option<i32> {
    let folded = fold_tight(cell);
    let digits = folded.strip_suffix('x').unwrap_or(&folded);
    let is_id = matches!(digits.len(), 17 | 18) && folded.len() == 18 && digits.chars().all(|c| c.is_ascii_digit());
    digits.get(6..10).filter(|_| is_id).and_then(|year| forms::year(year, today))
}

/// The year of birth of somebody of an age: `72`, `72岁`.
pub(super) fn year_of_age(cell: &str, today: NaiveDate) -> Option<i32> {
    let folded = fold_tight(cell);
    let age: i32 = folded.trim_end_matches('岁').trim_end_matches('歲').parse().ok()?;
    (0..=120).contains(&age).then(|| today.year() - age)
}

/// Building, unit and room of an address: `3-2-1203`, `锦苑东区3号楼2单元1203室`. What stands before the building is not read.
pub(super) fn door(cell: &str) -> Option<(String, String, String)> {
    let folded = simplify(&fold_tight(cell));
    let dashed = folded.replace("号楼", "栋").replace(['幢', '座'], "栋");
    if let Some((before, rest)) = dashed.split_once('栋') {
        let building: String = last_run(before)?;
        let (unit, room) = match rest.split_once("单元") {
            Some((unit, room)) => (unit.to_owned(), room),
            None => match rest.trim_matches('-').split_once('-') {
                Some((unit, room)) => (unit.to_owned(), room),
                None => (String::new(), rest),
            },
        };
        let room = room.trim_matches('-');
        return Some((format!("{building}栋"), forms::unit(&unit)?, forms::room(room)?));
    }
    let parts: Vec<&str> = dashed.split('-').collect();
    match parts.as_slice() {
        [building, unit, room] => Some((last_run(building)?, forms::unit(unit)?, forms::room(room)?)),
        [building, room] => Some((last_run(building)?, String::new(), forms::room(room)?)),
        _ => None,
    }
}

/// The letters and digits that a text ends with.
fn last_run(text: &str) -> Option<String> {
    let start = text.char_indices().rev().take_while(|(_, c)| c.is_ascii_alphanumeric()).last()?.0;
    Some(text[start..].to_uppercase())
}

/// A building's name as it is told from others: its leading number, or all of it.
pub(super) fn building_key(name: &str) -> String {
    let folded = simplify(&fold_tight(name)).to_uppercase();
    let bare = folded.trim_start_matches('第');
    let run: String = bare.chars().take_while(char::is_ascii_alphanumeric).collect();
    if run.is_empty() { folded } else { run }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_many_sheets_are_understood() {
        for (word, expected) in [
            ("户籍人口", HouseholdKind::Registered),
            ("回迁户", HouseholdKind::Resettled),
            ("業主自住", HouseholdKind::Bought),
            ("出租", HouseholdKind::Rented),
        ] {
            assert_eq!(kind(word), Some(expected), "{word}");
        }
        assert_eq!(kind("其它"), None);
        for (word, expected) in [
            ("户主", Relation::Head),
            ("外孙女", Relation::Grandchild),
            ("岳母", Relation::Parent),
            ("妻子", Relation::Spouse),
            ("儿媳", Relation::Child),
            ("租客", Relation::Tenant),
            ("保姆", Relation::Other),
        ] {
            assert_eq!(relation(word), expected, "{word}");
        }
        assert_eq!(tags("独居老人、低保"), (vec![Tag::Elder, Tag::Alone], true));
        assert_eq!(tags("0－3岁"), (vec![Tag::Infant], false));
        assert_eq!(tags("无"), (vec![], false));
    }

    #[test]
    fn a_door_is_read_from_an_address() {
        let door = |text| door(text).map(|(b, u, r)| format!("{b} {u} {r}"));
        assert_eq!(door("3-2-1203").as_deref(), Some("3 2 1203"));
        assert_eq!(door("锦苑东区３号楼２单元１２０３室").as_deref(), Some("3栋 2 1203"));
        assert_eq!(door("锦苑东区3栋1203").as_deref(), Some("3栋  1203"));
        assert_eq!(door("A座-1-502").as_deref(), Some("A栋 1 502"));
        assert_eq!(door("细柳街道"), None);
    }

    #[test]
    fn the_year_of_birth_is_all_that_is_read_of_an_identity_number() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        assert_eq!(year_of_id("000000198001010013", today), Some(1980));
        assert_eq!(year_of_id("11010519491231002x", today), Some(1949));
        assert_eq!(year_of_id("1980", today), None);
        assert_eq!(year_of_age("７２岁", today), Some(1954));
        assert_eq!(year_of_age("130", today), None);
    }

    #[test]
    fn a_cell_with_two_numbers_gives_the_first_mobile() {
        assert_eq!(phone("029-88123456/13800000001").unwrap().as_str(), "13800000001");
        assert!(phone("12345").is_none());
    }
}
