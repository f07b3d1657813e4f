//! Notices: written by one person, let through by another, public for their time and place, and taken down.

use crate::grids::{LEADER, of};
use crate::support::companies::{count, jpeg};
use crate::support::{Answer, Browser, TestApp, phones};

const DESK: &str = "/c/shangjin/staff/notices";
const LIST: &str = "/c/shangjin/notices";
const HOME: &str = "/c/shangjin";
const FEED: &str = "/c/shangjin/notices.atom";
/// The grid leader of SJ-02.
const OTHER_LEADER: &str = "13800000005";
const WATER: [(&str, &str); 2] = [("title", "周三停水半天"), ("body", "周三上午检修水管。\n- 早点接水\n- 关好龙头")];
const WRITTEN: &str = "select count(*) from notice where title like '周三停水%'";

/// Begins a notice; gives its address at the desk.
async fn write(writer: &mut Browser, fields: &[(&str, &str)]) -> String {
    writer.get(&format!("{DESK}/new")).await.ok();
    let usual = WATER.into_iter().filter(|(name, _)| fields.iter().all(|(other, _)| other != name));
    let fields: Vec<_> = usual.chain(fields.iter().copied()).collect();
    writer.submit("#notice-form", &fields).await.with_status(303).location().to_owned()
}

/// Takes a step by the button for it.
async fn step(browser: &mut Browser, notice: &str, step: &str, reason: &str) -> Answer {
    browser.get(notice).await.ok();
    let (form, button) = match step {
        "send" | "take_back" => ("#review-form", format!("button[value={step}]")),
        "withdraw" => ("#withdrawal-form", "button".to_owned()),
        _ => ("#decision-form", format!("button[value={step}]")),
    };
    let fields = [("reason", reason)];
    browser.press(form, &button, if matches!(step, "return" | "withdraw") { &fields } else { &[] }).await
}

/// Takes a step that a page does not offer, as somebody would who knows the forms.
async fn force(browser: &mut Browser, notice: &str, step: &str) -> Answer {
    let revision = browser.get(notice).await.ok().attributes("input[name=revision]", "value").remove(0);
    let address = if step == "withdraw" { "withdrawal" } else { "decision" };
    browser.forge(&format!("{notice}/{address}"), &format!("step={step}&revision={revision}&reason=x")).await
}

/// A notice of the community's officer that the street's lets through; gives its addresses at the desk and for residents.
async fn publish(app: &TestApp, fields: &[(&str, &str)]) -> (String, String) {
    let (mut staff, mut street) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::STREET_STAFF).await);
    let draft = write(&mut staff, fields).await;
    step(&mut staff, &draft, "send", "").await.with_status(303);
    step(&mut street, &draft, "approve", "").await.with_status(303);
    let public = draft.replace("/staff", "");
    (draft, public)
}

async fn give_a_colleague(app: &TestApp) {
    sqlx::query(
        "insert into role_grant (tenant_id, grant_id, person_id, role, valid_from) select t.id, gen_random_uuid(), p.person_id, 'community_staff', '2026-01-01' from tenant t, person p where t.slug = 'shangjin' and p.name = '林晓梅'",
    )
    .execute(&mut app.superuser().await)
    .await
    .expect("a grant");
}

fn standing(page: &Answer) -> String {
    page.one(".page__head .state")
}

/// What somebody was told about notices, the newest first.
async fn told(app: &TestApp, phone: &str) -> Vec<String> {
    app.run_tasks().await;
    let mut messages = app.sign_in(phone).await.get("/me/inbox").await.ok().texts("main .rows__item strong");
    messages.retain(|text| text.contains("通知“"));
    messages
}

async fn titles(browser: &mut Browser, path: &str) -> Vec<String> {
    browser.get(path).await.ok().texts(".notice-list__title")
}

#[tokio::test]
async fn a_notice_is_written_returned_taken_back_let_through_and_taken_down() {
    let app = TestApp::new().await;
    let (mut leader, mut staff) = (app.sign_in(LEADER).await, app.sign_in(phones::STAFF).await);
    let mut resident = app.browser();
    let draft = write(&mut leader, &[]).await;
    let public = draft.replace("/staff", "");
    assert_eq!(standing(&leader.get(&draft).await.ok()), "草稿");
    step(&mut leader, &draft, "send", "").await.with_status(303);
    assert_eq!(told(&app, phones::STAFF).await, ["赵春生写好了通知“周三停水半天”，请您审核"]);
    assert_eq!(staff.get(&draft).await.ok().count("#review-form"), 0, "they return it, and say why");
    step(&mut staff, &draft, "return", "").await.with_status(422);
    step(&mut staff, &draft, "return", "请写明几点到几点").await.with_status(303);
    assert_eq!(told(&app, LEADER).await, ["通知“周三停水半天”被退回，请修改后再送审。原因：请写明几点到几点"]);
    let page = leader.get(&draft).await.ok();
    assert!(standing(&page) == "已退回" && page.one("main").contains("请写明几点到几点"));
    let (title, body) = (("title", "周三停水 9:00–12:00"), ("body", "周三上午检修水管。"));
    leader.submit("#notice-form", &[title, body]).await.with_status(303);
    for (taken, stands) in [("send", "待审核"), ("take_back", "草稿"), ("send", "待审核")] {
        resident.get(&public).await.with_status(404);
        step(&mut leader, &draft, taken, "").await.with_status(303);
        assert_eq!(standing(&leader.get(&draft).await.ok()), stands);
    }
    // What is read there does not change underneath.
    let late = leader.forge(&draft, "revision=6&title=x&body=y&place=community").await.with_status(409);
    assert!(late.one("#conflict").contains("您刚才写的没有存"));
    step(&mut staff, &draft, "approve", "").await.with_status(303);
    assert!(told(&app, LEADER).await[0].contains("已通过，2026年11月23日起"));
    let shown = resident.get(&public).await.ok();
    assert_eq!((shown.one("h1"), shown.texts("article .prose p").len()), ("周三停水 9:00–12:00".to_owned(), 1));
    assert!(shown.one(".article__meta").contains("SJ-01 锦苑东区网格"));
    assert!(titles(&mut resident, LIST).await.contains(&"周三停水 9:00–12:00".to_owned()));
    step(&mut staff, &draft, "withdraw", "").await.with_status(422);
    step(&mut staff, &draft, "withdraw", "日期写错了").await.with_status(303);
    let gone = resident.get(&public).await.with_status(410);
    assert!(gone.one("main").contains("原因：日期写错了") && !gone.text().contains("周三停水"));
    for path in [LIST, HOME, FEED] {
        assert!(!resident.get(path).await.ok().text().contains("周三停水"), "{path}");
    }
    assert!(told(&app, LEADER).await[0].contains("已撤下。原因：日期写错了"));
    staff.forge(&format!("{draft}/decision"), "step=approve&revision=9").await.with_status(409);
}

#[tokio::test]
async fn whoever_wrote_it_does_not_let_it_through_unless_there_is_nobody_else() {
    let app = TestApp::new().await;
    app.leave_one_of_staff().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let alone = write(&mut staff, &[]).await;
    force(&mut staff, &alone, "approve").await.with_status(403);
    assert!(staff.get(&alone).await.ok().one("#decision-form").contains("只有您一位工作人员"));
    step(&mut staff, &alone, "publish_alone", "").await.with_status(303);
    assert!(staff.get(&alone).await.ok().one("main").contains("梁静怡 于 今天 10:00 直接发布，没有第二个人审核"));
    app.browser().get(&alone.replace("/staff", "")).await.ok();
    give_a_colleague(&app).await;
    let mut colleague = app.sign_in(phones::RESIDENT).await;
    let draft = write(&mut staff, &[]).await;
    assert_eq!(staff.get(&draft).await.ok().count("#decision-form"), 0);
    step(&mut staff, &draft, "send", "").await.with_status(303);
    assert!(staff.get(&draft).await.ok().one("main").contains("要请另一位工作人员审核"));
    for taken in ["approve", "publish_alone", "return"] {
        force(&mut staff, &draft, taken).await.with_status(403);
    }
    // Writing on it makes one of its writers of whoever is to look at it.
    step(&mut staff, &draft, "take_back", "").await.with_status(303);
    colleague.get(&draft).await.ok();
    colleague.submit("#notice-form", &[("title", "周三停水一天")]).await.with_status(303);
    step(&mut colleague, &draft, "send", "").await.with_status(303);
    for one in [&mut staff, &mut colleague] {
        force(one, &draft, "approve").await.with_status(403);
    }
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    step(&mut street, &draft, "approve", "").await.with_status(303);
    assert!(street.get(&draft).await.ok().one("main").contains("史志远 于 今天 10:00 审核通过"));
    assert_eq!(told(&app, phones::RESIDENT).await, ["梁静怡写好了通知“周三停水半天”，请您审核"], "not what they sent");
}

#[tokio::test]
async fn a_grid_leader_writes_for_their_own_grid_alone() {
    let app = TestApp::new().await;
    let (mut leader, mut other) = (app.sign_in(LEADER).await, app.sign_in(OTHER_LEADER).await);
    let mut staff = app.sign_in(phones::STAFF).await;
    let whole = write(&mut staff, &[]).await;
    let own = write(&mut leader, &[]).await;
    let form = leader.get(&format!("{DESK}/new")).await.ok();
    assert_eq!((form.texts("#place option").len(), form.count("#buildings")), (1, 0));
    assert_eq!(leader.get(DESK).await.ok().texts("tbody th").len(), 2, "their own, and the demo's");
    let theirs = of(&other.get(&format!("{DESK}/new")).await.ok(), "#place option", "SJ-02", "value");
    for place in ["community", "buildings", &theirs] {
        leader.get(&format!("{DESK}/new")).await.ok();
        let key = uuid::Uuid::now_v7();
        let body = format!("key={key}&title=x&body=y&place={place}");
        let refused = leader.forge(DESK, &body).await.with_status(422);
        assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#place"], "{place}");
    }
    let before = count(&app, WRITTEN).await;
    for (browser, notice) in [(&mut leader, &whole), (&mut other, &own)] {
        browser.get(notice).await.with_status(404);
        for (address, body) in [("", "title=x&body=y"), ("/review", "step=send&revision=1")] {
            browser.forge(&format!("{notice}{address}"), body).await.with_status(404);
        }
        for address in ["decision", "withdrawal"] {
            browser.forge(&format!("{notice}/{address}"), "step=approve&revision=1").await.with_status(403);
        }
    }
    assert_eq!((before, count(&app, WRITTEN).await), (2, 2));
    for (phone, status) in [(phones::RESIDENT, 403), (phones::YUNQI_STAFF, 403), (phones::TWO_IDENTITIES, 403)] {
        app.sign_in(phone).await.get(DESK).await.with_status(status);
    }
}

#[tokio::test]
async fn a_notice_comes_and_ends_at_its_minute_also_where_pages_are_kept() {
    for app in [TestApp::new().await, TestApp::without_cache().await] {
        let (draft, public) = publish(&app, &[("starts", "2026-11-24T08:00"), ("ends", "2026-11-24T09:30")]).await;
        let mut resident = app.browser();
        let mut at = 10 * 60;
        for (minute, status, listed, on_home) in [
            (10 * 60, 404, None, false),
            (31 * 60 + 59, 404, None, false),
            (32 * 60, 200, Some("全社区"), true),
            (33 * 60 + 29, 200, Some("全社区"), true),
            (33 * 60 + 30, 200, Some("已过期"), false),
        ] {
            app.advance(chrono::TimeDelta::minutes(minute - at));
            at = minute;
            // Asked for twice, a page is kept.
            for _ in 0..3 {
                resident.get(&public).await.with_status(status);
                let list = resident.get(LIST).await.ok();
                let line = list.texts(".notice-list__item").into_iter().find(|line| line.contains(WATER[0].1));
                assert_eq!(line.is_some(), listed.is_some(), "{minute}");
                assert!(line.unwrap_or_default().contains(listed.unwrap_or_default()), "{minute}");
                assert_eq!(titles(&mut resident, HOME).await.contains(&WATER[0].1.to_owned()), on_home, "{minute}");
                assert_eq!(resident.get(FEED).await.ok().text().contains(WATER[0].1), listed.is_some(), "{minute}");
            }
        }
        assert_eq!(standing(&app.sign_in(phones::STAFF).await.get(&draft).await.ok()), "已过期");
    }
}

#[tokio::test]
async fn a_notice_that_has_ended_before_it_is_looked_at_is_not_let_through() {
    let app = TestApp::new().await;
    let mut leader = app.sign_in(LEADER).await;
    let times = [("starts", "2026-11-23T10:10"), ("ends", "2026-11-23T10:20")];
    let late = write(&mut leader, &times).await;
    let now = write(&mut leader, &[times[0], ("ends", "")]).await;
    for notice in [&late, &now] {
        step(&mut leader, notice, "send", "").await.with_status(303);
    }
    app.advance(chrono::TimeDelta::minutes(20));
    let mut staff = app.sign_in(phones::STAFF).await;
    let refused = step(&mut staff, &late, "approve", "").await.with_status(422);
    assert!(refused.one(".error-summary").contains("结束时间已经过了"));
    // Whose beginning has passed is public at once, not before.
    step(&mut staff, &now, "approve", "").await.with_status(303);
    assert!(staff.get(&now).await.ok().one("main").contains("今天 10:20 已发布"));
}

#[tokio::test]
async fn residents_find_what_concerns_their_building_with_what_is_pinned_on_top() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let form = staff.get(&format!("{DESK}/new")).await.ok();
    let value = |css: &str, text: &str| of(&form, css, text, "value");
    let building = |name: &str| {
        let labels = form.texts("#buildings label");
        let at = labels.iter().position(|label| label == name).expect("a building");
        form.attributes("#buildings input", "value").remove(at)
    };
    let (estate, grid) = (value("#place option", "和风里"), value("#place option", "SJ-02"));
    let (east1, east3) = (building("锦苑东区 1栋"), building("锦苑东区 3栋"));
    for (title, fields) in [
        ("小区的", vec![("place", estate.as_str())]),
        ("网格的", vec![("place", grid.as_str())]),
        ("楼栋的", vec![("place", "buildings"), ("building", &east1), ("building", &east3)]),
        ("大家的", vec![("place", "community"), ("pinned", "1")]),
    ] {
        publish(&app, &[&[("title", title)], &fields[..]].concat()).await;
    }
    let mut resident = app.browser();
    let all = resident.get(LIST).await.ok();
    assert_eq!(all.texts(".notice-list__title")[0], "大家的");
    let lines = all.texts(".notice-list__item");
    for label in
        ["小区的 11月23日 · 和风里", "网格的 11月23日 · SJ-02 锦苑西区网格", "楼栋的 11月23日 · 锦苑东区 1栋、3栋"]
    {
        assert!(
            lines.iter().any(|line| line.replace("11月23日", " 11月23日").replace("  ", " ").contains(label)),
            "{lines:?}"
        );
    }
    for (name, expected) in [
        ("和风里 1栋", ["小区的", "大家的"]),
        ("锦苑西区 6栋", ["网格的", "大家的"]),
        ("锦苑东区 3栋", ["楼栋的", "大家的"]),
        ("锦苑东区 2栋", ["大家的", "大家的"]),
    ] {
        let id = of(&resident.get(LIST).await.ok(), "#building option", name, "value");
        let found = resident.submit("#building-form", &[("building", &id)]).await.ok().texts(".notice-list__title");
        for title in ["小区的", "网格的", "楼栋的", "大家的"] {
            assert_eq!(found.iter().any(|one| one == title), expected.contains(&title), "{name}: {title}");
        }
    }
    let theirs: uuid::Uuid = sqlx::query_scalar("select building_id from building where tenant_id = $1 limit 1")
        .bind(app.tenant("yunqi").id.uuid())
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a building");
    resident.get(&format!("{LIST}?building={theirs}")).await.with_status(404);
}

#[tokio::test]
async fn a_form_that_is_wrong_comes_back_with_what_was_typed() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let long = "长".repeat(5_001);
    let typed = [
        ("title", "题".repeat(61)),
        ("body", long),
        ("place", "buildings".to_owned()),
        ("starts", "2026-11-22T08:00".to_owned()),
        ("ends", "2026-11-21T08:00".to_owned()),
        ("pinned", "1".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let notice = write(&mut staff, &[]).await;
    for page in [format!("{DESK}/new"), notice] {
        staff.get(&page).await.ok();
        let refused = staff.submit("#notice-form", &fields).await.with_status(422);
        let links = refused.attributes(".error-summary__list a", "href");
        assert_eq!(links, ["#title", "#body", "#buildings", "#starts", "#ends"], "{page}");
        for (name, value) in &typed[3..5] {
            assert_eq!(refused.attributes(&format!("#notice-form input[name={name}]"), "value"), [value.as_str()]);
        }
        assert_eq!(refused.attributes("#notice-form #title", "value"), [typed[0].1.as_str()]);
        assert_eq!(refused.one("#notice-form #body"), typed[1].1);
        assert_eq!(refused.attributes("#place option[selected]", "value"), ["buildings"]);
        assert_eq!(refused.count("#notice-form input[name=pinned][checked]"), 1);
    }
    assert_eq!(count(&app, WRITTEN).await, 1);
}

#[tokio::test]
async fn what_is_sent_twice_is_done_once() {
    let app = TestApp::new().await;
    let mut leader = app.sign_in(LEADER).await;
    leader.get(&format!("{DESK}/new")).await.ok();
    let first = leader.submit("#notice-form", &WATER).await.with_status(303).location().to_owned();
    let second = leader.submit("#notice-form", &WATER).await.with_status(303).location().to_owned();
    assert_eq!((&first, leader.cookie("flash")), (&second, Some("already-done")));
    assert_eq!(count(&app, WRITTEN).await, 1);
    for (step, flash) in [("send", "notice-sent"), ("send", "already-done")] {
        leader.forge(&format!("{first}/review"), &format!("step={step}&revision=1")).await.with_status(303);
        assert_eq!(leader.cookie("flash"), Some(flash));
    }
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&first).await.ok();
    for flash in ["notice-approved", "already-done"] {
        staff.press("#decision-form", "button[value=approve]", &[]).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash));
    }
    app.run_tasks().await;
    assert_eq!(told(&app, LEADER).await.len(), 1, "told once");
}

#[tokio::test]
async fn of_two_editors_the_second_sees_what_the_first_saved() {
    let app = TestApp::new().await;
    let (mut one, mut two) = (app.sign_in(LEADER).await, app.sign_in(phones::STAFF).await);
    let notice = write(&mut one, &[]).await;
    one.get(&notice).await.ok();
    two.get(&notice).await.ok();
    one.submit("#notice-form", &[("title", "周三停水 9:00 起")]).await.with_status(303);
    let late = two.submit("#notice-form", &[("title", "周三停水一天")]).await.with_status(409);
    assert!(late.one("#conflict").contains("周三停水 9:00 起"));
    assert_eq!(late.attributes("#notice-form #title", "value"), ["周三停水一天"], "what was typed");
    two.submit("#notice-form", &[]).await.with_status(303);
    assert_eq!(one.get(&notice).await.ok().one("h1"), "周三停水一天");
    // What is sent for review is what its sender saw.
    two.submit("#notice-form", &[]).await;
    let unseen = one.forge(&format!("{notice}/review"), "step=send&revision=2").await.with_status(409);
    assert!(unseen.one("#conflict").contains("刚才有变化") && standing(&unseen) == "草稿");
}

#[tokio::test]
async fn files_are_checked_counted_and_public_as_long_as_their_notice() {
    let app = TestApp::new().await;
    let mut leader = app.sign_in(LEADER).await;
    let draft = write(&mut leader, &[]).await;
    let mut attach = async |name: &str, bytes: &[u8]| {
        leader.get(&draft).await.ok();
        leader.upload("#file-form", &[], name, bytes).await
    };
    attach("病毒.exe", b"MZ").await.with_status(422);
    attach("x.pdf", b"%PDF-1.4 /JavaScript").await.with_status(422);
    for n in 1..=5 {
        attach(&format!("停水 {n}.jpg"), &jpeg()).await.with_status(303);
    }
    let full = attach("第六个.jpg", &jpeg()).await.with_status(422);
    assert!(full.one(".error-summary").contains("最多 5 个附件"));
    let removal = format!("form[action^='{draft}/files/']");
    leader.submit(&removal, &[]).await.with_status(303);
    let page = leader.get(&draft).await.ok();
    let file = page.attributes("article a[href*='/files/']", "href").remove(0);
    assert_eq!(page.count("article a[href*='/files/']"), 4);
    leader.get(&file).await.ok();
    let (public, mut resident) = (file.replace("/staff", ""), app.browser());
    resident.get(&public).await.with_status(404);
    resident.get(&file).await.with_status(303);
    step(&mut leader, &draft, "send", "").await.with_status(303);
    leader.forge(&format!("{file}/removal"), "").await.with_status(409);
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &draft, "approve", "").await.with_status(303);
    let shown = resident.get(&draft.replace("/staff", "")).await.ok();
    assert!(shown.attributes("article a", "href").contains(&public));
    let answer = resident.get(&public).await.ok();
    let header = |name: &str| answer.headers[name].to_str().expect("text").to_owned();
    assert!(header("content-disposition").starts_with("attachment; filename=\"__ 2.jpg\"; filename*=UTF-8''%E5%81%9C"));
    assert_eq!((header("x-content-type-options"), header("content-type")), ("nosniff".into(), "image/jpeg".into()));
    // Another notice does not lend its address.
    let (_, other) = publish(&app, &[]).await;
    let id = public.rsplit('/').next().expect("an id");
    resident.get(&format!("{other}/files/{id}")).await.with_status(404);
    step(&mut staff, &draft, "withdraw", "写错了").await.with_status(303);
    resident.get(&public).await.with_status(404);
}

/// An entry's elements by name, read as a feed reader reads them.
fn entries(xml: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut found, mut name) = (Vec::new(), String::new());
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(tag) => {
                tag.name().as_ref().clone_into(&mut name);
                if name == "entry" {
                    found.push(std::collections::BTreeMap::new());
                }
            }
            Event::Empty(tag) => {
                let href = tag.try_get_attribute("href").expect("attributes");
                if let (Some(entry), Some(href)) = (found.last_mut(), href) {
                    entry.insert("href".to_owned(), href.value.into_owned());
                }
            }
            Event::Text(text) => {
                let text = text.xml10_content().into_owned();
                if let Some(entry) = found.last_mut() {
                    entry.entry(name.clone()).or_default().push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                let c = reference.resolve_char_ref().expect("a reference").expect("a character");
                if let Some(entry) = found.last_mut() {
                    entry.entry(name.clone()).or_default().push(c);
                }
            }
            Event::End(_) => name.clear(),
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[tokio::test]
async fn the_feed_tells_what_is_public_and_escapes_it() {
    let app = TestApp::new().await;
    let title = "<script>alert('1')</script> & \"通知\"";
    let (_, public) = publish(&app, &[("title", title), ("body", "a < b && c\n]]>")]).await;
    write(&mut app.sign_in(phones::STAFF).await, &[]).await;
    let mut reader = app.browser();
    let answer = reader.get(FEED).await.ok();
    assert_eq!(answer.headers["content-type"], "application/atom+xml; charset=utf-8");
    let xml = answer.text();
    assert!(!xml.contains("<script") && !xml.contains(WATER[0].1), "a draft is nobody's news");
    let entries = entries(&xml);
    let entry = entries.iter().find(|entry| entry["title"] == title).expect("the notice");
    assert_eq!(entry["content"], "a < b && c\n]]>");
    assert_eq!(entry["href"], format!("http://localhost:8080{public}"));
    let id = public.rsplit('/').next().expect("an id");
    assert_eq!((entry["id"].as_str(), entry["updated"].as_str()), (&*format!("urn:uuid:{id}"), "2026-11-23T02:00:00Z"));
    assert!(xml.contains(
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"http://localhost:8080/c/shangjin/notices.atom\"/>"
    ));
    let tag = answer.headers["etag"].clone();
    reader.headers.insert("if-none-match", tag);
    reader.get(FEED).await.with_status(304);
    let list = app.browser().get(LIST).await.ok();
    assert_eq!(list.attributes("head link[type='application/atom+xml']", "href"), [FEED]);
}

#[tokio::test]
async fn a_reader_is_counted_once_and_nobody_is_told_who() {
    let app = TestApp::new().await;
    let (draft, public) = publish(&app, &[]).await;
    let reads = "select count(*) from notice_read";
    assert_eq!(app.browser().get(&public).await.ok().count("#acknowledge-form"), 0);
    for phone in [phones::RESIDENT, LEADER] {
        let mut reader = app.sign_in(phone).await;
        reader.get(&public).await.ok();
        let before = count(&app, reads).await;
        for _ in 0..2 {
            reader.submit("#acknowledge-form", &[]).await.with_status(303);
            assert_eq!(count(&app, reads).await, before + 1);
        }
        assert!(reader.get(&public).await.ok().one("main").contains("您已经确认看过"));
    }
    let page = app.sign_in(phones::STAFF).await.get(&draft).await.ok();
    let expected = "已有 2 人点过“我知道了”，其中本社区登记居民 1 人（共登记 3 人）。";
    assert!(page.one("main").contains(expected), "{}", page.one("main"));
    assert!(!page.text().contains("林晓梅"));
    let mut reader = app.sign_in(phones::RESIDENT).await;
    for notice in [uuid::Uuid::now_v7().to_string(), draft.replace(DESK, "")] {
        let address = format!("/c/yunqi/notices/{}/acknowledgement", notice.trim_start_matches('/'));
        reader.forge(&address, "x=1").await.with_status(404);
    }
}

#[tokio::test]
async fn both_lists_go_on_page_by_page_without_losing_or_repeating_any() {
    let app = TestApp::new().await;
    sqlx::query(
        "insert into notice (tenant_id, notice_id, title, body, pinned, published_at, changed_at)
        select $1, gen_random_uuid(), '第' || n || '则', 'x', n % 7 = 0, '2026-11-01'::timestamptz + n / 3 * interval '1 minute',
            '2026-11-01'::timestamptz + n / 3 * interval '1 minute' from generate_series(1, 70) n",
    )
    .bind(app.tenant("shangjin").id.uuid())
    .execute(&mut app.superuser().await)
    .await
    .expect("notices");
    let total =
        count(&app, "select count(*) from notice n join tenant t on t.id = n.tenant_id where t.slug = 'shangjin'")
            .await;
    let mut staff = app.sign_in(phones::STAFF).await;
    for (start, links, unseen) in [(LIST, ".notice-list__link", 2), (DESK, "a.queue__title", 0)] {
        let (mut next, mut seen) = (Some(start.to_owned()), Vec::new());
        while let Some(path) = next {
            let page = staff.get(&path).await.ok();
            seen.extend(page.attributes(links, "href"));
            next = page.attributes("a[rel=next]", "href").pop();
        }
        let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
        assert_eq!((seen.len(), distinct.len()), (seen.len(), seen.len()), "{start}");
        assert_eq!(i64::try_from(seen.len()), Ok(total - unseen), "{start}: all but the demo's two on their way");
    }
    for (shelf, title) in [("review", "锦苑东区3栋电梯年检，停用半天"), ("scheduled", "岁末家电清洗便民日")]
    {
        assert_eq!(staff.get(&format!("{DESK}?state={shelf}")).await.ok().texts("tbody th"), [title]);
    }
    let console = staff.get("/c/shangjin/staff").await.ok();
    assert!(console.texts("a.community").iter().any(|door| door.starts_with("通知 1")), "one waits");
}

/// 秦建军, who leads 3栋 of 锦苑东区.
const BUILDING_LEADER: &str = phones::TWO_IDENTITIES;
const TOLD: &str = "select count(*) from notice_door";

#[tokio::test]
async fn a_building_leader_ticks_the_doors_that_were_told_and_sees_no_resident() {
    let app = TestApp::new().await;
    let (desk, public) = publish(&app, &[]).await;
    let mut leader = app.sign_in(BUILDING_LEADER).await;
    let rounds = leader.get("/me").await.ok().attributes("a[href$='/staff/rounds']", "href").remove(0);
    let page = leader.get(&rounds).await.ok();
    assert_eq!(page.texts("h2.panel__title"), ["锦苑东区 3栋"]);
    let round = of(&page, ".community", "周三停水半天", "href");
    let page = leader.get(&round).await.ok();
    let doors = page.attributes("input[name=door]", "value");
    assert!(doors.len() > 10 && page.texts(".tickbox__text").contains(&"301".to_owned()));
    let names: Vec<String> =
        sqlx::query_scalar("select name from resident").fetch_all(&mut app.superuser().await).await.expect("names");
    let text = page.one("main");
    assert!(names.iter().all(|name| !text.contains(name.as_str())) && !text.contains("139"), "rooms and nothing else");
    leader.submit("#round-form", &[("door", &doors[0]), ("door", &doors[1])]).await.with_status(303);
    assert_eq!(count(&app, TOLD).await, 2);
    // Two tabs: what the other ticked meanwhile stays, what is ticked off goes.
    let mut second = app.sign_in(BUILDING_LEADER).await;
    second.get(&round).await.ok();
    leader.get(&round).await.ok();
    leader
        .submit("#round-form", &[("door", &doors[0]), ("door", &doors[1]), ("door", &doors[2])])
        .await
        .with_status(303);
    let body = format!("was={0}&was={1}&door={0}&door={2}", doors[0], doors[1], doors[3]);
    second.forge(&round, &body).await.with_status(303);
    assert_eq!(count(&app, TOLD).await, 3);
    let ticked = leader.get(&round).await.ok().attributes("input[name=door][checked]", "value");
    assert_eq!(ticked, [&*doors[0], &*doors[2], &*doors[3]]);
    assert!(leader.get(&rounds).await.ok().text().contains("已告知 3 /"));
    assert!(app.sign_in(phones::STAFF).await.get(&desk).await.ok().text().contains("已逐户告知 3 户"));
    // Neither another building's doors nor another building, nor one that nobody leads.
    let other: (String, String) = sqlx::query_as(
        "select b.building_id::text, h.household_id::text from building b join household h using (tenant_id, building_id)
        join estate e using (tenant_id, estate_id) where e.name = '锦苑东区' and b.name = '1栋' limit 1",
    )
    .fetch_one(&mut app.superuser().await)
    .await
    .expect("a door");
    leader.forge(&round, &format!("door={}", other.1)).await.with_status(303);
    assert_eq!(count(&app, TOLD).await, 3);
    let notice = public.rsplit('/').next().expect("an id");
    let elsewhere = format!("{rounds}/{}/{notice}", other.0);
    leader.get(&elsewhere).await.with_status(404);
    leader.forge(&elsewhere, &format!("door={}", other.1)).await.with_status(404);
    for (phone, status) in [(phones::RESIDENT, 403), (phones::YUNQI_STAFF, 403), (OTHER_LEADER, 200)] {
        app.sign_in(phone).await.get(&rounds).await.with_status(status);
    }
    assert_eq!(count(&app, TOLD).await, 3);
}
