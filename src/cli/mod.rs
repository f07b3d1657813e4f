//! The command line: one word a task. Errors are one sentence that says what to do, and status 1.

mod prepare;
mod serve;
mod stop;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::access::Requirement;
use crate::config::Config;
use crate::error::is_disk_full;
use crate::{demo, import, routes, telemetry};

/// 家门口: the community services portal that a neighbourhood runs for its residents.
#[derive(Parser)]
#[command(version, about, arg_required_else_help = true)]
pub struct Cli {
    /// A TOML file with settings; environment variables of the same names win over it.
    #[arg(long, global = true, value_name = "FILE", env = "JMK_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the portal; without JMK_DATABASE_URL, with an embedded PostgreSQL of its own.
    Serve(ServeArgs),
    /// Bring the database's schema up to this program's.
    Migrate,
    /// The demo communities: load them, or list their sign-ins.
    Demo(demo::DemoArgs),
    /// Import a community's sheet (CSV or XLSX) of services or workers.
    Import(import::ImportArgs),
    /// Run the platform: tenants and their staff.
    Operator(crate::tenancy::operator::OperatorArgs),
    /// The record of what staff did: verify it, or print its heads.
    Audit(crate::audit::command::AuditArgs),
    /// List every route with its method and access.
    Routes,
}

/// How to serve.
#[derive(Args)]
pub struct ServeArgs {
    /// Load the demo communities first if the database is empty.
    #[arg(long)]
    demo: bool,
    /// Load demo data even though the listener can be reached from other machines.
    #[arg(long)]
    demo_for_everyone: bool,
    /// Show the demo as it will be so many days from now: notices end, prices begin, papers run out.
    #[arg(long, value_name = "DAYS", default_value_t = 0, requires = "demo", value_parser = clap::value_parser!(u16).range(..=3650))]
    days_ahead: u16,
}

impl Cli {
    /// Runs the command; the exit status is 1 when it failed.
    pub fn run(self) -> ExitCode {
        match self.try_run() {
            Ok(code) => code,
            Err(error) => {
                let advice =
                    if is_disk_full(&error) { "The disk is full; free some space and try again: " } else { "" };
                say_error(&format!("{advice}{error:#}"));
                ExitCode::FAILURE
            }
        }
    }

    fn try_run(self) -> anyhow::Result<ExitCode> {
        if let Command::Routes = self.command {
            print_routes();
            return Ok(ExitCode::SUCCESS);
        }
        let config = Config::load(self.config.as_deref())?;
        telemetry::init(&config.log)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            match self.command {
                Command::Serve(args) => serve::serve(config, &args).await,
                Command::Migrate => prepare::migrate(&config).await,
                Command::Demo(args) if !args.needs_database() => demo::list(&config),
                Command::Demo(args) => prepare::with_database(config, async |cx| demo::run(cx, args).await).await,
                Command::Import(args) => prepare::with_database(config, async |cx| import::run(cx, args).await).await,
                Command::Operator(args) => {
                    prepare::with_database(config, async |cx| crate::tenancy::operator::run(cx, args).await).await
                }
                Command::Audit(args) => {
                    prepare::with_database(config, async |cx| crate::audit::command::run(cx, args).await).await
                }
                Command::Routes => Ok(ExitCode::SUCCESS),
            }
        })
    }
}

pub use prepare::CliContext;

/// A line for the person at the terminal.
#[expect(clippy::print_stdout, reason = "the command line speaks here and nowhere else")]
pub fn say(line: &str) {
    println!("{line}");
}

#[expect(clippy::print_stderr, reason = "the command line speaks here and nowhere else")]
fn say_error(line: &str) {
    eprintln!("jiamenkou: {line}");
}

fn print_routes() {
    let routes = routes::all();
    for route in routes.table() {
        let access = match route.requirement {
            Requirement::Open => "open".to_owned(),
            Requirement::Public => "public".to_owned(),
            Requirement::SignedIn => "signed in".to_owned(),
            Requirement::Capability(capability) => format!("{capability:?}"),
            Requirement::OrgCapability(capability) => format!("member: {capability:?}"),
            Requirement::Operator => "operator".to_owned(),
        };
        say(&format!("{:6} {:48} {access}", route.method, route.path));
    }
}
