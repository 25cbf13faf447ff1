//! The limit: the least that this machine needs for the work, with the same web server and nothing on top.
//!
//! A process of its own, so that its processor time can be told from that of the load generator.

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use axum::{Router, routing};
use tokio::net::TcpListener;

use super::http::decoded;

/// Bytes of the static page.
const PAGE_BYTES: usize = 30_000;
/// Suggestions at most.
const SUGGESTIONS: usize = 10;

/// Every beginning that is to be found, in order, and what is said of its school.
struct Index {
    keys: Vec<(String, u32)>,
    said: Vec<String>,
    urns: HashSet<u32>,
}

/// Serves until killed. The file has a line for each school: URN, name, postcode and JSON, with tabs between.
///
/// # Errors
/// A sentence: the file or the address cannot be had.
pub(super) fn serve(file: &Path, port: u16) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let index = Arc::new(Index::of(&text));
    let page: &'static str = "<p>A partner school and where it is.</p>\n".repeat(PAGE_BYTES / 41 + 1).leak();
    let router = Router::new()
        .route("/hello", routing::get(async || "hello"))
        .route("/page", routing::get(async || Html(&page[..PAGE_BYTES])))
        .route("/suggest", routing::get(suggest))
        .route("/check", routing::post(check))
        .with_state(index);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the limit server cannot start: {error}"))?;
    runtime.block_on(async {
        let failed = |error: std::io::Error| format!("the limit server cannot serve: {error}");
        let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(failed)?;
        axum::serve(listener, router).await.map_err(failed)
    })
}

impl Index {
    fn of(text: &str) -> Index {
        let mut index = Index { keys: Vec::new(), said: Vec::new(), urns: HashSet::new() };
        for (row, line) in (0..).zip(text.lines()) {
            let mut cells = line.splitn(4, '\t');
            let mut next = || cells.next().unwrap_or_default();
            let (urn, name, postcode, said) = (next(), next(), next(), next());
            index.urns.extend(urn.parse::<u32>());
            for key in [urn, name, postcode] {
                index.keys.push((key.to_lowercase(), row));
            }
            index.said.push(said.to_owned());
        }
        index.keys.sort_unstable();
        index
    }
}

async fn suggest(State(index): State<Arc<Index>>, RawQuery(query): RawQuery) -> Response {
    let asked = decoded(query.as_deref().unwrap_or_default().trim_start_matches("q=")).to_lowercase();
    let start = index.keys.partition_point(|(key, _)| *key < asked);
    let found = index.keys[start..].iter().take(SUGGESTIONS).take_while(|(key, _)| key.starts_with(&asked));
    let said: Vec<&str> = found.map(|(_, row)| index.said[*row as usize].as_str()).collect();
    ([(header::CONTENT_TYPE, "application/json")], format!("[{}]", said.join(","))).into_response()
}

/// Says of every URN of a list whether it is one, and shows the first 25.
async fn check(State(index): State<Arc<Index>>, body: String) -> Html<String> {
    let verdicts: Vec<bool> =
        body.lines().map(|line| line.parse().is_ok_and(|urn: u32| index.urns.contains(&urn))).collect();
    let good = verdicts.iter().filter(|is_good| **is_good).count();
    let mut page = format!("<h1>{good} of {}</h1>", verdicts.len());
    for (line, is_good) in body.lines().zip(&verdicts).take(25) {
        // Writing into a String cannot fail.
        let _ = write!(page, "<p>{line}: {is_good}</p>");
    }
    Html(page)
}

/// Reads a file of the register from its bytes to its cells, and does nothing with them.
///
/// # Errors
/// A sentence: it cannot be read.
pub(super) fn parse(file: &Path) -> Result<(), String> {
    let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let text = encoding_rs::WINDOWS_1252.decode(&bytes).0;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut cells = 0;
    while reader.read_record(&mut record).map_err(|error| format!("{}: {error}", file.display()))? {
        cells += record.len();
    }
    println!("{cells} cells");
    Ok(())
}
