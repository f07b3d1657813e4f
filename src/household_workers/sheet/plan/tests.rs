use super::*;
use crate::sheets::columns::{Rows, guess};

fn known() -> Known {
    let secrets = Secrets::new([1; 32]);
    Known {
        numbers: [secrets.phone_hash("13800000001")].into(),
        names: ["何静".to_owned()].into(),
        orgs: [("晴扫家政".to_owned(), OrgId::generate())].into(),
        estates: [("锦苑东区".to_owned(), EstateId::generate()), ("和风里".to_owned(), EstateId::generate())].into(),
    }
}

fn looked_at(lines: &[&str]) -> (Plan, Found) {
    let rows: Rows = (1..).zip(lines.iter().map(|line| line.split(',').map(str::to_owned).collect())).collect();
    let (head, columns) = guess(crate::sheets::Kind::Workers, &rows).expect("headings");
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    plan(&known(), &Secrets::new([1; 32]), today, &Sheet { rows: rows[head + 1..].to_vec(), columns })
}

const HEAD: &str = "姓名,手机号,出生年份,工种,所属单位,服务小区,状态,证书种类,证书编号,证书有效期,同意书存放处,备注";

#[test]
fn a_sheet_is_read_as_people_write_it() {
    let (plan, found) = looked_at(&[
        HEAD,
        "王秀英,13911112221,1975,月嫂、育婴,晴扫家政,锦苑東區、和风里,在岗,健康证,610123456,2027年6月30日,2号柜,只做白班",
        "王秀英,13911112221,,,,,,母婴护理职业技能证,,,,",
        "王秀英,13911112221,,,,,,健康证,610123456,2027-06-30,,",
        "李娜,,,保洁,个体户,东湖,,,,,2号柜,",
        "林晓梅,13800000001,,保洁,,,,,,,2号柜,",
        "何静,,,保洁,,全社区,,,,,2号柜,",
    ]);
    assert_eq!(found.problems, []);
    let counts = found.counts;
    assert_eq!((counts.workers, counts.certificates, counts.same, counts.unused), (2, 2, 3, 1));
    let [wang, li] = &plan.workers[..] else { panic!("{plan:?}") };
    assert_eq!(wang.trades, [Trade::Maternity, Trade::Infant]);
    assert_eq!((wang.areas.len(), wang.status, wang.org.is_some()), (2, Status::Placed, true));
    let kinds: Vec<_> = wang.certificates.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [CertificateKind::Health, CertificateKind::SkillLevel]);
    assert_eq!((li.employer.as_str(), li.areas.len(), li.status), ("个体户", 0, Status::Available));
    assert_eq!(li.paper_kept, "2号柜");
}

#[test]
fn every_fault_names_its_line() {
    let (_, found) = looked_at(&[
        HEAD,
        "王,13911112221,,保洁,,,,,,,2号柜,",
        "王秀英,1391,,保洁,,,,,,,2号柜,",
        "王秀英,,54,保洁,,,,,,,2号柜,",
        "王秀英,,,,,,,,,,2号柜,",
        "王秀英,,,唱歌,,,,,,,2号柜,",
        "王秀英,,,保洁,,,不知道,,,,2号柜,",
        "王秀英,,,保洁,,,,驾照,,,2号柜,",
        "王秀英,,,保洁,,,,,610123,,2号柜,",
        "王秀英,,,保洁,,,,健康证,,明年,2号柜,",
        "王秀英,,,保洁,,,,,,,,",
        "王秀英,13911112222,,保洁,,,,,,,2号柜,",
        "李娜,13911112222,,保洁,,,,,,,2号柜,",
    ]);
    let expected = [
        Fault::Name,
        Fault::Phone,
        Fault::Year,
        Fault::Trade,
        Fault::Trade,
        Fault::Status,
        Fault::Certificate,
        Fault::CertificateNumber,
        Fault::Day,
        Fault::Consent,
    ];
    let mut faults: Vec<_> = found.problems.into_iter().map(|problem| (problem.line, problem.fault)).collect();
    assert_eq!(faults.pop(), Some((13, Fault::OtherName)));
    assert_eq!(faults, (2..).zip(expected).collect::<Vec<_>>());
}

#[test]
fn the_words_of_the_pages_are_understood() {
    let t = crate::web::Locale::ZhHans.messages();
    assert!(Status::ALL.into_iter().all(|one| status(one.label(t)) == Some(one)));
    assert!(CertificateKind::ALL.into_iter().all(|one| certificate(one.label(t)) == Some(one)));
}
