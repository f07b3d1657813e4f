//! For the person: what communities keep of my work, who looked at it, and where I no longer agree.

use std::sync::Arc;

use axum::response::Response;

use super::forms::MyWithdrawalForm;
use super::model::status_label;
use super::pages::{MinePage, MyWork};
use super::queries::certificates::{self, Certificate};
use super::queries::events::{self, Step};
use super::queries::records::{self, Record};
use super::queries::{mine, views};
use super::record::{certificate_view, phone_of, withdrawn};
use super::{list, urls};
use crate::access::Member;
use crate::accounts;
use crate::consents::{self, Consent, Ending, Purpose, Subject, Withdrawn};
use crate::error::{AppError, AppResult};
use crate::residents::{Look, look_view};
use crate::tenancy::Tenant;
use crate::values::trade_labels;
use crate::web::extract::Form;
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, redirect, text};

/// What a community keeps of somebody's work.
pub(super) struct Kept {
    pub tenant: Arc<Tenant>,
    pub record: Record,
    pub certificates: Vec<Certificate>,
    pub consents: Vec<Consent>,
    pub looks: Vec<Look>,
}

/// What every community keeps. Each is read in its own scope, after the person's own scope has said which.
pub(super) async fn kept(member: &Member) -> AppResult<Vec<Kept>> {
    let mut tx = member.read().await?;
    let owned = mine::of_person(&mut tx, member.me().id).await?;
    drop(tx);
    let mut all = Vec::new();
    for (id, worker) in owned {
        let Some(tenant) = member.state().platform().by_id(id) else { continue };
        let mut tx = member.read_home(id).await?;
        let Some(record) = records::record(&mut tx, id, worker).await? else { continue };
        all.push(Kept {
            tenant,
            record,
            certificates: certificates::of(&mut tx, id, worker).await?,
            consents: consents::of(&mut tx, id, Subject::Worker(worker)).await?,
            looks: views::of(&mut tx, id, worker).await?,
        });
    }
    Ok(all)
}

pub(super) async fn show(member: Member) -> AppResult<Response> {
    let t = member.context().t();
    let title = t.household_workers.mine;
    let page = Page::new(member.state(), member.context(), Some(member.me()), member.flash(), title).unlisted();
    let works = kept(&member).await?;
    let template = MinePage {
        page,
        me_url: accounts::urls::ME,
        works: works.iter().map(|work| view(&member, work)).collect::<AppResult<_>>()?,
        words: Purpose::Work.words(t),
        errors: Errors::default(),
    };
    flashed(member.flash(), axum::http::StatusCode::OK, &template)
}

/// One's own record is not masked.
fn view(member: &Member, kept: &Kept) -> AppResult<MyWork> {
    let (t, locale, now) = (member.context().t(), member.context().locale, member.now());
    let (record, zone, secrets) = (&kept.record, kept.tenant.time_zone, member.state().secrets());
    let today = now.with_timezone(&zone).date_naive();
    let look = |look: &Look| look_view(look, String::new(), t, text::moment(locale, look.at, now, zone));
    Ok(MyWork {
        id: record.id.to_string(),
        community: kept.tenant.name.clone(),
        name: record.name.clone(),
        phone: phone_of(secrets, record)?.map(|phone| phone.display()),
        birth_year: record.birth_year,
        trades: trade_labels(&record.trades, t),
        employer: record.employer.clone(),
        areas: list::areas(&record.areas, t),
        status: status_label(&record.status, t),
        note: record.note.clone(),
        certificates: kept
            .certificates
            .iter()
            .map(|one| certificate_view(one, secrets, true, today, locale))
            .collect::<AppResult<_>>()?,
        receipts: kept.consents.iter().map(|one| consents::receipt(one, t, locale, now, zone)).collect(),
        withdrawn: record.withdrawn_at.map(|at| withdrawn(at, &kept.tenant, t, locale)),
        looks: kept.looks.iter().map(look).collect(),
        phone_of_community: kept.tenant.phone.as_ref().map(|phone| (phone.tel_href(), phone.display())),
    })
}

/// The person no longer agrees: the record is hidden from here on.
pub(super) async fn withdraw(member: Member, Form(form): Form<MyWithdrawalForm>) -> AppResult<Response> {
    let now = member.now();
    let mut tx = member.read().await?;
    let owned = mine::of_person(&mut tx, member.me().id).await?;
    drop(tx);
    let (tenant, worker) =
        owned.into_iter().find(|(_, worker)| Some(*worker) == form.record).ok_or(AppError::NotFound)?;
    let end = Withdrawn { at: now, how: Ending::Own, by_name: String::new() };
    let mut tx = member.write_home(tenant, urls::MY_WITHDRAWAL).await?;
    if !consents::withdraw(&mut tx, tenant, Subject::Worker(worker), Purpose::Work, &end).await? {
        return Ok(redirect(urls::MINE, Some(Flash::AlreadyDone)));
    }
    records::set_withdrawn(&mut tx, tenant, worker, Some(now)).await?;
    events::note(&mut tx, tenant, worker, Step::Withdrawn, ("", now)).await?;
    tx.commit().await?;
    Ok(redirect(urls::MINE, Some(Flash::Saved)))
}
