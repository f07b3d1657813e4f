//! A message left for the next page. The cookie holds a word of this list and nothing else, so nobody can make a page
//! say something we did not write.

use axum::http::{HeaderMap, HeaderValue};

use super::Messages;
use super::context::cookie;

/// What the last request did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flash {
    /// Sign-up went through, or the number already had an account: the answer is the same.
    SignedUp,
    /// Signed in.
    SignedIn,
    /// Signed out.
    SignedOut,
    /// The password is changed, and other sessions are over.
    PasswordChanged,
    /// One session is over.
    SessionEnded,
    /// All other sessions are over.
    SessionsEnded,
    /// Another identity is in use.
    IdentitySwitched,
    /// The account is gone.
    AccountDeleted,
    /// A record made by staff is now an account.
    AccountClaimed,
    /// A one-time code no longer works.
    CodeRevoked,
}

impl Flash {
    const ALL: [Self; 10] = [
        Self::SignedUp,
        Self::SignedIn,
        Self::SignedOut,
        Self::PasswordChanged,
        Self::SessionEnded,
        Self::SessionsEnded,
        Self::IdentitySwitched,
        Self::AccountDeleted,
        Self::AccountClaimed,
        Self::CodeRevoked,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::SignedUp => "signed-up",
            Self::SignedIn => "signed-in",
            Self::SignedOut => "signed-out",
            Self::PasswordChanged => "password-changed",
            Self::SessionEnded => "session-ended",
            Self::SessionsEnded => "sessions-ended",
            Self::IdentitySwitched => "identity-switched",
            Self::AccountDeleted => "account-deleted",
            Self::AccountClaimed => "account-claimed",
            Self::CodeRevoked => "code-revoked",
        }
    }

    /// What it says.
    pub fn text(self, t: &Messages) -> &'static str {
        match self {
            Self::SignedUp => t.accounts.flash_signed_up,
            Self::SignedIn => t.accounts.flash_signed_in,
            Self::SignedOut => t.accounts.flash_signed_out,
            Self::PasswordChanged => t.accounts.flash_password_changed,
            Self::SessionEnded => t.accounts.flash_session_ended,
            Self::SessionsEnded => t.accounts.flash_sessions_ended,
            Self::IdentitySwitched => t.accounts.flash_identity_switched,
            Self::AccountDeleted => t.accounts.flash_account_deleted,
            Self::AccountClaimed => t.accounts.flash_account_claimed,
            Self::CodeRevoked => t.accounts.flash_code_revoked,
        }
    }

    /// The message left for this request.
    pub fn read(headers: &HeaderMap) -> Option<Self> {
        let word = cookie(headers, "flash")?;
        Self::ALL.into_iter().find(|flash| flash.word() == word)
    }

    /// The cookie that leaves it for the next page.
    pub fn leave(self) -> HeaderValue {
        HeaderValue::from_str(&format!("flash={}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax", self.word()))
            .unwrap_or_else(|_| HeaderValue::from_static(""))
    }

    /// The cookie that takes it away once it has been shown.
    pub fn clear() -> HeaderValue {
        HeaderValue::from_static("flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
    }
}
