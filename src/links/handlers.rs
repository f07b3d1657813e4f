//! Listing, making, showing and ending short links.

use std::collections::HashMap;
use std::fmt::Write;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Deserialize;

use super::forms::{Asked, LinkForm, Wish};
use super::model::{Kind, Medium, Target, new_code};
use super::pages::{
    Address, Bar, DayView, KindView, LinkPage, LinkView, LinksPage, LiveView, QrView, kind_name, medium_name,
};
use super::queries::{self, LinkRow, NewLink, Which};
use super::{qr, urls};
use crate::access::Staff;
use crate::db::{LinkId, TenantId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::staff;
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::{Errors, FormInput};
use crate::web::paging::{cut, one_more};
use crate::web::{Flash, Page, flashed, form_page, redirect, text, with_params};

/// Links on one page of the list.
const PAGE: usize = 20;
/// How far back scans are shown by day.
const WINDOW: u64 = 30;
/// Codes tried before we give up; the second one is rarer than any other fault.
const TRIES: usize = 5;
/// Pixels of a PNG's module: a code is then about a thousand pixels wide, enough for a hand's breadth on paper.
const SCALE: u32 = 32;
/// The height of the tallest bar of a day's scans.
const BAR: i64 = 60;

/// The first day of those shown.
pub(super) fn window(today: NaiveDate) -> NaiveDate {
    today - Days::new(WINDOW - 1)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    before: Option<LinkId>,
    /// The kind that the list is limited to.
    target: String,
    /// The kind that the form makes a link to.
    #[serde(rename = "for")]
    wanted: String,
}

pub(super) async fn list(staff: Staff, Query(query): Query<ListQuery>) -> AppResult<Response> {
    let form = LinkForm { kind: query.wanted.clone(), ..LinkForm::default() };
    show_list(&staff, &query, form, Errors::default()).await
}

async fn show_list(staff: &Staff, query: &ListQuery, form: LinkForm, errors: Errors) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let t = staff.context().t();
    let filter = Kind::parse(&query.target);
    let kind = Kind::parse(&form.kind).filter(|kind| kind.is_had_by(tenant)).unwrap_or(Kind::Service);
    let which = Which { before: query.before, kind: filter, ..Which::default() };
    let mut tx = staff.read().await?;
    let mut rows = queries::links(&mut tx, tenant.id, &which, window(staff.today()?), one_more(PAGE)).await?;
    let key_options = choices(staff, &mut tx, kind).await?;
    drop(tx);
    let (path, filter) = (urls::links(tenant), filter.map_or("", Kind::code));
    let older_url = cut(&mut rows, PAGE).map(|last| {
        let before = last.id.to_string();
        with_params(&path, &[("target", filter), ("before", before.as_str())])
    });
    let of_kind = |kind: Kind| SelectOption::new(kind.code(), kind_name(kind, t));
    let every = SelectOption::new("", t.common.all);
    let template = LinksPage {
        page: Page::of_console(staff, t.links.links),
        console_url: staff::urls::console(tenant),
        price_list_url: urls::price_list(tenant),
        filter,
        filter_options: std::iter::once(every).chain(Kind::ALL.into_iter().map(of_kind)).collect(),
        rows: rows.iter().map(|link| view(staff, tenant, link)).collect(),
        older_url,
        kinds: Kind::ALL
            .into_iter()
            .filter(|one| one.is_had_by(tenant))
            .map(|one| KindView {
                url: form_url(&path, filter, one),
                label: kind_name(one, t),
                is_current: one == kind,
            })
            .collect(),
        action: path,
        kind: kind.code(),
        kind_label: kind_name(kind, t),
        is_named: kind == Kind::Building,
        is_chosen: !matches!(kind, Kind::Building | Kind::Home),
        key: form.key,
        key_options,
        medium: if form.medium.is_empty() { Medium::Poster.code().to_owned() } else { form.medium },
        medium_options: Medium::ALL.map(|medium| SelectOption::new(medium.code(), medium_name(medium, t))).to_vec(),
        errors,
    };
    form_page(staff.flash(), &template.errors, &template)
}

/// The form for a link to this kind of thing.
fn form_url(path: &str, filter: &str, kind: Kind) -> String {
    format!("{}#make", with_params(path, &[("target", filter), ("for", kind.code())]))
}

/// What a link of this kind can be made to.
async fn choices(staff: &Staff, tx: &mut impl Tx, kind: Kind) -> AppResult<Vec<SelectOption>> {
    if kind == Kind::Category {
        let (platform, locale) = (staff.state().platform(), staff.context().locale);
        return Ok(platform
            .categories_of(staff.tenant()?)
            .map(|one| SelectOption::new(&one.code, one.name(locale)))
            .collect());
    }
    let found = queries::choices(tx, staff.tenant()?.id, kind, staff.today()?).await?;
    Ok(found.into_iter().map(|(key, words)| SelectOption::new(key, words)).collect())
}

fn view(staff: &Staff, tenant: &Tenant, link: &LinkRow) -> LinkView {
    let t = staff.context().t();
    LinkView {
        url: urls::link(tenant, link.id),
        label: label(staff, link),
        kind: kind_name(link.target.kind(), t),
        medium: medium_name(link.medium, t),
        recent: link.recent,
        total: link.total,
        is_revoked: link.is_revoked,
    }
}

/// What staff know a link by. Categories have a name in every language.
pub(super) fn label(staff: &Staff, link: &LinkRow) -> String {
    let platform = staff.state().platform();
    match &link.target {
        Target::Category(code) => platform.category(code).map(|category| category.name(staff.context().locale)),
        _ => None,
    }
    .unwrap_or(&link.label)
    .to_owned()
}

pub(super) async fn create(staff: Staff, Form(form): Form<LinkForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let kind = Kind::parse(&form.kind).filter(|kind| kind.is_had_by(&tenant)).ok_or(AppError::BadRequest)?;
    let mut tx = staff.write().await?;
    let choices = choices(&staff, &mut tx, kind).await?;
    let asked = Asked { form: &form, kind, choices: &choices, community: &tenant.name, t: staff.context().t() };
    let wish = match asked.validate() {
        Ok(wish) => wish,
        Err(errors) => {
            drop(tx);
            return show_list(&staff, &ListQuery::default(), form, errors).await;
        }
    };
    let by = staff.viewer().map_or("", |viewer| &viewer.name);
    if let Some(link) = make(&mut tx, tenant.id, &wish, (by, staff.now())).await? {
        tx.commit().await?;
        return Ok(redirect(&urls::link(&tenant, link), Some(Flash::LinkMade)));
    }
    // There is one, perhaps since this very moment: this transaction leaves nothing.
    drop(tx);
    let mut tx = staff.read().await?;
    let (link, _) = queries::known(&mut tx, tenant.id, &wish.target, wish.medium).await?.ok_or(AppError::Conflict)?;
    Ok(redirect(&urls::link(&tenant, link), Some(Flash::AlreadyDone)))
}

/// Makes the link, or gives the revoked one a new code; none when there is one that holds.
pub(super) async fn make(
    tx: &mut WriteTx,
    tenant: TenantId,
    wish: &Wish,
    (by, now): (&str, DateTime<Utc>),
) -> AppResult<Option<LinkId>> {
    let known = queries::known(tx, tenant, &wish.target, wish.medium).await?;
    if known.is_some_and(|(_, is_revoked)| !is_revoked) {
        return Ok(None);
    }
    let id = known.map_or_else(LinkId::generate, |(id, _)| id);
    let code = claim(tx, tenant, id).await?;
    let new = NewLink { id, code: &code, medium: wish.medium, target: &wish.target, label: &wish.label, by, now };
    let is_made = if known.is_some() {
        queries::renew(tx, tenant, &new).await?
    } else {
        queries::insert(tx, tenant, &new).await?
    };
    Ok(is_made.then_some(id))
}

/// A code that no other link has.
async fn claim(tx: &mut WriteTx, tenant: TenantId, link: LinkId) -> AppResult<String> {
    for _ in 0..TRIES {
        let code = new_code();
        if queries::claim(tx, tenant, link, &code).await? {
            return Ok(code);
        }
    }
    Err(AppError::Unavailable)
}

/// The path of one link.
#[derive(Deserialize)]
pub(super) struct LinkPath {
    pub link: LinkId,
}

/// Where a link is scanned, absolute: what its QR code says.
pub(super) fn absolute(staff: &Staff, link: &LinkRow) -> String {
    format!("{}{}", staff.state().config().base_url, urls::scan(&link.code))
}

pub(super) async fn show(staff: Staff, Path(path): Path<LinkPath>) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let (today, context) = (staff.today()?, staff.context());
    let (t, locale) = (context.t(), context.locale);
    let since = window(today);
    let mut tx = staff.read().await?;
    let link = queries::link(&mut tx, tenant.id, path.link, since).await?.ok_or(AppError::NotFound)?;
    let scans: HashMap<NaiveDate, i64> =
        queries::scans(&mut tx, tenant.id, link.id, since).await?.into_iter().collect();
    drop(tx);
    let days: Vec<(NaiveDate, i64)> = since
        .iter_days()
        .take_while(|day| *day <= today)
        .map(|day| (day, scans.get(&day).copied().unwrap_or(0)))
        .collect();
    let day = |day| text::short_date(locale, day, today);
    let name = label(&staff, &link);
    let template = LinkPage {
        page: Page::of_console(&staff, &name),
        console_url: staff::urls::console(tenant),
        links_url: urls::links(tenant),
        kind: kind_name(link.target.kind(), t),
        medium: medium_name(link.medium, t),
        made: t.links.made(&link.created_by, text::moment(locale, link.created_at, staff.now(), tenant.time_zone)),
        target_url: link.target.url(tenant),
        live: (!link.is_revoked).then(|| live(&staff, tenant, &link, &name)).transpose()?,
        again_url: form_url(&urls::links(tenant), "", link.target.kind()),
        recent: link.recent,
        total: link.total,
        bars: bars(&days),
        first_day: day(since),
        last_day: day(today),
        days: days.iter().rev().map(|(on, scans)| DayView { day: day(*on), scans: *scans }).collect(),
        label: name,
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

fn live(staff: &Staff, tenant: &Tenant, link: &LinkRow, name: &str) -> AppResult<LiveView> {
    let address = absolute(staff, link);
    Ok(LiveView {
        qr: QrView::new(&address, staff.context().t().links.qr_of(name))?,
        address: Address::new(&staff.state().config().base_url, &link.code),
        svg_url: urls::qr(tenant, link.id, "qr.svg"),
        png_url: urls::qr(tenant, link.id, "qr.png"),
        poster_url: urls::poster(tenant, link.id),
        revoke_url: urls::revocation(tenant, link.id),
    })
}

/// One bar a day, as tall as its share of the busiest day.
fn bars(days: &[(NaiveDate, i64)]) -> Vec<Bar> {
    let most = days.iter().map(|(_, scans)| *scans).max().unwrap_or(0).max(1);
    let height = |scans: i64| if scans == 0 { 1 } else { (scans.saturating_mul(BAR) / most).max(3) };
    days.iter()
        .enumerate()
        .map(|(n, (_, scans))| Bar { x: n * 10, y: BAR - height(*scans), height: height(*scans) })
        .collect()
}

pub(super) async fn revoke(staff: Staff, Path(path): Path<LinkPath>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    let flash = match queries::revoke(&mut tx, tenant.id, path.link, staff.now()).await? {
        None => return Err(AppError::NotFound),
        Some(true) => Flash::LinkRevoked,
        Some(false) => Flash::AlreadyDone,
    };
    tx.commit().await?;
    Ok(redirect(&urls::link(&tenant, path.link), Some(flash)))
}

#[derive(Deserialize)]
pub(super) struct FilePath {
    link: LinkId,
    file: String,
}

pub(super) async fn file(staff: Staff, Path(path): Path<FilePath>) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let mut tx = staff.read().await?;
    let link = queries::link(&mut tx, tenant.id, path.link, staff.today()?).await?;
    drop(tx);
    // Nobody prints a dead link.
    let link = link.filter(|link| !link.is_revoked).ok_or(AppError::NotFound)?;
    let address = absolute(&staff, &link);
    let (bytes, media, extension) = match path.file.as_str() {
        "qr.svg" => (qr::svg(&address)?.into_bytes(), "image/svg+xml", "svg"),
        "qr.png" => (qr::png(&address, SCALE)?, "image/png", "png"),
        _ => return Err(AppError::NotFound),
    };
    let name = format!("{}-{}", label(&staff, &link), medium_name(link.medium, staff.context().t()));
    let disposition = HeaderValue::from_str(&attachment(&name, &link.code, extension)).map_err(anyhow::Error::from)?;
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    // A drawing is a document of its own: it may do nothing.
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    Ok(response)
}

/// What a browser saves the file as: its name where it can read it (RFC 8187), else its code.
fn attachment(name: &str, code: &str, extension: &str) -> String {
    let name = name.replace(['/', '\\', ':', '*', '?', '"', '<', '>', '|'], "-");
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"qr-{code}.{extension}\"; filename*=UTF-8''{encoded}.{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_is_what_staff_know_the_link_by() {
        assert_eq!(
            attachment("擦窗 a/b-海报", "Ab3kMnP9xy", "svg"),
            "attachment; filename=\"qr-Ab3kMnP9xy.svg\"; filename*=UTF-8''%E6%93%A6%E7%AA%97%20a-b-%E6%B5%B7%E6%8A%A5.svg"
        );
        let name = attachment("\"; filename=evil\r\n", "Ab3kMnP9xy", "png");
        assert!(HeaderValue::from_str(&name).is_ok() && name.matches('"').count() == 2);
    }

    #[test]
    fn bars_are_as_tall_as_their_share() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        let bars = bars(&[(day(1), 0), (day(2), 1), (day(3), 200), (day(4), 100)]);
        let heights: Vec<i64> = bars.iter().map(|bar| bar.height).collect();
        assert_eq!(heights, [1, 3, 60, 30]);
        assert!(bars.iter().all(|bar| bar.y + bar.height == BAR));
    }

    #[test]
    fn the_window_has_thirty_days() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        assert_eq!((today - window(today)).num_days(), 29);
    }

    #[test]
    fn https_need_not_be_typed() {
        let typed = |base: &str| {
            let Address { head, code } = Address::new(base, "Ab3kMnP9xy");
            format!("{head}{code}")
        };
        assert_eq!(typed("https://a.example"), "a.example/q/Ab3kMnP9xy");
        assert_eq!(typed("http://localhost:8080"), "http://localhost:8080/q/Ab3kMnP9xy");
    }
}
