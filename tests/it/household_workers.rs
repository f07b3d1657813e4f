//! The register of household workers: kept with their consent, masked, looked at for a reason, and gone when they say so.

use chrono::TimeDelta;

use crate::grids::{of, start};
use crate::residents::handing_over::{code, enter};
use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, phones};

const LIST: &str = "/c/shangjin/staff/household-workers";
const MINE: &str = "/me/work";
const RECORDS: &str = "select count(*) from household_worker";
const LIVING: &str =
    "select count(*) from consent where household_worker_id is not null and purpose = 'work' and withdrawn_at is null";
/// Somebody whom nobody knows yet.
const MENG: [(&str, &str); 8] = [
    ("name", "孟秀珍"),
    ("phone", "13911112222"),
    ("birth_year", "1971"),
    ("trade", "care"),
    ("status", "available"),
    ("employer", "自己接活"),
    ("note", "会说粤语"),
    ("paper_kept", "便民站文件柜 2 号"),
];

fn but<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    MENG.iter().copied().filter(|(known, _)| *known != name).chain([(name, value)]).collect()
}

async fn register(staff: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    staff.get(&format!("{LIST}/new")).await.ok();
    staff.submit("#worker-form", fields).await
}

/// The address of the record of a name.
async fn record(app: &TestApp, name: &str) -> String {
    let sql = "select household_worker_id::text from household_worker where name = $1";
    let id: String = sqlx::query_scalar(sql).bind(name).fetch_one(&mut app.superuser().await).await.expect("one");
    format!("{LIST}/{id}")
}

/// The names of a list, as it shows them.
async fn names(staff: &mut Browser, url: &str) -> Vec<String> {
    staff.get(url).await.ok().texts("table[aria-labelledby=workers] tbody th a")
}

async fn found(staff: &mut Browser, typed: &str) -> Vec<String> {
    staff.get(LIST).await.ok();
    let url = staff.submit("#search-form", &[("typed", typed)]).await.with_status(303).location().to_owned();
    assert!(!url.contains(typed), "{url}");
    names(staff, &url).await
}

async fn reveal(staff: &mut Browser, record: &str) -> Answer {
    staff.get(record).await.ok();
    let back = staff.submit("#reveal-form", &[("reason", "contact")]).await.with_status(303).location().to_owned();
    staff.get(&back).await.ok()
}

#[tokio::test]
async fn somebody_is_registered_with_their_consent_and_masked_everywhere() {
    let (app, mut staff) = start().await;
    let before = count(&app, RECORDS).await;
    let refused = register(&mut staff, &but("paper_kept", "")).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#paper_kept"]);
    assert_eq!(count(&app, RECORDS).await, before, "nobody without a signature");
    let url = register(&mut staff, &MENG).await.with_status(303).location().to_owned();
    assert_eq!((count(&app, RECORDS).await, count(&app, LIVING).await), (before + 1, before + 1));
    let page = staff.get(&url).await.ok();
    let text = page.text();
    assert!(page.one("h1") == "孟**" && text.contains("139****2222"), "{text}");
    assert!(!text.contains("孟秀珍") && !text.contains("13911112222") && !text.contains("1971"), "{text}");
    assert!(page.one("[aria-labelledby=consents]").contains("纸质件在：便民站文件柜 2 号"));
    assert!(page.one("[aria-labelledby=events]").contains("登记 梁静怡"));
    let list = staff.get(LIST).await.ok().text();
    assert!(list.contains("孟**") && !list.contains("孟秀珍"));
    // The same form once more is the same person.
    staff.get(&format!("{LIST}/new")).await.ok();
    staff.submit("#worker-form", &but("name", "孟秀云")).await.with_status(409);
    assert_eq!(staff.submit("#worker-form", &[("different", "1")]).await.status(), 303);
    assert_eq!(count(&app, RECORDS).await, before + 2, "a sister with the same number");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_registers_one() {
    let (app, mut staff) = start().await;
    let before = count(&app, RECORDS).await;
    staff.get(&format!("{LIST}/new")).await.ok();
    let first = staff.submit("#worker-form", &MENG).await.with_status(303).location().to_owned();
    let again = staff.submit("#worker-form", &MENG).await.with_status(303).location().to_owned();
    assert_eq!((first, count(&app, RECORDS).await), (again, before + 1));
}

#[tokio::test]
async fn the_list_is_narrowed_by_what_one_looks_for() {
    let (_app, mut staff) = start().await;
    assert_eq!(names(&mut staff, LIST).await, ["鲁**", "石**", "乔**", "魏**", "段**"]);
    assert_eq!(names(&mut staff, &format!("{LIST}?trade=housekeeping")).await, ["鲁**", "乔**"]);
    assert_eq!(names(&mut staff, &format!("{LIST}?status=placed")).await, ["段**"]);
    assert_eq!(names(&mut staff, &format!("{LIST}?papers=expired")).await, ["魏**"]);
    assert_eq!(names(&mut staff, &format!("{LIST}?papers=soon")).await, ["段**"]);
    assert_eq!(names(&mut staff, &format!("{LIST}?papers=none")).await, ["石**"]);
    let area = of(&staff.get(LIST).await.ok(), "#area option", "和风里", "value");
    let here = names(&mut staff, &format!("{LIST}?area={area}")).await;
    assert_eq!(here, ["鲁**", "石**", "乔**", "段**"], "those who serve every estate serve this one");
    for typed in ["weijianying", "wjy", "建英", "0012"] {
        assert_eq!(found(&mut staff, typed).await, ["魏**"], "{typed}");
    }
    assert_eq!(found(&mut staff, "13900020012").await, ["魏**"]);
    assert_eq!(found(&mut staff, "3-1-101").await, [""; 0]);
    let page = staff.get(&format!("{LIST}?papers=expired")).await.ok();
    assert!(page.one(".mark--expired").contains("已过期"));
}

#[tokio::test]
async fn a_long_list_goes_on_where_it_ended() {
    let (app, mut staff) = start().await;
    sqlx::query(
        "insert into household_worker (tenant_id, household_worker_id, name, keys, trades, status, created_at)
        select id, gen_random_uuid(), '甲' || n, '{}', '{cleaning}', 'available', now()
        from tenant, generate_series(1, 120) n where slug = 'shangjin'",
    )
    .execute(&mut app.superuser().await)
    .await
    .expect("many");
    let (mut url, mut seen) = (format!("{LIST}?trade=cleaning"), Vec::new());
    loop {
        let page = staff.get(&url).await.ok();
        seen.extend(page.attributes("table[aria-labelledby=workers] tbody th a", "href"));
        let Some(next) = page.attributes("a[rel=next]", "href").pop() else { break };
        url = next;
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((all, seen.len()), (121, 121));
}

#[tokio::test]
async fn certificates_come_and_go_and_their_numbers_are_masked() {
    let (app, mut staff) = start().await;
    let url = record(&app, "石国强").await;
    staff.get(&url).await.ok();
    let wrong = [("certificate_kind", ""), ("issued_on", "2030-01-01"), ("expires_on", "x")];
    let refused = staff.submit("#certificate-form", &wrong).await.with_status(422);
    let faults = refused.attributes(".error-summary__list a", "href");
    assert_eq!(faults, ["#certificate_kind", "#issued_on", "#expires_on"]);
    let new = [("certificate_kind", "skill_level"), ("number", "S000061000999"), ("expires_on", "2026-12-01")];
    staff.get(&url).await.ok();
    staff.submit("#certificate-form", &new).await.with_status(303);
    let page = staff.get(&url).await.ok();
    let shown = page.one("[aria-labelledby=certificates] li");
    assert!(shown.contains("S0********999") && shown.contains("30 天内到期"), "{shown}");
    let open = reveal(&mut staff, &url).await;
    assert!(open.one("[aria-labelledby=certificates] li").contains("S000061000999"));
    staff.submit(".certificate-removal", &[]).await.with_status(303);
    let page = staff.get(&url).await.ok();
    assert_eq!(page.count("[aria-labelledby=certificates] li"), 0);
    let history = page.texts("[aria-labelledby=events] li").concat();
    assert!(history.contains("登记证书：职业技能等级证书") && history.contains("移除证书：职业技能等级证书"));
    let sealed =
        "select count(*) from household_worker_certificate where number_sealed is not null and number_masked !~ '[*]'";
    assert_eq!(count(&app, sealed).await, 0);
}

#[tokio::test]
async fn whoever_looks_says_why_for_five_minutes_and_not_too_often() {
    let (app, mut staff) = start().await;
    let url = record(&app, "段秀兰").await;
    staff.get(&url).await.ok();
    let refused = staff.submit("#reveal-form", &[]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#reason"]);
    let open = reveal(&mut staff, &url).await.text();
    assert!(open.contains("段秀兰") && open.contains("139 0002 0011") && open.contains("1974"), "{open}");
    let other = record(&app, "魏建英").await;
    assert!(!staff.get(&other).await.ok().text().contains("魏建英"), "one record at a time");
    app.advance(TimeDelta::minutes(5));
    let page = staff.get(&url).await.ok();
    assert!(!page.text().contains("段秀兰"));
    assert!(page.one("[aria-labelledby=looks] li").contains("梁静怡"), "and the person can read of it");
    // The one that is looked at closes the other.
    for at in 0..29 {
        reveal(&mut staff, if at % 2 == 0 { &other } else { &url }).await;
    }
    staff.get(&url).await.ok();
    staff.submit("#reveal-form", &[("reason", "contact")]).await.with_status(429);
}

#[tokio::test]
async fn a_change_keeps_what_the_page_hides_and_gives_way_to_one_before_it() {
    let (app, mut staff) = start().await;
    let url = record(&app, "石国强").await;
    staff.get(&url).await.ok();
    staff.submit("#worker-form", &[("status", "resting"), ("birth_year", "")]).await.with_status(303);
    let kept =
        "select count(*) from household_worker where name = '石国强' and birth_year = 1982 and status = 'resting'
        and phone_masked = '139****0014' and employer = '自己接活'";
    assert_eq!(count(&app, kept).await, 1);
    assert!(staff.get(&url).await.ok().texts("[aria-labelledby=events] li")[0].contains("状态改为“休息”"));
    let mut colleague = app.sign_in(phones::STAFF).await;
    colleague.get(&url).await.ok();
    colleague.submit("#worker-form", &[("no_phone", "1")]).await.with_status(303);
    let late = staff.submit("#worker-form", &[("note", "只接周末")]).await.with_status(409);
    assert_eq!(late.attributes("#note", "value"), ["只接周末"]);
    staff.submit("#worker-form", &[]).await.with_status(303);
    let both =
        "select count(*) from household_worker where name = '石国强' and phone_sealed is null and note = '只接周末'";
    assert_eq!(count(&app, both).await, 1);
}

#[tokio::test]
async fn a_resident_is_linked_by_their_number_alone() {
    let (app, mut staff) = start().await;
    // 林桂兰 lives here and has this number.
    let url = register(&mut staff, &but("phone", "13900010002")).await.with_status(303).location().to_owned();
    let page = staff.get(&url).await.ok();
    let resident = of(&page, "#resident option", "林**", "value");
    staff.submit("#worker-form", &[("resident", &resident)]).await.with_status(303);
    let linked = staff.get(&url).await.ok();
    assert!(
        linked
            .attributes("[aria-labelledby=facts] a", "href")
            .contains(&format!("/c/shangjin/staff/residents/{resident}"))
    );
    let other = record(&app, "石国强").await;
    staff.get(&other).await.ok();
    let forged = format!("revision=1&trade=repair&status=available&resident={resident}");
    assert_eq!(staff.forge(&other, &forged).await.status(), 404, "whose number is another's");
}

#[tokio::test]
async fn withdrawn_on_the_persons_word_a_record_is_hidden_at_once_and_gone_after_30_days() {
    let (app, mut staff) = start().await;
    let url = record(&app, "鲁玉芳").await;
    reveal(&mut staff, &url).await;
    staff.submit("#withdrawal-form", &[]).await.with_status(303);
    assert!(!names(&mut staff, LIST).await.contains(&"鲁**".to_owned()));
    assert_eq!(found(&mut staff, "luyufang").await, [""; 0]);
    let page = staff.get(&url).await.ok();
    assert!(page.one("[aria-labelledby=withdrawn]").contains("登记不再使用"), "{}", page.text());
    assert!(!page.text().contains("鲁玉芳"), "not for who was just looking either");
    assert_eq!((page.count("#reveal-form"), page.count("#worker-form")), (0, 0));
    assert_eq!(
        staff.forge(&format!("{url}/reveal"), &format!("key={}&reason=contact", uuid::Uuid::now_v7())).await.status(),
        404
    );
    // They agree after all: whoever would register them anew is led to the record that is there.
    let again = [("name", "鲁玉芳"), ("phone", "13900020015"), ("trade", "cleaning"), ("paper_kept", "3 号柜")];
    let page = register(&mut staff, &again).await.with_status(409);
    assert_eq!(page.attributes("[role=alert] a", "href"), [url.as_str()]);
    staff.get(&url).await.ok();
    staff.submit("#consent-form", &[("paper_kept", "3 号柜")]).await.with_status(303);
    assert!(names(&mut staff, LIST).await.contains(&"鲁**".to_owned()));
    staff.get(&url).await.ok();
    staff.submit("#withdrawal-form", &[]).await.with_status(303);
    app.pass_days(30).await;
    let still = "select count(*) from household_worker where name = '鲁玉芳'";
    assert_eq!(count(&app, still).await, 1);
    app.pass_days(1).await;
    let left = "select count(*) from household_worker w where erased_at is not null and name = '' and phone_hmac is null and note = ''
        and not exists (select 1 from household_worker_certificate c where c.household_worker_id = w.household_worker_id)";
    assert_eq!((count(&app, still).await, count(&app, left).await), (0, 1));
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&url).await.with_status(404);
    assert_eq!(count(&app, "select count(*) from consent where paper_kept = '3 号柜'").await, 0);
}

#[tokio::test]
async fn the_person_sees_what_is_kept_and_who_looked_and_withdraws() {
    let (app, mut staff) = start().await;
    let url = record(&app, "段秀兰").await;
    reveal(&mut staff, &url).await;
    let digits = code(&mut staff, &url).await;
    let mut person = app.sign_in(phones::RESIDENT).await;
    assert!(person.get(MINE).await.ok().text().contains("还没有社区把从业登记交给您"));
    let taken = enter(&mut person, &digits).await.with_status(303).location().to_owned();
    assert_eq!(taken, MINE);
    let page = person.get(MINE).await.ok();
    let text = page.text();
    for kept in ["段秀兰", "139 0002 0011", "母婴护理", "小满母婴", "只做白班", "610000202600123", "梁静怡"]
    {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    let copy = String::from_utf8(person.get("/me/records/copy.json").await.ok().bytes().to_vec()).expect("text");
    assert!(copy.contains("S000061000123"), "{copy}");
    // Another account cannot take it, nor withdraw it.
    let mut other = app.sign_in(phones::TWO_IDENTITIES).await;
    let id = url.rsplit('/').next().expect("an id");
    assert_eq!(other.forge("/me/work/withdrawal", &format!("record={id}")).await.status(), 404);
    person.get(MINE).await.ok();
    person.submit(".withdrawal-form", &[]).await.with_status(303);
    let page = person.get(MINE).await.ok();
    assert!(page.text().contains("登记不再使用") && page.count(".withdrawal-form") == 0);
    assert!(!names(&mut staff, LIST).await.contains(&"段**".to_owned()));
    assert!(staff.get("/c/shangjin/staff/audit").await.ok().text().contains("本人撤回家政从业登记（网上）"));
    // The account goes, and the record is nobody's.
    let claimed = "select count(*) from household_worker where name = '段秀兰' and person_id is null";
    person.get("/me/deletion").await.ok();
    let password = crate::support::demo_password(phones::RESIDENT);
    person.submit("form.form", &[("sure", "1"), ("proof_password", &password)]).await.with_status(303);
    assert_eq!(count(&app, claimed).await, 1);
}
