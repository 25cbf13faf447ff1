//! R13: asked to stop under load, the program takes no new request and answers every one that it has in hand.

use store::both;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::program::{Program, now, rest, status};
use crate::world::World;

const REQUESTS: usize = 24;
const FORM: &str = "email=somebody%40oakfield.example";

both! {
    async fn what_is_in_hand_is_answered_and_nothing_new_is_taken(world) {
        now(world);
        let program = Program::serve(world, &[]).await;
        let mut waiting = Vec::new();
        for _ in 0..REQUESTS {
            let mut stream = TcpStream::connect(&program.address).await.unwrap();
            let head = program.head_of_post("/sign-in", FORM.len(), "expect: 100-continue\r\nconnection: close\r\n\r\n");
            stream.write_all(head.as_bytes()).await.unwrap();
            // It asks for the form: the request is in hand.
            let mut asked = [0; 25];
            stream.read_exact(&mut asked).await.unwrap();
            assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
            waiting.push(stream);
        }
        program.ask_to_stop().await;
        while TcpStream::connect(&program.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        for stream in &mut waiting {
            stream.write_all(FORM.as_bytes()).await.unwrap();
        }
        for mut stream in waiting {
            let answer = rest(&mut stream).await;
            assert_eq!(status(&answer), 303, "{answer}");
        }
        let (ended, log) = program.ended().await;
        assert!(ended.success() && log.contains("stopped"), "{log}");
        assert_eq!(world.count("sign_in_request").await, 24);
    }
}
