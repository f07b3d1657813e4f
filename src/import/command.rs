//! `jiamenkou import FILE --community SLUG [--dry-run]`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Args;

use super::apply::{Import, Outcome, Tally};
use super::problems::{Problem, What};
use super::rows::{self, Rows};
use super::sheet::{SheetError, read_sheet};
use crate::cli::{CliContext, say};
use crate::db::Scope;
use crate::state::AppState;
use crate::tenancy::Tenant;
use crate::web::Locale;

/// Problems told at most; whoever has more mends these first.
const MOST_TOLD: usize = 200;

/// Import a sheet.
#[derive(Args)]
pub struct ImportArgs {
    /// The sheet: CSV (UTF-8 or GB18030) or XLSX.
    file: PathBuf,
    /// The community it belongs to, by its name in addresses.
    #[arg(long, value_name = "SLUG")]
    community: String,
    /// Read and check everything, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Add estates that the community does not have yet, instead of taking them for slips.
    #[arg(long)]
    new_estates: bool,
    /// The language of the report: zh-Hans, zh-Hant or en.
    #[arg(long, default_value = "zh-Hans", value_parser = parse_locale)]
    lang: Locale,
}

fn parse_locale(tag: &str) -> Result<Locale, String> {
    Locale::parse(tag).ok_or_else(|| "one of zh-Hans, zh-Hant, en".to_owned())
}

/// How an import is to be done.
#[derive(Debug, Clone, Copy, Default)]
pub struct How {
    /// Write nothing.
    pub dry_run: bool,
    /// Add unknown estates.
    pub new_estates: bool,
}

/// Runs the command.
pub async fn run(cx: &CliContext, args: ImportArgs) -> Result<ExitCode> {
    let platform = cx.state.platform();
    let tenant = platform.by_slug(&args.community).filter(|tenant| tenant.is_community());
    let tenant = tenant.with_context(|| {
        format!("There is no community called {}: see `jiamenkou operator communities`.", args.community)
    })?;
    let bytes = std::fs::read(&args.file).with_context(|| format!("{} cannot be read.", args.file.display()))?;
    let name = args.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let t = args.lang.messages();
    match import(&cx.state, &tenant, &name, bytes, How { dry_run: args.dry_run, new_estates: args.new_estates }).await?
    {
        Ok(outcome) => {
            let line =
                |what: &str, tally: Tally| t.import.tally(what, tally.added, tally.changed, tally.same, tally.held);
            say(&line(t.import.services, outcome.services));
            say(&line(t.import.workers, outcome.workers));
            if !outcome.ignored.is_empty() {
                say(&t.import.ignored(outcome.ignored.join(t.import.separator)));
            }
            say(if args.dry_run { t.import.dry_run } else { t.import.done });
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            for problem in problems.iter().take(MOST_TOLD) {
                say(&problem.text(t));
            }
            say(&t.import.refused(problems.len()));
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Imports a sheet into a community: all of it, or nothing and every problem there is.
pub async fn import(
    state: &AppState,
    tenant: &Tenant,
    name: &str,
    bytes: Vec<u8>,
    how: How,
) -> Result<Result<Outcome, Vec<Problem>>> {
    let file = name.to_owned();
    let whole = |error| vec![Problem { table: file.clone(), line: None, column: None, what: What::Sheet(error) }];
    let reading_name = name.to_owned();
    // A sheet that breaks the reader is a damaged sheet, not a broken server.
    let tables = tokio::task::spawn_blocking(move || read_sheet(&bytes, &reading_name)).await;
    let tables = match tables.unwrap_or(Err(SheetError::Damaged)) {
        Ok(tables) => tables,
        Err(error) => return Ok(Err(whole(error))),
    };
    let platform = state.platform();
    let now = state.clock().now();
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let (mut problems, mut ignored) = (Vec::new(), Vec::new());
    let mut read = Vec::new();
    for table in &tables {
        match rows::read(table, &platform, today) {
            Ok(found) => {
                ignored.extend(found.ignored);
                read.push((table.name.as_str(), found.rows));
            }
            Err(found) => problems.extend(found),
        }
    }
    // Services first, so that workers find their companies whatever the order of the tables.
    read.sort_by_key(|(_, rows)| matches!(rows, Rows::Workers(_)));
    let mut tx = state.db().write(&Scope { tenant: Some(tenant.id), ..Scope::default() }).await?;
    let mut import = Import::begin(&mut tx, tenant, &platform, now, how.new_estates).await?;
    for (table, rows) in &read {
        match rows {
            Rows::Services(rows) => import.services(table, rows).await?,
            Rows::Workers(rows) => import.workers(table, rows).await?,
        }
    }
    let outcome = Outcome { ignored, ..import.outcome };
    problems.append(&mut import.problems);
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    ensure!(!read.is_empty(), "The sheet has no table.");
    if !how.dry_run {
        tx.commit().await?;
    }
    Ok(Ok(outcome))
}
