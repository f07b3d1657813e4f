//! The route registry: the only way to mount a handler, and never without its access.

use std::collections::HashSet;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::{HeaderValue, Method, Uri, header};
use axum::middleware::map_response;
use axum::response::{Redirect, Response};
use axum::routing::{MethodFilter, MethodRouter, get};
use axum::{Extension, Router};

use super::{Actor, Capability, Member, Operator, OrgCapability, OrgMember, Staff, Visitor};
use crate::state::AppState;
use crate::tenancy::Feature;
use crate::web::upload::LARGEST_UPLOAD;

/// What a route demands of whoever calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// Nothing, and it offers nothing that needs to know who asks.
    Open,
    /// Nothing: everyone may.
    Public,
    /// To be signed in.
    SignedIn,
    /// A grant that allows this in the tenant of the address.
    Capability(Capability),
    /// A membership that allows this in the organization of the address.
    OrgCapability(OrgCapability),
    /// To run the platform.
    Operator,
}

/// What of an address is a secret.
#[derive(Clone, Copy)]
enum Secret {
    /// All of it.
    Address,
    /// What it may bring after a question mark.
    Query,
}

/// A requirement together with the actor type that fulfils it, so that a handler with the wrong actor does not compile.
pub struct Access<A: Actor> {
    requirement: Requirement,
    feature: Option<Feature>,
    secret: Option<Secret>,
    actor: std::marker::PhantomData<A>,
}

impl<A: Actor> Access<A> {
    fn new(requirement: Requirement) -> Self {
        Self { requirement, feature: None, secret: None, actor: std::marker::PhantomData }
    }

    /// As a part of the portal that a community may do without: where it is off, the route is not there.
    pub fn part_of(self, feature: Feature) -> Self {
        Self { feature: Some(feature), ..self }
    }

    /// At an address that holds a secret: no page is told that its visitor came from there, not even one of ours.
    pub fn at_secret_address(self) -> Self {
        Self { secret: Some(Secret::Address), ..self }
    }

    /// At an address that may bring a secret to a form: every page is told of it what site it is on, and no more.
    pub fn with_secret_query(self) -> Self {
        Self { secret: Some(Secret::Query), ..self }
    }
}

impl Access<Visitor> {
    /// Everyone; the handler takes a [`Visitor`].
    pub fn public() -> Self {
        Self::new(Requirement::Public)
    }
}

impl Access<Member> {
    /// Whoever is signed in; the handler takes a [`Member`].
    pub fn signed_in() -> Self {
        Self::new(Requirement::SignedIn)
    }
}

impl Access<Staff> {
    /// Whoever holds a grant with this capability; the handler takes a [`Staff`].
    pub fn capability(capability: Capability) -> Self {
        Self::new(Requirement::Capability(capability))
    }
}

impl Access<OrgMember> {
    /// Whoever belongs to the organization with this capability; the handler takes an [`OrgMember`].
    pub fn member(capability: OrgCapability) -> Self {
        Self::new(Requirement::OrgCapability(capability))
    }
}

impl Access<Operator> {
    /// Whoever runs the platform; the handler takes an [`Operator`].
    pub fn operator() -> Self {
        Self::new(Requirement::Operator)
    }
}

/// The extractor tuples of handlers whose first argument is `A`.
pub trait ActedBy<A> {}

macro_rules! acted_by {
    ($($rest:ident),*) => {
        impl<M, A, $($rest,)*> ActedBy<A> for (M, A, $($rest,)*) {}
    };
}
acted_by!();
acted_by!(T1);
acted_by!(T1, T2);
acted_by!(T1, T2, T3);
acted_by!(T1, T2, T3, T4);

/// One line of `jiamenkou routes`.
#[derive(Debug, Clone)]
pub struct RouteInfo {
    /// The path with its placeholders.
    pub path: &'static str,
    /// The method.
    pub method: Method,
    /// What it demands.
    pub requirement: Requirement,
}

/// See [`Access::at_secret_address`].
async fn tell_no_referrer(mut response: Response) -> Response {
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// See [`Access::with_secret_query`]. From a page that tells nothing at all a form comes with `Origin: null`, and of a browser
/// that knows no `Sec-Fetch-Site` it would not be taken.
async fn tell_site_alone(mut response: Response) -> Response {
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
    response
}

/// Leads to the page some steps above an address.
fn go_up(uri: &Uri, steps: usize) -> Redirect {
    let mut path = uri.path();
    for _ in 0..steps {
        path = path.rsplit_once('/').map_or("/", |(rest, _)| rest);
    }
    let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
    Redirect::to(&format!("{path}{query}"))
}

/// A feature's routes.
#[derive(Default)]
pub struct Routes {
    router: Router<AppState>,
    table: Vec<RouteInfo>,
}

impl Routes {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Mounts a page. It may read, and put on record that somebody did; all other writing belongs to [`Routes::post`].
    pub fn get<A, H, T>(self, path: &'static str, access: Access<A>, handler: H) -> Self
    where
        A: Actor,
        H: Handler<T, AppState>,
        T: ActedBy<A> + 'static,
    {
        self.mount((Method::GET, MethodFilter::GET), path, access, handler, None)
    }

    /// Mounts a change.
    pub fn post<A, H, T>(self, path: &'static str, access: Access<A>, handler: H) -> Self
    where
        A: Actor,
        H: Handler<T, AppState>,
        T: ActedBy<A> + 'static,
    {
        self.mount((Method::POST, MethodFilter::POST), path, access, handler, None)
    }

    /// Mounts a change that carries a file: its body may be larger than a form's.
    pub fn post_upload<A, H, T>(self, path: &'static str, access: Access<A>, handler: H) -> Self
    where
        A: Actor,
        H: Handler<T, AppState>,
        T: ActedBy<A> + 'static,
    {
        self.mount((Method::POST, MethodFilter::POST), path, access, handler, Some(LARGEST_UPLOAD))
    }

    fn mount<A, H, T>(
        mut self,
        (method, filter): (Method, MethodFilter),
        path: &'static str,
        access: Access<A>,
        handler: H,
        body_limit: Option<usize>,
    ) -> Self
    where
        A: Actor,
        H: Handler<T, AppState>,
        T: ActedBy<A> + 'static,
    {
        let requirement = access.requirement;
        let route = MethodRouter::new().on(filter, handler);
        // Public pages skip the extension: they are the ones that must be fast, and `Visitor` demands nothing.
        let route = if requirement == Requirement::Public { route } else { route.layer(Extension(requirement)) };
        let route = match access.feature {
            Some(feature) => route.layer(Extension(feature)),
            None => route,
        };
        let route = match access.secret {
            Some(Secret::Address) => route.layer(map_response(tell_no_referrer)),
            Some(Secret::Query) => route.layer(map_response(tell_site_alone)),
            None => route,
        };
        let route = match body_limit {
            Some(most) => route.layer(DefaultBodyLimit::max(most)),
            None => route,
        };
        self.router = self.router.route(path, route);
        self.table.push(RouteInfo { path, method, requirement });
        self
    }

    /// Mounts what needs no actor and so can run no SQL: static files and probes.
    pub fn open<H, T>(mut self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.router = self.router.route(path, MethodRouter::new().on(MethodFilter::GET, handler));
        self.table.push(RouteInfo { path, method: Method::GET, requirement: Requirement::Open });
        self
    }

    /// Joins two features' routes.
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// Path, method and requirement of every route.
    pub fn table(&self) -> &[RouteInfo] {
        &self.table
    }

    /// The router of all of them.
    ///
    /// An address that only takes forms shows no page, but people come to it: by reloading what it answered, or by changing
    /// the language there. They are led to the page that the form stands on, the nearest one above.
    pub fn into_router(self) -> Router<AppState> {
        let is_page = |path: &str| self.table.iter().any(|route| route.path == path && route.method == Method::GET);
        let mut router = self.router;
        let mut seen = HashSet::new();
        for route in self.table.iter().filter(|route| !is_page(route.path)) {
            let mut above = route.path;
            let mut steps = 0;
            while let Some((rest, _)) = above.rsplit_once('/').filter(|(rest, _)| !rest.is_empty()) {
                (above, steps) = (rest, steps + 1);
                if is_page(above) && seen.insert(route.path) {
                    router = router.route(route.path, get(async move |uri: Uri| go_up(&uri, steps)));
                    break;
                }
            }
        }
        router
    }
}
