//! What a helper does in a resident's name, and who reads of it.

use chrono::TimeDelta;
use jiamenkou::audit::verify;
use jiamenkou::db::Scope;

use super::{DAUGHTER, MINE, QIAO, answer, but, code, linked, offer, take_down, told};
use crate::jobs::{apply, id_of, workspace};
use crate::residents::record;
use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, phones};

const LOOKS: &str = "select count(*) from resident_view";
const LOG: &str = "/c/shangjin/staff/audit";
const REQUESTS: &str = "/c/shangjin/staff/requests";

async fn look(helper: &mut Browser, link: &str) -> Answer {
    helper.get(link).await.ok();
    helper.submit("#look-form", &[]).await.with_status(303);
    helper.get(link).await.ok()
}

#[tokio::test]
async fn she_reads_the_record_while_she_looks_and_every_look_is_known() {
    let app = TestApp::new().await;
    let (mut parent, mut helper, link) = linked(&app, &["see"]).await;
    let page = helper.get(&link).await.ok();
    assert!(!page.text().contains("138 0000 0001") && !page.text().contains("1986"), "not before she looks");
    assert!(page.one("section[aria-labelledby=carers]").contains("网格长"));
    assert_eq!((count(&app, LOOKS).await, page.count("#ask-form, #letter-form")), (0, 0));
    // Sent twice, and again while the first goes on, it is one look.
    for _ in 0..2 {
        helper.submit("#look-form", &[]).await.with_status(303);
    }
    let page = helper.get(&link).await.ok();
    let kept = page.one("section[aria-labelledby=record]");
    for text in ["林晓梅", "1986", "锦苑西区 8栋 1单元502室", "户主"] {
        assert!(kept.contains(text), "{text}: {kept}");
    }
    assert!(page.one(".notice-line").contains("10:15") && page.count("#look-form") == 0);
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(count(&app, LOOKS).await, 1);
    // The resident, the staff and she herself read of it.
    let mut staff = app.sign_in(phones::STAFF).await;
    let lin = record(&app, "林晓梅").await;
    for page in [page, parent.get("/me/records").await.ok(), staff.get(&lin).await.ok()] {
        let looks = page.one("[aria-labelledby=looks]");
        let looks = if looks.is_empty() { page.one("ul.rows.card") } else { looks };
        assert!(
            looks.contains("何小雨") && looks.contains("女儿，代办") && looks.contains("家人代办时查看"),
            "{looks}"
        );
    }
    let log = staff.get(LOG).await.ok();
    assert_eq!(log.texts("tbody th")[0], "家人代办查看居民记录");
    assert_eq!(log.attributes("tbody th a", "href")[0], lin, "the record says on whose behalf");
    assert_eq!(staff.get(&lin).await.ok().one("h1"), "林**", "a helper's look opens nothing for staff");
    app.advance(TimeDelta::minutes(15));
    let page = helper.get(&link).await.ok();
    assert!(!page.text().contains("1986") && page.count("#look-form") == 1);
    look(&mut helper, &link).await;
    assert_eq!(count(&app, LOOKS).await, 2);
    let tenant = app.tenant("shangjin").id;
    let mut tx = app.state.db().read(&Scope { tenant: Some(tenant), ..Scope::default() }).await.expect("a transaction");
    assert!(verify(&mut tx, tenant, &[]).await.expect("the record is read").is_ok(), "the chain holds");
}

#[tokio::test]
async fn where_somebody_applied_for_work_is_not_for_their_family() {
    let app = TestApp::new().await;
    let (mut parent, mut helper, link) = linked(&app, &["see"]).await;
    let nanny = id_of(&app, "白班保姆").await;
    apply(&mut parent, nanny, &["name", "phone"], "").await.with_status(303);
    let list = format!("{}/shangjin/{nanny}/applications", workspace(&app).await);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let one = owner.get(&list).await.ok().attributes("main .rows__item a", "href").remove(0);
    owner.get(&one).await.ok();
    assert_eq!(count(&app, LOOKS).await, 1);
    let seen = look(&mut helper, &link).await;
    assert!(seen.text().contains("家人代办时查看"), "her own look is there");
    let mine = parent.get("/me/records").await.ok();
    for told in ["白班保姆", "求职报名"] {
        assert!(mine.one("section[aria-labelledby=looks]").contains(told) && !seen.text().contains(told), "{told}");
    }
}

#[tokio::test]
async fn what_staff_may_see_and_what_family_may_see_are_two_things() {
    let app = TestApp::new().await;
    // Somebody of the staff is also somebody's family.
    let mut parent = app.sign_in(phones::RESIDENT).await;
    offer(&mut parent, &but(&DAUGHTER, "phone", phones::STAFF), &["see"]).await.with_status(303);
    let code = code(&parent.get(MINE).await.ok());
    let mut staff = app.sign_in(phones::STAFF).await;
    let link = answer(&mut staff, "accept", &code).await.with_status(303).location().to_owned();
    look(&mut staff, &link).await;
    let lin = record(&app, "林晓梅").await;
    assert_eq!(staff.get(&lin).await.ok().one("h1"), "林**", "what she reads as family stays masked at work");
    staff.submit("#reveal-form", &[("reason", "visit")]).await.with_status(303);
    assert_eq!(staff.get(&lin).await.ok().one("h1"), "林晓梅");
}

#[tokio::test]
async fn she_asks_in_her_mothers_name_and_staff_and_mother_read_by_whom() {
    let app = TestApp::new().await;
    let (mut parent, mut helper, link) = linked(&app, &["ask"]).await;
    let page = helper.get(&link).await.ok();
    assert_eq!(page.count("#look-form, #letter-form, section[aria-labelledby=carers]"), 0);
    for wrong in ["", "　", &"字".repeat(301)] {
        let refused = helper.submit("#ask-form", &[("wrong", wrong)]).await.with_status(422);
        assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#wrong"]);
        assert_eq!(refused.one("#wrong"), wrong.trim(), "as it was typed");
    }
    for _ in 0..2 {
        helper.submit("#ask-form", &[("wrong", "妈妈是 1987 年出生的")]).await.with_status(303);
        assert_eq!(helper.cookie("flash"), Some("request-sent"));
    }
    let kept = "select count(*) from resident_request where kind = 'correct' and family_link_id is not null";
    assert_eq!(count(&app, kept).await, 1);
    assert_eq!(told(&app, &mut parent).await[0], "何小雨替您向尚锦社区提出了更正");
    let mine = parent.get("/me/records").await.ok().one("section[aria-labelledby=ask]");
    assert!(mine.contains("女儿何小雨代为提出") && mine.contains("1987"), "{mine}");
    let mut staff = app.sign_in(phones::STAFF).await;
    let page = staff.get(REQUESTS).await.ok();
    let row = page.one("main li.card");
    assert!(row.contains("女儿何小雨代为提出") && row.contains("林**") && !row.contains("林晓梅"), "{row}");
    assert_eq!(staff.get(LOG).await.ok().texts("tbody th")[0], "家人代办申请更正");
    staff.get(REQUESTS).await.ok();
    staff.submit("main form", &[("outcome", "done"), ("answer", "已改")]).await.with_status(303);
    assert_eq!(told(&app, &mut helper).await[0], "您替林**提出的更正，尚锦社区已经答复");
    assert!(told(&app, &mut parent).await[0].contains("已按您的要求处理了您的记录"));
    assert!(helper.get(&link).await.ok().one("section[aria-labelledby=ask]").contains("已改"));
    // What she asks for her mother is not among what communities keep of herself.
    assert!(!helper.get("/me/records").await.ok().text().contains("1987"));
    // A copy of one's data says who may act, on both sides.
    for browser in [&mut parent, &mut helper] {
        let copy = browser.get("/me/records/copy.json").await.ok().text();
        assert!(copy.contains("何小雨 女儿 138****0010 提出更正记录 2027-05-01 有效"), "{copy}");
    }
}

#[tokio::test]
async fn she_writes_to_whoever_looks_after_the_home_and_they_read_for_whom() {
    let app = TestApp::new().await;
    let (_, mut helper, link) = linked(&app, &["messages"]).await;
    let page = helper.get(&link).await.ok();
    assert_eq!(page.count("#look-form, #ask-form, section[aria-labelledby=carers]"), 0);
    let posts = page.texts("#to option");
    assert!(!posts.is_empty() && posts.iter().all(|post| post.contains('*')), "{posts:?}");
    let refused = helper.submit("#letter-form", &[("letter", "")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#letter"]);
    let other = [("to", "00000000-0000-7000-8000-000000000000"), ("letter", "麻烦去看看")];
    let refused = helper.submit("#letter-form", &other).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#to"]);
    helper.get(&link).await.ok();
    for _ in 0..2 {
        helper.submit("#letter-form", &[("letter", "妈妈没接电话，麻烦去看看")]).await.with_status(303);
    }
    assert_eq!(count(&app, "select count(*) from care_message where family_link_id is not null").await, 1);
    // 钱伟 leads the grid of her building.
    assert!(posts[0].starts_with("网格长 钱"), "{posts:?}");
    let mut holder = app.sign_in("13800000005").await;
    assert_eq!(told(&app, &mut holder).await[0], "何小雨（锦苑西区8栋）有事找您，请回电");
    let asked = holder.get("/c/shangjin/asked").await.ok().one("main li.card");
    for text in ["何小雨", "女儿，代林晓梅", "麻烦去看看", "138 0000 0010"] {
        assert!(asked.contains(text), "{text}: {asked}");
    }
    let mut staff = app.sign_in(phones::STAFF).await;
    assert_eq!(staff.get(LOG).await.ok().texts("tbody th")[0], "家人代办留言");
}

#[tokio::test]
async fn what_was_not_ticked_is_not_there() {
    for allowed in ["see", "ask", "messages"] {
        let app = TestApp::new().await;
        let (_, mut helper, link) = linked(&app, &[allowed]).await;
        let page = helper.get(&link).await.ok();
        for (scope, form, part, field) in [
            ("see", "#look-form", "look", "x=x"),
            ("ask", "#ask-form", "requests", "wrong=x"),
            ("messages", "#letter-form", "messages", "letter=x"),
        ] {
            assert_eq!(page.count(form), usize::from(scope == allowed), "{allowed}: {form}");
            if scope != allowed {
                let body = format!("key={}&{field}", uuid::Uuid::now_v7());
                helper.forge(&format!("{link}/{part}"), &body).await.with_status(404);
            }
        }
        let done = "select (select count(*) from resident_view) + (select count(*) from resident_request) + (select count(*) from care_message where family_link_id is not null)";
        assert_eq!(count(&app, done).await, 0, "{allowed}");
        // What was accepted is on record, and nothing that was refused.
        assert_eq!(count(&app, "select count(*) from audit_event").await, 1, "{allowed}");
    }
}

#[tokio::test]
async fn a_link_reaches_one_resident_and_nobody_beside_them() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let lin = record(&app, "林桂兰").await;
    take_down(&mut staff, &lin, &DAUGHTER, &["see"]).await.with_status(303);
    let code = code(&staff.get(&format!("{lin}/family")).await.ok());
    let mut helper = app.sign_in(QIAO).await;
    let link = answer(&mut helper, "accept", &code).await.with_status(303).location().to_owned();
    let page = look(&mut helper, &link).await;
    assert!(page.text().contains("林桂兰") && page.text().contains("139 0001 0002"));
    for other in ["林晓梅", "何俊杰", "何一诺", "139 0001 0001"] {
        assert!(!page.text().contains(other), "{other} lives behind the same door");
    }
    helper.get(&lin).await.with_status(403);
    // The other way round she reads nothing of her daughter's record.
    assert_eq!(helper.get("/me/records").await.ok().count("main section.card"), 0);
}
