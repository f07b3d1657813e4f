//! What is sent about recommendations and referrals.

use serde::Deserialize;

use super::model::Source;
use crate::db::{CourseCertificateId, PostingId, RecommendationId, ReferralId, ResidentId};
use crate::values::{Line, Paragraphs};
use crate::web::Messages;
use crate::web::form::{Errors, chosen};

/// Somebody is recommended.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewForm {
    /// Its id: sent twice, it is still one.
    pub key: Option<RecommendationId>,
    pub posting: Option<PostingId>,
    pub resident: Option<ResidentId>,
    #[serde(deserialize_with = "chosen")]
    pub certificate: Option<CourseCertificateId>,
    pub source: String,
    pub source_name: String,
    pub word: String,
}

/// What a recommendation says.
pub(super) struct Said {
    pub certificate: CourseCertificateId,
    pub source: Source,
    pub source_name: String,
    pub word: String,
}

impl NewForm {
    /// What was typed, for whoever has to keep it elsewhere.
    pub fn kept(&self) -> String {
        [&self.source_name, &self.word].map(|text| text.trim()).join("\n").trim().to_owned()
    }

    /// What it says; the community's own name is known.
    pub fn check(&self, community: &str, t: &Messages, errors: &mut Errors) -> Option<Said> {
        let t = &t.recommendations;
        let certificate = errors.take("certificate", self.certificate.ok_or(()), |()| t.error_certificate.to_owned());
        let source = Source::parse(&self.source);
        let source = errors.take("source", source.ok_or(()), |()| t.error_source.to_owned());
        let source_name = match source {
            Some(Source::Community) if self.source_name.trim().is_empty() => Some(community.to_owned()),
            _ => {
                let line = Line::<40>::parse(&self.source_name);
                errors.take("source_name", line, |_| t.error_source_name.to_owned()).map(String::from)
            }
        };
        let word = errors.take("word", Paragraphs::<200>::parse(&self.word), |_| t.error_word.to_owned());
        Some(Said { certificate: certificate?, source: source?, source_name: source_name?, word: word?.into() })
    }
}

/// What staff do with a recommendation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct StepForm {
    pub revision: i32,
    pub outcome: String,
}

/// Somebody passes a job on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReferralForm {
    /// Its id: sent twice, it is still one.
    pub key: Option<ReferralId>,
    /// `1`: the employer reads the masked name.
    pub named: Option<String>,
    pub word: String,
}

impl ReferralForm {
    /// A word to the employer; may be empty.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        errors.optional_text("word", &self.word, Line::<100>::parse, t.recommendations.error_referral_word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    fn form() -> NewForm {
        NewForm {
            certificate: Some(CourseCertificateId::generate()),
            source: "community".to_owned(),
            word: "手脚麻利".to_owned(),
            ..NewForm::default()
        }
    }

    #[test]
    fn every_error_is_said_at_once() {
        let mut errors = Errors::default();
        assert!(NewForm::default().check("尚锦社区", Locale::ZhHans.messages(), &mut errors).is_none());
        let fields: Vec<_> = errors.list().iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["certificate", "source", "source_name", "word"]);
    }

    #[test]
    fn only_the_community_is_known_by_name() {
        let t = Locale::ZhHans.messages();
        let name = |form: &NewForm| Some(form.check("尚锦社区", t, &mut Errors::default())?.source_name);
        assert_eq!(name(&form()).as_deref(), Some("尚锦社区"));
        let property = NewForm { source: "property".to_owned(), ..form() };
        assert_eq!(name(&property), None);
        let named = NewForm { source_name: " 锦里物业 ".to_owned(), ..property };
        assert_eq!(name(&named).as_deref(), Some("锦里物业"));
    }
}
