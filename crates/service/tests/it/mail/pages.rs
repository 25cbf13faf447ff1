//! Stories of the pages that show mail: the outbox of a laptop, and the mail log of support.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use axum::middleware::Next;
use chrono::TimeDelta;
use serde_json::json;
use service::platform::{guard, sessions, settings, worker};
use service::support;
use service::vocabulary::{OrganisationId, PersonId};
use store::outbox::State;
use store::{both, naive, values};
use tower::ServiceExt as _;

use super::World;

impl World {
    async fn ask(&self, method: Method, path: &str, token: &str) -> (StatusCode, String) {
        let app = self.app.clone();
        let door = axum::middleware::from_fn(move |request, next: Next| {
            let app = app.clone();
            async move { guard::door(&app, request, |request| next.run(request)).await }
        });
        let router = support::routes().layer(door).with_state(self.app.clone());
        let cookie = format!("__Host-session={token}");
        let request = Request::builder().method(method).uri(path).header(header::COOKIE, cookie);
        let answer = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let status = answer.status();
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    /// From now on the service is reached on this machine alone, where the outbox is shown.
    fn on_this_machine(&mut self) {
        let mut settings = (*self.app.settings).clone();
        "http://localhost:8080".clone_into(&mut settings.public_url);
        self.app.settings = settings.into();
    }

    async fn get(&self, path: &str, token: &str) -> (StatusCode, String) {
        self.ask(Method::GET, path, token).await
    }

    /// Somebody who is signed in with this role, as an organisation of this kind.
    async fn signed_in(&self, kind: &str, role: &str) -> String {
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await.unwrap();
        let id = self.app.chance.public_id();
        let organisation: Option<i64> = tx
            .scalar(
                "insert into organisation (public_id, kind, name, name_folded, urn, provider_code, created_at)
                 values ($1, $2, 'An organisation', 'an organisation', $3, $4, $5) returning id",
                values![
                    id.clone(),
                    kind,
                    (kind == "school").then_some("900001"),
                    (kind == "provider").then_some("A01"),
                    naive(now)
                ],
            )
            .await
            .unwrap();
        let person: Option<i64> = tx
            .scalar(
                "insert into person (public_id, email, email_folded, name, created_at)
                 values ($1, $2, $2, 'Somebody', $3) returning id",
                values![id.clone(), format!("{id}@story.example"), naive(now)],
            )
            .await
            .unwrap();
        let (organisation, person) = (organisation.unwrap(), person.unwrap());
        tx.execute(
            "insert into person_role (person, organisation, role, given_at) values ($1, $2, $3, $4)",
            values![person, organisation, role, naive(now)],
        )
        .await
        .unwrap();
        let start = sessions::Start {
            person: PersonId(person),
            organisation: Some(OrganisationId(organisation)),
            user_agent: "story",
        };
        let token = sessions::start(&mut tx, &self.app.chance, now, start).await.unwrap();
        tx.commit().await.unwrap();
        token
    }
}

both! {
    async fn the_outbox_shows_each_message_with_its_link(world) {
        world.on_this_machine();
        world.queue("single", json!({ "to": "a@story.example" })).await;
        world.queue("unwanted", json!({})).await;
        world.queue("run", json!({ "count": 3 })).await;
        let (status, html) = world.get("/outbox", "").await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains(r#"<a class="govuk-link" href="http://localhost:8080/a-page">"#), "{html}");
        assert!(html.contains("To a@story.example, queued 23 November 2026 at 9am"), "{html}");
        assert!(html.contains("can no longer be shown: the link has expired.") && html.contains("Becomes 3 messages."));
        assert_eq!(html.matches("<h1").count(), 1);
    }

    async fn the_outbox_is_searched_by_the_words_of_its_messages(world) {
        world.on_this_machine();
        for name in ["anna", "bertha"] {
            world.queue("single", json!({ "to": format!("{name}@story.example") })).await;
        }
        let (_, html) = world.get("/outbox?q=ANNA+Zoe", "").await;
        assert!(html.contains("anna@story.example") && !html.contains("bertha@story.example"), "{html}");
        let (_, csv) = world.get("/outbox/export.csv?q=bertha", "").await;
        assert!(csv.contains("bertha@story.example") && !csv.contains("anna@story.example"), "{csv}");
    }

    async fn the_outbox_has_pages_states_and_an_order(world) {
        world.on_this_machine();
        world.queue("run", json!({ "count": 60 })).await;
        worker::once(&world.app).await.unwrap();
        worker::once(&world.app).await.unwrap();
        let count = |html: &str| html.matches("<article").count();
        let (_, html) = world.get("/outbox?state=queued&page=3", "").await;
        assert!(count(&html) == 6 && html.contains("Showing 51 to 56 of 56 messages"), "{html}");
        let (_, html) = world.get("/outbox?state=sent", "").await;
        assert_eq!(count(&html), 5);
        world.pass(TimeDelta::minutes(1));
        world.queue("single", json!({ "to": "last@story.example" })).await;
        assert!(world.get("/outbox", "").await.1.contains("last@story.example"));
        assert!(!world.get("/outbox?order=oldest", "").await.1.contains("last@story.example"));
    }

    async fn the_outbox_is_not_there_where_mail_leaves(world) {
        // Behind a proxy on this machine the whole world would see it.
        assert_eq!(world.get("/outbox", "").await.0, StatusCode::NOT_FOUND);
        world.on_this_machine();
        assert_eq!(world.get("/outbox", "").await.0, StatusCode::OK);
        let mut settings = (*world.app.settings).clone();
        settings.mail = settings::Mail::Smtp("smtp://mail.example".to_owned());
        world.app.settings = settings.clone().into();
        assert_eq!(world.get("/outbox", "").await.0, StatusCode::NOT_FOUND);
        settings.mail = settings::Mail::Outbox;
        settings.listen = "192.0.2.1:80".parse().unwrap();
        world.app.settings = settings.into();
        assert_eq!(world.get("/outbox", "").await.0, StatusCode::NOT_FOUND);
        assert_eq!(world.get("/outbox/export.csv", "").await.0, StatusCode::NOT_FOUND);
    }

    async fn support_lets_a_message_go_that_was_held_back(world) {
        let id = world.queue("single", json!({ "to": "not an address" })).await;
        worker::once(&world.app).await.unwrap();
        let token = world.signed_in("dfe", "support").await;
        let (status, html) = world.get("/support/mail?state=parked", &token).await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("Held back") && html.contains("0 waiting, 1 held back"), "{html}");
        assert!(!html.contains("not an address"), "{html}");
        let path = format!("/support/mail/{id}/release");
        let (_, html) = world.get(&path, &token).await;
        assert!(html.contains("Send this message again"), "{html}");
        for _ in ["press", "press again"] {
            assert_eq!(world.ask(Method::POST, &path, &token).await.0, StatusCode::SEE_OTHER);
        }
        let row = world.row(&id).await;
        assert_eq!((row.state, row.attempts), (State::Queued, 0));
        let mut tx = world.app.db.read().await.unwrap();
        let events: Option<i64> =
            tx.scalar("select count(*) from audit_event where action = 'release_mail'", values![]).await.unwrap();
        assert_eq!(events, Some(1));
        drop(tx);
        let (_, csv) = world.get("/support/mail/export.csv", &token).await;
        assert!(csv.contains(&id), "{csv}");
    }

    async fn only_support_lets_mail_go_and_only_the_dfe_sees_the_log(world) {
        let id = world.queue("single", json!({ "to": "not an address" })).await;
        worker::once(&world.app).await.unwrap();
        let path = format!("/support/mail/{id}/release");
        let administrator = world.signed_in("provider", "administrator").await;
        assert_eq!(world.get("/support/mail", &administrator).await.0, StatusCode::NOT_FOUND);
        assert_eq!(world.ask(Method::POST, &path, &administrator).await.0, StatusCode::NOT_FOUND);
        let regulator = world.signed_in("dfe", "regulator").await;
        let (status, html) = world.get("/support/mail", &regulator).await;
        assert!(status == StatusCode::OK && !html.contains("Send again"), "{html}");
        assert_ne!(world.ask(Method::POST, &path, &regulator).await.0, StatusCode::SEE_OTHER);
        assert_eq!(world.get("/support/mail", "").await.0, StatusCode::SEE_OTHER);
        assert_eq!(world.row(&id).await.state, State::Parked);
    }
}
