//! For residents: who looks after me, and how to reach them.

use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::forms::AskForm;
use super::model::{PostKind, Standing, standing};
use super::near::{self, Letter};
use super::pages::{AskPage, CarePage, CarerView, PlaceView};
use super::queries::{self, Building, Grid, Post};
use super::urls;
use crate::access::Visitor;
use crate::accounts::{ClientAddress, Limited};
use crate::db::{BuildingId, CareMessageId, GrantId};
use crate::error::{AppError, AppResult};
use crate::party;
use crate::residents;
use crate::secrets::token_hash;
use crate::ui::SelectOption;
use crate::values::{Paragraphs, PersonName, Phone};
use crate::web::extract::{Form, Path, Query};
use crate::web::form::{Errors, chosen};
use crate::web::{Flash, Nav, Page, flashed, form_status, public, redirect, text};

/// The building that a visitor chose.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CareQuery {
    #[serde(deserialize_with = "chosen")]
    building: Option<BuildingId>,
}

pub(super) async fn show(visitor: Visitor, headers: HeaderMap, Query(query): Query<CareQuery>) -> AppResult<Response> {
    public::page(&visitor, &headers, || make(&visitor, query.building)).await
}

pub(super) fn masked(name: &str) -> String {
    PersonName::parse(name).map_or_else(|_| "**".to_owned(), |name| name.masked())
}

async fn make(visitor: &Visitor, chosen: Option<BuildingId>) -> AppResult<CarePage> {
    let tenant = visitor.tenant()?;
    if !tenant.is_community() {
        return Err(AppError::NotFound);
    }
    let (context, today) = (visitor.context(), visitor.now().with_timezone(&tenant.time_zone).date_naive());
    let mut tx = visitor.read().await?;
    let buildings = queries::buildings(&mut tx, tenant.id, today).await?;
    let home = match (chosen, visitor.viewer()) {
        (None, Some(viewer)) => residents::queries::mine::home_of(&mut tx, tenant.id, viewer.id).await?,
        _ => None,
    };
    let chosen = match chosen.or(home) {
        Some(id) => Some(buildings.iter().find(|building| building.id == id).ok_or(AppError::NotFound)?),
        None => None,
    };
    let (grid, posts) = match chosen {
        Some(building) => {
            let grid = match building.grid {
                Some(grid) => queries::grid(&mut tx, tenant.id, grid).await?,
                None => None,
            };
            let places: Vec<Uuid> = grid.iter().map(|grid| grid.id.uuid()).chain([building.id.uuid()]).collect();
            (grid, queries::of_place(&mut tx, tenant.id, &places, today).await?)
        }
        None => (None, Vec::new()),
    };
    drop(tx);
    let t = context.t();
    let carers = match chosen {
        Some(building) => PostKind::ALL.iter().flat_map(|kind| carers(visitor, *kind, building, &posts)).collect(),
        None => Vec::new(),
    };
    let options = std::iter::once(SelectOption::new("", t.grids.choose_building));
    let title = t.grids.care;
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), title).at(Nav::Home);
    Ok(CarePage {
        page: page.described(t.grids.care_lead),
        action: urls::care(tenant),
        building: chosen.map_or_else(String::new, |building| building.id.to_string()),
        options: options
            .chain(
                buildings.iter().map(|b| SelectOption::new(b.id.to_string(), format!("{} {}", b.estate_name, b.name))),
            )
            .collect(),
        is_home: home.is_some(),
        place: chosen.map(|building| {
            let branch = |grid: &Grid| Some((grid.party_branch.clone(), party::urls::party_of(tenant, grid.branch?)));
            PlaceView {
                name: format!("{} {}", building.estate_name, building.name),
                branch: grid.as_ref().and_then(branch),
                grid: grid.map(|grid| grid.code).unwrap_or_default(),
            }
        }),
        carers,
        phone: tenant.phone.as_ref().map(|phone| (phone.tel_href(), phone.display())),
        vendors_url: crate::directory::urls::services(tenant),
        no_errors: Errors::default(),
    })
}

/// Whoever holds a post today, each with how to reach them; one line that says so where nobody does.
fn carers(visitor: &Visitor, kind: PostKind, building: &Building, posts: &[Post]) -> Vec<CarerView> {
    let (context, Ok(tenant)) = (visitor.context(), visitor.tenant()) else { return Vec::new() };
    let t = context.t();
    let today = visitor.now().with_timezone(&tenant.time_zone).date_naive();
    let leaves = |post: &Post| -> Vec<_> {
        posts.iter().filter(|other| other.stands_in_for == Some(post.id)).map(|o| (o.from, o.to)).collect()
    };
    let here = posts
        .iter()
        .filter(|post| post.kind == kind && standing((post.from, post.to), &leaves(post), today) == Standing::Now);
    let mut views: Vec<CarerView> = here
        .map(|post| {
            let phone = post.phone.as_deref().and_then(|phone| Phone::parse_mobile(phone).ok());
            CarerView {
                post: kind.label(t),
                name: Some(masked(&post.holder)),
                note: post.stands_in_for.and(post.to).map(|last| t.grids.stands_in(text::date(context.locale, last))),
                message_url: phone.is_none().then(|| urls::care_message(tenant, post.id, building.id)),
                phone: phone.map(|phone| (phone.tel_href(), phone.display())),
            }
        })
        .collect();
    if views.is_empty() {
        views.push(CarerView { post: kind.label(t), name: None, note: None, phone: None, message_url: None });
    }
    views
}

/// The path of a message to whoever holds a post.
#[derive(Deserialize)]
pub(super) struct AskPath {
    grant: GrantId,
}

/// A post that may be written to, and the building that somebody writes from.
async fn addressee(visitor: &Visitor, grant: GrantId, building: Option<BuildingId>) -> AppResult<(Post, Building)> {
    let tenant = visitor.tenant()?;
    let today = visitor.now().with_timezone(&tenant.time_zone).date_naive();
    let mut tx = visitor.read().await?;
    let buildings = queries::buildings(&mut tx, tenant.id, today).await?;
    let building = buildings.into_iter().find(|one| Some(one.id) == building).ok_or(AppError::NotFound)?;
    let places: Vec<Uuid> = building.grid.iter().map(|grid| grid.uuid()).chain([building.id.uuid()]).collect();
    let posts = queries::of_place(&mut tx, tenant.id, &places, today).await?;
    let post = posts.into_iter().find(|post| post.id == grant && post.phone.is_none()).ok_or(AppError::NotFound)?;
    Ok((post, building))
}

pub(super) async fn begin(
    visitor: Visitor,
    Path(path): Path<AskPath>,
    Query(query): Query<CareQuery>,
) -> AppResult<Response> {
    let (post, building) = addressee(&visitor, path.grant, query.building).await?;
    show_form(&visitor, &post, &building, AskForm::default(), Errors::default())
}

fn show_form(
    visitor: &Visitor,
    post: &Post,
    building: &Building,
    form: AskForm,
    errors: Errors,
) -> AppResult<Response> {
    let (tenant, context) = (visitor.tenant()?, visitor.context());
    let t = context.t();
    let to = t.grids.ask_title(post.kind.label(t), masked(&post.holder));
    let page =
        Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), to.as_str()).at(Nav::Home).unlisted();
    let template = AskPage {
        page,
        care_url: urls::care_of(tenant, building.id),
        action: urls::care_message(tenant, post.id, building.id),
        to,
        key: form.key.unwrap_or_else(CareMessageId::generate).to_string(),
        form,
        errors,
    };
    flashed(visitor.flash(), form_status(&template.errors, false), &template)
}

pub(super) async fn send(
    visitor: Visitor,
    address: ClientAddress,
    Path(path): Path<AskPath>,
    Query(query): Query<CareQuery>,
    Form(form): Form<AskForm>,
) -> AppResult<Response> {
    let (post, building) = addressee(&visitor, path.grant, query.building).await?;
    let tenant = visitor.tenant()?.clone();
    let (t, now) = (visitor.context().t(), visitor.now());
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let name = errors.take("name", PersonName::parse(&form.name), |_| t.accounts.error_name.to_owned());
    let phone = errors.take("phone", Phone::parse_contact(&form.phone), |_| t.accounts.error_phone.to_owned());
    let body = errors.take("body", Paragraphs::<300>::parse(&form.body), |_| t.grids.error_body.to_owned());
    let (Some(name), Some(phone), Some(body)) = (name, phone, body) else {
        return show_form(&visitor, &post, &building, form, errors);
    };
    visitor.state().throttle().check(Limited::Ask, &token_hash(post.id.uuid().as_bytes()), address.0)?;
    let sealed = visitor.state().secrets().seal(id.uuid(), phone.as_str())?;
    let place = format!("{}{}", building.estate_name, building.name);
    let mut tx = visitor.write_for(post.person).await?;
    let letter = Letter {
        id,
        place,
        name: name.as_str(),
        phone_sealed: &sealed,
        body: &String::from(body),
        family_link: None,
        now,
    };
    if near::write_to(&mut tx, &tenant, (post.id, post.person), letter).await? {
        tx.commit().await?;
    }
    Ok(redirect(&urls::care_of(&tenant, building.id), Some(Flash::Asked)))
}
