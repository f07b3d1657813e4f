//! A household as far as costs depend on it.

use thiserror::Error;

/// What a household tells about itself to see its own cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Home {
    sqm: u32,
    rooms: u8,
    hours: Option<u8>,
    times_per_month: u8,
}

impl Home {
    /// Accepted floor area, in ㎡.
    pub const SQM: std::ops::RangeInclusive<u32> = 5..=2_000;
    /// Accepted number of rooms.
    pub const ROOMS: std::ops::RangeInclusive<u8> = 1..=20;
    /// Accepted length of a visit, in hours.
    pub const HOURS: std::ops::RangeInclusive<u8> = 1..=24;
    /// Accepted number of visits in a month.
    pub const TIMES: std::ops::RangeInclusive<u8> = 1..=31;

    /// A home of `sqm` square metres with `rooms` rooms, wanting `times_per_month` visits of `hours` hours
    /// (`None`: as long as the offer typically takes).
    ///
    /// # Errors
    /// Names the first figure outside its range.
    pub fn new(sqm: u32, rooms: u8, hours: Option<u8>, times_per_month: u8) -> Result<Self, HomeError> {
        if !Self::SQM.contains(&sqm) {
            return Err(HomeError::Sqm);
        }
        if !Self::ROOMS.contains(&rooms) {
            return Err(HomeError::Rooms);
        }
        if hours.is_some_and(|hours| !Self::HOURS.contains(&hours)) {
            return Err(HomeError::Hours);
        }
        if !Self::TIMES.contains(&times_per_month) {
            return Err(HomeError::TimesPerMonth);
        }
        Ok(Self { sqm, rooms, hours, times_per_month })
    }

    /// Floor area in ㎡.
    #[must_use]
    pub const fn sqm(self) -> u32 {
        self.sqm
    }

    /// Number of rooms.
    #[must_use]
    pub const fn rooms(self) -> u8 {
        self.rooms
    }

    /// Wished length of a visit in hours; `None` leaves it to the offer.
    #[must_use]
    pub const fn hours(self) -> Option<u8> {
        self.hours
    }

    /// Wished number of visits in a month.
    #[must_use]
    pub const fn times_per_month(self) -> u8 {
        self.times_per_month
    }
}

impl Default for Home {
    /// A usual flat: 90 ㎡, 2 rooms, one visit a month of the offer's own length.
    fn default() -> Self {
        Self { sqm: 90, rooms: 2, hours: None, times_per_month: 1 }
    }
}

/// Which figure of a home is outside its range. The texts are keys, the words for people are messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum HomeError {
    /// Floor area outside [`Home::SQM`].
    #[error("home-sqm")]
    Sqm,
    /// Rooms outside [`Home::ROOMS`].
    #[error("home-rooms")]
    Rooms,
    /// Hours outside [`Home::HOURS`].
    #[error("home-hours")]
    Hours,
    /// Visits outside [`Home::TIMES`].
    #[error("home-times")]
    TimesPerMonth,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homes_have_bounds() {
        assert_eq!(Home::new(90, 2, None, 1), Ok(Home::default()));
        assert_eq!(Home::new(4, 2, None, 1), Err(HomeError::Sqm));
        assert_eq!(Home::new(2_001, 2, None, 1), Err(HomeError::Sqm));
        assert_eq!(Home::new(90, 0, None, 1), Err(HomeError::Rooms));
        assert_eq!(Home::new(90, 2, Some(0), 1), Err(HomeError::Hours));
        assert_eq!(Home::new(90, 2, Some(25), 1), Err(HomeError::Hours));
        assert_eq!(Home::new(90, 2, None, 32), Err(HomeError::TimesPerMonth));
    }
}
