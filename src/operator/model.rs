//! What operators decide, as rules without a database.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::calendar::{HolidayKind, Holidays};
use crate::db::{PersonId, TenantId};
use crate::tenancy::{PlatformData, Tenant};

/// How long a decided deletion waits: whoever misses something has a month to say so.
pub(super) const GRACE: TimeDelta = TimeDelta::days(30);
/// How long an operator stays in a tenant.
pub(super) const VISIT: TimeDelta = TimeDelta::minutes(60);
/// How long an export can be fetched.
pub(super) const EXPORT_KEPT: TimeDelta = TimeDelta::hours(24);

/// Words that addresses below `/operator/tenants` use themselves.
const RESERVED: [&str; 1] = ["new"];

/// Whether a name in addresses is one that no tenant can have.
pub(super) fn is_reserved(slug: &str) -> bool {
    RESERVED.contains(&slug)
}

/// A deletion that is not over yet.
#[derive(Debug, Clone)]
pub(super) struct Deletion {
    pub id: crate::db::DeletionId,
    pub reason: String,
    pub asked_by: PersonId,
    pub asked_name: String,
    pub asked_at: DateTime<Utc>,
    pub approved_name: Option<String>,
    pub due_at: Option<DateTime<Utc>>,
}

impl Deletion {
    /// Whether this person may be the second: another than the first, and nobody was yet.
    pub fn may_approve(&self, person: PersonId) -> bool {
        self.due_at.is_none() && self.asked_by != person
    }
}

/// The tree, each tenant after the one above it, with its depth.
pub(super) fn tree(platform: &PlatformData) -> Vec<(usize, &Tenant)> {
    let mut line = Vec::new();
    let roots = platform.tenants().filter(|tenant| tenant.parent.is_none_or(|above| platform.by_id(above).is_none()));
    for root in roots {
        walk(platform, root, 0, &mut line);
    }
    line
}

fn walk<'a>(platform: &'a PlatformData, tenant: &'a Tenant, depth: usize, line: &mut Vec<(usize, &'a Tenant)>) {
    line.push((depth, tenant));
    // Four levels; a loop in the data must not become one here.
    if depth < 8 {
        for below in platform.children(tenant.id) {
            walk(platform, below, depth + 1, line);
        }
    }
}

/// Whether a tenant stands above others, which would hang in the air without it.
pub(super) fn has_any_below(platform: &PlatformData, tenant: TenantId) -> bool {
    platform.children(tenant).next().is_some()
}

/// A row of the holiday table.
pub(super) type Day = (NaiveDate, HolidayKind, String);

/// What importing a list would do, day by day.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum DayChange {
    /// Nothing was known of the day.
    New,
    /// Something else was: these kinds and names.
    Other(Vec<(HolidayKind, String)>),
    /// Nothing.
    Same,
}

/// Why a list is not imported.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ListError {
    /// There is nothing in it.
    Empty,
    /// A line that is not date, kind, name; counted from 1.
    Line(usize),
    /// A day that it, or what is known besides, has off and has people work on.
    Contradiction(NaiveDate),
}

/// Reads a list: a day a line as date, kind and name, divided by commas or tabs; a line of headings may stand on top.
pub(super) fn read_days(text: &str) -> Result<Vec<Day>, ListError> {
    let mut days = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim().trim_start_matches('\u{feff}');
        let cells: Vec<&str> = line.split([',', '，', '\t']).map(str::trim).collect();
        if line.is_empty() || number == 1 && cells.first().is_some_and(|first| matches!(*first, "date" | "日期")) {
            continue;
        }
        let read = || {
            let [date, kind, name, ..] = cells.as_slice() else { return None };
            let kind = match *kind {
                "休" | "放假" => HolidayKind::Off,
                "班" | "调休上班" => HolidayKind::Makeup,
                "法定" | "法定节假日" => HolidayKind::Statutory,
                word => HolidayKind::parse(word)?,
            };
            let is_name = !name.is_empty() && name.chars().count() <= 30 && !name.contains(char::is_control);
            is_name.then_some((date.parse::<NaiveDate>().ok()?, kind, (*name).to_owned()))
        };
        let (date, kind, name) = read().ok_or(ListError::Line(number))?;
        days.insert((date, kind_code(kind)), (date, kind, name));
    }
    if days.is_empty() { Err(ListError::Empty) } else { Ok(days.into_values().collect()) }
}

/// The word in the database.
pub(super) fn kind_code(kind: HolidayKind) -> &'static str {
    match kind {
        HolidayKind::Off => "off",
        HolidayKind::Makeup => "makeup",
        HolidayKind::Statutory => "statutory",
    }
}

/// What a list changes of what is known. What it says of a day takes the place of what was known of that day.
pub(super) fn compare(known: &[Day], list: &[Day]) -> Result<Vec<(NaiveDate, DayChange)>, ListError> {
    let dates: BTreeSet<NaiveDate> = list.iter().map(|(date, ..)| *date).collect();
    let after = known.iter().filter(|(date, ..)| !dates.contains(date)).chain(list).cloned();
    if let Err(crate::calendar::HolidayError::Contradiction { date }) = Holidays::from_rows(after) {
        return Err(ListError::Contradiction(date));
    }
    let of = |days: &[Day], date: NaiveDate| -> Vec<(HolidayKind, String)> {
        let mut rows: Vec<_> = days.iter().filter(|day| day.0 == date).map(|day| (day.1, day.2.clone())).collect();
        rows.sort_by_key(|(kind, _)| kind_code(*kind));
        rows
    };
    Ok(dates
        .into_iter()
        .map(|date| {
            let (before, now) = (of(known, date), of(list, date));
            let change = match before.as_slice() {
                [] => DayChange::New,
                same if same == now => DayChange::Same,
                _ => DayChange::Other(before),
            };
            (date, change)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_list_is_read_with_its_words_and_its_first_bad_line_named() {
        let days = read_days("日期,类型,名称\n2027-01-01,法定,元旦\n2027-01-03\tmakeup\t元旦\n\n").unwrap();
        assert_eq!(days.len(), 2);
        assert_eq!(days[0], (day("2027-01-01"), HolidayKind::Statutory, "元旦".to_owned()));
        assert_eq!(read_days("2027-01-01,off,元旦\n2027-13-01,off,元旦"), Err(ListError::Line(2)));
        assert_eq!(read_days("2027-01-01,party,元旦"), Err(ListError::Line(1)));
        assert_eq!(read_days("2027-01-01,off,"), Err(ListError::Line(1)));
        assert_eq!(read_days(" \n"), Err(ListError::Empty));
    }

    #[test]
    fn a_list_replaces_the_days_it_names_and_no_others() {
        let known = read_days("2027-01-01,off,元旦\n2027-01-02,off,元旦").unwrap();
        let list = read_days("2027-01-02,makeup,元旦\n2027-01-01,off,元旦\n2027-01-03,off,元旦").unwrap();
        let changes = compare(&known, &list).unwrap();
        assert_eq!(changes[0], (day("2027-01-01"), DayChange::Same));
        assert_eq!(changes[1].1, DayChange::Other(vec![(HolidayKind::Off, "元旦".to_owned())]));
        assert_eq!(changes[2].1, DayChange::New);
        let both = read_days("2027-01-02,makeup,元旦\n2027-01-02,off,元旦").unwrap();
        assert_eq!(compare(&known, &both), Err(ListError::Contradiction(day("2027-01-02"))));
    }

    #[test]
    fn nobody_approves_their_own_wish() {
        let (first, second) = (PersonId::generate(), PersonId::generate());
        let deletion = Deletion {
            id: crate::db::DeletionId::generate(),
            reason: String::new(),
            asked_by: first,
            asked_name: String::new(),
            asked_at: DateTime::UNIX_EPOCH,
            approved_name: None,
            due_at: None,
        };
        assert!(!deletion.may_approve(first));
        assert!(deletion.may_approve(second));
        assert!(!Deletion { due_at: Some(DateTime::UNIX_EPOCH), ..deletion }.may_approve(second), "once is enough");
    }
}
