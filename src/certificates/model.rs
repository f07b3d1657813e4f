//! What a certificate says, its code, and where it stands.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::enrolments::Late;
use crate::values::Trade;
use crate::web::Messages;

/// A part that a course taught.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The word of its strand (基本技能, 健康管理, 心理辅导).
    pub strand: String,
    /// What it is called.
    pub title: String,
    /// Lesson hours (学时) of 45 minutes.
    pub lesson_hours: i32,
}

/// What is said of somebody who joined when meetings had been held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joined {
    /// The day of the first meeting that counts for them.
    pub from: NaiveDate,
    /// So many meetings they attended,
    pub attended: i32,
    /// of so many that were held.
    pub held: i32,
}

impl Joined {
    /// As it is said where the meetings were.
    pub fn of(late: Late, zone: Tz) -> Self {
        let count = |meetings: usize| i32::try_from(meetings).unwrap_or(i32::MAX);
        let from = late.from.with_timezone(&zone).date_naive();
        Self { from, attended: count(late.attended), held: count(late.held) }
    }
}

/// What a certificate says, as it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Who taught.
    pub org_name: String,
    /// The course.
    pub title: String,
    /// The trade that it prepares for.
    pub trade: Option<Trade>,
    /// What was taught, in order.
    pub syllabus: Vec<Part>,
    /// The first day.
    pub starts_on: NaiveDate,
    /// And the last.
    pub ends_on: NaiveDate,
    /// The share of sessions attended, per cent.
    pub attendance: Option<i32>,
    /// The score, where something was assessed.
    pub score: Option<i32>,
    /// Where they joined when meetings had been held.
    pub joined: Option<Joined>,
    /// The lesson hours that were held by then; none where that was not kept yet.
    pub held_hours: Option<i32>,
}

impl Content {
    /// All lesson hours of 45 minutes together.
    pub fn lesson_hours(&self) -> i32 {
        self.syllabus.iter().map(|part| part.lesson_hours).sum()
    }

    /// The lesson hours that were held, where the course takes more.
    pub fn short_hours(&self) -> Option<i32> {
        self.held_hours.filter(|held| *held < self.lesson_hours())
    }

    /// Whether it says that all of the content was completed. What was issued before either was kept goes on saying so.
    pub fn is_whole(&self) -> bool {
        self.joined.is_none() && self.short_hours().is_none()
    }
}

/// Where a certificate stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has signed it yet.
    Prepared,
    /// It holds.
    Valid,
    /// Its last day is over.
    Expired,
    /// It was taken back.
    Revoked,
}

impl Standing {
    /// Where a certificate stands today. What was taken back stays so, expired or not; the last day itself still counts.
    pub fn on(today: NaiveDate, issued: Option<NaiveDate>, expires: Option<NaiveDate>, is_revoked: bool) -> Self {
        match (issued, expires) {
            (None, _) => Self::Prepared,
            _ if is_revoked => Self::Revoked,
            (_, Some(last)) if last < today => Self::Expired,
            _ => Self::Valid,
        }
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.certificates;
        match self {
            Self::Prepared => t.standing_prepared,
            Self::Valid => t.standing_valid,
            Self::Expired => t.standing_expired,
            Self::Revoked => t.standing_revoked,
        }
    }
}

/// Letters and digits that nobody takes for one another on paper: no `0`, `O`, `1`, `I`. Each carries 5 bits.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// The length of codes: 130 bits, which nobody finds by trying.
const LENGTH: usize = 26;
/// That of codes given out earlier, which stand on paper and go on holding: 100 bits.
const EARLIER_LENGTH: usize = 20;
/// Letters between two hyphens, as codes are printed.
const GROUP: usize = 4;

/// A new code at random. It is kept as it is, not as a digest: a certificate is printed again, with the code that it has.
pub fn new_code() -> String {
    let letters: [u8; LENGTH] = rand::random();
    letters.iter().map(|letter| char::from(ALPHABET[usize::from(letter & 31)])).collect()
}

/// A code as it was typed, without hyphens and blanks; none where it cannot be one.
pub fn read_code(typed: &str) -> Option<String> {
    let letters: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let code = letters.to_ascii_uppercase();
    let has_length = [LENGTH, EARLIER_LENGTH].contains(&code.len());
    let is_code = has_length && code.bytes().all(|letter| ALPHABET.contains(&letter));
    is_code.then_some(code)
}

/// A code in groups, as people read and type it.
pub fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// A certificate's number: the community's word, the year and its place in it.
pub fn number(slug: &str, year: i32, place: i32) -> String {
    format!("{}-{year}-{place:04}", slug.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    #[test]
    fn a_certificate_holds_to_the_end_of_its_last_day_unless_it_was_taken_back() {
        let on = |today, revoked| Standing::on(day(today), Some(day(1)), Some(day(20)), revoked);
        assert_eq!((on(20, false), on(21, false)), (Standing::Valid, Standing::Expired));
        assert_eq!((on(20, true), on(21, true)), (Standing::Revoked, Standing::Revoked));
        assert_eq!(Standing::on(day(21), Some(day(1)), None, false), Standing::Valid);
        assert_eq!(Standing::on(day(21), None, Some(day(20)), false), Standing::Prepared);
    }

    #[test]
    fn codes_differ_and_are_read_as_they_are_printed() {
        let (one, other) = (new_code(), new_code());
        assert_ne!(one, other);
        assert!(one.len() * 5 >= 128, "{one} is too short");
        assert_eq!(grouped(&one).len(), 32);
        assert_eq!(read_code(&grouped(&one)), Some(one.clone()));
        assert_eq!(read_code(&format!(" {} ", one.to_ascii_lowercase())), Some(one.clone()));
        assert_eq!(read_code(&one[1..]), None);
        assert_eq!(read_code(&one.replacen(&one[..1], "0", 1)), None);
    }

    #[test]
    fn codes_on_paper_are_read_on() {
        let earlier = "2345-6789-ABCD-EFGH-JKLM";
        assert_eq!(read_code(earlier).as_deref(), Some("23456789ABCDEFGHJKLM"));
        assert_eq!(read_code(&earlier[..23]), None);
        assert_eq!(read_code(&format!("{earlier}N")), None);
    }

    #[test]
    fn that_all_was_completed_is_said_of_nobody_who_joined_late_and_of_nothing_that_was_not_held() {
        let part = |lesson_hours| Part { strand: "skills".to_owned(), title: "分区保洁".to_owned(), lesson_hours };
        let content = |joined, held_hours| Content {
            org_name: "启程".to_owned(),
            title: "家务基础".to_owned(),
            trade: None,
            syllabus: vec![part(10), part(6)],
            starts_on: day(1),
            ends_on: day(20),
            attendance: Some(100),
            score: None,
            joined,
            held_hours,
        };
        let late = Some(Joined { from: day(20), attended: 1, held: 8 });
        for (joined, held, is_whole) in
            [(None, None, true), (None, Some(16), true), (None, Some(15), false), (late, Some(16), false)]
        {
            assert_eq!(content(joined, held).is_whole(), is_whole, "{joined:?} {held:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_typed_is_a_code_or_is_not(typed in "\\PC{0,40}") {
            if let Some(code) = read_code(&typed) {
                prop_assert_eq!(read_code(&grouped(&code)), Some(code));
            }
        }
    }

    #[test]
    fn numbers_sort_within_a_year() {
        assert_eq!(number("shangjin", 2026, 7), "SHANGJIN-2026-0007");
        assert!(number("a", 2026, 9) < number("a", 2026, 10));
    }
}
