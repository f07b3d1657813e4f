//! The calendar against a model that knows nothing but minutes: it paints every minute of two
//! months open or closed by reading the rules naively, and answers by walking along them.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::*;

const DAY: i64 = 24 * 60;
const MODEL_DAYS: i64 = 70;
const HORIZON_DAYS: i64 = 31;

/// Spans of one day as pairs of minutes.
type Pairs = Vec<(u16, u16)>;

#[derive(Clone, Debug)]
enum ModelRule {
    Closed,
    AsWeekday(u8),
    Custom(Pairs),
}

/// A plan in plain numbers: days are counted from the first Monday of the model.
#[derive(Clone, Debug)]
struct Model {
    weekly: Vec<Pairs>,
    off_rule: Option<ModelRule>,
    makeup_rule: Option<ModelRule>,
    weekend_rule: Option<ModelRule>,
    exceptions: BTreeMap<i64, Pairs>,
    /// `true` is a make-up workday, `false` a day off.
    holidays: BTreeMap<i64, bool>,
}

impl Model {
    fn pairs(&self, day: i64) -> Pairs {
        let weekday = usize::try_from(day.rem_euclid(7)).unwrap();
        if let Some(pairs) = self.exceptions.get(&day) {
            return pairs.clone();
        }
        let rule = match self.holidays.get(&day) {
            Some(true) => &self.makeup_rule,
            Some(false) => &self.off_rule,
            None if weekday >= 5 => &self.weekend_rule,
            None => &None,
        };
        match rule {
            Some(ModelRule::Closed) => Vec::new(),
            Some(ModelRule::Custom(pairs)) => pairs.clone(),
            Some(ModelRule::AsWeekday(other)) => self.weekly[usize::from(*other)].clone(),
            None => self.weekly[weekday].clone(),
        }
    }

    /// One flag per minute, from midnight of day 0.
    fn paint(&self) -> Vec<bool> {
        let mut minutes = Vec::new();
        for day in 0..MODEL_DAYS {
            let pairs = self.pairs(day);
            minutes.extend((0..1440).map(|m| pairs.iter().any(|(a, b)| (*a..*b).contains(&m))));
        }
        minutes
    }

    fn plan(&self) -> OpeningPlan {
        let weekly = (0..7_u8).zip(&self.weekly).flat_map(|(day, pairs)| {
            let weekday = Weekday::try_from(day).unwrap();
            // Reversed, because order of entry must not matter.
            pairs.iter().rev().map(move |pair| (weekday, span(*pair)))
        });
        let rules = HolidayRules::default()
            .with(DayKind::HolidayOff, self.off_rule.as_ref().map(rule))
            .with(DayKind::MakeupWorkday, self.makeup_rule.as_ref().map(rule))
            .with(DayKind::Weekend, self.weekend_rule.as_ref().map(rule));
        let exceptions = self.exceptions.iter().rev();
        let exceptions = exceptions.map(|(day, pairs)| Exception::open(date(*day), hours(pairs), None));
        OpeningPlan::new(WeeklyHours::new(weekly).unwrap(), rules, exceptions.collect()).unwrap()
    }

    fn holidays(&self) -> Holidays {
        let rows = self.holidays.iter().map(|(day, makeup)| {
            let kind = if *makeup { HolidayKind::Makeup } else { HolidayKind::Off };
            (date(*day), kind, "")
        });
        Holidays::from_rows(rows).unwrap()
    }

    fn states_nothing(&self) -> bool {
        let custom = |rule: &Option<ModelRule>| matches!(rule, Some(ModelRule::Custom(_)));
        self.weekly.iter().all(Vec::is_empty)
            && self.exceptions.is_empty()
            && ![&self.off_rule, &self.makeup_rule, &self.weekend_rule].into_iter().any(custom)
    }
}

/// What the painted minutes say about the minute `now`.
fn walk(minutes: &[bool], now: i64) -> OpenState {
    let at = |minute: i64| minutes[usize::try_from(minute).unwrap()];
    let today = now / DAY;
    let end = (today + HORIZON_DAYS + 1) * DAY;
    let change = (now + 1..end).find(|minute| at(*minute) != at(now));
    match (at(now), change) {
        (true, None) => OpenState::AlwaysOpen,
        // The closing minute is told by the minute before it, so that midnight is 24:00.
        (true, Some(closes)) => OpenState::Open { until: moment(closes - 1, 1, today) },
        (false, next) => OpenState::Closed { next: next.map(|opens| moment(opens, 0, today)) },
    }
}

fn moment(minute: i64, plus: i64, today: i64) -> Moment {
    let day = minute / DAY;
    let time = u16::try_from(minute % DAY + plus).unwrap();
    Moment { date: date(day), time: TimeOfDay::new(time).unwrap(), days_away: u32::try_from(day - today).unwrap() }
}

fn date(day: i64) -> NaiveDate {
    // A Monday.
    let first: NaiveDate = "2026-01-05".parse().unwrap();
    first + TimeDelta::days(day)
}

fn instant(minute: i64) -> DateTime<Utc> {
    let midnight: DateTime<Utc> = "2026-01-05T00:00:00+08:00".parse().unwrap();
    midnight + TimeDelta::minutes(minute)
}

fn span((opens, closes): (u16, u16)) -> Span {
    Span::new(TimeOfDay::new(opens).unwrap(), TimeOfDay::new(closes).unwrap()).unwrap()
}

fn hours(pairs: &Pairs) -> DayHours {
    DayHours::new(pairs.iter().copied().map(span).collect()).unwrap()
}

fn rule(model: &ModelRule) -> HolidayRule {
    match model {
        ModelRule::Closed => HolidayRule::Closed,
        ModelRule::AsWeekday(day) => HolidayRule::AsWeekday(Weekday::try_from(*day).unwrap()),
        ModelRule::Custom(pairs) => HolidayRule::Custom(hours(pairs)),
    }
}

/// Sorted spans, often touching each other or midnight.
fn any_pairs() -> impl Strategy<Value = Pairs> {
    let some = vec((0..=48_u16).prop_map(|half_hour| half_hour * 30), 0..6).prop_map(|mut edges| {
        edges.sort_unstable();
        edges.dedup();
        let every_gap = edges.len() % 2 == 1;
        let pairs = edges.windows(2).map(|edge| (edge[0], edge[1]));
        // Odd counts give spans that all touch, even counts give spans apart.
        pairs.enumerate().filter(|(i, _)| every_gap || i % 2 == 0).map(|(_, pair)| pair).collect()
    });
    prop_oneof![
        4 => some,
        3 => Just(vec![(0, 1440)]),
        1 => Just(vec![(0, 690), (690, 1440)]),
        2 => Just(Vec::new()),
    ]
}

fn any_rule() -> impl Strategy<Value = Option<ModelRule>> {
    prop_oneof![
        Just(None),
        Just(Some(ModelRule::Closed)),
        (0..7_u8).prop_map(|day| Some(ModelRule::AsWeekday(day))),
        any_pairs().prop_map(|pairs| Some(ModelRule::Custom(pairs))),
    ]
}

/// Weeks of unrelated days, and weeks of equal days, which are the ones with long runs.
fn any_week() -> impl Strategy<Value = Vec<Pairs>> {
    prop_oneof![vec(any_pairs(), 7), any_pairs().prop_map(|pairs| vec![pairs; 7]), Just(vec![Vec::new(); 7]),]
}

fn any_model() -> impl Strategy<Value = Model> {
    (
        any_week(),
        (any_rule(), any_rule(), any_rule()),
        btree_map(0..MODEL_DAYS, any_pairs(), 0..5),
        btree_map(0..MODEL_DAYS, any::<bool>(), 0..12),
    )
        .prop_map(|(weekly, (off_rule, makeup_rule, weekend_rule), exceptions, holidays)| Model {
            weekly,
            off_rule,
            makeup_rule,
            weekend_rule,
            exceptions,
            holidays,
        })
}

proptest! {
    #[test]
    fn spans_follow_the_model(model in any_model()) {
        let (plan, holidays) = (model.plan(), model.holidays());
        for day in 0..MODEL_DAYS {
            let expected: Vec<_> = model.pairs(day).into_iter().map(span).collect();
            prop_assert_eq!(plan.spans_on(date(day), &holidays).0, expected);
        }
    }

    #[test]
    fn state_follows_the_model(model in any_model(), times in vec((0..35 * DAY, 0..60_i64), 8)) {
        let (plan, holidays, minutes) = (model.plan(), model.holidays(), model.paint());
        for (minute, second) in times {
            let now = instant(minute) + TimeDelta::seconds(second);
            let expected = if model.states_nothing() {
                OpenState::Unknown
            } else {
                walk(&minutes, minute)
            };
            prop_assert_eq!(plan.state_at(now, Tz::Asia__Shanghai, &holidays), expected);
        }
    }

    #[test]
    fn the_state_holds_up_to_the_next_change_and_no_longer(model in any_model(), now in 0..20 * DAY) {
        let (plan, holidays) = (model.plan(), model.holidays());
        let state = |minute| plan.state_at(instant(minute), Tz::Asia__Shanghai, &holidays);
        let change = plan.next_change(instant(now), Tz::Asia__Shanghai, &holidays);
        let last = 60 * DAY;
        // Every edge in the model is on the half hour, so no step in between can differ.
        let expected = (now / 30 + 1..last / 30).map(|step| step * 30).find(|minute| state(*minute) != state(now));
        let found = change.map(|at| (at - instant(0)).num_minutes()).filter(|at| *at < last);
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn changes_lie_ahead_in_zones_that_change_their_clocks(model in any_model(), minute in 0..366 * DAY) {
        let (plan, holidays) = (model.plan(), model.holidays());
        for tz in [Tz::Europe__Berlin, Tz::America__St_Johns, Tz::Australia__Lord_Howe] {
            let now = instant(minute);
            if let Some(change) = plan.next_change(now, tz, &holidays) {
                prop_assert!(change > now);
            }
        }
    }

    #[test]
    fn groups_and_json_give_the_week_back(model in any_model()) {
        let plan = model.plan();
        let week = plan.weekly();
        let unrolled: Vec<_> = week
            .grouped()
            .into_iter()
            .flat_map(|(first, last, spans)| {
                let days = first.num_days_from_monday()..=last.num_days_from_monday();
                days.map(move |_| spans)
            })
            .collect();
        let days: Vec<_> = week.days().map(|(_, hours)| hours.spans()).collect();
        prop_assert_eq!(unrolled, days);
        prop_assert!(week.grouped().windows(2).all(|pair| pair[0].2 != pair[1].2));
        let json = serde_json::to_string(&plan).unwrap();
        prop_assert_eq!(serde_json::from_str::<OpeningPlan>(&json).unwrap(), plan);
    }
}

#[test]
fn the_model_starts_on_a_monday() {
    assert_eq!(date(0).weekday(), Weekday::Mon);
}
