//! `/api/docs`: how systems use the API; and what has changed in it. Anybody may read both.

use askama::Template;
use axum::response::Response;
use axum::{Router, routing};
use govuk::Layout;
use govuk::components::{Cell, Table};
use serde_json::Value;

use super::openapi::{self, ENDPOINTS, Endpoint, examples};
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
    sent: Option<String>,
    answered: String,
}

#[derive(Template)]
#[template(path = "api/docs.html")]
struct DocsPage {
    layout: Layout,
    service: String,
    endpoints: Vec<Told>,
    problem: String,
    several: String,
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
    let table =
        Table::new(caption).hidden_caption().stacked().head(["Name", "Where", "What"]).first_cell_is_header(true);
    let rows = endpoint.parameters.iter().map(described).map(|it| {
        let what = words(&it["description"]);
        let what = if it["required"] == true { format!("{what}. It has to be there") } else { what };
        [Cell::new(words(&it["name"])), Cell::new(words(&it["in"])), Cell::new(what)]
    });
    (!endpoint.parameters.is_empty()).then(|| rows.fold(table, Table::row))
}

fn told(endpoint: &Endpoint, document: &Value) -> Told {
    let schema = endpoint.gives.last().map_or("", |it| it.1);
    Told {
        anchor: endpoint.id,
        heading: format!("{} {}", endpoint.method.to_uppercase(), endpoint.path),
        summary: endpoint.summary,
        parameters: parameters(endpoint, document),
        sent: endpoint.takes.map(|it| pretty(&examples::of(it))),
        answered: pretty(&examples::of(schema)),
    }
}

/// How the API is used.
pub async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let document = openapi::document();
    let errors = Table::new("Why a school cannot be confirmed").head(["Code", "What it means"]).stacked();
    let errors = RowError::ALL.iter().fold(errors.first_cell_is_header(true), |table, it| {
        table.row([Cell::new(it.code()), Cell::new(format!("{it}. {}. {}", it.sentence(), it.next_step()))])
    });
    page(&DocsPage {
        layout: ctx.layout("Use the API"),
        service: ctx.app.settings.public_url.clone(),
        endpoints: ENDPOINTS.iter().map(|it| told(it, &document)).collect(),
        problem: pretty(&examples::of("Problem")),
        several: pretty(&examples::several()),
        errors,
    })
}

/// What has changed.
pub async fn releases(ctx: Ctx) -> Result<Response, Failure> {
    page(&ReleasesPage { layout: ctx.layout("API releases").back(PATH), version: openapi::VERSION })
}
