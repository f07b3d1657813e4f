//! What the cells of a sheet of residents mean.

use crate::import::text::{fold_tight, simplify};
use crate::residents::forms;
use crate::residents::model::{HouseholdKind, Relation, Tag};
use crate::sheets::cells::is_blank;

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
}
