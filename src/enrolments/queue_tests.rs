//! The line against a model that knows people by number and time by the minute.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// How long an offer waits, in minutes.
const ACCEPT: i64 = 7;

#[derive(Debug, Clone)]
enum Step {
    Apply,
    ApplyScreened,
    Admit(usize),
    Decline(usize),
    Accept(usize),
    Refuse(usize),
    Leave(usize),
    Wait(i64),
    MoreSeats,
    FewerSeats,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = 0_usize..12;
    vec(
        prop_oneof![
            4 => Just(Step::Apply),
            2 => Just(Step::ApplyScreened),
            2 => who.clone().prop_map(Step::Admit),
            1 => who.clone().prop_map(Step::Decline),
            3 => who.clone().prop_map(Step::Accept),
            2 => who.clone().prop_map(Step::Refuse),
            3 => who.prop_map(Step::Leave),
            2 => (1_i64..12).prop_map(Step::Wait),
            1 => Just(Step::MoreSeats),
            1 => Just(Step::FewerSeats),
        ],
        1..40,
    )
}

/// One person of the model: a letter for where they are, and the minute on which an offer to them ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Person(char, i64);

/// Goes by the minute, and looks at everybody each time.
#[derive(Default)]
struct Model {
    seats: usize,
    minute: i64,
    people: Vec<Person>,
}

impl Model {
    fn taken(&self) -> usize {
        self.people.iter().filter(|person| "oe".contains(person.0)).count()
    }

    fn is_full(&self) -> bool {
        self.taken() >= self.seats
    }

    fn look(&mut self) {
        for number in 0..self.people.len() {
            if self.people[number] == Person('o', self.minute) {
                self.people[number] = Person('l', 0);
            }
        }
        while !self.is_full() {
            let Some(next) = self.people.iter().position(|person| person.0 == 'w') else { return };
            self.people[next] = Person('o', self.minute + ACCEPT);
        }
    }

    fn seat_or_line(&mut self, number: usize) {
        self.people[number] = Person(if self.is_full() { 'w' } else { 'e' }, 0);
    }

    fn step(&mut self, step: &Step) {
        let stands = |at: &usize, letters: &str| self.people.get(*at).is_some_and(|person| letters.contains(person.0));
        match step {
            Step::Apply => {
                self.people.push(Person('a', 0));
                self.seat_or_line(self.people.len() - 1);
            }
            Step::ApplyScreened => self.people.push(Person('a', 0)),
            Step::Admit(at) if stands(at, "a") => self.seat_or_line(*at),
            Step::Decline(at) if stands(at, "a") => self.people[*at] = Person('n', 0),
            Step::Accept(at) if stands(at, "o") => self.people[*at] = Person('e', 0),
            Step::Refuse(at) if stands(at, "o") => self.people[*at] = Person('d', 0),
            Step::Leave(at) if stands(at, "awoe") => self.people[*at] = Person('d', 0),
            Step::Wait(minutes) => {
                for _ in 0..*minutes {
                    self.minute += 1;
                    self.look();
                }
            }
            Step::MoreSeats => self.seats += 1,
            Step::FewerSeats if !self.is_full() => self.seats -= 1,
            _ => {}
        }
        self.look();
    }
}

fn letter(status: Status) -> char {
    match status {
        Status::Applied => 'a',
        Status::Waiting => 'w',
        Status::Offered => 'o',
        Status::Enrolled | Status::Passed | Status::Failed => 'e',
        Status::Dropped => 'd',
        Status::Declined => 'n',
        Status::Lapsed => 'l',
        Status::Unserved => 'u',
    }
}

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
}

fn queue(seats: usize) -> Queue {
    Queue::new(seats, TimeDelta::minutes(ACCEPT), true, Vec::new())
}

/// Takes a step with the real line; `is_awake`: whether somebody looks at every minute of a wait.
fn step(queue: &mut Queue, minute: &mut i64, step: &Step, is_awake: bool) {
    let now = at(*minute);
    let whose = match step {
        Step::Admit(number)
        | Step::Decline(number)
        | Step::Accept(number)
        | Step::Refuse(number)
        | Step::Leave(number) => queue.places.get(*number).map(|place| place.id),
        _ => None,
    };
    match (step, whose) {
        (Step::Apply, _) => queue.apply(EnrolmentId::generate(), false, now),
        (Step::ApplyScreened, _) => queue.apply(EnrolmentId::generate(), true, now),
        (Step::Wait(minutes), _) => {
            for _ in 0..*minutes {
                *minute += 1;
                if is_awake {
                    queue.settle(at(*minute));
                }
            }
        }
        (Step::MoreSeats, _) => drop_answer(queue.resize(queue.seats + 1, now)),
        (Step::FewerSeats, _) => drop_answer(queue.seats > 0 && queue.resize(queue.seats - 1, now)),
        (_, None) => {}
        (Step::Admit(_), Some(id)) => drop_answer(queue.admit(id, now)),
        (Step::Decline(_), Some(id)) => drop_answer(queue.decline(id)),
        (Step::Accept(_), Some(id)) => drop_answer(queue.accept(id, now)),
        (Step::Refuse(_), Some(id)) => drop_answer(queue.refuse(id, now)),
        (Step::Leave(_), Some(id)) => drop_answer(queue.leave(id, now)),
    }
}

/// Whether it was done shows in the places.
fn drop_answer(_: bool) {}

/// What holds whatever happened.
fn check(queue: &Queue, now: DateTime<Utc>) {
    let held = queue.places.iter().filter(|place| place.status.holds_seat()).count();
    assert!(held <= queue.seats, "{held} of {} seats", queue.seats);
    assert!(queue.places.windows(2).all(|pair| pair[0].turn < pair[1].turn), "nobody has another one's turn");
    for place in &queue.places {
        assert_eq!(place.offered_until.is_some(), place.status == Status::Offered);
        assert!(place.status != Status::Enrolled || place.joined_at.is_some());
        assert!(place.offered_until.is_none_or(|until| until > now), "an offer outlived its deadline");
    }
    assert!(queue.free() == 0 || queue.waiting() == 0, "a seat stays empty while somebody waits");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn seats_and_line_are_as_in_the_model(seats in 1_usize..4, steps in steps()) {
        let mut model = Model { seats, ..Model::default() };
        let (mut queue, mut minute) = (queue(seats), 0);
        for one in &steps {
            model.step(one);
            step(&mut queue, &mut minute, one, true);
            let now: Vec<_> = queue.places.iter().map(|place| {
                let until = place.offered_until.map_or(0, |until| (until - DateTime::UNIX_EPOCH).num_minutes());
                Person(letter(place.status), until)
            }).collect();
            prop_assert_eq!(&now, &model.people, "after {:?}", one);
            check(&queue, at(minute));
        }
    }

    #[test]
    fn a_server_that_slept_makes_up_for_it_and_skips_nobody(seats in 1_usize..4, steps in steps()) {
        let (mut queue, mut minute) = (queue(seats), 0);
        for one in &steps {
            let line: Vec<_> = queue.places.iter().filter(|place| place.status == Status::Waiting).map(|p| p.id).collect();
            step(&mut queue, &mut minute, one, false);
            queue.settle(at(minute));
            check(&queue, at(minute));
            // Whoever left the line for a seat stood before all who still wait.
            let is_served = |id: &EnrolmentId| queue.place(*id).is_some_and(|p| p.status == Status::Offered);
            let last_served = line.iter().rposition(is_served);
            let first_waiting = line.iter().position(|id| queue.position(*id).is_some());
            prop_assert!(last_served.zip(first_waiting).is_none_or(|(served, waiting)| served < waiting));
        }
    }
}

#[test]
fn an_offer_ends_on_its_deadline_to_the_second() {
    let mut queue = queue(1);
    let [first, second, third] = [(); 3].map(|()| EnrolmentId::generate());
    for id in [first, second, third] {
        queue.apply(id, false, at(0));
    }
    assert_eq!((queue.position(second), queue.position(third)), (Some(1), Some(2)));
    assert!(queue.leave(first, at(1)) && !queue.leave(first, at(1)));
    let (end, second_before) = (at(1 + ACCEPT), at(1 + ACCEPT) - TimeDelta::seconds(1));
    assert!(queue.clone().accept(second, second_before));
    assert!(!queue.accept(second, end), "too late");
    assert_eq!(queue.place(second).unwrap().status, Status::Lapsed);
    assert_eq!(queue.place(third).unwrap().offered_until, Some(end + TimeDelta::minutes(ACCEPT)));
}

#[test]
fn only_an_offered_seat_is_refused_and_only_while_it_waits() {
    let mut queue = queue(1);
    let [first, second, third] = [(); 3].map(|()| EnrolmentId::generate());
    for id in [first, second, third] {
        queue.apply(id, false, at(0));
    }
    assert!(!queue.refuse(first, at(0)) && !queue.refuse(second, at(0)), "one is seated, one in line");
    queue.leave(first, at(1));
    let end = at(1 + ACCEPT);
    assert!(queue.clone().refuse(second, end - TimeDelta::seconds(1)));
    assert!(!queue.refuse(second, end), "too late");
    assert!(queue.refuse(third, end), "whose turn it is by now");
    let stand: Vec<_> = queue.places.iter().map(|place| place.status).collect();
    assert_eq!(stand, [Status::Dropped, Status::Lapsed, Status::Dropped]);
}

#[test]
fn nobody_loses_a_seat_because_there_are_fewer() {
    let mut queue = queue(2);
    let [first, second, third] = [(); 3].map(|()| EnrolmentId::generate());
    for id in [first, second, third] {
        queue.apply(id, false, at(0));
    }
    assert!(!queue.resize(1, at(1)));
    assert_eq!((queue.taken(), queue.free(), queue.waiting()), (2, 0, 1));
    // What is offered is taken, until nobody answers in time.
    assert!(queue.resize(3, at(1)) && !queue.resize(2, at(1)));
    assert_eq!(queue.place(third).unwrap().offered_until, Some(at(1 + ACCEPT)));
    assert_eq!((queue.taken(), queue.enrolled()), (3, 2));
    assert!(queue.resize(2, at(1 + ACCEPT)));
    assert_eq!((queue.place(third).unwrap().status, queue.free()), (Status::Lapsed, 0));
}

#[test]
fn what_is_over_gives_no_seats() {
    let mut queue = queue(1);
    let [first, second] = [(); 2].map(|()| EnrolmentId::generate());
    queue.apply(first, false, at(0));
    queue.apply(second, false, at(0));
    queue.gives = false;
    queue.leave(first, at(1));
    assert_eq!((queue.free(), queue.place(second).unwrap().status), (1, Status::Waiting));
    let third = EnrolmentId::generate();
    queue.apply(third, true, at(2));
    assert!(!queue.admit(third, at(2)) && queue.decline(third));
    // What was offered before is worth nothing, either.
    queue.gives = true;
    queue.settle(at(3));
    queue.gives = false;
    assert_eq!(queue.place(second).unwrap().status, Status::Offered);
    assert!(!queue.accept(second, at(3)));
}

#[test]
fn whoever_still_waits_at_the_end_has_had_no_seat_and_whoever_has_one_keeps_it() {
    let mut queue = queue(2);
    let [first, second, third, fourth, fifth] = [(); 5].map(|()| EnrolmentId::generate());
    for id in [first, second, third, fourth] {
        queue.apply(id, false, at(0));
    }
    queue.apply(fifth, true, at(0));
    queue.leave(first, at(1));
    queue.gives = false;
    queue.end();
    let stand: Vec<_> = queue.places.iter().map(|place| place.status).collect();
    let unserved = Status::Unserved;
    assert_eq!(stand, [Status::Dropped, Status::Enrolled, unserved, unserved, unserved]);
    assert!(queue.places.iter().all(|place| place.offered_until.is_none()));
    assert!(queue.places[2..].iter().all(|place| place.joined_at.is_none()), "nobody counts who had no seat");
}

#[test]
fn nobody_loses_their_turn_while_no_seats_are_given_and_has_all_of_the_time_afterwards() {
    let mut queue = queue(2);
    let [first, second, third, fourth] = [(); 4].map(|()| EnrolmentId::generate());
    for id in [first, second, third, fourth] {
        queue.apply(id, false, at(0));
    }
    queue.leave(first, at(1));
    assert_eq!(queue.place(third).unwrap().offered_until, Some(at(1 + ACCEPT)));
    queue.gives = false;
    let long_after = at(1 + 9 * ACCEPT);
    queue.leave(second, long_after);
    queue.settle(long_after);
    queue.renew(long_after);
    let stand = |queue: &Queue| [third, fourth].map(|id| queue.place(id).unwrap().clone());
    let [offered, waiting] = stand(&queue);
    assert_eq!((offered.status, offered.offered_until), (Status::Offered, Some(at(1 + ACCEPT))));
    assert_eq!((waiting.status, queue.free()), (Status::Waiting, 1), "what became free is offered to nobody yet");
    queue.gives = true;
    queue.renew(long_after);
    for one in stand(&queue) {
        assert_eq!((one.status, one.offered_until), (Status::Offered, Some(long_after + TimeDelta::minutes(ACCEPT))));
    }
    check(&queue, long_after);
}
