//! Loading the demo.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use chrono::{Days, NaiveDate, TimeDelta, Utc};

use super::data::{self, AccountData, ChangeData, DraftData, Node, OrgData};
use super::grid::{self, Places};
use super::{
    household_workers, jobs, notice, party, past, placements, policies, recommendations, residents, startup, training,
};
use crate::access::Role;
use crate::accounts::passwords::NewPassword;
use crate::accounts::queries::{self as people, StoredPhone};
use crate::admissions::queries::{self as admissions, Admission};
use crate::cli::CliContext;
use crate::db::{NoticeId, OrgId, PersonId, Scope, TenantId};
use crate::directory::price::Amount;
use crate::directory::publish;
use crate::grids::PostKind;
use crate::import::{How, import};
use crate::notices::queries::{self as notices, Notice};
use crate::publishing::submit::{self, Submitter};
use crate::staff::queries::insert_grant;
use crate::state::AppState;
use crate::tenancy::Tenant;
use crate::tenancy::operator::{NewTenant, insert};
use crate::values::{Fen, Phone, Slug, Uscc};
use crate::vendors::members::queries::places;
use crate::vendors::prices::queries as prices;
use crate::vendors::queries::{self as vendors, NewMember, NewOrg, ProfileValues};
use crate::vendors::services::queries as services;

/// Loads what is missing of the demo.
pub(super) async fn load(cx: &CliContext) -> Result<()> {
    let accounts = data::accounts()?;
    let last = accounts.last().context("demo/accounts.toml is empty")?;
    if find_person(&cx.state, &last.phone).await?.is_some() {
        return Ok(());
    }
    let tree = data::tree()?;
    let root = tenant(cx, &tree.platform, None, "platform").await?;
    let district = tenant(cx, &tree.district, Some(root), "district").await?;
    let street = tenant(cx, &tree.street, Some(district), "street").await?;
    for community in &tree.communities {
        tenant(cx, community, Some(street), "community").await?;
    }
    cx.state.reload_platform().await?;
    for org in data::organizations()? {
        organization(&cx.state, &org).await?;
    }
    let mut places = HashMap::new();
    for node in &tree.communities {
        places.insert(node.slug.as_str(), community(&cx.state, node).await?);
    }
    for data in data::parties()? {
        let tenant = by_slug(&cx.state, &data.community)?.id;
        let mut tx = cx.state.db().write(&Scope { tenant: Some(tenant), ..Scope::default() }).await?;
        party::add(&mut tx, tenant, &data, today(&cx.state)).await?;
        tx.commit().await?;
    }
    policies::add(&cx.state).await?;
    let posts = data::posts()?;
    for (slug, places) in &places {
        let here: Vec<_> = posts.iter().filter(|data| data.community == *slug).collect();
        let tenant = by_slug(&cx.state, slug)?;
        let mut tx = cx.state.db().write(&Scope { tenant: Some(tenant.id), ..Scope::default() }).await?;
        grid::give_on_paper(&mut tx, tenant.id, &here, places, cx.state.clock().now()).await?;
        tx.commit().await?;
    }
    for account in &accounts[..accounts.len() - 1] {
        sign_in(&cx.state, account, &places).await?;
    }
    let households = data::households()?;
    for (slug, places) in &places {
        let here: Vec<_> = households.iter().filter(|data| data.community == *slug).collect();
        residents::add(&cx.state, by_slug(&cx.state, slug)?.id, &here, places).await?;
    }
    startup::add(&cx.state).await?;
    let workers = data::household_workers()?;
    for slug in places.keys() {
        let here: Vec<_> = workers.iter().filter(|data| data.community == *slug).collect();
        household_workers::add(&cx.state, by_slug(&cx.state, slug)?.as_ref(), &here).await?;
    }
    for (number, posting) in (0..).zip(data::jobs()?) {
        let tenant = by_slug(&cx.state, &posting.community)?;
        Box::pin(jobs::add(&cx.state, &tenant, number, &posting)).await?;
    }
    let (rooms, trainers) = training::data()?;
    for slug in places.keys() {
        let here: Vec<_> = rooms.iter().filter(|data| data.community == *slug).collect();
        training::add_rooms(&cx.state, by_slug(&cx.state, slug)?.as_ref(), &here).await?;
    }
    for trainer in &trainers {
        Box::pin(training::add(&cx.state, trainer)).await?;
    }
    Box::pin(placements::add(&cx.state)).await?;
    Box::pin(recommendations::add(&cx.state)).await?;
    past::add(&cx.state, &tree.communities).await?;
    for change in data::changes()? {
        Box::pin(hand_in(&cx.state, &change)).await?;
    }
    for (number, draft) in (0..).zip(data::drafts()?) {
        write(&cx.state, number, &draft, &accounts, &places).await?;
    }
    // The last account is the sign that nothing is missing.
    sign_in(&cx.state, last, &places).await?;
    Ok(())
}

pub(super) fn by_slug(state: &AppState, slug: &str) -> Result<Arc<Tenant>> {
    state.platform().by_slug(slug).with_context(|| format!("the demo names a tenant {slug} that is not there"))
}

async fn tenant(cx: &CliContext, node: &Node, parent: Option<TenantId>, level: &str) -> Result<TenantId> {
    if let Some(tenant) = cx.state.platform().by_slug(&node.slug) {
        return Ok(tenant.id);
    }
    let slug = Slug::parse(&node.slug).with_context(|| node.slug.clone())?;
    let new = NewTenant {
        parent,
        level,
        slug: &slug,
        name: &node.name,
        brand: &node.brand,
        intro: &node.intro,
        station: node.station_name.as_deref(),
        address: &node.station_address,
        area_sqm: node.area_sqm,
        phone: node.phone.as_deref(),
        hours: node.hours.as_deref(),
        icp: node.icp.as_deref(),
        is_demo: true,
    };
    let id = insert(cx.owner()?, &new).await?;
    cx.state.reload_platform().await?;
    Ok(id)
}

async fn organization(state: &AppState, data: &OrgData) -> Result<()> {
    let uscc = Uscc::parse(&data.uscc).with_context(|| data.uscc.clone())?;
    let mut tx = state.db().write(&Scope::default()).await?;
    let org = match vendors::org_by_uscc(&mut tx, &uscc).await? {
        Some(org) => org,
        None => vendors::claim_uscc(&mut tx, &uscc, OrgId::generate()).await?,
    };
    tx.enter_org(org).await?;
    let new = NewOrg {
        kind: &data.kind,
        name: &data.name,
        uscc: Some(uscc.as_str()),
        profile: &data.profile,
        phone: Some(&data.phone),
        engagement: Some(data.engagement.as_str()).filter(|model| *model != "none"),
        founded_year: Some(data.founded),
        is_demo: true,
    };
    vendors::insert_org(&mut tx, org, &new).await?;
    let insurance_until = Some(today(state) + Days::new(data.insurance_days));
    let profile = ProfileValues {
        name: new.name,
        profile: new.profile,
        phone: new.phone,
        contact_name: &data.contact,
        engagement: new.engagement,
        founded_year: new.founded_year,
        licence_until: None,
        insurance_until,
    };
    vendors::update_profile(&mut tx, org, 1, &profile, state.clock().now()).await?;
    for admission in &data.admissions {
        let tenant = by_slug(state, &admission.community)?;
        tx.enter_tenant(tenant.id).await?;
        let admitted_on = admission.admitted_on.or((admission.status == "admitted").then_some(admission.since));
        let record = Admission { status: admission.status.clone(), admitted_on };
        admissions::insert_standing(&mut tx, tenant.id, org, &data.name, &record, admission.since).await?;
        admissions::set_papers(&mut tx, tenant.id, org, &data.name, None, insurance_until).await?;
        let notice_until = admission.notice_days.map(|days| today(state) + Days::new(days));
        admissions::set_terms(&mut tx, tenant.id, org, notice_until, &admission.reason).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn community(state: &AppState, node: &Node) -> Result<Places> {
    let tenant = by_slug(state, &node.slug)?;
    let now = state.clock().now();
    let mut tx = state.db().write(&Scope { tenant: Some(tenant.id), ..Scope::default() }).await?;
    for estate in &node.estates {
        publish::ensure_estate(&mut tx, tenant.id, &estate.name).await?;
    }
    if notices::current(&mut tx, tenant.id, now, 1).await?.is_empty() {
        for data in &node.notices {
            let notice = Notice {
                id: NoticeId::generate(),
                title: data.title.clone(),
                body: data.body.trim().to_owned(),
                pinned: data.pinned,
                published_at: now - TimeDelta::days(data.days_ago),
                expires_at: None::<chrono::DateTime<Utc>>,
            };
            notices::insert(&mut tx, tenant.id, &notice).await?;
        }
    }
    let places = grid::add(&mut tx, tenant.id, node, today(state)).await?;
    tx.commit().await?;
    for (name, bytes) in data::sheets(&node.slug).into_iter().flatten() {
        if let Err(problems) = import(state, &tenant, name, bytes.to_vec(), How::default()).await? {
            let texts: Vec<String> = problems.iter().map(|p| p.text(crate::web::Locale::ZhHans.messages())).collect();
            bail!("The demo sheet {name} is not in order: {}", texts.join("; "));
        }
    }
    Ok(places)
}

/// A company hands in a new price, as its owner would.
async fn hand_in(state: &AppState, data: &ChangeData) -> Result<()> {
    let person = find_person(state, &data.phone).await?.context("a demo change's account")?;
    let tenant = by_slug(state, &data.community)?;
    let mut tx = state.db().write(&Scope { person: Some(person), ..Scope::default() }).await?;
    let uscc = Uscc::parse(&data.org).with_context(|| data.org.clone())?;
    let org = vendors::org_by_uscc(&mut tx, &uscc).await?.context("a demo change's organization")?;
    tx.enter_org(org).await?;
    let place = places(&mut tx, person, today(state)).await?.into_iter().find(|place| place.org == org);
    let place = place.context("a demo change's member")?;
    tx.enter_org(org).await?;
    let services = services::all(&mut tx, org).await?;
    let service = services.iter().find(|one| one.name == data.service).with_context(|| data.service.clone())?;
    let held = prices::of_service(&mut tx, org, service.id).await?;
    let mut terms = prices::on(&held, tenant.id, today(state)).context("a demo price")?.price.clone().into_terms();
    let yuan = |amount: i64| Fen::from_yuan(amount).context("a demo amount");
    terms.amount = match data.max {
        Some(max) => Amount::Range(yuan(data.min)?, yuan(max)?),
        None => Amount::Exact(yuan(data.min)?),
    };
    let price = terms.check().map_err(|error| anyhow::anyhow!("a demo price: {error:?}"))?;
    let from = today(state) + Days::new(data.days);
    prices::set(&mut tx, org, service.id, Some(tenant.id), from, &price, "").await?;
    let by = Submitter {
        state,
        org,
        org_name: &place.org_name,
        by: Some(place.membership.uuid()),
        name: &data.by,
        now: state.clock().now(),
    };
    submit::service(&mut tx, &by, service.id).await?;
    tx.commit().await?;
    Ok(())
}

/// Somebody writes a notice, and perhaps somebody else approves it.
async fn write(
    state: &AppState,
    number: u128,
    draft: &DraftData,
    accounts: &[AccountData],
    places: &HashMap<&str, Places>,
) -> Result<()> {
    let named = async |phone: &str| {
        let account = accounts.iter().find(|one| one.phone == phone).with_context(|| phone.to_owned())?;
        let person = find_person(state, phone).await?.with_context(|| phone.to_owned())?;
        anyhow::Ok((person, account.name.as_str()))
    };
    let by = named(&draft.by).await?;
    let approved_by = match &draft.approved_by {
        Some(phone) => Some(named(phone).await?),
        None => None,
    };
    let tenant = by_slug(state, &draft.community)?;
    let places = places.get(draft.community.as_str()).context("a demo community")?;
    let mut tx = state.db().write(&Scope { tenant: Some(tenant.id), ..Scope::default() }).await?;
    notice::add(&mut tx, &tenant, number, draft, (by, approved_by), places, state.clock().now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Today where the demo is.
pub(super) fn today(state: &AppState) -> NaiveDate {
    state.clock().now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive()
}

pub(super) async fn find_person(state: &AppState, phone: &str) -> Result<Option<PersonId>> {
    let phone = Phone::parse_mobile(phone).context("a demo phone")?;
    let mut tx = state.db().read(&Scope::default()).await?;
    Ok(people::person_by_phone(&mut tx, &state.secrets().phone_hash(phone.as_str())).await?)
}

async fn sign_in(state: &AppState, account: &AccountData, places: &HashMap<&str, Places>) -> Result<()> {
    if find_person(state, &account.phone).await?.is_some() {
        return Ok(());
    }
    let phone = Phone::parse_mobile(&account.phone).context("a demo phone")?;
    let secrets = state.secrets();
    let person = PersonId::generate();
    let password = NewPassword::parse(&secrets.demo_password(&account.phone), phone.as_str());
    let password = password.map_err(|weakness| anyhow::anyhow!("a demo password is weak: {weakness:?}"))?;
    let hash = state.passwords().hash(password).await?;
    let stored = StoredPhone { sealed: secrets.seal(person.uuid(), phone.as_str())?, masked: phone.masked() };
    let mut tx = state.db().write(&Scope { person: Some(person), ..Scope::default() }).await?;
    people::insert_person(&mut tx, person, &account.name, Some(&stored)).await?;
    people::set_password(&mut tx, person, &hash, state.clock().now()).await?;
    people::claim_phone(&mut tx, &secrets.phone_hash(phone.as_str()), person).await?;
    let today = today(state);
    for grant in &account.grants {
        if let Some(code) = grant.scope.strip_prefix("org:") {
            let uscc = Uscc::parse(code).with_context(|| code.to_owned())?;
            let org = vendors::org_by_uscc(&mut tx, &uscc).await?.context("a demo member's organization")?;
            tx.enter_org(org).await?;
            let role = grant.role.trim_start_matches("vendor_");
            vendors::insert_member(&mut tx, org, &NewMember { person, role, from: today }).await?;
            continue;
        }
        let Some(role) = Role::parse(&grant.role) else { continue };
        let place = grant.scope.strip_prefix("grid:").or_else(|| grant.scope.strip_prefix("building:"));
        let slug = if place.is_some() { &account.community } else { &grant.scope };
        let tenant = by_slug(state, slug)?;
        tx.enter_tenant(tenant.id).await?;
        if let Some(place) = place {
            let held = places.get(slug.as_str()).and_then(|places| places.get(place)).context("a demo post")?;
            let kind = PostKind::parse(&grant.role).with_context(|| grant.role.clone())?;
            grid::give(&mut tx, tenant.id, (kind, *held), (person, &account.name), today).await?;
            continue;
        }
        insert_grant(&mut tx, tenant.id, person, role, today, None).await?;
    }
    tx.commit().await?;
    Ok(())
}
