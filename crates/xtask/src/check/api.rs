//! A demo whose API is asked by schemathesis.

use std::io::{BufRead, BufReader, Lines};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::run::{program, root};
use crate::tools::schemathesis;

/// The longest that the demo may take until it answers.
const LONGEST: Duration = Duration::from_mins(2);

/// A demo that runs until it is stopped, and the token of its system.
pub(super) struct Demo {
    address: String,
    token: String,
    child: Child,
    /// Held open: whoever writes into a closed pipe fails.
    _lines: Lines<BufReader<ChildStdout>>,
    _folder: TempDir,
}

impl Demo {
    /// Starts one, and waits until it answers.
    ///
    /// # Errors
    /// A sentence: it did not start.
    pub(super) fn start() -> Result<Demo, String> {
        let failed = |what: &str| format!("the demo whose API is asked {what}");
        let folder = TempDir::new().map_err(|error| format!("a temporary folder cannot be made: {error}"))?;
        let free = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
        let listen = free.map_err(|error| format!("no port is free: {error}"))?.to_string();
        let binary = root().join("target/debug/partnerships");
        let mut command = program(&binary.to_string_lossy(), &["demo", "--data"]);
        command.arg(folder.path()).env("PARTNERSHIPS_LISTEN", &listen).env("PARTNERSHIPS_LIMITS", "off");
        command.env("PARTNERSHIPS_PUBLIC_URL", format!("http://{listen}")).env("PARTNERSHIPS_LOG", "error");
        let mut child =
            command.stdout(Stdio::piped()).spawn().map_err(|error| failed(&format!("cannot run: {error}")))?;
        let out = child.stdout.take().ok_or_else(|| failed("says nothing"))?;
        let mut lines = BufReader::new(out).lines();
        let token = lines.by_ref().map_while(Result::ok).find(|it| it.trim().starts_with("mstp_"));
        let token = token.ok_or_else(|| failed("has no token"))?.trim().to_owned();
        let demo = Demo { address: format!("http://{listen}"), token, child, _lines: lines, _folder: folder };
        let started = Instant::now();
        while TcpStream::connect(&listen).is_err() {
            if started.elapsed() > LONGEST {
                return Err(failed("does not answer"));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(demo)
    }

    /// What asks it: the same questions each time. Whether schools can be confirmed is for stories: what is well formed
    /// may still be refused.
    pub(super) fn questions(&self) -> Command {
        let mut command = program(&schemathesis(), &["run"]);
        command.arg(format!("{}/openapi.json", self.address)).args(["--url", &self.address]);
        command.arg("--header").arg(format!("Authorization: Bearer {}", self.token));
        command.args(["--exclude-checks", "positive_data_acceptance", "--max-examples", "25", "--max-time", "60"]);
        command.args(["--generation-deterministic", "--no-color", "--continue-on-failure"]);
        // Only the demo's token is shown, which dies with it; without its headers a failure cannot be read.
        command.args(["--output-sanitize", "false"]);
        command
    }

    /// Ends it.
    pub(super) fn stop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.stop();
    }
}
