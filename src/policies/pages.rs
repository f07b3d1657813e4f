//! The pages of policies.

use askama::Template;

use super::forms::PolicyForm;
use super::model::Policy;
use super::rules::{Question, Ticks};
use super::urls;
use crate::tenancy::Tenant;
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, Footer, Head, Masthead, Overtaken, Select, SelectOption, TextArea,
};
use crate::values::Phone;
use crate::web::form::Errors;
use crate::web::public::PublicPage;
use crate::web::{Context, Page, text};

/// A policy in a list.
pub(super) struct PolicyLine {
    pub url: String,
    pub title: String,
    /// The first line of who may apply.
    pub who: String,
    /// Who keeps it here, where it was published, and when it was compared.
    pub source: String,
}

/// Where a policy was published, and when somebody compared it.
fn source(policy: &Policy, context: &Context) -> String {
    let (t, content) = (context.t(), &policy.content);
    match content.checked_on {
        Some(on) => t.policies.source_checked(&content.source_name, text::date(context.locale, on)),
        None => content.source_name.clone(),
    }
}

impl PolicyLine {
    /// What a list shows of a policy that `keeper` keeps, on the pages of a tenant.
    pub fn new(policy: &Policy, keeper: &Tenant, tenant: &Tenant, context: &Context) -> Self {
        let source = source(policy, context);
        Self {
            url: urls::policy(tenant, policy.id),
            title: policy.content.title.clone(),
            who: policy.content.qualifies.lines().next().unwrap_or_default().to_owned(),
            source: if keeper.id == tenant.id { source } else { format!("{} · {source}", keeper.name) },
        }
    }
}

/// The policies of a kind.
pub(super) struct KindView {
    pub id: &'static str,
    pub label: &'static str,
    pub lines: Vec<PolicyLine>,
}

/// All that hold here.
#[derive(Template)]
#[template(path = "policies/list.html")]
pub(super) struct ListPage {
    pub page: Page,
    pub questions_url: String,
    pub all_url: String,
    pub is_narrowed: bool,
    pub kinds: Vec<KindView>,
}

impl PublicPage for ListPage {}

/// A policy as people read it.
pub(super) struct Article {
    pub title: String,
    pub kind: &'static str,
    pub kind_url: String,
    /// Who keeps it, where that is somebody above.
    pub keeper: Option<String>,
    pub qualifies: String,
    pub benefits: String,
    pub documents: Vec<String>,
    pub how: String,
    /// Its address and its number.
    pub phone: Option<(String, String)>,
    pub url: String,
    pub source: String,
    pub source_url: String,
    pub valid: String,
    /// Whom it is for, as the five questions ask: each with the answers that do.
    pub conditions: Vec<(&'static str, String)>,
}

impl Article {
    /// What is shown of a policy that `keeper` keeps, on the pages of a tenant.
    pub fn new(policy: &Policy, keeper: &Tenant, tenant: &Tenant, context: &Context) -> Self {
        let (t, locale, content) = (context.t(), context.locale, &policy.content);
        let from = text::date(locale, content.valid_from);
        Self {
            title: content.title.clone(),
            kind: content.kind.label(t),
            kind_url: urls::list_of(tenant, content.kind),
            keeper: (keeper.id != tenant.id).then(|| keeper.name.clone()),
            qualifies: content.qualifies.clone(),
            benefits: content.benefits.clone(),
            documents: content.documents.clone(),
            how: content.how.clone(),
            phone: Phone::parse_contact(&content.phone).ok().map(|phone| (phone.tel_href(), phone.display())),
            url: content.url.clone(),
            source: source(policy, context),
            source_url: content.source_url.clone(),
            valid: match content.valid_until {
                Some(last) => t.policies.valid_between(from, text::date(locale, last)),
                None => t.policies.valid_since(from),
            },
            conditions: Question::ALL
                .into_iter()
                .filter(|question| !content.conditions.of(*question).is_empty())
                .map(|question| (question.label(t), content.conditions.wanted(question, t)))
                .collect(),
        }
    }
}

/// One policy.
#[derive(Template)]
#[template(path = "policies/policy.html")]
pub(super) struct PolicyPage {
    pub page: Page,
    pub list_url: String,
    pub questions_url: String,
    /// Where somebody who would like to begin a business says so, where that is what it is about.
    pub startup_url: Option<&'static str>,
    pub article: Article,
}

impl PublicPage for PolicyPage {}

/// An answer that may be ticked.
pub(super) struct Tick {
    pub code: &'static str,
    pub label: &'static str,
    pub is_on: bool,
}

/// A question with its answers.
pub(super) struct QuestionView {
    pub field: &'static str,
    pub label: &'static str,
    pub is_single: bool,
    /// Whether nothing is ticked.
    pub is_skipped: bool,
    pub choices: Vec<Tick>,
}

impl QuestionView {
    /// The five questions, with what is ticked.
    pub fn all(ticks: &Ticks, context: &Context) -> Vec<Self> {
        let t = context.t();
        let view = |question: Question| Self {
            field: question.field(),
            label: question.label(t),
            is_single: question.is_single(),
            is_skipped: ticks.of(question).is_empty(),
            choices: question
                .choices()
                .iter()
                .map(|choice| Tick {
                    code: choice.code,
                    label: choice.label(t),
                    is_on: ticks.of(question).contains(&choice.code),
                })
                .collect(),
        };
        Question::ALL.into_iter().map(view).collect()
    }
}

/// A condition of a policy, and whether the answers meet it.
pub(super) struct FitView {
    /// The class of its mark: met, open or not.
    pub class: &'static str,
    pub word: &'static str,
    pub label: &'static str,
    /// The answers that do.
    pub wanted: String,
}

/// A policy, judged.
pub(super) struct JudgedView {
    pub line: PolicyLine,
    pub fits: Vec<FitView>,
}

/// What the answers lead to.
pub(super) struct Outcome {
    /// The answers in words, a question each; skipped ones say so.
    pub answers: Vec<(&'static str, String)>,
    pub applies: Vec<JudgedView>,
    pub may_apply: Vec<JudgedView>,
    pub does_not: Vec<JudgedView>,
}

/// The five questions, and what they lead to.
#[derive(Template)]
#[template(path = "policies/questions.html")]
pub(super) struct QuestionsPage {
    pub page: Page,
    pub list_url: String,
    pub action: String,
    /// The questions again, with the answers in them.
    pub change_url: String,
    pub questions: Vec<QuestionView>,
    pub outcome: Option<Outcome>,
    /// Where somebody who would like to begin a business says so, where they answered that.
    pub startup_url: Option<&'static str>,
}

impl PublicPage for QuestionsPage {
    // Hardly anybody gives the same answers, and they are nobody else's business.
    fn is_worth_keeping(&self) -> bool {
        self.outcome.is_none() && self.questions.iter().all(|question| question.is_skipped)
    }
}

/// A policy in the list of staff.
pub(super) struct Row {
    pub url: String,
    pub title: String,
    pub kind: &'static str,
    pub status: &'static str,
    pub is_live: bool,
    pub until: String,
    pub checked: String,
    /// What is to be done about it.
    pub todo: Option<&'static str>,
}

/// The policies that staff keep.
#[derive(Template)]
#[template(path = "policies/desk.html")]
pub(super) struct DeskPage {
    pub page: Page,
    /// What stands above the desk.
    pub console: &'static str,
    pub console_url: String,
    /// Where everybody reads them; the platform has no such page of its own.
    pub public_url: Option<String>,
    pub new_url: String,
    pub rows: Vec<Row>,
    pub next_url: Option<String>,
    /// Those that hold here from above.
    pub above: Vec<PolicyLine>,
}

/// The fields of a policy's form.
pub(super) struct Fields {
    pub form: PolicyForm,
    pub kinds: Vec<SelectOption>,
    pub questions: Vec<QuestionView>,
}

/// A new policy.
#[derive(Template)]
#[template(path = "policies/new.html")]
pub(super) struct NewPage {
    pub page: Page,
    pub console: &'static str,
    pub console_url: String,
    pub desk_url: String,
    pub action: String,
    pub key: String,
    pub fields: Fields,
    pub errors: Errors,
}

/// One policy, as staff keep it.
#[derive(Template)]
#[template(path = "policies/draft.html")]
pub(super) struct DraftPage {
    pub page: Page,
    pub console: &'static str,
    pub console_url: String,
    pub desk_url: String,
    pub action: String,
    pub status: &'static str,
    pub is_live: bool,
    pub is_published: bool,
    /// Who changed it last, and when.
    pub byline: String,
    /// Who compared it with its source, and when.
    pub checked: Option<String>,
    pub todo: Option<&'static str>,
    pub article: Article,
    pub public_url: Option<String>,
    pub revision: i32,
    pub publication_action: String,
    pub check_action: String,
    pub fields: Fields,
    pub is_changing: bool,
    pub theirs: Vec<(&'static str, String)>,
    /// Whether somebody else was first, and this is how it stands now.
    pub is_conflict: bool,
    pub errors: Errors,
}
