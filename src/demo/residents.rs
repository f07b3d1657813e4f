//! The demo's residents.

use anyhow::{Context, Result};
use chrono::{Days, NaiveDate, TimeDelta};

use super::data::{CertificateData, HouseholdData, TalentData};
use super::grid::Places;
use super::load::{find_person, today};
use crate::certificates::external::{self, NewExternal, Seen};
use crate::consents::{self, Giving, How, Purpose, Subject};
use crate::db::{ConsentId, ExternalCertificateId, ResidentId, Scope, TalentId, TenantId};
use crate::household_workers::CertificateKind;
use crate::residents::queries::bulk::{self, NewDoor, NewResident};
use crate::residents::queries::{KeptPhone, count};
use crate::residents::{Relation, Tag, keys};
use crate::state::AppState;
use crate::talents::{self, Need, Profile, Specialty, Status, Time, Wish};
use crate::values::{PersonName, Phone, Trade};

/// Adds the residents of a community, unless it has some.
pub(super) async fn add(
    state: &AppState,
    tenant: TenantId,
    households: &[&HouseholdData],
    places: &Places,
) -> Result<()> {
    let mut tx = state.db().write(&Scope { tenant: Some(tenant), ..Scope::default() }).await?;
    if count(&mut tx, tenant).await? > 0 {
        return Ok(());
    }
    let (mut new, mut agreed, mut able) = (Vec::new(), Vec::new(), Vec::new());
    for data in households {
        let place = format!("{}/{}", data.estate, data.building);
        let building = places.get(&place).with_context(|| place.clone())?;
        let door = NewDoor {
            building: (*building).into(),
            unit: data.unit.clone(),
            room: data.room.clone(),
            kind: "registered",
        };
        let home = bulk::ensure_households(&mut tx, tenant, &[door]).await?;
        let home = *home.first().context("a demo household")?;
        for member in &data.members {
            let id = member.number.map_or_else(ResidentId::generate, |number| numbered(tenant, number));
            let person = match &member.account {
                Some(account) => find_person(state, account).await?,
                None => None,
            };
            agreed.extend(member.consents.iter().map(|purpose| (id, purpose, member.account.is_some())));
            able.extend(member.talent.as_ref().map(|data| (id, data)));
            let number = member.phone.as_ref().or(member.account.as_ref());
            let phone = number.map(|number| Phone::parse_mobile(number)).transpose().context("a demo phone")?;
            let name = PersonName::parse(&member.name).with_context(|| member.name.clone())?;
            new.push(NewResident {
                id,
                household: home,
                keys: keys(&name, phone.as_ref()),
                name: name.into(),
                phone: phone.map(|phone| KeptPhone::of(state.secrets(), id.uuid(), &phone)).transpose()?,
                birth_year: Some(member.born),
                relation: Relation::parse(&member.relation).with_context(|| member.relation.clone())?.code(),
                tags: member.tags.iter().filter_map(|tag| Tag::parse(tag)).map(Tag::code).collect(),
                note: member.note.clone(),
                person,
                import: None,
            });
        }
    }
    bulk::insert_residents(&mut tx, tenant, &new, (today(state), state.clock().now())).await?;
    for (id, purpose, is_own) in agreed {
        let paper =
            || How::Paper { by_name: "梁静怡".to_owned(), kept: "2 号柜".to_owned(), guardian: String::new() };
        let giving = Giving {
            id: ConsentId::generate(),
            purpose: Purpose::of_resident(purpose).with_context(|| purpose.clone())?,
            how: if is_own { How::Own } else { paper() },
            at: state.clock().now(),
        };
        consents::give(&mut tx, tenant, Subject::Resident(id), &giving).await?;
    }
    for (id, data) in able {
        let kept = (TalentId::generate(), id);
        let at = state.clock().now() - TimeDelta::days(data.days_ago);
        talents::add(&mut tx, tenant, kept, &profile(data), None, at).await?;
        if data.is_recognised {
            talents::queries::recognise(&mut tx, tenant, kept.0, Some((today(state), "梁静怡"))).await?;
        }
        for one in &data.certificates {
            let new = certificate(one, today(state)).with_context(|| one.title.clone())?;
            let ids = (kept.0, ExternalCertificateId::generate());
            external::record(&mut tx, (state.secrets(), tenant), ids, &new, ("梁静怡", at)).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// The record of the resident whom the demo calls by a number.
pub(super) fn numbered(tenant: TenantId, number: u128) -> ResidentId {
    ResidentId::derived(tenant.uuid(), uuid::Uuid::from_u128(number))
}

fn certificate(data: &CertificateData, today: NaiveDate) -> Result<NewExternal> {
    let issued = today - Days::new(data.days_ago);
    Ok(NewExternal {
        kind: CertificateKind::parse(&data.kind).context("a kind of certificate")?,
        title: data.title.clone(),
        trade: data.trade.as_deref().and_then(Trade::parse),
        number: data.number.clone(),
        issuer: data.issuer.clone(),
        issued_on: Some(issued),
        expires_on: data.holds_days.map(|days| issued + Days::new(days)),
        seen: Seen::Original,
        paper_kept: "便民站 2 号柜".to_owned(),
    })
}

fn profile(data: &TalentData) -> Profile {
    Profile {
        specialties: Specialty::among(&data.specialties),
        specialty_other: data.specialty_other.clone(),
        hobbies: data.hobbies.clone(),
        wishes: Wish::among(&data.wishes),
        needs: Need::among(&data.needs),
        need_other: String::new(),
        trades: Trade::ALL.into_iter().filter(|one| data.trades.iter().any(|code| code == one.code())).collect(),
        times: Time::among(&data.times),
        hours: data.hours.clone(),
        pay: None,
        note: String::new(),
        status: Status::Open,
    }
}
