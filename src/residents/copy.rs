//! My data as a file: everything that the portal and its communities keep of me.

use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::list::address;
use super::mine::{Kept, kept};
use super::model::tags;
use super::pages::{kind_label, relation_label};
use super::record::look_view;
use crate::access::Member;
use crate::accounts::{self, Limited};
use crate::certificates;
use crate::consents;
use crate::documents;
use crate::documents::queries::Content;
use crate::documents::table::{FileForm, Table};
use crate::enrolments;
use crate::error::{AppError, AppResult};
use crate::family;
use crate::household_workers;
use crate::jobs;
use crate::placements;
use crate::recommendations;
use crate::startup;
use crate::values::Phone;
use crate::web::extract::Path;

/// The path of a copy.
#[derive(Deserialize)]
pub(super) struct CopyPath {
    copy: String,
}

/// A line of a copy: about what, what, and what is kept.
struct Entry {
    about: String,
    field: &'static str,
    value: String,
}

pub(super) async fn take(member: Member, Path(path): Path<CopyPath>) -> AppResult<Response> {
    let t = member.context().t();
    member.state().throttle().check_work(Limited::Export, None, member.me().id)?;
    let mut entries = entries(&member, &kept(&member).await?)?;
    let family = family::copy(&member).await?.into_iter();
    entries.extend(family.map(|(about, value)| Entry { about, field: t.family.title, value }));
    let courses = enrolments::entries(&member).await?.into_iter();
    entries.extend(courses.map(|(about, value)| Entry { about, field: t.enrolments.mine, value }));
    let practice = placements::entries(&member).await?.into_iter();
    entries.extend(practice.map(|(about, value)| Entry { about, field: t.placements.mine, value }));
    let certificates = certificates::entries(&member).await?.into_iter();
    entries.extend(certificates.map(|(about, value)| Entry { about, field: t.certificates.mine, value }));
    let work = household_workers::entries(&member).await?;
    entries.extend(work.into_iter().map(|(about, field, value)| Entry { about, field, value }));
    let jobs = jobs::entries(&member).await?;
    entries.extend(jobs.into_iter().map(|(about, field, value)| Entry { about, field, value }));
    let recommended = recommendations::entries(&member).await?;
    entries.extend(recommended.into_iter().map(|(about, field, value)| Entry { about, field, value }));
    let mentored = startup::mentored(&member).await?.into_iter();
    entries.extend(mentored.map(|(about, value)| Entry { about, field: t.startup.mentoring, value }));
    let origins = startup::entries(&member).await?.into_iter();
    entries.extend(origins.map(|(about, value)| Entry { about, field: t.startup.kept_copy, value }));
    let (bytes, media_type, ending) = match path.copy.as_str() {
        "copy.json" => {
            let list: Vec<_> = entries
                .iter()
                .map(|entry| json!({ "about": entry.about, "field": entry.field, "value": entry.value }))
                .collect();
            let whole = json!({ "made_at": member.now().to_rfc3339(), "entries": list });
            let bytes = serde_json::to_vec_pretty(&whole).map_err(anyhow::Error::from)?;
            (bytes, "application/json; charset=utf-8", "json")
        }
        "copy.xlsx" => {
            let table = Table {
                name: t.residents.copy_name,
                watermark: None,
                columns: vec![(t.residents.copy_about, 24), (t.residents.copy_field, 18), (t.residents.copy_value, 60)],
                rows: entries.into_iter().map(|entry| vec![entry.about, entry.field.to_owned(), entry.value]).collect(),
            };
            (table.file(FileForm::Xlsx)?, FileForm::Xlsx.media_type(), "xlsx")
        }
        _ => return Err(AppError::NotFound),
    };
    Ok(documents::respond(Content {
        media_type: media_type.to_owned(),
        file_name: format!("{}.{ending}", t.residents.copy_name),
        bytes,
    }))
}

fn entries(member: &Member, kept: &[Kept]) -> AppResult<Vec<Entry>> {
    let (me, t) = (member.me(), member.context().t());
    let r = &t.residents;
    let account = t.accounts.my_account.to_owned();
    let mut entries = vec![Entry { about: account.clone(), field: r.name, value: me.name.clone() }];
    let phone = me.phone_masked.clone();
    entries.extend(phone.map(|value| Entry { about: account.clone(), field: r.phone, value }));
    let platform = member.state().platform();
    for grant in &me.grants {
        let place = platform.by_id(grant.tenant).map_or_else(String::new, |tenant| tenant.name.clone());
        let value = format!("{place} {} {}", accounts::role_name(grant.role, t), grant.valid_from);
        entries.push(Entry { about: account.clone(), field: r.copy_role, value });
    }
    for community in kept {
        let about = &community.tenant.name;
        let today = member.now().with_timezone(&community.tenant.time_zone).date_naive();
        let mut push = |field, value: String| {
            if !value.is_empty() {
                entries.push(Entry { about: about.clone(), field, value });
            }
        };
        for record in &community.records {
            push(r.name, record.name.clone());
            push(r.place, address(record, t));
            push(r.kind, kind_label(&record.kind, t).to_owned());
            push(r.relation, relation_label(&record.relation, t).to_owned());
            if let Some(sealed) = &record.phone_sealed {
                let digits = member.state().secrets().open(record.id.uuid(), sealed)?;
                push(r.phone, Phone::parse_mobile(&digits).map_err(anyhow::Error::from)?.display());
            }
            push(r.birth_year, record.birth_year.map(|year| year.to_string()).unwrap_or_default());
            let tags = tags(&record.tags, record.birth_year, today);
            push(r.tags, tags.into_iter().map(|tag| tag.label(t)).collect::<Vec<_>>().join("、"));
            push(r.note, record.note.clone());
            push(r.lives, record.lives_since.to_string());
            push(r.has_left, record.left_on.map(|day| day.to_string()).unwrap_or_default());
        }
        for (field, value) in community.talents.iter().flat_map(|talent| talent.profile.lines(t)) {
            push(field, value);
        }
        for line in &community.startups {
            push(t.startup.title, line.clone());
        }
        for consent in &community.consents {
            let one = consents::receipt(consent, t, member.context().locale, member.now(), community.tenant.time_zone);
            let parts = [one.title, &one.version, &one.given, &one.paper, one.ended.as_deref().unwrap_or_default()];
            push(t.consents.title, parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "));
        }
        for look in &community.looks {
            let at = look.at.with_timezone(&community.tenant.time_zone).format("%Y-%m-%d %H:%M").to_string();
            let view = look_view(look, String::new(), t, at);
            push(r.who_looked, format!("{} {} {} {}", view.at, view.viewer, view.role, view.reason));
        }
        for request in &community.requests {
            push(r.requests_mine, format!("{} {} {}", request.created_at.date_naive(), request.kind, request.body));
        }
    }
    Ok(entries)
}
