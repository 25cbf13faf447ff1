//! `/api/docs`: how systems use the API; and what has changed in it. Anybody may read both.

use askama::Template;
use axum::response::Response;
use axum::{Router, routing};
use govuk::Layout;
use govuk::components::{Cell, Table};
use serde_json::Value;

use super::openapi::examples::{self, Example};
use super::openapi::{self, ENDPOINTS, Endpoint};
use crate::early_career::rules::verdict::RowError;
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::page;

/// Where the guidance is.
pub const PATH: &str = "/api/docs";
/// Where it says what has changed.
pub const RELEASES: &str = "/api/docs/releases";

/// The addresses of both, and of the document for programs.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/docs", routing::get(get))
        .route("/api/docs/releases", routing::get(releases))
        .route("/openapi.json", routing::get(openapi::get))
}

/// An endpoint as the guidance tells of it.
struct Told {
    anchor: &'static str,
    heading: String,
    summary: &'static str,
    parameters: Option<Table>,
    examples: Vec<Shown>,
}

/// A request as somebody types it, and what is answered.
struct Shown {
    title: &'static str,
    sent: String,
    status: u16,
    answered: String,
}

#[derive(Template)]
#[template(path = "api/docs.html")]
struct DocsPage {
    layout: Layout,
    service: String,
    endpoints: Vec<Told>,
    problem: String,
    errors: Table,
}

#[derive(Template)]
#[template(path = "api/docs/releases.html")]
struct ReleasesPage {
    layout: Layout,
    version: &'static str,
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Its parameters, as the document describes them.
fn parameters(endpoint: &Endpoint, document: &Value) -> Option<Table> {
    let described = |name: &&str| &document["components"]["parameters"][*name];
    let words = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let caption = format!("What {} {} takes", endpoint.method.to_uppercase(), endpoint.path);
    let table = Table::new(caption)
        .hidden_caption()
        .stacked()
        .classes("app-table--codes")
        .head(["Name", "Where", "What"])
        .first_cell_is_header(true);
    let rows = endpoint.parameters.iter().map(described).map(|it| {
        let what = words(&it["description"]);
        let what = if it["required"] == true { format!("{what}. It has to be there") } else { what };
        [Cell::new(words(&it["name"])), Cell::new(words(&it["in"])), Cell::new(what)]
    });
    (!endpoint.parameters.is_empty()).then(|| rows.fold(table, Table::row))
}

/// The command that sends an example's request.
pub fn command(service: &str, method: &str, example: &Example) -> String {
    let mut parts = vec![format!("curl {service}{}", example.path)];
    match method {
        "get" if example.query.is_empty() => {}
        "get" => parts.push("--get".to_owned()),
        "post" => {}
        method => parts.push(format!("--request {}", method.to_uppercase())),
    }
    parts.extend(example.query.iter().map(|(name, value)| format!("--data-urlencode \"{name}={value}\"")));
    parts.push("--header \"Authorization: Bearer $TOKEN\"".to_owned());
    parts.extend(example.key.map(|key| format!("--header \"Idempotency-Key: {key}\"")));
    if let Some(body) = &example.body {
        parts.push("--header \"Content-Type: application/json\"".to_owned());
        parts.push(format!("--data '{}'", pretty(body)));
    }
    parts.join(" \\\n  ")
}

fn told(endpoint: &Endpoint, service: &str, document: &Value, examples: &[Example]) -> Told {
    let shown = |it: &Example| Shown {
        title: it.title,
        sent: command(service, endpoint.method, it),
        status: it.status,
        answered: pretty(&it.answer),
    };
    Told {
        anchor: endpoint.id,
        heading: format!("{} {}", endpoint.method.to_uppercase(), endpoint.path),
        summary: endpoint.summary,
        parameters: parameters(endpoint, document),
        examples: examples.iter().filter(|it| it.of == endpoint.id).map(shown).collect(),
    }
}

/// How the API is used.
pub async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let document = openapi::document();
    let errors = Table::new("Why a school cannot be confirmed")
        .head(["Code", "What it means"])
        .stacked()
        .classes("app-table--codes");
    let errors = RowError::ALL.iter().fold(errors.first_cell_is_header(true), |table, it| {
        table.row([Cell::new(it.code()), Cell::new(format!("{it}. {}. {}", it.sentence(), it.next_step()))])
    });
    let (service, examples) = (ctx.app.settings.public_url.clone(), examples::all());
    page(&DocsPage {
        layout: ctx.layout("Use the API"),
        endpoints: ENDPOINTS.iter().map(|it| told(it, &service, &document, &examples)).collect(),
        service,
        problem: pretty(&examples::of("Problem")),
        errors,
    })
}

/// What has changed.
pub async fn releases(ctx: Ctx) -> Result<Response, Failure> {
    page(&ReleasesPage { layout: ctx.layout("API releases").back(PATH), version: openapi::VERSION })
}
