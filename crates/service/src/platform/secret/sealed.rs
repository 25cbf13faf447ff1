//! Sealing: what the database keeps and only the service can read.

use data_encoding::BASE64URL_NOPAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::{Purpose, Secret};
use crate::platform::clock::Chance;

impl Secret {
    fn key(&self, purpose: Purpose) -> Option<LessSafeKey> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &self.mac(purpose, "key", 0)).ok()?;
        Some(LessSafeKey::new(key))
    }

    /// Bytes as only this secret opens them, for this purpose and row; each time another text.
    ///
    /// Nothing when they could not be sealed, which does not happen with a key of 32 bytes.
    pub fn lock(&self, purpose: Purpose, row: &str, bytes: &[u8], chance: &Chance) -> Option<String> {
        let nonce: [u8; NONCE_LEN] = chance.bytes();
        let mut sealed = bytes.to_vec();
        let key = self.key(purpose)?;
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(row), &mut sealed).ok()?;
        Some(BASE64URL_NOPAD.encode(&[&nonce[..], &sealed].concat()))
    }

    /// The bytes of [`Secret::lock`], when nobody has changed them and the row is theirs.
    pub fn unlock(&self, purpose: Purpose, row: &str, locked: &str) -> Option<Vec<u8>> {
        let bytes = BASE64URL_NOPAD.decode(locked.as_bytes()).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut sealed = sealed.to_vec();
        let opened = self.key(purpose)?.open_in_place(nonce, Aad::from(row), &mut sealed).ok()?;
        Some(opened.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_locked_opens_with_its_secret_purpose_and_row_only() {
        let (secret, chance) = (Secret::of([7; 32]), Chance::seeded(1));
        let locked = secret.lock(Purpose::SecondFactor, "1", b"key", &chance).unwrap();
        assert_eq!(secret.unlock(Purpose::SecondFactor, "1", &locked).as_deref(), Some(&b"key"[..]));
        assert_eq!(secret.unlock(Purpose::SecondFactor, "2", &locked), None);
        assert_eq!(secret.unlock(Purpose::Banner, "1", &locked), None);
        assert_eq!(Secret::of([8; 32]).unlock(Purpose::SecondFactor, "1", &locked), None);
        assert_ne!(secret.lock(Purpose::SecondFactor, "1", b"key", &chance), Some(locked));
        assert_eq!(secret.unlock(Purpose::SecondFactor, "1", "x"), None);
    }
}
