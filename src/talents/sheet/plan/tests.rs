use super::*;
use crate::sheets::columns::{Rows, guess};
use crate::talents::model::PayUnit;
use crate::values::Fen;

/// What is on file of 林晓梅, who agrees to be shown, and has withdrawn that she may be suggested.
fn cooks() -> Profile {
    Profile {
        specialties: vec![Specialty::Cooking],
        specialty_other: "捏面人".to_owned(),
        hobbies: String::new(),
        wishes: Vec::new(),
        needs: Vec::new(),
        need_other: String::new(),
        // Not in the order of the lists.
        trades: vec![Trade::Escort, Trade::Cleaning],
        times: Vec::new(),
        hours: String::new(),
        pay: Fen::from_yuan(30).map(|pay| (pay, PayUnit::Hour)),
        note: String::new(),
        status: Status::Resting,
    }
}

fn known() -> Known {
    let secrets = Secrets::new([1; 32]);
    let one = |birth_year| Somebody {
        id: ResidentId::generate(),
        record: None,
        birth_year,
        agreed: Vec::new(),
        refused: Vec::new(),
    };
    let id = TalentId::generate();
    let record = Record { id, revision: 3, profile: cooks(), is_recognised: true, is_hidden: false };
    let hidden = Record { id: TalentId::generate(), is_hidden: true, ..record.clone() };
    let lin = Somebody {
        record: Some(record),
        agreed: vec![Purpose::Badge],
        refused: vec![Purpose::Match],
        ..one(Some(1986))
    };
    let (wu, wu_other, child) = (one(Some(1944)), one(None), one(Some(2018)));
    let numbers = [("13800000001", "林晓梅", &lin), ("13900017777", "吴秀英", &wu)];
    Known {
        numbers: numbers
            .into_iter()
            .map(|(phone, name, one)| (secrets.phone_hash(phone), vec![(name.to_owned(), one.clone())]))
            .collect(),
        names: [
            ("林晓梅".to_owned(), vec![lin]),
            ("吴秀英".to_owned(), vec![wu.clone(), wu_other]),
            ("何一诺".to_owned(), vec![child]),
            ("马德明".to_owned(), vec![one(Some(1970))]),
            ("孟秀珍".to_owned(), vec![Somebody { record: Some(hidden), ..one(Some(1971)) }]),
            ("冯玉珍".to_owned(), vec![Somebody { refused: vec![Purpose::Talent], ..one(Some(1958)) }]),
        ]
        .into(),
    }
}

fn looked_at(lines: &[&str]) -> (Plan, Found) {
    looked_at_beside(&known(), lines)
}

fn looked_at_beside(known: &Known, lines: &[&str]) -> (Plan, Found) {
    let rows: Rows = (1..).zip(lines.iter().map(|line| line.split(',').map(str::to_owned).collect())).collect();
    let (head, columns) = guess(crate::sheets::Kind::Talents, &rows).expect("headings");
    plan(known, &Secrets::new([1; 32]), 2026, &Sheet { rows: rows[head + 1..].to_vec(), columns })
}

const HEAD: &str = "姓名,手机号,特长,兴趣爱好,愿意做什么,想学什么,想做的工种,空闲时间,同意书存放处,备注";

#[test]
fn a_sheet_is_read_as_people_write_it() {
    let (plan, found) = looked_at(&[
        HEAD,
        "吴秀英,13900017777,裁缝、捏面人,養蘭花,教人,学用智能手机,月嫂,周三上午,2号柜,",
        "马德明,,,下棋,跑腿,,保洁,,2号柜,耳背",
        "林晓梅,13800000001,做饭面点,,,,,,2号柜,",
        "马德明,,,下棋,,,,,2号柜,",
    ]);
    assert_eq!(found.problems, []);
    assert_eq!((found.counts.talents, found.counts.same, found.counts.unused), (2, 2, 1));
    let [(lin, said)] = &plan.repeated[..] else { panic!("{plan:?}") };
    assert_eq!((&lin.profile, said.specialties.as_slice()), (&cooks(), &[Specialty::Cooking][..]));
    let [wu, ma] = &plan.talents[..] else { panic!("{plan:?}") };
    assert_eq!(
        (wu.profile.specialties.as_slice(), wu.profile.specialty_other.as_str()),
        (&[Specialty::Tailoring][..], "裁缝、捏面人")
    );
    assert_eq!((wu.profile.needs.as_slice(), wu.profile.need_other.as_str()), (&[Need::Digital][..], "学用智能手机"));
    assert_eq!((wu.profile.wishes.as_slice(), wu.profile.note.as_str()), (&[Wish::Teach][..], ""));
    assert_eq!((wu.profile.trades.as_slice(), wu.profile.hours.as_str()), (&[Trade::Maternity][..], "周三上午"));
    assert_eq!((ma.profile.trades.as_slice(), ma.profile.note.as_str()), (&[Trade::Cleaning][..], "耳背、愿意跑腿"));
}

#[test]
fn what_is_no_choice_of_the_lists_is_kept_in_its_own_words() {
    let (plan, found) = looked_at(&[
        HEAD,
        "马德明,,修钟表、修眉,,周末兼职,学二胡,保安、月嫂,,2号柜,耳背",
        "马德明,,修眉、二胡、理发,,愿意跑腿,,想做司机、保安,,2号柜,",
        "马德明,,二胡、修眉,,,学二胡,保安,,2号柜,耳背",
    ]);
    assert_eq!(found.problems, []);
    assert_eq!((found.counts.joined, found.counts.same, found.counts.unused), (1, 1, 3));
    let [ma] = &plan.talents[..] else { panic!("{plan:?}") };
    let profile = &ma.profile;
    assert_eq!(profile.specialties, [Specialty::Repair, Specialty::Hair, Specialty::Performing]);
    assert_eq!((profile.specialty_other.as_str(), profile.need_other.as_str()), ("修钟表、修眉、二胡", "学二胡"));
    assert_eq!(profile.wishes, [Wish::PartTime]);
    assert_eq!(profile.trades, [Trade::Maternity]);
    assert_eq!(profile.note, "耳背、愿意周末兼职、想做保安、愿意跑腿、想做司机", "and each once");
    // Where a record says nothing else, there is nothing to tick.
    let (_, found) = looked_at(&[HEAD, "马德明,,,,跑腿,,保安,,2号柜,"]);
    assert_eq!(found.problems.first().map(|problem| problem.fault), Some(Fault::NoTalent));
}

const LONG_HEAD: &str = "姓名,特长,想做的工种,时间段,空闲时间,期望收入,同意书存放处,同意匹配,同意公开";

#[test]
fn who_stands_in_two_rows_has_what_either_says() {
    let (plan, found) = looked_at(&[
        LONG_HEAD,
        "马德明,做饭,,周末上午,,,2号柜,,",
        "马德明,理发,保洁,工作日、周三晚上,看情况,3000-4000元/月,2号柜,同意,3号柜",
        "马德明,做饭,,周末上午,,,2号柜,是,不同意",
        "马德明,,,,,每小时30元,2号柜,,",
    ]);
    assert_eq!(found.problems, []);
    let counts = found.counts;
    assert_eq!((counts.talents, counts.added, counts.joined, counts.same, counts.unused), (1, 0, 1, 2, 1));
    let [ma] = &plan.talents[..] else { panic!("{plan:?}") };
    assert_eq!(ma.record, None);
    assert_eq!(ma.profile.specialties, [Specialty::Hair, Specialty::Cooking]);
    let times = [Time::WeekdayMorning, Time::WeekdayAfternoon, Time::WeekdayEvening, Time::WeekendMorning];
    assert_eq!((ma.profile.times.as_slice(), ma.profile.hours.as_str()), (&times[..], "看情况、周三晚上"));
    assert_eq!(ma.profile.pay, Fen::from_yuan(3_000).map(|pay| (pay, PayUnit::Month)), "the first that is said");
    let papers = [(Purpose::Match, "2号柜".to_owned()), (Purpose::Badge, "3号柜".to_owned())];
    assert_eq!(ma.agreed, papers);
}

#[test]
fn a_record_on_file_gets_more_and_loses_nothing() {
    let (plan, found) =
        looked_at(&[LONG_HEAD, "林晓梅,做饭面点,陪诊,,,,2号柜,,同意", "林晓梅,缝纫,,,,每天200元,2号柜,2号柜,同意"]);
    assert_eq!(found.problems, []);
    let counts = found.counts;
    assert_eq!((counts.talents, counts.added, counts.joined, counts.same, counts.unused), (0, 1, 0, 1, 1));
    let [lin] = &plan.talents[..] else { panic!("{plan:?}") };
    let expected = Profile {
        specialties: vec![Specialty::Tailoring, Specialty::Cooking],
        specialty_other: "捏面人、缝纫".to_owned(),
        trades: vec![Trade::Cleaning, Trade::Escort],
        ..cooks()
    };
    assert_eq!(lin.profile, expected, "her pay and her rest are what they were");
    let said = (lin.said.specialties.as_slice(), lin.said.trades.as_slice());
    assert_eq!(said, (&[Specialty::Tailoring, Specialty::Cooking][..], &[Trade::Escort][..]), "new or not");
    assert!(plan.repeated.is_empty());
    let record = lin.record.as_ref().expect("her record");
    assert_eq!((record.revision, &record.profile), (3, &cooks()), "what it says so far is kept");
    assert_eq!(lin.agreed, [], "she has withdrawn the one, and agrees to the other already");
}

#[test]
fn whoever_withdrew_is_passed_over_with_the_line_whether_or_not_the_record_is_still_there() {
    let (plan, found) = looked_at(&[
        LONG_HEAD,
        "孟秀珍,唱歌,,,,,2号柜,同意,同意",
        "马德明,做饭,,,,,2号柜,,",
        // Whatever else is wrong with it: it is not brought in.
        "冯玉珍,做饭,,,,面谈再说,,,",
    ]);
    assert_eq!((found.counts.rows, found.counts.talents, found.counts.same, found.counts.skipped), (3, 1, 0, 2));
    assert_eq!((found.counts.problems, found.problems.len()), (0, 0), "the others come in");
    let skipped: Vec<_> = found.skipped.iter().map(|one| (one.line, one.fault)).collect();
    assert_eq!(skipped, [(2, Fault::Withdrawn), (4, Fault::Withdrawn)]);
    assert_eq!(plan.talents.len(), 1, "{plan:?}");
    assert!(plan.repeated.is_empty());
    // It is kept with the lines of what is to be put right, and read back as what it is.
    let (_, kept) = found.kept().expect("values");
    assert_eq!(kept, serde_json::json!([{"line": 2, "fault": "withdrawn"}, {"line": 4, "fault": "withdrawn"}]));
}

#[test]
fn every_fault_names_its_line() {
    let (plan, found) = looked_at(&[
        HEAD,
        "吴,,做饭,,,,,,2号柜,",
        "孙无名,,做饭,,,,,,2号柜,",
        "吴秀英,,做饭,,,,,,2号柜,",
        "马德明,13800000001,做饭,,,,,,2号柜,",
        "马德明,1391,做饭,,,,,,2号柜,",
        "马德明,,做饭,,,,,,,",
        "马德明,,,,,,,周末,2号柜,",
        "何一诺,,画画,,,,,,2号柜,",
    ]);
    let expected = [
        Fault::Name,
        Fault::Nobody,
        Fault::Several,
        Fault::OtherName,
        Fault::Phone,
        Fault::Consent,
        Fault::NoTalent,
        Fault::Child,
    ];
    let faults: Vec<_> = found.problems.into_iter().map(|problem| (problem.line, problem.fault)).collect();
    assert_eq!(faults, (2..).zip(expected).collect::<Vec<_>>());
    assert!(plan.talents.is_empty());
}

#[test]
fn what_is_too_long_together_names_its_field_and_line() {
    let long = |count| "艺".repeat(count);
    let rows = [
        HEAD.to_owned(),
        format!("林晓梅,,{},,,,,,2号柜,", long(57)),
        format!("马德明,,,{},,,,,2号柜,", long(100)),
        "马德明,,,下棋,,,,,2号柜,".to_owned(),
        format!("马德明,,,,,{},,,2号柜,", long(61)),
        format!("马德明,,,,,,,{},2号柜,", long(61)),
        format!("马德明,,,,跑腿,,,,2号柜,{}", long(200)),
        format!("马德明,,理发,,,,,,2号柜,{}", long(200)),
    ];
    let (plan, found) = looked_at(&rows.each_ref().map(String::as_str));
    let faults: Vec<_> = found.problems.into_iter().map(|problem| (problem.line, problem.fault)).collect();
    let expected = [
        (2, Fault::LongSpecialties),
        (4, Fault::LongHobbies),
        (5, Fault::LongNeeds),
        (6, Fault::LongHours),
        (7, Fault::LongNote),
    ];
    assert_eq!(faults, expected);
    let [ma] = &plan.talents[..] else { panic!("{plan:?}") };
    assert_eq!(ma.profile.hobbies, long(100));
    assert_eq!(ma.profile.note, long(200));
}

#[test]
fn a_record_that_is_too_long_already_gets_what_does_not_make_it_longer() {
    let mut known = known();
    let lin = known.names.get_mut("林晓梅").and_then(|all| all.first_mut()).and_then(|lin| lin.record.as_mut());
    let held = "艺".repeat(90);
    lin.expect("her record").profile.specialty_other = held.clone();
    let (plan, found) = looked_at_beside(&known, &[HEAD, "林晓梅,,理发,打拳,,,,,2号柜,"]);
    assert_eq!(found.problems, []);
    let [lin] = &plan.talents[..] else { panic!("{plan:?}") };
    assert_eq!(lin.profile.specialty_other, held);
    assert_eq!(lin.profile.specialties, [Specialty::Hair, Specialty::Cooking]);
    let (_, found) = looked_at_beside(&known, &[HEAD, "林晓梅,,理发,打拳,,,,,2号柜,", "林晓梅,,刻章,,,,,,2号柜,"]);
    let faults: Vec<_> = found.problems.into_iter().map(|problem| (problem.line, problem.fault)).collect();
    assert_eq!(faults, [(3, Fault::LongSpecialties)]);
}

#[test]
fn a_cell_of_several_lines_is_one_that_forms_take() {
    let lines = "下棋\n 唱秦腔\r\n";
    let (plan, found) = looked_at(&[HEAD, &format!("马德明,,,{lines},,,,,2号柜,{lines}")]);
    assert_eq!(found.problems, []);
    let [ma] = &plan.talents[..] else { panic!("{plan:?}") };
    assert_eq!((ma.profile.hobbies.as_str(), ma.profile.note.as_str()), ("下棋、唱秦腔", "下棋、唱秦腔"));
}

#[test]
fn the_words_of_the_pages_are_understood_and_say_all_that_there_is() {
    for t in [Locale::ZhHans, Locale::ZhHant].map(Locale::messages) {
        for one in Specialty::ALL {
            assert_eq!(specialty(one.label(t)), Some(Meant::all(one)), "{}", one.label(t));
        }
        for one in Need::ALL {
            assert_eq!(need(one.label(t)), Some(Meant::all(one)), "{}", one.label(t));
        }
        for one in Wish::ALL {
            assert_eq!(wish(one.label(t)), Some(Meant::all(one)), "{}", one.label(t));
        }
        for one in Trade::ALL {
            assert_eq!(trade(one.label(t)), Some(Meant::all(one)), "{}", one.label(t));
        }
    }
    let t = Locale::ZhHans.messages();
    for one in Time::ALL {
        assert_eq!(times(one.label(t)), Some(vec![one]), "{}", one.label(t));
    }
}

#[test]
fn another_word_for_a_skill_says_more_than_the_choice() {
    let like = |choice| Some(Meant { choice, is_all: false });
    for (word, read) in [
        ("修鐘錶", like(Specialty::Repair)),
        ("二胡", like(Specialty::Performing)),
        ("会拉二胡", like(Specialty::Performing)),
        ("教广场舞", like(Specialty::Performing)),
        ("剪纸", like(Specialty::Crafts)),
        ("理发师傅", like(Specialty::Hair)),
        ("会计师", like(Specialty::Law)),
        ("修眉", None),
        ("进修", None),
        ("玩游戏", None),
        ("不会做饭", None),
        ("会", None),
        ("🧹", None),
    ] {
        assert_eq!(specialty(word), read, "{word}");
    }
    assert_eq!(need("想学收纳培训").map(|meant| meant.choice), Some(Need::Organising));
    assert_eq!(need("老人舞蹈"), None);
}

#[test]
fn another_word_for_a_wish_or_a_trade_says_no_more_and_one_with_more_around_it_does() {
    let like = |choice| Some(Meant { choice, is_all: false });
    for (word, read) in [
        ("教人", Some(Meant::all(Wish::Teach))),
        ("当志愿者", Some(Meant::all(Wish::Volunteer))),
        ("愿意教老人用手机", like(Wish::Teach)),
        ("周末兼职", like(Wish::PartTime)),
        ("教会活动", None),
        ("不想全职", None),
        ("跑腿", None),
    ] {
        assert_eq!(wish(word), read, "{word}");
    }
    for (word, read) in [
        ("月嫂", Some(Trade::Maternity)),
        ("保洁员", Some(Trade::Cleaning)),
        ("养老护理员", Some(Trade::Care)),
        ("修水管", Some(Trade::Repair)),
        ("保安", None),
        ("物业保安", None),
        ("修眉", None),
        ("美容护理", None),
    ] {
        assert_eq!(trade(word), read.map(Meant::all), "{word}");
    }
}

#[test]
fn a_wished_pay_has_one_unit_and_a_plain_number() {
    let yuan = |yuan, unit| Some(Fen::from_yuan(yuan).map(|pay| (pay, unit)));
    for (cell, read) in [
        ("", Some(None)),
        ("面议", Some(None)),
        ("每小时 30 元以上", yuan(30, PayUnit::Hour)),
        ("30元/小时", yuan(30, PayUnit::Hour)),
        ("日薪２００", yuan(200, PayUnit::Day)),
        ("3,500～4,000元/月", yuan(3_500, PayUnit::Month)),
        ("30", None),
        ("月薪3千", None),
        ("每小时30元，一天200元", None),
        ("8小时200元", None),
        ("每月0元", None),
    ] {
        assert_eq!(pay(cell), read, "{cell}");
    }
}

#[test]
fn a_paper_lies_somewhere_or_there_is_none() {
    for (cell, read) in [
        ("", Paper::No),
        ("未签", Paper::No),
        ("不同意", Paper::No),
        ("√", Paper::Same),
        (" 同意 ", Paper::Same),
        ("便民站 3 号柜", Paper::At("便民站 3 号柜")),
    ] {
        assert_eq!(paper(cell), read, "{cell}");
    }
}
