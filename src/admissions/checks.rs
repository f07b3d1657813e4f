//! The checklist of an admission, which several people fill in.

use axum::response::Response;
use serde::Deserialize;

use super::checklist::{self, CheckResult};
use super::records::{RecordPath, Typed, handed_in, show_record};
use super::{queries, urls};
use crate::access::Staff;
use crate::error::{AppError, AppResult};
use crate::publishing;
use crate::values::Paragraphs;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

/// The checklist as it was filled in: a result and a note for each point, as pairs of the point's code.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ChecksForm {
    item: Vec<String>,
    result: Vec<String>,
    note: Vec<String>,
    /// What was on record of each when the form was opened.
    was: Vec<String>,
}

/// A result and its note as a form carries them along.
pub(super) fn was(result: &str, note: &str) -> String {
    format!("{result} {note}").trim().to_owned()
}

pub(super) async fn save(
    staff: Staff,
    Path(path): Path<RecordPath>,
    Form(form): Form<ChecksForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    let record = queries::one(&mut tx, tenant.id, path.org).await?.ok_or(AppError::NotFound)?;
    publishing::decide::refuse_own(&mut tx, &staff, path.org).await?;
    let lengths = [form.result.len(), form.note.len(), form.was.len()];
    if lengths.iter().any(|length| *length != form.item.len()) {
        return Err(AppError::BadRequest);
    }
    // Two who save at the same time do so one after the other.
    queries::lock(&mut tx, tenant.id, path.org).await?;
    let events = queries::events(&mut tx, tenant.id, path.org).await?;
    let categories = handed_in(&events, &record).map_or_else(Vec::new, |material| material.categories);
    let name = staff.viewer().map_or("", |viewer| viewer.name.as_str());
    let held = queries::checks(&mut tx, tenant.id, path.org).await?;
    let t = staff.context().t();
    let mut typed = Typed::default();
    for item in checklist::items(&categories, t) {
        let Some(at) = form.item.iter().position(|code| code == item.code) else { continue };
        let note = Paragraphs::<300>::parse(&form.note[at]).map_or_else(|_| String::new(), String::from);
        let found = CheckResult::parse(&form.result[at]);
        let wanted = was(found.map_or("", CheckResult::code), &note);
        // Only what was changed here is saved: a colleague's findings on other points stay.
        if wanted == form.was[at] {
            continue;
        }
        let now = held.iter().find(|check| check.item == item.code);
        let stands = now.map_or_else(String::new, |check| was(check.result.code(), &check.note));
        if stands != form.was[at] && stands != wanted {
            let words = now.map_or_else(String::new, |check| {
                format!("{} {} ({})", check.result.label(t), check.note, check.checked_by)
            });
            typed.theirs.push((item.label, words));
        }
        typed.checks.push((item.code.to_owned(), form.result[at].clone(), note.clone()));
        queries::set_check(
            &mut tx,
            tenant.id,
            path.org,
            item.code,
            found.map(|one| (one, note.as_str())),
            name,
            staff.now(),
        )
        .await?;
    }
    if !typed.theirs.is_empty() {
        drop(tx);
        return show_record(&staff, path.org, typed, Errors::default(), true).await;
    }
    tx.commit().await?;
    Ok(redirect(&urls::record(&tenant, path.org), Some(Flash::Saved)))
}
