//! One resident: what is on file, masked unless somebody has just said why, and its changes.

use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::consents::{Consents, PaperForm};
use super::forms::{Reason, ResidentForm, RevealForm};
use super::list::{building_options, visible};
use super::model::{HouseholdKind, Relation, Tag};
use super::pages::{AlikeLine, Care, Fields, LookLine, MergeLine, Open, RecordPage, kind_label, line, masked};
use super::queries::merges::{self, Merge};
use super::queries::records::{self, KeptPhone, Record};
use super::queries::views;
use super::territory::Territory;
use super::{register, urls};
use crate::access::{Capability, Role, Staff};
use crate::accounts::{self, Asked};
use crate::consents::{self, Consent, Purpose, Standing, Subject};
use crate::db::{CodeId, ResidentId, ViewId};
use crate::error::{AppError, AppResult};
use crate::family::{self, Kin};
use crate::grids::queries as grids;
use crate::jobs;
use crate::secrets::Secrets;
use crate::staff;
use crate::startup;
use crate::talents;
use crate::tenancy::Feature;
use crate::ui::SelectOption;
use crate::values::Phone;
use crate::web::extract::Path;
use crate::web::form::Errors;
use crate::web::{Messages, Page, flashed, form_status, redirect, text};

/// The path of a resident.
#[derive(Deserialize)]
pub(super) struct ResidentPath {
    pub resident: ResidentId,
}

/// What was typed on the page and could not be done.
#[derive(Default)]
pub(super) struct Draft {
    pub form: Option<ResidentForm>,
    pub theirs: Vec<(&'static str, String)>,
    pub reveal: RevealForm,
    pub left_on: String,
    pub paper: PaperForm,
    pub errors: Errors,
}

pub(super) async fn show(staff: Staff, Path(path): Path<ResidentPath>) -> AppResult<Response> {
    show_record(&staff, path.resident, Draft::default()).await
}

/// Everything that the page of a record shows.
struct Gathered {
    record: Record,
    open_until: Option<DateTime<Utc>>,
    housemates: Vec<Record>,
    alike: Vec<AlikeLine>,
    merges: Vec<Merge>,
    looks: Vec<views::Look>,
    consents: Vec<Consent>,
    helpers: usize,
    buildings: Vec<grids::Building>,
    territory: Territory,
    /// Whether the record lies where this person may look.
    may_reveal: bool,
}

async fn gather(staff: &Staff, id: ResidentId) -> AppResult<Gathered> {
    let (tenant, today, now) = (staff.tenant()?, staff.today()?, staff.now());
    let viewer = staff.viewer().ok_or(AppError::Forbidden)?.id;
    let may_change = staff.may(Capability::ResidentRecords);
    let mut tx = staff.read().await?;
    let record = visible(staff, &mut tx, id, Capability::Residents).await?;
    let open = views::open(&mut tx, tenant.id, viewer, now).await?;
    let mates = records::of_household(&mut tx, tenant.id, record.household).await?;
    let mates: Vec<_> = mates.into_iter().filter(|mate| *mate != id).collect();
    let housemates = records::by_ids(&mut tx, tenant.id, &mates).await?;
    let alike = if may_change && record.merged_into.is_none() {
        let hash = records::phone_hash(&mut tx, tenant.id, id).await?;
        register::find_alike(staff, &mut tx, Some(id), hash.as_deref(), (&record.name, Some(record.household))).await?
    } else {
        Vec::new()
    };
    let (merges, looks, helpers) = if may_change {
        let same = merges::family(&mut tx, tenant.id, id).await?;
        let helpers = family::standing(&mut tx, tenant, &same, now).await?;
        (merges::of(&mut tx, tenant.id, id).await?, views::of(&mut tx, tenant.id, &same, true).await?, helpers)
    } else {
        Default::default()
    };
    Ok(Gathered {
        open_until: open.filter(|(open, _)| *open == id).map(|(_, until)| until),
        housemates: housemates.into_iter().filter(|mate| mate.left_on.is_none()).collect(),
        alike,
        merges,
        looks,
        consents: consents::of(&mut tx, tenant.id, Subject::Resident(id)).await?,
        helpers,
        buildings: grids::buildings(&mut tx, tenant.id, today).await?,
        territory: Territory::of(staff, &mut tx, Capability::Residents).await?,
        may_reveal: Territory::of(staff, &mut tx, Capability::ResidentReveals).await?.holds(record.building.uuid()),
        record,
    })
}

pub(super) async fn show_record(staff: &Staff, id: ResidentId, draft: Draft) -> AppResult<Response> {
    let (tenant, today, t) = (staff.tenant()?, staff.today()?, staff.context().t());
    let locale = staff.context().locale;
    let found = gather(staff, id).await?;
    let record = &found.record;
    if let Some(kept) = record.merged_into {
        return Ok(redirect(&urls::resident(tenant, kept), None));
    }
    let open = match found.open_until {
        Some(until) => Some(opened(staff, record, until)?),
        None => None,
    };
    let may_change = staff.may(Capability::ResidentRecords);
    let is_changing = draft.form.is_some();
    // A form that comes back goes on meaning what it meant when it was filled in.
    let is_shown = draft.form.as_ref().map_or(found.open_until.is_some(), |form| form.shown.is_some());
    let form = draft.form.unwrap_or_else(|| form_of(record, open.as_ref()));
    let care = match Standing::of(&found.consents, Purpose::Care) {
        Standing::NeverAsked => Care::Missing,
        Standing::Given(_) => Care::Given,
        Standing::Refused => Care::Refused,
    };
    let title = open.as_ref().map_or_else(|| masked(&record.name), |open| open.name.clone());
    let template = RecordPage {
        page: Page::of_console(staff, title),
        console_url: staff::urls::console(tenant),
        list_url: urls::residents(tenant),
        line: line(record, tenant, today, t),
        kind: kind_label(&record.kind, t),
        since: text::date(locale, record.lives_since),
        left: record.left_on.map(|day| text::date(locale, day)),
        note: record.note.clone(),
        open,
        may_reveal: found.may_reveal,
        reveal_action: urls::reveal(tenant, id),
        reveal_key: draft.reveal.key.unwrap_or_else(ViewId::generate).to_string(),
        reason: draft.reveal.reason,
        detail: draft.reveal.detail,
        reasons: std::iter::once(SelectOption::new("", t.residents.reason_choose))
            .chain(Reason::ALL.iter().map(|reason| SelectOption::new(reason.code(), reason.label(t))))
            .collect(),
        asked: Asked::unless_fresh(staff),
        housemates: found.housemates.iter().map(|mate| line(mate, tenant, today, t)).collect(),
        alike: found.alike,
        may_change,
        action: urls::resident(tenant, id),
        revision: form.revision,
        fields: Fields {
            care,
            ..fields(form, Some(record).filter(|_| !is_shown), &found.buildings, &found.territory, t)
        },
        is_shown,
        is_changing,
        theirs: draft.theirs,
        consents: Consents::of(staff, &found.consents, record, draft.paper)?,
        talent_url: staff.may(Capability::Talents).then(|| talents::urls::of(tenant, id)),
        startup_url: staff.may(Capability::StartupCases).then(|| startup::urls::of(tenant, id)),
        job_url: (staff.may(Capability::JobRecords) && record.left_on.is_none())
            .then(|| jobs::urls::paper_of(tenant, id)),
        departure_action: urls::departure(tenant, id),
        left_on: if draft.left_on.is_empty() { today.to_string() } else { draft.left_on },
        family_url: family::urls::paper(tenant, id),
        helpers: found.helpers,
        code_action: tenant.has(Feature::Codes).then(|| urls::code(tenant, id)),
        code_key: CodeId::generate().to_string(),
        merges: found.merges.iter().map(|merge| merge_line(staff, merge, record.revision)).collect::<AppResult<_>>()?,
        looks: found.looks.iter().map(|look| look_line(staff, look)).collect::<AppResult<_>>()?,
        errors: draft.errors,
    };
    let status = form_status(&template.errors, !template.theirs.is_empty());
    flashed(staff.flash(), status, &template)
}

/// What is shown while a record is open.
fn opened(staff: &Staff, record: &Record, until: DateTime<Utc>) -> AppResult<Open> {
    let phone = match &record.phone_sealed {
        Some(sealed) => {
            let digits = staff.state().secrets().open(record.id.uuid(), sealed)?;
            let phone = Phone::parse_mobile(&digits).map_err(anyhow::Error::from)?;
            Some((phone.tel_href(), phone.display()))
        }
        None => None,
    };
    Ok(Open {
        name: record.name.clone(),
        phone,
        birth_year: record.birth_year,
        until: until.with_timezone(&staff.tenant()?.time_zone).format("%H:%M").to_string(),
    })
}

fn look_line(staff: &Staff, look: &views::Look) -> AppResult<LookLine> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    Ok(look_view(look, String::new(), t, text::moment(staff.context().locale, look.at, staff.now(), tenant.time_zone)))
}

/// A look in words: of staff with their post and reason, of whoever hires with what for, of the family with what they are to the
/// resident.
pub(crate) fn look_view(look: &views::Look, place: String, t: &'static Messages, at: String) -> LookLine {
    if look.role == views::FAMILY {
        let kin = Kin::parse(&look.detail).unwrap_or(Kin::Other).label(t);
        let (viewer, role) = (look.viewer.clone(), t.family.helper_as(kin));
        return LookLine { viewer, role, reason: t.family.reason.to_owned(), at, place };
    }
    let reason = Reason::kept(&look.reason).label(t);
    let role = match Role::parse(&look.role) {
        Some(role) => accounts::role_name(role, t),
        None if look.role == views::EMPLOYER => t.jobs.employer,
        None if look.role == views::MENTOR => t.startup.mentor,
        None => "",
    };
    LookLine {
        viewer: look.viewer.clone(),
        role: role.to_owned(),
        reason: if look.detail.is_empty() {
            reason.to_owned()
        } else {
            format!("{reason}{}{}", t.common.colon, look.detail)
        },
        at,
        place,
    }
}

fn merge_line(staff: &Staff, merge: &Merge, revision: i32) -> AppResult<MergeLine> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    let at = text::moment(staff.context().locale, merge.at, staff.now(), tenant.time_zone);
    let may_undo = merge.undone_at.is_none() && merge.kept_revision == revision;
    Ok(MergeLine {
        text: t.residents.merged_by(&merge.by_name, at),
        undo_url: may_undo.then(|| urls::merge_undo(tenant, merge.kept, merge.id)),
        is_undone: merge.undone_at.is_some(),
    })
}

/// The form as the record fills it; what is masked stays empty, and empty means unchanged.
fn form_of(record: &Record, open: Option<&Open>) -> ResidentForm {
    ResidentForm {
        revision: record.revision,
        building: Some(record.building),
        unit: record.unit_no.clone(),
        room: record.room_no.clone(),
        kind: record.kind.clone(),
        name: open.map_or_else(String::new, |open| open.name.clone()),
        phone: open.and_then(|open| open.phone.as_ref()).map_or_else(String::new, |(_, display)| display.clone()),
        birth_year: open.and_then(|open| open.birth_year).map_or_else(String::new, |year| year.to_string()),
        relation: record.relation.clone(),
        tag: record.tags.clone(),
        note: record.note.clone(),
        ..ResidentForm::default()
    }
}

/// A form's fields with what can be chosen. Of a record that is masked an empty field means unchanged, and says so.
pub(super) fn fields(
    form: ResidentForm,
    hidden: Option<&Record>,
    buildings: &[grids::Building],
    territory: &Territory,
    t: &Messages,
) -> Fields {
    let option = |(value, label): (&str, &str)| SelectOption::new(value, label);
    let r = &t.residents;
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
        building: form.building.map_or_else(String::new, |id| id.to_string()),
        unit: form.unit,
        room: form.room,
        kind: form.kind,
        name: form.name,
        phone: form.phone,
        no_phone: form.no_phone.is_some(),
        birth_year: form.birth_year,
        relation: form.relation,
        note: form.note,
        tag: form.tag,
        buildings: building_options(buildings, territory, t.grids.choose_building),
        kinds: HouseholdKind::ALL.iter().map(|kind| option((kind.code(), kind.label(t)))).collect(),
        relations: std::iter::once(option(("", t.residents.relation_choose)))
            .chain(Relation::ALL.iter().map(|relation| option((relation.code(), relation.label(t)))))
            .collect(),
        tags: Tag::ALL.iter().map(|tag| (tag.code(), tag.label(t))).collect(),
        care: Care::Missing,
    }
}

/// A number as a record keeps it.
pub(super) fn kept_phone(staff: &Staff, id: ResidentId, phone: &Phone) -> AppResult<KeptPhone> {
    KeptPhone::of(staff.state().secrets(), id.uuid(), phone)
}

impl KeptPhone {
    /// A number as the record with this id keeps it.
    pub fn of(secrets: &Secrets, id: Uuid, phone: &Phone) -> AppResult<Self> {
        Ok(Self {
            sealed: secrets.seal(id, phone.as_str())?,
            hash: secrets.phone_hash(phone.as_str()),
            masked: phone.masked(),
        })
    }
}

/// The number that a record keeps.
pub(super) fn phone_of(staff: &Staff, record: &Record) -> AppResult<Option<Phone>> {
    let Some(sealed) = &record.phone_sealed else { return Ok(None) };
    let digits = staff.state().secrets().open(record.id.uuid(), sealed)?;
    Ok(Some(Phone::parse_mobile(&digits).map_err(anyhow::Error::from)?))
}

/// Today's date in words where a day may be missing.
pub(super) fn day(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    typed.trim().parse::<NaiveDate>().ok().filter(|day| *day <= today)
}
