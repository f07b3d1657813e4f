//! Which cells of a column of counts are not shown, so that nobody learns of fewer than five people: those cells, and as
//! many others as keep them from being worked out from the sum.

/// A count of fewer people than this is not shown.
pub(crate) const FEWEST: i64 = 5;

/// What of a column is hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hidden {
    /// For each cell.
    pub cells: Vec<bool>,
    /// Whether the sum is.
    pub sum: bool,
}

impl Hidden {
    /// What either hides.
    pub fn or(&self, other: &Self) -> Self {
        let cells = self.cells.iter().zip(&other.cells).map(|(a, b)| *a || *b).collect();
        Self { cells, sum: self.sum || other.sum }
    }
}

/// What to hide of a column whose cells are marked: as few people, or as hidden although there are enough.
pub(super) fn protect(values: &[i64]) -> Hidden {
    let few: Vec<bool> = values.iter().map(|value| *value < FEWEST).collect();
    let few_count = i64::try_from(few.iter().filter(|is_few| **is_few).count()).unwrap_or(i64::MAX);
    let mut hidden = Hidden { cells: few.clone(), sum: false };
    if few_count == 0 {
        return hidden;
    }
    // What the hidden cells come to together is the sum less what is shown.
    let mut together: i64 = values.iter().zip(&few).filter(|(_, is_few)| **is_few).map(|(value, _)| value).sum();
    let mut enough: Vec<(i64, usize)> = values.iter().copied().zip(0..).filter(|(value, _)| *value >= FEWEST).collect();
    enough.sort_unstable();
    let mut others = 0;
    for (value, at) in enough {
        if is_safe(together, few_count, others) {
            return hidden;
        }
        hidden.cells[at] = true;
        together += value;
        others += 1;
    }
    if is_safe(together, few_count, others) { hidden } else { Hidden { cells: few, sum: true } }
}

/// Whether no cell of few people can be worked out, given what the hidden cells come to: each such cell is somewhere
/// between 0 and 4, each of the others at 5 or more.
fn is_safe(together: i64, few: i64, others: i64) -> bool {
    let most = FEWEST - 1;
    if others == 0 { few > 1 && 0 < together && together < few * most } else { together > others * FEWEST }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn few_people_are_hidden_and_so_is_what_would_tell_of_them() {
        let hide = |values: &[i64]| protect(values);
        assert_eq!(hide(&[5, 9]), Hidden { cells: vec![false, false], sum: false });
        assert_eq!(
            hide(&[3, 20, 9]),
            Hidden { cells: vec![true, false, true], sum: false },
            "one: the next smallest too"
        );
        assert_eq!(hide(&[3, 2, 9]), Hidden { cells: vec![true, true, false], sum: false }, "two hide each other");
        assert_eq!(
            hide(&[0, 0, 9]),
            Hidden { cells: vec![true, true, true], sum: false },
            "but not two that are nought"
        );
        assert_eq!(hide(&[4, 4]), Hidden { cells: vec![true, true], sum: true }, "nor two that are all they can be");
        assert_eq!(hide(&[3]), Hidden { cells: vec![true], sum: true });
        assert_eq!(hide(&[0, 5]), Hidden { cells: vec![true, false], sum: true }, "5 and nought is all that 5 can be");
        assert_eq!(hide(&[]), Hidden { cells: vec![], sum: false });
    }

    /// Every value that a cell of few people may have, for whoever knows the sum and what is shown.
    fn possible(values: &[i64], hidden: &Hidden, cell: usize) -> BTreeSet<i64> {
        let secret: Vec<usize> = (0..values.len()).filter(|at| hidden.cells[*at]).collect();
        let together: i64 = secret.iter().map(|at| values[*at]).sum();
        let mut found = BTreeSet::new();
        let mut guess = vec![0; secret.len()];
        guesses(values, &secret, together, 0, &mut guess, &mut |guess| {
            let at = secret.iter().position(|at| *at == cell).unwrap();
            found.insert(guess[at]);
        });
        found
    }

    fn guesses(
        values: &[i64],
        secret: &[usize],
        left: i64,
        at: usize,
        guess: &mut [i64],
        found: &mut impl FnMut(&[i64]),
    ) {
        if at == secret.len() {
            if left == 0 {
                found(guess);
            }
            return;
        }
        let (first, last) = if values[secret[at]] < FEWEST { (0, FEWEST - 1) } else { (FEWEST, left) };
        for value in first..=last.min(left) {
            guess[at] = value;
            guesses(values, secret, left - value, at + 1, guess, found);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        /// Whoever knows the sum and everything that is shown is left with at least two values for each hidden few.
        #[test]
        fn no_cell_can_be_worked_out(values in proptest::collection::vec(0_i64..10, 0..5)) {
            let hidden = protect(&values);
            for (at, value) in values.iter().enumerate().filter(|(_, value)| **value < FEWEST) {
                prop_assert!(hidden.cells[at], "{value} is shown");
                if !hidden.sum {
                    let possible = possible(&values, &hidden, at);
                    prop_assert!(possible.len() > 1 && possible.contains(value), "{values:?}: {possible:?}");
                }
            }
        }
    }
}
