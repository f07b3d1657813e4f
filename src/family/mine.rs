//! Who acts for me, for whom I act, and who asks me to.

use std::sync::Arc;

use axum::response::Response;

use super::forms::OfferForm;
use super::held::stand;
use super::model::State;
use super::offer;
use super::pages::{HelpedLine, HomeView, MinePage, OfferView};
use super::queries::{self, Link};
use super::views::{divide, fields, helper, label};
use super::{held, urls};
use crate::access::Member;
use crate::accounts;
use crate::db::FamilyLinkId;
use crate::error::{AppError, AppResult};
use crate::residents::queries::records::{self, Record};
use crate::residents::queries::{merges, mine as owned};
use crate::residents::{address, masked};
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::vendors::members::invite::count_try;
use crate::web::extract::Form;
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect, text};

/// What was typed and could not be done.
#[derive(Default)]
pub(super) struct Draft {
    pub form: OfferForm,
    /// The offer for which a code was typed that is not its code.
    pub wrong: Option<(FamilyLinkId, String)>,
    pub errors: Errors,
}

pub(super) async fn show(member: Member) -> AppResult<Response> {
    show_with(&member, Draft::default()).await
}

pub(super) async fn show_with(member: &Member, draft: Draft) -> AppResult<Response> {
    let t = member.context().t();
    let homes = homes(member).await?;
    let here: Vec<&Home> = homes.iter().filter(|home| home.record.left_on.is_none()).collect();
    let today = member.now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    let title = t.family.title;
    let template = MinePage {
        page: Page::new(member.state(), member.context(), Some(member.me()), member.flash(), title).unlisted(),
        offers: offers(member, draft.wrong.as_ref()).await?,
        helped: helped(member).await?,
        record: draft.form.record.map_or_else(String::new, |id| id.to_string()),
        records: here.iter().map(|home| SelectOption::new(home.record.id.to_string(), home.place(member))).collect(),
        homes: homes.iter().map(|home| home.view(member)).collect(),
        fields: fields(member, draft.form, today),
        errors: draft.errors,
        no_errors: Errors::default(),
    };
    flashed(member.flash(), form_status(&template.errors, false), &template)
}

/// A record of one's own with the links that hang on it.
struct Home {
    tenant: Arc<Tenant>,
    record: Record,
    links: Vec<(State, Link)>,
}

impl Home {
    fn place(&self, member: &Member) -> String {
        format!("{} {}", self.tenant.name, address(&self.record, member.context().t()))
    }

    fn view(&self, member: &Member) -> HomeView {
        let line = |(state, link): &(State, Link)| {
            (*state, helper(member, &self.tenant, link, *state, link.paper.is_empty(), urls::end(link.id)))
        };
        let (open, past) = divide(self.links.iter().map(line).collect());
        HomeView {
            id: self.record.id.to_string(),
            community: self.tenant.name.clone(),
            place: address(&self.record, member.context().t()),
            open,
            past,
        }
    }
}

/// What communities keep of the person, each read in its own scope.
async fn homes(member: &Member) -> AppResult<Vec<Home>> {
    let mut tx = member.read().await?;
    let mine = owned::of_person(&mut tx, member.me().id).await?;
    drop(tx);
    let mut homes = Vec::new();
    for (tenant, id) in mine {
        let Some(tenant) = member.state().platform().by_id(tenant) else { continue };
        let mut tx = member.read_home(tenant.id).await?;
        let Some(record) = records::record(&mut tx, tenant.id, id).await? else { continue };
        let same = merges::family(&mut tx, tenant.id, id).await?;
        let mut links = Vec::new();
        for link in queries::of_residents(&mut tx, tenant.id, &same).await? {
            let (state, _) = stand(&mut tx, member, &tenant, &link).await?;
            links.push((state, link));
        }
        homes.push(Home { tenant, record, links });
    }
    Ok(homes)
}

/// The offers to the person's own number that wait. Who it is for is masked until it is accepted.
async fn offers(member: &Member, wrong: Option<&(FamilyLinkId, String)>) -> AppResult<Vec<OfferView>> {
    let (context, now) = (member.context(), member.now());
    let t = context.t();
    let mut tx = member.read().await?;
    let found = match accounts::phone_hash(member, &mut tx).await? {
        Some(hash) => queries::of_phone(&mut tx, &hash, now).await?,
        None => Vec::new(),
    };
    drop(tx);
    let mut offers = Vec::new();
    for (tenant, id) in found {
        let Some(tenant) = member.state().platform().by_id(tenant) else { continue };
        let mut tx = member.read_home(tenant.id).await?;
        let Some(link) = queries::by_ids(&mut tx, tenant.id, &[id]).await?.pop() else { continue };
        let (state, record) = stand(&mut tx, member, &tenant, &link).await?;
        let record = record.filter(|record| state == State::Offered && record.person != Some(member.me().id));
        let Some(record) = record else { continue };
        let days = t.family.until_day(text::date(context.locale, link.until));
        let take = t.family.take_until(text::moment(context.locale, link.expires_at, now, tenant.time_zone));
        offers.push(OfferView {
            id: format!("code-{id}"),
            title: t.family.offer_title(masked(&record.name), link.kin.label(t)),
            place: format!("{} {} {}", tenant.name, record.estate_name, record.building_name),
            scopes: link.scopes.iter().map(|scope| scope.label(t)).collect(),
            note: format!("{days} · {take}"),
            url: urls::answer(id),
            typed: wrong.filter(|(of, _)| *of == id).map(|(_, code)| code.clone()),
        });
    }
    Ok(offers)
}

/// For whom the person acts or did; of what is over, no name in full.
async fn helped(member: &Member) -> AppResult<Vec<HelpedLine>> {
    let t = member.context().t();
    let mut tx = member.read().await?;
    let mine = queries::of_person(&mut tx, member.me().id).await?;
    drop(tx);
    let mut lines = Vec::new();
    for (tenant, id) in mine {
        let Some(tenant) = member.state().platform().by_id(tenant) else { continue };
        let mut tx = member.read_home(tenant.id).await?;
        let Some(link) = queries::by_ids(&mut tx, tenant.id, &[id]).await?.pop() else { continue };
        let (state, record) = stand(&mut tx, member, &tenant, &link).await?;
        let is_living = state == State::Living;
        let day = text::date(member.context().locale, link.until);
        lines.push(HelpedLine {
            name: match record {
                Some(record) if is_living => record.name,
                Some(record) => masked(&record.name),
                None => "**".to_owned(),
            },
            note: if is_living {
                format!("{} · {}", tenant.name, t.family.until_day(day))
            } else {
                tenant.name.clone()
            },
            url: is_living.then(|| urls::link(id)),
            state: label(state, t),
        });
    }
    // What holds comes first.
    lines.sort_by_key(|line| line.url.is_none());
    Ok(lines)
}

/// Offers a link for one of one's own records; another's is not there, whatever one may do for them.
pub(super) async fn offer(member: Member, Form(form): Form<OfferForm>) -> AppResult<Response> {
    let (me, t) = (member.me(), member.context().t());
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut tx = member.read().await?;
    let mine = owned::of_person(&mut tx, me.id).await?;
    let own_number = accounts::phone_hash(&member, &mut tx).await?;
    drop(tx);
    let (tenant, resident) = mine.into_iter().find(|(_, id)| Some(*id) == form.record).ok_or(AppError::NotFound)?;
    let tenant = held::community(&member, tenant)?;
    let today = member.now().with_timezone(&tenant.time_zone).date_naive();
    let mut errors = Errors::default();
    let valid = form.check(false, today, t, &mut errors);
    let hash = valid.as_ref().map(|valid| member.state().secrets().phone_hash(valid.phone.as_str()));
    if hash.is_some() && hash == own_number {
        errors.add("phone", t.family.error_self);
    }
    let is_proven = accounts::prove_unless_fresh(&member, &form.proof, &mut errors).await?;
    let (Some(valid), Some(hash)) = (valid.filter(|_| is_proven), hash) else {
        return show_with(&member, Draft { form, errors, ..Draft::default() }).await;
    };
    count_try(member.state(), resident.uuid(), &hash)?;
    let mut tx = member.write().await?;
    tx.enter_tenant(tenant.id).await?;
    let record = records::record(&mut tx, tenant.id, resident).await?;
    let record = record.filter(|record| record.left_on.is_none()).ok_or(AppError::NotFound)?;
    let outcome = offer::make(&mut tx, member.state(), &tenant, &record, (id, &valid, &me.name)).await?;
    if let Some((field, error)) = outcome.error(t) {
        drop(tx);
        let errors = Errors::of(field, error);
        return show_with(&member, Draft { form, errors, ..Draft::default() }).await;
    }
    tx.commit().await?;
    Ok(redirect(&format!("{}#helpers-{resident}", urls::MINE), Some(Flash::FamilyOffered)))
}
