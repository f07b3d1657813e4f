//! The loop as a file, month by month: one figure a line.

use axum::response::Response;

use super::model::Stage;
use super::months::Month;
use super::release::{Release, Told};
use super::{desk, pages, street, words};
use crate::access::Staff;
use crate::accounts::Limited;
use crate::documents::table::guard;
use crate::documents::{self, queries::Content};
use crate::error::AppResult;
use crate::tenancy::Tenant;
use crate::web::Messages;

type Line = [String; 10];

pub(super) async fn show(staff: Staff) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    staff.state().throttle().check_work(Limited::Export, Some(tenant.id), staff.me().id)?;
    let mut all: Vec<Line> = Vec::new();
    // The newest month first.
    if tenant.is_community() {
        for release in desk::read(&staff, tenant, None).await?.iter().rev() {
            all.extend(lines(Some(tenant), release.month(), release, t));
        }
    } else {
        let known = street::read(&staff, tenant).await?;
        for month in known.months().into_iter().rev() {
            let counted = known.at(month);
            all.extend(counted.iter().flat_map(|line| lines(Some(line.community), month, line.release, t)));
            all.extend(known.sum(month).iter().flat_map(|sum| lines(None, month, sum, t)));
        }
    }
    let bytes = sheet(&all, t).map_err(anyhow::Error::from)?;
    tracing::info!(tenant = %tenant.slug, "the loop taken out");
    Ok(documents::respond(Content {
        media_type: "text/csv; charset=utf-8".to_owned(),
        file_name: format!("{}.csv", t.cycle.file_name(&tenant.name, staff.today()?)),
        bytes,
    }))
}

/// A community's lines of a month, or those of all together: by cohort and stage, then by trade, then those who begin a
/// business.
fn lines(community: Option<&Tenant>, month: Month, release: &Release, t: &Messages) -> Vec<Line> {
    let [name, slug] = community.map_or_else(
        || [t.figures.sum.to_owned(), String::new()],
        |community| [community.name.clone(), community.slug.clone()],
    );
    let line = |part: &str, item: &str, number: String, [of, share]: [String; 2], left_out: Option<i64>| -> Line {
        let (month, day) = (month.code(), release.day.to_string());
        let without = left_out.map(|count| count.to_string()).unwrap_or_default();
        [name.clone(), slug.clone(), month, day, part.to_owned(), item.to_owned(), number, of, share, without]
    };
    let alone = || [String::new(), String::new()];
    let stages = |part: String, told: &Told| {
        Stage::ALL.map(|stage| {
            let of = stage.of().filter(|_| words::is_of_the_same(told, stage));
            let of = of.map(|of| words::bare(told.get(of), t)).unwrap_or_default();
            let share = told.share(stage).map(|share| t.figures.percent(share)).unwrap_or_default();
            let (people, extent) = (told.get(stage.people()), told.extent(stage.people()));
            let left_out = words::left_out(people, extent);
            line(&part, stage.label(t), words::bare(people, t), [of, share], left_out)
        })
    };
    let cohorts = release.cohorts.iter().flat_map(|(cohort, told)| stages(words::cohort(*cohort, t), told));
    let together = stages(t.cycle.everybody.to_owned(), &release.together);
    let trades = release.trades.iter().flat_map(|(trade, market)| {
        let items = pages::trade_columns(t).into_iter().zip(market.numbers().into_iter().zip(market.extents()));
        items
            .map(|(item, (number, extent))| {
                let left_out = words::left_out(number, extent);
                line(trade.label(t), item, words::bare(number, t), alone(), left_out)
            })
            .collect::<Vec<_>>()
    });
    let left_out = release.founding.map_or([None; 2], |told| {
        [words::left_out(told.open, told.extents[0]), words::left_out(told.founded, told.extents[1])]
    });
    let founders = pages::founding_columns(t).into_iter().zip(words::founding(release.founding, t)).zip(left_out);
    let founders = founders.map(|((item, number), left_out)| line(t.cycle.founders, item, number, alone(), left_out));
    cohorts.chain(together).chain(trades).chain(founders).collect()
}

/// With the mark by which spreadsheet programs know UTF-8.
fn sheet(lines: &[Line], t: &Messages) -> Result<Vec<u8>, csv::Error> {
    let (f, c) = (&t.figures, &t.cycle);
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
    let what = [c.csv_part, c.csv_item, c.csv_number, c.csv_of, c.csv_share, c.csv_without];
    let heads = [&[f.community, f.slug, c.month, f.day][..], &what].concat();
    writer.write_record(heads)?;
    for line in lines {
        writer.write_record(line.iter().map(|cell| guard(cell).into_owned()))?;
    }
    writer.flush()?;
    drop(writer);
    Ok(bytes)
}
