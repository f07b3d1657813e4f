//! The pages of a service's hours.

use askama::Template;
use chrono::{Datelike, NaiveDate};

use super::form::{CLOSED, CUSTOM, FOLLOW, HoursForm, Labelled, MONDAY, choice_label};
use super::year::{Day, Month, Run, Special, Year};
use crate::calendar::{Holidays, OpeningPlan};
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, Footer, Head, Masthead, Select, SelectOption, TextArea,
};
use crate::web::form::Errors;
use crate::web::text::{self, OpenText};
use crate::web::{Locale, Messages, Page};

/// The form.
#[derive(Template)]
#[template(path = "vendors/hours.html")]
pub(super) struct HoursPage {
    pub page: Page,
    pub service_name: String,
    pub services_url: String,
    pub service_url: String,
    pub year_url: String,
    pub action: String,
    /// Whether the service is open now, as saved.
    pub state: OpenText,
    pub days: Vec<DayView>,
    pub form: HoursForm,
    pub holiday_choices: Vec<SelectOption>,
    pub makeup_choices: Vec<SelectOption>,
    pub errors: Errors,
    /// What somebody else saved meanwhile.
    pub theirs: Vec<Labelled>,
}

/// A weekday's field.
pub(super) struct DayView {
    pub name: &'static str,
    pub label: &'static str,
    pub value: String,
}

/// The fields of the week.
pub(super) fn days(form: &HoursForm, t: &'static Messages) -> Vec<DayView> {
    let week = form.week(t).into_iter();
    week.map(|day| DayView { name: day.name, label: day.label, value: day.text.to_owned() }).collect()
}

/// What public holidays may do.
pub(super) fn holiday_choices(t: &'static Messages) -> Vec<SelectOption> {
    choices(&[FOLLOW, CLOSED, CUSTOM], t)
}

/// What make-up workdays may do.
pub(super) fn makeup_choices(t: &'static Messages) -> Vec<SelectOption> {
    choices(&[MONDAY, FOLLOW, CLOSED, CUSTOM], t)
}

fn choices(words: &[&str], t: &'static Messages) -> Vec<SelectOption> {
    words.iter().map(|word| SelectOption::new(*word, choice_label(word, t))).collect()
}

/// The year that results.
#[derive(Template)]
#[template(path = "vendors/year.html")]
pub(super) struct YearPage {
    pub page: Page,
    pub heading: String,
    pub service_name: String,
    pub services_url: String,
    pub service_url: String,
    /// The form, for whoever may change the hours.
    pub hours_url: Option<String>,
    pub year: i32,
    pub earlier: Option<YearLink>,
    pub later: Option<YearLink>,
    /// Nothing, as long as no hours are saved.
    pub view: Option<YearView>,
}

/// Another year.
pub(super) struct YearLink {
    pub url: String,
    pub year: i32,
}

/// A year, ready to be shown.
pub(super) struct YearView {
    pub open_days: usize,
    pub closed_days: usize,
    pub is_published: bool,
    pub usual: Vec<UsualView>,
    pub specials: Vec<SpecialView>,
    pub weekdays: Vec<WeekdayView>,
    pub months: Vec<MonthView>,
}

/// The hours of weekdays in a row.
pub(super) struct UsualView {
    pub days: String,
    pub hours: String,
}

/// Special days in a row.
pub(super) struct SpecialView {
    pub dates: String,
    pub reason: String,
    pub hours: String,
    pub is_open: bool,
}

/// The head of a column.
pub(super) struct WeekdayView {
    pub short: &'static str,
    pub name: &'static str,
}

/// A month.
pub(super) struct MonthView {
    pub name: String,
    pub weeks: Vec<WeekView>,
}

/// A line of a month.
pub(super) struct WeekView {
    pub days: Vec<Option<CellView>>,
}

/// A day of a month.
pub(super) struct CellView {
    pub number: u32,
    /// A letter below the number, or nothing on an ordinary open day.
    pub mark: &'static str,
    /// All of it in words.
    pub text: String,
    pub is_open: bool,
    pub is_special: bool,
    pub is_today: bool,
}

/// How days are put into words.
#[derive(Clone, Copy)]
struct Words {
    locale: Locale,
    t: &'static Messages,
    today: NaiveDate,
}

impl YearView {
    /// What a plan makes of a year.
    pub(super) fn of(plan: &OpeningPlan, holidays: &Holidays, year: i32, today: NaiveDate, locale: Locale) -> Self {
        let words = Words { locale, t: locale.messages(), today };
        let year = Year::of(plan, holidays, year);
        let usual = plan.weekly().grouped().into_iter().map(|(first, last, spans)| UsualView {
            days: text::weekdays(locale, first, last),
            hours: text::spans(locale, spans),
        });
        Self {
            open_days: year.open_days(),
            closed_days: year.closed_days(),
            is_published: year.is_published,
            usual: usual.collect(),
            specials: year.specials().iter().map(|run| words.special(run)).collect(),
            weekdays: weekdays(words.t),
            months: year.months().iter().map(|month| words.month(month)).collect(),
        }
    }
}

fn weekdays(t: &'static Messages) -> Vec<WeekdayView> {
    let (short, name) = (&t.hours, &t.time);
    let pairs = [
        (short.monday_short, name.monday),
        (short.tuesday_short, name.tuesday),
        (short.wednesday_short, name.wednesday),
        (short.thursday_short, name.thursday),
        (short.friday_short, name.friday),
        (short.saturday_short, name.saturday),
        (short.sunday_short, name.sunday),
    ];
    pairs.into_iter().map(|(short, name)| WeekdayView { short, name }).collect()
}

impl Words {
    fn reason(self, special: Special<'_>) -> &str {
        match special {
            Special::Exception(reason) => reason.unwrap_or(self.t.time.special_day),
            Special::Holiday(name) => name.unwrap_or(self.t.time.public_holiday),
            Special::Makeup => self.t.time.makeup_workday,
        }
    }

    fn date(self, date: NaiveDate) -> String {
        text::short_date(self.locale, date, self.today)
    }

    fn special(self, run: &Run<'_>) -> SpecialView {
        let t = &self.t.hours;
        let first = run.first.date;
        let dates = if first == run.last {
            t.date_weekday(self.date(first), text::weekday(self.locale, first.weekday()))
        } else {
            t.date_range(self.date(first), self.date(run.last))
        };
        SpecialView {
            dates,
            reason: self.reason(run.special).to_owned(),
            hours: text::spans(self.locale, run.first.spans),
            is_open: run.first.is_open(),
        }
    }

    fn month(self, month: &Month<'_>) -> MonthView {
        let name = match self.locale {
            Locale::En => month.first.format("%B").to_string(),
            _ => self.t.hours.month_name(month.first.month()),
        };
        let week = |week: &Vec<Option<Day<'_>>>| WeekView {
            days: week.iter().map(|day| day.as_ref().map(|day| self.cell(day))).collect(),
        };
        MonthView { name, weeks: month.weeks.iter().map(week).collect() }
    }

    fn cell(self, day: &Day<'_>) -> CellView {
        let t = &self.t.hours;
        let mark = match day.special {
            _ if !day.is_open() => t.mark_closed,
            Some(Special::Exception(_)) => t.mark_changed,
            Some(Special::Holiday(_)) => t.mark_holiday,
            Some(Special::Makeup) => t.mark_makeup,
            None => "",
        };
        let date = t.date_weekday(self.date(day.date), text::weekday(self.locale, day.date.weekday()));
        let hours = text::spans(self.locale, day.spans);
        CellView {
            number: day.date.day(),
            mark,
            text: match day.special {
                Some(special) => t.day_special(date, self.reason(special), hours),
                None => t.day_ordinary(date, hours),
            },
            is_open: day.is_open(),
            is_special: day.special.is_some(),
            is_today: day.date == self.today,
        }
    }
}
