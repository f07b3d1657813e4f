//! Parts of the portal that a community may do without.

/// One of them. Where it is off, its pages are not there and nothing leads to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Feature {
    /// The board of notices and its feed.
    Notices,
    /// What there is to do (找工作), and applying for it.
    Jobs,
    /// Courses, their calendar, and asking for a seat.
    Training,
    /// Who looks after me (我的网格).
    Care,
    /// Signing in with a code from staff.
    Codes,
    /// Companies apply to serve here.
    Join,
}

impl Feature {
    /// Every one, in the order of the settings.
    pub const ALL: [Self; 6] = [Self::Notices, Self::Jobs, Self::Training, Self::Care, Self::Join, Self::Codes];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Notices => "notices",
            Self::Jobs => "jobs",
            Self::Training => "training",
            Self::Care => "care",
            Self::Codes => "codes",
            Self::Join => "join",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|feature| feature.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back() {
        for feature in Feature::ALL {
            assert_eq!(Feature::parse(feature.code()), Some(feature));
        }
    }
}
