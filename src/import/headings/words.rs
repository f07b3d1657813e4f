//! The words by which sheets call their columns, folded and in simplified characters.

use super::{Column, TableKind};

/// A column and its words, with blanks between; the first is the one that a sample sheet uses.
type Words = (Column, &'static str);

const BOTH: &[Words] = &[
    (
        Column::OrgName,
        "公司名称 公司 企业名称 企业 单位名称 单位 机构名称 机构 商家名称 商家 服务商 \
         服务商名称 家政公司 家政公司名称 所属公司 所属单位 所属机构 所属企业 运营商",
    ),
    (Column::Uscc, "统一社会信用代码 社会信用代码 信用代码 统一信用代码 营业执照号 营业执照号码"),
];

const SERVICES: &[Words] = &[
    (Column::OrgProfile, "公司简介 企业简介 单位简介 机构简介 商家简介 公司介绍 企业介绍 简介 单位介绍"),
    (Column::Phone, "联系电话 电话 联系方式 服务电话 咨询电话 预约电话 公司电话 联系手机 手机号 手机"),
    (Column::EngagementModel, "经营模式 用工模式 管理模式 经营方式 用工方式 员工制/中介制 员工制中介制"),
    (Column::Category, "服务类别 服务类型 服务分类 服务大类 类别 类型 分类 所属类别 所属分类"),
    (Column::Service, "服务项目 服务名称 项目名称 服务项目名称 项目 服务"),
    (Column::Content, "服务内容 内容 服务范围 包含内容 服务明细 具体内容 服务描述"),
    (Column::Exclusions, "不含内容 不包含 不含 不包含内容 不含项目 不包括"),
    (Column::Duration, "服务时长 时长 所需时间 服务用时 用时 预计时长 单次时长 服务时间长度"),
    (
        Column::Price,
        "收费标准 价格 收费 单价 价格标准 服务价格 收费价格 资费 资费标准 费用 报价 \
         参考价格 收费金额",
    ),
    (Column::CallOutFee, "上门费 上门服务费 上门费用 出车费"),
    (Column::MinCharge, "起步价 最低收费 最低消费 起步费 起价 最低收费标准"),
    (Column::HolidaySurcharge, "节假日加价 节假日加收 节日加价 节假日加价比例 节假日上浮 节假日涨价 法定节假日加价"),
    (Column::Deposit, "押金 保证金 定金"),
    (
        Column::Conditions,
        "服务条件 说明 服务说明 备注 注意事项 服务须知 其他说明 服务要求 条件 补充说明 预约条件 预约须知",
    ),
    (Column::Hours, "营业时间 服务时间 上班时间 工作时间 开放时间 可服务时间 服务时段 可预约时间"),
    (
        Column::Estates,
        "服务小区 覆盖小区 小区 服务区域 服务范围小区 可服务小区 适用小区 上门小区 \
         服务覆盖小区 覆盖区域",
    ),
    (
        Column::NeededCredentials,
        "所需证件 所需证书 需要证件 人员证件 持证要求 证件要求 资质要求 所需资质 需持证件 应持证件",
    ),
    (Column::Audience, "适合人群 适用人群 服务对象 人群 面向人群 服务人群"),
    (Column::WorkerCount, "所需人数 服务人数 人数 上门人数 人员数量 派工人数"),
    (
        Column::VerifiedOn,
        "核实日期 核实时间 核对日期 更新日期 更新时间 核验日期 审核日期 最后核实日期 最近核实 最近核对",
    ),
];

const WORKERS: &[Words] = &[
    (
        Column::WorkerName,
        "姓名 名字 人员姓名 员工姓名 服务人员姓名 服务人员 服务员姓名 家政员姓名 \
         家政服务员 阿姨姓名",
    ),
    (Column::WorkerNo, "工号 员工号 员工编号 人员编号 服务员编号 工牌号 编号 工作证号"),
    (Column::Trade, "工种 岗位 职业 服务工种 从事工种 服务类别 服务类型 技能 职业工种 从业类别"),
    (Column::SkillLevel, "技能等级 等级 级别 职业技能等级 星级 职业等级"),
    (
        Column::WorkingSince,
        "从业年份 从业时间 入行年份 入行时间 从业起始年份 开始从业年份 从业起始时间 \
         从业日期",
    ),
    (Column::YearsOfExperience, "从业年限 工作年限 从业经验 工作经验 经验年限 行业年限 从业年数 工龄"),
    (Column::YearsWithOrg, "服务年限 在职年限 司龄 入职年限 本公司年限 本单位年限 在本公司年限"),
    (
        Column::Certificates,
        "证书 持有证书 职业证书 资格证书 技能证书 证书名称 所持证书 职业资格证书 \
         职业技能等级证书 证件",
    ),
    (
        Column::HealthCertificateUntil,
        "健康证有效期 健康证有效期至 健康证到期日 健康证到期日期 健康证到期时间 健康证 \
         健康证明有效期 健康证截止日期",
    ),
    (
        Column::BackgroundCheckedOn,
        "背景核查日期 背景调查日期 背调日期 背景核查时间 背景审查日期 背景核查 背景调查 \
         无犯罪记录核查日期",
    ),
    (
        Column::HomeVisitPermitUntil,
        "居家上门服务证有效期 居家上门服务证有效期至 上门服务证有效期 上门服务证有效期至 \
         居家上门服务证到期日 居家上门服务证 上门服务证 上门证有效期 居家上门服务证到期日期",
    ),
    (
        Column::InsuranceUntil,
        "保险有效期 保险有效期至 保险到期日 保险到期日期 保险到期时间 保险 意外险有效期 \
         责任险有效期 保险截止日期",
    ),
    (Column::WorkerProfile, "个人简介 自我介绍 个人介绍 人员简介 员工简介 简介 备注"),
];

/// The column that a plain heading means in a table of this kind.
pub fn column(plain: &str, kind: TableKind) -> Option<Column> {
    tables(kind).find(|(_, words)| words.split(' ').any(|word| word == plain)).map(|(column, _)| *column)
}

/// The words of a kind of table, in the order of a sample sheet.
pub fn tables(kind: TableKind) -> impl Iterator<Item = &'static Words> {
    let own = match kind {
        TableKind::Services => SERVICES,
        TableKind::Workers => WORKERS,
    };
    BOTH.iter().chain(own)
}
