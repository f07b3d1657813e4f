//! Addresses of accounts.

use crate::db::SessionId;
use crate::tenancy::Tenant;

/// Make an account.
pub const SIGN_UP: &str = "/sign-up";
/// Sign in by phone and password.
pub const SIGN_IN: &str = "/sign-in";
/// Sign in to go on with a form that was sent after the session had ended.
pub const KEPT: &str = "/sign-in/kept";
/// Sign in with a code from the community's staff.
pub const CODE: &str = "/c/{slug}/code";
/// Sign out.
pub const SIGN_OUT: &str = "/sign-out";
/// My account.
pub const ME: &str = "/me";
/// The identity in use.
pub const IDENTITY: &str = "/me/identity";
/// The end of one session.
pub const SESSION_END: &str = "/me/sessions/{session}/end";
/// The end of all other sessions.
pub const SESSIONS_END: &str = "/me/sessions/end";
/// The password.
pub const PASSWORD: &str = "/me/password";
/// A phone and password for a record that staff made.
pub const CLAIM: &str = "/me/claim";
/// The end of the account.
pub const DELETION: &str = "/me/deletion";

/// The sign-in page, coming back to a local path afterwards.
pub fn sign_in(back_to: Option<&str>) -> String {
    with_next(SIGN_IN, back_to)
}

/// Where a form for a local path is sent that came without a session.
pub fn kept(path: &str) -> String {
    with_next(KEPT, Some(path))
}

/// The sign-up page, likewise.
pub fn sign_up(back_to: Option<&str>) -> String {
    with_next(SIGN_UP, back_to)
}

pub(super) fn with_next(path: &str, back_to: Option<&str>) -> String {
    match back_to.filter(|to| *to != "/" && !to.starts_with(SIGN_IN) && !to.starts_with(SIGN_UP)) {
        Some(to) => serde_html_form::to_string([("next", to)])
            .map_or_else(|_| path.to_owned(), |query| format!("{path}?{query}")),
        None => path.to_owned(),
    }
}

/// Where a one-time code of this community is entered.
pub fn code(tenant: &Tenant) -> String {
    format!("/c/{}/code", tenant.slug)
}

/// The end of one session.
pub fn session_end(session: &SessionId) -> String {
    format!("/me/sessions/{session}/end")
}

/// `next` if it is a path on this site, else the home page: no one is led elsewhere.
pub fn local(next: &str) -> &str {
    let is_local = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n', '\t', '\0'])
        && !next.to_ascii_lowercase().starts_with("/%2f")
        && !next.to_ascii_lowercase().starts_with("/%5c")
        && next.is_ascii();
    if is_local { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_are_returned_to() {
        for good in ["/", "/me", "/c/shangjin/services?q=%E6%9C%88"] {
            assert_eq!(local(good), good);
        }
        for bad in ["", "//x.example", "/\\x", "https:x", "http://x", "/%2f%2fx", "/%5Cx", "/a\r\nb", "me", "/\t/x"] {
            assert_eq!(local(bad), "/", "{bad:?}");
        }
    }

    #[test]
    fn the_way_back_survives_the_address() {
        assert_eq!(sign_in(Some("/c/a/services?q=x&open=1")), "/sign-in?next=%2Fc%2Fa%2Fservices%3Fq%3Dx%26open%3D1");
        assert_eq!(sign_in(Some("/")), "/sign-in");
    }
}
