//! `jiamenkou operator …`: the tenant tree and the first people of a community, from the command line.

use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use clap::{Args, Subcommand, ValueEnum};
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgConnection};

use super::{Level, Tenant};
use crate::access::Role;
use crate::accounts;
use crate::cli::{CliContext, say};
use crate::db::{PersonId, Scope, TenantId, WriteTx};
use crate::import::hours_text::parse_hours;
use crate::import::rows::plan;
use crate::search::{fold, pinyin};
use crate::staff;
use crate::values::{Phone, Slug};

/// Run the platform.
#[derive(Args)]
pub struct OperatorArgs {
    #[command(subcommand)]
    command: OperatorCommand,
}

#[derive(Subcommand)]
enum OperatorCommand {
    /// List streets and communities.
    Communities,
    /// Add a district, street or community.
    Add(AddArgs),
    /// Give a person who has signed up a role in a tenant.
    Grant(GrantArgs),
    /// Take the second factor from a person who has lost the phone and the recovery codes; make sure first who asks.
    ResetSecondFactor(ResetArgs),
}

#[derive(Clone, Copy, ValueEnum)]
enum LevelArg {
    District,
    Street,
    Community,
}

#[derive(Args)]
struct AddArgs {
    /// What it is.
    #[arg(long, value_enum)]
    level: LevelArg,
    /// Its name in addresses: small letters, digits, hyphens.
    #[arg(long)]
    slug: String,
    /// Its name.
    #[arg(long)]
    name: String,
    /// The tenant above it, by its name in addresses.
    #[arg(long)]
    parent: Option<String>,
    /// The phone that its people answer.
    #[arg(long)]
    phone: Option<String>,
    /// The service station's name.
    #[arg(long)]
    station: Option<String>,
    /// The service station's address.
    #[arg(long, default_value = "")]
    address: String,
    /// The service station's hours, as people write them.
    #[arg(long)]
    hours: Option<String>,
    /// Its hue: persimmon, pine, indigo, plum, teal or clay.
    #[arg(long, default_value = "persimmon")]
    brand: String,
    /// The ICP filing number of its site.
    #[arg(long)]
    icp: Option<String>,
}

#[derive(Args)]
struct GrantArgs {
    /// The person's mobile number; they must have signed up.
    #[arg(long)]
    phone: String,
    /// The role: platform_admin, street_staff, community_admin, community_staff, grid_leader, building_leader, property_steward, volunteer, resident, trainee.
    #[arg(long)]
    role: String,
    /// The tenant, by its name in addresses.
    #[arg(long)]
    tenant: String,
}

#[derive(Args)]
struct ResetArgs {
    /// The person's mobile number.
    #[arg(long)]
    phone: String,
}

/// Runs the command.
pub async fn run(cx: &CliContext, args: OperatorArgs) -> Result<ExitCode> {
    match args.command {
        OperatorCommand::Communities => list(cx),
        OperatorCommand::Add(args) => add(cx, args).await?,
        OperatorCommand::Grant(args) => grant(cx, args).await?,
        OperatorCommand::ResetSecondFactor(args) => reset_second_factor(cx, args).await?,
    }
    Ok(ExitCode::SUCCESS)
}

fn list(cx: &CliContext) {
    let platform = cx.state.platform();
    let mut lines: Vec<String> = platform
        .communities()
        .map(|tenant| {
            let above: Vec<String> = platform.lineage(tenant).iter().skip(1).map(|above| above.name.clone()).collect();
            format!("{}\t{}\t{}", tenant.slug, tenant.name, above.join(" < "))
        })
        .collect();
    lines.sort();
    for line in lines {
        say(&line);
    }
}

/// A tenant to add.
pub struct NewTenant<'a> {
    /// The tenant above it.
    pub parent: Option<TenantId>,
    /// Where it stands: `platform`, `district`, `street` or `community`.
    pub level: &'a str,
    /// Its name in addresses.
    pub slug: &'a Slug,
    /// Its name.
    pub name: &'a str,
    /// Its hue.
    pub brand: &'a str,
    /// About it.
    pub intro: &'a str,
    /// The station's name.
    pub station: Option<&'a str>,
    /// The station's address.
    pub address: &'a str,
    /// The station's floor area in ㎡.
    pub area_sqm: Option<i32>,
    /// The phone.
    pub phone: Option<&'a str>,
    /// The station's hours as people write them.
    pub hours: Option<&'a str>,
    /// ICP filing number.
    pub icp: Option<&'a str>,
    /// Whether it is made up.
    pub is_demo: bool,
}

/// Adds a tenant, as the owner: the application role may not.
pub async fn insert(owner: &PgConnectOptions, new: &NewTenant<'_>) -> Result<TenantId> {
    let id = TenantId::generate();
    let hours = match new.hours {
        Some(text) => {
            let hours = parse_hours(text).map_err(|_| {
                anyhow::anyhow!(
                    "The hours {text} are not understood: write them such as 周一至周五8:30-18:00,周末9-17点."
                )
            })?;
            Some(serde_json::to_value(plan(&hours).context("the hours overlap")?)?)
        }
        None => None,
    };
    let phone = match new.phone {
        Some(text) => Some(Phone::parse_contact(text).map_err(|_| anyhow::anyhow!("{text} is not a phone number."))?),
        None => None,
    };
    let folded = fold(new.name);
    let mut connection = PgConnection::connect_with(owner).await?;
    let done = sqlx::query!(
        "insert into tenant (id, parent_id, level, slug, name, search_key, search_pinyin, brand, intro, station_name, station_address,
            station_area_sqm, phone, hours, icp_number, is_demo)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict (slug) do nothing",
        id.uuid(),
        new.parent.map(TenantId::uuid),
        new.level,
        new.slug.as_str(),
        new.name,
        folded,
        pinyin::syllables(&folded),
        new.brand,
        new.intro,
        new.station,
        new.address,
        new.area_sqm,
        phone.as_ref().map(Phone::as_str),
        hours,
        new.icp,
        new.is_demo,
    )
    .execute(&mut connection)
    .await?;
    ensure!(done.rows_affected() == 1, "The name {} is taken by another tenant.", new.slug);
    crate::db::changes::announce_platform(&mut connection).await?;
    connection.close().await?;
    Ok(id)
}

async fn add(cx: &CliContext, args: AddArgs) -> Result<()> {
    let platform = cx.state.platform();
    let (level, wanted) = match args.level {
        LevelArg::District => ("district", Level::Platform),
        LevelArg::Street => ("street", Level::District),
        LevelArg::Community => ("community", Level::Street),
    };
    let parent = match &args.parent {
        Some(slug) => Some(platform.by_slug(slug).with_context(|| format!("There is no tenant called {slug}."))?),
        None => None,
    };
    if let Some(parent) = &parent
        && parent.level != wanted
    {
        bail!("{} is no tenant to put a {level} under.", parent.slug);
    }
    let slug = Slug::parse(&args.slug).map_err(|_| {
        anyhow::anyhow!("{} is no name for addresses: use small letters, digits and inner hyphens.", args.slug)
    })?;
    let new = NewTenant {
        parent: parent.map(|parent| parent.id),
        level,
        slug: &slug,
        name: &args.name,
        brand: &args.brand,
        intro: "",
        station: args.station.as_deref(),
        address: &args.address,
        area_sqm: None,
        phone: args.phone.as_deref(),
        hours: args.hours.as_deref(),
        icp: args.icp.as_deref(),
        is_demo: false,
    };
    insert(cx.owner()?, &new).await?;
    say(&format!("{} is at {}/c/{slug}", args.name, cx.state.config().base_url));
    Ok(())
}

async fn grant(cx: &CliContext, args: GrantArgs) -> Result<()> {
    let role = Role::parse(&args.role).with_context(|| format!("{} is no role.", args.role))?;
    let tenant = cx
        .state
        .platform()
        .by_slug(&args.tenant)
        .with_context(|| format!("There is no tenant called {}.", args.tenant))?;
    let mut tx = cx.state.db().write(&Scope { tenant: Some(tenant.id), ..Scope::default() }).await?;
    let person = person(cx, &mut tx, &args.phone).await?;
    staff::queries::insert_grant(&mut tx, tenant.id, person, role, today(cx, &tenant), None).await?;
    tx.commit().await?;
    say(&format!("{role} in {} from today on", tenant.name));
    Ok(())
}

/// Whoever has signed up with a number.
async fn person(cx: &CliContext, tx: &mut WriteTx, phone: &str) -> Result<PersonId> {
    let phone = Phone::parse_mobile(phone).map_err(|_| anyhow::anyhow!("{phone} is not a mobile number."))?;
    let hash = cx.state.secrets().phone_hash(phone.as_str());
    accounts::queries::person_by_phone(tx, &hash).await?.context("Nobody has signed up with this number.")
}

async fn reset_second_factor(cx: &CliContext, args: ResetArgs) -> Result<()> {
    let mut tx = cx.state.db().write(&Scope::default()).await?;
    let person = person(cx, &mut tx, &args.phone).await?;
    tx.enter_person(person).await?;
    let had_one = accounts::factor::reset(&mut tx, person, cx.state.clock().now()).await?;
    ensure!(had_one, "This person has no second factor.");
    tx.commit().await?;
    say("The second factor is off and every session of this person is over; they are told in their inbox.");
    Ok(())
}

fn today(cx: &CliContext, tenant: &Tenant) -> chrono::NaiveDate {
    cx.state.clock().now().with_timezone(&tenant.time_zone).date_naive()
}
