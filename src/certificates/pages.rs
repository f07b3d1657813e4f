//! The pages of certificates.

use askama::Template;

use super::external::ExternalLine;
use super::forms::RevocationForm;
use crate::links::QrView;
use crate::ui::{
    Choice, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, Select, SelectOption, TextArea,
};
use crate::web::Page;
use crate::web::form::Errors;

/// A part of what was taught.
pub(super) struct PartLine {
    pub strand: &'static str,
    pub title: String,
    pub hours: String,
}

/// What a certificate says.
pub(super) struct ContentView {
    pub title: String,
    pub trade: Option<&'static str>,
    pub org_name: String,
    pub days: String,
    /// From when the holder took part, where they joined late.
    pub took_part: Option<String>,
    pub hours: String,
    /// Those that were held.
    pub held_hours: Option<String>,
    /// What the parts are: what was learned, or what the course has.
    pub parts_label: &'static str,
    pub parts: Vec<PartLine>,
    pub attendance: Option<String>,
    pub score: Option<String>,
}

/// Where a certificate stands, in a word and a colour.
pub(crate) struct StandingView {
    pub label: &'static str,
    pub is_valid: bool,
}

/// Where the code of a certificate is typed.
#[derive(Template)]
#[template(path = "certificates/look_up.html")]
pub(super) struct LookUpPage {
    pub page: Page,
    pub action: String,
    pub code: String,
    pub errors: Errors,
}

/// What a certificate says, for whoever holds it.
#[derive(Template)]
#[template(path = "certificates/verify.html")]
pub(super) struct VerifyPage {
    pub page: Page,
    pub look_up_url: String,
    /// None: there is no such certificate.
    pub found: Option<Verified>,
    pub phone: Option<(String, String)>,
}

/// A certificate that there is.
pub(super) struct Verified {
    pub standing: StandingView,
    /// What follows from where it stands.
    pub note: String,
    pub name: String,
    pub number: String,
    pub issued: String,
    pub expires: Option<String>,
    pub content: ContentView,
    pub issuer: String,
}

/// A certificate on one sheet.
pub(super) struct SheetView {
    pub issuer: String,
    /// Who completed what, in a sentence.
    pub text: String,
    pub content: ContentView,
    pub number: String,
    pub issued: String,
    pub expires: Option<String>,
    /// Across it, when it holds no longer.
    pub stamp: Option<&'static str>,
    pub qr: QrView,
    pub code: String,
    /// Where the code is typed.
    pub look_up: String,
}

/// The sheet to print.
#[derive(Template)]
#[template(path = "certificates/sheet.html")]
pub(super) struct SheetPage {
    pub page: Page,
    pub back_url: String,
    pub verify_url: String,
    pub sheet: SheetView,
}

/// The sheets of a batch to print, one a page.
#[derive(Template)]
#[template(path = "certificates/sheets.html")]
pub(super) struct SheetsPage {
    pub page: Page,
    pub back_url: String,
    pub sheets: Vec<SheetView>,
}

/// A certificate in a list.
pub(super) struct CertificateLine {
    pub url: String,
    pub title: String,
    pub name: String,
    pub number: String,
    pub issued: String,
    pub standing: StandingView,
}

/// A person's own.
#[derive(Template)]
#[template(path = "certificates/mine.html")]
pub(super) struct MinePage {
    pub page: Page,
    pub me_url: &'static str,
    pub rows: Vec<MyCertificate>,
    /// Those that others have issued.
    pub external: Vec<MyExternal>,
}

/// One of a person's own that somebody else has issued.
pub(super) struct MyExternal {
    /// Who recorded it.
    pub community: String,
    pub record: String,
    pub line: ExternalLine,
}

/// One of ours in a line.
pub(crate) struct Brief {
    pub verify_url: String,
    pub title: String,
    pub org_name: String,
    pub number: String,
    pub standing: StandingView,
}

/// One of a person's own.
pub(super) struct MyCertificate {
    pub url: String,
    pub verify_url: String,
    pub title: String,
    pub issuer: String,
    pub number: String,
    pub issued: String,
    pub expires: Option<String>,
    pub standing: StandingView,
}

/// What waits for a signature.
pub(super) struct BatchLine {
    pub url: String,
    pub title: String,
    pub prepared: String,
}

/// A run that owes somebody a certificate.
pub(super) struct OwingLine {
    pub url: String,
    pub title: String,
    pub note: String,
}

/// What waits, and what was issued.
#[derive(Template)]
#[template(path = "certificates/desk.html")]
pub(super) struct DeskPage {
    pub page: Page,
    pub console_url: String,
    pub batches: Vec<BatchLine>,
    pub owing: Vec<OwingLine>,
    pub action: String,
    pub number: String,
    pub is_search: bool,
    pub rows: Vec<CertificateLine>,
    pub next_url: Option<String>,
}

/// Somebody who can have one.
pub(super) struct GraduateLine {
    pub id: String,
    pub label: String,
    pub is_ticked: bool,
}

/// What was prepared of a run before.
pub(super) struct PreparedLine {
    /// By whom and when.
    pub prepared: String,
    /// What became of it.
    pub standing: String,
    /// Where those that hold are printed together.
    pub sheets_url: Option<String>,
}

/// Who of a run gets one.
#[derive(Template)]
#[template(path = "certificates/run.html")]
pub(super) struct RunPage {
    pub page: Page,
    pub home: (String, String),
    /// Where the run is kept: what that is called, and its address.
    pub above: (String, String),
    /// Whether the trainer prepares them, for the community to sign.
    pub is_trainer: bool,
    pub title: String,
    pub action: String,
    pub key: String,
    pub graduates: Vec<GraduateLine>,
    /// Who passed and has yet to practise.
    pub missing: Vec<String>,
    /// What was issued, each with where it is printed or kept.
    pub issued: Vec<CertificateLine>,
    /// What was prepared before.
    pub batches: Vec<PreparedLine>,
    pub term: String,
    pub terms: Vec<SelectOption>,
    /// That less was held than the course takes.
    pub too_short: Option<String>,
    pub content: ContentView,
    pub errors: Errors,
}

/// What one person has prepared.
#[derive(Template)]
#[template(path = "certificates/batch.html")]
pub(super) struct BatchPage {
    pub page: Page,
    pub console_url: String,
    pub desk_url: String,
    pub title: String,
    pub prepared: String,
    pub signed: Option<String>,
    pub expires: Option<String>,
    /// Where the reader signs it; none when they have prepared it, or it is signed.
    pub signature_url: Option<String>,
    pub discard_url: Option<String>,
    /// Where those that hold are printed together; none before they are signed.
    pub sheets_url: Option<String>,
    /// That less was held than the course takes.
    pub too_short: Option<String>,
    /// What all of them say.
    pub content: Option<ContentView>,
    pub rows: Vec<CertificateLine>,
    /// What is said of each alone.
    pub notes: Vec<String>,
    /// Whether it is to be handed over on paper, of each: its holder has no account.
    pub on_paper: Vec<bool>,
    pub errors: Errors,
}

/// One certificate, for staff.
#[derive(Template)]
#[template(path = "certificates/certificate.html")]
pub(super) struct CertificatePage {
    pub page: Page,
    pub console_url: String,
    pub desk_url: String,
    pub batch_url: String,
    pub line: CertificateLine,
    pub resident_url: Option<String>,
    pub expires: Option<String>,
    pub content: ContentView,
    /// Who took it back, when and why.
    pub revoked: Option<(String, String)>,
    pub verify_url: Option<String>,
    pub sheet_url: Option<String>,
    pub revocation_url: Option<String>,
    pub form: RevocationForm,
    pub errors: Errors,
}
