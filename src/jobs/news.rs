//! What employers, staff and applicants are told about jobs; no message names an applicant.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::answers::{self, Gone, Meets};
use super::model::Status;
use super::steps::reason_text;
use super::{progress, urls};
use crate::db::{JobApplicationId, OrgId, PostingId, TenantId};
use crate::enrolments::Word;
use crate::inbox::Topic;
use crate::tenancy::{self, Feature, PlatformData};
use crate::web::{Locale, text};

/// Something about a posting. Organization: the one that hires; none: the community.
#[expect(missing_docs, reason = "each field is named after what it holds")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobNews {
    pub tenant: TenantId,
    pub org: Option<OrgId>,
    pub posting: PostingId,
    pub title: String,
    pub what: What,
}

/// What there is to tell.
#[expect(missing_docs, reason = "each field is named after what it holds")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// To staff: somebody wants a posting looked at.
    Sent { employer: String },
    /// To whoever hires: the community has moved it.
    Moved { status: String, reason: String },
    /// To whoever hires: its last day is near.
    Ends { on: NaiveDate },
    /// To whoever hires: its last day is over.
    Ended,
    /// To whoever hires: somebody applied.
    Applied,
    /// To whoever hires: somebody does not want it any more.
    TakenBack,
    /// To whoever hires: the applicant says whether they come to an interview.
    Meets { says: String },
    /// To whoever hires: the applicant accepts an offer.
    Accepted,
    /// To whoever hires: the applicant does not.
    Declined,
    /// To whoever hires and to staff: somebody who was hired never began, or has left.
    Gone { how: String, on: NaiveDate },
    /// To whoever hires: an interview is near.
    MeetingNear { at: DateTime<Utc>, place: String },
    /// To the applicant: the same.
    InterviewNear { employer: String, at: DateTime<Utc>, place: String },
    /// To whoever hires: somebody was hired long enough ago to ask.
    AskStay,
    /// To the applicant: the same.
    AskedStay { employer: String },
    /// To whoever hires: it was not answered, and is asked once more.
    AskStayAgain,
    /// To the applicant: the same.
    AskedStayAgain { employer: String },
    /// To staff: whoever hired somebody long enough ago has left the community.
    AskStayFor { employer: String },
    /// To whoever hires: the applicant has said whether they are still there.
    StaySaid,
    /// To whoever hires: one side alone has, and that holds.
    StayAlone { status: String },
    /// To the applicant: the same.
    StaySettled { employer: String, status: String },
    /// To staff: the two sides say different things of that.
    StayDiffers,
    /// To whoever hires: a certificate of the community that they read in an application was taken back.
    CertificateRevoked { application: JobApplicationId },
    /// To the applicant: staff wrote down what they told them, and how they did.
    Told { employer: String, says: String, word: String },
    /// To the applicant: the same, of that they do not want it any more.
    ToldWithdrawn { employer: String, word: String },
    /// To the applicant: where they stand now.
    Answered { employer: String, status: String, reason: String },
    /// To a person: it is in a trade that they would like to work in, or hold a certificate of.
    Fits { employer: String },
    /// To the applicant: when and where they meet.
    Invited { employer: String, at: DateTime<Utc>, place: String },
}

impl JobNews {
    /// What it is about.
    pub fn topic(&self) -> Topic {
        match self.what {
            What::Sent { .. }
            | What::Applied
            | What::TakenBack
            | What::Meets { .. }
            | What::Gone { .. }
            | What::AskStay
            | What::AskStayAgain
            | What::AskStayFor { .. }
            | What::StaySaid
            | What::StayDiffers
            | What::AskedStay { .. }
            | What::AskedStayAgain { .. } => Topic::Requests,
            What::Fits { .. } => Topic::Suggestions,
            What::Ends { .. } | What::Ended | What::MeetingNear { .. } | What::InterviewNear { .. } => Topic::Expiries,
            What::Moved { .. }
            | What::CertificateRevoked { .. }
            | What::StayAlone { .. }
            | What::StaySettled { .. }
            | What::Told { .. }
            | What::ToldWithdrawn { .. }
            | What::Answered { .. }
            | What::Invited { .. }
            | What::Accepted
            | What::Declined => Topic::Decisions,
        }
    }

    /// What it says.
    pub fn text(&self, locale: Locale, platform: &PlatformData) -> String {
        let messages = locale.messages();
        let (t, title) = (&messages.jobs, &self.title);
        let tenant = platform.by_id(self.tenant);
        let place = tenant.as_ref().map_or_else(String::new, |tenant| tenant.name.clone());
        let because = |text: String, reason: &str| {
            if reason.is_empty() { text } else { messages.inbox.because(text, reason) }
        };
        let standing = |status: &str| progress::Status::parse(status).map_or("", |status| status.label(messages));
        let how = |word: &str| Word::parse(word).map_or("", |word| word.label(messages));
        let when = |at: &DateTime<Utc>| {
            let zone = tenant.as_ref().map_or(chrono_tz::Asia::Shanghai, |tenant| tenant.time_zone);
            let local = at.with_timezone(&zone);
            messages.time.date_at(text::date(locale, local.date_naive()), local.format("%H:%M"))
        };
        match &self.what {
            What::Sent { employer } => t.news_sent(employer, title),
            What::Moved { status, reason } => {
                let status = Status::parse(status).map_or("", |status| status.label(messages));
                because(t.news_moved(place, title, status), reason)
            }
            What::Ends { on } => t.news_ends(title, text::date(locale, *on)),
            What::Ended => t.news_ended(title),
            What::Applied => t.news_applied(title),
            What::TakenBack => t.news_taken_back(title),
            What::Meets { says } => {
                let says = Meets::parse(says).map_or("", |meets| meets.label(messages));
                t.news_meets(title, says)
            }
            What::Accepted => t.news_accepted(title),
            What::Declined => t.news_declined(title),
            What::Gone { how, on } => {
                let how = Gone::parse(how).map_or("", |gone| gone.label(messages));
                t.news_gone(title, how, text::date(locale, *on))
            }
            What::MeetingNear { at, place } => t.news_meeting_near(title, when(at), place),
            What::InterviewNear { employer, at, place } => t.news_interview_near(employer, title, when(at), place),
            What::AskStay => t.news_ask_stay(title),
            What::AskStayAgain => t.news_ask_stay_again(title),
            What::AskStayFor { employer } => t.news_ask_stay_for(employer, title),
            What::StaySaid => t.news_stay_said(title),
            What::StayAlone { status } => t.news_stay_alone(title, standing(status)),
            What::StaySettled { employer, status } => t.news_stay_settled(employer, title, standing(status)),
            What::StayDiffers => t.news_stay_differs(title),
            What::CertificateRevoked { .. } => t.news_certificate_revoked(title),
            What::AskedStay { employer } => t.news_asked_stay(employer, title),
            What::AskedStayAgain { employer } => t.news_asked_stay_again(employer, title),
            What::Told { employer, says, word } => {
                t.news_told(how(word), employer, title, answers::kept(says, messages).unwrap_or_default())
            }
            What::ToldWithdrawn { employer, word } => t.news_told_withdrawn(how(word), employer, title),
            What::Fits { employer } => t.news_fits(employer, title),
            // They are asked, too.
            What::Answered { employer, status, .. } if status == progress::Status::Offer.code() => {
                t.news_offered(employer, title)
            }
            What::Answered { employer, status, reason } => {
                because(t.news_answered(employer, title, standing(status)), &reason_text(reason, messages))
            }
            What::Invited { employer, at, place } => t.news_invited(employer, title, when(at), place),
        }
    }

    /// Where to go about it.
    pub fn url(&self, platform: &PlatformData) -> String {
        let Some(tenant) = platform.by_id(self.tenant) else { return "/".to_owned() };
        match self.what {
            What::AskedStay { .. }
            | What::AskedStayAgain { .. }
            | What::StaySettled { .. }
            | What::Told { .. }
            | What::ToldWithdrawn { .. }
            | What::Answered { .. }
            | What::Invited { .. }
            | What::InterviewNear { .. } => urls::MINE.to_owned(),
            What::Fits { .. } if tenant.has(Feature::Jobs) => urls::posting(&tenant, self.posting),
            What::Fits { .. } => tenancy::urls::home(&tenant),
            What::Applied
            | What::TakenBack
            | What::Meets { .. }
            | What::Accepted
            | What::Declined
            | What::Gone { .. }
            | What::MeetingNear { .. }
            | What::AskStay
            | What::AskStayAgain
            | What::StayAlone { .. }
            | What::StaySaid => urls::applications(&tenant, self.org, self.posting),
            What::CertificateRevoked { application } => urls::application(&tenant, self.org, self.posting, application),
            What::StayDiffers | What::AskStayFor { .. } => urls::applications(&tenant, None, self.posting),
            What::Sent { .. } => urls::draft(&tenant, None, self.posting),
            What::Moved { .. } | What::Ends { .. } | What::Ended => urls::draft(&tenant, self.org, self.posting),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(what: What) -> JobNews {
        let (tenant, posting) = (TenantId::generate(), PostingId::generate());
        JobNews { tenant, org: Some(OrgId::generate()), posting, title: "住家照护员".to_owned(), what }
    }

    #[test]
    fn every_kind_says_what_happened_in_every_language_and_is_read_again() {
        let employer = || "暖灯照护".to_owned();
        let at = "2026-12-24T02:30:00Z".parse::<DateTime<Utc>>().unwrap();
        let samples = [
            (What::Sent { employer: employer() }, &["暖灯照护"][..]),
            (What::Moved { status: "returned".to_owned(), reason: "工资写清楚".to_owned() }, &["工资写清楚"]),
            (What::Ends { on: at.date_naive() }, &["24"]),
            (What::Ended, &[]),
            (What::Applied, &[]),
            (What::TakenBack, &[]),
            (What::Meets { says: "meets:other".to_owned() }, &[]),
            (What::Accepted, &[]),
            (What::Declined, &[]),
            (What::Gone { how: "gone:never".to_owned(), on: at.date_naive() }, &["24"]),
            (What::MeetingNear { at, place: "便民站".to_owned() }, &["24", "10:30", "便民站"]),
            (
                What::InterviewNear { employer: employer(), at, place: "便民站".to_owned() },
                &["暖灯照护", "24", "10:30", "便民站"],
            ),
            (What::AskStay, &["90"]),
            (What::StaySaid, &[]),
            (What::StayDiffers, &[]),
            (What::CertificateRevoked { application: JobApplicationId::generate() }, &[]),
            (What::AskedStay { employer: employer() }, &["暖灯照护", "90"]),
            (What::AskStayAgain, &["90"]),
            (What::AskStayFor { employer: employer() }, &["暖灯照护", "90"]),
            (What::AskedStayAgain { employer: employer() }, &["暖灯照护", "90"]),
            (What::StayAlone { status: "retained".to_owned() }, &["90"]),
            (What::StaySettled { employer: employer(), status: "retained".to_owned() }, &["暖灯照护", "90"]),
            (
                What::Told { employer: employer(), says: "offer:accepted".to_owned(), word: "phone".to_owned() },
                &["暖灯照护"],
            ),
            (What::ToldWithdrawn { employer: employer(), word: "in_person".to_owned() }, &["暖灯照护"]),
            (What::Fits { employer: employer() }, &["暖灯照护"]),
            (
                What::Answered {
                    employer: employer(), status: "rejected".to_owned(), reason: "时间不合".to_owned()
                },
                &["暖灯照护", "时间不合"],
            ),
            (What::Answered { employer: employer(), status: "offer".to_owned(), reason: String::new() }, &["暖灯照护"]),
            (What::Invited { employer: employer(), at, place: "便民站".to_owned() }, &["24", "10:30", "便民站"]),
        ];
        for (what, words) in samples {
            let news = told(what);
            for locale in Locale::ALL {
                let text = news.text(locale, &PlatformData::default());
                let has_all = text.contains("住家照护员") && words.iter().all(|word| text.contains(word));
                assert!(has_all && !text.contains(['{', '}']), "{news:?} in {locale:?}: {text}");
            }
            let stored = serde_json::to_value(&news).unwrap();
            assert_eq!(serde_json::from_value::<JobNews>(stored).unwrap(), news);
        }
    }
}
