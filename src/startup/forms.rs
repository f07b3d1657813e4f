//! What is sent about a business that begins: by the person, or by staff.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{Case, Content, Kind, Milestone, Status};
use crate::db::{CaseId, CaseNoteId, OrgId, ResidentId};
use crate::values::{Line, Paragraphs, PersonName};
use crate::web::Messages;
use crate::web::form::{Errors, chosen};

/// What somebody wants to found.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CaseForm {
    /// A new one's id: sent twice, it is still one.
    pub key: Option<CaseId>,
    /// Whose it is.
    pub record: Option<ResidentId>,
    pub revision: i32,
    pub kind: String,
    pub idea: String,
    pub mentor: String,
}

impl CaseForm {
    /// As a case fills it.
    pub fn of(case: &Case) -> Self {
        Self {
            key: None,
            record: None,
            revision: case.revision,
            kind: case.content.kind.code().to_owned(),
            idea: case.content.idea.clone(),
            mentor: case.content.mentor.clone(),
        }
    }

    /// What it is to say.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<Content> {
        let kind = Kind::parse(&self.kind);
        if kind.is_none() {
            errors.add("kind", t.startup.error_kind);
        }
        let idea = errors.take("idea", Paragraphs::<500>::parse(&self.idea), |_| t.startup.error_idea.to_owned());
        let mentor = errors.optional_text("mentor", &self.mentor, PersonName::parse, t.startup.error_mentor);
        Some(Content { kind: kind?, idea: idea?.into(), mentor: mentor? })
    }
}

/// A step on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct StepForm {
    pub revision: i32,
    pub to: String,
}

impl StepForm {
    /// Where it is to go.
    pub fn to(&self) -> Option<Status> {
        Status::parse(&self.to)
    }
}

/// The end.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ClosureForm {
    pub revision: i32,
    pub reason: String,
}

impl ClosureForm {
    /// Why.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        let reason = Line::<200>::parse(&self.reason);
        errors.take("reason", reason, |_| t.startup.error_reason.to_owned()).map(String::from)
    }
}

/// A milestone.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct MilestoneForm {
    pub milestone: String,
    /// By when; only staff say so.
    pub due_on: String,
    /// `1`: it is reached.
    pub done: String,
    /// The same, as it was shown.
    pub was_done: String,
}

impl MilestoneForm {
    /// Which, where it is one that can be ticked.
    pub fn milestone(&self) -> Option<Milestone> {
        Milestone::parse(&self.milestone).filter(|milestone| milestone.is_ticked())
    }

    /// By when; the wrong error stands at the milestones as a whole.
    pub fn due_on(&self, t: &Messages, errors: &mut Errors) -> Option<Option<NaiveDate>> {
        errors.optional("milestones", &self.due_on, str::parse, t.startup.error_day)
    }

    /// Whether it is reached.
    pub fn is_done(&self) -> bool {
        self.done == "1"
    }

    /// Whether whoever sent it says something new of that: what was left as it was shown may have changed meanwhile.
    pub fn is_told(&self) -> bool {
        self.done != self.was_done
    }
}

/// Something noted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct NoteForm {
    /// Its id: sent twice, it is still one.
    pub key: Option<CaseNoteId>,
    pub body: String,
    /// `1`: the person reads it.
    pub shared: Option<String>,
}

impl NoteForm {
    /// What is noted.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        let body = Paragraphs::<500>::parse(&self.body);
        errors.take("body", body, |_| t.startup.error_note.to_owned()).map(String::from)
    }

    /// Whether the person reads it.
    pub fn is_shared(&self) -> bool {
        self.shared.is_some()
    }
}

/// The organization that came of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct OrgForm {
    pub revision: i32,
    #[serde(deserialize_with = "chosen")]
    pub organization: Option<OrgId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let t = Locale::ZhHans.messages();
        let mut errors = Errors::default();
        let form = CaseForm { kind: "bank".to_owned(), mentor: "a\nb".to_owned(), ..CaseForm::default() };
        assert!(form.check(t, &mut errors).is_none());
        assert_eq!(errors.list().iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["kind", "idea", "mentor"]);
        let long = CaseForm { kind: "studio".to_owned(), idea: "缝".repeat(501), ..CaseForm::default() };
        assert!(long.check(t, &mut Errors::default()).is_none());
        let good = CaseForm { idea: " 缝补工作室 ".to_owned(), ..long };
        assert_eq!(good.check(t, &mut Errors::default()).map(|content| content.idea), Some("缝补工作室".to_owned()));
    }

    #[test]
    fn nobody_ticks_the_admission() {
        let of = |word: &str| MilestoneForm { milestone: word.to_owned(), ..MilestoneForm::default() }.milestone();
        assert_eq!((of("tax"), of("admission"), of("")), (Some(Milestone::Tax), None, None));
    }

    #[test]
    fn nothing_is_closed_without_a_reason() {
        let t = Locale::ZhHans.messages();
        assert!(ClosureForm::default().check(t, &mut Errors::default()).is_none());
        let form = ClosureForm { reason: "找到工作了".to_owned(), ..ClosureForm::default() };
        assert!(form.check(t, &mut Errors::default()).is_some());
    }
}
