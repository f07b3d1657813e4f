//! The demo: one street with three communities and ten made-up companies, loaded through the same code as real data.
//!
//! Every step leaves alone what is there, and the operator's account comes last, so a load that was killed goes on at
//! the next start. Passwords follow from the server's key: nothing is guessable, nothing is written down.

mod data;
mod grid;
mod household_workers;
mod jobs;
mod load;
mod notice;
mod party;
mod past;
mod placements;
mod policies;
mod recommendations;
mod residents;
mod startup;
mod training;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::cli::{CliContext, say};
use crate::config::Config;
use crate::secrets::Secrets;

/// The demo communities.
#[derive(Args)]
pub struct DemoArgs {
    #[command(subcommand)]
    command: DemoCommand,
}

#[derive(Subcommand)]
enum DemoCommand {
    /// Load the demo communities.
    Load {
        /// Load even though the listener can be reached from other machines.
        #[arg(long)]
        demo_for_everyone: bool,
    },
    /// Print role, community, phone and password of each demo sign-in.
    Accounts,
}

impl DemoArgs {
    /// Whether the command needs a database; listing the sign-ins needs the server's key alone, so that it can be done
    /// while the server runs.
    pub fn needs_database(&self) -> bool {
        matches!(self.command, DemoCommand::Load { .. })
    }
}

/// Prints the sign-ins.
pub fn list(config: &Config) -> Result<ExitCode> {
    print_accounts(&Secrets::load_or_create(&config.secret_file)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Runs the command.
pub async fn run(cx: &CliContext, args: DemoArgs) -> Result<ExitCode> {
    match args.command {
        DemoCommand::Load { demo_for_everyone } => {
            let listen = cx.state.config().listen;
            anyhow::ensure!(
                listen.ip().is_loopback() || demo_for_everyone,
                "Demo data is for trying out, and {listen} can be reached from other machines: listen on 127.0.0.1, or say --demo-for-everyone."
            );
            load::load(cx).await?;
        }
        DemoCommand::Accounts => {}
    }
    print_accounts(cx.state.secrets())?;
    Ok(ExitCode::SUCCESS)
}

/// Loads the demo unless there is something already, and prints its sign-ins where there is a demo.
pub async fn load_if_empty(cx: &CliContext) -> Result<()> {
    let platform = cx.state.platform();
    let is_empty = platform.root().is_none() && platform.communities().next().is_none();
    if is_empty || platform.root().is_some_and(|root| root.is_demo) {
        load::load(cx).await?;
        print_accounts(cx.state.secrets())?;
    }
    Ok(())
}

fn print_accounts(secrets: &Secrets) -> Result<()> {
    for account in data::accounts()? {
        let password = secrets.demo_password(&account.phone);
        say(&format!("{}\t{}\t{}\t{password}", account.role, account.community, account.phone));
    }
    Ok(())
}
