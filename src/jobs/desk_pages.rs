//! The pages of those who hire and of staff.

use askama::Template;

use super::answers::Gone;
use super::forms::{PostingForm, StepForm};
use super::model::{Hand, Step};
use super::show::Fact;
use super::told::ToldForm;
use crate::certificates::Stands;
use crate::recommendations::VouchView;
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, Overtaken, Select,
    SelectOption, TextArea,
};
use crate::web::Page;
use crate::web::form::Errors;

/// A part of the staff's list.
pub(super) struct ShelfView {
    pub label: &'static str,
    pub url: String,
    pub count: i64,
    pub is_chosen: bool,
}

/// A posting in a list.
pub(super) struct DeskRow {
    pub url: String,
    pub title: String,
    /// Who hires; for them, in which community.
    pub whose: String,
    pub status: &'static str,
    pub is_live: bool,
    pub until: String,
    pub hired: String,
    /// How many applications nobody has decided.
    pub pending: Option<String>,
}

/// The staff's list.
#[derive(Template)]
#[template(path = "jobs/desk.html")]
pub(super) struct DeskPage {
    pub page: Page,
    pub console_url: String,
    /// None for those who only look.
    pub new_url: Option<String>,
    pub all_url: String,
    /// Whether nothing is left out of the list.
    pub is_whole: bool,
    pub shelves: Vec<ShelfView>,
    pub rows: Vec<DeskRow>,
    pub older_url: Option<String>,
}

/// An organization's list.
#[derive(Template)]
#[template(path = "jobs/org_desk.html")]
pub(super) struct OrgDeskPage {
    pub page: Page,
    pub new_url: String,
    /// What came of them.
    pub loop_url: String,
    pub rows: Vec<DeskRow>,
    pub older_url: Option<String>,
}

/// A paper that may be asked for.
pub(super) struct Tick {
    pub code: &'static str,
    pub label: &'static str,
    pub is_on: bool,
}

/// The fields of a posting's form.
pub(super) struct Fields {
    pub form: PostingForm,
    /// Whether an organization writes, whose name is known.
    pub is_org: bool,
    pub trades: Vec<SelectOption>,
    pub units: Vec<SelectOption>,
    pub papers: Vec<Tick>,
}

/// A new posting.
#[derive(Template)]
#[template(path = "jobs/new.html")]
pub(super) struct NewPage {
    pub page: Page,
    /// For staff.
    pub console_url: Option<String>,
    pub desk_url: String,
    pub action: String,
    /// For an organization: where it applies to communities.
    pub applications_url: Option<String>,
    pub key: String,
    /// The communities that an organization may write for.
    pub communities: Vec<SelectOption>,
    pub fields: Fields,
    pub errors: Errors,
}

/// The steps that the viewer may take.
#[derive(Default)]
pub(super) struct Offers {
    pub send: bool,
    pub take_back: bool,
    pub approve: bool,
    pub publish_alone: bool,
    pub send_back: bool,
    pub pause: bool,
    pub resume: bool,
    pub extend: bool,
    pub fill: bool,
    pub withdraw: bool,
    /// Whether they have to say why they pause or withdraw it.
    pub owes_reason: bool,
}

impl Offers {
    /// By whether each may be taken.
    pub fn new(may: impl Fn(Step) -> bool, hand: Hand) -> Self {
        Self {
            send: may(Step::Send),
            take_back: may(Step::TakeBack),
            approve: may(Step::Approve),
            publish_alone: may(Step::PublishAlone),
            send_back: may(Step::Return),
            pause: may(Step::Pause),
            resume: may(Step::Resume),
            extend: may(Step::Extend),
            fill: may(Step::Fill),
            withdraw: may(Step::Withdraw),
            owes_reason: hand.owes_reason(Step::Withdraw),
        }
    }
}

/// A posting, as those who keep it see it.
#[derive(Template)]
#[template(path = "jobs/draft.html")]
pub(super) struct DraftPage {
    pub page: Page,
    pub console_url: Option<String>,
    pub desk_url: String,
    /// The community's name, for an organization.
    pub community: Option<String>,
    pub action: String,
    pub revision: i32,
    pub status: &'static str,
    pub is_live: bool,
    pub byline: String,
    /// Who of the community decided last, and when.
    pub decided: Option<String>,
    pub reason: String,
    pub facts: Vec<Fact>,
    pub duties: String,
    pub hired: String,
    pub public_url: Option<String>,
    pub applications_url: Option<String>,
    /// Where a QR code is made.
    pub links_url: Option<String>,
    /// Where an organization prints it.
    pub poster_url: Option<String>,
    pub offers: Offers,
    /// Why nothing can be decided here, where it waits.
    pub waits: Option<&'static str>,
    /// That the community paused it.
    pub held: Option<&'static str>,
    /// Whether residents read it: what is rewritten is looked at again.
    pub is_shown: bool,
    pub writing: Option<Fields>,
    pub steps_action: String,
    pub decision_action: String,
    pub theirs: Vec<(&'static str, String)>,
    /// The reason that was typed.
    pub typed_reason: String,
    /// The one for pausing it or taking it down.
    pub typed_stop_reason: String,
    /// The one that nobody is asked for any more; may be empty.
    pub kept_note: String,
    /// Whether somebody else was first with a step.
    pub is_conflict: bool,
    /// What was typed and can no longer be saved.
    pub unsaved: Option<(String, String)>,
    pub errors: Errors,
}

/// An application in a list.
pub(super) struct RowView {
    pub url: String,
    pub name: String,
    pub status: &'static str,
    pub is_new: bool,
    pub is_over: bool,
    pub when: String,
    pub is_on_paper: bool,
    /// What was answered to what is asked where it stands.
    pub answer: Option<&'static str>,
    /// Who vouches for them.
    pub source: Option<String>,
}

/// Who applied.
#[derive(Template)]
#[template(path = "jobs/applications.html")]
pub(super) struct ApplicationsPage {
    pub page: Page,
    pub console_url: Option<String>,
    pub desk_url: String,
    pub posting_url: String,
    pub title: String,
    pub hired: String,
    pub rows: Vec<RowView>,
    pub older_url: Option<String>,
}

/// A step of an application.
pub(super) struct EventView {
    pub title: &'static str,
    pub when: String,
    pub by: String,
    pub note: String,
}

/// One application.
#[derive(Template)]
#[template(path = "jobs/application.html")]
pub(super) struct ApplicationPage {
    pub page: Page,
    pub console_url: Option<String>,
    pub desk_url: String,
    pub posting_url: String,
    pub list_url: String,
    pub title: String,
    pub status: &'static str,
    pub is_live: bool,
    /// What they share, a part with its lines each.
    pub shown: Vec<(&'static str, Vec<String>)>,
    /// Whether no more is shown than the masked name.
    pub is_masked: bool,
    pub note: String,
    /// Who of the staff took it down.
    pub by: Option<String>,
    pub interview: Option<String>,
    /// Whether the applicant comes, and to whoever hires, when they could instead; may be empty.
    pub meets: Option<&'static str>,
    pub meets_word: String,
    /// How they accepted an offer.
    pub accepted: Option<&'static str>,
    /// They are asked, and have not answered: what that means for whoever looks.
    pub awaits_answer: Option<&'static str>,
    /// Whether whoever hires notes that they agreed: they have nowhere to answer.
    pub by_word: bool,
    pub reason: String,
    /// Since when they are not there.
    pub left_on: Option<String>,
    /// The resident's record, for staff.
    pub record_url: Option<String>,
    pub events: Vec<EventView>,
    pub steps_action: String,
    pub revision: i32,
    pub may_view: bool,
    pub may_invite: bool,
    pub may_offer: bool,
    pub may_hire: bool,
    pub may_keep: bool,
    pub may_leave: bool,
    /// Before both are asked, or once it is settled: with the day.
    pub may_leave_early: bool,
    /// Whether they were still there after 90 days.
    pub is_kept: bool,
    /// How work ends early, each with its word.
    pub gone: [(&'static str, &'static str); 2],
    pub may_reject: bool,
    /// Where staff write down what the applicant told them: of an interview, of an offer, or that they want none of it any more.
    pub told_action: Option<String>,
    pub may_tell_meets: bool,
    pub may_tell_accepted: bool,
    /// How somebody says something, each with its word.
    pub words: Vec<(&'static str, &'static str)>,
    pub told: ToldForm,
    /// Who of the staff wrote down what they answered.
    pub through: Option<String>,
    /// Who vouches for them.
    pub vouch: Option<VouchView>,
    /// Where the certificate stands that they vouch with.
    pub vouch_stands: Option<Stands>,
    /// What each side says of whether they are still there, as long as it is not settled.
    pub applicant_says: Option<&'static str>,
    pub employer_says: Option<&'static str>,
    /// Whether it is the viewer's own.
    pub is_own: bool,
    /// Whether they were invited before.
    pub is_again: bool,
    pub form: StepForm,
    pub is_conflict: bool,
    pub errors: Errors,
}

impl ApplicationPage {
    /// Whether this way in which work ends early was chosen.
    pub fn is_gone(&self, code: &str) -> bool {
        self.form.gone == code
    }

    /// What was typed for a step that can no longer be taken: when and where to meet, how work ended and when, and why not.
    pub fn unsaved(&self) -> Option<(String, String)> {
        let StepForm { step, at, place, reason, gone, day, .. } = &self.form;
        // Where no step was sent it is today, which nobody has typed.
        let day = if step.is_empty() { "" } else { day.as_str() };
        let gone = Gone::parse(gone).map_or("", |gone| gone.label(self.page.t));
        let said = [at.as_str(), place.as_str(), gone, day, self.told.instead.as_str()];
        let said = said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        Some((said, reason.clone())).filter(|(said, reason)| !said.is_empty() || !reason.is_empty())
    }
}
