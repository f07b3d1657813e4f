//! What can happen on a company's way into a community, and out of it again; and who belongs to the company.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::support::companies::{
    admit, apply_to, begin_org, decide, demo_service, jpeg, listing_of, offers, org_id, step, take, waiting_change,
};
use crate::support::{Answer, Browser, TestApp, phones};

/// What the board says of the company that `begin_org` begins.
const NOTICE: &str = "关于细柳新风家政入驻本社区的公示";
/// The answer to an invitation.
const INVITATION: &str = "form[action^='/me/invitations/']";
/// Whether the button would give trust, or take it.
const TRUST: &str = "form[action$='/trust'] input[name=trusted]";

/// A company in the eyes of 尚锦's staff.
fn record_of(org: &str) -> String {
    format!("/c/shangjin/staff/vendors/{}", org_id(org))
}

/// The workspace of a company of the demo.
async fn company(app: &TestApp, name: &str) -> String {
    let id: Uuid = sqlx::query_scalar("select org_id from organization where name like $1 || '%'")
        .bind(name)
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a company of the demo");
    format!("/org/{id}")
}

/// Where the staff see an admission stand.
fn state(record: &Answer) -> String {
    record.one("h1 + p > .state")
}

/// The results of the checklist, in its order.
fn results(record: &Answer) -> Vec<String> {
    record.attributes("#checks-form option[selected]", "value")
}

/// Saves the checklist of the last page with some points found anew: each with its code, result and note.
async fn find(staff: &mut Browser, record: &Answer, found: &[(&str, &str, &str)]) -> Answer {
    let items = record.attributes("#checks-form input[name=item]", "value");
    let notes = record.attributes("#checks-form input[name=note]", "value");
    let results = results(record);
    let mut fields = Vec::new();
    for ((item, result), note) in items.iter().zip(&results).zip(&notes) {
        let anew = found.iter().find(|(code, ..)| code == item);
        let (result, note) = anew.map_or((result.as_str(), note.as_str()), |(_, result, note)| (*result, *note));
        fields.extend([("result", result), ("note", note)]);
    }
    staff.submit("#checks-form", &fields).await
}

/// Leaves 尚锦, or takes the application to it back.
async fn leave(owner: &mut Browser, org: &str) {
    owner.get(&format!("{org}/communities/shangjin")).await.ok();
    let unsure = owner.submit("form[action$='/exit']", &[]).await.with_status(422);
    assert_eq!(unsure.attributes(".error-summary__list a", "href"), ["#sure"]);
    owner.submit("form[action$='/exit']", &[("sure", "1")]).await.with_status(303);
}

/// Leads 叮当修修 back into 尚锦; gives the staff member who admitted it, days later.
async fn come_back(app: &TestApp, org: &str) -> Browser {
    let mut owner = app.sign_in(phones::OTHER_OWNER).await;
    for kind in ["licence", "insurance"] {
        owner.get(&format!("{org}/documents")).await.ok();
        owner.upload("#upload-form", &[("kind", kind)], "扫描.jpg", &jpeg()).await.with_status(303);
    }
    apply_to(&mut owner, org, "shangjin").await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    admit(app, &mut staff, &record_of(org)).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &record_of(org), "admit", "").await.with_status(303);
    staff
}

/// Invites a number to a company; gives the code that its holder is to be told.
async fn invite(owner: &mut Browser, org: &str, phone: &str, role: &str) -> String {
    owner.get(&format!("{org}/members")).await.ok();
    owner.submit("#invite-form", &[("phone", phone), ("role", role)]).await.with_status(303);
    let members = owner.get(&format!("{org}/members")).await.ok();
    // The newest stands first.
    members.texts("section[aria-labelledby=invitations] strong.num").remove(0)
}

/// Accepts the one invitation there is.
async fn accept(invited: &mut Browser, code: &str) -> Answer {
    invited.get("/me/invitations").await.ok();
    invited.press(INVITATION, "button[value=accept]", &[("code", code)]).await
}

#[tokio::test]
async fn an_application_comes_back_with_a_reason_and_staff_see_what_changed_since() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::RESIDENT).await;
    let org = begin_org(&mut owner).await;
    let (application, record) = (format!("{org}/communities/shangjin"), record_of(&org));
    apply_to(&mut owner, &org, "shangjin").await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &record, "check", "").await.with_status(303);
    let first = staff.get(&record).await.ok();
    assert_eq!(first.count("#changed"), 0, "there was no round before");
    find(&mut staff, &first, &[("licence", "ok", "原件已看")]).await.with_status(303);
    let silent = step(&mut staff, &record, "return", "").await.with_status(422);
    assert_eq!(silent.attributes(".error-summary__list a", "href"), ["#reason"]);
    step(&mut staff, &record, "return", "居民电话打不通").await.with_status(303);
    app.run_tasks().await;
    assert!(owner.get("/me/inbox").await.ok().one("main").contains("居民电话打不通"), "the owner is told why");
    assert!(owner.get(&application).await.ok().one(".flash--bad").contains("居民电话打不通"), "and reads it here");

    owner.get(&format!("{org}/profile")).await.ok();
    owner.submit("main form.form", &[("phone", "029-88881111")]).await.with_status(303);
    owner.get(&application).await.ok();
    owner.submit("#application-form", &[("note", "新号码已开通")]).await.with_status(303);
    let meanwhile = staff.get(&record).await.ok();
    assert!(!meanwhile.one("main").contains("新号码已开通"), "a draft is the company's own business");
    owner.get(&application).await.ok();
    owner.press("#application-form", "button[formaction]", &[]).await.with_status(303);

    let second = staff.get(&record).await.ok();
    assert_eq!(state(&second), "已提交");
    let changed = second.texts("section[aria-labelledby=changed] .diff__label");
    assert_eq!(changed, ["居民拨打的电话", "还想说明的"], "nothing else was touched");
    assert!(second.one("section[aria-labelledby=changed]").contains("新号码已开通"));
    assert_eq!(results(&second)[0], "ok", "what was found stands: it is the same application");
    assert_eq!(owner.get(&application).await.ok().count(".flash--bad"), 0, "the reason is dealt with");
    app.run_tasks().await;
    assert!(staff.get("/me/inbox").await.ok().one("main").contains("又提交了入驻申请"));
}

#[tokio::test]
async fn a_refusal_during_the_notice_takes_it_off_the_board_and_leaves_the_way_open() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::RESIDENT).await;
    let org = begin_org(&mut owner).await;
    let record = record_of(&org);
    let (mut staff, mut resident) = (app.sign_in(phones::STAFF).await, app.browser());
    for round in 1..=2 {
        apply_to(&mut owner, &org, "shangjin").await.with_status(303);
        for taken in ["check", "visit", "notice"] {
            step(&mut staff, &record, taken, "").await.with_status(303);
        }
        let board = resident.get("/c/shangjin").await.ok().texts(".notice-list__title");
        assert_eq!(board.iter().filter(|title| *title == NOTICE).count(), 1, "round {round}: {board:?}");
        assert!(resident.get("/c/shangjin/vendors").await.ok().one("main").contains("细柳新风家政"));
        step(&mut staff, &record, "reject", "").await.with_status(422);
        step(&mut staff, &record, "reject", "住户反映上门时没有佩证").await.with_status(303);
        let board = resident.get("/c/shangjin").await.ok().texts(".notice-list__title");
        assert!(board.iter().all(|title| title != NOTICE), "round {round}: {board:?}");
        assert!(!resident.get("/c/shangjin/vendors").await.ok().one("main").contains("细柳新风家政"));
        // The list keeps it as a record, and says that it is over.
        let all = resident.get("/c/shangjin/notices").await.ok().texts(".notice-list__link");
        let kept: Vec<_> = all.iter().filter(|notice| notice.starts_with(NOTICE)).collect();
        assert_eq!(kept.len(), round, "{all:?}");
        assert!(kept.iter().all(|notice| notice.contains("已过期")), "{kept:?}");
        let application = owner.get(&format!("{org}/communities/shangjin")).await.ok();
        assert!(
            application.one(".flash--bad").contains("住户反映上门时没有佩证"),
            "round {round}: the owner reads why"
        );
    }
}

#[tokio::test]
async fn a_withdrawn_application_is_reviewed_no_more_and_a_new_one_from_the_beginning() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::RESIDENT).await;
    let org = begin_org(&mut owner).await;
    let record = record_of(&org);
    apply_to(&mut owner, &org, "shangjin").await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &record, "check", "").await.with_status(303);
    let page = staff.get(&record).await.ok();
    find(&mut staff, &page, &[("licence", "ok", "原件已看")]).await.with_status(303);
    leave(&mut owner, &org).await;
    take(&mut staff, &record, "visit", "material_check", "").await.with_status(303);
    let page = staff.get(&record).await.ok();
    assert_eq!(state(&page), "已退出", "whoever looked at the page as it was moves nothing");
    assert_eq!(page.count("#step-form"), 0);
    let queue = staff.get("/c/shangjin/staff/queue?kind=application").await.ok();
    assert!(!queue.one("main").contains("细柳新风家政"), "nobody waits for anything");
    app.run_tasks().await;
    let inbox = staff.get("/me/inbox").await.ok().one("main");
    assert!(inbox.contains("细柳新风家政已退出本社区，或撤回了入驻申请"), "{inbox}");

    apply_to(&mut owner, &org, "shangjin").await.with_status(303);
    let page = staff.get(&record).await.ok();
    assert_eq!(state(&page), "已提交");
    assert!(results(&page).iter().all(String::is_empty), "checked from the beginning: {:?}", results(&page));
    let queue = staff.get("/c/shangjin/staff/queue?kind=application").await.ok();
    assert!(queue.one("main").contains("细柳新风家政"));
    step(&mut staff, &record, "check", "").await.with_status(303);
}

#[tokio::test]
async fn a_company_that_leaves_is_gone_at_once_and_whatever_it_brings_back_is_asked_for_anew() {
    let app = TestApp::new().await;
    let org = company(&app, "叮当修修").await;
    let vendor = format!("/c/shangjin/vendors/{}", org_id(&org));
    let search = "/c/shangjin/services?q=%E5%8F%AE%E5%BD%93";
    let companies = |found: &Answer| found.texts(".listing-card__company");
    let mut resident = app.browser();
    let before = resident.get(&vendor).await.ok();
    let names = before.texts(".listing-card__link");
    let offer = before.attributes(".listing-card__link", "href").remove(0);
    let card = before.attributes(".person-card__link", "href").remove(0);
    let people = before.texts(".person-card__link");
    let number = people[0].rsplit(' ').next().expect("a work number").to_owned();
    assert!(companies(&resident.get(search).await.ok()).iter().any(|name| name.starts_with("叮当修修")));
    assert_eq!(resident.get(&card).await.ok().count(".light--red"), 0, "in service");
    let mut staff = app.sign_in(phones::STAFF).await;
    let changes = "/c/shangjin/staff/queue?kind=change";
    assert!(staff.get(changes).await.ok().one("main").contains("叮当修修"), "the demo's new prices wait");

    let mut owner = app.sign_in(phones::OTHER_OWNER).await;
    leave(&mut owner, &org).await;
    resident.get(&vendor).await.with_status(404);
    resident.get(&offer).await.with_status(404);
    assert!(companies(&resident.get(search).await.ok()).iter().all(|name| !name.starts_with("叮当修修")));
    let out = resident.get(&card).await.ok();
    assert_eq!(out.one(".light--red"), "现在不在本社区服务");
    assert_eq!(out.count(".credential"), 0, "and nothing else is said about the person");
    assert!(!staff.get(changes).await.ok().one("main").contains("叮当修修"), "what it wanted is withdrawn");
    resident.get(&vendor.replace("shangjin", "yunqi")).await.ok();
    app.run_tasks().await;
    assert!(staff.get("/me/inbox").await.ok().one("main").contains("叮当修修（示例）已退出本社区"));

    let mut staff = come_back(&app, &org).await;
    let back = resident.get(&vendor).await.ok();
    assert_eq!(back.count(".listing-card") + back.count(".person-card"), 0, "nothing was looked at yet");
    assert_eq!(resident.get(&card).await.ok().count(".light--red"), 1);
    let waiting = staff.get(changes).await.ok().texts("a.queue__title");
    assert!(names.iter().all(|name| waiting.contains(name)), "{names:?} in {waiting:?}");
    for person in &people {
        let number = person.rsplit(' ').next().expect("a work number");
        assert!(waiting.iter().any(|title| title.ends_with(number)), "{number} in {waiting:?}");
    }
    decide(&mut staff, "shangjin", &names[0], "approve", "").await.with_status(303);
    decide(&mut staff, "shangjin", &number, "approve", "").await.with_status(303);
    assert_eq!(resident.get(&vendor).await.ok().texts(".listing-card__link"), [names[0].as_str()]);
    assert!(companies(&resident.get(search).await.ok()).iter().any(|name| name.starts_with("叮当修修")));
    assert_eq!(resident.get(&card).await.ok().count(".light--red"), 0);
}

#[tokio::test]
async fn two_colleagues_at_one_checklist_and_neither_overwrites_what_the_other_found() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::RESIDENT).await;
    let org = begin_org(&mut owner).await;
    apply_to(&mut owner, &org, "shangjin").await.with_status(303);
    let record = record_of(&org);
    let (mut first, mut second) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::STAFF).await);
    let seen = first.get(&record).await.ok();
    second.get(&record).await.ok();
    let found = [("licence", "ok", "原件已看"), ("complaints", "missing", "没人接电话")];
    find(&mut first, &seen, &found).await.with_status(303);
    // Another point, from the page as it was before.
    find(&mut second, &seen, &[("insurance", "ok", "保到明年")]).await.with_status(303);
    let both = first.get(&record).await.ok();
    assert_eq!(results(&both), ["ok", "", "ok", "", "", "missing", ""], "both are saved");

    second.get(&record).await.ok();
    find(&mut first, &both, &[("licence", "missing", "复印件看不清")]).await.with_status(303);
    let found = [("licence", "not_applicable", "个体工商户"), ("contract", "ok", "劳动合同")];
    let stale = find(&mut second, &both, &found).await.with_status(409);
    let theirs = stale.one("#conflict");
    assert!(theirs.contains("复印件看不清") && theirs.contains("梁静怡"), "what the first saved, and who: {theirs}");
    assert!(!theirs.contains("合同样本"), "there is no dispute about that point");
    assert_eq!(results(&stale), ["not_applicable", "", "ok", "ok", "", "missing", ""], "what was typed stays");
    assert_eq!(stale.attributes("#note-licence", "value"), ["个体工商户"]);
    let now = first.get(&record).await.ok();
    assert_eq!(results(&now), ["missing", "", "ok", "", "", "missing", ""], "and none of it is saved");
    // Knowing that, it may be sent again.
    find(&mut second, &stale, &[]).await.with_status(303);
    let now = first.get(&record).await.ok();
    assert_eq!(results(&now), ["not_applicable", "", "ok", "ok", "", "missing", ""]);
    assert_eq!(now.attributes("#note-complaints", "value"), ["没人接电话"]);
}

#[tokio::test]
async fn what_is_published_on_admission_is_what_was_reviewed() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::RESIDENT).await;
    let org = begin_org(&mut owner).await;
    let record = record_of(&org);
    apply_to(&mut owner, &org, "shangjin").await.with_status(303);
    owner.get(&format!("{org}/profile")).await.ok();
    let other = [("name", "细柳改名家政"), ("phone", "029-88881111")];
    owner.submit("main form.form", &other).await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    let reviewed = staff.get(&record).await.ok().one("section[aria-labelledby=facts]");
    assert!(reviewed.contains("细柳新风家政") && !reviewed.contains("细柳改名家政"), "{reviewed}");
    admit(&app, &mut staff, &record).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &record, "admit", "").await.with_status(303);
    let mut resident = app.browser();
    let vendor = format!("/c/shangjin/vendors/{}", org_id(&org));
    let page = resident.get(&vendor).await.ok();
    assert_eq!(page.one("main h1"), "细柳新风家政");
    let main = page.one("main");
    assert!(main.contains("029-8888 0000") && !main.contains("029-8888 1111"), "{main}");
    decide(&mut staff, "shangjin", "细柳改名家政", "approve", "").await.with_status(303);
    let page = resident.get(&vendor).await.ok();
    assert_eq!(page.one("main h1"), "细柳改名家政");
    assert!(page.one("main").contains("029-8888 1111"));
}

#[tokio::test]
async fn nobody_is_admitted_whose_insurance_ran_out_meanwhile() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::RESIDENT).await;
    let org = begin_org(&mut owner).await;
    let (record, vendor) = (record_of(&org), format!("/c/shangjin/vendors/{}", org_id(&org)));
    apply_to(&mut owner, &org, "shangjin").await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    admit(&app, &mut staff, &record).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let mut resident = app.browser();
    // Yesterday and today: on its last day an insurance still holds.
    for (last, status, seen) in [("2026-11-30", 422, 404), ("2026-12-01", 303, 200)] {
        sqlx::query("update admission set insurance_until = $2 where org_id = $1")
            .bind(org_id(&org).parse::<Uuid>().expect("an id"))
            .bind(last.parse::<NaiveDate>().expect("a day"))
            .execute(&mut app.superuser().await)
            .await
            .expect("an update");
        let answer = step(&mut staff, &record, "admit", "").await.with_status(status);
        if status == 422 {
            assert_eq!(answer.attributes(".error-summary__list a", "href"), ["#step"]);
            assert!(answer.one("#step-form .field__error").contains("已过期"), "and why");
        }
        resident.get(&vendor).await.with_status(seen);
    }
}

#[tokio::test]
async fn trust_is_not_carried_into_a_new_application() {
    let app = TestApp::new().await;
    let org = company(&app, "叮当修修").await;
    let record = record_of(&org);
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&record).await.ok();
    staff.submit("form[action$='/trust']", &[]).await.with_status(303);
    assert_eq!(staff.get(&record).await.ok().attributes(TRUST, "value"), ["0"], "it is trusted");
    leave(&mut app.sign_in(phones::OTHER_OWNER).await, &org).await;
    let mut staff = come_back(&app, &org).await;
    assert_eq!(staff.get(&record).await.ok().attributes(TRUST, "value"), ["1"], "it may be trusted again");

    decide(&mut staff, "shangjin", "挂机空调清洗", "approve", "").await.with_status(303);
    let mut owner = app.sign_in(phones::OTHER_OWNER).await;
    let services = owner.get(&format!("{org}/services")).await.ok();
    let titles = services.texts(".service-card__name a");
    let at = titles.iter().position(|title| title == "挂机空调清洗").expect("the service");
    owner.get(&services.attributes(".service-card__name a", "href")[at]).await.ok();
    owner.submit("#service-form", &[("conditions", "当天可约")]).await.with_status(303);
    let change = waiting_change(&mut staff, "shangjin", "挂机空调清洗").await;
    assert!(staff.get(&change).await.ok().one("main").contains("当天可约"), "even what is minor waits");
    let mut resident = app.browser();
    let vendor = resident.get(&format!("/c/shangjin/vendors/{}", org_id(&org))).await.ok();
    let offer = vendor.attributes(".listing-card__link", "href").remove(0);
    assert!(!resident.get(&offer).await.ok().one("main").contains("当天可约"));
}

#[tokio::test]
async fn estates_are_chosen_by_the_company_and_shown_once_the_community_agrees() {
    let app = TestApp::new().await;
    let (mut owner, mut editor) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_EDITOR).await);
    let (org, service) = demo_service(&app).await;
    let application = format!("/org/{org}/communities/shangjin");
    let form = owner.get(&application).await.ok();
    editor.get(&application).await.ok();
    let ids = form.attributes("#area-form input[name=estate]", "value");
    let names = form.texts("#area-form .tickbox__text");
    assert_eq!(form.attributes("#area-form input[checked]", "value"), ids, "everywhere so far");
    let mut resident = app.browser();
    let url = listing_of(&app, &service).await;
    let id = url.rsplit('/').next().expect("an id").to_owned();
    let excluded = format!("/c/shangjin/services?q=%E6%97%A5%E5%B8%B8%E4%BF%9D%E6%B4%81&estate={}", ids[3]);
    let estates = "section[aria-labelledby=estates] .mark";
    assert!(offers(&resident.get(&excluded).await.ok()).contains(&id));

    // Nothing ticked: a browser then sends nothing of the boxes.
    let none = owner.forge(&format!("{application}/area"), "seen=").await.with_status(422);
    assert_eq!(none.attributes(".error-summary__list a", "href"), ["#estate"]);
    owner.submit("#area-form", &[("estate", ids[0].as_str()), ("estate", ids[1].as_str())]).await.with_status(303);
    let late = editor.submit("#area-form", &[("estate", ids[2].as_str())]).await.with_status(409);
    assert_eq!(late.count("#conflict"), 1);
    let saved = owner.get(&application).await.ok().attributes("#area-form input[checked]", "value");
    assert_eq!(saved, ids[..2], "what was chosen first stands");
    assert_eq!(resident.get(&url).await.ok().texts(estates), names, "it waits for the community");
    let mut yunqi = app.sign_in(phones::YUNQI_STAFF).await;
    let elsewhere = yunqi.get("/c/yunqi/staff/queue?kind=change").await.ok();
    assert!(!elsewhere.one("main").contains("晴扫家政"), "no other community is asked about it");

    let mut staff = app.sign_in(phones::STAFF).await;
    decide(&mut staff, "shangjin", "日常保洁", "approve", "").await.with_status(303);
    assert_eq!(resident.get(&url).await.ok().texts(estates), names[..2]);
    assert!(!offers(&resident.get(&excluded).await.ok()).contains(&id), "residents elsewhere no longer find it");
}

#[tokio::test]
async fn an_invitation_takes_its_code_and_gives_no_more_than_its_role() {
    let app = TestApp::new().await;
    let org = company(&app, "晴扫家政").await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let code = invite(&mut owner, &org, phones::RESIDENT, "editor").await;
    let mut invited = app.sign_in(phones::RESIDENT).await;
    let page = invited.get("/me/invitations").await.ok();
    assert!(page.one("main").contains("晴扫家政"));
    let address = page.attributes(INVITATION, "action").remove(0);
    // Whoever overhears the code has another number.
    let mut other = app.sign_in(phones::OTHER_OWNER).await;
    other.forge(&address, &format!("answer=accept&code={code}")).await.with_status(404);
    let wrong = accept(&mut invited, if code == "000000" { "000001" } else { "000000" }).await.with_status(422);
    assert_eq!(wrong.attributes(".error-summary__list a", "href"), ["#code"]);
    invited.get(&org).await.with_status(404);
    assert_eq!(accept(&mut invited, &code).await.with_status(303).location(), org);
    invited.get(&org).await.ok();
    invited.get(&format!("{org}/services/new")).await.ok();
    invited.get(&format!("{org}/members")).await.with_status(403);
    app.run_tasks().await;
    assert!(owner.get("/me/inbox").await.ok().one("main").contains("林晓梅加入了公司"));
}

#[tokio::test]
async fn the_last_owner_stays_and_one_who_is_sent_away_has_no_way_back() {
    let app = TestApp::new().await;
    let org = company(&app, "晴扫家政").await;
    let members = format!("{org}/members");
    let mut first = app.sign_in(phones::VENDOR_OWNER).await;
    first.get(&members).await.ok();
    // Owners stand first in the table.
    let refused = first.submit("table form", &[]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#members"]);
    let code = invite(&mut first, &org, phones::VENDOR_EDITOR, "owner").await;
    let mut second = app.sign_in(phones::VENDOR_EDITOR).await;
    second.get(&members).await.with_status(403);
    accept(&mut second, &code).await.with_status(303);

    // The way back, laid in time: an invitation of one's own number.
    let code = invite(&mut first, &org, phones::VENDOR_OWNER, "owner").await;
    let way = first.get("/me/invitations").await.ok().attributes(INVITATION, "action").remove(0);
    let page = second.get(&members).await.ok();
    let row = page.texts("tbody tr").iter().position(|row| row.contains("贺立群")).expect("the first owner's row");
    let end = &page.attributes("tbody form", "action")[row];
    second.submit(&format!("form[action='{end}']"), &[]).await.with_status(303);
    first.get(&org).await.with_status(404);
    assert_eq!(first.get("/me/invitations").await.ok().count(INVITATION), 0);
    first.forge(&way, &format!("answer=accept&code={code}")).await.with_status(404);
    first.get(&org).await.with_status(404);
    let page = second.get(&members).await.ok();
    assert_eq!(page.count("section[aria-labelledby=invitations] strong.num"), 0, "their invitation went with them");
    second.submit("table form", &[]).await.with_status(422);
}

#[tokio::test]
async fn whoever_leaves_waits_for_whoever_names_them_whatever_they_are_there() {
    let app = TestApp::new().await;
    let org = company(&app, "晴扫家政").await;
    // 王秀兰 works there, and keeps its records since today.
    let of =
        format!("org_id = '{}' and person_id = (select person_id from person where name = '王秀兰')", org_id(&org));
    app.behind(&format!(
        "update membership set valid_from = '2026-01-01' where {of};
        insert into membership (org_id, membership_id, person_id, role, valid_from)
        select org_id, 'ffffffff-ffff-7fff-bfff-ffffffffffff', person_id, 'editor', '2026-11-23' from membership where {of}"
    ))
    .await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let page = owner.get(&format!("{org}/members")).await.ok();
    let row = page.texts("tbody tr").iter().position(|row| row.contains("王秀兰")).expect("a row");
    let end = format!("form[action='{}']", page.attributes("tbody form", "action")[row]);
    let mut naming = app.superuser().await;
    let hold = |role: &str| format!("select from membership where {of} and role = '{role}' for share");
    let [worker, editor] = ["worker", "editor"].map(hold);
    for sql in ["begin", &*worker] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut naming).await.expect("they are named");
    }
    let named = async {
        let waits = "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')";
        app.until(waits).await;
        for sql in [&*editor, "commit"] {
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut naming).await.expect("it is free");
        }
    };
    let (left, ()) = tokio::join!(owner.submit(&end, &[]), named);
    left.with_status(303);
    let page = owner.get(&format!("{org}/members")).await.ok();
    assert!(!page.one("tbody").contains("王秀兰"), "{}", page.one("tbody"));
}

#[tokio::test]
async fn the_first_owner_of_a_company_from_a_sheet_is_invited_by_the_community() {
    let app = TestApp::new().await;
    let org = company(&app, "归位收纳").await;
    let record = record_of(&org);
    let (mut staff, mut late) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::STAFF).await);
    let told = "section[aria-labelledby=owner] strong.num";
    late.get(&record).await.ok();
    assert_eq!(staff.get(&record).await.ok().count(told), 0);
    let landline = staff.submit("#owner-form", &[("phone", "029-00001204")]).await.with_status(422);
    assert_eq!(landline.attributes(".error-summary__list a", "href"), ["#phone"]);
    staff.submit("#owner-form", &[("phone", phones::RESIDENT)]).await.with_status(303);
    let code = staff.get(&record).await.ok().one(told);
    app.run_tasks().await;
    let mut invited = app.sign_in(phones::RESIDENT).await;
    assert!(invited.get("/me/inbox").await.ok().one("main").contains("归位收纳（示例）邀请您加入"));
    assert_eq!(accept(&mut invited, &code).await.with_status(303).location(), org);
    invited.get(&format!("{org}/members")).await.ok();
    let mut yunqi = app.sign_in(phones::YUNQI_STAFF).await;
    for (browser, record) in [(&mut staff, record.clone()), (&mut yunqi, record.replace("shangjin", "yunqi"))] {
        let page = browser.get(&record).await.ok();
        assert_eq!(page.count("#owner-form") + page.count(told), 0, "{record}: from now on it invites for itself");
    }
    // A form that was opened before.
    late.submit("#owner-form", &[("phone", phones::TWO_IDENTITIES)]).await.with_status(303);
    let mut other = app.sign_in(phones::TWO_IDENTITIES).await;
    assert_eq!(other.get("/me/invitations").await.ok().count(INVITATION), 0);
}
