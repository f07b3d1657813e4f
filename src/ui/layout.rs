//! The parts that every page has: head, masthead, footer, breadcrumbs.

use askama::Template;

use crate::web::assets::{APP_CSS, IMG_FAVICON_SVG, JS_APP_JS};
use crate::web::{ElderSize, Locale, Nav, Page};

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

    fn is_at(&self, nav: Nav) -> bool {
        self.page.nav == Some(nav)
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
