//! Three communities that have some of everything, all of it marked.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiamenkou::access::Requirement;
use jiamenkou::routes;
use sqlx::Executor;
use uuid::Uuid;

use super::forms::{self, Forms};
use super::ids::{self, Ids};
use super::marks::Marks;
use super::second;
use super::work;
use crate::support::companies::jpeg;
use crate::support::training::teach;
use crate::support::{Browser, TestApp, phones};

/// The communities, each with the account of somebody who works there.
pub const COMMUNITIES: [(&str, &str); 3] =
    [("shangjin", phones::STAFF), ("yunqi", phones::YUNQI_STAFF), ("chengguang", "13800000012")];

/// The street and the platform above them.
pub const ABOVE: [&str; 2] = ["xiliu", "platform"];

/// Routes that show no page of their own.
pub const NO_PAGE: [&str; 8] = [
    // Leads on.
    "/q/{code}",
    // Between a password and a code, which the demo's accounts do not have.
    "/sign-in/second-factor",
    // No worker of the demo has a photo.
    "/c/{slug}/workers/{worker}/photo",
    "/org/{org}/workers/{worker}/photo",
    // Answers with what is wrong: two offers are to be named.
    "/c/{slug}/compare",
    // Their address is a secret; enrolments/calendars.rs holds that nobody guesses it.
    "/calendar/{calendar}",
    "/calendar/{calendar}/subscription",
    // No such file.
    "/static/{*path}",
];

/// See the module.
pub struct World {
    pub app: TestApp,
    /// In the order of [`COMMUNITIES`].
    pub tenants: [Uuid; 3],
    /// 晴扫家政 and 叮当修修, for whose owners there are accounts.
    pub orgs: [Uuid; 2],
    pub ids: Ids,
    pub marks: Marks,
    /// What those who may do most find to fill in.
    pub forms: Forms,
    /// The routes whose pages they were shown.
    pub shown: BTreeSet<String>,
}

/// What no page makes, or none that can be reached by these accounts: `$1` is the community.
const ROWS: [&str; 14] = [
    // Stands behind nothing, and so may be removed.
    "insert into party_branch (tenant_id, branch_id, name, position) values ($1, gen_random_uuid(), '青年党支部', 0)",
    "insert into change_request (tenant_id, request_id, org_id, subject, subject_id, title, published, proposed, is_minor, status, submitter, submitted_at)
        select $1, gen_random_uuid(), c.org_id, c.subject, c.subject_id, c.title, c.published, c.proposed, c.is_minor, 'pending', c.submitter, c.submitted_at
        from change_request c join admission a on a.org_id = c.org_id and a.tenant_id = $1
        where not exists (select 1 from change_request o where o.tenant_id = $1) limit 1",
    "insert into notice_file (tenant_id, notice_id, file_id, file_name, media_type, bytes, size, added_at)
        select $1, notice_id, gen_random_uuid(), '附件.pdf', 'application/pdf', 'x', 1, now() from notice
        where tenant_id = $1 and state = 'approved' order by notice_id limit 1",
    "insert into queue_assignment (tenant_id, kind, item_id, assignee, assignee_name, assigned_at)
        select $1, 'change', request_id, gen_random_uuid(), '经办人', now() from change_request where tenant_id = $1 limit 1",
    "insert into admission_event (tenant_id, event_id, org_id, from_status, to_status, reason, actor, created_at)
        select $1, gen_random_uuid(), org_id, status, status, '原因', '经办人', now() from admission where tenant_id = $1",
    // Of the one whose record is looked at.
    "insert into external_certificate (tenant_id, external_certificate_id, talent_id, kind, issuer, seen, recorder_name, recorded_at)
        select $1, gen_random_uuid(), talent_id, 'health', '疾控中心', 'original', '梁静怡', now() from talent
        where tenant_id = $1 order by talent_id limit 1",
    // What is learned here has no trade, and who learns has agreed to nothing.
    "insert into recommendation (tenant_id, recommendation_id, posting_id, employer_name, resident_id, course_certificate_id,
            certificate_title, certificate_number, certificate_code, source, source_name, word, status, by_id, by_name, recommended_at, changed_at)
        select $1, gen_random_uuid(), a.posting_id, '食堂', c.resident_id, c.course_certificate_id, c.title, c.number, c.code, 'property',
            '锦里物业', '做事踏实', 'waiting', p.person_id, '梁静怡', now(), now()
        from course_certificate c, person p,
            (select posting_id from job_application where tenant_id = $1 and org_id is null order by application_id limit 1) a
        where c.tenant_id = $1 and c.number like 'X-%' and p.name = '崔文娟'",
    "insert into referral (tenant_id, referral_id, posting_id, resident_id, code, name_masked, is_named, word, created_at)
        select $1, gen_random_uuid(), posting_id, resident_id, rpad('R', 20, '2'), '某**', true, '信得过', now() from job_application
        where tenant_id = $1 and org_id is null order by application_id limit 1",
    // Somebody with an account works there for so long that they are asked.
    "insert into job_application (tenant_id, application_id, posting_id, org_id, resident_id, shared, name_masked, how, status, hired_on,
            asked_on, asked_again_on, created_at, changed_at)
        select $1, ('ffffffff' || substr(gen_random_uuid()::text, 9))::uuid, p.posting_id, p.org_id, r.resident_id, '{}', '某**', 'self',
            'hired', '2026-08-01', '2026-11-01', '2026-11-08', now(), now()
        from job_posting p, job_application a, resident r
        where p.tenant_id = $1 and a.tenant_id = $1 and r.tenant_id = $1 and r.resident_id = a.resident_id and r.person_id is not null
            and p.posting_id <> a.posting_id limit 1",
    "insert into search_miss (tenant_id, day, term, misses) values ($1, '2026-11-22', '修钟表', 3)",
    "insert into document (org_id, document_id, kind, file_name, media_type, bytes, size, uploaded_by, uploaded_at)
        select org_id, gen_random_uuid(), 'licence', '执照.pdf', 'application/pdf', 'x', 1, gen_random_uuid(), now() from organization
        where $1::uuid is not null and not exists (select 1 from document d where d.org_id = organization.org_id)",
    "insert into org_message (org_id, message_id, topic, news, created_at)
        select org_id, gen_random_uuid(), 'people', '{\"kind\":\"left\",\"org\":\"00000000-0000-0000-0000-000000000000\",\"name\":\"甲\"}', now()
        from organization where $1::uuid is not null and not exists (select 1 from org_message m where m.org_id = organization.org_id)",
    "insert into inbox_message (person_id, message_id, topic, news, created_at)
        select person_id, gen_random_uuid(), 'people', '{\"kind\":\"left\",\"org\":\"00000000-0000-0000-0000-000000000000\",\"name\":\"甲\"}', now()
        from phone_identity where $1::uuid is not null and not exists (select 1 from inbox_message m where m.person_id = phone_identity.person_id)",
    "insert into org_history (org_id, case_id, community_id, community_name, person_id, founder_name, kind, idea, mentor_name, began_on,
            milestones, certificates, kept_on)
        select org_id, gen_random_uuid(), $1::uuid, '某社区', person_id, '某人', 'studio', '缝补工作室', '某老师', '2026-01-01', '[]', '[]', '2026-11-01'
        from membership where role = 'owner' and $1::uuid is not null
            and not exists (select 1 from org_history h where h.org_id = membership.org_id)",
];

impl World {
    pub async fn new() -> Self {
        let first = TestApp::new().await;
        first.leave_one_of_staff().await;
        for (slug, phone) in COMMUNITIES {
            furnish(&first, slug, phone).await;
        }
        for (number, (slug, phone)) in COMMUNITIES.into_iter().enumerate() {
            second::furnish(&first, slug, phone, number).await;
        }
        hand_over(&first).await;
        go_along(&first).await;
        for owner in [phones::VENDOR_OWNER, phones::OTHER_OWNER] {
            propose(&first, owner).await;
        }
        for (owner, invited) in [(phones::VENDOR_OWNER, phones::RESIDENT), (phones::OTHER_OWNER, phones::VENDOR_OWNER)]
        {
            invite(&first, owner, invited).await;
        }
        for (slug, _) in COMMUNITIES {
            teach(&first, slug).await;
        }
        let tenants = COMMUNITIES.map(|(slug, _)| first.tenant(slug).id.uuid());
        let mut connection = first.superuser().await;
        for sql in ROWS {
            for tenant in tenants {
                sqlx::query(sql).bind(tenant).execute(&mut connection).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
            }
        }
        let marks = Marks::set(&mut connection).await;
        let orgs = [org_of(&first, phones::VENDOR_OWNER).await, org_of(&first, phones::OTHER_OWNER).await];
        // A server that has read nothing yet, and so keeps nothing without marks.
        let app = first.second_node().await;
        let ids = Ids::read(&mut connection).await;
        let mut world = Self { app, tenants, orgs, ids, marks, forms: Forms::new(), shown: BTreeSet::new() };
        world.gather_forms().await;
        connection.execute("delete from session").await.expect("everybody is signed out");
        world
    }

    /// A route's address in a community or an organization, with things of possibly another one; `one` says which
    /// placeholder alone is the other one's.
    pub fn address(&self, pattern: &str, scope: Uuid, things: Uuid, one: Option<&str>) -> String {
        ids::fill(pattern, |name| match name {
            "slug" => self.slug(scope).map(str::to_owned),
            // 叮当修修 has not applied there.
            "community" => Some(if scope == self.orgs[1] { "chengguang" } else { "shangjin" }.to_owned()),
            "file" => Some(if pattern.starts_with("/org/") { "services.csv" } else { "qr.svg" }.to_owned()),
            "org" if pattern.starts_with("/org/{org}") => Some(scope.to_string()),
            _ => {
                let whose = if one.is_none_or(|one| one == name) { things } else { scope };
                self.ids.sample(whose, &ids::column(pattern, name)).cloned()
            }
        })
    }

    /// The page that asks whether two residents, the second one perhaps of another community, are one.
    pub fn two_residents(&self, tenant: Uuid, other: Uuid) -> String {
        let of = |scope, column| self.ids.sample(scope, column).expect("a resident");
        let (kept, gone) = (of(tenant, "resident_id"), of(other, "other_resident_id"));
        format!("/c/{}/staff/residents/{kept}/merge?gone={gone}", self.slug(tenant).expect("a community"))
    }

    /// The word in a community's addresses.
    pub fn slug(&self, tenant: Uuid) -> Option<&'static str> {
        self.tenants.iter().position(|known| *known == tenant).map(|at| COMMUNITIES[at].0)
    }

    /// The scopes in which a route of this pattern can be called: communities or organizations.
    pub fn scopes(&self, pattern: &str) -> Vec<Uuid> {
        if pattern.starts_with("/c/{slug}") {
            self.tenants.to_vec()
        } else if pattern.starts_with("/org/{org}") {
            self.orgs.to_vec()
        } else {
            Vec::new()
        }
    }

    /// Walks through what those who may do most can reach, and keeps the forms; from every route's own page on.
    async fn gather_forms(&mut self) {
        let table = routes::all();
        let of = |method: &str| -> Vec<&str> {
            table.table().iter().filter(|route| route.method == method).map(|route| route.path).collect()
        };
        let (gets, posts) = (of("GET"), of("POST"));
        let is_public = |pattern: &str| {
            table.table().iter().any(|route| {
                route.path == pattern && matches!(route.requirement, Requirement::Open | Requirement::Public)
            })
        };
        self.forms = forms::by_hand();
        for phone in WALKERS {
            let mut browser = if phone.is_empty() { self.app.browser() } else { self.app.sign_in(phone).await };
            let mut ahead: VecDeque<String> = VecDeque::new();
            for pattern in &gets {
                let scopes = self.scopes(pattern);
                let scopes = if scopes.is_empty() { &self.tenants[..1] } else { &scopes[..] };
                ahead.extend(scopes.iter().map(|scope| self.address(pattern, *scope, *scope, None)));
            }
            ahead.extend(self.tenants.iter().map(|tenant| self.two_residents(*tenant, *tenant)));
            ahead.extend(
                ["figures", "figures.csv", "loop", "loop.csv"].map(|page| format!("/c/{}/staff/{page}", ABOVE[0])),
            );
            let (mut seen, mut kinds): (BTreeSet<String>, BTreeMap<String, usize>) = Default::default();
            while let Some(address) = ahead.pop_front() {
                let Some(pattern) = forms::pattern_of(gets.iter().copied(), &address) else { continue };
                // What is public, a resident and a visitor look at.
                if is_public(pattern) && !matches!(phone, "" | phones::RESIDENT) {
                    continue;
                }
                let names = address.split_once('?').map_or("", |(_, query)| query).split('&');
                let names: BTreeSet<&str> = names.filter_map(|pair| pair.split('=').next()).collect();
                let shown = kinds.entry(format!("{pattern}?{names:?}")).or_default();
                if *shown == OF_A_KIND || !seen.insert(address.clone()) {
                    continue;
                }
                let page = browser.get(&address).await;
                *shown += usize::from(page.status() == 200);
                assert!(page.status() < 500, "{address}: {}", page.text());
                if page.status() == 200 {
                    self.shown.insert(pattern.to_owned());
                    forms::gather(&page, &posts, &mut self.forms);
                    ahead.extend(forms::choices(&page));
                    let links = page.attributes("main a[href]", "href").into_iter();
                    ahead.extend(links.filter(|link| link.starts_with('/') && !link.contains("lang=")));
                }
            }
        }
        // What a page's script asks while a resident is registered: the same form.
        let typed = self.forms["/c/{slug}/staff/residents/new"].clone();
        self.forms.insert("/c/{slug}/staff/residents/alike".to_owned(), typed);
        // What a page shows of whom a search has found.
        let found = self.ids.sample(self.tenants[0], "other_resident_id").expect("a resident");
        let fields = [("key", "x"), ("resident", found)].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let form = forms::Form { carries_file: false, fields: fields.to_vec() };
        self.forms.insert("/c/{slug}/staff/training/{run}/learners".to_owned(), vec![form]);
        // What a founder is shown as long as only the community keeps it: the same form.
        let removal = self.forms["/org/{org}/history/removal"].clone();
        self.forms.insert("/org/{org}/history".to_owned(), removal);
    }
}

/// Whose pages the forms are taken from; the last is nobody.
const WALKERS: [&str; 8] = [
    phones::STAFF,
    phones::STREET_STAFF,
    "13800000003",
    phones::VENDOR_OWNER,
    phones::OTHER_OWNER,
    phones::RESIDENT,
    phones::TWO_IDENTITIES,
    "",
];

/// Pages of one kind that are walked through.
const OF_A_KIND: usize = 5;

/// What staff of a community make in a week, by the pages for it.
async fn furnish(app: &TestApp, slug: &str, phone: &str) {
    let desk = format!("/c/{slug}/staff");
    let mut staff = app.sign_in(phone).await;
    staff.get(&format!("{desk}/codes")).await.ok();
    staff.submit("#issue-form", &[("name", "测试甲")]).await.with_status(303);
    staff.get(&format!("{desk}/links?for=home")).await.ok();
    staff.submit("#link-form", &[]).await.with_status(303);
    staff.get(&format!("{desk}/notices/new")).await.ok();
    let notice = [("title", "停水通知"), ("body", "周三上午检修水管。")];
    let draft = staff.submit("#notice-form", &notice).await.with_status(303).location().to_owned();
    staff.get(&draft).await.ok();
    staff.upload("#file-form", &[], "图.jpg", &jpeg()).await.with_status(303);
    let mut records = Vec::new();
    for (name, number) in [("柳青", "13911112221"), ("贾宁", "13911112222"), ("关月", "13911112223")] {
        let page = staff.get(&format!("{desk}/residents/new")).await.ok();
        let building = page.attributes("#building option", "value").into_iter().find(|value| !value.is_empty());
        let building = building.expect("a building");
        let person = [
            ("building", building.as_str()),
            ("unit", "1"),
            ("room", "101"),
            ("name", name),
            ("phone", number),
            ("birth_year", "1990"),
            ("relation", "other"),
            ("note", "家里有狗"),
            ("kind", "rented"),
        ];
        records.push(staff.submit("#resident-form", &person).await.with_status(303).location().to_owned());
    }
    staff.get(&records[0]).await.ok();
    staff.submit("#paper-form", &[("purpose", "care"), ("paper_kept", "2 号柜")]).await.with_status(303);
    let able = records[2].rsplit('/').next().expect("an id");
    staff.get(&format!("{desk}/talents/new?resident={able}")).await.ok();
    staff.submit("#talent-form", &[("hobbies", "下棋"), ("agree", "1")]).await.with_status(303);
    work::furnish(&mut staff, &desk, able).await;
    let gone = records[1].rsplit('/').next().expect("an id");
    staff.get(&format!("{}/merge?gone={gone}", records[0])).await.ok();
    staff.submit("#merge", &[]).await.with_status(303);
    staff.get(&records[0]).await.ok();
    staff.submit("#reveal-form", &[("reason", "contact")]).await.with_status(303);
    staff.get(&format!("{desk}/residents?tag=elder")).await.ok();
    staff.submit("#view-form", &[("view_name", "常用")]).await.with_status(303);
    staff.get(&format!("{desk}/residents")).await.ok();
    staff.submit("#search-form", &[("typed", "柳青")]).await.with_status(303);
    furnish_workers(&mut staff, &desk).await;
    furnish_jobs(&mut staff, &desk, able).await;
    for sheet in
        ["小区,楼栋,单元,房号,姓名\n新苑,3栋,1,1701,周海涛\n", "小区,楼栋,单元,房号,姓名\n新苑,3栋,1,1702,孟凡\n"]
    {
        staff.get(&format!("{desk}/sheets")).await.ok();
        let sent = staff.upload("#sheet-form", &[], "x.csv", sheet.as_bytes()).await.with_status(303);
        if sheet.contains("1701") {
            staff.get(sent.location()).await.ok();
            staff.submit("#apply-form", &[]).await.with_status(303);
            app.run_tasks().await;
        }
    }
    let helper = match slug {
        "shangjin" => phones::RESIDENT,
        "yunqi" => phones::TWO_IDENTITIES,
        _ => phones::VENDOR_OWNER,
    };
    // One accepts, and in one community another offer waits for them.
    help(app, &mut staff, &records[0], helper).await;
    if slug == "yunqi" {
        take_down(&mut staff, &records[0], phones::RESIDENT).await;
    }
    ask(app, slug).await;
}

/// Staff take down that somebody acts for a resident; gives what they accept with.
async fn take_down(staff: &mut Browser, record: &str, phone: &str) -> String {
    staff.get(&format!("{record}/family")).await.ok();
    let link = [("name", "何小雨"), ("phone", phone), ("relation", "daughter"), ("until", "2027-05-01")];
    let scopes = ["see", "ask", "messages"].map(|scope| ("scope", scope));
    let fields = [&link[..], &scopes, &[("paper", "档案柜 3 号")]].concat();
    staff.submit("#offer-form", &fields).await.with_status(303);
    staff.get(&format!("{record}/family")).await.ok().texts("main .rows__item strong.num").remove(0)
}

/// And they accept.
async fn help(app: &TestApp, staff: &mut Browser, record: &str, phone: &str) {
    let code = take_down(staff, record, phone).await;
    let mut helper = app.sign_in(phone).await;
    helper.get("/me/family").await.ok();
    helper.press("main li.card form", "button[value=accept]", &[("code", &code)]).await.with_status(303);
}

/// Two household workers, one of whom no longer agrees; the other one's record is looked at.
async fn furnish_workers(staff: &mut Browser, desk: &str) {
    for (name, number) in [("孔令仪", "13911112231"), ("丁一凡", "13911112232")] {
        staff.get(&format!("{desk}/household-workers/new")).await.ok();
        let worker = [
            ("name", name),
            ("phone", number),
            ("birth_year", "1975"),
            ("trade", "care"),
            ("employer", "自己接活"),
            ("note", "只做白班"),
            ("paper_kept", "2 号柜"),
        ];
        let record = staff.submit("#worker-form", &worker).await.with_status(303).location().to_owned();
        staff.get(&record).await.ok();
        if name == "孔令仪" {
            staff.submit("#withdrawal-form", &[]).await.with_status(303);
            continue;
        }
        let certificate = [("certificate_kind", "health"), ("number", "610000202600123"), ("issuer", "体检中心")];
        staff.submit("#certificate-form", &certificate).await.with_status(303);
        staff.get(&record).await.ok();
        staff.submit("#reveal-form", &[("reason", "contact"), ("detail", "问一问时间")]).await.with_status(303);
    }
    staff.get(&format!("{desk}/household-workers")).await.ok();
    staff.submit("#search-form", &[("typed", "丁一凡")]).await.with_status(303);
}

/// A job at the community itself, for which somebody applies on paper.
async fn furnish_jobs(staff: &mut Browser, desk: &str, resident: &str) {
    staff.get(&format!("{desk}/jobs/new")).await.ok();
    let job = [
        ("title", "食堂帮厨"),
        ("trade", "housekeeping"),
        ("duties", "洗菜切菜"),
        ("pay_min", "3200"),
        ("place", "社区食堂"),
        ("hours", "上午"),
    ];
    let posting = staff.submit("#job-form", &job).await.with_status(303).location().to_owned();
    staff.get(&posting).await.ok();
    staff.press("#decision-form", "button[value=publish_alone]", &[]).await.with_status(303);
    staff.get(&format!("{desk}/jobs/paper?resident={resident}")).await.ok();
    let paper = [("part", "name"), ("note", "下周能上班"), ("paper_kept", "2 号柜")];
    staff.submit("#paper-form", &paper).await.with_status(303);
}

/// 林晓梅 takes the record of a household worker into her account.
async fn hand_over(app: &TestApp) {
    let mut staff = app.sign_in(phones::STAFF).await;
    let list = staff.get("/c/shangjin/staff/household-workers").await.ok();
    let record = list.attributes("table a[href*='/household-workers/']", "href").remove(0);
    staff.get(&record).await.ok();
    let slip = staff.submit("#code-form", &[]).await.with_status(303).location().to_owned();
    let code = staff.get(&slip).await.ok().one(".slip__code");
    let mut person = app.sign_in(phones::RESIDENT).await;
    person.get("/c/shangjin/code").await.ok();
    person.submit("form.form", &[("code", &code)]).await.with_status(303);
}

/// 秦建军 is to go along with 林晓梅, who has yet to say yes.
async fn go_along(app: &TestApp) {
    let mut staff = app.sign_in(phones::STAFF).await;
    let list = staff.get("/c/shangjin/staff/startup").await.ok();
    staff.get(&crate::grids::of(&list, "main tbody th a", "林**", "href")).await.ok();
    let mentor = [("mentor_name", "秦建军"), ("mentor_phone", phones::TWO_IDENTITIES)];
    staff.submit("#mentor-form", &mentor).await.with_status(303);
}

/// A visitor asks somebody who looks after a building.
async fn ask(app: &TestApp, slug: &str) {
    let mut visitor = app.browser();
    let buildings = visitor.get(&format!("/c/{slug}/care")).await.ok().attributes("#building option", "value");
    for building in buildings.iter().filter(|value| !value.is_empty()) {
        let page = visitor.get(&format!("/c/{slug}/care?building={building}")).await.ok();
        let Some(carer) = page.attributes("main a[href*='/care/']", "href").into_iter().next() else { continue };
        visitor.get(&carer).await.ok();
        let question = [("name", "柳青"), ("phone", "13911112222"), ("body", "楼道灯坏了")];
        visitor.submit("#ask-form", &question).await.with_status(303);
        return;
    }
    panic!("nobody looks after anybody in {slug}");
}

/// A trainer prepares a run that nobody else knows of yet.
async fn propose(app: &TestApp, owner: &str) {
    let org = org_of(app, owner).await;
    let mut browser = app.sign_in(owner).await;
    let courses = browser.get(&format!("/org/{org}/courses")).await.ok();
    let course = courses.attributes("main a[href*='/courses/']", "href").into_iter().find(|url| !url.ends_with("/new"));
    browser.get(&format!("{}/runs/new", course.expect("a course"))).await.ok();
    browser.submit("#run-form", &[("enrol_until", "2026-12-20")]).await.with_status(303);
}

async fn invite(app: &TestApp, owner: &str, invited: &str) {
    let org = org_of(app, owner).await;
    let mut browser = app.sign_in(owner).await;
    browser.get(&format!("/org/{org}/members")).await.ok();
    browser.submit("#invite-form", &[("phone", invited), ("role", "worker")]).await.with_status(303);
}

async fn org_of(app: &TestApp, phone: &str) -> Uuid {
    let sql =
        "select m.org_id from membership m join phone_identity p on p.person_id = m.person_id where p.phone_hmac = $1";
    let hash = app.state.secrets().phone_hash(phone);
    sqlx::query_scalar(sql).bind(&hash[..]).fetch_one(&mut app.superuser().await).await.expect("a membership")
}
