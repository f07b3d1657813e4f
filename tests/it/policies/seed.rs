//! Rows for a drill of row-level security: in every scoped table at least one for each of two sides, made from what the
//! catalogue says of the table.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Row};
use uuid::Uuid;

use crate::support::TestApp;

/// The columns that name a scope, in every table that has them.
pub const SCOPES: [&str; 3] = ["tenant_id", "org_id", "person_id"];

/// One community, one organization and one person: each scope once.
#[derive(Clone, Copy)]
pub struct Side([Uuid; 3]);

impl Side {
    /// Its id in the scope that a column names.
    pub fn id(&self, column: &str) -> Uuid {
        self.0[SCOPES.iter().position(|scope| *scope == column).expect("a scope's column")]
    }
}

/// A scoped table, as the catalogue describes it.
pub struct Table {
    pub name: String,
    /// The first column of its key, which is its scope.
    pub scope: String,
    columns: Vec<Column>,
    /// Its columns that refer to another table, with the table's name and the columns there.
    references: Vec<(Vec<String>, String, Vec<String>)>,
}

struct Column {
    name: String,
    kind: String,
    required: bool,
    /// The first word that a check of the shape `in ('a', 'b')` names.
    word: Option<String>,
}

/// What no rule of the catalogue's tells: a check that weighs columns against each other, a format, a number's meaning.
fn by_hand(table: &str, column: &str, side: usize) -> Option<Value> {
    Some(match (table, column) {
        // Checks weigh it against another column.
        ("price", "negotiable") => json!(true),
        ("notice", "published_at") | ("family_link", "accepted_at") => json!("2026-11-23T00:00:00Z"),
        ("certificate_counter", "year") => json!(2026),
        // In quarters of an hour.
        ("placement_entry", "minutes") => json!(60),
        // Of what is not over a learner has one.
        ("placement", "status") => json!("declined"),
        // Nor does its employer see what somebody has yet to say yes to.
        ("recommendation", "status") => json!("withdrawn"),
        ("course_session", "ends_at") => json!("2026-11-23T01:00:00Z"),
        ("teacher_slot", "during") => json!("[2026-11-23T00:00:00Z,2026-11-23T01:00:00Z)"),
        ("family_link", "scopes") => json!(["see"]),
        // A format.
        ("short_link", "code") => json!(format!("probe{side}000")),
        // On a building's door, and short.
        ("household", "unit_no" | "room_no") => json!("9"),
        // A check: one of two is to be there.
        ("resident_view", "grant_id") | ("consent", "resident_id") => json!(Uuid::now_v7()),
        // No place in a row of deeds that exists.
        ("audit_event", "seq") => json!(1_000_000),
        _ => return None,
    })
}

const TABLES: &str = "select c.relname::text, key.attname::text
    from pg_class c join pg_index i on i.indrelid = c.oid and i.indisprimary
    join pg_attribute key on key.attrelid = c.oid and key.attnum = i.indkey[0]
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and key.attname = any($1) order by 1";

const COLUMNS: &str = "select a.attname::text, format_type(a.atttypid, null), a.attnotnull and not a.atthasdef,
        (select substring(pg_get_constraintdef(k.oid) from 'ARRAY\\[''([^'']*)''') from pg_constraint k
            where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum]
            and pg_get_constraintdef(k.oid) like '%= ANY (ARRAY[%' limit 1)
    from pg_attribute a where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped order by a.attnum";

const REFERENCES: &str = "select f.confrelid::regclass::text,
        (select array_agg(a.attname::text order by k.n) from unnest(f.conkey) with ordinality k(num, n)
            join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.num),
        (select array_agg(a.attname::text order by k.n) from unnest(f.confkey) with ordinality k(num, n)
            join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.num)
    from pg_constraint f where f.contype = 'f' and f.conrelid = to_regclass($1)";

/// Every table whose key begins with a scope.
pub async fn tables(connection: &mut PgConnection) -> Vec<Table> {
    let mut tables = Vec::new();
    for row in sqlx::query(TABLES).bind(&SCOPES[..]).fetch_all(&mut *connection).await.expect("the tables") {
        let name: String = row.get(0);
        let columns = sqlx::query(COLUMNS).bind(&name).fetch_all(&mut *connection).await.expect("the columns");
        let columns = columns
            .iter()
            .map(|c| Column { name: c.get(0), kind: c.get(1), required: c.get(2), word: c.get(3) })
            .collect();
        let references = sqlx::query(REFERENCES).bind(&name).fetch_all(&mut *connection).await.expect("the references");
        let references = references.iter().map(|r| (r.get(1), r.get(0), r.get(2))).collect();
        tables.push(Table { name, scope: row.get(1), columns, references });
    }
    tables
}

impl Table {
    /// Whether it has a column of this name.
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|known| known.name == column)
    }

    /// What is true of rows that belong to a side in every scope that they name.
    fn of(&self, side: &Side) -> String {
        let parts = SCOPES.iter().filter(|scope| self.has(scope));
        parts.map(|scope| format!("{scope} = '{}'", side.id(scope))).collect::<Vec<_>>().join(" and ")
    }
}

/// Two communities, two organizations and two people of the demo.
pub async fn sides(app: &TestApp, connection: &mut PgConnection) -> [Side; 2] {
    let mut pair = async |sql: &'static str| -> Vec<Uuid> {
        sqlx::query_scalar(sql).fetch_all(&mut *connection).await.expect("two of them")
    };
    let orgs = pair("select org_id from organization order by 1 limit 2").await;
    let people = pair("select person_id from person order by 1 limit 2").await;
    let tenants = ["shangjin", "yunqi"].map(|slug| app.tenant(slug).id.uuid());
    [0, 1].map(|at| Side([tenants[at], orgs[at], people[at]]))
}

/// The rows made or found, by table and side, as JSON.
pub type Rows = BTreeMap<(String, usize), Value>;

/// Sees to it that every table has a row for each side that belongs to it in every scope that the table names.
pub async fn fill(connection: &mut PgConnection, tables: &[Table], sides: &[Side; 2]) -> Rows {
    let mut rows = Rows::new();
    while rows.len() < tables.len() * 2 {
        let before = rows.len();
        for table in tables {
            for (at, side) in sides.iter().enumerate() {
                let key = (table.name.clone(), at);
                let is_ready = table.references.iter().all(|(columns, target, _)| {
                    let has_value = |c: &Column| c.required || by_hand(&table.name, &c.name, at).is_some();
                    let is_needed =
                        columns.iter().all(|name| table.columns.iter().any(|c| c.name == *name && has_value(c)));
                    let is_scoped = tables.iter().any(|other| other.name == *target);
                    !is_needed || !is_scoped || rows.contains_key(&(target.clone(), at))
                });
                if is_ready && !rows.contains_key(&key) {
                    let row = fill_one(connection, table, side, at, &rows).await;
                    rows.insert(key, row);
                }
            }
        }
        assert!(rows.len() > before, "these tables refer to each other in a ring: all but {:?}", rows.keys());
    }
    rows
}

async fn fill_one(connection: &mut PgConnection, table: &Table, side: &Side, at: usize, rows: &Rows) -> Value {
    let name = &table.name;
    let find = format!("select to_jsonb(t) from {name} t where {} limit 1", table.of(side));
    let found: Option<Value> =
        sqlx::query_scalar(AssertSqlSafe(find.clone())).fetch_optional(&mut *connection).await.expect("a look-up");
    if let Some(row) = found {
        return row;
    }
    let row = values(connection, table, side, at, rows).await;
    let columns = row.keys().cloned().collect::<Vec<_>>().join(", ");
    let sql = format!("insert into {name} ({columns}) select {columns} from jsonb_populate_record(null::{name}, $1)");
    let done = sqlx::query(AssertSqlSafe(sql)).bind(Value::Object(row)).execute(&mut *connection).await;
    done.unwrap_or_else(|error| panic!("{name} needs a row by hand: {error}"));
    sqlx::query_scalar(AssertSqlSafe(find)).fetch_one(connection).await.expect("the row just made")
}

/// A value for every column that must have one, and for every one that names a scope.
async fn values(
    connection: &mut PgConnection,
    table: &Table,
    side: &Side,
    at: usize,
    rows: &Rows,
) -> Map<String, Value> {
    let mut values = Map::new();
    for column in &table.columns {
        let value = by_hand(&table.name, &column.name, at).or_else(|| {
            let is_scope = SCOPES.contains(&column.name.as_str());
            let made = column.required.then(|| some_value(column, at));
            if is_scope { Some(json!(side.id(&column.name))) } else { made }
        });
        values.extend(value.map(|value| (column.name.clone(), value)));
    }
    for (columns, target, there) in &table.references {
        // A whole reference, or none: `merged_into` and its like stay empty. A scope's id is right already.
        let is_whole = columns.iter().all(|name| values.contains_key(name));
        if !is_whole || columns.iter().all(|name| SCOPES.contains(&name.as_str())) {
            continue;
        }
        let row = match rows.get(&(target.clone(), at)) {
            Some(row) => row.clone(),
            // Reference data of the platform: any will do.
            None => {
                let sql = format!("select to_jsonb(t) from {target} t limit 1");
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *connection).await.expect("a row to refer to")
            }
        };
        for (column, there) in columns.iter().zip(there) {
            values.insert(column.clone(), row[there].clone());
        }
    }
    values
}

fn some_value(column: &Column, side: usize) -> Value {
    match column.kind.as_str() {
        "text" => json!(column.word.as_deref().unwrap_or("probe")),
        "uuid" => json!(Uuid::now_v7()),
        "timestamp with time zone" => json!("2026-11-23T00:00:00Z"),
        "date" => json!("2026-11-23"),
        "daterange" => json!("[2020-01-01,2020-01-02)"),
        "integer" | "bigint" => json!(1),
        "boolean" => json!(false),
        "bytea" => json!(format!("\\x{}", format!("{side:02x}").repeat(32))),
        "jsonb" => json!({}),
        "text[]" | "uuid[]" => json!([]),
        kind => panic!("{}: no idea what a {kind} is like", column.name),
    }
}
