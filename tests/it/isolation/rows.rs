//! All rows of all scopes at one time, and what changed between two of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::policies::seed;

/// See the module.
pub struct Rows(BTreeMap<String, BTreeSet<String>>);

/// A row that was added, removed, or is not as it was.
#[derive(Debug)]
pub struct Changed {
    pub table: String,
    row: Value,
}

impl Changed {
    /// Whether a column holds these bytes.
    pub fn holds(&self, column: &str, bytes: &[u8]) -> bool {
        let held = self.row.get(column).and_then(Value::as_str).and_then(|text| text.strip_prefix("\\x"));
        let byte = |at: usize| u8::from_str_radix(held?.get(2 * at..2 * at + 2)?, 16).ok();
        held.is_some_and(|held| held.len() == 2 * bytes.len()) && (0..).map_while(byte).eq(bytes.iter().copied())
    }

    /// The scope's id that the row names in a column.
    pub fn id(&self, scope: &str) -> Option<Uuid> {
        self.row.get(scope)?.as_str()?.parse().ok()
    }
}

impl Rows {
    pub async fn now(connection: &mut PgConnection) -> Self {
        let mut rows = BTreeMap::new();
        for table in seed::tables(connection).await {
            let sql = format!("select to_jsonb(t)::text from {} t", table.name);
            let all: Vec<String> =
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut *connection).await.expect("the rows");
            rows.insert(table.name, all.into_iter().collect());
        }
        Self(rows)
    }

    /// The tables and rows that say a word.
    pub fn naming(&self, word: &str) -> Vec<String> {
        let of = |(table, rows): (&String, &BTreeSet<String>)| -> Vec<String> {
            rows.iter().filter(|row| row.contains(word)).map(|row| format!("{table}: {row}")).collect()
        };
        self.0.iter().flat_map(of).collect()
    }

    /// What is not in both.
    pub fn changed(&self, later: &Self) -> Vec<Changed> {
        let mut changed = Vec::new();
        for (table, rows) in &self.0 {
            for row in rows.symmetric_difference(&later.0[table]) {
                let row = serde_json::from_str(row).expect("a row");
                changed.push(Changed { table: table.clone(), row });
            }
        }
        changed
    }
}
