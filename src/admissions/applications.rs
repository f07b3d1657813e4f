//! An organization's applications: what it hands in to which community, and where it stands there.

mod form;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use self::form::{ApplicationForm, Basis};
use super::leaving::Outlook;
use super::pages::{ApplicationPage, ApplicationsPage, CommunityView, EstateView, EventView};
use super::queries::{self, Move, Record};
use super::{AdmissionStatus, Step, steps, urls};
use crate::access::{OrgCapability, OrgMember};
use crate::db::{EstateId, ReadTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::publishing::submit::{self, Submitter};
use crate::search::{Doc, Query as SearchQuery};
use crate::tenancy::{Feature, Tenant};
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::{Desk, Flash, Page, flashed, form_status, redirect, text};
use crate::{directory, documents, publishing, tenancy, vendors};

/// Communities that are offered for an application at once.
const OTHERS: usize = 20;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    q: String,
}

pub(super) async fn list(member: OrgMember, Query(query): Query<ListQuery>) -> AppResult<Response> {
    let platform = member.state().platform();
    let mut tx = member.read_org().await?;
    let records = queries::of_org(&mut tx, member.org()).await?;
    drop(tx);
    let (context, t) = (member.context(), &member.context().t().admissions);
    let view = |tenant: &Tenant, record: Option<&Record>| CommunityView {
        url: urls::application(member.org(), tenant),
        name: tenant.name.clone(),
        street: tenant.parent.and_then(|id| platform.by_id(id)).map_or_else(String::new, |above| above.name.clone()),
        state: record.map(|record| record.status.label(context.t())),
        is_good: record.is_some_and(|record| record.status == AdmissionStatus::Admitted),
        note: record.map_or_else(String::new, |record| t.since(text::date(context.locale, record.status_since))),
    };
    let mine: Vec<CommunityView> = records
        .iter()
        .filter_map(|record| platform.by_id(record.tenant).map(|tenant| view(&tenant, Some(record))))
        .collect();
    let search = SearchQuery::parse(&query.q);
    let others = platform
        .communities()
        .filter(|tenant| tenant.has(Feature::Join) && records.iter().all(|record| record.tenant != tenant.id))
        .filter(|tenant| {
            search.as_ref().is_none_or(|search| {
                let key = tenant.search_key.clone();
                search.score(&Doc::from_folded(key, &tenant.search_pinyin, "", "", tenant.slug.clone())).is_some()
            })
        })
        .take(OTHERS)
        .map(|tenant| view(tenant, None))
        .collect();
    let page = Page::of_workspace(&member, t.applications, Desk::Communities);
    let action = urls::applications(member.org());
    flashed(member.flash(), StatusCode::OK, &ApplicationsPage { page, mine, others, q: query.q, action })
}

/// The path of an application.
#[derive(Deserialize)]
pub(super) struct ApplicationPath {
    community: String,
}

impl ApplicationPath {
    fn tenant(&self, member: &OrgMember) -> AppResult<std::sync::Arc<Tenant>> {
        let tenant = member.state().platform().by_slug(&self.community);
        tenant.filter(|tenant| tenant.is_community()).ok_or(AppError::NotFound)
    }
}

/// A community that takes no applications goes on with those who have begun.
fn demand_open(tenant: &Tenant, record: Option<&Record>) -> AppResult<()> {
    if tenant.has(Feature::Join) || record.is_some() { Ok(()) } else { Err(AppError::NotFound) }
}

pub(super) async fn show(member: OrgMember, Path(path): Path<ApplicationPath>) -> AppResult<Response> {
    let tenant = path.tenant(&member)?;
    let mut tx = member.read_org().await?;
    let record = queries::one(&mut tx, tenant.id, member.org()).await?;
    demand_open(&tenant, record.as_ref())?;
    let form = ApplicationForm::of(record.as_ref());
    show_application(&member, &tenant, tx, record, form, Errors::default(), false).await
}

async fn show_application(
    member: &OrgMember,
    tenant: &Tenant,
    mut tx: ReadTx,
    record: Option<Record>,
    form: ApplicationForm,
    errors: Errors,
    is_conflict: bool,
) -> AppResult<Response> {
    let org = member.org();
    let basis = Basis::read(&mut tx, member).await?;
    let events = queries::events(&mut tx, tenant.id, org).await?;
    let outlook = match &record {
        Some(record) => Outlook::of(&mut tx, record, member.now()).await?,
        None => None,
    };
    drop(tx);
    let (context, platform) = (member.context(), member.state().platform());
    let (locale, t) = (context.locale, context.t());
    let status = record.as_ref().map_or(AdmissionStatus::Draft, |record| record.status);
    // The estates are the community's: read in its scope.
    let mut there = member.read_at(tenant.id).await?;
    let words = publishing::handlers::words(&mut there, tenant.id, context, &platform).await?;
    let estates = directory::queries::estates(&mut there, tenant.id).await?;
    let served = vendors::queries::service_area(&mut there, org, tenant.id).await?;
    drop(there);
    let handed_in =
        record.as_ref().and_then(|record| record.material.as_ref()).filter(|_| !status.is_open_to_applicant());
    let facts = handed_in.map_or_else(|| basis.material(&form, member).fields(&words), |m| m.fields(&words));
    let categories = platform.categories().map(|c| (c.clone(), form.category.contains(&c.code))).collect();
    let page = Page::of_workspace(member, t.admissions.application_to(&tenant.name), Desk::Communities);
    let template = ApplicationPage {
        list_url: urls::applications(org),
        community: tenant.name.clone(),
        community_url: tenancy::urls::home(tenant),
        state: record.as_ref().map_or(t.admissions.status_none, |record| record.status.label(t)),
        is_in: status.is_in(),
        may_exit: status.after(Step::Exit).is_some(),
        outlook,
        is_open: status.is_open_to_applicant(),
        reason: record.as_ref().map_or_else(String::new, |record| record.reason.clone()),
        notice_until: record
            .as_ref()
            .filter(|record| record.status == AdmissionStatus::PublicNotice)
            .and_then(|record| record.notice_until)
            .map(|last| text::date(locale, last)),
        facts,
        profile_url: vendors::urls::profile(org),
        documents_url: documents::urls::documents(org),
        documents: basis.documents,
        categories,
        note: form.note,
        revision: form.revision,
        save_action: urls::application(org, tenant),
        submit_action: urls::submission(org, tenant),
        exit_action: urls::exit(org, tenant),
        area_action: urls::area(org, tenant),
        area_seen: area_text(served.as_deref()),
        estates: estates
            .into_iter()
            .map(|estate| EstateView {
                is_served: match (&form.ticked, &served) {
                    (Some(ticked), _) => ticked.contains(&estate.id),
                    (None, Some(served)) => served.is_empty() || served.contains(&estate.id),
                    (None, None) => true,
                },
                id: estate.id.to_string(),
                name: estate.name,
            })
            .collect(),
        events: events
            .into_iter()
            .map(|event| EventView {
                title: event.to.label(t),
                when: text::moment(locale, event.at, member.now(), tenant.time_zone),
                actor: event.actor,
                reason: event.reason,
            })
            .collect(),
        is_owner: member.may(OrgCapability::Applications),
        is_conflict,
        locale,
        page,
        errors,
    };
    let status = form_status(&template.errors, is_conflict);
    flashed(member.flash(), status, &template)
}

/// Shows the application again after somebody else changed it: what was typed stays.
async fn show_conflict(member: &OrgMember, tenant: &Tenant, form: ApplicationForm) -> AppResult<Response> {
    let mut tx = member.read_org().await?;
    let record = queries::one(&mut tx, tenant.id, member.org()).await?;
    let revision = record.as_ref().map_or(0, |record| record.revision);
    let form = ApplicationForm { revision, ..form };
    show_application(member, tenant, tx, record, form, Errors::default(), true).await
}

pub(super) async fn save(
    member: OrgMember,
    Path(path): Path<ApplicationPath>,
    Form(form): Form<ApplicationForm>,
) -> AppResult<Response> {
    let tenant = path.tenant(&member)?;
    let mut tx = member.write().await?;
    demand_open(&tenant, queries::one(&mut tx, tenant.id, member.org()).await?.as_ref())?;
    let basis = Basis::read(&mut tx, &member).await?;
    let material = basis.material(&form, &member);
    if !queries::save_draft(&mut tx, tenant.id, member.org(), &material, form.revision, member.today()).await? {
        drop(tx);
        return show_conflict(&member, &tenant, form).await;
    }
    tx.commit().await?;
    Ok(redirect(&urls::application(member.org(), &tenant), Some(Flash::Saved)))
}

pub(super) async fn submit(
    member: OrgMember,
    Path(path): Path<ApplicationPath>,
    Form(form): Form<ApplicationForm>,
) -> AppResult<Response> {
    let tenant = path.tenant(&member)?;
    let org = member.org();
    let mut tx = member.write().await?;
    let basis = Basis::read(&mut tx, &member).await?;
    let errors = basis.check(&form, &member);
    let material = basis.material(&form, &member);
    let before = queries::one(&mut tx, tenant.id, org).await?;
    demand_open(&tenant, before.as_ref())?;
    let url = urls::application(org, &tenant);
    // Sent twice: it is in already.
    if before.as_ref().is_some_and(|record| !record.status.is_open_to_applicant()) {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    if !errors.is_empty() {
        // What was chosen is kept as a draft, so that nothing is lost while the missing pieces are fetched.
        if queries::save_draft(&mut tx, tenant.id, org, &material, form.revision, member.today()).await? {
            tx.commit().await?;
        } else {
            drop(tx);
        }
        let mut tx = member.read_org().await?;
        let record = queries::one(&mut tx, tenant.id, org).await?;
        let revision = record.as_ref().map_or(0, |record| record.revision);
        let form = ApplicationForm { revision, ..form };
        return show_application(&member, &tenant, tx, record, form, errors, false).await;
    }
    if !queries::save_draft(&mut tx, tenant.id, org, &material, form.revision, member.today()).await? {
        drop(tx);
        return show_conflict(&member, &tenant, form).await;
    }
    let from = before.as_ref().map_or(AdmissionStatus::Draft, |record| record.status);
    let to = from.after(Step::Submit).ok_or(AppError::Conflict)?;
    let membership = member.membership();
    let step = Move {
        from,
        to,
        reason: "",
        by: Some(membership.id.uuid()),
        actor: &membership.org_name,
        material: Some(&material),
        notice_until: None,
        notice: None,
        expired: false,
        now: member.now(),
        today: member.today(),
    };
    if !queries::take(&mut tx, tenant.id, org, &step).await? {
        return Err(AppError::Conflict);
    }
    let again = from != AdmissionStatus::Draft;
    let news = News::Applied { tenant: tenant.id, org, org_name: material.name.clone(), again };
    announce(&mut tx, Audience::Staff(tenant.id), news, member.now()).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Submitted)))
}

/// The form by which an organization leaves.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ExitForm {
    sure: Option<String>,
}

pub(super) async fn exit(
    member: OrgMember,
    Path(path): Path<ApplicationPath>,
    Form(form): Form<ExitForm>,
) -> AppResult<Response> {
    let tenant = path.tenant(&member)?;
    let org = member.org();
    let mut tx = member.write().await?;
    let record = queries::one(&mut tx, tenant.id, org).await?.ok_or(AppError::NotFound)?;
    let url = urls::application(org, &tenant);
    let Some(to) = record.status.after(Step::Exit) else { return Ok(redirect(&url, Some(Flash::AlreadyDone))) };
    if form.sure.is_none() {
        drop(tx);
        let t = &member.context().t().admissions;
        let errors = Errors::of("sure", if record.status.is_in() { t.error_sure } else { t.error_withdraw_sure });
        let form = ApplicationForm::of(Some(&record));
        let tx = member.read_org().await?;
        return show_application(&member, &tenant, tx, Some(record), form, errors, false).await;
    }
    let membership = member.membership();
    let step = Move {
        from: record.status,
        to,
        reason: "",
        by: Some(membership.id.uuid()),
        actor: &membership.org_name,
        material: None,
        notice_until: None,
        notice: None,
        expired: false,
        now: member.now(),
        today: member.today(),
    };
    if !queries::take(&mut tx, tenant.id, org, &step).await? {
        return Err(AppError::Conflict);
    }
    tx.enter_tenant(tenant.id).await?;
    steps::left(&mut tx, tenant.id, &record, member.now()).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::StepTaken)))
}

/// The estates served in a community.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AreaForm {
    estate: Vec<EstateId>,
    /// The estates that were chosen when the form was opened.
    seen: String,
}

/// A choice of estates as a form carries it along; all of them is empty.
fn area_text(served: Option<&[EstateId]>) -> String {
    let mut ids: Vec<String> = served.unwrap_or_default().iter().map(ToString::to_string).collect();
    ids.sort_unstable();
    ids.join(" ")
}

pub(super) async fn set_area(
    member: OrgMember,
    Path(path): Path<ApplicationPath>,
    Form(form): Form<AreaForm>,
) -> AppResult<Response> {
    let tenant = path.tenant(&member)?;
    let org = member.org();
    let mut tx = member.write().await?;
    let record = queries::one(&mut tx, tenant.id, org).await?.filter(|record| record.status.is_in());
    let record = record.ok_or(AppError::NotFound)?;
    tx.enter_tenant(tenant.id).await?;
    queries::lock(&mut tx, tenant.id, org).await?;
    let all = directory::queries::estates(&mut tx, tenant.id).await?;
    let chosen: Vec<EstateId> = all.iter().map(|e| e.id).filter(|id| form.estate.contains(id)).collect();
    if chosen.is_empty() {
        drop(tx);
        let errors = Errors::of("estate", member.context().t().admissions.error_estates);
        let form = ApplicationForm::of(Some(&record));
        let tx = member.read_org().await?;
        return show_application(&member, &tenant, tx, Some(record), form, errors, false).await;
    }
    let held = vendors::queries::service_area(&mut tx, org, tenant.id).await?;
    if area_text(held.as_deref()) != form.seen {
        drop(tx);
        let form = ApplicationForm { ticked: Some(chosen), ..ApplicationForm::of(Some(&record)) };
        let tx = member.read_org().await?;
        return show_application(&member, &tenant, tx, Some(record), form, Errors::default(), true).await;
    }
    // All of them: wherever the community grows, too.
    let chosen = (chosen.len() < all.len()).then_some(chosen);
    vendors::queries::set_service_area(&mut tx, org, tenant.id, chosen.as_deref()).await?;
    let outcome = submit::services_in(&mut tx, &Submitter::of(&member), &tenant).await?;
    tx.commit().await?;
    Ok(redirect(&urls::application(org, &tenant), Some(outcome.flash())))
}
