//! The four tasks of a community's party committee.

use crate::web::Messages;

/// What an activity serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 统筹规划
    Planning,
    /// 资源整合
    Resources,
    /// 凝聚共识
    Consensus,
    /// 服务创新
    Innovation,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Planning, Self::Resources, Self::Consensus, Self::Innovation];

    /// The word in the table and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Planning => "planning",
            Self::Resources => "resources",
            Self::Consensus => "consensus",
            Self::Innovation => "innovation",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.code() == code)
    }

    /// What people call it.
    pub fn label(self, t: &Messages) -> &'static str {
        match self {
            Self::Planning => t.party.planning,
            Self::Resources => t.party.resources,
            Self::Consensus => t.party.consensus,
            Self::Innovation => t.party.innovation,
        }
    }
}
