//! Where a recommendation stands, and who vouches.

use serde::{Deserialize, Serialize};

use crate::jobs::ApplicationStatus;

crate::values::coded! {
    /// Where a recommendation stands.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Status in recommendations {
        /// The person is asked; the employer knows of nothing.
        Waiting "waiting" status_waiting,
        /// The person said yes, and the employer reads it with their application.
        Given "given" status_given,
        /// They were hired.
        Hired "hired" status_hired,
        /// They were not.
        NotHired "not_hired" status_not_hired,
        /// The person or the community took it back.
        Withdrawn "withdrawn" status_withdrawn,
        /// The person said no.
        Declined "declined" status_declined,
        /// The posting ended before they answered.
        Lapsed "lapsed" status_lapsed,
    }
}

impl Status {
    /// Whether the person or the community may still take it back.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Given)
    }

    /// Whether the person said yes and nobody has taken it back: its employer reads it, and something may become of it.
    pub fn was_given(self) -> bool {
        matches!(self, Self::Given | Self::Hired | Self::NotHired)
    }

    /// Whether somebody relies on it: staff, who have asked the person, or the employer, who reads it.
    pub fn is_relied_on(self) -> bool {
        matches!(self, Self::Waiting | Self::Given | Self::Hired)
    }

    /// What becomes of one that was given, with its application; none where nothing does.
    pub fn after(application: ApplicationStatus) -> Option<Self> {
        match application {
            ApplicationStatus::Hired | ApplicationStatus::Retained => Some(Self::Hired),
            ApplicationStatus::Rejected => Some(Self::NotHired),
            ApplicationStatus::Withdrawn => Some(Self::Withdrawn),
            _ => None,
        }
    }
}

/// What somebody says to a recommendation, as staff take it down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reply {
    /// They want it.
    Yes,
    /// They do not.
    No,
}

impl Reply {
    /// Both, in the order of forms.
    pub const ALL: [Self; 2] = [Self::Yes, Self::No];

    /// The word in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
        }
    }

    /// Whether a recommendation stands as it does because of it.
    pub fn led_to(self, status: Status) -> bool {
        match self {
            Self::Yes => status.was_given(),
            Self::No => status == Status::Declined,
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reply| reply.code() == code)
    }
}

crate::values::coded! {
    /// Who vouches for somebody.
    pub enum Source in recommendations {
        /// A company that they trained with.
        Company "company" source_company,
        /// A property company.
        Property "property" source_property,
        /// Neighbours.
        Neighbours "neighbours" source_neighbours,
        /// The community itself.
        Community "community" source_community,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back() {
        assert!(Status::ALL.into_iter().all(|status| Status::parse(status.code()) == Some(status)));
        assert!(Source::ALL.into_iter().all(|source| Source::parse(source.code()) == Some(source)));
        assert!(Reply::ALL.into_iter().all(|reply| Reply::parse(reply.code()) == Some(reply)));
        // Messages that are kept are read by the same words.
        assert!(Status::ALL.into_iter().all(|status| serde_json::to_value(status).unwrap() == status.code()));
    }

    #[test]
    fn it_ends_as_its_application_does() {
        let ends: Vec<_> = ApplicationStatus::ALL
            .into_iter()
            .filter_map(|application| Some((application.code(), Status::after(application)?.code())))
            .collect();
        assert_eq!(
            ends,
            [("hired", "hired"), ("retained", "hired"), ("rejected", "not_hired"), ("withdrawn", "withdrawn")]
        );
    }
}
