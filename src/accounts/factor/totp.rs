//! TOTP (RFC 6238) as every authenticator app speaks it: HMAC-SHA-1, steps of 30 seconds, six digits.

use std::fmt::Write;

use anyhow::{Result, ensure};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// Seconds for which the app shows one code.
const STEP: i64 = 30;
/// How many steps the phone's clock may be off, either way.
const DRIFT: i64 = 1;
/// RFC 4648.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What the app and the server share: 160 bits, as long as SHA-1's result (RFC 4226, R6).
pub struct Secret([u8; 20]);

impl Secret {
    /// Reads what [`Secret::base32`] wrote.
    pub fn parse(text: &str) -> Result<Self> {
        let mut bytes = [0; 20];
        let mut bits = 0_u64;
        ensure!(text.len() == 32, "a second factor's secret has 32 letters");
        for (letters, five) in text.as_bytes().chunks(8).zip(bytes.chunks_mut(5)) {
            for letter in letters {
                let value = ALPHABET.iter().position(|known| known == letter);
                ensure!(value.is_some(), "a letter that base32 does not have");
                bits = (bits << 5) | value.unwrap_or_default() as u64;
            }
            five.copy_from_slice(&bits.to_be_bytes()[3..]);
        }
        Ok(Self(bytes))
    }

    /// A new one.
    pub fn generate() -> Self {
        Self(rand::random())
    }

    /// As apps take it.
    pub fn base32(&self) -> String {
        let mut text = String::with_capacity(32);
        for five in self.0.chunks(5) {
            let bits = five.iter().fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
            text.extend(
                (0..8).rev().map(|at| char::from(ALPHABET[usize::from((bits >> (5 * at)).to_be_bytes()[7] & 31)])),
            );
        }
        text
    }

    /// In groups of four, for typing by hand.
    pub fn groups(&self) -> String {
        let text = self.base32();
        text.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
    }

    /// What the QR code says: `issuer` and `account` are how the app lists it.
    pub fn uri(&self, issuer: &str, account: &str) -> String {
        let (issuer, account) = (percent_encoded(issuer), percent_encoded(account));
        format!(
            "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP}",
            self.base32()
        )
    }

    /// HOTP (RFC 4226) for one step, in six digits.
    fn code(&self, step: i64) -> u32 {
        // HMAC takes keys of any length, so this cannot fail.
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(&self.0) else { return u32::MAX };
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let offset = usize::from(digest[19] & 15);
        let word = u32::from_be_bytes([digest[offset], digest[offset + 1], digest[offset + 2], digest[offset + 3]]);
        (word & 0x7fff_ffff) % 1_000_000
    }

    /// The step whose code this is, near enough to now. Of two, the later: it leaves the fewest codes to be accepted.
    pub fn step_of(&self, code: u32, now: DateTime<Utc>) -> Option<i64> {
        let current = now.timestamp().div_euclid(STEP);
        (current - DRIFT..=current + DRIFT).rev().find(|step| self.code(*step) == code)
    }
}

/// With all but RFC 3986's unreserved characters escaped; apps read `+` as itself.
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut done, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            done.push(char::from(byte));
        } else {
            let _ = write!(done, "%{byte:02X}");
        }
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    fn rfc() -> Secret {
        Secret(*b"12345678901234567890")
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    #[test]
    fn the_codes_are_the_rfcs() {
        // Appendix B gives eight digits; six of them are the last six.
        let vectors = [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ];
        for (second, code) in vectors {
            assert_eq!(rfc().code(second / STEP), code % 1_000_000, "at {second}");
        }
    }

    #[test]
    fn a_clock_may_be_off_by_one_step_and_not_by_two() {
        let now = at(1_234_567_890);
        let step = now.timestamp() / STEP;
        for off in -1..=1 {
            assert_eq!(rfc().step_of(rfc().code(step + off), now), Some(step + off));
        }
        for off in [-3, -2, 2, 3] {
            assert_eq!(rfc().step_of(rfc().code(step + off), now), None, "{off}");
        }
    }

    #[test]
    fn a_secret_is_written_as_rfc_4648_says_and_read_again() {
        assert_eq!(rfc().base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let mixed = Secret(std::array::from_fn(|at| u8::try_from(at * 13 % 256).unwrap_or(0)));
        assert_eq!(Secret::parse(&mixed.base32()).unwrap().0, mixed.0);
        for wrong in ["", "GEZDGNBV", "gezdgnbvgy3tqojqgezdgnbvgy3tqojq", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1"] {
            assert!(Secret::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_address_for_apps_escapes_what_it_must() {
        let uri = rfc().uri("家门口", "138****0001");
        assert_eq!(
            uri,
            "otpauth://totp/%E5%AE%B6%E9%97%A8%E5%8F%A3:138%2A%2A%2A%2A0001\
            ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E5%AE%B6%E9%97%A8%E5%8F%A3&algorithm=SHA1&digits=6&period=30"
        );
        assert_eq!(rfc().groups(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }
}
