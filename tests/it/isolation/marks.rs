//! Marks: words that stand nowhere but in one column of one scope's rows, so that whatever an answer says can be traced to
//! the rows that it was read from.

use std::collections::BTreeMap;

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Row};
use uuid::Uuid;

use crate::policies::seed::{self, SCOPES};

/// Where a mark stands.
#[derive(Debug, Clone)]
pub struct Mark {
    pub table: String,
    pub column: String,
    pub tenant: Option<Uuid>,
    pub org: Option<Uuid>,
    pub person: Option<Uuid>,
    /// Whether everybody may read it on the pages of its community.
    pub public: bool,
}

/// All marks, by their word.
pub struct Marks(BTreeMap<String, Mark>);

const SHOWN_JOB: &str = "published_at is not null and status in ('published', 'paused', 'filled', 'expired')";
/// Of a run that everybody may see.
const OPENED: &str = "exists (select 1 from course_run r where r.tenant_id = t.tenant_id and r.run_id = t.run_id and r.opened_at is not null)";

/// What is public of a community, and when: the reviewed list. All else is for those who work there.
const PUBLIC: [(&str, &str, &str); 55] = [
    // The directory: offers, and companies that were once admitted; a suspended one says so.
    ("listing", "name", "status = 'published'"),
    ("listing", "included", "status = 'published'"),
    ("listing", "excluded", "status = 'published'"),
    ("listing", "conditions", "status = 'published'"),
    ("listing", "price_note", "status = 'published'"),
    ("vendor_profile", "name", "status <> 'left'"),
    ("vendor_profile", "profile", "status <> 'left'"),
    ("vendor_profile", "suspended_reason", "status <> 'left'"),
    ("worker_card", "label", "status = 'published'"),
    ("worker_card", "work_no", "status = 'published'"),
    // Who has applied is shown to everybody before it is decided.
    ("admission", "org_name", "status in ('public_notice', 'admitted', 'suspended')"),
    // Notices, once approved.
    ("notice", "title", "state = 'approved'"),
    ("notice", "body", "state = 'approved'"),
    (
        "notice_file",
        "file_name",
        "exists (select 1 from notice n where n.notice_id = t.notice_id and n.state = 'approved')",
    ),
    // Where people live, and who looks after it.
    ("estate", "name", "true"),
    ("building", "name", "true"),
    ("grid", "name", "true"),
    ("grid", "code", "true"),
    ("role_grant", "holder", "scope_id is not null"),
    // Whom the community has recognised, where they agree to be shown.
    ("talent", "specialty_other", "badge_since is not null and recognised_on is not null and hidden_at is null"),
    ("party_branch", "name", "true"),
    ("party_branch", "secretary", "true"),
    ("party_branch", "about", "true"),
    ("party_activity", "title", "true"),
    ("party_activity", "place", "true"),
    ("party_activity", "body", "true"),
    ("policy", "title", "status = 'published'"),
    ("policy", "qualifies", "status = 'published'"),
    ("policy", "benefits", "status = 'published'"),
    ("policy", "how", "status = 'published'"),
    ("policy", "source_name", "status = 'published'"),
    // Jobs, once approved, until they are taken down.
    ("job_posting", "employer_name", SHOWN_JOB),
    ("job_posting", "title", SHOWN_JOB),
    ("job_posting", "duties", SHOWN_JOB),
    ("job_posting", "hours", SHOWN_JOB),
    ("job_posting", "place", SHOWN_JOB),
    // What is taught, once it was opened; and the rooms, which a run's page names.
    ("course_run", "org_name", "opened_at is not null"),
    ("course_run", "title", "opened_at is not null"),
    ("course_run", "summary", "opened_at is not null"),
    ("course_run", "requirements", "opened_at is not null"),
    ("course_run", "materials", "opened_at is not null"),
    ("course_run", "reason", "opened_at is not null and status = 'cancelled'"),
    ("course_run_module", "title", OPENED),
    ("course_session", "teacher_name", OPENED),
    ("course_session", "topic", OPENED),
    // What was certified, for whoever holds the paper, with the name masked.
    ("course_certificate", "name_masked", "number is not null"),
    ("course_certificate", "org_name", "number is not null"),
    ("course_certificate", "issuer_name", "number is not null"),
    ("course_certificate", "title", "number is not null"),
    ("room", "name", "true"),
    ("room", "place", "true"),
    // Courses that a community has opened.
    ("course_run", "title", "status in ('open', 'finished', 'cancelled')"),
    ("course_run", "org_name", "status in ('open', 'finished', 'cancelled')"),
    (
        "course_session",
        "topic",
        "exists (select 1 from course_run c where c.run_id = t.run_id and c.status in ('open', 'finished', 'cancelled'))",
    ),
    ("room", "name", "true"),
];

/// Columns of text that are not prose: what the program reads back (numbers among it), and what only finds.
const WORDS: [&str; 22] = [
    "search_name",
    "search_pinyin",
    "search_text",
    "door_key",
    "key",
    "from_status",
    "to_status",
    "topic",
    "kind",
    "item",
    "query",
    "next",
    "hash",
    "target_key",
    "action",
    "address",
    "phone",
    "contact_phone",
    "uscc",
    "unit",
    "trait",
    "engagement_model",
];

/// Prose inside of JSON, by the field's name.
const PROSE: &str = "name|title|included|excluded|conditions|profile|note|contact|org_name|reason|by";

const COLUMNS: &str = "select a.attname::text, format_type(a.atttypid, null) = 'jsonb' from pg_attribute a
    where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped
    and (format_type(a.atttypid, null) = 'text' or (a.attname = any('{material,published,proposed,news}')))
    and not exists (select 1 from pg_constraint k where k.conrelid = a.attrelid and k.contype in ('c', 'f') and a.attnum = any(k.conkey))
    and a.attname <> all($2) order by 1";

/// kx, eight letters, xk
const LENGTH: usize = 12;

fn is_mark(text: &str, at: usize) -> bool {
    text.get(at..at + LENGTH).is_some_and(|word| word.ends_with("xk") && word.chars().all(|c| c.is_ascii_lowercase()))
}

impl Marks {
    /// Marks every column of prose of every scoped table.
    pub async fn set(connection: &mut PgConnection) -> Self {
        let mut marks = BTreeMap::new();
        for table in seed::tables(connection).await {
            let name = &table.name;
            let columns = sqlx::query(COLUMNS).bind(name).bind(&WORDS[..]);
            for row in columns.fetch_all(&mut *connection).await.expect("the columns") {
                let (column, is_json): (String, bool) = (row.get(0), row.get(1));
                // Words that the program reads back.
                if matches!(
                    (&**name, &*column),
                    ("resident_view", "role")
                        | ("course_certificate" | "referral", "code")
                        | ("recommendation", "certificate_code")
                ) {
                    continue;
                }
                let public =
                    PUBLIC.iter().find(|(t, c, _)| t == name && *c == column).map_or("false", |(_, _, when)| when);
                let ids =
                    SCOPES.map(|scope| if table.has(scope) { format!("t.{scope}") } else { "null::uuid".to_owned() });
                let [tenant, org, person] = &ids;
                // Letters alone: some columns hold people's names.
                let word = format!(
                    "'kx' || translate(left(md5(concat_ws('|', '{name}', '{column}', coalesce({tenant}::text, '-'), coalesce({org}::text, '-'),
                        coalesce({person}::text, '-'), ({public})::text)), 8), '0123456789', 'ghijklmnop') || 'xk'"
                );
                let marked = if is_json {
                    format!(
                        r#"regexp_replace({column}::text, '"({PROSE})": "([^"]+)"', '"\1": "\2 ' || {word} || '"', 'g')::jsonb"#
                    )
                } else {
                    format!("{column} || ' ' || {word}")
                };
                let update = format!("update {name} t set {column} = {marked} where {column}::text <> ''");
                sqlx::query(AssertSqlSafe(update.clone()))
                    .execute(&mut *connection)
                    .await
                    .unwrap_or_else(|error| panic!("{update}: {error}"));
                let found = format!(
                    "select distinct {word}, {tenant}, {org}, {person}, {public} from {name} t where {column}::text like '%kx%xk%'"
                );
                for row in sqlx::query(AssertSqlSafe(found)).fetch_all(&mut *connection).await.expect("the marks") {
                    let mark = Mark {
                        table: name.clone(),
                        column: column.clone(),
                        tenant: row.get(1),
                        org: row.get(2),
                        person: row.get(3),
                        public: row.get(4),
                    };
                    marks.insert(row.get(0), mark);
                }
            }
        }
        Self(marks)
    }

    /// How many there are, and in how many columns.
    pub fn len(&self) -> (usize, usize) {
        let columns: std::collections::BTreeSet<_> = self.0.values().map(|mark| (&mark.table, &mark.column)).collect();
        (self.0.len(), columns.len())
    }

    /// The text without any.
    pub fn strip(text: &str) -> String {
        let mut stripped = text.to_owned();
        while let Some(at) = stripped.match_indices("kx").map(|(at, _)| at).find(|at| is_mark(&stripped, *at)) {
            stripped.replace_range(at..at + LENGTH, "");
        }
        stripped.trim_end().to_owned()
    }

    /// Those that a text holds.
    pub fn in_text(&self, text: &str) -> Vec<&Mark> {
        let mut found = BTreeMap::new();
        for (at, _) in text.match_indices("kx") {
            let word = text.get(at..at + LENGTH);
            if let Some((word, mark)) = word.and_then(|word| self.0.get_key_value(word)) {
                found.insert(word, mark);
            }
        }
        found.into_values().collect()
    }
}
