//! The form against a model that is written down by hand.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, Weekday};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;

use super::form::{HoursForm, differences};
use super::reading;
use super::tests::{MAKEUP, OFF, date, holidays_2026, span, zh};
use crate::calendar::{DayHours, DayKind, Exception, HolidayRule, HolidayRules, OpeningPlan, WeeklyHours};
use crate::web::Locale;
use crate::web::form::Errors;

/// The days of 2026 and 2027.
const DAYS: u64 = 730;

/// Spans of one day as pairs of minutes.
type Pairs = Vec<(u16, u16)>;

#[derive(Clone, Debug)]
enum Rule {
    Follow,
    Closed,
    Monday,
    Own(Pairs),
}

/// A plan in plain numbers; days are counted from 1 January 2026.
#[derive(Clone, Debug)]
struct Model {
    week: Vec<Pairs>,
    off: Rule,
    makeup: Rule,
    exceptions: BTreeMap<u64, (Pairs, Option<String>)>,
}

impl Model {
    /// The exception comes first, then the rule for the kind of day, then the week.
    fn pairs(&self, day: u64, is_makeup: Option<bool>) -> &[(u16, u16)] {
        if let Some((pairs, _)) = self.exceptions.get(&day) {
            return pairs.as_slice();
        }
        // 1 January 2026 is a Thursday.
        let own = self.week[usize::try_from((day + 3) % 7).unwrap()].as_slice();
        let rule = match is_makeup {
            Some(true) => &self.makeup,
            Some(false) => &self.off,
            None => return own,
        };
        match rule {
            Rule::Follow => own,
            Rule::Closed => &[],
            Rule::Monday => self.week[0].as_slice(),
            Rule::Own(pairs) => pairs.as_slice(),
        }
    }

    fn form(&self, style: &Style) -> HoursForm {
        let (holiday_off, holiday_hours) = style.rule(&self.off);
        let (makeup, makeup_hours) = style.rule(&self.makeup);
        let lines = self.exceptions.iter().map(|(day, (pairs, reason))| {
            let date = style.widen(&style.date(day_at(*day)));
            let reason = reason.as_ref().map(|reason| format!(" {reason}")).unwrap_or_default();
            format!("{date} {}{reason}", style.day(pairs))
        });
        let exceptions = lines.collect::<Vec<_>>().join("\r\n\r\n");
        let mut days = self.week.iter().map(|pairs| {
            if pairs.is_empty() && style.leaves_closed_days_out { String::new() } else { style.day(pairs) }
        });
        let mut next = || days.next().unwrap();
        HoursForm {
            mon: next(),
            tue: next(),
            wed: next(),
            thu: next(),
            fri: next(),
            sat: next(),
            sun: next(),
            holiday_off,
            holiday_hours,
            makeup,
            makeup_hours,
            exceptions,
            ..HoursForm::default()
        }
    }

    /// The same as a plan, without the form; exceptions from `today` on.
    fn plan(&self, today: NaiveDate) -> OpeningPlan {
        let week = (0..7_u8).zip(&self.week).flat_map(|(day, pairs)| {
            let weekday = Weekday::try_from(day).unwrap();
            pairs.iter().map(move |pair| (weekday, span(*pair)))
        });
        let rule = |rule: &Rule| match rule {
            Rule::Follow => None,
            Rule::Monday => Some(HolidayRule::AsWeekday(Weekday::Mon)),
            Rule::Own(pairs) if !pairs.is_empty() => Some(HolidayRule::Custom(hours(pairs))),
            Rule::Closed | Rule::Own(_) => Some(HolidayRule::Closed),
        };
        let rules = HolidayRules::default()
            .with(DayKind::HolidayOff, rule(&self.off))
            .with(DayKind::MakeupWorkday, rule(&self.makeup));
        let exceptions = self.exceptions.iter().filter(|(day, _)| day_at(**day) >= today);
        let exceptions =
            exceptions.map(|(day, (pairs, reason))| Exception::open(day_at(*day), hours(pairs), reason.clone()));
        OpeningPlan::new(WeeklyHours::new(week).unwrap(), rules, exceptions.collect()).unwrap()
    }
}

fn day_at(day: u64) -> NaiveDate {
    date("2026-01-01") + Days::new(day)
}

fn hours(pairs: &Pairs) -> DayHours {
    DayHours::new(pairs.iter().copied().map(span).collect()).unwrap()
}

/// How somebody types.
#[derive(Clone, Debug)]
struct Style {
    dash: &'static str,
    separator: &'static str,
    closed: &'static str,
    dates: u8,
    is_wide: bool,
    is_spoken: bool,
    leaves_closed_days_out: bool,
}

impl Style {
    fn day(&self, pairs: &Pairs) -> String {
        if pairs.is_empty() {
            return self.widen(self.closed);
        }
        let spans: Vec<_> =
            pairs.iter().map(|(from, to)| format!("{}{}{}", self.time(*from), self.dash, self.time(*to))).collect();
        self.widen(&spans.join(self.separator))
    }

    fn time(&self, minutes: u16) -> String {
        match (minutes / 60, minutes % 60) {
            (hour, 0) if self.is_spoken => format!("{hour}点"),
            (hour, 30) if self.is_spoken => format!("{hour}点半"),
            (hour, minute) if self.is_spoken => format!("{hour}点{minute:02}分"),
            (hour, minute) => format!("{hour}:{minute:02}"),
        }
    }

    fn date(&self, date: NaiveDate) -> String {
        let form = match self.dates {
            0 => "%Y-%m-%d",
            1 => "%Y/%-m/%-d",
            2 => "%Y.%m.%d",
            3 => "%Y年%-m月%-d日",
            // Read on the first day of the year, it can only be this year's.
            _ if date < NaiveDate::from_ymd_opt(2027, 1, 1).unwrap() => "%-m月%-d号",
            _ => "%Y年 %-m月 %-d",
        };
        date.format(form).to_string()
    }

    fn rule(&self, rule: &Rule) -> (String, String) {
        match rule {
            Rule::Follow => ("follow".into(), String::new()),
            Rule::Closed => ("closed".into(), self.closed.into()),
            Rule::Monday => ("monday".into(), " ".into()),
            Rule::Own(pairs) => ("custom".into(), self.day(pairs)),
        }
    }

    fn widen(&self, text: &str) -> String {
        let wide = |c: char| match c {
            ' ' => '\u{3000}',
            '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap(),
            c => c,
        };
        if self.is_wide { text.chars().map(wide).collect() } else { text.to_owned() }
    }
}

/// Sorted spans, sometimes touching each other or midnight.
fn any_pairs() -> impl Strategy<Value = Pairs> {
    let some = vec((0..=288_u16).prop_map(|step| step * 5), 0..6).prop_map(|mut edges| {
        edges.sort_unstable();
        edges.dedup();
        let every_gap = edges.len() % 2 == 1;
        let pairs = edges.windows(2).map(|edge| (edge[0], edge[1]));
        pairs.enumerate().filter(|(i, _)| every_gap || i % 2 == 0).map(|(_, pair)| pair).collect()
    });
    prop_oneof![4 => some, 1 => Just(vec![(0, 1440)]), 1 => Just(vec![(510, 720), (780, 1080)]), 2 => Just(Vec::new())]
}

fn any_rule() -> impl Strategy<Value = Rule> {
    prop_oneof![Just(Rule::Follow), Just(Rule::Closed), any_pairs().prop_map(Rule::Own)]
}

fn any_model() -> impl Strategy<Value = Model> {
    let makeup = prop_oneof![2 => any_rule(), 1 => Just(Rule::Monday)];
    let exception = (any_pairs(), proptest::option::of("[盘点值班店]{1,6}"));
    (vec(any_pairs(), 7), any_rule(), makeup, btree_map(0..DAYS, exception, 0..6))
        .prop_map(|(week, off, makeup, exceptions)| Model { week, off, makeup, exceptions })
}

fn any_style() -> impl Strategy<Value = Style> {
    (
        select(vec!["-", "~", "–", "——", "至", " 到 ", "～", " － "]),
        select(vec!["、", "，", ",", " ", "；", " 和 "]),
        select(vec!["休息", "不营业", "Closed", "全天休息", "休"]),
        0..5_u8,
        any::<(bool, bool, bool)>(),
    )
        .prop_map(|(dash, separator, closed, dates, (is_wide, is_spoken, leaves_closed_days_out))| Style {
            dash,
            separator,
            closed,
            dates,
            is_wide,
            is_spoken,
            leaves_closed_days_out,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn every_day_is_what_the_form_says(model in any_model(), style in any_style()) {
        let holidays = holidays_2026();
        let mut errors = Errors::default();
        let form = model.form(&style);
        let plan = form.check(day_at(0), &mut errors, zh());
        if model.week.iter().all(Vec::is_empty) {
            prop_assert!(plan.is_none() && errors.get("mon").is_some());
            return Ok(());
        }
        prop_assert!(errors.is_empty(), "{:?} in {:?}", errors.list(), form);
        let plan = plan.unwrap();
        let mut kinds = vec![None; usize::try_from(DAYS).unwrap()];
        for (first, days, _) in OFF {
            let from = usize::try_from((date(first) - day_at(0)).num_days()).unwrap();
            kinds[from..from + days].fill(Some(false));
        }
        for day in MAKEUP {
            kinds[usize::try_from((date(day) - day_at(0)).num_days()).unwrap()] = Some(true);
        }
        for ((day, date), is_makeup) in (0..DAYS).zip(day_at(0).iter_days()).zip(kinds) {
            let found = plan.spans_on(date, &holidays).0.iter();
            let found = found.map(|span| (span.opens().minutes(), span.closes().minutes()));
            let expected = model.pairs(day, is_makeup).iter().copied();
            prop_assert!(found.eq(expected), "{} of {:?}", date, form);
        }
    }
}

proptest! {
    #[test]
    fn a_plan_comes_back_from_its_form(model in any_model(), past in 0..DAYS) {
        prop_assume!(!model.week.iter().all(Vec::is_empty));
        let today = day_at(past);
        let whole = model.plan(day_at(0));
        for locale in Locale::ALL {
            let t = locale.messages();
            let form = HoursForm::of(Some(&whole), 7, today, t);
            prop_assert_eq!(form.revision, 7);
            let mut errors = Errors::default();
            let read = form.check(today, &mut errors, t);
            prop_assert!(errors.is_empty(), "{:?} in {:?}", errors.list(), form);
            let expected = model.plan(today);
            prop_assert_eq!(read.as_ref(), Some(&expected));
            prop_assert!(differences(&form, &HoursForm::of(read.as_ref(), 8, today, t), t).is_empty());
        }
    }

    #[test]
    fn nothing_typed_is_fatal(text in "[0-9:～至\\-点半年月日休息上午 、/.x]{0,60}") {
        let _ = (reading::day(&text), reading::exceptions(&text, day_at(0)));
    }

    #[test]
    fn nothing_at_all_is_fatal(text in "\\PC{0,60}") {
        let _ = (reading::day(&text), reading::exceptions(&text, day_at(0)));
    }
}
