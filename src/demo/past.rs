//! What the demo's communities counted of their loop in the months before. How far their people had got by then follows
//! from the rest of the demo, as the loop counts it; how many openings there were is made up.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta};
use serde::Deserialize;

use super::data::{self, CertificateData, Node};
use super::load::{by_slug, today};
use super::startup;
use super::training::{self, Lesson};
use crate::db::Scope;
use crate::figures::cycle::{self, Cycle, Founding, Funnel, Market, WITHIN};
use crate::state::AppState;
use crate::values::Trade;

/// How many months before this one there are.
const MONTHS: usize = 5;

#[derive(Deserialize)]
struct Past {
    openings: Vec<OpeningsData>,
}

#[derive(Deserialize)]
struct OpeningsData {
    community: String,
    trade: String,
    /// The last month first.
    at_month_ends: [i64; MONTHS],
    /// Whether a certificate of the trade is asked for them.
    #[serde(default)]
    asks_certificate: bool,
}

/// Keeps the counts of every community; the same ones, however often the demo is loaded.
pub(super) async fn add(state: &AppState, communities: &[Node]) -> Result<()> {
    let today = today(state);
    for node in communities {
        let (tenant, known) = (by_slug(state, &node.slug)?.id, Community::read(&node.slug, today)?);
        let mut tx = state.db().write(&Scope { tenant: Some(tenant), ..Scope::default() }).await?;
        for (back, day) in month_ends(today).into_iter().enumerate() {
            cycle::keep(&mut tx, tenant, &known.count(day, back)?).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// The last days of the months before this one, the last month first.
fn month_ends(today: NaiveDate) -> Vec<NaiveDate> {
    let first = today.with_day(1).unwrap_or(today);
    (0..).take(MONTHS).map(|back| first - Months::new(back) - Days::new(1)).collect()
}

fn quarter(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.with_month0(day.month0() / 3 * 3)
}

/// A community, as far as its loop goes.
struct Community {
    /// Those who are on file.
    people: Vec<Person>,
    /// When each business began that is on its way.
    begun: Vec<NaiveDate>,
    openings: BTreeMap<Trade, OpeningsData>,
}

impl Community {
    fn read(slug: &str, today: NaiveDate) -> Result<Self> {
        let past: Past = toml::from_str(include_str!("../../demo/loop.toml")).context("demo/loop.toml")?;
        let mut openings = BTreeMap::new();
        for one in past.openings.into_iter().filter(|one| one.community == slug) {
            let trade = Trade::parse(&one.trade).with_context(|| one.trade.clone())?;
            openings.insert(trade, one);
        }
        Ok(Self { people: people(slug, today)?, begun: startup::begun(slug, today)?, openings })
    }

    /// What was counted on a day, so many months before the last one.
    fn count(&self, day: NaiveDate, back: usize) -> Result<Cycle> {
        let market = |trade: Trade| {
            let wanted = self.openings.get(&trade);
            let openings = wanted.map_or(0, |wanted| wanted.at_month_ends[back]);
            let unasked = if wanted.is_some_and(|wanted| wanted.asks_certificate) { 0 } else { openings };
            (trade, self.market(trade, (openings, unasked), day))
        };
        let open = self.begun.iter().filter(|began| **began <= day).count();
        Ok(Cycle {
            day,
            cohorts: self.cohorts(day)?,
            trades: Trade::ALL.into_iter().map(market).collect(),
            founding: Some(Founding { open: i64::try_from(open)?, founded: 0 }),
        })
    }

    fn cohorts(&self, day: NaiveDate) -> Result<BTreeMap<NaiveDate, Funnel>> {
        let mut cohorts: BTreeMap<NaiveDate, Vec<Funnel>> = BTreeMap::new();
        for person in self.people.iter().filter(|person| person.since <= day) {
            let cohort = quarter(person.since).context("a quarter")?;
            cohorts.entry(cohort).or_default().push(person.funnel(day));
        }
        Ok(cohorts.into_iter().map(|(cohort, people)| (cohort, Funnel::sum(&people))).collect())
    }

    /// `unasked`: the openings for which no certificate is asked.
    fn market(&self, trade: Trade, (openings, unasked): (i64, i64), day: NaiveDate) -> Market {
        let count = |is: &dyn Fn(&Person) -> bool| self.people.iter().map(|person| i64::from(is(person))).sum::<i64>();
        let wishes = |person: &Person| person.since <= day && person.trades.contains(&trade);
        let is_free = |person: &Person| !person.is_hired(day);
        let learns = |person: &Person| person.learns(trade, day) && !person.is_able(trade, day);
        let certified = count(&|person| person.is_able(trade, day) && is_free(person));
        let training = count(&|person| learns(person) && is_free(person));
        let is_willing = |person: &Person| wishes(person) && person.agrees && !person.is_able(trade, day);
        let willing = count(&|person| is_willing(person) && !learns(person) && is_free(person));
        let ready = cycle::ready(certified, willing, unasked);
        Market {
            openings,
            // Searches count for months: those that the demo does not have now it did not have then.
            requests: 0,
            on_file: count(&|person| wishes(person) || person.is_able(trade, day)),
            training,
            ready,
            later: Some(ready + training),
        }
    }
}

/// Those of a community who are on file.
fn people(slug: &str, today: NaiveDate) -> Result<Vec<Person>> {
    let (households, jobs, lessons) = (data::households()?, data::jobs()?, training::lessons(slug, today)?);
    let hired: Vec<_> = jobs.iter().filter(|job| job.community == slug).flat_map(|job| &job.hired).collect();
    let members = households.iter().filter(|home| home.community == slug).flat_map(|home| &home.members);
    let on_file = members.filter_map(|member| {
        let talent = member.talent.as_ref()?;
        let own = lessons.iter().filter(|lesson| lesson.is_of(member.account.as_deref(), member.number));
        let jobs = hired.iter().filter(|hire| member.number == Some(hire.resident));
        Some(Person {
            since: today - TimeDelta::days(talent.days_ago),
            trades: talent.trades.iter().filter_map(|code| Trade::parse(code)).collect(),
            agrees: member.consents.iter().any(|purpose| purpose == "match"),
            certificates: talent.certificates.iter().filter_map(|one| certificate(one, today)).collect(),
            lessons: own.cloned().collect(),
            jobs: jobs.map(|hire| (today - Days::new(hire.days_ago), hire.has_stayed)).collect(),
        })
    });
    Ok(on_file.collect())
}

/// The trade and the last day of a certificate that others issued; none where it is of no trade.
fn certificate(data: &CertificateData, today: NaiveDate) -> Option<(Trade, Option<NaiveDate>)> {
    let last = data.holds_days.map(|days| today - Days::new(data.days_ago) + Days::new(days));
    Some((Trade::parse(data.trade.as_deref()?)?, last))
}

/// Somebody on file.
struct Person {
    since: NaiveDate,
    trades: Vec<Trade>,
    /// Whether they agree to be suggested.
    agrees: bool,
    /// Others' certificates, which staff have seen when they came on file.
    certificates: Vec<(Trade, Option<NaiveDate>)>,
    lessons: Vec<Lesson>,
    /// When they were hired, and whether they were still there after 90 days.
    jobs: Vec<(NaiveDate, bool)>,
}

impl Person {
    /// In which groups they were on a day.
    fn funnel(&self, day: NaiveDate) -> Funnel {
        let within = Days::new(WITHIN);
        let lessons: Vec<&Lesson> = self.lessons.iter().filter(|lesson| lesson.enrolled_on <= day).collect();
        let certified: Vec<NaiveDate> =
            lessons.iter().filter_map(|lesson| lesson.certified_on).filter(|on| *on <= day).collect();
        let jobs: Vec<(NaiveDate, bool)> = self.jobs.iter().copied().filter(|(on, _)| *on <= day).collect();
        let is_due = |on: NaiveDate| on + within <= day;
        let is_converted = |on: NaiveDate| certified.iter().any(|first| (*first..=*first + within).contains(&on));
        // Nobody's practice is over yet, and whoever is recommended has had a certificate since today alone.
        let (has_interned, is_recommended, is_placed) = (false, false, false);
        let groups = [
            true,
            !lessons.is_empty(),
            lessons.iter().any(|lesson| lesson.asks_internship),
            has_interned,
            !certified.is_empty(),
            jobs.iter().any(|(on, _)| is_converted(*on)),
            is_recommended,
            is_placed,
            !jobs.is_empty(),
            jobs.iter().any(|(on, _)| is_due(*on)),
            jobs.iter().any(|(on, has_stayed)| is_due(*on) && *has_stayed),
        ];
        Funnel::new(groups.map(i64::from))
    }

    /// Whether they held a certificate for a trade.
    fn is_able(&self, trade: Trade, day: NaiveDate) -> bool {
        let of_trade = |lesson: &&Lesson| lesson.trade == Some(trade);
        let has_ours = self.lessons.iter().filter(of_trade).any(|one| one.certified_on.is_some_and(|on| on <= day));
        let holds = |(of, last): &(Trade, Option<NaiveDate>)| *of == trade && last.is_none_or(|last| last >= day);
        has_ours || self.since <= day && self.certificates.iter().any(holds)
    }

    /// Whoever has passed learns until they are able.
    fn learns(&self, trade: Trade, day: NaiveDate) -> bool {
        let is_on = |lesson: &Lesson| lesson.enrolled_on <= day && (lesson.has_passed || day <= lesson.ended_on);
        self.lessons.iter().any(|lesson| lesson.trade == Some(trade) && is_on(lesson))
    }

    fn is_hired(&self, day: NaiveDate) -> bool {
        self.jobs.iter().any(|(on, _)| *on <= day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Figures = Vec<(&'static str, i64, Option<i64>)>;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn together(cohorts: &BTreeMap<NaiveDate, Funnel>) -> Figures {
        Funnel::sum(cohorts.values()).rows().collect()
    }

    #[test]
    fn months_end_before_this_one_begins() {
        let ends = [(2027, 2, 28), (2027, 1, 31), (2026, 12, 31), (2026, 11, 30), (2026, 10, 31)];
        let ends = ends.map(|(year, month, last)| day(year, month, last));
        for today in [day(2027, 3, 1), day(2027, 3, 31)] {
            assert_eq!(month_ends(today), ends);
        }
    }

    #[test]
    fn what_follows_for_today_is_what_is_counted_today() {
        let today = day(2026, 11, 23);
        let found = together(&Community::read("yunqi", today).unwrap().cohorts(today).unwrap());
        let expected = [
            ("loop_archive", 32, None),
            ("loop_course", 20, Some(32)),
            ("loop_internship", 0, Some(0)),
            ("loop_certificate", 14, Some(20)),
            ("loop_recommended", 0, Some(14)),
            ("loop_hired", 8, Some(32)),
            ("loop_retained", 5, Some(6)),
            ("loop_converted", 6, Some(14)),
            ("loop_placed", 0, Some(0)),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn whoever_has_passed_learns_until_the_certificate_is_there() {
        let today = day(2026, 11, 23);
        let learners = |slug: &str, on: NaiveDate| {
            let known = Community::read(slug, today).unwrap();
            known.market(Trade::Housekeeping, (0, 0), on).training
        };
        // The run in 尚锦社区 is over, and its one graduate still practises.
        assert_eq!(learners("shangjin", today), 1);
        // That in 云栖里 ended on the second of September; two of five failed, and the others' certificates came on the sixth.
        let september = [2, 3, 5, 6].map(|on| learners("yunqi", day(2026, 9, on)));
        assert_eq!(september, [5, 3, 3, 0]);
    }

    #[test]
    fn whenever_the_demo_is_loaded_nobody_is_lost_on_the_way() {
        for today in (0..400).step_by(23).map(|ahead| day(2027, 12, 1) + Days::new(ahead)) {
            for node in data::tree().unwrap().communities {
                let known = Community::read(&node.slug, today).unwrap();
                let ends: Vec<NaiveDate> = month_ends(today).into_iter().rev().chain([today]).collect();
                let months: Vec<Figures> = ends.iter().map(|day| together(&known.cohorts(*day).unwrap())).collect();
                for (key, part, whole) in months.iter().flatten() {
                    assert!(whole.is_none_or(|whole| *part <= whole), "{} on {today}: {key}", node.slug);
                }
                for pair in months.windows(2) {
                    let is_less = pair[0].iter().zip(&pair[1]).any(|((_, then, _), (_, later, _))| later < then);
                    assert!(!is_less, "{} on {today}: {pair:?}", node.slug);
                }
            }
        }
    }
}
