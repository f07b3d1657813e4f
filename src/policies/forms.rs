//! What staff send about policies.

use axum::http::Uri;
use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{Content, Kind, Policy};
use super::rules::{Question, Ticks};
use crate::db::PolicyId;
use crate::values::{Line, Paragraphs, Phone};
use crate::web::Messages;
use crate::web::form::Errors;

/// The form of a policy.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PolicyForm {
    /// A new one's id: sent twice, it is still one.
    pub key: Option<PolicyId>,
    pub revision: i32,
    pub kind: String,
    pub title: String,
    pub qualifies: String,
    pub benefits: String,
    /// One thing a line.
    pub documents: String,
    pub how: String,
    pub phone: String,
    pub url: String,
    pub source_name: String,
    pub source_url: String,
    pub checked_on: String,
    pub valid_from: String,
    pub valid_until: String,
    pub identity: Vec<String>,
    pub age: Vec<String>,
    pub want: Vec<String>,
    pub certificate: Vec<String>,
    pub standing: Vec<String>,
}

/// A step, or a comparison, of the policy as it was shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct StepForm {
    pub revision: i32,
    pub step: String,
}

/// The most things to bring.
const MOST_DOCUMENTS: usize = 20;
/// The longest address on the web.
const LONGEST_URL: usize = 500;

/// An address on the web that can be followed.
fn is_address(url: &str) -> bool {
    let read = url.parse::<Uri>();
    url.len() <= LONGEST_URL
        && read.is_ok_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some())
}

fn address(field: &'static str, typed: &str, t: &Messages, errors: &mut Errors) -> Option<String> {
    let typed = typed.trim();
    if typed.is_empty() || is_address(typed) {
        return Some(typed.to_owned());
    }
    errors.add(field, t.policies.error_url);
    None
}

/// What a policy lacks to be public.
pub(super) fn lacking(content: &Content, today: NaiveDate, t: &Messages) -> Errors {
    let (mut errors, p) = (Errors::default(), &t.policies);
    if content.qualifies.is_empty() {
        errors.add("qualifies", p.error_qualifies_missing);
    }
    if content.benefits.is_empty() {
        errors.add("benefits", p.error_benefits_missing);
    }
    if content.documents.is_empty() {
        errors.add("documents", p.error_documents_missing);
    }
    if content.how.is_empty() {
        errors.add("how", p.error_how_missing);
    }
    if content.source_name.is_empty() {
        errors.add("source_name", p.error_source_missing);
    }
    if content.checked_on.is_none() {
        errors.add("checked_on", p.error_checked_missing);
    }
    if content.is_over(today) {
        errors.add("valid_until", p.error_over);
    }
    errors
}

impl PolicyForm {
    /// An empty one, on a day.
    pub fn blank(today: NaiveDate) -> Self {
        Self { valid_from: today.to_string(), ..Self::default() }
    }

    /// The form that holds what is saved.
    pub fn of(policy: &Policy) -> Self {
        let content = &policy.content;
        let of = |question| content.conditions.stored(question);
        let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        Self {
            key: None,
            revision: policy.revision,
            kind: content.kind.code().to_owned(),
            title: content.title.clone(),
            qualifies: content.qualifies.clone(),
            benefits: content.benefits.clone(),
            documents: content.documents.join("\n"),
            how: content.how.clone(),
            phone: content.phone.clone(),
            url: content.url.clone(),
            source_name: content.source_name.clone(),
            source_url: content.source_url.clone(),
            checked_on: day(content.checked_on),
            valid_from: content.valid_from.to_string(),
            valid_until: day(content.valid_until),
            identity: of(Question::Identity),
            age: of(Question::Age),
            want: of(Question::Want),
            certificate: of(Question::Certificate),
            standing: of(Question::Standing),
        }
    }

    /// What is ticked of each question.
    pub fn ticks(&self) -> Ticks {
        Ticks::read([&self.identity, &self.age, &self.want, &self.certificate, &self.standing])
    }

    fn papers(&self, t: &Messages, errors: &mut Errors) -> Option<Vec<String>> {
        let lines = self.documents.lines().map(str::trim).filter(|line| !line.is_empty());
        let read: Result<Vec<String>, _> = lines.map(|line| Line::<80>::parse(line).map(String::from)).collect();
        let papers = errors.take("documents", read, |_| t.policies.error_documents(MOST_DOCUMENTS, 80))?;
        if papers.len() > MOST_DOCUMENTS {
            errors.add("documents", t.policies.error_documents(MOST_DOCUMENTS, 80));
            return None;
        }
        Some(papers)
    }

    /// What the policy is to say.
    pub fn check(&self, today: NaiveDate, t: &Messages, errors: &mut Errors) -> Option<Content> {
        let p = &t.policies;
        let kind = Kind::parse(&self.kind);
        if kind.is_none() {
            errors.add("kind", p.error_kind);
        }
        let title = errors.take("title", Line::<60>::parse(&self.title), |_| p.error_title.to_owned());
        let qualifies =
            errors.optional_text("qualifies", &self.qualifies, Paragraphs::<600>::parse, p.error_length(600));
        let benefits = errors.optional_text("benefits", &self.benefits, Paragraphs::<600>::parse, p.error_length(600));
        let documents = self.papers(t, errors);
        let how = errors.optional_text("how", &self.how, Paragraphs::<600>::parse, p.error_length(600));
        let phone = match self.phone.trim() {
            "" => Some(String::new()),
            typed => errors
                .take("phone", Phone::parse_contact(typed), |_| p.error_phone.to_owned())
                .map(|phone| phone.as_str().to_owned()),
        };
        let url = address("url", &self.url, t, errors);
        let source_name =
            errors.optional_text("source_name", &self.source_name, Line::<100>::parse, p.error_length(100));
        let source_url = address("source_url", &self.source_url, t, errors);
        let checked_on = errors.optional_day("checked_on", &self.checked_on, p.error_day);
        if checked_on.flatten().is_some_and(|on| on > today) {
            errors.add("checked_on", p.error_checked_later);
        }
        let valid_from = errors.optional_day("valid_from", &self.valid_from, p.error_day);
        if valid_from == Some(None) {
            errors.add("valid_from", p.error_day);
        }
        let valid_until = errors.optional_day("valid_until", &self.valid_until, p.error_day);
        if let (Some(Some(first)), Some(Some(last))) = (valid_from, valid_until)
            && last < first
        {
            errors.add("valid_until", p.error_days);
        }
        let content = Content {
            kind: kind?,
            title: title?.into(),
            qualifies: qualifies?,
            benefits: benefits?,
            documents: documents?,
            how: how?,
            phone: phone?,
            url: url?,
            source_name: source_name?,
            source_url: source_url?,
            checked_on: checked_on?,
            valid_from: valid_from??,
            valid_until: valid_until?,
            conditions: self.ticks(),
        };
        Some(content).filter(|_| errors.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();

    fn good() -> PolicyForm {
        PolicyForm {
            kind: "loan".to_owned(),
            title: "创业担保贷款".to_owned(),
            documents: "身份证\r\n\r\n 营业执照 ".to_owned(),
            age: vec!["25".to_owned(), "26".to_owned()],
            ..PolicyForm::blank(TODAY)
        }
    }

    fn wrong(form: &PolicyForm) -> Vec<&'static str> {
        let mut errors = Errors::default();
        assert!(form.check(TODAY, Locale::ZhHans.messages(), &mut errors).is_none());
        errors.list().iter().map(|(field, _)| *field).collect()
    }

    #[test]
    fn a_draft_says_little_and_comes_back_as_it_was() {
        let t = Locale::ZhHans.messages();
        let content = good().check(TODAY, t, &mut Errors::default()).unwrap();
        assert_eq!(content.documents, ["身份证", "营业执照"]);
        assert_eq!(content.conditions.of(Question::Age), ["25"], "a band that nobody offers is left out");
        let lacks: Vec<_> = lacking(&content, TODAY, t).list().iter().map(|(field, _)| *field).collect();
        assert_eq!(lacks, ["qualifies", "benefits", "how", "source_name", "checked_on"], "but not to be published");
        let bare = Content { documents: Vec::new(), ..content };
        assert!(lacking(&bare, TODAY, t).get("documents").is_some());
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let form = PolicyForm {
            kind: "gift".to_owned(),
            title: " ".to_owned(),
            benefits: "多".repeat(601),
            documents: "证".repeat(81),
            phone: "12".to_owned(),
            url: "javascript:alert(1)".to_owned(),
            source_url: "ftp://a.example/x".to_owned(),
            checked_on: "2026-11-24".to_owned(),
            valid_from: "2027-01-01".to_owned(),
            valid_until: "2026-12-31".to_owned(),
            ..good()
        };
        let fields =
            ["kind", "title", "benefits", "documents", "phone", "url", "source_url", "checked_on", "valid_until"];
        assert_eq!(wrong(&form), fields);
        assert_eq!(wrong(&PolicyForm { valid_from: String::new(), ..good() }), ["valid_from"]);
        for odd in ["-9999-01-01", "+12000-01-01"] {
            let days = PolicyForm { checked_on: odd.to_owned(), valid_from: odd.to_owned(), ..good() };
            let fields = ["checked_on", "valid_from", "valid_until"];
            assert_eq!(wrong(&PolicyForm { valid_until: odd.to_owned(), ..days }), fields, "{odd}");
        }
        let many = "身份证\n".repeat(21);
        assert_eq!(wrong(&PolicyForm { documents: many, ..good() }), ["documents"]);
    }

    #[test]
    fn what_is_over_is_not_published() {
        let t = Locale::ZhHans.messages();
        let form = PolicyForm {
            qualifies: "登记失业的居民".to_owned(),
            benefits: "以人社部门公布为准".to_owned(),
            how: "到便民服务站".to_owned(),
            source_name: "社区".to_owned(),
            checked_on: "2026-11-20".to_owned(),
            valid_from: "2026-01-01".to_owned(),
            valid_until: "2026-11-22".to_owned(),
            ..good()
        };
        let content = form.check(TODAY, t, &mut Errors::default()).unwrap();
        let lacks = lacking(&content, TODAY, t);
        assert_eq!(lacks.list().iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["valid_until"]);
        let today = Content { valid_until: Some(TODAY), ..content };
        assert!(lacking(&today, TODAY, t).is_empty());
    }
}
