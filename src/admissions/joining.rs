//! The public side: what a community asks of companies, which serve it, and which are on public notice.

use axum::http::HeaderMap;
use axum::response::Response;

use super::pages::{JoinPage, NoticeView, VendorView, VendorsPage};
use super::{queries, urls};
use crate::access::Visitor;
use crate::directory;
use crate::error::{AppError, AppResult};
use crate::tenancy::{Feature, Tenant};
use crate::web::{Nav, Page, public, text};

fn page(visitor: &Visitor, title: &'static str) -> Page {
    Page::new(visitor.state(), visitor.context(), visitor.viewer(), visitor.flash(), title).at(Nav::Services)
}

fn phone(tenant: &Tenant) -> Option<(String, String)> {
    tenant.phone.as_ref().map(|phone| (phone.tel_href(), phone.display()))
}

pub(super) async fn join(visitor: Visitor, headers: HeaderMap) -> AppResult<Response> {
    public::page(&visitor, &headers, async || {
        let tenant = community(&visitor)?;
        let t = &visitor.context().t().admissions;
        let page = page(&visitor, t.join_title).described(t.join_lead);
        Ok(JoinPage { page, phone: phone(tenant), vendors_url: urls::vendors(tenant) })
    })
    .await
}

/// The tenant of the address, if it is one that companies serve.
fn community(visitor: &Visitor) -> AppResult<&Tenant> {
    visitor
        .tenant()
        .map(|tenant| &**tenant)
        .and_then(|t| if t.is_community() { Ok(t) } else { Err(AppError::NotFound) })
}

pub(super) async fn vendors(visitor: Visitor, headers: HeaderMap) -> AppResult<Response> {
    public::page(&visitor, &headers, || make_vendors(&visitor)).await
}

async fn make_vendors(visitor: &Visitor) -> AppResult<VendorsPage> {
    let tenant = community(visitor)?;
    let mut tx = visitor.read().await?;
    let vendors = queries::public_vendors(&mut tx, tenant.id).await?;
    let notices = queries::on_notice(&mut tx, tenant.id).await?;
    let suspended = queries::suspended(&mut tx, tenant.id).await?;
    drop(tx);
    let (context, platform) = (visitor.context(), visitor.state().platform());
    let (locale, t) = (context.locale, context.t());
    let on_notice = notices
        .into_iter()
        .map(|notice| {
            let names = notice.categories.iter().filter_map(|code| platform.category(code));
            NoticeView {
                name: notice.name,
                profile: notice.profile,
                categories: names.map(|c| c.name(locale)).collect::<Vec<_>>().join(t.time.list_separator),
                until: notice
                    .until
                    .map_or_else(String::new, |last| t.admissions.notice_until(text::date(locale, last))),
            }
        })
        .collect();
    let vendors = vendors
        .into_iter()
        .map(|vendor| VendorView {
            url: directory::urls::vendor(tenant, vendor.org),
            name: vendor.name,
            profile: vendor.profile,
            engagement: match vendor.engagement.as_deref() {
                Some("employee") => t.directory.engagement_employee.to_owned(),
                Some("agency") => t.directory.engagement_agency.to_owned(),
                _ => String::new(),
            },
            since: vendor.admitted_on.map_or_else(String::new, |on| t.directory.admitted(text::date(locale, on))),
        })
        .collect();
    Ok(VendorsPage {
        page: page(visitor, t.admissions.vendors_title).described(t.admissions.vendors_lead),
        on_notice,
        suspended,
        vendors,
        services_url: directory::urls::services(tenant),
        join_url: tenant.has(Feature::Join).then(|| urls::join(tenant)),
        phone: phone(tenant),
    })
}
