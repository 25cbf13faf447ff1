//! The load generator: so many requests over a few connections that are kept, to this machine alone.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

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

    /// Sends so many of them; every answer must be 200.
    ///
    /// # Errors
    /// A sentence: an answer was another, or did not come.
    pub fn drive(&self, count: usize) -> Result<Round, String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("cannot make load: {error}"))?;
        runtime.block_on(async {
            let next = Arc::new(AtomicUsize::new(0));
            let until = Instant::now() + LONGEST;
            let clients: Vec<_> =
                (0..CONNECTIONS).map(|_| tokio::spawn(self.clone().client(next.clone(), count, until))).collect();
            let mut took = Vec::with_capacity(count);
            for client in clients {
                let done = client.await.map_err(|error| format!("the load generator failed: {error}"))?;
                took.extend(done?);
            }
            took.sort_unstable();
            Ok(Round { answers: took.len(), took })
        })
    }

    /// One connection: takes the next request until all have been taken.
    async fn client(self, next: Arc<AtomicUsize>, count: usize, until: Instant) -> Result<Vec<Duration>, String> {
        let failed = |error: std::io::Error| format!("{}: {error}", self.address);
        let mut stream = TcpStream::connect(self.address).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        let mut took = Vec::with_capacity(count / CONNECTIONS + 1);
        let mut answer = Vec::with_capacity(64 * 1024);
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let sent = Instant::now();
            if at >= count || sent > until {
                return Ok(took);
            }
            let request = &self.requests[at % self.requests.len()];
            stream.write_all(request).await.map_err(failed)?;
            let status = read_answer(&mut stream, &mut answer).await.map_err(failed)?;
            took.push(sent.elapsed());
            if status != 200 {
                let asked = String::from_utf8_lossy(request);
                return Err(format!("{}: {status}", asked.lines().next().unwrap_or_default()));
            }
        }
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
