//! Passwords: Argon2id, hashed by few at a time so that sign-ins by the dozen do not slow anybody's browsing.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::error::{AppError, AppResult};

/// How long a sign-in waits for its turn before it is told to come back.
const WAIT_LIMIT: Duration = Duration::from_secs(8);

/// Common passwords that nobody may take (the shape of lists in NIST SP 800-63B §3.1.1.2; these are the ones seen most).
const COMMON: &str = include_str!("common_passwords.txt");

/// Why a password is refused. No rule about its composition: length and not being guessable is what counts (ASVS 6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer than 8 characters.
    TooShort,
    /// More than 128 characters.
    TooLong,
    /// One of the first that anybody would try.
    Common,
}

/// A password as it was typed, long enough and not a common one. Never shown, never logged.
pub struct NewPassword(String);

impl NewPassword {
    /// Checks a password that somebody wants to have; it may not contain their own phone number either.
    pub fn parse(text: &str, own_phone: &str) -> Result<Self, Weakness> {
        match text.chars().count() {
            0..=7 => return Err(Weakness::TooShort),
            129.. => return Err(Weakness::TooLong),
            _ => {}
        }
        let lower = text.to_lowercase();
        let repeats = text.chars().all(|c| text.starts_with(c));
        let own = !own_phone.is_empty() && text.contains(own_phone);
        if repeats || own || COMMON.lines().any(|common| common == lower) {
            return Err(Weakness::Common);
        }
        Ok(Self(text.to_owned()))
    }
}

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    argon: Argon2<'static>,
    turns: Arc<Semaphore>,
}

impl Default for Passwords {
    /// OWASP's parameters: 19 MiB, two passes, one lane; half the cores at most.
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self::with_cost(19_456, 2, (cores / 2).max(1))
    }
}

impl Passwords {
    /// With a cost of one's own; tests take a small one.
    pub fn with_cost(memory_kib: u32, passes: u32, at_once: usize) -> Self {
        let params = Params::new(memory_kib, passes, 1, None).unwrap_or(Params::DEFAULT);
        Self {
            argon: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            turns: Arc::new(Semaphore::new(at_once)),
        }
    }

    /// Runs one piece of hashing off the request threads, in turn.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>) -> T + Send + 'static,
    ) -> AppResult<T> {
        let turn = tokio::time::timeout(WAIT_LIMIT, self.turns.clone().acquire_owned())
            .await
            .map_err(|_| AppError::Unavailable)?
            .map_err(|_| AppError::Unavailable)?;
        let argon = self.argon.clone();
        let result = tokio::task::spawn_blocking(move || {
            let result = work(&argon);
            drop(turn);
            result
        });
        Ok(result.await.context("hashing")?)
    }

    /// The hash to keep, in PHC's text form.
    pub async fn hash(&self, password: NewPassword) -> AppResult<String> {
        let hash =
            self.in_turn(move |argon| argon.hash_password(password.0.as_bytes()).map(|hash| hash.to_string())).await?;
        Ok(hash.map_err(|error| anyhow::anyhow!("hashing: {error}"))?)
    }

    /// Whether the password is the one behind `hash`. Without a hash the same work is done for nothing, so that the
    /// time taken does not tell whether there is an account.
    pub async fn verify(&self, password: String, hash: Option<String>) -> AppResult<bool> {
        self.in_turn(move |argon| match hash.as_deref().map(argon2::PasswordHash::new) {
            Some(Ok(hash)) => argon.verify_password(password.as_bytes(), &hash).is_ok(),
            _ => {
                let _ = argon.hash_password(password.as_bytes());
                false
            }
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_recognized_and_another_is_not() {
        let passwords = Passwords::with_cost(64, 1, 1);
        let hash = passwords
            .hash(NewPassword::parse("门口有棵大槐树", "").unwrap_or(NewPassword("门口有棵大槐树啊".into())))
            .await
            .unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify("门口有棵大槐树啊".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("门口有棵小槐树啊".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("门口有棵大槐树啊".into(), None).await.unwrap());
    }

    #[test]
    fn what_anybody_would_try_is_refused() {
        let refused = |text: &str| NewPassword::parse(text, "13800000001").err();
        assert_eq!(refused("1234567"), Some(Weakness::TooShort));
        assert_eq!(refused(&"长".repeat(129)), Some(Weakness::TooLong));
        for common in ["12345678", "Password1", "88888888", "a13800000001", "woaini1314"] {
            assert_eq!(refused(common), Some(Weakness::Common), "{common}");
        }
        assert_eq!(refused("三个和尚没水喝呀"), None);
    }
}
