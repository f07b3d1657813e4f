//! Rules that new code cannot forget: who reaches which route, what row-level security covers, what every page has.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiamenkou::access::matrix::{Reach, capabilities, member_may, reach};
use jiamenkou::access::{Capability, MemberRole, OrgCapability, Requirement, Role};
use jiamenkou::routes;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, Row};

use crate::policies::seed::SCOPES;
use crate::support::companies::jpeg;
use crate::support::training::{Plan, certify, open_run, practise, put_any};
use crate::support::{Browser, TestApp, phones};

/// Ids of things in a community, for the placeholders of routes.
pub async fn sample_ids(app: &TestApp, slug: &str, other_slug: &str) -> BTreeMap<&'static str, String> {
    let (tenant, other) = (app.tenant(slug).id.uuid(), app.tenant(other_slug).id.uuid());
    let run = open_run(app, &Plan { slug, ..Plan::default() }).await;
    let enrolment = put_any(app, &run, None, "enrolled").await;
    let mut connection = app.superuser().await;
    let mut one = async |sql: &'static str| -> String {
        let row = sqlx::query(sql)
            .bind(tenant)
            .bind(other)
            .fetch_one(&mut connection)
            .await
            .unwrap_or_else(|e| panic!("{sql}: {e}"));
        row.get::<uuid::Uuid, _>(0).to_string()
    };
    // Of companies that do not serve the other community: there, they are nobody.
    let mut ids = BTreeMap::new();
    ids.insert("listing", one("select listing_id from listing where tenant_id = $1 and $2::uuid is not null and status = 'published' order by 1 limit 1").await);
    ids.insert("org", one("select org_id from vendor_profile where tenant_id = $1 and org_id not in (select org_id from vendor_profile where tenant_id = $2) order by 1 limit 1").await);
    ids.insert("worker", one("select worker_id from worker_card where tenant_id = $1 and worker_id not in (select worker_id from worker_card where tenant_id = $2) order by 1 limit 1").await);
    ids.insert(
        "change",
        one("select request_id from change_request where tenant_id = $1 and $2::uuid is not null order by 1 limit 1")
            .await,
    );
    ids.insert(
        "grid",
        one("select grid_id from grid where tenant_id = $1 and $2::uuid is not null order by code limit 1").await,
    );
    ids.insert("grant", one("select grant_id from role_grant where tenant_id = $1 and $2::uuid is not null and scope_id is not null and role = 'grid_leader' order by 1 limit 1").await);
    ids.insert(
        "resident",
        one("select resident_id from resident where tenant_id = $1 and $2::uuid is not null order by 1 limit 1").await,
    );
    ids.insert(
        "talent",
        one("select talent_id from external_certificate where tenant_id = $1 and $2::uuid is not null order by external_certificate_id limit 1")
            .await,
    );
    ids.insert("external_certificate", one("select external_certificate_id from external_certificate where tenant_id = $1 and $2::uuid is not null order by 1 limit 1").await);
    ids.insert(
        "policy",
        one("select policy_id from policy where tenant_id = $1 and $2::uuid is not null order by 1 limit 1").await,
    );
    ids.insert(
        "case",
        one("select case_id from startup_case where tenant_id = $1 and $2::uuid is not null order by 1 limit 1").await,
    );
    // Whose it is, none of the accounts that try the routes: to them it is not there.
    ids.insert("mentoring", one("with chosen as (insert into startup_mentor (tenant_id, mentoring_id, case_id, person_id, name, chosen_at, agreed_at)
        select c.tenant_id, gen_random_uuid(), c.case_id, p.person_id, p.name, now(), now() from startup_case c, person p
        where c.tenant_id = $1 and $2::uuid is not null and p.name = '顾明珠' order by c.case_id limit 1 returning mentoring_id)
        select mentoring_id from chosen").await);
    ids.insert("posting", one("select posting_id from job_application where tenant_id = $1 and $2::uuid is not null and org_id is null order by application_id limit 1").await);
    ids.insert("application", one("select application_id from job_application where tenant_id = $1 and $2::uuid is not null and org_id is null order by application_id limit 1").await);
    ids.insert("recommendation", one("select recommendation_id from recommendation where tenant_id = $1 and $2::uuid is not null order by 1 limit 1").await);
    ids.insert("household", one("select household_id from resident where tenant_id = $1 and $2::uuid is not null order by resident_id limit 1").await);
    ids.insert("building", one("select h.building_id from resident r join household h on h.household_id = r.household_id where r.tenant_id = $1 and $2::uuid is not null order by r.resident_id limit 1").await);
    ids.insert("household_worker", one("select household_worker_id from household_worker_certificate where tenant_id = $1 and $2::uuid is not null order by certificate_id limit 1").await);
    ids.insert("certificate", one("select certificate_id from household_worker_certificate where tenant_id = $1 and $2::uuid is not null order by certificate_id limit 1").await);
    ids.insert("run", one("select run_id from course_session where tenant_id = $1 and $2::uuid is not null order by session_id limit 1").await);
    ids.insert(
        "lesson",
        one("select session_id from course_session where tenant_id = $1 and $2::uuid is not null order by 1 limit 1")
            .await,
    );
    ids.insert(
        "room",
        one("select room_id from room where tenant_id = $1 and $2::uuid is not null order by 1 limit 1").await,
    );
    ids.insert(
        "batch",
        one("select batch_id from certificate_batch where tenant_id = $1 and $2::uuid is not null order by 1 limit 1")
            .await,
    );
    ids.insert("course_certificate", one("select course_certificate_id from course_certificate where tenant_id = $1 and $2::uuid is not null order by 1 limit 1").await);
    ids.insert("verification", "22222222222222222222".to_owned());
    // A volunteer: ending that role takes nothing from the accounts that try the other routes.
    ids.insert("holder", one("select grant_id from role_grant where tenant_id = $1 and $2::uuid is not null and role = 'volunteer' order by 1 limit 1").await);
    ids.insert("run", run.id.to_string());
    ids.insert("session", run.sessions[0].to_string());
    ids.insert("enrolment", enrolment.to_string());
    let placement = practise(app, enrolment, "running").await;
    ids.insert("placement", placement.to_string());
    let entry: uuid::Uuid = sqlx::query_scalar("select entry_id from placement_entry where placement_id = $1 limit 1")
        .bind(placement)
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a line");
    ids.insert("entry", entry.to_string());
    ids.insert("community", other_slug.to_owned());
    ids.insert("file", "qr.svg".to_owned());
    ids.insert(
        "notice",
        one("select notice_id from notice where tenant_id = $1 and $2::uuid is not null order by 1 limit 1").await,
    );
    ids
}

/// What the demo has none of: a short link of 尚锦, and a file of a company that serves there.
async fn add_staff_samples(app: &TestApp, ids: &mut BTreeMap<&'static str, String>) {
    ids.insert("code", issue_code(app, "测试甲").await);
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get("/c/shangjin/staff/links?for=home").await.ok();
    let link = staff.submit("#link-form", &[]).await.with_status(303).location().to_owned();
    ids.insert("link", link.rsplit('/').next().expect("a link's id").to_owned());
    let org: uuid::Uuid = ids["org"].parse().expect("an id");
    let document: uuid::Uuid = sqlx::query_scalar(
        "insert into document (org_id, document_id, kind, file_name, media_type, bytes, size, uploaded_by, uploaded_at)
        values ($1, gen_random_uuid(), 'licence', 'x.pdf', 'application/pdf', 'x', 1, gen_random_uuid(), now()) returning document_id",
    )
    .bind(org)
    .fetch_one(&mut app.superuser().await)
    .await
    .expect("a file");
    ids.insert("document", document.to_string());
    let attachment: uuid::Uuid = sqlx::query_scalar(
        "insert into notice_file (tenant_id, notice_id, file_id, file_name, media_type, bytes, size, added_at)
        select tenant_id, notice_id, gen_random_uuid(), 'x.pdf', 'application/pdf', 'x', 1, now() from notice where notice_id = $1
        returning file_id",
    )
    .bind(ids["notice"].parse::<uuid::Uuid>().expect("an id"))
    .fetch_one(&mut app.superuser().await)
    .await
    .expect("a file");
    ids.insert("attachment", attachment.to_string());
    for (name, sql) in [
        (
            "invitation",
            "insert into staff_invitation (tenant_id, invitation_id, phone_hmac, phone_masked, name, role, invited_by, inviter, created_at, expires_at)
            select tenant_id, gen_random_uuid(), sha256('x'), '139****2222', '孟夏', 'volunteer', grant_id, '梁静怡', now(), '2027-01-01'
            from role_grant where grant_id = $1 returning invitation_id",
        ),
        (
            "proposal",
            "insert into admin_proposal (tenant_id, proposal_id, grant_id, person_id, name, proposed_by, proposer, proposed_at)
            select tenant_id, gen_random_uuid(), grant_id, person_id, '崔文娟', person_id, '梁静怡', now()
            from role_grant where grant_id = $1 returning proposal_id",
        ),
    ] {
        let holder: uuid::Uuid = ids["holder"].parse().expect("an id");
        let id: uuid::Uuid =
            sqlx::query_scalar(sql).bind(holder).fetch_one(&mut app.superuser().await).await.expect("a sample");
        ids.insert(name, id.to_string());
    }
}

/// What no organization of the demo has: a file, an open invitation; and messages, which tasks deliver.
async fn add_org_samples(app: &TestApp, owner: &str, ids: &mut BTreeMap<&'static str, String>) {
    app.run_tasks().await;
    let org = format!("/org/{}", ids["org"]);
    let mut browser = app.sign_in(owner).await;
    browser.get(&format!("{org}/documents")).await.ok();
    browser.upload("#upload-form", &[("kind", "other")], "门头.jpg", &jpeg()).await.with_status(303);
    browser.get(&format!("{org}/members")).await.ok();
    browser.submit("#invite-form", &[("phone", "13911112222"), ("role", "worker")]).await.with_status(303);
    let id: uuid::Uuid = ids["org"].parse().expect("an id");
    let mut connection = app.superuser().await;
    sqlx::query("insert into org_message (org_id, message_id, topic, news, created_at) values ($1, gen_random_uuid(), 'people', '{\"kind\":\"left\",\"org\":\"00000000-0000-0000-0000-000000000000\",\"name\":\"x\"}', now())")
        .bind(id)
        .execute(&mut connection)
        .await
        .expect("a message");
    for (name, sql) in [
        ("document", "select document_id from document where org_id = $1 order by 1 desc limit 1"),
        ("invitation", "select invitation_id from org_invitation where org_id = $1 order by 1 desc limit 1"),
        ("message", "select message_id from org_message where org_id = $1 order by 1 desc limit 1"),
    ] {
        let found: uuid::Uuid = sqlx::query_scalar(sql).bind(id).fetch_one(&mut connection).await.expect("an id");
        ids.insert(name, found.to_string());
    }
}

/// Placeholders that name a thing by an id; the others are words that everybody knows.
fn named(path: &str) -> usize {
    path.split('/').filter(|part| part.starts_with('{') && !matches!(*part, "{community}" | "{file}")).count()
}

/// Ids of things of the organization that the demo's owner answers for, with the organization's own.
async fn org_ids(app: &TestApp, owner: &str) -> BTreeMap<&'static str, String> {
    let hash = app.state.secrets().phone_hash(owner);
    let mut connection = app.superuser().await;
    let org: uuid::Uuid = sqlx::query_scalar(
        "select m.org_id from membership m join phone_identity p on p.person_id = m.person_id where p.phone_hmac = $1",
    )
    .bind(&hash[..])
    .fetch_one(&mut connection)
    .await
    .expect("a membership");
    let mut one = async |sql: &'static str| -> String {
        let id: uuid::Uuid = sqlx::query_scalar(sql).bind(org).fetch_one(&mut connection).await.expect("an id");
        id.to_string()
    };
    let mut ids = BTreeMap::new();
    ids.insert("service", one("select service_id from service where org_id = $1 order by 1 limit 1").await);
    ids.insert("price", one("select price_id from price where org_id = $1 order by 1 limit 1").await);
    ids.insert("worker", one("select worker_id from worker where org_id = $1 order by 1 limit 1").await);
    ids.insert("member", one("select membership_id from membership where org_id = $1 order by 1 limit 1").await);
    ids.insert("posting", one("select posting_id from job_posting p where org_id = $1 order by exists (select 1 from job_application a where a.posting_id = p.posting_id) desc, 1 limit 1").await);
    ids.insert("application", one("select coalesce((select application_id from job_application where org_id = $1 order by 1 limit 1), gen_random_uuid())").await);
    ids.insert("course", one("select course_id from course_run where org_id = $1 order by run_id limit 1").await);
    ids.insert("teacher", one("select teacher_id from teacher where org_id = $1 order by 1 limit 1").await);
    // 晴扫家政 teaches; another organization's run is not theirs.
    let run = open_run(app, &Plan::default()).await;
    ids.insert("run", run.id.to_string());
    ids.insert("session", run.sessions[0].to_string());
    let enrolment = put_any(app, &run, None, "enrolled").await;
    ids.insert("enrolment", enrolment.to_string());
    let placement = practise(app, enrolment, "running").await;
    ids.insert("placement", placement.to_string());
    let (batch, certificate) = certify(app, &run, Some(&format!("G-{}", run.id)), &run.id.simple().to_string()).await;
    ids.insert("batch", batch.to_string());
    ids.insert("course_certificate", certificate.to_string());
    ids.insert(
        "entry",
        one("select coalesce((select entry_id from placement_entry where org_id = $1 order by placement_id desc limit 1), gen_random_uuid())").await,
    );
    ids.insert("org", org.to_string());
    ids.insert("community", "shangjin".to_owned());
    ids.insert("file", "services.csv".to_owned());
    add_org_samples(app, owner, &mut ids).await;
    ids
}

async fn connect(options: &PgConnectOptions) -> PgConnection {
    PgConnection::connect_with(options).await.expect("the database connects")
}

/// A route's path with its placeholders filled; ids that do not exist where none is known.
pub fn fill(path: &str, slug: &str, ids: &BTreeMap<&str, String>) -> String {
    let parts = path.split('/').map(|part| match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        None => part.to_owned(),
        Some("slug") => slug.to_owned(),
        Some("*path") => "none.css".to_owned(),
        Some(name) => ids.get(name).cloned().unwrap_or_else(|| uuid::Uuid::now_v7().to_string()),
    });
    parts.collect::<Vec<_>>().join("/")
}

async fn call(browser: &mut Browser, method: &str, path: &str) -> crate::support::Answer {
    if method != "POST" {
        return browser.get(path).await;
    }
    let answer = browser.forge(path, "").await;
    // Some forms carry a file, and are not understood without.
    if answer.status() == 400 { browser.forge_upload(path).await } else { answer }
}

/// Issues a code in shangjin, so that its routes have something to show.
pub async fn issue_code(app: &TestApp, name: &str) -> String {
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get("/c/shangjin/staff/codes").await.ok();
    let answer = staff.submit("#issue-form", &[("name", name)]).await.with_status(303);
    answer.location().rsplit('/').next().expect("a code's id").to_owned()
}

/// What a capability asks of a cell of the settled table.
#[derive(Clone, Copy)]
enum Asks {
    /// `r`, or more.
    Look,
    /// `w` or `a`.
    Keep,
    /// `draft`, or more.
    Draft,
    /// `#`: figures of their own grid or building. Above a community they stand among those of the loop.
    Count,
}

/// A row: what it is about, what each of twelve kinds of people may do, and what asks for it.
type Settled = (&'static str, &'static str, &'static [(Capability, Asks)]);

/// The rows of the permission matrix that are built, as they were settled, and the capabilities that each has become.
/// r read, w write, a approve; S with all below, T the community, G and B within it; `#` as figures. What is shared, public
/// (L), one's own (M, O) or assigned (J) takes no grant.
#[rustfmt::skip]
const SETTLED: [Settled; 15] = [
    //                              PA|SS|CS|GL|BL|PS|VO|RE|TR|VD|VW|TI
    // The community's own people are for its administrators to choose.
    ("Role grants", "w|Sw|Tw|-|-|-|-|-|-|Ow|-|Ow", &[]),
    ("Resident name/phone/address", "-|S#|Tw|Gr|B#|J#|J#|Mw|Mw|J|J|-", &[(Capability::ResidentReveals, Asks::Look), (Capability::ResidentRecords, Asks::Keep)]),
    ("Talent profile", "-|S#|Tw|-|-|-|-|Mw|Mw|-|Mw|J#", &[(Capability::Talents, Asks::Keep)]),
    ("Vendor admission", "r|Sra|Ta|-|-|-|-|L|L|Ow|-|-", &[(Capability::VendorRecords, Asks::Look), (Capability::VendorDecisions, Asks::Keep)]),
    ("Service/price edit", "r|Sr|Ta|-|-|-|-|-|-|Ow|-|-", &[(Capability::Publishing, Asks::Keep)]),
    ("Worker credentials", "r|S#|Ta|L|L|L|L|L|L|Ow|Mw|-", &[(Capability::Publishing, Asks::Keep)]),
    // Grid leaders draft notices: a policy holds in the whole community.
    ("Policy/notice", "w|Sw|Tw|G draft|share|share|share|L|L|L|L|L", &[
        (Capability::Policies, Asks::Keep),
        (Capability::NoticeDecisions, Asks::Keep),
        (Capability::NoticeDrafts, Asks::Draft),
    ]),
    ("Course/run", "r|Sr|Ta|-|-|-|-|L|L|-|-|Ow", &[(Capability::Courses, Asks::Look), (Capability::CourseRecords, Asks::Keep)]),
    ("Enrol/attend/assess", "-|S#|Tw|-|-|-|-|Mw|Mr|-|Mw|Ow", &[(Capability::Learners, Asks::Keep), (Capability::Certificates, Asks::Keep)]),
    ("Internship", "-|S#|Tw|-|-|-|-|-|Mw|Ow|J mentor|Or", &[(Capability::Placements, Asks::Keep)]),
    // A property company hires and recommends as an organization.
    ("Jobs", "r|Sr|Ta|share|share|O|share|L|L|Ow|L|-", &[(Capability::Jobs, Asks::Look), (Capability::JobRecords, Asks::Keep)]),
    ("Apply/recommend", "-|S#|Tw|-|-|O|-|Mw|Mw|Or|Mw|r#", &[(Capability::JobRecords, Asks::Keep)]),
    ("Startup case", "-|S#|Tw|-|-|-|-|M|Mw|-|-|-", &[(Capability::StartupCases, Asks::Keep)]),
    ("Loop statistics", "r|Sr|Tr|G#|B#|-|-|L#|L#|O#|-|O#", &[(Capability::LoopFigures, Asks::Look), (Capability::TerritoryLoop, Asks::Count)]),
    ("Audit/access log", "r|Sr|Tr|-|-|-|-|M who-viewed-me|M|-|-|-", &[(Capability::AuditLog, Asks::Look)]),
];

/// Capabilities that the settled table does not decide.
const UNSETTLED: [Capability; 14] = [
    // The table knows no administrators: settings and people, which it gives to community staff, are theirs.
    Capability::TenantSettings,
    Capability::PublishingSettings,
    Capability::StaffPeople,
    // Masked, so that a steward of the whole community reads it, too; residents.rs holds who is shown.
    Capability::Residents,
    // It has no row for these.
    Capability::Console,
    Capability::SignInCodes,
    Capability::SearchMisses,
    Capability::PrintedLinks,
    Capability::Grids,
    Capability::GridPosts,
    Capability::PartyBranches,
    Capability::DoorRounds,
    Capability::Figures,
    Capability::HouseholdWorkers,
];

impl Asks {
    /// How far a cell reaches for it.
    fn reach(self, role: Role, cell: &str) -> Reach {
        let (scope, deeds) = cell.split_at(1);
        let (reach, deeds) = match (role, scope) {
            // They stand above all.
            (Role::PlatformAdmin, "r" | "w") => (Reach::Subtree, cell),
            (_, "S") => (Reach::Subtree, deeds),
            (_, "T" | "G" | "B") => (Reach::Tenant, deeds),
            _ => return Reach::No,
        };
        let keeps = matches!(deeds, "w" | "a" | "ra");
        let is_met = match self {
            Self::Look => keeps || deeds == "r",
            Self::Keep => keeps,
            Self::Draft => keeps || deeds == " draft",
            Self::Count => deeds == "#",
        };
        if is_met { reach } else { Reach::No }
    }
}

#[test]
fn the_matrix_says_what_was_settled() {
    let mut decided: Vec<Capability> = UNSETTLED.to_vec();
    for (row, cells, asked) in SETTLED {
        let cells: Vec<&str> = cells.split('|').collect();
        let roles = Role::ALL.into_iter().filter(|role| *role != Role::CommunityAdmin);
        // Those of organizations stand after them: see [`WORKSPACE`].
        assert_eq!(cells.len(), roles.clone().count() + 3, "{row}");
        for (capability, asks) in asked {
            for (role, cell) in roles.clone().zip(&cells) {
                let settled = asks.reach(role, cell);
                assert_eq!(reach(role, *capability), settled, "{row}: {capability:?} of {role}, {cell:?}");
            }
            // They are community staff besides, and as administrators see nobody's records.
            assert_eq!(reach(Role::CommunityAdmin, *capability), Reach::No, "{row}: {capability:?}");
            decided.push(*capability);
        }
    }
    for capability in capabilities() {
        assert!(decided.contains(&capability), "{capability:?} stands in no row");
    }
}

/// Whoever reads of no few people would read, before and after a count of their own, that it is one more.
#[test]
fn the_loop_is_counted_by_nobody_who_only_reads_its_figures() {
    for route in routes::all().table() {
        let reads = [Capability::LoopFigures, Capability::TerritoryLoop].map(Requirement::Capability);
        assert!(route.method == "GET" || !reads.contains(&route.requirement), "{} {}", route.method, route.path);
    }
}

/// Where the cells of organizations stand: of whoever answers for one,
const VD: usize = 9;
/// of whoever works for one,
const VW: usize = 10;
/// and of whoever answers for one that teaches.
const TI: usize = 11;

/// Who of an organization does what is done at an address of its workspace.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// Those who answer for it, and those who keep its records with them.
    Keepers,
    /// They, and whoever teaches or shows the work, as far as it is theirs.
    Assigned,
}

/// What the workspace holds of the rows: the columns that decide, who does it, and where.
#[rustfmt::skip]
const WORKSPACE: [(&str, &[usize], By, &[&str]); 13] = [
    ("Role grants", &[VD, TI], By::Keepers, &["/members", "/invitations"]),
    ("Vendor admission", &[VD], By::Keepers, &["/communities", "/documents"]),
    ("Service/price edit", &[VD], By::Keepers, &["/profile", "/services", "/sheets"]),
    ("Worker credentials", &[VD], By::Keepers, &["/workers"]),
    ("Course/run", &[TI], By::Keepers, &["/courses", "/runs", "/teachers"]),
    // A trainer asks companies to take its learners, as staff do; what comes of that it reads.
    ("Enrol/attend/assess", &[TI], By::Keepers, &["/training/{community}/{run}/learners", "/training/{community}/{run}/certificates"]),
    ("Enrol/attend/assess", &[TI], By::Assigned, &["/training/{community}/{run}/sessions", "/teaching"]),
    ("Internship", &[VD], By::Keepers, &["/placements/{community}/{placement}/steps", "/placements/{community}/{placement}/mentor"]),
    ("Internship", &[VD], By::Assigned, &["/placements"]),
    ("Jobs", &[VD], By::Keepers, &["/jobs"]),
    ("Apply/recommend", &[VD], By::Keepers, &["/jobs/{community}/{posting}/applications"]),
    // Whom it hires.
    ("Jobs", &[VD], By::Keepers, &["/jobs/{community}/{posting}/applications/{application}/steps"]),
    ("Loop statistics", &[VD, TI], By::Keepers, &["/loop"]),
];

/// What the table has no row for, with the owner, the editor and the worker: messages, and what is kept of the founding.
const UNSETTLED_WORKSPACE: [(&str, [bool; 3]); 2] =
    [("/inbox", [true, true, false]), ("/history", [true, false, false])];

/// What is for whoever belongs to an organization: to see what it offers, which everybody may browse once it is published,
/// and to leave.
const FOR_MEMBERS: [(&str, &str); 6] = [
    ("GET", ""),
    ("GET", "/services"),
    ("GET", "/services/{service}"),
    ("GET", "/services/{service}/hours/year"),
    ("GET", "/services/{service}/prices"),
    ("POST", "/members/{member}/end"),
];

/// What of all that may be done with an organization its editors leave to whoever answers for it.
const OWNERS_ALONE: [OrgCapability; 2] = [OrgCapability::Applications, OrgCapability::Members];

/// Whether a cell lets somebody of an organization look, or write, in its workspace: all of it (O), or what they are assigned
/// (J). What is public or one's own is elsewhere.
fn grants(cell: &str, writes: bool) -> bool {
    match cell.strip_prefix(['O', 'J']) {
        Some("w" | " mentor") => true,
        Some("r" | "#") => !writes,
        _ => false,
    }
}

/// Whether an address is another, or below it.
fn lies(address: &str, at: &str) -> bool {
    address.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The owner, the editor and the worker of an organization at an address of its workspace, as it was settled.
fn settled_members(address: &str, writes: bool, capability: OrgCapability) -> [bool; 3] {
    if let Some((_, members)) = UNSETTLED_WORKSPACE.iter().find(|(at, _)| lies(address, at)) {
        return *members;
    }
    // The narrowest of those that it lies in.
    let width = |at: &[&str]| at.iter().filter(|at| lies(address, at)).map(|at| at.len()).max();
    let row = WORKSPACE.iter().filter(|row| width(row.3).is_some()).max_by_key(|row| width(row.3));
    let (name, columns, by, _) = row.unwrap_or_else(|| panic!("{address} stands in no row"));
    let row = SETTLED.iter().find(|row| row.0 == *name).expect("a row");
    let cells: Vec<&str> = row.1.split('|').collect();
    let keeps = columns.iter().all(|column| grants(cells[*column], writes));
    // Whoever teaches is the trainer's, whatever else they do for it.
    let is_assigned = grants(cells[VW], writes) || columns.contains(&TI) && keeps;
    [keeps, keeps && !OWNERS_ALONE.contains(&capability), *by == By::Assigned && is_assigned]
}

#[test]
fn the_matrix_of_organizations_says_what_was_settled() {
    let (mut for_members, mut tried) = (BTreeSet::new(), BTreeSet::new());
    for route in routes::all().table() {
        let Requirement::OrgCapability(capability) = route.requirement else { continue };
        let (method, address) = (route.method.as_str(), route.path.strip_prefix("/org/{org}").expect("a workspace"));
        let settled = if capability == OrgCapability::Workspace {
            for_members.insert((method.to_owned(), address));
            [true; 3]
        } else {
            settled_members(address, method == "POST", capability)
        };
        for (role, settled) in MemberRole::ALL.into_iter().zip(settled) {
            let case = format!("{method} {} asks for {capability:?} of {role:?}", route.path);
            assert_eq!(member_may(role, capability), settled, "{case}");
        }
        tried.insert(format!("{capability:?}"));
    }
    let known = FOR_MEMBERS.map(|(method, address)| (method.to_owned(), address));
    assert_eq!(for_members, BTreeSet::from(known));
    assert_eq!(tried.len(), 6, "each of them is asked for somewhere: {tried:?}");
}

#[tokio::test]
async fn every_route_answers_every_role_as_the_matrix_says() {
    let app = TestApp::new().await;
    let mut ids = sample_ids(&app, "shangjin", "yunqi").await;
    add_staff_samples(&app, &mut ids).await;
    let own = org_ids(&app, phones::VENDOR_OWNER).await;
    let mut browsers: Vec<(Option<Role>, Browser)> = vec![(None, app.browser())];
    for (code, phone) in phones::BY_ROLE {
        browsers.push((Role::parse(code), app.sign_in(phone).await));
    }
    // Operators reach a community's console while they have entered it, and not before (see the operator's tests).
    let (_, operator) = browsers.iter_mut().find(|(role, _)| *role == Some(Role::PlatformAdmin)).expect("an operator");
    operator.get("/operator/tenants/shangjin/entry").await.ok();
    operator.submit("#deed-form", &[("reason", "看看每个页面")]).await.with_status(303);
    let shangjin = app.tenant("shangjin");
    let platform = app.state.platform();
    let above: Vec<_> = platform.lineage(&shangjin).iter().map(|tenant| tenant.id).collect();
    for route in routes::all().table() {
        for (role, browser) in &mut browsers {
            let role = *role;
            // What ends a session would spoil the routes that follow.
            if role.is_some() && (route.path.starts_with("/me/sessions") || route.path == "/sign-out") {
                continue;
            }
            let ids = if route.path.starts_with("/org/") { &own } else { &ids };
            let path = fill(route.path, "shangjin", ids);
            let answer = call(browser, route.method.as_str(), &path).await;
            let (status, who) = (answer.status(), role.map_or("anonymous", Role::code));
            let case = format!("{} {} as {who}: {status}", route.method, route.path);
            assert!(status < 500, "{case}: {}", answer.text());
            let asks_to_sign_in = status == 303 && answer.location().starts_with("/sign-in");
            match (route.requirement, role) {
                (Requirement::Open | Requirement::Public, _) => assert!(status != 403, "{case}"),
                (
                    Requirement::SignedIn
                    | Requirement::Capability(_)
                    | Requirement::OrgCapability(_)
                    | Requirement::Operator,
                    None,
                ) => {
                    assert!(asks_to_sign_in, "{case}");
                }
                (Requirement::Operator, Some(role)) => {
                    assert_eq!(status != 403, role == Role::PlatformAdmin, "{case}");
                }
                // None of them belongs to the organization: to them it is not there.
                (Requirement::OrgCapability(_), Some(_)) => assert_eq!(status, 404, "{case}"),
                (Requirement::SignedIn, Some(_)) => assert!(!asks_to_sign_in && status != 403, "{case}"),
                (Requirement::Capability(capability), Some(_)) => {
                    // An account may hold several grants; each demo account's are known to the state.
                    let allowed = grants_of(&app, browser_phone(role)).await.into_iter().any(|(held, tenant)| {
                        match reach(held, capability) {
                            Reach::No => false,
                            Reach::Tenant => tenant == shangjin.id.uuid(),
                            Reach::Subtree => above.iter().any(|id| id.uuid() == tenant),
                        }
                    });
                    assert_eq!(status != 403, allowed, "{case}");
                    assert!(!asks_to_sign_in, "{case}");
                }
            }
        }
    }
}

fn browser_phone(role: Option<Role>) -> &'static str {
    phones::BY_ROLE.iter().find(|(code, _)| Role::parse(code) == role).map_or("", |(_, phone)| *phone)
}

async fn grants_of(app: &TestApp, phone: &str) -> Vec<(Role, uuid::Uuid)> {
    let hash = app.state.secrets().phone_hash(phone);
    let mut connection = app.superuser().await;
    let rows = sqlx::query("select g.role, g.tenant_id from role_grant g join phone_identity p on p.person_id = g.person_id where p.phone_hmac = $1")
        .bind(&hash[..])
        .fetch_all(&mut connection)
        .await
        .expect("the grants");
    rows.into_iter().filter_map(|row| Some((Role::parse(row.get(0))?, row.get(1)))).collect()
}

#[tokio::test]
async fn every_route_of_a_workspace_answers_every_member_as_the_matrix_says() {
    let app = TestApp::new().await;
    let ids = org_ids(&app, phones::VENDOR_OWNER).await;
    let members = [
        (MemberRole::Worker, phones::VENDOR_WORKER),
        (MemberRole::Editor, phones::VENDOR_EDITOR),
        (MemberRole::Owner, phones::VENDOR_OWNER),
    ];
    let mut tried = 0;
    for (role, phone) in members {
        let mut browser = app.sign_in(phone).await;
        for route in routes::all().table() {
            let Requirement::OrgCapability(capability) = route.requirement else { continue };
            // Whoever leaves is no member for the routes that follow.
            if route.path.ends_with("/end") {
                continue;
            }
            let answer = call(&mut browser, route.method.as_str(), &fill(route.path, "", &ids)).await;
            let (status, case) = (answer.status(), format!("{} {} as {role:?}", route.method, route.path));
            assert!(status < 500, "{case}: {status} {}", answer.text());
            assert_eq!(status != 403, member_may(role, capability), "{case}: {status}");
            tried += 1;
        }
    }
    assert!(tried >= 90, "only {tried} were tried");
}

#[tokio::test]
async fn another_organizations_ids_are_nowhere_to_be_found() {
    let app = TestApp::new().await;
    let theirs = org_ids(&app, phones::VENDOR_OWNER).await;
    let own = org_ids(&app, phones::OTHER_OWNER).await;
    let mut owner = app.sign_in(phones::OTHER_OWNER).await;
    // Their workspace is not there.
    let home = owner.get(&format!("/org/{}", theirs["org"])).await;
    assert_eq!(home.status(), 404);
    let mut mixed = theirs.clone();
    mixed.insert("org", own["org"].clone());
    let mut tried = 0;
    for route in routes::all().table() {
        let placeholders = named(route.path);
        if !route.path.starts_with("/org/{org}/") || placeholders < 2 {
            continue;
        }
        let answer = call(&mut owner, route.method.as_str(), &fill(route.path, "", &mixed)).await;
        assert_eq!(answer.status(), 404, "{} {} with another organization's id", route.method, route.path);
        tried += 1;
    }
    assert!(tried >= 20, "only {tried} routes with ids were tried");
}

#[tokio::test]
async fn another_communitys_ids_are_nowhere_to_be_found() {
    let app = TestApp::new().await;
    let mut ids = sample_ids(&app, "shangjin", "yunqi").await;
    add_staff_samples(&app, &mut ids).await;
    let mut staff = app.sign_in(phones::YUNQI_STAFF).await;
    let mut tried = 0;
    for route in routes::all().table() {
        let placeholders = named(route.path);
        if !route.path.starts_with("/c/{slug}/") || placeholders < 2 {
            continue;
        }
        let answer = call(&mut staff, route.method.as_str(), &fill(route.path, "yunqi", &ids)).await;
        // What is not for staff at all is not theirs with anybody's id.
        let is_theirs = !matches!(route.requirement, Requirement::Capability(capability)
            if [Role::CommunityStaff, Role::CommunityAdmin].iter().all(|role| reach(*role, capability) == Reach::No));
        let expected = if is_theirs { 404 } else { 403 };
        assert_eq!(answer.status(), expected, "{} {} with shangjin's id", route.method, route.path);
        tried += 1;
    }
    assert!(tried >= 6, "only {tried} routes with ids were tried");
    let foreign = format!("/c/yunqi/compare?id={0}&id={0}1", ids["listing"]);
    assert_eq!(staff.get(&foreign).await.status(), 404);
}

/// Tables of the platform scope: reference data and look-ups, of which the README says why they have no scope.
const PLATFORM: [&str; 13] = [
    "tenant",
    "service_category",
    "public_holiday",
    "phone_identity",
    "uscc_identity",
    "invited_phone",
    "family_phone",
    "short_code",
    "task",
    "tenant_deletion",
    "tenant_suspension",
    "tenant_export",
    "_sqlx_migrations",
];

#[tokio::test]
async fn every_scoped_table_is_guarded_by_row_level_security_and_keyed_by_its_scope() {
    let app = TestApp::new().await;
    let mut connection = app.superuser().await;
    let rows = sqlx::query(
        "select c.relname::text, c.relrowsecurity, c.relforcerowsecurity,
            (select count(*) from pg_policy p where p.polrelid = c.oid),
            (select a.attname::text from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                where i.indrelid = c.oid and i.indisprimary)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r' order by 1",
    )
    .fetch_all(&mut connection)
    .await
    .expect("the catalogue");
    let mut scoped = BTreeSet::new();
    for row in &rows {
        let name: String = row.get(0);
        if PLATFORM.contains(&name.as_str()) {
            continue;
        }
        let key: Option<String> = row.get(4);
        let key = key.unwrap_or_else(|| panic!("{name} has no primary key"));
        assert!(["tenant_id", "org_id", "person_id"].contains(&key.as_str()), "{name}'s key begins with {key}");
        assert!(row.get::<bool, _>(1) && row.get::<bool, _>(2), "{name} lacks forced row-level security");
        assert!(row.get::<i64, _>(3) > 0, "{name} has no policy");
        scoped.insert(name);
    }
    assert!(scoped.len() >= 15, "found only {scoped:?}");
    keys_carry_the_scope(&mut connection).await;
    nothing_is_seen_without_a_scope(&app, &scoped).await;
}

/// Unique and foreign keys inside a scope carry its column; foreign keys across scopes are named `xs_`.
async fn keys_carry_the_scope(connection: &mut PgConnection) {
    let rows = sqlx::query(
        "select con.conname::text, con.contype::text, c.relname::text, coalesce(f.relname::text, ''),
            (select array_agg(a.attname::text) from pg_attribute a where a.attrelid = con.conrelid and a.attnum = any(con.conkey)),
            (select a.attname::text from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                where i.indrelid = c.oid and i.indisprimary),
            (select a.attname::text from pg_index i join pg_attribute a on a.attrelid = f.oid and a.attnum = i.indkey[0]
                where i.indrelid = f.oid and i.indisprimary)
        from pg_constraint con join pg_class c on c.oid = con.conrelid left join pg_class f on f.oid = con.confrelid
        join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and con.contype in ('u', 'f', 'x')",
    )
    .fetch_all(connection)
    .await
    .expect("the constraints");
    for row in rows {
        let (name, kind, table, target): (String, String, String, String) =
            (row.get(0), row.get(1), row.get(2), row.get(3));
        if PLATFORM.contains(&table.as_str()) || PLATFORM.contains(&target.as_str()) {
            continue;
        }
        let (columns, scope, target_scope): (Vec<String>, String, Option<String>) =
            (row.get(4), row.get(5), row.get(6));
        match kind.as_str() {
            "f" if target_scope.as_deref() != Some(scope.as_str()) => {
                assert!(name.starts_with("xs_"), "{table}: {name} crosses scopes");
            }
            _ => assert!(columns.contains(&scope), "{table}: {name} lacks {scope}"),
        }
    }
}

async fn nothing_is_seen_without_a_scope(app: &TestApp, tables: &BTreeSet<String>) {
    let mut connection = connect(&app.database().app).await;
    for table in tables {
        let sql = format!("select count(*) from {table}");
        let count: i64 =
            sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_one(&mut connection).await.expect("a count").get(0);
        assert_eq!(count, 0, "{table} shows rows to nobody");
    }
    for table in ["phone_identity", "uscc_identity", "invited_phone", "family_phone", "short_code"] {
        let sql = format!("select count(*) from {table}");
        assert!(sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_one(&mut connection).await.is_err(), "{table} may be read");
    }
}

#[tokio::test]
async fn security_definers_pin_their_search_path() {
    let app = TestApp::new().await;
    let mut connection = app.superuser().await;
    let loose: Vec<String> = sqlx::query_scalar(
        "select p.proname::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'public' and p.prosecdef and not coalesce(p.proconfig::text like '%search_path=%', false)",
    )
    .fetch_all(&mut connection)
    .await
    .expect("the functions");
    assert_eq!(loose, Vec::<String>::new());
}

/// Tables that name a community and are not in its scope.
const NOT_THE_COMMUNITYS: [&str; 9] = [
    // The organization's, wherever a price or an area holds, or a teacher is at that hour: asked for in its scope.
    "price",
    "service_area",
    "teacher_slot",
    // What leads from a code or a number to its scope: read by functions alone.
    "short_code",
    "family_phone",
    // Done in the order of its time, whosoever it is.
    "task",
    // Operators ask for these by ids of their own, and some outlive their community.
    "tenant_deletion",
    "tenant_suspension",
    "tenant_export",
];

/// Every table with the first column of its key, and whether it names a community.
async fn keys(connection: &mut PgConnection) -> Vec<(String, String, bool)> {
    let rows = sqlx::query(
        "select c.relname::text, key.attname::text, exists (select 1 from pg_attribute a
            where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
        from pg_class c join pg_index i on i.indrelid = c.oid and i.indisprimary
        join pg_attribute key on key.attrelid = c.oid and key.attnum = i.indkey[0]
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1",
    )
    .fetch_all(connection)
    .await
    .expect("the catalogue");
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
}

#[tokio::test]
async fn every_query_names_its_scope() {
    let app = TestApp::new().await;
    let mut tables = keys(&mut app.superuser().await).await;
    let elsewhere = tables.iter().filter(|(_, key, names)| *names && key != "tenant_id");
    let elsewhere: BTreeSet<&str> = elsewhere.map(|(table, ..)| table.as_str()).collect();
    assert_eq!(elsewhere, BTreeSet::from(NOT_THE_COMMUNITYS), "who asks for these names which scope?");
    tables.retain(|(_, key, _)| SCOPES.contains(&key.as_str()));
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(".sqlx");
    let mut unseen: BTreeSet<&str> = tables.iter().map(|(table, ..)| table.as_str()).collect();
    for entry in std::fs::read_dir(folder).expect(".sqlx") {
        let text = std::fs::read_to_string(entry.expect("a file").path()).expect("a file");
        let query = serde_json::from_str::<serde_json::Value>(&text).expect("JSON")["query"]
            .as_str()
            .expect("a query")
            .to_lowercase();
        let words: Vec<&str> = query.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let touched: BTreeSet<&str> = words
            .windows(2)
            .filter(|pair| matches!(pair[0], "from" | "join" | "into" | "update" | "using"))
            .map(|pair| pair[1])
            .collect();
        for (table, scope, _) in tables.iter().filter(|(table, ..)| touched.contains(table.as_str())) {
            assert!(words.contains(&scope.as_str()), "a query on {table} does not name {scope}: {query}");
            unseen.remove(table.as_str());
        }
    }
    assert_eq!(unseen, BTreeSet::new(), "no query on these was found");
}

#[test]
fn whoever_writes_what_the_public_sees_says_so() {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![source];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let tables = [
            "listing",
            "vendor_profile",
            "worker_card",
            "notice",
            "estate",
            "policy",
            "job_posting",
            "course_run",
            "course_session",
            "room",
        ];
        let writes = tables.iter().any(|table| {
            ["insert into ", "update ", "delete from "].iter().any(|verb| text.contains(&format!("{verb}{table} ")))
        });
        assert!(
            !writes || text.contains("touch_public"),
            "{} changes public tables without announcing it",
            path.display()
        );
    }
}

#[tokio::test]
async fn every_page_that_can_be_reached_is_whole_in_every_language_and_mode() {
    let app = TestApp::new().await;
    for (lang, elder) in [("zh-Hans", false), ("zh-Hant", true), ("en", false), ("en", true)] {
        let mut browser = app.browser();
        browser.set_cookie("view", &format!("{lang}.{}.", u8::from(elder)));
        let mut seen: BTreeSet<String> = BTreeSet::from(["/".to_owned()]);
        let mut queue: VecDeque<String> = VecDeque::from(["/".to_owned()]);
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        while let Some(path) = queue.pop_front() {
            // A few pages of each kind are enough: the rest are made by the same code.
            let kind = kind_of(&path);
            let count = kinds.entry(kind).or_default();
            *count += 1;
            if *count > 4 {
                continue;
            }
            let answer = browser.get(&path).await;
            if answer.status() == 303 {
                continue;
            }
            // Comparing a single offer asks for another one.
            let is_pick = path.contains("/compare?");
            assert!(answer.status() == 200 || is_pick && answer.status() == 422, "{lang} {path}: {}", answer.status());
            if !answer.headers["content-type"].to_str().expect("a type").starts_with("text/html") {
                continue;
            }
            check_page(&answer, lang, elder);
            for link in answer.attributes("a[href]", "href") {
                let is_switch = link.contains("lang=") || link.contains("elder=") || link.contains("size=");
                if link.starts_with('/') && !is_switch && seen.insert(link.clone()) {
                    queue.push_back(link);
                }
            }
        }
        assert!(kinds.len() > 12, "only these kinds of page were reached: {kinds:?}");
    }
}

/// The path with ids and values taken out.
fn kind_of(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts = path.split('/').map(|part| if uuid::Uuid::parse_str(part).is_ok() { "*" } else { part });
    let names: BTreeSet<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{}?{}", parts.collect::<Vec<_>>().join("/"), names.into_iter().collect::<Vec<_>>().join("&"))
}

pub fn check_page(answer: &crate::support::Answer, lang: &str, elder: bool) {
    let path = &answer.path;
    assert_eq!(answer.count("h1"), 1, "{path}: headings of level 1");
    assert!(!answer.one("h1").is_empty(), "{path}: an empty h1");
    assert_eq!(answer.attributes("html", "lang"), [lang], "{path}");
    assert_eq!(answer.attributes("html", "data-mode"), [if elder { "elder" } else { "standard" }], "{path}");
    assert!(!answer.one("title").is_empty(), "{path}: no title");
    let ids = answer.attributes("[id]", "id");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{path}: an id twice");
    let labels: BTreeSet<String> = answer.attributes("label[for]", "for").into_iter().collect();
    let html = answer.html();
    let fields =
        crate::support::selector("input:not([type=hidden]):not([type=checkbox]):not([type=radio]), select, textarea");
    for field in html.select(&fields) {
        let labelled = field.attr("aria-label").is_some() || field.attr("id").is_some_and(|id| labels.contains(id));
        assert!(labelled, "{path}: a field without a label: {:?}", field.attr("name"));
    }
    let csp = answer.headers["content-security-policy"].to_str().expect("a policy");
    assert!(csp.contains("default-src 'none'") && !csp.contains("unsafe"), "{path}");
    assert_eq!(answer.count("script:not([src]):not([type='application/ld+json'])"), 0, "{path}: an inline script");
    assert_eq!(answer.count("[style], style"), 0, "{path}: an inline style");
}
