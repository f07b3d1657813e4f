//! The application form, and the organization's own record and files that an application stands on.

use serde::Deserialize;

use crate::access::OrgMember;
use crate::admissions::material::{Material, Paper};
use crate::admissions::queries::Record;
use crate::db::{EstateId, Tx};
use crate::documents::{self, Document, DocumentKind};
use crate::error::{AppError, AppResult};
use crate::values::Paragraphs;
use crate::vendors;
use crate::vendors::queries::Organization;
use crate::web::form::Errors;

/// The application form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::admissions) struct ApplicationForm {
    /// Codes of the categories it is about.
    pub category: Vec<String>,
    /// What the organization adds.
    pub note: String,
    /// The revision that was seen.
    pub revision: i32,
    /// The estates that were ticked and could not be saved.
    #[serde(skip)]
    pub ticked: Option<Vec<EstateId>>,
}

impl ApplicationForm {
    /// The form as what is on record fills it in.
    pub fn of(record: Option<&Record>) -> Self {
        let material = record.and_then(|record| record.material.as_ref());
        Self {
            category: material.map_or_else(Vec::new, |m| m.categories.clone()),
            note: material.map_or_else(String::new, |m| m.note.clone()),
            revision: record.map_or(0, |record| record.revision),
            ticked: None,
        }
    }
}

/// What the application stands on: the organization's own record and its files.
pub(super) struct Basis {
    org: Organization,
    /// Its papers and other files.
    pub documents: Vec<Document>,
}

impl Basis {
    /// Reads it.
    pub async fn read(tx: &mut impl Tx, member: &OrgMember) -> AppResult<Self> {
        let org = vendors::queries::organization(tx, member.org()).await?.ok_or(AppError::NotFound)?;
        let kinds = [DocumentKind::Licence, DocumentKind::Insurance, DocumentKind::Contract, DocumentKind::Other];
        let documents = documents::queries::of_kinds(tx, member.org(), &kinds).await?;
        Ok(Self { org, documents })
    }

    /// What is handed in.
    pub fn material(&self, form: &ApplicationForm, member: &OrgMember) -> Material {
        let platform = member.state().platform();
        let known = platform.categories().map(|category| category.code.clone());
        let paper = |document: &Document| Paper {
            id: document.id,
            kind: document.kind.code().to_owned(),
            name: document.file_name.clone(),
        };
        Material {
            name: self.org.name.clone(),
            uscc: self.org.uscc.clone(),
            profile: self.org.profile.clone(),
            phone: self.org.phone.clone(),
            contact: self.org.contact_name.clone(),
            engagement: self.org.engagement.clone(),
            founded_year: self.org.founded_year,
            licence_until: self.org.licence_until,
            insurance_until: self.org.insurance_until,
            categories: known.filter(|code| form.category.contains(code)).collect(),
            note: Paragraphs::<1000>::parse(&form.note).map_or_else(|_| String::new(), String::from),
            papers: self.documents.iter().map(paper).collect(),
        }
    }

    /// What is still missing before it can be handed in.
    pub fn check(&self, form: &ApplicationForm, member: &OrgMember) -> Errors {
        let t = &member.context().t().admissions;
        let mut errors = Errors::default();
        if form.category.is_empty() {
            errors.add("category", t.error_categories);
        }
        let has = |kind| self.documents.iter().any(|document| document.kind == kind);
        let org = &self.org;
        let facts = [
            (org.uscc.is_none(), t.error_uscc),
            (org.profile.is_empty(), t.error_profile),
            (org.phone.is_none(), t.error_phone),
            (org.contact_name.is_empty(), t.error_contact),
            (org.engagement.is_none() && org.kind == "vendor", t.error_engagement),
            (org.licence_until.is_some_and(|last| last < member.today()), t.error_licence_over),
            (org.insurance_until.is_none_or(|last| last < member.today()), t.error_insurance_over),
        ];
        let missing: Vec<&str> =
            facts.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, text)| text).collect();
        if !missing.is_empty() {
            errors.add("facts", missing.join(t.error_separator));
        }
        let papers = [(DocumentKind::Licence, t.error_licence_file), (DocumentKind::Insurance, t.error_insurance_file)];
        let missing: Vec<&str> = papers.into_iter().filter(|(kind, _)| !has(*kind)).map(|(_, text)| text).collect();
        if !missing.is_empty() {
            errors.add("papers", missing.join(t.error_separator));
        }
        errors
    }
}
