//! Settings: environment variables over one TOML file with the same names, typed and checked before anything starts.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, Result, bail, ensure};
use sqlx::postgres::PgConnectOptions;

/// Every setting; the README lists what each is for.
pub const NAMES: [&str; 11] = [
    "JMK_LISTEN",
    "JMK_BASE_URL",
    "JMK_DATA_DIR",
    "JMK_DATABASE_URL",
    "JMK_DATABASE_OWNER_URL",
    "JMK_SECRET_FILE",
    "JMK_LOG",
    "JMK_CACHE_MIB",
    "JMK_TRUSTED_PROXY",
    "JMK_SECOND_FACTOR",
    "JMK_PG_BIN",
];

/// Leaves a server of 2,000 communities below 150 MiB altogether.
const CACHE_MIB: u32 = 60;

/// The settings of one run.
#[derive(Clone)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// How the portal is reached from outside, without a slash at the end; QR codes, feeds and mails use it.
    pub base_url: String,
    /// Where the embedded database and the generated key file live.
    pub data_dir: PathBuf,
    /// The database given by the operator, or none for the embedded one.
    pub database: Option<ExternalDatabase>,
    /// The file that holds the server's key.
    pub secret_file: PathBuf,
    /// What to log, in `tracing`'s filter syntax.
    pub log: String,
    /// Memory for public pages and offers that are kept ready, in MiB; 0 keeps none.
    pub cache_mib: u32,
    /// The address of the proxy whose `X-Forwarded-For` is believed.
    pub trusted_proxy: Option<std::net::IpAddr>,
    /// Whether staff and those who answer for a company must have a second factor.
    pub second_factor: SecondFactor,
}

/// Whether whoever works with other people's data must have a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecondFactor {
    /// They may, and are advised to.
    #[default]
    Offered,
    /// Without one they reach their own account and nothing else.
    Required,
}

impl FromStr for SecondFactor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "offered" => Ok(Self::Offered),
            "required" => Ok(Self::Required),
            _ => Err(()),
        }
    }
}

/// Two connections to a PostgreSQL server that the operator keeps.
#[derive(Clone)]
pub struct ExternalDatabase {
    /// As the application role.
    pub app: PgConnectOptions,
    /// As the owner, for migrations; needed by `migrate`, `demo` and `operator` alone.
    pub owner: Option<PgConnectOptions>,
}

/// Where a setting's text comes from.
struct Source {
    file: toml::Table,
    path: Option<PathBuf>,
}

impl Source {
    fn read(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else { return Ok(Self { file: toml::Table::new(), path: None }) };
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("The settings file {} cannot be read.", path.display()))?;
        let file: toml::Table =
            text.parse().with_context(|| format!("The settings file {} is not TOML.", path.display()))?;
        if let Some(unknown) = file.keys().find(|key| !NAMES.contains(&key.as_str())) {
            bail!(
                "The settings file {} names {unknown}, which is no setting; the settings are {}.",
                path.display(),
                NAMES.join(", ")
            );
        }
        Ok(Self { file, path: Some(path.to_owned()) })
    }

    fn get(&self, name: &str) -> Result<Option<String>> {
        if let Ok(value) = std::env::var(name) {
            return Ok(Some(value).filter(|v| !v.is_empty()));
        }
        match self.file.get(name) {
            None => Ok(None),
            Some(toml::Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => {
                bail!("{name} in {} must be text in quotes.", self.path.as_deref().unwrap_or(Path::new("")).display())
            }
        }
    }

    fn parsed<T: FromStr>(&self, name: &str, wanted: &str) -> Result<Option<T>> {
        self.get(name)?
            // The value stays out of the message: it may be a secret.
            .map(|text| text.parse().map_err(|_| anyhow::anyhow!("{name} is not {wanted}.")))
            .transpose()
    }
}

/// Our address for a browser on this machine.
fn local(listen: SocketAddr) -> String {
    format!("http://localhost:{}", listen.port())
}

impl Config {
    /// Reads the settings, refusing to start with a sentence that names what is wrong.
    pub fn load(file: Option<&Path>) -> Result<Self> {
        let source = Source::read(file)?;
        let listen: SocketAddr = source
            .parsed("JMK_LISTEN", "an address and port such as 127.0.0.1:8080")?
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
        let data_dir = PathBuf::from(source.get("JMK_DATA_DIR")?.unwrap_or_else(|| "./data".to_owned()));
        let base_url = source.get("JMK_BASE_URL")?.unwrap_or_else(|| local(listen));
        let base_url = base_url.trim_end_matches('/').to_owned();
        ensure!(
            base_url
                .parse::<axum::http::Uri>()
                .is_ok_and(|u| matches!(u.scheme_str(), Some("http" | "https")) && u.path() == "/"),
            "JMK_BASE_URL is not an address such as https://jiamenkou.example (no path behind the host)."
        );
        let app: Option<PgConnectOptions> =
            source.parsed("JMK_DATABASE_URL", "a PostgreSQL address such as postgres://user:password@host/name")?;
        let owner: Option<PgConnectOptions> = source
            .parsed("JMK_DATABASE_OWNER_URL", "a PostgreSQL address such as postgres://user:password@host/name")?;
        ensure!(
            app.is_some() || owner.is_none(),
            "JMK_DATABASE_OWNER_URL is set and JMK_DATABASE_URL is not: set both, or neither for the embedded server."
        );
        Ok(Self {
            listen,
            base_url,
            secret_file: source.get("JMK_SECRET_FILE")?.map_or_else(|| data_dir.join("secret.key"), PathBuf::from),
            data_dir,
            database: app.map(|app| ExternalDatabase { app, owner }),
            log: source.get("JMK_LOG")?.unwrap_or_else(|| "info,sqlx=warn".to_owned()),
            cache_mib: source.parsed("JMK_CACHE_MIB", "a number of MiB")?.unwrap_or(CACHE_MIB),
            trusted_proxy: source.parsed("JMK_TRUSTED_PROXY", "an IP address")?,
            second_factor: source.parsed("JMK_SECOND_FACTOR", "offered or required")?.unwrap_or_default(),
        })
    }

    /// Where we listen after all: with port 0 the system chooses one, and where nothing was said about our address, it is there.
    pub fn listening_at(&mut self, address: SocketAddr) {
        if self.base_url == local(self.listen) {
            self.base_url = local(address);
        }
        self.listen = address;
    }

    /// Whether browsers reach us by https, so that cookies may be marked `Secure`.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}
