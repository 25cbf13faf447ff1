//! Reads settings. An unknown or wrong one stops the start with a sentence that names it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use super::{Brand, Mail, OpenId, Settings};

const PREFIX: &str = "PARTNERSHIPS_";
/// Seconds that a node may go on for at most: longer than any proxy takes to notice.
const MOST_DRAIN: u64 = 600;
const FILE: &str = "partnerships.toml";
const NAMES: &[&str] = &[
    "DATABASE_URL",
    "LISTEN",
    "PUBLIC_URL",
    "MAIL",
    "MAIL_FROM",
    "BRAND",
    "LOG",
    "SECRET_FILE",
    "METRICS_LISTEN",
    "REGISTER_URL",
    "SUPPORT_DOMAIN",
    "LIMITS",
    "DRAIN_SECONDS",
    "SECOND_FACTOR",
    "OIDC_ISSUER",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_NAME",
    "OIDC_TRUST_EMAIL",
    "COST_PER_TRANSACTION",
    "CONTACT_EMAIL",
];

/// Reads the environment and `partnerships.toml` in the working directory.
///
/// # Errors
/// A sentence that names the setting and what it may be.
pub fn read() -> Result<Settings, String> {
    let file = match std::fs::read_to_string(FILE) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(format!("{FILE} cannot be read: {error}")),
    };
    read_from(std::env::vars(), &file)
}

/// Reads settings from the given environment and the text of a settings file.
///
/// # Errors
/// A sentence that names the setting and what it may be.
pub fn read_from(environment: impl Iterator<Item = (String, String)>, file: &str) -> Result<Settings, String> {
    let mut found = from_file(file)?;
    for (name, value) in environment {
        if let Some(name) = name.strip_prefix(PREFIX) {
            known(name, &format!("{PREFIX}{name}"))?;
            found.insert(name.to_owned(), value);
        }
    }
    build(&found)
}

fn known(name: &str, shown: &str) -> Result<(), String> {
    if NAMES.contains(&name) {
        return Ok(());
    }
    Err(format!("{shown} is not a setting. The settings are: {}", NAMES.join(", ")))
}

fn from_file(text: &str) -> Result<BTreeMap<String, String>, String> {
    let table: toml::Table = text.parse().map_err(|error| format!("{FILE} is not valid TOML: {error}"))?;
    let mut found = BTreeMap::new();
    for (name, value) in table {
        let upper = name.to_uppercase();
        known(&upper, &format!("{name} in {FILE}"))?;
        let text = match value {
            toml::Value::String(text) => text,
            toml::Value::Boolean(on) => if on { "on" } else { "off" }.to_owned(),
            other => other.to_string(),
        };
        found.insert(upper, text);
    }
    Ok(found)
}

fn build(found: &BTreeMap<String, String>) -> Result<Settings, String> {
    let text = |name: &str, default: &str| found.get(name).map_or(default, String::as_str).trim().to_owned();
    let database_url = text("DATABASE_URL", "sqlite:partnerships.db");
    if !["sqlite:", "postgres://", "postgresql://"].iter().any(|it| database_url.starts_with(it)) {
        return Err("DATABASE_URL must start with sqlite: or postgres://".to_owned());
    }
    let listen = address("LISTEN", &text("LISTEN", "127.0.0.1:8080"))?;
    let public_url = public_url(&text("PUBLIC_URL", &format!("http://{listen}")))?;
    let limits = on_or_off("LIMITS", &text("LIMITS", "on"))?;
    if !limits && !listen.ip().is_loopback() {
        return Err("LIMITS can be off only when LISTEN is a loopback address such as 127.0.0.1:8080".to_owned());
    }
    let second_factor = on_or_off("SECOND_FACTOR", &text("SECOND_FACTOR", "on"))?;
    if !second_factor && !listen.ip().is_loopback() {
        return Err("SECOND_FACTOR can be off only when LISTEN is a loopback address such as 127.0.0.1:8080".to_owned());
    }
    Ok(Settings {
        database_url,
        listen,
        public_url,
        mail: mail(&text("MAIL", "outbox"))?,
        mail_from: text("MAIL_FROM", "Manage school and training partnerships <no-reply@partnerships.example>"),
        brand: brand(&text("BRAND", "neutral"))?,
        log: text("LOG", "info"),
        secret_file: found.get("SECRET_FILE").map(|path| Path::new(path.trim()).to_owned()),
        metrics_listen: found.get("METRICS_LISTEN").map(|it| address("METRICS_LISTEN", it.trim())).transpose()?,
        register_url: found.get("REGISTER_URL").map(|it| it.trim().to_owned()),
        support_domain: text("SUPPORT_DOMAIN", "education.gov.uk").trim_start_matches('@').to_lowercase(),
        limits,
        drain: drain(&text("DRAIN_SECONDS", "0"))?,
        second_factor,
        open_id: OpenId::of(|name| found.get(name).cloned())?,
        cost_per_transaction: found.get("COST_PER_TRANSACTION").map(|it| it.trim().to_owned()),
        is_demo: false,
        contact_email: text("CONTACT_EMAIL", "support@partnerships.example"),
    })
}

fn address(name: &str, text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| format!("{name} must be an address and a port, such as 127.0.0.1:8080, not “{text}”"))
}

fn public_url(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.trim_end_matches('/').contains('/') => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err("PUBLIC_URL must be a web address without a path, such as https://partnerships.example".to_owned()),
    }
}

pub(super) fn on_or_off(name: &str, text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        other => Err(format!("{name} must be on or off, not “{other}”")),
    }
}

fn drain(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds @ 0..=MOST_DRAIN) => Ok(Duration::from_secs(seconds)),
        _ => Err(format!("DRAIN_SECONDS must be a number from 0 to {MOST_DRAIN}, not “{text}”")),
    }
}

fn mail(text: &str) -> Result<Mail, String> {
    if text == "outbox" {
        return Ok(Mail::Outbox);
    }
    if text.starts_with("smtp://") || text.starts_with("smtps://") {
        return Ok(Mail::Smtp(text.to_owned()));
    }
    match text.strip_prefix("notify:") {
        Some(key) if key.len() >= 73 => Ok(Mail::Notify(key.to_owned())),
        // The text is not repeated: it may hold a key or a password.
        _ => {
            Err("MAIL must be outbox, an smtp:// or smtps:// address, or notify: and a GOV.UK Notify API key"
                .to_owned())
        }
    }
}

fn brand(text: &str) -> Result<Brand, String> {
    match text {
        "neutral" => Ok(Brand::Neutral),
        "govuk" => Ok(Brand::Govuk),
        other => Err(format!("BRAND must be neutral or govuk, not “{other}”")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(environment: &[(&str, &str)], file: &str) -> Result<Settings, String> {
        let pairs = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        read_from(pairs, file)
    }

    #[test]
    fn nothing_said_is_a_laptop() {
        let settings = told(&[], "").unwrap();
        assert_eq!(settings.database_url, "sqlite:partnerships.db");
        assert_eq!(settings.public_url, "http://127.0.0.1:8080");
        assert!(settings.shows_outbox() && settings.limits && !settings.is_secure());
        assert_eq!(settings.secret_path().unwrap(), Path::new("partnerships.secret"));
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let settings = told(&[("PARTNERSHIPS_BRAND", "govuk")], "brand = \"neutral\"\nlog = \"debug\"").unwrap();
        assert_eq!((settings.brand, settings.log.as_str()), (Brand::Govuk, "debug"));
    }

    #[test]
    fn a_wrong_setting_is_named() {
        let refusal = |environment: &[(&str, &str)]| told(environment, "").unwrap_err();
        assert!(refusal(&[("PARTNERSHIPS_LISTENN", "x")]).starts_with("PARTNERSHIPS_LISTENN is not a setting."));
        assert!(refusal(&[("PARTNERSHIPS_LISTEN", "x")]).starts_with("LISTEN must be an address"));
        assert!(refusal(&[("PARTNERSHIPS_PUBLIC_URL", "https://a/b")]).starts_with("PUBLIC_URL must be"));
        assert!(
            refusal(&[("PARTNERSHIPS_LISTEN", "0.0.0.0:80"), ("PARTNERSHIPS_LIMITS", "off")])
                .starts_with("LIMITS can be off only")
        );
        assert!(
            refusal(&[("PARTNERSHIPS_LISTEN", "0.0.0.0:80"), ("PARTNERSHIPS_SECOND_FACTOR", "off")])
                .starts_with("SECOND_FACTOR can be off only")
        );
        for wrong in ["601", "-1", "a minute"] {
            let said = refusal(&[("PARTNERSHIPS_DRAIN_SECONDS", wrong)]);
            assert!(said.starts_with("DRAIN_SECONDS must be a number from 0 to 600"), "{said}");
        }
        let secret = refusal(&[("PARTNERSHIPS_MAIL", "notify:short-secret")]);
        assert!(secret.starts_with("MAIL must be") && !secret.contains("short-secret"));
        assert!(told(&[], "colour = 1").unwrap_err().starts_with("colour in partnerships.toml is not a setting."));
    }

    #[test]
    fn the_outbox_is_shown_to_this_machine_alone() {
        let shows = |environment: &[(&str, &str)]| told(environment, "").unwrap().shows_outbox();
        for url in ["http://localhost:8080", "http://127.0.0.2", "http://[::1]:8080"] {
            assert!(shows(&[("PARTNERSHIPS_PUBLIC_URL", url)]), "{url}");
        }
        for url in ["https://partnerships.example", "http://localhost.example:8080", "http://127.0.0.1.example"] {
            assert!(!shows(&[("PARTNERSHIPS_PUBLIC_URL", url)]), "{url}");
        }
        assert!(!shows(&[("PARTNERSHIPS_LISTEN", "0.0.0.0:8080"), ("PARTNERSHIPS_PUBLIC_URL", "http://localhost")]));
    }

    #[test]
    fn postgresql_needs_a_secret_file() {
        let settings = told(&[("PARTNERSHIPS_DATABASE_URL", "postgres://db/partnerships")], "").unwrap();
        assert!(settings.secret_path().unwrap_err().contains("PARTNERSHIPS_SECRET_FILE"));
    }
}
