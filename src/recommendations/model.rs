//! Where a recommendation stands, and who vouches.

use serde::{Deserialize, Serialize};

use crate::jobs::ApplicationStatus;
use crate::web::Messages;

/// Where a recommendation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The person is asked; the employer knows of nothing.
    Waiting,
    /// The person said yes, and the employer reads it with their application.
    Given,
    /// They were hired.
    Hired,
    /// They were not.
    NotHired,
    /// The person or the community took it back.
    Withdrawn,
    /// The person said no.
    Declined,
    /// The posting ended before they answered.
    Lapsed,
}

impl Status {
    /// Every one of them, in the order of lists.
    pub const ALL: [Self; 7] =
        [Self::Waiting, Self::Given, Self::Hired, Self::NotHired, Self::Withdrawn, Self::Declined, Self::Lapsed];

    /// The word in the database and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Given => "given",
            Self::Hired => "hired",
            Self::NotHired => "not_hired",
            Self::Withdrawn => "withdrawn",
            Self::Declined => "declined",
            Self::Lapsed => "lapsed",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Whether the person or the community may still take it back.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Given)
    }

    /// Whether the person said yes and nobody has taken it back: its employer reads it, and something may become of it.
    pub fn was_given(self) -> bool {
        matches!(self, Self::Given | Self::Hired | Self::NotHired)
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

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.recommendations;
        match self {
            Self::Waiting => t.status_waiting,
            Self::Given => t.status_given,
            Self::Hired => t.status_hired,
            Self::NotHired => t.status_not_hired,
            Self::Withdrawn => t.status_withdrawn,
            Self::Declined => t.status_declined,
            Self::Lapsed => t.status_lapsed,
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

/// Who vouches for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A company that they trained with.
    Company,
    /// A property company.
    Property,
    /// Neighbours.
    Neighbours,
    /// The community itself.
    Community,
}

impl Source {
    /// Every one of them, in the order of forms.
    pub const ALL: [Self; 4] = [Self::Company, Self::Property, Self::Neighbours, Self::Community];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Property => "property",
            Self::Neighbours => "neighbours",
            Self::Community => "community",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.recommendations;
        match self {
            Self::Company => t.source_company,
            Self::Property => t.source_property,
            Self::Neighbours => t.source_neighbours,
            Self::Community => t.source_community,
        }
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
