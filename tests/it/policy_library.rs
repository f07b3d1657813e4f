//! Policies: nothing public without its source, nothing public past its last day, what is kept above holds below, and five
//! questions that lead to them and keep nothing.

use chrono::TimeDelta;
use jiamenkou::web::{Context, Locale};

use crate::grids::{LEADER, of, start};
use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, demo_password, phones};

const LIST: &str = "/c/shangjin/policies";
const DESK: &str = "/c/shangjin/staff/policies";
const LOAN: &str = "创业担保贷款及贴息";
const SEWING: [(&str, &str); 9] = [
    ("kind", "training"),
    ("title", "缝纫培训补贴"),
    ("qualifies", "想学缝纫的居民。\n登记失业的优先。"),
    ("benefits", "学费减半。"),
    ("documents", "身份证\n失业登记证明"),
    ("how", "到便民服务站报名。"),
    ("source_name", "社区公告第 7 号"),
    ("checked_on", "2026-11-20"),
    ("valid_until", "2026-12-25"),
];

/// Writes a policy at a desk; gives its address there.
async fn write(staff: &mut Browser, desk: &str, fields: &[(&str, &str)]) -> String {
    staff.get(&format!("{desk}/new")).await.ok();
    staff.submit("#policy-form", fields).await.with_status(303).location().to_owned()
}

/// The same, published.
async fn publish(staff: &mut Browser, desk: &str, fields: &[(&str, &str)]) -> String {
    let draft = write(staff, desk, fields).await;
    staff.get(&draft).await.ok();
    staff.submit("#publication-form", &[]).await.with_status(303);
    draft
}

/// Where the public reads what is kept at an address of the desk.
fn public(draft: &str) -> String {
    draft.replace("/staff", "")
}

async fn titles(browser: &mut Browser, list: &str) -> Vec<String> {
    browser.get(list).await.ok().texts("main .section .community__name")
}

#[tokio::test]
async fn a_policy_is_written_published_with_its_source_changed_and_taken_down() {
    let (app, mut staff) = start().await;
    let mut anybody = app.browser();
    let bare = write(&mut staff, DESK, &SEWING[..2]).await;
    assert_eq!(staff.cookie("flash"), Some("saved"));
    staff.submit("#policy-form", &SEWING[..2]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("already-done"), "sent twice");
    staff.get(&bare).await.ok();
    let refused = staff.submit("#publication-form", &[]).await.with_status(422);
    let lacks = ["#qualifies", "#benefits", "#documents", "#how", "#source_name", "#checked_on"];
    assert_eq!(refused.attributes(".error-summary__list a", "href"), lacks);
    anybody.get(&public(&bare)).await.with_status(404);
    // What it lacks is added, and everybody reads it at once.
    staff.submit("#policy-form", &SEWING).await.with_status(303);
    staff.get(&bare).await.ok();
    staff.submit("#publication-form", &[]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("policy-published"));
    assert!(titles(&mut anybody, LIST).await.contains(&"缝纫培训补贴".to_owned()));
    let page = anybody.get(&public(&bare)).await.ok();
    for words in ["来源：社区公告第 7 号，核对于 2026年11月20日", "以人社部门公布为准", "失业登记证明"]
    {
        assert!(page.text().contains(words), "{words}");
    }
    assert_eq!(page.count(".facts .ticks li"), 2, "a list to tick off");
    // What is public keeps its source, and says on which day other amounts were compared with it.
    staff.get(&bare).await.ok();
    let refused = staff.submit("#policy-form", &[("source_name", ""), ("benefits", "学费全免")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#source_name", "#checked_on"]);
    assert_eq!(refused.one("#benefits"), "学费全免", "nothing is lost");
    let refused = staff.submit("#policy-form", &[("source_name", "社区公告第 8 号")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#checked_on"]);
    assert!(!anybody.get(&public(&bare)).await.ok().text().contains("学费全免"));
    staff.submit("#policy-form", &[("checked_on", "2026-11-22")]).await.with_status(303);
    let page = anybody.get(&public(&bare)).await.ok().text();
    assert!(page.contains("学费全免") && page.contains("来源：社区公告第 8 号，核对于 2026年11月22日"));
    // Compared again, taken down, and back.
    app.advance(TimeDelta::days(1));
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&bare).await.ok();
    staff.submit("#check-form", &[]).await.with_status(303);
    assert!(anybody.get(&public(&bare)).await.ok().text().contains("核对于 2026年11月24日"));
    assert!(staff.get(&bare).await.ok().text().contains("梁静怡核对于 2026年11月24日"));
    staff.submit("#publication-form", &[]).await.with_status(303);
    anybody.get(&public(&bare)).await.with_status(404);
    assert!(!titles(&mut anybody, LIST).await.contains(&"缝纫培训补贴".to_owned()));
    app.advance(TimeDelta::days(1));
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&bare).await.ok();
    let refused = staff.submit("#policy-form", &[("benefits", "学费减半")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#checked_on"], "nor taken down");
    staff.get(&bare).await.ok();
    staff.submit("#publication-form", &[]).await.with_status(303);
    anybody.get(&public(&bare)).await.ok();
    let deeds = staff.get("/c/shangjin/staff/audit").await.ok().text();
    for deed in ["新增政策", "修改政策", "发布或撤下政策", "核对政策"] {
        assert!(deeds.contains(deed), "{deed}");
    }
}

#[tokio::test]
async fn the_day_after_its_last_one_it_is_nowhere_to_be_found() {
    let (app, mut staff) = start().await;
    let draft = publish(&mut staff, DESK, &SEWING).await;
    let questions = format!("{LIST}/match?done=1");
    let mut passed = 0;
    for (day, is_there) in [(0, true), (32, true), (33, false)] {
        app.advance(TimeDelta::days(day - passed));
        passed = day;
        // No task has run.
        let mut anybody = app.browser();
        assert_eq!(titles(&mut anybody, LIST).await.contains(&"缝纫培训补贴".to_owned()), is_there, "day {day}");
        assert_eq!(anybody.get(&questions).await.ok().text().contains("缝纫培训补贴"), is_there, "day {day}");
        anybody.get(&public(&draft)).await.with_status(if is_there { 200 } else { 404 });
    }
    let mut staff = app.sign_in(phones::STAFF).await;
    let row = staff.get(DESK).await.ok().texts("main tbody tr");
    assert!(
        row.iter().any(|row| row.contains("缝纫培训补贴") && row.contains("已过期")),
        "staff still see it: {row:?}"
    );
    staff.get(&draft).await.ok();
    staff.submit("#publication-form", &[]).await.with_status(303);
    staff.get(&draft).await.ok();
    let refused = staff.submit("#publication-form", &[]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#valid_until"], "nor is it published again");
}

#[tokio::test]
async fn what_a_street_keeps_holds_in_its_communities_and_what_a_community_keeps_there_alone() {
    let (app, mut staff) = start().await;
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    let mut anybody = app.browser();
    let lists = ["shangjin", "yunqi", "chengguang", "xiliu"].map(|slug| format!("/c/{slug}/policies"));
    for list in &lists {
        // Kept in memory from here on.
        let titles = titles(&mut anybody, list).await;
        assert!(titles.contains(&LOAN.to_owned()), "what the platform keeps, in {list}");
        assert!(!titles.contains(&"缝纫培训补贴".to_owned()));
    }
    let draft = publish(&mut street, "/c/xiliu/staff/policies", &SEWING).await;
    for list in &lists {
        let page = anybody.get(list).await.ok();
        let url = of(&page, "main .community", "缝纫培训补贴", "href");
        let page = anybody.get(&url).await.ok();
        assert_eq!(page.text().contains("由细柳街道发布"), !list.contains("xiliu"), "{list}");
        anybody.get(list).await.ok();
    }
    // Staff below read it, and neither change it nor take it down.
    assert!(staff.get(DESK).await.ok().one("section[aria-labelledby=above]").contains("缝纫培训补贴"));
    let there = draft.replace("xiliu", "shangjin");
    staff.get(&there).await.with_status(404);
    for form in ["", "/publication", "/check"] {
        staff.forge(&format!("{there}{form}"), "revision=2&step=withdraw").await.with_status(404);
        staff.forge(&format!("{draft}{form}"), "revision=2&step=withdraw").await.with_status(403);
    }
    // A community's own is its own.
    let own = publish(&mut staff, DESK, &[&SEWING[..1], &[("title", "尚锦自己的")], &SEWING[2..]].concat()).await;
    assert!(titles(&mut anybody, &lists[0]).await.contains(&"尚锦自己的".to_owned()));
    for list in &lists[1..] {
        assert!(!titles(&mut anybody, list).await.contains(&"尚锦自己的".to_owned()), "{list}");
        let id = own.rsplit('/').next().expect("an id");
        anybody.get(&format!("{list}/{id}")).await.with_status(404);
    }
    // Drafts of above are nobody's below.
    let hidden = write(&mut street, "/c/xiliu/staff/policies", &SEWING).await;
    anybody.get(&public(&hidden).replace("xiliu", "shangjin")).await.with_status(404);
    for phone in [LEADER, phones::RESIDENT] {
        app.sign_in(phone).await.get(DESK).await.with_status(403);
    }
}

#[tokio::test]
async fn operators_keep_what_holds_everywhere_and_a_reminder_leads_them_to_it() {
    let app = TestApp::new().await;
    let mut operator = app.sign_in(phones::OPERATOR).await;
    let desk = of(&operator.get("/operator").await.ok(), "main a", "就业创业政策", "href");
    assert!(operator.get(&desk).await.ok().texts("main tbody th a").contains(&LOAN.to_owned()));
    let draft = write(&mut operator, &desk, &SEWING).await;
    let id = draft.rsplit('/').next().expect("an id").to_owned();
    let mut anybody = app.browser();
    anybody.get(&format!("{LIST}/{id}")).await.with_status(404);
    operator.get(&draft).await.ok();
    operator.submit("#publication-form", &[]).await.with_status(303);
    for slug in ["shangjin", "yunqi", "chengguang", "xiliu"] {
        assert!(titles(&mut anybody, &format!("/c/{slug}/policies")).await.contains(&"缝纫培训补贴".to_owned()));
        anybody.get(&format!("/c/{slug}/policies/{id}")).await.ok();
    }
    // Nobody else keeps it, and they keep nobody else's.
    let mut staff = app.sign_in(phones::STAFF).await;
    let theirs = write(&mut staff, DESK, &SEWING).await.replace(DESK, &desk);
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    for form in ["", "/publication", "/check"] {
        operator.forge(&format!("{theirs}{form}"), "revision=1&step=publish").await.with_status(404);
        for other in [&mut staff, &mut street] {
            other.forge(&format!("{draft}{form}"), "revision=2&step=withdraw").await.with_status(403);
        }
    }
    operator.get(&theirs).await.with_status(404);
    staff.get(&draft).await.with_status(403);
    // Its end comes near: what tells them leads to it.
    app.run_tasks().await;
    app.pass_days(2).await;
    let mut operator = app.sign_in(phones::OPERATOR).await;
    let inbox = operator.get("/me/inbox").await.ok();
    let open = of(&inbox, "main .rows__item form", "缝纫培训补贴", "action");
    let opened = operator.submit(&format!("form[action='{open}']"), &[]).await.with_status(303);
    assert_eq!(opened.location(), draft);
    assert!(operator.get(&draft).await.ok().text().contains("快到期"));
    operator.submit("#policy-form", &[("valid_until", "2027-12-25")]).await.with_status(303);
    operator.get(&draft).await.ok();
    operator.submit("#check-form", &[]).await.with_status(303);
    let page = anybody.get(&format!("/c/yunqi/policies/{id}")).await.ok().text();
    assert!(page.contains("核对于 2026年11月25日") && page.contains("2027年12月25日"));
    operator.get(&draft).await.ok();
    operator.submit("#publication-form", &[]).await.with_status(303);
    assert_eq!(operator.cookie("flash"), Some("policy-withdrawn"));
    anybody.get(&format!("/c/yunqi/policies/{id}")).await.with_status(404);
    let deeds = operator.get("/operator/record").await.ok().texts(".table tbody th");
    assert_eq!(deeds, ["发布或撤下政策", "核对政策", "修改政策", "发布或撤下政策", "新增政策"]);
}

#[tokio::test]
async fn five_questions_say_what_applies_what_may_and_why() {
    let app = TestApp::new().await;
    let mut anybody = app.browser();
    let before = count(&app, "select count(*) from policy").await;
    let form = anybody.get(&format!("{LIST}/match")).await.ok();
    assert_eq!(form.count("#questions-form fieldset"), 5);
    assert_eq!(form.attributes("#questions-form input[checked]", "value"), ["", ""], "one of each that has one answer");
    let answers =
        [("identity", "hardship"), ("identity", "rural"), ("age", "40"), ("want", "flexible"), ("standing", "self")];
    let page = anybody.submit("#questions-form", &answers).await.ok();
    let of = |section: &str| page.texts(&format!("section[aria-labelledby={section}] h3"));
    assert_eq!(of("applies"), ["灵活就业社会保险补贴"]);
    assert_eq!(of("may"), ["职业技能提升补贴"], "a certificate was not asked about");
    let why = page.one("section[aria-labelledby=may] li.card");
    assert!(why.contains("有没有职业技能证书") && why.contains("没有回答") && why.contains("符合"), "{why}");
    let not = page.texts("#not h3");
    assert!(not.contains(&LOAN.to_owned()) && not.len() == 4, "{not:?}");
    assert_eq!(page.count("meta[name=robots]"), 1, "nobody's landing page");
    // The questions again, with the answers in them.
    let again = anybody.get(&page.attributes("main a.btn[href*='identity=']", "href").remove(0)).await.ok();
    let ticked = again.attributes("#questions-form input[checked]", "value");
    assert_eq!(ticked, ["hardship", "rural", "40", "flexible", "", "self"]);
    // All skipped: whatever asks nothing applies, all else may.
    anybody.get(&format!("{LIST}/match")).await.ok();
    let page = anybody.submit("#questions-form", &[]).await.ok();
    assert_eq!((page.count("section[aria-labelledby=applies] h3"), page.count("#not h3")), (0, 0));
    assert_eq!(page.count("section[aria-labelledby=may] h3"), 6);
    // What nobody offers is no answer, and breaks nothing.
    let odd = anybody.get(&format!("{LIST}/match?done=1&age=41&age=%3Cb%3E&identity=king&standing=")).await.ok();
    assert_eq!(odd.count("section[aria-labelledby=may] h3"), 6);
    assert_eq!(count(&app, "select count(*) from policy").await, before);
}

#[tokio::test]
async fn whoever_would_begin_a_business_is_led_to_say_so() {
    let (app, mut staff) = start().await;
    let mut anybody = app.browser();
    let led = |page: &Answer| page.count("main a[href='/me/startup']");
    for (wants, links) in [("company", 1), ("individual", 1), ("job", 0)] {
        anybody.get(&format!("{LIST}/match")).await.ok();
        let page = anybody.submit("#questions-form", &[("want", wants)]).await.ok();
        assert_eq!(led(&page), links, "{wants}");
    }
    assert_eq!(led(&anybody.get(&format!("{LIST}/match?want=company")).await.ok()), 0, "while it asks");
    // A street goes along with nobody.
    for (list, links) in [(LIST, 1), ("/c/xiliu/policies", 0)] {
        let loan = of(&anybody.get(list).await.ok(), "main .community", LOAN, "href");
        assert_eq!(led(&anybody.get(&loan).await.ok()), links, "{list}");
    }
    let sewing = publish(&mut staff, DESK, &SEWING).await;
    assert_eq!(led(&anybody.get(&public(&sewing)).await.ok()), 0, "help with a course");
    staff.get(&sewing).await.ok();
    staff.submit("#policy-form", &[("want", "individual")]).await.with_status(303);
    let page = anybody.get(&public(&sewing)).await.ok();
    // Whoever is not signed in signs in on the way.
    let url = of(&page, "main a", "想自己创业", "href");
    let way = anybody.get(&url).await.with_status(303).location().to_owned();
    anybody.get(&way).await.ok();
    let password = demo_password(phones::RESIDENT);
    let answer = anybody.submit("form.form", &[("phone", phones::RESIDENT), ("password", &password)]).await;
    assert_eq!(answer.with_status(303).location(), url);
    assert_eq!(anybody.get(&url).await.ok().one("h1"), "我要创业");
}

#[tokio::test]
async fn the_second_of_two_editors_is_told_and_loses_nothing() {
    let (app, mut one) = start().await;
    let draft = write(&mut one, DESK, &SEWING).await;
    let mut two = app.sign_in(phones::STREET_STAFF).await;
    one.get(&draft).await.ok();
    two.get(&draft).await.ok();
    one.submit("#policy-form", &[("how", "先打电话。")]).await.with_status(303);
    let told = two.submit("#policy-form", &[("how", "网上办。"), ("title", "缝纫班补贴")]).await.with_status(409);
    assert!(told.text().contains("先打电话。") && told.one("#how") == "网上办。");
    assert_eq!(told.attributes("#title", "value"), ["缝纫班补贴"]);
    // What is published is what whoever publishes it has read.
    one.get(&draft).await.ok();
    two.submit("#policy-form", &[]).await.with_status(303);
    let told = one.submit("#publication-form", &[]).await.with_status(409);
    assert_eq!((told.count("#conflict"), told.count("#publication-form"), told.count("#policy-form")), (1, 1, 1));
    assert!(told.one("section[aria-labelledby=preview]").contains("网上办。"), "as it is now");
    assert_eq!(count(&app, "select count(*) from policy where status = 'published' and title like '缝纫%'").await, 0);
    // Nor does anybody say that they have compared what they have not read.
    one.get(&draft).await.ok();
    two.get(&draft).await.ok();
    two.submit("#policy-form", &[("benefits", "学费全免")]).await.with_status(303);
    let told = one.submit("#check-form", &[]).await.with_status(409);
    assert_eq!(told.count("#conflict"), 1);
    assert!(told.one("section[aria-labelledby=preview]").contains("学费全免"));
    // Having seen it, they may.
    one.submit("#check-form", &[]).await.with_status(303);
    // Two who publish at once do it once.
    one.get(&draft).await.ok();
    two.get(&draft).await.ok();
    let (a, b) = tokio::join!(one.submit("#publication-form", &[]), two.submit("#publication-form", &[]));
    assert_eq!([a.status(), b.status()], [303; 2], "the same was wanted");
    assert_eq!(count(&app, "select revision::bigint from policy where title like '缝纫%'").await, 6);
}

#[tokio::test]
async fn staff_are_reminded_once_before_the_end_and_when_nobody_has_compared_it_for_half_a_year() {
    let app = TestApp::new().await;
    app.leave_one_of_staff().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    publish(&mut staff, DESK, &SEWING).await;
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    let open = [&SEWING[..1], &[("title", "街道的政策")], &SEWING[2..7], &[("checked_on", "2026-05-28")]].concat();
    publish(&mut street, "/c/xiliu/staff/policies", &open).await;
    let told = "select count(*) from inbox_message where news->>'kind' = 'policy_ends'";
    let asked = "select count(*) from inbox_message where news->>'kind' = 'policy_unchecked'";
    app.run_tasks().await;
    assert_eq!((count(&app, told).await, count(&app, asked).await), (0, 0), "32 days before, and 179 days after");
    for (day, expected) in [(1, (0, 0)), (2, (1, 1)), (3, (1, 1))] {
        app.pass_days(1).await;
        assert_eq!((count(&app, told).await, count(&app, asked).await), expected, "day {day}");
    }
    let mut staff = app.sign_in(phones::STAFF).await;
    let inbox = staff.get("/me/inbox").await.ok().text();
    assert!(inbox.contains("政策“缝纫培训补贴”2026年12月25日到期"), "{inbox}");
    assert!(!inbox.contains("街道的政策"), "the street's own business");
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    assert!(street.get("/me/inbox").await.ok().text().contains("政策“街道的政策”上次核对是2026年5月28日"));
    let rows = street.get("/c/xiliu/staff/policies").await.ok().texts("main tbody tr");
    assert!(rows.iter().any(|row| row.contains("街道的政策") && row.contains("该核对了")), "{rows:?}");
}

#[tokio::test]
async fn staff_are_reminded_of_what_is_due_as_soon_as_it_is_published_or_changed_and_once_of_each_day() {
    let app = TestApp::new().await;
    app.leave_one_of_staff().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    // It ends in 20 days, and was compared half a year ago and more.
    let due = [&SEWING[..7], &[("checked_on", "2026-05-01"), ("valid_until", "2026-12-13")]].concat();
    let draft = publish(&mut staff, DESK, &due).await;
    let told = "select count(*) from inbox_message where news->>'kind' = 'policy_ends'";
    let asked = "select count(*) from inbox_message where news->>'kind' = 'policy_unchecked'";
    app.run_tasks().await;
    assert_eq!((count(&app, told).await, count(&app, asked).await), (1, 1));
    app.pass_days(2).await;
    assert_eq!((count(&app, told).await, count(&app, asked).await), (1, 1), "once");
    // A day that is none any more was told in vain: another one is told of, however near.
    for (last, expected) in [("2026-12-05", 2), ("2027-12-05", 2), ("2026-12-20", 3)] {
        let mut staff = app.sign_in(phones::STAFF).await;
        staff.get(&draft).await.ok();
        staff.submit("#policy-form", &[("valid_until", last)]).await.with_status(303);
        app.pass_days(2).await;
        assert_eq!((count(&app, told).await, count(&app, asked).await), (expected, 1), "{last}");
    }
    // What is taken down and put back says nothing new, and what was compared is fresh for half a year.
    for form in ["#publication-form", "#publication-form", "#check-form"] {
        let mut staff = app.sign_in(phones::STAFF).await;
        staff.get(&draft).await.ok();
        staff.submit(form, &[]).await.with_status(303);
        app.pass_days(1).await;
    }
    assert_eq!((count(&app, told).await, count(&app, asked).await), (3, 1));
}

#[tokio::test]
async fn those_with_something_to_do_lead_the_desk_and_none_falls_off_behind_what_is_over() {
    let (app, mut staff) = start().await;
    app.behind(
        "insert into policy (tenant_id, policy_id, kind, title, source_name, checked_on, valid_from, valid_until, status, updated_at)
        select t.id, gen_random_uuid(), 'other', s.name || n, '社区', date '2026-11-23' - 5 * n, date '2026-01-01', s.until + n, s.status,
            now()
        from tenant t, generate_series(0, 39) n, (values ('甲', 'published', date '2026-11-20'), ('乙', 'published', null),
            ('丙', 'draft', date '2026-11-20'), ('丁', 'withdrawn', null)) s (name, status, until) where t.slug = 'shangjin'",
    )
    .await;
    let (mut url, mut rows, mut titles) = (DESK.to_owned(), Vec::new(), Vec::new());
    loop {
        let page = staff.get(&url).await.ok();
        rows.extend(page.texts("main tbody tr"));
        titles.extend(page.texts("main tbody th a"));
        let Some(next) = page.attributes("a[rel=next]", "href").pop() else { break };
        url = next;
    }
    let all = "select count(*) from policy where tenant_id = (select id from tenant where slug = 'shangjin')";
    titles.sort_unstable();
    titles.dedup();
    assert_eq!((titles.len(), rows.len()), (usize::try_from(count(&app, all).await).expect("few"), titles.len()));
    let rank = |row: &String| match row {
        row if row.contains("快到期") || row.contains("该核对了") => 0,
        row if row.contains("已发布") => 1,
        row if row.contains("草稿") => 2,
        row if row.contains("已过期") => 3,
        _ => 4,
    };
    let ranks: Vec<usize> = rows.iter().map(rank).collect();
    assert!(ranks.is_sorted() && (0..=4).all(|rank| ranks.contains(&rank)), "{ranks:?}");
}

#[tokio::test]
async fn the_same_click_twice_is_nobody_elses() {
    let (app, mut staff) = start().await;
    let draft = write(&mut staff, DESK, &SEWING).await;
    for (form, typed) in [("#policy-form", &[("how", "先打电话。")][..]), ("#check-form", &[][..])] {
        staff.get(&draft).await.ok();
        for flash in ["saved", "already-done"] {
            staff.submit(form, typed).await.with_status(303);
            assert_eq!(staff.cookie("flash"), Some(flash), "{form}");
        }
    }
    assert_eq!(count(&app, "select revision::bigint from policy where title = '缝纫培训补贴'").await, 3);
}

#[tokio::test]
async fn answers_are_kept_for_nobody_and_english_says_what_it_counts() {
    let app = TestApp::new().await;
    let (mut anybody, tenant) = (app.browser(), app.tenant("shangjin"));
    for (query, is_kept) in [("", true), ("?identity=rural", false), ("?done=1", false)] {
        let uri = format!("{LIST}/match{query}");
        for _ in 0..2 {
            anybody.get(&uri).await.ok();
        }
        let context = Context {
            locale: Locale::ZhHans,
            elder: None,
            tenant: Some(tenant.clone()),
            request_id: uuid::Uuid::nil(),
            uri: uri.as_str().into(),
            lang_in_url: false,
        };
        let epoch = app.state.db().changes().epoch(tenant.id).expect("it listens");
        let kept = app.state.pages().get(&context, epoch, app.state.clock().now());
        assert_eq!(kept.is_some(), is_kept, "{uri}");
    }
    let lead = anybody.get(&format!("{LIST}/match?done=1&lang=en")).await.ok().one(".page__lead");
    assert_eq!(lead, "Schemes whose conditions you meet: 0. Schemes whose conditions you may meet: 6.");
}
