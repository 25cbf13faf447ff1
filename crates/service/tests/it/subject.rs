//! Stories of what a person may ask of us: a copy of all that is kept of them, and that it be erased.

use serde_json::Value;
use service::platform::secret::Secret;
use service::policy::{Action, Actor, Permit};
use service::support::subject::{self, Noted};
use service::vocabulary::{EmailAddress, OrganisationId, PersonId};
use store::{both, naive, values};

use crate::world::{World, form};

const ROBIN: &str = "robin@oakfield.example";

fn permit() -> Permit {
    Actor::Operator.may(Action::AnswerSubject, OrganisationId::SERVICE).unwrap()
}

fn address(text: &str) -> EmailAddress {
    text.parse().unwrap()
}

async fn export(world: &World, email: &str) -> Value {
    let mut tx = world.app.db.begin().await.unwrap();
    let given = subject::export(&mut tx, &permit(), world.now(), &address(email)).await.unwrap();
    tx.commit().await.unwrap();
    given
}

async fn erase(world: &World, email: &str) -> Vec<(String, u64)> {
    let mut tx = world.app.db.begin().await.unwrap();
    let erased = subject::erase(&mut tx, &permit(), world.now(), &address(email)).await.unwrap();
    tx.commit().await.unwrap();
    erased.rows().map(|(table, rows)| (table.to_owned(), rows)).collect()
}

async fn erase_again(world: &World, notes: &[Noted]) -> usize {
    let mut tx = world.app.db.begin().await.unwrap();
    let secret = &world.app.secret;
    let erased = subject::erase_again(&mut tx, &permit(), world.now(), secret, notes).await.unwrap();
    tx.commit().await.unwrap();
    erased
}

/// Every text of the tables about people in which a name or an address could stand.
async fn texts(world: &World) -> String {
    let mut all = String::new();
    for (table, columns) in [
        ("person", "name || ' ' || email || ' ' || email_folded"),
        ("contact", "post || ' ' || address"),
        ("notice", "coalesce(address, '')"),
        ("access_request", "name || ' ' || email || ' ' || email_folded"),
        ("sign_in_request", "email_folded"),
        ("audit_personal", "value"),
        ("audit_event", "subject || ' ' || data"),
        ("outbox", "parameters"),
        ("draft", "answers"),
        ("upload", "file_name"),
    ] {
        let sql = format!("select string_agg({columns}, ' ') from {table}");
        let text: Option<Option<String>> = world.scalar(&sql).await;
        all.push_str(&text.flatten().unwrap_or_default());
        all.push('\n');
    }
    all
}

/// Robin, in as many tables as there are.
async fn robin_everywhere(world: &World) -> PersonId {
    let provider = world.provider("O1K", "Oakfield Teaching Alliance").await;
    let robin = world.person(ROBIN, "Robin Patel", provider, "coordinator").await;
    let mut browser = world.signed_in(robin, provider).await;
    browser.post("/sign-in", &form(&[("email", ROBIN)])).await;
    world.browser().post("/sign-in", &form(&[("email", ROBIN)])).await;
    world.school("100001", "Meadow Lane Primary School").await;
    let school = world.organisation("100001").await;
    let (now, key) = (naive(world.now()), robin.get());
    for (sql, row) in [
        (
            "insert into contact (organisation, purpose, post, address, source, given_at)
             values ($1, 'itt', 'Robin Patel', 'Robin@Oakfield.example', 'school', $2)",
            values![school.get(), now].to_vec(),
        ),
        (
            "insert into draft (id, journey, owner, answers, created_at, expires_at)
             values ('d1', 'add', $1, '{\"name\":\"Robin Patel\"}', $2, $3)",
            values![format!("{key}:{provider}"), now, now + chrono::TimeDelta::days(7)].to_vec(),
        ),
        (
            "insert into draft (id, journey, owner, answers, created_at, expires_at)
             values ('d2', 'add', $1, '{}', $2, $3)",
            values![format!("1{key}:{provider}"), now, now + chrono::TimeDelta::days(7)].to_vec(),
        ),
        (
            "insert into invitation (public_id, person, organisation, sent_at, expires_at)
             values ('i1', $1, $2, $3, $3)",
            values![key, provider.get(), now].to_vec(),
        ),
        (
            "insert into upload (public_id, purpose, person, organisation, file_name, cells, columns, choices, state,
               created_at, expires_at) values ('u1', 'partner_schools', $1, $2, 'robin patel.csv', '[]', '{}', '{}',
               'read', $3, $3)",
            values![key, provider.get(), now].to_vec(),
        ),
    ] {
        world.execute(sql, row).await;
    }
    let mut tx = world.app.db.begin().await.unwrap();
    let mut entry = permit().entry(world.now(), format!("person:{key}"), serde_json::json!({ "did": "added" }));
    entry.personal.extend([("name", "Robin Patel".to_owned()), ("email", ROBIN.to_owned())]);
    tx.record(entry);
    let mut other = permit().entry(world.now(), "person:4711".to_owned(), serde_json::json!({ "did": "added" }));
    other.personal.extend([("name", "Sam Carter".to_owned()), ("email", "sam@oakfield.example".to_owned())]);
    tx.record(other);
    tx.commit().await.unwrap();
    robin
}

both! {
    async fn a_person_is_given_all_that_is_kept_of_them_and_nothing_of_others(world) {
        robin_everywhere(world).await;
        let given = export(world, "ROBIN@oakfield.example").await;
        let kept = &given["kept"];
        let tables: Vec<_> = kept.as_object().unwrap().keys().map(String::as_str).collect();
        for table in ["person", "person_role", "invitation", "session", "sign_in_request", "contact", "draft", "upload",
            "audit_event", "audit_personal"] {
            assert!(tables.contains(&table), "{table} not in {tables:?}");
        }
        assert_eq!(kept["person"][0]["name"], "Robin Patel");
        assert_eq!(kept["person_role"][0]["organisation"], "Oakfield Teaching Alliance");
        assert_eq!(kept["draft"].as_array().unwrap().len(), 1);
        assert_eq!(kept["draft"][0]["answers"]["name"], "Robin Patel");
        assert!(kept["session"][0]["started_at"].as_str().unwrap().starts_with("2026-11-02"), "{kept}");
        let text = given.to_string();
        for word in ["Sam Carter", "sam@oakfield.example", "hash"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
        let trail = world.audit().await;
        assert!(trail.last().unwrap().starts_with("answer_subject person:"), "{trail:?}");
        assert!(!trail.last().unwrap().contains('@'));
    }

    async fn somebody_of_whom_nothing_is_kept_is_given_nothing(world) {
        let given = export(world, "stranger@elsewhere.example").await;
        assert_eq!(given["kept"], serde_json::json!({}));
        assert!(erase(world, "stranger@elsewhere.example").await.is_empty());
    }

    async fn an_erased_person_is_nowhere_and_the_trail_is_whole(world) {
        let robin = robin_everywhere(world).await;
        let provider = world.organisation("O1K").await;
        let mut browser = world.signed_in(robin, provider).await;
        assert_eq!(browser.get("/partner-schools").await.status, 200);
        assert!(texts(world).await.contains("Robin Patel"));
        let rows = erase(world, ROBIN).await;
        assert!(rows.iter().any(|(table, rows)| table == "person" && *rows == 1), "{rows:?}");
        let left = texts(world).await.to_lowercase();
        assert!(!left.contains("robin") && !left.contains("patel"), "{left}");
        assert!(left.contains("sam carter") && left.contains("erased user"), "{left}");
        assert_eq!(world.scalar::<i64>("select count(*) from draft").await, Some(1));
        // `audit` verifies the chain.
        assert!(world.audit().await.last().unwrap().contains(r#""did":"erased""#));
        assert_eq!(browser.get("/partner-schools").await.status, 303);
        assert_eq!(export(world, ROBIN).await["kept"], serde_json::json!({}));
        assert!(erase(world, ROBIN).await.is_empty(), "nothing is left to erase");
    }

    async fn mail_to_an_erased_person_is_not_sent(world) {
        robin_everywhere(world).await;
        erase(world, ROBIN).await;
        assert_eq!(world.post().await, []);
    }

    async fn a_contact_without_an_account_can_be_erased_too(world) {
        world.school("100001", "Meadow Lane Primary School").await;
        let school = world.organisation("100001").await;
        world.execute(
            "insert into contact (organisation, purpose, post, address, source, given_at)
             values ($1, 'itt', '', 'Office@Meadow.example', 'provider', $2)",
            values![school.get(), naive(world.now())],
        ).await;
        assert_eq!(erase(world, "office@meadow.example").await, [("contact".to_owned(), 1)]);
        assert_eq!(world.audit().await, [
            r#"answer_subject somebody without an account {"did":"erased","rows":{"contact":1}}"#
        ]);
    }

    async fn erasures_are_done_again_after_a_restore(world) {
        robin_everywhere(world).await;
        let note = Noted::of(&world.app.secret, &address(ROBIN), world.now());
        // The database as it stands now is the restored one: it is older than the erasure.
        world.clock("2026-12-02T09:00:00Z");
        assert_eq!(erase_again(world, &[Noted::of(&Secret::of([9; 32]), &address(ROBIN), world.now())]).await, 0);
        assert_eq!(erase_again(world, std::slice::from_ref(&note)).await, 1);
        let left = texts(world).await.to_lowercase();
        assert!(!left.contains("robin") && left.contains("sam carter"), "{left}");
        assert_eq!(erase_again(world, std::slice::from_ref(&note)).await, 0);
    }

    async fn who_came_back_after_an_erasure_is_left_alone(world) {
        let note = Noted::of(&world.app.secret, &address(ROBIN), world.now());
        world.clock("2026-12-02T09:00:00Z");
        world.nobody(ROBIN, "Robin Patel").await;
        assert_eq!(erase_again(world, &[note]).await, 0);
        assert!(texts(world).await.contains("Robin Patel"));
    }
}
