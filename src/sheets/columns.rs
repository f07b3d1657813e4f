//! What the columns of a sheet mean: guessed from its headings, else from what stands in them, and said by whoever sent it
//! where the guess is wrong.

use super::kind::Kind;
use crate::import::text::{fold_tight, simplify};
use crate::values::Phone;
use crate::web::Messages;

/// What a column means, in a sheet of whichever kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Column {
    /// 小区
    Estate,
    /// 楼栋
    Building,
    /// 单元
    Unit,
    /// 房号
    Room,
    /// Building, unit and room in one: 3-2-1203
    Door,
    /// 网格编号
    Grid,
    /// 住户类型
    Household,
    /// 姓名
    Name,
    /// 手机号
    Phone,
    /// 出生年份, or a birthday, of which the year is kept
    BirthYear,
    /// 年龄
    Age,
    /// 身份证号, of which the year of birth is kept and nothing else
    IdNumber,
    /// 家庭关系
    Relation,
    /// 一老一小
    Tags,
    /// 岗位
    Post,
    /// 开始日期
    From,
    /// 会做的活
    Trades,
    /// 所属单位
    Employer,
    /// 服务小区
    Areas,
    /// 状态
    Status,
    /// 证书种类
    Certificate,
    /// 证书编号
    CertificateNumber,
    /// 证书有效期
    CertificateUntil,
    /// Where the paper lies on which the person agreed
    Consent,
    /// 特长
    Specialties,
    /// 兴趣爱好
    Hobbies,
    /// 愿意做什么
    Wishes,
    /// 想学什么
    Needs,
    /// 时间段, of which there are six
    Times,
    /// 空闲时间, in words
    Hours,
    /// 期望收入, with its unit
    Pay,
    /// Where the paper lies on which the person agreed to be suggested
    Match,
    /// And to be shown to everybody
    Badge,
    /// 备注
    Note,
}

/// How headings call a column, folded and without blanks; the first word is that of the template. A sheet is read with the
/// words of its own kind's columns.
const WORDS: [(Column, &str); 34] = [
    (Column::Estate, "小区 小区名称 苑区 院落 楼盘"),
    (Column::Building, "楼栋 楼号 栋号 楼幢 幢号 楼栋号 楼座 栋 楼"),
    (Column::Unit, "单元 单元号"),
    (Column::Room, "房号 室号 房间号 门牌号 房间 室 户号"),
    (Column::Door, "地址 住址 详细地址 家庭住址 现住址 楼栋房号 房屋地址"),
    (Column::Grid, "网格编号 网格 所属网格 网格号 网格代码"),
    (Column::Household, "住户类型 类型 房屋性质 居住类型 住户性质 户型类别"),
    (Column::Name, "姓名 居民姓名 户主姓名 名字 居民 人员姓名"),
    (Column::Phone, "手机号 电话 联系电话 手机 手机号码 联系方式 电话号码"),
    (Column::BirthYear, "出生年份 出生年月 出生日期 生日 出生"),
    (Column::Age, "年龄 岁数"),
    (Column::IdNumber, "身份证号 身份证 身份证号码 证件号码 公民身份号码 证件号"),
    (Column::Relation, "家庭关系 与户主关系 关系 和户主关系 户主关系"),
    (Column::Tags, "一老一小 人员类别 人群标签 标签 重点人群 特殊人群"),
    (Column::Post, "岗位 职务 职位 身份 角色 担任"),
    (Column::From, "开始日期 任职日期 上任日期 起始日期 任职时间 起任时间"),
    (Column::Trades, "会做的活 工种 想做的工种 服务项目 技能 服务类别 从事工种 擅长"),
    (Column::Employer, "所属单位 所属公司 公司 单位 家政公司 工作单位 服务公司"),
    (Column::Areas, "服务小区 服务区域 服务范围 接单范围"),
    (Column::Status, "状态 接单状态 在岗状态 目前状态"),
    (Column::Certificate, "证书种类 证书 证件 持证情况 证书名称 证件种类"),
    (Column::CertificateNumber, "证书编号 证件编号 证书号 证号"),
    (Column::CertificateUntil, "证书有效期 有效期 有效期至 到期日期 证书到期"),
    (Column::Consent, "同意书存放处 同意书 授权书 告知书存放处 同意书位置"),
    (Column::Specialties, "专业特长 特长 技能特长 才艺"),
    (Column::Hobbies, "兴趣爱好 爱好 兴趣"),
    (Column::Wishes, "愿意做什么 意愿 服务意愿 就业意愿"),
    (Column::Needs, "想学什么 培训需求 想学的 培训意愿"),
    (Column::Times, "时间段 空闲时段 有空时段 时段"),
    (Column::Hours, "空闲时间 有空时间 服务时间 时间"),
    (Column::Pay, "期望收入 期望工资 期望薪资 期望报酬"),
    (Column::Match, "同意匹配 同意推荐 推荐同意书"),
    (Column::Badge, "同意公开 公开同意书"),
    (Column::Note, "备注 说明 其他"),
];

impl Column {
    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Estate => "estate",
            Self::Building => "building",
            Self::Unit => "unit",
            Self::Room => "room",
            Self::Door => "door",
            Self::Grid => "grid",
            Self::Household => "kind",
            Self::Name => "name",
            Self::Phone => "phone",
            Self::BirthYear => "birth_year",
            Self::Age => "age",
            Self::IdNumber => "id_number",
            Self::Relation => "relation",
            Self::Tags => "tags",
            Self::Post => "post",
            Self::From => "from",
            Self::Trades => "trades",
            Self::Employer => "employer",
            Self::Areas => "areas",
            Self::Status => "status",
            Self::Certificate => "certificate",
            Self::CertificateNumber => "certificate_number",
            Self::CertificateUntil => "certificate_until",
            Self::Consent => "consent",
            Self::Specialties => "specialties",
            Self::Hobbies => "hobbies",
            Self::Wishes => "wishes",
            Self::Needs => "needs",
            Self::Times => "times",
            Self::Hours => "hours",
            Self::Pay => "pay",
            Self::Match => "match",
            Self::Badge => "badge",
            Self::Note => "note",
        }
    }

    /// Reads the database's word.
    pub fn parse(code: &str) -> Option<Self> {
        WORDS.iter().map(|(column, _)| *column).find(|column| column.code() == code)
    }

    /// What a sheet calls it.
    pub fn heading(self) -> &'static str {
        let words = WORDS.iter().find(|(column, _)| *column == self).map_or("", |(_, words)| words);
        words.split(' ').next().unwrap_or_default()
    }

    /// What a page calls it.
    pub fn label(self, t: &Messages) -> &'static str {
        let (r, s, w) = (&t.residents, &t.community_sheets, &t.household_workers);
        match self {
            Self::Estate => s.column_estate,
            Self::Building => r.building,
            Self::Unit => r.unit,
            Self::Room => r.room_no,
            Self::Door => s.column_door,
            Self::Grid => t.grids.code,
            Self::Household => r.kind,
            Self::Name => r.name,
            Self::Phone => r.phone,
            Self::BirthYear => r.birth_year,
            Self::Age => s.column_age,
            Self::IdNumber => s.column_id_number,
            Self::Relation => r.relation,
            Self::Tags => r.tags,
            Self::Post => s.column_post,
            Self::From => s.column_from,
            Self::Trades => w.trades,
            Self::Employer => w.employer,
            Self::Areas => w.areas,
            Self::Status => w.status,
            Self::Certificate => w.certificate_kind,
            Self::CertificateNumber => w.certificate_number,
            Self::CertificateUntil => w.certificate_expires,
            Self::Consent => s.column_consent,
            Self::Specialties => t.talents.specialties,
            Self::Hobbies => t.talents.hobbies,
            Self::Wishes => t.talents.wishes,
            Self::Needs => t.talents.needs,
            Self::Times => t.talents.times,
            Self::Hours => t.talents.hours,
            Self::Pay => t.talents.pay,
            Self::Match => s.column_match,
            Self::Badge => s.column_badge,
            Self::Note => r.note,
        }
    }
}

/// The heading row is one of this many first rows with content: titles may stand above it.
const ROWS_SEARCHED: usize = 8;
/// Fewer known headings than this are a coincidence.
const LEAST_KNOWN: usize = 2;
/// Rows that are looked at to tell what an unnamed column holds.
const SAMPLE: usize = 50;

/// What a heading says, if it says something known: exactly, or with more around it.
fn by_words(kind: Kind, heading: &str) -> Option<Column> {
    let folded = simplify(&fold_tight(heading));
    let bare: String = folded.chars().filter(|c| !"*:：★".contains(*c)).collect();
    let bare = bare.split('(').next().unwrap_or_default();
    let own = || WORDS.iter().filter(|(column, _)| kind.columns().contains(column));
    let words = || own().flat_map(|(column, words)| words.split(' ').map(move |word| (*column, word)));
    words().find(|(_, word)| *word == bare).map(|(column, _)| column).or_else(|| {
        // 户主联系电话, 现居住小区: the longest known word that it ends with.
        let ends = words().filter(|(_, word)| word.chars().count() >= 2 && bare.ends_with(word));
        ends.max_by_key(|(_, word)| word.len()).map(|(column, _)| column)
    })
}

/// The rows of a table, each with its line.
pub(crate) type Rows = Vec<(u32, Vec<String>)>;

/// Where the headings stand, and what each column means; none where no row has headings.
pub(crate) fn guess(kind: Kind, rows: &Rows) -> Option<(usize, Vec<Option<Column>>)> {
    let known = |row: &[String]| row.iter().filter(|cell| by_words(kind, cell).is_some()).count();
    // The first of several with as many: what follows is data.
    let (place, (_, head)) = rows
        .iter()
        .enumerate()
        .take(ROWS_SEARCHED)
        .rev()
        .max_by_key(|(_, (_, row))| known(row))
        .filter(|(_, (_, row))| known(row) >= LEAST_KNOWN)?;
    let width = rows.iter().map(|(_, row)| row.len()).max().unwrap_or_default();
    let mut columns: Vec<Option<Column>> = vec![None; width];
    for (column, cell) in columns.iter_mut().zip(head) {
        *column = by_words(kind, cell);
    }
    // Of two that mean the same the first counts.
    for index in (0..width).rev() {
        if columns[index].is_some() && columns[..index].contains(&columns[index]) {
            columns[index] = None;
        }
    }
    if !columns.contains(&Some(Column::Phone)) {
        let is_number = |index: usize| {
            let cells = || rows.iter().skip(place + 1).take(SAMPLE).filter_map(|(_, row)| row.get(index));
            let (filled, numbers) = cells().filter(|cell| !cell.is_empty()).fold((0, 0), |(filled, numbers), cell| {
                (filled + 1, numbers + usize::from(Phone::parse_mobile(cell).is_ok()))
            });
            filled > 0 && numbers * 2 > filled
        };
        let found = (0..width).find(|index| columns[*index].is_none() && is_number(*index));
        if let Some(index) = found {
            columns[index] = Some(Column::Phone);
        }
    }
    Some((place, columns))
}

#[cfg(test)]
mod tests {
    use super::Column::{BirthYear, Building, Estate, Name, Phone, Relation, Room, Unit};
    use super::*;

    fn rows(lines: &[&str]) -> Rows {
        (1..).zip(lines.iter().map(|line| line.split(',').map(str::to_owned).collect())).collect()
    }

    #[test]
    fn headings_are_found_under_titles_and_in_other_words() {
        let sheet = rows(&[
            "尚锦社区居民信息登记表",
            "填表人：梁静怡,,2026年11月",
            "序号,小区名称,楼 号,單元,房间号,户主姓名*,联系电话(必填),出生年月,与户主关系",
            "1,锦苑东区,3栋,1,301,秦建军,13800000002,1957.3,户主",
        ]);
        let (place, columns) = guess(Kind::Residents, &sheet).unwrap();
        assert_eq!(place, 2);
        let expected = [
            None,
            Some(Estate),
            Some(Building),
            Some(Unit),
            Some(Room),
            Some(Name),
            Some(Phone),
            Some(BirthYear),
            Some(Relation),
        ];
        assert_eq!(columns, expected);
    }

    #[test]
    fn a_column_of_numbers_is_the_phone_whatever_it_is_called() {
        let sheet = rows(&["姓名,房号,微信", "张伟,301,13800000001", "李娜,302,", "王芳,303,139 0000 0002"]);
        assert_eq!(
            guess(Kind::Residents, &sheet).unwrap().1,
            [Some(Column::Name), Some(Column::Room), Some(Column::Phone)]
        );
    }

    #[test]
    fn of_two_columns_that_mean_the_same_the_first_counts() {
        let sheet = rows(&["姓名,房号,电话,联系电话"]);
        assert_eq!(guess(Kind::Residents, &sheet).unwrap().1[2..], [Some(Column::Phone), None]);
    }

    #[test]
    fn what_has_no_headings_is_not_guessed() {
        assert_eq!(guess(Kind::Residents, &rows(&["张伟,301", "李娜,302"])), None);
        assert_eq!(guess(Kind::Residents, &rows(&[""])), None);
    }

    #[test]
    fn headings_are_read_as_the_kind_of_sheet_calls_them() {
        let sheet = rows(&["网格,担任职务,姓名,联系电话,任职日期", "SJ-01,网格长,赵春生,13800000001,2026-12-01"]);
        let expected = [Column::Grid, Column::Post, Name, Phone, Column::From].map(Some);
        assert_eq!(guess(Kind::Posts, &sheet).unwrap().1, expected);
        let sheet = rows(&["姓名,服务小区,所属公司,同意书存放处,证书编号"]);
        let expected = [Name, Column::Areas, Column::Employer, Column::Consent, Column::CertificateNumber].map(Some);
        assert_eq!(guess(Kind::Workers, &sheet).unwrap().1, expected);
    }

    #[test]
    fn the_templates_read_themselves() {
        for kind in Kind::ALL {
            for column in kind.columns() {
                assert_eq!(by_words(kind, column.heading()), Some(*column), "{}", column.heading());
                assert_eq!(Column::parse(column.code()), Some(*column));
            }
        }
    }
}
