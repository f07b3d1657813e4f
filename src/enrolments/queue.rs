//! Seats and the line for them. Pure: the database holds the run's row locked while what is decided here is written.
//!
//! Everybody has a turn, given once. A seat that becomes free is offered to whoever comes first in line, and waits for an
//! answer until its deadline; then the next one's turn has come.

use chrono::{DateTime, TimeDelta, Utc};

use super::model::{Enrolment, Run, Status};
use crate::db::EnrolmentId;

/// Somebody's place: on a seat, in line, or gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Whose.
    pub id: EnrolmentId,
    /// Lower comes first.
    pub turn: i64,
    /// How it stands.
    pub status: Status,
    /// Until when an offered seat waits.
    pub offered_until: Option<DateTime<Utc>>,
    /// Since when they are in the course.
    pub joined_at: Option<DateTime<Utc>>,
}

impl Place {
    fn to(&mut self, status: Status) {
        self.status = status;
        self.offered_until = None;
    }

    fn sit(&mut self, now: DateTime<Utc>) {
        self.to(Status::Enrolled);
        self.joined_at = Some(now);
    }
}

/// All places of a run.
#[derive(Debug, Clone)]
pub struct Queue {
    seats: usize,
    /// How long an offer waits.
    accept: TimeDelta,
    /// Whether seats are given at all, by now.
    gives: bool,
    /// In the order of turns.
    places: Vec<Place>,
}

impl Queue {
    /// The places of a run with so many seats, each of which is offered for so long. `gives`: whether seats are still given.
    pub fn new(seats: usize, accept: TimeDelta, gives: bool, mut places: Vec<Place>) -> Self {
        places.sort_by_key(|place| place.turn);
        Self { seats, accept, gives, places }
    }

    /// The places of a run at a time.
    pub fn of(run: &Run, places: Vec<Place>, now: DateTime<Utc>) -> Self {
        Self::new(run.seats, TimeDelta::hours(run.accept_hours), run.gives_seats(now), places)
    }

    /// Says of each enrolment where it stands in the line.
    pub fn stand(&self, enrolments: &mut [Enrolment]) {
        for one in enrolments {
            if let Some(place) = self.place(one.id) {
                (one.status, one.offered_until) = (place.status, place.offered_until);
            }
        }
    }

    /// The places, in the order of turns.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// Somebody's place.
    pub fn place(&self, id: EnrolmentId) -> Option<&Place> {
        self.places.iter().find(|place| place.id == id)
    }

    /// Seats that somebody has, or is offered.
    pub fn taken(&self) -> usize {
        self.places.iter().filter(|place| place.status.holds_seat()).count()
    }

    /// How many have a seat: an offer is none yet.
    pub fn enrolled(&self) -> usize {
        let has_seat = |status: Status| status.holds_seat() && status != Status::Offered;
        self.places.iter().filter(|place| has_seat(place.status)).count()
    }

    /// Seats that nobody has and nobody is offered.
    pub fn free(&self) -> usize {
        self.seats.saturating_sub(self.taken())
    }

    /// How many stand in line.
    pub fn waiting(&self) -> usize {
        self.places.iter().filter(|place| place.status == Status::Waiting).count()
    }

    /// Where somebody stands in line, from 1 on.
    pub fn position(&self, id: EnrolmentId) -> Option<usize> {
        let mut line = self.places.iter().filter(|place| place.status == Status::Waiting);
        line.position(|place| place.id == id).map(|before| before + 1)
    }

    /// Does what is due: offers whose deadline has come lapse, and every free seat is offered to the next in line. While no
    /// seats are given nobody could have answered, and nobody loses their turn.
    pub fn settle(&mut self, now: DateTime<Utc>) {
        if !self.gives {
            return;
        }
        for place in &mut self.places {
            if place.offered_until.is_some_and(|until| until <= now) {
                place.to(Status::Lapsed);
            }
        }
        let free = self.free();
        let next = self.places.iter_mut().filter(|place| place.status == Status::Waiting).take(free);
        for place in next {
            place.status = Status::Offered;
            place.offered_until = Some(now + self.accept);
        }
    }

    /// Seats are given again after they were not for a time: every offer waits as long as a new one, and what has become free
    /// is offered.
    pub fn renew(&mut self, now: DateTime<Utc>) {
        if !self.gives {
            return;
        }
        for place in self.places.iter_mut().filter(|place| place.status == Status::Offered) {
            place.offered_until = Some(now + self.accept);
        }
        self.settle(now);
    }

    /// No seat is given any more: whoever would like to have one has waited in vain.
    pub fn end(&mut self) {
        for place in self.places.iter_mut().filter(|place| place.status.seeks_seat()) {
            place.to(Status::Unserved);
        }
    }

    /// Somebody asks for a seat. Where the trainer looks at each request it is looked at first; else there is a seat at
    /// once, or a place at the end of the line.
    pub fn apply(&mut self, id: EnrolmentId, is_screened: bool, now: DateTime<Utc>) {
        self.settle(now);
        let turn = self.places.last().map_or(1, |last| last.turn + 1);
        self.places.push(Place { id, turn, status: Status::Applied, offered_until: None, joined_at: None });
        if !is_screened {
            self.admit(id, now);
        }
    }

    /// The trainer takes somebody; false where nothing was asked, or no seats are given any more.
    pub fn admit(&mut self, id: EnrolmentId, now: DateTime<Utc>) -> bool {
        self.settle(now);
        if !self.gives {
            return false;
        }
        // While a seat is free nobody stands in line: it would have been offered.
        let has_seat = self.free() > 0;
        let Some(place) = self.find(id, |status| status == Status::Applied) else { return false };
        if has_seat {
            place.sit(now);
        } else {
            place.to(Status::Waiting);
        }
        true
    }

    /// The trainer does not; false where nothing was asked.
    pub fn decline(&mut self, id: EnrolmentId) -> bool {
        self.find(id, |status| status == Status::Applied).map(|place| place.to(Status::Declined)).is_some()
    }

    /// Somebody takes the seat that they are offered; false where none is, or not any more, or no seats are given by now.
    pub fn accept(&mut self, id: EnrolmentId, now: DateTime<Utc>) -> bool {
        self.settle(now);
        // A seat was offered in a run that takes place.
        self.gives && self.find(id, |status| status == Status::Offered).map(|place| place.sit(now)).is_some()
    }

    /// Somebody does not want the seat that they are offered, which is offered on; false where none is, or not any more.
    pub fn refuse(&mut self, id: EnrolmentId, now: DateTime<Utc>) -> bool {
        self.go(id, |status| status == Status::Offered, now)
    }

    /// Somebody leaves, wherever they are; their seat is offered on. False where they have nothing to leave.
    pub fn leave(&mut self, id: EnrolmentId, now: DateTime<Utc>) -> bool {
        self.go(id, Status::may_leave, now)
    }

    fn go(&mut self, id: EnrolmentId, stands: impl Fn(Status) -> bool, now: DateTime<Utc>) -> bool {
        self.settle(now);
        let has_gone = self.find(id, stands).map(|place| place.to(Status::Dropped)).is_some();
        self.settle(now);
        has_gone
    }

    /// There are so many seats from now on; what is more is offered to the line. False where more are taken: nobody loses
    /// theirs.
    pub fn resize(&mut self, seats: usize, now: DateTime<Utc>) -> bool {
        self.settle(now);
        if self.taken() > seats {
            return false;
        }
        self.seats = seats;
        self.settle(now);
        true
    }

    fn find(&mut self, id: EnrolmentId, stands: impl Fn(Status) -> bool) -> Option<&mut Place> {
        self.places.iter_mut().find(|place| place.id == id && stands(place.status))
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
