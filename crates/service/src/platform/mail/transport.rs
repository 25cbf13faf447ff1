//! How a mail leaves this service.

use chrono::{DateTime, Utc};

use super::message::Mail;
use super::notify::Notify;
use super::smtp::{PATIENCE, Smtp};
use crate::platform::settings::{self, Settings};

/// Source: GOV.UK Notify, REST API documentation (base URL).
const NOTIFY: &str = "https://api.notifications.service.gov.uk";

/// Where mail is handed over. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Transport {
    /// Nowhere: it is read on the outbox page.
    Outbox,
    /// To an SMTP server.
    Smtp(Smtp),
    /// To GOV.UK Notify.
    Notify(Notify),
}

/// What stands on the envelope of one attempt.
#[derive(Clone, Copy, Debug)]
pub struct HandOver<'a> {
    /// The id of the outbox row: the Message-ID and Notify's reference are made from it, the same at each attempt.
    pub id: &'a str,
    /// Which attempt this is, from 1.
    pub attempt: i32,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Why a mail was not taken. The sentences are kept and shown to support: never an address, a name or a server's own words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// Another attempt may succeed.
    #[error("{0}")]
    Later(String),
    /// No attempt will succeed for this recipient.
    #[error("{0}")]
    Never(String),
}

impl Undelivered {
    pub(super) fn later(reason: impl Into<String>) -> Undelivered {
        Undelivered::Later(reason.into())
    }
}

impl Transport {
    /// The transport of the settings. Connects to nothing yet; must be called inside the runtime.
    ///
    /// # Errors
    /// A sentence that names the setting and what is wrong with it.
    pub fn open(settings: &Settings) -> Result<Transport, String> {
        match &settings.mail {
            settings::Mail::Outbox => Ok(Transport::Outbox),
            settings::Mail::Smtp(address) => Smtp::open(address, settings, PATIENCE).map(Transport::Smtp),
            settings::Mail::Notify(key) => Notify::open(key, NOTIFY).map(Transport::Notify),
        }
    }

    /// Hands one mail over; when it returns, whoever took it answers for it.
    ///
    /// # Errors
    /// [`Undelivered`].
    pub async fn hand_over(&self, mail: &Mail, hand_over: HandOver<'_>) -> Result<(), Undelivered> {
        match self {
            Transport::Outbox => Ok(()),
            Transport::Smtp(smtp) => smtp.send(mail, hand_over).await,
            Transport::Notify(notify) => notify.send(mail, hand_over).await,
        }
    }
}
