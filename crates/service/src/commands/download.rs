//! Fetches today's files of the register from the configured address.

use std::io::Write;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tempfile::TempDir;

use super::Stop;
use crate::platform::App;
use crate::vocabulary::london_date;

/// The files, as the register's owner names them by day. Source: Get Information About Schools, downloads.
const FILES: [&str; 4] = ["edubasealldata", "links_edubasealldata", "allgroupsdata", "alllinksdata"];
/// The most bytes of one file: four times today's largest.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Fetches the files into a folder of their own, which goes with the returned value.
///
/// # Errors
/// A sentence that names the address and what is wrong; nothing has been imported.
pub(super) async fn fetch(app: &App) -> Result<TempDir, Stop> {
    let base = app.settings.register_url.as_deref().ok_or_else(|| {
        Stop::Usage("PARTNERSHIPS_REGISTER_URL must name the address of the folder of the register's files".to_owned())
    })?;
    let client = reqwest::Client::builder().timeout(Duration::from_mins(10)).build()?;
    let folder = TempDir::new()?;
    for name in names(app.clock.now()) {
        let address = format!("{}/{name}", base.trim_end_matches('/'));
        let mut answer = client
            .get(&address)
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .map_err(|error| format!("{address} cannot be fetched: {}", error.without_url()))?;
        let mut file = std::fs::File::create(folder.path().join(&name))?;
        let mut bytes = 0;
        while let Some(chunk) = answer.chunk().await? {
            bytes += chunk.len() as u64;
            if bytes > MOST_BYTES {
                return Err(Stop::Failed(format!("{address} is larger than {MOST_BYTES} bytes")));
            }
            file.write_all(&chunk)?;
        }
        eprintln!("Fetched {address} ({bytes} bytes)");
    }
    Ok(folder)
}

fn names(now: DateTime<Utc>) -> Vec<String> {
    let day = london_date(now).format("%Y%m%d");
    FILES.iter().map(|name| format!("{name}{day}.csv")).collect()
}
