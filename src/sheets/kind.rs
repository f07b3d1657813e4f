//! What a sheet is of.

use super::columns::Column;
use super::found::Counts;
use crate::access::Capability;
use crate::web::Messages;

/// What a sheet is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Estates, buildings, households and residents.
    Residents,
    /// Who holds which post.
    Posts,
    /// Household workers.
    Workers,
    /// Able residents.
    Talents,
}

impl Kind {
    /// Every kind, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Residents, Self::Posts, Self::Workers, Self::Talents];

    /// The word in the database, in forms and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Residents => "residents",
            Self::Posts => "posts",
            Self::Workers => "workers",
            Self::Talents => "talents",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.community_sheets;
        match self {
            Self::Residents => t.kind_residents,
            Self::Posts => t.kind_posts,
            Self::Workers => t.kind_workers,
            Self::Talents => t.kind_talents,
        }
    }

    /// What whoever brings one in must be able to do by hand.
    pub fn capability(self) -> Capability {
        match self {
            Self::Residents => Capability::ResidentRecords,
            Self::Posts => Capability::GridPosts,
            Self::Workers => Capability::HouseholdWorkers,
            Self::Talents => Capability::Talents,
        }
    }

    /// What its columns may mean, in the order of the choice.
    pub fn columns(self) -> &'static [Column] {
        use Column as C;
        match self {
            Self::Residents => &[
                C::Estate,
                C::Building,
                C::Unit,
                C::Room,
                C::Door,
                C::Grid,
                C::Household,
                C::Name,
                C::Phone,
                C::BirthYear,
                C::Age,
                C::IdNumber,
                C::Relation,
                C::Tags,
                C::Note,
            ],
            Self::Posts => &[C::Grid, C::Estate, C::Building, C::Post, C::Name, C::Phone, C::From],
            Self::Workers => &[
                C::Name,
                C::Phone,
                C::BirthYear,
                C::Age,
                C::IdNumber,
                C::Trades,
                C::Employer,
                C::Areas,
                C::Status,
                C::Certificate,
                C::CertificateNumber,
                C::CertificateUntil,
                C::Consent,
                C::Note,
            ],
            Self::Talents => &[
                C::Name,
                C::Phone,
                C::Specialties,
                C::Hobbies,
                C::Wishes,
                C::Needs,
                C::Trades,
                C::Times,
                C::Hours,
                C::Pay,
                C::Consent,
                C::Match,
                C::Badge,
                C::Note,
            ],
        }
    }

    /// Those that the template offers.
    pub fn template(self) -> Vec<Column> {
        let is_offered = |column: &Column| !matches!(column, Column::Door | Column::Age | Column::IdNumber);
        self.columns().iter().copied().filter(is_offered).collect()
    }

    /// Rows that show what is meant in the template; they are made up, and say so.
    pub fn examples(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Residents => &[
                &["锦苑东区", "3栋", "1", "301", "SJ-01", "户籍", "示例（导入前删掉）", "", "1957", "户主", "", ""],
                &[
                    "锦苑东区",
                    "3栋",
                    "1",
                    "301",
                    "SJ-01",
                    "户籍",
                    "示例（导入前删掉）",
                    "",
                    "1959",
                    "配偶",
                    "",
                    "敲门后多等一会儿",
                ],
            ],
            Self::Posts => &[
                &["SJ-01", "", "", "网格长", "示例（导入前删掉）", "", "2026-12-01"],
                &["", "锦苑东区", "3栋", "楼栋长", "示例（导入前删掉）", "", ""],
            ],
            Self::Talents => &[&[
                "示例（导入前删掉）",
                "",
                "做饭面点、修钟表",
                "下象棋",
                "教别人、兼职",
                "手机电脑",
                "陪诊",
                "周末上午、工作日晚上",
                "周三要接孩子",
                "每小时 30 元",
                "便民站文件柜 2 号",
                "便民站文件柜 2 号",
                "不同意",
                "",
            ]],
            Self::Workers => &[&[
                "示例（导入前删掉）",
                "",
                "1980",
                "家务、家庭照护",
                "晴扫家政",
                "锦苑东区",
                "可接单",
                "健康证",
                "",
                "2027-06-30",
                "便民站文件柜 2 号",
                "",
            ]],
        }
    }

    /// Columns of which every group must have one.
    pub fn needs(self) -> &'static [&'static [Column]] {
        match self {
            Self::Residents => &[&[Column::Building, Column::Door]],
            Self::Posts => &[&[Column::Grid, Column::Building], &[Column::Post], &[Column::Name]],
            Self::Workers => &[&[Column::Name], &[Column::Trades], &[Column::Consent]],
            Self::Talents => &[&[Column::Name], &[Column::Consent]],
        }
    }

    /// Says that such a column is missing.
    pub fn needs_text(self, t: &Messages) -> &'static str {
        let t = &t.community_sheets;
        match self {
            Self::Residents => t.error_columns,
            Self::Posts => t.error_columns_posts,
            Self::Workers => t.error_columns_workers,
            Self::Talents => t.error_columns_talents,
        }
    }

    /// What it would change, or has changed.
    pub fn summary(self, counts: &Counts, t: &Messages) -> String {
        let t = &t.community_sheets;
        match self {
            Self::Residents => {
                t.summary(counts.rows, counts.residents, counts.doors, counts.buildings, counts.estates, counts.same)
            }
            Self::Posts => t.summary_posts(counts.rows, counts.posts, counts.people, counts.same),
            Self::Workers => t.summary_workers(counts.rows, counts.workers, counts.certificates, counts.same),
            Self::Talents => t.summary_talents(counts.rows, counts.talents, counts.added, counts.joined, counts.same),
        }
    }

    /// What of it stays out or is taken otherwise than written, where there is any.
    pub fn unused(self, counts: &Counts, t: &Messages) -> Option<String> {
        let t = &t.community_sheets;
        (counts.unused > 0).then(|| match self {
            Self::Residents => t.unused(counts.unused),
            Self::Posts => t.unused_posts(counts.unused),
            Self::Workers => t.unused_workers(counts.unused),
            Self::Talents => t.unused_talents(counts.unused),
        })
    }

    /// What it has brought stays where somebody has used it since.
    pub fn undo_lead(self, until: String, t: &Messages) -> String {
        let t = &t.community_sheets;
        match self {
            Self::Residents => t.undo_lead(until),
            Self::Posts => t.undo_lead_posts(until),
            Self::Workers => t.undo_lead_workers(until),
            Self::Talents => t.undo_lead_talents(until),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_complete() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.code()), Some(kind));
            assert!(kind.examples().iter().all(|row| row.len() == kind.template().len()), "{kind:?}");
            assert!(kind.needs().iter().flat_map(|group| group.iter()).all(|column| kind.columns().contains(column)));
        }
    }
}
