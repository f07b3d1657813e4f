//! Sheets of post holders, and what whoever sends one is told.

use super::{SHEETS, bring_in, send_of, start, undo};
use crate::grids::{card, care};
use crate::support::companies::count;
use crate::support::{Browser, TestApp, phones};

const GRANTS: &str = "select count(*) from role_grant";
const PEOPLE: &str = "select count(*) from person where deleted_at is null";
const HOLDS: &str = "select count(*) from role_grant where import_id is not null and valid_to is null";
/// A steward for SJ-02, who has an account; a leader for the building that lacks one, on paper; one who holds it already.
const POSTS: &str = "尚锦社区网格人员名单\n\
    网格,小区,楼号,职务,姓名,联系电话,任职日期\n\
    SJ-02,,,物业管家,林晓梅,13800000001,\n\
    ,和风里,3号楼,楼栋长,邹平,13911112222,2024年3月1日\n\
    SJ-01,,,网格长,赵春生,,\n";
/// What staff are told.
async fn told(app: &TestApp) -> String {
    app.sign_in(phones::STAFF).await.get("/me/inbox").await.ok().text()
}

#[tokio::test]
async fn posts_are_given_as_on_the_grids_page_and_taken_back() {
    let (app, mut staff) = start().await;
    let (grants, people) = (count(&app, GRANTS).await, count(&app, PEOPLE).await);
    assert_eq!(card(&mut staff, "SJ-02").await[2], "空缺");
    let page = send_of(&mut staff, "posts", "岗位.csv", POSTS.as_bytes()).await;
    let text = page.text();
    assert!(text.contains("共 3 行：任命 2 个岗位，其中 1 人第一次登记；1 行已经在任"), "{text}");
    assert!(text.contains("有 1 行的开始日期早于今天，从今天起算"), "{text}");
    assert_eq!((count(&app, GRANTS).await, count(&app, PEOPLE).await), (grants, people), "a look changes nothing");
    let url = bring_in(&app, &mut staff).await.path;
    assert_eq!((count(&app, GRANTS).await, count(&app, PEOPLE).await), (grants + 2, people + 1));
    assert_eq!(card(&mut staff, "SJ-02").await[2], "林晓梅");
    assert_eq!(card(&mut staff, "SJ-03").await[3], "4 人");
    assert!(told(&app).await.contains("表格“岗位.csv”已经导入"));
    let mut lin = app.sign_in(phones::RESIDENT).await;
    assert!(lin.get("/me/inbox").await.ok().text().contains("请您担任SJ-02的物业管家"));
    // The same once more adds nothing.
    assert!(send_of(&mut staff, "posts", "岗位.csv", POSTS.as_bytes()).await.text().contains("没有要新增的"));
    staff.get(&url).await.ok();
    let page = undo(&mut staff).await;
    assert!(page.text().contains("撤销。") && !page.text().contains("已经有人用过"), "{}", page.text());
    assert_eq!(card(&mut staff, "SJ-02").await[2], "空缺");
    assert_eq!(count(&app, PEOPLE).await, people, "whoever was made for a post is nobody again");
    assert_eq!(count(&app, GRANTS).await, grants + 2, "and that it was given stays on record");
    assert_eq!(count(&app, HOLDS).await, 0);
    // With another name for the number nothing stands in the way.
    let again = POSTS.replace("邹平", "邹萍");
    assert!(send_of(&mut staff, "posts", "岗位.csv", again.as_bytes()).await.text().contains("任命 2 个岗位"));
}

#[tokio::test]
async fn a_sheet_of_posts_with_faults_names_each_line() {
    let (app, mut staff) = start().await;
    let sheet = "网格编号,楼栋,岗位,姓名,手机号\n\
        SJ-01,,网格长,孟夏,\n\
        SJ-02,,物业管家,孟夏,13800000001\n\
        SJ-99,,物业管家,孟夏,\n\
        SJ-02,,会计,孟夏,\n";
    let page = send_of(&mut staff, "posts", "x.csv", sheet.as_bytes()).await;
    let told = page.texts("[aria-labelledby=problems] li");
    for (line, fault) in told.iter().zip(["已经有人", "另一个名字", "没有这个网格编号", "岗位不认识"])
    {
        assert!(line.contains(fault), "{line}");
    }
    assert_eq!((told.len(), page.count("#apply-form")), (4, 0));
    assert!(!page.text().contains("林晓梅"), "whose number it is, is not said");
    let url = page.path.clone();
    staff.forge(&format!("{url}/apply"), "").await.with_status(303);
    app.run_tasks().await;
    assert_eq!(count(&app, HOLDS).await, 0);
}

#[tokio::test]
async fn a_sheet_that_no_longer_goes_in_comes_back_as_a_whole() {
    let (app, mut staff) = start().await;
    let grants = count(&app, GRANTS).await;
    let url = send_of(&mut staff, "posts", "岗位.csv", POSTS.as_bytes()).await.path;
    staff.submit("#apply-form", &[]).await.with_status(303);
    // Somebody is faster.
    crate::grids::appoint(&mut staff, "SJ-02", &[crate::grids::STEWARD, ("holder", "孟夏")]).await.with_status(303);
    app.run_tasks().await;
    assert_eq!(count(&app, GRANTS).await, grants + 1, "nothing of it came in");
    assert!(told(&app).await.contains("表格“岗位.csv”没有导入"));
    let page = staff.get(&url).await.ok();
    assert!(page.one("[aria-labelledby=problems]").contains("第 3 行 这个岗位已经有人"), "{}", page.text());
}

#[tokio::test]
async fn a_post_that_somebody_has_used_stays() {
    let (app, mut staff) = start().await;
    send_of(&mut staff, "posts", "岗位.csv", POSTS.as_bytes()).await;
    let url = bring_in(&app, &mut staff).await.path;
    let mut visitor = app.browser();
    let page = care(&mut visitor, "和风里 3栋").await;
    // Leaders of buildings come last.
    let carer = page.attributes("main a[href*='/care/']", "href").pop().expect("邹平");
    visitor.get(&carer).await.ok();
    let question = [("name", "柳青"), ("phone", "13911112229"), ("body", "楼道灯坏了")];
    visitor.submit("#ask-form", &question).await.with_status(303);
    staff.get(&url).await.ok();
    assert!(undo(&mut staff).await.text().contains("有 1 份记录已经有人用过"));
    assert_eq!(count(&app, HOLDS).await, 1);
    assert_eq!(count(&app, "select count(*) from person where name = '邹平' and deleted_at is null").await, 1);
}

#[tokio::test]
async fn every_kind_has_a_template() {
    let (_app, mut staff) = start().await;
    let page = staff.get(SHEETS).await.ok();
    let templates = page.attributes("a[href*='template.xlsx']", "href");
    assert_eq!(templates.len(), 2);
    for template in templates {
        template_comes_back(&mut staff, &template).await;
    }
    staff.get(&format!("{SHEETS}/template.xlsx?kind=songs")).await.with_status(404);
}

/// A template is understood as it stands; its examples say that they are to go.
async fn template_comes_back(staff: &mut Browser, template: &str) {
    let kind = template.rsplit('=').next().expect("a kind");
    let bytes = staff.get(template).await.ok().bytes().to_vec();
    let page = send_of(staff, kind, "模板.xlsx", &bytes).await;
    assert!(page.count("#columns-form select option[value=none][selected]") == 0, "{template}");
}
