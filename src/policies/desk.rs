//! Staff keep the policies of their community, street or district, and operators the platform's: written, published, compared
//! with the source, taken down.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::forms::{PolicyForm, StepForm, lacking};
use super::model::{Content, Kind, Policy, Status, Step, TOLD_BEFORE};
use super::pages::{Article, DeskPage, DraftPage, Fields, NewPage, PolicyLine, QuestionView, Row};
use super::rules::Question;
use super::show::PolicyPath;
use super::side::{Door, Side};
use super::{queries, urls};
use crate::db::PolicyId;
use crate::error::{AppError, AppResult};
use crate::ui::SelectOption;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::{Errors, chosen};
use crate::web::paging::{Bookmark, cut, one_more};
use crate::web::{Context, Flash, Messages, flashed, form_page, form_status, redirect, text};

fn label(policy: &Policy, today: NaiveDate, t: &Messages) -> &'static str {
    match policy.status {
        Status::Draft => t.policies.status_draft,
        Status::Withdrawn => t.policies.status_withdrawn,
        Status::Published if policy.content.is_over(today) => t.policies.status_over,
        Status::Published if policy.content.valid_from > today => t.policies.status_ahead,
        Status::Published => t.policies.status_published,
    }
}

fn is_live(policy: &Policy, today: NaiveDate) -> bool {
    policy.status == Status::Published && !policy.content.is_over(today) && policy.content.valid_from <= today
}

/// What is to be done about a policy, as long as the public reads it.
fn todo(policy: &Policy, today: NaiveDate, t: &Messages) -> Option<&'static str> {
    let ends_soon = policy.content.valid_until.is_some_and(|last| last <= today + Days::new(TOLD_BEFORE));
    if !is_live(policy, today) {
        None
    } else if ends_soon {
        Some(t.policies.todo_ends)
    } else {
        policy.content.is_stale(today).then_some(t.policies.todo_check)
    }
}

fn fields(form: PolicyForm, context: &Context) -> Fields {
    let t = context.t();
    let kinds = Kind::ALL.into_iter().map(|kind| SelectOption::new(kind.code(), kind.label(t)));
    Fields {
        kinds: std::iter::once(SelectOption::new("", t.policies.choose_kind)).chain(kinds).collect(),
        questions: QuestionView::all(&form.ticks(), context),
        form,
    }
}

/// Policies on one page.
const PAGE: usize = 30;

/// Where the page before ended.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    #[serde(deserialize_with = "chosen")]
    after: Option<Bookmark<NaiveDate, PolicyId>>,
}

pub(super) async fn list<D: Door>(door: D, Query(query): Query<ListQuery>) -> AppResult<Response> {
    let side = door.side()?;
    let (tenant, context, today) = (&*side.tenant, side.context(), side.today());
    let (t, locale) = (context.t(), context.locale);
    let mut tx = side.read().await?;
    let after = query.after.map(Bookmark::pair);
    let mut policies = queries::page(&mut tx, tenant.id, today, after, one_more(PAGE)).await?;
    drop(tx);
    let next_url = cut(&mut policies, PAGE).map(|last| Bookmark(last.place(today), last.id).url(&urls::desk(tenant)));
    let above = side.those_above().await?;
    let day = |day: Option<NaiveDate>| day.map_or_else(|| t.policies.no_day.to_owned(), |day| text::date(locale, day));
    let row = |policy: &Policy| Row {
        url: urls::draft(tenant, policy.id),
        title: policy.content.title.clone(),
        kind: policy.content.kind.label(t),
        status: label(policy, today, t),
        is_live: is_live(policy, today),
        until: day(policy.content.valid_until),
        checked: day(policy.content.checked_on),
        todo: todo(policy, today, t),
    };
    let (console, console_url) = side.console();
    let template = DeskPage {
        page: side.page(t.policies.title),
        console,
        console_url,
        public_url: side.has_public_pages().then(|| urls::list(tenant)),
        new_url: urls::new(tenant),
        rows: policies.iter().map(row).collect(),
        next_url,
        above: above.iter().map(|(keeper, policy)| PolicyLine::new(policy, keeper, tenant, context)).collect(),
    };
    flashed(side.flash(), StatusCode::OK, &template)
}

pub(super) async fn new<D: Door>(door: D) -> AppResult<Response> {
    let side = door.side()?;
    show_new(&side, PolicyForm::blank(side.today()), Errors::default())
}

fn show_new(side: &Side, form: PolicyForm, errors: Errors) -> AppResult<Response> {
    let (tenant, context) = (&*side.tenant, side.context());
    let (console, console_url) = side.console();
    let template = NewPage {
        page: side.page(context.t().policies.new),
        console,
        console_url,
        desk_url: urls::desk(tenant),
        action: urls::desk(tenant),
        key: form.key.unwrap_or_else(PolicyId::generate).to_string(),
        fields: fields(form, context),
        errors,
    };
    form_page(side.flash(), &template.errors, &template)
}

pub(super) async fn add<D: Door>(door: D, Form(form): Form<PolicyForm>) -> AppResult<Response> {
    let side = door.side()?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let Some(content) = form.check(side.today(), side.t(), &mut errors) else {
        return show_new(&side, form, errors);
    };
    let url = urls::draft(&side.tenant, id);
    let mut tx = side.write().await?;
    if !queries::insert(&mut tx, &side.tenant, id, &content, side.by()).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Saved)))
}

/// What was typed on a policy's page and could not be saved, and what somebody else saved meanwhile.
#[derive(Default)]
struct Draft {
    form: Option<PolicyForm>,
    theirs: Vec<(&'static str, String)>,
    /// Whether somebody else was first, and the page shows how it stands now.
    is_conflict: bool,
    errors: Errors,
}

pub(super) async fn show<D: Door>(door: D, Path(path): Path<PolicyPath>) -> AppResult<Response> {
    show_draft(&door.side()?, path.policy, Draft::default()).await
}

/// The page as it is now, for whoever acted on an older one.
async fn show_overtaken(side: &Side, id: PolicyId) -> AppResult<Response> {
    show_draft(side, id, Draft { is_conflict: true, ..Draft::default() }).await
}

async fn show_draft(side: &Side, id: PolicyId, draft: Draft) -> AppResult<Response> {
    let (tenant, context, today) = (&*side.tenant, side.context(), side.today());
    let (t, locale) = (context.t(), context.locale);
    let mut tx = side.read().await?;
    let policy = queries::policy(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let is_changing = draft.form.is_some() || !draft.errors.is_empty();
    let at = text::moment(locale, policy.updated_at, side.now(), tenant.time_zone);
    let checked = policy.content.checked_on.filter(|_| !policy.checked_by.is_empty());
    let (console, console_url) = side.console();
    let template = DraftPage {
        page: side.page(&policy.content.title),
        console,
        console_url,
        desk_url: urls::desk(tenant),
        action: urls::draft(tenant, id),
        status: label(&policy, today, t),
        is_live: is_live(&policy, today),
        is_published: policy.status == Status::Published,
        byline: t.policies.byline(&policy.updated_by, at),
        checked: checked.map(|on| t.policies.checked_by(&policy.checked_by, text::date(locale, on))),
        todo: todo(&policy, today, t),
        article: Article::new(&policy, tenant, tenant, context),
        public_url: (is_live(&policy, today) && side.has_public_pages()).then(|| urls::policy(tenant, id)),
        revision: policy.revision,
        publication_action: urls::publication(tenant, id),
        check_action: urls::check(tenant, id),
        fields: fields(draft.form.unwrap_or_else(|| PolicyForm::of(&policy)), context),
        is_changing,
        theirs: draft.theirs,
        is_conflict: draft.is_conflict,
        errors: draft.errors,
    };
    let status = form_status(&template.errors, template.is_conflict || !template.theirs.is_empty());
    flashed(side.flash(), status, &template)
}

pub(super) async fn save<D: Door>(
    door: D,
    Path(path): Path<PolicyPath>,
    Form(form): Form<PolicyForm>,
) -> AppResult<Response> {
    let side = door.side()?;
    let (tenant, today, t, id) = (&*side.tenant, side.today(), side.t(), path.policy);
    let mut tx = side.write().await?;
    let before = queries::policy(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let mut errors = Errors::default();
    let content = form.check(today, t, &mut errors);
    if let Some(content) = &content {
        if before.status == Status::Published {
            // Whatever is public stays fit to be; its last day may be set to one that is past.
            errors = lacking(&Content { valid_until: None, ..content.clone() }, today, t);
        }
        // Taken down it may be published again, and nobody has read a draft.
        if before.status != Status::Draft && !content.is_compared_since(&before.content, today) {
            errors.add("checked_on", t.policies.error_checked_before);
        }
    }
    let Some(content) = content.filter(|_| errors.is_empty()) else {
        drop(tx);
        return show_draft(&side, id, Draft { form: Some(form), errors, ..Draft::default() }).await;
    };
    if queries::update(&mut tx, tenant, (id, form.revision), &content, side.by()).await? {
        tx.changes(&changed(&before.content, &content));
        tx.commit().await?;
        return Ok(redirect(&urls::draft(tenant, id), Some(Flash::Saved)));
    }
    // What it says by now: two clicks may have come at once.
    let saved = queries::policy(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    if saved.revision - 1 == form.revision && saved.content == content {
        return Ok(redirect(&urls::draft(tenant, id), Some(Flash::AlreadyDone)));
    }
    let theirs = differing(&saved, &content, side.context());
    let form = PolicyForm { revision: saved.revision, ..form };
    show_draft(&side, id, Draft { form: Some(form), theirs, ..Draft::default() }).await
}

/// The fields that an edit changes, by the names that the record knows.
fn changed(before: &Content, after: &Content) -> Vec<&'static str> {
    let source = |content: &Content| (content.source_name.clone(), content.source_url.clone(), content.checked_on);
    let fields = [
        ("policy_kind", before.kind != after.kind),
        ("policy_title", before.title != after.title),
        ("policy_qualifies", before.qualifies != after.qualifies),
        ("policy_benefits", before.benefits != after.benefits),
        ("policy_documents", before.documents != after.documents),
        ("policy_how", (&before.how, &before.phone, &before.url) != (&after.how, &after.phone, &after.url)),
        ("policy_source", source(before) != source(after)),
        ("policy_valid", (before.valid_from, before.valid_until) != (after.valid_from, after.valid_until)),
        ("policy_conditions", before.conditions != after.conditions),
    ];
    fields.into_iter().filter(|(_, is_changed)| *is_changed).map(|(name, _)| name).collect()
}

/// What somebody else saved of a policy that differs from what was typed.
fn differing(saved: &Policy, typed: &Content, context: &Context) -> Vec<(&'static str, String)> {
    let (t, p) = (context.t(), &context.t().policies);
    let content = &saved.content;
    let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| text::date(context.locale, day));
    let lines =
        |content: &Content| {
            let mut lines = vec![
                (p.kind, content.kind.label(t).to_owned()),
                (p.name, content.title.clone()),
                (p.qualifies, content.qualifies.clone()),
                (p.benefits, content.benefits.clone()),
                (p.documents, content.documents.join("\n")),
                (p.how, content.how.clone()),
                (p.phone, content.phone.clone()),
                (p.url, content.url.clone()),
                (p.source_name, content.source_name.clone()),
                (p.source_url, content.source_url.clone()),
                (p.checked_on, day(content.checked_on)),
                (p.valid_from, day(Some(content.valid_from))),
                (p.valid_until, day(content.valid_until)),
            ];
            lines.extend(Question::ALL.into_iter().map(|question| {
                (question.label(t), content.conditions.labels(question, t).join(t.time.list_separator))
            }));
            lines
        };
    let typed = lines(typed);
    let mut theirs: Vec<_> = lines(content).into_iter().filter(|line| !typed.contains(line)).collect();
    if theirs.is_empty() {
        // The same was saved, or it was published or taken down: that somebody was first is said all the same.
        theirs.push((p.name, content.title.clone()));
    }
    theirs
}

pub(super) async fn publish<D: Door>(
    door: D,
    Path(path): Path<PolicyPath>,
    Form(form): Form<StepForm>,
) -> AppResult<Response> {
    let side = door.side()?;
    let tenant = &*side.tenant;
    let mut tx = side.write().await?;
    let policy = queries::policy(&mut tx, tenant.id, path.policy).await?.ok_or(AppError::NotFound)?;
    let step = Step::parse(&form.step).ok_or(AppError::BadRequest)?;
    let url = urls::draft(tenant, policy.id);
    if policy.status == step.leads_to() {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let Some(to) = policy.status.after(step) else {
        drop(tx);
        return show_overtaken(&side, policy.id).await;
    };
    let is_published = to == Status::Published;
    let lacks = if is_published { lacking(&policy.content, side.today(), side.t()) } else { Errors::default() };
    if !lacks.is_empty() {
        drop(tx);
        return show_draft(&side, policy.id, Draft { errors: lacks, ..Draft::default() }).await;
    }
    if !queries::set_status(&mut tx, tenant, (policy.id, form.revision), to, side.by()).await? {
        // Sent twice at once; or somebody changed it since, and what is published is to be what whoever publishes it has read.
        let saved = queries::policy(&mut tx, tenant.id, policy.id).await?.ok_or(AppError::NotFound)?;
        drop(tx);
        let is_done = saved.revision - 1 == form.revision && saved.status == to;
        return if is_done {
            Ok(redirect(&url, Some(Flash::AlreadyDone)))
        } else {
            show_overtaken(&side, policy.id).await
        };
    }
    tx.commit().await?;
    let flash = if is_published { Flash::PolicyPublished } else { Flash::PolicyWithdrawn };
    Ok(redirect(&url, Some(flash)))
}

pub(super) async fn check<D: Door>(
    door: D,
    Path(path): Path<PolicyPath>,
    Form(form): Form<StepForm>,
) -> AppResult<Response> {
    let side = door.side()?;
    let (tenant, today) = (&*side.tenant, side.today());
    let mut tx = side.write().await?;
    let policy = queries::policy(&mut tx, tenant.id, path.policy).await?.ok_or(AppError::NotFound)?;
    let url = urls::draft(tenant, policy.id);
    if policy.content.source_name.is_empty() {
        drop(tx);
        let errors = Errors::of("source_name", side.t().policies.error_source_missing);
        return show_draft(&side, policy.id, Draft { errors, ..Draft::default() }).await;
    }
    if !queries::set_checked(&mut tx, tenant, (policy.id, form.revision), today, side.by()).await? {
        // Sent twice, or somebody else was first.
        let saved = queries::policy(&mut tx, tenant.id, policy.id).await?.ok_or(AppError::NotFound)?;
        drop(tx);
        let is_done = saved.revision - 1 == form.revision && saved.content.checked_on == Some(today);
        return if is_done {
            Ok(redirect(&url, Some(Flash::AlreadyDone)))
        } else {
            show_overtaken(&side, policy.id).await
        };
    }
    tx.changes(&["policy_source"]);
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Saved)))
}
