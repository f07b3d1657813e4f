//! For the person: what communities keep of me, and who looked at it.

use axum::response::Response;
use chrono::{DateTime, Utc};

use super::list::address;
use super::mine_pages::{MinePage, MyRecord, MyRequest};
use super::model::tags;
use super::pages::{kind_label, relation_label};
use super::queries::records::Record;
use super::queries::requests::Request;
use super::queries::views::Look;
use super::queries::{merges, mine, records, requests, views};
use super::record::look_view;
use super::requests::{RequestForm, state};
use super::urls;
use crate::access::Member;
use crate::accounts;
use crate::consents::{self, Consent, Subject};
use crate::db::{RequestId, TenantId};
use crate::error::AppResult;
use crate::family::{self, Behalf};
use crate::startup;
use crate::talents::{self, Talent};
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::values::Phone;
use crate::web::form::Errors;
use crate::web::{Page, flashed, form_status, text};

/// A community with what it keeps.
pub(super) struct Kept {
    pub tenant: std::sync::Arc<Tenant>,
    pub records: Vec<Record>,
    pub looks: Vec<Look>,
    pub requests: Vec<Request>,
    pub consents: Vec<Consent>,
    pub talents: Vec<Talent>,
    /// The businesses that they begin, a line each.
    pub startups: Vec<String>,
    /// For what somebody's family asked.
    pub behalves: Vec<Behalf>,
}

/// What every community keeps of a person. Each is read in its own scope, after the person's own scope has said which.
pub(super) async fn kept(member: &Member) -> AppResult<Vec<Kept>> {
    let mut tx = member.read().await?;
    let mut owned = mine::of_person(&mut tx, member.me().id).await?;
    drop(tx);
    let mut all = Vec::new();
    let mut tenants: Vec<TenantId> = owned.iter().map(|(tenant, _)| *tenant).collect();
    tenants.dedup();
    for id in tenants {
        let Some(tenant) = member.state().platform().by_id(id) else { continue };
        let ids: Vec<_> = owned.extract_if(.., |(held, _)| *held == id).map(|(_, id)| id).collect();
        let mut tx = member.read_home(id).await?;
        let records = records::by_ids(&mut tx, id, &ids).await?;
        let (mut same, mut consents, mut talents) = (Vec::new(), Vec::new(), Vec::new());
        for resident in &ids {
            same.extend(merges::family(&mut tx, id, *resident).await?);
            talents.extend(talents::queries::of_resident(&mut tx, id, *resident).await?);
            consents.extend(consents::of(&mut tx, id, Subject::Resident(*resident)).await?);
        }
        let startups = startup::copy(&mut tx, id, &ids, (member.context().locale, tenant.time_zone)).await?;
        let looks = views::of(&mut tx, id, &same, true).await?;
        let requests = requests::of_person(&mut tx, id, member.me().id, &same).await?;
        let links: Vec<_> = requests.iter().filter_map(|request| request.family_link).collect();
        let behalves = family::behalves(&mut tx, id, &links).await?;
        all.push(Kept { tenant, records, looks, requests, consents, talents, startups, behalves });
    }
    Ok(all)
}

/// What a community keeps of somebody, for whoever may read all of it: themself, or family whom they allowed to.
pub(crate) fn my_record(member: &Member, record: &Record, tenant: &Tenant) -> AppResult<MyRecord> {
    let (t, locale) = (member.context().t(), member.context().locale);
    let today = member.now().with_timezone(&tenant.time_zone).date_naive();
    Ok(MyRecord {
        id: record.id.to_string(),
        community: tenant.name.clone(),
        name: record.name.clone(),
        place: address(record, t),
        kind: kind_label(&record.kind, t),
        relation: relation_label(&record.relation, t),
        phone: full_phone(member, record)?,
        birth_year: record.birth_year,
        tags: tags(&record.tags, record.birth_year, today).into_iter().map(|tag| tag.label(t)).collect(),
        note: record.note.clone(),
        since: text::date(locale, record.lives_since),
        left: record.left_on.map(|day| text::date(locale, day)),
        phone_of_community: tenant.phone.as_ref().map(|phone| (phone.tel_href(), phone.display())),
    })
}

/// What somebody asked about a record.
pub(crate) fn my_request(member: &Member, request: &Request, tenant: &Tenant) -> MyRequest {
    let (t, locale) = (member.context().t(), member.context().locale);
    MyRequest {
        kind: if request.kind == "delete" { t.residents.request_delete } else { t.residents.request_correct },
        by: None,
        body: request.body.clone(),
        at: text::moment(locale, request.created_at, member.now(), tenant.time_zone),
        state: state(request.is_done, t),
        answer: request.answer.clone(),
        community: tenant.name.clone(),
    }
}

pub(super) async fn show(member: Member) -> AppResult<Response> {
    show_mine(&member, RequestForm::default(), Errors::default()).await
}

pub(super) async fn show_mine(member: &Member, form: RequestForm, errors: Errors) -> AppResult<Response> {
    let (t, locale, now) = (member.context().t(), member.context().locale, member.now());
    let kept = kept(member).await?;
    let mut records = Vec::new();
    let mut asked = Vec::new();
    let mut looks: Vec<(DateTime<Utc>, super::pages::LookLine)> = Vec::new();
    for community in &kept {
        let tenant = &community.tenant;
        for record in &community.records {
            records.push(my_record(member, record, tenant)?);
        }
        for request in &community.requests {
            let by = family::find(&community.behalves, request.family_link).map(|behalf| behalf.by(t));
            asked.push(MyRequest { by, ..my_request(member, request, tenant) });
        }
        for look in &community.looks {
            let at = text::moment(locale, look.at, now, tenant.time_zone);
            looks.push((look.at, look_view(look, tenant.name.clone(), t, at)));
        }
    }
    looks.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let page =
        Page::new(member.state(), member.context(), Some(member.me()), member.flash(), t.residents.mine).unlisted();
    let template = MinePage {
        page,
        me_url: accounts::urls::ME,
        choices: records
            .iter()
            .map(|record| SelectOption::new(&*record.id, format!("{} {}", record.community, record.place)))
            .collect(),
        kinds: vec![
            SelectOption::new("correct", t.residents.request_correct),
            SelectOption::new("delete", t.residents.request_delete),
        ],
        records,
        looks: looks.into_iter().map(|(_, look)| look).collect(),
        requests: asked,
        copies: ["json", "xlsx"].map(|ending| (urls::copy(ending), ending)).to_vec(),
        key: form.key.unwrap_or_else(RequestId::generate).to_string(),
        about: form.record.map_or_else(String::new, |id| id.to_string()),
        kind: form.kind,
        body: form.body,
        errors,
    };
    flashed(member.flash(), form_status(&template.errors, false), &template)
}

/// The number is not masked for whoever may read all of it.
fn full_phone(member: &Member, record: &Record) -> AppResult<Option<String>> {
    let Some(sealed) = &record.phone_sealed else { return Ok(None) };
    let digits = member.state().secrets().open(record.id.uuid(), sealed)?;
    let phone = Phone::parse_mobile(&digits).map_err(anyhow::Error::from)?;
    Ok(Some(phone.display()))
}
