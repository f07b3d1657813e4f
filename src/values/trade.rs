//! The trades in which a neighbourhood trains, works and hires.

use serde::{Deserialize, Serialize};

use crate::search::fold;
use crate::web::Messages;

/// What somebody does for a living (工种): what household workers offer, courses teach and employers look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trade {
    /// 家务
    Housekeeping,
    /// 保洁
    Cleaning,
    /// 母婴护理
    Maternity,
    /// 育婴
    Infant,
    /// 家庭照护
    Care,
    /// 陪诊
    Escort,
    /// 整理收纳
    Organizing,
    /// 家电清洗维修
    Appliance,
    /// 小修小补
    Repair,
    /// 物业客服: answers for a property company.
    Property,
    /// 站点值守: keeps a service station open.
    Attendant,
}

impl Trade {
    /// Every trade, in the order of lists.
    pub const ALL: [Self; 11] = [
        Self::Housekeeping,
        Self::Cleaning,
        Self::Maternity,
        Self::Infant,
        Self::Care,
        Self::Escort,
        Self::Organizing,
        Self::Appliance,
        Self::Repair,
        Self::Property,
        Self::Attendant,
    ];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Housekeeping => "housekeeping",
            Self::Cleaning => "cleaning",
            Self::Maternity => "maternity",
            Self::Infant => "infant",
            Self::Care => "care",
            Self::Escort => "escort",
            Self::Organizing => "organizing",
            Self::Appliance => "appliance",
            Self::Repair => "repair",
            Self::Property => "property",
            Self::Attendant => "attendant",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trade| trade.code() == code)
    }

    /// The trade that people mean by a word of theirs, such as in a sheet.
    pub fn named(word: &str) -> Option<Self> {
        let folded = fold(word).replace(' ', "");
        let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
        match () {
            () if has(&["月嫂", "母婴", "产妇", "月子"]) => Some(Self::Maternity),
            () if has(&["育婴", "育儿", "带孩子", "带娃"]) => Some(Self::Infant),
            () if has(&["照护", "护理", "护工", "养老", "照顾老人", "老人"]) => Some(Self::Care),
            () if has(&["陪诊", "陪护就医", "陪同就医"]) => Some(Self::Escort),
            () if has(&["收纳", "整理"]) => Some(Self::Organizing),
            () if has(&["家电", "空调", "油烟机", "洗衣机"]) => Some(Self::Appliance),
            () if has(&["维修", "修", "开锁", "水电"]) => Some(Self::Repair),
            () if has(&["保洁", "擦玻璃", "清洁", "打扫"]) => Some(Self::Cleaning),
            () if has(&["物业", "客服"]) => Some(Self::Property),
            () if has(&["值守", "值班", "前台"]) => Some(Self::Attendant),
            () if has(&["家务", "保姆", "做饭", "钟点", "小时工", "家政"]) => Some(Self::Housekeeping),
            () => Self::parse(&folded),
        }
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.trades;
        match self {
            Self::Housekeeping => t.housekeeping,
            Self::Cleaning => t.cleaning,
            Self::Maternity => t.maternity,
            Self::Infant => t.infant,
            Self::Care => t.care,
            Self::Escort => t.escort,
            Self::Organizing => t.organizing,
            Self::Appliance => t.appliance,
            Self::Repair => t.repair,
            Self::Property => t.property,
            Self::Attendant => t.attendant,
        }
    }
}

/// The trades behind the database's words, as they are called.
pub fn trade_labels(codes: &[String], t: &Messages) -> Vec<&'static str> {
    codes.iter().filter_map(|code| Trade::parse(code)).map(|trade| trade.label(t)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        assert!(Trade::ALL.into_iter().all(|trade| Trade::parse(trade.code()) == Some(trade)));
        let t = crate::web::Locale::ZhHans.messages();
        assert!(Trade::ALL.into_iter().all(|trade| Trade::named(trade.label(t)) == Some(trade)));
    }
}
