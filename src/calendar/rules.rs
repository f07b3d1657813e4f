//! What changes the ordinary week: kinds of days, and single dates.

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::holidays::DayKind;
use super::weekly::DayHours;

/// What a kind of day does to the hours.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolidayRule {
    /// Closed all day.
    Closed,
    /// The weekly hours of this weekday.
    AsWeekday(Weekday),
    /// Hours of its own.
    Custom(DayHours),
}

/// At most one rule for each kind of day. A kind without a rule follows the weekly hours.
///
/// By default days off follow the weekly hours, because a service point that closes on holidays
/// says so, and make-up workdays follow Monday (“调休日按周一”).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HolidayRules {
    workday: Option<HolidayRule>,
    weekend: Option<HolidayRule>,
    holiday_off: Option<HolidayRule>,
    makeup_workday: Option<HolidayRule>,
}

impl Default for HolidayRules {
    fn default() -> Self {
        Self {
            workday: None,
            weekend: None,
            holiday_off: None,
            makeup_workday: Some(HolidayRule::AsWeekday(Weekday::Mon)),
        }
    }
}

impl HolidayRules {
    /// The same rules with `rule` for `kind`; `None` lets the kind follow the weekly hours.
    #[must_use]
    pub fn with(mut self, kind: DayKind, rule: Option<HolidayRule>) -> Self {
        *match kind {
            DayKind::Workday => &mut self.workday,
            DayKind::Weekend => &mut self.weekend,
            DayKind::HolidayOff => &mut self.holiday_off,
            DayKind::MakeupWorkday => &mut self.makeup_workday,
        } = rule;
        self
    }

    /// The rule for a kind of day.
    #[must_use]
    pub const fn get(&self, kind: DayKind) -> Option<&HolidayRule> {
        match kind {
            DayKind::Workday => self.workday.as_ref(),
            DayKind::Weekend => self.weekend.as_ref(),
            DayKind::HolidayOff => self.holiday_off.as_ref(),
            DayKind::MakeupWorkday => self.makeup_workday.as_ref(),
        }
    }

    /// Whether any rule states hours by itself, rather than pointing at the weekly ones.
    pub(super) fn state_hours(&self) -> bool {
        [&self.workday, &self.weekend, &self.holiday_off, &self.makeup_workday]
            .into_iter()
            .any(|rule| matches!(rule, Some(HolidayRule::Custom(_))))
    }
}

/// The hours of a single date, whatever else would hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Exception {
    /// The date, local to the place.
    pub date: NaiveDate,
    /// The hours on that date; no spans means closed.
    pub hours: DayHours,
    /// Why, for residents to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Exception {
    /// Closed on `date`.
    #[must_use]
    pub const fn closed(date: NaiveDate, reason: Option<String>) -> Self {
        Self { date, hours: DayHours::CLOSED, reason }
    }

    /// Open at other hours on `date`.
    #[must_use]
    pub const fn open(date: NaiveDate, hours: DayHours, reason: Option<String>) -> Self {
        Self { date, hours, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_and_replacement() {
        let rules = HolidayRules::default();
        assert_eq!(rules.get(DayKind::HolidayOff), None);
        let monday = HolidayRule::AsWeekday(Weekday::Mon);
        assert_eq!(rules.get(DayKind::MakeupWorkday), Some(&monday));
        let rules = rules.with(DayKind::HolidayOff, Some(HolidayRule::Closed)).with(DayKind::MakeupWorkday, None);
        assert_eq!(rules.get(DayKind::HolidayOff), Some(&HolidayRule::Closed));
        assert_eq!(rules.get(DayKind::MakeupWorkday), None);
    }

    #[test]
    fn json_keeps_a_removed_default_removed() {
        let custom = DayHours::new(vec!["09:00-12:00".parse().unwrap()]).unwrap();
        let rules = HolidayRules::default()
            .with(DayKind::MakeupWorkday, None)
            .with(DayKind::HolidayOff, Some(HolidayRule::Custom(custom)));
        let json = serde_json::to_string(&rules).unwrap();
        assert_eq!(
            json,
            r#"{"workday":null,"weekend":null,"holiday_off":{"custom":["09:00-12:00"]},"makeup_workday":null}"#
        );
        assert_eq!(serde_json::from_str::<HolidayRules>(&json).unwrap(), rules);
        assert_eq!(serde_json::from_str::<HolidayRules>("{}").unwrap(), HolidayRules::default());
    }
}
