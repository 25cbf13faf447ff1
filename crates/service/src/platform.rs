//! What every capability stands on. The modules stand in the order in which to read them.

pub mod settings;
pub mod clock;
pub mod secret;
pub mod request;
pub mod limits;
pub mod sessions;
pub mod ctx;
pub mod failure;
pub mod page;
pub mod kept;
pub mod listing;
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

use std::sync::Arc;

use store::Db;

use clock::{Chance, Clock};
use limits::Limits;
use mail::{Templates, Transport};
use secret::Secret;
use settings::Settings;

/// What every request can reach; cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
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
