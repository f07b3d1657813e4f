//! Residents who begin a business (创业帮扶), among the figures of the loop: how many are on the way, and how many have come
//! to serve the community.

use super::release::add;
use crate::figures::protect::FEWEST;
use crate::figures::table::Cell;

/// How many residents there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Founding {
    /// Those whose case is open.
    pub open: i64,
    /// Those whose business has been admitted.
    pub founded: i64,
}

/// What these are figures of: neither a cohort nor a trade.
const PART: &str = "startup";
const OPEN: &str = "loop_founding";
const FOUNDED: &str = "loop_founded";

impl Founding {
    /// As it is kept: key, part, count.
    pub fn rows(&self) -> [(&'static str, &'static str, i64); 2] {
        [(OPEN, PART, self.open), (FOUNDED, PART, self.founded)]
    }

    /// Takes a figure as it is kept, if it is one of these.
    pub fn take(known: &mut Option<Self>, key: &str, part: &str, num: i64) {
        match (part, key) {
            (PART, OPEN) => known.get_or_insert_default().open = num,
            (PART, FOUNDED) => known.get_or_insert_default().founded = num,
            _ => {}
        }
    }
}

/// What is told of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ToldFounding {
    pub open: Cell,
    pub founded: Cell,
}

impl ToldFounding {
    /// Everything, for those who see the people's records anyway; for others what tells of no few people.
    pub fn of(founding: &Founding, is_whole: bool) -> Self {
        let cell = |count: i64| Cell::of(count, !is_whole && count < FEWEST);
        Self { open: cell(founding.open), founded: cell(founding.founded) }
    }

    /// Several communities together, as far as each is told; none where none has counted them.
    pub fn sum(all: impl Iterator<Item = Option<Self>>) -> Option<Self> {
        let counted: Vec<Self> = all.flatten().collect();
        let sum = |of: fn(&Self) -> Cell| add(counted.iter().map(of));
        (!counted.is_empty()).then(|| Self { open: sum(|one| one.open), founded: sum(|one| one.founded) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back_and_what_is_not_is_not_nought() {
        let founding = Founding { open: 7, founded: 0 };
        let mut read = None;
        for (key, part, num) in
            [("loop_course", "startup", 3), ("loop_founding", "care", 3), ("loop_new", "startup", 3)]
        {
            Founding::take(&mut read, key, part, num);
        }
        assert_eq!(read, None);
        for (key, part, num) in founding.rows() {
            Founding::take(&mut read, key, part, num);
        }
        assert_eq!(read, Some(founding));
    }

    #[test]
    fn few_are_told_to_those_alone_who_see_them_anyway() {
        let founding = Founding { open: 5, founded: 4 };
        let told = |is_whole| ToldFounding::of(&founding, is_whole);
        assert_eq!((told(false).open, told(false).founded), (Cell::Shown(5), Cell::Few));
        assert_eq!((told(true).open, told(true).founded), (Cell::Shown(5), Cell::Shown(4)));
    }

    #[test]
    fn a_sum_is_of_what_is_told() {
        let told = |open, founded| Some(ToldFounding::of(&Founding { open, founded }, false));
        let sum = ToldFounding::sum([told(6, 1), None, told(9, 2)].into_iter());
        assert_eq!(sum, Some(ToldFounding { open: Cell::Shown(15), founded: Cell::Hidden }));
        assert_eq!(ToldFounding::sum([None, None].into_iter()), None, "nobody has counted them yet");
    }
}
