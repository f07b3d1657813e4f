//! What is sent about a business that begins: by the person, or by staff.

use chrono::NaiveDate;
use serde::Deserialize;

use super::mentor::Shares;
use super::model::{Case, Content, Kind, Milestone, Reached, Status};
use super::past::Part;
use crate::db::{CaseId, CaseNoteId, ConsentId, MentoringId, OrgId, ResidentId};
use crate::values::{Line, Paragraphs, PersonName, Phone};
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

    /// What was typed, under the kind that was chosen.
    pub fn words(&self, t: &Messages) -> (String, String) {
        let kind = Kind::parse(&self.kind).map_or("", |kind| kind.label(t));
        let text = match self.mentor.trim() {
            "" => self.idea.clone(),
            mentor => format!("{}\n{}{}{mentor}", self.idea, t.startup.mentor, t.common.colon),
        };
        (kind.to_owned(), text)
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
    /// The same, as it was shown.
    pub was_due: String,
    /// `1`: it is reached.
    pub done: String,
    /// The same, as it was shown.
    pub was_done: String,
}

/// The id of the field that says by when a milestone is to be reached.
pub(super) fn due_field(milestone: Milestone) -> &'static str {
    match milestone {
        Milestone::Registration => "due-registration",
        Milestone::Account => "due-account",
        Milestone::Tax => "due-tax",
        Milestone::Insurance => "due-insurance",
        Milestone::Admission => "due-admission",
    }
}

/// A day as its field shows it.
fn shown(day: Option<NaiveDate>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

impl MilestoneForm {
    /// As a milestone fills it.
    pub fn of(one: &Reached) -> Self {
        let due = shown(one.due_on);
        let done = if one.done_on.is_some() { "1" } else { "" };
        Self {
            milestone: one.milestone.code().to_owned(),
            due_on: due.clone(),
            was_due: due,
            done: done.to_owned(),
            was_done: done.to_owned(),
        }
    }

    /// Which, where it is one that can be ticked.
    pub fn milestone(&self) -> Option<Milestone> {
        Milestone::parse(&self.milestone).filter(|milestone| milestone.is_ticked())
    }

    /// By when; the error is that of the milestone's own field.
    pub fn due_on(&self, milestone: Milestone, t: &Messages, errors: &mut Errors) -> Option<Option<NaiveDate>> {
        errors.optional_day(due_field(milestone), &self.due_on, t.startup.error_day)
    }

    /// Whether it is reached.
    pub fn is_done(&self) -> bool {
        self.done == "1"
    }

    /// Whether whoever sent it gives another day: what was left as it was shown may have changed meanwhile.
    pub fn tells_due(&self) -> bool {
        self.due_on.trim() != self.was_due
    }

    /// The same of whether it is reached.
    pub fn tells_done(&self) -> bool {
        self.done != self.was_done
    }

    /// Whether somebody else gave another day since this one was shown: neither what was there, nor what is wanted.
    pub fn is_overtaken(&self, now: Option<NaiveDate>, wanted: Option<NaiveDate>) -> bool {
        self.tells_due() && now != wanted && shown(now) != self.was_due
    }

    /// The form, to be sent again by whoever has seen the day that it is by now.
    pub fn over(self, now: Option<NaiveDate>) -> Self {
        Self { was_due: shown(now), ..self }
    }

    /// What is new in it, under the milestone's name.
    pub fn words(&self, t: &Messages) -> (String, String) {
        let milestone = self.milestone().map_or("", |milestone| milestone.label(t));
        let due = self.tells_due().then(|| format!("{}{}{}", t.startup.due, t.common.colon, self.due_on));
        let done = if self.is_done() { t.startup.is_done } else { t.startup.not_done };
        let told: Vec<String> = due.into_iter().chain(self.tells_done().then(|| done.to_owned())).collect();
        (milestone.to_owned(), told.join("\n"))
    }
}

/// Something noted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct NoteForm {
    /// Its id: sent twice, it is still one.
    pub key: Option<CaseNoteId>,
    pub body: String,
    /// Whose words it holds, where they are the mentor's.
    pub said_by: String,
    /// `1`: the person reads it.
    pub shared: Option<String>,
}

impl NoteForm {
    /// What is noted.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        let body = Paragraphs::<500>::parse(&self.body);
        errors.take("body", body, |_| t.startup.error_note.to_owned()).map(String::from)
    }

    /// Whether it holds the words of this mentor.
    pub fn quotes(&self, mentor: &str) -> bool {
        self.said_by == mentor
    }

    /// Whether the person reads it.
    pub fn is_shared(&self) -> bool {
        self.shared.is_some()
    }
}

/// Who is to go along.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct MentorForm {
    /// A new one's id: sent twice, it is still one.
    pub key: Option<MentoringId>,
    pub mentor_name: String,
    pub mentor_phone: String,
    /// Where the word of a founder is kept who has no account to give it in.
    pub paper_kept: String,
}

/// Somebody to go along, as they were named.
pub(super) struct ValidMentor {
    pub name: PersonName,
    pub phone: Phone,
    /// Empty where the founder is asked in their account.
    pub paper_kept: String,
}

impl MentorForm {
    /// Who it names; on paper, it must say where that is.
    pub fn check(&self, is_paper: bool, t: &Messages, errors: &mut Errors) -> Option<ValidMentor> {
        let (name, phone) = (PersonName::parse(&self.mentor_name), Phone::parse_mobile(&self.mentor_phone));
        let name = errors.take("mentor_name", name, |_| t.startup.error_mentor.to_owned());
        let phone = errors.take("mentor_phone", phone, |_| t.accounts.error_phone.to_owned());
        let paper_kept = if is_paper {
            let kept = Line::<60>::parse(&self.paper_kept);
            errors.take("paper_kept", kept, |_| t.startup.error_mentor_paper.to_owned()).map(String::from)
        } else {
            Some(String::new())
        };
        Some(ValidMentor { name: name?, phone: phone?, paper_kept: paper_kept? })
    }

    /// Whom it names, where it has no field to stand in any more.
    pub fn words(&self, t: &Messages) -> Option<(String, String)> {
        (!self.mentor_name.is_empty()).then(|| (t.startup.mentor_account.to_owned(), self.mentor_name.clone()))
    }
}

/// The founder's yes, and what they let their mentor read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AgreeForm {
    /// To whom, as the page named them.
    pub mentoring: Option<MentoringId>,
    /// `1`: their name in full.
    pub named: String,
    pub part: Vec<String>,
}

impl AgreeForm {
    /// What they let them read.
    pub fn shares(&self) -> Shares {
        Shares { name: self.named == "1", parts: Part::among(&self.part) }
    }
}

/// Somebody goes along no more.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MentorEndForm {
    pub mentoring: Option<MentoringId>,
}

/// The organization that came of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct OrgForm {
    pub revision: i32,
    #[serde(deserialize_with = "chosen")]
    pub organization: Option<OrgId>,
}

/// Which history an organization is to keep, or to keep no longer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HistoryForm {
    pub case: Option<CaseId>,
    /// The receipt's id, where it is to be kept.
    pub key: Option<ConsentId>,
    /// Which wording was on the page.
    pub version: i32,
    /// What else joins it.
    pub part: Vec<String>,
    /// `1`: staff of communities read it.
    pub shown: String,
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
    fn whoever_has_no_account_says_yes_on_paper() {
        let t = Locale::ZhHans.messages();
        let fields = |form: &MentorForm, is_paper| {
            let mut errors = Errors::default();
            assert_eq!(form.check(is_paper, t, &mut errors).is_some(), errors.is_empty());
            errors.list().iter().map(|(field, _)| *field).collect::<Vec<_>>()
        };
        let empty = MentorForm::default();
        assert_eq!(fields(&empty, true), ["mentor_name", "mentor_phone", "paper_kept"]);
        assert_eq!(fields(&empty, false), ["mentor_name", "mentor_phone"]);
        let named = MentorForm {
            mentor_name: "崔文娟".to_owned(),
            mentor_phone: "13911112222".to_owned(),
            ..MentorForm::default()
        };
        assert_eq!((fields(&named, false), fields(&named, true)), (vec![], vec!["paper_kept"]));
    }

    #[test]
    fn nobody_ticks_the_admission() {
        let of = |word: &str| MilestoneForm { milestone: word.to_owned(), ..MilestoneForm::default() }.milestone();
        assert_eq!((of("tax"), of("admission"), of("")), (Some(Milestone::Tax), None, None));
    }

    #[test]
    fn a_milestone_says_only_what_is_new() {
        let t = Locale::ZhHans.messages();
        let day = |day| NaiveDate::from_ymd_opt(2026, 12, day);
        let shown = MilestoneForm::of(&Reached { milestone: Milestone::Tax, due_on: day(1), done_on: None });
        assert_eq!((shown.tells_due(), shown.tells_done(), shown.words(t).1), (false, false, String::new()));
        let later = MilestoneForm { due_on: "2026-12-24".to_owned(), ..shown.clone() };
        assert!(later.tells_due() && !later.tells_done());
        assert_eq!(later.due_on(Milestone::Tax, t, &mut Errors::default()), Some(day(24)));
        // Overtaken by another day alone, and not by the one that is wanted.
        let overtaken = |now| later.is_overtaken(day(now), day(24));
        assert_eq!((overtaken(1), overtaken(24), overtaken(12)), (false, false, true));
        assert!(!shown.is_overtaken(day(12), day(1)) && !later.clone().over(day(12)).is_overtaken(day(12), day(24)));
        let done = MilestoneForm { done: "1".to_owned(), ..shown };
        assert!(done.tells_done() && !done.tells_due());
        for odd in ["下周", "-9999-01-01", "+12000-01-01"] {
            let (mut errors, form) = (Errors::default(), MilestoneForm { due_on: odd.to_owned(), ..done.clone() });
            assert_eq!((form.due_on(Milestone::Tax, t, &mut errors), errors.list().len()), (None, 1), "{odd}");
            assert_eq!(errors.get("due-tax"), Some(t.startup.error_day));
        }
    }

    #[test]
    fn nothing_is_closed_without_a_reason() {
        let t = Locale::ZhHans.messages();
        assert!(ClosureForm::default().check(t, &mut Errors::default()).is_none());
        let form = ClosureForm { reason: "找到工作了".to_owned(), ..ClosureForm::default() };
        assert!(form.check(t, &mut Errors::default()).is_some());
    }
}
