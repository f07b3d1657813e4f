//! The rules together, on a little community's offers.

use proptest::prelude::*;

use super::{Doc, Query};

/// Name, vendor, category, description.
const OFFERS: &[[&str; 4]] = &[
    ["日常保洁", "晴扫家政", "家居保洁", "客厅、卧室、厨房、卫生间日常打扫，自带工具药剂"],
    ["深度保洁", "晴扫家政", "家居保洁", "厨房重油污、卫生间水垢、边角除尘"],
    ["开荒保洁", "晴扫家政", "家居保洁", "装修后首次清洁，按建筑面积计价"],
    ["擦窗", "一帚到家", "家居保洁", "室内外玻璃、窗框、纱窗"],
    ["沙发除螨", "一帚到家", "家居保洁", "布艺、皮质沙发除螨吸尘"],
    ["床垫除螨", "一帚到家", "家居保洁", "床垫两面除螨、紫外线消毒"],
    ["日常保洁（小时工）", "一帚到家", "家居保洁", "两小时起，可固定时段"],
    ["钟点工", "晴扫家政", "家居保洁", "按小时计，做饭打扫都可以"],
    ["挂机空调清洗", "叮当修修", "家电清洁维修", "拆洗滤网、蒸发器，高温消毒"],
    ["柜机空调清洗", "叮当修修", "家电清洁维修", "立式柜机（AC）拆洗"],
    ["空调深度清洗", "邻里帮手", "家电清洁维修", "含外机，需断电半小时"],
    ["油烟机清洗", "叮当修修", "家电清洁维修", "拆机清洗叶轮、油网"],
    ["洗衣机清洗", "叮当修修", "家电清洁维修", "波轮、滚筒均可"],
    ["冰箱清洗", "叮当修修", "家电清洁维修", "除味、消毒"],
    ["家电清洗套餐", "叮当修修", "家电清洁维修", "油烟机、洗衣机、空调任选两件"],
    ["家电检测上门", "叮当修修", "家电清洁维修", "检测故障，材料另计"],
    ["做饭阿姨", "晴扫家政", "家务保姆", "两荤两素一汤，含洗碗"],
    ["白班保姆", "晴扫家政", "家务保姆", "买菜做饭、打扫、接送"],
    ["住家保姆", "暖灯照护", "家务保姆", "住家，照顾一日三餐"],
    ["老人照护（住家）", "暖灯照护", "家务保姆", "起居、移位、用药提醒，长辈陪伴"],
    ["接送孩子", "邻里帮手", "家务保姆", "学校到家，步行或电动车"],
    ["半天陪诊", "青禾陪诊", "陪诊", "挂号、候诊、取报告，四小时"],
    ["全天陪诊", "青禾陪诊", "陪诊", "八小时，含两次检查"],
    ["代取报告", "青禾陪诊", "陪诊", "取报告、取药，送到家门口"],
    ["出入院协助", "暖灯照护", "陪诊", "手续、行李、轮椅"],
    ["衣橱收纳", "归位收纳", "收纳整理", "按延米，含折叠与分类"],
    ["全屋收纳", "归位收纳", "收纳整理", "两人一组，八小时"],
    ["搬家整理", "归位收纳", "收纳整理", "打包、拆箱、归位"],
    ["儿童房整理", "归位收纳", "收纳整理", "玩具、绘本分区"],
    ["月嫂（初级）", "小满母婴", "育婴月嫂", "26天，产妇与新生儿护理"],
    ["月嫂（高级）", "小满母婴", "育婴月嫂", "26天，五年以上经验，会催乳"],
    ["母婴护理员（中级）", "小满母婴", "育婴月嫂", "26天，月子餐"],
    ["育婴师（白班）", "小满母婴", "育婴月嫂", "零至三岁作息、辅食、早期活动"],
    ["育儿嫂（住家）", "小满母婴", "育婴月嫂", "住家，夜间照看"],
    ["开锁换锁", "邻里帮手", "小修小补", "公安备案，出示证件"],
    ["水龙头更换", "邻里帮手", "小修小补", "含拆旧，龙头自备或代购"],
    ["磨刀", "邻里帮手", "小修小补", "菜刀、剪刀，便民站集中"],
    ["缝补", "邻里帮手", "小修小补", "改裤脚、换拉链"],
    ["灯具维修", "单师傅", "小修小补", "换灯、换开关"],
    ["重阳助老体检陪同", "青禾陪诊", "陪诊", "100%实名，_预约制_"],
];

fn corpus() -> Vec<Doc> {
    OFFERS.iter().map(|[name, vendor, category, text]| Doc::new(name, vendor, [*category, *text])).collect()
}

/// The names found, best first; equal ones in the corpus's order.
fn search(input: &str) -> Vec<&'static str> {
    let Some(query) = Query::parse(input) else {
        return Vec::new();
    };
    let mut hits: Vec<_> =
        corpus().iter().zip(OFFERS).filter_map(|(doc, offer)| Some((query.score(doc)?, offer[0]))).collect();
    hits.sort_by_key(|&(score, _)| std::cmp::Reverse(score));
    hits.into_iter().map(|(_, name)| name).collect()
}

#[track_caller]
fn first(input: &str, expected: &[&str]) {
    let found = search(input);
    assert!(found.starts_with(expected), "{input}: {found:?}");
}

#[test]
fn a_word_comes_before_its_synonyms_and_names_before_descriptions() {
    first("月嫂", &["月嫂（初级）", "月嫂（高级）", "母婴护理员（中级）"]);
    first("母婴护理员", &["母婴护理员（中级）", "月嫂（初级）"]);
    first("钟点工", &["钟点工", "日常保洁（小时工）"]);
    first("小时工", &["日常保洁（小时工）", "钟点工"]);
    first("阿姨", &["做饭阿姨", "白班保姆", "住家保姆"]);
    first("保姆", &["白班保姆", "住家保姆", "做饭阿姨"]);
    first("陪看病", &["半天陪诊", "全天陪诊"]);
    first("抽油烟机", &["油烟机清洗", "家电清洗套餐"]);
    first("换锁", &["开锁换锁"]);
    first("催乳", &["月嫂（高级）"]);
    first("做饭", &["做饭阿姨"]);
}

#[test]
fn the_better_place_in_the_name_comes_first() {
    first("陪诊", &["半天陪诊", "全天陪诊"]);
    first("保洁", &["日常保洁", "深度保洁", "开荒保洁"]);
    first("空调清洗", &["挂机空调清洗", "柜机空调清洗", "空调深度清洗"]);
    first("收纳", &["衣橱收纳", "全屋收纳", "搬家整理"]);
    first("家电", &["家电清洗套餐", "家电检测上门"]);
    // A vendor's name weighs less than the offer's, and more than a description.
    let found = search("母婴");
    let at = |name| found.iter().position(|&other| other == name).unwrap();
    assert!(at("母婴护理员（中级）") < at("月嫂（初级）"));
    assert_eq!(found.len(), 5);
}

#[test]
fn every_way_of_writing_finds_the_same() {
    for (one, other) in [
        ("家電清洗", "家电清洗"),
        ("鐘點工", "钟点工"),
        ("傢電清潔", "家电清洁"),
        ("陪診", "陪诊"),
        ("ＡＣ", "ac"),
        ("月\u{200B}嫂", "月嫂"),
        ("收納　整理", "收纳 整理"),
        ("月嫂多少钱？", "月嫂"),
    ] {
        assert!(!search(one).is_empty(), "{one}");
        assert_eq!(search(one), search(other), "{one}");
    }
    first("家電清洗", &["家电清洗套餐"]);
    first("ＡＣ", &["空调深度清洗", "挂机空调清洗"]);
    assert!(search("ac").contains(&"柜机空调清洗"));
}

#[test]
fn pinyin_whole_initials_and_mixed_finds() {
    for (query, name) in [
        ("jiadian", "家电清洗套餐"),
        ("jd", "家电检测上门"),
        ("jia dian", "家电清洗套餐"),
        ("jiā diàn", "家电清洗套餐"),
        ("jiadianqx", "家电清洗套餐"),
        ("jiadianqinxi", "家电清洗套餐"),
        ("zhongdiangong", "钟点工"),
        ("zongdiangong", "钟点工"),
        ("zdg", "钟点工"),
        ("baojie", "日常保洁"),
        ("baoj", "日常保洁"),
        ("yuesao", "月嫂（初级）"),
        ("kongtiao", "挂机空调清洗"),
        ("chongyang", "重阳助老体检陪同"),
        ("shan", "灯具维修"),
        ("xiaoman", "月嫂（初级）"),
        ("yuesao gaoji", "月嫂（高级）"),
        ("liyi qingxi", ""),
    ] {
        let found = search(query);
        assert_eq!(found.contains(&name), !name.is_empty(), "{query}: {found:?}");
    }
    assert_eq!(search("baojei"), Vec::<&str>::new());
    first("zhongdiangong", &["钟点工", "日常保洁（小时工）"]);
    first("zdg", &["钟点工", "日常保洁（小时工）"]);
    first("yuesao", &["月嫂（初级）", "月嫂（高级）", "母婴护理员（中级）"]);
    first("ys", &["月嫂（初级）", "月嫂（高级）"]);
}

#[test]
fn all_words_must_occur() {
    assert_eq!(search("住家 月嫂"), search("月嫂 住家"));
    first("住家 育儿嫂", &["育儿嫂（住家）"]);
    first("叮当 洗衣机", &["洗衣机清洗", "家电清洗套餐"]);
    assert_eq!(search("磨刀 月嫂"), Vec::<&str>::new());
    assert_eq!(search("钢琴"), Vec::<&str>::new());
    first("想找个住家保姆", &["住家保姆"]);
}

#[test]
fn single_characters_and_badly_cut_words_are_found() {
    first("嫂", &["月嫂（初级）"]);
    first("刀", &["磨刀"]);
    first("荒保", &["开荒保洁"]);
    first("婴护", &["母婴护理员（中级）"]);
    first("修灯", &["灯具维修"]);
    first("厅、卧", &["日常保洁"]);
    first("天陪", &["半天陪诊", "全天陪诊"]);
}

#[test]
fn symbols_find_nothing_and_everything_else_is_safe() {
    for blank in ["", "%", "_", "\0", "🧹", "'"] {
        assert_eq!(search(blank), Vec::<&str>::new(), "{blank:?}");
    }
    assert_eq!(search("100%"), ["重阳助老体检陪同"]);
}

proptest! {
    #[test]
    fn any_part_of_a_name_finds_its_offer(offer in 0..OFFERS.len(), from in 0usize..8, len in 1usize..8) {
        let name = OFFERS[offer][0];
        let part: String = name.chars().skip(from).take(len).collect();
        if let Some(query) = Query::parse(&part) {
            prop_assert!(query.score(&corpus()[offer]).is_some_and(super::Score::in_name), "{part} {name}");
        }
    }

    #[test]
    fn any_input_is_safe(input in any::<String>(), text in any::<String>()) {
        let own = Doc::new(&input, &text, [input.as_str(), text.as_str()]);
        if let Some(query) = Query::parse(&input) {
            let _ = query.score(&own);
            prop_assert!(query.normalized().chars().count() <= super::query::MAX_CHARS);
        }
    }

    #[test]
    fn huge_input_is_safe(unit in "[月嫂保洁 a-zａ-ｚ%_\0🧹家電]{1,20}") {
        let huge: String = unit.chars().cycle().take(10_000).collect();
        if let Some(query) = Query::parse(&huge) {
            let _ = corpus().iter().filter_map(|doc| query.score(doc)).count();
        }
    }
}
