//! Heading rows as communities write them.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const KINDS: [TableKind; 2] = [TableKind::Services, TableKind::Workers];

fn table(rows: &[&[&str]]) -> SheetTable {
    let rows = (1..).zip(rows).map(|(line, cells)| (line, cells.iter().map(|cell| (*cell).to_owned()).collect()));
    SheetTable { name: "表".to_owned(), rows: rows.collect() }
}

fn find(headings: &[&str]) -> Result<Headings, HeadingsError> {
    Headings::find(&table(&[headings]))
}

fn columns(headings: &Headings) -> Vec<Column> {
    headings.columns.iter().map(|found| found.column).collect()
}

#[test]
fn services_are_understood_in_any_order_and_form() {
    let found =
        find(&["＊收費標準（元／小時）", " 公 司 名 称 ", "服務類別", "序号", "服务\n项目：", "起步价/最低收费"])
            .unwrap();
    assert_eq!(found.kind, TableKind::Services);
    assert_eq!(columns(&found), [Column::Price, Column::OrgName, Column::Category, Column::Service, Column::MinCharge]);
    assert_eq!(found.ignored, [(3, "序号".to_owned())]);
    assert_eq!(found.price_unit(), Some(PriceUnit::Hour));
    assert!(found.has(Column::Price) && !found.has(Column::Deposit));
}

#[test]
fn workers_are_told_from_services() {
    let found =
        find(&["公司名称", "姓名", "工号", "工种", "从业年份/从业年限", "健康证有效期", "备注", "联系电话"]).unwrap();
    assert_eq!(found.kind, TableKind::Workers);
    assert_eq!(
        columns(&found)[3..],
        [Column::Trade, Column::WorkingSince, Column::HealthCertificateUntil, Column::WorkerProfile]
    );
    // A worker's own number is not the company's telephone, and is not read at all.
    assert_eq!(found.ignored, [(7, "联系电话".to_owned())]);
}

#[test]
fn titles_may_stand_above_the_heading() {
    let heading: &[&str] = &["公司名称", "服务类别", "服务项目", "收费标准"];
    let data: &[&str] = &["晴扫家政", "家居保洁", "日常保洁"];
    let titled = table(&[&["尚锦社区服务价目表"], &["制表：居委会", "2026-11-23"], heading, data]);
    let found = Headings::find(&titled).unwrap();
    assert_eq!(found.row, 2);
    let rows: Vec<_> = found.data(&titled).collect();
    assert_eq!(rows.len(), 1);
    let (line, cells) = rows[0];
    assert_eq!((line, found.cell(cells, Column::OrgName)), (4, "晴扫家政"));
    assert_eq!(found.cell(cells, Column::Price), "", "a short row has blank cells");
    assert_eq!(found.cell(cells, Column::Deposit), "", "a missing column is blank");

    let mut rows: Vec<&[&str]> = vec![&["标题"]; 5];
    rows.push(heading);
    assert_eq!(Headings::find(&table(&rows)).unwrap().row, 5);
    rows.insert(0, &["标题"]);
    assert_eq!(Headings::find(&table(&rows)), Err(HeadingsError::NotFound));
}

#[test]
fn unusable_headings_say_why() {
    assert_eq!(find(&["甲", "乙", "公司名称"]), Err(HeadingsError::NotFound));
    assert_eq!(Headings::find(&table(&[])), Err(HeadingsError::NotFound));
    assert_eq!(
        find(&["公司名称", "服务项目", "营业时间"]),
        Err(HeadingsError::Missing {
            kind: TableKind::Services,
            line: 1,
            columns: vec![Column::Category, Column::Price]
        })
    );
    assert_eq!(
        find(&["公司名称", "姓名"]),
        Err(HeadingsError::Missing { kind: TableKind::Workers, line: 1, columns: vec![Column::WorkerNo] })
    );
    assert_eq!(
        find(&["公司名称", "服务类别", "服务项目", "收费标准", "价格（元）"]),
        Err(HeadingsError::Duplicate {
            column: Column::Price,
            line: 1,
            headings: ["收费标准".to_owned(), "价格（元）".to_owned()]
        })
    );
    let both = ["公司名称", "服务类别", "服务项目", "收费标准", "姓名", "工号"];
    assert_eq!(find(&both), Err(HeadingsError::BothKinds { line: 1 }));
}

#[test]
fn no_word_means_two_columns_and_every_word_is_in_plain_form() {
    for kind in KINDS {
        let mut seen = BTreeSet::new();
        for word in words::tables(kind).flat_map(|(_, words)| words.split(' ')) {
            assert!(seen.insert(word), "{word} twice");
            assert_eq!(plain(word), word);
        }
    }
}

#[test]
fn a_sample_sheet_is_understood_to_its_last_column() {
    for kind in KINDS {
        let (columns_of_kind, headings): (Vec<_>, Vec<_>) = kind.sample_headings().unzip();
        let found = find(&headings).unwrap();
        assert_eq!((found.kind, columns(&found)), (kind, columns_of_kind));
        assert!(found.ignored.is_empty());
    }
}

#[test]
fn codes_differ() {
    let all: BTreeSet<_> = KINDS.into_iter().flat_map(TableKind::sample_headings).map(|(column, _)| column).collect();
    let codes: BTreeSet<_> = all.iter().map(|column| column.code()).collect();
    assert_eq!(codes.len(), all.len());
}

proptest! {
    #[test]
    fn order_does_not_matter(
        headings in Just(TableKind::Services.sample_headings().collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let (expected, words): (Vec<_>, Vec<_>) = headings.into_iter().unzip();
        prop_assert_eq!(columns(&find(&words).unwrap()), expected);
    }

    #[test]
    fn nothing_panics(headings in proptest::collection::vec("[公司名称姓工号价格()（）/ *a]{0,6}", 0..8)) {
        let headings: Vec<_> = headings.iter().map(String::as_str).collect();
        let _ = find(&headings);
    }
}
