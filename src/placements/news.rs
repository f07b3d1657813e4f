//! What learners, companies and staff are told about placements; no message names a learner.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::model::{Placement, Seat};
use super::urls::{Links, MINE};
use crate::admissions::queries::has_left;
use crate::db::{OrgId, PersonId, PlacementId, ResidentId, TenantId, WriteTx};
use crate::error::AppResult;
use crate::inbox::{Audience, News, Topic, announce};
use crate::tenancy::PlatformData;
use crate::web::{Locale, text};

/// Something about a placement.
#[expect(missing_docs, reason = "each field is named after what it holds")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacementNews {
    pub tenant: TenantId,
    pub org: OrgId,
    pub placement: PlacementId,
    pub title: String,
    pub reader: Reader,
    pub what: What,
}

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// Who practises.
    Learner,
    /// Where they do.
    Company,
    /// The community's staff.
    Community,
}

/// What there is to tell.
#[expect(missing_docs, reason = "each field is named after what it holds")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// A company is asked to take a learner.
    Proposed { org_name: String },
    /// It does.
    Accepted { org_name: String, mentor: String },
    /// Somebody else shows the learner the work from now on.
    Mentor { mentor: String },
    /// The reader shows the learner the work from now on.
    Mentoring,
    /// And no more.
    MentorNoMore,
    /// Something else is agreed from now on; of what they are to do, that it is.
    Changed { place: Option<String>, duties: bool, hours: Option<String>, days: Option<(NaiveDate, NaiveDate)> },
    /// It does not.
    Declined { org_name: String, reason: String },
    /// It is broken off.
    Ended { org_name: String, reason: String },
    /// The company has left the community, which goes on with it.
    CompanyLeft { org_name: String },
    /// The learner has left the run, and with it the company.
    Left { org_name: String },
    /// The agreed hours are signed: somebody may confirm it.
    Reached,
    /// Somebody has.
    Completed { hours: String },
    /// A line of the book is said to be wrong.
    Disputed { day: NaiveDate, note: String },
    /// What both had signed is written anew: it waits for the other one.
    Rewritten { day: NaiveDate },
    /// The community has decided about it.
    Settled { day: NaiveDate, counts: bool, note: String },
    /// Lines have waited long for a signature.
    Unsigned { count: i64 },
}

impl PlacementNews {
    /// What it is about.
    pub fn topic(&self) -> Topic {
        match self.what {
            What::Unsigned { .. } => Topic::Expiries,
            What::Proposed { .. } if self.reader != Reader::Learner => Topic::Requests,
            What::Reached | What::Disputed { .. } | What::Rewritten { .. } => Topic::Requests,
            _ => Topic::Decisions,
        }
    }

    /// What it says.
    pub fn text(&self, locale: Locale) -> String {
        let messages = locale.messages();
        let (t, title) = (&messages.placements, &self.title);
        let because = |text: String, reason: &str| {
            if reason.is_empty() { text } else { messages.inbox.because(text, reason) }
        };
        match &self.what {
            What::Proposed { org_name } if self.reader == Reader::Learner => t.news_proposed_for_me(title, org_name),
            What::Proposed { .. } => t.news_proposed(title),
            What::Accepted { org_name, mentor } => t.news_accepted(title, org_name, mentor),
            What::Mentor { mentor } => t.news_mentor(title, mentor),
            What::Mentoring => t.news_mentoring(title),
            What::MentorNoMore => t.news_mentor_no_more(title),
            What::Changed { place, duties, hours, days } => {
                let place = place.as_ref().map(|place| t.changed_place(place));
                let duties = duties.then(|| t.changed_duties.to_owned());
                let hours = hours.as_ref().map(|hours| t.changed_hours(hours));
                let days = days.map(|(from, to)| t.changed_days(text::date(locale, from), text::date(locale, to)));
                let changes: Vec<_> = [place, duties, hours, days].into_iter().flatten().collect();
                t.news_changed(title, changes.join(t.changes_separator))
            }
            What::Declined { org_name, reason } => because(t.news_declined(title, org_name), reason),
            What::Ended { org_name, reason } => because(t.news_ended(title, org_name), reason),
            What::CompanyLeft { org_name } => t.news_company_left(org_name, title),
            What::Left { org_name } => t.news_left(title, org_name),
            What::Rewritten { day } if self.reader == Reader::Community => {
                t.news_rewritten_left(title, text::date(locale, *day))
            }
            What::Rewritten { day } => t.news_rewritten(title, text::date(locale, *day)),
            What::Reached => t.news_reached(title),
            What::Completed { hours } => t.news_completed(title, hours),
            What::Disputed { day, note } => because(t.news_disputed(title, text::date(locale, *day)), note),
            What::Settled { day, counts: true, note } => {
                because(t.news_settled_counts(title, text::date(locale, *day)), note)
            }
            What::Settled { day, note, .. } => because(t.news_settled_not(title, text::date(locale, *day)), note),
            What::Unsigned { count } if self.reader == Reader::Community => t.news_unsigned_left(title, count),
            What::Unsigned { count } => t.news_unsigned(title, count),
        }
    }

    /// Where to go about it.
    pub fn url(&self, platform: &PlatformData) -> String {
        let Some(tenant) = platform.by_id(self.tenant) else { return MINE.to_owned() };
        // Whoever is mentor no more has no page of the learner.
        if matches!(self.what, What::MentorNoMore) {
            return super::urls::org_desk(self.org);
        }
        let links = match self.reader {
            Reader::Learner => Links::of_learner(self.placement),
            Reader::Company => Links::of_company(self.org, &tenant, self.placement),
            Reader::Community => Links::of_staff(&tenant, self.placement),
        };
        links.page().to_owned()
    }
}

/// Whom a placement concerns.
pub(super) struct Parties<'a> {
    pub tenant: TenantId,
    pub org: OrgId,
    pub placement: PlacementId,
    pub resident: ResidentId,
    /// Who shows the learner the work, where they have an account.
    pub mentor: Option<PersonId>,
    pub title: &'a str,
}

impl<'a> Parties<'a> {
    pub fn of(placement: &'a Placement) -> Self {
        Self {
            tenant: placement.tenant,
            org: placement.org,
            placement: placement.id,
            resident: placement.resident,
            mentor: placement.mentor,
            title: &placement.title,
        }
    }

    /// Tells some of them. A company that has left the community hears no more: where only it would have, staff do, who stand in
    /// for it.
    pub async fn tell(&self, tx: &mut WriteTx, readers: &[Reader], what: &What, now: DateTime<Utc>) -> AppResult<()> {
        let has_left = readers.contains(&Reader::Company) && has_left(tx, self.tenant, self.org).await?;
        let readers = if has_left && readers == [Reader::Company] { &[Reader::Community] } else { readers };
        for reader in readers.iter().filter(|reader| !has_left || **reader != Reader::Company) {
            let to = match reader {
                Reader::Learner => Audience::Resident(self.tenant, self.resident),
                Reader::Company => {
                    self.mentor.map_or(Audience::Org(self.org), |mentor| Audience::OrgWith(self.org, mentor))
                }
                Reader::Community => Audience::Staff(self.tenant),
            };
            announce(tx, to, self.news(*reader, what.clone()), now).await?;
        }
        Ok(())
    }

    /// Tells one of the company's people.
    pub async fn tell_person(
        &self,
        tx: &mut WriteTx,
        person: PersonId,
        what: What,
        now: DateTime<Utc>,
    ) -> AppResult<()> {
        announce(tx, Audience::Person(person), self.news(Reader::Company, what), now).await
    }

    fn news(&self, reader: Reader, what: What) -> News {
        let title = self.title.to_owned();
        let (tenant, org, placement) = (self.tenant, self.org, self.placement);
        News::Placement(PlacementNews { tenant, org, placement, title, reader, what })
    }
}

/// Everybody but those who did it.
pub(super) fn others(seat: Seat) -> [Reader; 2] {
    match seat {
        Seat::Learner => [Reader::Company, Reader::Community],
        Seat::Company => [Reader::Learner, Reader::Community],
        Seat::Community => [Reader::Learner, Reader::Company],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_says_what_happened_in_every_language_and_is_read_again() {
        let (org_name, day) = (|| "暖灯照护".to_owned(), NaiveDate::from_ymd_opt(2026, 12, 24).unwrap());
        let why = || "人手够了".to_owned();
        let samples = [
            (What::Proposed { org_name: org_name() }, &[][..]),
            (What::Accepted { org_name: org_name(), mentor: "赵敏".to_owned() }, &["暖灯照护", "赵敏"]),
            (What::Mentor { mentor: "赵敏".to_owned() }, &["赵敏"]),
            (What::Mentoring, &[]),
            (What::MentorNoMore, &[]),
            (
                What::Changed {
                    place: Some("和风里".to_owned()),
                    duties: true,
                    hours: Some("36".to_owned()),
                    days: Some((day, day + chrono::Days::new(7))),
                },
                &["和风里", "36", "24", "31"],
            ),
            (What::Changed { place: None, duties: false, hours: Some("36".to_owned()), days: None }, &["36"]),
            (What::Declined { org_name: org_name(), reason: why() }, &["暖灯照护", "人手够了"]),
            (What::Ended { org_name: org_name(), reason: why() }, &["暖灯照护", "人手够了"]),
            (What::CompanyLeft { org_name: org_name() }, &["暖灯照护"]),
            (What::Left { org_name: org_name() }, &["暖灯照护"]),
            (What::Rewritten { day }, &["24"]),
            (What::Reached, &[]),
            (What::Completed { hours: "40".to_owned() }, &["40"]),
            (What::Disputed { day, note: why() }, &["24", "人手够了"]),
            (What::Settled { day, counts: true, note: why() }, &["24", "人手够了"]),
            (What::Settled { day, counts: false, note: why() }, &["24", "人手够了"]),
            (What::Unsigned { count: 3 }, &["3"]),
        ];
        for (what, words) in samples {
            for reader in [Reader::Learner, Reader::Company, Reader::Community] {
                let news = PlacementNews {
                    tenant: TenantId::generate(),
                    org: OrgId::generate(),
                    placement: PlacementId::generate(),
                    title: "家务基础".to_owned(),
                    reader,
                    what: what.clone(),
                };
                for locale in Locale::ALL {
                    let text = news.text(locale);
                    let has_all = text.contains("家务基础") && words.iter().all(|word| text.contains(word));
                    assert!(has_all && !text.contains(['{', '}']), "{news:?} in {locale:?}: {text}");
                }
                let stored = serde_json::to_value(&news).unwrap();
                assert_eq!(serde_json::from_value::<PlacementNews>(stored).unwrap(), news);
            }
        }
    }
}
