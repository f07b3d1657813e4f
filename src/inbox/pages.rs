//! The inboxes' pages.

use askama::Template;

use crate::ui::{Choice, Crumbs, Footer, Head, Masthead};
use crate::web::Page;

/// An inbox, a person's or an organization's.
#[derive(Template)]
#[template(path = "inbox/list.html")]
pub(super) struct InboxPage {
    pub page: Page,
    pub lead: &'static str,
    /// The topics to choose from; none while there is nothing to choose among.
    pub topics: Vec<TopicView>,
    pub messages: Vec<MessageView>,
    pub older_url: Option<String>,
    /// Where everything is marked as read, while something is not.
    pub read_url: Option<String>,
    /// Where a person chooses what to be told of; an organization is told everything.
    pub preferences_url: Option<&'static str>,
    pub empty: &'static str,
    /// Where to go on from an empty inbox, and what that is called.
    pub onward_url: String,
    pub onward: &'static str,
}

/// A topic in the row of filters.
pub(super) struct TopicView {
    pub label: &'static str,
    pub url: String,
    pub is_current: bool,
}

/// One message.
pub(super) struct MessageView {
    pub text: String,
    pub topic: &'static str,
    pub at: String,
    pub iso: String,
    pub is_read: bool,
    pub url: String,
}

/// What a person wants to be told of.
#[derive(Template)]
#[template(path = "inbox/preferences.html")]
pub(super) struct PreferencesPage {
    pub page: Page,
    pub ticks: Vec<TickView>,
}

/// A topic that may be muted.
pub(super) struct TickView {
    pub code: &'static str,
    pub label: &'static str,
    pub is_wanted: bool,
}
