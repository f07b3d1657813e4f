//! Reading what one was told.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::pages::{InboxPage, MessageView, PreferencesPage, TickView, TopicView};
use super::queries::{self, Message};
use super::{Topic, urls};
use crate::access::{Member, OrgMember};
use crate::accounts;
use crate::db::MessageId;
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::vendors;
use crate::web::extract::{Form, Path, Query};
use crate::web::paging::{cut, one_more};
use crate::web::{Desk, Flash, Messages, Page, flashed, redirect, text, with_params};

/// Messages on one page.
const PAGE: usize = 30;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    /// A topic's code; anything else means all of them.
    topic: String,
    before: Option<MessageId>,
}

/// What differs between a person's inbox and an organization's.
struct Frame {
    page: Page,
    lead: &'static str,
    path: String,
    read_url: String,
    unread: i64,
    preferences_url: Option<&'static str>,
    empty: &'static str,
    onward_url: String,
    onward: &'static str,
}

/// What a topic is called.
fn label(topic: Topic, t: &Messages) -> &'static str {
    match topic {
        Topic::Decisions => t.inbox.topic_decisions,
        Topic::Requests => t.inbox.topic_requests,
        Topic::Expiries => t.inbox.topic_expiries,
        Topic::People => t.inbox.topic_people,
        Topic::Account => t.inbox.topic_account,
        Topic::Suggestions => t.inbox.topic_suggestions,
    }
}

/// The topics as links, the one shown marked.
fn topics(path: &str, shown: Option<Topic>, t: &Messages) -> Vec<TopicView> {
    let all = TopicView { label: t.common.all, url: path.to_owned(), is_current: shown.is_none() };
    let each = Topic::ALL.into_iter().map(|topic| TopicView {
        label: label(topic, t),
        url: with_params(path, &[("topic", topic.code())]),
        is_current: shown == Some(topic),
    });
    std::iter::once(all).chain(each).collect()
}

/// The page of an inbox.
fn draw(
    state: &AppState,
    frame: Frame,
    query: &ListQuery,
    mut messages: Vec<Message>,
    url: impl Fn(MessageId) -> String,
) -> InboxPage {
    let (t, locale, now) = (frame.page.t, frame.page.context.locale, state.clock().now());
    let (topic, platform) = (Topic::parse(&query.topic), state.platform());
    let older_url = cut(&mut messages, PAGE).map(|last| {
        with_params(&frame.path, &[("topic", topic.map_or("", Topic::code)), ("before", &last.id.to_string())])
    });
    let view = |message: &Message| MessageView {
        text: message.news.text(locale, &platform),
        topic: label(message.news.topic(), t),
        at: text::moment(locale, message.created_at, now, chrono_tz::Asia::Shanghai),
        iso: message.created_at.format("%Y-%m-%dT%H:%MZ").to_string(),
        is_read: message.is_read,
        url: url(message.id),
    };
    let is_whole = topic.is_none() && query.before.is_none();
    let (empty, onward_url, onward) = if is_whole {
        (frame.empty, frame.onward_url, frame.onward)
    } else {
        (t.inbox.empty_here, frame.path.clone(), t.inbox.show_all)
    };
    InboxPage {
        lead: frame.lead,
        topics: if is_whole && messages.is_empty() { Vec::new() } else { topics(&frame.path, topic, t) },
        messages: messages.iter().map(view).collect(),
        older_url,
        read_url: (frame.unread > 0).then_some(frame.read_url),
        preferences_url: frame.preferences_url,
        empty,
        onward_url,
        onward,
        page: frame.page,
    }
}

pub(super) async fn mine(member: Member, Query(query): Query<ListQuery>) -> AppResult<Response> {
    let (me, t) = (member.me(), member.context().t());
    let mut tx = member.read().await?;
    let messages = queries::of_person(&mut tx, me.id, Topic::parse(&query.topic), query.before, one_more(PAGE)).await?;
    drop(tx);
    let frame = Frame {
        page: Page::new(member.state(), member.context(), Some(me), member.flash(), t.inbox.title).unlisted(),
        lead: t.inbox.lead_mine,
        path: urls::MINE.to_owned(),
        read_url: urls::MINE_READ.to_owned(),
        unread: me.unread,
        preferences_url: Some(urls::PREFERENCES),
        empty: t.inbox.empty_mine,
        onward_url: accounts::urls::ME.to_owned(),
        onward: t.inbox.back_to_me,
    };
    let template = draw(member.state(), frame, &query, messages, urls::my_message);
    flashed(member.flash(), StatusCode::OK, &template)
}

pub(super) async fn of_org(member: OrgMember, Query(query): Query<ListQuery>) -> AppResult<Response> {
    let (org, t) = (member.org(), member.context().t());
    let mut tx = member.read_org().await?;
    let messages = queries::of_org(&mut tx, org, Topic::parse(&query.topic), query.before, one_more(PAGE)).await?;
    drop(tx);
    let frame = Frame {
        page: Page::of_workspace(&member, t.inbox.title, Desk::Inbox),
        lead: t.inbox.lead_org,
        path: urls::org(org),
        read_url: urls::org_read(org),
        unread: member.membership().unread,
        preferences_url: None,
        empty: t.inbox.empty_org,
        onward_url: vendors::urls::home(org),
        onward: t.inbox.back_to_desk,
    };
    let template = draw(member.state(), frame, &query, messages, |id| urls::org_message(org, id));
    flashed(member.flash(), StatusCode::OK, &template)
}

/// The path of one message.
#[derive(Deserialize)]
pub(super) struct MessagePath {
    message: MessageId,
}

/// Marks one of my messages as read and goes where it points.
pub(super) async fn open_mine(member: Member, Path(path): Path<MessagePath>) -> AppResult<Response> {
    let mut tx = member.write().await?;
    let news = queries::read_of_person(&mut tx, member.me().id, path.message, member.now()).await?;
    let news = news.ok_or(AppError::NotFound)?;
    tx.commit().await?;
    Ok(redirect(&news.url(&member.state().platform()), None))
}

/// The same for one of an organization's.
pub(super) async fn open_of_org(member: OrgMember, Path(path): Path<MessagePath>) -> AppResult<Response> {
    let mut tx = member.write().await?;
    let news = queries::read_of_org(&mut tx, member.org(), path.message, member.now()).await?;
    let news = news.ok_or(AppError::NotFound)?;
    tx.commit().await?;
    Ok(redirect(&news.url(&member.state().platform()), None))
}

/// Marks all of mine as read.
pub(super) async fn read_mine(member: Member) -> AppResult<Response> {
    let mut tx = member.write().await?;
    queries::read_all_of_person(&mut tx, member.me().id, member.now()).await?;
    tx.commit().await?;
    Ok(redirect(urls::MINE, Some(Flash::AllRead)))
}

/// Marks all of an organization's as read.
pub(super) async fn read_of_org(member: OrgMember) -> AppResult<Response> {
    let org = member.org();
    let mut tx = member.write().await?;
    queries::read_all_of_org(&mut tx, org, member.now()).await?;
    tx.commit().await?;
    Ok(redirect(&urls::org(org), Some(Flash::AllRead)))
}

pub(super) async fn preferences(member: Member) -> AppResult<Response> {
    let (me, t) = (member.me(), member.context().t());
    let mut tx = member.read().await?;
    let muted = queries::muted(&mut tx, me.id).await?;
    drop(tx);
    let tick = |topic: Topic| TickView {
        code: topic.code(),
        label: match topic {
            Topic::Decisions => t.inbox.topic_decisions,
            Topic::Account => t.inbox.topic_account,
            Topic::Requests => t.inbox.tick_requests,
            Topic::Expiries => t.inbox.tick_expiries,
            Topic::People => t.inbox.tick_people,
            Topic::Suggestions => t.inbox.tick_suggestions,
        },
        is_wanted: !muted.contains(&topic),
    };
    let title = t.inbox.preferences_title;
    let template = PreferencesPage {
        page: Page::new(member.state(), member.context(), Some(me), member.flash(), title).unlisted(),
        ticks: Topic::MUTABLE.map(tick).into(),
    };
    flashed(member.flash(), StatusCode::OK, &template)
}

/// The topics that are ticked.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Preferences {
    topic: Vec<String>,
}

impl Preferences {
    /// What is not wanted: whatever was ticked or not, nobody mutes decisions.
    fn muted(&self) -> Vec<Topic> {
        let is_wanted = |topic: &Topic| self.topic.iter().any(|code| code == topic.code());
        Topic::MUTABLE.into_iter().filter(|topic| !is_wanted(topic)).collect()
    }
}

pub(super) async fn set_preferences(member: Member, Form(form): Form<Preferences>) -> AppResult<Response> {
    let mut tx = member.write().await?;
    queries::set_muted(&mut tx, member.me().id, &form.muted()).await?;
    tx.commit().await?;
    Ok(redirect(urls::PREFERENCES, Some(Flash::Saved)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ticked_is_muted_and_decisions_never_are() {
        let muted = |codes: &[&str]| Preferences { topic: codes.iter().map(|&code| code.to_owned()).collect() }.muted();
        assert_eq!(muted(&[]), Topic::MUTABLE);
        assert_eq!(muted(&["requests", "people", "nonsense"]), [Topic::Expiries, Topic::Suggestions]);
        assert!(muted(&["requests", "expiries", "people", "suggestions"]).is_empty());
    }
}
