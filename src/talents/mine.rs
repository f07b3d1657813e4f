//! For the person: what I can, like, would like to do and to learn.

use axum::response::Response;

use super::forms::TalentForm;
use super::model::Status;
use super::pages::{Agreement, Fields, Mine, MinePage, Use};
use super::queries::records;
use super::talent::differing;
use super::{add, bring_back, urls};
use crate::access::Member;
use crate::accounts;
use crate::consents::{self, Giving, Purpose, Standing, Subject};
use crate::db::{ConsentId, TalentId};
use crate::error::{AppError, AppResult};
use crate::jobs;
use crate::matching;
use crate::residents::{self, Home, HomeLine, HomeQuery};
use crate::tenancy::Feature;
use crate::web::extract::{Form, Query};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect, text};

/// What was typed and could not be saved, and what somebody else saved meanwhile.
#[derive(Default)]
struct Draft {
    form: Option<TalentForm>,
    theirs: Vec<(&'static str, String)>,
    errors: Errors,
}

pub(super) async fn show(member: Member, Query(query): Query<HomeQuery>) -> AppResult<Response> {
    let homes = residents::homes(&member).await?;
    let home = query.among(&homes)?;
    show_mine(&member, &homes, home, Draft::default()).await
}

async fn show_mine(member: &Member, homes: &[Home], home: Option<&Home>, draft: Draft) -> AppResult<Response> {
    let t = member.context().t();
    let mine = match home {
        Some(home) => Some(gather(member, home, draft.form).await?),
        None => None,
    };
    let page =
        Page::new(member.state(), member.context(), Some(member.me()), member.flash(), t.talents.mine).unlisted();
    let template = MinePage {
        page,
        me_url: accounts::urls::ME,
        choices: if mine.is_none() { HomeLine::all(homes, urls::mine) } else { Vec::new() },
        mine,
        theirs: draft.theirs,
        errors: draft.errors,
    };
    let status = form_status(&template.errors, !template.theirs.is_empty());
    flashed(member.flash(), status, &template)
}

async fn gather(member: &Member, home: &Home, draft: Option<TalentForm>) -> AppResult<Mine> {
    let (t, locale, tenant) = (member.context().t(), member.context().locale, &home.tenant);
    let mut tx = member.read_home(tenant.id).await?;
    let talent = records::of_resident(&mut tx, tenant.id, home.record).await?;
    let receipts = consents::of(&mut tx, tenant.id, Subject::Resident(home.record)).await?;
    let suggested = match talent.as_ref().filter(|talent| talent.hidden_at.is_none()) {
        Some(talent) => matching::for_person(&mut tx, (tenant, member.context()), talent, member.now()).await?,
        None => matching::Suggested::default(),
    };
    drop(tx);
    let living = Standing::of(&receipts, Purpose::Talent).given();
    let one_use = |purpose: Purpose| Use {
        code: purpose.code(),
        words: purpose.words(t),
        version: purpose.version(),
        key: ConsentId::generate().to_string(),
        is_given: Standing::of(&receipts, purpose).given().is_some(),
        shown_url: (purpose == Purpose::Badge).then(|| urls::shown(tenant)),
    };
    let form = draft.unwrap_or_else(|| match &talent {
        Some(talent) => TalentForm::of(&talent.profile, talent.revision),
        None => TalentForm { status: Status::Open.code().to_owned(), ..TalentForm::default() },
    });
    let erased = talent.as_ref().and_then(super::Talent::erased_at);
    Ok(Mine {
        record: home.record.to_string(),
        community: tenant.name.clone(),
        key: form.key.unwrap_or_else(TalentId::generate).to_string(),
        fields: Fields::of(form, if living.is_some() { Agreement::Held } else { Agreement::Own }, t),
        uses: [Purpose::Match, Purpose::Badge].map(one_use).into(),
        track: talent.as_ref().filter(|_| living.is_some()).map(|talent| talent.track().label(t)),
        is_kept: talent.is_some() && living.is_some(),
        is_matched: talent.as_ref().is_some_and(|talent| talent.match_since.is_some()),
        suggested,
        jobs_url: tenant.has(Feature::Jobs).then(|| jobs::urls::list(tenant)),
        erased_on: erased.map(|at| text::date(locale, at.with_timezone(&tenant.time_zone).date_naive())),
        is_child: residents::is_child_at(home, member.now()),
    })
}

pub(super) async fn save(member: Member, Form(form): Form<TalentForm>) -> AppResult<Response> {
    let (now, t) = (member.now(), member.context().t());
    let id = form.key.ok_or(AppError::BadRequest)?;
    let home = residents::home(&member, form.record).await?;
    let (tenant, subject) = (home.tenant.id, Subject::Resident(home.record));
    let homes = std::slice::from_ref(&home);
    let mut tx = member.write_home(tenant, urls::MINE).await?;
    let has_agreed = consents::hold(&mut tx, tenant, subject, Purpose::Talent).await?.is_some();
    let mut errors = Errors::default();
    if residents::is_child_at(&home, now) && !has_agreed {
        errors.add("agree", t.consents.child);
    }
    let held = records::of_resident(&mut tx, tenant, home.record).await?;
    let profile = form.check(held.as_ref().map(|held| &held.profile), t, &mut errors);
    let how = if has_agreed { None } else { form.agreed(t, &mut errors) };
    let Some(profile) = profile.filter(|_| errors.is_empty()) else {
        drop(tx);
        return show_mine(&member, homes, Some(&home), Draft { form: Some(form), errors, ..Draft::default() }).await;
    };
    if let Some(how) = how {
        let giving = Giving { id: ConsentId::generate(), purpose: Purpose::Talent, how, at: now };
        consents::give(&mut tx, tenant, subject, &giving).await?;
    }
    let done = match &held {
        // Sent twice.
        Some(held) if held.id == id && form.revision == 0 => {
            return Ok(redirect(&urls::mine(home.record), Some(Flash::AlreadyDone)));
        }
        Some(held) => {
            // A merge may have left it hidden.
            if has_agreed && held.hidden_at.is_some() {
                bring_back(&mut tx, tenant, &[home.record.uuid()]).await?;
            }
            records::update(&mut tx, tenant, (held.id, form.revision), &profile, now).await?
        }
        None => add(&mut tx, tenant, (id, home.record), &profile, None, now).await?,
    };
    if done {
        tx.commit().await?;
        return Ok(redirect(&urls::mine(home.record), Some(Flash::Saved)));
    }
    drop(tx);
    let Some(held) = held else {
        return Ok(redirect(&urls::mine(home.record), Some(Flash::AlreadyDone)));
    };
    let theirs = differing(&held, &profile, t);
    let form = TalentForm { revision: held.revision, ..form };
    show_mine(&member, homes, Some(&home), Draft { form: Some(form), theirs, ..Draft::default() }).await
}
