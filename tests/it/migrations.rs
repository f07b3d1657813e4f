//! The owner of the tables is held to row-level security, too: a migration that reads or changes rows of a table under it
//! finds none and says nothing. It steps above it first: `alter table … no force row level security`.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::support::TestApp;

/// What touches such rows nonetheless, by migration and table, and why no community misses anything.
const HARMLESS: [(&str, &str, &str); 4] = [
    ("20261129000100_erase_teachers_slots.sql", "course_session", "sets the scope of each community in turn"),
    ("20261129000100_erase_teachers_slots.sql", "teacher_slot", "and of each organization that teaches there"),
    ("20261130010300_find_talents_by_traits.sql", "talent", "20261130030100 writes them anew, above the policies"),
    ("20261130273000_know_what_was_forgotten.sql", "talent", "a column of the applications, no table"),
];

/// Words that read or change rows.
const VERBS: [&str; 5] = ["select", "insert", "update", "delete", "merge"];

/// Every migration in order: what its file is called, and its text.
fn migrations() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let name = |file: &PathBuf| file.file_name().expect("a name").to_string_lossy().into_owned();
    files.iter().map(|file| (name(file), fs::read_to_string(file).expect("a file"))).collect()
}

/// Statements in lower case without their comments. Those of a `do` block stand for themselves; a function's are left out:
/// it runs later, for whoever calls it.
fn statements(sql: &str) -> Vec<String> {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    let plain = lines.collect::<Vec<_>>().join("\n").to_lowercase();
    let mut found = vec![String::new()];
    for (at, piece) in plain.split("$$").enumerate() {
        let is_block = found.last().is_some_and(|begun| begun.trim() == "do");
        if at % 2 == 0 || is_block {
            let mut parts = piece.split(';').map(str::to_owned);
            if let Some(last) = found.last_mut() {
                last.push_str(&parts.next().unwrap_or_default());
            }
            found.extend(parts);
        }
    }
    found
}

/// The words of a statement, without what it quotes.
fn words(statement: &str) -> Vec<&str> {
    let unquoted = statement.split('\'').step_by(2);
    unquoted.flat_map(|part| part.split(|c: char| !c.is_alphanumeric() && c != '_')).filter(|w| !w.is_empty()).collect()
}

/// The names in the lists over which a block runs.
fn listed(block: &str) -> impl Iterator<Item = String> + '_ {
    let lists = block.split("in array array[").skip(1).filter_map(|rest| rest.split(']').next());
    lists.flat_map(|list| list.split('\'').skip(1).step_by(2)).map(str::to_owned)
}

/// Whether a statement reads or changes rows as it is run.
fn touches_rows(words: &[&str]) -> bool {
    match words {
        ["grant" | "revoke" | "alter" | "drop", ..] | ["create", "policy" | "function" | "index" | "unique", ..] => {
            false
        }
        ["create", rest @ ..] => rest.windows(2).any(|pair| matches!(pair, ["as", "select" | "with"])),
        _ => words.iter().any(|word| VERBS.contains(word)),
    }
}

/// Reads a migration, where some tables are under forced row-level security: gives those whose rows it touches there, and
/// leaves those in the set that are under it when it has run.
fn touched(sql: &str, forced: &mut BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut lists = Vec::new();
    for statement in statements(sql) {
        let words = words(&statement);
        if words.first() == Some(&"do") {
            lists.clear();
        }
        lists.extend(listed(&statement));
        match words[..] {
            ["alter", "table", table, "no", "force", "row", "level", "security"] => {
                forced.remove(table);
            }
            ["alter", "table", table, "force", "row", "level", "security"] => {
                forced.insert(table.to_owned());
            }
            _ if statement.contains("'alter table %i force row level security'") => forced.extend(lists.drain(..)),
            _ if touches_rows(&words) => {
                found.extend(words.iter().filter(|word| forced.contains(**word)).map(|word| (*word).to_owned()));
            }
            _ => {}
        }
    }
    found
}

#[tokio::test]
async fn no_migration_touches_rows_that_the_owner_does_not_see() {
    let mut forced = BTreeSet::new();
    let mut found = BTreeSet::new();
    for (name, sql) in migrations() {
        found.extend(touched(&sql, &mut forced).into_iter().map(|table| (name.clone(), table)));
    }
    let known: BTreeSet<(String, String)> =
        HARMLESS.iter().map(|(name, table, _)| ((*name).to_owned(), (*table).to_owned())).collect();
    assert_eq!(found, known);
    // What was read of them is what they did.
    let under: Vec<String> =
        sqlx::query_scalar("select relname::text from pg_class where relkind = 'r' and relforcerowsecurity")
            .fetch_all(&mut TestApp::new().await.superuser().await)
            .await
            .expect("the catalogue");
    assert_eq!(forced, BTreeSet::from_iter(under));
}

#[test]
fn a_migration_that_forgets_to_step_above_the_policies_is_found() {
    let create = "create table room (tenant_id uuid references tenant (id) on delete cascade); -- for update
        do $$ declare t text; begin
            foreach t in array array['room', 'seat'] loop
                execute format('alter table %I enable row level security', t);
                execute format('alter table %I force row level security', t);
            end loop;
        end $$;
        create function rooms() returns bigint language sql as $$ select count(*) from room $$;
        grant select, insert on room to jiamenkou_app;";
    let after = |sql: &str| {
        let mut forced = BTreeSet::new();
        assert_eq!(touched(create, &mut forced), BTreeSet::new(), "it makes them and touches nothing");
        touched(sql, &mut forced).into_iter().collect::<Vec<_>>()
    };
    for forgetful in [
        "update room set name = ''",
        "insert into hall (tenant_id) select tenant_id from room",
        "Delete From Only room;",
        "with empty as (select 1 from room) insert into hall select * from empty",
        "create table hall as select * from room",
        "do $$ begin update room set name = 'no force row level security'; end $$",
        "alter table room no force row level security; alter table room force row level security; delete from room",
        "alter table seat no force row level security; delete from room using seat where seat.room = room.name",
    ] {
        assert_eq!(after(forgetful), ["room"], "{forgetful}");
    }
    for careful in [
        "alter table room no force row level security; delete from room; alter table room force row level security;",
        "update hall set name = 'room'",
        "alter table hall add foreign key (tenant_id) references room on delete cascade on update cascade",
        "-- delete from room\ncreate index room_name on room (name) where name <> 'select'",
    ] {
        assert_eq!(after(careful), Vec::<String>::new(), "{careful}");
    }
}
