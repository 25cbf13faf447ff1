//! Serving: pages, background work, or both; and the demo.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Stop, open};
use crate::organisations::search::store::Searching;
use crate::placements::find::finding::Finding;
use crate::platform::settings::{Mail, Settings};
use crate::platform::{App, health, metrics, worker};
use crate::{demo, router};

/// How often each node looks for a newer register, and for changes of placements at other nodes.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long requests in hand may take once we are asked to stop.
const GRACE: Duration = Duration::from_secs(30);

/// Serves the pages until asked to stop.
pub(super) async fn serve(settings: Settings, with_worker: bool) -> Result<(), Stop> {
    log(&settings)?;
    let app = open(settings).await?;
    app.db.claim()?;
    app.db.migrate().await?;
    run(app, with_worker).await
}

/// Does the background work alone.
pub(super) async fn work(settings: Settings) -> Result<(), Stop> {
    log(&settings)?;
    let app = open(settings).await?;
    let stop = until_asked_to_stop();
    worker::run(app, router::background(), stop).await;
    Ok(())
}

/// Makes the demo and serves it.
pub(super) async fn demo(folder: Option<PathBuf>) -> Result<(), Stop> {
    let place = demo::Place::open(folder)?;
    let settings = place.settings()?;
    log(&settings)?;
    let app = open(settings).await?;
    app.db.claim()?;
    app.db.migrate().await?;
    say!("Making the demo in {} …", place.folder().display());
    demo::fill(&app).await?;
    say!("{}", demo::greeting(&app).await?);
    run(app, true).await
}

async fn run(app: App, with_worker: bool) -> Result<(), Stop> {
    let searching = Arc::new(Searching::default());
    // Both read all there is to read; nobody is kept waiting for the one after the other.
    let (sound, read) = tokio::join!(is_sound(&app), searching.refresh_if_changed(&app.db));
    sound?;
    read?;
    if app.settings.mail == Mail::Outbox && !app.settings.shows_outbox() {
        tracing::warn!("MAIL is outbox: no mail leaves, and none is shown, because PUBLIC_URL is not on this machine");
    }
    let finding = Arc::new(Finding::default());
    finding.refresh_if_changed(&app.db, &searching).await?;
    let stop = until_asked_to_stop();
    let tasks = TaskTracker::new();
    if with_worker {
        tasks.spawn(worker::run(app.clone(), router::background(), stop.clone()));
    }
    let closed = until_closed(&stop, app.settings.drain);
    tasks.spawn(follow(app.clone(), searching.clone(), finding.clone(), closed.clone()));
    if let Some(address) = app.settings.metrics_listen {
        metrics::serve(address, closed.clone()).await?;
    }
    let listener = TcpListener::bind(app.settings.listen)
        .await
        .map_err(|error| format!("{} cannot be listened on: {error}", app.settings.listen))?;
    tracing::info!(address = %app.settings.listen, "serving");
    let pages = router::router(app, searching, finding).layer(Extension(health::Leaving(stop)));
    let pages = pages.into_make_service_with_connect_info::<SocketAddr>();
    let no_more = closed.clone();
    let served = axum::serve(listener, pages).with_graceful_shutdown(async move { no_more.cancelled().await });
    let late = async {
        closed.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        done = served.into_future() => done?,
        () = late => tracing::warn!("some requests were still in hand after {} seconds", GRACE.as_secs()),
    }
    tasks.close();
    tasks.wait().await;
    tracing::info!("stopped");
    Ok(())
}

/// Refuses a damaged database: better no service than one that spoils what is left.
async fn is_sound(app: &App) -> Result<(), Stop> {
    let faults = app.db.faults().await?;
    faults.first().map_or(Ok(()), |fault| {
        Err(Stop::Failed(format!("The database file is damaged: restore it from a backup. SQLite says: {fault}")))
    })
}

fn log(settings: &Settings) -> Result<(), Stop> {
    let filter = tracing_subscriber::EnvFilter::try_new(&settings.log)
        .map_err(|error| Stop::Usage(format!("LOG is not a filter such as info or service=debug: {error}")))?;
    // A second call (in a test) keeps the first.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    std::panic::set_hook(Box::new(note_panic));
    Ok(())
}

/// Logs where a panic was. Words that were put together for it may hold what a person typed, and are left out.
fn note_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let words = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("its words are not logged");
    tracing::error!(place, words, "a panic");
}

/// A token that is cancelled by SIGTERM or Ctrl-C.
fn until_asked_to_stop() -> CancellationToken {
    let token = CancellationToken::new();
    let cancelled = token.clone();
    tokio::spawn(async move {
        let interrupt = tokio::signal::ctrl_c();
        #[cfg(unix)]
        {
            let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(terminate) => terminate,
                Err(error) => return tracing::error!(%error, "SIGTERM cannot be heard"),
            };
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
        }
        #[cfg(not(unix))]
        let _ = interrupt.await;
        cancelled.cancel();
    });
    token
}

/// A token that is cancelled when no new request is taken: this long after we are asked to stop.
///
/// Meanwhile `/readyz` says that we leave, so that a proxy sends people to other nodes before there is nobody here.
fn until_closed(stop: &CancellationToken, drain: Duration) -> CancellationToken {
    let closed = CancellationToken::new();
    let (asked, cancelled) = (stop.clone(), closed.clone());
    tokio::spawn(async move {
        asked.cancelled().await;
        if !drain.is_zero() {
            tracing::info!(seconds = drain.as_secs(), "leaving: not ready any more, and still answering");
            tokio::time::sleep(drain).await;
        }
        cancelled.cancel();
    });
    closed
}

/// Looks every second whether an import has changed the register, or anybody what is offered, on any node.
async fn follow(app: App, searching: Arc<Searching>, finding: Arc<Finding>, stop: CancellationToken) {
    let mut every = tokio::time::interval(LOOK_EVERY);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = every.tick() => {}
        }
        if let Err(error) = searching.refresh_if_changed(&app.db).await {
            tracing::warn!(%error, "the search could not be brought up to date");
        }
        if let Err(error) = finding.refresh_if_changed(&app.db, &searching).await {
            tracing::warn!(%error, "find could not be brought up to date");
        }
    }
}
