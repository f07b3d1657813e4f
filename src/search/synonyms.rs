//! Words of the trade that residents use for the same thing.
//!
//! A hit by a synonym counts less than one of the word itself (see [`super::score`]).

use std::sync::LazyLock;

use super::pinyin::syllables;
use super::spelling::PinyinQuery;

/// Groups of words that stand for each other. Folded; a word may be in several groups, which are not
/// joined by it: 清洁 finds 保洁 and 清洗, but 保洁 does not find 清洗.
const GROUPS: &[&[&str]] = &[
    // Mother and child
    &["月嫂", "母婴护理员", "母婴护理", "月子护理", "产妇护理", "坐月子"],
    &["育儿嫂", "育婴嫂", "育婴员", "育婴师", "育婴", "婴幼儿照护", "带孩子", "带娃", "babysitter"],
    &["催乳", "催乳师", "通乳", "通乳师", "催奶", "开奶"],
    &["产后康复", "产后修复"],
    &["宝宝", "婴儿", "婴幼儿", "新生儿"],
    &["孩子", "小孩", "儿童"],
    &["接孩子", "接送孩子", "接娃", "接小孩", "接送小孩", "接送学生"],
    &["家教", "补习", "作业辅导"],
    // Household help
    &["钟点工", "小时工", "计时工"],
    &["阿姨", "保姆", "家政员", "家政服务员", "保母", "nanny"],
    &["做饭", "烧饭", "煮饭", "做菜", "烧菜", "家庭厨师", "cooking"],
    &["洗衣", "洗衣服", "衣物洗护"],
    // The elderly and the sick
    &["护工", "照护", "陪护", "看护", "照料", "养老护理员", "护老"],
    &["老人", "老年人", "长者", "长辈", "elderly"],
    &["陪诊", "陪同就医", "陪看病", "陪同看病", "就医陪同", "陪医", "陪诊员", "陪诊师", "escort"],
    &["住院陪护", "医院陪护", "病人陪护", "陪床"],
    &["取药", "代取药", "代买药", "买药", "拿药"],
    &["取报告", "代取报告", "拿报告"],
    &["跑腿", "代办", "代购"],
    &["按摩", "推拿"],
    // Cleaning
    &["保洁", "清洁", "打扫", "清扫", "扫除", "打扫卫生", "cleaning"],
    &["清洗", "清洁"],
    &["开荒", "开荒保洁", "新居保洁", "新房保洁", "装修后保洁", "装修保洁"],
    &["擦玻璃", "擦窗", "擦窗户", "洗窗", "洗玻璃", "玻璃清洗", "窗户清洁"],
    &["除螨", "螨虫", "杀螨"],
    &["灭虫", "杀虫", "除虫", "灭蟑", "消杀", "除四害"],
    &["除甲醛", "甲醛治理", "空气治理"],
    &["沙发清洗", "洗沙发", "清洗沙发"],
    &["床垫清洗", "洗床垫", "清洗床垫"],
    &["地毯清洗", "洗地毯", "清洗地毯"],
    &["窗帘清洗", "洗窗帘", "清洗窗帘"],
    // Appliances
    &["空调", "冷气", "ac"],
    &["空调清洗", "洗空调", "清洗空调", "空调清洁", "冷气清洗", "洗冷气"],
    &["油烟机", "抽油烟机", "吸油烟机", "抽烟机", "烟机"],
    &["油烟机清洗", "洗油烟机", "清洗油烟机", "洗烟机"],
    &["洗衣机清洗", "洗洗衣机", "清洗洗衣机"],
    &["冰箱清洗", "洗冰箱", "清洗冰箱"],
    &["冰箱", "雪柜"],
    &["家电", "电器", "appliance"],
    // Repairs
    &["维修", "修理", "检修", "修缮", "repair"],
    &["换锁", "开锁", "修锁", "换锁芯", "锁匠", "locksmith"],
    &["水龙头", "龙头"],
    &["水管维修", "修水管", "水管漏水", "plumber"],
    &["疏通", "通下水道", "通马桶", "通下水", "管道疏通"],
    &["马桶", "坐便器", "座厕"],
    &["磨刀", "磨剪刀", "磨菜刀"],
    &["缝补", "改衣", "缝纫", "裁缝", "改裤脚", "织补"],
    // Order at home
    &["收纳", "整理", "整理收纳", "收纳整理", "归整", "organizing"],
    &["衣橱", "衣柜"],
    &["全屋", "整屋", "全房"],
    &["搬家", "搬屋", "搬迁", "moving"],
    // The portal
    &["物业", "物管"],
    &["培训", "课程", "training"],
    &["招聘", "岗位", "职位", "找工作", "jobs"],
    &["小程序", "小程式"],
];

/// Words that stand for narrower ones, but not the other way round: who asks for a 护理员 may mean a
/// carer, but a carer is no 母婴护理员.
const NARROWER: &[(&str, &[&str])] = &[
    ("护理员", &["护工", "照护", "陪护"]),
    ("家电", &["空调", "洗衣机", "冰箱", "油烟机", "热水器"]),
    ("修锁", &["锁具", "配钥匙"]),
];

/// The reading of every Chinese term, for queries typed in pinyin.
static READINGS: LazyLock<Vec<(&'static str, String)>> =
    LazyLock::new(|| terms().filter(|term| !term.is_ascii()).map(|term| (term, syllables(term))).collect());

/// Every term of every group, some more than once.
pub fn terms() -> impl Iterator<Item = &'static str> {
    let narrower = NARROWER.iter().flat_map(|&(word, others)| std::iter::once(word).chain(others.iter().copied()));
    GROUPS.iter().flat_map(|group| group.iter().copied()).chain(narrower)
}

/// The other words for a folded word, none twice; empty if the word is in no group.
pub fn equivalents(word: &str) -> Vec<&'static str> {
    let groups = GROUPS.iter().filter(|group| group.contains(&word)).copied();
    let narrower = NARROWER.iter().filter(|&&(wide, _)| wide == word).map(|&(_, others)| others);
    let mut found = Vec::new();
    for &term in groups.chain(narrower).flatten() {
        if term != word && !found.contains(&term) {
            found.push(term);
        }
    }
    found
}

/// A word that a query in pinyin leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByPinyin {
    /// The word itself, or one that stands for the same.
    pub term: &'static str,
    /// Whether the pinyin was spelled; otherwise there were only initials.
    pub spelled: bool,
}

/// The words of every group that has a term which a query in pinyin names as a whole, spelled or by its
/// initials (three at least): both `xiaoshigong` and `xsg` lead to 小时工 and 钟点工. None twice.
pub fn terms_by_pinyin(query: &PinyinQuery) -> Vec<ByPinyin> {
    let mut found: Vec<ByPinyin> = Vec::new();
    for (term, reading) in &*READINGS {
        let Some(hit) = query.find(reading).filter(|hit| hit.start == 0 && hit.to_end) else {
            continue;
        };
        // Half spelled, half abbreviated is too vague: `yuesao` would be 育儿嫂, too.
        let only_initials = query.byte_count() > 2 && query.byte_count() == term.chars().count();
        if !hit.spelled && !only_initials {
            continue;
        }
        for term in std::iter::once(*term).chain(equivalents(term)) {
            match found.iter_mut().find(|known| known.term == term) {
                Some(known) => known.spelled |= hit.spelled,
                None => found.push(ByPinyin { term, spelled: hit.spelled }),
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_folded() {
        for term in terms() {
            assert_eq!(crate::search::fold(term), term);
        }
    }

    #[test]
    fn groups_are_real_and_without_repetition() {
        for group in GROUPS {
            assert!(group.len() > 1, "{group:?}");
            for (at, term) in group.iter().enumerate() {
                assert!(!group[at + 1..].contains(term), "{term}");
            }
        }
    }

    #[test]
    fn required_synonyms_stand_for_each_other() {
        for (one, other) in [("月嫂", "母婴护理员"), ("钟点工", "小时工"), ("阿姨", "保姆"), ("陪诊", "陪同就医")]
        {
            assert!(equivalents(one).contains(&other) && equivalents(other).contains(&one), "{one} {other}");
        }
        assert!(equivalents("护理员").contains(&"护工"));
        assert!(!equivalents("护工").contains(&"护理员"));
        assert!(!equivalents("保洁").contains(&"清洗"));
        assert_eq!(equivalents("月饼"), Vec::<&str>::new());
    }

    fn by_pinyin(query: &str) -> Vec<ByPinyin> {
        terms_by_pinyin(&PinyinQuery::parse(query).unwrap())
    }

    #[test]
    fn pinyin_leads_to_the_group() {
        for (query, spelled) in
            [("zhongdiangong", true), ("zongdiangong", true), ("zdg", false), ("xiaoshigong", true), ("xsg", false)]
        {
            let found = by_pinyin(query);
            for term in ["钟点工", "小时工"] {
                assert!(found.contains(&ByPinyin { term, spelled }), "{query} {found:?}");
            }
        }
        assert!(!by_pinyin("yuesao").iter().any(|found| found.term == "育儿嫂"));
        assert!(by_pinyin("ys").is_empty());
        assert!(by_pinyin("yuesa").is_empty());
    }
}
