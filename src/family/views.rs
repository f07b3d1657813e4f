//! Links in words, for the pages of all sides.

use chrono::NaiveDate;

use super::forms::OfferForm;
use super::held::stand;
use super::model::{Kin, LONGEST, Scope, State};
use super::pages::{HelperLine, OfferFields};
use super::queries::{self, Link};
use crate::access::{Member, SignedIn};
use crate::accounts::Asked;
use crate::db::{FamilyLinkId, ResidentId};
use crate::error::AppResult;
use crate::residents::queries::{merges, mine};
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::web::{Messages, text};

/// Links that are over, on one page.
const PAST: usize = 5;

/// Scopes in a row.
pub(super) fn scopes(scopes: &[Scope], t: &Messages) -> String {
    scopes.iter().map(|scope| scope.label(t)).collect::<Vec<_>>().join(t.time.list_separator)
}

/// Where a link stands, in a word.
pub(super) fn label(state: State, t: &Messages) -> &'static str {
    match state {
        State::Offered => t.family.state_offered,
        State::Living => t.family.state_living,
        State::Over(by) => by.label(t),
    }
}

/// A helper, for whoever may end it at `end_url`; whoever offered it reads the code too.
pub(super) fn helper(
    actor: &impl SignedIn,
    tenant: &Tenant,
    link: &Link,
    state: State,
    tells_code: bool,
    end_url: String,
) -> HelperLine {
    let (context, now) = (actor.context(), actor.now());
    let (t, locale) = (context.t(), context.locale);
    let how = if link.paper.is_empty() {
        t.family.how_self.to_owned()
    } else {
        t.family.how_paper(&link.paper, &link.by_name)
    };
    let days = match state {
        State::Offered => t.family.take_until(text::moment(locale, link.expires_at, now, tenant.time_zone)),
        State::Living => t.family.until_day(text::date(locale, link.until)),
        State::Over(_) => {
            let last = link.ended_at.map_or(link.until, |at| at.with_timezone(&tenant.time_zone).date_naive());
            t.family.over_on(text::date(locale, last))
        }
    };
    HelperLine {
        name: link.helper_name.clone(),
        kin: link.kin.label(t),
        phone: link.phone_masked.clone(),
        scopes: scopes(&link.scopes, t),
        note: format!("{days} · {how}"),
        state: label(state, t),
        is_living: state == State::Living,
        code: (tells_code && state == State::Offered).then(|| actor.state().secrets().code_digits(link.id.uuid())),
        end_url: (!matches!(state, State::Over(_))).then_some(end_url),
    }
}

/// Those that hold or wait, and the last ones that are over.
pub(super) fn divide(links: Vec<(State, HelperLine)>) -> (Vec<HelperLine>, Vec<HelperLine>) {
    let (past, open): (Vec<_>, Vec<_>) = links.into_iter().partition(|(state, _)| matches!(state, State::Over(_)));
    let line = |(_, line)| line;
    (open.into_iter().map(line).collect(), past.into_iter().map(line).take(PAST).collect())
}

/// The fields of an offer. Nothing is ticked but what somebody ticked before.
pub(super) fn fields(actor: &impl SignedIn, form: OfferForm, today: NaiveDate) -> OfferFields {
    let (t, locale) = (actor.context().t(), actor.context().locale);
    let is_ticked = |scope: &Scope| form.scope.iter().any(|code| code == scope.code());
    OfferFields {
        key: form.key.unwrap_or_else(FamilyLinkId::generate).to_string(),
        kins: std::iter::once(SelectOption::new("", t.family.kin_choose))
            .chain(Kin::ALL.iter().map(|kin| SelectOption::new(kin.code(), kin.label(t))))
            .collect(),
        scopes: Scope::ALL.iter().map(|scope| (scope.code(), scope.label(t), is_ticked(scope))).collect(),
        until_hint: t.family.until_hint(text::date(locale, today), text::date(locale, today + LONGEST)),
        asked: Asked::unless_fresh(actor),
        form,
    }
}

/// What is kept of a person's links on both sides, for the copy of their data: where, and what.
pub async fn copy(member: &Member) -> AppResult<Vec<(String, String)>> {
    let (me, t) = (member.me().id, member.context().t());
    let mut tx = member.read().await?;
    let (helping, owned) = (queries::of_person(&mut tx, me).await?, mine::of_person(&mut tx, me).await?);
    drop(tx);
    let mut lines = Vec::new();
    let mut push = |tenant: &Tenant, link: &Link, state: State| {
        let (kin, scopes) = (link.kin.label(t), scopes(&link.scopes, t));
        let value =
            format!("{} {kin} {} {scopes} {} {}", link.helper_name, link.phone_masked, link.until, label(state, t));
        lines.push((tenant.name.clone(), value));
    };
    for (tenant, id) in helping {
        let Some(tenant) = member.state().platform().by_id(tenant) else { continue };
        let mut tx = member.read_home(tenant.id).await?;
        for link in queries::by_ids(&mut tx, tenant.id, &[id]).await? {
            let (state, _) = stand(&mut tx, member, &tenant, &link).await?;
            push(&tenant, &link, state);
        }
    }
    for (tenant, resident) in owned {
        let Some(tenant) = member.state().platform().by_id(tenant) else { continue };
        let mut tx = member.read_home(tenant.id).await?;
        let same: Vec<ResidentId> = merges::family(&mut tx, tenant.id, resident).await?;
        for link in queries::of_residents(&mut tx, tenant.id, &same).await? {
            let (state, _) = stand(&mut tx, member, &tenant, &link).await?;
            push(&tenant, &link, state);
        }
    }
    Ok(lines)
}
