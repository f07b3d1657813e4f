use super::Fault::{Building, Estate, Grid, Kind, Name, Phone, Room, Unit, Year};
use super::*;
use crate::sheets::columns::{Rows, guess};
use crate::sheets::found::Problem;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn known() -> Known {
    let (east, west) = (EstateId::generate(), EstateId::generate());
    let (one, three) = (BuildingId::generate(), BuildingId::generate());
    let home = HouseholdId::generate();
    Known {
        estates: [("锦苑东区".to_owned(), east), ("锦苑西区".to_owned(), west)].into(),
        buildings: [((east, "1".to_owned()), one), ((east, "3".to_owned()), three)].into(),
        doors: [((three, "1".to_owned(), "301".to_owned()), home)].into(),
        people: [(home, "秦建军".to_owned())].into(),
        numbers: [(Secrets::new([1; 32]).phone_hash("13800000001"), "林晓梅".to_owned())].into(),
        grids: [("SJ-01".to_owned(), GridId::generate())].into(),
    }
}

fn looked_at(lines: &[&str]) -> (Plan, Found) {
    let rows: Rows = (1..).zip(lines.iter().map(|line| line.split(',').map(str::to_owned).collect())).collect();
    let (head, columns) = guess(crate::sheets::Kind::Residents, &rows).expect("headings");
    let sheet = Sheet { rows: rows[head + 1..].to_vec(), columns };
    plan(&known(), &Secrets::new([1; 32]), today(), &sheet)
}

fn planned(lines: &[&str]) -> (Plan, Counts) {
    let (plan, found) = looked_at(lines);
    assert_eq!(found.problems, [] as [Problem; 0]);
    (plan, found.counts)
}

fn faults(lines: &[&str]) -> Vec<(u32, Fault)> {
    looked_at(lines).1.problems.into_iter().map(|problem| (problem.line, problem.fault)).collect()
}

const HEAD: &str = "小区,楼栋,单元,房号,姓名,手机号,出生年份,家庭关系,住户类型,网格,一老一小";

#[test]
fn a_sheet_adds_what_is_missing_and_nothing_twice() {
    let (plan, counts) = planned(&[
        HEAD,
        "锦苑东区,3号楼,1单元,301室,秦建军,13800000002,1957,户主",
        "锦苑东区,3栋,1,301,冯玉珍,,1959,妻子",
        "锦苑东区,3,1,301,冯玉珍,,1959,妻子",
        "锦苑西区,8,2,502,林晓梅,13800000001",
        "锦苑西区,8,2,503,何静,138 0000 0009,,户主,出租",
        "和风里,1,,101,张伟,无,/,本人,商品房,sj-01,独居老人",
        "和风里,1,,102",
    ]);
    assert_eq!((plan.estates.as_slice(), plan.buildings.len()), (&["和风里".to_owned()][..], 2));
    assert_eq!(counts.doors, 4, "502 and 503, 101 and 102");
    let names: Vec<&str> = plan.residents.iter().map(|one| one.name.as_str()).collect();
    assert_eq!((names.as_slice(), counts.same), (&["冯玉珍", "何静", "张伟"][..], 3));
    assert_eq!(plan.buildings[0].name, "8栋");
    assert_eq!(plan.doors.iter().filter(|door| door.kind == HouseholdKind::Rented).count(), 1);
    assert!(plan.buildings[1].grid.is_some());
}

#[test]
fn merged_cells_mean_the_home_above() {
    let (plan, _) =
        planned(&["楼栋,房号,姓名,手机号", "1栋,301,张建国,13800000011", ",,刘秀英,", ",302,王芳,", ",,王小明,"]);
    let homes: Vec<(&str, &str)> =
        plan.residents.iter().map(|one| (one.name.as_str(), plan.doors[one.door].room.as_str())).collect();
    assert_eq!(homes, [("张建国", "301"), ("刘秀英", "301"), ("王芳", "302"), ("王小明", "302")]);
}

#[test]
fn an_address_in_one_cell_is_taken_apart() {
    let (plan, _) = planned(&["姓名,家庭住址,身份证号", "张伟,锦苑东区1号楼2单元301室,000000198001010013"]);
    assert_eq!(plan.residents[0].birth_year, Some(1980));
    assert_eq!((plan.doors[0].unit.as_str(), plan.doors[0].room.as_str()), ("2", "301"));
}

#[test]
fn every_fault_names_its_line() {
    let found = faults(&[
        HEAD,
        ",9,1,101,张伟",
        "锦苑东区,,1,101,张伟",
        "锦苑东区,3,123456789,101,张伟",
        "锦苑东区,3,1,,张伟",
        "锦苑东区,3,1,1/2,张伟",
        "锦苑东区,3,1,101,张",
        "锦苑东区,3,1,101,张伟,12345",
        "锦苑东区,3,1,101,张伟,,54",
        "锦苑东区,3,1,101,张伟,,,,不知道",
        "锦苑东区,3,1,101,张伟,,,,,SJ-99",
    ]);
    let expected = [Estate, Building, Unit, Room, Room, Name, Phone, Year, Kind, Grid];
    assert_eq!(found, (2..).zip(expected).collect::<Vec<_>>());
}
