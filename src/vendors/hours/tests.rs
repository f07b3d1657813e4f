//! What is read of what people type, and what is said of bad input.

use chrono::NaiveDate;

use super::form::{HoursForm, differences};
use super::reading::{self, Problem};
use crate::calendar::{DayHours, HolidayKind, Holidays, OpeningPlan, Span, TimeOfDay};
use crate::web::form::Errors;
use crate::web::{Locale, Messages};

/// The State Council's arrangement for 2026: first day off, how many, and the name.
pub(super) const OFF: [(&str, usize, &str); 7] = [
    ("2026-01-01", 3, "元旦"),
    ("2026-02-15", 9, "春节"),
    ("2026-04-04", 3, "清明节"),
    ("2026-05-01", 5, "劳动节"),
    ("2026-06-19", 3, "端午节"),
    ("2026-09-25", 3, "中秋节"),
    ("2026-10-01", 7, "国庆节"),
];
/// Its make-up workdays.
pub(super) const MAKEUP: [&str; 6] =
    ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"];

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn holidays_2026() -> Holidays {
    let off = OFF.into_iter().flat_map(|(first, days, name)| {
        date(first).iter_days().take(days).map(move |day| (day, HolidayKind::Off, name))
    });
    let makeup = MAKEUP.into_iter().map(|day| (date(day), HolidayKind::Makeup, "调休"));
    Holidays::from_rows(off.chain(makeup)).unwrap()
}

/// The plan of a form with these hours from Monday to Friday and at the weekend, changed.
pub(super) fn plan(week: &str, weekend: &str, change: impl FnOnce(&mut HoursForm)) -> OpeningPlan {
    let mut form = form(week, weekend);
    change(&mut form);
    let mut errors = Errors::default();
    let plan = form.check(date("2026-01-01"), &mut errors, zh());
    assert!(errors.is_empty(), "{:?}", errors.list());
    plan.unwrap()
}

fn form(week: &str, weekend: &str) -> HoursForm {
    let [mon, tue, wed, thu, fri] = [week; 5].map(str::to_owned);
    let [sat, sun] = [weekend; 2].map(str::to_owned);
    let (holiday_off, makeup) = ("follow".to_owned(), "monday".to_owned());
    HoursForm { mon, tue, wed, thu, fri, sat, sun, holiday_off, makeup, ..HoursForm::default() }
}

pub(super) fn zh() -> &'static Messages {
    Locale::ZhHans.messages()
}

pub(super) fn span((opens, closes): (u16, u16)) -> Span {
    Span::new(TimeOfDay::new(opens).unwrap(), TimeOfDay::new(closes).unwrap()).unwrap()
}

fn texts(hours: &DayHours) -> String {
    hours.spans().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn hours_are_read_however_they_are_typed() {
    for (text, expected) in [
        ("8:30-12:00、13:00-18:00", "08:30-12:00 13:00-18:00"),
        ("８：３０－１２：００，１３：００～１８：００", "08:30-12:00 13:00-18:00"),
        (" 13点半到18点 8.30—12.00 ", "08:30-12:00 13:30-18:00"),
        ("9-17", "09:00-17:00"),
        ("上午9点-11点半，下午2-6点", "09:00-11:30 14:00-18:00"),
        ("早8点至晚上9点", "08:00-21:00"),
        ("8:00-0:00", "08:00-24:00"),
        ("20:00-24:00", "20:00-24:00"),
        ("下午2點-5點", "14:00-17:00"),
        ("24小时", "00:00-24:00"),
        ("全天", "00:00-24:00"),
        ("8:00-12:00/12:00-18:00。", "08:00-12:00 12:00-18:00"),
        ("\u{200B}8:30-12:00\u{FEFF}", "08:30-12:00"),
        ("休息", ""),
        ("不營業", ""),
        ("休", ""),
        (" \u{3000}", ""),
    ] {
        assert_eq!(reading::day(text).as_ref().map(texts), Ok(expected.to_owned()), "{text}");
    }
}

#[test]
fn what_are_no_hours_is_quoted() {
    let unknown = |piece: &str| Problem::Unknown(piece.to_owned());
    let reversed = |piece: &str| Problem::Reversed(piece.to_owned());
    for (text, expected) in [
        ("看情况", unknown("看情况")),
        ("8:30-12:00、电话预约", unknown("电话预约")),
        ("8:5-9:00", unknown("8:5-9:00")),
        ("8:30-25:00", unknown("8:30-25:00")),
        ("8:70-9:00", unknown("8:70-9:00")),
        ("8:30-12:00-18:00", unknown("-18:00")),
        ("8:30", unknown("8:30")),
        ("12:00-14:00 休息", unknown("休息")),
        ("休息 8:00-9:00", unknown("8:00-9:00")),
        ("18:00-8:30", reversed("18:00-8:30")),
        ("8:00-12:00、20:00～2:00", reversed("20:00～2:00")),
        ("8:30-8:30", reversed("8:30-8:30")),
        ("8:00-12:00、11:00-13:00", Problem::Overlap(span((480, 720)), span((660, 780)))),
        ("8点半到12点，1点半到6点", Problem::OutOfOrder(span((90, 360)))),
        ("、", unknown("、")),
    ] {
        assert_eq!(reading::day(text), Err(expected), "{text}");
    }
    assert_eq!(reading::day(&"8:00-9:00、".repeat(20)), Err(Problem::TooLong));
}

#[test]
fn dates_are_read_however_they_are_typed() {
    let today = date("2026-11-24");
    for (line, days, hours, reason) in [
        ("2026-12-31 休息 盘点", "2026-12-31 2026-12-31", "", Some("盘点")),
        ("2027/1/2　10:00－15:00　元旦值班", "2027-01-02 2027-01-02", "10:00-15:00", Some("元旦值班")),
        ("12月31日：休息，盘点", "2026-12-31 2026-12-31", "", Some("盘点")),
        ("1月2日10:00-15:00元旦值班", "2027-01-02 2027-01-02", "10:00-15:00", Some("元旦值班")),
        ("11月24号 全天", "2026-11-24 2026-11-24", "00:00-24:00", None),
        ("11/20 9-12", "2027-11-20 2027-11-20", "09:00-12:00", None),
        ("2月10日至2月18日 休息 春节", "2027-02-10 2027-02-18", "", Some("春节")),
        ("2026-12-30~1月2日 休息", "2026-12-30 2027-01-02", "", None),
        ("12月31日——休息", "2026-12-31 2026-12-31", "", None),
        ("12/31 8-9点、10-11点 3楼装修", "2026-12-31 2026-12-31", "08:00-09:00 10:00-11:00", Some("3楼装修")),
        ("2026-12-31 休息 8点开门的通知", "2026-12-31 2026-12-31", "", Some("8点开门的通知")),
    ] {
        let read = reading::exceptions(line, today).unwrap_or_else(|problem| panic!("{line}: {problem:?}"));
        let (first, last) = (read.first().unwrap(), read.last().unwrap());
        assert_eq!(format!("{} {}", first.date, last.date), days, "{line}");
        assert_eq!(i64::try_from(read.len()).unwrap(), (last.date - first.date).num_days() + 1, "{line}");
        assert!(read.iter().all(|day| texts(&day.hours) == hours && day.reason.as_deref() == reason), "{line}");
    }
    assert_eq!(reading::exceptions(" \u{200B} ", today), Ok(Vec::new()));
}

#[test]
fn what_is_no_date_with_hours_is_quoted() {
    let today = date("2026-11-24");
    let text = |text: &str| text.to_owned();
    for (line, expected) in [
        ("元旦 休息", Problem::NoDate(text("元旦"))),
        ("10:00-15:00 值班", Problem::NoDate(text("10:00-15:00"))),
        ("2026-02-30 休息", Problem::NoSuchDate(text("2026-02-30"))),
        ("13月1日 休息", Problem::NoSuchDate(text("13月1日"))),
        ("2026-12-31", Problem::NoHours(text("2026-12-31"))),
        ("2026-12-31 盘点", Problem::NoHours(text("2026-12-31"))),
        ("2026-11-23 休息", Problem::Past(date("2026-11-23"))),
        ("2062-12-31 休息", Problem::TooFar(date("2062-12-31"))),
        ("2027-01-03至2027-01-01 休息", Problem::Backwards(text("2027-01-03至2027-01-01"))),
        ("2027-01-01至2027-12-31 休息", Problem::TooMany),
        ("2026-12-31 15:00-10:00", Problem::Reversed(text("15:00-10:00"))),
        ("2026-12-31 8:00-12:00 11:00-13:00 值班", Problem::Overlap(span((480, 720)), span((660, 780)))),
        ("2026-12-31 8:00-12:00 13:00-25:00 值班", Problem::Unknown(text("13:00-25:00"))),
        ("2026-12-31 8:00-12:00 13:00-", Problem::Unknown(text("13:00-"))),
        ("2026-12-31 12:00-14:00休息", Problem::Both(text("2026-12-31 12:00-14:00休息"))),
        ("2026-12-31 休息 8:00-9:00", Problem::Both(text("2026-12-31 休息 8:00-9:00"))),
    ] {
        assert_eq!(reading::exceptions(line, today), Err(expected), "{line}");
    }
    let long = format!("2026-12-31 休息 {}", "盘".repeat(61));
    assert_eq!(reading::exceptions(&long, today), Err(Problem::Reason(format!("{}…", "盘".repeat(24)))));
}

/// What is wrong with a good form after a change.
fn wrong(change: impl FnOnce(&mut HoursForm)) -> Vec<(&'static str, String)> {
    let mut form = form("8:30-18:00", "");
    change(&mut form);
    let mut errors = Errors::default();
    let plan = form.check(date("2026-11-24"), &mut errors, zh());
    assert_eq!(plan.is_some(), errors.is_empty());
    errors.list().to_vec()
}

#[test]
fn every_error_stands_at_its_field() {
    assert!(wrong(|_| {}).is_empty());
    let fields = |wrong: Vec<(&'static str, String)>| wrong.into_iter().map(|(field, _)| field).collect::<Vec<_>>();
    let many = wrong(|form| {
        form.tue = "18:00-8:30".into();
        form.sun = "不一定".into();
        form.holiday_off = "custom".into();
        form.makeup = "closed".into();
        form.makeup_hours = "9:00-12:00".into();
        form.exceptions = "2026-11-23 休息\n\n2026-12-31 休息\n2026年12月31日 9-12".into();
    });
    assert!(many[0].1.contains("18:00-8:30") && many[1].1.contains("不一定"));
    let lines = &many[4].1;
    assert!(lines.contains("第 1 行") && lines.contains("2026-11-23") && lines.contains("第 4 行"), "{lines}");
    assert_eq!(fields(many), ["tue", "sun", "holiday_hours", "makeup_hours", "exceptions"]);
    assert_eq!(fields(wrong(|form| *form = HoursForm::default())), ["mon", "holiday_off", "makeup"]);
    assert_eq!(fields(wrong(|form| form.makeup = "never".into())), ["makeup"]);
    let days = date("2026-12-01").iter_days().take(201).map(|day| format!("{day} 休息"));
    let days = days.collect::<Vec<_>>().join("\n");
    assert_eq!(fields(wrong(|form| form.exceptions = days)), ["exceptions"]);
}

#[test]
fn runs_of_dates_are_one_line() {
    let plan = plan("8:30-18:00", "", |form| {
        form.exceptions = "2026-01-05 休息\n2026-02-10至2026-02-12 休息 春节\n2026-02-13 9-12 春节".into();
    });
    let form = HoursForm::of(Some(&plan), 1, date("2026-02-11"), zh());
    assert_eq!(form.exceptions, "2026-02-11~2026-02-12 休息 春节\n2026-02-13 09:00-12:00 春节");
    assert_eq!(form.sat, "休息");
    assert_eq!(HoursForm::of(None, 3, date("2026-02-11"), zh()).makeup, "monday");
}

#[test]
fn rules_that_the_form_does_not_offer_become_hours() {
    let json = r#"{"weekly":{"mon":["08:00-12:00"],"sun":["10:00-12:00"]},
        "rules":{"weekend":{"as_weekday":"Mon"},"holiday_off":{"as_weekday":"Sun"},"makeup_workday":{"as_weekday":"Tue"}}}"#;
    let plan: OpeningPlan = serde_json::from_str(json).unwrap();
    let form = HoursForm::of(Some(&plan), 1, date("2026-02-11"), zh());
    assert_eq!((form.sat.as_str(), form.sun.as_str()), ("08:00-12:00", "08:00-12:00"));
    assert_eq!((form.holiday_off.as_str(), form.holiday_hours.as_str()), ("custom", "10:00-12:00"));
    assert_eq!((form.makeup.as_str(), form.makeup_hours.as_str()), ("closed", ""));
}

#[test]
fn a_conflict_names_what_was_saved() {
    let of = |plan: &OpeningPlan| HoursForm::of(Some(plan), 1, date("2026-01-01"), zh());
    let mine = of(&plan("8:30-18:00", "", |_| {}));
    let saved = of(&plan("8:30-18:00", "9-12", |form| {
        form.holiday_off = "custom".into();
        form.holiday_hours = "10-12".into();
    }));
    let t = zh();
    let expected = [
        (t.time.saturday, "09:00-12:00".to_owned()),
        (t.time.sunday, "09:00-12:00".to_owned()),
        (t.hours.holiday_off, t.hours.choice_and_hours(t.hours.choice_custom, "10:00-12:00")),
    ];
    assert_eq!(differences(&mine, &saved, t), expected);
    assert!(differences(&mine, &mine, t).is_empty());
}
