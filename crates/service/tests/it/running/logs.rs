//! S10, S11: neither logs nor metrics hold an address, a name, a token or what somebody wrote.

use store::both;

use super::program::{Program, answer, free_address, now, robin, status};
use crate::world::World;

/// Stands in everything that a person can send.
const CANARY: &str = "kanarienvogel";

both! {
    async fn nothing_that_people_send_is_logged_or_measured(world) {
        now(world);
        let robin = robin(world).await;
        let metrics = free_address();
        let program = Program::serve(world, &[("LOG", "debug"), ("METRICS_LISTEN", &metrics)]).await;
        let paths = [
            "/sign-in/link/kanarienvogel", "/report/kanarienvogel", "/nominate/kanarienvogel", "/a/kanarienvogel",
            "/access/kanarienvogel", "/invitation/kanarienvogel", "/kanarienvogel", "/find/schools?q=kanarienvogel",
            "/schools/suggest?q=kanarienvogel", "/sign-in?return_to=/kanarienvogel", "/organisations/kanarienvogel",
            "/partner-schools?search=kanarienvogel", "/partner-schools/kanarienvogel", "/assets/kanarienvogel.css",
            "/placements/find?near=kanarienvogel",
        ];
        let known = [robin.as_str(), "cookie: session=kanarienvogel\r\nuser-agent: kanarienvogel\r\n", ""];
        for (path, headers) in paths.iter().flat_map(|path| known.map(|headers| (path, headers))) {
            assert!(status(&program.get(path, headers).await) < 500, "{path}");
        }
        let forms = [
            ("/sign-in", "email=kanarienvogel%40oak.example"), ("/sign-in", "email=kanarienvogel"),
            ("/sign-in/sent", "code=kanarienvogel"), ("/feedback", "satisfaction=satisfied&comment=kanarienvogel"),
            ("/account", "name=kanarienvogel&digest=each"), ("/account", "name=kanarienvogel%00&digest=kanarienvogel"),
            ("/organisation/users/add", "name=kanarienvogel&email=kanarienvogel%40oak.example&roles=viewer"),
            ("/partner-schools/add-many", "list=kanarienvogel"), ("/kanarienvogel", "kanarienvogel=kanarienvogel"),
        ];
        for (path, form) in forms {
            assert!(status(&program.post(path, form, &robin).await) < 500, "{path} {form}");
        }
        // What is no HTTP at all.
        answer(&program.address, b"kanarienvogel\r\n\r\n").await;
        let measured = answer(&metrics, b"GET /metrics HTTP/1.1\r\nhost: metrics\r\nconnection: close\r\n\r\n").await;
        assert_eq!(status(&measured), 200);
        assert!(measured.contains("# TYPE"), "{measured}");
        assert!(!measured.contains(CANARY), "{measured}");
        let log = program.stopped().await;
        assert!(!log.contains(CANARY), "{}", log.lines().filter(|it| it.contains(CANARY)).collect::<Vec<_>>().join("\n"));
        for private in ["oakfield.example", "Robin Patel"] {
            assert!(!log.contains(private), "{private}");
        }
        let token = robin.trim().split_once("session=").unwrap().1;
        assert!(!log.contains(token));
    }
}
