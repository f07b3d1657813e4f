//! What founders, those who go along with them, and staff are told of each other. To the mentor a founder is named as staff see
//! them; no other message names one.

use serde::{Deserialize, Serialize};

use super::urls;
use crate::db::{CaseId, MentoringId, TenantId};
use crate::inbox::Topic;
use crate::tenancy::PlatformData;
use crate::web::Locale;

/// Something about somebody who goes along with a founder.
#[expect(missing_docs, reason = "each field is named after what it holds")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentoringNews {
    pub tenant: TenantId,
    pub case: CaseId,
    pub mentoring: MentoringId,
    /// The mentor; to the mentor, the founder, masked.
    pub name: String,
    pub what: What,
}

/// What there is to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// To the founder: somebody is chosen, and they say yes or no.
    Chosen,
    /// To the founder: that is over.
    NoMore,
    /// To the mentor: they go along with somebody, who has said yes.
    Mentoring,
    /// To the mentor: and do so no more.
    MentoringNoMore,
    /// To staff: the founder has said yes.
    Agreed,
    /// To staff: or no.
    Refused,
    /// To staff: founder or mentor would rather not any more.
    Ended,
}

impl MentoringNews {
    /// What it is about.
    pub fn topic(&self) -> Topic {
        match self.what {
            What::Refused | What::Ended => Topic::Requests,
            What::Chosen | What::NoMore | What::Mentoring | What::MentoringNoMore | What::Agreed => Topic::Decisions,
        }
    }

    /// What it says.
    pub fn text(&self, locale: Locale, platform: &PlatformData) -> String {
        let (t, name) = (&locale.messages().startup, &self.name);
        let place = platform.by_id(self.tenant).map_or_else(String::new, |tenant| tenant.name.clone());
        match self.what {
            What::Chosen => t.news_mentor_chosen(place, name),
            What::NoMore => t.news_mentor_no_more(place, name),
            What::Mentoring => t.news_mentoring(place, name),
            What::MentoringNoMore => t.news_mentoring_no_more(place, name),
            What::Agreed => t.news_mentor_agreed(name),
            What::Refused => t.news_mentor_refused(name),
            What::Ended => t.news_mentor_ended(name),
        }
    }

    /// Where to go about it.
    pub fn url(&self, platform: &PlatformData) -> String {
        match self.what {
            What::Chosen | What::NoMore => urls::MINE.to_owned(),
            What::Mentoring => urls::mentoring(self.mentoring),
            What::MentoringNoMore => urls::MENTORINGS.to_owned(),
            What::Agreed | What::Refused | What::Ended => {
                platform.by_id(self.tenant).map_or_else(|| "/".to_owned(), |tenant| urls::case(&tenant, self.case))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_says_what_happened_in_every_language_and_is_read_again() {
        let platform = PlatformData::default();
        for what in [
            What::Chosen,
            What::NoMore,
            What::Mentoring,
            What::MentoringNoMore,
            What::Agreed,
            What::Refused,
            What::Ended,
        ] {
            let news = MentoringNews {
                tenant: TenantId::generate(),
                case: CaseId::generate(),
                mentoring: MentoringId::generate(),
                name: "崔文娟".to_owned(),
                what,
            };
            for locale in Locale::ALL {
                let text = news.text(locale, &platform);
                assert!(text.contains("崔文娟") && !text.contains(['{', '}']), "{news:?} in {locale:?}: {text}");
            }
            assert!(news.url(&platform).starts_with('/'), "{news:?}");
            let stored = serde_json::to_value(&news).unwrap();
            assert_eq!(serde_json::from_value::<MentoringNews>(stored).unwrap(), news);
        }
    }
}
