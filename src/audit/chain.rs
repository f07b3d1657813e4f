//! The chain: each deed's hash covers the one before it, so that nothing can be changed, left out or moved unseen.

use chrono::{DateTime, SubsecRound, Utc};
use sha2::{Digest, Sha256};

use crate::db::{GrantId, PersonId, TenantId};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The hash before the first deed.
pub const BEGINNING: Hash = [0; 32];

/// Something that staff did, or a resident about their own record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Where.
    pub tenant: TenantId,
    /// Who.
    pub person: PersonId,
    /// Under which grant; [`GrantId::NONE`]: in their own affairs.
    pub grant: GrantId,
    /// Their name then.
    pub name: String,
    /// What: the form's address below the console, with its placeholders.
    pub action: String,
    /// The form's address.
    pub address: String,
    /// The fields that it changed, by the names that [`super::actions::FIELDS`] knows; empty where a deed has none.
    pub changed: Vec<String>,
    /// When, to the microsecond: PostgreSQL keeps no more.
    pub at: DateTime<Utc>,
}

/// The last deed of a tenant: its number and its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// How many deeds there are.
    pub seq: i64,
    /// The last one's hash.
    pub hash: Hash,
}

impl Head {
    /// Before the first deed.
    pub const NONE: Self = Self { seq: 0, hash: BEGINNING };

    /// The head after one more deed.
    #[must_use]
    pub fn after(self, deed: &Deed) -> Self {
        let seq = self.seq + 1;
        let mut sha = Sha256::new();
        sha.update(self.hash);
        sha.update(seq.to_be_bytes());
        sha.update(deed.tenant.uuid());
        sha.update(deed.person.uuid());
        sha.update(deed.grant.uuid());
        sha.update(deed.at.trunc_subsecs(6).timestamp_micros().to_be_bytes());
        // Lengths keep apart what would else run together.
        for text in [&deed.name, &deed.action, &deed.address] {
            sha.update((text.len() as u64).to_be_bytes());
            sha.update(text);
        }
        for field in &deed.changed {
            sha.update((field.len() as u64).to_be_bytes());
            sha.update(field);
        }
        Self { seq, hash: sha.finalize().into() }
    }
}
