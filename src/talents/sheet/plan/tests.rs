use super::*;
use crate::sheets::columns::{Rows, guess};
use crate::web::Locale;

fn known() -> Known {
    let secrets = Secrets::new([1; 32]);
    let one = |has_record, birth_year| Somebody { id: ResidentId::generate(), has_record, birth_year };
    let lin = one(true, Some(1986));
    let (wu, wu_other, child) = (one(false, Some(1944)), one(false, None), one(false, Some(2018)));
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
            ("马德明".to_owned(), vec![one(false, Some(1970))]),
        ]
        .into(),
    }
}

fn looked_at(lines: &[&str]) -> (Plan, Found) {
    let rows: Rows = (1..).zip(lines.iter().map(|line| line.split(',').map(str::to_owned).collect())).collect();
    let (head, columns) = guess(crate::sheets::Kind::Talents, &rows).expect("headings");
    plan(&known(), &Secrets::new([1; 32]), 2026, &Sheet { rows: rows[head + 1..].to_vec(), columns })
}

const HEAD: &str = "姓名,手机号,特长,兴趣爱好,愿意做什么,想学什么,想做的工种,空闲时间,同意书存放处,备注";

#[test]
fn a_sheet_is_read_as_people_write_it() {
    let (plan, found) = looked_at(&[
        HEAD,
        "吴秀英,13900017777,裁缝、捏面人,養蘭花,教人,学用智能手机,月嫂,周三上午,2号柜,",
        "马德明,,,下棋,跑腿,,保洁,,2号柜,耳背",
        "林晓梅,13800000001,做饭,,,,,,2号柜,",
        "马德明,,,下棋,,,,,2号柜,",
    ]);
    assert_eq!(found.problems, []);
    assert_eq!((found.counts.talents, found.counts.same, found.counts.unused), (2, 2, 1));
    let [wu, ma] = &plan.talents[..] else { panic!("{plan:?}") };
    assert_eq!(
        (wu.profile.specialties.as_slice(), wu.profile.specialty_other.as_str()),
        (&[Specialty::Tailoring][..], "捏面人")
    );
    assert_eq!((wu.profile.needs.as_slice(), wu.profile.wishes.as_slice()), (&[Need::Digital][..], &[Wish::Teach][..]));
    assert_eq!((wu.profile.trades.as_slice(), wu.profile.hours.as_str()), (&[Trade::Maternity][..], "周三上午"));
    assert_eq!((ma.profile.trades.as_slice(), ma.profile.note.as_str()), (&[Trade::Cleaning][..], "耳背"));
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
fn the_words_of_the_pages_are_understood() {
    let t = Locale::ZhHans.messages();
    for one in Specialty::ALL {
        assert_eq!(specialty(one.label(t)), Some(*one), "{}", one.label(t));
    }
    for one in Need::ALL {
        assert_eq!(need(one.label(t)), Some(*one), "{}", one.label(t));
    }
    for one in Wish::ALL {
        assert_eq!(wish(one.label(t)), Some(*one), "{}", one.label(t));
    }
}
