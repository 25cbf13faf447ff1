//! The service in its release build, on a database of its own, and the limit server beside it.

use std::fs::File;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::http::Browser;
use super::machine;
use super::register::put;
use crate::postgres::{Commit, Postgres, start};

/// The longest that a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where databases are made.
#[derive(Debug)]
pub(super) enum Databases {
    /// Files in the folder of each place.
    Sqlite,
    /// A server that waits for the disk.
    Postgres(Postgres),
}

/// A database with its secret, in a folder that goes when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    folder: TempDir,
    url: String,
    program: PathBuf,
    database: Option<u32>,
}

/// A server that is killed when this is dropped.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// The database's first process, when it is a server.
    database: Option<u32>,
}

/// Processor time: of the service, and of its database where that is a server.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cpu {
    pub service: Duration,
    pub database: Duration,
}

impl Databases {
    /// SQLite, or a PostgreSQL that is started here.
    ///
    /// # Errors
    /// Why PostgreSQL does not start.
    pub fn open(on_postgres: bool) -> Result<Databases, String> {
        if on_postgres { start(Commit::Durable).map(Databases::Postgres) } else { Ok(Databases::Sqlite) }
    }

    /// A new, empty database.
    ///
    /// # Errors
    /// A sentence: it cannot be made.
    pub fn place(&self, program: &Path) -> Result<Place, String> {
        let folder =
            TempDir::with_prefix("partnerships-bench-").map_err(|error| format!("cannot make a folder: {error}"))?;
        let (url, database) = match self {
            Databases::Sqlite => (format!("sqlite:{}", folder.path().join("bench.db").display()), None),
            Databases::Postgres(server) => {
                let name = folder.path().file_name().unwrap_or_default().to_string_lossy().replace('-', "_");
                (server.make(&name.to_lowercase())?, Some(server.pid()?))
            }
        };
        // PostgreSQL asks for one; of databases that hold nothing it keeps nothing.
        put(folder.path(), "secret", "0123456789abcdef".repeat(4).as_bytes())?;
        Ok(Place { folder, url, program: program.to_owned(), database })
    }
}

impl Place {
    /// Its folder, for the bench's own files too.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The program with these arguments and the settings of this place.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .env("PARTNERSHIPS_DATABASE_URL", &self.url)
            .env("PARTNERSHIPS_SECRET_FILE", self.folder.path().join("secret"))
            .env("PARTNERSHIPS_LOG", "warn");
        command
    }

    /// Runs a command of the program to its end and gives what it printed.
    ///
    /// # Errors
    /// What it said, when it failed.
    pub fn run(&self, arguments: &[&str]) -> Result<String, String> {
        let output = self.command(arguments).output().map_err(|error| format!("cannot run the program: {error}"))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        Err(format!("{}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim()))
    }

    /// Starts the service and waits until it answers; how long that took, too.
    ///
    /// # Errors
    /// A sentence: it does not answer.
    pub fn serve(&self) -> Result<(Server, Duration), String> {
        let address = free_address()?;
        let log = File::create(self.folder.path().join("log")).map_err(|error| format!("cannot log: {error}"))?;
        let mut command = self.command(&["serve"]);
        command
            .env("PARTNERSHIPS_LISTEN", address.to_string())
            .env("PARTNERSHIPS_LIMITS", "off")
            .env("PARTNERSHIPS_SECOND_FACTOR", "off")
            .stdout(Stdio::null())
            .stderr(log);
        Server::start(command, address, self.database)
    }

    /// Processor time of a command from its start to its end, and the most memory that it held, in kibibytes.
    ///
    /// # Errors
    /// What it said, when it failed.
    pub fn measure(&self, arguments: &[&str]) -> Result<(Cpu, u64), String> {
        let database_before = of_database(self.database)?;
        let before = machine::cpu_of_children(std::process::id())?;
        let mut command = self.command(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| format!("cannot run the program: {error}"))?;
        let mut most = 0;
        loop {
            most = most.max(machine::memory(child.id(), "VmHWM").unwrap_or(0));
            if let Some(status) = child.try_wait().map_err(|error| format!("cannot wait: {error}"))? {
                if !status.success() {
                    return Err(format!("{}: {status}", arguments.join(" ")));
                }
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        let service = machine::cpu_of_children(std::process::id())?.saturating_sub(before);
        let database = of_database(self.database)?.saturating_sub(database_before);
        Ok((Cpu { service, database }, most))
    }
}

/// All processes of the database that live, and those that have ended.
fn of_database(first: Option<u32>) -> Result<Duration, String> {
    let Some(first) = first else { return Ok(Duration::ZERO) };
    // One that ends at this moment may be left out.
    let living: Duration = machine::family(first).into_iter().filter_map(|pid| machine::cpu(pid).ok()).sum();
    Ok(living + machine::cpu_of_children(first)?)
}

/// An address of this machine that nobody listens at.
///
/// # Errors
/// A sentence: there is none.
pub(super) fn free_address() -> Result<SocketAddr, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|it| it.local_addr());
    listener.map_err(|error| format!("there is no free port: {error}"))
}

impl Server {
    /// Starts a server and waits until it takes connections.
    ///
    /// # Errors
    /// A sentence: it does not.
    pub fn start(
        mut command: Command,
        address: SocketAddr,
        database: Option<u32>,
    ) -> Result<(Server, Duration), String> {
        let began = Instant::now();
        let child = command.spawn().map_err(|error| format!("cannot start the server: {error}"))?;
        let mut server = Server { child, address, database };
        while TcpStream::connect(address).is_err() {
            if server.child.try_wait().is_ok_and(|ended| ended.is_some()) || began.elapsed() > PATIENCE {
                return Err(format!("the server at {address} does not answer"));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok((server, began.elapsed()))
    }

    /// Processor time so far.
    ///
    /// # Errors
    /// A sentence: it does not run any more.
    pub fn cpu(&self) -> Result<Cpu, String> {
        Ok(Cpu { service: machine::cpu(self.child.id())?, database: of_database(self.database)? })
    }

    /// A line of its /proc/PID/status, in kibibytes.
    pub fn memory(&self, name: &str) -> u64 {
        machine::memory(self.child.id(), name).unwrap_or(0)
    }

    /// A browser that has been nowhere.
    pub fn browser(&self) -> Browser {
        Browser::new(self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Killed and not asked: what it promised is on the disk, and nobody waits for its answer.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Cpu {
    /// What was used since then.
    pub fn since(self, before: Cpu) -> Cpu {
        let Cpu { service, database } = self;
        Cpu { service: service.saturating_sub(before.service), database: database.saturating_sub(before.database) }
    }

    /// The share of one of so many.
    pub fn each(self, count: usize) -> Cpu {
        let count = u32::try_from(count.max(1)).unwrap_or(u32::MAX);
        Cpu { service: self.service / count, database: self.database / count }
    }

    /// Of several measurements of one thing the middle one.
    pub fn middle(mut several: Vec<Cpu>) -> Cpu {
        several.sort_by_key(|it| it.service);
        several.get(several.len() / 2).copied().unwrap_or_default()
    }
}

impl std::fmt::Display for Cpu {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&super::report::time(self.service))?;
        if self.database > Duration::ZERO {
            write!(f, " + {}", super::report::time(self.database))?;
        }
        Ok(())
    }
}
