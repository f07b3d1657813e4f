//! What was compared, as people read it.

use chrono::NaiveDate;

use super::model::{Check, Closing, Fit, Need, Open, Person, closing};
use super::urls;
use crate::directory::price_view::yuan;
use crate::enrolments::{self, WayIn};
use crate::jobs::{Content, paper_label};
use crate::tenancy::{Feature, Tenant};
use crate::training;
use crate::web::{Context, Messages, text};

/// A course that closes a gap, or teaches what somebody would like to learn.
pub struct CourseView {
    /// Where one enrols.
    pub url: String,
    /// What it is called, and when it begins.
    pub title: String,
    /// That every seat is taken, where one lines up.
    pub standing: Option<&'static str>,
}

/// One of the things that a job takes.
pub struct CheckView {
    /// What.
    pub label: String,
    /// Whether it is met, missing, or nobody can tell.
    pub state: &'static str,
    /// Whether it is met.
    pub is_met: bool,
    /// Whether it is missing.
    pub is_missing: bool,
    /// Both sides' words; may be empty.
    pub note: String,
    /// The courses that close the gap.
    pub courses: Vec<CourseView>,
    /// What else does.
    pub hint: Option<&'static str>,
    /// Where to go where no course is open.
    pub plan_url: Option<String>,
}

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Whose record it is.
    Person,
    /// Somebody of the office.
    Staff,
}

/// Everything that was compared.
pub(super) fn views(
    (job, person): (&Content, &Person),
    checks: &[Check],
    open: &[Open],
    reader: Reader,
    (tenant, context, today): (&Tenant, &Context, NaiveDate),
) -> Vec<CheckView> {
    let t = context.t();
    let view = |check: &Check| {
        let (courses, hint, plan_url) = match closing(*check, job.trade, open) {
            None => (Vec::new(), None, None),
            Some(Closing::Courses(courses)) if courses.is_empty() => {
                let (hint, url) = match reader {
                    Reader::Person => {
                        let has_pages = tenant.has(Feature::Training);
                        (t.matching.no_course, has_pages.then(|| training::urls::calendar(tenant)))
                    }
                    Reader::Staff => (t.matching.no_course_staff, Some(urls::trade(tenant, job.trade))),
                };
                (Vec::new(), Some(hint), url)
            }
            Some(Closing::Courses(courses)) => {
                let course = |one: &&Open| course(one, reader, (tenant, context, today));
                (courses.iter().map(course).collect(), None, None)
            }
            Some(Closing::Office) => (Vec::new(), Some(t.matching.by_office), None),
            Some(Closing::Talk) => (Vec::new(), Some(t.matching.by_talking), None),
        };
        CheckView {
            label: label(check.need, job, t),
            state: match check.fit {
                Fit::Met => t.matching.met,
                Fit::Missing => t.matching.missing,
                Fit::Unknown => t.matching.unknown,
            },
            is_met: check.fit == Fit::Met,
            is_missing: check.fit == Fit::Missing,
            note: note(*check, job, person, t),
            courses,
            hint,
            plan_url,
        }
    };
    checks.iter().map(view).collect()
}

/// A course, where this reader goes on.
pub(super) fn course(
    Open { offer, way }: &Open,
    reader: Reader,
    (tenant, context, today): (&Tenant, &Context, NaiveDate),
) -> CourseView {
    let t = &context.t().matching;
    CourseView {
        url: match reader {
            Reader::Person => enrolments::urls::enrolment(tenant, offer.id),
            Reader::Staff => training::urls::desk_run(tenant, offer.id),
        },
        title: match offer.starts_on {
            Some(day) => t.course_from(&offer.title, text::short_date(context.locale, day, today)),
            None => offer.title.clone(),
        },
        standing: (*way == WayIn::Line).then_some(t.waitlist),
    }
}

fn label(need: Need, job: &Content, t: &Messages) -> String {
    match need {
        Need::Trade => t.matching.need_trade(job.trade.label(t)),
        Need::Paper(kind) => paper_label(kind, t).to_owned(),
        Need::LivingIn => t.matching.need_living.to_owned(),
        Need::Pay => t.matching.need_pay.to_owned(),
        Need::Terms => t.matching.need_terms.to_owned(),
    }
}

fn note(check: Check, job: &Content, person: &Person, t: &Messages) -> String {
    let n = &t.matching;
    match (check.need, check.fit) {
        (Need::Trade, Fit::Unknown) => n.trade_unknown.to_owned(),
        (Need::Paper(_), Fit::Unknown) if person.papers.is_some() => n.paper_of_others.to_owned(),
        (Need::Paper(_), Fit::Unknown) => n.paper_unknown.to_owned(),
        (Need::LivingIn, Fit::Unknown) => n.living_unknown.to_owned(),
        (Need::LivingIn, _) => n.living_hours.to_owned(),
        (Need::Pay, _) => match person.pay {
            Some((least, unit)) => {
                let wish = t.talents.pay_line(unit.label(t), yuan(least));
                n.pay_both(job.pay.line(t), wish)
            }
            None => n.pay_one(job.pay.line(t)),
        },
        (Need::Terms, _) => {
            let hours = if job.hours.is_empty() { n.hours_open } else { &job.hours };
            let times: Vec<_> = person.times.iter().map(|time| time.label(t)).collect();
            if times.is_empty() {
                n.terms_one(hours, &job.place)
            } else {
                n.terms_both(hours, &job.place, times.join(t.time.list_separator))
            }
        }
        (Need::Trade, Fit::Met) if !person.wished.contains(&job.trade) && person.certified.contains(&job.trade) => {
            n.trade_certified.to_owned()
        }
        (Need::Trade | Need::Paper(_), Fit::Met | Fit::Missing) => String::new(),
    }
}

/// `满足 3 项，缺 1 项`
pub(super) fn summary(checks: &[Check], t: &Messages) -> String {
    let count = |fit| checks.iter().filter(|check| check.fit == fit).count();
    match (count(Fit::Missing), count(Fit::Met)) {
        (0, met) => t.matching.summary_whole(met),
        (missing, met) => t.matching.summary(met, missing),
    }
}
