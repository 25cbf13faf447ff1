//! Commands that bring files in.

use std::io::IsTerminal;
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};

use super::{Stop, open};
use crate::organisations::register::{NotImported, Options, Progress, Run};
use crate::organisations::{contacts, providers, register};
use crate::platform::App;
use crate::platform::settings::Settings;
use crate::policy::{Action, Actor, Permit};
use crate::vocabulary::OrganisationId;

/// Brings the register in, from files or from the configured address.
pub(super) async fn register(settings: Settings, paths: Vec<PathBuf>, download: bool, force: bool) -> Result<(), Stop> {
    let app = ready(settings).await?;
    let options = Options { force, at: app.clock.now() };
    let mut bar = Bar::new();
    let fetched = if download { Some(super::download::fetch(&app).await?) } else { None };
    let paths = fetched.as_ref().map_or(paths, |folder| vec![folder.path().to_owned()]);
    let run = register::import(&app.db, &permit()?, &paths, options, &mut |at| bar.show(&at)).await;
    bar.finish();
    told(run)
}

/// Brings ITT providers in.
pub(super) async fn providers(settings: Settings, file: PathBuf) -> Result<(), Stop> {
    let app = ready(settings).await?;
    let options = Options { force: false, at: app.clock.now() };
    told(providers::import(&app.db, &permit()?, &file, &app.chance, options).await)
}

/// Brings addresses of schools in.
pub(super) async fn contacts(settings: Settings, file: PathBuf) -> Result<(), Stop> {
    let app = ready(settings).await?;
    let options = Options { force: false, at: app.clock.now() };
    told(contacts::import(&app.db, &permit()?, &file, &app.chance, options).await)
}

async fn ready(settings: Settings) -> Result<App, Stop> {
    let app = open(settings).await?;
    app.db.migrate().await?;
    Ok(app)
}

fn permit() -> Result<Permit, Stop> {
    Ok(Actor::Operator.may(Action::Import, OrganisationId::SERVICE)?)
}

fn told(run: Result<Run, NotImported>) -> Result<(), Stop> {
    say!("{}", run?);
    Ok(())
}

/// Progress: a bar on a terminal, nothing where the output goes to a file.
struct Bar(Option<ProgressBar>);

impl Bar {
    fn new() -> Bar {
        if !std::io::stderr().is_terminal() {
            return Bar(None);
        }
        let style = ProgressStyle::with_template("{msg} [{bar:30}] {bytes} of {total_bytes}");
        let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Bar(Some(bar))
    }

    fn show(&mut self, at: &Progress<'_>) {
        if let Some(bar) = &self.0 {
            bar.set_message(at.file.to_owned());
            bar.set_length(at.size_bytes);
            bar.set_position(at.read_bytes);
        }
    }

    fn finish(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
