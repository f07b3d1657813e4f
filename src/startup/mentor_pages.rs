//! The pages of those who go along with founders, and what is shown of them on others.

use askama::Template;

use super::forms::{MentorForm, NoteForm};
use super::mentor::{Mentoring, State};
use super::model::Case;
use super::pages::{MilestoneView, NoteView, PartTick, ProofLine};
use super::past::{Part, Past};
use super::urls;
use crate::db::MentoringId;
use crate::tenancy::Tenant;
use crate::ui::{ErrorSummary, Footer, Head, Masthead, Overtaken, TextArea};
use crate::web::form::Errors;
use crate::web::{Context, Page, text};

/// Somebody who goes along with a founder, did, or is to; for staff.
pub(super) struct MentorLine {
    pub id: String,
    pub name: String,
    pub state: &'static str,
    /// Since when, and where the founder's word is kept.
    pub note: String,
    /// Whether it has not come to an end.
    pub is_open: bool,
}

/// Those of a case, for staff.
pub(super) struct MentorCard {
    pub people: Vec<MentorLine>,
    /// A new one's id, where somebody may be chosen.
    pub key: Option<String>,
    /// Whether the founder says yes on paper.
    pub is_paper: bool,
    /// Whether the viewer ends it.
    pub may_end: bool,
    pub form: MentorForm,
    pub action: String,
    pub end_action: String,
}

impl MentorCard {
    /// Those of a case in a community; `decides`: whether the viewer chooses, and ends it.
    pub fn of(
        mentors: &[Mentoring],
        case: &Case,
        form: MentorForm,
        tenant: &Tenant,
        context: &Context,
        decides: bool,
    ) -> Self {
        let (t, locale) = (context.t(), context.locale);
        let is_open = |one: &Mentoring| !matches!(one.state(case.status), State::Over(_));
        let line = |one: &Mentoring| {
            let at = one.agreed_at.unwrap_or(one.chosen_at).with_timezone(&tenant.time_zone);
            let since = t.startup.since(text::date(locale, at.date_naive()));
            let paper = (!one.paper_kept.is_empty()).then(|| t.startup.mentor_paper(&one.paper_kept));
            MentorLine {
                id: one.id.to_string(),
                name: one.name.clone(),
                state: one.label(case.status, t),
                note: std::iter::once(since).chain(paper).collect::<Vec<_>>().join(" · "),
                is_open: is_open(one),
            }
        };
        let may_choose = decides && case.status.is_open() && !mentors.iter().any(is_open);
        let key = may_choose.then(|| form.key.unwrap_or_else(MentoringId::generate).to_string());
        Self {
            people: mentors.iter().map(line).collect(),
            key,
            is_paper: case.person.is_none(),
            may_end: decides,
            form,
            action: urls::mentor(tenant, case.id),
            end_action: urls::mentor_end(tenant, case.id),
        }
    }
}

/// Who goes along with me, or is to.
pub(super) struct MyMentor {
    pub id: String,
    pub name: String,
    /// Whether I have said yes.
    pub is_agreed: bool,
    pub since: String,
    /// Whether they read my name in full.
    pub shows_name: bool,
    /// What else they may read.
    pub ticks: Vec<PartTick>,
    pub action: String,
    pub end_action: String,
}

impl MyMentor {
    /// That of a case, whose founder has this past.
    pub fn of(one: &Mentoring, past: &Past, tenant: &Tenant, context: &Context) -> Self {
        let (t, locale) = (context.t(), context.locale);
        let at = one.agreed_at.unwrap_or(one.chosen_at).with_timezone(&tenant.time_zone);
        let tick =
            |part: Part| PartTick { code: part.code(), label: part.label(t), is_on: one.shares.parts.contains(&part) };
        Self {
            id: one.id.to_string(),
            name: one.name.clone(),
            is_agreed: one.agreed_at.is_some(),
            since: text::date(locale, at.date_naive()),
            shows_name: one.shares.name,
            ticks: Part::ALL.into_iter().filter(|part| past.has(*part)).map(tick).collect(),
            action: urls::my_mentor(one.case),
            end_action: urls::my_mentor_end(one.case),
        }
    }
}

/// Somebody with whom I go along, or did.
pub(super) struct MentoringLine {
    pub title: String,
    pub note: String,
    pub state: &'static str,
    /// Their page; none where it is over.
    pub url: Option<String>,
}

/// With whom I go along.
#[derive(Template)]
#[template(path = "startup/mentorings.html")]
pub(super) struct MentoringsPage {
    pub page: Page,
    pub me_url: &'static str,
    pub rows: Vec<MentoringLine>,
}

/// Somebody with whom I go along: their plan, and what they let me read.
#[derive(Template)]
#[template(path = "startup/mentoring.html")]
pub(super) struct MentoringPage {
    pub page: Page,
    pub community: String,
    pub kind: &'static str,
    pub idea: String,
    pub status: &'static str,
    pub milestones: Vec<MilestoneView>,
    pub certificates: Vec<ProofLine>,
    /// What else they let me read: a part with its lines each.
    pub past: Vec<(&'static str, Vec<String>)>,
    /// What I have noted.
    pub notes: Vec<NoteView>,
    pub notes_action: String,
    pub note_key: String,
    pub note: NoteForm,
    /// Whether another note was sent with the same form before.
    pub is_again: bool,
    pub end_action: String,
    pub errors: Errors,
}

/// That it is over, and nothing of the founder.
#[derive(Template)]
#[template(path = "startup/mentoring_over.html")]
pub(super) struct MentoringOverPage {
    pub page: Page,
    pub community: String,
    pub why: &'static str,
    /// What was typed and can be kept no more.
    pub unsaved: Option<(String, String)>,
}
