//! One program serves a SQLite file, any number one PostgreSQL; what is taken away at one is gone at the other.

use store::{Dialect, both};

use super::program::{Program, command, free_address, now, robin, status};
use crate::world::World;

both! {
    async fn two_serve_postgresql_and_one_alone_sqlite(world) {
        now(world);
        let robin = robin(world).await;
        let first = Program::serve(world, &[]).await;
        if world.app.db.dialect() == Dialect::Sqlite {
            let address = free_address();
            let second = command(&world.url, first.folder()).arg("serve").env("PARTNERSHIPS_LISTEN", address).output().await;
            let second = second.unwrap();
            assert_eq!(second.status.code(), Some(1));
            let said = String::from_utf8(second.stderr).unwrap();
            assert!(said.contains("Another process already serves"), "{said}");
            assert_eq!(status(&first.get("/partner-schools", &robin).await), 200);
            first.stopped().await;
            return;
        }
        let second = Program::serve(world, &[]).await;
        for program in [&first, &second] {
            assert_eq!(status(&program.get("/partner-schools", &robin).await), 200);
        }
        // Each is stopped in turn, as at an upgrade; the other goes on.
        let address = first.address.clone();
        first.stopped().await;
        assert!(tokio::net::TcpStream::connect(address).await.is_err());
        assert_eq!(status(&second.get("/partner-schools", &robin).await), 200);
        let third = Program::serve(world, &[]).await;
        let signed_out = third.post("/sign-out", "", &robin).await;
        assert_eq!(status(&signed_out), 303, "{signed_out}");
        for program in [&second, &third] {
            let answer = program.get("/partner-schools", &robin).await;
            assert!(answer.contains("location: /sign-in?return_to="), "{answer}");
        }
    }
}
