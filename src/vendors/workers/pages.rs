//! The pages of workers.

use askama::Template;
use chrono::NaiveDate;

use super::forms::{CredentialForm, WorkerForm};
use super::light::{self, Light, State, Verdict};
use super::queries::{Credential, Expiring};
use crate::db::{DocumentId, OrgId, WorkerId};
use crate::directory::model::CredentialKind;
use crate::directory::price_view::credential_name;
use crate::links::QrView;
use crate::ui::{Conflict, Crumbs, ErrorSummary, Field, FieldError, Footer, Head, Masthead, Select, SelectOption};
use crate::vendors::standings::StandingView;
use crate::web::form::Errors;
use crate::web::{Locale, Messages, Page, text};
use crate::{documents, vendors};

/// A worker's light: drawn, it is the word with its shape and colour; the reasons stand beside it.
#[derive(Template)]
#[template(path = "vendors/worker_light.html")]
pub struct LightView {
    /// `green`, `yellow` or `red`.
    pub class: &'static str,
    /// The sign inside the shape.
    pub icon: &'static str,
    /// The light in words.
    pub word: &'static str,
    /// Why it is not green.
    pub reasons: Vec<String>,
}

crate::ui::component!(LightView);

impl LightView {
    /// In a language.
    pub fn new(verdict: &Verdict, locale: Locale) -> Self {
        let t = locale.messages();
        let (class, icon, word) = match verdict.light {
            Light::Green => ("green", "check", t.workers.light_green),
            Light::Yellow => ("yellow", "clock", t.workers.light_yellow),
            Light::Red => ("red", "close", t.workers.light_red),
        };
        let reasons = verdict.reasons.iter().map(|reason| {
            let kind = credential_name(reason.kind, t);
            match reason.state {
                State::Missing => t.workers.reason_missing(kind),
                State::Expired(last) => t.workers.reason_expired(kind, text::date(locale, last)),
                State::ExpiresSoon(last) => t.workers.reason_soon(kind, text::date(locale, last)),
                State::OldCheck(done) => t.workers.reason_old(kind, text::date(locale, done)),
            }
        });
        Self { class, icon, word, reasons: reasons.collect() }
    }

    /// Of somebody who does not serve the community now, whatever their papers say.
    pub fn out_of_service(locale: Locale) -> Self {
        let t = &locale.messages().workers;
        Self { class: "red", icon: "close", word: t.light_out, reasons: vec![t.reason_out.to_owned()] }
    }

    /// Of a worker with these papers.
    pub(super) fn of<'a>(
        credentials: impl IntoIterator<Item = &'a Credential>,
        today: NaiveDate,
        locale: Locale,
    ) -> Self {
        let cards: Vec<_> = credentials.into_iter().map(Credential::card).collect();
        Self::new(&light::verdict(&cards, today), locale)
    }
}

/// What a paper is called: its kind, and its own name where it has one.
pub(super) fn paper_name(kind: CredentialKind, title: &str, t: &Messages) -> String {
    let kind = credential_name(kind, t);
    if title.is_empty() || title == kind { kind.to_owned() } else { format!("{kind} · {title}") }
}

/// The workers.
#[derive(Template)]
#[template(path = "vendors/workers.html")]
pub(super) struct WorkersPage {
    pub page: Page,
    pub new_url: String,
    pub list_url: String,
    pub left_url: String,
    pub q: String,
    pub shows_left: bool,
    /// What runs out next; on the first page alone.
    pub expiring: Vec<ExpiringView>,
    pub rows: Vec<WorkerRow>,
    pub next_url: Option<String>,
}

/// A worker in the list.
pub(super) struct WorkerRow {
    pub url: String,
    pub name: String,
    pub work_no: String,
    pub trades: String,
    /// None for somebody who left.
    pub light: Option<LightView>,
}

/// A paper that runs out.
pub(super) struct ExpiringView {
    pub url: String,
    pub worker: String,
    pub note: String,
    pub is_over: bool,
}

impl ExpiringView {
    /// In a language.
    pub fn new(paper: &Expiring, org: OrgId, today: NaiveDate, locale: Locale) -> Self {
        let t = locale.messages();
        let (name, day) = (paper_name(paper.kind, &paper.title, t), text::date(locale, paper.expires_on));
        let is_over = paper.expires_on < today;
        Self {
            url: vendors::urls::worker(org, paper.worker),
            worker: t.workers.worker_title(&paper.name, &paper.work_no),
            note: if is_over { t.workers.reason_expired(name, day) } else { t.workers.reason_soon(name, day) },
            is_over,
        }
    }
}

/// A new worker.
#[derive(Template)]
#[template(path = "vendors/worker_new.html")]
pub(super) struct NewWorkerPage {
    pub page: Page,
    pub workers_url: String,
    pub action: String,
    /// The id that the worker will have: sent twice, it is still one worker.
    pub key: String,
    pub form: WorkerForm,
    pub errors: Errors,
}

/// One worker.
#[derive(Template)]
#[template(path = "vendors/worker.html")]
pub(super) struct WorkerPage {
    pub page: Page,
    pub name: String,
    pub work_no: String,
    pub is_active: bool,
    pub light: LightView,
    pub workers_url: String,
    pub action: String,
    pub credentials_url: String,
    pub photo_action: String,
    pub documents_url: String,
    pub form: WorkerForm,
    pub errors: Errors,
    /// What somebody else saved meanwhile.
    pub theirs: Vec<(&'static str, String)>,
    pub photo: Option<PhotoView>,
    pub standings: Vec<StandingView>,
    /// The codes of the worker's public pages.
    pub codes: Vec<CodeView>,
    pub credentials: Vec<CredentialRow>,
    /// The certificate that is being added.
    pub add: CredentialForm,
    /// The id that it will have.
    pub key: String,
    pub kinds: Vec<SelectOption>,
    pub files: Vec<SelectOption>,
}

/// The code of a worker's page in a community.
pub(super) struct CodeView {
    pub community: String,
    pub qr: QrView,
}

/// A worker's photo.
pub(super) struct PhotoView {
    pub url: String,
    /// When the worker agreed to it.
    pub consent: Option<String>,
}

/// A certificate in the table.
pub(super) struct CredentialRow {
    pub id: String,
    pub name: String,
    pub number: Option<String>,
    pub issued: Option<String>,
    pub expires: Option<String>,
    pub state: &'static str,
    pub is_sound: bool,
    pub document_url: Option<String>,
}

impl CredentialRow {
    /// In a language.
    pub fn new(credential: &Credential, org: OrgId, today: NaiveDate, locale: Locale) -> Self {
        let t = locale.messages();
        let fault = light::fault(credential.kind, &credential.card(), today);
        let state = match fault {
            None => t.workers.state_sound,
            // What is in the table is not missing.
            Some(State::Expired(_) | State::Missing) => t.workers.state_expired,
            Some(State::ExpiresSoon(_)) => t.workers.state_soon,
            Some(State::OldCheck(_)) => t.workers.state_old,
        };
        Self {
            id: credential.id.to_string(),
            name: paper_name(credential.kind, &credential.title, t),
            number: credential.number_masked.clone(),
            issued: credential.issued_on.map(|day| text::date(locale, day)),
            expires: credential.expires_on.map(|day| text::date(locale, day)),
            state,
            is_sound: fault.is_none(),
            document_url: credential.document.map(|document| documents::urls::document(org, document)),
        }
    }
}

/// The kinds of papers to choose from.
pub(super) fn kinds(t: &Messages) -> Vec<SelectOption> {
    let none = SelectOption::new("", t.workers.choose);
    let known = CredentialKind::ALL.into_iter().map(|kind| SelectOption::new(kind.code(), credential_name(kind, t)));
    std::iter::once(none).chain(known).collect()
}

/// The address of a worker's photo, which changes with the photo.
pub(super) fn photo_url(org: OrgId, worker: WorkerId, photo: DocumentId) -> String {
    format!("{}?v={photo}", vendors::urls::photo(org, worker))
}
