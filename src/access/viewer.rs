//! Who is signed in, and what is known of them with every request.

use chrono::{DateTime, Utc};

use super::Grant;
use super::session::Session;
use crate::db::PersonId;

/// The signed-in person behind a request.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Who.
    pub id: PersonId,
    /// The name to greet.
    pub name: String,
    /// The phone, masked; absent for people without one.
    pub phone_masked: Option<String>,
    /// The session that proves it.
    pub session: Session,
    /// Whether they have a password; records that staff made have none at first.
    pub has_password: bool,
    /// Whether a code is asked of them besides.
    pub has_factor: bool,
    /// The grants that hold today, here: an operator's is among them in a community only while they have entered it.
    pub grants: Vec<Grant>,
    /// Whether they run the platform, wherever they are.
    pub is_operator: bool,
    /// Until when they are here as one.
    pub entered_until: Option<DateTime<Utc>>,
    /// How many messages of theirs are unread.
    pub unread: i64,
}

impl Viewer {
    /// The identity the person chose, or the first there is.
    pub fn acting(&self) -> Option<&Grant> {
        self.session.grant.and_then(|id| self.grants.iter().find(|g| g.id == id)).or(self.grants.first())
    }

    /// Whether any grant of theirs is a staff role.
    pub fn is_staff(&self) -> bool {
        self.grants.iter().any(|grant| grant.role.is_staff())
    }
}
