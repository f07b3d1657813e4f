//! The units that services are priced in.

use serde::{Deserialize, Serialize};

/// What one price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceUnit {
    /// One hour of one worker.
    Hour,
    /// One visit, order or package, however long it takes.
    Visit,
    /// One square metre of floor or glass.
    Sqm,
    /// One calendar month of service.
    Month,
    /// One working day.
    Day,
    /// One appliance or object.
    Piece,
    /// One running metre, as wardrobes are measured.
    Metre,
    /// 26 working days, the customary term of a maternity nurse.
    Cycle26,
}

impl PriceUnit {
    /// Every unit, in the order in which a form offers them.
    pub const ALL: [Self; 8] =
        [Self::Hour, Self::Visit, Self::Sqm, Self::Month, Self::Day, Self::Piece, Self::Metre, Self::Cycle26];

    /// The stable code for the database, addresses and message keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Visit => "visit",
            Self::Sqm => "sqm",
            Self::Month => "month",
            Self::Day => "day",
            Self::Piece => "piece",
            Self::Metre => "metre",
            Self::Cycle26 => "cycle26",
        }
    }

    /// The unit with this code, if there is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.code() == code)
    }

    /// The UN/CEFACT Recommendation 20 code for schema.org `unitCode`.
    ///
    /// `None` for the two units without one: a visit and 26 days are given as `unitText` instead.
    #[must_use]
    pub const fn un_cefact(self) -> Option<&'static str> {
        match self {
            Self::Hour => Some("HUR"),
            Self::Sqm => Some("MTK"),
            Self::Month => Some("MON"),
            Self::Day => Some("DAY"),
            Self::Piece => Some("C62"),
            Self::Metre => Some("MTR"),
            Self::Visit | Self::Cycle26 => None,
        }
    }

    /// Whether the price covers a whole term of work instead of a single visit.
    #[must_use]
    pub const fn is_term(self) -> bool {
        matches!(self, Self::Month | Self::Cycle26)
    }
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error as ValueError, StrDeserializer};

    use super::*;

    #[test]
    fn codes_are_stable_and_lead_back() {
        let codes = PriceUnit::ALL.map(PriceUnit::code);
        assert_eq!(codes, ["hour", "visit", "sqm", "month", "day", "piece", "metre", "cycle26"]);
        for unit in PriceUnit::ALL {
            assert_eq!(PriceUnit::from_code(unit.code()), Some(unit));
        }
        assert_eq!(PriceUnit::from_code("Hour"), None);
        assert_eq!(PriceUnit::from_code(""), None);
    }

    #[test]
    fn the_serialized_form_is_the_code() {
        for unit in PriceUnit::ALL {
            let code: StrDeserializer<'_, ValueError> = unit.code().into_deserializer();
            assert_eq!(PriceUnit::deserialize(code), Ok(unit));
        }
    }
}
