//! What an organization keeps for itself of where it came from: with its founder's word, and as long as they like.

use super::{hand_over, id, move_on, nobody, take_down};
use crate::grids::{of, start};
use crate::residents::record;
use crate::support::companies::count;
use crate::support::training::{Plan, open_run, practise, put};
use crate::support::{Answer, Browser, TestApp, phones};

const HISTORY: &str = "section[aria-labelledby=history]";
/// The form that is asked of the founder; and the one with which they choose again.
const KEEP: &str = "section[aria-labelledby=history] > form[action$='/history']";
const CHOOSE: &str = "section[aria-labelledby=history] details form[action$='/history']";
const SHOW: &str = "section[aria-labelledby=history] form[action$='/history/showing']";
const REMOVE: &str = "section[aria-labelledby=history] form[action$='/history/removal']";
const KEPT: &str = "select count(*) from org_history";

/// What the form of a page says that was sent for a case.
fn sent(case: &str) -> String {
    format!("case={}&key={}&version=1", id(case), uuid::Uuid::now_v7())
}

/// 晴扫家政 comes of a case of its owner's, whose record is that of 吴秀英; gives the case and the workspace.
async fn founded(app: &TestApp, staff: &mut Browser) -> (String, String) {
    founded_by(app, staff, "吴秀英").await
}

/// The same with somebody else's record.
async fn founded_by(app: &TestApp, staff: &mut Browser, name: &str) -> (String, String) {
    let case = take_down(app, staff, name).await;
    hand_over(app, name, phones::VENDOR_OWNER).await;
    move_on(staff, &case).await;
    let own = of(&staff.get(&case).await.ok(), "#organization option", "晴扫家政", "value");
    staff.submit("#organization-form", &[("organization", &own)]).await.with_status(303);
    (case, format!("/org/{own}"))
}

/// 吴秀英 is issued a certificate, behind the curtain.
async fn certify(app: &TestApp, title: &str, number: &str) {
    let run = open_run(app, &Plan { title, ..Plan::default() }).await;
    let enrolment = put(app, &run, "吴秀英", "passed").await;
    app.behind(&format!(
        "with batch as (insert into certificate_batch (tenant_id, batch_id, run_id, org_id, prepared_by, preparer_name, prepared_at)
            select r.tenant_id, gen_random_uuid(), r.run_id, r.org_id, p.person_id, p.name, now()
            from course_run r, person p where r.run_id = '{0}' and p.name = '崔文娟' returning tenant_id, batch_id)
        insert into course_certificate (tenant_id, course_certificate_id, batch_id, enrolment_id, run_id, org_id, resident_id, name,
            name_masked, org_name, issuer_name, title, syllabus, starts_on, ends_on, number, issued_on, code)
        select e.tenant_id, gen_random_uuid(), b.batch_id, e.enrolment_id, e.run_id, e.org_id, e.resident_id, e.name, '吴**', '晴扫家政',
            '签发的社区', '{title}', '[]', '2026-10-01', '2026-10-31', '{number}', '2026-11-01', rpad('{number}', 20, '2')
        from enrolment e join batch b using (tenant_id) where e.enrolment_id = '{enrolment}'",
        run.id
    ))
    .await;
}

#[tokio::test]
async fn what_the_founder_has_it_keep_stays_when_the_community_erases_its_records() {
    let (app, mut staff) = start().await;
    certify(&app, "家务基础", "KA").await;
    let (case, home) = founded(&app, &mut staff).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let page = owner.get(&home).await.ok();
    assert_eq!((page.count(KEEP), page.count(REMOVE), count(&app, KEPT).await), (1, 0, 0), "nothing without a word");
    assert!(page.one(KEEP).contains("到您从机构档案删除、离开机构或者注销账号为止"), "they read what they agree to");
    for flash in ["saved", "already-done"] {
        owner.submit(KEEP, &[]).await.with_status(303);
        assert_eq!((owner.cookie("flash"), count(&app, KEPT).await), (Some(flash), 1));
    }
    let page = owner.get(&home).await.ok();
    assert_eq!((page.count(KEEP), page.count(REMOVE)), (0, 1));
    let told = page.one(HISTORY);
    for words in ["留存创业经过", "第 1 版", "本人在网上同意"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    // What comes later is not in it before the founder says so.
    certify(&app, "照护基础", "KB").await;
    assert!(!owner.get(&home).await.ok().one(HISTORY).contains("照护基础"));
    owner.submit(KEEP, &[]).await.with_status(303);
    assert_eq!((owner.cookie("flash"), count(&app, KEPT).await), (Some("saved"), 1));
    let copy = owner.get("/me/records/copy.json").await.ok().text();
    assert!(copy.contains("机构档案里留存的创业经过") && copy.contains("照护基础 KB 签发的社区 2026-11-01"), "{copy}");
    assert!(copy.contains("2026-11-23 10:00，本人在网上同意 第 1 版"), "{copy}");
    // The community erases all of it.
    app.behind("update resident set left_on = '2024-01-01' where name = '吴秀英'").await;
    app.pass_days(1).await;
    let left = format!("select count(*) from startup_case where case_id = '{}'", id(&case));
    assert_eq!(count(&app, &left).await, 0);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let page = owner.get(&home).await.ok();
    let told = page.one(HISTORY);
    let certificate = "签发的社区 · 2026年11月1日签发";
    for words in ["尚锦社区", "缝补工作室", "贺立群", "入驻社区 · 2026年11月23日", certificate] {
        assert!(told.contains(words), "{words}: {told}");
    }
    // Whether a certificate holds, its public page says.
    let links = page.attributes(&format!("{HISTORY} a"), "href");
    assert_eq!(links.len(), 2);
    app.behind("update course_certificate set revoked_at = '2026-11-24T01:00:00Z' where number = 'KA'").await;
    for link in &links {
        let page = app.browser().get(link).await.ok().text();
        assert_eq!(page.contains("已撤销"), link.contains("/KA2"), "{link}");
    }
    // Sent once more from an older page, it is kept; and it is taken away in one step.
    owner.forge(&format!("{home}/history"), &sent(&case)).await.with_status(303);
    assert_eq!(owner.cookie("flash"), Some("already-done"));
    owner.get(&home).await.ok();
    for flash in ["removed", "already-done"] {
        owner.submit(REMOVE, &[]).await.with_status(303);
        assert_eq!((owner.cookie("flash"), count(&app, KEPT).await), (Some(flash), 0));
    }
    assert_eq!(owner.get(&home).await.ok().count(HISTORY), 0);
    owner.forge(&format!("{home}/history"), &sent(&case)).await.with_status(404);
}

#[tokio::test]
async fn nothing_is_kept_in_a_wording_that_its_founder_has_not_read() {
    let (app, mut staff) = start().await;
    let (case, home) = founded(&app, &mut staff).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    // A page from before the text was changed.
    let body = sent(&case).replace("version=1", "version=0");
    owner.forge(&format!("{home}/history"), &body).await.with_status(303);
    assert_eq!((owner.cookie("flash"), count(&app, KEPT).await), (Some("wording-changed"), 0));
    owner.get(&home).await.ok();
    owner.submit(KEEP, &[]).await.with_status(303);
    assert_eq!(owner.get(&home).await.ok().count(KEEP), 0);
    // What was kept without a receipt is read on, and its founder is asked; so they are once the text is another.
    for (change, words) in [
        ("consent_id = null, consent_version = null, consented_at = null", "还没有记下您同意了什么"),
        ("consent_version = 0", "您同意的是第 0 版"),
    ] {
        app.behind(&format!("update org_history set {change}")).await;
        let page = owner.get(&home).await.ok();
        assert!(page.one(HISTORY).contains(words) && page.one(HISTORY).contains("缝补工作室"), "{words}");
        owner.submit(KEEP, &[]).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some("saved"));
        assert_eq!(count(&app, "select count(*) from org_history where consent_version = 1").await, 1);
        assert_eq!(owner.get(&home).await.ok().count(KEEP), 0);
    }
}

#[tokio::test]
async fn all_owners_read_it_and_it_goes_with_the_founder() {
    let (app, mut staff) = start().await;
    let (case, home) = founded(&app, &mut staff).await;
    app.behind(&format!(
        "insert into membership (org_id, membership_id, person_id, role, valid_from)
        select '{}', gen_random_uuid(), person_id, 'owner', '2026-01-01' from person where name = '林晓梅'",
        id(&home)
    ))
    .await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let mut second = app.sign_in(phones::RESIDENT).await;
    assert_eq!(second.get(&home).await.ok().count(HISTORY), 0, "nobody has agreed yet");
    let body = sent(&case);
    let forms = ["history", "history/removal"].map(|form| format!("{home}/{form}"));
    second.forge(&forms[0], &body).await.with_status(404);
    owner.get(&home).await.ok();
    owner.submit(KEEP, &[]).await.with_status(303);
    let page = second.get(&home).await.ok();
    assert!(page.one(HISTORY).contains("缝补工作室") && page.one(HISTORY).contains("贺立群"));
    assert_eq!((page.count(KEEP), page.count(REMOVE)), (0, 0), "to read, and nothing else");
    let mut editor = app.sign_in(phones::VENDOR_EDITOR).await;
    assert_eq!(editor.get(&home).await.ok().count(HISTORY), 0);
    let mut stranger = app.sign_in(phones::OTHER_OWNER).await;
    for (somebody, status) in [(&mut second, 404), (&mut editor, 403), (&mut stranger, 404)] {
        for form in &forms {
            somebody.forge(form, &body).await.with_status(status);
        }
    }
    assert_eq!(count(&app, KEPT).await, 1);
    // From outside, nobody could take it back.
    let members = owner.get(&format!("{home}/members")).await.ok();
    let end = of(&members, "form[action$='/end']", "贺立群", "action");
    owner.submit(&format!("form[action='{end}']"), &[]).await.with_status(303);
    assert_eq!(count(&app, KEPT).await, 0);
    assert_eq!(second.get(&home).await.ok().count(HISTORY), 0);
}

/// Gives 林晓梅 hours of practice, a certificate of somebody else's, and a job; says which.
async fn give_a_past(app: &TestApp, staff: &mut Browser) -> String {
    let run = open_run(app, &Plan::default()).await;
    let enrolment = put(app, &run, "林晓梅", "passed").await;
    practise(app, enrolment, "completed").await;
    app.behind("delete from external_certificate").await;
    let resident = record(app, "林晓梅").await;
    let talent = staff.get(&format!("/c/shangjin/staff/talents/new?resident={}", id(&resident))).await;
    staff.get(talent.with_status(303).location()).await.ok();
    let level = [
        ("certificate_kind", "skill_level"),
        ("certificate_title", "养老护理员（四级）"),
        ("issuer", "市职业技能鉴定中心"),
        ("seen", "original"),
        ("shown_by_owner", "1"),
    ];
    staff.submit("#external-form", &level).await.with_status(303);
    sqlx::query_scalar(
        "with chosen as (select r.tenant_id, r.resident_id, p.posting_id, p.org_id, p.title from resident r
                join job_posting p using (tenant_id) where r.name = '林晓梅' and not exists (
                    select 1 from job_application a where a.posting_id = p.posting_id and a.resident_id = r.resident_id)
                order by p.posting_id limit 1),
            hired as (insert into job_application (tenant_id, application_id, posting_id, org_id, resident_id, shared, name_masked,
                    how, status, hired_on, created_at, changed_at)
                select tenant_id, gen_random_uuid(), posting_id, org_id, resident_id, '{}', '林**', 'self', 'retained', '2026-08-01',
                    now(), now() from chosen)
        select title from chosen",
    )
    .fetch_one(&mut app.superuser().await)
    .await
    .expect("a job")
}

#[tokio::test]
async fn the_founder_chooses_what_joins_it_and_whether_staff_read_it() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let job = give_a_past(&app, &mut staff).await;
    let (case, home) = founded_by(&app, &mut staff, "林晓梅").await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let page = owner.get(&home).await.ok();
    let offered = page.attributes(&format!("{KEEP} input[name=part]"), "value");
    assert!(["practice", "external", "jobs"].iter().all(|part| offered.iter().any(|one| one == part)), "{offered:?}");
    let ticked = page.attributes(&format!("{KEEP} input[name=part][checked]"), "value");
    assert!(ticked.iter().all(|part| part == "certificates"), "{ticked:?}");
    // One part, and nothing of the others.
    let words = ["· 40 小时 ·", "养老护理员（四级）", job.as_str()];
    let said = |page: &Answer| words.map(|word| page.one(HISTORY).contains(word));
    assert_eq!(said(&page), [true; 3], "all of it is theirs to read");
    owner.submit(KEEP, &[("part", "practice")]).await.with_status(303);
    let page = owner.get(&home).await.ok();
    assert_eq!((said(&page), page.count(KEEP)), ([true, false, false], 0));
    // Other parts, whenever they like.
    for flash in ["saved", "already-done"] {
        let parts = [("part", "external"), ("part", "jobs")];
        owner.submit(CHOOSE, &parts).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some(flash));
    }
    let page = owner.get(&home).await.ok();
    assert_eq!(said(&page), [false, true, true]);
    assert!(page.one(HISTORY).contains("社区看过并登记，不是社区签发的"));
    assert!(owner.get("/me/records/copy.json").await.ok().text().contains("市职业技能鉴定中心"));
    // Staff read nothing of it before the founder says so, and nothing after.
    let record = format!("/c/shangjin/staff/vendors/{}", id(&home));
    let mut elsewhere = app.sign_in(phones::YUNQI_STAFF).await;
    for is_shown in [false, true, false, true] {
        if is_shown != (staff.get(&record).await.ok().count(HISTORY) == 1) {
            owner.get(&home).await.ok();
            owner.submit(SHOW, &[]).await.with_status(303);
        }
        for (browser, url) in [(&mut staff, record.clone()), (&mut elsewhere, record.replace("shangjin", "yunqi"))] {
            let page = browser.get(&url).await.ok();
            assert_eq!(page.count(HISTORY), usize::from(is_shown), "{url}");
            assert!(!is_shown || said(&page) == [false, true, true] && page.count(&format!("{HISTORY} form")) == 0);
        }
    }
    let body = format!("case={}&shown=0", id(&case));
    for (phone, status) in [(phones::VENDOR_EDITOR, 403), (phones::OTHER_OWNER, 404)] {
        let mut somebody = app.sign_in(phone).await;
        somebody.forge(&format!("{home}/history/showing"), &body).await.with_status(status);
    }
    assert_eq!(count(&app, "select count(*) from org_history where is_shown").await, 1);
    owner.get(&home).await.ok();
    owner.submit(REMOVE, &[]).await.with_status(303);
    assert_eq!((count(&app, KEPT).await, staff.get(&record).await.ok().count(HISTORY)), (0, 0), "gone with it");
    owner.forge(&format!("{home}/history/showing"), &body).await.with_status(404);
}

#[tokio::test]
async fn what_is_over_is_kept_with_the_day_on_which_it_was() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let job = give_a_past(&app, &mut staff).await;
    // Broken off after midnight of the 22nd, long before the day that was planned.
    app.behind(
        "update placement set status = 'ended', completed_on = null, completer_name = '', ends_on = '2026-12-20',
            changed_at = '2026-11-21T17:00:00Z' where status = 'completed' and title = '家务基础'
            and resident_id in (select resident_id from resident where name = '林晓梅')",
    )
    .await;
    let (_, home) = founded_by(&app, &mut staff, "林晓梅").await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let told = owner.get(&home).await.ok().one(HISTORY);
    assert!(told.contains("2026年11月22日结束") && !told.contains("12月20日"), "{told}");
    let jobs = [
        ("status = 'retained', ended_on = '2026-11-20'", Some("2026年8月1日开始 · 做到2026年11月20日")),
        ("status = 'left', ended_on = null, left_on = '2026-10-15', reason = 'gone:left'", Some("做到2026年10月15日")),
        ("left_on = null", Some("2026年8月1日开始 · 已离岗")),
        ("left_on = '2026-08-01', reason = 'gone:never'", None),
    ];
    for (change, words) in jobs {
        app.behind(&format!("update job_application set {change} where shared = '{{}}' and hired_on = '2026-08-01'"))
            .await;
        let told = owner.get(&home).await.ok().one(HISTORY);
        assert_eq!(told.contains(&job), words.is_some(), "{change}: {told}");
        assert!(words.is_none_or(|words| told.contains(words)), "{change}: {told}");
    }
}

#[tokio::test]
async fn what_an_older_server_leaves_behind_of_somebody_who_left_is_gone_the_next_day() {
    let (app, mut staff) = start().await;
    let (_, home) = founded(&app, &mut staff).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    owner.get(&home).await.ok();
    owner.submit(KEEP, &[]).await.with_status(303);
    app.pass_days(1).await;
    assert_eq!(count(&app, KEPT).await, 1, "whoever belongs to it still has it");
    // It ends the membership, and knows of nothing else.
    app.behind(
        "update membership m set valid_to = '2026-11-23' from org_history h
        where m.org_id = h.org_id and m.person_id = h.person_id",
    )
    .await;
    app.pass_days(1).await;
    assert_eq!(count(&app, KEPT).await, 0);
}
