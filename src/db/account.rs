//! The account that PostgreSQL's programs run under, and the folders that are its own.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

#[derive(Clone, Copy)]
struct Ids {
    uid: u32,
    gid: u32,
}

/// Ourselves, or another where we are root: PostgreSQL refuses to run as root.
#[derive(Clone, Copy)]
pub(super) struct Account(Option<Ids>);

impl Account {
    /// Ourselves, or as root the first unprivileged account there is.
    pub(super) fn choose() -> Result<Self> {
        if !nix::unistd::geteuid().is_root() {
            return Ok(Self(None));
        }
        for name in ["postgres", "nobody"] {
            if let Some(user) = nix::unistd::User::from_name(name)? {
                return Ok(Self(Some(Ids { uid: user.uid.as_raw(), gid: user.gid.as_raw() })));
            }
        }
        bail!(
            "PostgreSQL does not run as root and no account named `postgres` or `nobody` exists: create one, or start as an ordinary user."
        )
    }

    /// A program to be run under this account. What it says is in English, whatever the terminal's language: we read it.
    pub(super) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .env_remove("PGDATA")
            .env_remove("LANGUAGE")
            .env("LC_ALL", "C");
        if let Some(Ids { uid, gid }) = self.0 {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Makes sure that the folder exists and that this account alone may open it.
    pub(super) fn own(self, folder: &Path) -> Result<()> {
        if !folder.exists() {
            fs::DirBuilder::new().mode(0o700).create(folder).with_context(|| {
                format!("The folder {} cannot be created: is the data directory not writable?", folder.display())
            })?;
        }
        let meta = fs::metadata(folder)?;
        if let Some(Ids { uid, gid }) = self.0.filter(|ids| ids.uid != meta.uid()) {
            chown(folder, Some(uid), Some(gid))?;
        }
        if meta.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        }
        Ok(())
    }

    /// As root, the account must be able to walk down to its own folder.
    pub(super) fn check_reaches(self, folder: &Path) -> Result<()> {
        let Some(Ids { uid, gid }) = self.0 else { return Ok(()) };
        for parent in folder.ancestors().skip(1) {
            let meta = fs::metadata(parent)?;
            let bit = if meta.uid() == uid {
                0o100
            } else if meta.gid() == gid {
                0o010
            } else {
                0o001
            };
            ensure!(
                meta.permissions().mode() & bit != 0,
                "The database's account may not enter {}: set JMK_DATA_DIR to a folder it can reach, such as /var/lib/jiamenkou.",
                parent.display()
            );
        }
        Ok(())
    }
}
