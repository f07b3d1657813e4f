//! A resident's record is changed.

use axum::response::Response;

use super::forms::{Blank, ResidentForm};
use super::list::{address, visible};
use super::model::{HouseholdKind, Tag};
use super::pages::{masked, relation_label};
use super::queries::records::{self, Record, Values};
use super::record::{Draft, ResidentPath, kept_phone, phone_of, show_record};
use super::{keys, names, register, urls};
use crate::access::{Capability, Staff};
use crate::consents::{self, Purpose, Subject};
use crate::error::{AppError, AppResult};
use crate::values::PersonName;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, redirect};

pub(super) async fn save(
    staff: Staff,
    Path(path): Path<ResidentPath>,
    Form(form): Form<ResidentForm>,
) -> AppResult<Response> {
    let (tenant, today) = (staff.tenant()?.clone(), staff.today()?);
    let (t, id) = (staff.context().t(), path.resident);
    let mut tx = staff.write().await?;
    let record = visible(&staff, &mut tx, id, Capability::ResidentRecords).await?;
    // An empty field means nothing where the page did not show what is in it.
    let blank = if form.shown.is_some() { Blank::Empty } else { Blank::Kept };
    let mut errors = Errors::default();
    let checked = form.check(blank, today, t, &mut errors);
    let marks = !form.tag.is_empty() || !form.birth_year.trim().is_empty();
    if marks && consents::is_refused(&mut tx, tenant.id, Subject::Resident(id), Purpose::Care).await? {
        errors.add("tag", t.consents.care_withdrawn);
    }
    let Some(mut valid) = checked.filter(|_| errors.is_empty()) else {
        drop(tx);
        return show_record(&staff, id, Draft { form: Some(form), errors, ..Draft::default() }).await;
    };
    // A door that is new is lived in as the old one was, until somebody says otherwise.
    valid.kind = HouseholdKind::parse(&record.kind).unwrap_or(valid.kind);
    let Some(household) = register::household_of(&mut tx, &tenant, &valid).await? else {
        return Err(AppError::NotFound);
    };
    let name = match &valid.name {
        Some(name) => name.clone(),
        None => PersonName::stored(record.name.clone()),
    };
    let phone = match &valid.phone {
        Some(phone) => Some(phone.clone()),
        None if form.no_phone.is_some() || blank == Blank::Empty => None,
        None => phone_of(&staff, &record)?,
    };
    let kept = phone.as_ref().map(|phone| kept_phone(&staff, id, phone)).transpose()?;
    let birth_year = valid.birth_year.or(record.birth_year.filter(|_| blank == Blank::Kept));
    let values = Values {
        household,
        name: name.as_str(),
        phone: kept.as_ref(),
        birth_year,
        relation: valid.relation.code(),
        tags: &valid.tags,
        note: &valid.note,
    };
    if records::update(&mut tx, tenant.id, id, form.revision, &values).await? {
        records::set_keys(&mut tx, tenant.id, id, &keys::keys(&name, phone.as_ref())).await?;
        names::tell(&mut tx, tenant.id, id, name.as_str()).await?;
        let before = phone_of(&staff, &record)?;
        tx.changes(&changed(&record, &values, before.as_ref() != phone.as_ref()));
        tx.commit().await?;
        return Ok(redirect(&urls::resident(&tenant, id), Some(Flash::Saved)));
    }
    drop(tx);
    // Somebody else saved first: what they saved, masked as ever, and what was typed here to be sent again.
    let theirs = differing(&record, t);
    let form = ResidentForm { revision: record.revision, ..form };
    show_record(&staff, id, Draft { form: Some(form), theirs, ..Draft::default() }).await
}

/// The fields in which what is saved differs from what was on file.
fn changed(record: &Record, values: &Values<'_>, has_other_phone: bool) -> Vec<&'static str> {
    let fields = [
        ("place", record.household != values.household),
        ("name", record.name != values.name),
        ("phone", has_other_phone),
        ("birth_year", record.birth_year != values.birth_year),
        ("relation", record.relation != values.relation),
        ("tags", record.tags.as_slice() != values.tags),
        ("note", record.note != values.note),
    ];
    fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

fn differing(record: &Record, t: &'static Messages) -> Vec<(&'static str, String)> {
    let r = &t.residents;
    vec![
        (r.place, address(record, t)),
        (r.name, masked(&record.name)),
        (r.phone, record.phone_masked.clone().unwrap_or_default()),
        (r.birth_year, record.birth_year.map_or_else(String::new, |_| r.hidden.to_owned())),
        (r.relation, relation_label(&record.relation, t).to_owned()),
        (
            r.tags,
            record
                .tags
                .iter()
                .filter_map(|tag| Tag::parse(tag))
                .map(|tag| tag.label(t))
                .collect::<Vec<_>>()
                .join(t.time.list_separator),
        ),
        (r.note, record.note.clone()),
    ]
}
