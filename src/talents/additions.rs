//! What sheets and merges added to one record, and what it says without one of them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{Profile, Talent};
use crate::db::{ImportId, MergeId, TalentId};

/// What a record was before something was added to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Before {
    pub profile: Profile,
    pub is_recognised: bool,
}

/// What adds to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// A sheet; it may have brought the record.
    Sheet(ImportId),
    /// A merge with another record.
    Merge(MergeId),
}

impl Source {
    fn uuid(self) -> Uuid {
        match self {
            Self::Sheet(id) => id.uuid(),
            Self::Merge(id) => id.uuid(),
        }
    }
}

/// What a source added to a record on file; or that it brought it.
#[derive(Debug)]
pub(super) struct Addition {
    pub talent: TalentId,
    pub source: Source,
    pub at: DateTime<Utc>,
    /// The revision of the record that it was added to.
    pub from: i32,
    /// That of the sum.
    pub revision: i32,
    /// What the record said before; none: the sheet brought it.
    pub before: Option<Before>,
    /// What the sheet or the other record says of the person; none: nobody has kept it.
    pub said: Option<Profile>,
}

impl Addition {
    fn was_recognised(&self) -> bool {
        self.before.as_ref().is_some_and(|before| before.is_recognised)
    }
}

/// A record without what one of its sources added.
#[derive(Debug)]
pub(super) struct Rest {
    /// What it says then.
    pub profile: Profile,
    /// Whether the community recognised it before.
    pub was_recognised: bool,
    /// The other sources, and what it said before each.
    pub others: Vec<(Source, Option<Before>)>,
    /// The revision that the first of all these was added to.
    pub from: i32,
    /// Which sheet brings it from now on, where the one that brought it goes.
    pub heir: Option<ImportId>,
}

/// Additions record by record, and in the order in which they were made.
pub(super) fn in_order(additions: &mut [Addition]) {
    additions.sort_by_key(|one| (one.talent, one.revision, one.from, one.at, one.source.uuid()));
}

/// What a record says without what a source added: whatever a later one says of the person stays. None where that cannot be
/// told, since somebody has worked on the record, or where nothing would be left of it.
pub(super) fn without(talent: &Talent, additions: &[Addition], source: Source) -> Option<Rest> {
    let sums = unbroken(talent.revision, additions);
    let at = sums.iter().position(|one| one.source == source)?;
    let (taken, later) = (sums[at], &sums[at + 1..]);
    if talent.recognised.is_some() && !taken.was_recognised() {
        return None;
    }
    let mut others: Vec<_> = sums[..at].iter().map(|one| (one.source, one.before.clone())).collect();
    let mut sum = taken.before.as_ref().map(|before| before.profile.clone());
    for one in later {
        let said = one.said.as_ref()?;
        let is_recognised = one.was_recognised();
        others.push((one.source, sum.clone().map(|profile| Before { profile, is_recognised })));
        sum = Some(sum.map_or_else(|| said.clone(), |sum| sum.joined(said)));
    }
    let mut heir = None;
    if taken.before.is_none() {
        for one in later.iter().rev() {
            // Another record that was merged into it needs it.
            let Source::Sheet(import) = one.source else { return None };
            heir = Some(import);
        }
    }
    sum.filter(|profile| !profile.is_empty()).map(|profile| Rest {
        profile,
        was_recognised: taken.was_recognised(),
        others,
        from: sums[0].from,
        heir,
    })
}

/// The same of a merge that an older server made, which kept what the record said before and the revision of the sum alone:
/// told where that is what both records say together, and nothing else.
pub(super) fn without_other(
    talent: &Talent,
    additions: &[Addition],
    (before, revision): (Before, i32),
    other: &Profile,
) -> Option<Rest> {
    let is_last = revision == talent.revision && unbroken(revision, additions).is_empty();
    let is_recognised_since = talent.recognised.is_some() && !before.is_recognised;
    if !is_last || is_recognised_since || before.profile.joined(other) != talent.profile {
        return None;
    }
    let earlier = unbroken(revision - 1, additions);
    Some(Rest {
        profile: before.profile,
        was_recognised: before.is_recognised,
        others: earlier.iter().map(|one| (one.source, one.before.clone())).collect(),
        from: earlier.first().map_or(revision - 1, |first| first.from),
        heir: None,
    })
}

/// The additions after which nobody but sheets and merges has changed the record, in their order.
fn unbroken(mut revision: i32, additions: &[Addition]) -> Vec<&Addition> {
    let mut sums = Vec::new();
    for one in additions.iter().rev() {
        if one.revision != revision {
            break;
        }
        revision = one.from;
        sums.push(one);
    }
    sums.reverse();
    sums
}

#[cfg(test)]
mod tests {
    use std::mem;

    use chrono::{NaiveDate, TimeDelta};
    use proptest::prelude::*;

    use super::*;
    use crate::db::ResidentId;
    use crate::talents::model::{Specialty, Status};

    fn says(specialties: &[Specialty], hobbies: &str) -> Profile {
        Profile {
            specialties: specialties.to_vec(),
            specialty_other: String::new(),
            hobbies: hobbies.to_owned(),
            wishes: Vec::new(),
            needs: Vec::new(),
            need_other: String::new(),
            trades: Vec::new(),
            times: Vec::new(),
            hours: String::new(),
            pay: None,
            note: String::new(),
            status: Status::Open,
        }
    }

    fn talent(revision: i32) -> Talent {
        Talent {
            id: TalentId::generate(),
            resident: ResidentId::generate(),
            profile: says(&[], ""),
            revision,
            match_since: None,
            badge_since: None,
            recognised: None,
            updated_at: DateTime::UNIX_EPOCH,
            hidden_at: None,
        }
    }

    /// One record to which sheets add, each `(from, revision, what it says)`; what it said before is that of its own.
    fn added(own: Option<&Profile>, sheets: &[(i32, i32, Profile)]) -> Vec<Addition> {
        let id = TalentId::generate();
        let mut sum = own.cloned();
        let mut additions = Vec::new();
        for (from, revision, said) in sheets {
            let before = sum.clone().map(|profile| Before { profile, is_recognised: false });
            sum = Some(sum.map_or_else(|| said.clone(), |sum| sum.joined(said)));
            additions.push(Addition {
                talent: id,
                source: Source::Sheet(ImportId::generate()),
                at: DateTime::UNIX_EPOCH,
                from: *from,
                revision: *revision,
                before,
                said: Some(said.clone()),
            });
        }
        additions
    }

    #[test]
    fn what_another_sheet_says_as_well_stays() {
        let own = says(&[Specialty::Repair], "");
        let all = added(
            Some(&own),
            &[
                (3, 4, says(&[Specialty::Hair, Specialty::Cooking], "下棋")),
                (4, 5, says(&[Specialty::Hair, Specialty::Law], "")),
            ],
        );
        let rest = without(&talent(5), &all, all[0].source).expect("a rest");
        assert_eq!(rest.profile, says(&[Specialty::Repair, Specialty::Hair, Specialty::Law], ""));
        let [(other, Some(before))] = &rest.others[..] else { panic!("{:?}", rest.others) };
        assert_eq!((*other, &before.profile, rest.heir, rest.from), (all[1].source, &own, None, 3));
        let rest = without(&talent(5), &all, all[1].source).expect("a rest");
        assert_eq!(rest.profile, says(&[Specialty::Repair, Specialty::Hair, Specialty::Cooking], "下棋"));
    }

    #[test]
    fn a_record_that_a_sheet_brought_is_the_next_ones() {
        // The second says nothing new: the revision stays.
        let mut all = added(None, &[(0, 1, says(&[Specialty::Hair], "下棋")), (1, 1, says(&[Specialty::Hair], ""))]);
        let rest = without(&talent(1), &all, all[0].source).expect("a rest");
        assert_eq!(rest.profile, says(&[Specialty::Hair], ""));
        assert_eq!(rest.heir.map(Source::Sheet), Some(all[1].source));
        assert!(matches!(&rest.others[..], [(_, None)]), "{:?}", rest.others);
        assert!(without(&talent(1), &all[..1], all[0].source).is_none(), "alone it leaves nothing");
        all[1].source = Source::Merge(MergeId::generate());
        assert!(without(&talent(1), &all, all[0].source).is_none(), "no merge brings a record");
    }

    #[test]
    fn what_somebody_has_worked_on_since_is_left() {
        let own = says(&[Specialty::Repair], "");
        let mut all = added(Some(&own), &[(1, 2, says(&[Specialty::Hair], "")), (3, 4, says(&[Specialty::Law], ""))]);
        assert!(without(&talent(4), &all, all[0].source).is_none(), "changed between the sheets");
        assert!(without(&talent(4), &all, all[1].source).is_some());
        assert!(without(&talent(5), &all, all[1].source).is_none(), "changed after them");
        let recognised = Some((NaiveDate::default(), "梁静怡".to_owned()));
        let expert = Talent { recognised, ..talent(4) };
        assert!(without(&expert, &all, all[1].source).is_none(), "recognised after them");
        all[1].from = 2;
        assert!(without(&talent(4), &all, all[0].source).is_some());
        all[1].said = None;
        assert!(without(&talent(4), &all, all[0].source).is_none(), "nobody knows what the second says");
    }

    #[test]
    fn a_merge_of_an_older_server_is_told_by_the_sum_alone() {
        let (own, other) = (says(&[Specialty::Repair], ""), says(&[Specialty::Law], "下棋"));
        let before = || Before { profile: own.clone(), is_recognised: false };
        let earlier = added(Some(&own), &[(1, 2, says(&[Specialty::Repair], ""))]);
        let sum = Talent { profile: own.joined(&other), ..talent(3) };
        let rest = without_other(&sum, &earlier, (before(), 3), &other).expect("a rest");
        assert_eq!((&rest.profile, rest.from, rest.others.len()), (&own, 1, 1), "what was added earlier is of that");
        assert!(without_other(&sum, &earlier, (before(), 2), &other).is_none(), "changed since");
        let third = says(&[Specialty::Hair], "");
        assert!(without_other(&sum, &earlier, (before(), 3), &third).is_none(), "it was another's");
        let later = added(Some(&sum.profile), &[(3, 3, third)]);
        assert!(without_other(&sum, &later, (before(), 3), &other).is_none(), "a sheet was added to the sum");
        let recognised = Some((NaiveDate::default(), "梁静怡".to_owned()));
        let expert = Talent { recognised, ..sum };
        assert!(without_other(&expert, &earlier, (before(), 3), &other).is_none(), "recognised since");
    }

    /// What happens to a record.
    #[derive(Debug, Clone)]
    enum Act {
        Add(Source, Vec<Specialty>),
        Edit(Vec<Specialty>),
        Undo(prop::sample::Index),
    }

    fn some(least: usize) -> impl Strategy<Value = Vec<Specialty>> {
        prop::sample::subsequence(Specialty::ALL[..6].to_vec(), least..=4)
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        let act = prop_oneof![
            3 => some(0).prop_map(|said| Act::Add(Source::Sheet(ImportId::generate()), said)),
            3 => some(0).prop_map(|said| Act::Add(Source::Merge(MergeId::generate()), said)),
            1 => some(1).prop_map(Act::Edit),
            4 => any::<prop::sample::Index>().prop_map(Act::Undo),
        ];
        prop::collection::vec(act, 0..14)
    }

    /// The same said twice: ticked, and in words.
    fn of(specialties: &[Specialty]) -> Profile {
        let words: Vec<&str> = specialties.iter().map(|one| one.code()).collect();
        says(specialties, &words.join("、"))
    }

    /// A record with what was added to it, as they are stored.
    struct Stored {
        talent: Talent,
        additions: Vec<Addition>,
        seconds: i64,
    }

    impl Stored {
        fn add(&mut self, source: Source, said: &Profile) {
            let sum = self.talent.profile.joined(said);
            let is_repeated = matches!(source, Source::Sheet(_)) && sum == self.talent.profile;
            let from = self.talent.revision;
            self.talent.revision += i32::from(!is_repeated);
            self.seconds += 1;
            let profile = mem::replace(&mut self.talent.profile, sum);
            self.additions.push(Addition {
                talent: self.talent.id,
                source,
                at: DateTime::UNIX_EPOCH + TimeDelta::seconds(self.seconds),
                from,
                revision: self.talent.revision,
                before: Some(Before { profile, is_recognised: false }),
                said: Some(said.clone()),
            });
            in_order(&mut self.additions);
        }

        fn undo(&mut self, source: Source) {
            let rest = without(&self.talent, &self.additions, source);
            self.additions.retain(|one| one.source != source);
            let Some(rest) = rest else { return };
            self.talent.revision += i32::from(rest.profile != self.talent.profile);
            self.talent.profile = rest.profile;
            for (other, before) in rest.others {
                let one = self.additions.iter_mut().find(|one| one.source == other).unwrap();
                (one.from, one.revision, one.before) = (self.talent.revision, self.talent.revision, before);
            }
            in_order(&mut self.additions);
        }
    }

    proptest! {
        #[test]
        fn a_record_says_what_those_say_who_are_left_whoever_goes_first(own in some(1), acts in acts()) {
            let talent = Talent { profile: of(&own), ..talent(1) };
            let mut stored = Stored { talent, additions: Vec::new(), seconds: 0 };
            // What nobody takes back: what somebody wrote.
            let mut stays = own;
            let mut left: Vec<(Source, Vec<Specialty>)> = Vec::new();
            let mut sources = Vec::new();
            for act in acts {
                match act {
                    Act::Add(source, said) => {
                        stored.add(source, &of(&said));
                        left.push((source, said));
                        sources.push(source);
                    }
                    Act::Edit(typed) => {
                        stored.talent.profile = of(&typed);
                        stored.talent.revision += 1;
                        stays = typed;
                        left.clear();
                    }
                    Act::Undo(_) if sources.is_empty() => {}
                    Act::Undo(at) => {
                        let source = sources.remove(at.index(sources.len()));
                        stored.undo(source);
                        left.retain(|(one, _)| *one != source);
                    }
                }
                let is_said = |one: &Specialty| stays.contains(one) || left.iter().any(|(_, said)| said.contains(one));
                let expected: Vec<Specialty> = Specialty::ALL.into_iter().filter(is_said).collect();
                prop_assert_eq!(&stored.talent.profile.specialties, &expected);
                let mut words: Vec<&str> = stored.talent.profile.hobbies.split('、').collect();
                let mut codes: Vec<&str> = expected.iter().map(|one| one.code()).collect();
                words.sort_unstable();
                codes.sort_unstable();
                prop_assert_eq!(words, codes);
            }
        }
    }
}
