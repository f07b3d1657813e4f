//! The hour book (实习日志): who writes a day down, who signs it, and which hours count in the end. Pure.
//!
//! Whoever writes a line stands for it, and the other one signs it; it counts once both have. Either may say that it was
//! otherwise: then it counts for nothing until somebody writes it anew, which asks for the other's signature again, or
//! until the community decides.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::refusal::Refusal;
use crate::db::PlacementEntryId;

/// The most minutes of one day, all lines together, wherever somebody practises.
pub const MOST_A_DAY: i32 = 12 * 60;
/// What hours are counted in.
pub const STEP: i32 = 15;

/// One of the two who stand for a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// Who practises.
    Learner,
    /// Who shows them the work, or whoever keeps the company's records for them.
    Mentor,
}

impl Signer {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Learner, Self::Mentor];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Learner => "learner",
            Self::Mentor => "mentor",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The one on the other side.
    pub fn other(self) -> Self {
        match self {
            Self::Learner => Self::Mentor,
            Self::Mentor => Self::Learner,
        }
    }
}

/// That somebody stands for a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// When.
    pub at: DateTime<Utc>,
    /// Who, by name.
    pub by: String,
}

/// That somebody says it was otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Signer,
    /// How it was.
    pub note: String,
}

/// What the community decided about a dispute, or in the place of a company that has left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// When.
    pub at: DateTime<Utc>,
    /// Who, by name.
    pub by: String,
    /// Whether the hours count.
    pub counts: bool,
    /// Why.
    pub note: String,
}

/// What somebody writes down of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The day.
    pub day: NaiveDate,
    /// How long.
    pub minutes: i32,
    /// What was done.
    pub did: String,
}

/// A line of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: PlacementEntryId,
    /// What it says.
    pub written: Written,
    /// Who wrote it last.
    pub writer: Signer,
    /// The learner's signature.
    pub learner: Option<Signature>,
    /// Where the paper is that the learner signed; empty where they signed here.
    pub paper_kept: String,
    /// The mentor's.
    pub mentor: Option<Signature>,
    /// That it was otherwise.
    pub dispute: Option<Dispute>,
    /// What was decided about that, or in the mentor's place.
    pub settled: Option<Settlement>,
    /// Counts its changes.
    pub revision: i32,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Somebody has yet to sign.
    Waits(Signer),
    /// Its hours count.
    Counts,
    /// Somebody says that it was otherwise.
    Disputed,
    /// The community decided that it does not count.
    Refused,
}

impl Entry {
    /// Where it stands.
    pub fn standing(&self) -> Standing {
        match (&self.settled, &self.dispute, &self.learner, &self.mentor) {
            (Some(settled), ..) if settled.counts => Standing::Counts,
            (Some(_), ..) => Standing::Refused,
            (None, Some(_), ..) => Standing::Disputed,
            (None, None, Some(_), Some(_)) => Standing::Counts,
            (None, None, None, _) => Standing::Waits(Signer::Learner),
            (None, None, _, None) => Standing::Waits(Signer::Mentor),
        }
    }

    /// Whether its minutes are taken of its day: what is said to be wrong takes none.
    fn takes_room(&self) -> bool {
        matches!(self.standing(), Standing::Waits(_) | Standing::Counts)
    }

    /// As somebody writes it, who stands for it then.
    fn written(id: PlacementEntryId, written: Written, pen: &Pen<'_>, revision: i32) -> Self {
        let blank = Self {
            id,
            written,
            writer: pen.signer,
            learner: None,
            paper_kept: String::new(),
            mentor: None,
            dispute: None,
            settled: None,
            revision,
        };
        blank.signed(pen)
    }

    /// With a signature on it.
    fn signed(mut self, pen: &Pen<'_>) -> Self {
        let signature = Some(Signature { at: pen.at, by: pen.by.to_owned() });
        match pen.signer {
            Signer::Learner => {
                self.learner = signature;
                pen.paper_kept.clone_into(&mut self.paper_kept);
            }
            Signer::Mentor => self.mentor = signature,
        }
        self
    }

    /// Whether somebody stands for it.
    pub fn is_signed_by(&self, signer: Signer) -> bool {
        match signer {
            Signer::Learner => self.learner.is_some(),
            Signer::Mentor => self.mentor.is_some(),
        }
    }

    /// Whether whoever wrote it may take it back: nobody else stands for it or has said anything about it.
    pub fn may_be_removed_by(&self, signer: Signer) -> bool {
        let is_alone = !self.is_signed_by(signer.other()) && self.dispute.is_none() && self.settled.is_none();
        self.writer == signer && is_alone
    }
}

/// Who acts on a line, and for whom.
#[derive(Debug, Clone)]
pub struct Pen<'a> {
    /// Whose signature it is.
    pub signer: Signer,
    /// Who holds it, by name.
    pub by: &'a str,
    /// Where the paper with the learner's own signature is, where staff sign for them.
    pub paper_kept: &'a str,
    /// The time.
    pub at: DateTime<Utc>,
}

/// The minutes of lines that count.
pub fn signed(entries: &[Entry]) -> i32 {
    entries.iter().filter(|entry| entry.standing() == Standing::Counts).map(|entry| entry.written.minutes).sum()
}

/// The lines of one practice.
#[derive(Debug, Clone)]
pub struct Book {
    /// The first day.
    pub starts_on: NaiveDate,
    /// The lines, in the order of days.
    pub entries: Vec<Entry>,
    /// The minutes that the learner's other books hold of a day, as far as whoever writes may read them: a company reads
    /// its own.
    pub elsewhere: BTreeMap<NaiveDate, i32>,
}

impl Book {
    /// The minutes that count.
    pub fn signed(&self) -> i32 {
        signed(&self.entries)
    }

    /// One line.
    pub fn entry(&self, id: PlacementEntryId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    fn at(&mut self, id: PlacementEntryId) -> Result<&mut Entry, Refusal> {
        self.entries.iter_mut().find(|entry| entry.id == id).ok_or(Refusal::Gone)
    }

    /// Whether a day has room for a line, besides what else is written of it.
    fn room(&self, id: PlacementEntryId, day: NaiveDate, minutes: i32) -> Result<(), Refusal> {
        let others = self.entries.iter().filter(|entry| entry.id != id && entry.written.day == day);
        let taken: i32 = others.filter(|entry| entry.takes_room()).map(|entry| entry.written.minutes).sum();
        let left = MOST_A_DAY - self.elsewhere.get(&day).copied().unwrap_or_default() - taken;
        if minutes > left { Err(Refusal::TooMuch(left.max(0))) } else { Ok(()) }
    }

    fn check(&self, id: PlacementEntryId, written: &Written, today: NaiveDate) -> Result<(), Refusal> {
        if written.day > today {
            return Err(Refusal::Future);
        }
        if written.day < self.starts_on {
            return Err(Refusal::BeforeStart);
        }
        if written.minutes < STEP || written.minutes % STEP != 0 {
            return Err(Refusal::Minutes);
        }
        self.room(id, written.day, written.minutes)
    }

    /// Somebody writes a day down, and stands for it.
    pub fn write(
        &mut self,
        id: PlacementEntryId,
        written: Written,
        pen: &Pen<'_>,
        today: NaiveDate,
    ) -> Result<(), Refusal> {
        self.check(id, &written, today)?;
        self.entries.push(Entry::written(id, written, pen, 1));
        Ok(())
    }

    /// Somebody writes a line anew: what was signed and what was said against it are over, and the other one signs again.
    pub fn rewrite(
        &mut self,
        id: PlacementEntryId,
        written: Written,
        pen: &Pen<'_>,
        today: NaiveDate,
    ) -> Result<(), Refusal> {
        if self.at(id)?.settled.is_some() {
            return Err(Refusal::Settled);
        }
        self.check(id, &written, today)?;
        let entry = self.at(id)?;
        *entry = Entry::written(id, written, pen, entry.revision);
        Ok(())
    }

    /// Somebody stands for what the other one wrote.
    pub fn sign(&mut self, id: PlacementEntryId, pen: &Pen<'_>) -> Result<(), Refusal> {
        let entry = self.at(id)?;
        let (day, minutes) = (entry.written.day, entry.written.minutes);
        match entry.standing() {
            Standing::Waits(signer) if signer == pen.signer => {
                // Whoever wrote it may not have known of the hours elsewhere.
                self.room(id, day, minutes)?;
                let entry = self.at(id)?;
                *entry = entry.clone().signed(pen);
                Ok(())
            }
            Standing::Disputed => Err(Refusal::Disputed),
            Standing::Counts | Standing::Refused if entry.settled.is_some() => Err(Refusal::Settled),
            Standing::Waits(_) | Standing::Counts | Standing::Refused => Err(Refusal::Signed),
        }
    }

    /// Somebody says that it was otherwise; of what both have signed, too.
    pub fn dispute(&mut self, id: PlacementEntryId, by: Signer, note: &str, at: DateTime<Utc>) -> Result<(), Refusal> {
        let entry = self.at(id)?;
        if entry.settled.is_some() {
            return Err(Refusal::Settled);
        }
        if entry.dispute.is_some() {
            return Err(Refusal::Disputed);
        }
        entry.dispute = Some(Dispute { at, by, note: note.to_owned() });
        Ok(())
    }

    /// The community decides about a dispute.
    pub fn settle(&mut self, id: PlacementEntryId, settlement: Settlement) -> Result<(), Refusal> {
        self.decide(id, settlement, |entry| entry.dispute.is_some())
    }

    /// The community decides about what the company, which has left, will sign no more.
    pub fn stand_in(&mut self, id: PlacementEntryId, settlement: Settlement) -> Result<(), Refusal> {
        self.decide(id, settlement, |entry| entry.standing() == Standing::Waits(Signer::Mentor))
    }

    fn decide(
        &mut self,
        id: PlacementEntryId,
        settlement: Settlement,
        may: impl Fn(&Entry) -> bool,
    ) -> Result<(), Refusal> {
        let entry = self.at(id)?;
        if entry.settled.is_some() {
            return Err(Refusal::Settled);
        }
        if !may(entry) {
            return Err(Refusal::Undisputed);
        }
        let (day, minutes) = (entry.written.day, entry.written.minutes);
        if settlement.counts {
            // What was written beside it meanwhile has its room.
            self.room(id, day, minutes)?;
        }
        self.at(id)?.settled = Some(settlement);
        Ok(())
    }

    /// Whoever wrote a line takes it back.
    pub fn remove(&mut self, id: PlacementEntryId, by: Signer) -> Result<(), Refusal> {
        if !self.at(id)?.may_be_removed_by(by) {
            return Err(Refusal::NotAlone);
        }
        self.entries.retain(|entry| entry.id != id);
        Ok(())
    }
}

#[cfg(test)]
#[path = "hours_tests.rs"]
mod tests;
