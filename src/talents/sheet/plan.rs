//! What a sheet of able residents would change: compared with what is on file, and nothing of it done.

use std::collections::{HashMap, HashSet};

use crate::db::ResidentId;
use crate::import::cells::list;
use crate::residents::is_child;
use crate::search::fold;
use crate::secrets::Secrets;
use crate::sheets::Column;
use crate::sheets::cells;
use crate::sheets::found::{Counts, Fault, Found};
use crate::sheets::meaning::{Cells, Sheet};
use crate::talents::model::{Need, Profile, Specialty, Status, Wish};
use crate::values::{Line, PersonName, Trade};

/// Somebody who lives here.
#[derive(Debug, Clone)]
pub(crate) struct Somebody {
    pub(super) id: ResidentId,
    /// Whether there is a record of what they can.
    pub(super) has_record: bool,
    pub(super) birth_year: Option<i32>,
}

/// Who is on file.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// By the keyed hash of their number, with the name.
    pub(super) numbers: HashMap<[u8; 32], Vec<(String, Somebody)>>,
    /// By name.
    pub(super) names: HashMap<String, Vec<Somebody>>,
}

/// A record to add.
#[derive(Debug)]
pub(super) struct PlannedTalent {
    pub resident: ResidentId,
    pub profile: Profile,
    /// Where the paper lies on which they agreed.
    pub paper_kept: String,
}

/// What a sheet would change.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(super) talents: Vec<PlannedTalent>,
}

/// Compares the rows under the headings with who is on file.
pub(super) fn plan(known: &Known, secrets: &Secrets, this_year: i32, sheet: &Sheet) -> (Plan, Found) {
    let (mut plan, mut seen) = (Plan::default(), HashSet::new());
    let (mut same, mut unused) = (0, 0);
    let (rows, problems) = sheet.read(|cells| {
        let somebody = somebody(known, secrets, cells)?;
        let paper_kept = Line::<60>::parse(cells.get(Column::Consent)).map(String::from).map_err(|_| Fault::Consent)?;
        // A guardian signs for a child: staff take that down by hand.
        if is_child(somebody.birth_year, this_year) {
            return Err(Fault::Child);
        }
        let (profile, is_whole) = profile(cells)?;
        if somebody.has_record || !seen.insert(somebody.id) {
            same += 1;
            return Ok(());
        }
        unused += usize::from(!is_whole);
        plan.talents.push(PlannedTalent { resident: somebody.id, profile, paper_kept });
        Ok(())
    });
    let counts =
        Counts { rows, talents: plan.talents.len(), same, unused, problems: problems.len(), ..Counts::default() };
    (plan, Found { counts, problems })
}

/// The one resident whom a row means: by number, else by a name that only one bears.
fn somebody<'a>(known: &'a Known, secrets: &Secrets, cells: &Cells<'_>) -> Result<&'a Somebody, Fault> {
    let name = PersonName::parse(cells.get(Column::Name)).map_err(|_| Fault::Name)?;
    let named = known.names.get(name.as_str()).map_or(&[][..], Vec::as_slice);
    let Some(phone) = cells::number(cells)? else {
        return match named {
            [] => Err(Fault::Nobody),
            [one] => Ok(one),
            _ => Err(Fault::Several),
        };
    };
    let numbered = known.numbers.get(&secrets.phone_hash(phone.as_str())).map_or(&[][..], Vec::as_slice);
    let mut both = numbered.iter().filter(|(held, _)| held == name.as_str());
    match (both.next(), both.next()) {
        (Some((_, one)), None) => Ok(one),
        (Some(_), Some(_)) => Err(Fault::Several),
        // The number is new, or a child's number is its parent's: the name decides, if it can.
        (None, _) if numbered.is_empty() => match named {
            [] => Err(Fault::Nobody),
            [one] => Ok(one),
            _ => Err(Fault::Several),
        },
        (None, _) => Err(Fault::OtherName),
    }
}

/// What a row says of somebody, and whether every word of it is known; what is not is kept in its own words.
fn profile(cells: &Cells<'_>) -> Result<(Profile, bool), Fault> {
    let (specialties, specialty_other) = sorted(cells.get(Column::Specialties), specialty);
    let (needs, need_other) = sorted(cells.get(Column::Needs), need);
    let (wishes, wish_other) = sorted(cells.get(Column::Wishes), wish);
    let (trades, trade_other) = sorted(cells.get(Column::Trades), Trade::named);
    let line = |text: &str, most: usize| {
        if text.chars().count() > most { Err(Fault::Note) } else { Ok(text.to_owned()) }
    };
    let profile = Profile {
        specialties: Specialty::ALL.iter().copied().filter(|one| specialties.contains(one)).collect(),
        specialty_other: line(&specialty_other, 60)?,
        hobbies: line(cells.get(Column::Hobbies), 100)?,
        wishes: Wish::ALL.iter().copied().filter(|one| wishes.contains(one)).collect(),
        needs: Need::ALL.iter().copied().filter(|one| needs.contains(one)).collect(),
        need_other: line(&need_other, 60)?,
        trades: Trade::ALL.into_iter().filter(|one| trades.contains(one)).collect(),
        times: Vec::new(),
        hours: line(cells.get(Column::Hours), 60)?,
        pay: None,
        note: cells::note(cells)?,
        status: Status::Open,
    };
    if profile.is_empty() {
        return Err(Fault::NoTalent);
    }
    Ok((profile, wish_other.is_empty() && trade_other.is_empty()))
}

/// The words of a cell that are known, and the others as they stand.
fn sorted<T>(cell: &str, read: fn(&str) -> Option<T>) -> (Vec<T>, String) {
    let (mut known, mut others) = (Vec::new(), Vec::new());
    for word in list(cell) {
        match read(&word) {
            Some(one) => known.push(one),
            None => others.push(word),
        }
    }
    (known, others.join("、"))
}

/// The first of some choices of whose words one stands in a text.
fn found<T: Copy>(word: &str, choices: &[(&[&str], T)]) -> Option<T> {
    let folded = fold(word).replace(' ', "");
    choices.iter().find(|(words, _)| words.iter().any(|word| folded.contains(word))).map(|(_, choice)| *choice)
}

/// What somebody is good at, as sheets call it.
fn specialty(word: &str) -> Option<Specialty> {
    use Specialty as S;
    found(
        word,
        &[
            (&["水电", "电工", "水管"], S::Wiring),
            (&["钟表", "配锁", "开锁"], S::Repair),
            (&["修", "家电", "家具"], S::Repair),
            (&["缝", "裁", "改衣"], S::Tailoring),
            (&["理发", "剪发", "美发"], S::Hair),
            (&["做饭", "烹饪", "面点", "厨", "烘焙", "做菜"], S::Cooking),
            (&["书法", "绘画", "国画", "画画", "写字"], S::Calligraphy),
            (&["音乐", "舞", "戏", "唱", "乐器", "二胡"], S::Performing),
            (&["手工", "编织", "剪纸", "刺绣", "钩"], S::Crafts),
            (&["养花", "种菜", "园艺", "花卉"], S::Gardening),
            (&["辅导", "教孩子", "家教", "教学"], S::Teaching),
            (&["急救", "护理", "护士", "医"], S::Health),
            (&["照护", "照顾", "带孩子", "看护"], S::Caring),
            (&["法律", "财务", "会计", "律师"], S::Law),
            (&["手机", "电脑", "计算机"], S::Digital),
        ],
    )
}

/// What somebody would like to learn, as sheets call it.
fn need(word: &str) -> Option<Need> {
    use Need as N;
    found(
        word,
        &[
            (&["母婴", "育儿", "育婴", "月嫂", "月子"], N::InfantCare),
            (&["老人", "养老", "老年照护"], N::ElderCare),
            (&["陪诊"], N::Escort),
            (&["收纳", "整理"], N::Organising),
            (&["健康", "急救", "养生"], N::Health),
            (&["心理", "沟通"], N::Counselling),
            (&["手机", "电脑", "智能"], N::Digital),
            (&["创业", "开店"], N::Startup),
            (&["家务", "保洁", "家政"], N::Housekeeping),
        ],
    )
}

/// What somebody would like to do, as sheets call it.
fn wish(word: &str) -> Option<Wish> {
    use Wish as W;
    found(
        word,
        &[
            (&["教", "授课", "带徒"], W::Teach),
            (&["志愿", "义工", "帮忙"], W::Volunteer),
            (&["兼职", "零工", "钟点"], W::PartTime),
            (&["全职", "就业", "上班"], W::FullTime),
            (&["创业", "开店"], W::Startup),
        ],
    )
}

#[cfg(test)]
mod tests;
