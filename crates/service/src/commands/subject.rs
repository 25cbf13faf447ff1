//! Commands that answer a person who asks what is kept of them.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::{Stop, open};
use crate::platform::settings::Settings;
use crate::policy::{Action, Actor, Permit};
use crate::support::subject::{self, Noted};
use crate::vocabulary::{EmailAddress, OrganisationId};

fn permit() -> Result<Permit, Stop> {
    Ok(Actor::Operator.may(Action::AnswerSubject, OrganisationId::SERVICE)?)
}

/// The notes of erasures stand beside the secret, which they are worth nothing without.
fn notes_path(settings: &Settings) -> Result<PathBuf, Stop> {
    Ok(settings.secret_path()?.with_extension("erasures"))
}

/// Prints all that is kept under an address.
pub(super) async fn export(settings: Settings, email: &str) -> Result<(), Stop> {
    let address: EmailAddress = email.parse()?;
    let app = open(settings).await?;
    let mut tx = app.db.begin().await?;
    let kept = subject::export(&mut tx, &permit()?, app.clock.now(), &address).await?;
    tx.commit().await?;
    say!("{}", serde_json::to_string_pretty(&kept)?);
    Ok(())
}

/// Erases what is kept under an address, and notes it for after a restore.
pub(super) async fn erase(settings: Settings, email: &str) -> Result<(), Stop> {
    let address: EmailAddress = email.parse()?;
    let app = open(settings).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let erased = subject::erase(&mut tx, &permit()?, now, &address).await?;
    if erased.is_empty() {
        return Err(Stop::Failed(format!("Nothing is kept under {}", address.as_str())));
    }
    // Noted first: a note too many erases nothing that was given since, a note too few would forget the erasure.
    let path = notes_path(&app.settings)?;
    note(&path, &Noted::of(&app.secret, &address, now).line())?;
    tx.commit().await?;
    for (table, rows) in erased.rows() {
        say!("{table}: {rows}");
    }
    say!("Noted in {}. Keep this file apart from the backups of the database.", path.display());
    Ok(())
}

fn note(path: &Path, line: &str) -> Result<(), Stop> {
    let said = |error: std::io::Error| Stop::Failed(format!("{} cannot be written: {error}", path.display()));
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(said)?;
    writeln!(file, "{line}").and_then(|()| file.sync_all()).map_err(said)
}

/// Erases again what the notes tell.
pub(super) async fn erase_again(settings: Settings) -> Result<(), Stop> {
    let app = open(settings).await?;
    let path = notes_path(&app.settings)?;
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Stop::Failed(format!("{} cannot be read: {error}", path.display()))),
    };
    let notes = Noted::read(&text)
        .map_err(|line| format!("Line {line} of {} is not the note of an erasure", path.display()))?;
    let mut tx = app.db.begin().await?;
    let erased = subject::erase_again(&mut tx, &permit()?, app.clock.now(), &app.secret, &notes).await?;
    tx.commit().await?;
    say!("{} noted, {erased} erased again", notes.len());
    Ok(())
}
