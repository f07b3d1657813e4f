//! Where PostgreSQL's programs are on this machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// A folder that holds `postgres`, `initdb` and `pg_ctl`.
pub(super) struct Binaries {
    dir: PathBuf,
}

impl Binaries {
    /// `JMK_PG_BIN`, the system's folders (newest first), `PATH`, then what `bin/serve` put into the data directory.
    pub(super) fn find(data_dir: &Path) -> Result<Self> {
        if let Some(dir) = std::env::var_os("JMK_PG_BIN") {
            let dir = PathBuf::from(dir);
            if complete(&dir) {
                return Ok(Self { dir });
            }
            bail!(
                "JMK_PG_BIN names {}, which holds no PostgreSQL server programs (postgres, initdb, pg_ctl).",
                dir.display()
            );
        }
        let mut places = system_folders();
        places.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect::<Vec<_>>());
        places.push(data_dir.join("pg-programs").join("bin"));
        places.into_iter().find(|dir| complete(dir)).map(|dir| Self { dir }).context(
            "No PostgreSQL server was found: install one (on Debian or Ubuntu: apt-get install postgresql), point JMK_PG_BIN at its programs, or set JMK_DATABASE_URL to a server you have.",
        )
    }

    pub(super) fn path(&self, program: &str) -> PathBuf {
        self.dir.join(program)
    }

    /// The major version, such as `15`.
    pub(super) fn major(&self) -> Result<String> {
        let output = Command::new(self.path("postgres")).arg("--version").output().context("postgres --version")?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let version = text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        let major = version.and_then(|v| v.split(|c: char| !c.is_ascii_digit()).next());
        Ok(major.context("postgres --version names no version")?.to_owned())
    }
}

fn complete(dir: &Path) -> bool {
    ["postgres", "initdb", "pg_ctl"].iter().all(|program| dir.join(program).is_file())
}

/// The folders of Debian's, Red Hat's and Homebrew's packages.
fn system_folders() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for (parent, prefix) in [("/usr/lib/postgresql", ""), ("/usr", "pgsql-"), ("/opt/homebrew/opt", "postgresql@")] {
        let Ok(entries) = std::fs::read_dir(parent) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(version) = name.strip_prefix(prefix).and_then(|v| v.parse::<u32>().ok()) {
                found.push((version, entry.path().join("bin")));
            }
        }
    }
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, dir)| dir).collect()
}
