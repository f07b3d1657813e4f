//! A PostgreSQL server of our own, for whoever has none: a private cluster under the data directory, reached over a
//! unix socket that only its account can open, never over the network.
//!
//! The superuser, the owner of the tables and the application role are three roles, as on a server kept by an
//! operator. The socket's folder (mode 0700) is the lock on the door, hence `trust` behind it.

use std::fs;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{Connection, Executor};

use super::account::Account;
use super::binaries::Binaries;

/// How long a start, including recovery after a crash, may take.
const START_LIMIT: Duration = Duration::from_mins(1);
/// Begins each start's part of the log.
const START_MARK: &str = "-- start";
/// How PostgreSQL's programs say that a disk is full.
const FULL: [&str; 3] = ["No space left on device", "Check free disk space", "Disk quota exceeded"];
const DATABASE: &str = "jiamenkou";
const SUPERUSER: &str = "postgres";
/// The role that owns the tables and migrates them.
pub const OWNER: &str = "jiamenkou_owner";
/// The role that serves: no ownership, no superuser, no `BYPASSRLS`.
pub const APP: &str = "jiamenkou_app";

/// Whether a crash of the machine may lose what was acknowledged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// What was acknowledged is on disk.
    Full,
    /// Nothing is flushed: for tests, whose data nobody misses.
    None,
}

/// A running embedded server.
pub struct Embedded {
    binaries: Binaries,
    account: Account,
    cluster: PathBuf,
    socket_dir: PathBuf,
    durability: Durability,
    /// Present when this process started the server; absent when it adopted one that an earlier process left running.
    child: Option<Child>,
    /// Held as long as we use the cluster, so that no second server does.
    _lock: fs::File,
}

impl Embedded {
    /// Starts, recovers or adopts the cluster in `data_dir`.
    ///
    /// Errors are one sentence for the operator that says what to do. Nothing that exists is overwritten or deleted,
    /// but for the two lock files of a server that is proven dead.
    pub async fn start(data_dir: &Path, durability: Durability) -> Result<Self> {
        let binaries = Binaries::find(data_dir)?;
        let account = Account::choose()?;
        fs::create_dir_all(data_dir).with_context(|| {
            format!(
                "The data directory {} cannot be created: set JMK_DATA_DIR to a folder you may write to.",
                data_dir.display()
            )
        })?;
        let data_dir = data_dir.canonicalize()?;
        let lock = lock(&data_dir)?;
        let home = data_dir.join("postgres");
        let cluster = home.join("cluster");
        let socket_dir = socket_dir(&home);
        let mut server = Self { binaries, account, cluster, socket_dir, durability, child: None, _lock: lock };
        account.own(&home)?;
        account.own(&server.socket_dir)?;
        account.check_reaches(&home)?;
        if !server.cluster.join("PG_VERSION").exists() {
            server.create_cluster(&home)?;
        }
        server.check_version()?;
        server.run().await?;
        server.create_roles().await?;
        Ok(server)
    }

    /// How the owner of the tables connects: for migrations and the operator.
    pub fn owner(&self) -> PgConnectOptions {
        self.options(OWNER, DATABASE)
    }

    /// How the server connects.
    pub fn app(&self) -> PgConnectOptions {
        self.options(APP, DATABASE)
    }

    /// How the superuser connects to `database`: for creating roles, and for tests that clone a template.
    pub fn superuser(&self, database: &str) -> PgConnectOptions {
        self.options(SUPERUSER, database)
    }

    fn options(&self, user: &str, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.socket_dir)
            .port(5432)
            .ssl_mode(PgSslMode::Disable)
            .username(user)
            .database(database)
    }

    /// Leaves the server running after this process, for the next one to adopt.
    pub fn leave_running(mut self) {
        self.child = None;
    }

    /// Stops the server, letting running transactions roll back.
    pub fn stop(mut self) -> Result<()> {
        let stopped = self.pg_ctl_stop();
        // Reaped, and so not stopped a second time when we are dropped; one that would not stop is left alone.
        let child = self.child.take();
        ensure!(
            stopped?.success(),
            "The embedded PostgreSQL did not stop in time; it ends by itself when its last transaction does."
        );
        if let Some(mut child) = child {
            child.wait()?;
        }
        Ok(())
    }

    fn pg_ctl_stop(&self) -> Result<ExitStatus> {
        Ok(self.command("pg_ctl").args(["stop", "-s", "-w", "-m", "fast", "-D"]).arg(&self.cluster).status()?)
    }

    fn command(&self, name: &str) -> Command {
        self.account.command(&self.binaries.path(name))
    }

    fn create_cluster(&self, home: &Path) -> Result<()> {
        // Built beside its place and renamed when whole, so that a killed first start leaves nothing half made in it.
        let fresh = home.join(format!("cluster.new.{}", std::process::id()));
        let output = self
            .command("initdb")
            .args([
                "--username",
                SUPERUSER,
                "--auth",
                "trust",
                "--encoding",
                "UTF8",
                "--locale",
                "C",
                "--no-instructions",
                "-D",
            ])
            .arg(&fresh)
            .stderr(Stdio::piped())
            .output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("The database cluster could not be created in {}: {}", home.display(), self.reason(&said));
        }
        fs::rename(&fresh, &self.cluster)?;
        Ok(())
    }

    fn check_version(&self) -> Result<()> {
        let cluster = fs::read_to_string(self.cluster.join("PG_VERSION"))?;
        let (cluster, ours) = (cluster.trim(), self.binaries.major()?);
        ensure!(
            cluster == ours,
            "The data in {} belongs to PostgreSQL {cluster} and the program found is {ours}: install PostgreSQL {cluster}, or point JMK_PG_BIN at its programs.",
            self.cluster.display()
        );
        Ok(())
    }

    async fn run(&mut self) -> Result<()> {
        if self.try_connect().await.is_ok() {
            tracing::info!("adopted the database server that an earlier process left running");
            return Ok(());
        }
        let log = self.log_file()?;
        if !self.living_postmaster() {
            self.clear_stale_locks()?;
            self.child = Some(self.spawn(&log)?);
        }
        let deadline = Instant::now() + START_LIMIT;
        loop {
            match self.try_connect().await {
                Ok(()) => return Ok(()),
                Err(error) if Instant::now() > deadline => {
                    bail!(
                        "The embedded PostgreSQL did not come up within {} s ({error}); its log says: {}",
                        START_LIMIT.as_secs(),
                        self.reason(&self.log_since_start())
                    )
                }
                Err(_) => {}
            }
            if let Some(status) = self.child.as_mut().map(Child::try_wait).transpose()?.flatten() {
                bail!("The embedded PostgreSQL ended at once ({status}): {}", self.reason(&self.log_since_start()));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn spawn(&self, log: &fs::File) -> Result<Child> {
        let mut command = self.command("postgres");
        command.arg("-D").arg(&self.cluster).arg("-k").arg(&self.socket_dir);
        let mut settings = vec![
            "listen_addresses=",
            "port=5432",
            "max_connections=64",
            "shared_buffers=128MB",
            "unix_socket_permissions=0700",
            "timezone=UTC",
            "log_timezone=UTC",
            "log_min_messages=warning",
            "jit=off",
            "wal_compression=on",
        ];
        if self.durability == Durability::None {
            settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]);
        }
        for setting in settings {
            command.args(["-c", setting]);
        }
        // A group of its own: Ctrl-C in the terminal must reach us alone, so that we stop it in order.
        command.process_group(0).stdout(log.try_clone()?).stderr(log.try_clone()?);
        command.spawn().context("The PostgreSQL server program could not be started.")
    }

    fn log_path(&self) -> PathBuf {
        self.cluster.with_file_name("postgres.log")
    }

    fn log_file(&self) -> Result<fs::File> {
        let path = self.log_path();
        let mut file = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .with_context(|| format!("The log {} cannot be written.", path.display()))?;
        writeln!(file, "{START_MARK}").with_context(|| format!("The log {} cannot be written.", path.display()))?;
        Ok(file)
    }

    fn log_since_start(&self) -> String {
        let log = String::from_utf8_lossy(&fs::read(self.log_path()).unwrap_or_default()).into_owned();
        log.rsplit(START_MARK).next().unwrap_or_default().to_owned()
    }

    /// What to tell the operator of all that a program of PostgreSQL's said before it failed.
    fn reason(&self, said: &str) -> String {
        if FULL.iter().any(|words| said.contains(words)) {
            return format!(
                "the disk that holds {} is full; free some space and start again, nothing is lost.",
                self.cluster.display()
            );
        }
        let is_cause = |line: &&str| ["FATAL:", "PANIC:", "error:"].iter().any(|word| line.contains(word));
        let last = || said.lines().rfind(|line| !line.trim().is_empty());
        said.lines().find(is_cause).or_else(last).unwrap_or("it said nothing").trim().to_owned()
    }

    /// The process id in `postmaster.pid`, when that process really is this cluster's server. A number alone proves
    /// nothing: it may be a zombie's, or have been given to another program since.
    fn living_postmaster(&self) -> bool {
        let Ok(text) = fs::read_to_string(self.cluster.join("postmaster.pid")) else { return false };
        let Some(pid) = text.lines().next().and_then(|line| line.trim().parse::<u32>().ok()) else { return false };
        let Ok(command_line) = fs::read(format!("/proc/{pid}/cmdline")) else { return false };
        // A zombie's command line is empty.
        let arguments = String::from_utf8_lossy(&command_line);
        arguments.contains("postgres") && arguments.contains(&*self.cluster.to_string_lossy())
    }

    fn clear_stale_locks(&self) -> Result<()> {
        let lock_files = [
            self.cluster.join("postmaster.pid"),
            self.socket_dir.join(".s.PGSQL.5432.lock"),
            self.socket_dir.join(".s.PGSQL.5432"),
        ];
        for path in lock_files {
            if path.exists() {
                tracing::warn!(path = %path.display(), "removing a lock that a killed database server left behind");
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    async fn try_connect(&self) -> Result<()> {
        PgConnection::connect_with(&self.superuser("postgres")).await?.close().await?;
        Ok(())
    }

    /// Creates the roles and the database of a new cluster; an existing one is left as it is.
    async fn create_roles(&self) -> Result<()> {
        let mut connection = PgConnection::connect_with(&self.superuser("postgres")).await?;
        connection
            .execute(
                "do $$ begin
                    if not exists (select 1 from pg_roles where rolname = 'jiamenkou_owner') then
                        create role jiamenkou_owner login nosuperuser nobypassrls;
                    end if;
                    if not exists (select 1 from pg_roles where rolname = 'jiamenkou_app') then
                        create role jiamenkou_app login nosuperuser nobypassrls;
                    end if;
                end $$",
            )
            .await?;
        let exists: Option<i32> = sqlx::query_scalar("select 1 from pg_database where datname = 'jiamenkou'")
            .fetch_optional(&mut connection)
            .await?;
        if exists.is_none() {
            connection.execute("create database jiamenkou owner jiamenkou_owner").await?;
        }
        connection.close().await?;
        Ok(())
    }
}

impl Drop for Embedded {
    /// A start that failed half way or was broken off takes its server with it; after [`Embedded::stop`] none is left.
    fn drop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let Ok(pid) = i32::try_from(child.id()) else { return };
        // PostgreSQL's “fast” shutdown; not through pg_ctl, which waits a minute for a server that was killed.
        if nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), nix::sys::signal::Signal::SIGINT).is_ok() {
            let _ = child.wait();
        }
    }
}

/// Exclusive use of a data directory; the operating system gives it back however we end.
fn lock(data_dir: &Path) -> Result<fs::File> {
    let path = data_dir.join("lock");
    let file = fs::OpenOptions::new().create(true).truncate(false).write(true).open(&path).with_context(|| {
        format!("{} cannot be written: set JMK_DATA_DIR to a folder you may write to.", path.display())
    })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(_) => bail!(
            "Another jiamenkou is already using {}: stop it, or set JMK_DATA_DIR to another folder.",
            data_dir.display()
        ),
    }
}

/// Unix socket paths may be no longer than 107 bytes, so a deep data directory keeps its socket under /tmp.
fn socket_dir(home: &Path) -> PathBuf {
    let beside = home.join("socket");
    if beside.as_os_str().len() + "/.s.PGSQL.5432".len() < 100 {
        return beside;
    }
    let digest = hex::encode(&Sha256::digest(home.as_os_str().as_encoded_bytes())[..8]);
    std::env::temp_dir().join(format!("jmk-{digest}"))
}
