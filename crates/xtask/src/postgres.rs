//! A PostgreSQL of one's own for tests: a temporary cluster on a unix socket, gone when dropped.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;
use tokio::signal::unix::{SignalKind, signal};

/// Where Debian keeps the programs, a folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// A running server.
#[derive(Debug)]
pub struct Postgres {
    /// Stopped before the folder goes.
    server: Server,
    folder: TempDir,
}

#[derive(Debug)]
struct Server {
    programs: PathBuf,
    data: PathBuf,
    user: Option<String>,
}

/// What a server does when a transaction is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commit {
    /// It does not wait for the disk: for tests, whose data nobody misses.
    Fast,
    /// It waits, as a server in use does: for measuring.
    Durable,
}

/// Makes a cluster and starts it: on a unix socket only, as an ordinary user even when we are root, because
/// PostgreSQL refuses to run as root.
///
/// # Errors
/// A sentence: what is missing and how to install it, or what PostgreSQL said.
pub fn start(commit: Commit) -> Result<Postgres, String> {
    let programs = programs()?;
    let folder =
        TempDir::with_prefix("partnerships-postgres-").map_err(|error| format!("cannot make a folder: {error}"))?;
    let user = ordinary_user(folder.path())?;
    let server = Server { programs, data: folder.path().join("data"), user };
    let data = server.data.as_os_str();
    let settings = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync", "-D"];
    server.run("initdb", settings.map(OsStr::new).into_iter().chain([data]))?;
    let waiting = match commit {
        Commit::Fast => "-c fsync=off -c full_page_writes=off -c synchronous_commit=off",
        Commit::Durable => "-c fsync=on -c full_page_writes=on -c synchronous_commit=on",
    };
    let options = format!(
        "-c listen_addresses='' -c unix_socket_directories='{}' {waiting} -c max_connections=500",
        folder.path().display()
    );
    let log = folder.path().join("log");
    let start = ["-w", "-o", &options, "-D"].map(OsStr::new);
    server.run("pg_ctl", start.into_iter().chain([data, OsStr::new("-l"), log.as_os_str(), OsStr::new("start")]))?;
    Ok(Postgres { server, folder })
}

/// `cargo xtask postgres`: starts a server, says how to use it, and stops it at Ctrl-C.
///
/// # Errors
/// As [`start`].
pub fn run() -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot wait for Ctrl-C: {error}"))?;
    runtime.block_on(async {
        // Listened for before the server starts, so that no Ctrl-C leaves one behind.
        let listen = |kind| signal(kind).map_err(|error| format!("cannot wait for Ctrl-C: {error}"));
        let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
        let postgres = start(Commit::Fast)?;
        println!("export TEST_POSTGRES_URL={}", postgres.url());
        eprintln!("PostgreSQL runs until Ctrl-C.");
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        drop(postgres);
        Ok(())
    })
}

impl Postgres {
    /// The address for `TEST_POSTGRES_URL`; its user may make databases.
    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    fn url_of(&self, database: &str) -> String {
        let socket = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{socket}/{database}")
    }

    /// Makes a database and gives its address.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub fn make(&self, database: &str) -> Result<String, String> {
        let arguments = [OsStr::new("-h"), self.folder.path().as_os_str(), OsStr::new("-U"), OsStr::new("postgres")];
        self.server.run("createdb", arguments.into_iter().chain([OsStr::new(database)]))?;
        Ok(self.url_of(database))
    }

    /// The number of the server's first process, which starts all others.
    ///
    /// # Errors
    /// A sentence: it does not run.
    pub fn pid(&self) -> Result<u32, String> {
        let file = self.server.data.join("postmaster.pid");
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let first = text.lines().next().and_then(|line| line.trim().parse().ok());
        first.ok_or_else(|| format!("{} does not begin with a number", file.display()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !self.data.join("postmaster.pid").exists() {
            return;
        }
        let stop = ["-w", "-m", "immediate", "-D"].map(OsStr::new);
        if let Err(error) = self.run("pg_ctl", stop.into_iter().chain([self.data.as_os_str(), OsStr::new("stop")])) {
            eprintln!("{error}");
        }
    }
}

impl Server {
    /// Runs one of its programs to the end.
    fn run<'a>(&self, program: &str, arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<(), String> {
        let path = self.programs.join(program);
        let mut command = match &self.user {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(&path);
                command
            }
            None => Command::new(&path),
        };
        // Into a file and not a pipe: the server inherits it and would keep a pipe open.
        let said = tempfile::NamedTempFile::new().map_err(|error| format!("cannot make a file: {error}"))?;
        let writer = said.reopen().map_err(|error| format!("cannot open a file: {error}"))?;
        let status = command
            .args(arguments)
            // A folder that the ordinary user may enter.
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(writer)
            .status()
            .map_err(|error| format!("cannot run {}: {error}", path.display()))?;
        if status.success() {
            return Ok(());
        }
        let said = fs::read_to_string(said.path()).unwrap_or_default();
        Err(format!("{program} failed ({status}): {}", said.trim()))
    }
}

/// The folder of `initdb` and `pg_ctl`: on the PATH, or the newest of Debian's, which are not on it.
///
/// # Errors
/// A sentence that says how to install them.
pub fn programs() -> Result<PathBuf, String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    versions.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
    std::env::split_paths(&path)
        .chain(versions)
        .find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
        .ok_or_else(|| {
            "PostgreSQL is not installed: run `apt-get install postgresql` (only its programs are used, not its server)"
                .to_owned()
        })
}

/// The number in `/usr/lib/postgresql/17/bin`.
fn version(folder: &Path) -> u32 {
    let name = folder.parent().and_then(Path::file_name).and_then(OsStr::to_str);
    name.and_then(|name| name.parse().ok()).unwrap_or(0)
}

/// When we are root: the user to run as, to whom the folder is given.
fn ordinary_user(folder: &Path) -> Result<Option<String>, String> {
    // The folder was just made by us, so its owner is who we are.
    let owner = fs::metadata(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?.uid();
    if owner != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").map_err(|error| format!("cannot read /etc/passwd: {error}"))?;
    let (name, id) = ["postgres", "nobody"]
        .into_iter()
        .find_map(|name| Some((name, id_of(&users, name)?)))
        .ok_or("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")?;
    chown(folder, Some(id), None).map_err(|error| format!("cannot give the folder to {name}: {error}"))?;
    let all_may_enter = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder, all_may_enter).map_err(|error| format!("cannot open the folder: {error}"))?;
    Ok(Some(name.to_owned()))
}

/// The third field of the user's line.
fn id_of(users: &str, name: &str) -> Option<u32> {
    let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
    line.split(':').nth(2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_user_is_the_third_field() {
        let users = "root:x:0:0:root:/root:/bin/bash\npostgres:x:101:104::/var/lib/postgresql:/bin/bash\n";
        assert_eq!(id_of(users, "postgres"), Some(101));
        assert_eq!(id_of(users, "nobody"), None);
    }

    #[test]
    fn newer_versions_are_told_by_their_number() {
        assert!(version(Path::new("/usr/lib/postgresql/17/bin")) > version(Path::new("/usr/lib/postgresql/9/bin")));
    }
}
