//! The loop as a file: one figure a line.

use axum::response::Response;

use super::model::Stage;
use super::release::{Release, Told};
use super::{desk, pages, street, words};
use crate::access::Staff;
use crate::documents::table::guard;
use crate::documents::{self, queries::Content};
use crate::error::AppResult;
use crate::figures::table::Cell;
use crate::tenancy::Tenant;
use crate::web::Messages;

type Line = [String; 8];

pub(super) async fn show(staff: Staff) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    let all: Vec<Line> = if tenant.is_community() {
        let release = desk::read(&staff, tenant).await?;
        release.iter().flat_map(|release| lines(&tenant.name, Some(tenant), release, t)).collect()
    } else {
        let known = street::read(&staff, tenant).await?;
        let each =
            known.counted.iter().flat_map(|(community, release)| lines(&community.name, Some(community), release, t));
        each.chain(known.sum().iter().flat_map(|sum| lines(t.figures.sum, None, sum, t))).collect()
    };
    let bytes = sheet(&all, t).map_err(anyhow::Error::from)?;
    tracing::info!(tenant = %tenant.slug, "the loop taken out");
    Ok(documents::respond(Content {
        media_type: "text/csv; charset=utf-8".to_owned(),
        file_name: format!("{}.csv", t.cycle.file_name(&tenant.name, staff.today()?)),
        bytes,
    }))
}

/// A community's lines, or those of all together: by cohort and stage, then by trade, then those who begin a business.
fn lines(name: &str, community: Option<&Tenant>, release: &Release, t: &Messages) -> Vec<Line> {
    let slug = community.map_or_else(String::new, |community| community.slug.clone());
    let line = |part: &str, item: &str, number: String, of: String, share: String| -> Line {
        [name.to_owned(), slug.clone(), release.day.to_string(), part.to_owned(), item.to_owned(), number, of, share]
    };
    let stages = |part: String, told: &Told| {
        Stage::ALL.map(|stage| {
            let of = stage.of().map(|of| words::bare(told.get(of), t)).unwrap_or_default();
            let share = told.share(stage).map(|share| t.figures.percent(share)).unwrap_or_default();
            line(&part, stage.label(t), words::bare(told.get(stage.people()), t), of, share)
        })
    };
    let cohorts = release.cohorts.iter().flat_map(|(cohort, told)| stages(words::cohort(*cohort, t), told));
    let together = stages(t.cycle.everybody.to_owned(), &release.together);
    let trades = release.trades.iter().flat_map(|(trade, market)| {
        let people = [market.requests, market.on_file, market.training, market.ready, market.gap];
        let numbers = std::iter::once(Cell::Shown(market.openings)).chain(people);
        let items = pages::trade_columns(t).into_iter().zip(numbers);
        items
            .map(|(item, number)| line(trade.label(t), item, words::bare(number, t), String::new(), String::new()))
            .collect::<Vec<_>>()
    });
    let founders = pages::founding_columns(t).into_iter().zip(words::founding(release.founding, t));
    let founders = founders.map(|(item, number)| line(t.cycle.founders, item, number, String::new(), String::new()));
    cohorts.chain(together).chain(trades).chain(founders).collect()
}

/// With the mark by which spreadsheet programs know UTF-8.
fn sheet(lines: &[Line], t: &Messages) -> Result<Vec<u8>, csv::Error> {
    let (f, c) = (&t.figures, &t.cycle);
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
    writer.write_record([f.community, f.slug, f.day, c.csv_part, c.csv_item, c.csv_number, c.csv_of, c.csv_share])?;
    for line in lines {
        writer.write_record(line.iter().map(|cell| guard(cell).into_owned()))?;
    }
    writer.flush()?;
    drop(writer);
    Ok(bytes)
}
