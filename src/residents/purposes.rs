//! What each field of a record is kept for. The form shows it, and a test holds the form to it: a field without a purpose is
//! not asked (PIPL, articles 6 and 19).

use crate::web::Messages;

type Word = fn(&Messages) -> &'static str;

/// A field with what it is for.
pub(super) struct Purpose {
    /// The field's name in the form.
    pub name: &'static str,
    /// What it is called.
    pub label: Word,
    /// What it is for.
    pub purpose: Word,
}

/// Every field that says something about a person.
pub(super) const ALL: [Purpose; 8] = [
    Purpose { name: "name", label: |t| t.residents.name, purpose: |t| t.residents.purpose_name },
    Purpose { name: "building", label: |t| t.residents.place, purpose: |t| t.residents.purpose_place },
    Purpose { name: "phone", label: |t| t.residents.phone, purpose: |t| t.residents.purpose_phone },
    Purpose { name: "birth_year", label: |t| t.residents.birth_year, purpose: |t| t.residents.purpose_birth_year },
    Purpose { name: "relation", label: |t| t.residents.relation, purpose: |t| t.residents.purpose_relation },
    Purpose { name: "tag", label: |t| t.residents.tags, purpose: |t| t.residents.purpose_tags },
    Purpose { name: "kind", label: |t| t.residents.kind, purpose: |t| t.residents.purpose_kind },
    Purpose { name: "note", label: |t| t.residents.note, purpose: |t| t.residents.purpose_note },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_field_of_the_form_has_a_purpose() {
        let form =
            [include_str!("../../templates/residents/fields.html"), include_str!("../../templates/residents/new.html")];
        let calls = ["Field::text(\"", "Field::phone(\"", "Select::new(\"", "Choice::tick(\""];
        let mut asked: BTreeSet<&str> = BTreeSet::new();
        for part in form {
            for call in calls {
                asked.extend(part.split(call).skip(1).filter_map(|rest| rest.split('"').next()));
            }
        }
        // Unit and room are the door; two ticks say something about the form.
        for part in ["unit", "room", "no_phone", "different"] {
            assert!(asked.remove(part), "{part}");
        }
        assert_eq!(asked, ALL.iter().map(|purpose| purpose.name).collect());
    }
}
