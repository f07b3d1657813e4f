//! What machines read: schema.org data, sitemaps, robots.

use std::fmt::Write;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::listing;
use super::queries::{Listing, VendorProfile};
use super::{snapshot, urls};
use crate::access::Visitor;
use crate::error::{AppError, AppResult};
use crate::tenancy::{self, Tenant};
use crate::ui::JsonLd;
use crate::values::Fen;
use crate::web::{Locale, Page};
use crate::{jobs, policies, talents, training};

/// An amount as schema.org wants it: yuan with two decimals.
pub(crate) fn decimal(fen: Fen) -> String {
    format!("{}.{:02}", fen.fen() / 100, fen.fen() % 100)
}

/// An offer as schema.org's `Service` with an `Offer` and its `UnitPriceSpecification`.
pub(super) fn listing(page: &Page, tenant: &Tenant, listing: &Listing) -> JsonLd {
    let mut price = json!({ "@type": "UnitPriceSpecification", "priceCurrency": "CNY" });
    match listing.price.unit().un_cefact() {
        Some(code) => price["unitCode"] = json!(code),
        None => price["unitText"] = json!(listing.price.unit().code()),
    }
    if let Some(min) = listing.price.min() {
        price["minPrice"] = json!(decimal(min));
    }
    if let Some(max) = listing.price.max() {
        price["maxPrice"] = json!(decimal(max));
    }
    let mut provider = json!({ "@type": "LocalBusiness", "name": listing.vendor_name, "url": page.url(&urls::vendor(tenant, listing.org)) });
    // Whoever is suspended is not to be called, whatever a search engine shows.
    if let Some(phone) = listing.vendor_phone.as_ref().filter(|_| listing.is_published) {
        provider["telephone"] = json!(phone.as_str());
    }
    JsonLd::new(&json!({
        "@context": "https://schema.org",
        "@type": "Service",
        "name": listing.name,
        "serviceType": listing.kind.as_deref().unwrap_or(&listing.category),
        "description": listing.included,
        "url": listing::absolute(page, tenant, listing.id),
        "areaServed": { "@type": "AdministrativeArea", "name": tenant.name },
        "provider": provider,
        "offers": { "@type": "Offer", "priceSpecification": price },
    }))
}

/// A company as schema.org's `LocalBusiness`.
pub(super) fn vendor(page: &Page, tenant: &Tenant, vendor: &VendorProfile) -> JsonLd {
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "name": vendor.name,
        "description": vendor.profile,
        "url": page.url(&urls::vendor(tenant, vendor.org)),
        "areaServed": { "@type": "AdministrativeArea", "name": tenant.name },
    });
    let mut set = |key: &str, field: Option<Value>| {
        if let Some(field) = field {
            value[key] = field;
        }
    };
    set("telephone", vendor.phone.as_ref().filter(|_| vendor.is_published).map(|phone| json!(phone.as_str())));
    set("foundingDate", vendor.founded_year.map(|year| json!(year.to_string())));
    set(
        "identifier",
        vendor.uscc.as_ref().map(|uscc| json!({ "@type": "PropertyValue", "propertyID": "USCC", "value": uscc })),
    );
    JsonLd::new(&value)
}

/// Which addresses crawlers leave alone.
pub(super) async fn robots(visitor: Visitor) -> String {
    let base = &visitor.state().config().base_url;
    format!(
        "User-agent: *\nDisallow: /me\nDisallow: /org\nDisallow: /sign-in\nDisallow: /sign-up\nDisallow: /*/staff\nDisallow: /*/compare\nSitemap: {base}{}\n",
        urls::SITEMAP
    )
}

fn xml(body: String) -> Response {
    ([(CONTENT_TYPE, "application/xml; charset=utf-8")], body).into_response()
}

/// Addresses here are made of slugs and ids, so nothing in them needs escaping but the ampersand.
fn escaped(url: &str) -> String {
    url.replace('&', "&amp;")
}

/// The sitemaps of all communities.
pub(super) async fn sitemap(visitor: Visitor) -> AppResult<Response> {
    let base = &visitor.state().config().base_url;
    let mut body = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for tenant in visitor.state().platform().communities() {
        let _ = writeln!(body, "<sitemap><loc>{base}{}</loc></sitemap>", urls::tenant_sitemap(tenant));
    }
    body.push_str("</sitemapindex>\n");
    Ok(xml(body))
}

/// A community's pages, each with its other languages.
pub(super) async fn tenant_sitemap(visitor: Visitor) -> AppResult<Response> {
    let tenant = visitor.tenant()?;
    if !tenant.is_community() {
        return Err(AppError::NotFound);
    }
    let snapshot = snapshot::of(&visitor).await?;
    let platform = visitor.state().platform();
    let mut paths = vec![tenancy::urls::home(tenant), urls::services(tenant)];
    paths.extend(platform.categories_of(tenant).map(|category| urls::category(tenant, &category.code)));
    let mut vendors: Vec<_> = snapshot.offers().iter().map(|offer| offer.vendor.id).collect();
    vendors.sort_unstable();
    vendors.dedup();
    paths.extend(vendors.into_iter().map(|org| urls::vendor(tenant, org)));
    paths.extend(snapshot.offers().iter().map(|offer| urls::listing(tenant, offer.id)));
    paths.extend(policies::addresses(&visitor).await?);
    let mut tx = visitor.read().await?;
    paths.extend(jobs::addresses(&mut tx, tenant, visitor.now()).await?);
    paths.extend(training::addresses(&mut tx, tenant).await?);
    paths.extend(talents::addresses(&mut tx, tenant).await?);
    drop(tx);
    let base = &visitor.state().config().base_url;
    let mut body = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for path in paths {
        let _ = write!(body, "<url><loc>{base}{}</loc>", escaped(&path));
        for locale in [Locale::ZhHant, Locale::En] {
            let url = escaped(&crate::web::with_params(&path, &[("lang", locale.tag())]));
            let _ = write!(body, "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{base}{url}\"/>", locale.tag());
        }
        body.push_str("</url>\n");
    }
    body.push_str("</urlset>\n");
    Ok(xml(body))
}
