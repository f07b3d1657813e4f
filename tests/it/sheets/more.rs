//! Sheets of post holders and of household workers, and what whoever sends one is told.

use super::{MESSY, SHEETS, bring_in, send_of, start, undo};
use crate::grids::{card, care};
use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, phones};
use crate::talents::find;

const GRANTS: &str = "select count(*) from role_grant";
const PEOPLE: &str = "select count(*) from person where deleted_at is null";
const HOLDS: &str = "select count(*) from role_grant where import_id is not null and valid_to is null";
const WORKERS: &str = "select count(*) from household_worker";
/// A steward for SJ-02, who has an account; a leader for the building that lacks one, on paper; one who holds it already.
const POSTS: &str = "尚锦社区网格人员名单\n\
    网格,小区,楼号,职务,姓名,联系电话,任职日期\n\
    SJ-02,,,物业管家,林晓梅,13800000001,\n\
    ,和风里,3号楼,楼栋长,邹平,13911112222,2024年3月1日\n\
    SJ-01,,,网格长,赵春生,,\n";
const STAFF_LIST: &str = "姓名,电话,出生年份,工种,家政公司,服务小区,证书,证书编号,有效期,同意书,备注\n\
    孟秀珍,13911112231,1971,月嫂、育婴,自己接活,锦苑东区,健康证,610000202600123,2027-06-30,2 号柜,只做白班\n\
    孟秀珍,13911112231,,,,,母婴护理技能证,S000061000999,,,\n\
    丁一凡,,,保洁,,,,,,2 号柜,\n";

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
async fn household_workers_come_in_with_their_papers_and_go_out_again() {
    let (app, mut staff) = start().await;
    let before = count(&app, WORKERS).await;
    let page = send_of(&mut staff, "workers", "服务员.csv", STAFF_LIST.as_bytes()).await;
    let text = page.text();
    assert!(text.contains("共 3 行：新增 2 名家政服务员、2 本证书；0 行已经登记过"), "{text}");
    assert!(text.contains("有 1 行的所属单位没有入驻本社区"), "{text}");
    let url = bring_in(&app, &mut staff).await.path;
    assert_eq!(count(&app, WORKERS).await, before + 2);
    let papers = "select count(*) from consent c join household_worker w using (tenant_id, household_worker_id)
        where w.import_id is not null and c.purpose = 'work' and c.paper_kept = '2 号柜' and c.by_name = '梁静怡'";
    assert_eq!(count(&app, papers).await, 2);
    let list = staff.get("/c/shangjin/staff/household-workers").await.ok();
    assert!(list.text().contains("139****2231") && !list.text().contains("孟秀珍"));
    // Somebody is looked at meanwhile.
    let record = crate::grids::of(&list, "table a[href*='household-workers/']", "丁**", "href");
    staff.get(&record).await.ok();
    staff.submit("#reveal-form", &[("reason", "check")]).await.with_status(303);
    staff.get(&url).await.ok();
    assert!(undo(&mut staff).await.text().contains("有 1 份记录已经有人用过"));
    assert_eq!(count(&app, WORKERS).await, before + 1);
    assert_eq!(count(&app, "select count(*) from household_worker where name = '孟秀珍'").await, 0);
    assert_eq!(count(&app, papers).await, 1, "what was agreed to goes with the record");
}

#[tokio::test]
async fn able_residents_come_in_with_their_papers_and_go_out_again_but_for_whom_somebody_recognised() {
    let (app, mut staff) = start().await;
    let talents = "select count(*) from talent";
    let before = count(&app, talents).await;
    let sheet = "姓名,手机号,特长,想学什么,同意书\n\
        林桂兰,13900010002,剪纸、编中国结,用手机,2 号柜\n\
        冯玉珍,13900010003,教广场舞,,2 号柜\n\
        林晓梅,13800000001,会计,,2 号柜\n";
    let page = send_of(&mut staff, "talents", "能人.csv", sheet.as_bytes()).await;
    let told = "共 3 行：新增 2 份登记，给 1 份已有的登记补充内容；0 行和表里同一个人的合在一起，0 行没有新内容。";
    assert!(page.text().contains(told), "{}", page.text());
    let url = bring_in(&app, &mut staff).await.path;
    assert_eq!(count(&app, talents).await, before + 2);
    let papers =
        "select count(*) from consent where purpose = 'talent' and paper_kept = '2 号柜' and by_name = '梁静怡'
        and resident_id in (select resident_id from talent where import_id is not null)";
    assert_eq!(count(&app, papers).await, 2);
    let lin = "select count(*) from talent t join resident r using (tenant_id, resident_id)
        where r.name = '林桂兰' and 'crafts' = any(t.specialties) and t.needs = array['digital']";
    assert_eq!(count(&app, lin).await, 1);
    let page = staff.get("/c/shangjin/staff/talents?specialty=performing").await.ok();
    let feng = crate::grids::of(&page, "main tbody th a", "冯**", "href");
    staff.get(&feng).await.ok();
    staff.submit("#recognition-form", &[]).await.with_status(303);
    staff.get(&url).await.ok();
    assert!(undo(&mut staff).await.text().contains("有 1 份记录已经有人用过"));
    assert_eq!((count(&app, lin).await, count(&app, talents).await), (0, before + 1));
}

#[tokio::test]
async fn a_second_row_and_a_record_on_file_are_added_to_with_the_papers_that_are_named() {
    let (app, mut staff) = start().await;
    let sheet = "姓名,手机号,特长,时间段,期望收入,同意书,同意匹配,同意公开\n\
        何俊杰,13900010001,理发,周末上午、工作日晚上,每小时30元,2 号柜,3 号柜,不同意\n\
        林桂兰,13900010002,剪纸,,,2 号柜,,\n\
        林桂兰,13900010002,做饭,,,2 号柜,同意,\n\
        林桂兰,13900010002,做饭,,,2 号柜,,\n";
    let page = send_of(&mut staff, "talents", "能人.csv", sheet.as_bytes()).await;
    let told = "共 4 行：新增 1 份登记，给 1 份已有的登记补充内容；1 行和表里同一个人的合在一起，1 行没有新内容。";
    assert!(page.text().contains(told), "{}", page.text());
    bring_in(&app, &mut staff).await;
    let he = "select count(*) from talent t join resident r using (tenant_id, resident_id) where r.name = '何俊杰'
        and t.specialties = array['repair', 'wiring', 'hair'] and t.hours = '工作日晚上' and t.needs = array['health']
        and t.times = array['weekday_evening', 'weekend_morning'] and t.pay_fen = 3000 and t.pay_unit = 'hour'
        and t.match_since is not null and t.badge_since is null";
    assert_eq!(count(&app, he).await, 1, "what either says");
    let lin = "select count(*) from talent t join resident r using (tenant_id, resident_id) where r.name = '林桂兰'
        and t.specialties = array['cooking', 'crafts'] and t.match_since is not null and t.badge_since is null";
    assert_eq!(count(&app, lin).await, 1);
    let papers =
        "select count(*) from consent c join resident r using (tenant_id, resident_id) where c.purpose = 'match'
        and (r.name, c.paper_kept) in (('何俊杰', '3 号柜'), ('林桂兰', '2 号柜'))";
    assert_eq!(count(&app, papers).await, 2);
    // The same once more adds nothing.
    let page = send_of(&mut staff, "talents", "能人.csv", sheet.as_bytes()).await;
    assert!(page.text().contains("没有要新增的"), "{}", page.text());
}

#[tokio::test]
async fn what_a_sheet_added_to_a_record_goes_with_it_unless_somebody_changed_it_since() {
    let (app, mut staff) = start().await;
    let sheet = "姓名,手机号,特长,想学什么,同意书\n\
        何俊杰,13900010001,理发、捏面人,用手机,2 号柜\n\
        林晓梅,13800000001,会计,,2 号柜\n";
    let page = send_of(&mut staff, "talents", "能人.csv", sheet.as_bytes()).await;
    assert!(page.text().contains("给 2 份已有的登记补充内容"), "{}", page.text());
    let before = said_by(&app, "何俊杰").await;
    let url = bring_in(&app, &mut staff).await.path;
    let (his, hers) = (said_by(&app, "何俊杰").await, said_by(&app, "林晓梅").await);
    assert!(his.contains("specialty:hair") && his.contains("捏面人") && hers.contains("specialty:law"), "{his} {hers}");
    // She looks after her own; what is there then is what she says.
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get("/me/talent").await.ok();
    lin.submit("#talent-form", &[("hobbies", "看书")]).await.with_status(303);
    let page = staff.get(&url).await.ok();
    assert!(page.text().contains("补充到已有登记里的内容都会撤回"), "{}", page.text());
    assert!(undo(&mut staff).await.text().contains("有 1 份记录已经有人用过"));
    assert_eq!(said_by(&app, "何俊杰").await, before, "his is what it was, and is found by nothing else");
    let hers = said_by(&app, "林晓梅").await;
    assert!(hers.contains("specialty:law") && hers.contains("看书"), "{hers}");
}

#[tokio::test]
async fn an_old_sheet_brings_nobody_back_who_withdrew_not_even_when_the_record_is_erased() {
    let (app, _) = start().await;
    let sheet = |skill: &str| {
        format!("姓名,手机号,特长,同意书\n何俊杰,13900010001,{skill},2 号柜\n林晓梅,13800000001,会计,2 号柜\n")
    };
    let hers = "select count(*) from talent t join resident r using (tenant_id, resident_id) where r.name = '林晓梅'";
    let agrees = "select count(*) from consent c join resident r using (tenant_id, resident_id)
        where r.name = '林晓梅' and c.purpose = 'talent' and c.withdrawn_at is null";
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get("/me/talent").await.ok();
    lin.submit("#withdraw-form", &[]).await.with_status(303);
    let passed_over = |page: &Answer| {
        let told = page.one("[aria-labelledby=skipped]");
        assert!(told.contains("有 1 行跳过") && told.contains("第 3 行 本人撤回了社区能人的同意"), "{told}");
        assert_eq!(page.count("[aria-labelledby=problems]"), 0);
    };
    // Hidden, and then erased.
    for (days, skill, left) in [(0, "理发", 1), (31, "会计", 0)] {
        app.pass_days(days).await;
        let mut staff = app.sign_in(phones::STAFF).await;
        passed_over(&send_of(&mut staff, "talents", "能人.csv", sheet(skill).as_bytes()).await);
        passed_over(&bring_in(&app, &mut staff).await);
        assert_eq!((count(&app, hers).await, count(&app, agrees).await), (left, 0), "after {days} days");
    }
    assert!(said_by(&app, "何俊杰").await.contains("specialty:law"), "the other row came in");
    // Where nothing else is new, that is not because she is on file.
    let mut staff = app.sign_in(phones::STAFF).await;
    let page = send_of(&mut staff, "talents", "能人.csv", sheet("会计").as_bytes()).await;
    assert!(page.text().contains("其他行没有要新增的") && !page.text().contains("都登记过了"), "{}", page.text());
    // A newer paper is taken down on her record; from then on sheets are about her as well.
    let record = crate::residents::record(&app, "林晓梅").await;
    staff.get(&record).await.ok();
    staff.submit("#paper-form", &[("purpose", "talent"), ("paper_kept", "5 号柜")]).await.with_status(303);
    let page = send_of(&mut staff, "talents", "能人.csv", sheet("会计").as_bytes()).await;
    assert_eq!(page.count("[aria-labelledby=skipped]"), 0);
    bring_in(&app, &mut staff).await;
    assert_eq!((count(&app, hers).await, count(&app, agrees).await), (1, 1));
}

#[tokio::test]
async fn skills_are_found_by_the_words_of_the_sheet_until_it_is_undone() {
    let (app, mut staff) = start().await;
    let sheet = "姓名,手机号,特长,愿意做什么,想学什么,想做的工种,同意书\n\
        林桂兰,13900010002,修眉、做饭面点,跑腿,学拉二胡,保安、月嫂,2 号柜\n\
        何俊杰,13900010001,修钟表、二胡,,,保安,2 号柜\n";
    let page = send_of(&mut staff, "talents", "能人.csv", sheet.as_bytes()).await;
    assert!(
        page.text().contains("有 2 行要留意：意愿或工种和这里的说法对不上，原话写进备注，也搜得到"),
        "{}",
        page.text()
    );
    let before = said_by(&app, "何俊杰").await;
    let url = bring_in(&app, &mut staff).await.path;
    let lin = said_by(&app, "林桂兰").await;
    assert!(lin.starts_with("修眉||学拉二胡||愿意跑腿、想做保安|open|"), "{lin}");
    assert!(lin.contains("specialty:cooking") && !lin.contains("specialty:repair"), "{lin}");
    assert!(lin.contains("trade:maternity"), "{lin}");
    let he = said_by(&app, "何俊杰").await;
    assert!(he.starts_with("修钟表、二胡|羽毛球||工作日晚上|想做保安|open|"), "{he}");
    assert!(he.contains("specialty:performing"), "{he}");
    for (typed, people) in [("修眉", 1), ("二胡", 2), ("跑腿", 1), ("保安", 2)] {
        assert_eq!(find(&mut staff, typed).await.len(), people, "{typed}");
    }
    staff.get(&url).await.ok();
    undo(&mut staff).await;
    assert_eq!(said_by(&app, "何俊杰").await, before, "every word of it is gone, from the note as well");
    for typed in ["修眉", "二胡", "跑腿", "保安"] {
        assert!(find(&mut staff, typed).await.is_empty(), "{typed}");
    }
}

#[tokio::test]
async fn what_a_record_said_before_a_sheet_is_kept_as_long_as_the_sheet_can_be_undone() {
    let (app, mut staff) = start().await;
    let sheet = "姓名,手机号,特长,同意书\n何俊杰,13900010001,理发,2 号柜\n";
    send_of(&mut staff, "talents", "能人.csv", sheet.as_bytes()).await;
    bring_in(&app, &mut staff).await;
    let kept = "select count(*) from talent_addition";
    assert_eq!(count(&app, kept).await, 1);
    app.pass_days(2).await;
    assert_eq!(count(&app, kept).await, 0);
    assert!(said_by(&app, "何俊杰").await.contains("specialty:hair"), "what was added stays");
}

/// What an able resident's record says, and what it is found by.
pub(super) async fn said_by(app: &TestApp, name: &str) -> String {
    let sql = "select concat_ws('|', t.specialty_other, t.hobbies, t.need_other, t.hours, t.note, t.status,
            array(select trait from talent_trait x where x.tenant_id = t.tenant_id and x.talent_id = t.talent_id order by 1))
        from talent t join resident r using (tenant_id, resident_id) where r.name = $1";
    sqlx::query_scalar(sql).bind(name).fetch_one(&mut app.superuser().await).await.expect("a record")
}

#[tokio::test]
async fn what_a_sheet_of_residents_brought_stays_where_a_household_worker_needs_it() {
    let (app, mut staff) = start().await;
    let url = send_of(&mut staff, "residents", "居民.csv", MESSY.as_bytes()).await.path;
    bring_in(&app, &mut staff).await;
    // Somebody who came with the sheet works in the estate that came with it.
    let new = "/c/shangjin/staff/household-workers/new";
    let estate = area(&staff.get(new).await.ok(), "新苑");
    let fields =
        [("name", "周海涛"), ("phone", "13900020001"), ("trade", "repair"), ("area", &estate), ("paper_kept", "柜")];
    let record = staff.submit("#worker-form", &fields).await.with_status(303).location().to_owned();
    let page = staff.get(&record).await.ok();
    let resident = crate::grids::of(&page, "#resident option", "周**", "value");
    staff.submit("#worker-form", &[("resident", &resident), ("area", &estate)]).await.with_status(303);
    staff.get(&url).await.ok();
    assert!(undo(&mut staff).await.text().contains("有 1 份记录已经有人用过"));
    assert_eq!(count(&app, "select count(*) from estate where name = '新苑'").await, 1);
    assert_eq!(count(&app, "select count(*) from resident where name in ('孟凡', '孟小雨', '石磊')").await, 0);
}

/// The id of an estate that can be ticked.
fn area(page: &Answer, name: &str) -> String {
    let labels = page.texts("label:has(input[name=area])");
    let at = labels.iter().position(|label| label == name).expect("the estate");
    page.attributes("input[name=area]", "value").remove(at)
}

#[tokio::test]
async fn a_household_worker_without_a_signed_paper_does_not_come_in() {
    let (_app, mut staff) = start().await;
    let sheet = "姓名,工种,同意书\n孟秀珍,保洁,\n丁一凡,唱歌,2 号柜\n";
    let page = send_of(&mut staff, "workers", "x.csv", sheet.as_bytes()).await;
    let told = page.texts("[aria-labelledby=problems] li").concat();
    assert!(told.contains("没写同意书放在哪里") && told.contains("会做的活没填或不认识"), "{told}");
    // Nor a sheet in which nobody was asked.
    let page = send_of(&mut staff, "workers", "x.csv", "姓名,工种,备注\n孟秀珍,保洁,2 号柜\n".as_bytes()).await;
    let ways = [("column", "name"), ("column", "trades"), ("column", "note")];
    assert!(staff.submit("#columns-form", &ways).await.with_status(422).text().contains("同意书存放处"));
    staff.get(&page.path).await.ok();
    let ways = [("column", "name"), ("column", "trades"), ("column", "consent")];
    let url = staff.submit("#columns-form", &ways).await.with_status(303).location().to_owned();
    assert!(staff.get(&url).await.ok().text().contains("新增 1 名家政服务员"));
}

#[tokio::test]
async fn every_kind_has_a_template() {
    let (_app, mut staff) = start().await;
    let page = staff.get(SHEETS).await.ok();
    let templates = page.attributes("a[href*='template.xlsx']", "href");
    assert_eq!(templates.len(), 4);
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
