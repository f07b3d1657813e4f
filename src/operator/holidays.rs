//! The public holidays, from a list that is published somewhere: looked at first, then imported.

use axum::response::Response;
use chrono::Datelike;

use super::forms::{HolidayForm, list_error};
use super::model::{Day, DayChange, compare, kind_code};
use super::pages::{DayView, HolidaysPage, Preview, page};
use super::queries::reference;
use super::urls;
use crate::access::Operator;
use crate::calendar::HolidayKind;
use crate::error::AppResult;
use crate::web::extract::Form;
use crate::web::form::Errors;
use crate::web::upload::Upload;
use crate::web::{Flash, Messages, form_page, redirect, text};

fn kind_name(kind: HolidayKind, t: &Messages) -> &'static str {
    match kind {
        HolidayKind::Off => t.operator.kind_off,
        HolidayKind::Makeup => t.operator.kind_makeup,
        HolidayKind::Statutory => t.operator.kind_statutory,
    }
}

pub(super) async fn show(operator: Operator) -> AppResult<Response> {
    show_form(&operator, HolidayForm::default(), None, Errors::default()).await
}

async fn show_form(
    operator: &Operator,
    form: HolidayForm,
    preview: Option<Preview>,
    errors: Errors,
) -> AppResult<Response> {
    let (t, locale, year) = (operator.context().t(), operator.context().locale, operator.today().year());
    let mut tx = operator.read().await?;
    let days = reference::days(&mut tx).await?;
    drop(tx);
    let template = HolidaysPage {
        page: page(operator, t.operator.holidays),
        missing: [year, year + 1].into_iter().filter(|year| !days.iter().any(|day| day.0.year() == *year)).collect(),
        days: days
            .into_iter()
            .filter(|day| day.0.year() >= year)
            .map(|(date, kind, name)| DayView {
                date: text::date(locale, date),
                kind: kind_name(kind, t),
                name,
                change: String::new(),
            })
            .collect(),
        preview,
        form,
        errors,
    };
    form_page(operator.flash(), &template.errors, &template)
}

/// A list and its source, and what they would change.
struct Looked {
    list: Vec<Day>,
    source: String,
    changes: Vec<(chrono::NaiveDate, DayChange)>,
}

/// Looks at a list; none with what is wrong in `errors`.
async fn look(operator: &Operator, form: &HolidayForm, list: &str, errors: &mut Errors) -> AppResult<Option<Looked>> {
    let t = operator.context().t();
    let Some((list, source)) = form.check(list, t, errors) else { return Ok(None) };
    let mut tx = operator.read().await?;
    let known = reference::days(&mut tx).await?;
    drop(tx);
    let changes = errors.take("list", compare(&known, &list), |error| list_error(&error, t));
    Ok(changes.map(|changes| Looked { list, source, changes }))
}

/// Shows what importing a list would do, and does nothing.
pub(super) async fn try_out(operator: Operator, Upload { form, file }: Upload<HolidayForm>) -> AppResult<Response> {
    let mut errors = Errors::default();
    let sent = String::from_utf8_lossy(&file.bytes);
    let list = if sent.trim().is_empty() { form.list.clone() } else { sent.into_owned() };
    let looked = look(&operator, &form, &list, &mut errors).await?;
    let form = HolidayForm { list, ..form };
    let preview = looked.map(|looked| preview(&operator, looked));
    show_form(&operator, form, preview, errors).await
}

fn preview(operator: &Operator, looked: Looked) -> Preview {
    let (t, locale) = (operator.context().t(), operator.context().locale);
    let count = |is: fn(&DayChange) -> bool| looked.changes.iter().filter(|(_, change)| is(change)).count();
    let (new, other) = (count(|c| *c == DayChange::New), count(|c| matches!(c, DayChange::Other(_))));
    let days = looked.list.iter().map(|(date, kind, name)| {
        let change = looked.changes.iter().find(|(day, _)| day == date).map(|(_, change)| change);
        DayView {
            date: text::date(locale, *date),
            kind: kind_name(*kind, t),
            name: name.clone(),
            change: match change {
                Some(DayChange::Other(before)) => {
                    let before: Vec<String> =
                        before.iter().map(|(kind, name)| format!("{} {name}", kind_name(*kind, t))).collect();
                    t.operator.change_other(before.join(" · "))
                }
                Some(DayChange::Same) => t.operator.change_same.to_owned(),
                _ => t.operator.change_new.to_owned(),
            },
        }
    });
    let lines = looked.list.iter().map(|(date, kind, name)| format!("{date},{},{name}", kind_code(*kind)));
    Preview {
        days: days.collect(),
        summary: t.operator.preview_summary(new, other, count(|c| *c == DayChange::Same)),
        list: lines.collect::<Vec<_>>().join("\n"),
        source: looked.source,
        changes_any: new + other > 0,
    }
}

pub(super) async fn import(operator: Operator, Form(form): Form<HolidayForm>) -> AppResult<Response> {
    let mut errors = Errors::default();
    let Some(looked) = look(&operator, &form, &form.list, &mut errors).await? else {
        return show_form(&operator, form, None, errors).await;
    };
    if looked.changes.iter().all(|(_, change)| *change == DayChange::Same) {
        return Ok(redirect(urls::HOLIDAYS, Some(Flash::AlreadyDone)));
    }
    let mut tx = operator.write().await?;
    reference::import_days(&mut tx, &looked.list, &looked.source, operator.now()).await?;
    tx.commit().await?;
    Ok(redirect(urls::HOLIDAYS, Some(Flash::HolidaysImported)))
}
