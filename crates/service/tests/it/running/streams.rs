//! S7: memory stays flat under parallel uploads that never end.

use store::both;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::program::{Program, now, robin};
use crate::world::World;

/// Uploads at once.
const STREAMS: usize = 12;
const ROUNDS: usize = 12;
/// Rounds after which the allocator has all that so many uploads at once need.
const WARM: usize = 6;
/// Kibibytes by which later rounds may exceed the warm ones: twice the 2 MiB that is taken of each stream, since how
/// many are held at once is a matter of timing. An upload kept for each stream would take three times as much.
const SLACK: u64 = 48 * 1024;
/// Pieces of 64 KiB that each sends at most: 8 MiB, four times what is taken.
const PIECES: usize = 128;

/// Sends a file without an end until it is refused; gives the status, or nothing when the connection was closed first.
async fn endless(address: &str, path: &str, robin: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\n{robin}content-type: \
         multipart/form-data; boundary=story\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let start = "--story\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
    let piece = "100001\r\n".repeat(8 * 1024);
    let (mut reading, mut writing) = stream.split();
    let send = async {
        writing.write_all(format!("{:x}\r\n{start}\r\n", start.len()).as_bytes()).await?;
        for _ in 0..PIECES {
            writing.write_all(format!("{:x}\r\n{piece}\r\n", piece.len()).as_bytes()).await?;
        }
        Ok::<(), std::io::Error>(())
    };
    let mut first = [0; 12];
    let read = reading.read_exact(&mut first);
    // The answer may come while we still send; a refusal to read on is one, too.
    let (_, read) = tokio::join!(send, read);
    read.ok().map(|_| String::from_utf8_lossy(&first).into_owned())
}

both! {
    async fn uploads_without_an_end_are_refused_in_flat_memory(world) {
        now(world);
        let robin = robin(world).await;
        let program = Program::serve(world, &[]).await;
        let mut most = Vec::new();
        for _ in 0..ROUNDS {
            let uploads = (0..STREAMS).map(|_| {
                let (address, robin) = (program.address.clone(), robin.clone());
                tokio::spawn(async move { endless(&address, "/partner-schools/add-many", &robin).await })
            });
            for upload in uploads.collect::<Vec<_>>() {
                if let Some(answer) = upload.await.unwrap() {
                    assert!(answer.starts_with("HTTP/1.1 413") || answer.starts_with("HTTP/1.1 422"), "{answer}");
                }
            }
            most.push(program.most_memory());
        }
        assert!(most[ROUNDS - 1] <= most[WARM - 1] + SLACK, "{most:?} KiB");
        program.stopped().await;
    }
}
