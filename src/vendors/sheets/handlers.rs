//! Sheets out, looked at, and in.

use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{Days as DayCount, NaiveDate};
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::export::{self, sheet_messages};
use super::held::Held;
use super::pages::{AddedView, CarriedView, ChangeView, CheckPage, DiffView, SheetsPage};
use super::plan::{Added, Change, Days, SheetPlan, plan};
use super::{queries, urls, words};
use crate::access::OrgMember;
use crate::accounts::Limited;
use crate::db::{ServiceId, WriteTx};
use crate::documents;
use crate::documents::queries::Content;
use crate::documents::table::FileForm;
use crate::error::{AppError, AppResult};
use crate::import::problems::{Problem, What};
use crate::import::sheet::{SheetError, SheetTable, read_sheet};
use crate::publishing;
use crate::publishing::submit::Submitter;
use crate::vendors::prices::{self, queries as price_queries};
use crate::vendors::services::queries as services;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::upload::Upload;
use crate::web::{Desk, Flash, Messages, Page, flashed, form_page, redirect, text};

/// The largest sheet, in bytes. A thousand services fit; the page that shows the difference carries it along.
const LARGEST: usize = 512 << 10;
/// The last day on which prices may begin, from today.
const FURTHEST: DayCount = DayCount::new(366);
/// Services and problems shown at most.
const MOST_SHOWN: usize = 200;

pub(super) async fn show(member: OrgMember) -> AppResult<Response> {
    let tomorrow = member.today().succ_opt().unwrap_or(member.today());
    show_upload(&member, tomorrow.to_string(), Errors::default())
}

fn show_upload(member: &OrgMember, from: String, errors: Errors) -> AppResult<Response> {
    let org = member.org();
    let template = SheetsPage {
        page: Page::of_workspace(member, member.context().t().sheets.title, Desk::Services),
        services_url: urls::services(org),
        workers_url: urls::workers(org),
        services_xlsx: urls::sheet_file(org, "services.xlsx"),
        services_csv: urls::sheet_file(org, "services.csv"),
        workers_xlsx: urls::sheet_file(org, "workers.xlsx"),
        workers_csv: urls::sheet_file(org, "workers.csv"),
        check_action: urls::sheet_check(org),
        from,
        errors,
    };
    form_page(member.flash(), &template.errors, &template)
}

/// The path of a file.
#[derive(Deserialize)]
pub(super) struct FilePath {
    file: String,
}

pub(super) async fn file(member: OrgMember, Path(path): Path<FilePath>) -> AppResult<Response> {
    let (org, t) = (member.org(), &sheet_messages().sheets);
    let (is_of_workers, form) = match path.file.as_str() {
        "services.xlsx" => (false, FileForm::Xlsx),
        "services.csv" => (false, FileForm::Csv),
        "workers.xlsx" => (true, FileForm::Xlsx),
        "workers.csv" => (true, FileForm::Csv),
        _ => return Err(AppError::NotFound),
    };
    let mut tx = member.read_org().await?;
    let (grid, company, subject) = if is_of_workers {
        let company = queries::company(&mut tx, org).await?;
        let lines = queries::workers(&mut tx, org).await?;
        tracing::info!(%org, "a sheet of workers taken out");
        (export::workers(&company, &lines), company, t.table_workers)
    } else {
        let held = Held::read(&mut tx, org).await?;
        let grid = export::services(&held.company, &held.offers(member.today()), &member.state().platform());
        (grid, held.company, t.table_services)
    };
    drop(tx);
    Ok(documents::respond(Content {
        media_type: form.media_type().to_owned(),
        file_name: format!("{}.{}", t.file_name(&company.name, subject, member.today()), form.ending()),
        bytes: grid.file(form)?,
    }))
}

static TURNS: Semaphore = Semaphore::const_new(1);

/// A sheet on its way.
struct Sheet {
    name: String,
    bytes: Vec<u8>,
}

impl Sheet {
    async fn tables(&self) -> Result<Vec<SheetTable>, SheetError> {
        let (name, bytes) = (self.name.clone(), self.bytes.clone());
        // One at a time, off the request threads: what a small file unpacks to may be large. The turn belongs to the work,
        // so that a request which gives up does not let the next one in early.
        let turn = TURNS.acquire().await.map_err(|_| SheetError::Damaged)?;
        let tables = tokio::task::spawn_blocking(move || {
            let tables = read_sheet(&bytes, &name);
            drop(turn);
            tables
        })
        .await;
        tables.unwrap_or(Err(SheetError::Damaged))
    }

    /// What is wrong with the file as a whole.
    fn fault(&self, error: SheetError, t: &Messages) -> String {
        let problem = Problem { table: self.name.clone(), line: None, column: None, what: What::Sheet(error) };
        problem.text(t)
    }
}

/// The upload form, without the file.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CheckForm {
    /// The day on which the sheet's prices begin.
    from: String,
}

/// The day on which prices begin, if it may be one.
fn begin(typed: &str, today: NaiveDate, t: &Messages, errors: &mut Errors) -> Option<NaiveDate> {
    let Ok(from) = NaiveDate::parse_from_str(typed.trim(), "%Y-%m-%d") else {
        errors.add("from", t.sheets.error_from);
        return None;
    };
    if from < today {
        errors.add("from", t.sheets.error_past);
    } else if from > today + FURTHEST {
        errors.add("from", t.sheets.error_far);
    }
    Some(from)
}

/// The dry run: shows what the sheet would change, and changes nothing.
pub(super) async fn check(member: OrgMember, upload: Upload<CheckForm>) -> AppResult<Response> {
    let Upload { form, file } = upload;
    let t = member.context().t();
    let mut errors = Errors::default();
    if file.bytes.is_empty() {
        errors.add("file", t.sheets.error_file);
    } else if file.bytes.len() > LARGEST {
        errors.add("file", t.sheets.error_large);
    }
    let from = begin(&form.from, member.today(), t, &mut errors).filter(|_| errors.is_empty());
    let Some(from) = from else { return show_upload(&member, form.from, errors) };
    member.state().throttle().check_work(Limited::Sheet, None, member.me().id)?;
    let sheet = Sheet { name: file.name, bytes: file.bytes };
    let tables = match sheet.tables().await {
        Ok(tables) => tables,
        Err(error) => return show_upload(&member, form.from, Errors::of("file", sheet.fault(error, t))),
    };
    show_plan(&member, &sheet, tables, from, Occasion::Check).await
}

/// The days that matter for a sheet whose prices begin on a day.
async fn days(member: &OrgMember, from: NaiveDate) -> AppResult<Days> {
    let today = member.today();
    Ok(Days { today, from, rises_from: today + prices::longest_notice(member).await? })
}

/// Why a difference is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Occasion {
    /// Somebody sent a sheet.
    Check,
    /// Somebody wanted to apply one, but what it was compared with has changed since.
    Conflict,
}

async fn show_plan(
    member: &OrgMember,
    sheet: &Sheet,
    tables: Vec<SheetTable>,
    from: NaiveDate,
    occasion: Occasion,
) -> AppResult<Response> {
    let mut tx = member.read_org().await?;
    let held = Held::read(&mut tx, member.org()).await?;
    drop(tx);
    let plan = plan(&held, tables, &member.state().platform(), days(member, from).await?);
    show_compared(member, sheet, &held, &plan, from, occasion)
}

fn show_compared(
    member: &OrgMember,
    sheet: &Sheet,
    held: &Held,
    plan: &SheetPlan,
    from: NaiveDate,
    occasion: Occasion,
) -> AppResult<Response> {
    let (org, context, t) = (member.org(), member.context(), member.context().t());
    let is_sound = plan.problems.is_empty();
    let carried = (is_sound && !plan.is_empty()).then(|| CarriedView {
        action: urls::sheet_apply(org),
        sheet: URL_SAFE_NO_PAD.encode(&sheet.bytes),
        name: sheet.name.clone(),
        from: from.to_string(),
        state: held.fingerprint(),
    });
    let hidden = plan.added.len().saturating_sub(MOST_SHOWN) + plan.changed.len().saturating_sub(MOST_SHOWN);
    let hidden_problems = plan.problems.len().saturating_sub(MOST_SHOWN);
    let template = CheckPage {
        page: Page::of_workspace(member, t.sheets.check_title, Desk::Services),
        services_url: urls::services(org),
        sheets_url: urls::sheets(org),
        is_conflict: occasion == Occasion::Conflict,
        problems_title: t.sheets.problems_title(plan.problems.len()),
        problems: plan.problems.iter().take(MOST_SHOWN).map(|problem| problem.text(t)).collect(),
        more_problems: (hidden_problems > 0).then(|| t.sheets.more_problems(hidden_problems)),
        summary: is_sound.then(|| t.sheets.summary(plan.added.len(), plan.changed.len(), plan.same)),
        begins: t.sheets.begins(text::date(context.locale, from)),
        ignored: (!plan.ignored.is_empty()).then(|| t.import.ignored(plan.ignored.join(t.import.separator))),
        added: plan.added.iter().take(MOST_SHOWN).map(|added| added_view(added, member)).collect(),
        changed: (1_usize..)
            .zip(plan.changed.iter().take(MOST_SHOWN))
            .map(|(number, change)| change_view(number, change, t))
            .collect(),
        more: (hidden > 0).then(|| t.sheets.more(hidden)),
        carried,
        check_action: urls::sheet_check(org),
        from: from.to_string(),
        errors: Errors::default(),
    };
    let status = match (is_sound, occasion) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, Occasion::Conflict) => StatusCode::CONFLICT,
        (true, Occasion::Check) => StatusCode::OK,
    };
    flashed(member.flash(), status, &template)
}

fn added_view(added: &Added, member: &OrgMember) -> AddedView {
    let platform = member.state().platform();
    let category = platform.category(&added.values.category);
    AddedView {
        name: added.values.name.clone(),
        category: category.map_or(&*added.values.category, |c| c.name(member.context().locale)).to_owned(),
        price: words::price_cell(&added.price, &added.note).0,
    }
}

fn change_view(number: usize, change: &Change, t: &Messages) -> ChangeView {
    let diff = |diff: &super::diff::FieldDiff| DiffView {
        label: diff.field.label(t),
        before: diff.before.clone(),
        after: diff.after.clone(),
    };
    ChangeView {
        id: format!("change-{number}"),
        name: change.name.clone(),
        fields: change.wanted.fields.iter().map(diff).collect(),
    }
}

/// The form that applies a sheet: the sheet itself, and what it was compared with.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Apply {
    /// The file in base64.
    sheet: String,
    /// The file's name.
    name: String,
    /// The day on which its prices begin.
    from: String,
    /// The fingerprint of what the organization kept.
    state: String,
}

/// Reads the sheet once more, compares it once more, and makes the changes if they are the ones that were shown.
pub(super) async fn apply(member: OrgMember, Form(form): Form<Apply>) -> AppResult<Response> {
    let (org, t) = (member.org(), member.context().t());
    let bytes = URL_SAFE_NO_PAD.decode(&form.sheet).map_err(|_| AppError::BadRequest)?;
    if bytes.is_empty() || bytes.len() > LARGEST {
        return Err(AppError::BadRequest);
    }
    let mut errors = Errors::default();
    let from = begin(&form.from, member.today(), t, &mut errors).filter(|_| errors.is_empty());
    let Some(from) = from else { return show_upload(&member, form.from, errors) };
    member.state().throttle().check_work(Limited::Sheet, None, member.me().id)?;
    let sheet = Sheet { name: form.name.chars().take(120).collect(), bytes };
    let tables = match sheet.tables().await {
        Ok(tables) => tables,
        Err(error) => return show_upload(&member, form.from, Errors::of("file", sheet.fault(error, t))),
    };
    let days = days(&member, from).await?;
    let mut tx = member.write().await?;
    queries::lock(&mut tx, org).await?;
    let held = Held::read(&mut tx, org).await?;
    let compared = plan(&held, tables.clone(), &member.state().platform(), days);
    if compared.problems.is_empty() && compared.is_empty() {
        // Sent twice: the first one stands.
        return Ok(redirect(&urls::services(org), Some(Flash::AlreadyDone)));
    }
    if !compared.problems.is_empty() || held.fingerprint() != form.state {
        drop(tx);
        return show_compared(&member, &sheet, &held, &compared, from, Occasion::Conflict);
    }
    if !carry_out(&mut tx, &member, &compared, from).await? {
        drop(tx);
        return show_plan(&member, &sheet, tables, from, Occasion::Conflict).await;
    }
    let outcome = publishing::submit::services(&mut tx, &Submitter::of(&member)).await?;
    tx.commit().await?;
    let flash = match outcome.flash() {
        Flash::Saved => Flash::SheetApplied,
        flash => flash,
    };
    Ok(redirect(&urls::services(org), Some(flash)))
}

/// Makes the changes; false when somebody else changed one of the services first, and then none may stay.
async fn carry_out(tx: &mut WriteTx, member: &OrgMember, plan: &SheetPlan, from: NaiveDate) -> AppResult<bool> {
    let (org, now) = (member.org(), member.now());
    for added in &plan.added {
        let id = ServiceId::generate();
        if !services::insert(tx, org, id, &added.values.to_save(), now).await? {
            return Ok(false);
        }
        if let Some(hours) = &added.hours
            && !services::set_hours(tx, org, id, 1, hours, now).await?
        {
            return Ok(false);
        }
        price_queries::set(tx, org, id, None, from, &added.price, &added.note).await?;
    }
    for change in &plan.changed {
        if !change_service(tx, member, change, from).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Each step counts up the service's revision, and begins from the one that the step before left.
async fn change_service(tx: &mut WriteTx, member: &OrgMember, change: &Change, from: NaiveDate) -> AppResult<bool> {
    let (org, now, id) = (member.org(), member.now(), change.service);
    let mut revision = change.revision;
    if let Some(values) = &change.wanted.values {
        if !services::update(tx, org, id, revision, &values.to_save(), now).await? {
            return Ok(false);
        }
        revision += 1;
    }
    if let Some(hours) = &change.wanted.hours {
        if !services::set_hours(tx, org, id, revision, hours, now).await? {
            return Ok(false);
        }
        revision += 1;
    }
    if let Some((price, note)) = &change.wanted.price {
        if !services::touch(tx, org, id, revision, now).await? {
            return Ok(false);
        }
        price_queries::set(tx, org, id, None, from, price, note).await?;
    }
    Ok(true)
}
