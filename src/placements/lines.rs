//! Lines of the hour book: written, signed, said to be wrong, settled and taken back.

use axum::response::Response;

use super::forms::{EntryForm, EntryStep, EntryStepForm};
use super::hours::{Book, Entry, Settlement, Signer, Standing};
use super::model::{Placement, Seat, Status};
use super::news::{Parties, Reader, What, others};
use super::pages::{EntryOffers, EntryPage, StandingView};
use super::queries;
use super::refusal::Refusal;
use super::show::{Typed, fields, show};
use super::side::{Door, EntryPath, PlacementPath, Side};
use super::{urls, words};
use crate::admissions::queries::has_left;
use crate::db::{PlacementEntryId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, flashed, form_status, redirect, text};

/// The field at which a refusal stands.
fn field(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Future | Refusal::BeforeStart => "day",
        Refusal::Minutes | Refusal::TooMuch(_) => "hours",
        _ => "entry",
    }
}

/// Whether whoever looks may take a line back: staff that which they wrote from paper.
fn may_remove(side: &Side, entry: &Entry) -> bool {
    let is_theirs = side.seat() != Seat::Community || !entry.paper_kept.is_empty();
    is_theirs && entry.may_be_removed_by(side.seat().signer())
}

/// Tells whoever may confirm it that the agreed hours are signed, when this change made it so.
async fn tell_reached(side: &Side, tx: &mut WriteTx, one: &Placement, before: i32, book: &Book) -> AppResult<()> {
    if before >= one.agreed_minutes || book.signed() < one.agreed_minutes {
        return Ok(());
    }
    Parties::of(one).tell(tx, &[Reader::Company, Reader::Community], &What::Reached, side.now()).await
}

/// A line is written.
pub(super) async fn add<D: Door>(
    door: D,
    Path(path): Path<PlacementPath>,
    Form(form): Form<EntryForm>,
) -> AppResult<Response> {
    let side = door.side(&path).await?;
    let url = side.links().page().to_owned();
    let mut tx = side.write(urls::MY_ENTRIES).await?;
    let (one, mut book) = side.hold(&mut tx).await?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    if book.entry(id).is_some() {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    if side.is_own(&mut tx, &one).await? {
        return Ok(redirect(&url, Some(Flash::OwnPlacement)));
    }
    if one.status != Status::Running {
        drop(tx);
        return show(&side, Typed { entry: Some(form), is_conflict: true, ..Typed::default() }).await;
    }
    let mut errors = Errors::default();
    let checked = form.check(side.seat() == Seat::Community, side.t(), &mut errors);
    if let Some((written, paper_kept)) = checked.filter(|_| errors.is_empty()) {
        match book.write(id, written, &side.pen(&one, &paper_kept), side.today()) {
            Ok(()) => {
                let entry = book.entry(id).ok_or(AppError::NotFound)?;
                if !queries::insert_entry(&mut tx, &one, entry, side.now()).await? {
                    return Err(AppError::Conflict);
                }
                tx.commit().await?;
                return Ok(redirect(&url, Some(Flash::HoursWritten)));
            }
            Err(refusal) => errors.add(field(refusal), refusal.text(side.t())),
        }
    }
    drop(tx);
    show(&side, Typed { entry: Some(form), errors, ..Typed::default() }).await
}

/// What was typed and could not be saved, and what somebody else saved meanwhile.
#[derive(Default)]
struct Draft {
    entry: Option<EntryForm>,
    step: EntryStepForm,
    theirs: Vec<(&'static str, String)>,
    errors: Errors,
}

pub(super) async fn page<D: Door>(door: D, Path(path): Path<EntryPath>) -> AppResult<Response> {
    show_entry(&door.side(&path.placement()).await?, path.entry, Draft::default()).await
}

/// Who stands for a line, who says otherwise, and what was decided.
fn signatures(side: &Side, entry: &Entry) -> Vec<(&'static str, String)> {
    let (t, n) = (side.t(), &side.t().placements);
    let when = |at| text::moment(side.context().locale, at, side.now(), side.tenant.time_zone);
    let mut lines = Vec::new();
    if let Some(signature) = &entry.learner {
        let by = if entry.paper_kept.is_empty() {
            signature.by.clone()
        } else {
            n.on_paper(&signature.by, &entry.paper_kept)
        };
        lines.push((n.learner_signed, n.signed_at(by, when(signature.at))));
    }
    if let Some(signature) = &entry.mentor {
        lines.push((n.mentor_signed, n.signed_at(&signature.by, when(signature.at))));
    }
    if let Some(dispute) = &entry.dispute {
        let said = n.disputed_note(words::signer(dispute.by, t), &dispute.note);
        lines.push((n.entry_disputed, n.said_at(said, when(dispute.at))));
    }
    if let Some(settled) = &entry.settled {
        let label = if settled.counts { n.entry_settled } else { n.entry_refused };
        lines.push((label, n.said_at(n.settled_note(&settled.by, &settled.note), when(settled.at))));
    }
    lines
}

async fn show_entry(side: &Side, id: PlacementEntryId, draft: Draft) -> AppResult<Response> {
    let (t, locale, seat) = (side.t(), side.context().locale, side.seat());
    let mut tx = side.read().await?;
    let (one, book) = side.open(&mut tx).await?;
    let is_own = side.is_own(&mut tx, &one).await?;
    let has_left = has_left(&mut tx, one.tenant, one.org).await?;
    drop(tx);
    let entry = book.entry(id).ok_or(AppError::NotFound)?;
    let (links, standing) = (side.links(), entry.standing());
    let is_open = one.status == Status::Running && !is_own;
    let may = |is_so: bool| is_open && is_so;
    let form = draft.entry.unwrap_or_else(|| EntryForm::of(entry));
    let mut way = side.way();
    way.push((t.placements.book, links.page().to_owned()));
    let day = text::date(locale, entry.written.day);
    let template = EntryPage {
        page: side.page(t.placements.entry_of(&day)),
        way,
        day,
        hours: t.placements.hours(words::hours(entry.written.minutes)),
        did: entry.written.did.clone(),
        standing: StandingView { label: words::standing(entry, seat, t), class: words::entry_class(entry) },
        signatures: signatures(side, entry),
        offers: EntryOffers {
            sign: may(standing == Standing::Waits(seat.signer())),
            dispute: may(matches!(standing, Standing::Waits(_) | Standing::Counts)
                && entry.settled.is_none()
                && seat != Seat::Community),
            settle: may(seat == Seat::Community
                && (standing == Standing::Disputed || has_left && standing == Standing::Waits(Signer::Mentor))),
            remove: may(may_remove(side, entry)),
        },
        write: may(entry.settled.is_none()).then(|| fields(side, form, links.entry(id))),
        revision: entry.revision,
        steps_url: links.entry_steps(id),
        form: draft.step,
        theirs: draft.theirs,
        errors: draft.errors,
    };
    flashed(side.flash(), form_status(&template.errors, !template.theirs.is_empty()), &template)
}

/// What a line says now, for whoever saw it otherwise.
fn theirs(side: &Side, entry: &Entry) -> Vec<(&'static str, String)> {
    let n = &side.t().placements;
    vec![
        (n.day, text::date(side.context().locale, entry.written.day)),
        (n.duration, n.hours(words::hours(entry.written.minutes))),
        (n.did, entry.written.did.clone()),
        (n.standing, words::standing(entry, side.seat(), side.t()).to_owned()),
    ]
}

/// A line is written anew.
pub(super) async fn save<D: Door>(
    door: D,
    Path(path): Path<EntryPath>,
    Form(form): Form<EntryForm>,
) -> AppResult<Response> {
    let side = door.side(&path.placement()).await?;
    let url = side.links().page().to_owned();
    let mut tx = side.write(urls::MY_ENTRY).await?;
    let (one, mut book) = side.hold(&mut tx).await?;
    let entry = book.entry(path.entry).ok_or(AppError::NotFound)?;
    if side.is_own(&mut tx, &one).await? {
        return Ok(redirect(&url, Some(Flash::OwnPlacement)));
    }
    if one.status != Status::Running {
        drop(tx);
        return show(&side, Typed { entry: Some(form), is_conflict: true, ..Typed::default() }).await;
    }
    let mut errors = Errors::default();
    let checked = form.check(side.seat() == Seat::Community, side.t(), &mut errors).filter(|_| errors.is_empty());
    if entry.revision != form.revision {
        // Sent twice.
        if entry.revision == form.revision + 1 && checked.is_some_and(|(written, _)| written == entry.written) {
            return Ok(redirect(&url, Some(Flash::AlreadyDone)));
        }
        let theirs = theirs(&side, entry);
        let form = EntryForm { revision: entry.revision, ..form };
        drop(tx);
        return show_entry(&side, path.entry, Draft { entry: Some(form), theirs, ..Draft::default() }).await;
    }
    if let Some((written, paper_kept)) = checked {
        let other = side.seat().signer().other();
        let was_signed = entry.is_signed_by(other);
        let day = entry.written.day;
        match book.rewrite(path.entry, written, &side.pen(&one, &paper_kept), side.today()) {
            Ok(()) => {
                keep(&side, &mut tx, &book, path.entry).await?;
                tx.changes(&["placement_entry"]);
                if was_signed {
                    let reader = match other {
                        Signer::Learner => Reader::Learner,
                        Signer::Mentor => Reader::Company,
                    };
                    Parties::of(&one).tell(&mut tx, &[reader], &What::Rewritten { day }, side.now()).await?;
                }
                tx.commit().await?;
                return Ok(redirect(&url, Some(Flash::HoursWritten)));
            }
            Err(refusal) => errors.add(field(refusal), refusal.text(side.t())),
        }
    }
    drop(tx);
    show_entry(&side, path.entry, Draft { entry: Some(form), errors, ..Draft::default() }).await
}

async fn keep(side: &Side, tx: &mut WriteTx, book: &Book, id: PlacementEntryId) -> AppResult<()> {
    let entry = book.entry(id).ok_or(AppError::NotFound)?;
    if queries::update_entry(tx, side.tenant.id, entry, side.now()).await? { Ok(()) } else { Err(AppError::Conflict) }
}

/// What becomes of a line.
enum Deed {
    Sign { kept: String },
    Dispute { note: String },
    Settle { counts: bool, note: String },
    Remove,
}

impl Deed {
    /// What a form asks for, if whoever sends it may; none with the errors noted.
    fn read(side: &Side, form: &EntryStepForm, errors: &mut Errors) -> AppResult<Option<Self>> {
        let t = side.t();
        let step = form.step.ok_or(AppError::BadRequest)?;
        Ok(match (step, side.seat()) {
            (EntryStep::Sign, Seat::Community) => form.kept(t, errors).map(|kept| Self::Sign { kept }),
            (EntryStep::Sign, _) => Some(Self::Sign { kept: String::new() }),
            (EntryStep::Dispute, Seat::Learner | Seat::Company) => {
                form.note(t, errors).map(|note| Self::Dispute { note })
            }
            (EntryStep::Settle, Seat::Community) => {
                let (counts, note) = (form.counts(t, errors), form.note(t, errors));
                counts.zip(note).map(|(counts, note)| Self::Settle { counts, note })
            }
            (EntryStep::Remove, _) => Some(Self::Remove),
            (EntryStep::Dispute, Seat::Community) | (EntryStep::Settle, _) => return Err(AppError::BadRequest),
        })
    }

    /// Whether a line already says so: the form was sent twice.
    fn is_done(&self, entry: &Entry, signer: Signer) -> bool {
        match self {
            Self::Sign { .. } => entry.is_signed_by(signer),
            Self::Dispute { note } => {
                entry.dispute.as_ref().is_some_and(|said| said.by == signer && said.note == *note)
            }
            Self::Settle { counts, note } => {
                entry.settled.as_ref().is_some_and(|settled| settled.counts == *counts && settled.note == *note)
            }
            Self::Remove => false,
        }
    }
}

/// Does it, and tells whom it concerns.
async fn take(
    side: &Side,
    tx: &mut WriteTx,
    (one, book, id): (&Placement, &mut Book, PlacementEntryId),
    deed: Deed,
) -> AppResult<Result<Flash, Refusal>> {
    let (now, signer, before) = (side.now(), side.seat().signer(), book.signed());
    let entry = book.entry(id).ok_or(AppError::NotFound)?;
    let (day, revision) = (entry.written.day, entry.revision);
    let is_disputed = entry.dispute.is_some();
    let (done, flash, what) = match deed {
        Deed::Sign { kept } => (book.sign(id, &side.pen(one, &kept)), Flash::HoursSigned, None),
        Deed::Dispute { note } => {
            let done = book.dispute(id, signer, &note, now);
            (done, Flash::HoursDisputed, Some(What::Disputed { day, note }))
        }
        Deed::Settle { counts, note } => {
            let by = side.me().name.clone();
            let settlement = Settlement { at: now, by, counts, note: note.clone() };
            let done = if !is_disputed && has_left(tx, one.tenant, one.org).await? {
                book.stand_in(id, settlement)
            } else {
                book.settle(id, settlement)
            };
            (done, Flash::HoursSettled, Some(What::Settled { day, counts, note }))
        }
        Deed::Remove => {
            let done = if may_remove(side, entry) { book.remove(id, signer) } else { Err(Refusal::NotAlone) };
            (done, Flash::Removed, None)
        }
    };
    if let Err(refusal) = done {
        return Ok(Err(refusal));
    }
    if book.entry(id).is_some() {
        keep(side, tx, book, id).await?;
    } else if !queries::remove_entry(tx, one.tenant, (id, revision)).await? {
        return Err(AppError::Conflict);
    }
    if let Some(what) = what {
        Parties::of(one).tell(tx, &others(side.seat()), &what, now).await?;
    }
    tell_reached(side, tx, one, before, book).await?;
    Ok(Ok(flash))
}

pub(super) async fn step<D: Door>(
    door: D,
    Path(path): Path<EntryPath>,
    Form(form): Form<EntryStepForm>,
) -> AppResult<Response> {
    let side = door.side(&path.placement()).await?;
    let url = side.links().page().to_owned();
    let mut tx = side.write(urls::MY_ENTRY_STEPS).await?;
    let (one, mut book) = side.hold(&mut tx).await?;
    if side.is_own(&mut tx, &one).await? {
        return Ok(redirect(&url, Some(Flash::OwnPlacement)));
    }
    let Some(entry) = book.entry(path.entry) else {
        // Taken back twice.
        let is_gone = form.step == Some(EntryStep::Remove);
        return if is_gone { Ok(redirect(&url, Some(Flash::AlreadyDone))) } else { Err(AppError::NotFound) };
    };
    let mut errors = Errors::default();
    let deed = Deed::read(&side, &form, &mut errors)?.filter(|_| errors.is_empty());
    let is_late = one.status != Status::Running || entry.revision != form.revision;
    if is_late {
        let is_done = deed.is_some_and(|deed| deed.is_done(entry, side.seat().signer()));
        if is_done && entry.revision == form.revision + 1 {
            return Ok(redirect(&url, Some(Flash::AlreadyDone)));
        }
        let theirs = theirs(&side, entry);
        drop(tx);
        return show_entry(&side, path.entry, Draft { step: form, theirs, ..Draft::default() }).await;
    }
    if let Some(deed) = deed {
        match take(&side, &mut tx, (&one, &mut book, path.entry), deed).await? {
            Ok(flash) => {
                tx.commit().await?;
                return Ok(redirect(&url, Some(flash)));
            }
            Err(refusal) => errors.add("entry", refusal.text(side.t())),
        }
    }
    drop(tx);
    show_entry(&side, path.entry, Draft { step: form, errors, ..Draft::default() }).await
}
