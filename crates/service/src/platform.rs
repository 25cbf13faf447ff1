//! What every capability stands on. The modules stand in the order in which to read them.

pub mod settings;
pub mod clock;
pub mod secret;
pub mod request;
pub mod limits;
pub mod sessions;
pub mod ctx;
pub mod drawn_for;
pub mod failure;
pub mod page;
pub mod kept;
pub mod listing;
pub mod drawn;
pub mod journeys;
pub mod health;
pub mod guard;
pub mod assets;
pub mod metrics;
pub mod upload;
pub mod sent;
pub mod uploads;
pub mod mail;
pub mod worker;
pub mod letter;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use store::Db;

use clock::{Chance, Clock};
use limits::Limits;
use mail::{Templates, Transport};
use secret::Secret;
use settings::Settings;

/// What every request can reach; a copy of it is a count of one more that shares the parts.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

/// What an [`App`] is made of.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// How the service is set up.
    pub settings: Arc<Settings>,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub chance: Chance,
    /// The service's own secret.
    pub secret: Secret,
    /// Counters of requests.
    pub limits: Arc<Limits>,
    /// Every message that can be sent.
    pub templates: Templates,
    /// How mail leaves.
    pub transport: Transport,
    /// Wakes the worker when mail was put in the outbox.
    pub wake: Arc<tokio::sync::Notify>,
}

impl App {
    /// An app of these parts.
    pub fn of(parts: Parts) -> App {
        App(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Whoever changes a part has another app from then on; its copies stay as they were.
impl DerefMut for App {
    fn deref_mut(&mut self) -> &mut Parts {
        Arc::make_mut(&mut self.0)
    }
}
