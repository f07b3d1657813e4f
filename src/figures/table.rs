//! The communities side by side, with what is not shown left out.

use super::model::{Figures, percent};
use super::protect::{FEWEST, Hidden, protect};

/// A count of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell {
    /// As it is.
    Shown(i64),
    /// Fewer than five.
    Few,
    /// Not shown, so that another cell stays unknown.
    Hidden,
}

impl Cell {
    /// The count where it is shown.
    pub fn shown(self) -> Option<i64> {
        match self {
            Self::Shown(count) => Some(count),
            Self::Few | Self::Hidden => None,
        }
    }

    /// Its share of a whole in percent, where both are shown.
    pub fn share_of(self, whole: Self) -> Option<i64> {
        percent(self.shown()?, whole.shown()?)
    }

    /// A count that is shown or not.
    pub fn of(count: i64, is_hidden: bool) -> Self {
        match (is_hidden, count < FEWEST) {
            (false, _) => Self::Shown(count),
            (true, true) => Self::Few,
            (true, false) => Self::Hidden,
        }
    }

    fn of_sum(sum: i64, is_hidden: bool) -> Self {
        if is_hidden { Self::Hidden } else { Self::Shown(sum) }
    }
}

/// One community, or all together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub doors: Cell,
    pub residents: Cell,
    pub elders: Cell,
    /// What tells of no people: read what is left from here.
    pub plain: Figures,
}

/// Lines for these communities, in their order, and one for all together; none for none.
pub(super) fn lines(all: &[Figures]) -> (Vec<Line>, Option<Line>) {
    let column = |of: fn(&Figures) -> i64| protect(&all.iter().map(of).collect::<Vec<_>>());
    let (doors, residents) = (column(|f| f.doors), column(|f| f.residents));
    // How many are no elders follows from how many are: it is protected likewise.
    let elders: Hidden = column(|f| f.elders).or(&column(|f| f.residents - f.elders));
    let line = |(at, figures): (usize, &Figures)| Line {
        doors: Cell::of(figures.doors, doors.cells[at]),
        residents: Cell::of(figures.residents, residents.cells[at]),
        elders: Cell::of(figures.elders, elders.cells[at]),
        plain: *figures,
    };
    let sum = Figures::sum(all);
    let together = Line {
        doors: Cell::of_sum(sum.doors, doors.sum),
        residents: Cell::of_sum(sum.residents, residents.sum),
        elders: Cell::of_sum(sum.elders, elders.sum),
        plain: sum,
    };
    (all.iter().enumerate().map(line).collect(), (!all.is_empty()).then_some(together))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(doors: i64, residents: i64, elders: i64) -> Figures {
        Figures { households: 100, doors, residents, elders, ..Figures::default() }
    }

    #[test]
    fn few_people_are_not_told_and_follow_from_nothing() {
        let (lines, sum) = lines(&[of(30, 40, 3), of(20, 30, 9), of(50, 60, 20)]);
        let elders: Vec<Cell> = lines.iter().map(|line| line.elders).collect();
        assert_eq!(elders, [Cell::Few, Cell::Hidden, Cell::Shown(20)]);
        assert_eq!(sum.unwrap().elders, Cell::Shown(32));
        assert_eq!(lines[0].elders.share_of(lines[0].residents), None);
        assert_eq!(lines[2].elders.share_of(lines[2].residents), Some(33));
    }

    #[test]
    fn that_nearly_everybody_is_an_elder_is_not_told_either() {
        let (lines, _) = lines(&[of(30, 40, 38), of(20, 30, 9), of(50, 60, 20)]);
        let elders: Vec<Cell> = lines.iter().map(|line| line.elders).collect();
        assert_eq!(elders, [Cell::Hidden, Cell::Hidden, Cell::Shown(20)]);
    }

    #[test]
    fn of_one_community_the_sum_is_itself() {
        let (lines, sum) = lines(&[of(3, 4, 2)]);
        assert_eq!((lines[0].doors, lines[0].residents, lines[0].elders), (Cell::Few, Cell::Few, Cell::Few));
        let sum = sum.unwrap();
        assert_eq!((sum.doors, sum.residents, sum.elders), (Cell::Hidden, Cell::Hidden, Cell::Hidden));
    }
}
