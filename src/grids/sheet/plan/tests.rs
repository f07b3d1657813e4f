use super::*;
use crate::db::{BuildingId, EstateId, GrantId, PersonId};
use crate::sheets::columns::{Rows, guess};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// 锦苑东区 1栋 and 3栋 in SJ-01, whose leader is 赵春生; 和风里 1栋 in SJ-03; 锦苑西区 8栋 in none.
fn known() -> Known {
    let (one, three) = (GridId::generate(), GridId::generate());
    let building = |estate: &str, name: &str, grid| Building {
        id: BuildingId::generate(),
        estate: EstateId::generate(),
        estate_name: estate.to_owned(),
        name: name.to_owned(),
        grid,
        households: 0,
    };
    let leader = Post {
        id: GrantId::generate(),
        person: PersonId::generate(),
        kind: PostKind::GridLeader,
        place: one.uuid(),
        holder: "赵春生".to_owned(),
        phone: None,
        from: today() - Days::new(100),
        to: None,
        stands_in_for: None,
    };
    Known {
        grids: [("SJ-01".to_owned(), one), ("SJ-03".to_owned(), three)].into(),
        buildings: vec![
            building("锦苑东区", "1栋", Some(one)),
            building("锦苑东区", "3栋", Some(one)),
            building("和风里", "1栋", Some(three)),
            building("锦苑西区", "8栋", None),
        ],
        posts: vec![leader],
        names: [("13800000001".to_owned(), "林晓梅".to_owned())].into(),
    }
}

fn looked_at(lines: &[&str]) -> (Plan, Found) {
    let rows: Rows = (1..).zip(lines.iter().map(|line| line.split(',').map(str::to_owned).collect())).collect();
    let (head, columns) = guess(crate::sheets::Kind::Posts, &rows).expect("headings");
    plan(&known(), today(), &Sheet { rows: rows[head + 1..].to_vec(), columns })
}

const HEAD: &str = "网格编号,小区,楼栋,岗位,姓名,手机号,任职日期";

#[test]
fn posts_are_given_where_they_are_vacant() {
    let (plan, found) = looked_at(&[
        HEAD,
        "sj-01,,,物业管家,林晓梅,13800000001,2026-12-01",
        "SJ-01,,,网格长,赵春生,,",
        ",和风里,1号楼,网格长,何俊杰,13911112222,2024年5月1日",
        ",,3栋,楼栋长,秦建军,,",
        ",锦苑东区,3,楼长,冯玉珍,13911112223,",
        ",锦苑东区,3,楼长,冯玉珍,13911112223,",
    ]);
    assert_eq!(found.problems, []);
    let planned: Vec<_> =
        plan.posts.iter().map(|post| (post.kind, post.place_name.as_str(), post.name.as_str())).collect();
    let expected = [
        (PostKind::PropertySteward, "SJ-01", "林晓梅"),
        (PostKind::GridLeader, "SJ-03", "何俊杰"),
        (PostKind::BuildingLeader, "锦苑东区3栋", "秦建军"),
        (PostKind::BuildingLeader, "锦苑东区3栋", "冯玉珍"),
    ];
    assert_eq!(planned, expected);
    let counts = found.counts;
    assert_eq!((counts.posts, counts.people, counts.same, counts.unused), (4, 3, 2, 1));
    assert_eq!(plan.posts[0].from.to_string(), "2026-12-01");
    assert!(plan.posts[1..].iter().all(|post| post.from == today()), "what was before is not written after the fact");
}

#[test]
fn every_fault_names_its_line() {
    let (_, found) = looked_at(&[
        HEAD,
        "SJ-01,,,保安,张伟,,",
        "SJ-09,,,网格长,张伟,,",
        ",,,物业管家,张伟,,",
        "SJ-03,锦苑东区,3栋,楼栋长,张伟,,",
        "SJ-01,,,楼栋长,张伟,,",
        ",,1栋,楼栋长,张伟,,",
        ",锦苑东区,9栋,楼栋长,张伟,,",
        ",锦苑西区,8栋,社区干部,张伟,,",
        "SJ-01,,,网格长,张伟,,",
        "SJ-03,,,网格长,张,,",
        "SJ-03,,,网格长,张伟,12345,",
        "SJ-03,,,网格长,张伟,13800000001,",
        "SJ-03,,,网格长,张伟,,2099-01-01",
        "SJ-03,,,网格长,张伟,,去年",
    ]);
    let expected = [
        Fault::Post,
        Fault::Grid,
        Fault::NoGrid,
        Fault::OtherGrid,
        Fault::Building,
        Fault::Estate,
        Fault::NoBuilding,
        Fault::NoGrid,
        Fault::Held,
        Fault::Name,
        Fault::Phone,
        Fault::OtherName,
        Fault::Day,
        Fault::Day,
    ];
    let faults: Vec<_> = found.problems.into_iter().map(|problem| (problem.line, problem.fault)).collect();
    assert_eq!(faults, (2..).zip(expected).collect::<Vec<_>>());
}

#[test]
fn a_sheet_agrees_with_itself() {
    let (plan, found) = looked_at(&[
        HEAD,
        "SJ-03,,,网格长,张伟,13911112222,",
        "SJ-03,,,网格长,李娜,,",
        "SJ-03,,,物业管家,李娜,13911112222,",
    ]);
    let faults: Vec<_> = found.problems.into_iter().map(|problem| (problem.line, problem.fault)).collect();
    assert_eq!(faults, [(3, Fault::Held), (4, Fault::OtherName)]);
    assert_eq!(plan.posts.len(), 1);
}
