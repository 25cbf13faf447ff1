//! A real SMTP server: aiosmtpd, in a process of its own.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

const PROGRAM: &str = include_str!("aiosmtpd_server.py");

/// The server, ended with the story.
pub struct Aiosmtpd {
    _child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// Its address, for the setting `MAIL`.
    pub address: String,
}

impl Aiosmtpd {
    /// The server, or `None` with a loud word where it is not installed; in CI that is a failure.
    pub async fn start() -> Option<Aiosmtpd> {
        let mut child = Command::new("python3")
            .args(["-c", PROGRAM])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .ok()?;
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let Some(port) = lines.next_line().await.unwrap() else {
            let word =
                "aiosmtpd is not installed (python3 -m pip install aiosmtpd): stories against a real SMTP server";
            assert!(std::env::var("CI").as_deref() != Ok("true"), "{word} must be told in CI");
            eprintln!("SKIPPED: {word} are not told");
            return None;
        };
        Some(Aiosmtpd { _child: child, lines, address: format!("smtp://127.0.0.1:{port}") })
    }

    /// The next message that it took.
    pub async fn taken(&mut self) -> serde_json::Value {
        let line = self.lines.next_line().await.unwrap().unwrap();
        serde_json::from_str(&line).unwrap()
    }
}
