//! Sending a sheet, looking at what it would change, bringing it in and taking it out.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::apply::{ApplySheet, open};
use super::columns::{self, Column, Rows};
use super::found::{Counts, Found, MOST_PROBLEMS, Problem};
use super::kind::Kind;
use super::meaning::{Here, Meaning, Sheet};
use super::pages::{ColumnView, ProblemLine, ProgressView, SheetLine, SheetPage, SheetsPage};
use super::queries::{self, Import, NewImport};
use super::{template as sheet_template, urls};
use crate::access::Staff;
use crate::accounts::Limited;
use crate::db::{ImportId, Tx};
use crate::documents::table::FileForm;
use crate::error::{AppError, AppResult};
use crate::grids::sheet::Posts;
use crate::household_workers::sheet::Workers;
use crate::import::problems::{self, What};
use crate::import::sheet::{SheetError, SheetTable, read_sheet};
use crate::residents::sheet::Residents;
use crate::talents::sheet::Talents;
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::upload::Upload;
use crate::web::{Flash, Messages, Page, flashed, form_status, redirect, text};
use crate::{grids, household_workers, residents, staff, talents};

/// How long a sheet's rows are kept, and how long it can be taken out again.
pub(crate) const KEPT: TimeDelta = TimeDelta::hours(24);

/// One at a time is read: what a small file unpacks to may be large.
static TURNS: Semaphore = Semaphore::const_new(1);

/// The kind of sheet that an address or a form names.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct KindQuery {
    kind: String,
}

/// The kinds that somebody may bring in.
fn kinds(staff: &Staff) -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().filter(|kind| staff.may(kind.capability()))
}

/// A kind by its word, for whoever may bring such a sheet in.
fn kind_of(staff: &Staff, code: &str) -> AppResult<Kind> {
    let kind = if code.is_empty() { Some(Kind::Residents) } else { Kind::parse(code) };
    kind.filter(|kind| staff.may(kind.capability())).ok_or(AppError::NotFound)
}

/// One sheet, for whoever may bring in its kind.
async fn import(staff: &Staff, tx: &mut impl Tx, id: ImportId) -> AppResult<Import> {
    let import = queries::one(tx, staff.tenant()?.id, id).await?;
    import.filter(|import| staff.may(import.kind().capability())).ok_or(AppError::NotFound)
}

pub(super) async fn list(staff: Staff, Query(query): Query<KindQuery>) -> AppResult<Response> {
    let kind = kind_of(&staff, &query.kind)?;
    show_list(&staff, kind, Errors::default()).await
}

async fn show_list(staff: &Staff, chosen: Kind, errors: Errors) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    let mut tx = staff.read().await?;
    let rows = queries::recent(&mut tx, tenant.id).await?;
    drop(tx);
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows.iter().filter(|row| staff.may(row.kind().capability())) {
        lines.push(SheetLine {
            url: urls::sheet(tenant, row.id),
            name: row.file_name.clone(),
            kind: row.kind().label(t),
            by: by(staff, row)?,
            state: state(row, t),
            is_good: row.state == "applied",
        });
    }
    let template = SheetsPage {
        page: Page::of_console(staff, t.community_sheets.title),
        console_url: staff::urls::console(tenant),
        templates: kinds(staff).map(|kind| (urls::template(tenant, kind), kind.label(t))).collect(),
        kinds: kinds(staff).map(|kind| (kind.code(), kind.label(t), kind == chosen)).collect(),
        action: urls::sheets(tenant),
        key: ImportId::generate().to_string(),
        rows: lines,
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, false), &template)
}

fn state(row: &Import, t: &Messages) -> &'static str {
    let s = &t.community_sheets;
    match row.state.as_str() {
        "applying" => s.state_applying,
        "applied" => s.state_applied,
        "undone" => s.state_undone,
        _ if counts(row).problems > 0 => s.state_problems,
        _ => s.state_checked,
    }
}

fn counts(row: &Import) -> Counts {
    serde_json::from_value(row.counts.clone()).unwrap_or_default()
}

fn by(staff: &Staff, row: &Import) -> AppResult<String> {
    let at = text::moment(staff.context().locale, row.created_at, staff.now(), staff.tenant()?.time_zone);
    Ok(staff.context().t().community_sheets.by(&row.by_name, at))
}

/// The form beside the file.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct UploadForm {
    /// The sheet's id: sent twice, it is still one.
    key: Option<ImportId>,
    /// What it is of.
    kind: String,
}

async fn read(name: String, bytes: Vec<u8>) -> Result<Vec<SheetTable>, SheetError> {
    let turn = TURNS.acquire().await.map_err(|_| SheetError::Damaged)?;
    let tables = tokio::task::spawn_blocking(move || {
        let tables = read_sheet(&bytes, &name);
        drop(turn);
        tables
    })
    .await;
    tables.unwrap_or(Err(SheetError::Damaged))
}

pub(super) async fn upload(staff: Staff, upload: Upload<UploadForm>) -> AppResult<Response> {
    let Upload { form, file } = upload;
    let (tenant, t) = (staff.tenant()?.clone(), staff.context().t());
    let id = form.key.ok_or(AppError::BadRequest)?;
    let kind = kind_of(&staff, &form.kind)?;
    if file.bytes.is_empty() {
        return show_list(&staff, kind, Errors::of("file", t.community_sheets.error_file)).await;
    }
    staff.state().throttle().check_work(Limited::Sheet, Some(tenant.id), staff.me().id)?;
    let name = file.name.clone();
    let tables = match read(file.name, file.bytes).await {
        Ok(tables) => tables,
        Err(error) => {
            let problem = problems::Problem { table: name, line: None, column: None, what: What::Sheet(error) };
            return show_list(&staff, kind, Errors::of("file", problem.text(t))).await;
        }
    };
    // The table with the most rows under headings is the one that is meant.
    let guessed =
        tables.into_iter().filter_map(|table| columns::guess(kind, &table.rows).map(|guess| (table.rows, guess)));
    let Some((rows, (head, meanings))) = guessed.max_by_key(|(rows, _)| rows.len()) else {
        return show_list(&staff, kind, Errors::of("file", t.community_sheets.error_headings)).await;
    };
    // The headings go along as the first row.
    let rows: Rows = rows.into_iter().skip(head).collect();
    let (counts, problems) = look(&staff, kind, &rows, &meanings).await?.kept()?;
    let json = serde_json::to_string(&rows).map_err(anyhow::Error::from)?;
    let sealed = staff.state().secrets().seal(id.uuid(), &json)?;
    let me = staff.me();
    let new = NewImport {
        id,
        kind,
        file_name: &name,
        content_sealed: &sealed,
        columns: &codes(&meanings),
        counts,
        problems,
        person: me.id,
        by_name: &me.name,
        now: staff.now(),
    };
    let mut tx = staff.write().await?;
    queries::forget_contents(&mut tx, tenant.id, staff.now() - KEPT).await?;
    if queries::insert(&mut tx, tenant.id, &new).await? {
        tx.commit().await?;
    }
    Ok(redirect(&urls::sheet(&tenant, id), None))
}

fn codes(meanings: &[Option<Column>]) -> Vec<String> {
    meanings.iter().map(|column| column.map_or("none", Column::code).to_owned()).collect()
}

/// Where a sheet is looked at.
fn here(staff: &Staff) -> AppResult<Here> {
    Ok(Here { state: staff.state().clone(), tenant: staff.tenant()?.clone(), now: staff.now() })
}

/// Compares the rows below the headings with what is on file.
async fn look(staff: &Staff, kind: Kind, rows: &Rows, meanings: &[Option<Column>]) -> AppResult<Found> {
    let sheet = Sheet { rows: rows.iter().skip(1).cloned().collect(), columns: meanings.to_vec() };
    match kind {
        Kind::Residents => look_at::<Residents>(staff, sheet).await,
        Kind::Posts => look_at::<Posts>(staff, sheet).await,
        Kind::Workers => look_at::<Workers>(staff, sheet).await,
        Kind::Talents => look_at::<Talents>(staff, sheet).await,
    }
}

async fn look_at<M: Meaning>(staff: &Staff, sheet: Sheet) -> AppResult<Found> {
    let here = here(staff)?;
    // Nothing is written: what is on file of people stands in their own scopes, which only such a transaction enters.
    let mut tx = staff.write().await?;
    let known = M::known(&mut tx, &here, &sheet).await?;
    drop(tx);
    let work = tokio::task::spawn_blocking(move || M::plan(&known, &here, &sheet).1);
    Ok(work.await.map_err(anyhow::Error::from)?)
}

pub(super) async fn template(staff: Staff, Query(query): Query<KindQuery>) -> AppResult<Response> {
    let kind = kind_of(&staff, &query.kind)?;
    let bytes = sheet_template::xlsx(kind).map_err(anyhow::Error::from)?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(FileForm::Xlsx.media_type()));
    let disposition = format!("attachment; filename=\"{}.xlsx\"", kind.code());
    let disposition = HeaderValue::from_str(&disposition).map_err(anyhow::Error::from)?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

/// The path of a sheet.
#[derive(Deserialize)]
pub(super) struct SheetPath {
    import: ImportId,
}

pub(super) async fn show(staff: Staff, Path(path): Path<SheetPath>) -> AppResult<Response> {
    show_sheet(&staff, path.import, Errors::default()).await
}

/// Where what a sheet brings is seen, and what that is called.
fn things(kind: Kind, tenant: &Tenant, t: &Messages) -> (String, &'static str) {
    match kind {
        Kind::Residents => (residents::urls::residents(tenant), t.residents.title),
        Kind::Posts => (grids::urls::grids(tenant), t.grids.board),
        Kind::Workers => (household_workers::urls::workers(tenant), t.household_workers.title),
        Kind::Talents => (talents::urls::talents(tenant), t.talents.title),
    }
}

async fn show_sheet(staff: &Staff, id: ImportId, errors: Errors) -> AppResult<Response> {
    let (tenant, context, now) = (staff.tenant()?, staff.context(), staff.now());
    let t = context.t();
    let s = &t.community_sheets;
    let mut tx = staff.read().await?;
    let row = import(staff, &mut tx, id).await?;
    let kind = row.kind();
    let progress = queries::progress(&mut tx, tenant.id, id).await?.filter(|_| row.state == "applying");
    drop(tx);
    let counts = counts(&row);
    let problems: Vec<Problem> = serde_json::from_value(row.problems.clone()).unwrap_or_default();
    let (skipped, problems): (Vec<_>, Vec<_>) = problems.into_iter().partition(|one| one.fault.is_passed_over());
    let lines = |problems: Vec<Problem>| {
        let line = |one: Problem| ProblemLine { line: s.line(one.line), text: one.fault.text(t) };
        problems.into_iter().map(line).collect::<Vec<_>>()
    };
    let more = |count: usize| (count > MOST_PROBLEMS).then(|| s.problems_more(count - MOST_PROBLEMS));
    let is_checked = row.state == "checked";
    let headings = match row.content_sealed.as_deref().filter(|_| is_checked) {
        Some(sealed) => open(staff.state(), id, sealed)?.into_iter().next().map_or_else(Vec::new, |(_, head)| head),
        None => Vec::new(),
    };
    let moment = |at| text::moment(context.locale, at, now, tenant.time_zone);
    let until = row.applied_at.map(|at| at + KEPT).filter(|until| *until > now && row.state == "applied");
    let none = SelectOption::new("none", s.column_none);
    let template = SheetPage {
        page: Page::of_console(staff, row.file_name.clone()),
        console_url: staff::urls::console(tenant),
        sheets_url: urls::sheets(tenant),
        things: things(kind, tenant, t),
        kind: kind.label(t),
        url: urls::sheet(tenant, id),
        by: by(staff, &row)?,
        summary: kind.summary(&counts, t),
        unused: kind.unused(&counts, t),
        is_expired: is_checked && row.content_sealed.is_none(),
        is_empty: counts.adds_nothing(),
        is_checked,
        problems_title: (counts.problems > 0).then(|| s.problems(counts.problems)),
        problems_more: more(counts.problems),
        problems: lines(problems),
        skipped_title: (counts.skipped > 0).then(|| s.skipped(counts.skipped)),
        skipped_more: more(counts.skipped),
        skipped: lines(skipped),
        columns: (1..)
            .zip(&row.columns)
            .filter(|_| !headings.is_empty())
            .map(|(number, code)| ColumnView {
                id: format!("column-{number}"),
                heading: headings
                    .get(number - 1)
                    .filter(|heading| !heading.is_empty())
                    .map_or_else(|| s.column_unnamed(number), Clone::clone),
                chosen: code.clone(),
            })
            .collect(),
        meanings: std::iter::once(none)
            .chain(kind.columns().iter().map(|column| SelectOption::new(column.code(), column.label(t))))
            .collect(),
        columns_action: urls::columns(tenant, id),
        apply_action: urls::apply(tenant, id),
        progress: progress.map(|(done, total)| ProgressView { done, total, text: s.progress(done, total) }),
        applied: row.applied_at.map(|at| s.applied(moment(at))),
        undo_action: until.map(|_| urls::undo(tenant, id)),
        undo_lead: until.map_or_else(String::new, |until| kind.undo_lead(moment(until), t)),
        undone: row.undone_at.map(|at| s.undone(moment(at))),
        left_over: (row.left_over > 0).then(|| s.left_over(row.left_over)),
        name: row.file_name,
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, false), &template)
}

/// The form that says what the columns mean.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ColumnsForm {
    column: Vec<String>,
}

pub(super) async fn columns(
    staff: Staff,
    Path(path): Path<SheetPath>,
    Form(form): Form<ColumnsForm>,
) -> AppResult<Response> {
    let (tenant, id, t) = (staff.tenant()?.clone(), path.import, staff.context().t());
    let mut tx = staff.read().await?;
    let row = import(&staff, &mut tx, id).await?;
    drop(tx);
    let kind = row.kind();
    let Some(sealed) = row.content_sealed.filter(|_| row.state == "checked") else {
        return Ok(redirect(&urls::sheet(&tenant, id), Some(Flash::AlreadyDone)));
    };
    let rows = open(staff.state(), id, &sealed)?;
    let mut meanings: Vec<Option<Column>> = form.column.iter().map(|code| Column::parse(code)).collect();
    meanings.resize(row.columns.len(), None);
    let has = |group: &&[Column]| group.iter().any(|column| meanings.contains(&Some(*column)));
    if !kind.needs().iter().all(has) {
        return show_sheet(&staff, id, Errors::of("columns", kind.needs_text(t))).await;
    }
    staff.state().throttle().check_work(Limited::Sheet, Some(tenant.id), staff.me().id)?;
    let found = look(&staff, kind, &rows, &meanings).await?;
    let mut tx = staff.write().await?;
    queries::set_checked(&mut tx, tenant.id, id, &codes(&meanings), found.kept()?).await?;
    tx.commit().await?;
    Ok(redirect(&urls::sheet(&tenant, id), None))
}

pub(super) async fn apply(staff: Staff, Path(path): Path<SheetPath>) -> AppResult<Response> {
    let (tenant, id) = (staff.tenant()?.clone(), path.import);
    let url = urls::sheet(&tenant, id);
    let mut tx = staff.write().await?;
    let row = import(&staff, &mut tx, id).await?;
    let counts = counts(&row);
    if row.state != "checked" || row.content_sealed.is_none() || counts.problems > 0 {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let total = i32::try_from(counts.total()).unwrap_or(i32::MAX);
    if queries::begin(&mut tx, tenant.id, id, staff.grant().id, total).await? {
        tx.enqueue(&ApplySheet { tenant: tenant.id, import: id }, staff.now()).await?;
        tx.commit().await?;
    }
    Ok(redirect(&url, None))
}

/// Takes out what a sheet brought, but for what somebody has used since.
pub(super) async fn undo(staff: Staff, Path(path): Path<SheetPath>) -> AppResult<Response> {
    let (tenant, id, now) = (staff.tenant()?.clone(), path.import, staff.now());
    let url = urls::sheet(&tenant, id);
    let mut tx = staff.write().await?;
    let row = import(&staff, &mut tx, id).await?;
    if row.state != "applied" || row.applied_at.is_none_or(|at| at + KEPT <= now) {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let (here, by) = (here(&staff)?, staff.grant().id);
    let left = match row.kind() {
        Kind::Residents => Residents::take_out(&mut tx, &here, id, by).await?,
        Kind::Posts => Posts::take_out(&mut tx, &here, id, by).await?,
        Kind::Workers => Workers::take_out(&mut tx, &here, id, by).await?,
        Kind::Talents => Talents::take_out(&mut tx, &here, id, by).await?,
    };
    if queries::set_undone(&mut tx, tenant.id, id, i32::try_from(left).unwrap_or(i32::MAX), now).await? {
        tx.commit().await?;
    }
    Ok(redirect(&url, None))
}
