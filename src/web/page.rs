//! What every page is given: the explicit context of its layout.

use std::cell::RefCell;

use askama::Template;
use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::form::Errors;
use super::{Context, ElderSize, Flash, Locale, Messages, with_params};
use crate::access::{Capability, OrgCapability, OrgMember, Staff, Viewer};
use crate::db::OrgId;
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
    /// The jobs.
    Jobs,
    /// The staff console.
    Console,
    /// A part of an organization's workspace.
    Workspace(Desk),
}

/// A part of an organization's workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desk {
    /// What needs doing.
    Home,
    /// Services, prices, hours.
    Services,
    /// Workers and their certificates.
    Workers,
    /// Job postings, and who applied.
    Jobs,
    /// Courses, teachers and runs.
    Training,
    /// The sessions that a member teaches.
    Teaching,
    /// Admission to communities.
    Communities,
    /// Profile, papers and files.
    Profile,
    /// Members and invitations.
    Members,
    /// The inbox.
    Inbox,
}

/// The organization whose workspace a page belongs to.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Its id.
    pub org: OrgId,
    /// Its name.
    pub name: String,
    /// How much of its inbox nobody has read yet.
    pub unread: i64,
    /// Whether the viewer keeps its records.
    pub keeps_records: bool,
    /// Whether the viewer answers for it.
    pub is_owner: bool,
}

impl Workspace {
    /// Its first page.
    pub fn home_url(&self) -> String {
        crate::vendors::urls::home(self.org)
    }
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
    /// How many of the viewer's messages are unread.
    pub unread: i64,
    /// Whether the viewer may open the staff console here.
    pub has_console: bool,
    /// Of an operator who has entered the community: until when, and where they leave it.
    pub visit: Option<(String, String)>,
    /// The organization whose workspace this is.
    pub workspace: Option<Workspace>,
    /// What the page is about, for machines.
    pub json_ld: Option<JsonLd>,
    /// The name of the street above the community.
    pub above: Option<String>,
    /// Whether search engines may list it.
    pub indexable: bool,
    /// The address of the feed that says what is new on it.
    pub feed: Option<String>,
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
            viewer.grants.iter().any(|g| g.allows(Capability::Console, tenant, &platform))
        });
        Self {
            t: context.t(),
            title: title.into(),
            description: None,
            nav: None,
            flash,
            viewer: viewer.map(|v| v.name.clone()),
            unread: viewer.map_or(0, |v| v.unread),
            has_console,
            visit: context.tenant.as_ref().zip(viewer.and_then(|v| v.entered_until)).map(|(tenant, until)| {
                let until = until.with_timezone(&tenant.time_zone).format("%H:%M").to_string();
                (until, crate::operator::urls::entry_end(&tenant.slug))
            }),
            workspace: None,
            json_ld: None,
            above,
            indexable: true,
            feed: None,
            base_url: state.config().base_url.clone(),
            context: context.clone(),
        }
    }

    /// At this place of the navigation.
    pub fn at(mut self, nav: Nav) -> Self {
        self.nav = Some(nav);
        self
    }

    /// A page of the staff console.
    pub fn of_console(staff: &Staff, title: impl Into<String>) -> Self {
        Self::new(staff.state(), staff.context(), staff.viewer(), staff.flash(), title).at(Nav::Console).unlisted()
    }

    /// A page of an organization's workspace.
    pub fn of_workspace(member: &OrgMember, title: impl Into<String>, desk: Desk) -> Self {
        let membership = member.membership();
        let mut page = Self::new(member.state(), member.context(), member.viewer(), member.flash(), title);
        page.workspace = Some(Workspace {
            org: membership.org,
            name: membership.org_name.clone(),
            unread: membership.unread,
            keeps_records: member.may(OrgCapability::Records),
            is_owner: member.may(OrgCapability::Members),
        });
        page.at(Nav::Workspace(desk)).unlisted()
    }

    /// Described so for search engines.
    pub fn described(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into()).filter(|text: &String| !text.is_empty());
        self
    }

    /// With a feed (Atom) that says what is new on it.
    pub fn with_feed(mut self, url: impl Into<String>) -> Self {
        self.feed = Some(url.into());
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
            None if self.workspace.is_some() => {
                format!("{} · {} · {product}", self.title, self.workspace.as_ref().map_or("", |w| &w.name))
            }
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

/// How a page with a form is answered: 409 when somebody else was first, 422 when something is wrong with it, else 200.
pub fn form_status(errors: &Errors, is_conflict: bool) -> StatusCode {
    match (errors.is_empty(), is_conflict) {
        (_, true) => StatusCode::CONFLICT,
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    }
}

/// The same for a page with a form, in which nobody else was first.
pub fn form_page(flash: Option<Flash>, errors: &Errors, template: &impl Template) -> AppResult<Response> {
    flashed(flash, form_status(errors, false), template)
}

/// The same with any status; the flash that the page shows is taken away.
pub fn flashed(flash: Option<Flash>, status: StatusCode, template: &impl Template) -> AppResult<Response> {
    let mut response = html(status, template)?;
    if flash.is_some() {
        response.headers_mut().append(header::SET_COOKIE, Flash::clear());
    }
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
