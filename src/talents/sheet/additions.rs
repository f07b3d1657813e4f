//! What sheets added to one record, and what it says without one of them.

use crate::db::{ImportId, TalentId};
use crate::talents::merge::Before;
use crate::talents::model::{Profile, Talent};

/// What a sheet added to a record on file; or that it brought it.
#[derive(Debug)]
pub(super) struct Addition {
    pub talent: TalentId,
    pub import: ImportId,
    /// The revision of the record that it was added to.
    pub from: i32,
    /// That of the sum.
    pub revision: i32,
    /// What the record said before; none: the sheet brought it.
    pub before: Option<Before>,
    /// What the sheet says of the person; none: nobody has kept it.
    pub said: Option<Profile>,
}

/// A record without what one of its sheets added.
#[derive(Debug)]
pub(super) struct Rest {
    /// What it says then.
    pub profile: Profile,
    /// The other sheets, and what it said before each.
    pub others: Vec<(ImportId, Option<Before>)>,
    /// Which of them brings it from now on, where the one that brought it goes.
    pub heir: Option<ImportId>,
}

/// What a record says without what a sheet added: whatever a later one says of the person stays. None where that cannot be
/// told, since somebody has worked on the record, or where nothing would be left of it.
pub(super) fn without(talent: &Talent, additions: &[Addition], import: ImportId) -> Option<Rest> {
    let sums = unbroken(talent.revision, additions);
    let at = sums.iter().position(|one| one.import == import)?;
    let (taken, later) = (sums[at], &sums[at + 1..]);
    let was_recognised = |one: &Addition| one.before.as_ref().is_some_and(|before| before.is_recognised);
    if talent.recognised.is_some() && !was_recognised(taken) {
        return None;
    }
    let mut others: Vec<_> = sums[..at].iter().map(|one| (one.import, one.before.clone())).collect();
    let mut sum = taken.before.as_ref().map(|before| before.profile.clone());
    for one in later {
        let said = one.said.as_ref()?;
        let is_recognised = was_recognised(one);
        others.push((one.import, sum.clone().map(|profile| Before { profile, is_recognised })));
        sum = Some(sum.map_or_else(|| said.clone(), |sum| sum.joined(said)));
    }
    let heir = if taken.before.is_none() { later.first().map(|one| one.import) } else { None };
    sum.filter(|profile| !profile.is_empty()).map(|profile| Rest { profile, others, heir })
}

/// The additions after which nobody but sheets has changed the record, in their order.
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
    use chrono::{DateTime, NaiveDate};

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
            let (import, said) = (ImportId::generate(), Some(said.clone()));
            additions.push(Addition { talent: id, import, from: *from, revision: *revision, before, said });
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
        let rest = without(&talent(5), &all, all[0].import).expect("a rest");
        assert_eq!(rest.profile, says(&[Specialty::Repair, Specialty::Hair, Specialty::Law], ""));
        let [(other, Some(before))] = &rest.others[..] else { panic!("{:?}", rest.others) };
        assert_eq!((*other, &before.profile, rest.heir), (all[1].import, &own, None));
        let rest = without(&talent(5), &all, all[1].import).expect("a rest");
        assert_eq!(rest.profile, says(&[Specialty::Repair, Specialty::Hair, Specialty::Cooking], "下棋"));
    }

    #[test]
    fn a_record_that_a_sheet_brought_is_the_next_ones() {
        // The second says nothing new: the revision stays.
        let all = added(None, &[(0, 1, says(&[Specialty::Hair], "下棋")), (1, 1, says(&[Specialty::Hair], ""))]);
        let rest = without(&talent(1), &all, all[0].import).expect("a rest");
        assert_eq!((rest.profile, rest.heir), (says(&[Specialty::Hair], ""), Some(all[1].import)));
        assert!(matches!(&rest.others[..], [(_, None)]), "{:?}", rest.others);
        assert!(without(&talent(1), &all[..1], all[0].import).is_none(), "alone it leaves nothing");
    }

    #[test]
    fn what_somebody_has_worked_on_since_is_left() {
        let own = says(&[Specialty::Repair], "");
        let mut all = added(Some(&own), &[(1, 2, says(&[Specialty::Hair], "")), (3, 4, says(&[Specialty::Law], ""))]);
        assert!(without(&talent(4), &all, all[0].import).is_none(), "changed between the sheets");
        assert!(without(&talent(4), &all, all[1].import).is_some());
        assert!(without(&talent(5), &all, all[1].import).is_none(), "changed after them");
        let recognised = Some((NaiveDate::default(), "梁静怡".to_owned()));
        let expert = Talent { recognised, ..talent(4) };
        assert!(without(&expert, &all, all[1].import).is_none(), "recognised after them");
        all[1].from = 2;
        assert!(without(&talent(4), &all, all[0].import).is_some());
        all[1].said = None;
        assert!(without(&talent(4), &all, all[0].import).is_none(), "nobody knows what the second says");
    }
}
