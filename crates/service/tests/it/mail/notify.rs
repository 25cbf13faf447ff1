//! GOV.UK Notify, as far as the service needs it, played by the story.

use std::sync::{Arc, Mutex};

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use service::platform::mail::{HandOver, Mail, Notify, Transport, Undelivered};

const KEY: &str = "story-00000000-0000-4000-8000-000000000001-11111111-1111-4111-8111-111111111111";

/// What was sent.
type Sent = Arc<Mutex<Vec<Value>>>;

async fn templates(headers: HeaderMap) -> Json<Value> {
    assert!(headers["authorization"].to_str().unwrap().starts_with("Bearer ey"));
    Json(json!({ "templates": [
        { "id": "wrong", "subject": "Hello", "body": "((body))" },
        { "id": "right", "subject": "((subject))", "body": "((body))\r\n" },
    ] }))
}

async fn send(State(sent): State<Sent>, Json(body): Json<Value>) -> (StatusCode, Json<Value>) {
    let to = body["email_address"].as_str().unwrap().to_owned();
    let refusal = |status: StatusCode, name: &str| {
        let message = format!("{to} is not welcome");
        (status, Json(json!({ "status_code": status.as_u16(), "errors": [{ "error": name, "message": message }] })))
    };
    if to.starts_with("refused@") {
        return refusal(StatusCode::BAD_REQUEST, "ValidationError");
    }
    if to.starts_with("later@") {
        return refusal(StatusCode::TOO_MANY_REQUESTS, "RateLimitError");
    }
    sent.lock().unwrap().push(body);
    (StatusCode::CREATED, Json(json!({ "id": "x" })))
}

async fn list(State(sent): State<Sent>, Query(query): Query<Vec<(String, String)>>) -> Json<Value> {
    let reference = &query[0].1;
    let found: Vec<_> = sent.lock().unwrap().iter().filter(|it| it["reference"] == **reference).cloned().collect();
    Json(json!({ "notifications": found }))
}

async fn start() -> (Transport, Sent) {
    let sent = Sent::default();
    let pages = Router::new()
        .route("/v2/templates", get(templates))
        .route("/v2/notifications/email", post(send))
        .route("/v2/notifications", get(list))
        .with_state(sent.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, pages).await });
    (Transport::Notify(Notify::open(KEY, &address).unwrap()), sent)
}

async fn hand_over(transport: &Transport, to: &str, attempt: i32) -> Result<(), Undelivered> {
    let mail = Mail::new(to, "St Zoë’s", "Words").unwrap();
    transport.hand_over(&mail, HandOver { id: "row1", attempt, at: DateTime::<Utc>::UNIX_EPOCH }).await
}

#[tokio::test]
async fn notify_gets_the_words_in_its_own_template_and_none_twice() {
    let (transport, sent) = start().await;
    hand_over(&transport, "a@story.example", 1).await.unwrap();
    // Its answer was lost, we try again: it has the reference already.
    hand_over(&transport, "a@story.example", 2).await.unwrap();
    let expected = json!({
        "email_address": "a@story.example",
        "template_id": "right",
        "personalisation": { "subject": "St Zoë’s", "body": "Words\n" },
        "reference": "row1",
    });
    assert_eq!(*sent.lock().unwrap(), [expected]);
}

#[tokio::test]
async fn what_notify_refuses_is_told_without_the_address() {
    let (transport, _) = start().await;
    assert_eq!(
        hand_over(&transport, "refused@story.example", 1).await,
        Err(Undelivered::Never("GOV.UK Notify refused the mail (400 ValidationError)".to_owned()))
    );
    assert_eq!(
        hand_over(&transport, "later@story.example", 1).await,
        Err(Undelivered::Later("GOV.UK Notify refused the mail (429 RateLimitError)".to_owned()))
    );
}
