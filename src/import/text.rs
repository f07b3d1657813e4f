//! Folding and scanning shared by the readers of cell texts.

/// Makes look-alikes equal: full-width forms become ASCII, every dash becomes `-`, every blank an ordinary space,
/// invisible characters vanish, ASCII letters become small. Chinese characters stay as typed.
pub fn fold(text: &str) -> String {
    text.chars().filter_map(fold_char).collect()
}

/// [`fold`] without any blanks.
pub fn fold_tight(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_whitespace()).collect()
}

fn fold_char(c: char) -> Option<char> {
    let folded = match c {
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => return None,
        '￥' => '¥',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' | '~' | '～' | '〜' | '∼' => '-',
        '。' => '.',
        '【' | '〔' | '［' | '[' => '(',
        '】' | '〕' | '］' | ']' => ')',
        // U+FF01–U+FF5E repeat ASCII in the same order.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\n' | '\r' => '\n',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    Some(folded.to_ascii_lowercase())
}

/// Traditional characters of the words known to this folder …
const TRADITIONAL: &str = "時間長週點節雙無營業務關閉類別項標準統會碼電話聯繫係經員內說説區證適齡實價費門條範圍對數額號種從資歷書調險簡紹單機構稱絡計設備註紀級個鐘臺兩萬圓與為體檢師擇發據認預覈嬰現擔職崗開約審專";
/// … and their simplified forms in the same order.
const SIMPLIFIED: &str = "时间长周点节双无营业务关闭类别项标准统会码电话联系系经员内说说区证适龄实价费门条范围对数额号种从资历书调险简绍单机构称络计设备注纪级个钟台两万元与为体检师择发据认预核婴现担职岗开约审专";

/// Replaces the traditional characters of known words. For matching only: what people wrote is kept as typed.
pub fn simplify(text: &str) -> String {
    let simple = |c| TRADITIONAL.chars().zip(SIMPLIFIED.chars()).find(|(traditional, _)| *traditional == c);
    text.chars().map(|c| simple(c).map_or(c, |(_, simplified)| simplified)).collect()
}

/// The rest after the first of `words` that `text` begins with; put longer words before shorter ones.
pub fn strip_any<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| text.strip_prefix(word))
}

/// A decimal number as written, without the errors of binary fractions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// The digits as one integer.
    digits: i64,
    /// How many of them stand behind the point.
    places: u32,
}

impl Decimal {
    /// A whole number.
    pub const fn whole(number: i64) -> Self {
        Self { digits: number, places: 0 }
    }

    /// The number times `factor`, if that is a whole number within `i64`.
    pub fn times(self, factor: i64) -> Option<i64> {
        let product = i128::from(self.digits) * i128::from(factor);
        let divisor = 10_i128.checked_pow(self.places)?;
        (product % divisor == 0).then(|| i64::try_from(product / divisor).ok()).flatten()
    }

    /// Whether this number is smaller than `other`.
    pub fn is_below(self, other: Self) -> bool {
        let scale = |number: Self, by: Self| i128::from(number.digits) * 10_i128.pow(by.places);
        scale(self, other) < scale(other, self)
    }
}

/// What stands at the beginning of a text where a number may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scanned<'a> {
    /// No digit.
    Nothing,
    /// Digits that are no number a sheet could mean: too many of them.
    TooLong,
    /// A number and the rest of the text.
    Number(Decimal, &'a str),
}

/// Digits that a number may have: enough for any price and any registration number.
const MAX_DIGITS: usize = 15;

/// Reads a number such as `1200`, `1,200` or `1.5` from the beginning of a folded text.
///
/// A comma belongs to the number only before exactly three digits.
pub fn number(text: &str) -> Scanned<'_> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let (mut digits, mut count, mut places, mut at) = (0_i64, 0, 0, 0);
    let mut in_fraction = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' => {
                count += 1;
                if count > MAX_DIGITS {
                    return Scanned::TooLong;
                }
                digits = digits * 10 + i64::from(byte - b'0');
                places += u32::from(in_fraction);
            }
            b'.' if !in_fraction && at > 0 && is_digit(at + 1) => in_fraction = true,
            b',' if !in_fraction && at > 0 && (1..=3).all(|i| is_digit(at + i)) && !is_digit(at + 4) => {}
            _ => break,
        }
        at += 1;
    }
    match text.get(at..) {
        Some(rest) if count > 0 => Scanned::Number(Decimal { digits, places }, rest),
        _ => Scanned::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn look_alikes_fold_to_one_form() {
        assert_eq!(fold("１２０元／次（约）"), "120元/次(约)");
        assert_eq!(fold("8－9–10—11～12〜13"), "8-9-10-11-12-13");
        assert_eq!(fold("\u{feff}￥\u{3000}3H"), "¥ 3h");
        assert_eq!(fold_tight(" 40 元 / 小时\n"), "40元/小时");
    }

    #[test]
    fn known_words_lose_their_traditional_forms() {
        assert_eq!(simplify("統一社會信用代碼、服務時長"), "统一社会信用代码、服务时长");
    }

    #[test]
    fn the_two_scripts_stand_side_by_side() {
        assert_eq!(TRADITIONAL.chars().count(), SIMPLIFIED.chars().count());
        assert_eq!(simplify(TRADITIONAL), SIMPLIFIED);
        assert_eq!(simplify(SIMPLIFIED), SIMPLIFIED);
    }

    #[test]
    fn numbers_take_points_and_thousands_only_where_they_belong() {
        let read = |text| match number(text) {
            Scanned::Number(number, rest) => number.times(100).map(|hundredths| (hundredths, rest)),
            _ => None,
        };
        assert_eq!(read("1,234.50元"), Some((123_450, "元")));
        assert_eq!(read("1,234,567"), Some((123_456_700, "")));
        assert_eq!(read("40,2小时"), Some((4_000, ",2小时")));
        assert_eq!(read("40,2000"), Some((4_000, ",2000")));
        assert_eq!(read("8.起"), Some((800, ".起")));
        assert_eq!(read("1.2.3"), Some((120, ".3")));
        assert_eq!(read("1.005"), None);
        assert_eq!(number("元"), Scanned::Nothing);
        assert_eq!(number(".5"), Scanned::Nothing);
        assert_eq!(number("1234567890123456"), Scanned::TooLong);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_more(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
        }

        #[test]
        fn scanning_never_panics(text in any::<String>()) {
            number(&text);
        }

        #[test]
        fn comparison_agrees_with_plain_numbers(a in 0_i64..1_000_000, b in 0_i64..1_000_000, places in 0_u32..6) {
            let (a, b) = (Decimal { digits: a, places }, Decimal { digits: b, places: 0 });
            let scaled = b.digits * 10_i64.pow(places);
            prop_assert_eq!(a.is_below(b), a.digits < scaled);
        }
    }
}
