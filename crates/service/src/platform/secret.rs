//! Secrets. A link is an HMAC of what it is for: nothing usable stands in the database.
//!
//! Source: product.md "Secrets": HMAC-SHA256 over (secret, purpose, row, issue number).

mod sealed;

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::clock::Chance;

/// What a link or code is for; a link made for one purpose is worth nothing for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Signs a person in.
    SignIn,
    /// Carries a sign-in from another browser to the asking one.
    SignInCode,
    /// Opens the page on which a school says "not us".
    Report,
    /// Opens the page on which a school's address lets somebody become its first user.
    Access,
    /// Opens the page on which a school says whether it can offer placements.
    Availability,
    /// Seals the key that an app makes codes from.
    SecondFactor,
    /// Digests the codes that stand in for the app.
    RecoveryCode,
    /// Opens the page on which a school says who its induction tutor is.
    Nominate,
    /// Seals what a browser carries between two pages.
    Banner,
    /// Names an address that was erased without telling it.
    Erasure,
}

impl Purpose {
    fn word(self) -> &'static [u8] {
        match self {
            Purpose::SignIn => b"sign-in",
            Purpose::SignInCode => b"sign-in-code",
            Purpose::Report => b"report",
            Purpose::Access => b"access",
            Purpose::Availability => b"availability",
            Purpose::SecondFactor => b"second-factor",
            Purpose::RecoveryCode => b"recovery-code",
            Purpose::Nominate => b"nominate",
            Purpose::Banner => b"banner",
            Purpose::Erasure => b"erasure",
        }
    }
}

/// The service's own secret, 32 bytes. Never printed.
#[derive(Clone)]
pub struct Secret(Arc<[u8; 32]>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A secret of these bytes, for tests and the demo.
    pub fn of(bytes: [u8; 32]) -> Secret {
        Secret(Arc::new(bytes))
    }

    /// Reads the secret's file; with `may_make`, makes it (mode 0600) when it is absent.
    ///
    /// # Errors
    /// A sentence that names the file and what is wrong with it.
    pub fn open(path: &Path, may_make: bool, chance: &Chance) -> Result<Secret, String> {
        match fs::read_to_string(path) {
            Ok(text) => Secret::parse(&text)
                .ok_or_else(|| format!("{} must hold 64 hexadecimal digits and nothing else", path.display())),
            Err(error) if error.kind() == ErrorKind::NotFound && may_make => Secret::make(path, chance),
            Err(error) => Err(format!("the secret file {} cannot be read: {error}", path.display())),
        }
    }

    fn parse(text: &str) -> Option<Secret> {
        let bytes = HEXLOWER.decode(text.trim().as_bytes()).ok()?;
        Some(Secret(Arc::new(bytes.try_into().ok()?)))
    }

    fn make(path: &Path, chance: &Chance) -> Result<Secret, String> {
        let said = |error: std::io::Error| format!("the secret file {} cannot be made: {error}", path.display());
        let bytes: [u8; 32] = chance.bytes();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(said)?;
        writeln!(file, "{}", HEXLOWER.encode(&bytes)).and_then(|()| file.sync_all()).map_err(said)?;
        Ok(Secret::of(bytes))
    }

    fn mac(&self, purpose: Purpose, row: &str, issue: i64) -> [u8; 32] {
        // A key of 32 bytes is always taken; the empty key of the other arm is never reached.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0[..]) else { return [0; 32] };
        for part in [purpose.word(), row.as_bytes(), &issue.to_be_bytes()] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// A digest that cannot be tried out without the secret: for codes short enough to be guessed.
    pub fn fingerprint(&self, purpose: Purpose, row: &str) -> String {
        HEXLOWER.encode(&self.mac(purpose, row, 0))
    }

    /// The token of a link: the row's public id, a full stop, and 256 bits in base64url.
    pub fn token(&self, purpose: Purpose, row: &str, issue: i64) -> String {
        format!("{row}.{}", BASE64URL_NOPAD.encode(&self.mac(purpose, row, issue)))
    }

    /// Whether `token` is the one of this row and issue, compared in constant time.
    pub fn fits(&self, purpose: Purpose, token: &str, row: &str, issue: i64) -> bool {
        self.token(purpose, row, issue).as_bytes().ct_eq(token.as_bytes()).into()
    }

    /// A short code for the same thing: 8 letters and digits, none of them easily confused.
    pub fn code(&self, purpose: Purpose, row: &str, issue: i64) -> String {
        const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        let mac = self.mac(purpose, row, issue);
        mac[..8].iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
    }

    /// Whether what a person typed is the code, whatever the case, spaces and hyphens.
    pub fn is_code(&self, typed: &str, purpose: Purpose, row: &str, issue: i64) -> bool {
        let typed: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
        self.code(purpose, row, issue).as_bytes().ct_eq(typed.to_ascii_uppercase().as_bytes()).into()
    }

    /// A text that a browser may carry and cannot change.
    pub fn seal(&self, text: &str) -> String {
        let body = BASE64URL_NOPAD.encode(text.as_bytes());
        self.token(Purpose::Banner, &body, 0)
    }

    /// The text of [`Secret::seal`], when nobody has changed it.
    pub fn unseal(&self, sealed: &str) -> Option<String> {
        let (body, _) = sealed.rsplit_once('.')?;
        if !self.fits(Purpose::Banner, sealed, body, 0) {
            return None;
        }
        String::from_utf8(BASE64URL_NOPAD.decode(body.as_bytes()).ok()?).ok()
    }
}

/// The row that a token names, whether or not the token is good.
pub fn row_of(token: &str) -> Option<&str> {
    let (row, mac) = token.split_once('.')?;
    let fits = |text: &str, most: usize| !text.is_empty() && text.len() <= most;
    (fits(row, 64) && mac.len() == 43 && row.bytes().all(|it| it.is_ascii_alphanumeric())).then_some(row)
}

/// SHA-256 in hexadecimal: how a session's or a browser's own secret is kept.
pub fn digest(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_fits_its_purpose_row_and_issue_and_no_other() {
        let secret = Secret::of([7; 32]);
        let token = secret.token(Purpose::SignIn, "abc", 1);
        assert_eq!(row_of(&token), Some("abc"));
        assert!(secret.fits(Purpose::SignIn, &token, "abc", 1));
        assert!(!secret.fits(Purpose::Report, &token, "abc", 1));
        assert!(!secret.fits(Purpose::SignIn, &token, "abc", 2));
        assert!(!Secret::of([8; 32]).fits(Purpose::SignIn, &token, "abc", 1));
        for bad in ["", ".", "abc", "abc.", "a b.x", &"x".repeat(5000)] {
            assert_eq!(row_of(bad), None);
        }
    }

    #[test]
    fn a_code_is_taken_however_it_is_typed() {
        let secret = Secret::of([7; 32]);
        let code = secret.code(Purpose::SignInCode, "abc", 1);
        let typed = format!(" {}-{} ", code[..4].to_lowercase(), &code[4..]);
        assert!(secret.is_code(&typed, Purpose::SignInCode, "abc", 1));
        assert!(!secret.is_code("", Purpose::SignInCode, "abc", 1));
    }

    #[test]
    fn a_sealed_text_cannot_be_changed() {
        let secret = Secret::of([7; 32]);
        let sealed = secret.seal("School added");
        assert_eq!(secret.unseal(&sealed).as_deref(), Some("School added"));
        assert_eq!(secret.unseal(&sealed.replace('.', "x.")), None);
        assert_eq!(secret.unseal("x"), None);
    }

    #[test]
    fn the_secret_is_made_once_and_only_where_it_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("it.secret");
        assert!(Secret::open(&path, false, &Chance::seeded(1)).unwrap_err().contains("cannot be read"));
        let made = Secret::open(&path, true, &Chance::seeded(1)).unwrap();
        let read = Secret::open(&path, true, &Chance::seeded(2)).unwrap();
        assert_eq!(made.seal("x"), read.seal("x"));
        fs::write(&path, "not hexadecimal").unwrap();
        assert!(Secret::open(&path, true, &Chance::seeded(1)).unwrap_err().contains("64 hexadecimal digits"));
    }
}
