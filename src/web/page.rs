//! What every page is given: the explicit context of its layout.

use std::cell::RefCell;

use askama::Template;
use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::{Context, ElderSize, Flash, Locale, Messages, with_params};
use crate::access::Viewer;
use crate::error::AppResult;
use crate::state::AppState;
use crate::ui::JsonLd;

/// A place of the main navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nav {
    /// The community's home.
    Home,
    /// The directory and what lies below it.
    Services,
    /// The notices.
    Notices,
    /// The staff console.
    Console,
}

/// The layout's context.
pub struct Page {
    /// Language, display mode and tenant.
    pub context: Context,
    /// The messages of the language.
    pub t: &'static Messages,
    /// The title, before the names of community and product.
    pub title: String,
    /// For search engines and shared links.
    pub description: Option<String>,
    /// The place in the main navigation.
    pub nav: Option<Nav>,
    /// The message of the last request.
    pub flash: Option<Flash>,
    /// Whoever is signed in, by name.
    pub viewer: Option<String>,
    /// Whether the viewer may open the staff console here.
    pub has_console: bool,
    /// What the page is about, for machines.
    pub json_ld: Option<JsonLd>,
    /// The name of the street above the community.
    pub above: Option<String>,
    /// Whether search engines may list it.
    pub indexable: bool,
    base_url: String,
}

impl Page {
    /// A page for this request.
    pub fn new(
        state: &AppState,
        context: &Context,
        viewer: Option<&Viewer>,
        flash: Option<Flash>,
        title: impl Into<String>,
    ) -> Self {
        let platform = state.platform();
        let above =
            context.tenant.as_ref().and_then(|t| t.parent).and_then(|id| platform.by_id(id)).map(|t| t.name.clone());
        let has_console = context.tenant.as_ref().zip(viewer).is_some_and(|(tenant, viewer)| {
            viewer.grants.iter().any(|g| g.allows(crate::access::Capability::SearchMisses, tenant, &platform))
        });
        Self {
            t: context.t(),
            title: title.into(),
            description: None,
            nav: None,
            flash,
            viewer: viewer.map(|v| v.name.clone()),
            has_console,
            json_ld: None,
            above,
            indexable: true,
            base_url: state.config().base_url.clone(),
            context: context.clone(),
        }
    }

    /// At this place of the navigation.
    pub fn at(mut self, nav: Nav) -> Self {
        self.nav = Some(nav);
        self
    }

    /// Described so for search engines.
    pub fn described(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into()).filter(|text: &String| !text.is_empty());
        self
    }

    /// Not for search engines.
    pub fn unlisted(mut self) -> Self {
        self.indexable = false;
        self
    }

    /// The whole title, for the browser's tab.
    pub fn full_title(&self) -> String {
        let product = self.t.common.product;
        match &self.context.tenant {
            Some(tenant) if self.title.is_empty() => format!("{} · {product}", tenant.name),
            Some(tenant) => format!("{} · {} · {product}", self.title, tenant.name),
            None if self.title.is_empty() => product.to_owned(),
            None => format!("{} · {product}", self.title),
        }
    }

    /// The class that sets the community's hue.
    pub fn brand(&self) -> &'static str {
        self.context.tenant.as_ref().map_or(crate::tenancy::Brand::default(), |t| t.brand).class()
    }

    /// Whether the elder mode is on.
    pub fn is_elder(&self) -> bool {
        self.context.elder.is_some()
    }

    /// The elder mode's text size.
    pub fn elder_size(&self) -> &'static str {
        self.context.elder.unwrap_or_default().pixels()
    }

    /// This page with the elder mode on or off.
    pub fn elder_url(&self, on: bool) -> String {
        with_params(&self.context.uri, &[("elder", if on { "1" } else { "0" }), ("size", "")])
    }

    /// This page with another size of text.
    pub fn size_url(&self, size: &ElderSize) -> String {
        with_params(&self.context.uri, &[("elder", "1"), ("size", size.pixels())])
    }

    /// This page in another language.
    pub fn lang_url(&self, locale: &Locale) -> String {
        with_params(&self.context.uri, &[("lang", locale.tag())])
    }

    /// The address that search engines should know this page by. Simplified Chinese is the bare one.
    pub fn canonical(&self) -> String {
        self.absolute(&self.context.locale)
    }

    /// The page's address in a language, absolute.
    pub fn absolute(&self, locale: &Locale) -> String {
        let lang = if *locale == Locale::ZhHans { "" } else { locale.tag() };
        let uri = with_params(&self.context.uri, &[("lang", lang), ("elder", ""), ("size", "")]);
        format!("{}{uri}", self.base_url)
    }

    /// `path` as an absolute address.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// Where signing in leads back to.
    pub fn sign_in_url(&self) -> String {
        crate::accounts::urls::sign_in(Some(&self.context.uri))
    }

    /// A path below the community's home, such as `/services`.
    pub fn below(&self, path: &str) -> String {
        self.context.tenant.as_ref().map_or_else(|| path.to_owned(), |t| format!("/c/{}{path}", t.slug))
    }
}

/// More than any page of ours: a thread that drew something larger gives the memory back.
const LARGEST_KEPT_BUFFER: usize = 1 << 20;

thread_local! {
    /// What this thread draws pages into: a page grows here once, not anew from a few kilobytes for each request.
    static BUFFER: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The page as bytes.
pub fn render(template: &impl Template) -> AppResult<Bytes> {
    BUFFER.with_borrow_mut(|buffer| {
        buffer.clear();
        template.render_into(buffer)?;
        let page = Bytes::copy_from_slice(buffer.as_bytes());
        if buffer.capacity() > LARGEST_KEPT_BUFFER {
            *buffer = String::new();
        }
        Ok(page)
    })
}

/// Answers with a page that is made for this one request.
pub fn html(status: StatusCode, template: &impl Template) -> AppResult<Response> {
    let mut response = (status, Html(render(template)?)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Answers a successful form with the next page (303) and a message on it.
pub fn redirect(to: &str, flash: Option<Flash>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let location = HeaderValue::from_str(to).unwrap_or_else(|_| HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, location);
    if let Some(flash) = flash {
        response.headers_mut().append(header::SET_COOKIE, flash.leave());
    }
    response
}
