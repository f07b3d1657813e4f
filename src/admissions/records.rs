//! The staff's side: the organizations of a community, what each handed in, and the steps of its admission.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::checklist::{self, CheckResult};
use super::checks;
use super::leaving::{LeftBehind, Outlook};
use super::pages::{CheckView, EventView, OfferView, PaperView, RecordPage, RecordRow, RecordsPage, StepView};
use super::queries::{self, Event, Record};
use super::steps::{self, Taken};
use super::{AdmissionStatus, Step, urls};
use crate::access::{Capability, Staff};
use crate::db::{InvitationId, OrgId};
use crate::documents::{self, DocumentKind};
use crate::error::{AppError, AppResult};
use crate::publishing::queries::Offer;
use crate::publishing::snapshot::differences;
use crate::tenancy::{Feature, Tenant};
use crate::values::Paragraphs;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::paging::{cut, one_more};
use crate::web::{Context, Flash, Page, flashed, form_status, redirect, text};
use crate::{directory, publishing, startup, vendors};

/// Organizations on one page of the list.
const PAGE: usize = 40;
/// Workers' papers that run out within so many days are told of, and those that ran out in the last years.
const SOON: u64 = 30;
const RECENT: u64 = 1000;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    status: String,
    /// The organization after which the page begins.
    after: Option<OrgId>,
}

pub(super) async fn list(staff: Staff, Query(query): Query<ListQuery>) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let status = AdmissionStatus::parse(&query.status);
    let mut tx = staff.read().await?;
    let after = match query.after {
        Some(org) => Some(queries::one(&mut tx, tenant.id, org).await?.ok_or(AppError::BadRequest)?),
        None => None,
    };
    let place = after.as_ref().map(|record| (record.org_name.as_str(), record.org));
    let mut rows = queries::of_tenant(&mut tx, tenant.id, status, place, one_more(PAGE)).await?;
    drop(tx);
    let (context, base) = (staff.context(), urls::records(tenant));
    let (t, locale) = (context.t(), context.locale);
    let chosen = [
        AdmissionStatus::Submitted,
        AdmissionStatus::MaterialCheck,
        AdmissionStatus::SiteVisit,
        AdmissionStatus::PublicNotice,
        AdmissionStatus::Admitted,
        AdmissionStatus::Suspended,
    ];
    let filters = std::iter::once((t.common.all, base.clone(), status.is_none()))
        .chain(
            chosen.into_iter().map(|one| (one.label(t), format!("{base}?status={}", one.code()), status == Some(one))),
        )
        .collect();
    let next_url = cut(&mut rows, PAGE).map(|last| {
        let status = status.map_or_else(String::new, |status| format!("status={}&", status.code()));
        format!("{base}?{status}after={}", last.org)
    });
    let row = |record: &Record| RecordRow {
        url: urls::record(tenant, record.org),
        name: record.org_name.clone(),
        state: record.status.label(t),
        is_good: record.status == AdmissionStatus::Admitted,
        since: text::date(locale, record.status_since),
        papers: match (record.licence_until, record.insurance_until) {
            (Some(a), Some(b)) => text::date(locale, a.min(b)),
            (Some(one), None) | (None, Some(one)) => text::date(locale, one),
            (None, None) => t.admissions.papers_unknown.to_owned(),
        },
    };
    let template = RecordsPage {
        page: Page::of_console(&staff, t.admissions.records),
        console_url: crate::staff::urls::console(tenant),
        filters,
        rows: rows.iter().map(row).collect(),
        next_url,
        join_url: tenant.has(Feature::Join).then(|| urls::join(tenant)),
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

/// The path of an organization.
#[derive(Deserialize)]
pub(super) struct RecordPath {
    pub org: OrgId,
}

pub(super) async fn show(staff: Staff, Path(path): Path<RecordPath>) -> AppResult<Response> {
    show_record(&staff, path.org, Typed::default(), Errors::default(), false).await
}

/// What was handed in last. The demo's organizations have handed in nothing.
pub(super) fn handed_in(events: &[Event], record: &Record) -> Option<super::material::Material> {
    events.iter().find_map(|event| event.material.clone()).or_else(|| record.material.clone())
}

/// What was handed in the time before the last.
fn round_before(events: &[Event]) -> Option<&super::material::Material> {
    events.iter().filter_map(|event| event.material.as_ref()).nth(1)
}

/// What was typed into the page's forms.
#[derive(Default)]
pub(super) struct Typed {
    /// Why a step is taken.
    pub reason: String,
    /// The first owner's number.
    pub phone: String,
    /// Points of the checklist: code, result, note.
    pub checks: Vec<(String, String, String)>,
    /// What somebody else saved meanwhile, by point.
    pub theirs: Vec<(&'static str, String)>,
}

impl Typed {
    fn reason(reason: String) -> Self {
        Self { reason, ..Self::default() }
    }
}

pub(super) async fn show_record(
    staff: &Staff,
    org: OrgId,
    typed: Typed,
    errors: Errors,
    is_conflict: bool,
) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let platform = staff.state().platform();
    let mut tx = staff.read_with_org(org).await?;
    let record = queries::one(&mut tx, tenant.id, org).await?.ok_or(AppError::NotFound)?;
    let events = queries::events(&mut tx, tenant.id, org).await?;
    let checks = queries::checks(&mut tx, tenant.id, org).await?;
    let pending = queries::pending(&mut tx, tenant.id, org).await?;
    let words = publishing::handlers::words(&mut tx, tenant.id, staff.context(), &platform).await?;
    let today = staff.today()?;
    let viewer = staff.viewer().map(|viewer| viewer.id);
    let is_own = match viewer {
        Some(person) => vendors::queries::is_member(&mut tx, org, person, today).await?,
        None => false,
    };
    // Whoever left or was refused has nothing more to show here.
    let shows_files = record.status.is_in() || record.status.is_under_review();
    let on_file = if shows_files { publishing::papers::of_org(&mut tx, staff, org).await? } else { Vec::new() };
    let now_on_file = vendors::queries::organization(&mut tx, org).await?;
    let ending = if shows_files {
        let (first, last) = (today - Days::new(RECENT), today + Days::new(SOON));
        vendors::workers::queries::ending(&mut tx, org, first, last).await?
    } else {
        Vec::new()
    };
    let offers = publishing::queries::offers(&mut tx, tenant.id, org).await?;
    let history =
        if shows_files { startup::shown(&mut tx, org, staff.context(), &platform).await? } else { Vec::new() };
    let has_owner = vendors::members::queries::has_owner(&mut tx, org, today).await?;
    let invited = if has_owner {
        Vec::new()
    } else {
        vendors::members::invite::waiting_owners(&mut tx, staff.state(), org, staff.now()).await?
    };
    let left_behind = LeftBehind::of(&mut tx, staff, &record).await?;
    let outlook = Outlook::of(&mut tx, &record, staff.now()).await?;
    drop(tx);
    let (context, now) = (staff.context(), staff.now());
    let (locale, t) = (context.locale, context.t());
    // What the organization is writing now is its own business.
    let material = handed_in(&events, &record);
    let facts = material.as_ref().map_or_else(Vec::new, |m| m.fields(&words));
    let changed = match (round_before(&events), &material) {
        (Some(before), Some(now)) => differences(Some(before.fields(&words)), now.fields(&words)),
        _ => Vec::new(),
    };
    let categories = material.as_ref().map_or_else(Vec::new, |m| m.categories.clone());
    let (points, done) = (checklist::items(&categories, t).len(), checks.len());
    let missing = checks.iter().filter(|check| check.result == CheckResult::Missing).count();
    let checks = checklist::items(&categories, t)
        .into_iter()
        .map(|item| {
            let found = checks.iter().find(|check| check.item == item.code);
            let (result, note) = found.map_or(("", String::new()), |check| (check.result.code(), check.note.clone()));
            // What was typed and not saved stays, beside what somebody else saved meanwhile.
            let typed_here = typed.checks.iter().find(|(code, ..)| code == item.code);
            CheckView {
                code: item.code,
                label: item.label,
                was: checks::was(result, &note),
                result: typed_here
                    .map_or(result, |(_, result, _)| CheckResult::parse(result).map_or("", CheckResult::code)),
                note: typed_here.map_or(note, |(_, _, note)| note.clone()),
                by: found.map_or_else(String::new, |check| check.checked_by.clone()),
            }
        })
        .collect();
    let papers = material.as_ref().map_or_else(Vec::new, |m| {
        m.papers
            .iter()
            .map(|paper| PaperView {
                url: shows_files.then(|| documents::urls::for_staff(tenant, org, paper.id)),
                name: paper.name.clone(),
                kind: DocumentKind::parse(&paper.kind).map_or("", |kind| kind.label(t)),
            })
            .collect()
    });
    let may_decide = staff.may(Capability::VendorDecisions) && !is_own;
    let steps = record
        .status
        .staff_steps()
        .map(|step| StepView {
            code: step.code(),
            label: step.label(t),
            needs_reason: step.needs_reason(),
            is_forward: matches!(step, Step::Check | Step::Visit | Step::Notice | Step::Admit | Step::Resume),
            is_final: step == Step::Exit,
            // Shown, so that everybody knows what comes next; to be pressed when the notice is over.
            is_later: step == Step::Admit && record.notice_until.is_some_and(|last| today <= last),
        })
        .collect();
    let offers = offers.iter().map(|offer| offer_view(offer, &record, tenant, staff.context())).collect();
    let template = RecordPage {
        page: Page::of_console(staff, &record.org_name),
        console_url: crate::staff::urls::console(tenant),
        list_url: urls::records(tenant),
        queue_url: publishing::urls::queue(tenant),
        state: record.status.label(t),
        status: record.status.code(),
        is_good: record.status == AdmissionStatus::Admitted,
        since: text::date(locale, record.status_since),
        notice_until: record
            .notice_until
            .filter(|_| record.status == AdmissionStatus::PublicNotice)
            .map(|last| text::date(locale, last)),
        public_url: record.status.is_in().then(|| directory::urls::vendor(tenant, org)),
        reason: record.reason,
        left_behind,
        outlook,
        facts,
        changed,
        papers,
        checks,
        contact: now_on_file.filter(|_| shows_files).map_or_else(Vec::new, |org| contact(&org, t, locale)),
        ending: ending
            .into_iter()
            .map(|(worker, title, on)| t.admissions.credential_ends(worker, title, text::date(locale, on)))
            .collect(),
        on_file,
        shows_files,
        offers,
        history,
        checks_action: urls::checks(tenant, org),
        steps,
        step_action: urls::step(tenant, org),
        progress: match (record.status.is_in(), missing) {
            (true, _) => String::new(),
            (false, 0) => t.admissions.checks_progress(done, points),
            (false, missing) => t.admissions.checks_progress_missing(done, points, missing),
        },
        trust_action: urls::trust(tenant, org),
        owner_action: (may_decide && !has_owner && record.status.is_in()).then(|| urls::owner(tenant, org)),
        // Whoever may not invite is not told the codes either.
        invited: if may_decide { invited } else { Vec::new() },
        owner_key: InvitationId::generate().to_string(),
        trusted: record.trusted,
        shows_trust: record.status.is_in(),
        may_decide,
        is_own,
        pending: pending.into_iter().map(|(id, title)| (publishing::urls::change(tenant, id), title)).collect(),
        events: events.iter().map(|event| view(event, staff, tenant, now)).collect(),
        name: record.org_name,
        typed,
        errors,
    };
    let status = form_status(&template.errors, is_conflict);
    flashed(staff.flash(), status, &template)
}

/// How to reach a company, and until when its papers hold: whatever was handed in, and when.
fn contact(
    org: &vendors::queries::Organization,
    t: &crate::web::Messages,
    locale: crate::web::Locale,
) -> Vec<(&'static str, String)> {
    let date = |day: Option<NaiveDate>| day.map(|day| text::date(locale, day));
    let p = &t.publishing;
    let facts = [
        (t.admissions.contact, Some(org.contact_name.clone())),
        (p.field_phone, org.phone.clone()),
        (p.field_uscc, org.uscc.clone()),
        (p.field_licence_until, Some(date(org.licence_until).unwrap_or_else(|| p.without_term.to_owned()))),
        (p.field_insurance_until, date(org.insurance_until)),
    ];
    facts.into_iter().filter_map(|(label, words)| Some((label, words.filter(|words| !words.is_empty())?))).collect()
}

fn offer_view(offer: &Offer, record: &Record, tenant: &Tenant, context: &Context) -> OfferView {
    let t = &context.t().publishing;
    OfferView {
        url: publishing::urls::listing(tenant, offer.id),
        name: offer.name.clone(),
        state: match offer.status.as_str() {
            "published" if record.status == AdmissionStatus::Suspended => t.offer_org_suspended,
            "published" => t.listing_published,
            "suspended" => t.listing_suspended,
            _ => t.listing_delisted,
        },
        is_published: offer.status == "published" && record.status == AdmissionStatus::Admitted,
        note: offer
            .checked_on
            .map_or_else(|| t.offers_never.to_owned(), |day| t.offers_checked(text::date(context.locale, day))),
    }
}

fn view(event: &Event, staff: &Staff, tenant: &Tenant, now: chrono::DateTime<chrono::Utc>) -> EventView {
    let context = staff.context();
    EventView {
        title: event.to.label(context.t()),
        when: text::moment(context.locale, event.at, now, tenant.time_zone),
        actor: if event.actor.is_empty() {
            context.t().admissions.by_daily_work.to_owned()
        } else {
            event.actor.clone()
        },
        reason: event.reason.clone(),
    }
}

/// The form that takes a step.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct StepForm {
    step: String,
    /// The state that whoever sends it saw.
    seen: String,
    reason: String,
}

pub(super) async fn step(
    staff: Staff,
    Path(path): Path<RecordPath>,
    Form(form): Form<StepForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let t = &staff.context().t().admissions;
    let step = Step::ALL.into_iter().find(|step| step.code() == form.step && *step != Step::Submit);
    let (Some(step), Some(seen)) = (step, AdmissionStatus::parse(&form.seen)) else {
        let errors = Errors::of("step", t.error_step);
        return show_record(&staff, path.org, Typed::reason(form.reason), errors, false).await;
    };
    let reason = match Paragraphs::<500>::parse(&form.reason) {
        Ok(reason) => String::from(reason),
        Err(_) if step.needs_reason() => {
            let errors = Errors::of("reason", t.error_reason);
            return show_record(&staff, path.org, Typed::reason(form.reason), errors, false).await;
        }
        Err(_) => String::new(),
    };
    let url = urls::record(&tenant, path.org);
    match steps::take(&staff, path.org, seen, step, &reason).await? {
        Taken::Done => Ok(redirect(&url, Some(Flash::StepTaken))),
        Taken::Before => Ok(redirect(&url, Some(Flash::AlreadyDone))),
        Taken::Missing(count) => {
            let errors = Errors::of("step", t.error_missing(count));
            show_record(&staff, path.org, Typed::reason(form.reason), errors, false).await
        }
        Taken::PapersExpired => {
            let errors = Errors::of("step", t.error_papers_expired);
            show_record(&staff, path.org, Typed::reason(form.reason), errors, false).await
        }
        Taken::TooEarly(last) => {
            let errors = Errors::of("step", t.error_notice(text::date(staff.context().locale, last)));
            show_record(&staff, path.org, Typed::reason(form.reason), errors, false).await
        }
    }
}
