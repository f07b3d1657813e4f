//! Lines of the hour book: written, signed, said to be wrong, settled and taken back.

use axum::response::Response;

use super::forms::{EntryForm, EntryStepForm};
use super::hours::{Book, Entry, Refusal, Settlement, Standing};
use super::model::{Placement, Seat, Status};
use super::news::{Parties, Reader, What, others};
use super::pages::{EntryOffers, EntryPage, StandingView};
use super::queries;
use super::show::{Typed, fields, show};
use super::side::{Door, EntryPath, PlacementPath, Side};
use super::{urls, words};
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

/// Whether lines may be touched: it runs, and it is not the learner themself who looks from another side.
async fn is_open(side: &Side, tx: &mut WriteTx, one: &Placement) -> AppResult<Option<Flash>> {
    if side.is_own(tx, one).await? {
        return Ok(Some(Flash::OwnPlacement));
    }
    Ok((one.status != Status::Running).then_some(Flash::AlreadyDone))
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
    if let Some(flash) = is_open(&side, &mut tx, &one).await? {
        return Ok(redirect(&url, Some(flash)));
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
        lines.push((n.entry_disputed, n.signed_at(said, when(dispute.at))));
    }
    if let Some(settled) = &entry.settled {
        let label = if settled.counts { n.entry_settled } else { n.entry_refused };
        lines.push((label, n.signed_at(n.settled_note(&settled.by, &settled.note), when(settled.at))));
    }
    lines
}

async fn show_entry(side: &Side, id: PlacementEntryId, draft: Draft) -> AppResult<Response> {
    let (t, locale, seat) = (side.t(), side.context().locale, side.seat());
    let mut tx = side.read().await?;
    let (one, book) = side.open(&mut tx).await?;
    let is_own = side.is_own(&mut tx, &one).await?;
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
            settle: may(standing == Standing::Disputed && seat == Seat::Community),
            remove: may(entry.may_be_removed_by(seat.signer())),
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
    if let Some(flash) = is_open(&side, &mut tx, &one).await? {
        return Ok(redirect(&url, Some(flash)));
    }
    if entry.revision != form.revision {
        let theirs = theirs(&side, entry);
        let form = EntryForm { revision: entry.revision, ..form };
        drop(tx);
        return show_entry(&side, path.entry, Draft { entry: Some(form), theirs, ..Draft::default() }).await;
    }
    let mut errors = Errors::default();
    let checked = form.check(side.seat() == Seat::Community, side.t(), &mut errors);
    if let Some((written, paper_kept)) = checked.filter(|_| errors.is_empty()) {
        match book.rewrite(path.entry, written, &side.pen(&one, &paper_kept), side.today()) {
            Ok(()) => {
                keep(&side, &mut tx, &book, path.entry).await?;
                tx.changes(&["placement_entry"]);
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
        Ok(match (form.step.as_str(), side.seat()) {
            ("sign", Seat::Community) => form.kept(t, errors).map(|kept| Self::Sign { kept }),
            ("sign", _) => Some(Self::Sign { kept: String::new() }),
            ("dispute", Seat::Learner | Seat::Company) => form.note(t, errors).map(|note| Self::Dispute { note }),
            ("settle", Seat::Community) => {
                let (counts, note) = (form.counts(t, errors), form.note(t, errors));
                counts.zip(note).map(|(counts, note)| Self::Settle { counts, note })
            }
            ("remove", _) => Some(Self::Remove),
            _ => return Err(AppError::BadRequest),
        })
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
    let Some(entry) = book.entry(id).cloned() else { return Err(AppError::NotFound) };
    let day = entry.written.day;
    let done = match &deed {
        Deed::Sign { kept } => book.sign(id, &side.pen(one, kept)),
        Deed::Dispute { note } => book.dispute(id, signer, note, now),
        Deed::Settle { counts, note } => {
            let by = side.me().name.clone();
            book.settle(id, Settlement { at: now, by, counts: *counts, note: note.clone() })
        }
        Deed::Remove => book.remove(id, signer),
    };
    if let Err(refusal) = done {
        return Ok(Err(refusal));
    }
    if matches!(deed, Deed::Remove) {
        let is_gone = queries::remove_entry(tx, one.tenant, (id, entry.revision)).await?;
        return if is_gone { Ok(Ok(Flash::Removed)) } else { Err(AppError::Conflict) };
    }
    keep(side, tx, book, id).await?;
    let parties = Parties::of(one);
    Ok(Ok(match deed {
        Deed::Dispute { note } => {
            parties.tell(tx, &others(side.seat()), &What::Disputed { day, note }, now).await?;
            Flash::HoursDisputed
        }
        Deed::Settle { counts, note } => {
            parties.tell(tx, &others(side.seat()), &What::Settled { day, counts, note }, now).await?;
            tell_reached(side, tx, one, before, book).await?;
            Flash::HoursSettled
        }
        Deed::Sign { .. } | Deed::Remove => {
            tell_reached(side, tx, one, before, book).await?;
            Flash::HoursSigned
        }
    }))
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
    let entry = book.entry(path.entry).ok_or(AppError::NotFound)?;
    if let Some(flash) = is_open(&side, &mut tx, &one).await? {
        return Ok(redirect(&url, Some(flash)));
    }
    // Sent twice.
    let is_signed = form.step == "sign" && entry.is_signed_by(side.seat().signer());
    if is_signed && entry.revision == form.revision + 1 {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    if entry.revision != form.revision {
        let theirs = theirs(&side, entry);
        drop(tx);
        return show_entry(&side, path.entry, Draft { step: form, theirs, ..Draft::default() }).await;
    }
    let mut errors = Errors::default();
    if let Some(deed) = Deed::read(&side, &form, &mut errors)?.filter(|_| errors.is_empty()) {
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
