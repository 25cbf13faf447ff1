//! Settings: `PARTNERSHIPS_…` in the environment, or `partnerships.toml`, the environment winning.

mod open_id;
mod read;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

pub use open_id::OpenId;
pub use read::{read, read_from};

/// Every setting, typed. Each doc comment names its variable and default.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `DATABASE_URL`: `sqlite:partnerships.db` unless said; or `postgres://…`.
    pub database_url: String,
    /// `LISTEN`: address and port; `127.0.0.1:8080` unless said.
    pub listen: SocketAddr,
    /// `PUBLIC_URL`: how people reach the service, without a slash at the end; made from `LISTEN` unless said.
    pub public_url: String,
    /// `MAIL`: `outbox` unless said.
    pub mail: Mail,
    /// `MAIL_FROM`: the address that mail comes from.
    pub mail_from: String,
    /// `BRAND`: `neutral` unless said.
    pub brand: Brand,
    /// `LOG`: a filter such as `info` (unless said) or `service=debug`.
    pub log: String,
    /// `SECRET_FILE`: beside the SQLite database unless said; required on PostgreSQL.
    pub secret_file: Option<PathBuf>,
    /// `METRICS_LISTEN`: address and port of the metrics; none unless said.
    pub metrics_listen: Option<SocketAddr>,
    /// `REGISTER_URL`: where `import-register --download` fetches from.
    pub register_url: Option<String>,
    /// `SUPPORT_DOMAIN`: the domain of the DfE's own users; `education.gov.uk` unless said.
    pub support_domain: String,
    /// `LIMITS`: `on` unless said; `off` only when listening on a loopback address, for load tests.
    pub limits: bool,
    /// `DRAIN_SECONDS`: how long a node that is asked to stop goes on taking requests while `/readyz` refuses; 0 unless
    /// said.
    pub drain: Duration,
    /// `SECOND_FACTOR`: `on` unless said; `off` only when listening on a loopback address, for trials and load tests.
    pub second_factor: bool,
    /// `OIDC_ISSUER`, `OIDC_CLIENT_ID`, `OIDC_CLIENT_SECRET`, `OIDC_NAME`, `OIDC_TRUST_EMAIL`: where else people may
    /// sign in; nowhere unless said.
    pub open_id: Option<OpenId>,
    /// `COST_PER_TRANSACTION`: pounds and pence, for the public performance page.
    pub cost_per_transaction: Option<String>,
    /// Whether this is the demo: made by its command, never by a setting.
    pub is_demo: bool,
    /// `CONTACT_EMAIL`: the address of the service's support, as pages print it.
    pub contact_email: String,
}

/// How mail leaves.
#[derive(Clone, PartialEq, Eq)]
pub enum Mail {
    /// Stays in the outbox, to be read at `/outbox`.
    Outbox,
    /// Goes to this SMTP server.
    Smtp(String),
    /// Goes through GOV.UK Notify with this key.
    Notify(String),
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A key or a password in an address never reaches a log.
        f.write_str(match self {
            Mail::Outbox => "outbox",
            Mail::Smtp(_) => "smtp",
            Mail::Notify(_) => "notify",
        })
    }
}

/// Whose look the pages have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brand {
    /// A generic header and a plain typeface.
    Neutral,
    /// The crown, the logotype and GDS Transport: only on GOV.UK.
    Govuk,
}

impl Settings {
    /// Whether pages are served over TLS (in front of us), so that cookies may say `Secure`.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Whether the outbox page is shown: mail stays here, and only this machine can ask.
    ///
    /// Behind a proxy we may listen on a loopback address and yet be asked by the whole world; whoever sees the
    /// outbox can sign in as anybody.
    pub fn shows_outbox(&self) -> bool {
        self.mail == Mail::Outbox && self.listen.ip().is_loopback() && is_loopback(&self.public_url)
    }

    /// The file of the SQLite database, when it is one.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        let path = self.database_url.strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
    }

    /// Where the secret is kept.
    ///
    /// # Errors
    /// A sentence when the database is PostgreSQL and no file is named.
    pub fn secret_path(&self) -> Result<PathBuf, String> {
        if let Some(path) = &self.secret_file {
            return Ok(path.clone());
        }
        match self.sqlite_file() {
            Some(database) => Ok(database.with_extension("secret")),
            None => Err("PARTNERSHIPS_SECRET_FILE must name a file when the database is PostgreSQL: every node \
                         reads the same secret from it"
                .to_owned()),
        }
    }
}

/// Whether a web address is one of this machine.
fn is_loopback(url: &str) -> bool {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host =
        host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|it| it.is_ascii_digit())).map_or(host, |it| it.0);
    let host = host.trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|it: IpAddr| it.is_loopback())
}
