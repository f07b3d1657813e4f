//! What somebody shares with an employer: parts of what the community keeps of them, each only where they choose it, as it is
//! at that moment.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::certificates::queries::valid;
use crate::certificates::{Standings, external};
use crate::db::{JobApplicationId, TenantId, Tx};
use crate::error::AppResult;
use crate::household_workers::{self, CertificateKind};
use crate::residents::queries::records::Record;
use crate::secrets::Secrets;
use crate::talents::{self, Specialty, Talent, Time, Wish};
use crate::values::{PersonName, Phone, Trade};
use crate::web::{Locale, Messages, text};

crate::values::coded! {
    /// A part that may be shared, in the order of forms.
    pub enum Part in jobs {
        /// The whole name; else the masked one is shown.
        Name "name" part_name,
        /// The number.
        Phone "phone" part_phone,
        /// What they can and would like, as far as it is about work.
        Talent "talent" part_talent,
        /// Their trades and papers in the register of household workers.
        Certificates "certificates" part_certificates,
    }
}

impl Part {
    /// Those that a row or a form names, each once.
    pub fn among(codes: &[String]) -> Vec<Self> {
        let named: Vec<Self> = codes.iter().filter_map(|code| Self::parse(code)).collect();
        Self::ALL.into_iter().filter(|part| named.contains(part)).collect()
    }
}

/// What somebody can and would like, as far as it is about work; in the program's words, which every reader's language has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skills {
    specialties: Vec<String>,
    specialty_other: String,
    wishes: Vec<String>,
    /// The trades that they would like to work in.
    #[serde(default)]
    trades: Vec<String>,
    /// When they have time.
    #[serde(default)]
    times: Vec<String>,
    /// The same in their own words.
    hours: String,
}

impl Skills {
    fn of(profile: &talents::Profile) -> Self {
        Self {
            specialties: profile.specialties.iter().map(|one| one.code().to_owned()).collect(),
            specialty_other: profile.specialty_other.clone(),
            wishes: profile.wishes.iter().map(|one| one.code().to_owned()).collect(),
            trades: profile.trades.iter().map(|one| one.code().to_owned()).collect(),
            times: profile.times.iter().map(|one| one.code().to_owned()).collect(),
            hours: profile.hours.clone(),
        }
    }

    /// What it says, a line each.
    pub fn lines(&self, t: &Messages) -> Vec<String> {
        let n = &t.talents;
        let specialties = Specialty::among(&self.specialties);
        let mut can: Vec<&str> = specialties.iter().map(|one| one.label(t)).collect();
        if !self.specialty_other.is_empty() {
            can.push(&self.specialty_other);
        }
        let wishes: Vec<&str> = Wish::among(&self.wishes).iter().map(|one| one.label(t)).collect();
        let trades = self.trades.iter().filter_map(|code| Trade::parse(code));
        let trades: Vec<&str> = trades.map(|trade| trade.label(t)).collect();
        let times = Time::among(&self.times);
        let mut when: Vec<&str> = times.iter().map(|one| one.label(t)).collect();
        if !self.hours.is_empty() {
            when.push(&self.hours);
        }
        let lines = [
            (n.specialties, can.join(t.time.list_separator)),
            (n.wishes, wishes.join(t.time.list_separator)),
            (n.trades, trades.join(t.time.list_separator)),
            (n.times, when.join(t.time.list_separator)),
        ];
        let said = lines.into_iter().filter(|(_, value)| !value.is_empty());
        said.map(|(label, value)| t.jobs.labelled(label, value)).collect()
    }
}

/// A paper of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    kind: String,
    /// What it says it is for; may be empty.
    #[serde(default)]
    title: String,
    issuer: String,
    expires_on: Option<NaiveDate>,
}

impl Paper {
    fn line(&self, locale: Locale) -> String {
        let t = locale.messages();
        let kind = CertificateKind::parse(&self.kind).unwrap_or(CertificateKind::Other).label(t).to_owned();
        let until = self.expires_on.map(|day| t.jobs.paper_until(text::date(locale, day)));
        let parts = [kind, self.title.clone(), self.issuer.clone(), until.unwrap_or_default()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// Their trades and papers in the register of household workers, and the certificates in the archive: ours with their number,
/// which anybody may verify, those of others without.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Papers {
    trades: Vec<String>,
    papers: Vec<Paper>,
    /// Certificates of completion that hold: title and number.
    #[serde(default)]
    courses: Vec<(String, String)>,
    /// Certificates of others that staff have seen.
    #[serde(default)]
    external: Vec<Paper>,
}

impl Papers {
    /// What they say, a line each; of certificates of ours also where they stand by now, where that is looked up.
    pub fn lines(&self, locale: Locale, standings: &Standings) -> Vec<String> {
        let t = locale.messages();
        let trades: Vec<_> =
            self.trades.iter().filter_map(|code| Trade::parse(code)).map(|trade| trade.label(t)).collect();
        let trades = Some(trades).filter(|trades| !trades.is_empty());
        let trades = trades.map(|trades| t.jobs.labelled(t.jobs.trade, trades.join(t.time.list_separator)));
        let courses = self.courses.iter().map(|(title, number)| {
            let stands = standings.get(number).map(|stands| stands.text.clone());
            std::iter::once(t.jobs.paper_course(title, number)).chain(stands).collect::<Vec<_>>().join(" · ")
        });
        let external = self.external.iter().map(|paper| t.jobs.labelled(t.certificates.external, paper.line(locale)));
        let papers = self.papers.iter().map(|paper| paper.line(locale));
        trades.into_iter().chain(courses).chain(external).chain(papers).collect()
    }
}

/// Everything that somebody could share.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Their name.
    pub name: PersonName,
    /// Their number, where one is kept.
    pub phone: Option<Phone>,
    /// What they can, where they agreed that it is kept.
    pub skills: Option<Skills>,
    /// Their papers, where they are in the register.
    pub papers: Option<Papers>,
}

impl Offer {
    /// What the community keeps of somebody that an employer may care for.
    pub(crate) async fn of(
        tx: &mut impl Tx,
        (secrets, tenant): (&Secrets, TenantId),
        record: &Record,
        today: NaiveDate,
    ) -> AppResult<Self> {
        let phone = match &record.phone_sealed {
            Some(sealed) => {
                let digits = secrets.open(record.id.uuid(), sealed)?;
                Some(Phone::parse_mobile(&digits).map_err(anyhow::Error::from)?)
            }
            None => None,
        };
        let talent = talents::agreed(tx, tenant, record.id).await?;
        Ok(Self {
            name: PersonName::parse(&record.name).map_err(anyhow::Error::from)?,
            phone,
            skills: talent.as_ref().map(|talent| Skills::of(&talent.profile)),
            papers: papers(tx, tenant, (record, talent.as_ref()), today).await?,
        })
    }

    /// What an employer will see of a part; none where there is nothing to share.
    pub fn lines(&self, part: Part, locale: Locale) -> Option<Vec<String>> {
        let lines = match part {
            Part::Name => vec![self.name.as_str().to_owned()],
            Part::Phone => vec![self.phone.as_ref()?.display()],
            Part::Talent => self.skills.as_ref()?.lines(locale.messages()),
            Part::Certificates => self.papers.as_ref()?.lines(locale, &Standings::new()),
        };
        Some(lines).filter(|lines| !lines.is_empty())
    }
}

async fn papers(
    tx: &mut impl Tx,
    tenant: TenantId,
    (record, talent): (&Record, Option<&Talent>),
    today: NaiveDate,
) -> AppResult<Option<Papers>> {
    let work = household_workers::queries::of_resident(tx, tenant, record.id, record.person, today).await?;
    let courses = valid::of_resident(tx, tenant, record.id, today).await?;
    let external = match talent {
        Some(talent) => external::queries::of(tx, tenant, talent.id).await?,
        None => Vec::new(),
    };
    let (trades, papers) = work.map_or_else(Default::default, |work| (work.trades, work.papers));
    let paper = |(kind, issuer, expires_on)| Paper { kind, title: String::new(), issuer, expires_on };
    let seen = external.into_iter().filter(|one| one.holds_on(today)).map(|one| Paper {
        kind: one.kind.code().to_owned(),
        title: one.title,
        issuer: one.issuer,
        expires_on: one.expires_on,
    });
    let papers = Papers {
        trades,
        papers: papers.into_iter().map(paper).collect(),
        courses: courses.into_iter().map(|course| (course.title, course.number)).collect(),
        external: seen.collect(),
    };
    Ok(Some(papers).filter(|papers| *papers != Papers::default()))
}

/// What is kept of a part of somebody's with an application.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// What they chose.
    pub parts: Vec<Part>,
    /// The whole name; empty where it is not shared.
    pub name: String,
    /// The masked one.
    pub name_masked: String,
    /// The number, sealed for the application, and masked.
    pub phone: Option<(Vec<u8>, String)>,
    /// What they can.
    pub skills: Option<Skills>,
    /// Their papers.
    pub papers: Option<Papers>,
    /// Whether all of that was taken back, or has gone with the time, though they work there. That they chose no part is another
    /// matter: the employer reads their word, and who vouches for them.
    pub is_forgotten: bool,
}

impl Snapshot {
    /// The numbers of the certificates of ours that were shared.
    pub fn numbers(&self) -> Vec<String> {
        let courses = self.papers.iter().flat_map(|papers| &papers.courses);
        courses.map(|(_, number)| number.clone()).collect()
    }

    /// The chosen parts of what is offered; none where one of them is not there any more.
    pub fn take(offer: &Offer, parts: &[Part], (secrets, id): (&Secrets, JobApplicationId)) -> AppResult<Option<Self>> {
        let has = |part| parts.contains(&part);
        let is_there = !(has(Part::Phone) && offer.phone.is_none()
            || has(Part::Talent) && offer.skills.is_none()
            || has(Part::Certificates) && offer.papers.is_none());
        if !is_there {
            return Ok(None);
        }
        let phone = match offer.phone.as_ref().filter(|_| has(Part::Phone)) {
            Some(phone) => Some((secrets.seal(id.uuid(), phone.as_str())?, phone.masked())),
            None => None,
        };
        Ok(Some(Self {
            parts: parts.to_vec(),
            name: if has(Part::Name) { offer.name.as_str().to_owned() } else { String::new() },
            name_masked: offer.name.masked(),
            phone,
            skills: offer.skills.clone().filter(|_| has(Part::Talent)),
            papers: offer.papers.clone().filter(|_| has(Part::Certificates)),
            is_forgotten: false,
        }))
    }

    /// What the employer is shown, a part with its lines each: as it was shared, and of certificates of ours where they stand by
    /// now, where that is looked up.
    pub fn shown(
        &self,
        (secrets, id): (&Secrets, JobApplicationId),
        locale: Locale,
        standings: &Standings,
    ) -> AppResult<Vec<(&'static str, Vec<String>)>> {
        let t = locale.messages();
        let name = if self.name.is_empty() { &self.name_masked } else { &self.name };
        let mut shown = vec![(Part::Name.label(t), vec![name.clone()])];
        if let Some((sealed, _)) = &self.phone {
            let phone = Phone::parse_mobile(&secrets.open(id.uuid(), sealed)?).map_err(anyhow::Error::from)?;
            shown.push((Part::Phone.label(t), vec![phone.display()]));
        }
        shown.extend(self.skills.as_ref().map(|skills| (Part::Talent.label(t), skills.lines(t))));
        shown.extend(self.papers.as_ref().map(|papers| (Part::Certificates.label(t), papers.lines(locale, standings))));
        Ok(shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer() -> Offer {
        Offer {
            name: PersonName::parse("林晓梅").unwrap(),
            phone: Phone::parse_mobile("13800000001").ok(),
            skills: Some(Skills {
                specialties: vec!["cooking".to_owned()],
                specialty_other: "捏面人".to_owned(),
                wishes: Vec::new(),
                trades: Vec::new(),
                times: vec!["weekday_evening".to_owned()],
                hours: "周末".to_owned(),
            }),
            papers: None,
        }
    }

    fn shown(parts: &[Part]) -> Option<String> {
        let (secrets, id) = (Secrets::new([1; 32]), JobApplicationId::generate());
        let snapshot = Snapshot::take(&offer(), parts, (&secrets, id)).unwrap()?;
        Some(format!("{:?}", snapshot.shown((&secrets, id), Locale::ZhHans, &Standings::new()).unwrap()))
    }

    #[test]
    fn nothing_is_shared_that_was_not_chosen() {
        let nothing = shown(&[]).unwrap();
        assert!(nothing.contains("林**") && !nothing.contains("晓梅") && !nothing.contains("138"), "{nothing}");
        let name = shown(&[Part::Name]).unwrap();
        assert!(name.contains("林晓梅") && !name.contains("138") && !name.contains("捏面人"), "{name}");
        let rest = shown(&[Part::Phone, Part::Talent]).unwrap();
        assert!(rest.contains("林**") && rest.contains("138 0000 0001") && rest.contains("做饭面点、捏面人"), "{rest}");
    }

    #[test]
    fn what_is_not_there_any_more_is_not_shared_without_a_word() {
        assert_eq!(shown(&[Part::Name, Part::Certificates]), None);
    }

    #[test]
    fn what_is_offered_is_what_is_shown() {
        for part in [Part::Name, Part::Phone, Part::Talent] {
            let lines = offer().lines(part, Locale::ZhHans).unwrap();
            let shown = shown(&[part]).unwrap();
            assert!(lines.iter().all(|line| shown.contains(line)), "{lines:?} {shown}");
        }
        assert_eq!(offer().lines(Part::Certificates, Locale::ZhHans), None);
    }

    #[test]
    fn whoever_only_would_like_to_work_has_trades_and_times_to_share() {
        let willing = Skills {
            specialties: Vec::new(),
            specialty_other: String::new(),
            wishes: Vec::new(),
            trades: vec!["escort".to_owned()],
            times: vec!["weekend_morning".to_owned(), "weekday_morning".to_owned()],
            hours: String::new(),
        };
        let lines = Offer { skills: Some(willing), ..offer() }.lines(Part::Talent, Locale::ZhHans).unwrap();
        assert_eq!(lines, ["想做的工种：陪诊", "什么时候有空：工作日上午、周末上午"]);
    }

    #[test]
    fn what_was_kept_before_trades_and_times_were_shared_is_read_on() {
        let kept = r#"{ "specialties": ["cooking"], "specialty_other": "", "wishes": [], "hours": "周末" }"#;
        let skills: Skills = serde_json::from_str(kept).unwrap();
        let t = Locale::ZhHans.messages();
        assert_eq!(skills.lines(t), ["专业特长：做饭面点", "什么时候有空：周末"]);
    }

    #[test]
    fn a_number_opens_for_its_application_alone() {
        let (secrets, id) = (Secrets::new([1; 32]), JobApplicationId::generate());
        let snapshot = Snapshot::take(&offer(), &[Part::Phone], (&secrets, id)).unwrap().unwrap();
        let other = (&secrets, JobApplicationId::generate());
        assert!(snapshot.shown(other, Locale::ZhHans, &Standings::new()).is_err());
    }
}
