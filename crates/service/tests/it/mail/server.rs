//! An SMTP server that behaves as a story needs it: it may keep silent, hang up, or wait for the story.

use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::tcp::OwnedReadHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};

/// How the server behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Takes every mail.
    Takes,
    /// Takes the connection and never says a word.
    Silent,
    /// Hangs up when the mail has been sent, without saying whether it was taken.
    HangsUp,
    /// Says that a mail was taken only when the story lets it, see [`Server::let_go`].
    Waits,
}

/// The server.
pub struct Server {
    /// Its address, for the setting `MAIL`.
    pub address: String,
    messages: mpsc::UnboundedReceiver<String>,
    go: Arc<Semaphore>,
}

impl Server {
    pub async fn start(manner: Manner) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("smtp://{}", listener.local_addr().unwrap());
        let (tell, messages) = mpsc::unbounded_channel();
        let go = Arc::new(Semaphore::new(0));
        let may_go = go.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, manner, tell.clone(), may_go.clone()));
            }
        });
        Server { address, messages, go }
    }

    /// The next mail that arrived, as it was sent; waits for it.
    pub async fn arrived(&mut self) -> String {
        self.messages.recv().await.unwrap()
    }

    /// A mail that has arrived and was not looked at.
    pub fn next(&mut self) -> Option<String> {
        self.messages.try_recv().ok()
    }

    /// How many more have arrived.
    pub fn unseen(&mut self) -> usize {
        std::iter::from_fn(|| self.next()).count()
    }

    /// Lets so many waiting mails be taken.
    pub fn let_go(&self, mails: usize) {
        self.go.add_permits(mails);
    }
}

/// The Message-ID of a mail.
pub fn message_id(mail: &str) -> &str {
    mail.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap()
}

/// A mail up to its last line, a full stop; `None` when the other side is gone before.
async fn data(lines: &mut Lines<BufReader<OwnedReadHalf>>) -> Option<String> {
    let mut mail = String::new();
    while let Ok(Some(line)) = lines.next_line().await {
        if line == "." {
            return Some(mail);
        }
        mail.push_str(&line);
        mail.push('\n');
    }
    None
}

async fn converse(stream: TcpStream, manner: Manner, tell: mpsc::UnboundedSender<String>, go: Arc<Semaphore>) {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    if manner == Manner::Silent {
        // Ends when the other side gives up.
        while let Ok(Some(_)) = lines.next_line().await {}
        return;
    }
    if writer.write_all(b"220 story\r\n").await.is_err() {
        return;
    }
    while let Ok(Some(line)) = lines.next_line().await {
        let answer: &[u8] = match line.get(..4) {
            Some("DATA") => {
                if writer.write_all(b"354 go on\r\n").await.is_err() {
                    return;
                }
                // What breaks off in the middle has not arrived.
                let Some(mail) = data(&mut lines).await else { return };
                let _ = tell.send(mail);
                match manner {
                    Manner::HangsUp => return,
                    Manner::Waits => go.acquire().await.unwrap().forget(),
                    Manner::Takes | Manner::Silent => {}
                }
                b"250 taken\r\n"
            }
            Some("QUIT") => return,
            _ => b"250 OK\r\n",
        };
        if writer.write_all(answer).await.is_err() {
            return;
        }
    }
}
