//! What is kept of household workers, and in which words.

use chrono::{NaiveDate, TimeDelta};

use crate::web::Messages;

/// Where somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// 可接单
    Available,
    /// 在岗: works in a household.
    Placed,
    /// 休息
    Resting,
    /// 已离开: works here no more.
    Left,
}

impl Status {
    /// Every standing, in the order of lists.
    pub const ALL: [Self; 4] = [Self::Available, Self::Placed, Self::Resting, Self::Left];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Placed => "placed",
            Self::Resting => "resting",
            Self::Left => "left",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.household_workers;
        match self {
            Self::Available => t.status_available,
            Self::Placed => t.status_placed,
            Self::Resting => t.status_resting,
            Self::Left => t.status_left,
        }
    }
}

/// What a standing in the database is called.
pub fn status_label(code: &str, t: &Messages) -> &'static str {
    Status::parse(code).map_or("", |status| status.label(t))
}

/// What a certificate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertificateKind {
    /// 居家上门服务证
    HomeVisitPermit,
    /// 健康证
    Health,
    /// 背景核查
    BackgroundCheck,
    /// 职业技能等级证书
    SkillLevel,
    /// 保险
    Insurance,
    /// 结业证明
    Training,
    /// Anything else.
    Other,
}

impl CertificateKind {
    /// Every kind, in the order of lists.
    pub const ALL: [Self; 7] = [
        Self::HomeVisitPermit,
        Self::Health,
        Self::BackgroundCheck,
        Self::SkillLevel,
        Self::Insurance,
        Self::Training,
        Self::Other,
    ];

    /// Those by which somebody has learned a trade, as long as it is written down which: any other, such as a health
    /// certificate, tells of no trade even so.
    pub const LEARNED: [Self; 3] = [Self::SkillLevel, Self::Training, Self::Other];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::HomeVisitPermit => "home_visit_permit",
            Self::Health => "health",
            Self::BackgroundCheck => "background_check",
            Self::SkillLevel => "skill_level",
            Self::Insurance => "insurance",
            Self::Training => "training",
            Self::Other => "other",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let (d, w) = (&t.directory, &t.household_workers);
        match self {
            Self::HomeVisitPermit => d.credential_home_visit_permit,
            Self::Health => d.credential_health,
            Self::BackgroundCheck => d.credential_background_check,
            Self::SkillLevel => d.credential_skill_level,
            Self::Insurance => d.credential_insurance,
            Self::Training => w.certificate_training,
            Self::Other => w.certificate_other,
        }
    }
}

/// What a kind of certificate in the database is called.
pub fn certificate_label(code: &str, t: &Messages) -> &'static str {
    CertificateKind::parse(code).unwrap_or(CertificateKind::Other).label(t)
}

/// Within so many days before its last a certificate is about to expire.
const SOON: TimeDelta = TimeDelta::days(30);

/// Where a certificate stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// It holds, or nobody said until when.
    Sound,
    /// It holds for 30 days at most.
    Soon,
    /// Its last day is over.
    Expired,
}

impl Validity {
    /// Where a certificate stands.
    pub fn of(expires_on: Option<NaiveDate>, today: NaiveDate) -> Self {
        match expires_on {
            Some(last) if last < today => Self::Expired,
            Some(last) if last <= today + SOON => Self::Soon,
            _ => Self::Sound,
        }
    }

    /// What it is called; nothing where it is sound.
    pub fn label(self, t: &Messages) -> Option<&'static str> {
        let t = &t.household_workers;
        match self {
            Self::Sound => None,
            Self::Soon => Some(t.validity_soon),
            Self::Expired => Some(t.validity_expired),
        }
    }
}

/// What a list's certificates are narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Papers {
    /// One that expires within 30 days.
    Soon,
    /// One that has expired.
    Expired,
    /// None at all.
    None,
}

impl Papers {
    /// Every choice, in the order of the list.
    pub const ALL: [Self; 3] = [Self::Soon, Self::Expired, Self::None];

    /// The word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Soon => "soon",
            Self::Expired => "expired",
            Self::None => "none",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|papers| papers.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.household_workers;
        match self {
            Self::Soon => t.validity_soon,
            Self::Expired => t.validity_expired,
            Self::None => t.papers_none,
        }
    }

    /// The last days that certificates have which it is about, on a day: the first and the last of them.
    pub fn days(self, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        match self {
            Self::Soon => Some((today, today + SOON)),
            Self::Expired => Some((NaiveDate::from_ymd_opt(1900, 1, 1)?, today.pred_opt()?)),
            Self::None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        assert!(Status::ALL.into_iter().all(|status| Status::parse(status.code()) == Some(status)));
        assert!(CertificateKind::ALL.into_iter().all(|kind| CertificateKind::parse(kind.code()) == Some(kind)));
        assert!(Papers::ALL.into_iter().all(|papers| Papers::parse(papers.code()) == Some(papers)));
    }

    #[test]
    fn a_certificate_holds_to_the_end_of_its_last_day() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let of = |days| Validity::of(Some(today + TimeDelta::days(days)), today);
        assert_eq!(
            (of(-1), of(0), of(30), of(31)),
            (Validity::Expired, Validity::Soon, Validity::Soon, Validity::Sound)
        );
        assert_eq!(Validity::of(None, today), Validity::Sound);
    }

    #[test]
    fn lists_and_marks_agree_about_days() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        for days in -40..40 {
            let last = today + TimeDelta::days(days);
            let within = |papers: Papers| papers.days(today).is_some_and(|(from, to)| (from..=to).contains(&last));
            let validity = Validity::of(Some(last), today);
            assert_eq!(within(Papers::Soon), validity == Validity::Soon, "{days}");
            assert_eq!(within(Papers::Expired), validity == Validity::Expired, "{days}");
        }
    }
}
