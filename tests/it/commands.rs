//! The program at the terminal: what it cannot do it says in one sentence with status 1, and Ctrl-C ends all of it.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::support::folder::Folder;

/// A program that stands in for PostgreSQL's.
fn program(folder: &Folder, name: &str, script: &str) {
    let path = folder.0.join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a script");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("our script");
}

/// The program with the settings that matter here and none of ours.
fn jiamenkou(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jiamenkou"));
    command.env_clear().env("JMK_DATA_DIR", data).env("JMK_LISTEN", "127.0.0.1:0").stdin(Stdio::null());
    for kept in ["PATH", "JMK_PG_BIN"] {
        if let Some(value) = std::env::var_os(kept) {
            command.env(kept, value);
        }
    }
    command
}

/// What it said on its way out, which must be one sentence and status 1.
fn refusal(output: Output) -> String {
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    said
}

#[test]
fn a_taken_port_is_said_so_before_anything_is_made() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let data = folder.0.join("data");
    let said = refusal(jiamenkou(&data).arg("serve").env("JMK_LISTEN", &address).output().expect("it runs"));
    assert!(said.contains(&address) && said.contains("JMK_LISTEN"), "{said}");
    assert!(!data.exists(), "nothing was made");
}

#[test]
fn missing_programs_are_said_so() {
    let folder = Folder::new();
    let said = refusal(jiamenkou(&folder.0).arg("serve").env("JMK_PG_BIN", &folder.0).output().expect("it runs"));
    assert!(said.contains("JMK_PG_BIN"), "{said}");
}

#[test]
fn a_database_that_cannot_be_reached_is_said_so() {
    let folder = Folder::new();
    let url = "postgres://nobody:hidden-password@127.0.0.1:1/nothing";
    let said = refusal(jiamenkou(&folder.0).arg("serve").env("JMK_DATABASE_URL", url).output().expect("it runs"));
    assert!(said.contains("cannot be reached") && said.contains("JMK_DATABASE_URL"), "{said}");
    assert!(!said.contains("hidden-password"), "{said}");
}

/// What the programs say is what they said on a file system of 1 MB and on one that filled up later.
#[test]
fn a_full_disk_is_said_so_and_nothing_is_deleted() {
    let folder = Folder::new();
    let programs = Folder::new();
    program(
        &programs,
        "initdb",
        "echo 'initdb: error: could not create directory \"x\": No space left on device' >&2; echo 'initdb: removing data directory' >&2; exit 1",
    );
    program(&programs, "pg_ctl", "exit 1");
    program(
        &programs,
        "postgres",
        "[ \"$1\" = --version ] && { echo 'postgres (PostgreSQL) 15.18'; exit; }; echo 'FATAL:  could not write lock file \"postmaster.pid\": No space left on device' >&2; exit 1",
    );
    let serve = || jiamenkou(&folder.0).arg("serve").env("JMK_PG_BIN", &programs.0).output().expect("it runs");
    let said = refusal(serve());
    assert!(said.contains("is full") && said.contains("free some space"), "{said}");
    let cluster = folder.0.join("postgres/cluster");
    std::fs::create_dir(&cluster).expect("a cluster");
    std::fs::write(cluster.join("PG_VERSION"), "15\n").expect("its version");
    let said = refusal(serve());
    assert!(said.contains("is full") && said.contains("free some space"), "{said}");
    assert!(cluster.join("PG_VERSION").exists());
}

#[test]
fn ctrl_c_ends_the_portal_and_its_database() {
    let folder = Folder::new();
    let mut child = jiamenkou(&folder.0).arg("serve").stdout(Stdio::piped()).spawn().expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let opened = lines.find(|line| line.as_ref().is_ok_and(|line| line.contains("http://")));
    assert!(opened.is_some(), "it said where it is open");
    let postmaster = folder.0.join("postgres/cluster/postmaster.pid");
    assert!(postmaster.exists(), "its database runs");
    let pid = Pid::from_raw(child.id().try_into().expect("a pid"));
    kill(pid, Signal::SIGINT).expect("our own child");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert!(!postmaster.exists(), "its database has ended too");
}
