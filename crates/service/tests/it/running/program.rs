//! The program, started by a story on a port of its own.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};

use service::platform::clock::Clock;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use crate::world::World;

/// A program that serves; killed with its story.
pub struct Program {
    /// Where it listens: `127.0.0.1:40123`.
    pub address: String,
    child: Child,
    log: Arc<Mutex<String>>,
    reading: JoinHandle<()>,
    /// Holds its secret.
    folder: tempfile::TempDir,
}

/// An address that nobody listens on.
pub fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// A command of the program, about the database at this address.
pub fn command(database: &str, folder: &std::path::Path) -> Command {
    let secret = folder.join("secret");
    // The secret of every story.
    std::fs::write(&secret, "07".repeat(32)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_partnerships"));
    command
        .env("PARTNERSHIPS_DATABASE_URL", database)
        .env("PARTNERSHIPS_SECRET_FILE", &secret)
        .current_dir(folder)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

impl Program {
    /// Starts it on the database of this world, and waits until it serves.
    pub async fn serve(world: &World, settings: &[(&str, &str)]) -> Program {
        let folder = tempfile::tempdir().unwrap();
        let address = free_address();
        let mut child = command(&world.url, folder.path())
            .arg("serve")
            .env("PARTNERSHIPS_LISTEN", &address)
            .env("PARTNERSHIPS_LIMITS", "off")
            .env("PARTNERSHIPS_SECOND_FACTOR", "off")
            .envs(settings.iter().map(|(name, value)| (format!("PARTNERSHIPS_{name}"), value)))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let log = Arc::new(Mutex::new(String::new()));
        loop {
            let line = lines.next_line().await.unwrap();
            let line = line.unwrap_or_else(|| panic!("it ended before it served: {}", log.lock().unwrap()));
            let is_serving = line.contains("serving");
            note(&log, &line);
            if is_serving {
                break;
            }
        }
        let kept = Arc::clone(&log);
        let reading = tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                note(&kept, &line);
            }
        });
        Program { address, child, log, reading, folder }
    }

    /// Asks for an address by GET, with these headers (each ending in CR LF); gives head and body as text.
    pub async fn get(&self, path: &str, headers: &str) -> String {
        let head = format!("GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{headers}\r\n", self.address);
        answer(&self.address, head.as_bytes()).await
    }

    /// Sends a form from a page of its own.
    pub async fn post(&self, path: &str, form: &str, headers: &str) -> String {
        let head = self.head_of_post(path, form.len(), headers);
        answer(&self.address, format!("{head}connection: close\r\n\r\n{form}").as_bytes()).await
    }

    /// The beginning of a form of this many bytes, without the empty line after it.
    pub fn head_of_post(&self, path: &str, length: usize, headers: &str) -> String {
        format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\norigin: http://{}\r\ncontent-type: \
             application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n{headers}",
            self.address, self.address
        )
    }

    /// Asks it to stop (SIGTERM).
    pub async fn ask_to_stop(&self) {
        let pid = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    }

    /// Waits until it has ended; gives how, and all that it logged.
    pub async fn ended(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().await.unwrap();
        self.reading.await.unwrap();
        let log = self.log.lock().unwrap().clone();
        (status, log)
    }

    /// Stops it; gives all that it logged.
    pub async fn stopped(self) -> String {
        self.ask_to_stop().await;
        let (status, log) = self.ended().await;
        assert!(status.success(), "{log}");
        log
    }

    /// Kibibytes of memory that it has ever had at once.
    #[cfg(target_os = "linux")]
    pub fn most_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id().unwrap())).unwrap();
        let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// A folder of its own.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

fn note(log: &Mutex<String>, line: &str) {
    let mut log = log.lock().unwrap();
    log.push_str(line);
    log.push('\n');
}

/// Sends bytes and reads until the other side closes.
pub async fn answer(address: &str, bytes: &[u8]) -> String {
    asked(address, bytes).await.unwrap()
}

/// The same of a program that may be gone, or go meanwhile.
pub async fn asked(address: &str, bytes: &[u8]) -> io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(bytes).await?;
    read(&mut stream).await
}

/// What comes until the other side closes.
pub async fn rest(stream: &mut TcpStream) -> String {
    read(stream).await.unwrap()
}

async fn read(stream: &mut TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The status of an answer.
pub fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|it| it.parse().ok()).unwrap_or_else(|| panic!("no answer: {answer:?}"))
}

/// The header that signs Robin of Oakfield in, a coordinator and administrator, made through the world's database.
pub async fn robin(world: &World) -> String {
    let provider = world.provider("O1K", "Oakfield Teaching Alliance").await;
    let person = world.person("robin@oakfield.example", "Robin Patel", provider, "coordinator administrator").await;
    let browser = world.signed_in(person, provider).await;
    format!("cookie: session={}\r\n", browser.cookie("session").unwrap())
}

/// Moves the world's clock to the real time: the program has no other.
pub fn now(world: &World) {
    world.app.clock.move_to(Clock::Machine.now());
}
