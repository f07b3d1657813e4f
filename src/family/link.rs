//! What I may do for somebody: their record while I look, what I asked, and whom I may write to.

use axum::http::StatusCode;
use axum::response::Response;

use super::ends::LinkPath;
use super::forms::{AskForm, LetterForm};
use super::held::{Held, held};
use super::model::{EndedBy, Scope, State, may_act};
use super::pages::{CarerLine, LinkPage, OpenView, OverPage};
use super::urls;
use crate::access::Member;
use crate::db::{CareMessageId, FamilyLinkId, RequestId, Tx, ViewId};
use crate::error::{AppError, AppResult};
use crate::grids::near::{self, Carer};
use crate::residents::queries::records::Record;
use crate::residents::queries::{merges, requests, views};
use crate::residents::{address, look_view, my_record, my_request};
use crate::tenancy::Feature;
use crate::ui::SelectOption;
use crate::web::extract::Path;
use crate::web::form::Errors;
use crate::web::{Page, flashed, form_status, text};

/// What was typed and could not be done.
#[derive(Default)]
pub(super) struct Draft {
    pub ask: AskForm,
    pub letter: LetterForm,
    pub errors: Errors,
}

/// The building that a record's home is in, as messages name it.
pub(super) fn building_of(record: &Record) -> String {
    format!("{}{}", record.estate_name, record.building_name)
}

pub(super) async fn show(member: Member, Path(path): Path<LinkPath>) -> AppResult<Response> {
    show_with(&member, path.family_link, Draft::default()).await
}

pub(super) async fn show_with(member: &Member, id: FamilyLinkId, draft: Draft) -> AppResult<Response> {
    let held = held(member, id).await?;
    match (&held.record, held.state) {
        (Some(record), State::Living) => show_living(member, &held, record, draft).await,
        (_, State::Over(by)) => show_over(member, &held, by),
        // Nobody has answered it: it stands among the offers.
        _ => Err(AppError::NotFound),
    }
}

/// Says why there is nothing here any more, and nothing of the resident.
fn show_over(member: &Member, held: &Held, by: EndedBy) -> AppResult<Response> {
    let (tenant, t) = (&held.tenant, member.context().t());
    let title = t.family.over_title;
    let template = OverPage {
        page: Page::new(member.state(), member.context(), Some(member.me()), member.flash(), title).unlisted(),
        community: tenant.name.clone(),
        why: by.label(t),
        phone: tenant.phone.as_ref().map(|phone| (phone.tel_href(), phone.display())),
    };
    flashed(member.flash(), StatusCode::GONE, &template)
}

/// The record while a look lasts.
async fn open(member: &Member, tx: &mut impl Tx, held: &Held, record: &Record) -> AppResult<Option<OpenView>> {
    let (tenant, context, now) = (&held.tenant, member.context(), member.now());
    let Some(until) = views::open_under(tx, tenant.id, held.link.id, now).await? else { return Ok(None) };
    let same = merges::family(tx, tenant.id, record.id).await?;
    // Where somebody applies for work is for them to tell.
    let looks = views::of(tx, tenant.id, &same, false).await?;
    let line = |look: &views::Look| {
        let at = text::moment(context.locale, look.at, now, tenant.time_zone);
        look_view(look, tenant.name.clone(), context.t(), at)
    };
    Ok(Some(OpenView {
        record: my_record(member, record, tenant)?,
        until: until.with_timezone(&tenant.time_zone).format("%H:%M").to_string(),
        looks: looks.iter().map(line).collect(),
    }))
}

async fn show_living(member: &Member, held: &Held, record: &Record, draft: Draft) -> AppResult<Response> {
    let (tenant, link, context) = (&held.tenant, &held.link, member.context());
    let t = context.t();
    let may = |what| may_act(held.state, &link.scopes, what);
    let today = member.now().with_timezone(&tenant.time_zone).date_naive();
    let mut tx = member.read_home(tenant.id).await?;
    let open = if may(Scope::See) { open(member, &mut tx, held, record).await? } else { None };
    let is_cared_for = tenant.has(Feature::Care) && (may(Scope::See) || may(Scope::Messages));
    let carers = if is_cared_for { near::carers(&mut tx, tenant, record.building, today).await? } else { Vec::new() };
    let asked = requests::under(&mut tx, tenant.id, link.id).await?;
    drop(tx);
    let post = |carer: &Carer| format!("{} {}", carer.kind.label(t), carer.name);
    let posts: Vec<SelectOption> = carers
        .iter()
        .filter(|carer| carer.phone.is_none())
        .map(|carer| SelectOption::new(carer.grant.to_string(), post(carer)))
        .collect();
    let template = LinkPage {
        page: Page::new(member.state(), context, Some(member.me()), member.flash(), t.family.link_title(&record.name))
            .unlisted(),
        community: tenant.name.clone(),
        place: address(record, t),
        until: text::date(context.locale, link.until),
        scopes: link.scopes.iter().map(|scope| scope.label(t)).collect(),
        look: (may(Scope::See) && open.is_none()).then(|| (urls::look(link.id), ViewId::generate().to_string())),
        open,
        shows_carers: may(Scope::See) && tenant.has(Feature::Care),
        ask_action: may(Scope::Ask).then(|| urls::requests(link.id)),
        ask_key: draft.ask.key.unwrap_or_else(RequestId::generate).to_string(),
        ask: draft.ask,
        requests: asked.iter().map(|request| my_request(member, request, tenant)).collect(),
        letter_action: (may(Scope::Messages) && !posts.is_empty()).then(|| urls::messages(link.id)),
        letter_key: draft.letter.key.unwrap_or_else(CareMessageId::generate).to_string(),
        to: draft.letter.to.map_or_else(String::new, |grant| grant.to_string()),
        letter: draft.letter,
        posts,
        carers: carers
            .into_iter()
            .map(|carer| CarerLine {
                post: carer.kind.label(t),
                phone: carer.phone.map(|phone| (phone.tel_href(), phone.display())),
                name: carer.name,
            })
            .collect(),
        end_url: urls::end(link.id),
        errors: draft.errors,
    };
    flashed(member.flash(), form_status(&template.errors, false), &template)
}
