//! What the browser carries to the provider and back: a secret from which everything that binds the two is made.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use chrono::{DateTime, Duration, Utc};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::platform::ctx::Ctx;
use crate::platform::page::cookie;
use crate::platform::secret::digest;

/// How long the way to the provider and back may take.
const LIFE: Duration = Duration::minutes(10);

fn name(is_secure: bool) -> &'static str {
    if is_secure { "__Host-open-id" } else { "open-id" }
}

/// The cookie's content; sealed, so that nobody can give a browser one that we did not make.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Carried {
    /// 256 bits, this attempt's own.
    secret: String,
    /// Where to go afterwards, a path of ours.
    pub return_to: String,
    /// Until when it counts.
    until: DateTime<Utc>,
    /// The provider's code, once the browser is back.
    pub code: Option<String>,
}

impl Carried {
    /// A new attempt.
    pub fn new(ctx: &Ctx, return_to: &str) -> Carried {
        let bytes: [u8; 32] = ctx.app.chance.bytes();
        let secret = BASE64URL_NOPAD.encode(&bytes);
        Carried { secret, return_to: return_to.to_owned(), until: ctx.now + LIFE, code: None }
    }

    /// The attempt that this browser brought, while it counts.
    pub fn of(ctx: &Ctx, jar: &CookieJar) -> Option<Carried> {
        let sealed = jar.get(name(ctx.app.settings.is_secure()))?;
        let carried: Carried = serde_json::from_str(&ctx.app.secret.unseal(sealed.value())?).ok()?;
        (carried.until > ctx.now).then_some(carried)
    }

    /// The same attempt with the provider's code.
    pub fn with_code(self, code: &str) -> Carried {
        Carried { code: Some(code.to_owned()), ..self }
    }

    /// The cookie that keeps it.
    pub fn cookie(&self, ctx: &Ctx) -> Cookie<'static> {
        let is_secure = ctx.app.settings.is_secure();
        let text = serde_json::to_string(self).unwrap_or_default();
        cookie(is_secure, name(is_secure), ctx.app.secret.seal(&text))
    }

    fn part(&self, purpose: &str) -> String {
        digest(&format!("{purpose} {}", self.secret))
    }

    /// Comes back in the address: the answer is to this browser's question.
    pub fn state(&self) -> String {
        self.part("state")
    }

    /// Whether an answer carries [`Carried::state`].
    pub fn is_state(&self, said: &str) -> bool {
        self.state().as_bytes().ct_eq(said.as_bytes()).into()
    }

    /// Comes back in the token: it was made for this question.
    pub fn nonce(&self) -> String {
        self.part("nonce")
    }

    /// Proves to the provider that who changes the code is who asked for it (PKCE); 64 characters.
    pub fn verifier(&self) -> String {
        self.part("verifier")
    }
}

/// Takes the attempt off the browser.
pub fn none(ctx: &Ctx) -> Cookie<'static> {
    let is_secure = ctx.app.settings.is_secure();
    let mut cookie = cookie(is_secure, name(is_secure), String::new());
    cookie.make_removal();
    cookie
}
