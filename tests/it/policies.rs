//! Row-level security, drilled: every scoped table shows a scope its own rows and takes its own rows alone, and a drill on
//! any policy that was dropped or weakened fails. What is not probed here may break unnoticed.

pub mod seed;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use sqlx::postgres::{PgConnection, PgDatabaseError};
use sqlx::{AssertSqlSafe, Executor};

use crate::support::TestApp;
use seed::{Rows, SCOPES, Side, Table};

/// A table that a second scope sees, besides the one that its key begins with.
struct TwoSided {
    table: &'static str,
    /// The column that names the second scope.
    by: &'static str,
    /// Whether the second scope writes such rows, too.
    writes: bool,
}

/// Every table that is seen from two sides. A row here is a decision: whoever adds one says why.
const TWO_SIDED: [TwoSided; 31] = [
    // An organization applies to many communities, follows what becomes of it and answers, from its own workspace.
    TwoSided { table: "admission", by: "org_id", writes: true },
    TwoSided { table: "admission_event", by: "org_id", writes: true },
    TwoSided { table: "admission_check", by: "org_id", writes: true },
    TwoSided { table: "change_request", by: "org_id", writes: true },
    // It hires there, and answers those who apply.
    TwoSided { table: "job_posting", by: "org_id", writes: true },
    TwoSided { table: "job_application", by: "org_id", writes: true },
    TwoSided { table: "job_application_event", by: "org_id", writes: true },
    // And learns of those who are recommended, or come with a neighbour's link, as they apply.
    TwoSided { table: "recommendation", by: "org_id", writes: true },
    TwoSided { table: "referral", by: "org_id", writes: true },
    TwoSided { table: "referral_use", by: "org_id", writes: true },
    // What communities show of it: it reads how it stands there; only the community publishes.
    TwoSided { table: "listing", by: "org_id", writes: false },
    TwoSided { table: "worker_card", by: "org_id", writes: false },
    // Trainers plan their runs in a community and keep their learners' attendance, from their own workspace.
    TwoSided { table: "course_run", by: "org_id", writes: true },
    TwoSided { table: "course_run_module", by: "org_id", writes: true },
    TwoSided { table: "course_session", by: "org_id", writes: true },
    TwoSided { table: "enrolment", by: "org_id", writes: true },
    TwoSided { table: "attendance", by: "org_id", writes: true },
    TwoSided { table: "session_excuse", by: "org_id", writes: true },
    // Companies take learners in, and sign their hour books; trainers read how far their own learners have come.
    TwoSided { table: "placement", by: "org_id", writes: true },
    TwoSided { table: "placement_entry", by: "org_id", writes: true },
    // What somebody may do, and where, is found when they sign in, before any community or organization is known.
    TwoSided { table: "role_grant", by: "person_id", writes: false },
    TwoSided { table: "membership", by: "person_id", writes: false },
    // People read what communities keep of them, and who looked at it.
    TwoSided { table: "resident", by: "person_id", writes: false },
    TwoSided { table: "resident_view", by: "person_id", writes: false },
    TwoSided { table: "resident_request", by: "person_id", writes: false },
    // Helpers find for whom they act before any community is known.
    TwoSided { table: "family_link", by: "person_id", writes: false },
    TwoSided { table: "household_worker", by: "person_id", writes: false },
    // And mentors with whom they go along.
    TwoSided { table: "startup_mentor", by: "person_id", writes: false },
    // An organization reads which business that began in a community it came of.
    TwoSided { table: "startup_case", by: "org_id", writes: false },
    // Whoever founded one reads what it keeps of that, whichever it is.
    TwoSided { table: "org_history", by: "person_id", writes: false },
    // Operators find where they have entered before any community is known.
    TwoSided { table: "operator_entry", by: "person_id", writes: false },
];

fn second_side(table: &str) -> Option<&'static TwoSided> {
    TWO_SIDED.iter().find(|known| known.table == table)
}

/// What a transaction says it acts for, as a scope's column and one of the two sides; nothing, to begin with.
type Setting = Option<(&'static str, usize)>;

fn settings() -> impl Iterator<Item = Setting> {
    let some = SCOPES.into_iter().flat_map(|scope| [0, 1].map(|side| Some((scope, side))));
    std::iter::once(None).chain(some)
}

/// The database, filled, and what the drill knows of it.
struct Drill {
    connection: PgConnection,
    tables: Vec<Table>,
    sides: [Side; 2],
    rows: Rows,
    /// How many rows are to be seen, by table and setting; counted by the superuser.
    expected: BTreeMap<(String, Setting), i64>,
    may: BTreeSet<(String, &'static str)>,
}

/// How the database took a statement.
#[derive(Debug, PartialEq)]
enum Outcome {
    /// Row-level security refused it.
    Refused,
    /// It went through and concerned so many rows.
    Rows(u64),
    /// Something else stood in its way: it had passed row-level security.
    Later,
}

impl Drill {
    async fn new(app: &TestApp) -> Self {
        let mut connection = app.superuser().await;
        let tables = seed::tables(&mut connection).await;
        let sides = seed::sides(app, &mut connection).await;
        let rows = seed::fill(&mut connection, &tables, &sides).await;
        let (expected, may) = Default::default();
        let mut drill = Self { connection, tables, sides, rows, expected, may };
        drill.look().await;
        drill
    }

    /// Notes what there is, and what the application may do with it.
    async fn look(&mut self) {
        for table in &self.tables {
            for setting in settings() {
                let sql = format!("select count(*) from {} t where {}", table.name, self.seen(table, setting));
                let count =
                    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut self.connection).await.expect("a count");
                let is_own = setting.is_some_and(|(scope, _)| scope == table.scope);
                let is_second =
                    setting.is_some_and(|(scope, _)| second_side(&table.name).is_some_and(|s| s.by == scope));
                assert_eq!(count > 0, is_own || is_second, "{} has {count} rows for {setting:?}", table.name);
                self.expected.insert((table.name.clone(), setting), count);
            }
            for right in ["insert", "update", "delete"] {
                let may = sqlx::query_scalar("select has_table_privilege('jiamenkou_app', $1, $2)");
                let may: bool =
                    may.bind(&table.name).bind(right).fetch_one(&mut self.connection).await.expect("a right");
                if may {
                    self.may.insert((table.name.clone(), right));
                }
            }
        }
    }

    /// What is true of the rows of a table that a setting is to see.
    fn seen(&self, table: &Table, setting: Setting) -> String {
        let Some((scope, side)) = setting else { return "false".to_owned() };
        let id = self.sides[side].id(scope);
        if scope == table.scope {
            return format!("t.{scope} = '{id}'");
        }
        match second_side(&table.name).filter(|second| second.by == scope) {
            // A look belongs to whoever was looked at.
            Some(TwoSided { table: "resident_view", .. }) => format!(
                "exists (select 1 from resident r where r.tenant_id = t.tenant_id and r.resident_id = t.resident_id
                    and r.person_id = '{id}')"
            ),
            // By whoever taught the learner, too.
            Some(TwoSided { table: "placement" | "placement_entry", .. }) => {
                format!("(t.org_id = '{id}' or t.school_id = '{id}')")
            }
            Some(_) => format!("t.{scope} = '{id}'"),
            None => "false".to_owned(),
        }
    }

    /// From here on the transaction acts as the application, for some of the scopes.
    async fn act_for(&mut self, settings: &[(&str, usize)]) {
        let mut sql = "set local role jiamenkou_app".to_owned();
        for scope in SCOPES {
            let setting = settings.iter().find(|(known, _)| *known == scope);
            let id = setting.map_or_else(String::new, |(_, side)| self.sides[*side].id(scope).to_string());
            let _ = write!(sql, "; set local app.{scope} = '{id}'");
        }
        self.connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.expect("a setting");
    }

    /// Tries a statement, and takes it back.
    async fn attempt(&mut self, sql: String, row: Option<&serde_json::Value>) -> Outcome {
        self.connection.execute("savepoint before").await.expect("a savepoint");
        let mut query = sqlx::query(AssertSqlSafe(sql));
        if let Some(row) = row {
            query = query.bind(row);
        }
        let done = query.execute(&mut self.connection).await;
        self.connection.execute("rollback to savepoint before").await.expect("the savepoint");
        match done {
            Ok(done) => Outcome::Rows(done.rows_affected()),
            Err(error) => {
                let error = error.into_database_error().expect("an answer of the database");
                let error = error.downcast_ref::<PgDatabaseError>();
                let is_policy = error.code() == "42501" && error.message().contains("row-level security");
                // A missing right would hide what the policy does.
                assert!(is_policy || error.code() != "42501", "{error}");
                if is_policy { Outcome::Refused } else { Outcome::Later }
            }
        }
    }

    /// Tries all that the application may do to a table, for every setting; the first thing that is not as it should be.
    async fn probe(&mut self, at: usize) -> Result<(), String> {
        for setting in settings() {
            self.act_for(setting.as_slice()).await;
            self.probe_reading(at, setting).await.map_err(|found| format!("{found}, for {setting:?}"))?;
            self.probe_writing(at, setting).await.map_err(|found| format!("{found}, for {setting:?}"))?;
        }
        // The owner is held to the policies, too.
        self.act_for(&[]).await;
        self.connection.execute("set local role jiamenkou_owner").await.expect("the owner");
        let sql = format!("select count(*) from {}", self.tables[at].name);
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut self.connection).await.expect("a count");
        // Figures are aggregates; the owner's function tells a street those of its communities.
        if count == 0 || self.tables[at].name == "metric_snapshot" {
            Ok(())
        } else {
            Err(format!("the owner sees {count} rows without a scope"))
        }
    }

    async fn probe_reading(&mut self, at: usize, setting: Setting) -> Result<(), String> {
        let table = &self.tables[at];
        let seen = self.seen(table, setting);
        let sql = format!("select count(*), count(*) filter (where {seen}) from {} t", table.name);
        let counts: (i64, i64) =
            sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&mut self.connection).await.expect("two counts");
        let expected = self.expected[&(table.name.clone(), setting)];
        if counts == (expected, expected) {
            return Ok(());
        }
        Err(format!("{} rows are seen, {} of them one's own, of {expected}", counts.0, counts.1))
    }

    async fn probe_writing(&mut self, at: usize, setting: Setting) -> Result<(), String> {
        let (name, scope) = (self.tables[at].name.clone(), self.tables[at].scope.clone());
        let writes = setting.is_some_and(|(by, _)| {
            by == scope || second_side(&name).is_some_and(|second| second.by == by && second.writes)
        });
        let own = setting.map(|(_, side)| side).filter(|_| writes);
        if self.may.contains(&(name.clone(), "insert")) {
            for side in [0, 1] {
                let row = self.rows[&(name.clone(), side)].clone();
                let sql = format!("insert into {name} select * from jsonb_populate_record(null::{name}, $1)");
                let outcome = self.attempt(sql, Some(&row)).await;
                // The row is there already: whatever passes the policy fails at its key.
                let should_be = if own == Some(side) { Outcome::Later } else { Outcome::Refused };
                if outcome != should_be {
                    return Err(format!("adding a row of side {side}: {outcome:?}"));
                }
            }
        }
        if self.may.contains(&(name.clone(), "update")) {
            let not_seen = format!("not coalesce(({}), false)", self.seen(&self.tables[at], setting));
            let outcome = self.attempt(format!("update {name} t set {scope} = {scope} where {not_seen}"), None).await;
            if outcome != Outcome::Rows(0) {
                return Err(format!("changing others' rows: {outcome:?}"));
            }
            if let (Some(own), Some((by, _))) = (own, setting) {
                let (mine, other) = (self.sides[own].id(by), self.sides[1 - own].id(by));
                let stay = self.attempt(format!("update {name} set {by} = {by} where {by} = '{mine}'"), None).await;
                let give =
                    self.attempt(format!("update {name} set {by} = '{other}' where {by} = '{mine}'"), None).await;
                if !matches!(stay, Outcome::Rows(1..)) || give != Outcome::Refused {
                    return Err(format!("changing one's own rows: {stay:?}; giving them away: {give:?}"));
                }
            }
        }
        if self.may.contains(&(name.clone(), "delete")) {
            let not_seen = format!("not coalesce(({}), false)", self.seen(&self.tables[at], setting));
            let outcome = self.attempt(format!("delete from {name} t where {not_seen}"), None).await;
            if outcome != Outcome::Rows(0) {
                return Err(format!("removing others' rows: {outcome:?}"));
            }
        }
        Ok(())
    }

    /// Probes a table with one thing changed, which is taken back afterwards.
    async fn probe_with(&mut self, at: usize, change: &str) -> Result<(), String> {
        self.connection.execute("begin").await.expect("a transaction");
        self.connection.execute(sqlx::raw_sql(AssertSqlSafe(change.to_owned()))).await.expect("the change");
        let found = self.probe(at).await;
        self.connection.execute("rollback").await.expect("the end of it");
        found
    }

    /// Every way to weaken what guards a table.
    async fn mutants(&mut self, at: usize) -> Vec<String> {
        let table = &self.tables[at].name;
        let mut mutants = vec![format!("alter table {table} disable row level security")];
        // Of figures the owner sees all anyway.
        if table != "metric_snapshot" {
            mutants.push(format!("alter table {table} no force row level security"));
        }
        let policies: Vec<(String, String)> = sqlx::query_as(
            "select polname::text, polcmd::text from pg_policy where polrelid = to_regclass($1)
                and (polroles = '{0}' or 'jiamenkou_app'::regrole = any (polroles)) order by 1",
        )
        .bind(table)
        .fetch_all(&mut self.connection)
        .await
        .expect("the policies");
        for (policy, command) in policies {
            mutants.push(format!("drop policy {policy} on {table}"));
            if command != "a" {
                mutants.push(format!("alter policy {policy} on {table} using (true)"));
            }
            if !matches!(command.as_str(), "r" | "d") {
                mutants.push(format!("alter policy {policy} on {table} with check (true)"));
            }
        }
        mutants
    }
}

#[tokio::test]
async fn every_scope_sees_and_changes_its_own_rows_alone() {
    let mut drill = Drill::new(&TestApp::new().await).await;
    assert!(drill.tables.len() >= 53, "only {} tables have a scope", drill.tables.len());
    for known in &TWO_SIDED {
        assert!(drill.tables.iter().any(|table| table.name == known.table), "{} is no scoped table", known.table);
    }
    let mut found = Vec::new();
    for at in 0..drill.tables.len() {
        if let Err(what) = drill.probe_with(at, "").await {
            found.push(format!("{}: {what}", drill.tables[at].name));
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[tokio::test]
async fn no_policy_can_be_weakened_unnoticed() {
    let mut drill = Drill::new(&TestApp::new().await).await;
    let (mut survivors, mut tried) = (Vec::new(), 0);
    for at in 0..drill.tables.len() {
        for mutant in drill.mutants(at).await {
            if drill.probe_with(at, &mutant).await.is_ok() {
                survivors.push(mutant);
            }
            tried += 1;
        }
    }
    assert_eq!(survivors, Vec::<String>::new());
    assert!(tried >= drill.tables.len() * 5, "only {tried} mutants were tried");
}

#[tokio::test]
async fn who_only_reads_a_row_neither_removes_it_nor_takes_it_elsewhere() {
    let mut drill = Drill::new(&TestApp::new().await).await;
    let mut found = Vec::new();
    for second in TWO_SIDED.iter().filter(|second| !second.writes) {
        let at = drill.tables.iter().position(|table| table.name == second.table).expect("a scoped table");
        let (name, scope) = (drill.tables[at].name.clone(), drill.tables[at].scope.clone());
        let seen = drill.seen(&drill.tables[at], Some((second.by, 0)));
        let (here, there) = (drill.sides[0].id(&scope), drill.sides[1].id(&scope));
        drill.connection.execute("begin").await.expect("a transaction");
        if drill.may.contains(&(name.clone(), "delete")) {
            drill.act_for(&[(second.by, 0)]).await;
            let outcome = drill.attempt(format!("delete from {name} t where {seen}"), None).await;
            if outcome != Outcome::Rows(0) {
                found.push(format!("{name}: removing what {} only reads: {outcome:?}", second.by));
            }
        }
        // Acting elsewhere, as people do who belong to two places.
        if drill.may.contains(&(name.clone(), "update")) {
            drill.act_for(&[(second.by, 0), (&scope, 1)]).await;
            let take = format!("update {name} t set {scope} = '{there}' where {seen} and {scope} = '{here}'");
            let outcome = drill.attempt(take, None).await;
            if !matches!(outcome, Outcome::Rows(0) | Outcome::Refused) {
                found.push(format!("{name}: taking what {} only reads elsewhere: {outcome:?}", second.by));
            }
        }
        drill.connection.execute("rollback").await.expect("the end of it");
    }
    assert_eq!(found, Vec::<String>::new());
}
