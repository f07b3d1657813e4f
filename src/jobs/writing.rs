//! Postings are written: begun, seen as residents will read them, and written on.

use axum::response::Response;
use serde::Deserialize;

use super::content::{Content, PAPERS, PayUnit, paper_label};
use super::desk_pages::{DraftPage, Fields, NewPage, Offers, Tick};
use super::forms::{Frame, PostingForm, StepForm};
use super::model::{Status, Step};
use super::queries::{self, NewPosting, Posting};
use super::side::{Door, Links, Side};
use super::{show, urls};
use crate::access::{OrgMember, Staff};
use crate::admissions::AdmissionStatus;
use crate::admissions::queries as admissions;
use crate::db::{PostingId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, announce};
use crate::tenancy::Feature;
use crate::ui::SelectOption;
use crate::values::Trade;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, flashed, form_status, redirect, text};

/// The path of a posting.
#[derive(Deserialize)]
pub(super) struct PostingPath {
    /// The community's word, in an organization's addresses.
    #[serde(default)]
    pub community: String,
    pub posting: PostingId,
}

impl Fields {
    /// What a form holds, with what there is to choose from.
    pub fn new(form: PostingForm, is_org: bool, t: &'static Messages) -> Self {
        let options = |all: Vec<(&str, &str)>| -> Vec<SelectOption> {
            all.into_iter().map(|(code, label)| SelectOption::new(code, label)).collect()
        };
        let paper = |kind: crate::household_workers::CertificateKind| Tick {
            code: kind.code(),
            label: paper_label(kind, t),
            is_on: form.certificate.iter().any(|code| code == kind.code()),
        };
        Self {
            is_org,
            trades: options(Trade::ALL.iter().map(|trade| (trade.code(), trade.label(t))).collect()),
            units: options(PayUnit::ALL.iter().map(|unit| (unit.code(), unit.label(t))).collect()),
            papers: PAPERS.into_iter().map(paper).collect(),
            form,
        }
    }
}

pub(super) async fn begin(staff: Staff) -> AppResult<Response> {
    let form = PostingForm::blank(staff.today()?, &staff.tenant()?.name);
    show_new(&Side::Staff(staff), form, Vec::new(), Errors::default())
}

pub(super) async fn add(staff: Staff, Form(form): Form<PostingForm>) -> AppResult<Response> {
    create(&Side::Staff(staff), form, Vec::new()).await
}

/// The communities that an organization may hire in: word and name.
async fn communities(member: &OrgMember) -> AppResult<Vec<SelectOption>> {
    let mut tx = member.read_org().await?;
    let records = admissions::of_org(&mut tx, member.org()).await?;
    drop(tx);
    let platform = member.state().platform();
    let admitted = records.iter().filter(|record| record.status == AdmissionStatus::Admitted);
    let tenants = admitted.filter_map(|record| platform.by_id(record.tenant));
    Ok(tenants.map(|tenant| SelectOption::new(&tenant.slug, &tenant.name)).collect())
}

pub(super) async fn begin_for_org(member: OrgMember) -> AppResult<Response> {
    let communities = communities(&member).await?;
    let form = PostingForm::blank(member.today(), "");
    let first = communities.first().map(|one| one.value.clone());
    let form = PostingForm { community: first.unwrap_or_default(), ..form };
    show_new_of(&member, form, communities, Errors::default())
}

fn show_new_of(
    member: &OrgMember,
    form: PostingForm,
    communities: Vec<SelectOption>,
    errors: Errors,
) -> AppResult<Response> {
    let t = member.context().t();
    let template = NewPage {
        page: crate::web::Page::of_workspace(member, t.jobs.new, crate::web::Desk::Jobs),
        console_url: None,
        desk_url: format!("/org/{}/jobs", member.org()),
        action: format!("/org/{}/jobs/new", member.org()),
        applications_url: Some(crate::admissions::urls::applications(member.org())),
        key: form.key.unwrap_or_else(PostingId::generate).to_string(),
        communities,
        fields: Fields::new(form, true, t),
        errors,
    };
    flashed(member.flash(), form_status(&template.errors, false), &template)
}

pub(super) async fn add_for_org(member: OrgMember, Form(form): Form<PostingForm>) -> AppResult<Response> {
    let communities = communities(&member).await?;
    if communities.iter().all(|one| one.value != form.community) {
        let errors = Errors::of("community", member.context().t().jobs.error_community);
        return show_new_of(&member, form, communities, errors);
    }
    let side = member.side(&form.community).await?;
    create(&side, form, communities).await
}

fn show_new(side: &Side, form: PostingForm, communities: Vec<SelectOption>, errors: Errors) -> AppResult<Response> {
    if let Side::Org(member, _) = side {
        return show_new_of(member, form, communities, errors);
    }
    let (tenant, t) = (side.tenant()?, side.t());
    let template = NewPage {
        page: side.page(t.jobs.new),
        console_url: side.console_url(),
        desk_url: urls::desk(tenant, None),
        action: format!("{}/new", urls::desk(tenant, None)),
        applications_url: None,
        key: form.key.unwrap_or_else(PostingId::generate).to_string(),
        communities,
        fields: Fields::new(form, false, t),
        errors,
    };
    flashed(side.flash(), form_status(&template.errors, false), &template)
}

async fn create(side: &Side, form: PostingForm, communities: Vec<SelectOption>) -> AppResult<Response> {
    let (tenant, me) = (side.tenant()?.clone(), side.me());
    let frame = Frame { today: side.today()?, employer: side.org_name(), hired: 0, t: side.t() };
    let mut errors = Errors::default();
    let Some(content) = form.check(&frame, &mut errors) else {
        return show_new(side, form, communities, errors);
    };
    let id = form.key.ok_or(AppError::BadRequest)?;
    let new = NewPosting { org: side.org(), content: &content, author: me.id, author_name: &me.name, now: side.now() };
    let url = urls::draft(&tenant, side.org(), id);
    let mut tx = side.write().await?;
    if !queries::insert_posting(&mut tx, tenant.id, id, &new).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Saved)))
}

/// What was typed on the page and could not be done.
#[derive(Default)]
pub(super) struct Typed {
    pub form: Option<PostingForm>,
    pub theirs: Vec<(&'static str, String)>,
    pub reason: String,
    pub stop_reason: String,
    pub is_conflict: bool,
    pub errors: Errors,
}

impl Typed {
    /// The reasons for a step.
    pub fn reasons(form: StepForm) -> Self {
        Self { reason: form.reason, stop_reason: form.stop_reason, ..Self::default() }
    }

    /// The reason that nobody is asked for any more.
    fn kept_note(&self, offers: &Offers) -> String {
        let asks_to_stop = offers.owes_reason && (offers.pause || offers.withdraw);
        let kept = [(&self.reason, offers.send_back), (&self.stop_reason, asks_to_stop)];
        kept.into_iter()
            .find(|(typed, is_asked)| !is_asked && !typed.is_empty())
            .map_or_else(String::new, |(typed, _)| typed.clone())
    }
}

pub(super) async fn look<D: Door>(door: D, Path(path): Path<PostingPath>) -> AppResult<Response> {
    show_draft(&door.side(&path.community).await?, path.posting, Typed::default()).await
}

pub(super) async fn show_draft(side: &Side, id: PostingId, typed: Typed) -> AppResult<Response> {
    let (tenant, t, today) = (side.tenant()?, side.t(), side.today()?);
    let locale = side.context().locale;
    let mut tx = side.read().await?;
    let posting = side.posting(&mut tx, id).await?;
    let hand = side.hand(&mut tx, &posting).await?;
    let hired = queries::hired(&mut tx, tenant.id, id).await?;
    drop(tx);
    let status = posting.status.on(today, posting.content.valid_until);
    let has_page = posting.published_at.is_some() && status.is_readable() && tenant.has(Feature::Jobs);
    let may = |step| hand.may(step) && status.after(step).is_some();
    let is_open = status.is_open() && hand.is_own && hand.may_write;
    let saved = PostingForm::of(&posting.content, posting.revision);
    let lost = typed.form.as_ref().filter(|_| !is_open);
    let unsaved = lost.and_then(|form| form.unsaved(&saved, side.org().is_some(), t));
    let links = Links::of(side, id)?;
    let offers = Offers::new(may, hand);
    let template = DraftPage {
        page: side.page(&posting.content.title),
        console_url: side.console_url(),
        community: side.org().map(|_| tenant.name.clone()),
        status: status.label(t),
        is_live: status == Status::Published,
        byline: byline(side, &posting)?,
        decided: decided(side, &posting)?,
        reason: posting.reason.clone(),
        facts: show::facts(&posting.content, locale),
        duties: posting.content.duties.clone(),
        hired: t.jobs.hired_of(hired, posting.content.openings),
        public_url: has_page.then(|| urls::posting(tenant, id)),
        applications_url: (hand.may_write && posting.published_at.is_some()).then_some(links.applications),
        links_url: hand.is_community.then(|| crate::links::urls::links(tenant) + "?for=job#make").filter(|_| {
            has_page
                && status == Status::Published
                && matches!(side, Side::Staff(staff) if staff.may(crate::access::Capability::PrintedLinks))
        }),
        poster_url: side
            .org()
            .filter(|_| has_page && status == Status::Published)
            .map(|org| urls::org_poster(tenant, org, id)),
        action: links.posting,
        desk_url: links.desk,
        steps_action: links.steps,
        decision_action: urls::decision(tenant, id),
        revision: posting.revision,
        kept_note: typed.kept_note(&offers),
        offers,
        waits: (status == Status::Review && !may(Step::Approve) && !may(Step::PublishAlone))
            .then_some(if hand.is_community && hand.is_involved { t.jobs.waits_own } else { t.jobs.waits }),
        held: (posting.is_held && !hand.is_community).then_some(t.jobs.held),
        is_shown: posting.status.after(Step::Change).is_some(),
        writing: is_open.then(|| Fields::new(typed.form.unwrap_or(saved), side.org().is_some(), t)),
        theirs: typed.theirs,
        typed_reason: typed.reason,
        typed_stop_reason: typed.stop_reason,
        is_conflict: typed.is_conflict,
        unsaved: unsaved.map(|lines| (String::new(), lines)),
        errors: typed.errors,
    };
    let status = form_status(&template.errors, template.is_conflict || !template.theirs.is_empty());
    flashed(side.flash(), status, &template)
}

fn byline(side: &Side, posting: &Posting) -> AppResult<String> {
    let (context, t) = (side.context(), &side.t().jobs);
    let when = text::moment(context.locale, posting.changed_at, side.now(), side.tenant()?.time_zone);
    Ok(t.byline(&posting.author_name, when))
}

/// Who of the community decided last, and when.
fn decided(side: &Side, posting: &Posting) -> AppResult<Option<String>> {
    let Some(at) = posting.decided_at else { return Ok(None) };
    let when = text::moment(side.context().locale, at, side.now(), side.tenant()?.time_zone);
    Ok(Some(side.t().jobs.decided(&posting.decider_name, when)))
}

pub(super) async fn save<D: Door>(
    door: D,
    Path(path): Path<PostingPath>,
    Form(form): Form<PostingForm>,
) -> AppResult<Response> {
    keep(&door.side(&path.community).await?, path.posting, form).await
}

async fn keep(side: &Side, id: PostingId, form: PostingForm) -> AppResult<Response> {
    let (tenant, today) = (side.tenant()?.clone(), side.today()?);
    let mut tx = side.write().await?;
    queries::lock(&mut tx, tenant.id, id).await?;
    let before = side.posting(&mut tx, id).await?;
    if !side.hires(&before) {
        // What an organization hires for, it writes itself.
        return Err(AppError::BadRequest);
    }
    let hired = queries::hired(&mut tx, tenant.id, id).await?;
    let frame = Frame { today, employer: side.org_name(), hired, t: side.t() };
    let mut errors = Errors::default();
    let content = form.check(&frame, &mut errors);
    // Sent twice: what was typed is what is saved, though it may wait for the community by now.
    if form.revision != before.revision && content.as_ref() == Some(&before.content) {
        return Ok(redirect(&urls::draft(&tenant, side.org(), id), Some(Flash::AlreadyDone)));
    }
    let status = before.status.on(today, before.content.valid_until);
    if !status.is_open() {
        drop(tx);
        return show_draft(side, id, Typed { form: Some(form), is_conflict: true, ..Typed::default() }).await;
    }
    let Some(content) = content else {
        drop(tx);
        return show_draft(side, id, Typed { form: Some(form), errors, ..Typed::default() }).await;
    };
    // What residents read is not written anew behind the community's back.
    let is_reviewed = content.is_rewritten(&before.content) && status.after(Step::Change).is_some();
    let next = if is_reviewed { Status::Review } else { before.status };
    let writer = (side.me().id, side.now());
    if queries::save(&mut tx, tenant.id, (id, form.revision), (&content, next), writer).await? {
        let changed = content.differing(&before.content, side.context().locale);
        tx.changes(&changed.iter().map(|(name, ..)| *name).collect::<Vec<_>>());
        if is_reviewed {
            sent(side, &mut tx, &before, &content).await?;
        }
        tx.commit().await?;
        let flash = if is_reviewed { Flash::JobSent } else { Flash::Saved };
        return Ok(redirect(&urls::draft(&tenant, side.org(), id), Some(flash)));
    }
    drop(tx);
    // Somebody else saved first: what they saved, and what was typed here to be sent again.
    let theirs = content.differing(&before.content, side.context().locale);
    let theirs = theirs.into_iter().map(|(_, label, value)| (label, value)).collect();
    let form = PostingForm { revision: before.revision, ..form };
    show_draft(side, id, Typed { form: Some(form), theirs, ..Typed::default() }).await
}

/// Tells the community's staff that a posting waits; whoever sends it knows.
pub(super) async fn sent(side: &Side, tx: &mut WriteTx, posting: &Posting, content: &Content) -> AppResult<()> {
    let tenant = side.tenant()?.id;
    let what = super::news::What::Sent { employer: content.employer.clone() };
    let news = super::news_of(tenant, posting.org, posting.id, &content.title, what);
    announce(tx, Audience::Colleagues(tenant, side.me().id), news, side.now()).await
}
