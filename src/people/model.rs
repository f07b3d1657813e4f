//! Rules about roles in the whole of a community, without a database.

use std::collections::BTreeSet;

use crate::access::Role;
use crate::db::PersonId;

/// The roles that are offered. An administrator is made of one who works here already.
pub(super) const OFFERED: [Role; 3] = [Role::CommunityStaff, Role::PropertySteward, Role::Volunteer];

/// Who stands between somebody and the role of an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Making {
    /// Nobody: they are made at once.
    AtOnce,
    /// A second administrator.
    Approved,
    /// They are one.
    Done,
}

/// How `person` becomes an administrator beside these.
pub(super) fn making(admins: &BTreeSet<PersonId>, person: PersonId) -> Making {
    if admins.contains(&person) {
        Making::Done
    } else if admins.len() >= 2 {
        Making::Approved
    } else {
        Making::AtOnce
    }
}

/// Whether a community would be left without an administrator when this person is none any more.
pub(super) fn is_last(admins: &BTreeSet<PersonId>, person: PersonId) -> bool {
    admins.contains(&person) && admins.len() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_administrator_is_asked_where_there_are_two_and_the_last_one_stays() {
        let [a, b, c] = [(); 3].map(|()| PersonId::generate());
        let admins = |people: &[PersonId]| people.iter().copied().collect::<BTreeSet<_>>();
        assert_eq!(making(&admins(&[]), c), Making::AtOnce);
        assert_eq!(making(&admins(&[a]), c), Making::AtOnce);
        assert_eq!(making(&admins(&[a, b]), c), Making::Approved);
        assert_eq!(making(&admins(&[a, b]), a), Making::Done);
        assert!(is_last(&admins(&[a]), a) && !is_last(&admins(&[a, b]), a) && !is_last(&admins(&[a]), b));
    }
}
