//! `/openapi.json`: every address of the API, what it takes and what it answers, in OpenAPI 3.1.
//!
//! The one list of endpoints is here; the document, the guidance at `/api/docs` and the stories that hold the router
//! and every answer against it are all made from it.

pub mod examples;
mod parameters;
mod schemas;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// The version of the API; it changes when something is added.
pub const VERSION: &str = "1.0.0";

/// An address and a method.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// In small letters, as the document has it.
    pub method: &'static str,
    /// Its address, with its parameters in braces.
    pub path: &'static str,
    /// Its name for programs.
    pub id: &'static str,
    /// What it does.
    pub summary: &'static str,
    /// Names of `components/parameters`.
    pub parameters: &'static [&'static str],
    /// The name of the schema that it takes.
    pub takes: Option<&'static str>,
    /// Status and schema of each answer that is no problem.
    pub gives: &'static [(u16, &'static str)],
    /// The statuses of its problems, besides those that every endpoint has.
    pub problems: &'static [u16],
}

/// The problems that every endpoint can answer with.
const EVERYWHERE: [u16; 5] = [400, 401, 403, 429, 503];

/// Every endpoint, in the order in which the guidance tells of them.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "get",
        path: "/api/v1/delivery-partners",
        id: "listDeliveryPartners",
        summary: "The delivery partners that you are paired with, and for which cohorts",
        parameters: &["Cohorts", "PageAfter", "PageSize"],
        takes: None,
        gives: &[(200, "DeliveryPartnerList")],
        problems: &[],
    },
    Endpoint {
        method: "get",
        path: "/api/v1/delivery-partners/{id}",
        id: "getDeliveryPartner",
        summary: "One of them",
        parameters: &["Id"],
        takes: None,
        gives: &[(200, "OneDeliveryPartner")],
        problems: &[404],
    },
    Endpoint {
        method: "get",
        path: "/api/v1/schools",
        id: "listSchools",
        summary: "The schools that can be confirmed for a cohort, and whether a lead provider has them",
        parameters: &["OneCohort", "Urns", "UpdatedSince", "PageAfter", "PageSize"],
        takes: None,
        gives: &[(200, "SchoolList")],
        problems: &[],
    },
    Endpoint {
        method: "get",
        path: "/api/v1/schools/{urn}",
        id: "getSchool",
        summary: "One of them",
        parameters: &["Urn", "OneCohort"],
        takes: None,
        gives: &[(200, "OneSchool")],
        problems: &[404],
    },
    Endpoint {
        method: "get",
        path: "/api/v1/partnerships",
        id: "listPartnerships",
        summary: "The schools that you have confirmed, in the order in which you first confirmed them",
        parameters: &["Cohorts", "DeliveryPartners", "UpdatedSince", "PageAfter", "PageSize"],
        takes: None,
        gives: &[(200, "PartnershipList")],
        problems: &[],
    },
    Endpoint {
        method: "get",
        path: "/api/v1/partnerships/{id}",
        id: "getPartnership",
        summary: "One of them",
        parameters: &["Id"],
        takes: None,
        gives: &[(200, "OnePartnership")],
        problems: &[404],
    },
    Endpoint {
        method: "post",
        path: "/api/v1/partnerships",
        id: "confirmSchools",
        summary: "Confirm a school, or up to 1,000 at once: all of them or none",
        parameters: &["IdempotencyKey"],
        takes: Some("Confirm"),
        gives: &[(200, "DryRun"), (201, "Confirmed")],
        problems: &[413, 415, 422],
    },
    Endpoint {
        method: "put",
        path: "/api/v1/partnerships/{id}",
        id: "changeDeliveryPartner",
        summary: "Change the delivery partner of a school that you have confirmed",
        parameters: &["Id", "IdempotencyKey"],
        takes: Some("ChangePartner"),
        gives: &[(200, "OnePartnership")],
        problems: &[404, 413, 415, 422],
    },
    Endpoint {
        method: "patch",
        path: "/api/v1/partnerships/{id}",
        id: "amendDeliveryPartner",
        summary: "The same, for systems that only send PATCH",
        parameters: &["Id", "IdempotencyKey"],
        takes: Some("ChangePartner"),
        gives: &[(200, "OnePartnership")],
        problems: &[404, 413, 415, 422],
    },
];

fn refer(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

/// An answer in JSON of this schema.
fn answered(status: u16, kind: &str, schema: &str) -> Value {
    let reason = StatusCode::from_u16(status).ok().and_then(|it| it.canonical_reason()).unwrap_or("Answer");
    let mut content = Map::new();
    content.insert(kind.to_owned(), json!({ "schema": refer("schemas", schema) }));
    json!({ "description": reason, "content": content })
}

fn operation(endpoint: &Endpoint) -> Value {
    let mut answers = Map::new();
    for (status, schema) in endpoint.gives {
        answers.insert(status.to_string(), answered(*status, "application/json", schema));
    }
    for status in EVERYWHERE.iter().chain(endpoint.problems) {
        answers.insert(status.to_string(), answered(*status, "application/problem+json", "Problem"));
    }
    let parameters: Vec<Value> = endpoint.parameters.iter().map(|it| refer("parameters", it)).collect();
    let mut operation = json!({
        "operationId": endpoint.id, "summary": endpoint.summary, "parameters": parameters, "responses": answers
    });
    if let (Some(schema), Some(object)) = (endpoint.takes, operation.as_object_mut()) {
        let content = json!({ "application/json": { "schema": refer("schemas", schema) } });
        object.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
    }
    operation
}

/// The document.
pub fn document() -> Value {
    let mut paths = Map::new();
    for endpoint in ENDPOINTS {
        let methods = paths.entry(endpoint.path).or_insert_with(|| json!({}));
        if let Some(methods) = methods.as_object_mut() {
            methods.insert(endpoint.method.to_owned(), operation(endpoint));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Manage school and training partnerships", "version": VERSION,
            "description": "What lead providers’ systems read and change. The guidance is at /api/docs."
        },
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "parameters": parameters::all(), "schemas": schemas::all()
        }
    })
}

/// Gives it to anybody.
pub async fn get() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document().to_string()).into_response()
}
