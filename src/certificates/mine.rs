//! For the person: the certificates that communities have issued to me, and those of others that they have recorded.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::external::queries::External;
use super::external::{self, ExternalLine, Shown};
use super::model::Standing;
use super::pages::{Brief, MinePage, MyCertificate, MyExternal, SheetPage, StandingView};
use super::queries::{self, Certificate};
use super::{sheet, urls};
use crate::access::Member;
use crate::accounts;
use crate::db::{CourseCertificateId, ResidentId, Tx};
use crate::error::{AppError, AppResult};
use crate::residents::{self, Home};
use crate::talents;
use crate::tenancy::Tenant;
use crate::web::extract::Path;
use crate::web::{Context, Page, flashed, text};

/// All of a person's certificates with the community that issued each.
async fn all(member: &Member) -> AppResult<Vec<(Arc<Tenant>, Certificate)>> {
    let mut all = Vec::new();
    for home in residents::homes(member).await? {
        let mut tx = member.read_home(home.tenant.id).await?;
        let own = queries::of_resident(&mut tx, home.tenant.id, home.record).await?;
        all.extend(own.into_iter().map(|certificate| (home.tenant.clone(), certificate)));
    }
    Ok(all)
}

/// Certificates that others have issued to a person, each in its community.
async fn external(member: &Member) -> AppResult<Vec<(Home, External)>> {
    let mut all = Vec::new();
    for home in residents::homes(member).await? {
        let mut tx = member.read_home(home.tenant.id).await?;
        if let Some(talent) = talents::queries::of_resident(&mut tx, home.tenant.id, home.record).await? {
            let kept = external::queries::of(&mut tx, home.tenant.id, talent.id).await?;
            all.extend(kept.into_iter().map(|one| (home.clone(), one)));
        }
    }
    Ok(all)
}

/// The certificates of ours that a resident has, in a line each.
pub(crate) async fn briefs(
    tx: &mut impl Tx,
    (tenant, context): (&Tenant, &Context),
    resident: ResidentId,
    now: DateTime<Utc>,
) -> AppResult<Vec<Brief>> {
    let own = queries::of_resident(tx, tenant.id, resident).await?;
    let brief = |certificate: Certificate| {
        let standing = sheet::standing(&certificate, tenant, now);
        Brief {
            verify_url: urls::verify(tenant, &certificate.code),
            title: certificate.content.title,
            org_name: certificate.content.org_name,
            number: certificate.number.unwrap_or_default(),
            standing: StandingView { label: standing.label(context.t()), is_valid: standing == Standing::Valid },
        }
    };
    Ok(own.into_iter().map(brief).collect())
}

fn page(member: &Member, title: impl Into<String>) -> Page {
    Page::new(member.state(), member.context(), Some(member.me()), member.flash(), title).unlisted()
}

pub(super) async fn list(member: Member) -> AppResult<Response> {
    let (context, now) = (member.context(), member.now());
    let t = context.t();
    let line = |(tenant, certificate): &(Arc<Tenant>, Certificate)| {
        let standing = sheet::standing(certificate, tenant, now);
        MyCertificate {
            url: urls::my_sheet(certificate.id),
            verify_url: urls::verify(tenant, &certificate.code),
            title: certificate.content.title.clone(),
            issuer: t.certificates.issuers(&certificate.issuer, &certificate.content.org_name),
            number: certificate.number.clone().unwrap_or_default(),
            issued: certificate.issued_on.map(|day| text::date(context.locale, day)).unwrap_or_default(),
            expires: certificate.expires_on.map(|day| text::date(context.locale, day)),
            standing: StandingView { label: standing.label(t), is_valid: standing == Standing::Valid },
        }
    };
    let secrets = member.state().secrets();
    let theirs = external(&member).await?;
    let theirs = theirs.iter().map(|(home, one)| {
        let removal = urls::my_external_removal(one.id);
        let line = ExternalLine::of(one, (&home.tenant, context), now, &Shown::Whole(secrets), removal)?;
        Ok(MyExternal { community: home.tenant.name.clone(), record: home.record.to_string(), line })
    });
    let template = MinePage {
        page: page(&member, t.certificates.mine),
        me_url: accounts::urls::ME,
        external: theirs.collect::<AppResult<_>>()?,
        rows: all(&member).await?.iter().map(line).collect(),
    };
    flashed(member.flash(), StatusCode::OK, &template)
}

/// What is kept of the person's certificates, for a copy: which community, and what.
pub async fn entries(member: &Member) -> AppResult<Vec<(String, String)>> {
    let t = member.context().t();
    let entry = |(tenant, certificate): (Arc<Tenant>, Certificate)| {
        let standing = sheet::standing(&certificate, &tenant, member.now()).label(t).to_owned();
        let days =
            [certificate.issued_on, certificate.expires_on].map(|day| day.map_or_else(String::new, |d| d.to_string()));
        let [issued, expires] = days;
        let number = certificate.number.unwrap_or_default();
        let parts = [certificate.content.title, certificate.content.org_name, number, issued, expires, standing];
        (tenant.name.clone(), parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "))
    };
    let (context, secrets, now) = (member.context(), member.state().secrets(), member.now());
    let recorded = external(member).await?.into_iter().map(|(home, one)| {
        let line = ExternalLine::of(&one, (&home.tenant, context), now, &Shown::Whole(secrets), String::new())?;
        Ok((home.tenant.name.clone(), line.text(t.certificates.external)))
    });
    let mut entries: Vec<_> = all(member).await?.into_iter().map(entry).collect();
    entries.extend(recorded.collect::<AppResult<Vec<_>>>()?);
    Ok(entries)
}

/// The path of one of a person's own.
#[derive(Deserialize)]
pub(super) struct MyPath {
    course_certificate: CourseCertificateId,
}

pub(super) async fn show(member: Member, Path(path): Path<MyPath>) -> AppResult<Response> {
    let own = all(&member).await?;
    let found = own.into_iter().find(|(_, certificate)| certificate.id == path.course_certificate);
    let (tenant, certificate) = found.ok_or(AppError::NotFound)?;
    let standing = sheet::standing(&certificate, &tenant, member.now());
    let place = (&*tenant, member.context(), member.state().config());
    let template = SheetPage {
        page: page(&member, member.context().t().certificates.sheet_title(&certificate.content.title)),
        back_url: urls::MINE.to_owned(),
        verify_url: urls::verify(&tenant, &certificate.code),
        sheet: sheet::sheet(&certificate, standing, place)?,
    };
    flashed(member.flash(), StatusCode::OK, &template)
}
