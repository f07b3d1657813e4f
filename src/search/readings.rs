//! Readings the character table gets wrong for the words that matter here.
//!
//! A character's usual reading comes from the `pinyin` crate; the tables below win over it, the longest
//! phrase first. Tones are not written. Add a phrase when a resident would type its reading.

/// Readings of single characters whose usual one in this trade differs from the table's.
pub(super) const CHARACTERS: &[(char, &str)] = &[('调', "tiao"), ('择', "ze"), ('伺', "ci")];

/// Readings of whole phrases, one syllable a character, separated by spaces.
pub(super) const PHRASES: &[(&str, &str)] = &[
    // 长 is usually zhang (家长, 楼栋长, 长辈); here it means long.
    ("长安", "chang an"),
    ("长期", "chang qi"),
    ("长时", "chang shi"),
    ("长短", "chang duan"),
    ("长途", "chang tu"),
    ("长久", "chang jiu"),
    ("长效", "chang xiao"),
    ("长沙", "chang sha"),
    ("长春", "chang chun"),
    ("长江", "chang jiang"),
    ("长城", "chang cheng"),
    ("长乐", "chang le"),
    ("长椅", "chang yi"),
    ("长裤", "chang ku"),
    ("延长", "yan chang"),
    ("擅长", "shan chang"),
    ("特长", "te chang"),
    ("时长", "shi chang"),
    ("加长", "jia chang"),
    // 重 is usually zhong; here it means again.
    ("重阳", "chong yang"),
    ("重新", "chong xin"),
    ("重复", "chong fu"),
    ("重装", "chong zhuang"),
    ("重做", "chong zuo"),
    ("重铺", "chong pu"),
    ("重刷", "chong shua"),
    ("重庆", "chong qing"),
    // 调 is tiao above (空调, 调休, 调理, 调解); here it means to inquire or to move.
    ("调查", "diao cha"),
    ("调研", "diao yan"),
    ("调动", "diao dong"),
    ("调度", "diao du"),
    ("调换", "diao huan"),
    ("单调", "dan diao"),
    // 行 as a trade or a shop.
    ("银行", "yin hang"),
    ("行业", "hang ye"),
    ("行情", "hang qing"),
    ("行家", "hang jia"),
    ("同行", "tong hang"),
    ("内行", "nei hang"),
    ("外行", "wai hang"),
    ("商行", "shang hang"),
    ("车行", "che hang"),
    ("琴行", "qin hang"),
    ("音乐", "yin yue"),
    ("乐器", "yue qi"),
    ("乐队", "yue dui"),
    ("声乐", "sheng yue"),
    ("会计", "kuai ji"),
    ("睡觉", "shui jiao"),
    ("午觉", "wu jiao"),
    ("归还", "gui huan"),
    ("退还", "tui huan"),
    ("借还", "jie huan"),
    ("还款", "huan kuan"),
    ("还书", "huan shu"),
    ("还原", "huan yuan"),
    ("便宜", "pian yi"),
    ("大夫", "dai fu"),
    ("薄荷", "bo he"),
    ("西藏", "xi zang"),
    ("藏红花", "zang hong hua"),
    ("弹琴", "tan qin"),
    ("弹钢琴", "tan gang qin"),
    ("弹簧", "tan huang"),
    ("弹性", "tan xing"),
    ("出差", "chu chai"),
    ("校对", "jiao dui"),
    ("校准", "jiao zhun"),
    ("校正", "jiao zheng"),
    ("人参", "ren shen"),
    ("海参", "hai shen"),
    ("西洋参", "xi yang shen"),
    ("供给", "gong ji"),
    ("补给", "bu ji"),
    ("给水", "ji shui"),
    ("模具", "mu ju"),
    ("模板", "mu ban"),
    ("成都", "cheng du"),
    ("首都", "shou du"),
    ("都市", "du shi"),
    ("着火", "zhao huo"),
    ("着急", "zhao ji"),
    ("着凉", "zhao liang"),
    ("着装", "zhuo zhuang"),
    ("着色", "zhuo se"),
    ("穿着", "chuan zhuo"),
    ("厦门", "xia men"),
    ("刨平", "bao ping"),
    ("刨刀", "bao dao"),
    ("包扎", "bao za"),
    ("捆扎", "kun za"),
    ("仔细", "zi xi"),
    ("择菜", "zhai cai"),
    ("削皮", "xiao pi"),
    ("和面", "huo mian"),
    ("亲家", "qing jia"),
    ("落枕", "lao zhen"),
];

/// Readings of characters as the family name at the start of a person's or a company's name.
pub(super) const SURNAMES: &[(&str, &str)] = &[
    ("尉迟", "yu chi"),
    ("万俟", "mo qi"),
    ("澹台", "tan tai"),
    ("长孙", "zhang sun"),
    ("单于", "chan yu"),
    ("单", "shan"),
    ("曾", "zeng"),
    ("仇", "qiu"),
    ("解", "xie"),
    ("查", "zha"),
    ("区", "ou"),
    ("朴", "piao"),
    ("盖", "ge"),
    ("乐", "yue"),
    ("翟", "zhai"),
    ("覃", "qin"),
    ("缪", "miao"),
    ("员", "yun"),
    ("折", "she"),
    ("种", "chong"),
    ("召", "shao"),
    ("祭", "zhai"),
    ("隗", "wei"),
    ("秘", "bi"),
    ("宓", "mi"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_has_a_reading_for_each_character() {
        for (phrase, reading) in PHRASES.iter().chain(SURNAMES) {
            assert_eq!(phrase.chars().count(), reading.split(' ').count(), "{phrase}");
            assert_eq!(&crate::search::fold(phrase), phrase);
        }
    }
}
