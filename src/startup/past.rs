//! What a community keeps today of whoever began a business, and they may have their organization keep: each part by itself.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::pages::ProofLine;
use crate::certificates::queries::valid::{self, Valid};
use crate::certificates::{self, external};
use crate::db::{ResidentId, Tx};
use crate::error::AppResult;
use crate::household_workers::CertificateKind;
use crate::placements::{self, in_hours};
use crate::tenancy::Tenant;
use crate::web::{Locale, text};
use crate::{jobs, residents, talents};

crate::values::coded! {
    /// A part of it.
    pub enum Part in startup {
        /// Our certificates of completion that hold.
        Certificates "certificates" part_certificates,
        /// Hours of practice that both sides have signed.
        Practice "practice" part_practice,
        /// Certificates of others that hold, as staff recorded them.
        External "external" part_external,
        /// Jobs that they were hired for.
        Jobs "jobs" part_jobs,
    }
}

impl Part {
    /// Those that a row or a form names, each once.
    pub fn among(codes: &[String]) -> Vec<Self> {
        let named: Vec<Self> = codes.iter().filter_map(|code| Self::parse(code)).collect();
        Self::ALL.into_iter().filter(|part| named.contains(part)).collect()
    }
}

/// A certificate of the founder's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The course.
    pub title: String,
    /// Its number.
    pub number: String,
    /// What whoever verifies it types.
    pub code: String,
    /// When it was issued.
    pub issued_on: NaiveDate,
    /// The community that issued it, as it was called then.
    pub issuer: String,
}

/// What they practised in a company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practised {
    /// For which course.
    pub course: String,
    /// Where.
    pub company: String,
    /// Minutes that both had signed.
    pub minutes: i32,
    /// When it ended.
    pub ended_on: NaiveDate,
}

impl Practised {
    fn line(&self, locale: Locale) -> String {
        let t = locale.messages();
        let hours = t.placements.hours(in_hours(self.minutes));
        let until = t.startup.practised_until(text::date(locale, self.ended_on));
        [self.course.as_str(), &self.company, &hours, &until].join(" · ")
    }
}

/// A certificate of somebody else's, as staff recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// What it is.
    pub kind: String,
    /// What it says it is for; may be empty.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// When, where that is known.
    pub issued_on: Option<NaiveDate>,
    /// Its last day, where it has one.
    pub expires_on: Option<NaiveDate>,
}

impl Recorded {
    fn line(&self, locale: Locale) -> String {
        let t = locale.messages();
        let kind = CertificateKind::parse(&self.kind).unwrap_or(CertificateKind::Other).label(t);
        let issued = match self.issued_on {
            Some(day) => t.startup.issued(&self.issuer, text::date(locale, day)),
            None => self.issuer.clone(),
        };
        let until = self.expires_on.map_or_else(String::new, |day| t.jobs.paper_until(text::date(locale, day)));
        let parts = [kind.to_owned(), self.title.clone(), issued, until];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// A job that they were hired for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// What it is.
    pub title: String,
    /// With whom.
    pub employer: String,
    /// Since when.
    pub since: NaiveDate,
    /// Whether they have left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_left: bool,
    /// When, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

impl Job {
    fn line(&self, locale: Locale) -> String {
        let t = locale.messages();
        let since = t.startup.since(text::date(locale, self.since));
        let until = match self.until {
            Some(day) => t.startup.worked_until(text::date(locale, day)),
            None if self.has_left => t.jobs.application_left.to_owned(),
            None => String::new(),
        };
        let parts = [self.employer.as_str(), &self.title, &since, &until];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past {
    /// Our certificates.
    pub certificates: Vec<Proof>,
    /// Practice.
    pub practice: Vec<Practised>,
    /// Certificates of others.
    pub external: Vec<Recorded>,
    /// Jobs.
    pub jobs: Vec<Job>,
}

fn chosen<T>(list: Vec<T>, is_chosen: bool) -> Vec<T> {
    if is_chosen { list } else { Vec::new() }
}

impl Past {
    /// Some parts of it, and no others.
    pub fn only(self, parts: &[Part]) -> Self {
        let has = |part| parts.contains(&part);
        Self {
            certificates: chosen(self.certificates, has(Part::Certificates)),
            practice: chosen(self.practice, has(Part::Practice)),
            external: chosen(self.external, has(Part::External)),
            jobs: chosen(self.jobs, has(Part::Jobs)),
        }
    }

    /// Whether there is anything of a part.
    pub fn has(&self, part: Part) -> bool {
        match part {
            Part::Certificates => !self.certificates.is_empty(),
            Part::Practice => !self.practice.is_empty(),
            Part::External => !self.external.is_empty(),
            Part::Jobs => !self.jobs.is_empty(),
        }
    }

    /// Our certificates, each with where anybody verifies it as long as the community is here.
    pub fn proofs(&self, community: Option<&Tenant>, locale: Locale) -> Vec<ProofLine> {
        let line = |one: &Proof| ProofLine {
            title: one.title.clone(),
            number: one.number.clone(),
            issuer: one.issuer.clone(),
            issued: text::date(locale, one.issued_on),
            verify_url: community.map(|tenant| certificates::urls::verify(tenant, &one.code)),
        };
        self.certificates.iter().map(line).collect()
    }

    /// What it says besides our certificates, a part with its lines each.
    pub fn lines(&self, locale: Locale) -> Vec<(&'static str, Vec<String>)> {
        let t = locale.messages();
        let parts: [(Part, Vec<String>); 3] = [
            (Part::Practice, self.practice.iter().map(|one| one.line(locale)).collect()),
            (Part::External, self.external.iter().map(|one| one.line(locale)).collect()),
            (Part::Jobs, self.jobs.iter().map(|one| one.line(locale)).collect()),
        ];
        parts.into_iter().filter(|(_, lines)| !lines.is_empty()).map(|(part, lines)| (part.label(t), lines)).collect()
    }
}

/// What a community keeps of a record on a day.
pub(super) async fn of(tx: &mut impl Tx, tenant: &Tenant, founder: ResidentId, today: NaiveDate) -> AppResult<Past> {
    let certificates = valid::of_resident(tx, tenant.id, founder, today).await?;
    let practice = placements::queries::practised(tx, (tenant.id, tenant.time_zone.name()), founder).await?;
    let external = match talents::agreed(tx, tenant.id, founder).await? {
        Some(talent) => external::queries::of(tx, tenant.id, talent.id).await?,
        None => Vec::new(),
    };
    // Whoever was hired under another record of theirs was hired.
    let family = residents::queries::family(tx, tenant.id, founder).await?;
    let family: Vec<Uuid> = family.into_iter().map(ResidentId::uuid).collect();
    let jobs = jobs::queries::held(tx, tenant.id, &family).await?;
    let proof = |one: Valid| Proof {
        title: one.title,
        number: one.number,
        code: one.code,
        issued_on: one.issued_on,
        issuer: if one.issuer.is_empty() { tenant.name.clone() } else { one.issuer },
    };
    let practised = |one: placements::queries::Practised| Practised {
        course: one.title,
        company: one.org_name,
        minutes: one.minutes,
        ended_on: one.ended_on,
    };
    let job = |one: jobs::queries::Held| Job {
        title: one.title,
        employer: one.employer,
        since: one.hired_on,
        has_left: one.has_left,
        until: one.left_on,
    };
    let recorded = |one: external::queries::External| Recorded {
        kind: one.kind.code().to_owned(),
        title: one.title,
        issuer: one.issuer,
        issued_on: one.issued_on,
        expires_on: one.expires_on,
    };
    Ok(Past {
        certificates: certificates.into_iter().map(proof).collect(),
        practice: practice.into_iter().map(practised).collect(),
        external: external.into_iter().filter(|one| one.holds_on(today)).map(recorded).collect(),
        jobs: jobs.into_iter().map(job).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_joins_that_was_not_chosen() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let text = str::to_owned;
        let past = Past {
            certificates: vec![Proof {
                title: text("家务基础"),
                number: text("KA"),
                code: text("2222"),
                issued_on: day,
                issuer: text("尚锦社区"),
            }],
            practice: vec![Practised {
                course: text("家务基础"),
                company: text("晴扫家政"),
                minutes: 90,
                ended_on: day,
            }],
            external: vec![Recorded {
                kind: text("health"),
                title: String::new(),
                issuer: text("体检中心"),
                issued_on: None,
                expires_on: None,
            }],
            jobs: vec![Job {
                title: text("保洁员"),
                employer: text("晴扫家政"),
                since: day,
                has_left: false,
                until: None,
            }],
        };
        for part in Part::ALL {
            let only = past.clone().only(&[part]);
            assert!(Part::ALL.into_iter().all(|other| only.has(other) == (other == part)), "{part:?}");
        }
        assert_eq!(past.clone().only(&[]), Past::default());
        assert_eq!(past.clone().only(&Part::ALL), past);
        assert_eq!(Part::among(&["jobs".to_owned(), "x".to_owned(), "jobs".to_owned()]), [Part::Jobs]);
        let said = format!("{:?}", past.lines(Locale::ZhHans));
        assert!(said.contains("1.5") && said.contains("健康证 · 体检中心") && !said.contains("KA"), "{said}");
    }

    #[test]
    fn a_job_says_until_when_it_was_and_one_that_was_kept_before_that_was_said_is_read_on() {
        let kept = r#"{"title":"保洁员","employer":"晴扫家政","since":"2026-08-01"}"#;
        let job: Job = serde_json::from_str(kept).unwrap();
        assert_eq!(job.line(Locale::ZhHans), "晴扫家政 · 保洁员 · 2026年8月1日开始");
        assert_eq!(serde_json::to_string(&job).unwrap(), kept, "and is the same when it is kept once more");
        let left = Job { has_left: true, ..job };
        assert_eq!(left.line(Locale::ZhHans), "晴扫家政 · 保洁员 · 2026年8月1日开始 · 已离岗");
        let until = Job { until: "2026-11-20".parse().ok(), ..left };
        assert_eq!(until.line(Locale::ZhHans), "晴扫家政 · 保洁员 · 2026年8月1日开始 · 做到2026年11月20日");
    }
}
