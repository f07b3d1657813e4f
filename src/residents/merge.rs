//! Two records of one person become one: looked at side by side first, and taken back as long as nothing else changed.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::forms::MergeForm;
use super::list::{address, visible};
use super::pages::{MergeField, MergePage, line, masked, relation_label};
use super::queries::merges::{self, Merge};
use super::queries::records::{self, Record, Values};
use super::record::{kept_phone, phone_of};
use super::{keys, names, urls};
use crate::access::{Capability, Staff};
use crate::consents::{self, Purpose, Standing, Subject};
use crate::db::{MergeId, ResidentId, Tx};
use crate::error::{AppError, AppResult};
use crate::staff;
use crate::values::PersonName;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, Page, flashed, redirect};
use crate::{certificates, enrolments, placements, startup, talents};

use super::record::ResidentPath;

/// The other record.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct MergeQuery {
    gone: Option<ResidentId>,
}

pub(super) async fn show(
    staff: Staff,
    Path(path): Path<ResidentPath>,
    Query(query): Query<MergeQuery>,
) -> AppResult<Response> {
    let form = MergeForm { gone: query.gone, ..MergeForm::default() };
    show_merge(&staff, path.resident, form, Errors::default()).await
}

/// Both records, each of which must be there and be a record still.
async fn both(
    staff: &Staff,
    tx: &mut impl Tx,
    kept: ResidentId,
    gone: Option<ResidentId>,
) -> AppResult<(Record, Record)> {
    let gone = gone.filter(|gone| *gone != kept).ok_or(AppError::NotFound)?;
    let kept = visible(staff, tx, kept, Capability::ResidentRecords).await?;
    let gone = visible(staff, tx, gone, Capability::ResidentRecords).await?;
    Ok((kept, gone))
}

async fn show_merge(staff: &Staff, kept: ResidentId, form: MergeForm, errors: Errors) -> AppResult<Response> {
    let (tenant, today, t) = (staff.tenant()?, staff.today()?, staff.context().t());
    let mut tx = staff.read().await?;
    let (kept, gone) = both(staff, &mut tx, kept, form.gone).await?;
    let phones = [
        records::phone_hash(&mut tx, tenant.id, kept.id).await?,
        records::phone_hash(&mut tx, tenant.id, gone.id).await?,
    ];
    drop(tx);
    if kept.merged_into.is_some() || gone.merged_into.is_some() {
        return Ok(redirect(&urls::resident(tenant, kept.merged_into.unwrap_or(kept.id)), Some(Flash::AlreadyDone)));
    }
    let status = match errors.list() {
        [] => StatusCode::OK,
        _ => StatusCode::CONFLICT,
    };
    let template = MergePage {
        page: Page::of_console(staff, t.residents.merge_title),
        console_url: staff::urls::console(tenant),
        list_url: urls::residents(tenant),
        action: urls::merge(tenant, kept.id),
        key: form.key.unwrap_or_else(MergeId::generate).to_string(),
        gone_id: gone.id.to_string(),
        revision: kept.revision,
        gone_revision: gone.revision,
        fields: merge_fields(&form, &kept, &gone, phones[0] == phones[1], t),
        swap_url: urls::merge_with(tenant, gone.id, kept.id),
        kept: line(&kept, tenant, today, t),
        gone: line(&gone, tenant, today, t),
        errors,
    };
    flashed(staff.flash(), status, &template)
}

/// What differs can be chosen; what is masked says at least whether it is the same.
fn merge_fields(form: &MergeForm, kept: &Record, gone: &Record, same_phone: bool, t: &Messages) -> Vec<MergeField> {
    let r = &t.residents;
    let hidden = |year: Option<i32>| year.map_or_else(String::new, |_| r.hidden.to_owned());
    let phone = |record: &Record| record.phone_masked.clone().unwrap_or_default();
    let relation = |record: &Record| relation_label(&record.relation, t).to_owned();
    let fields = [
        ("name", r.name, masked(&kept.name), masked(&gone.name), kept.name == gone.name, &form.name),
        ("phone", r.phone, phone(kept), phone(gone), same_phone, &form.phone),
        (
            "birth_year",
            r.birth_year,
            hidden(kept.birth_year),
            hidden(gone.birth_year),
            kept.birth_year == gone.birth_year,
            &form.birth_year,
        ),
        ("relation", r.relation, relation(kept), relation(gone), kept.relation == gone.relation, &form.relation),
        ("door", r.place, address(kept, t), address(gone, t), kept.household == gone.household, &form.door),
    ];
    fields
        .into_iter()
        .map(|(name, label, kept, gone, is_same, chosen)| MergeField {
            name,
            label,
            // What only the other one says is not lost by default.
            takes_gone: if chosen.is_empty() { kept.is_empty() } else { chosen == "gone" },
            kept,
            gone,
            is_same,
        })
        .collect()
}

pub(super) async fn apply(
    staff: Staff,
    Path(path): Path<ResidentPath>,
    Form(form): Form<MergeForm>,
) -> AppResult<Response> {
    let (tenant, t, now) = (staff.tenant()?.clone(), staff.context().t(), staff.now());
    let mut tx = staff.write().await?;
    visible(&staff, &mut tx, path.resident, Capability::ResidentRecords).await?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let gone_id = form.gone.ok_or(AppError::BadRequest)?;
    let before = merges::lock(&mut tx, tenant.id, [path.resident, gone_id]).await?;
    let (kept, gone) = both(&staff, &mut tx, path.resident, form.gone).await?;
    let url = urls::resident(&tenant, kept.id);
    if merges::of(&mut tx, tenant.id, kept.id).await?.iter().any(|merge| merge.id == id) {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    if kept.merged_into.is_some() || gone.merged_into.is_some() {
        return Ok(redirect(&urls::resident(&tenant, kept.merged_into.unwrap_or(kept.id)), Some(Flash::AlreadyDone)));
    }
    let problem = if (kept.revision, gone.revision) != (form.revision, form.gone_revision) {
        Some(t.residents.error_merge_changed)
    } else if kept.person.is_some() && gone.person.is_some() && kept.person != gone.person {
        Some(t.residents.error_merge_accounts)
    } else {
        None
    };
    if let Some(problem) = problem {
        drop(tx);
        return show_merge(&staff, path.resident, form, Errors::of("merge", problem)).await;
    }
    if joined_note(&kept, &gone).chars().count() > LONGEST_NOTE {
        drop(tx);
        return show_merge(&staff, path.resident, form, Errors::of("merge", t.residents.error_merge_note)).await;
    }
    join(&mut tx, &staff, &form, &kept, &gone).await?;
    let joined = records::record(&mut tx, tenant.id, kept.id).await?.ok_or(AppError::NotFound)?;
    let whole = |id: ResidentId| before.iter().find(|(held, _)| *held == id).map(|(_, whole)| whole);
    let (Some(kept_before), Some(gone_before)) = (whole(kept.id), whole(gone.id)) else {
        return Err(AppError::NotFound);
    };
    let merge = Merge {
        id,
        kept: kept.id,
        gone: gone.id,
        kept_revision: joined.revision,
        by_name: staff.viewer().map_or_else(String::new, |viewer| viewer.name.clone()),
        at: now,
        undone_at: None,
    };
    merges::insert(&mut tx, tenant.id, &merge, (kept_before, gone_before)).await?;
    talents::follow(&mut tx, tenant.id, id, (gone.id, kept.id), now).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Merged)))
}

/// The longest note, as in the form.
const LONGEST_NOTE: usize = 200;

/// What both notes say, once.
fn joined_note(kept: &Record, gone: &Record) -> String {
    let mut notes = vec![kept.note.trim(), gone.note.trim()];
    notes.dedup();
    notes.retain(|note| !note.is_empty());
    notes.join("；")
}

/// Writes what was chosen into the record that stays.
async fn join(
    tx: &mut crate::db::WriteTx,
    staff: &Staff,
    form: &MergeForm,
    kept: &Record,
    gone: &Record,
) -> AppResult<()> {
    let tenant = staff.tenant()?.id;
    let from = |choice: &str| if choice == "gone" { gone } else { kept };
    let phone = phone_of(staff, from(&form.phone))?;
    let kept_number = phone.as_ref().map(|phone| kept_phone(staff, kept.id, phone)).transpose()?;
    let name = &from(&form.name).name;
    let mut tags: Vec<String> = kept.tags.iter().chain(&gone.tags).cloned().collect();
    tags.sort();
    tags.dedup();
    let mut birth_year = from(&form.birth_year).birth_year;
    let receipts = [
        consents::of(tx, tenant, Subject::Resident(kept.id)).await?,
        consents::of(tx, tenant, Subject::Resident(gone.id)).await?,
    ]
    .concat();
    // Whoever withdrew it on one of the records did not agree on the other.
    if Standing::of(&receipts, Purpose::Care) == Standing::Refused {
        (tags, birth_year) = (Vec::new(), None);
    }
    let note = joined_note(kept, gone);
    let values = Values {
        household: from(&form.door).household,
        name,
        phone: kept_number.as_ref(),
        birth_year,
        relation: &from(&form.relation).relation,
        tags: &tags,
        note: &note,
    };
    records::update(tx, tenant, kept.id, kept.revision, &values).await?;
    merges::set_merged(tx, tenant, gone.id, kept.id).await?;
    startup::follow(tx, tenant, gone.id, kept.id).await?;
    enrolments::follow(tx, tenant, (gone.id, kept.id), staff.now()).await?;
    certificates::follow(tx, tenant, gone.id).await?;
    placements::follow(tx, tenant, gone.id).await?;
    names::tell(tx, tenant, kept.id, name).await?;
    if kept.left_on.is_some() && gone.left_on.is_none() {
        records::set_left(tx, tenant, kept.id, None).await?;
    }
    if let (None, Some(person)) = (kept.person, gone.person) {
        records::claim(tx, tenant, kept.id, person).await?;
    }
    let name = PersonName::parse(name).map_err(anyhow::Error::from)?;
    records::set_keys(tx, tenant, kept.id, &keys::keys(&name, phone.as_ref())).await?;
    records::set_keys(tx, tenant, gone.id, &[]).await
}

/// The path of a merge.
#[derive(Deserialize)]
pub(super) struct MergePath {
    resident: ResidentId,
    merge: MergeId,
}

pub(super) async fn undo(staff: Staff, Path(path): Path<MergePath>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    let kept = visible(&staff, &mut tx, path.resident, Capability::ResidentRecords).await?;
    let merge = merges::merge(&mut tx, tenant.id, path.merge).await?;
    let merge = merge.filter(|merge| merge.kept == kept.id).ok_or(AppError::NotFound)?;
    // Whoever changes one of them waits, and what is compared below is what is undone.
    merges::lock(&mut tx, tenant.id, [merge.kept, merge.gone]).await?;
    let kept = records::record(&mut tx, tenant.id, kept.id).await?.ok_or(AppError::NotFound)?;
    let url = urls::resident(&tenant, kept.id);
    if merge.undone_at.is_some() {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    if merge.kept_revision != kept.revision {
        return Err(AppError::Conflict);
    }
    merges::undo(&mut tx, tenant.id, merge.id, staff.now()).await?;
    consents::follow_back(&mut tx, tenant.id, (merge.gone, merge.kept), merge.at).await?;
    talents::follow_back(&mut tx, tenant.id, merge.id, (merge.gone, merge.kept), staff.now()).await?;
    startup::follow_back(&mut tx, tenant.id, merge.gone, merge.kept).await?;
    enrolments::follow_back(&mut tx, tenant.id, merge.gone, merge.kept).await?;
    certificates::follow(&mut tx, tenant.id, merge.kept).await?;
    placements::follow(&mut tx, tenant.id, merge.kept).await?;
    for id in [merge.kept, merge.gone] {
        let record = records::record(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
        let name = PersonName::parse(&record.name).map_err(anyhow::Error::from)?;
        let phone = phone_of(&staff, &record)?;
        records::set_keys(&mut tx, tenant.id, id, &keys::keys(&name, phone.as_ref())).await?;
        names::tell(&mut tx, tenant.id, id, &record.name).await?;
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::MergeUndone)))
}
