//! The workspace itself.

use axum::http::StatusCode;
use axum::response::Response;

use super::forms::{KINDS, NewForm, ProfileForm};
use super::pages::{CommunityView, HomePage, NewPage, ProfilePage, TodoView};
use crate::access::{Member, MemberRole, OrgCapability, OrgMember};
use crate::admissions::{self, AdmissionStatus};
use crate::db::OrgId;
use crate::documents;
use crate::error::{AppError, AppResult};
use crate::publishing::submit::{self, Submitter};
use crate::startup;
use crate::ui::SelectOption;
use crate::values::Phone;
use crate::vendors::members::queries::places;
use crate::vendors::queries::{self, NewMember, NewOrg, ProfileValues};
use crate::vendors::standings::Everywhere;
use crate::vendors::{prices, services, urls, workers};
use crate::web::extract::Form;
use crate::web::form::Errors;
use crate::web::{Desk, Flash, Page, flashed, form_status, redirect, text};

/// Papers that run out within so many days are something to do.
const PAPERS_WITHIN: i64 = 30;
/// The most organizations that one person may begin: whoever runs more has people for it.
const MOST_ORGS: usize = 5;

pub(super) async fn new(member: Member) -> AppResult<Response> {
    let form = NewForm { key: Some(OrgId::generate()), kind: KINDS[0].to_owned(), ..NewForm::default() };
    show_new(&member, form, Errors::default())
}

fn show_new(member: &Member, form: NewForm, errors: Errors) -> AppResult<Response> {
    let t = &member.context().t().vendors;
    let labels = [t.kind_vendor, t.kind_property, t.kind_training];
    let kinds = KINDS.iter().zip(labels).map(|(code, label)| SelectOption::new(*code, label)).collect();
    let page = Page::new(member.state(), member.context(), member.viewer(), member.flash(), t.begin).unlisted();
    let status = form_status(&errors, false);
    flashed(member.flash(), status, &NewPage { page, form, kinds, errors })
}

/// Begins an organization; whoever does so answers for it.
pub(super) async fn begin(member: Member, Form(form): Form<NewForm>) -> AppResult<Response> {
    let t = &member.context().t().vendors;
    let key = form.key.ok_or(AppError::BadRequest)?;
    let org = OrgId::derived(member.me().id.uuid(), key.uuid());
    let mut errors = Errors::default();
    let Some(valid) = form.check(t, &mut errors).filter(|_| errors.is_empty()) else {
        return show_new(&member, form, errors);
    };
    let today = member.now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    let mut tx = member.write().await?;
    tx.enter_org(org).await?;
    // Sent twice: the organization is there, and mine.
    if queries::is_member(&mut tx, org, member.me().id, today).await? {
        return Ok(redirect(&urls::home(org), Some(Flash::AlreadyDone)));
    }
    let mine = places(&mut tx, member.me().id, today).await?;
    if mine.iter().filter(|place| place.role == MemberRole::Owner).count() >= MOST_ORGS {
        return show_new(&member, form, Errors::of("uscc", t.error_too_many_orgs(MOST_ORGS)));
    }
    tx.enter_org(org).await?;
    if queries::claim_uscc(&mut tx, &valid.uscc, org).await? != org {
        return show_new(&member, form, Errors::of("uscc", t.error_uscc_taken));
    }
    if queries::organization(&mut tx, org).await?.is_some() {
        return Err(AppError::Conflict);
    }
    let new = NewOrg {
        kind: valid.kind,
        name: &valid.name,
        uscc: Some(valid.uscc.as_str()),
        profile: "",
        phone: None,
        engagement: None,
        founded_year: None,
        is_demo: false,
    };
    queries::insert_org(&mut tx, org, &new).await?;
    let owner = NewMember { person: member.me().id, role: MemberRole::Owner.code(), from: today };
    queries::insert_member(&mut tx, org, &owner).await?;
    tx.commit().await?;
    Ok(redirect(&urls::profile(org), Some(Flash::OrgBegun)))
}

pub(super) async fn home(member: OrgMember) -> AppResult<Response> {
    let (org, today) = (member.org(), member.today());
    let mut tx = member.read_org().await?;
    let profile = queries::organization(&mut tx, org).await?.ok_or(AppError::NotFound)?;
    let records = admissions::queries::of_org(&mut tx, org).await?;
    let all = services::queries::all(&mut tx, org).await?;
    let all_prices = prices::queries::of_org(&mut tx, org).await?;
    let wishes = crate::publishing::queries::standings(&mut tx, org, "service").await?;
    let profile_wishes = crate::publishing::queries::standings(&mut tx, org, "profile").await?;
    let worker_wishes = crate::publishing::queries::standings(&mut tx, org, "worker").await?;
    let people = workers::queries::active_ids(&mut tx, org).await?;
    let ending =
        workers::queries::ending(&mut tx, org, chrono::NaiveDate::MIN.max(today), today + chrono::Days::new(30))
            .await?;
    drop(tx);
    let (context, platform) = (member.context(), member.state().platform());
    let (locale, messages) = (context.locale, context.t());
    let t = &messages.vendors;
    let mut todos = Vec::new();
    let mut todo = |text: String, url: String, label: &'static str| todos.push(TodoView { text, url, label });
    if profile.profile.is_empty() || profile.phone.is_none() || profile.insurance_until.is_none() {
        todo(t.todo_profile.to_owned(), urls::profile(org), t.go_profile);
    }
    let papers = [(t.licence_until, profile.licence_until), (t.insurance_until, profile.insurance_until)];
    for (label, last) in papers.into_iter().filter_map(|(label, last)| Some((label, last?))) {
        if (last - today).num_days() <= PAPERS_WITHIN {
            todo(t.todo_paper(label, text::date(locale, last)), urls::profile(org), t.go_profile);
        }
    }
    for service in all.iter().filter(|service| service.is_active) {
        if !all_prices.iter().any(|price| price.service == service.id) {
            todo(t.todo_no_price(&service.name), urls::prices(org, service.id), t.go_price);
        }
    }
    // A price that ends with nothing behind it is noticed before residents notice.
    for service in all.iter().filter(|service| service.is_active) {
        let of: Vec<_> = all_prices.iter().filter(|price| price.service == service.id).cloned().collect();
        let last = of.iter().filter(|price| price.until.is_some_and(|last| last >= today));
        for price in last {
            let Some(next) = price.until.and_then(|last| last.succ_opt()) else { continue };
            let follows = match price.tenant {
                Some(tenant) => prices::queries::on(&of, tenant, next).is_some(),
                None => of.iter().any(|other| other.tenant.is_none() && other.holds_on(next)),
            };
            if !follows {
                let place = price.tenant.and_then(|id| platform.by_id(id));
                let place = place.map_or_else(|| t.everywhere.to_owned(), |tenant| tenant.name.clone());
                let text = t.todo_gap(&service.name, place, text::date(locale, next));
                todo(text, urls::prices(org, service.id), t.go_price);
            }
        }
    }
    for wish in wishes.iter().filter(|wish| wish.status == "returned") {
        let place = platform.by_id(wish.tenant).map_or_else(String::new, |tenant| tenant.name.clone());
        let name = all.iter().find(|service| service.id.uuid() == wish.subject_id).map_or("", |s| s.name.as_str());
        todo(t.todo_returned(place, name, &wish.reason), urls::service(org, wish.subject_id.into()), t.go_service);
    }
    let told = [("profile", t.todo_returned_profile), ("worker", t.todo_returned_worker)];
    for (wishes, (subject, label)) in [profile_wishes, worker_wishes].iter().zip(told) {
        // A price that ends with nothing behind it is noticed before residents notice.
        for service in all.iter().filter(|service| service.is_active) {
            let of: Vec<_> = all_prices.iter().filter(|price| price.service == service.id).cloned().collect();
            let last = of.iter().filter(|price| price.until.is_some_and(|last| last >= today));
            for price in last {
                let Some(next) = price.until.and_then(|last| last.succ_opt()) else { continue };
                let follows = match price.tenant {
                    Some(tenant) => prices::queries::on(&of, tenant, next).is_some(),
                    None => of.iter().any(|other| other.tenant.is_none() && other.holds_on(next)),
                };
                if !follows {
                    let place = price.tenant.and_then(|id| platform.by_id(id));
                    let place = place.map_or_else(|| t.everywhere.to_owned(), |tenant| tenant.name.clone());
                    let text = t.todo_gap(&service.name, place, text::date(locale, next));
                    todo(text, urls::prices(org, service.id), t.go_price);
                }
            }
        }
        for wish in wishes.iter().filter(|wish| wish.status == "returned") {
            let place = platform.by_id(wish.tenant).map_or_else(String::new, |tenant| tenant.name.clone());
            let url = match subject {
                "profile" => urls::profile(org),
                _ => urls::worker(org, wish.subject_id.into()),
            };
            todo(t.todo_returned(place, label, &wish.reason), url, t.go_see);
        }
    }
    for (worker, title, on) in &ending {
        todo(t.todo_credential(worker, title, text::date(locale, *on)), urls::workers(org), t.go_workers);
    }
    if records.is_empty() {
        todo(t.todo_apply.to_owned(), admissions::urls::applications(org), t.go_apply);
    }
    let communities = records
        .iter()
        .filter_map(|record| {
            let tenant = platform.by_id(record.tenant)?;
            Some(CommunityView {
                url: admissions::urls::application(org, &tenant),
                name: tenant.name.clone(),
                state: record.status.label(messages),
                is_good: record.status == AdmissionStatus::Admitted,
                note: record.reason.clone(),
            })
        })
        .collect();
    let history = startup::history(&member).await?;
    let membership = member.membership();
    let template = HomePage {
        page: Page::of_workspace(&member, messages.common.desk_home, Desk::Home),
        name: profile.name,
        role: role(membership.role, t),
        todos: if member.may(OrgCapability::Records) { todos } else { Vec::new() },
        communities,
        history,
        services: all.iter().filter(|service| service.is_active).count(),
        workers: people.len(),
        services_url: urls::services(org),
        workers_url: urls::workers(org),
        communities_url: admissions::urls::applications(org),
        keeps_records: member.may(OrgCapability::Records),
    };
    flashed(member.flash(), StatusCode::OK, &template)
}

fn role(role: MemberRole, t: &crate::web::i18n::Vendors) -> &'static str {
    match role {
        MemberRole::Owner => t.role_owner,
        MemberRole::Editor => t.role_editor,
        MemberRole::Worker => t.role_worker,
    }
}

pub(super) async fn profile(member: OrgMember) -> AppResult<Response> {
    let mut tx = member.read_org().await?;
    let org = queries::organization(&mut tx, member.org()).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    show_profile(&member, org.uscc.clone(), ProfileForm::of(&org), Errors::default(), Vec::new()).await
}

async fn show_profile(
    member: &OrgMember,
    uscc: Option<String>,
    form: ProfileForm,
    errors: Errors,
    theirs: Vec<(&'static str, String)>,
) -> AppResult<Response> {
    let t = member.context().t();
    let org = member.org();
    let mut tx = member.read_org().await?;
    let everywhere = Everywhere::read(&mut tx, member, "profile").await?;
    drop(tx);
    let platform = member.state().platform();
    let standings = everywhere.of_subject(org.uuid(), member.context(), &platform, |tenant| {
        Some(crate::directory::urls::vendor(tenant, org))
    });
    let engagements = vec![
        SelectOption::new("", t.vendors.choose),
        SelectOption::new("employee", t.directory.engagement_employee),
        SelectOption::new("agency", t.directory.engagement_agency),
    ];
    let status = form_status(&errors, !theirs.is_empty());
    let template = ProfilePage {
        page: Page::of_workspace(member, t.common.desk_profile, Desk::Profile),
        action: urls::profile(org),
        standings,
        uscc,
        documents_url: documents::urls::documents(member.org()),
        form,
        engagements,
        errors,
        theirs,
    };
    flashed(member.flash(), status, &template)
}

/// What is saved now of the fields in which it differs from what was typed.
fn theirs(saved: &ProfileForm, typed: &ProfileForm, t: &crate::web::i18n::Vendors) -> Vec<(&'static str, String)> {
    let fields = [
        (t.org_name, &saved.name, &typed.name),
        (t.profile, &saved.profile, &typed.profile),
        (t.phone, &saved.phone, &typed.phone),
        (t.contact, &saved.contact, &typed.contact),
        (t.founded, &saved.founded, &typed.founded),
        (t.licence_until, &saved.licence_until, &typed.licence_until),
        (t.insurance_until, &saved.insurance_until, &typed.insurance_until),
    ];
    let same = |a: &str, b: &str| a.replace("\r\n", "\n").trim() == b.replace("\r\n", "\n").trim();
    let mut found: Vec<_> =
        fields.into_iter().filter(|(_, a, b)| !same(a, b)).map(|(label, saved, _)| (label, saved.clone())).collect();
    if found.is_empty() {
        found.push((t.org_name, saved.name.clone()));
    }
    found
}

pub(super) async fn save_profile(member: OrgMember, Form(form): Form<ProfileForm>) -> AppResult<Response> {
    let (org, t) = (member.org(), &member.context().t().vendors);
    let mut tx = member.write().await?;
    let before = queries::organization(&mut tx, org).await?.ok_or(AppError::NotFound)?;
    let is_in = admissions::queries::of_org(&mut tx, org).await?.iter().any(|record| record.status.is_in());
    let mut errors = Errors::default();
    let valid = form.check(member.today(), t, &mut errors);
    // Whoever serves a community is insured: the date may be changed, not taken back.
    if is_in && form.insurance_until.trim().is_empty() {
        errors.add("insurance_until", t.error_insurance_missing);
    }
    let Some(valid) = valid.filter(|_| errors.is_empty()) else {
        drop(tx);
        return show_profile(&member, before.uscc, form, errors, Vec::new()).await;
    };
    let values = ProfileValues {
        name: &valid.name,
        profile: &valid.profile,
        phone: valid.phone.as_ref().map(Phone::as_str),
        contact_name: &valid.contact,
        engagement: valid.engagement,
        founded_year: valid.founded_year,
        licence_until: valid.licence_until,
        insurance_until: valid.insurance_until,
    };
    if !queries::update_profile(&mut tx, org, form.revision, &values, member.now()).await? {
        let saved = ProfileForm::of(&before);
        let theirs = theirs(&saved, &form, t);
        let form = ProfileForm { revision: saved.revision, ..form };
        drop(tx);
        return show_profile(&member, before.uscc, form, Errors::default(), theirs).await;
    }
    let outcome = submit::profile(&mut tx, &Submitter::of(&member)).await?;
    tx.commit().await?;
    Ok(redirect(&urls::profile(org), Some(outcome.flash())))
}
