//! Forms, gathered from pages and filled in, to be sent elsewhere than they were meant for.

use std::collections::BTreeMap;

use scraper::ElementRef;
use uuid::Uuid;

use super::ids::Ids;
use super::marks::Marks;
use crate::support::{Answer, selector};

/// A form as a page showed it, filled in.
#[derive(Clone)]
pub struct Form {
    pub carries_file: bool,
    pub fields: Vec<(String, String)>,
}

/// Forms by the route that takes them, a few of each.
pub type Forms = BTreeMap<String, Vec<Form>>;

/// Forms of one route that are kept: with each of its buttons, and of things in different states.
const MOST: usize = 3;

/// The pattern of the registry that an address belongs to, the most literal one.
pub fn pattern_of<'a>(patterns: impl Iterator<Item = &'a str>, address: &str) -> Option<&'a str> {
    let path = address.split('?').next()?;
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |pattern: &&str| {
        let pieces: Vec<&str> = pattern.split('/').collect();
        pieces.len() == parts.len()
            && pieces.iter().zip(&parts).all(|(piece, part)| piece.starts_with('{') || piece == part)
    };
    patterns.filter(fits).min_by_key(|pattern| pattern.matches('{').count())
}

/// Adds the forms of a page that change something.
pub fn gather(page: &Answer, patterns: &[&str], forms: &mut Forms) {
    let html = page.html();
    for form in html.select(&selector("form[method=post]")) {
        let fields = fields(form);
        let carries_file = form.attr("enctype").is_some_and(|kind| kind.starts_with("multipart"));
        let own = form.attr("action").unwrap_or_else(|| page.path.split('?').next().unwrap_or("/"));
        let mut ways = Vec::new();
        for button in form.select(&selector("button")) {
            let said = button.attr("name").map(|name| (name.to_owned(), button.attr("value").unwrap_or("").to_owned()));
            ways.push((button.attr("formaction").unwrap_or(own), said));
        }
        for (action, said) in ways {
            let Some(pattern) = pattern_of(patterns.iter().copied(), action) else { continue };
            let known = forms.entry(pattern.to_owned()).or_default();
            let fields: Vec<_> = fields.iter().cloned().chain(said).collect();
            let shape = |fields: &[(String, String)]| -> Vec<(String, usize)> {
                // Short values are words of the program, by which forms differ.
                fields
                    .iter()
                    .map(|(name, value)| (name.clone(), if value.len() < 20 { value.len() } else { 20 }))
                    .collect()
            };
            if known.len() < MOST && known.iter().all(|other| shape(&other.fields) != shape(&fields)) {
                known.push(Form { carries_file, fields });
            }
        }
    }
}

/// Where a page's choices lead: each way of sending a form that only asks, with one field chosen.
pub fn choices(page: &Answer) -> Vec<String> {
    let mut addresses = Vec::new();
    let (html, options) = (page.html(), selector("option"));
    for form in html.select(&selector("form[action]:not([method=post])")) {
        let action = form.attr("action").unwrap_or_default();
        for select in form.select(&selector("select[name]")) {
            let name = select.attr("name").unwrap_or_default();
            let values = select.select(&options).filter_map(|option| option.attr("value")).map(str::to_owned);
            addresses.extend(values.filter(|value| !value.is_empty()).map(|value| format!("{action}?{name}={value}")));
        }
    }
    addresses
}

/// The forms that show only in a moment of somebody's own sign-in, sheet, offered seat or end of a course, ahead of a session, or
/// where nobody goes along with a founder, by hand.
pub fn by_hand() -> Forms {
    let of = |path: &str, fields: &[(&str, &str)]| {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        (path.to_owned(), vec![Form { carries_file: false, fields }])
    };
    let code = ("code", "123456");
    let nobody = "019ab000-0000-7000-8000-000000000000";
    let absence = [("learner", nobody), ("away", "yes"), ("reason", "看病"), ("word", "phone")];
    Forms::from([
        of("/sign-in/kept", &[("kept", "x")]),
        of("/sign-in/second-factor", &[code]),
        of("/me/second-factor", &[code, ("password", "x")]),
        of("/me/second-factor/recovery-codes", &[code, ("password", "x")]),
        of("/me/second-factor/end", &[code, ("password", "x")]),
        of("/c/{slug}/staff/training/{run}/learners/{enrolment}/answer", &[("answer", "accept"), ("word", "phone")]),
        of("/c/{slug}/staff/training/{run}/learners/{enrolment}/closing", &[("revision", "1"), ("outcome", "passed")]),
        of(
            "/org/{org}/training/{community}/{run}/learners/{enrolment}/closing",
            &[("revision", "1"), ("outcome", "passed")],
        ),
        of(
            "/c/{slug}/staff/training/{run}/learners/{enrolment}/reopening",
            &[("revision", "1"), ("reason", "成绩录错了")],
        ),
        of(
            "/org/{org}/training/{community}/{run}/learners/{enrolment}/reopening",
            &[("revision", "1"), ("reason", "成绩录错了")],
        ),
        of("/c/{slug}/staff/training/{run}/sessions/{session}/excuses", &absence),
        of("/org/{org}/training/{community}/{run}/sessions/{session}/excuses", &absence),
        of(
            "/c/{slug}/staff/startup/{case}/mentor",
            &[("key", "x"), ("mentor_name", "测试"), ("mentor_phone", "13911112222"), ("paper_kept", "2 号柜")],
        ),
        of("/me/claim", &[("phone", "13911114444"), ("password", "很长的一句话做密码")]),
        of(
            "/org/{org}/sheets/application",
            &[("sheet", "x"), ("name", "x.csv"), ("from", "2026-12-01"), ("state", "x")],
        ),
    ])
}

fn fields(form: ElementRef<'_>) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for field in form.select(&selector("input[name], select[name], textarea[name]")) {
        let (name, kind) = (field.attr("name").unwrap_or_default(), field.attr("type").unwrap_or("text"));
        let value = field.attr("value").unwrap_or_default();
        let value = match (field.value().name(), kind) {
            ("select", _) => chosen(field),
            ("textarea", _) => {
                Some(field.text().collect::<String>()).filter(|t| !t.is_empty()).unwrap_or("测试一下".to_owned())
            }
            (_, "radio") if fields.iter().any(|(known, _)| known == name) && field.attr("checked").is_none() => {
                continue;
            }
            (_, "file") => continue,
            (_, "hidden" | "radio" | "checkbox") => value.to_owned(),
            _ if !value.is_empty() => value.to_owned(),
            _ => typed(name, kind, field.attr("min")),
        };
        if kind == "radio" {
            fields.retain(|(known, _)| known != name);
        }
        // What is typed comes back: it is to say nothing of where the form was found.
        fields.push((name.to_owned(), Marks::strip(&value)));
    }
    fields
}

fn chosen(select: ElementRef<'_>) -> String {
    let option = selector("option");
    let mut values =
        select.select(&option).map(|o| (o.attr("selected").is_some(), o.attr("value").unwrap_or_default()));
    let first = values.clone().find(|(_, value)| !value.is_empty());
    let chosen = values.find(|(is_selected, value)| *is_selected && !value.is_empty()).or(first);
    chosen.map_or_else(String::new, |(_, value)| value.to_owned())
}

/// What somebody might type.
fn typed(name: &str, kind: &str, min: Option<&str>) -> String {
    match (kind, name) {
        ("number", _) => min.unwrap_or("1"),
        ("date", _) => min.unwrap_or("2026-12-01"),
        ("datetime-local", _) => min.unwrap_or("2026-12-01T10:00"),
        ("tel", _) | (_, "phone") => "13911112222",
        (_, "birth_year") => "1980",
        (_, "unit") => "1",
        (_, "room") => "103",
        _ => "测试",
    }
    .to_owned()
}

/// Names that a form may be given although it has no such field: who holds them decides nothing.
pub const FOREIGN: [&str; 8] = ["tenant_id", "slug", "role", "person_id", "status", "org_id", "user_id", "price"];

impl Form {
    /// Its body, with the ids of another scope where there is one, a fresh key, and fields that it does not have.
    pub fn body(&self, ids: &Ids, swap_to: Option<Uuid>, foreign: &[(&str, String)]) -> String {
        let mut pairs = Vec::new();
        for (name, value) in &self.fields {
            let value = match swap_to {
                _ if name == "key" => Uuid::now_v7().to_string(),
                Some(scope) => ids.swap(value, scope),
                None => value.clone(),
            };
            pairs.push((name.clone(), value));
        }
        for (name, value) in foreign {
            if self.fields.iter().all(|(known, _)| known != name) {
                pairs.push(((*name).to_owned(), value.clone()));
            }
        }
        serde_html_form::to_string(&pairs).expect("pairs")
    }
}
