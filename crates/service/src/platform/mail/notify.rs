//! GOV.UK Notify, by hand: one POST and a signed token.
//!
//! Source: GOV.UK Notify, REST API documentation (authorisation header; send an email; get the status of
//! multiple messages; get all templates).
//!
//! Notify sends templates of its own. It needs one whose subject is `((subject))` and whose message is
//! `((body))`; it is found by asking for the list, so that the key is the only setting.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Client, Response, StatusCode};
use serde::Deserialize;
use serde_json::json;
use sha2::Sha256;
use tokio::sync::OnceCell;

use super::message::Mail;
use super::transport::{HandOver, Undelivered};

/// Time for one request.
const REQUEST_TIME: Duration = Duration::from_secs(10);
/// Characters of an UUID as the key holds two of them.
const UUID: usize = 36;

/// A service at GOV.UK Notify. The key is never printed.
#[derive(Clone)]
pub struct Notify {
    address: String,
    service: String,
    secret: String,
    client: Client,
    template: Arc<OnceCell<String>>,
}

impl fmt::Debug for Notify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notify").field("address", &self.address).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct TemplateList {
    templates: Vec<TemplateRow>,
}

#[derive(Deserialize)]
struct TemplateRow {
    id: String,
    #[serde(default)]
    subject: Option<String>,
    #[serde(default)]
    body: Option<String>,
}

#[derive(Deserialize)]
struct SentList {
    notifications: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Refused {
    errors: Vec<RefusedError>,
}

#[derive(Deserialize)]
struct RefusedError {
    error: String,
}

impl Notify {
    /// The service of an API key (`name-service id-secret`), at Notify's own address or a test's.
    ///
    /// # Errors
    /// A sentence when the key is not one; it is not repeated.
    pub fn open(key: &str, address: &str) -> Result<Notify, String> {
        let wrong = || "MAIL must be notify: and a GOV.UK Notify API key".to_owned();
        let secret_at = key.len().checked_sub(UUID).ok_or_else(wrong)?;
        let service_at = secret_at.checked_sub(UUID + 1).ok_or_else(wrong)?;
        let (Some(service), Some(secret)) = (key.get(service_at..secret_at - 1), key.get(secret_at..)) else {
            return Err(wrong());
        };
        // An error says that one is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .timeout(REQUEST_TIME)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| format!("GOV.UK Notify cannot be used: {error}"))?;
        Ok(Notify {
            address: address.to_owned(),
            service: service.to_owned(),
            secret: secret.to_owned(),
            client,
            template: Arc::new(OnceCell::new()),
        })
    }

    pub(super) async fn send(&self, mail: &Mail, hand_over: HandOver<'_>) -> Result<(), Undelivered> {
        let token = self.token(hand_over.at.timestamp());
        // An earlier attempt may have been taken without our learning of it: Notify knows by our reference.
        if hand_over.attempt > 1 && self.has_sent(&token, hand_over.id).await? {
            return Ok(());
        }
        let template = self.template.get_or_try_init(|| self.find_template(&token)).await?;
        let body = json!({
            "email_address": mail.to(),
            "template_id": template,
            "personalisation": { "subject": mail.subject(), "body": mail.body() },
            "reference": hand_over.id,
        });
        let request = self.client.post(format!("{}/v2/notifications/email", self.address));
        let answer = request.bearer_auth(&token).json(&body).send().await.map_err(|it| unreached(&it))?;
        taken(answer).await.map(drop)
    }

    async fn has_sent(&self, token: &str, reference: &str) -> Result<bool, Undelivered> {
        let request = self.client.get(format!("{}/v2/notifications?reference={reference}", self.address));
        let answer = request.bearer_auth(token).send().await.map_err(|it| unreached(&it))?;
        let list: SentList = taken(answer).await?.json().await.map_err(|it| unreached(&it))?;
        Ok(!list.notifications.is_empty())
    }

    async fn find_template(&self, token: &str) -> Result<String, Undelivered> {
        let request = self.client.get(format!("{}/v2/templates?type=email", self.address));
        let answer = request.bearer_auth(token).send().await.map_err(|it| unreached(&it))?;
        let list: TemplateList = taken(answer).await?.json().await.map_err(|it| unreached(&it))?;
        let is = |text: &Option<String>, wanted: &str| text.as_deref().is_some_and(|it| it.trim() == wanted);
        let found = list.templates.into_iter().find(|it| is(&it.subject, "((subject))") && is(&it.body, "((body))"));
        found.map(|it| it.id).ok_or_else(|| {
            Undelivered::later(
                "GOV.UK Notify has no email template whose subject is ((subject)) and whose message is ((body))",
            )
        })
    }

    /// A JSON Web Token, signed by HMAC-SHA256. Source: RFC 7519; Notify takes it for 30 seconds.
    fn token(&self, issued_at: i64) -> String {
        let head = BASE64URL_NOPAD.encode(br#"{"typ":"JWT","alg":"HS256"}"#);
        let claims = json!({ "iss": self.service, "iat": issued_at }).to_string();
        let signed = format!("{head}.{}", BASE64URL_NOPAD.encode(claims.as_bytes()));
        // A key of any length is taken; the other arm is never reached and Notify would refuse it.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()) else { return signed };
        mac.update(signed.as_bytes());
        format!("{signed}.{}", BASE64URL_NOPAD.encode(&mac.finalize().into_bytes()))
    }
}

/// The answer when Notify took the request; else the reason, by status and Notify's name for it alone.
async fn taken(answer: Response) -> Result<Response, Undelivered> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let refused: Option<Refused> = answer.json().await.ok();
    let name = refused.and_then(|it| it.errors.into_iter().next()).map_or_else(String::new, |it| it.error);
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    let reason = format!("GOV.UK Notify refused the mail ({} {name})", status.as_u16());
    // 400 is about what was sent; 403 is our key, 429 our limit, 5xx Notify itself.
    if status == StatusCode::BAD_REQUEST { Err(Undelivered::Never(reason)) } else { Err(Undelivered::Later(reason)) }
}

fn unreached(error: &reqwest::Error) -> Undelivered {
    Undelivered::later(if error.is_timeout() {
        "GOV.UK Notify did not answer in time"
    } else {
        "GOV.UK Notify could not be reached"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_signed_as_notify_reads_it() {
        let key = "fiction-00000000-0000-4000-8000-000000000001-11111111-1111-4111-8111-111111111111";
        let notify = Notify::open(key, "http://localhost").unwrap();
        assert_eq!(notify.service, "00000000-0000-4000-8000-000000000001");
        assert_eq!(notify.secret, "11111111-1111-4111-8111-111111111111");
        let token = notify.token(1_700_000_000);
        let parts: Vec<_> = token.split('.').collect();
        let claims = BASE64URL_NOPAD.decode(parts[1].as_bytes()).unwrap();
        assert_eq!(
            serde_json::from_slice::<serde_json::Value>(&claims).unwrap(),
            json!({ "iss": "00000000-0000-4000-8000-000000000001", "iat": 1_700_000_000 })
        );
        assert_eq!((parts.len(), parts[2].len()), (3, 43));
        assert!(!format!("{notify:?}").contains("11111111"));
        for bad in ["", "short", &"é".repeat(60)] {
            let refused = Notify::open(bad, "http://localhost").unwrap_err();
            assert!(refused.starts_with("MAIL must be notify:"), "{refused}");
        }
    }
}
