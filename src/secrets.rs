//! The server's key, and what is made from it: sealed phone numbers and keyed hashes to find them by.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

type HmacSha256 = Hmac<Sha256>;

/// Keys derived from the one in the key file; each purpose has its own.
pub struct Secrets {
    seal: [u8; 32],
    find: [u8; 32],
}

impl Secrets {
    /// Reads the key file, or makes one on the first start. It must be kept as safe, and as long, as the database.
    pub fn load_or_create(path: &Path) -> Result<Self> {
        if !path.exists() {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            let key: [u8; 32] = rand::random();
            let mut file = fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path)
                .with_context(|| format!("The key file {} cannot be written.", path.display()))?;
            writeln!(file, "{}", hex::encode(key))
                .and_then(|()| file.sync_all())
                .with_context(|| format!("The key file {} cannot be written: is the disk full?", path.display()))?;
        }
        let text =
            fs::read_to_string(path).with_context(|| format!("The key file {} cannot be read.", path.display()))?;
        ensure!(
            fs::metadata(path)?.permissions().mode().trailing_zeros() >= 6,
            "The key file {} may be read by others: make it private (chmod 600).",
            path.display()
        );
        let key = hex::decode(text.trim()).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        Ok(Self::new(key.with_context(|| {
            format!("The key file {} does not hold a key of 64 hexadecimal digits.", path.display())
        })?))
    }

    /// From a key at hand; tests use a fixed one.
    pub fn new(key: [u8; 32]) -> Self {
        let derive = |purpose: &[u8]| mac(&key, purpose);
        Self { seal: derive(b"seal personal data v1"), find: derive(b"find by keyed hash v1") }
    }

    /// Encrypts `text` for one person (AEAD; the owner's id is bound to it, so that a sealed value moved to another row does not open).
    pub fn seal(&self, owner: uuid::Uuid, text: &str) -> Result<Vec<u8>> {
        self.seal_bytes(owner, text.as_bytes())
    }

    /// The same for a file.
    pub fn seal_bytes(&self, owner: uuid::Uuid, bytes: &[u8]) -> Result<Vec<u8>> {
        let nonce: [u8; 24] = rand::random();
        let cipher = XChaCha20Poly1305::new(&self.seal.into());
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: bytes, aad: owner.as_bytes() })
            .map_err(|_| anyhow::anyhow!("sealing failed"))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what [`Secrets::seal`] made for the same person.
    pub fn open(&self, owner: uuid::Uuid, sealed: &[u8]) -> Result<String> {
        Ok(String::from_utf8(self.open_bytes(owner, sealed)?)?)
    }

    /// Opens what [`Secrets::seal_bytes`] made for the same owner.
    pub fn open_bytes(&self, owner: uuid::Uuid, sealed: &[u8]) -> Result<Vec<u8>> {
        let (nonce, body) = sealed.split_first_chunk::<24>().context("a sealed value too short to be one")?;
        let cipher = XChaCha20Poly1305::new(&self.seal.into());
        cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: owner.as_bytes() })
            .map_err(|_| anyhow::anyhow!("a sealed value that this server's key does not open"))
    }

    /// The keyed hash that finds a phone number without storing it.
    pub fn phone_hash(&self, canonical: &str) -> [u8; 32] {
        mac(&self.find, format!("phone:{canonical}").as_bytes())
    }

    /// The ten digits of a one-time code. They follow from its id and the key, so that a code can be shown again while
    /// it holds and is stored nowhere.
    pub fn code_digits(&self, code: uuid::Uuid) -> String {
        let digest = mac(&self.find, format!("digits:{code}").as_bytes());
        let number = digest.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes)) % 10_000_000_000;
        format!("{number:010}")
    }

    /// The six digits that an invited person accepts with; they follow from the invitation and the key.
    pub fn invitation_code(&self, org: uuid::Uuid, invitation: uuid::Uuid) -> String {
        let digest = mac(&self.find, format!("invitation:{org}:{invitation}").as_bytes());
        let number = digest.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes)) % 1_000_000;
        format!("{number:06}")
    }

    /// The eight digits by which somebody shows that they are in a room while a window of time lasts.
    pub fn attendance_digits(&self, session: uuid::Uuid, window: i64) -> String {
        let digest = mac(&self.find, format!("attendance:{session}:{window}").as_bytes());
        let number = digest.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes)) % 100_000_000;
        format!("{number:08}")
    }

    /// The secret in the address of a person's calendar; it follows from the calendar's id and the key.
    pub fn calendar_secret(&self, calendar: uuid::Uuid) -> [u8; 32] {
        mac(&self.find, format!("calendar:{calendar}").as_bytes())
    }

    /// The password of a demo account: it follows from the key, so that it can be printed again and is not guessable.
    pub fn demo_password(&self, phone: &str) -> String {
        let digest = hex::encode(mac(&self.find, format!("demo:{phone}").as_bytes()));
        format!("demo-{}-{}", &digest[..4], &digest[4..8])
    }

    /// The keyed hash of a recovery code of one person.
    pub fn recovery_hash(&self, person: uuid::Uuid, digits: &str) -> [u8; 32] {
        mac(&self.find, format!("recovery:{person}:{digits}").as_bytes())
    }

    /// The keyed hash of a one-time code in one community.
    pub fn code_hash(&self, tenant: uuid::Uuid, code: &str) -> [u8; 32] {
        mac(&self.find, format!("code:{tenant}:{code}").as_bytes())
    }
}

fn mac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length, so this cannot fail; an all-zero result would only ever refuse.
    HmacSha256::new_from_slice(key).map_or([0; 32], |mut mac| {
        mac.update(message);
        mac.finalize().into_bytes().into()
    })
}

/// SHA-256, for tokens that are random already.
pub fn token_hash(token: &[u8]) -> [u8; 32] {
    Sha256::digest(token).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_for_its_owner_alone() {
        let secrets = Secrets::new([7; 32]);
        let (owner, other) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));
        let sealed = secrets.seal(owner, "13800000001").unwrap();
        assert!(!sealed.windows(11).any(|w| w == b"13800000001"));
        assert_eq!(secrets.open(owner, &sealed).unwrap(), "13800000001");
        assert!(secrets.open(other, &sealed).is_err());
        assert!(Secrets::new([8; 32]).open(owner, &sealed).is_err());
    }

    #[test]
    fn hashes_differ_by_key_and_community() {
        let (a, b) = (Secrets::new([1; 32]), Secrets::new([2; 32]));
        assert_ne!(a.phone_hash("13800000001"), b.phone_hash("13800000001"));
        assert_ne!(a.code_hash(uuid::Uuid::from_u128(1), "1"), a.code_hash(uuid::Uuid::from_u128(2), "1"));
    }

    #[test]
    fn a_key_file_is_made_once_private_and_refused_when_others_may_read_it() {
        let dir = std::env::temp_dir().join(format!("jmk-secret-{}", uuid::Uuid::now_v7()));
        let path = dir.join("secret.key");
        let first = Secrets::load_or_create(&path).unwrap();
        let again = Secrets::load_or_create(&path).unwrap();
        assert_eq!(first.phone_hash("1"), again.phone_hash("1"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(Secrets::load_or_create(&path).is_err());
        fs::remove_dir_all(dir).unwrap();
    }
}
