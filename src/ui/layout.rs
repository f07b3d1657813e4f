//! The parts that every page has: head, masthead, footer, breadcrumbs.

use std::borrow::Borrow;

use askama::Template;

use crate::tenancy::Feature;
use crate::web::assets::{APP_CSS, IMG_FAVICON_SVG, JS_APP_JS};
use crate::web::page::Workspace;
use crate::web::{Desk, ElderSize, Locale, Nav, Page};
use crate::{admissions, enrolments, inbox, placements, training, vendors};

/// What the browser needs to know before the page.
#[derive(Template)]
#[template(path = "layouts/head.html")]
pub struct Head<'a> {
    page: &'a Page,
}

impl<'a> Head<'a> {
    /// Of a page.
    pub fn new(page: &'a Page) -> Self {
        Self { page }
    }
}

/// The community's name, the switches of language and display mode, the navigation.
#[derive(Template)]
#[template(path = "layouts/masthead.html")]
pub struct Masthead<'a> {
    page: &'a Page,
}

impl<'a> Masthead<'a> {
    /// Of a page.
    pub fn new(page: &'a Page) -> Self {
        Self { page }
    }

    fn is_at(&self, nav: impl Borrow<Nav>) -> bool {
        self.page.nav.as_ref() == Some(nav.borrow())
    }

    /// The parts of a workspace that the viewer may open: address, name, icon, place.
    fn desks(&self, desk: &Workspace) -> Vec<(String, &'static str, &'static str, Nav)> {
        let (t, org) = (&self.page.t.common, desk.org);
        let at = Nav::Workspace;
        let mut desks = vec![
            (vendors::urls::home(org), t.desk_home, "home", at(Desk::Home)),
            (vendors::urls::services(org), t.desk_services, "tag", at(Desk::Services)),
        ];
        if desk.keeps_records {
            desks.push((vendors::urls::workers(org), t.desk_workers, "person", at(Desk::Workers)));
            desks.push((format!("/org/{org}/jobs"), t.desk_jobs, "people", at(Desk::Jobs)));
            desks.push((training::urls::courses(org), t.desk_training, "calendar", at(Desk::Training)));
            desks.push((admissions::urls::applications(org), t.desk_communities, "building", at(Desk::Communities)));
            desks.push((vendors::urls::profile(org), t.desk_profile, "info", at(Desk::Profile)));
        } else {
            desks.push((placements::urls::org_desk(org), t.desk_mentoring, "calendar", at(Desk::Training)));
            desks.push((enrolments::urls::teaching(org), t.desk_teaching, "list", at(Desk::Teaching)));
        }
        if desk.is_owner {
            desks.push((vendors::urls::members(org), t.desk_members, "people", at(Desk::Members)));
        }
        if desk.keeps_records {
            desks.push((inbox::urls::org(org), t.nav_inbox, "bell", at(Desk::Inbox)));
        }
        desks
    }
}

/// How to reach people, and the legal line.
#[derive(Template)]
#[template(path = "layouts/footer.html")]
pub struct Footer<'a> {
    page: &'a Page,
}

impl<'a> Footer<'a> {
    /// Of a page.
    pub fn new(page: &'a Page) -> Self {
        Self { page }
    }
}

/// Where the page is: the way down from the community's home.
#[derive(Template)]
#[template(path = "components/crumbs.html")]
pub struct Crumbs<'a> {
    page: &'a Page,
    steps: Vec<(&'a str, &'a str)>,
    here: &'a str,
}

impl Crumbs<'_> {
    /// The first step: the community's home, or the workspace's.
    fn home(&self) -> String {
        match (&self.page.workspace, &self.page.context.tenant) {
            (Some(desk), _) => vendors::urls::home(desk.org),
            (None, Some(_)) => self.page.below(""),
            (None, None) => "/".to_owned(),
        }
    }
}

impl<'a> Crumbs<'a> {
    /// At `here`, straight below the home.
    pub fn new(page: &'a Page, here: &'a str) -> Self {
        Self { page, steps: Vec::new(), here }
    }

    /// With a step between: its text and address.
    pub fn via(mut self, text: &'a str, url: &'a str) -> Self {
        self.steps.push((text, url));
        self
    }
}

super::component!(Head<'_>, Masthead<'_>, Footer<'_>, Crumbs<'_>);
