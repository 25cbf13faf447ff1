//! A lead provider's system: it sends its token, and holds every answer against the document.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request};
use serde_json::{Value, json};
use service::api::openapi::document;
use service::api::rules::Life;
use service::api::store::{self as tokens, Wanted};
use service::policy::{Action, Actor, Permit, Role};
use service::vocabulary::OrganisationId;

use super::schema::faults;
use crate::world::{Browser, World};

/// A system with a token, or with none.
#[derive(Clone)]
pub struct System {
    browser: Browser,
    pub token: String,
}

/// What it was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub json: Value,
}

impl Answer {
    /// The rows of a list, by this member.
    pub fn all(&self, member: &str) -> Vec<String> {
        let rows = self.json["data"].as_array().unwrap_or_else(|| panic!("{self:?}"));
        rows.iter().map(|it| it[member].as_str().map_or_else(|| it[member].to_string(), str::to_owned)).collect()
    }

    /// The place and code of each error.
    pub fn errors(&self) -> Vec<String> {
        let errors = self.json["errors"].as_array().unwrap_or_else(|| panic!("{self:?}"));
        let place = |it: &Value| {
            ["pointer", "parameter", "header"].iter().find_map(|kind| it[*kind].as_str().map(str::to_owned))
        };
        errors.iter().map(|it| format!("{} {}", place(it).unwrap(), it["code"].as_str().unwrap())).collect()
    }
}

impl World {
    /// The permit of an administrator of this organisation, for its tokens.
    pub async fn token_keeper(&self, organisation: OrganisationId) -> Permit {
        let person = self.person("owen@ashdown.example", "Owen Rees", organisation, "administrator").await;
        let roles = [Role::Administrator].into_iter().collect();
        let actor = Actor::Person { person, organisation: Some(organisation), roles, on_behalf_of: None };
        actor.may(Action::ManageTokens, organisation).unwrap()
    }

    /// A system of this organisation's, with a new token.
    pub async fn system(&self, organisation: OrganisationId, may_write: bool) -> System {
        let permit = self.token_keeper(organisation).await;
        let public_id = self.app.chance.public_id();
        let wanted = Wanted { public_id, name: "Records".parse().unwrap(), may_write, life: Life::Month };
        let mut tx = self.app.db.begin().await.unwrap();
        let token = tokens::make(&mut tx, &self.app, &permit, self.now(), &wanted).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        self.system_with(token.as_str())
    }

    /// A system that sends this as its token; nothing when it is empty.
    pub fn system_with(&self, token: &str) -> System {
        System { browser: self.browser(), token: token.to_owned() }
    }
}

impl System {
    pub async fn get(&self, address: &str) -> Answer {
        self.send(Method::GET, address, None, None).await
    }

    pub async fn post(&self, body: &Value) -> Answer {
        self.send(Method::POST, "/api/v1/partnerships", Some(body), None).await
    }

    pub async fn put(&self, id: &str, partner: &str) -> Answer {
        let body = json!({ "delivery_partner_id": partner });
        self.send(Method::PUT, &format!("/api/v1/partnerships/{id}"), Some(&body), None).await
    }

    pub async fn send(&self, method: Method, address: &str, body: Option<&Value>, key: Option<&str>) -> Answer {
        let mut request = Request::builder().method(&method).uri(address.replace('[', "%5B").replace(']', "%5D"));
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.raw(request, body.map_or_else(String::new, Value::to_string)).await
    }

    /// Sends any request; what is answered fits the document.
    pub async fn raw(&self, mut request: axum::http::request::Builder, body: String) -> Answer {
        let method = request.method_ref().unwrap().as_str().to_lowercase();
        let path = request.uri_ref().unwrap().path().to_owned();
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        let page = self.browser.clone().send(request, Body::from(body)).await;
        let kind = page.headers["content-type"].to_str().unwrap().to_owned();
        let wanted = if page.status < 300 { "application/json" } else { "application/problem+json" };
        assert_eq!(kind, wanted, "{method} {path}: {}", page.html);
        let json: Value = serde_json::from_str(&page.html).unwrap();
        fits(&method, &path, page.status, &json);
        Answer { status: page.status, headers: page.headers, json }
    }
}

fn fits(method: &str, path: &str, status: u16, json: &Value) {
    let document = document();
    let schema = described(&document, method, path, status);
    let schema = schema.unwrap_or_else(|| {
        // What no endpoint answers is still a problem.
        assert!(status >= 400, "{method} {path}: {status} is not in the document: {json}");
        document["components"]["schemas"]["Problem"].clone()
    });
    let found = faults(&document, &schema, json, "");
    assert!(found.is_empty(), "{method} {path}: {found:#?}\n{json:#}");
}

/// The schema of this answer, where the document has one.
fn described(document: &Value, method: &str, path: &str, status: u16) -> Option<Value> {
    let parts: Vec<&str> = path.split('/').collect();
    let is_path = |pattern: &&String| {
        let pattern: Vec<&str> = pattern.split('/').collect();
        pattern.len() == parts.len()
            && pattern.iter().zip(&parts).all(|(one, other)| one.starts_with('{') || one == other)
    };
    let pattern = document["paths"].as_object()?.keys().find(is_path)?;
    let content = &document["paths"][pattern][method]["responses"][status.to_string()]["content"];
    Some(content.as_object()?.values().next()?["schema"].clone())
}
