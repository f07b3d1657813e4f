//! Making the file of a list that was allowed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::queries;
use crate::background::queue::{Task, TaskError};
use crate::consents::{self, Purpose};
use crate::db::{GrantId, ListId, ResidentId, Scope, TenantId, WriteTx};
use crate::documents::table::{FileForm, Table};
use crate::error::AppResult;
use crate::inbox::{Audience, News, announce};
use crate::residents::list::ListQuery;
use crate::residents::model::tags;
use crate::residents::pages::{kind_label, relation_label};
use crate::residents::queries::lists;
use crate::residents::queries::records::{self, Record};
use crate::residents::territory::Territory;
use crate::state::AppState;
use crate::values::Phone;
use crate::web::{Locale, Messages};

/// Residents that are read at once.
const CHUNK: i64 = 1_000;

/// Makes a list's file.
#[derive(Debug, Serialize, Deserialize)]
pub struct MakeExport {
    /// The community.
    pub tenant: TenantId,
    /// The list.
    pub export: ListId,
    /// The grant under which it was asked for.
    pub grant: GrantId,
}

impl Task for MakeExport {
    const NAME: &'static str = "make_export";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.tenant), ..Scope::default() }
    }

    async fn run(&self, state: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        let Some(tenant) = state.platform().by_id(self.tenant) else { return Ok(()) };
        let Some(export) = queries::one(tx, tenant.id, self.export).await? else { return Ok(()) };
        if export.is_allowed != Some(true) || export.ready_at.is_some() {
            return Ok(());
        }
        let now = state.clock().now();
        let at = now.with_timezone(&tenant.time_zone);
        let filters: ListQuery =
            serde_html_form::from_str(&export.filters).map_err(|error| TaskError::Fail(error.into()))?;
        // A file is read by people of the community, whatever language its page was in.
        let t = Locale::ZhHans.messages();
        let viewer = (export.person, self.grant, export.by_name.as_str(), export.reason.as_str());
        let mut rows = Vec::new();
        let mut after: Option<ResidentId> = None;
        loop {
            let query = filters.clone().after(after);
            let narrowed = query.narrowed(tx, tenant.id, at.date_naive(), &Territory::Whole).await?;
            let ids = lists::page(tx, tenant.id, &narrowed, CHUNK).await?;
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            // Whoever does not want to be called is on no list to be called by.
            let uncalled = consents::refused_among(tx, tenant.id, &ids, Purpose::Contact).await?;
            for mut record in records::by_ids(tx, tenant.id, &ids).await? {
                if uncalled.contains(&record.id) {
                    record.phone_sealed = None;
                }
                rows.push(row(state, &record, at.date_naive(), t)?);
            }
            queries::note_views(tx, tenant.id, &ids, viewer, now).await?;
        }
        let e = &t.resident_exports;
        let table = Table {
            name: e.sheet,
            watermark: Some(e.watermark(
                &tenant.name,
                &export.by_name,
                &export.decided_name,
                at.format("%Y-%m-%d %H:%M"),
                &export.reason,
            )),
            columns: columns(t),
            rows,
        };
        let count = i32::try_from(table.rows.len()).unwrap_or(i32::MAX);
        let form = FileForm::parse(&export.form).unwrap_or(FileForm::Xlsx);
        // Drawing a large workbook takes a while, and is no work for the threads that answer requests.
        let file = tokio::task::spawn_blocking(move || table.file(form)).await.map_err(anyhow::Error::from);
        let file = file.map_err(TaskError::Retry)??;
        let sealed = state.secrets().seal_bytes(export.id.uuid(), &file).map_err(TaskError::Fail)?;
        queries::set_ready(tx, tenant.id, export.id, (count, &sealed), now).await?;
        announce(tx, Audience::Person(export.person), News::ListReady { tenant: tenant.id, count }, now).await?;
        Ok(())
    }
}

/// The columns, as the template of sheets calls them: what goes out can come in again.
fn columns(t: &Messages) -> Vec<(&'static str, u16)> {
    use crate::sheets::Column;
    let known = |column: Column, width| (column.heading(), width);
    vec![
        known(Column::Estate, 14),
        known(Column::Building, 10),
        known(Column::Unit, 8),
        known(Column::Room, 10),
        known(Column::Household, 10),
        known(Column::Name, 12),
        known(Column::Phone, 15),
        known(Column::BirthYear, 10),
        known(Column::Relation, 10),
        known(Column::Tags, 20),
        known(Column::Note, 30),
        (t.resident_exports.since, 12),
        (t.resident_exports.left, 12),
    ]
}

fn row(state: &AppState, record: &Record, today: NaiveDate, t: &Messages) -> AppResult<Vec<String>> {
    let phone = match &record.phone_sealed {
        Some(sealed) => {
            let digits = state.secrets().open(record.id.uuid(), sealed)?;
            Phone::parse_mobile(&digits).map_err(anyhow::Error::from)?.as_str().to_owned()
        }
        None => String::new(),
    };
    let tags: Vec<&str> = tags(&record.tags, record.birth_year, today).into_iter().map(|tag| tag.label(t)).collect();
    Ok(vec![
        record.estate_name.clone(),
        record.building_name.clone(),
        record.unit_no.clone(),
        record.room_no.clone(),
        kind_label(&record.kind, t).to_owned(),
        record.name.clone(),
        phone,
        record.birth_year.map(|year| year.to_string()).unwrap_or_default(),
        relation_label(&record.relation, t).to_owned(),
        tags.join("、"),
        record.note.clone(),
        record.lives_since.to_string(),
        record.left_on.map(|day| day.to_string()).unwrap_or_default(),
    ])
}
