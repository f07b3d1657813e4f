//! The words by which sheets mean what the lists of records offer. Whole words alone count: 修眉 is no 修家电, and 物业保安 no
//! 物业客服.

use crate::talents::model::{Need as N, Specialty as S, Wish as W};
use crate::values::Trade as T;

/// A choice, what pages call it, and by which other words people mean it: folded, with blanks between.
pub(super) type Row<C> = (C, &'static str, &'static str);

/// What people say before a skill or a trade: 会理发, 学用手机, 教跳舞.
pub(super) const BEFORE: [&str; 23] = [
    "想学", "想做", "想当", "愿意", "可以", "学习", "学会", "擅长", "精通", "喜欢", "使用", "会", "能", "懂", "爱",
    "想", "学", "教", "做", "当", "干", "用", "跳",
];

/// And behind it: 理发师傅, 收纳培训.
pub(super) const AFTER: [&str; 18] = [
    "技术", "技能", "技巧", "知识", "手艺", "方法", "服务", "培训", "课程", "使用", "操作", "教学", "师傅", "员", "师",
    "工", "课", "证",
];

/// Those who are taught, where somebody would like to teach: 教老人用手机.
pub(super) const TAUGHT: [&str; 9] = ["别人", "大家", "邻居", "居民", "孩子", "小孩", "小朋友", "老年人", "老人"];

/// What says what somebody would like to do, whatever stands beside it: 周末兼职, 社区志愿服务队.
pub(super) const WITHIN: [(&str, W); 6] = [
    ("志愿", W::Volunteer),
    ("义工", W::Volunteer),
    ("兼职", W::PartTime),
    ("零工", W::PartTime),
    ("全职", W::FullTime),
    ("创业", W::Startup),
];

/// What somebody is good at.
pub(super) const SPECIALTIES: &[Row<S>] = &[
    (
        S::Repair,
        "修家电家具",
        "修家电 修家具 修电器 修小家电 家电维修 家电修理 家具维修 电器维修 修电视 修冰箱 修洗衣机 修空调 修风扇 \
         修热水器 修油烟机 修自行车 修电动车 修桌椅 修沙发 修钟表 修表 修手表 钟表维修 钟表修理 修锁 开锁 配锁 \
         配钥匙 修雨伞 木工 做家具 维修 修理",
    ),
    (
        S::Wiring,
        "修水电",
        "水电 水电工 水电维修 电工 修电路 修电灯 装灯 接电线 修水管 水管维修 修水龙头 换水龙头 通下水道 \
         疏通下水道",
    ),
    (S::Tailoring, "缝补裁衣", "裁缝 缝纫 缝补 缝衣服 补衣服 做衣服 裁衣 裁衣服 改衣 改衣服 改裤脚 踩缝纫机"),
    (S::Hair, "理发", "理头发 剪发 剪头发 美发 烫发 染发 剃头"),
    (
        S::Cooking,
        "做饭面点",
        "做饭 做菜 炒菜 烹饪 烹调 厨艺 厨师 下厨 家常菜 面点 面食 烘焙 做点心 做蛋糕 包饺子 包粽子 蒸馒头",
    ),
    (
        S::Calligraphy,
        "书法绘画",
        "书法 毛笔书法 硬笔书法 毛笔字 写毛笔字 写字 写对联 写春联 绘画 画画 国画 画国画 水彩 水彩画 素描 油画",
    ),
    (
        S::Performing,
        "音乐舞蹈戏曲",
        "音乐 乐器 唱歌 声乐 合唱 舞蹈 跳舞 广场舞 民族舞 交谊舞 街舞 秧歌 扭秧歌 戏曲 唱戏 京剧 秦腔 唱秦腔 \
         豫剧 唱豫剧 越剧 黄梅戏 快板 二胡 拉二胡 钢琴 弹钢琴 古筝 弹古筝 吉他 弹吉他 琵琶 弹琵琶 笛子 吹笛子 \
         葫芦丝 吹葫芦丝 唢呐 吹唢呐 手风琴 拉手风琴 小提琴 拉小提琴 口琴 吹口琴 打鼓 锣鼓",
    ),
    (S::Crafts, "手工编织", "手工 编织 织毛衣 毛线编织 钩织 钩针 剪纸 折纸 刺绣 绣花 十字绣 中国结 编中国结 串珠"),
    (S::Gardening, "养花种菜", "养花 种花 养兰花 种菜 园艺 花卉 盆景 养绿植"),
    (
        S::Teaching,
        "辅导孩子 辅导孩子功课",
        "辅导作业 辅导功课 作业辅导 功课辅导 课业辅导 家教 教孩子 教小孩 教书 教学 老师 教师 教语文 教数学 \
         教英语",
    ),
    (
        S::Caring,
        "照护老人孩子 照顾长者与小孩",
        "照护 照护老人 照护孩子 照顾老人 照顾孩子 照顾小孩 看护 看护老人 看护孩子 护工 带孩子 带小孩 带娃 看孩子 \
         育儿",
    ),
    (S::Health, "护理急救", "护理 急救 护士 医生 中医 西医 医护 医学 心肺复苏 量血压"),
    (S::Law, "法律财务", "法律 法律咨询 律师 普法 财务 会计 出纳 记账 做账 理财 税务 报税"),
    (
        S::Digital,
        "手机电脑",
        "手机 智能手机 修手机 手机维修 电脑 修电脑 电脑维修 计算机 办公软件 打字 上网 编程 剪视频 视频剪辑",
    ),
];

/// What somebody would like to learn.
pub(super) const NEEDS: &[Row<N>] = &[
    (N::Housekeeping, "家务保洁 家务清洁", "家务 保洁 清洁 家政 家政服务 家庭保洁"),
    (
        N::ElderCare,
        "老人照护 长者照护",
        "照护老人 照顾老人 老人护理 老年照护 老年护理 养老 养老护理 养老照护 居家养老 护工",
    ),
    (
        N::InfantCare,
        "母婴育儿",
        "母婴 母婴护理 月嫂 月子护理 产妇护理 产后护理 育儿 科学育儿 育儿嫂 育婴 婴幼儿照护 带孩子 带娃",
    ),
    (N::Escort, "陪诊", "陪同就医 陪护就医 就医陪同 陪老人看病"),
    (N::Organising, "收纳整理 整理收纳", "收纳 整理 家居收纳 家居整理 衣橱整理"),
    (N::Health, "健康和急救", "健康 健康管理 家庭健康 健康养生 养生 保健 急救 家庭急救 急救护理 心肺复苏"),
    (N::Counselling, "心理和沟通", "心理 心理健康 心理咨询 心理疏导 沟通"),
    (N::Digital, "手机电脑", "手机 智能手机 智能设备 手机支付 微信 上网 电脑 计算机 电脑办公 办公软件 打字"),
    (N::Startup, "创业", "自己创业 自主创业 开店 开网店 做生意"),
];

/// What somebody would like to do.
pub(super) const WISHES: &[Row<W>] = &[
    (W::Teach, "教别人", "教 教人 教大家 教邻居 教课 教学 授课 讲课 带徒 带徒弟 当老师 传授手艺"),
    (W::Volunteer, "做志愿者 当志工", "志愿 志愿者 志愿服务 义工 帮忙 义务帮忙 帮邻居"),
    (W::PartTime, "兼职", "零工 打零工 钟点 小时工"),
    (W::FullTime, "全职", "全职工作 就业 上班 找工作"),
    (W::Startup, "自己创业", "创业 自主创业 开店 做生意"),
];

/// The trades that somebody would like to work in.
pub(super) const TRADES: &[Row<T>] = &[
    (T::Housekeeping, "家务", "家政 家政服务 保姆 住家保姆 钟点 钟点工 小时工 做饭"),
    (T::Cleaning, "保洁 清洁", "家庭保洁 家政保洁 日常保洁 开荒保洁 擦玻璃 打扫 打扫卫生"),
    (T::Maternity, "母婴护理", "母婴 月嫂 月子护理 照顾月子 伺候月子 产妇护理 照顾产妇 产后护理"),
    (T::Infant, "育婴", "育婴嫂 育儿 育儿嫂 婴幼儿照护 带孩子 带小孩 带娃 看孩子 照顾孩子"),
    (
        T::Care,
        "家庭照护 居家照护",
        "照护 老人照护 老年照护 照顾老人 照料老人 看护老人 护理 老人护理 养老 养老护理 居家养老 护工 陪护",
    ),
    (T::Escort, "陪诊", "陪护就医 陪同就医 就医陪同 陪看病 陪人看病 陪老人看病"),
    (T::Organizing, "整理收纳", "收纳 整理 收纳整理 家居收纳 家居整理 衣橱整理"),
    (
        T::Appliance,
        "家电清洗维修",
        "家电清洗 清洗家电 家电维修 家电修理 修家电 空调清洗 清洗空调 洗空调 空调维修 修空调 油烟机清洗 \
         清洗油烟机 洗油烟机 洗衣机清洗 清洗洗衣机 修洗衣机 修冰箱 修电视",
    ),
    (
        T::Repair,
        "小修小补",
        "维修 修理 水电 水电工 水电维修 修水电 电工 修水管 水管维修 修电灯 修锁 开锁 配钥匙 修家具 家具维修 \
         修门窗",
    ),
    (T::Property, "物业客服", "物业 客服"),
    (T::Attendant, "站点值守 站点值班", "值守 值班"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::search::fold;

    fn hold<C>(rows: &[Row<C>]) {
        let mut seen = BTreeSet::new();
        for (_, labels, others) in rows {
            for word in labels.split_whitespace().chain(others.split_whitespace()) {
                assert!(seen.insert(word), "{word} stands there twice");
                assert_eq!(fold(word), word, "it is compared with what is folded");
            }
        }
    }

    #[test]
    fn no_word_means_two_choices_or_none() {
        hold(SPECIALTIES);
        hold(NEEDS);
        hold(WISHES);
        hold(TRADES);
    }
}
