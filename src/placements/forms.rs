//! What is sent about placements: the plan, the steps, and the lines of the hour book.

use chrono::NaiveDate;
use serde::Deserialize;

use super::hours::{Entry, Written};
use super::mentors::{Chosen, Mentor, MentorForm};
use super::model::Agreement;
use super::terms::{Terms, TermsForm};
use crate::db::{OrgId, PersonId, PlacementEntryId, PlacementId};
use crate::ui::SelectOption;
use crate::values::{Line, Paragraphs};
use crate::web::Messages;
use crate::web::form::{Errors, chosen};

/// The most characters of a reason or a note.
const NOTE: usize = 300;

/// What is planned for a learner.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PlanForm {
    /// A new placement's id: sent twice, it is still one.
    pub key: Option<PlacementId>,
    /// The company.
    #[serde(deserialize_with = "chosen")]
    pub org: Option<OrgId>,
    #[serde(flatten)]
    pub terms: TermsForm,
    /// How the learner agreed that the company is told their name.
    pub agree: String,
    /// Where the paper is, if they signed one.
    pub agreement_kept: String,
}

/// A plan without errors.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub org: OrgId,
    pub terms: Terms,
    pub agreement: Agreement,
}

impl PlanForm {
    /// The form of a new plan, for so many hours.
    pub fn blank(today: NaiveDate, hours: i32) -> Self {
        Self { terms: TermsForm::blank(today, hours), ..Self::default() }
    }

    /// What is planned. `companies`: those that may be asked.
    pub fn check(
        &self,
        companies: &[(OrgId, String)],
        today: NaiveDate,
        t: &Messages,
        errors: &mut Errors,
    ) -> Option<Plan> {
        let n = &t.placements;
        let org = self.org.filter(|org| companies.iter().any(|(known, _)| known == org));
        if org.is_none() {
            errors.add("org", n.error_org);
        }
        let terms = self.terms.check(today, None, t, errors);
        let agreement = Agreement::parse(&self.agree, String::new());
        let agreement = errors.take("agree", agreement.ok_or(()), |()| n.error_agree.to_owned());
        let agreement = match agreement {
            Some(Agreement::Paper(_)) => kept("agreement_kept", &self.agreement_kept, t, errors).map(Agreement::Paper),
            other => other,
        };
        let plan = Plan { org: org?, terms: terms?, agreement: agreement? };
        errors.is_empty().then_some(plan)
    }
}

/// A step of a placement, from what was seen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct StepForm {
    pub revision: i32,
    /// The step's word.
    pub step: String,
    /// Who shows the learner the work, where the company agrees: one of its people, or a name.
    #[serde(deserialize_with = "chosen")]
    pub mentor_person: Option<PersonId>,
    pub mentor: String,
    pub reason: String,
}

impl StepForm {
    /// Who shows the learner the work.
    pub fn mentor(&self, chosen: Chosen, t: &Messages, errors: &mut Errors) -> Option<Mentor> {
        Mentor::parse(&self.mentor, chosen, t, errors)
    }

    /// Why.
    pub fn reason(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        note("reason", &self.reason, t, errors)
    }
}

impl From<MentorForm> for StepForm {
    fn from(form: MentorForm) -> Self {
        Self { mentor_person: form.mentor_person, mentor: form.mentor, ..Self::default() }
    }
}

fn note(field: &'static str, typed: &str, t: &Messages, errors: &mut Errors) -> Option<String> {
    let parsed = Paragraphs::<NOTE>::parse(typed);
    errors.take(field, parsed, |_| t.placements.error_note.to_owned()).map(String::from)
}

fn kept(field: &'static str, typed: &str, t: &Messages, errors: &mut Errors) -> Option<String> {
    let parsed = Line::<60>::parse(typed);
    errors.take(field, parsed, |_| t.consents.error_paper_kept.to_owned()).map(String::from)
}

/// A line of the book.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct EntryForm {
    /// A new line's id: sent twice, it is still one.
    pub key: Option<PlacementEntryId>,
    pub revision: i32,
    pub day: String,
    /// Whole hours, and quarters of one in minutes.
    pub hours: String,
    pub quarters: String,
    pub did: String,
    /// Where the paper is that the learner signed, where staff write for them.
    pub paper_kept: String,
}

/// The choices of whole hours, and of the minutes besides.
pub(super) fn hour_choices(t: &Messages) -> (Vec<SelectOption>, Vec<SelectOption>) {
    let hours = (0..=12).map(|hours| SelectOption::new(hours.to_string(), t.placements.hour_choice(hours)));
    let quarters =
        [0, 15, 30, 45].map(|minutes| SelectOption::new(minutes.to_string(), t.placements.minute_choice(minutes)));
    (hours.collect(), quarters.to_vec())
}

impl EntryForm {
    /// The form of a new line.
    pub fn blank(today: NaiveDate) -> Self {
        Self { day: today.to_string(), hours: "4".to_owned(), quarters: "0".to_owned(), ..Self::default() }
    }

    /// The form that holds a line.
    pub fn of(entry: &Entry) -> Self {
        let minutes = entry.written.minutes;
        Self {
            key: None,
            revision: entry.revision,
            day: entry.written.day.to_string(),
            hours: (minutes / 60).to_string(),
            quarters: (minutes % 60).to_string(),
            did: entry.written.did.clone(),
            paper_kept: entry.paper_kept.clone(),
        }
    }

    /// What was typed, in a line.
    pub fn text(&self, t: &Messages) -> String {
        let parts = [&*self.day, &t.placements.hours(&self.hours), &*self.did].map(str::to_owned);
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// What it says, and where the paper is; the latter is asked for where `on_paper`.
    pub fn check(&self, on_paper: bool, t: &Messages, errors: &mut Errors) -> Option<(Written, String)> {
        let n = &t.placements;
        let day = self.day.trim().parse::<NaiveDate>().ok();
        if day.is_none() {
            errors.add("day", n.error_day);
        }
        let part = |text: &str| text.trim().parse::<i32>().ok();
        let hours = part(&self.hours).filter(|hours| (0..=12).contains(hours));
        let quarters = part(&self.quarters).filter(|minutes| [0, 15, 30, 45].contains(minutes));
        let minutes = hours.zip(quarters).map(|(hours, quarters)| hours * 60 + quarters);
        let minutes = minutes.filter(|minutes| *minutes > 0);
        if minutes.is_none() {
            errors.add("hours", n.error_minutes);
        }
        let did = errors.take("did", Paragraphs::<NOTE>::parse(&self.did), |_| n.error_did.to_owned());
        let paper = if on_paper { kept("paper_kept", &self.paper_kept, t, errors) } else { Some(String::new()) };
        let written = Written { day: day?, minutes: minutes?, did: did?.into() };
        Some((written, paper?))
    }
}

/// What somebody does about a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum EntryStep {
    Sign,
    Dispute,
    Settle,
    Remove,
}

/// What becomes of a line, from what was seen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct EntryStepForm {
    pub revision: i32,
    pub step: Option<EntryStep>,
    /// Why it is disputed, or settled so.
    pub note: String,
    /// `yes` or `no`: whether a settled line counts.
    pub counts: String,
    /// Where the paper is that the learner signed, where staff sign for them.
    pub kept: String,
}

impl EntryStepForm {
    /// Why.
    pub fn note(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        note("note", &self.note, t, errors)
    }

    /// Where the paper is.
    pub fn kept(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        kept("kept", &self.kept, t, errors)
    }

    /// Whether it counts.
    pub fn counts(&self, t: &Messages, errors: &mut Errors) -> Option<bool> {
        match self.counts.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => {
                errors.add("counts", t.placements.error_counts);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;
    use crate::web::Locale;

    fn fields(errors: &Errors) -> Vec<&'static str> {
        errors.list().iter().map(|(field, _)| *field).collect()
    }

    #[test]
    fn every_error_of_a_plan_is_told_at_once() {
        let (t, today) = (Locale::ZhHans.messages(), NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
        let org = OrgId::generate();
        let companies = [(org, "暖灯照护".to_owned())];
        let plan = PlanForm {
            org: Some(org),
            terms: TermsForm {
                place: "锦苑东区".to_owned(),
                duties: "陪老人散步".to_owned(),
                ..TermsForm::blank(today, 40)
            },
            agree: "word".to_owned(),
            ..PlanForm::default()
        };
        let found = plan.check(&companies, today, t, &mut Errors::default()).unwrap();
        assert_eq!((found.terms.agreed_minutes, found.terms.days), (2400, (today, today + Days::new(28))));
        let mut errors = Errors::default();
        let terms = TermsForm { hours: "0".to_owned(), ..TermsForm::default() };
        let wrong = PlanForm { org: Some(OrgId::generate()), terms, ..PlanForm::default() };
        assert_eq!(wrong.check(&companies, today, t, &mut errors), None);
        assert_eq!(fields(&errors), ["org", "place", "duties", "hours", "starts_on", "ends_on", "agree"]);
        let mut errors = Errors::default();
        let terms = TermsForm { ends_on: "2026-11-22".to_owned(), ..plan.terms };
        let back = PlanForm { terms, ..plan };
        assert_eq!(back.check(&companies, today, t, &mut errors), None);
        assert_eq!(fields(&errors), ["ends_on"]);
    }

    #[test]
    fn what_is_written_fills_the_form_that_writes_it_again() {
        let t = Locale::ZhHans.messages();
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let form = EntryForm { quarters: "45".to_owned(), did: "擦窗".to_owned(), ..EntryForm::blank(today) };
        let (written, paper) = form.check(false, t, &mut Errors::default()).unwrap();
        assert_eq!((written.minutes, paper.as_str()), (285, ""));
        let mut errors = Errors::default();
        let wrong = EntryForm { hours: "0".to_owned(), quarters: "0".to_owned(), ..EntryForm::default() };
        assert_eq!(wrong.check(true, t, &mut errors), None);
        assert_eq!(fields(&errors), ["day", "hours", "did", "paper_kept"]);
        let mut errors = Errors::default();
        let crooked = EntryForm { quarters: "20".to_owned(), ..form };
        assert_eq!((crooked.check(false, t, &mut errors), fields(&errors)), (None, vec!["hours"]));
    }
}
