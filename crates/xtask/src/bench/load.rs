//! The load generator: so many requests over a few connections that are kept, to this machine alone.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Connections at one time.
const CONNECTIONS: usize = 16;
/// No round takes longer, however slow the machine.
const LONGEST: Duration = Duration::from_secs(4);

/// Requests to be sent in turn, again and again.
#[derive(Clone, Debug)]
pub(super) struct Load {
    address: SocketAddr,
    requests: Arc<Vec<Vec<u8>>>,
}

/// What a round of requests came to.
#[derive(Debug)]
pub(super) struct Round {
    /// Answers that came.
    pub answers: usize,
    /// How long each took, the shortest first.
    pub took: Vec<Duration>,
}

impl Round {
    /// The time within which 99 of 100 answers came.
    pub fn p99(&self) -> Duration {
        self.took.get(self.took.len() * 99 / 100).copied().unwrap_or_default()
    }
}

impl Load {
    /// GETs of these paths, with this cookie.
    pub fn new(address: SocketAddr, paths: impl IntoIterator<Item = String>, cookie: &str) -> Load {
        let cookie = if cookie.is_empty() { String::new() } else { format!("cookie: {cookie}\r\n") };
        let requests = paths.into_iter().map(|path| format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n{cookie}\r\n"));
        Load { address, requests: Arc::new(requests.map(String::into_bytes).collect()) }
    }

    /// POSTs of this body.
    pub fn posting(address: SocketAddr, path: &str, body: &str) -> Load {
        let head = format!("POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-length: {}\r\n\r\n", body.len());
        Load { address, requests: Arc::new(vec![[head.as_bytes(), body.as_bytes()].concat()]) }
    }

    /// Sends so many of them, each connection the next as soon as it is answered; every answer must be 200.
    ///
    /// # Errors
    /// A sentence: an answer was another, or did not come.
    pub fn drive(&self, count: usize) -> Result<Round, String> {
        let next = AtomicUsize::new(0);
        let until = Instant::now() + LONGEST;
        self.by_all(async |mut client: Client| {
            let mut took = Vec::with_capacity(count / CONNECTIONS + 1);
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let sent = Instant::now();
                if at >= count || sent > until {
                    return Ok(took);
                }
                client.ask(at).await?;
                took.push(sent.elapsed());
            }
        })
    }

    /// Sends so many in each second, as people do who do not wait for each other, for as long as this holds; every answer
    /// must be 200. What is sent late, because its connection was still waiting, has taken since it was due.
    ///
    /// # Errors
    /// As [`Load::drive`].
    pub fn steady(&self, each_second: u32, goes_on: impl Fn() -> bool) -> Result<Round, String> {
        let began = Instant::now();
        let between = Duration::from_secs(1) / each_second;
        self.by_all(async |mut client: Client| {
            let mut took = Vec::new();
            for at in (client.number..).step_by(CONNECTIONS) {
                let due = began + between * u32::try_from(at).unwrap_or(u32::MAX);
                let is_late = Instant::now() > due;
                tokio::time::sleep_until(due.into()).await;
                if !goes_on() {
                    break;
                }
                let sent = if is_late { due } else { Instant::now() };
                client.ask(at).await?;
                took.push(sent.elapsed());
            }
            Ok(took)
        })
    }

    /// All connections at once, on one thread.
    fn by_all(&self, work: impl AsyncFn(Client) -> Result<Vec<Duration>, String>) -> Result<Round, String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("cannot make load: {error}"))?;
        let one = async |number| work(Client::connect(self, number).await?).await;
        let all: FuturesUnordered<_> = (0..CONNECTIONS).map(one).collect();
        let mut took = runtime.block_on(all.try_concat())?;
        took.sort_unstable();
        Ok(Round { answers: took.len(), took })
    }
}

/// One connection.
struct Client {
    load: Load,
    /// Its number, from 0.
    number: usize,
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Client {
    async fn connect(load: &Load, number: usize) -> Result<Client, String> {
        let failed = |error: std::io::Error| format!("{}: {error}", load.address);
        let stream = TcpStream::connect(load.address).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        Ok(Client { load: load.clone(), number, stream, answer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends the request whose turn it is, and reads its answer.
    async fn ask(&mut self, at: usize) -> Result<(), String> {
        let failed = |error: std::io::Error| format!("{}: {error}", self.load.address);
        let request = &self.load.requests[at % self.load.requests.len()];
        self.stream.write_all(request).await.map_err(failed)?;
        let status = read_answer(&mut self.stream, &mut self.answer).await.map_err(failed)?;
        if status == 200 {
            return Ok(());
        }
        let asked = String::from_utf8_lossy(request);
        Err(format!("{}: {status}", asked.lines().next().unwrap_or_default()))
    }
}

/// Reads one answer to its end and gives its status.
async fn read_answer(stream: &mut TcpStream, answer: &mut Vec<u8>) -> std::io::Result<u16> {
    answer.clear();
    let mut whole: Option<(usize, u16)> = None;
    loop {
        if stream.read_buf(answer).await? == 0 {
            return Err(std::io::Error::other("the connection was closed"));
        }
        if whole.is_none()
            && let Some(end) = answer.windows(4).position(|it| it == b"\r\n\r\n")
        {
            let (status, length) =
                head(&answer[..end]).ok_or_else(|| std::io::Error::other("an answer without its length"))?;
            whole = Some((end + 4 + length, status));
        }
        match whole {
            Some((length, status)) if answer.len() >= length => return Ok(status),
            _ => {}
        }
    }
}

/// Status and length of an answer.
fn head(bytes: &[u8]) -> Option<(u16, usize)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let status = text.split(' ').nth(1)?.parse().ok()?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    })?;
    Some((status, length))
}

#[cfg(test)]
mod tests {
    use super::head;

    #[test]
    fn an_answer_needs_its_status_and_length() {
        assert_eq!(head(b"HTTP/1.1 200 OK\r\nContent-Length: 12"), Some((200, 12)));
        assert_eq!(head(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked"), None);
    }
}
