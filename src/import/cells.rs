//! The cells that need no grammar of their own: amounts, percentages, dates, lists.

use chrono::NaiveDate;

use super::text::{fold_tight, simplify};
use crate::directory::model::{CredentialKind, Suits};
use crate::values::Fen;

/// Why a cell was not understood. The words for people are messages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    /// Not an amount of money.
    #[error("cell-amount")]
    Amount,
    /// Not a date.
    #[error("cell-date")]
    Date,
    /// Not a number in the range that makes sense.
    #[error("cell-number")]
    Number,
    /// A word of a list that is not one of the known ones.
    #[error("cell-word")]
    Word(String),
}

/// Words that say expressly that there is none.
const NONE: [&str; 6] = ["免", "无", "免费", "没有", "0", "不收"];

fn tight(text: &str) -> String {
    simplify(&fold_tight(text))
}

/// An amount such as `30元`, `¥80`; “none” is zero, an empty cell nothing.
pub fn amount(text: &str) -> Result<Option<Fen>, CellError> {
    let text = tight(text);
    if text.is_empty() || matches!(text.as_str(), "-" | "/") {
        return Ok(None);
    }
    let digits = text.trim_start_matches('¥').trim_end_matches("元整").trim_end_matches('元').trim_end_matches("起");
    if NONE.contains(&text.as_str()) || digits == "0" {
        return Ok(Some(Fen::ZERO));
    }
    digits.trim_end_matches('元').parse().map(Some).map_err(|_| CellError::Amount)
}

/// A holiday surcharge: a percentage, or a note where the sheet gives none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Surcharge {
    /// The cell is empty.
    Unsaid,
    /// In percent; zero says expressly that there is none.
    Percent(u16),
    /// Words such as “agreed separately”.
    Note(String),
}

/// A holiday surcharge such as `30%`, `加收30%`, `0.3` (a spreadsheet's percent cell) or words.
pub fn surcharge(text: &str) -> Surcharge {
    let tight = tight(text);
    if tight.is_empty() {
        return Surcharge::Unsaid;
    }
    if NONE.contains(&tight.as_str()) {
        return Surcharge::Percent(0);
    }
    let number = tight.trim_start_matches("加收").trim_start_matches("加");
    if let Some(percent) = number.strip_suffix('%').and_then(|n| n.parse::<u16>().ok()) {
        return Surcharge::Percent(percent);
    }
    // What a spreadsheet shows as 30% it stores as 0.3; more than 3 times is nobody's surcharge.
    let hundredths =
        number.strip_prefix("0.").filter(|rest| rest.len() <= 2 && rest.bytes().all(|b| b.is_ascii_digit()));
    match hundredths.and_then(|rest| format!("{rest:0<2}").parse().ok()) {
        Some(percent) => Surcharge::Percent(percent),
        None => Surcharge::Note(text.trim().to_owned()),
    }
}

/// A date: `2026-11-12`, `2026/11/12`, `2026.11.12`, `2026年11月12日`.
pub fn date(text: &str) -> Result<Option<NaiveDate>, CellError> {
    let text = tight(text);
    if text.is_empty() || NONE.contains(&text.as_str()) {
        return Ok(None);
    }
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    let [year, month, day] = parts[..] else { return Err(CellError::Date) };
    let number = |part: &str| part.parse::<u32>().ok();
    let date = number(year).zip(number(month)).zip(number(day)).and_then(|((year, month), day)| {
        NaiveDate::from_ymd_opt(i32::try_from(year).ok().filter(|y| (1950..2200).contains(y))?, month, day)
    });
    date.map(Some).ok_or(CellError::Date)
}

/// A count such as `2` or `2人`.
pub fn count(text: &str, most: i32) -> Result<Option<i32>, CellError> {
    let text = tight(text);
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.trim_end_matches(['人', '名', '位', '年']).parse().ok().filter(|n| (1..=most).contains(n));
    number.map(Some).ok_or(CellError::Number)
}

/// A year such as `2012` or `2012年`.
pub fn year(text: &str) -> Result<Option<i32>, CellError> {
    let text = tight(text);
    if text.is_empty() {
        return Ok(None);
    }
    let year = text.trim_end_matches('年').parse().ok().filter(|year| (1950..2200).contains(year));
    year.map(Some).ok_or(CellError::Number)
}

/// The parts of a list: between ideographic commas, commas, semicolons, slashes or line ends.
pub fn list(text: &str) -> Vec<String> {
    text.split(['、', '，', ',', '；', ';', '/', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The proofs that a service needs.
pub fn credentials(text: &str) -> Result<Vec<CredentialKind>, CellError> {
    let mut kinds = Vec::new();
    for word in list(text) {
        let folded = tight(&word);
        let kind = match folded.as_str() {
            "无" | "不限" => continue,
            w if w.contains("上门") => CredentialKind::HomeVisitPermit,
            w if w.contains("健康") || w.contains("体检") => CredentialKind::Health,
            w if w.contains("背景") || w.contains("无犯罪") => CredentialKind::BackgroundCheck,
            w if w.contains("技能") || w.contains("等级") || w.contains("证书") => CredentialKind::SkillLevel,
            w if w.contains("保险") => CredentialKind::Insurance,
            _ => return Err(CellError::Word(word)),
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    Ok(kinds)
}

/// Whom a service suits.
pub fn audience(text: &str) -> Result<Vec<Suits>, CellError> {
    let mut suits = Vec::new();
    for word in list(text) {
        let folded = tight(&word);
        let found = match folded.as_str() {
            "不限" | "所有人" | "全部" | "无" => continue,
            w if w.contains('老') || w.contains("长者") => Suits::Elder,
            w if w.contains('婴') || w.contains('幼') || w.contains('宝') || w.contains('孩') || w.contains("儿童") => {
                Suits::Infant
            }
            _ => return Err(CellError::Word(word)),
        };
        if !suits.contains(&found) {
            suits.push(found);
        }
    }
    Ok(suits)
}

/// 员工制 or 中介制, as the tables' word.
pub fn engagement(text: &str) -> Result<Option<&'static str>, CellError> {
    let folded = tight(text);
    match folded.as_str() {
        "" => Ok(None),
        w if w.contains("员工") => Ok(Some("employee")),
        w if w.contains("中介") => Ok(Some("agency")),
        _ => Err(CellError::Word(text.trim().to_owned())),
    }
}

/// Whether the estates column means every estate.
pub fn means_all_estates(text: &str) -> bool {
    let folded = tight(text);
    matches!(folded.as_str(), "" | "全部小区" | "全部" | "所有小区" | "全社区" | "本社区" | "不限")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_as_sheets_write_them() {
        let fen = |text| amount(text).map(|found| found.map(Fen::fen));
        assert_eq!(fen("30元"), Ok(Some(3000)));
        assert_eq!(fen("￥80"), Ok(Some(8000)));
        assert_eq!(fen("０元"), Ok(Some(0)));
        assert_eq!(fen("免"), Ok(Some(0)));
        assert_eq!(fen(" "), Ok(None));
        assert_eq!(fen("看情况"), Err(CellError::Amount));
        assert_eq!(fen("-5元"), Err(CellError::Amount));
    }

    #[test]
    fn surcharges_as_sheets_write_them() {
        assert_eq!(surcharge("30％"), Surcharge::Percent(30));
        assert_eq!(surcharge("加收50%"), Surcharge::Percent(50));
        assert_eq!(surcharge("0.2"), Surcharge::Percent(20));
        assert_eq!(surcharge("0.05"), Surcharge::Percent(5));
        assert_eq!(surcharge("无"), Surcharge::Percent(0));
        assert_eq!(surcharge(""), Surcharge::Unsaid);
        assert_eq!(surcharge("法定节假日另计"), Surcharge::Note("法定节假日另计".into()));
    }

    #[test]
    fn dates_as_sheets_write_them() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 2);
        for text in ["2026-11-02", "2026/11/2", "2026.11.2", "2026年11月2日", "２０２６-１１-０２"] {
            assert_eq!(date(text), Ok(day), "{text}");
        }
        for text in ["11-02", "2026-13-02", "1026-01-01", "昨天"] {
            assert_eq!(date(text), Err(CellError::Date), "{text}");
        }
    }

    #[test]
    fn lists_of_words() {
        use CredentialKind::{BackgroundCheck, Health, HomeVisitPermit, Insurance, SkillLevel};
        assert_eq!(
            credentials("居家上门服务证、健康证，背景核查;职业技能等级证书/保险").unwrap(),
            [HomeVisitPermit, Health, BackgroundCheck, SkillLevel, Insurance]
        );
        assert_eq!(credentials("健康證").unwrap(), [Health]);
        assert_eq!(credentials("驾照"), Err(CellError::Word("驾照".into())));
        assert_eq!(audience("老人、婴幼儿").unwrap(), [Suits::Elder, Suits::Infant]);
        assert_eq!(engagement("員工制").unwrap(), Some("employee"));
        assert!(means_all_estates("全部小區") && !means_all_estates("锦苑东区"));
    }
}
