//! How sheets say what somebody can, likes and wants: nobody fills them in with the program's own words.

use crate::import::cells::list;
use crate::import::text::{fold_tight, simplify, strip_any};
use crate::search::fold;
use crate::talents::forms::MOST_PAY;
use crate::talents::model::{Need, PayUnit, Specialty, Time, Wish};
use crate::values::Fen;

/// The words of a cell that are known, and the others as they stand.
pub(super) fn sorted<T>(cell: &str, read: fn(&str) -> Option<T>) -> (Vec<T>, String) {
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
pub(super) fn specialty(word: &str) -> Option<Specialty> {
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
pub(super) fn need(word: &str) -> Option<Need> {
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
pub(super) fn wish(word: &str) -> Option<Wish> {
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

/// The parts of a day, as sheets call them: on working days, and at weekends.
const PARTS: [(&[&str], [Time; 2]); 3] = [
    (&["上午", "早上", "早晨"], [Time::WeekdayMorning, Time::WeekendMorning]),
    (&["下午"], [Time::WeekdayAfternoon, Time::WeekendAfternoon]),
    (&["晚上", "晚间", "夜里"], [Time::WeekdayEvening, Time::WeekendEvening]),
];

/// When somebody has time, where a word says exactly that: `周末上午`, `工作日`, `晚上`. 周三上午 is no working day's every
/// morning: it stays in its own words.
pub(super) fn times(word: &str) -> Option<Vec<Time>> {
    let word = simplify(&fold_tight(word));
    let days: [(&[&str], &[usize]); 3] = [
        (&["工作日", "平日", "周一到周五", "周一至周五", "周一-周五"], &[0]),
        (&["周末", "双休日", "周六日"], &[1]),
        (&["每天", "天天", ""], &[0, 1]),
    ];
    let (part, kinds) = days.into_iter().find_map(|(words, kinds)| Some((strip_any(&word, words)?, kinds)))?;
    let is_whole = part.is_empty() || part == "全天";
    let parts: Vec<[Time; 2]> =
        PARTS.into_iter().filter(|(words, _)| is_whole || words.contains(&part)).map(|(_, times)| times).collect();
    let times: Vec<Time> = parts.iter().flat_map(|times| kinds.iter().map(move |kind| times[*kind])).collect();
    Some(times).filter(|times| !times.is_empty())
}

/// What somebody would like to earn at least: `每小时 30 元`, `3000-4000元/月`, or nothing said. None where nobody can tell.
pub(super) fn pay(cell: &str) -> Option<Option<(Fen, PayUnit)>> {
    let cell = simplify(&fold_tight(cell)).replace(',', "");
    if cell.is_empty() || cell.contains("面议") {
        return Some(None);
    }
    let named = [("时", PayUnit::Hour), ("天", PayUnit::Day), ("日", PayUnit::Day), ("月", PayUnit::Month)];
    let mut units: Vec<PayUnit> =
        named.into_iter().filter(|(word, _)| cell.contains(word)).map(|(_, unit)| unit).collect();
    units.dedup();
    let [unit] = units[..] else { return None };
    let from = cell.find(|c: char| c.is_ascii_digit())?;
    let rest = cell[from..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    // Three thousands is not three, and eight hours are no pay.
    if cell.contains(['千', '万', 'k', 'w']) || rest.starts_with(['小', '天', '日', '个', '月']) {
        return None;
    }
    let amount = cell[from..cell.len() - rest.len()].parse::<Fen>().ok()?;
    (amount > Fen::ZERO && amount <= MOST_PAY).then_some(Some((amount, unit)))
}

/// What a cell says of a consent on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paper<'a> {
    /// There is none.
    No,
    /// There is one, where the other one is.
    Same,
    /// Where it lies.
    At(&'a str),
}

/// Reads where the paper lies on which somebody agreed to one more use: `2 号柜`; `同意` means beside the other one.
pub(super) fn paper(cell: &str) -> Paper<'_> {
    let word = simplify(&fold_tight(cell));
    match word.as_str() {
        "同意" | "是" | "有" | "已签" | "已同意" | "愿意" | "√" | "✓" | "✔" | "y" | "yes" => {
            Paper::Same
        }
        "" | "×" | "x" | "n" | "no" => Paper::No,
        word if word.starts_with(['不', '未', '没', '否', '拒', '待']) => Paper::No,
        _ => Paper::At(cell),
    }
}
