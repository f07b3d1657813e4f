//! What an organization hands in with its application.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::db::DocumentId;
use crate::documents::DocumentKind;
use crate::publishing::snapshot::{Field, ProfileSnapshot, Words};
use crate::web::text;

/// A paper that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// The file.
    pub id: DocumentId,
    /// What it is.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    /// The organization's name.
    pub name: String,
    /// Its credit code.
    pub uscc: Option<String>,
    /// Its profile.
    pub profile: String,
    /// The phone that residents call.
    pub phone: Option<String>,
    /// Whom the community talks to.
    pub contact: String,
    /// `employee` or `agency`.
    pub engagement: Option<String>,
    /// The year it was founded.
    #[serde(default)]
    pub founded_year: Option<i32>,
    /// The last day of the business licence; none: without term.
    pub licence_until: Option<NaiveDate>,
    /// The last day of the liability insurance.
    pub insurance_until: Option<NaiveDate>,
    /// Codes of the categories it wants to serve.
    pub categories: Vec<String>,
    /// What else it wants to say.
    pub note: String,
    /// The papers.
    pub papers: Vec<Paper>,
}

impl Material {
    /// What a community shows of it.
    pub fn profile(&self) -> ProfileSnapshot {
        ProfileSnapshot {
            name: self.name.clone(),
            uscc: self.uscc.clone(),
            profile: self.profile.clone(),
            phone: self.phone.clone(),
            engagement: self.engagement.clone(),
            founded_year: self.founded_year,
            licence_until: self.licence_until,
            insurance_until: self.insurance_until,
        }
    }

    /// Label and words of each part, in order.
    pub fn fields(&self, words: &Words<'_>) -> Vec<Field> {
        let (t, p) = (&words.t.admissions, &words.t.publishing);
        let date = |day: Option<NaiveDate>| day.map(|day| text::date(words.locale, day));
        let categories: Vec<String> = self.categories.iter().map(|code| words.category(code)).collect();
        let papers: Vec<String> = self
            .papers
            .iter()
            .map(|paper| {
                let kind = DocumentKind::parse(&paper.kind).map_or("", |kind| kind.label(words.t));
                t.paper_named(kind, &paper.name)
            })
            .collect();
        vec![
            Field::new(p.field_org_name, self.name.clone()),
            Field::new(p.field_uscc, self.uscc.clone().unwrap_or_default()),
            Field::new(p.field_profile, self.profile.clone()),
            Field::new(p.field_phone, self.phone.clone().unwrap_or_default()),
            Field::new(t.contact, self.contact.clone()),
            Field::new(p.field_engagement, words.engagement(self.engagement.as_deref())),
            Field::new(p.field_founded, self.founded_year.map(|year| year.to_string()).unwrap_or_default()),
            Field::new(p.field_licence_until, date(self.licence_until).unwrap_or_else(|| p.without_term.to_owned())),
            Field::new(p.field_insurance_until, date(self.insurance_until).unwrap_or_default()),
            Field::new(t.categories, categories.join(words.t.time.list_separator)),
            Field::new(t.note, self.note.clone()),
            Field::new(t.papers, papers.join("\n")),
        ]
    }
}
