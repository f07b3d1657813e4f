//! One able resident, for staff: what the person said, taken down and changed.

use axum::response::Response;
use serde::Deserialize;

use super::forms::TalentForm;
use super::model::{Profile, Status, Talent};
use super::pages::{Agreement, Fields, NewPage, TalentPage};
use super::queries::records;
use super::{add as keep, bring_back, urls};
use crate::access::{Capability, Staff};
use crate::certificates;
use crate::certificates::external::{self, ExternalForm, ExternalLine, RecordForm, Shown};
use crate::consents::{self, Giving, Purpose, Subject};
use crate::db::{ConsentId, ResidentId, TalentId, Tx};
use crate::error::{AppError, AppResult};
use crate::matching;
use crate::residents::{self, faces};
use crate::staff;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect, text};

/// Whose it is to be.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewQuery {
    resident: Option<ResidentId>,
}

pub(super) async fn begin(staff: Staff, Query(query): Query<NewQuery>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let resident = query.resident.ok_or(AppError::NotFound)?;
    let mut tx = staff.read().await?;
    faces::one(&staff, &mut tx, resident, Capability::Talents).await?;
    let held = records::of_resident(&mut tx, tenant.id, resident).await?;
    drop(tx);
    if let Some(held) = held.filter(|held| held.hidden_at.is_none()) {
        return Ok(redirect(&urls::talent(&tenant, held.id), None));
    }
    let form = TalentForm { record: Some(resident), status: Status::Open.code().to_owned(), ..TalentForm::default() };
    show_new(&staff, form, Errors::default()).await
}

async fn show_new(staff: &Staff, form: TalentForm, errors: Errors) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    let record = form.record.ok_or(AppError::NotFound)?;
    let mut tx = staff.read().await?;
    let face = faces::one(staff, &mut tx, record, Capability::Talents).await?;
    let living = consents::living(&mut tx, tenant.id, Subject::Resident(record), Purpose::Talent).await?;
    drop(tx);
    let agreement = match living {
        Some(_) => Agreement::Held,
        None => Agreement::Paper { by_guardian: face.is_child },
    };
    let template = NewPage {
        page: Page::of_console(staff, t.talents.new),
        console_url: staff::urls::console(tenant),
        list_url: urls::talents(tenant),
        name: face.name,
        place: face.place,
        resident_url: face.url,
        action: urls::new(tenant),
        key: form.key.unwrap_or_else(TalentId::generate).to_string(),
        record: record.to_string(),
        fields: Fields::of(form, agreement, t),
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, false), &template)
}

pub(super) async fn add(staff: Staff, Form(form): Form<TalentForm>) -> AppResult<Response> {
    let (tenant, now, t) = (staff.tenant()?.clone(), staff.now(), staff.context().t());
    let id = form.key.ok_or(AppError::BadRequest)?;
    let resident = form.record.ok_or(AppError::NotFound)?;
    let mut tx = staff.write().await?;
    let face = faces::one(&staff, &mut tx, resident, Capability::Talents).await?;
    let held = records::of_resident(&mut tx, tenant.id, resident).await?;
    if let Some(held) = held.as_ref().filter(|held| held.hidden_at.is_none()) {
        return Ok(redirect(&urls::talent(&tenant, held.id), Some(Flash::AlreadyDone)));
    }
    let subject = Subject::Resident(resident);
    let has_agreed = consents::hold(&mut tx, tenant.id, subject, Purpose::Talent).await?.is_some();
    let mut errors = Errors::default();
    let profile = form.check(None, t, &mut errors);
    let how = if has_agreed { None } else { form.signed(face.is_child, &staff.me().name, t, &mut errors) };
    let Some(profile) = profile.filter(|_| errors.is_empty()) else {
        drop(tx);
        return show_new(&staff, form, errors).await;
    };
    if let Some(how) = how {
        let giving = Giving { id: ConsentId::generate(), purpose: Purpose::Talent, how, at: now };
        consents::give(&mut tx, tenant.id, subject, &giving).await?;
    }
    // What was hidden is back with the consent, and says what the person says now.
    let (id, done) = match held {
        Some(held) => {
            bring_back(&mut tx, tenant.id, &[resident.uuid()]).await?;
            let done = records::update(&mut tx, tenant.id, (held.id, held.revision), &profile, now).await?;
            (held.id, done)
        }
        None => (id, keep(&mut tx, tenant.id, (id, resident), &profile, None, now).await?),
    };
    if !done {
        // Somebody else was faster.
        return Ok(redirect(&urls::of(&tenant, resident), Some(Flash::AlreadyDone)));
    }
    tx.commit().await?;
    Ok(redirect(&urls::talent(&tenant, id), Some(Flash::Saved)))
}

/// The path of an able resident.
#[derive(Deserialize)]
pub(super) struct TalentPath {
    pub(super) talent: TalentId,
}

pub(super) async fn show(staff: Staff, Path(path): Path<TalentPath>) -> AppResult<Response> {
    show_talent(&staff, path.talent, Draft::default()).await
}

/// What was typed and could not be saved, and what somebody else saved meanwhile.
#[derive(Default)]
struct Draft {
    form: Option<TalentForm>,
    theirs: Vec<(&'static str, String)>,
    certificate: Option<RecordForm>,
    errors: Errors,
}

/// The page, with a certificate that could not be recorded.
pub(crate) async fn show_with_certificate(
    staff: &Staff,
    id: TalentId,
    form: RecordForm,
    errors: Errors,
) -> AppResult<Response> {
    show_talent(staff, id, Draft { certificate: Some(form), errors, ..Draft::default() }).await
}

/// A record that this person may see; any other is not found.
pub(crate) async fn seen(staff: &Staff, tx: &mut impl Tx, id: TalentId) -> AppResult<Talent> {
    let talent = records::talent(tx, staff.tenant()?.id, id).await?.ok_or(AppError::NotFound)?;
    faces::one(staff, tx, talent.resident, Capability::Talents).await?;
    Ok(talent)
}

async fn show_talent(staff: &Staff, id: TalentId, draft: Draft) -> AppResult<Response> {
    let (tenant, t, locale, now) = (staff.tenant()?, staff.context().t(), staff.context().locale, staff.now());
    let mut tx = staff.read().await?;
    let talent = records::talent(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let face = faces::one(staff, &mut tx, talent.resident, Capability::Talents).await?;
    let receipts = consents::of(&mut tx, tenant.id, Subject::Resident(talent.resident)).await?;
    let suggested = matching::for_staff(&mut tx, (tenant, staff.context()), &talent, now).await?;
    let certificates = certificates::briefs(&mut tx, (tenant, staff.context()), talent.resident, now).await?;
    let external = external::queries::of(&mut tx, tenant.id, id).await?;
    let is_open = residents::is_open_to(staff, &mut tx, talent.resident).await?;
    drop(tx);
    let shown = if is_open { Shown::Whole(staff.state().secrets()) } else { Shown::Masked };
    let external = external.iter().map(|one| {
        let removal = certificates::urls::external_removal(tenant, id, one.id);
        ExternalLine::of(one, (tenant, staff.context()), now, &shown, removal)
    });
    let is_changing = draft.form.is_some();
    let form = draft.form.unwrap_or_else(|| TalentForm::of(&talent.profile, talent.revision));
    let receipt = |one| consents::receipt(one, t, locale, now, tenant.time_zone);
    let template = TalentPage {
        page: Page::of_console(staff, face.name),
        console_url: staff::urls::console(tenant),
        list_url: urls::talents(tenant),
        place: face.place,
        resident_url: face.url,
        lines: talent.profile.lines(t),
        updated: text::moment(locale, talent.updated_at, now, tenant.time_zone),
        track: talent.track().label(t),
        recognised: talent.recognised.as_ref().map(|(on, by)| t.talents.recognised_by(text::date(locale, *on), by)),
        recognition_url: match &talent.recognised {
            None => urls::recognition(tenant, id),
            Some(_) => urls::recognition_end(tenant, id),
        },
        is_matched: talent.match_since.is_some(),
        suggested,
        certificates,
        external: external.collect::<AppResult<_>>()?,
        record: ExternalForm::of(certificates::urls::external(tenant, id), draft.certificate, t),
        is_badged: talent.badge_since.is_some(),
        shown_url: talent.is_shown().then(|| urls::shown(tenant)),
        receipts: receipts
            .iter()
            .filter(|one| matches!(one.purpose, Purpose::Talent | Purpose::Match | Purpose::Badge))
            .map(receipt)
            .collect(),
        action: urls::talent(tenant, id),
        fields: Fields::of(form, Agreement::Held, t),
        is_changing,
        theirs: draft.theirs,
        errors: draft.errors,
    };
    let status = form_status(&template.errors, !template.theirs.is_empty());
    flashed(staff.flash(), status, &template)
}

pub(super) async fn save(
    staff: Staff,
    Path(path): Path<TalentPath>,
    Form(form): Form<TalentForm>,
) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?.clone(), staff.context().t());
    let mut tx = staff.write().await?;
    let talent = seen(&staff, &mut tx, path.talent).await?;
    let mut errors = Errors::default();
    let Some(profile) = form.check(Some(&talent.profile), t, &mut errors) else {
        drop(tx);
        return show_talent(&staff, path.talent, Draft { form: Some(form), errors, ..Draft::default() }).await;
    };
    if records::update(&mut tx, tenant.id, (talent.id, form.revision), &profile, staff.now()).await? {
        tx.commit().await?;
        return Ok(redirect(&urls::talent(&tenant, talent.id), Some(Flash::Saved)));
    }
    drop(tx);
    let form = TalentForm { revision: talent.revision, ..form };
    let theirs = differing(&talent, &profile, t);
    show_talent(&staff, path.talent, Draft { form: Some(form), theirs, ..Draft::default() }).await
}

/// What somebody else saved of a record that differs from what was typed; where all that is there is the same, that it is
/// another record by now.
pub(super) fn differing(
    talent: &Talent,
    typed: &Profile,
    t: &'static crate::web::Messages,
) -> Vec<(&'static str, String)> {
    let typed = typed.lines(t);
    let mut theirs: Vec<_> = talent.profile.lines(t).into_iter().filter(|line| !typed.contains(line)).collect();
    if theirs.is_empty() {
        theirs.push((t.talents.status, talent.profile.status.label(t).to_owned()));
    }
    theirs
}
