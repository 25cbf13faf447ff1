//! This program once more, told to do one thing; it tells how far it is, and is killed there.

use std::process::Stdio;
use std::time::SystemTime;

use store::{Db, Dialect, values};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};

/// How far a process is, as it tells: this mark and a number, on a line of its own.
const MARK: &str = "it is at ";
/// What it tells when it has done all.
const DONE: u64 = u64::MAX;

/// Another process.
pub struct Process {
    child: Child,
    lines: Lines<BufReader<ChildStderr>>,
}

/// How often a story kills.
pub fn kills() -> u64 {
    std::env::var("SOAK").ok().and_then(|it| it.parse().ok()).unwrap_or(3)
}

/// What this process was told, when it is another's.
pub fn told(name: &str) -> Option<String> {
    std::env::var(format!("STORY_{name}")).ok()
}

/// Tells the process that started this one how far it is.
pub fn tell(step: u64) {
    eprintln!("{MARK}{step}");
}

/// Tells that all is done.
pub fn tell_done() {
    tell(DONE);
}

impl Process {
    /// Starts the test of this name, which is nothing else when it is told something.
    pub fn start(test: &str, told: &[(&str, &str)]) -> Process {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .envs(told.iter().map(|(name, value)| (format!("STORY_{name}"), value)))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        Process { child, lines }
    }

    /// Waits until it tells that it has come so far.
    pub async fn reaches(&mut self, step: u64) {
        let mut said = Vec::new();
        while let Some(line) = self.lines.next_line().await.unwrap() {
            let at: Option<u64> = line.strip_prefix(MARK).and_then(|it| it.parse().ok());
            if at == Some(step) {
                return;
            }
            said.push(line);
        }
        panic!("the other process ended before it came to {step}: {said:#?}");
    }

    /// Waits until it has done all.
    pub async fn is_done(&mut self) {
        self.reaches(DONE).await;
    }

    /// Kills it (SIGKILL), and waits until nothing of it is left in the database either.
    pub async fn kill(mut self, db: &Db) {
        self.child.kill().await.unwrap();
        if db.dialect() == Dialect::Sqlite {
            return;
        }
        // PostgreSQL ends the statement in hand before it notices that nobody is there any more.
        let busy = "select count(*) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'";
        while db.begin().await.unwrap().scalar::<i64>(busy, values![]).await.unwrap() != Some(0) {
            tokio::task::yield_now().await;
        }
    }
}

/// Waits until the database's files have been seen to change so often, by a transaction committed or not; or until the
/// process has ended.
pub async fn written_to(process: &mut Process, db: &Db, url: &str, times: u64) {
    let mut before = files(db, url).await;
    let mut seen = 0;
    while seen < times && process.child.try_wait().unwrap().is_none() {
        let now = files(db, url).await;
        if now != before {
            (before, seen) = (now, seen + 1);
        }
        tokio::task::yield_now().await;
    }
}

/// What can be seen of the database's files: on SQLite of the write-ahead log, into which a large transaction
/// spills before it is committed.
async fn files(db: &Db, url: &str) -> (u64, Option<SystemTime>) {
    if db.dialect() == Dialect::Postgres {
        let sql = "select pg_database_size(current_database())";
        let size: Option<i64> = db.read().await.unwrap().scalar(sql, values![]).await.unwrap();
        return (size.unwrap().unsigned_abs(), None);
    }
    let log = std::fs::metadata(format!("{}-wal", url.trim_start_matches("sqlite:")));
    log.map_or((0, None), |it| (it.len(), it.modified().ok()))
}
