//! What people write in a record in their own words, and how long that may be.

use super::Profile;

/// A text of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// What they are good at.
    SpecialtyOther,
    /// What they like to do.
    Hobbies,
    /// What they would like to learn.
    NeedOther,
    /// When they have time.
    Hours,
    /// Anything else.
    Note,
}

impl Written {
    /// Every text, in the order of forms.
    pub const ALL: [Self; 5] = [Self::SpecialtyOther, Self::Hobbies, Self::NeedOther, Self::Hours, Self::Note];

    /// What a record says there.
    pub fn of(self, profile: &Profile) -> &str {
        match self {
            Self::SpecialtyOther => &profile.specialty_other,
            Self::Hobbies => &profile.hobbies,
            Self::NeedOther => &profile.need_other,
            Self::Hours => &profile.hours,
            Self::Note => &profile.note,
        }
    }

    /// The most characters that may stand there where a record says `held` so far. What two records said together may be longer
    /// than anybody may write: it may stay so, and get shorter.
    pub fn most(self, held: Option<&Profile>) -> usize {
        let most = match self {
            Self::SpecialtyOther | Self::NeedOther | Self::Hours => 60,
            Self::Hobbies => 100,
            Self::Note => 200,
        };
        held.map_or(most, |held| most.max(self.of(held).chars().count()))
    }
}
