//! Cells as communities write them, then a formatter whose output must be read back.

use proptest::prelude::*;

use super::*;

const fn at(hour: u16, minute: u16) -> u16 {
    hour * 60 + minute
}

/// Weekdays, 1 for Monday, with their openings.
type Run<'a> = (std::ops::RangeInclusive<usize>, &'a [(u16, u16)]);

/// Hours of a week; a weekday without a run is closed.
fn week(runs: &[Run<'_>]) -> HoursText {
    let mut hours = HoursText::default();
    for (days, openings) in runs {
        for day in days.clone() {
            hours.days[day - 1] = openings.to_vec();
        }
    }
    hours
}

#[test]
fn common_hours_are_understood() {
    let day = [(at(8, 30), at(18, 0))];
    let eight_to_eight = [(at(8, 0), at(20, 0))];
    let station = week(&[(1..=5, &day), (6..=7, &[(at(9, 0), at(17, 0))])]);
    let broken = [(at(8, 0), at(12, 0)), (at(14, 0), at(18, 0))];
    let holidays_closed = HoursText { holidays_closed: true, ..week(&[(1..=5, &day)]) };
    for (text, hours) in [
        ("周一至周五8:30-18:00,周末9-17点", station.clone()),
        ("週一至週五 8：30－18：00；週末 9點—17點", station.clone()),
        ("星期一到星期五 8点半到18点，周六、周日 9:00-17:00", station.clone()),
        ("周1-周5 8:30-18:00 周六日9-17", station),
        ("每天 8:00—20:00", week(&[(1..=7, &eight_to_eight)])),
        ("8:00-20:00", week(&[(1..=7, &eight_to_eight)])),
        ("全年无休 8-20点", week(&[(1..=7, &eight_to_eight)])),
        ("营业时间：早八点到晚八点", week(&[(1..=7, &eight_to_eight)])),
        ("8:00-20:00，节假日不休", week(&[(1..=7, &eight_to_eight)])),
        ("每天8-20点，周日休息", week(&[(1..=6, &eight_to_eight)])),
        ("周日休息，每天8-20点", week(&[(1..=6, &eight_to_eight)])),
        ("周日休息，8-20点", week(&[(1..=6, &eight_to_eight)])),
        ("8:00-12:00/14:00-18:00", week(&[(1..=7, &broken)])),
        ("上午8点-12点，下午2点-6点", week(&[(1..=7, &broken)])),
        ("14:00-18:00 8:00-12:00", week(&[(1..=7, &broken)])),
        ("24小时", week(&[(1..=7, &[(0, 1_440)])])),
        ("全天24小时服务", week(&[(1..=7, &[(0, 1_440)])])),
        ("18:00-24:00", week(&[(1..=7, &[(at(18, 0), 1_440)])])),
        ("18:00-0:00", week(&[(1..=7, &[(at(18, 0), 1_440)])])),
        ("工作日8:30-18:00；节假日休息", holidays_closed.clone()),
        ("工作日8:30-18:00（法定节假日除外）", holidays_closed.clone()),
        ("工作日8:30-18:00，除节假日外", holidays_closed.clone()),
        ("周一到五8:30-18:00，周末及节假日休息", holidays_closed),
    ] {
        assert_eq!(parse_hours(text), Ok(hours), "{text}");
    }
}

#[test]
fn single_weekdays_may_be_listed() {
    let opening: &[_] = &[(at(9, 0), at(17, 30))];
    let odd = week(&[(1..=1, opening), (3..=3, opening), (5..=5, opening)]);
    for text in ["周一、三、五 9点到17点半", "周一、周三、周五9:00-17:30", "周一三五 9:00至17:30"]
    {
        assert_eq!(parse_hours(text), Ok(odd.clone()), "{text}");
    }
    let over_weekend = week(&[(7..=7, opening), (1..=4, opening)]);
    assert_eq!(parse_hours("周日至周四 9:00-17:30"), Ok(over_weekend));
}

#[test]
fn anything_else_says_why_not() {
    let not_understood = |part: &str| HoursTextError::NotUnderstood { part: part.to_owned() };
    let reversed = |part: &str| HoursTextError::Reversed { part: part.to_owned() };
    for (text, error) in [
        ("  ", HoursTextError::Empty),
        ("电话预约", not_understood("电话预约")),
        ("每天8:00-20:00，看情况", not_understood("看情况")),
        ("周一至周五", not_understood("周一至周五")),
        ("全年无休", not_understood("全年无休")),
        ("8点", not_understood("8点")),
        ("25:00-26:00", not_understood("25:00-26:00")),
        ("8:75-9:00", not_understood("8:75-9:00")),
        ("节假日9-17点", not_understood("9-17点")),
        ("22:00-6:00", reversed("22:00-6:00")),
        ("9:00-9:00", reversed("9:00-9:00")),
        ("每天8:00-12:00，周三11:00-13:00", HoursTextError::Overlap { weekday: 3 }),
        ("8-12点，8-12点", HoursTextError::Overlap { weekday: 1 }),
        ("周末休息", HoursTextError::NeverOpen),
    ] {
        assert_eq!(parse_hours(text), Err(error), "{text}");
    }
}

/// Openings of one day that neither touch nor overlap.
fn any_openings() -> impl Strategy<Value = Vec<(u16, u16)>> {
    proptest::collection::btree_set(0_u16..=1_440, 0..=6).prop_map(|times| {
        let times: Vec<_> = times.into_iter().collect();
        times.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    })
}

proptest! {
    #[test]
    fn written_hours_are_read_back(
        days in proptest::collection::vec(any_openings(), 7),
        holidays_closed in any::<bool>(),
        chinese in any::<bool>(),
    ) {
        prop_assume!(days.iter().any(|day| !day.is_empty()));
        let clock = |time: u16| {
            let (hour, minute) = (time / 60, time % 60);
            if chinese { format!("{hour}点{minute}分") } else { format!("{hour}:{minute:02}") }
        };
        let mut text = String::new();
        for (name, openings) in ["一", "二", "三", "四", "五", "六", "日"].iter().zip(&days) {
            let openings: Vec<_> = openings.iter().map(|(from, to)| format!("{}-{}", clock(*from), clock(*to))).collect();
            let hours = if openings.is_empty() { "休息".to_owned() } else { openings.join("/") };
            text.extend(["周", name, &hours, "；"]);
        }
        if holidays_closed {
            text += "节假日休息";
        }
        let read = parse_hours(&text).unwrap();
        prop_assert_eq!(read.days.as_slice(), days.as_slice(), "{}", text);
        prop_assert_eq!(read.holidays_closed, holidays_closed);
    }

    #[test]
    fn what_is_read_is_in_order(text in "(周|一|五|至|、|,|每天|休息|节假日|[0-9]{1,2}(:30|点)?-[0-9]{1,2}点?| ){1,12}") {
        if let Ok(hours) = parse_hours(&text) {
            for openings in hours.days {
                prop_assert!(openings.iter().all(|(from, to)| from < to && *to <= 1_440));
                prop_assert!(openings.is_sorted_by(|one, next| one.1 <= next.0));
            }
        }
    }

    #[test]
    fn nothing_panics(text in any::<String>()) {
        let _ = parse_hours(&text);
    }
}
