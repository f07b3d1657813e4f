//! What staff, and whoever is recommended or refers somebody, are told; no message names them.

use serde::{Deserialize, Serialize};

use super::model::Status;
use super::urls;
use crate::db::{PostingId, RecommendationId, TenantId};
use crate::inbox::Topic;
use crate::tenancy::{self, Feature, PlatformData};
use crate::web::Locale;

/// Something about a recommendation or a referral.
#[expect(missing_docs, reason = "each field is named after what it holds")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecommendationNews {
    pub tenant: TenantId,
    /// What the posting is called, and who hires.
    pub title: String,
    pub employer: String,
    pub what: What,
}

/// What there is to tell.
#[expect(missing_docs, reason = "each field is named after what it holds")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// To the person: they are asked.
    Asked { recommendation: RecommendationId },
    /// To the person: the community takes it back.
    TakenBack,
    /// To the person: the posting ended before they answered.
    Lapsed,
    /// To staff: where it stands now.
    Moved { recommendation: RecommendationId, status: Status },
    /// To staff: the certificate that it is made with was taken back.
    CertificateRevoked { recommendation: RecommendationId },
    /// To whoever referred somebody: somebody applied with their link.
    Used { posting: PostingId },
}

impl RecommendationNews {
    /// What it is about.
    pub fn topic(&self) -> Topic {
        match self.what {
            What::Asked { .. } | What::Used { .. } => Topic::Requests,
            What::TakenBack | What::Lapsed | What::Moved { .. } | What::CertificateRevoked { .. } => Topic::Decisions,
        }
    }

    /// What it says.
    pub fn text(&self, locale: Locale, platform: &PlatformData) -> String {
        let messages = locale.messages();
        let (t, title, employer) = (&messages.recommendations, &self.title, &self.employer);
        match &self.what {
            What::Asked { .. } => {
                let place = platform.by_id(self.tenant).map_or_else(String::new, |tenant| tenant.name.clone());
                t.news_asked(place, employer, title)
            }
            What::TakenBack => t.news_taken_back(employer, title),
            What::Lapsed => t.news_lapsed(employer, title),
            What::Moved { status, .. } => t.news_moved(employer, title, status.label(messages)),
            What::CertificateRevoked { .. } => t.news_certificate_revoked(employer, title),
            What::Used { .. } => t.news_used(employer, title),
        }
    }

    /// Where to go about it.
    pub fn url(&self, platform: &PlatformData) -> String {
        match (&self.what, platform.by_id(self.tenant)) {
            (What::Asked { recommendation }, _) => urls::answer(*recommendation),
            (What::TakenBack | What::Lapsed, _) => urls::MINE.to_owned(),
            (What::Moved { recommendation, .. } | What::CertificateRevoked { recommendation }, Some(tenant)) => {
                urls::one(&tenant, *recommendation)
            }
            (What::Used { posting }, Some(tenant)) if tenant.has(Feature::Jobs) => urls::referral(&tenant, *posting),
            (What::Used { .. }, Some(tenant)) => tenancy::urls::home(&tenant),
            (What::Moved { .. } | What::CertificateRevoked { .. } | What::Used { .. }, None) => "/".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_says_what_happened_in_every_language_and_is_read_again() {
        let recommendation = RecommendationId::generate();
        for what in [
            What::Asked { recommendation },
            What::TakenBack,
            What::Lapsed,
            What::Moved { recommendation, status: Status::Declined },
            What::CertificateRevoked { recommendation },
            What::Used { posting: PostingId::generate() },
        ] {
            let (title, employer) = ("住家照护员".to_owned(), "暖灯照护".to_owned());
            let news = RecommendationNews { tenant: TenantId::generate(), title, employer, what };
            for locale in Locale::ALL {
                let text = news.text(locale, &PlatformData::default());
                let has_all = text.contains("住家照护员") && text.contains("暖灯照护");
                assert!(has_all && !text.contains(['{', '}']), "{news:?} in {locale:?}: {text}");
            }
            let stored = serde_json::to_value(&news).unwrap();
            assert_eq!(serde_json::from_value::<RecommendationNews>(stored).unwrap(), news);
        }
    }
}
