//! What the checks need on the machine besides Rust, and how each is installed.

use std::path::Path;

use crate::postgres;
use crate::run::{answers, program, root, watch};

/// Where Debian puts the browser; another is named by `CHROMIUM`.
const CHROMIUM: &str = "/usr/bin/chromium";
/// A program for Node.js that ends with 0 from version 20 on, with which the browser tests were written.
const IS_NEW_NODE: &str = "process.exitCode = parseInt(process.versions.node) < 20 ? 1 : 0";

/// Something that must be on the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Runs the front-end build and the browser tests.
    Node,
    /// The second database.
    Postgres,
    /// The browser.
    Chromium,
    /// Runs the validator of the W3C.
    Java,
    /// A real mail server to send to.
    Aiosmtpd,
    /// Reads the licences, bans and sources of dependencies.
    Deny,
    /// Asks the API all that its description allows, and what it does not.
    Schemathesis,
}

impl Tool {
    const ALL: [Tool; 7] =
        [Tool::Node, Tool::Postgres, Tool::Chromium, Tool::Java, Tool::Aiosmtpd, Tool::Deny, Tool::Schemathesis];

    /// A sentence for the person at the machine, when it is missing.
    pub fn missing(self) -> Option<String> {
        if self.is_here() {
            return None;
        }
        Some(format!("{} is not installed: run `{}`", self.name(), typed(self.install())))
    }

    fn name(self) -> &'static str {
        match self {
            Tool::Node => "Node.js 20 or later",
            Tool::Postgres => "PostgreSQL",
            Tool::Chromium => "Chromium",
            Tool::Java => "Java",
            Tool::Aiosmtpd => "aiosmtpd",
            Tool::Deny => "cargo-deny",
            Tool::Schemathesis => "schemathesis",
        }
    }

    /// The command that installs it on Debian.
    fn install(self) -> &'static [&'static str] {
        match self {
            Tool::Node => &["apt-get", "install", "--yes", "nodejs", "npm"],
            Tool::Postgres => &["apt-get", "install", "--yes", "postgresql"],
            Tool::Chromium => &["apt-get", "install", "--yes", "chromium"],
            Tool::Java => &["apt-get", "install", "--yes", "default-jre-headless"],
            Tool::Aiosmtpd if has_pip() => &["python3", "-m", "pip", "install", "aiosmtpd==1.4.6"],
            Tool::Aiosmtpd => &["apt-get", "install", "--yes", "python3-aiosmtpd"],
            // Unoptimised, because it is built far more often than it is run.
            Tool::Deny => &["cargo", "install", "cargo-deny", "--version", "0.20.2", "--debug", "--locked"],
            // In a folder of its own, so that what it brings along meets nothing else.
            Tool::Schemathesis => &[
                "sh",
                "-c",
                "python3 -m venv target/schemathesis && target/schemathesis/bin/pip install schemathesis==4.32.5",
            ],
        }
    }

    fn is_here(self) -> bool {
        match self {
            Tool::Node => answers("node", &["--eval", IS_NEW_NODE]) && answers("npm", &["--version"]),
            Tool::Postgres => postgres::programs().is_ok(),
            Tool::Chromium => chromium().is_some(),
            Tool::Java => answers("java", &["-version"]),
            Tool::Aiosmtpd => answers("python3", &["-c", "import aiosmtpd"]),
            Tool::Deny => answers("cargo-deny", &["--version"]),
            Tool::Schemathesis => answers(&schemathesis(), &["--version"]),
        }
    }
}

/// The words as one types them into a shell.
fn typed(words: &[&str]) -> String {
    let quoted = |it: &&str| if it.contains(' ') { format!("'{it}'") } else { (*it).to_owned() };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

fn has_pip() -> bool {
    answers("python3", &["-m", "pip", "--version"])
}

/// `cargo xtask install`: installs what is missing, on Debian and its children, and fetches the packages of the
/// browser tests, so that the check itself can do without a network.
///
/// # Errors
/// A sentence: an installation failed.
pub fn install() -> Result<(), String> {
    let mut has_lists = false;
    for tool in Tool::ALL.into_iter().filter(|tool| !tool.is_here()) {
        let words = tool.install();
        let is_package = words[0] == "apt-get";
        if is_package && !has_lists {
            carry_out(&["apt-get", "update"], is_package)?;
            has_lists = true;
        }
        carry_out(words, is_package)?;
        if let Some(sentence) = tool.missing() {
            return Err(format!("After its installation, {sentence}"));
        }
    }
    npm_ci(&root().join("e2e"))
}

/// Runs an installation, as root where it has to be.
fn carry_out(words: &[&str], needs_root: bool) -> Result<(), String> {
    let is_root = !needs_root || answers("sh", &["-c", "test \"$(id -u)\" = 0"]);
    let words: Vec<&str> = if is_root { words.to_vec() } else { ["sudo"].iter().chain(words).copied().collect() };
    let mut command = program(words[0], &words[1..]);
    // Debian's own Python takes packages from pip only when told so; who is not root gets them for themselves alone.
    command.env("DEBIAN_FRONTEND", "noninteractive").env("PIP_BREAK_SYSTEM_PACKAGES", "1");
    if watch(command)?.is_success { Ok(()) } else { Err(format!("`{}` failed", typed(&words))) }
}

/// The path of schemathesis.
pub fn schemathesis() -> String {
    root().join("target/schemathesis/bin/schemathesis").to_string_lossy().into_owned()
}

/// The path of the browser.
pub fn chromium() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok();
    named.into_iter().chain([CHROMIUM.to_owned()]).find(|path| Path::new(path).is_file())
}

/// Fetches the packages of a `package-lock.json` when they are not there as locked.
///
/// # Errors
/// A sentence: npm could not.
pub fn npm_ci(folder: &Path) -> Result<(), String> {
    let lock = folder.join("package-lock.json");
    let held = folder.join("node_modules/.package-lock.json");
    let time = |path: &Path| path.metadata().and_then(|it| it.modified()).ok();
    if time(&held).is_some_and(|fetched| Some(fetched) > time(&lock)) {
        return Ok(());
    }
    let mut command = program("npm", &["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    command.current_dir(folder);
    let sentence = || format!("npm could not fetch the packages of {}", lock.display());
    if watch(command)?.is_success { Ok(()) } else { Err(sentence()) }
}
