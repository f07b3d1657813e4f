//! One household worker: what is on file, masked unless somebody has just said why, and its changes.

use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::fields::{Choices, fields, form_of};
use super::forms::{Blank, CertificateForm, PaperForm, WorkerForm};
use super::model::{CertificateKind, Status, Validity, certificate_label, status_label};
use super::pages::{CertificateLine, EventLine, Mark, Open, RecordPage, RevealView, Withdrawn, WorkerLine};
use super::queries::certificates::{self, Certificate};
use super::queries::events::{self, Event, Step};
use super::queries::records::{self, Record, Values};
use super::queries::views;
use super::{list, tidy, urls};
use crate::access::Staff;
use crate::accounts::Asked;
use crate::consents::{self, Consent, Purpose, Subject};
use crate::db::{CertificateId, CodeId, ConsentId, HouseholdWorkerId, ViewId};
use crate::error::{AppError, AppResult};
use crate::residents::queries::KeptPhone;
use crate::residents::{self, Look, Reason, RevealForm, keys, look_view, masked};
use crate::secrets::Secrets;
use crate::staff;
use crate::tenancy::{Feature, Tenant};
use crate::ui::SelectOption;
use crate::values::{PersonName, Phone, trade_labels};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Locale, Messages, Page, flashed, form_status, redirect, text};

/// The path of a household worker.
#[derive(Deserialize)]
pub(super) struct WorkerPath {
    pub household_worker: HouseholdWorkerId,
}

/// What was typed on the page and could not be done.
#[derive(Default)]
pub(super) struct Draft {
    pub form: Option<WorkerForm>,
    pub theirs: Vec<(&'static str, String)>,
    pub reveal: RevealForm,
    pub certificate: Option<CertificateForm>,
    pub paper: PaperForm,
    pub errors: Errors,
}

pub(super) async fn show(staff: Staff, Path(path): Path<WorkerPath>) -> AppResult<Response> {
    show_record(&staff, path.household_worker, Draft::default()).await
}

/// Everything that the page of a record shows.
struct Gathered {
    record: Record,
    certificates: Vec<Certificate>,
    open_until: Option<DateTime<Utc>>,
    choices: Choices,
    consents: Vec<Consent>,
    looks: Vec<Look>,
    events: Vec<Event>,
}

async fn gather(staff: &Staff, id: HouseholdWorkerId) -> AppResult<Gathered> {
    let tenant = staff.tenant()?;
    let mut tx = staff.read().await?;
    let record = records::record(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let open = views::open(&mut tx, tenant.id, staff.me().id, staff.now()).await?;
    let is_hidden = record.withdrawn_at.is_some();
    Ok(Gathered {
        open_until: open.filter(|(open, _)| *open == id && !is_hidden).map(|(_, until)| until),
        certificates: certificates::of(&mut tx, tenant.id, id).await?,
        choices: Choices::of(&mut tx, tenant, record.phone_hmac.as_deref()).await?,
        consents: consents::of(&mut tx, tenant.id, Subject::Worker(id)).await?,
        looks: views::of(&mut tx, tenant.id, id).await?,
        events: events::of(&mut tx, tenant.id, id).await?,
        record,
    })
}

pub(super) async fn show_record(staff: &Staff, id: HouseholdWorkerId, draft: Draft) -> AppResult<Response> {
    let (tenant, context) = (staff.tenant()?, staff.context());
    let (t, locale, now) = (context.t(), context.locale, staff.now());
    let found = gather(staff, id).await?;
    let record = &found.record;
    let open = match found.open_until {
        Some(until) => Some(opened(staff, record, until)?),
        None => None,
    };
    let is_changing = draft.form.is_some();
    // A form that comes back goes on meaning what it meant when it was filled in.
    let is_shown = draft.form.as_ref().map_or(found.open_until.is_some(), |form| form.shown.is_some());
    let form = draft.form.unwrap_or_else(|| form_of(record, open.as_ref()));
    let title = open.as_ref().map_or_else(|| masked(&record.name), |open| open.name.clone());
    let moment = |at| text::moment(locale, at, now, tenant.time_zone);
    let certificate = |one: &Certificate| certificate_line(staff, one, id, open.is_some());
    let template = RecordPage {
        page: Page::of_console(staff, title),
        console_url: staff::urls::console(tenant),
        list_url: urls::workers(tenant),
        line: line(record, tenant, t),
        note: record.note.clone(),
        has_account: record.person.is_some(),
        resident_url: record.resident.map(|resident| residents::urls::resident(tenant, resident)),
        reveal: RevealView {
            action: urls::reveal(tenant, id),
            key: draft.reveal.key.unwrap_or_else(ViewId::generate).to_string(),
            reason: draft.reveal.reason,
            detail: draft.reveal.detail,
            reasons: std::iter::once(SelectOption::new("", t.residents.reason_choose))
                .chain(Reason::ALL.iter().map(|reason| SelectOption::new(reason.code(), reason.label(t))))
                .collect(),
            asked: Asked::unless_fresh(staff),
        },
        action: urls::worker(tenant, id),
        revision: form.revision,
        fields: fields(form, Some(record).filter(|_| !is_shown), &found.choices, t),
        is_shown,
        is_changing,
        theirs: draft.theirs,
        certificates: found.certificates.iter().map(certificate).collect::<AppResult<_>>()?,
        certificates_action: urls::certificates(tenant, id),
        certificate_key: CertificateId::generate().to_string(),
        is_adding: draft.certificate.is_some(),
        certificate: draft.certificate.unwrap_or_default(),
        certificate_kinds: std::iter::once(SelectOption::new("", t.household_workers.certificate_choose))
            .chain(CertificateKind::ALL.iter().map(|kind| SelectOption::new(kind.code(), kind.label(t))))
            .collect(),
        withdrawn: record.withdrawn_at.map(|at| withdrawn(at, tenant, t, locale)),
        consent_action: urls::consent(tenant, id),
        withdrawal_action: urls::consent_withdrawal(tenant, id),
        paper_key: draft.paper.key.unwrap_or_else(ConsentId::generate).to_string(),
        paper: draft.paper,
        words: Purpose::Work.words(t),
        receipts: found.consents.iter().map(|one| consents::receipt(one, t, locale, now, tenant.time_zone)).collect(),
        code_action: tenant.has(Feature::Codes).then(|| urls::code(tenant, id)),
        code_key: CodeId::generate().to_string(),
        looks: found.looks.iter().map(|look| look_view(look, String::new(), t, moment(look.at))).collect(),
        events: found.events.iter().map(|event| event_line(event, t, moment(event.at))).collect(),
        open,
        errors: draft.errors,
    };
    let status = form_status(&template.errors, !template.theirs.is_empty());
    flashed(staff.flash(), status, &template)
}

/// A record on its own page, masked.
fn line(record: &Record, tenant: &Tenant, t: &'static Messages) -> WorkerLine {
    WorkerLine {
        url: urls::worker(tenant, record.id),
        name: masked(&record.name),
        phone: record.phone_masked.clone(),
        trades: trade_labels(&record.trades, t),
        employer: record.employer.clone(),
        areas: list::areas(&record.areas, t),
        status: status_label(&record.status, t),
        is_available: record.status == Status::Available.code(),
        papers: Vec::new(),
    }
}

/// Since when a person no longer agrees, and when the record is deleted.
pub(super) fn withdrawn(at: DateTime<Utc>, tenant: &Tenant, t: &Messages, locale: Locale) -> Withdrawn {
    let day = |at: DateTime<Utc>| text::date(locale, at.with_timezone(&tenant.time_zone).date_naive());
    Withdrawn { text: t.household_workers.withdrawn(day(at), day(at + tidy::GRACE)) }
}

/// The number that a record keeps.
pub(super) fn phone_of(secrets: &Secrets, record: &Record) -> AppResult<Option<Phone>> {
    let Some(sealed) = &record.phone_sealed else { return Ok(None) };
    let digits = secrets.open(record.id.uuid(), sealed)?;
    Ok(Some(Phone::parse_mobile(&digits).map_err(anyhow::Error::from)?))
}

/// What is shown while a record is open.
fn opened(staff: &Staff, record: &Record, until: DateTime<Utc>) -> AppResult<Open> {
    let phone = phone_of(staff.state().secrets(), record)?;
    Ok(Open {
        name: record.name.clone(),
        phone: phone.map(|phone| (phone.tel_href(), phone.display())),
        birth_year: record.birth_year,
        until: until.with_timezone(&staff.tenant()?.time_zone).format("%H:%M").to_string(),
    })
}

/// A certificate, its number in full while the record is open.
fn certificate_line(
    staff: &Staff,
    one: &Certificate,
    worker: HouseholdWorkerId,
    is_open: bool,
) -> AppResult<CertificateLine> {
    let (tenant, today, context) = (staff.tenant()?, staff.today()?, staff.context());
    let line = certificate_view(one, staff.state().secrets(), is_open, today, context.locale)?;
    Ok(CertificateLine { removal: urls::certificate_removal(tenant, worker, one.id), ..line })
}

/// A certificate in words, with its number in full or masked.
pub(super) fn certificate_view(
    one: &Certificate,
    secrets: &Secrets,
    is_open: bool,
    today: chrono::NaiveDate,
    locale: Locale,
) -> AppResult<CertificateLine> {
    let t = locale.messages();
    let w = &t.household_workers;
    let number = match &one.number_sealed {
        Some(sealed) if is_open => Some(secrets.open(one.id.uuid(), sealed)?),
        _ => one.number_masked.clone(),
    };
    let days = [
        one.issued_on.map(|day| w.issued(text::date(locale, day))),
        one.expires_on.map(|day| w.expires(text::date(locale, day))),
    ];
    let days: Vec<String> = days.into_iter().flatten().collect();
    Ok(CertificateLine {
        mark: Mark::of(certificate_label(&one.kind, t), Validity::of(one.expires_on, today), t),
        number,
        issuer: one.issuer.clone(),
        days: days.join(t.time.list_separator),
        removal: String::new(),
    })
}

fn event_line(event: &Event, t: &'static Messages, at: String) -> EventLine {
    let w = &t.household_workers;
    let certificate = || certificate_label(&event.detail, t);
    let text = match event.kind.as_str() {
        "registered" => w.event_registered.to_owned(),
        "imported" => w.event_imported.to_owned(),
        "status" => w.event_status(status_label(&event.detail, t)),
        "certificate_added" => w.event_certificate_added(certificate()),
        "certificate_removed" => w.event_certificate_removed(certificate()),
        "consented" => w.event_consented.to_owned(),
        "withdrawn" => w.event_withdrawn.to_owned(),
        "code" => w.event_code.to_owned(),
        "claimed" => w.event_claimed.to_owned(),
        _ => w.event_changed.to_owned(),
    };
    let by = if event.by_name.is_empty() { w.event_by_self.to_owned() } else { event.by_name.clone() };
    EventLine { text, by, at }
}

pub(super) async fn save(
    staff: Staff,
    Path(path): Path<WorkerPath>,
    Form(form): Form<WorkerForm>,
) -> AppResult<Response> {
    let (tenant, today, t) = (staff.tenant()?.clone(), staff.today()?, staff.context().t());
    let id = path.household_worker;
    let mut tx = staff.write().await?;
    let record = records::record(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    // An empty field means nothing where the page did not show what is in it.
    let blank = if form.shown.is_some() { Blank::Empty } else { Blank::Kept };
    let mut errors = Errors::default();
    let Some(valid) = form.check(blank, today, t, &mut errors) else {
        drop(tx);
        return show_record(&staff, id, Draft { form: Some(form), errors, ..Draft::default() }).await;
    };
    if !Choices::of(&mut tx, &tenant, record.phone_hmac.as_deref()).await?.hold(&form, Some(&record)) {
        return Err(AppError::NotFound);
    }
    let secrets = staff.state().secrets();
    let name = match &valid.name {
        Some(name) => name.clone(),
        None => PersonName::parse(&record.name).map_err(anyhow::Error::from)?,
    };
    let phone = match &valid.phone {
        Some(phone) => Some(phone.clone()),
        None if form.no_phone.is_some() || blank == Blank::Empty => None,
        None => phone_of(secrets, &record)?,
    };
    let kept = phone.as_ref().map(|phone| KeptPhone::of(secrets, id.uuid(), phone)).transpose()?;
    let values = Values {
        name: name.as_str(),
        phone: kept.as_ref(),
        birth_year: valid.birth_year.or(record.birth_year.filter(|_| blank == Blank::Kept)),
        keys: &keys(&name, phone.as_ref()),
        resident: form.resident,
        org: valid.org,
        employer: &valid.employer,
        trades: &valid.trades,
        status: valid.status.code(),
        note: &valid.note,
        areas: &form.area,
    };
    if records::update(&mut tx, tenant.id, id, form.revision, &values).await? {
        let status = valid.status.code();
        let step = if status == record.status { Step::Changed } else { Step::Status(status) };
        events::note(&mut tx, tenant.id, id, step, (&staff.me().name, staff.now())).await?;
        tx.commit().await?;
        return Ok(redirect(&urls::worker(&tenant, id), Some(Flash::Saved)));
    }
    drop(tx);
    // Somebody else saved first: what they saved, masked as ever, and what was typed here to be sent again.
    let theirs = differing(&record, t);
    let form = WorkerForm { revision: record.revision, ..form };
    show_record(&staff, id, Draft { form: Some(form), theirs, ..Draft::default() }).await
}

fn differing(record: &Record, t: &'static Messages) -> Vec<(&'static str, String)> {
    let (r, w) = (&t.residents, &t.household_workers);
    vec![
        (r.name, masked(&record.name)),
        (r.phone, record.phone_masked.clone().unwrap_or_default()),
        (r.birth_year, record.birth_year.map_or_else(String::new, |_| r.hidden.to_owned())),
        (w.trades, trade_labels(&record.trades, t).join(t.time.list_separator)),
        (w.employer, record.employer.clone()),
        (w.areas, list::areas(&record.areas, t)),
        (w.status, status_label(&record.status, t).to_owned()),
        (r.note, record.note.clone()),
    ]
}
