//! The pages of able residents.

use askama::Template;

use super::forms::TalentForm;
use super::model::{Need, PayUnit, Specialty, Status, Time, Wish};
use crate::certificates::Brief;
use crate::certificates::external::{ExternalForm, ExternalLine};
use crate::consents::{Purpose, PurposeWords, Receipt};
use crate::matching::Suggested;
use crate::residents::HomeLine;
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, Select, SelectOption,
};
use crate::values::Trade;
use crate::web::form::Errors;
use crate::web::public::PublicPage;
use crate::web::{Messages, Page};

/// An able resident in a list.
pub(super) struct TalentLine {
    pub url: String,
    pub name: String,
    pub place: String,
    pub track: &'static str,
    pub is_expert: bool,
    pub specialties: Vec<String>,
    pub wishes: Vec<&'static str>,
    pub is_resting: bool,
    pub updated: String,
}

/// Who can what.
#[derive(Template)]
#[template(path = "talents/list.html")]
pub(super) struct ListPage {
    pub page: Page,
    pub console_url: String,
    pub residents_url: String,
    pub search_action: String,
    pub typed: String,
    /// The search that is looked at, which the filters keep.
    pub search: Option<String>,
    /// The search that the address names is nobody's any more.
    pub is_forgotten: bool,
    pub form_action: String,
    pub all_url: String,
    pub is_narrowed: bool,
    pub specialty: String,
    pub specialties: Vec<SelectOption>,
    pub wish: String,
    pub wishes: Vec<SelectOption>,
    pub need: String,
    pub needs: Vec<SelectOption>,
    pub track: String,
    pub tracks: Vec<SelectOption>,
    pub trade: String,
    pub trades: Vec<SelectOption>,
    pub time: String,
    pub times: Vec<SelectOption>,
    pub grid: String,
    pub grids: Vec<SelectOption>,
    pub is_matched: bool,
    pub sheets_url: String,
    /// What everybody sees.
    pub shown_url: String,
    pub rows: Vec<TalentLine>,
    pub next_url: Option<String>,
    pub errors: Errors,
}

/// What the form asks for besides what the record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreement {
    /// Nothing: there is a consent.
    Held,
    /// That the person who fills it in agrees.
    Own,
    /// That there is a paper.
    Paper {
        /// That a guardian signed.
        by_guardian: bool,
    },
}

/// A choice with its tick.
pub(super) struct Tick {
    pub code: &'static str,
    pub label: &'static str,
    pub is_on: bool,
}

/// The fields of a record, in every form of it.
pub(super) struct Fields {
    pub form: TalentForm,
    pub specialties: Vec<Tick>,
    pub wishes: Vec<Tick>,
    pub needs: Vec<Tick>,
    pub trades: Vec<Tick>,
    pub times: Vec<Tick>,
    pub pay_units: Vec<SelectOption>,
    pub statuses: Vec<SelectOption>,
    pub agreement: Agreement,
    pub words: PurposeWords,
    pub version: i32,
}

impl Fields {
    pub fn of(form: TalentForm, agreement: Agreement, t: &Messages) -> Self {
        let tick = |code: &'static str, label, on: &[String]| Tick { code, label, is_on: on.iter().any(|c| c == code) };
        Self {
            specialties: Specialty::ALL.iter().map(|one| tick(one.code(), one.label(t), &form.specialty)).collect(),
            wishes: Wish::ALL.iter().map(|one| tick(one.code(), one.label(t), &form.wish)).collect(),
            needs: Need::ALL.iter().map(|one| tick(one.code(), one.label(t), &form.need)).collect(),
            trades: Trade::ALL.iter().map(|one| tick(one.code(), one.label(t), &form.trade)).collect(),
            times: Time::ALL.iter().map(|one| tick(one.code(), one.label(t), &form.time)).collect(),
            pay_units: std::iter::once(SelectOption::new("", t.consents.purpose_choose))
                .chain(PayUnit::ALL.iter().map(|one| SelectOption::new(one.code(), one.label(t))))
                .collect(),
            statuses: Status::ALL.iter().map(|one| SelectOption::new(one.code(), one.label(t))).collect(),
            agreement,
            words: Purpose::Talent.words(t),
            version: Purpose::Talent.version(),
            form,
        }
    }

    /// Whether a paper has to be named.
    pub fn asks_paper(&self) -> bool {
        matches!(self.agreement, Agreement::Paper { .. })
    }

    /// Whether a guardian has to be.
    pub fn asks_guardian(&self) -> bool {
        self.agreement == Agreement::Paper { by_guardian: true }
    }

    /// Whether the consent is ticked.
    pub fn is_agreed(&self) -> bool {
        self.form.agree.is_some()
    }
}

/// What somebody said is taken down.
#[derive(Template)]
#[template(path = "talents/new.html")]
pub(super) struct NewPage {
    pub page: Page,
    pub console_url: String,
    pub list_url: String,
    pub name: String,
    pub place: String,
    pub resident_url: String,
    pub action: String,
    pub key: String,
    pub record: String,
    pub fields: Fields,
    pub errors: Errors,
}

/// One able resident.
#[derive(Template)]
#[template(path = "talents/talent.html")]
pub(super) struct TalentPage {
    pub page: Page,
    pub console_url: String,
    pub list_url: String,
    pub place: String,
    pub resident_url: String,
    pub lines: Vec<(&'static str, String)>,
    pub updated: String,
    pub track: &'static str,
    /// Who recognised them, and when.
    pub recognised: Option<String>,
    /// Where that is written down, or taken back.
    pub recognition_url: String,
    pub is_matched: bool,
    /// The open jobs that would fit them.
    pub suggested: Suggested,
    /// The certificates of ours.
    pub certificates: Vec<Brief>,
    /// Those of others, and the form that records one.
    pub external: Vec<ExternalLine>,
    pub record: ExternalForm,
    pub is_badged: bool,
    /// Where everybody sees them, if everybody does.
    pub shown_url: Option<String>,
    pub receipts: Vec<Receipt>,
    pub action: String,
    pub fields: Fields,
    /// Whether the form was sent and came back.
    pub is_changing: bool,
    pub theirs: Vec<(&'static str, String)>,
    pub errors: Errors,
}

/// What I can and would like, in one community.
pub(super) struct Mine {
    pub record: String,
    pub community: String,
    pub key: String,
    pub fields: Fields,
    /// Whether something is kept, and the consent to it holds.
    pub is_kept: bool,
    /// Whether they agree to be suggested; and the open jobs that would fit them then.
    pub is_matched: bool,
    pub suggested: Suggested,
    /// None where the community does without jobs.
    pub jobs_url: Option<String>,
    /// What else it may be used for.
    pub uses: Vec<Use>,
    pub track: Option<&'static str>,
    /// When what is kept is erased, where the consent is withdrawn.
    pub erased_on: Option<String>,
    /// Whether a guardian has to agree, at the community.
    pub is_child: bool,
}

/// What I can and would like.
#[derive(Template)]
#[template(path = "talents/mine.html")]
pub(super) struct MinePage {
    pub page: Page,
    pub me_url: &'static str,
    /// Where there are several, and none is chosen.
    pub choices: Vec<HomeLine>,
    pub mine: Option<Mine>,
    pub theirs: Vec<(&'static str, String)>,
    pub errors: Errors,
}

/// Somebody whom the community has recognised.
pub(super) struct ShownCard {
    /// Masked.
    pub name: String,
    pub track: &'static str,
    pub since: String,
    pub specialties: Vec<String>,
    pub wishes: Vec<&'static str>,
}

/// Whom the community has recognised, for everybody.
#[derive(Template)]
#[template(path = "talents/shown.html")]
pub(super) struct ShownPage {
    pub page: Page,
    pub cards: Vec<ShownCard>,
    pub next_url: Option<String>,
    pub phone: Option<(String, String)>,
}

impl PublicPage for ShownPage {}

/// One of the uses that a record may have, and whether the person agrees.
pub(super) struct Use {
    pub code: &'static str,
    pub words: PurposeWords,
    pub version: i32,
    pub key: String,
    pub is_given: bool,
    /// What everybody sees of those who agree, if anything.
    pub shown_url: Option<String>,
}
