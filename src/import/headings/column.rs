//! The columns that the import understands.

/// A column that the import understands. Messages name it by [`Column::code`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// 公司名称, in both kinds.
    OrgName,
    /// 统一社会信用代码, in both kinds.
    Uscc,
    /// 公司简介
    OrgProfile,
    /// 联系电话 of the company
    Phone,
    /// 经营模式: 员工制 or 中介制
    EngagementModel,
    /// 服务类别
    Category,
    /// 服务项目
    Service,
    /// 服务内容
    Content,
    /// 不含内容
    Exclusions,
    /// 服务时长, see [`crate::import::duration_text`]
    Duration,
    /// 收费标准, see [`crate::import::price_text`]
    Price,
    /// 上门费
    CallOutFee,
    /// 起步价 or 最低收费
    MinCharge,
    /// 节假日加价
    HolidaySurcharge,
    /// 押金
    Deposit,
    /// 服务条件 or 说明
    Conditions,
    /// 营业时间, see [`crate::import::hours_text`]
    Hours,
    /// 服务小区
    Estates,
    /// 所需证件
    NeededCredentials,
    /// 适合人群: 老人, 婴幼儿
    Audience,
    /// 所需人数
    WorkerCount,
    /// 核实日期
    VerifiedOn,
    /// 姓名 of a worker
    WorkerName,
    /// 工号
    WorkerNo,
    /// 工种
    Trade,
    /// 技能等级
    SkillLevel,
    /// 从业年份: the year in which the worker began
    WorkingSince,
    /// 从业年限: years of experience
    YearsOfExperience,
    /// 服务年限: years with this company
    YearsWithOrg,
    /// 证书
    Certificates,
    /// 健康证有效期
    HealthCertificateUntil,
    /// 背景核查日期
    BackgroundCheckedOn,
    /// 居家上门服务证有效期
    HomeVisitPermitUntil,
    /// 保险有效期
    InsuranceUntil,
    /// 个人简介
    WorkerProfile,
}

impl Column {
    /// The stable code, for message keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OrgName => "org-name",
            Self::Uscc => "uscc",
            Self::OrgProfile => "org-profile",
            Self::Phone => "phone",
            Self::EngagementModel => "engagement-model",
            Self::Category => "category",
            Self::Service => "service",
            Self::Content => "content",
            Self::Exclusions => "exclusions",
            Self::Duration => "duration",
            Self::Price => "price",
            Self::CallOutFee => "call-out-fee",
            Self::MinCharge => "min-charge",
            Self::HolidaySurcharge => "holiday-surcharge",
            Self::Deposit => "deposit",
            Self::Conditions => "conditions",
            Self::Hours => "hours",
            Self::Estates => "estates",
            Self::NeededCredentials => "needed-credentials",
            Self::Audience => "audience",
            Self::WorkerCount => "worker-count",
            Self::VerifiedOn => "verified-on",
            Self::WorkerName => "worker-name",
            Self::WorkerNo => "worker-no",
            Self::Trade => "trade",
            Self::SkillLevel => "skill-level",
            Self::WorkingSince => "working-since",
            Self::YearsOfExperience => "years-of-experience",
            Self::YearsWithOrg => "years-with-org",
            Self::Certificates => "certificates",
            Self::HealthCertificateUntil => "health-certificate-until",
            Self::BackgroundCheckedOn => "background-checked-on",
            Self::HomeVisitPermitUntil => "home-visit-permit-until",
            Self::InsuranceUntil => "insurance-until",
            Self::WorkerProfile => "worker-profile",
        }
    }
}
