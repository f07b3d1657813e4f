//! Notices are written: begun, seen as residents will read them, and written on.

use axum::response::Response;
use serde::Deserialize;

use super::desk::{Reach, find, reach};
use super::desk_pages::{DraftPage, Fields, NewPage, Offers, Tick, Writing};
use super::forms::{Frame, NoticeForm};
use super::handlers::NoticePath;
use super::model::{Hand, Standing, Step};
use super::pages::{Article, FileView, Told};
use super::place::Place;
use super::queries::{self, Content, Draft, NewDraft};
use super::urls;
use crate::access::{Capability, Staff, Viewer};
use crate::db::{BuildingId, NoticeFileId, NoticeId, Tx};
use crate::directory::queries::estates;
use crate::error::{AppError, AppResult};
use crate::grids::queries as grids;
use crate::staff;
use crate::ui::SelectOption;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_page, form_status, redirect, text};

/// Whoever is at the desk.
pub(super) fn me(staff: &Staff) -> AppResult<&Viewer> {
    staff.viewer().ok_or(AppError::Forbidden)
}

/// The places that somebody may write for.
struct Choices {
    places: Vec<Place>,
    options: Vec<SelectOption>,
    buildings: Vec<grids::Building>,
}

async fn choices(staff: &Staff, tx: &mut impl Tx) -> AppResult<Choices> {
    let (tenant, t) = (staff.tenant()?.id, staff.context().t());
    let mut offered = vec![(Place::Community, t.notices.place_community.to_owned())];
    let of_grid =
        |grid: &grids::Grid| (Place::Grid(grid.id), t.notices.place_grid(format!("{} {}", grid.code, grid.name)));
    let mut buildings = Vec::new();
    let all = grids::grids(tx, tenant).await?;
    match reach(staff, tx).await? {
        Reach::Grids(mine) => {
            offered = all.iter().filter(|grid| mine.contains(&grid.id)).map(of_grid).collect();
        }
        Reach::Whole => {
            let estates = estates(tx, tenant).await?;
            offered.extend(estates.iter().map(|one| (Place::Estate(one.id), t.notices.place_estate(&one.name))));
            offered.extend(all.iter().map(of_grid));
            buildings = grids::buildings(tx, tenant, staff.today()?).await?;
            if !buildings.is_empty() {
                let ids: Vec<BuildingId> = buildings.iter().map(|building| building.id).collect();
                offered.push((Place::Buildings(ids), t.notices.place_buildings.to_owned()));
            }
        }
    }
    let options = offered.iter().map(|(place, label)| SelectOption::new(place.code(), label)).collect();
    Ok(Choices { places: offered.into_iter().map(|(place, _)| place).collect(), options, buildings })
}

impl Choices {
    fn fields(self, form: NoticeForm) -> Fields {
        let tick = |building: grids::Building| Tick {
            is_ticked: form.building.contains(&building.id),
            id: building.id.to_string(),
            name: format!("{} {}", building.estate_name, building.name),
        };
        Fields { buildings: self.buildings.into_iter().map(tick).collect(), places: self.options, form }
    }

    /// The place that a new notice begins with.
    fn first(&self) -> Place {
        self.places.first().cloned().unwrap_or(Place::Community)
    }
}

fn check(staff: &Staff, choices: &Choices, form: &NoticeForm, errors: &mut Errors) -> AppResult<Option<Content>> {
    let zone = staff.tenant()?.time_zone;
    let frame = Frame { now: staff.now(), zone, places: &choices.places, t: staff.context().t() };
    Ok(form.check(&frame, errors))
}

/// A notice whose words a new one begins with.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewQuery {
    from: Option<NoticeId>,
}

pub(super) async fn new(staff: Staff, Query(query): Query<NewQuery>) -> AppResult<Response> {
    let mut tx = staff.read().await?;
    let choices = choices(&staff, &mut tx).await?;
    let model = match query.from {
        Some(id) => Some(find(&staff, &mut tx, id).await?),
        None => None,
    };
    drop(tx);
    let blank = NoticeForm::blank(staff.now(), staff.tenant()?.time_zone, &choices.first());
    let form = match model {
        Some(Draft { content, .. }) => NoticeForm {
            place: content.place.code(),
            building: content.place.buildings().to_vec(),
            title: content.title,
            body: content.body,
            ..blank
        },
        None => blank,
    };
    show_new(&staff, choices, form, Errors::default())
}

fn show_new(staff: &Staff, choices: Choices, form: NoticeForm, errors: Errors) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let template = NewPage {
        page: Page::of_console(staff, staff.context().t().notices.new),
        console_url: staff::urls::console(tenant),
        desk_url: urls::desk(tenant),
        action: urls::desk(tenant),
        key: form.key.unwrap_or_else(NoticeId::generate).to_string(),
        fields: choices.fields(form),
        errors,
    };
    form_page(staff.flash(), &template.errors, &template)
}

pub(super) async fn create(staff: Staff, Form(form): Form<NoticeForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let me = me(&staff)?;
    let mut tx = staff.write().await?;
    let choices = choices(&staff, &mut tx).await?;
    let mut errors = Errors::default();
    let Some(content) = check(&staff, &choices, &form, &mut errors)? else {
        drop(tx);
        return show_new(&staff, choices, form, errors);
    };
    let id = form.key.ok_or(AppError::BadRequest)?;
    let new = NewDraft { content: &content, author: me.id, author_name: &me.name, now: staff.now() };
    let url = urls::draft(&tenant, id);
    if !queries::insert_draft(&mut tx, tenant.id, id, &new).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Saved)))
}

/// What was typed on the page and could not be done.
#[derive(Default)]
pub(super) struct Typed {
    pub form: Option<NoticeForm>,
    pub theirs: Vec<(&'static str, String)>,
    pub reason: String,
    pub is_conflict: bool,
    pub errors: Errors,
}

pub(super) async fn show(staff: Staff, Path(path): Path<NoticePath>) -> AppResult<Response> {
    show_draft(&staff, path.notice, Typed::default()).await
}

/// What somebody is to a notice.
pub(super) async fn hand(staff: &Staff, tx: &mut impl Tx, draft: &Draft) -> AppResult<Hand> {
    let me = me(staff)?.id;
    Ok(Hand {
        may_decide: staff.may(Capability::NoticeDecisions),
        has_written: draft.is_by(me),
        is_alone: queries::is_alone(tx, staff.tenant()?.id, me, staff.today()?).await?,
    })
}

pub(super) async fn show_draft(staff: &Staff, id: NoticeId, typed: Typed) -> AppResult<Response> {
    let (tenant, context, now) = (staff.tenant()?, staff.context(), staff.now());
    let t = context.t();
    let mut tx = staff.read().await?;
    let draft = find(staff, &mut tx, id).await?;
    let standing = draft.standing(now);
    let hand = hand(staff, &mut tx, &draft).await?;
    let files = queries::files(&mut tx, tenant.id, id).await?;
    let choices = if standing.is_open() { Some(choices(staff, &mut tx).await?) } else { None };
    let doors = queries::told(&mut tx, tenant.id, id).await?;
    let reads =
        if standing.is_public() { Some(queries::reads(&mut tx, tenant.id, id, staff.today()?).await?) } else { None };
    drop(tx);
    let may = |step| hand.may(step) && standing.after(step).is_some();
    let file = |file: &queries::File| FileView {
        url: urls::draft_file(tenant, id, file.id),
        removal_url: urls::file_removal(tenant, id, file.id),
        ..FileView::new(file, tenant, id, context)
    };
    let told = Told {
        title: &draft.content.title,
        body: &draft.content.body,
        place: draft.place_name.label(t),
        published_at: draft.published_at.or(draft.content.starts_at).unwrap_or(now),
        expires_at: draft.content.expires_at,
    };
    let is_open = choices.is_some();
    let unsaved = typed.form.as_ref().filter(|_| !is_open).map(|form| (form.title.clone(), form.body.clone()));
    let saved = NoticeForm::of(&draft.content, draft.revision, tenant.time_zone);
    let template = DraftPage {
        page: Page::of_console(staff, &draft.content.title),
        console_url: staff::urls::console(tenant),
        desk_url: urls::desk(tenant),
        action: urls::draft(tenant, id),
        revision: draft.revision,
        standing: standing.label(t),
        is_live: standing == Standing::Now,
        byline: byline(staff, &draft)?,
        history: history(staff, &draft, standing)?,
        reason: draft.reason.clone(),
        article: Article::new(told, files.iter().map(file).collect(), tenant, context, now),
        public_url: standing.is_public().then(|| urls::notice(tenant, id)),
        copy_url: urls::new_from(tenant, id),
        told: (doors > 0).then(|| t.notices.doors_told(doors)),
        reads: reads.map(|reads| t.notices.reads(reads.all, reads.residents, reads.of)),
        offers: Offers {
            send: may(Step::Send),
            take_back: may(Step::TakeBack),
            approve: may(Step::Approve),
            publish_alone: may(Step::PublishAlone),
            send_back: may(Step::Return),
            withdraw: may(Step::Withdraw),
        },
        waits: (standing == Standing::Review && !may(Step::Approve) && !may(Step::PublishAlone))
            .then_some(if hand.has_written { t.notices.waits_own } else { t.notices.waits }),
        writing: choices.map(|choices| Writing {
            fields: choices.fields(typed.form.unwrap_or(saved)),
            theirs: typed.theirs,
            files_action: urls::files(tenant, id),
            file_key: NoticeFileId::generate().to_string(),
        }),
        review_action: urls::review(tenant, id),
        decision_action: urls::decision(tenant, id),
        withdrawal_action: urls::withdrawal(tenant, id),
        typed_reason: typed.reason,
        is_conflict: typed.is_conflict,
        unsaved,
        errors: typed.errors,
    };
    let has_theirs = template.writing.as_ref().is_some_and(|writing| !writing.theirs.is_empty());
    let status = form_status(&template.errors, template.is_conflict || has_theirs);
    flashed(staff.flash(), status, &template)
}

fn byline(staff: &Staff, draft: &Draft) -> AppResult<String> {
    let t = &staff.context().t().notices;
    let when = text::moment(staff.context().locale, draft.changed_at, staff.now(), staff.tenant()?.time_zone);
    Ok(if draft.author_name.is_empty() { t.when_changed(when) } else { t.byline(&draft.author_name, when) })
}

/// What was decided, and when it is or was public.
fn history(staff: &Staff, draft: &Draft, standing: Standing) -> AppResult<Vec<String>> {
    let (tenant, context, t) = (staff.tenant()?, staff.context(), &staff.context().t().notices);
    let moment = |at| text::moment(context.locale, at, staff.now(), tenant.time_zone);
    let mut lines = Vec::new();
    if let (Some(at), Some(person)) = (draft.decided_at, draft.decider) {
        let (who, when) = (&draft.decider_name, moment(at));
        lines.extend(match standing {
            Standing::Returned => Some(t.was_returned(who, when)),
            Standing::Withdrawn => Some(t.was_withdrawn(who, when)),
            Standing::Draft | Standing::Review => None,
            _ if draft.is_by(person) => Some(t.was_published_alone(who, when)),
            _ => Some(t.was_approved(who, when)),
        });
    }
    let starts = draft.published_at.or(draft.content.starts_at).map(&moment);
    match (standing, starts) {
        (Standing::Scheduled, Some(at)) => lines.push(t.when_scheduled(at)),
        (Standing::Now | Standing::Over, Some(at)) => lines.push(t.when_published(at)),
        (Standing::Draft | Standing::Returned | Standing::Review, Some(at)) => lines.push(t.when_planned(at)),
        _ => {}
    }
    Ok(lines)
}

pub(super) async fn save(
    staff: Staff,
    Path(path): Path<NoticePath>,
    Form(form): Form<NoticeForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let (id, t, now) = (path.notice, staff.context().t(), staff.now());
    let mut tx = staff.write().await?;
    let before = find(&staff, &mut tx, id).await?;
    if !before.standing(now).is_open() {
        // It waits for somebody, or is public: what is being read there does not change underneath.
        drop(tx);
        return show_draft(&staff, id, Typed { form: Some(form), is_conflict: true, ..Typed::default() }).await;
    }
    let choices = choices(&staff, &mut tx).await?;
    let mut errors = Errors::default();
    let Some(content) = check(&staff, &choices, &form, &mut errors)? else {
        drop(tx);
        return show_draft(&staff, id, Typed { form: Some(form), errors, ..Typed::default() }).await;
    };
    let me = me(&staff)?.id;
    if queries::save(&mut tx, tenant.id, id, form.revision, (&content, me), now).await? {
        tx.commit().await?;
        return Ok(redirect(&urls::draft(&tenant, id), Some(Flash::Saved)));
    }
    drop(tx);
    // Somebody else saved first: what they saved, and what was typed here to be sent again.
    let saved = NoticeForm::of(&before.content, before.revision, tenant.time_zone);
    let fields = [
        (t.notices.title_field, &saved.title, &form.title),
        (t.notices.body_field, &saved.body, &form.body),
        (t.notices.starts, &saved.starts, &form.starts),
        (t.notices.ends, &saved.ends, &form.ends),
    ];
    let mut theirs: Vec<_> = fields
        .into_iter()
        .filter(|(_, saved, typed)| saved != typed)
        .map(|(label, saved, _)| (label, saved.clone()))
        .collect();
    if saved.place != form.place || saved.building != form.building || theirs.is_empty() {
        theirs.push((t.notices.place, before.place_name.label(t)));
    }
    let form = NoticeForm { revision: before.revision, ..form };
    show_draft(&staff, id, Typed { form: Some(form), theirs, ..Typed::default() }).await
}
