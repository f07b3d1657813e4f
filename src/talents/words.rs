//! What staff type to find somebody by what they can: found is whoever wrote it, and whoever ticked what it means.

use std::sync::LazyLock;

use super::model::{Need, Specialty, Wish};
use super::texts;
use crate::search::{fold, synonyms};
use crate::values::Trade;
use crate::web::{Locale, Messages};

/// As many ways to say what was typed as are looked for, the shortest first: each is a list of its own.
const MOST_WAYS: usize = 16;

/// What may stand around a word and leave it what it is: 会做饭, 修空调, 理发师傅. A surname may not.
const AROUND: &str = "会能懂爱想要教学做修装唱跳弹拉画写的师傅工匠员手班课";

/// From how many letters on the beginning of an English word means it: fewer are somebody's pinyin.
const LETTERS: usize = 4;

/// Words of labels that mean nothing.
const SMALL: [&str; 4] = ["a", "and", "for", "or"];

/// What can be ticked.
struct Meaning {
    /// The trait of whoever ticks it.
    has: String,
    /// Folded: the words of its label in every language, and what else people call it.
    words: Vec<String>,
}

static MEANINGS: LazyLock<Vec<Meaning>> = LazyLock::new(|| {
    let specialties = Specialty::ALL.iter().copied();
    let specialties = specialties.map(|one| Meaning::of("specialty", one.code(), |t| one.label(t), specialty(one)));
    let wishes = Wish::ALL.iter().copied().map(|one| Meaning::of("wish", one.code(), |t| one.label(t), wish(one)));
    let needs = Need::ALL.iter().copied().map(|one| Meaning::of("need", one.code(), |t| one.label(t), need(one)));
    let trades = Trade::ALL.into_iter().map(|one| Meaning::of("trade", one.code(), |t| one.label(t), trade(one)));
    specialties.chain(wishes).chain(needs).chain(trades).collect()
});

impl Meaning {
    fn of(kind: &str, code: &str, label: impl Fn(&'static Messages) -> &'static str, also: &'static str) -> Self {
        let mut words = Vec::new();
        for locale in Locale::ALL {
            let label = fold(label(locale.messages()));
            words.extend(label.split(' ').filter(|word| !SMALL.contains(word)).map(str::to_owned));
        }
        for word in also.split(' ') {
            words.push(word.to_owned());
            words.extend(synonyms::equivalents(word).into_iter().map(str::to_owned));
        }
        Self { has: format!("{kind}:{code}"), words }
    }

    /// Whether a folded word of two characters or more means it.
    fn is_meant_by(&self, word: &str) -> bool {
        let means = |known: &str| {
            if word.is_ascii() {
                known == word || (word.len() >= LETTERS && known.starts_with(word))
            } else {
                known.contains(word) || stands_in(known, word)
            }
        };
        self.words.iter().any(|known| means(known))
    }
}

/// Whether a word is that one, with what leaves it what it is around it.
fn stands_in(known: &str, word: &str) -> bool {
    let around = word.split_once(known);
    around.is_some_and(|(before, behind)| before.chars().chain(behind.chars()).all(|c| AROUND.contains(c)))
}

/// The ways in which a record may say what was typed, each as the traits that it then has: of every word all pairs of
/// characters, or a tick that the word means. None where nothing was typed that can be found so.
pub(super) fn ways(typed: &str) -> Vec<Vec<String>> {
    let folded = fold(typed);
    let mut ways = vec![Vec::new()];
    for word in folded.split(' ') {
        let written = texts::traits([word]);
        // A single character means too much.
        if written.is_empty() {
            continue;
        }
        let ticked = MEANINGS.iter().filter(|meaning| meaning.is_meant_by(word));
        let ticked = ticked.map(|meaning| vec![meaning.has.clone()]);
        let either: Vec<Vec<String>> = std::iter::once(written).chain(ticked).collect();
        ways = both(&ways, &either);
        ways.truncate(MOST_WAYS);
    }
    ways.retain(|way| !way.is_empty());
    ways
}

/// One of these and one of those, together; without those of which a part is enough.
fn both(these: &[Vec<String>], those: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut sums = Vec::new();
    for one in these {
        for other in those {
            let mut sum = [one.as_slice(), other.as_slice()].concat();
            sum.sort_unstable();
            sum.dedup();
            sums.push(sum);
        }
    }
    sums.sort_by_key(Vec::len);
    let mut kept: Vec<Vec<String>> = Vec::new();
    for sum in sums {
        if !kept.iter().any(|part| part.iter().all(|one| sum.contains(one))) {
            kept.push(sum);
        }
    }
    kept
}

/// What else people call it, and what of it they name; folded, as below.
fn specialty(one: Specialty) -> &'static str {
    match one {
        Specialty::Repair => "维修 家电 家具 木工 木匠 钟表 修表 修车 自行车 修鞋 修伞 开锁 配锁 配钥匙 磨刀",
        Specialty::Wiring => "水电 电工 水工 水管 修水管 电路 灯具 水龙头 疏通 electrician",
        Specialty::Tailoring => "缝补 裁缝 裁剪 裁衣 缝衣 做衣服 旗袍 tailor",
        Specialty::Hair => "理发 剪发 美发 剪头 剪头发 理头发 剃头 烫发 染发 hairdresser haircut barber",
        Specialty::Cooking => "做饭 烹饪 面点 面食 厨师 厨艺 下厨 大厨 炒菜 烘焙 点心 蛋糕 包子 饺子 chef",
        Specialty::Calligraphy => "书法 绘画 国画 画画 油画 水墨 美术 写字 毛笔 春联 篆刻",
        Specialty::Performing => "音乐 舞蹈 跳舞 广场舞 戏曲 唱戏 秦腔 唱歌 合唱 乐器 二胡 钢琴 吉他 朗诵 singing",
        Specialty::Crafts => "手工 编织 织毛衣 毛线 钩针 剪纸 刺绣 十字绣 中国结 泥塑 陶艺",
        Specialty::Gardening => "养花 种花 花卉 花草 盆栽 绿植 种菜 园艺",
        Specialty::Teaching => "辅导 家教 补课 功课 教孩子 教学 英语 数学 语文",
        Specialty::Caring => "照护 照顾 带孩子 照顾老人 陪床",
        Specialty::Health => "护理 急救 护士 医生 医护 中医 按摩 血压",
        Specialty::Law => "法律 律师 财务 会计 出纳 记账 报税 税务 理财 lawyer accountant",
        Specialty::Digital => "手机 电脑 计算机 上网 打字 短视频",
    }
}

fn wish(one: Wish) -> &'static str {
    match one {
        Wish::Teach => "教课 授课 讲课 带徒弟 老师",
        Wish::Volunteer => "志愿 志愿者 志愿服务 义工 公益 帮忙",
        Wish::PartTime => "兼职 零工 钟点工",
        Wish::FullTime => "全职 上班 就业 找工作",
        Wish::Startup => "创业 开店 做生意",
    }
}

fn need(one: Need) -> &'static str {
    match one {
        Need::Housekeeping => "家务 家政 保洁",
        Need::ElderCare => "照护 养老 照顾老人 老年照护 老人护理",
        Need::InfantCare => "月嫂 月子 母婴 育儿 育婴 带孩子",
        Need::Escort => "陪诊",
        Need::Organising => "收纳 整理",
        Need::Health => "健康 养生 保健 急救",
        Need::Counselling => "心理 心理咨询 情绪 沟通",
        Need::Digital => "手机 电脑 计算机 智能手机",
        Need::Startup => "创业 开店",
    }
}

fn trade(one: Trade) -> &'static str {
    match one {
        Trade::Housekeeping => "家务 家政 保姆 钟点工 做饭",
        Trade::Cleaning => "保洁 擦玻璃 开荒",
        Trade::Maternity => "月嫂 月子 母婴 产妇",
        Trade::Infant => "育婴 育儿 带孩子",
        Trade::Care => "照护 护理 护工 养老 照顾老人",
        Trade::Escort => "陪诊 陪护就医",
        Trade::Organizing => "收纳 整理",
        Trade::Appliance => "家电 空调 油烟机 洗衣机 冰箱 热水器",
        Trade::Repair => "维修 小修 开锁 水电",
        Trade::Property => "物业 客服",
        Trade::Attendant => "值守 值班 前台",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(traits: &[&str]) -> Vec<String> {
        traits.iter().map(|&one| one.to_owned()).collect()
    }

    #[test]
    fn a_word_means_what_can_be_ticked_in_every_script_and_as_people_say_it() {
        for (typed, ticked) in [
            ("理发", "specialty:hair"),
            ("理髮", "specialty:hair"),
            ("Hairdressing", "specialty:hair"),
            ("剪头发", "specialty:hair"),
            ("理发师傅", "specialty:hair"),
            ("做饭", "specialty:cooking"),
            ("做飯", "specialty:cooking"),
            ("cook", "specialty:cooking"),
            ("烧菜", "specialty:cooking"),
            ("会做饭", "specialty:cooking"),
            ("刺绣", "specialty:crafts"),
            ("想学电脑", "need:digital"),
            ("志工", "wish:volunteer"),
            ("义工", "wish:volunteer"),
            ("陪看病", "trade:escort"),
            ("擦窗户", "trade:cleaning"),
            ("修空调", "trade:appliance"),
        ] {
            assert!(ways(typed).contains(&own(&[ticked])), "{typed}: {:?}", ways(typed));
        }
    }

    #[test]
    fn a_name_and_a_number_mean_nothing_that_can_be_ticked() {
        for typed in ["李健康", "王医生", "wang", "hai", "13800000001", "3-1-202", "养钟表"] {
            let ways = ways(typed);
            assert!(ways.len() == 1 && ways[0].iter().all(|one| one.starts_with("text:")), "{typed}: {ways:?}");
        }
        assert!(ways("修").is_empty() && ways(" ").is_empty() && ways("3-1").is_empty());
    }

    #[test]
    fn of_several_words_each_is_said_in_one_way_or_another() {
        let found = ways("理发 志愿");
        for way in [
            ["specialty:hair", "wish:volunteer"],
            ["specialty:hair", "text:志愿"],
            ["text:理发", "wish:volunteer"],
            ["text:志愿", "text:理发"],
        ] {
            assert!(found.contains(&own(&way)), "{way:?}: {found:?}");
        }
        assert_eq!(found.len(), 4);
        // One tick is enough for two words that mean it.
        let found = ways("护理 照护");
        assert!(found.contains(&own(&["specialty:caring"])), "{found:?}");
        assert!(!found.iter().any(|way| way.len() > 1 && way.contains(&"specialty:caring".to_owned())), "{found:?}");
        assert_eq!(ways("修 钟表"), ways("钟表"), "a single character is left out");
    }

    #[test]
    fn however_much_is_typed_few_lists_are_read() {
        for typed in ["护理 孩子 维修 家电 保洁 照护 月嫂", "care work home repair phones teach", "做饭"]
        {
            assert!((2..=MOST_WAYS).contains(&ways(typed).len()), "{typed}: {}", ways(typed).len());
        }
    }

    #[test]
    fn words_are_folded_and_each_finds_its_own() {
        for meaning in &*MEANINGS {
            for word in &meaning.words {
                assert_eq!(fold(word), *word);
                assert!(ways(word).contains(&vec![meaning.has.clone()]), "{word}");
            }
        }
    }
}
