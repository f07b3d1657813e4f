//! Sheets that go out and come back: nothing is lost, nothing is changed that nobody changed.

mod properties;

use chrono::NaiveDate;

use super::diff::Field;
use super::export::{self, Offer, heading};
use super::held::Held;
use super::plan::{Days, SheetPlan, Trouble, plan, prepare};
use super::queries::{Company, Paper, WorkerLine};
use super::words;
use crate::calendar::{
    DayKind, Exception, HolidayRule, HolidayRules, Holidays, OpeningPlan, Span, TimeOfDay, WeeklyHours,
};
use crate::db::{PriceId, ServiceId, TenantId};
use crate::directory::model::CredentialKind;
use crate::directory::price::{Amount, Price, PriceTerms, PriceUnit};
use crate::documents::table::{FileForm, guard, unguard};
use crate::import::headings::{Column, TableKind};
use crate::import::rows::{self, Rows, ServiceRow};
use crate::import::sheet::{SheetTable, read_sheet};
use crate::tenancy::{Category, PlatformData};
use crate::values::{Fen, Minutes};
use crate::vendors::prices::queries::DatedPrice;
use crate::vendors::services::queries::Service;
use crate::web::Locale;

const COMPANY: &str = "晴扫家政";

fn platform() -> PlatformData {
    let category = |code: &str, name: &str| {
        let names = [name.to_owned(), name.to_owned(), code.to_owned()];
        Category::new(code.to_owned(), None, code.to_owned(), names, [const { String::new() }; 3], Vec::new())
    };
    let categories = vec![category("cleaning", "家居保洁"), category("appliance", "家电清洁维修")];
    PlatformData::new(Vec::new(), categories, Holidays::default())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-24")
}

fn company() -> Company {
    Company { name: COMPANY.to_owned(), uscc: Some("91350100M000100Y43".to_owned()) }
}

fn fen(fen: i64) -> Fen {
    Fen::new(fen).unwrap()
}

fn terms(unit: PriceUnit, amount: Amount) -> PriceTerms {
    PriceTerms::new(unit, amount)
}

fn service(name: &str) -> Service {
    Service {
        id: ServiceId::generate(),
        category: "cleaning".to_owned(),
        kind: Some("daily_cleaning".to_owned()),
        name: name.to_owned(),
        included: "擦灰、拖地".to_owned(),
        excluded: String::new(),
        conditions: "提前一天预约".to_owned(),
        minutes_min: Minutes::new(120),
        minutes_max: Minutes::new(240),
        worker_count: 1,
        credentials: vec![CredentialKind::Health],
        suits: Vec::new(),
        hours: None,
        is_active: true,
        revision: 3,
    }
}

fn dated(service: &Service, price: Price, note: &str) -> DatedPrice {
    DatedPrice {
        id: PriceId::generate(),
        service: service.id,
        tenant: None,
        price,
        note: note.to_owned(),
        from: day("2026-01-01"),
        until: None,
    }
}

fn hourly(yuan: i64) -> Price {
    terms(PriceUnit::Hour, Amount::Exact(fen(yuan * 100))).check().unwrap()
}

/// Two services of one company.
fn held() -> Held {
    let services = vec![service("日常保洁"), service("深度保洁")];
    let prices = services.iter().map(|service| dated(service, hourly(40), "")).collect();
    Held { company: company(), services, prices }
}

/// The file that goes out, as it comes back.
fn round_trip(held: &Held, form: FileForm) -> Vec<SheetTable> {
    let grid = export::services(&held.company, &held.offers(today()), &platform());
    read_sheet(&grid.file(form).unwrap(), "价目.csv").unwrap()
}

fn rows_of(mut table: SheetTable) -> Vec<ServiceRow> {
    prepare(&mut table, COMPANY);
    match rows::read(&table, &platform(), today()).unwrap().rows {
        Rows::Services(rows) => rows,
        Rows::Workers(_) => Vec::new(),
    }
}

fn compared(held: &Held, tables: Vec<SheetTable>) -> SheetPlan {
    plan(held, tables, &platform(), Days { today: today(), from: today().succ_opt().unwrap(), rises_from: today() })
}

/// A cell of a table by its column.
fn cell(table: &mut SheetTable, line: usize, column: Column) -> &mut String {
    let name = heading(TableKind::Services, column);
    let at = table.rows[0].1.iter().position(|cell| cell == name).unwrap();
    let cells = &mut table.rows[line].1;
    if cells.len() <= at {
        cells.resize(at + 1, String::new());
    }
    &mut cells[at]
}

fn plan_of(days: &[Vec<(u16, u16)>], is_closed: bool, is_special: bool) -> OpeningPlan {
    use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let span = |(opens, closes): &(u16, u16)| {
        Span::new(TimeOfDay::new(*opens).unwrap(), TimeOfDay::new(*closes).unwrap()).unwrap()
    };
    let spans = [Mon, Tue, Wed, Thu, Fri, Sat, Sun].into_iter().zip(days);
    let spans: Vec<_> = spans.flat_map(|(day, spans)| spans.iter().map(move |one| (day, span(one)))).collect();
    let rules = HolidayRules::default();
    let rules = if is_closed { rules.with(DayKind::HolidayOff, Some(HolidayRule::Closed)) } else { rules };
    let rules = if is_special { rules.with(DayKind::MakeupWorkday, None) } else { rules };
    let exceptions = if is_special { vec![Exception::closed(day("2026-12-31"), None)] } else { Vec::new() };
    OpeningPlan::new(WeeklyHours::new(spans).unwrap(), rules, exceptions).unwrap()
}

#[test]
fn no_cell_is_a_formula() {
    for risky in ["=1+1", "+86", "-5元", "@sum", "\tx", "\rx", "\0x", "＝1", "＋1", "－1", "＠x", "<r><t>x</t></r>"]
    {
        assert_eq!(guard(risky), format!("'{risky}"));
        assert_eq!(unguard(&guard(risky)), risky);
    }
    for plain in ["", "日常保洁", "'引号'", "1=1", "40-55元/小时"] {
        assert_eq!(guard(plain), plain);
        assert_eq!(unguard(plain), plain);
    }
    let mut held = held();
    held.services[0].name = "=HYPERLINK(\"http://x\")".to_owned();
    held.services[0].included = "<r><t>一</t></r>".to_owned();
    for form in [FileForm::Xlsx, FileForm::Csv] {
        let mut table = round_trip(&held, form).remove(0);
        assert_eq!(cell(&mut table, 1, Column::Service), "'=HYPERLINK(\"http://x\")");
        assert_eq!(cell(&mut table, 1, Column::Content), "'<r><t>一</t></r>");
        assert_eq!(rows_of(table)[0].name, held.services[0].name);
    }
}

#[test]
fn a_file_of_text_is_as_the_standards_say() {
    let grid = export::services(&company(), &held().offers(today()), &platform());
    let text = String::from_utf8(grid.file(FileForm::Csv).unwrap()).unwrap();
    assert!(text.starts_with("\u{feff}公司名称,统一社会信用代码,服务类别,服务项目,"));
    assert_eq!(text.matches("\r\n").count(), 3);
    assert!(text.contains("晴扫家政,91350100M000100Y43,家居保洁,日常保洁,擦灰、拖地,,2-4小时,40元/小时,"), "{text}");
}

#[test]
fn hours_are_said_as_people_say_them() {
    let (morning, afternoon, short) = ((510, 720), (780, 1_080), (540, 1_020));
    let work = vec![morning, afternoon];
    let week: Vec<_> = std::iter::repeat_n(work, 5).chain([vec![short], Vec::new()]).collect();
    let said = |days: &[Vec<(u16, u16)>], is_closed| words::hours_words(&plan_of(days, is_closed, false)).unwrap();
    assert_eq!(said(&week, false), "周一至周五8:30-12:00,13:00-18:00；周六9:00-17:00");
    assert_eq!(said(&vec![vec![(0, 1_440)]; 7], true), "每天0:00-24:00；节假日休息");
    assert_eq!(words::hours_words(&plan_of(&[], true, true)), None);
}

#[test]
fn prices_are_said_as_people_say_them() {
    let range = Amount::Range(fen(4_000), fen(5_550));
    let price = PriceTerms { min_qty: Some(2), ..terms(PriceUnit::Hour, range) }.check().unwrap();
    assert_eq!(words::price_words(&price), "40-55.50元/小时，2小时起");
    assert_eq!(words::price_cell(&price, "材料另计"), ("40-55.50元/小时，2小时起，材料另计".to_owned(), true));
    assert_eq!(words::price_cell(&price, "深度60元/小时"), ("40-55.50元/小时，2小时起".to_owned(), false));
    let term = PriceTerms { min_qty: Some(2), ..terms(PriceUnit::Cycle26, Amount::From(fen(700_000))) };
    assert_eq!(words::price_words(&term.check().unwrap()), "7000元起/26天");
}

#[test]
fn what_somebody_changed_is_changed_and_nothing_else() {
    let mut held = held();
    // A rule and a note for which a sheet has no words.
    let week = vec![vec![(540, 1_080)]; 7];
    held.services[0].hours = Some(plan_of(&week, false, true));
    held.prices[0].note = "深度60元/小时".to_owned();
    let mut tables = round_trip(&held, FileForm::Csv);
    *cell(&mut tables[0], 1, Column::Price) = "45元/小时".to_owned();
    *cell(&mut tables[0], 1, Column::Hours) = "周一至周五9:00-18:00".to_owned();
    *cell(&mut tables[0], 1, Column::Exclusions) = "高空外窗".to_owned();
    let found = compared(&held, tables.clone());
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert_eq!((found.added.len(), found.changed.len(), found.same), (0, 1, 1));
    let change = &found.changed[0];
    assert_eq!((change.name.as_str(), change.revision), ("日常保洁", 3));
    let fields: Vec<Field> = change.wanted.fields.iter().map(|diff| diff.field).collect();
    assert_eq!(fields, [Field::Excluded, Field::Price, Field::Hours]);
    assert_eq!(change.wanted.fields[1].before, "40元/小时");
    assert_eq!(change.wanted.fields[1].after, "45元/小时");
    let (price, note) = change.wanted.price.as_ref().unwrap();
    assert_eq!((price, note.as_str()), (&hourly(45), "深度60元/小时"));
    let hours = change.wanted.hours.as_ref().unwrap();
    assert_eq!(hours.exceptions(), held.services[0].hours.as_ref().unwrap().exceptions());
    assert_eq!(hours.rules(), held.services[0].hours.as_ref().unwrap().rules());
    let values = change.wanted.values.as_ref().unwrap();
    assert_eq!((values.excluded.as_str(), values.kind.as_deref()), ("高空外窗", Some("daily_cleaning")));

    // Done, it has nothing more to say.
    held.services[0].excluded = "高空外窗".to_owned();
    held.services[0].hours = Some(hours.clone());
    held.prices[0].until = Some(today());
    let next = DatedPrice { from: day("2026-11-25"), ..dated(&held.services[0], hourly(45), note) };
    held.prices.push(next);
    let again = compared(&held, tables);
    assert!(again.is_empty() && again.problems.is_empty(), "{again:?}");
    // And a sheet with today's price does not take back the one that is to come.
    let fresh = round_trip(&held, FileForm::Csv);
    let later = compared(&held, fresh);
    assert!(later.is_empty() && later.problems.is_empty(), "{later:?}");
}

#[test]
fn a_column_that_is_not_there_changes_nothing_and_an_empty_cell_does() {
    let held = held();
    let mut tables = round_trip(&held, FileForm::Csv);
    *cell(&mut tables[0], 1, Column::Content) = String::new();
    let emptied = compared(&held, tables.clone());
    assert_eq!(emptied.changed[0].wanted.values.as_ref().unwrap().included, "");
    *cell(&mut tables[0], 0, Column::Content) = "别的".to_owned();
    let missing = compared(&held, tables);
    assert!(missing.is_empty() && missing.problems.is_empty(), "{missing:?}");
    assert_eq!(missing.ignored, ["别的"]);
}

#[test]
fn a_row_without_a_company_is_ours_and_one_of_another_is_not() {
    let mut held = held();
    let mut tables = round_trip(&held, FileForm::Csv);
    cell(&mut tables[0], 1, Column::OrgName).clear();
    assert!(compared(&held, tables.clone()).problems.is_empty());
    *cell(&mut tables[0], 0, Column::OrgName) = "别的".to_owned();
    assert!(compared(&held, tables.clone()).problems.is_empty());

    let mut tables = round_trip(&held, FileForm::Csv);
    *cell(&mut tables[0], 1, Column::OrgName) = "蓝鲸家政".to_owned();
    *cell(&mut tables[0], 2, Column::Uscc) = "91000000MADEM00112".to_owned();
    held.services[1].is_active = false;
    let found = compared(&held, tables);
    assert!(found.is_empty());
    let t = Locale::ZhHans.messages();
    let said: Vec<String> = found.problems.iter().map(|problem| problem.text(t)).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].contains("第 2 行“公司名称”") && said[0].contains("蓝鲸家政"), "{said:?}");
    assert!(said[1].contains("第 3 行“统一社会信用代码”"), "{said:?}");
    assert!(said[2].contains("第 3 行“服务项目”"), "{said:?}");
}

#[test]
fn a_new_name_is_a_new_service_and_a_name_stands_once() {
    let held = held();
    let mut tables = round_trip(&held, FileForm::Csv);
    *cell(&mut tables[0], 2, Column::Service) = "擦玻璃".to_owned();
    let found = compared(&held, tables.clone());
    assert_eq!((found.added.len(), found.changed.len(), found.same), (1, 0, 1));
    assert_eq!((found.added[0].values.name.as_str(), &found.added[0].price), ("擦玻璃", &hourly(40)));
    let twice = compared(&held, [tables.clone(), tables].concat());
    assert_eq!(twice.problems.len(), 2, "{:?}", twice.problems);
}

#[test]
fn a_new_price_tells_what_else_it_touches() {
    let mut held = held();
    let community = TenantId::generate();
    let own = DatedPrice { tenant: Some(community), ..dated(&held.services[0], hourly(38), "") };
    let planned = DatedPrice { from: day("2026-12-20"), ..dated(&held.services[0], hourly(50), "") };
    held.prices[0].until = Some(day("2026-12-19"));
    held.prices.extend([own, planned]);
    let mut tables = round_trip(&held, FileForm::Csv);
    *cell(&mut tables[0], 1, Column::Price) = "45元/小时".to_owned();
    let found = compared(&held, tables);
    let fields: Vec<Field> = found.changed[0].wanted.fields.iter().map(|diff| diff.field).collect();
    assert_eq!(fields, [Field::Price, Field::OwnPrices, Field::Planned]);
}

#[test]
fn sheets_that_are_none_of_ours_say_so() {
    let held = held();
    let line = WorkerLine {
        name: "张小花".to_owned(),
        work_no: "0012".to_owned(),
        trades: vec!["保洁".to_owned(), "擦窗".to_owned()],
        since_year: Some(2015),
        papers: vec![
            Paper {
                kind: CredentialKind::Health,
                title: String::new(),
                issued_on: None,
                expires_on: Some(day("2027-03-01")),
            },
            Paper {
                kind: CredentialKind::SkillLevel,
                title: "家政服务员三级".to_owned(),
                issued_on: None,
                expires_on: None,
            },
        ],
    };
    let file = export::workers(&held.company, &[line]).file(FileForm::Xlsx).unwrap();
    let tables = read_sheet(&file, "x.xlsx").unwrap();
    let Rows::Workers(rows) = rows::read(&tables[0], &platform(), today()).unwrap().rows else { panic!("no workers") };
    assert_eq!((rows[0].work_no.as_str(), rows[0].trades.len(), rows[0].since_year), ("0012", 2, Some(2015)));
    assert_eq!(rows[0].credentials.len(), 2);
    let found = compared(&held, tables);
    assert!(matches!(found.problems.as_slice(), [Trouble::Workers { .. }]), "{:?}", found.problems);

    let mut headings_alone = round_trip(&held, FileForm::Csv);
    headings_alone[0].rows.truncate(1);
    assert!(matches!(compared(&held, headings_alone).problems.as_slice(), [Trouble::NoRows]));
}

#[test]
fn a_fingerprint_tells_one_state_from_another() {
    let mut held = held();
    let first = held.fingerprint();
    assert_eq!(held.fingerprint(), first);
    held.prices[0].until = Some(today());
    let second = held.fingerprint();
    held.services[1].revision += 1;
    assert!(first != second && second != held.fingerprint());
}

#[test]
fn an_offer_without_a_price_is_told_so() {
    let mut held = held();
    held.prices.remove(0);
    let offers = held.offers(today());
    assert_eq!(offers.len(), 2);
    let Offer { price, remark, .. } = &offers[0];
    assert!(price.is_none() && remark.contains("还没有价格"), "{remark}");
}
