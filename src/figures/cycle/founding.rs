//! Residents who begin a business (创业帮扶), among the figures of the loop: how many are on the way, and how many have come
//! to serve the community.

use super::release::{Extent, total};
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
    /// How far either goes where it is a sum.
    pub extents: [Extent; 2],
}

impl ToldFounding {
    pub fn new(open: Cell, founded: Cell) -> Self {
        Self { open, founded, extents: [Extent::default(); 2] }
    }

    /// Everything, for those who see the people's records anyway; for others what tells of no few people.
    pub fn of(founding: &Founding, is_whole: bool) -> Self {
        let cell = |count: i64| Cell::of(count, !is_whole && count < FEWEST);
        Self::new(cell(founding.open), cell(founding.founded))
    }

    /// Several communities together: of each what is told and what the sum has in it all the same; none where none has
    /// counted them.
    pub fn sum(all: &[(Option<Self>, [Option<i64>; 2])]) -> Option<Self> {
        let sum = |at: usize, of: fn(Self) -> Cell| {
            total(all.iter().map(|(told, untold)| (told.map_or(Cell::Hidden, of), untold[at])))
        };
        let (open, founded) = (sum(0, |one| one.open), sum(1, |one| one.founded));
        let is_counted = all.iter().any(|(told, _)| told.is_some());
        is_counted.then_some(Self { open: open.0, founded: founded.0, extents: [open.1, founded.1] })
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
    fn a_sum_is_of_what_is_told_and_says_how_many_are_not_in_it() {
        let told = |open, founded| (Some(ToldFounding::of(&Founding { open, founded }, false)), [None; 2]);
        let sum = ToldFounding::sum(&[told(6, 1), (None, [None; 2]), told(9, 2)]).unwrap();
        assert_eq!((sum.open, sum.founded), (Cell::Shown(15), Cell::Hidden));
        assert_eq!(sum.extents.map(|extent| extent.left_out), [1, 3]);
        assert_eq!(ToldFounding::sum(&[(None, [None; 2])]), None, "nobody has counted them yet");
    }
}
