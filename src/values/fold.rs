//! Folding of what Chinese input methods produce into the ASCII that the rules are written in.

/// Folds a full-width ASCII form (`Ａ`, `１`, `：`) or the ideographic space to its ASCII twin;
/// leaves every other character alone.
pub(crate) fn ascii(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Whether an (already folded) character is one of the dashes people type inside numbers.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_forms_become_ascii() {
        let folded: String = "＋８６　Ａｚ：～中".chars().map(ascii).collect();
        assert_eq!(folded, "+86 Az:~中");
    }

    #[test]
    fn dashes_of_all_lengths_count() {
        assert!("-‐–—−".chars().all(is_dash));
        assert!(!is_dash('_'));
    }
}
