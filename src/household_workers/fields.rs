//! The form of a household worker as a page fills it, and what can be chosen in it.

use super::forms::WorkerForm;
use super::model::Status;
use super::pages::{Fields, Open};
use super::queries::records::Record;
use crate::admissions::queries as admissions;
use crate::db::{OrgId, ResidentId, Tx};
use crate::directory::queries::estates;
use crate::directory::snapshot::Estate;
use crate::error::AppResult;
use crate::residents::masked;
use crate::residents::queries::lists::called;
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::values::Trade;
use crate::web::Messages;

/// What a form offers to choose from.
pub(super) struct Choices {
    orgs: Vec<(OrgId, String)>,
    estates: Vec<Estate>,
    /// Residents with the same number.
    residents: Vec<(ResidentId, String)>,
}

impl Choices {
    /// For a record whose number has this hash.
    pub async fn of(tx: &mut impl Tx, tenant: &Tenant, phone_hash: Option<&[u8]>) -> AppResult<Self> {
        Ok(Self {
            orgs: admissions::serving(tx, tenant.id).await?,
            estates: estates(tx, tenant.id).await?,
            residents: match phone_hash {
                Some(hash) => called(tx, tenant.id, hash).await?,
                None => Vec::new(),
            },
        })
    }

    /// Whether a form names only what may be chosen.
    pub fn hold(&self, form: &WorkerForm, kept: Option<&Record>) -> bool {
        let knows_org = |org: &OrgId| self.orgs.iter().any(|(known, _)| known == org);
        let knows_resident = |resident: &ResidentId| self.residents.iter().any(|(known, _)| known == resident);
        let is_kept = |org: &OrgId| kept.is_some_and(|record| record.org == Some(*org));
        form.org.is_none_or(|org| knows_org(&org) || is_kept(&org))
            && form.area.iter().all(|area| self.estates.iter().any(|estate| estate.id == *area))
            && form
                .resident
                .is_none_or(|id| knows_resident(&id) || kept.is_some_and(|record| record.resident == Some(id)))
    }
}

/// The form as the record fills it; what is masked stays empty, and empty means unchanged.
pub(super) fn form_of(record: &Record, open: Option<&Open>) -> WorkerForm {
    WorkerForm {
        revision: record.revision,
        name: open.map_or_else(String::new, |open| open.name.clone()),
        phone: open.and_then(|open| open.phone.as_ref()).map_or_else(String::new, |(_, display)| display.clone()),
        birth_year: open.and_then(|open| open.birth_year).map_or_else(String::new, |year| year.to_string()),
        trade: record.trades.clone(),
        org: record.org,
        employer: if record.org.is_some() { String::new() } else { record.employer.clone() },
        area: record.area_ids.clone(),
        status: record.status.clone(),
        resident: record.resident,
        note: record.note.clone(),
        ..WorkerForm::default()
    }
}

/// A form's fields with what can be chosen. Of a record that is masked an empty field means unchanged, and says so.
pub(super) fn fields(form: WorkerForm, hidden: Option<&Record>, choices: &Choices, t: &'static Messages) -> Fields {
    let (r, w) = (&t.residents, &t.household_workers);
    let mut orgs: Vec<SelectOption> = std::iter::once(SelectOption::new("", w.org_none))
        .chain(choices.orgs.iter().map(|(id, name)| SelectOption::new(id.to_string(), name.as_str())))
        .collect();
    // An organization that has left serves nobody new, and stays where it stands.
    if let Some(kept) = hidden.and_then(|record| Some((record.org?, &record.employer)))
        && !choices.orgs.iter().any(|(id, _)| *id == kept.0)
    {
        orgs.push(SelectOption::new(kept.0.to_string(), kept.1.as_str()));
    }
    let mut residents: Vec<SelectOption> =
        choices.residents.iter().map(|(id, name)| SelectOption::new(id.to_string(), masked(name))).collect();
    if let Some(kept) = form.resident.filter(|kept| !choices.residents.iter().any(|(id, _)| id == kept)) {
        residents.push(SelectOption::new(kept.to_string(), w.resident_kept));
    }
    if !residents.is_empty() {
        residents.insert(0, SelectOption::new("", w.resident_none));
    }
    Fields {
        name_hint: hidden.map_or_else(|| r.name_hint.to_owned(), |record| r.blank_kept(masked(&record.name))),
        is_name_needed: hidden.is_none(),
        phone_hint: match hidden.and_then(|record| record.phone_masked.as_ref()) {
            Some(phone) => r.blank_kept(phone),
            None => r.phone_hint.to_owned(),
        },
        may_drop_phone: hidden.is_some_and(|record| record.phone_sealed.is_some()),
        birth_year_hint: match hidden.and_then(|record| record.birth_year) {
            Some(_) => r.blank_kept(r.hidden),
            None => r.birth_year_hint.to_owned(),
        },
        no_phone: form.no_phone.is_some(),
        trades: Trade::ALL
            .iter()
            .map(|trade| (trade.code(), trade.label(t), form.trade.iter().any(|code| code == trade.code())))
            .collect(),
        org: form.org.map_or_else(String::new, |id| id.to_string()),
        orgs,
        areas: choices
            .estates
            .iter()
            .map(|estate| (estate.id.to_string(), estate.name.clone(), form.area.contains(&estate.id)))
            .collect(),
        statuses: Status::ALL.iter().map(|status| SelectOption::new(status.code(), status.label(t))).collect(),
        residents,
        resident: form.resident.map_or_else(String::new, |id| id.to_string()),
        name: form.name,
        phone: form.phone,
        birth_year: form.birth_year,
        employer: form.employer,
        status: form.status,
        note: form.note,
    }
}
