//! What a helper does in a resident's name. Each deed is written down with the resident's record.

use std::sync::Arc;

use axum::response::Response;

use super::ends::LinkPath;
use super::forms::{AskForm, LetterForm, LookForm};
use super::held::{community, stand};
use super::link::{Draft, building_of, show_with};
use super::model::{LOOK_LASTS, Scope, State, may_act};
use super::queries::{self, Link};
use super::urls;
use crate::access::Member;
use crate::accounts::Limited;
use crate::audit::{Deed, actions};
use crate::db::{FamilyLinkId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::grids::near::{self, Letter};
use crate::inbox::{Audience, FamilyChange, News, announce};
use crate::residents;
use crate::residents::queries::records::Record;
use crate::residents::queries::requests::{self, Request};
use crate::residents::queries::views::{self, NewView, Under};
use crate::tenancy::{Feature, Tenant};
use crate::values::Paragraphs;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

/// What a helper does, for the record of the community: under which link, and by the resident's record for whom.
pub(super) fn deed(member: &Member, tenant: &Tenant, record: &Record, link: FamilyLinkId, path: &str) -> Deed {
    Deed {
        tenant: tenant.id,
        person: member.me().id,
        // The link is what they act under, as staff act under a grant.
        grant: link.uuid().into(),
        name: member.me().name.clone(),
        action: actions::action(path).to_owned(),
        address: residents::urls::resident(tenant, record.id),
        changed: Vec::new(),
        at: member.now(),
    }
}

/// A helper who may do something. The link stays as it is until the transaction ends.
struct Acting {
    tx: WriteTx,
    tenant: Arc<Tenant>,
    link: Link,
    record: Record,
}

/// Whether the person may do something under a link of theirs; none where it is over by now. What was never allowed is
/// not there.
async fn begin(member: &Member, id: FamilyLinkId, what: Scope, path: &str) -> AppResult<Option<Acting>> {
    let mut tx = member.write().await?;
    let mine = queries::of_person(&mut tx, member.me().id).await?;
    let (tenant, _) = mine.into_iter().find(|(_, link)| *link == id).ok_or(AppError::NotFound)?;
    let tenant = community(member, tenant)?;
    tx.enter_tenant(tenant.id).await?;
    let link = queries::lock(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let (state, record) = stand(&mut tx, member, &tenant, &link).await?;
    let Some(record) = record.filter(|_| state == State::Living) else { return Ok(None) };
    if !may_act(state, &link.scopes, what) {
        return Err(AppError::NotFound);
    }
    let tx = tx.on_record(deed(member, &tenant, &record, id, path));
    Ok(Some(Acting { tx, tenant, link, record }))
}

/// The link's own page says that and why it is over.
fn over(id: FamilyLinkId) -> Response {
    redirect(&urls::link(id), Some(Flash::FamilyOver))
}

pub(super) async fn look(
    member: Member,
    Path(path): Path<LinkPath>,
    Form(form): Form<LookForm>,
) -> AppResult<Response> {
    let (id, now) = (path.family_link, member.now());
    let key = form.key.ok_or(AppError::BadRequest)?;
    let Some(mut acting) = begin(&member, id, Scope::See, urls::LOOK).await? else { return Ok(over(id)) };
    let tenant = acting.tenant.id;
    let new = NewView {
        id: key,
        resident: acting.record.id,
        viewer_id: member.me().id,
        under: Under::Link(id),
        viewer: &acting.link.helper_name,
        role: views::FAMILY,
        reason: views::FAMILY,
        detail: acting.link.kin.code(),
        at: now,
        until: now + LOOK_LASTS,
    };
    // While one look lasts there is no other; sent twice, it is one.
    let is_open = views::open_under(&mut acting.tx, tenant, id, now).await?.is_some();
    if !is_open && views::insert(&mut acting.tx, tenant, &new).await? {
        acting.tx.commit().await?;
    }
    Ok(redirect(&urls::link(id), None))
}

pub(super) async fn ask(member: Member, Path(path): Path<LinkPath>, Form(form): Form<AskForm>) -> AppResult<Response> {
    let (id, now) = (path.family_link, member.now());
    let key = form.key.ok_or(AppError::BadRequest)?;
    let Some(mut acting) = begin(&member, id, Scope::Ask, urls::REQUESTS).await? else { return Ok(over(id)) };
    let Ok(body) = Paragraphs::<300>::parse(&form.wrong) else {
        drop(acting);
        let errors = Errors::of("wrong", member.context().t().residents.error_request);
        return show_with(&member, id, Draft { ask: form, errors, ..Draft::default() }).await;
    };
    let tenant = acting.tenant.id;
    let new = Request {
        id: key,
        resident: acting.record.id,
        person: member.me().id,
        family_link: Some(id),
        kind: "correct".to_owned(),
        body: String::from(body),
        created_at: now,
        is_done: None,
        answer: String::new(),
        answered_at: None,
    };
    if requests::insert(&mut acting.tx, tenant, &new).await? {
        let news = News::RecordAsked { tenant, is_deletion: false };
        announce(&mut acting.tx, Audience::Staff(tenant), news, now).await?;
        if let Some(resident) = acting.record.person {
            let news = News::Family { tenant, name: acting.link.helper_name, change: FamilyChange::Asked };
            announce(&mut acting.tx, Audience::Person(resident), news, now).await?;
        }
        acting.tx.commit().await?;
    }
    Ok(redirect(&urls::link(id), Some(Flash::RequestSent)))
}

pub(super) async fn write(
    member: Member,
    Path(path): Path<LinkPath>,
    Form(form): Form<LetterForm>,
) -> AppResult<Response> {
    let (id, now, t) = (path.family_link, member.now(), member.context().t());
    let key = form.key.ok_or(AppError::BadRequest)?;
    let Some(mut acting) = begin(&member, id, Scope::Messages, urls::MESSAGES).await? else { return Ok(over(id)) };
    if !acting.tenant.has(Feature::Care) {
        return Err(AppError::NotFound);
    }
    let today = now.with_timezone(&acting.tenant.time_zone).date_naive();
    let carers = near::carers(&mut acting.tx, &acting.tenant, acting.record.building, today).await?;
    let to = carers.into_iter().find(|carer| Some(carer.grant) == form.to && carer.phone.is_none());
    let mut errors = Errors::default();
    let body = errors.take("letter", Paragraphs::<300>::parse(&form.letter), |_| t.grids.error_body.to_owned());
    if to.is_none() {
        errors.add("to", t.family.error_to);
    }
    let (Some(to), Some(body)) = (to, body) else {
        drop(acting);
        return show_with(&member, id, Draft { letter: form, errors, ..Draft::default() }).await;
    };
    member.state().throttle().check_person(Limited::Ask, member.me().id)?;
    // Called back at the number that the resident named.
    let secrets = member.state().secrets();
    let sealed = acting.link.phone_sealed.as_deref().ok_or(AppError::NotFound)?;
    let number = secrets.open(id.uuid(), sealed)?;
    let letter = Letter {
        id: key,
        place: building_of(&acting.record),
        name: &acting.link.helper_name,
        phone_sealed: &secrets.seal(key.uuid(), &number)?,
        body: &String::from(body),
        family_link: Some(id),
        now,
    };
    if near::write_to(&mut acting.tx, &acting.tenant, (to.grant, to.person), letter).await? {
        acting.tx.commit().await?;
    }
    Ok(redirect(&urls::link(id), Some(Flash::Asked)))
}
