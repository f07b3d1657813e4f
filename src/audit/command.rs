//! `jiamenkou audit …`: whether the records are whole, and their heads to keep elsewhere.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};

use super::chain::Head;
use super::{head, verify};
use crate::cli::{CliContext, say};
use crate::db::Scope;

/// The record of what staff did.
#[derive(Args)]
pub struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Check every record from its first deed: an edit, a gap or another order is found.
    Verify {
        /// Lines that `audit heads` printed on earlier days: they find a record that was written anew as a whole.
        #[arg(long, value_name = "FILE")]
        heads: Option<PathBuf>,
    },
    /// Print the head of every record, to keep where the database's owner cannot change it.
    Heads,
}

/// Runs it; the status is 1 when a record is not whole.
pub async fn run(cx: &CliContext, args: AuditArgs) -> Result<ExitCode> {
    let kept = match &args.command {
        AuditCommand::Verify { heads: Some(path) } => {
            let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            lines.map(parse).collect::<Result<Vec<_>>>().with_context(|| format!("{}", path.display()))?
        }
        _ => Vec::new(),
    };
    let is_verifying = matches!(args.command, AuditCommand::Verify { .. });
    let mut is_whole = true;
    let platform = cx.state.platform();
    let mut tenants: Vec<_> = platform.tenants().collect();
    tenants.sort_by(|a, b| a.slug.as_str().cmp(b.slug.as_str()));
    for tenant in tenants {
        let slug = tenant.slug.as_str();
        let mut tx = cx.state.db().read(&Scope { tenant: Some(tenant.id), ..Scope::default() }).await?;
        if !is_verifying {
            if let Some(head) = head(&mut tx, tenant.id).await? {
                say(&line(slug, &head));
            }
            continue;
        }
        let kept: Vec<Head> = kept.iter().filter(|(of, _)| of == slug).map(|(_, head)| *head).collect();
        match verify(&mut tx, tenant.id, &kept).await? {
            Ok(head) => say(&format!("{slug}\twhole\t{} deeds", head.seq)),
            Err(fault) => {
                is_whole = false;
                say(&format!("{slug}\tNOT WHOLE\t{fault}"));
            }
        }
    }
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A head as a line: the tenant, the number, the hash.
pub fn line(slug: &str, head: &Head) -> String {
    format!("{slug}\t{}\t{}", head.seq, hex::encode(head.hash))
}

fn parse(line: &str) -> Result<(String, Head)> {
    let read = || {
        let mut words = line.split_whitespace();
        let (slug, seq, hash) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
        let hash = hex::decode(hash).ok()?.try_into().ok()?;
        words.next().is_none().then(|| (slug.to_owned(), Head { seq, hash }))
    };
    read().with_context(|| format!("“{line}” is not a line that `audit heads` prints"))
}
