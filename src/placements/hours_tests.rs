//! The hour book against a model that keeps a bare list of what people did, and reads it from the beginning to say what
//! follows.

use chrono::Days;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// What somebody tries; lines are named by their number.
#[derive(Debug, Clone)]
enum Try {
    Write { day: i64, minutes: i32, by: Signer },
    Rewrite { line: usize, day: i64, minutes: i32, by: Signer },
    Sign { line: usize, by: Signer },
    Dispute { line: usize, by: Signer },
    Settle { line: usize, counts: bool },
    Remove { line: usize, by: Signer },
}

/// A line as the model knows it.
#[derive(Debug, Clone)]
struct Line {
    day: i64,
    minutes: i32,
    writer: Signer,
    signers: Vec<Signer>,
    is_disputed: bool,
    counts: Option<bool>,
    is_removed: bool,
}

impl Line {
    fn counts(&self) -> bool {
        !self.is_removed && self.counts.unwrap_or(!self.is_disputed && self.signers.len() == 2)
    }

    fn takes_room(&self) -> bool {
        !self.is_removed && (self.counts() || self.counts.is_none() && !self.is_disputed)
    }
}

const TODAY: i64 = 3;
/// Minutes that somebody practised elsewhere on the first day after the start.
const ELSEWHERE: i32 = 5 * 60;

fn start() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn day(number: i64) -> NaiveDate {
    if number < 0 { start() - Days::new(1) } else { start() + Days::new(u64::try_from(number).unwrap()) }
}

fn now() -> DateTime<Utc> {
    "2026-11-26T02:00:00Z".parse().unwrap()
}

fn pen(signer: Signer) -> Pen<'static> {
    Pen { signer, by: "甲", paper_kept: "", at: now() }
}

fn written(number: i64, minutes: i32) -> Written {
    Written { day: day(number), minutes, did: "擦窗".to_owned() }
}

/// The model's answer to a try.
fn answer(lines: &mut Vec<Line>, tried: &Try) -> bool {
    let fits = |lines: &[Line], but: Option<usize>, day: i64, minutes: i32| {
        let mut total = if day == 1 { minutes + ELSEWHERE } else { minutes };
        for (number, line) in lines.iter().enumerate() {
            if Some(number) != but && line.day == day && line.takes_room() {
                total += line.minutes;
            }
        }
        (0..=TODAY).contains(&day) && minutes >= 15 && minutes % 15 == 0 && total <= 12 * 60
    };
    match *tried {
        Try::Write { day, minutes, by } => {
            let is_fine = fits(lines, None, day, minutes);
            // A line that was refused has its number, too, and is not there.
            let signers = vec![by];
            let is_removed = !is_fine;
            lines.push(Line { day, minutes, writer: by, signers, is_disputed: false, counts: None, is_removed });
            is_fine
        }
        Try::Rewrite { line, day, minutes, by } => {
            let is_fine = lines.get(line).is_some_and(|one| !one.is_removed && one.counts.is_none())
                && fits(lines, Some(line), day, minutes);
            if is_fine {
                let signers = vec![by];
                lines[line] =
                    Line { day, minutes, writer: by, signers, is_disputed: false, counts: None, is_removed: false };
            }
            is_fine
        }
        Try::Sign { line, by } => {
            let Some(one) = lines.get_mut(line).filter(|one| !one.is_removed) else { return false };
            let is_fine = one.counts.is_none() && !one.is_disputed && !one.signers.contains(&by);
            if is_fine {
                one.signers.push(by);
            }
            is_fine
        }
        Try::Dispute { line, .. } => {
            let Some(one) = lines.get_mut(line).filter(|one| !one.is_removed) else { return false };
            let is_fine = one.counts.is_none() && !one.is_disputed;
            one.is_disputed |= is_fine;
            is_fine
        }
        Try::Settle { line, counts } => {
            let Some(one) = lines.get(line).filter(|one| !one.is_removed).cloned() else { return false };
            let is_fine =
                one.is_disputed && one.counts.is_none() && (!counts || fits(lines, Some(line), one.day, one.minutes));
            if is_fine {
                lines[line].counts = Some(counts);
            }
            is_fine
        }
        Try::Remove { line, by } => {
            let Some(one) = lines.get_mut(line).filter(|one| !one.is_removed) else { return false };
            let is_fine = one.counts.is_none() && !one.is_disputed && one.writer == by && one.signers == [by];
            one.is_removed = is_fine;
            is_fine
        }
    }
}

/// The book's answer to the same.
fn done(book: &mut Book, ids: &mut Vec<PlacementEntryId>, tried: &Try) -> bool {
    let id = |ids: &[PlacementEntryId], line: usize| ids.get(line).copied().unwrap_or_else(PlacementEntryId::generate);
    let today = day(TODAY);
    match *tried {
        Try::Write { day, minutes, by } => {
            ids.push(PlacementEntryId::generate());
            book.write(ids[ids.len() - 1], written(day, minutes), &pen(by), today)
        }
        Try::Rewrite { line, day, minutes, by } => book.rewrite(id(ids, line), written(day, minutes), &pen(by), today),
        Try::Sign { line, by } => book.sign(id(ids, line), &pen(by)),
        Try::Dispute { line, by } => book.dispute(id(ids, line), by, "没来", now()),
        Try::Settle { line, counts } => {
            let settlement = Settlement { at: now(), by: "乙".to_owned(), counts, note: String::new() };
            book.settle(id(ids, line), settlement)
        }
        Try::Remove { line, by } => book.remove(id(ids, line), by),
    }
    .is_ok()
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let (days, minutes, line) = (-1_i64..=4, select(vec![0, 10, 15, 240, 300, 465, 720, 735]), 0_usize..6);
    let by = || select(Signer::ALL.to_vec());
    let one = prop_oneof![
        3 => (days.clone(), minutes.clone(), by()).prop_map(|(day, minutes, by)| Try::Write { day, minutes, by }),
        1 => (line.clone(), days, minutes, by())
            .prop_map(|(line, day, minutes, by)| Try::Rewrite { line, day, minutes, by }),
        3 => (line.clone(), by()).prop_map(|(line, by)| Try::Sign { line, by }),
        2 => (line.clone(), by()).prop_map(|(line, by)| Try::Dispute { line, by }),
        1 => (line.clone(), any::<bool>()).prop_map(|(line, counts)| Try::Settle { line, counts }),
        1 => (line, by()).prop_map(|(line, by)| Try::Remove { line, by }),
    ];
    vec(one, 0..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_book_is_as_in_the_model(tries in tries()) {
        let elsewhere = BTreeMap::from([(day(1), ELSEWHERE)]);
        let mut book = Book { starts_on: start(), entries: Vec::new(), elsewhere };
        let (mut ids, mut lines) = (Vec::new(), Vec::new());
        for tried in &tries {
            prop_assert_eq!(done(&mut book, &mut ids, tried), answer(&mut lines, tried), "{:?}", tried);
            let counted: i32 = lines.iter().filter(|line| line.counts()).map(|line| line.minutes).sum();
            prop_assert_eq!(book.signed(), counted);
            prop_assert_eq!(book.entries.len(), lines.iter().filter(|line| !line.is_removed).count());
            for day in 0..=TODAY {
                let all = lines.iter().filter(|line| line.day == day && line.counts());
                prop_assert!(all.map(|line| line.minutes).sum::<i32>() <= MOST_A_DAY);
            }
        }
    }
}

fn book() -> (Book, PlacementEntryId) {
    let (mut book, id) =
        (Book { starts_on: start(), entries: Vec::new(), elsewhere: BTreeMap::new() }, PlacementEntryId::generate());
    book.write(id, written(0, 240), &pen(Signer::Learner), day(TODAY)).unwrap();
    (book, id)
}

#[test]
fn a_line_counts_once_both_stand_for_it_and_not_while_somebody_says_otherwise() {
    let (mut book, id) = book();
    assert_eq!((book.signed(), book.entries[0].standing()), (0, Standing::Waits(Signer::Mentor)));
    assert_eq!(book.sign(id, &pen(Signer::Learner)), Err(Refusal::Signed), "nobody signs twice");
    book.sign(id, &pen(Signer::Mentor)).unwrap();
    assert_eq!((book.signed(), book.sign(id, &pen(Signer::Mentor))), (240, Err(Refusal::Signed)));
    book.dispute(id, Signer::Mentor, "只来了两小时", now()).unwrap();
    assert_eq!((book.signed(), book.sign(id, &pen(Signer::Learner))), (0, Err(Refusal::Disputed)));
    // Written anew, it asks for the other's word again.
    book.rewrite(id, written(0, 120), &pen(Signer::Mentor), day(TODAY)).unwrap();
    assert_eq!(book.entries[0].standing(), Standing::Waits(Signer::Learner));
    book.sign(id, &pen(Signer::Learner)).unwrap();
    assert_eq!(book.signed(), 120);
    assert_eq!(book.remove(id, Signer::Mentor), Err(Refusal::NotAlone));
}

#[test]
fn what_the_community_decides_stays() {
    let (mut book, id) = book();
    let settle =
        |counts| Settlement { at: now(), by: "梁静怡".to_owned(), counts, note: "看了排班表".to_owned() };
    assert_eq!(book.settle(id, settle(true)), Err(Refusal::Undisputed));
    book.dispute(id, Signer::Mentor, "没来", now()).unwrap();
    // Meanwhile the day is filled with something else.
    book.write(PlacementEntryId::generate(), written(0, 600), &pen(Signer::Mentor), day(TODAY)).unwrap();
    assert_eq!(book.settle(id, settle(true)), Err(Refusal::TooMuch(120)));
    book.settle(id, settle(false)).unwrap();
    assert_eq!((book.signed(), book.entries[0].standing()), (0, Standing::Refused));
    for done in [
        book.sign(id, &pen(Signer::Mentor)),
        book.dispute(id, Signer::Learner, "不服", now()),
        book.rewrite(id, written(1, 60), &pen(Signer::Learner), day(TODAY)),
    ] {
        assert_eq!(done, Err(Refusal::Settled));
    }
}

#[test]
fn what_a_company_that_has_left_signs_no_more_the_community_decides() {
    let (mut book, id) = book();
    let settle =
        |counts| Settlement { at: now(), by: "梁静怡".to_owned(), counts, note: "问过带教人".to_owned() };
    let by_company = PlacementEntryId::generate();
    book.write(by_company, written(1, 120), &pen(Signer::Mentor), day(TODAY)).unwrap();
    assert_eq!(book.stand_in(by_company, settle(true)), Err(Refusal::Undisputed), "the learner signs that");
    book.stand_in(id, settle(true)).unwrap();
    assert_eq!((book.signed(), book.stand_in(id, settle(false))), (240, Err(Refusal::Settled)));
    let (mut other, id) = self::book();
    other.stand_in(id, settle(false)).unwrap();
    assert_eq!((other.signed(), other.entries[0].standing()), (0, Standing::Refused));
}

#[test]
fn paper_is_said_where_it_lies() {
    let (mut book, id) = book();
    let paper = Pen { paper_kept: "2 号柜", ..pen(Signer::Learner) };
    book.rewrite(id, written(1, 60), &paper, day(TODAY)).unwrap();
    assert_eq!(book.entries[0].paper_kept, "2 号柜");
    book.sign(id, &Pen { paper_kept: "别处", ..pen(Signer::Mentor) }).unwrap();
    assert_eq!(book.entries[0].paper_kept, "2 号柜", "the mentor signs no paper of the learner's");
}

#[test]
fn a_day_holds_no_more_because_somebody_practises_in_two_places() {
    // The company knows nothing of the other one.
    let blank = Book { starts_on: start(), entries: Vec::new(), elsewhere: BTreeMap::new() };
    let (mut book, id) = (blank, PlacementEntryId::generate());
    book.write(id, written(1, 8 * 60), &pen(Signer::Mentor), day(TODAY)).unwrap();
    book.elsewhere = BTreeMap::from([(day(1), 5 * 60)]);
    assert_eq!(book.sign(id, &pen(Signer::Learner)), Err(Refusal::TooMuch(7 * 60)));
    let again = book.write(PlacementEntryId::generate(), written(1, 15), &pen(Signer::Learner), day(TODAY));
    assert_eq!(again, Err(Refusal::TooMuch(0)), "what waits has its room already");
    book.rewrite(id, written(1, 7 * 60), &pen(Signer::Mentor), day(TODAY)).unwrap();
    book.sign(id, &pen(Signer::Learner)).unwrap();
    assert_eq!(book.signed(), 7 * 60);
}
