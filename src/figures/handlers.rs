//! The figures as a page and as a file.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;

use super::model::{Figures, percent};
use super::pages::{CellView, FiguresPage, Row};
use super::table::{Cell, Line, lines};
use super::{Count, queries, urls};
use crate::access::Staff;
use crate::accounts::Limited;
use crate::db::TenantId;
use crate::documents::table::guard;
use crate::documents::{self, queries::Content};
use crate::error::{AppError, AppResult};
use crate::staff;
use crate::tenancy::{self, Tenant};
use crate::web::{Flash, Messages, Page, flashed, redirect, text};

/// The street or district whose communities are compared.
fn street(staff: &Staff) -> AppResult<Arc<Tenant>> {
    let tenant = staff.tenant()?.clone();
    if tenant.is_community() { Err(AppError::NotFound) } else { Ok(tenant) }
}

/// What is known of the communities below: those that have counted themselves, and the others.
struct Known {
    counted: Vec<(Arc<Tenant>, NaiveDate, Figures)>,
    uncounted: Vec<Arc<Tenant>>,
}

async fn read(staff: &Staff, street: &Tenant) -> AppResult<Known> {
    let mut tx = staff.read().await?;
    let mut kept: BTreeMap<TenantId, (NaiveDate, Figures)> = BTreeMap::new();
    for (community, day, key, num, den) in queries::below(&mut tx, street.id, staff.today()?).await? {
        kept.entry(community).or_insert((day, Figures::default())).1.take(&key, num, den);
    }
    drop(tx);
    let mut known = Known { counted: Vec::new(), uncounted: Vec::new() };
    for community in staff.state().platform().communities_below(street.id) {
        match kept.remove(&community.id) {
            Some((day, figures)) => known.counted.push((community.clone(), day, figures)),
            None => known.uncounted.push(community.clone()),
        }
    }
    Ok(known)
}

impl Known {
    fn lines(&self) -> (Vec<Line>, Option<Line>) {
        lines(&self.counted.iter().map(|(_, _, figures)| *figures).collect::<Vec<_>>())
    }
}

pub(super) async fn show(staff: Staff) -> AppResult<Response> {
    let street = street(&staff)?;
    let (context, today) = (staff.context(), staff.today()?);
    let t = context.t();
    let known = read(&staff, &street).await?;
    let (lines, sum) = known.lines();
    let rows: Vec<Row> = known
        .counted
        .iter()
        .zip(&lines)
        .map(|((community, day, _), line)| Row {
            name: community.name.clone(),
            url: Some(tenancy::urls::home(community)),
            day: t.figures.counted_on(text::short_date(context.locale, *day, today)),
            cells: cells(line, t),
        })
        .collect();
    let title = t.figures.title;
    let template = FiguresPage {
        page: Page::of_console(&staff, title),
        console_url: staff::urls::console(&street),
        action: urls::figures(&street),
        csv_url: urls::csv(&street),
        columns: columns(t).to_vec(),
        rows,
        sum: sum.filter(|_| lines.len() > 1).map(|line| Row {
            name: t.figures.sum.to_owned(),
            url: None,
            day: String::new(),
            cells: cells(&line, t),
        }),
        uncounted: known.uncounted.iter().map(|community| community.name.clone()).collect(),
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

/// What the columns of the page are called.
fn columns(t: &Messages) -> [&'static str; 8] {
    let t = &t.figures;
    [t.doors, t.residents, t.elders, t.posts, t.vendors, t.listings, t.care, t.notices]
}

fn count(cell: Cell, t: &Messages) -> String {
    match cell {
        Cell::Shown(count) => count.to_string(),
        Cell::Few => t.figures.few.to_owned(),
        Cell::Hidden => t.figures.hidden.to_owned(),
    }
}

fn cells(line: &Line, t: &Messages) -> Vec<CellView> {
    let (plain, f) = (&line.plain, &t.figures);
    let share = |percent: Option<i64>| percent.map(|percent| f.percent(percent));
    let households = Cell::Shown(plain.households);
    let texts = [
        (f.of(count(line.doors, t), plain.households), share(line.doors.share_of(households))),
        (count(line.residents, t), None),
        (f.of(count(line.elders, t), count(line.residents, t)), share(line.elders.share_of(line.residents))),
        (f.of(plain.posts_held, plain.posts), (plain.vacant() > 0).then(|| f.vacant(plain.vacant()))),
        (plain.vendors.to_string(), None),
        (
            plain.listings.to_string(),
            percent(plain.stale, plain.listings)
                .filter(|_| plain.stale > 0)
                .map(|percent| f.stale(plain.stale, f.percent(percent))),
        ),
        (plain.care.to_string(), None),
        (plain.notices.to_string(), None),
    ];
    columns(t)
        .into_iter()
        .zip(texts)
        .map(|(label, (text, note))| CellView { label, text, notes: note.into_iter().collect() })
        .collect()
}

/// Lets every community below count itself, but for the loop: who reads it here may not count it at will.
pub(super) async fn count_anew(staff: Staff) -> AppResult<Response> {
    let street = street(&staff)?;
    let (platform, now) = (staff.state().platform(), staff.now());
    let mut tx = staff.write().await?;
    for community in platform.communities_below(street.id) {
        let day = now.with_timezone(&community.time_zone).date_naive();
        tx.enqueue_once(&Count { tenant: community.id, day, spares_loop: true }, now).await?;
    }
    tx.commit().await?;
    Ok(redirect(&urls::figures(&street), Some(Flash::Counting)))
}

/// The same figures as a file, one a column.
pub(super) async fn csv(staff: Staff) -> AppResult<Response> {
    let street = street(&staff)?;
    let t = staff.context().t();
    staff.state().throttle().check_work(Limited::Export, Some(street.id), staff.me().id)?;
    let known = read(&staff, &street).await?;
    let (lines, sum) = known.lines();
    let named = known
        .counted
        .iter()
        .zip(&lines)
        .map(|((community, day, _), line)| record(&community.name, &community.slug, Some(*day), line, t));
    let sum = sum.filter(|_| lines.len() > 1).map(|line| record(t.figures.sum, "", None, &line, t));
    let bytes = sheet(named.chain(sum), t).map_err(anyhow::Error::from)?;
    tracing::info!(street = %street.slug, "figures taken out");
    Ok(documents::respond(Content {
        media_type: "text/csv; charset=utf-8".to_owned(),
        file_name: format!("{}.csv", t.figures.file_name(&street.name, staff.today()?)),
        bytes,
    }))
}

fn record(name: &str, slug: &str, day: Option<NaiveDate>, line: &Line, t: &Messages) -> Vec<String> {
    let plain = &line.plain;
    let number = |count: i64| count.to_string();
    let share = |percent: Option<i64>| percent.map(|percent| t.figures.percent(percent)).unwrap_or_default();
    vec![
        name.to_owned(),
        slug.to_owned(),
        day.map(|day| day.to_string()).unwrap_or_default(),
        number(plain.households),
        count(line.doors, t),
        share(line.doors.share_of(Cell::Shown(plain.households))),
        count(line.residents, t),
        count(line.elders, t),
        share(line.elders.share_of(line.residents)),
        number(plain.posts),
        number(plain.posts_held),
        number(plain.vacant()),
        number(plain.vendors),
        number(plain.listings),
        number(plain.stale),
        share(percent(plain.stale, plain.listings)),
        number(plain.care),
        number(plain.notices),
    ]
}

/// With the mark by which spreadsheet programs know UTF-8.
fn sheet(records: impl Iterator<Item = Vec<String>>, t: &Messages) -> Result<Vec<u8>, csv::Error> {
    let f = &t.figures;
    let heads = [
        f.community,
        f.slug,
        f.day,
        f.households,
        f.csv_doors,
        f.csv_doors_share,
        f.residents,
        f.csv_elders,
        f.csv_elders_share,
        f.csv_posts,
        f.csv_held,
        f.csv_vacant,
        f.vendors,
        f.listings,
        f.csv_stale,
        f.csv_stale_share,
        f.care,
        f.notices,
    ];
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
    writer.write_record(heads)?;
    for cells in records {
        writer.write_record(cells.iter().map(|cell| guard(cell).into_owned()))?;
    }
    writer.flush()?;
    drop(writer);
    Ok(bytes)
}
