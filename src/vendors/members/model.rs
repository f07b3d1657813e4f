//! Rules about memberships, without a database.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::queries::MemberRow;
use crate::access::MemberRole;
use crate::db::PersonId;

/// One row a person, with the strongest role they hold and the day they first came: owners first, then who came first.
pub(super) fn roster(rows: Vec<MemberRow>) -> Vec<MemberRow> {
    let mut by_person: BTreeMap<PersonId, MemberRow> = BTreeMap::new();
    for row in rows {
        match by_person.entry(row.person) {
            Entry::Vacant(free) => {
                free.insert(row);
            }
            Entry::Occupied(mut held) => {
                let held = held.get_mut();
                held.since = held.since.min(row.since);
                if row.role < held.role {
                    (held.role, held.id) = (row.role, row.id);
                }
            }
        }
    }
    let mut members: Vec<MemberRow> = by_person.into_values().collect();
    members.sort_by_key(|member| (member.role, member.since, member.id));
    members
}

/// Whether a role gives more than those held already.
pub(super) fn adds_to(held: &[MemberRole], offered: MemberRole) -> bool {
    held.iter().all(|role| offered < *role)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::db::MembershipId;

    fn row(person: PersonId, role: MemberRole, day: u32) -> MemberRow {
        let since = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        MemberRow { id: MembershipId::generate(), person, role, since }
    }

    #[test]
    fn a_person_with_two_roles_is_one_member_with_the_stronger() {
        let (both, other) = (PersonId::generate(), PersonId::generate());
        let stronger = row(both, MemberRole::Owner, 20);
        let id = stronger.id;
        let members = roster(vec![row(other, MemberRole::Editor, 1), row(both, MemberRole::Worker, 5), stronger]);
        let seen: Vec<_> = members.iter().map(|m| (m.person, m.role)).collect();
        assert_eq!(seen, [(both, MemberRole::Owner), (other, MemberRole::Editor)]);
        assert_eq!((members[0].id, members[0].since), (id, NaiveDate::from_ymd_opt(2026, 11, 5).unwrap()));
    }

    #[test]
    fn only_a_stronger_role_adds_something() {
        use MemberRole::{Editor, Owner, Worker};
        assert!(adds_to(&[], Worker));
        assert!(adds_to(&[Worker], Editor) && adds_to(&[Worker, Editor], Owner));
        assert!(!adds_to(&[Editor], Editor) && !adds_to(&[Owner, Worker], Editor) && !adds_to(&[Owner], Worker));
    }
}
