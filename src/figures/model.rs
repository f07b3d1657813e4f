//! What is counted.

/// A figure that a community keeps of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// Doors behind which somebody is on file, of all doors.
    Doors,
    /// Residents on file who live here.
    Residents,
    /// Of them those who are elders.
    Elders,
    /// Posts in grids and buildings that are held, of those there are.
    Posts,
    /// Companies that are admitted.
    Vendors,
    /// Offers that residents see.
    Listings,
    /// Of them those that nobody has confirmed for long.
    Stale,
    /// What residents asked and nobody has answered for two days.
    Care,
    /// Notices published in thirty days.
    Notices,
}

impl Key {
    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Doors => "doors",
            Self::Residents => "residents",
            Self::Elders => "elders",
            Self::Posts => "posts",
            Self::Vendors => "vendors",
            Self::Listings => "listings",
            Self::Stale => "stale",
            Self::Care => "care",
            Self::Notices => "notices",
        }
    }
}

/// A community in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Figures {
    pub households: i64,
    pub doors: i64,
    pub residents: i64,
    pub elders: i64,
    pub posts: i64,
    pub posts_held: i64,
    pub vendors: i64,
    pub listings: i64,
    pub stale: i64,
    pub care: i64,
    pub notices: i64,
}

impl Figures {
    /// As they are kept: each a count, or a part of a whole.
    pub fn rows(&self) -> [(Key, i64, Option<i64>); 9] {
        [
            (Key::Doors, self.doors, Some(self.households)),
            (Key::Residents, self.residents, None),
            (Key::Elders, self.elders, Some(self.residents)),
            (Key::Posts, self.posts_held, Some(self.posts)),
            (Key::Vendors, self.vendors, None),
            (Key::Listings, self.listings, None),
            (Key::Stale, self.stale, Some(self.listings)),
            (Key::Care, self.care, None),
            (Key::Notices, self.notices, None),
        ]
    }

    /// Takes one as it is kept; one that this version does not know counts for nothing.
    pub fn take(&mut self, key: &str, num: i64, den: Option<i64>) {
        let whole = den.unwrap_or_default();
        match key {
            key if key == Key::Doors.code() => (self.doors, self.households) = (num, whole),
            key if key == Key::Residents.code() => self.residents = num,
            key if key == Key::Elders.code() => self.elders = num,
            key if key == Key::Posts.code() => (self.posts_held, self.posts) = (num, whole),
            key if key == Key::Vendors.code() => self.vendors = num,
            key if key == Key::Listings.code() => self.listings = num,
            key if key == Key::Stale.code() => self.stale = num,
            key if key == Key::Care.code() => self.care = num,
            key if key == Key::Notices.code() => self.notices = num,
            _ => {}
        }
    }

    /// Those of several communities together.
    pub fn sum<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        all.into_iter().fold(Self::default(), |sum, one| Self {
            households: sum.households + one.households,
            doors: sum.doors + one.doors,
            residents: sum.residents + one.residents,
            elders: sum.elders + one.elders,
            posts: sum.posts + one.posts,
            posts_held: sum.posts_held + one.posts_held,
            vendors: sum.vendors + one.vendors,
            listings: sum.listings + one.listings,
            stale: sum.stale + one.stale,
            care: sum.care + one.care,
            notices: sum.notices + one.notices,
        })
    }

    /// Posts that nobody holds.
    pub fn vacant(&self) -> i64 {
        self.posts - self.posts_held
    }
}

/// A part of a whole in percent, rounded; none of nothing.
pub(super) fn percent(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part * 200 + whole) / (whole * 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back() {
        let figures = Figures {
            households: 1,
            doors: 2,
            residents: 3,
            elders: 4,
            posts: 5,
            posts_held: 6,
            vendors: 7,
            listings: 8,
            stale: 9,
            care: 10,
            notices: 11,
        };
        let mut read = Figures::default();
        for (key, num, den) in figures.rows() {
            read.take(key.code(), num, den);
        }
        assert_eq!(read, figures);
        assert_eq!(Figures::sum([&figures, &figures]).notices, 22);
    }

    #[test]
    fn shares_are_rounded() {
        assert_eq!((percent(1, 3), percent(2, 3), percent(1, 200)), (Some(33), Some(67), Some(1)));
        assert_eq!((percent(0, 0), percent(5, 5)), (None, Some(100)));
    }
}
