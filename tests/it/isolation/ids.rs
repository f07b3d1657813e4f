//! Ids of things by whose they are, to put one scope's in the place of another's.

use std::collections::BTreeMap;

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Row};
use uuid::Uuid;

use crate::policies::seed;

/// The samples of one scope, by the column that holds their ids.
pub type Samples = BTreeMap<String, String>;

/// Every id that is the second part of a key: what it is of, and whose.
pub struct Ids {
    known: BTreeMap<Uuid, (String, Uuid)>,
    samples: BTreeMap<Uuid, Samples>,
}

/// A posting of a community itself that somebody applied for.
const APPLIED_FOR: &str =
    "select posting_id from job_application where tenant_id = $1 and org_id is null order by application_id limit 1";

/// What organizations keep in communities, by the column that holds its id. (`$1`: the organization)
const OF_ORGS: [(&str, &str); 9] = [
    ("posting_id", "select posting_id from job_application where org_id = $1 order by application_id limit 1"),
    ("application_id", "select application_id from job_application where org_id = $1 order by application_id limit 1"),
    (
        "run_id",
        "select run_id from enrolment e join tenant on id = tenant_id where org_id = $1 and slug = 'shangjin' and e.status = 'applied'",
    ),
    (
        "session_id",
        "select s.session_id from course_session s join enrolment e using (tenant_id, run_id) join tenant on id = tenant_id
            where s.org_id = $1 and slug = 'shangjin' and e.status = 'applied'",
    ),
    (
        "batch_id",
        "select batch_id from course_certificate join tenant on id = tenant_id
            where org_id = $1 and slug = 'shangjin' and number like 'Y-%'",
    ),
    (
        "course_certificate_id",
        "select course_certificate_id from course_certificate join tenant on id = tenant_id
            where org_id = $1 and slug = 'shangjin' and number like 'Y-%'",
    ),
    (
        "placement_id",
        "select e.placement_id from placement_entry e join placement p using (tenant_id, placement_id) join tenant on id = tenant_id
            where p.org_id = $1 and slug = 'shangjin' and p.status = 'running' and e.disputed_at is null limit 1",
    ),
    (
        "entry_id",
        "select e.entry_id from placement_entry e join placement p using (tenant_id, placement_id) join tenant on id = tenant_id
            where p.org_id = $1 and slug = 'shangjin' and p.status = 'running' and e.disputed_at is null limit 1",
    ),
    (
        "enrolment_id",
        "select enrolment_id from enrolment e join tenant on id = tenant_id where org_id = $1 and slug = 'shangjin' and e.status = 'applied'",
    ),
];

/// The samples that must fit together: of a community, a thing and what hangs on it. (`$1`: the scope)
const TOGETHER: [(&str, &str); 31] = [
    ("listing_id", "select listing_id from listing where tenant_id = $1 and status = 'published' order by 1 limit 1"),
    (
        "org_id",
        "select d.org_id from vendor_profile v join document d on d.org_id = v.org_id where v.tenant_id = $1 order by 1 limit 1",
    ),
    (
        "document_id",
        "select d.document_id from vendor_profile v join document d on d.org_id = v.org_id where v.tenant_id = $1 order by d.org_id, 1 limit 1",
    ),
    (
        "worker_id",
        "select worker_id from worker_card where tenant_id = $1 and status = 'published' order by photo is null, 1 limit 1",
    ),
    ("grant_id", "select grant_id from care_message where tenant_id = $1 order by 1 limit 1"),
    (
        "grid_id",
        "select scope_id from role_grant where tenant_id = $1 and scope_kind = 'grid' order by grant_id limit 1",
    ),
    ("resident_id", "select kept_id from resident_merge where tenant_id = $1 order by 1 limit 1"),
    (
        "other_resident_id",
        "select resident_id from resident where tenant_id = $1 and merged_into is null and resident_id not in (select kept_id from resident_merge) order by 1 limit 1",
    ),
    (
        "household_id",
        "select r.household_id from resident_merge m join resident r on r.resident_id = m.kept_id where m.tenant_id = $1 limit 1",
    ),
    (
        "building_id",
        "select h.building_id from resident_merge m join resident r on r.resident_id = m.kept_id join household h on h.household_id = r.household_id where m.tenant_id = $1 limit 1",
    ),
    (
        "notice_id",
        "select f.notice_id from notice_file f join notice n on n.notice_id = f.notice_id where f.tenant_id = $1 and n.state = 'approved' order by 1 limit 1",
    ),
    (
        "file_id",
        "select f.file_id from notice_file f join notice n on n.notice_id = f.notice_id where f.tenant_id = $1 and n.state = 'approved' order by f.notice_id, 1 limit 1",
    ),
    (
        "holder_id",
        "select grant_id from role_grant g where tenant_id = $1 and scope_id is null and role = 'community_staff'
            and not exists (select 1 from phone_identity p where p.person_id = g.person_id)
            and not exists (select 1 from admin_proposal a where a.grant_id = g.grant_id) limit 1",
    ),
    ("branch_id", "select branch_id from party_activity where tenant_id = $1 order by activity_id limit 1"),
    ("activity_id", "select activity_id from party_activity where tenant_id = $1 order by activity_id limit 1"),
    ("export_id", "select export_id from resident_export where tenant_id = $1 and decided_at is null limit 1"),
    ("ready_export_id", "select export_id from resident_export where tenant_id = $1 and ready_at is not null limit 1"),
    ("resident_request_id", "select request_id from resident_request where tenant_id = $1 limit 1"),
    (
        "household_worker_id",
        "select household_worker_id from household_worker_certificate where tenant_id = $1 order by certificate_id desc limit 1",
    ),
    (
        "certificate_id",
        "select certificate_id from household_worker_certificate where tenant_id = $1 order by certificate_id desc limit 1",
    ),
    (
        "external_certificate_id",
        "select external_certificate_id from external_certificate where tenant_id = $1
            and talent_id = (select talent_id from talent where tenant_id = $1 order by 1 limit 1) limit 1",
    ),
    ("posting_id", APPLIED_FOR),
    (
        "application_id",
        "select application_id from job_application where tenant_id = $1 and org_id is null order by application_id limit 1",
    ),
    ("run_id", "select run_id from enrolment where tenant_id = $1 and status = 'applied' order by run_id limit 1"),
    (
        "session_id",
        "select s.session_id from course_session s join enrolment e using (tenant_id, run_id) where tenant_id = $1 and e.status = 'applied' order by run_id, 1 limit 1",
    ),
    (
        "enrolment_id",
        "select enrolment_id from enrolment where tenant_id = $1 and status = 'applied' order by run_id, 1 limit 1",
    ),
    (
        "placement_id",
        "select placement_id from placement_entry e join placement p using (tenant_id, placement_id)
            where tenant_id = $1 and p.status = 'running' and e.disputed_at is not null and e.mentor_signer like '冯晓蕾%' limit 1",
    ),
    (
        "entry_id",
        "select entry_id from placement_entry e join placement p using (tenant_id, placement_id)
            where tenant_id = $1 and p.status = 'running' and e.disputed_at is not null and e.mentor_signer like '冯晓蕾%' limit 1",
    ),
    ("batch_id", "select batch_id from certificate_batch where tenant_id = $1 and signed_at is null limit 1"),
    (
        "course_certificate_id",
        "select course_certificate_id from course_certificate where tenant_id = $1 and number like 'X-%' limit 1",
    ),
    ("view_id", "select view_id from resident_saved_view where tenant_id = $1 order by 1 limit 1"),
];

impl Ids {
    pub async fn read(connection: &mut PgConnection) -> Self {
        let (mut known, mut samples) = (BTreeMap::new(), BTreeMap::<Uuid, Samples>::new());
        for table in seed::tables(connection).await {
            let column: Option<String> = sqlx::query_scalar(
                "select a.attname::text from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[1]
                where i.indrelid = to_regclass($1) and i.indisprimary and a.atttypid = 'uuid'::regtype and a.attname <> all($2)",
            )
            .bind(&table.name)
            .bind(&seed::SCOPES[..])
            .fetch_optional(&mut *connection)
            .await
            .expect("a key");
            // A session's key is its token's hash.
            let column = column.or_else(|| (table.name == "session").then(|| "session_id".to_owned()));
            let Some(column) = column else { continue };
            let sql = format!("select {column}, {} from {} order by 1", table.scope, table.name);
            for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut *connection).await.expect("the ids") {
                let (id, scope): (Uuid, Uuid) = (row.get(0), row.get(1));
                known.entry(id).or_insert_with(|| (column.clone(), scope));
                samples.entry(scope).or_default().entry(column.clone()).or_insert_with(|| id.to_string());
            }
        }
        let mut ids = Self { known, samples };
        let tenants: Vec<Uuid> = sqlx::query_scalar("select id from tenant where level = 'community'")
            .fetch_all(&mut *connection)
            .await
            .expect("the communities");
        for tenant in tenants {
            for (column, sql) in TOGETHER {
                let found: Uuid = sqlx::query_scalar(sql)
                    .bind(tenant)
                    .fetch_optional(&mut *connection)
                    .await
                    .unwrap_or_else(|error| panic!("{column}: {error}"))
                    .unwrap_or_else(|| panic!("no {column} of {tenant}"));
                ids.samples.entry(tenant).or_default().insert(column.to_owned(), found.to_string());
            }
            let code = sqlx::query_scalar("select code from short_link where tenant_id = $1 limit 1").bind(tenant);
            let code = code.fetch_one(&mut *connection).await.expect("a printed code");
            ids.samples.entry(tenant).or_default().insert("short_code".to_owned(), code);
            let code = "select code from course_certificate where tenant_id = $1 and number like 'X-%'";
            let code = sqlx::query_scalar(code).bind(tenant).fetch_one(&mut *connection).await.expect("a certificate");
            ids.samples.entry(tenant).or_default().insert("verification_id".to_owned(), code);
            let code = sqlx::query_scalar("select code from referral where tenant_id = $1 limit 1").bind(tenant);
            let code = code.fetch_one(&mut *connection).await.expect("a referral");
            ids.samples.entry(tenant).or_default().insert("referral_code_id".to_owned(), code);
        }
        let orgs: Vec<Uuid> = sqlx::query_scalar("select org_id from organization")
            .fetch_all(&mut *connection)
            .await
            .expect("the organizations");
        for org in orgs {
            for (column, sql) in OF_ORGS {
                let found: Option<Uuid> =
                    sqlx::query_scalar(sql).bind(org).fetch_optional(&mut *connection).await.expect("a look-up");
                let samples = ids.samples.entry(org).or_default();
                samples.extend(found.map(|id| (column.to_owned(), id.to_string())));
            }
        }
        ids
    }

    /// A thing of a scope.
    pub fn sample(&self, scope: Uuid, column: &str) -> Option<&String> {
        self.samples.get(&scope)?.get(column)
    }

    /// The text, with every known id of another scope replaced by one of this scope's.
    pub fn swap(&self, text: &str, to: Uuid) -> String {
        let mut swapped = text.to_owned();
        for at in 0..text.len() {
            let Some(id) = text.get(at..at + 36).filter(|id| id.as_bytes()[8] == b'-') else { continue };
            let known = id.parse::<Uuid>().ok().and_then(|id| self.known.get(&id));
            let Some((column, _)) = known.filter(|(_, scope)| *scope != to) else { continue };
            if let Some(other) = self.sample(to, column) {
                swapped.replace_range(at..at + 36, other);
            }
        }
        swapped
    }
}

/// The column behind a route's placeholder.
pub fn column(pattern: &str, placeholder: &str) -> String {
    match placeholder {
        "change" => "request_id".to_owned(),
        "request" => "resident_request_id".to_owned(),
        "export" if pattern.ends_with("/file") && pattern.starts_with("/c/") => "ready_export_id".to_owned(),
        "attachment" => "file_id".to_owned(),
        "member" => "membership_id".to_owned(),
        "code" if pattern.starts_with("/q/") => "short_code".to_owned(),
        other => format!("{other}_id"),
    }
}

/// The placeholders of a pattern that name a thing by an id.
pub fn placeholders(pattern: &str) -> Vec<&str> {
    let names = pattern.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names.filter(|name| !matches!(*name, "slug" | "community" | "file" | "*path")).collect()
}

/// The pattern's address, with what `of` says for each placeholder.
pub fn fill(pattern: &str, of: impl Fn(&str) -> Option<String>) -> String {
    let parts = pattern.split('/').map(|part| match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        None => part.to_owned(),
        Some("*path") => "none.css".to_owned(),
        Some(name) => of(name).unwrap_or_else(|| Uuid::now_v7().to_string()),
    });
    parts.collect::<Vec<_>>().join("/")
}
