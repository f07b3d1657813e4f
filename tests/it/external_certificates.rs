//! Certificates that others have issued: recorded as such, seen by whom they concern, and never shown as ours.

use jiamenkou::household_workers::CertificateKind;

use crate::grids::start;
use crate::matching::{compared, job};
use crate::residents::merges::merge;
use crate::residents::record;
use crate::support::companies::{count, demo_service};
use crate::support::{Browser, TestApp, phones};

const LIST: &str = "/c/shangjin/staff/talents";
const MINE: &str = "/me/certificates";
const KEPT: &str = "select count(*) from external_certificate";
pub const LEVEL: [(&str, &str); 8] = [
    ("certificate_kind", "skill_level"),
    ("certificate_title", "养老护理员（四级）"),
    ("certificate_trade", "care"),
    ("issuer", "市职业技能鉴定中心"),
    ("number", "2443003019404321"),
    ("issued_on", "2024-05-20"),
    ("seen", "original"),
    ("shown_by_owner", "1"),
];

/// The archive's record of somebody, by the beginning of the name.
pub async fn talent(app: &TestApp, staff: &mut Browser, name: &str) -> String {
    let resident = record(app, name).await;
    let id = resident.rsplit('/').next().expect("an id").to_owned();
    staff.get(&format!("{LIST}/new?resident={id}")).await.with_status(303).location().to_owned()
}

#[tokio::test]
async fn staff_record_what_they_saw_and_the_person_takes_it_away() {
    let (app, mut staff) = start().await;
    app.behind("delete from external_certificate").await;
    let page = talent(&app, &mut staff, "林晓梅").await;
    staff.get(&page).await.ok();
    let refused =
        staff.submit("#external-form", &[("number", "X1"), ("issued_on", "2027-01-01")]).await.with_status(422);
    assert_eq!(
        refused.attributes(".error-summary__list a", "href"),
        ["#certificate_kind", "#issuer", "#issued_on", "#seen", "#shown_by_owner"]
    );
    assert_eq!(refused.attributes("#number", "value"), ["X1"], "nothing is lost");
    for flash in ["saved", "already-done"] {
        staff.submit("#external-form", &LEVEL).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash));
    }
    assert_eq!(count(&app, KEPT).await, 1, "sent twice");
    // Staff read the masked number, until they look at the record in full; the person reads all of it.
    let shown = staff.get(&page).await.ok().one("section[aria-labelledby=certificates]");
    assert!(shown.contains("外部证书，非本社区签发") && shown.contains("梁静怡登记，看到的是原件"), "{shown}");
    assert!(!shown.contains("2443003019404321") && shown.contains("24***********321"), "{shown}");
    let resident = record(&app, "林晓梅").await;
    staff.get(&resident).await.ok();
    staff.submit("#reveal-form", &[("reason", "visit")]).await.with_status(303);
    assert!(staff.get(&page).await.ok().text().contains("2443003019404321"));
    assert!(staff.get("/c/shangjin/staff/audit").await.ok().text().contains("登记外部证书"));
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let own = lin.get(MINE).await.ok();
    let section = own.one("section[aria-labelledby=external]");
    assert!(section.contains("2443003019404321") && section.contains("养老护理员（四级）"), "{section}");
    assert!(lin.get("/me/records/copy.json").await.ok().text().contains("市职业技能鉴定中心"));
    // It is none of ours: nobody verifies it here.
    let asked = app.browser().get("/c/shangjin/certificates?code=2443003019404321").await.with_status(422);
    assert!(!asked.text().contains("养老护理员"));
    lin.get(MINE).await.ok();
    for flash in ["removed", "already-done"] {
        lin.submit(".external-removal", &[]).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash));
    }
    assert_eq!(count(&app, KEPT).await, 0);
}

#[tokio::test]
async fn it_meets_what_a_job_takes_while_it_holds_and_goes_with_the_archive() {
    let (app, mut staff) = start().await;
    app.behind("delete from external_certificate; delete from household_worker_certificate").await;
    app.behind(
        "update job_posting set required_certificates = '{skill_level}', trade = 'care' where status = 'published'",
    )
    .await;
    let page = talent(&app, &mut staff, "林晓梅").await;
    app.behind("update talent set match_since = now(), trades = '{care}', status = 'open' where hidden_at is null")
        .await;
    app.index_talents().await;
    let met = async |staff: &mut Browser| {
        let suggested = staff.get(&page).await.ok().one("section[aria-labelledby=suggested]");
        suggested.split("职业技能等级证书").nth(1).map(|rest| rest.chars().take(12).collect::<String>())
    };
    let before = met(&mut staff).await;
    staff.get(&page).await.ok();
    staff.submit("#external-form", &LEVEL).await.with_status(303);
    let after = met(&mut staff).await;
    assert!(before.is_some() && before != after, "{before:?} {after:?}");
    app.behind("update external_certificate set expires_on = '2026-11-22'").await;
    assert_eq!(met(&mut staff).await, before, "it has expired");
    // Withdrawn, nobody reads it; erased, it is gone.
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get("/me/talent").await.ok();
    lin.submit("#withdraw-form", &[]).await.with_status(303);
    staff.get(&page).await.with_status(404);
    staff.forge(&format!("{page}/certificates"), "key=0198c0de-0000-7000-8000-000000000001").await.with_status(404);
    app.pass_days(31).await;
    assert_eq!(count(&app, KEPT).await, 0);
}

/// Whether 林晓梅 has learned to care: as the loop's figures count it, as a job of it is compared with her, and as she is offered
/// its course.
async fn has_learned(app: &TestApp, (staff, lin): (&mut Browser, &mut Browser), carer: uuid::Uuid) -> [bool; 3] {
    let wishes = async |trade: &str| {
        app.behind(&format!(
            "update talent set needs = '{{}}', trades = '{{{trade}}}'
            where resident_id in (select resident_id from resident where name = '林晓梅')"
        ))
        .await;
    };
    wishes("escort").await;
    let ready = staff.get("/c/shangjin/staff/matching/courses").await.ok().texts("#care td")[2].clone();
    assert!(["0 人", "1 人"].iter().any(|count| ready.contains(count)), "{ready}");
    let page = lin.get(&format!("/c/shangjin/jobs/{carer}")).await.ok();
    let checks = compared(&page, "section[aria-labelledby=own]");
    let knows = checks.iter().find(|one| one.starts_with("愿意做或会做：家庭照护")).expect("the trade is compared");
    wishes("care").await;
    let lessons = lin.get("/me/talent").await.ok().texts("section[aria-labelledby=lessons] li");
    let is_offered = lessons.iter().any(|one| one.contains("居家老人照护"));
    [ready.contains("1 人"), knows.ends_with("满足"), !is_offered]
}

#[tokio::test]
async fn the_figures_and_what_is_suggested_agree_by_which_certificates_a_trade_is_learned() {
    let (app, mut staff) = start().await;
    let (mut lin, carer) = (app.sign_in(phones::RESIDENT).await, job(&app, "住家照护员").await);
    let page = talent(&app, &mut staff, "林晓梅").await;
    // Nor does she know it by anything else.
    let nothing = "delete from external_certificate; update household_worker set trades = '{cleaning}'";
    for kind in CertificateKind::ALL {
        for trade in ["", "care"] {
            app.behind(nothing).await;
            staff.get(&page).await.ok();
            let said = [LEVEL[1], LEVEL[3], LEVEL[6], LEVEL[7]];
            let this = [("certificate_kind", kind.code()), ("certificate_trade", trade)];
            staff.submit("#external-form", &[&said[..], &this].concat()).await.with_status(303);
            assert_eq!(count(&app, KEPT).await, 1);
            let told = has_learned(&app, (&mut staff, &mut lin), carer).await;
            let is_of_it = matches!(kind.code(), "skill_level" | "training" | "other") && trade == "care";
            assert_eq!(told, [is_of_it; 3], "{kind:?} {trade}");
        }
    }
}

#[tokio::test]
async fn an_applicant_shares_it_without_its_number_and_says_whose_it_is() {
    let (app, mut staff) = start().await;
    let page = talent(&app, &mut staff, "林晓梅").await;
    staff.get(&page).await.ok();
    staff.submit("#external-form", &LEVEL).await.with_status(303);
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let posting: uuid::Uuid = sqlx::query_scalar("select posting_id from job_posting where title = '白班保姆'")
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a posting");
    let form = lin.get(&format!("/c/shangjin/jobs/{posting}/application")).await.ok().one("#apply-form");
    assert!(form.contains("外部证书，非本社区签发") && form.contains("养老护理员（四级）"), "{form}");
    assert!(!form.contains("321"), "{form}");
    lin.submit("#apply-form", &[("part", "certificates")]).await.with_status(303);
    // The employer reads what it is and who issued it, and neither its number nor what was not chosen.
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let list = format!("/org/{}/jobs/shangjin/{posting}/applications", demo_service(&app).await.0);
    let one = owner.get(&list).await.ok().attributes("main .rows__item a", "href").remove(0);
    let page = owner.get(&one).await.ok();
    let shown = page.one("section[aria-labelledby=shown]");
    for said in ["外部证书，非本社区签发", "养老护理员（四级）", "市职业技能鉴定中心"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(!shown.contains("321") && !shown.contains("2443"), "{shown}");
    assert!(!page.text().contains("2443003019404321") && !page.text().contains("晓梅"));
}

#[tokio::test]
async fn it_follows_a_merge_and_comes_back_with_it() {
    let (app, mut staff) = start().await;
    app.behind("delete from external_certificate").await;
    let page = talent(&app, &mut staff, "林晓梅").await;
    staff.get(&page).await.ok();
    staff.submit("#external-form", &LEVEL).await.with_status(303);
    let of = async |name: &str| {
        let id = record(&app, name).await.rsplit('/').next().expect("an id").to_owned();
        let sql = format!(
            "select count(*) from external_certificate c join talent t using (tenant_id, talent_id) where t.resident_id = '{id}'"
        );
        count(&app, &sql).await
    };
    // Somebody who has a record in the archive of their own.
    let other: String = sqlx::query_scalar(
        "select r.name from talent t join resident r using (tenant_id, resident_id) join tenant n on n.id = t.tenant_id
        where n.slug = 'shangjin' and r.name <> '林晓梅' and t.hidden_at is null and r.person_id is null order by r.name limit 1",
    )
    .fetch_one(&mut app.superuser().await)
    .await
    .expect("another able resident");
    let (gone, kept) = (record(&app, "林晓梅").await, record(&app, &other).await);
    merge(&mut staff, &kept, &gone, &[]).await.with_status(303);
    assert_eq!(of(&other).await, 1);
    staff.get(&kept).await.ok();
    staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(303);
    assert_eq!((of(&other).await, of("林晓梅").await), (0, 1));
}
