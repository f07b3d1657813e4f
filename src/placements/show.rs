//! One placement with its hour book, from whichever side; and the book, to print.

use axum::http::StatusCode;
use axum::response::Response;

use super::forms::{EntryForm, StepForm, hour_choices};
use super::hours::{Book, Entry, Standing};
use super::model::{Agreement, Placement, Seat, Status, Step};
use super::pages::{EntryFields, EntryLine, Facts, Offers, PlacementPage, SheetLine, SheetPage, StandingView};
use super::side::{Door, PlacementPath, Side};
use super::terms::TermsForm;
use super::{mentors, urls, words};
use crate::admissions::queries::has_left;
use crate::db::PlacementEntryId;
use crate::error::AppResult;
use crate::web::extract::Path;
use crate::web::form::Errors;
use crate::web::{flashed, form_status, text};

/// Lines to write on that a printed book has at least.
const BLANK: usize = 12;

/// What was typed and could not be done.
#[derive(Default)]
pub(super) struct Typed {
    pub entry: Option<EntryForm>,
    pub step: StepForm,
    pub plan: Option<TermsForm>,
    pub is_conflict: bool,
    pub errors: Errors,
}

pub(super) async fn page<D: Door>(door: D, Path(path): Path<PlacementPath>) -> AppResult<Response> {
    show(&door.side(&path).await?, Typed::default()).await
}

pub(super) fn facts(side: &Side, one: &Placement) -> Facts {
    let t = &side.t().placements;
    Facts {
        learner: one.learner_name.clone(),
        org_name: one.org_name.clone(),
        course: t.course_of(&one.title, &one.school_name),
        mentor: one.mentor_name.clone(),
        place: one.place.clone(),
        duties: one.duties.clone(),
        days: words::period(side.context().locale, one.starts_on, one.ends_on),
        agreed: t.hours(words::hours(one.agreed_minutes)),
        proposer: one.proposer_name.clone(),
        agreement: (side.seat() != Seat::Company).then(|| match &one.agreement {
            Agreement::Word => t.agreed_by_word.to_owned(),
            Agreement::Paper(kept) => t.agreed_on_paper(kept),
        }),
    }
}

/// The fields of a line that whoever looks may write.
pub(super) fn fields(side: &Side, form: EntryForm, action: String) -> EntryFields {
    let (hours, quarters) = hour_choices(side.t());
    EntryFields {
        key: form.key.unwrap_or_else(PlacementEntryId::generate).to_string(),
        form,
        hours,
        quarters,
        on_paper: side.seat() == Seat::Community,
        action,
    }
}

/// What somebody said against a line, or the community decided.
fn note(entry: &Entry, side: &Side) -> Option<String> {
    let t = side.t();
    let disputed = entry.dispute.as_ref().map(|said| t.placements.disputed_note(words::signer(said.by, t), &said.note));
    entry.settled.as_ref().map(|settled| t.placements.settled_note(&settled.by, &settled.note)).or(disputed)
}

fn line(side: &Side, entry: &Entry, may_sign: bool) -> EntryLine {
    let (links, locale) = (side.links(), side.context().locale);
    let waits_for_me = entry.standing() == Standing::Waits(side.seat().signer());
    EntryLine {
        url: links.entry(entry.id),
        day: text::short_date(locale, entry.written.day, side.today()),
        hours: side.t().placements.hours(words::hours(entry.written.minutes)),
        did: entry.written.did.clone(),
        standing: StandingView {
            label: words::standing(entry, side.seat(), side.t()),
            class: words::entry_class(entry),
        },
        note: note(entry, side),
        // Staff say where the paper is, on the line's own page.
        sign_url: (may_sign && waits_for_me && side.seat() != Seat::Community).then(|| links.entry_steps(entry.id)),
        revision: entry.revision,
    }
}

/// Why it is over.
fn over(side: &Side, one: &Placement) -> Option<String> {
    let (t, locale) = (&side.t().placements, side.context().locale);
    match &one.completed {
        Some((day, by)) => Some(t.completed_note(text::date(locale, *day), by, words::hours(one.done_minutes))),
        None => {
            let reason = (!one.reason.is_empty()).then(|| t.reason_was(&one.reason));
            let done = (one.done_minutes > 0).then(|| t.ended_note(words::hours(one.done_minutes)));
            let all: Vec<_> = [reason, done].into_iter().flatten().collect();
            (!all.is_empty()).then(|| all.join(" "))
        }
    }
}

/// The page.
pub(super) async fn show(side: &Side, typed: Typed) -> AppResult<Response> {
    let (t, seat) = (side.t(), side.seat());
    let mut tx = side.read().await?;
    let (one, book) = side.open(&mut tx).await?;
    let is_own = side.is_own(&mut tx, &one).await?;
    let has_left = one.status.is_alive() && has_left(&mut tx, one.tenant, one.org).await?;
    drop(tx);
    let links = side.links();
    let may = |step| !is_own && side.decides() && one.status.after(step, seat).is_some();
    let colleagues = if may(Step::Accept) { side.colleagues().await? } else { Vec::new() };
    let is_running = one.status == Status::Running;
    let signed = book.signed();
    let title = match seat {
        Seat::Learner => t.placements.at_company(&one.org_name),
        Seat::Company | Seat::Community => one.learner_name.clone(),
    };
    // What has no field to stand in any more.
    let late = typed.entry.as_ref().filter(|_| !is_running).map(|entry| entry.text(side.t()));
    let plan = typed.plan.as_ref().map(|plan| plan.text(side.t()));
    let typed_words = [Some(typed.step.mentor.clone()), Some(typed.step.reason.clone()), late, plan];
    let typed_words = typed_words.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    let unsaved = Some((String::new(), typed_words)).filter(|(_, text)| !text.is_empty());
    let form = typed.entry.unwrap_or_else(|| EntryForm::blank(side.today()));
    // The latest day on top.
    let entries = book.entries.iter().rev().map(|entry| line(side, entry, is_running && !is_own));
    let template = PlacementPage {
        page: side.page(title),
        way: side.way(),
        facts: facts(side, &one),
        standing: StandingView { label: one.status.label(t), class: words::class(one.status) },
        note: over(side, &one),
        left: has_left.then_some(match seat {
            Seat::Community => t.placements.company_left_desk,
            Seat::Learner | Seat::Company => t.placements.company_left,
        }),
        progress: words::progress(signed, one.agreed_minutes, t),
        share: share(signed, one.agreed_minutes),
        is_own,
        is_company: seat == Seat::Company,
        is_running,
        entries: entries.collect(),
        write: (is_running && !is_own).then(|| fields(side, form, links.entries())),
        offers: Offers {
            decision: may(Step::Accept),
            complete: may(Step::Complete) && signed >= one.agreed_minutes,
            end: may(Step::End),
        },
        people: mentors::choices(colleagues, t),
        person: typed.step.mentor_person.map_or_else(String::new, |person| person.to_string()),
        mentor_url: (seat == Seat::Company && is_running && may(Step::End)).then(|| links.mentor()),
        plan_url: (seat == Seat::Community && may(Step::End)).then(|| links.plan()),
        revision: one.revision,
        steps_url: links.steps(),
        sheet_url: (seat != Seat::Company && one.status != Status::Declined).then(|| links.sheet()),
        learner_url: (seat == Seat::Community).then(|| urls::learner(&side.tenant, one.run, one.enrolment)),
        form: typed.step,
        unsaved,
        is_conflict: typed.is_conflict,
        errors: typed.errors,
    };
    flashed(side.flash(), form_status(&template.errors, template.is_conflict), &template)
}

/// So many hundredths of what is agreed are signed; all at most.
fn share(signed: i32, agreed: i32) -> i32 {
    (i64::from(signed) * 100)
        .checked_div(i64::from(agreed))
        .and_then(|share| i32::try_from(share).ok())
        .unwrap_or(0)
        .min(100)
}

pub(super) async fn sheet<D: Door>(door: D, Path(path): Path<PlacementPath>) -> AppResult<Response> {
    let side = door.side(&path).await?;
    let mut tx = side.read().await?;
    let (one, book) = side.open(&mut tx).await?;
    drop(tx);
    let template = SheetPage {
        page: side.page(side.t().placements.sheet_title(&one.learner_name)),
        back_url: side.links().page().to_owned(),
        community: side.tenant.name.clone(),
        facts: facts(&side, &one),
        progress: words::progress(book.signed(), one.agreed_minutes, side.t()),
        lines: sheet_lines(&side, &book),
        blank: if one.status == Status::Running { BLANK } else { 0 },
    };
    flashed(side.flash(), StatusCode::OK, &template)
}

fn sheet_lines(side: &Side, book: &Book) -> Vec<SheetLine> {
    let (t, locale) = (side.t(), side.context().locale);
    let line = |entry: &Entry| SheetLine {
        day: text::date(locale, entry.written.day),
        hours: words::hours(entry.written.minutes),
        did: entry.written.did.clone(),
        learner: match (&entry.learner, entry.paper_kept.as_str()) {
            (None, _) => String::new(),
            (Some(signature), "") => signature.by.clone(),
            (Some(signature), kept) => t.placements.on_paper(&signature.by, kept),
        },
        mentor: entry.mentor.as_ref().map_or_else(String::new, |signature| signature.by.clone()),
        standing: words::standing(entry, Seat::Community, t),
    };
    book.entries.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn the_share_never_says_that_all_is_done_before_it_is() {
        assert_eq!((share(0, 2400), share(2385, 2400), share(2400, 2400), share(3000, 2400)), (0, 99, 100, 100));
    }
}
