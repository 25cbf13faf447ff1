//! The commands of the binary: what an operator types.
//!
//! Every command ends with 0 (done), 1 (it could not be done; a sentence says why) or 2 (usage or settings).

/// Prints a line. That nobody reads it any more is no fault of the command.
macro_rules! say {
    ($($words:tt)*) => { $crate::commands::line(format_args!($($words)*)) };
}

mod download;
mod imports;
mod people;
mod serve;
mod subject;
mod upkeep;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use store::Db;

use crate::platform::clock::{Chance, Clock};
use crate::platform::limits::Limits;
use crate::platform::mail::Transport;
use crate::platform::secret::Secret;
use crate::platform::settings::{self, Settings};
use crate::platform::{App, Parts};

/// Form, run and evidence the partnerships through which England's schools train teachers.
///
/// Settings come from PARTNERSHIPS_… in the environment or from partnerships.toml; docs/operating.md lists them.
#[derive(Debug, Parser)]
#[command(name = "partnerships", version, about, long_about)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages, and do the background work unless told otherwise.
    Serve(Serve),
    /// Make a database with a fictional but complete demo, and serve it.
    Demo(Demo),
    /// Bring the database up to this version.
    Migrate,
    /// Do the background work alone: mail, due work.
    Work,
    /// Bring in the register of schools: establishments, links and groups; .csv, .gz or .zip.
    ImportRegister(ImportRegister),
    /// Bring in ITT providers from a CSV file.
    ImportProviders(ImportFile),
    /// Bring in addresses from a CSV file of urn,address.
    ImportContacts(ImportFile),
    /// Check that everything the database holds fits together; a line for each fault.
    Doctor,
    /// The audit trail.
    Audit(Audit),
    /// Copy the SQLite database to a file while it is in use.
    Backup(Backup),
    /// Print the description of the API, as OpenAPI 3.1 has it.
    Openapi,
    /// Add a user to an organisation.
    AddUser(AddUser),
    /// Print a link that signs a person in once.
    SignInLink(SignInLink),
    /// Answer a person who asks what is kept of them, or asks that it be erased.
    Subject(Subject),
}

#[derive(Debug, Args)]
struct Serve {
    /// Leave mail and due work to `partnerships work`.
    #[arg(long)]
    no_worker: bool,
}

#[derive(Debug, Args)]
struct Demo {
    /// Keep the demo in this folder and go on with it next time; a temporary folder unless said.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct ImportRegister {
    /// Files, or a folder of them.
    #[arg(required_unless_present = "download", value_name = "FILE_OR_DIR")]
    paths: Vec<PathBuf>,
    /// Fetch today's files from PARTNERSHIPS_REGISTER_URL.
    #[arg(long, conflicts_with = "paths")]
    download: bool,
    /// Take a register that is older than the one held, or that closes or drops more than 5% of the open schools.
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Args)]
struct ImportFile {
    /// The file.
    file: PathBuf,
}

#[derive(Debug, Args)]
struct Audit {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Find any event that was edited, removed, reordered or cut.
    Verify,
}

#[derive(Debug, Args)]
struct Backup {
    /// The file to write; it must not exist.
    file: PathBuf,
}

#[derive(Debug, Args)]
struct AddUser {
    /// The person's email address.
    email: String,
    /// The organisation's URN, UKPRN or provider code, the public id of one without any of these, or `dfe`.
    #[arg(long, value_name = "URN_OR_UKPRN")]
    organisation: String,
    /// What they may do: viewer, coordinator, finance, signatory, administrator, support, regulator; several times if need be.
    #[arg(long, required = true)]
    role: Vec<String>,
    /// The person's name; made from the address unless said.
    #[arg(long)]
    name: Option<String>,
}

#[derive(Debug, Args)]
struct SignInLink {
    /// The person's email address.
    email: String,
}

#[derive(Debug, Args)]
struct Subject {
    #[command(subcommand)]
    command: SubjectCommand,
}

#[derive(Debug, Subcommand)]
enum SubjectCommand {
    /// Print all that is kept under an address, as JSON.
    Export {
        /// The person's email address.
        email: String,
    },
    /// Erase what is kept under an address; the audit trail stays whole. It cannot be undone.
    Erase {
        /// The person's email address.
        email: String,
    },
    /// After a backup was restored: erase again what had been erased since it was made.
    EraseAgain,
}

/// Why a command ends with something other than 0.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It could not be done: exit 1.
    Failed(String),
    /// The settings are wrong: exit 2.
    Usage(String),
}

impl<E: std::fmt::Display> From<E> for Stop {
    fn from(error: E) -> Stop {
        Stop::Failed(error.to_string())
    }
}

/// Runs a command; the exit code tells how it went.
pub fn run(line: CommandLine) -> ExitCode {
    // The only TLS provider in the program; a second installation is refused, and that is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Stop::from)
        .and_then(|runtime| runtime.block_on(perform(line.command)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Failed(sentence)) => {
            eprintln!("{sentence}");
            ExitCode::from(1)
        }
        Err(Stop::Usage(sentence)) => {
            eprintln!("{sentence}");
            ExitCode::from(2)
        }
    }
}

fn line(words: std::fmt::Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{words}").and_then(|()| out.flush());
}

async fn perform(command: Command) -> Result<(), Stop> {
    if let Command::Demo(demo) = command {
        return serve::demo(demo.data).await;
    }
    if matches!(command, Command::Openapi) {
        say!("{:#}", crate::api::openapi::document());
        return Ok(());
    }
    let settings = settings::read().map_err(Stop::Usage)?;
    match command {
        Command::Serve(it) => serve::serve(settings, !it.no_worker).await,
        Command::Work => serve::work(settings).await,
        Command::Migrate => upkeep::migrate(settings).await,
        Command::ImportRegister(it) => imports::register(settings, it.paths, it.download, it.force).await,
        Command::ImportProviders(it) => imports::providers(settings, it.file).await,
        Command::ImportContacts(it) => imports::contacts(settings, it.file).await,
        Command::Doctor => upkeep::doctor(settings).await,
        Command::Audit(Audit { command: AuditCommand::Verify }) => upkeep::verify_audit(settings).await,
        Command::Backup(it) => upkeep::backup(settings, it.file).await,
        Command::AddUser(it) => people::add_user(settings, it).await,
        Command::SignInLink(it) => people::sign_in_link(settings, &it.email).await,
        Command::Subject(Subject { command: SubjectCommand::Export { email } }) => {
            subject::export(settings, &email).await
        }
        Command::Subject(Subject { command: SubjectCommand::Erase { email } }) => {
            subject::erase(settings, &email).await
        }
        Command::Subject(Subject { command: SubjectCommand::EraseAgain }) => subject::erase_again(settings).await,
        Command::Demo(_) | Command::Openapi => Ok(()),
    }
}

/// Opens the database and gathers what every request needs.
///
/// # Errors
/// A sentence: a database that cannot be opened, or a secret that cannot be read.
pub(crate) async fn open(settings: Settings) -> Result<App, Stop> {
    let db = Db::open(&settings.database_url).await?;
    let chance = Chance::Machine;
    let may_make = settings.sqlite_file().is_some();
    let transport = Transport::open(&settings)?;
    let secret = Secret::open(&settings.secret_path()?, may_make, &chance)?;
    Ok(App::of(Parts {
        db,
        limits: Arc::new(Limits::new(settings.limits)),
        settings: Arc::new(settings),
        clock: Clock::Machine,
        chance,
        secret,
        templates: crate::router::templates(),
        transport,
        wake: Arc::new(tokio::sync::Notify::new()),
    }))
}
