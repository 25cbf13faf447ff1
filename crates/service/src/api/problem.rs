//! What systems are told when a request cannot be answered as asked: RFC 9457, and never a page.

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use store::StoreError;

use crate::platform::failure::Failure;
use crate::policy::Refused;

/// The media type of a problem.
const PROBLEM_JSON: &str = "application/problem+json";
/// Pages below `/api/`: for people, who are answered with pages.
const PAGES: [&str; 2] = [super::docs::PATH, super::docs::RELEASES];

/// Where in the request a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the body, by JSON pointer (RFC 6901).
    Pointer,
    /// In the query, by name.
    Parameter,
    /// In a header, by name.
    Header,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    place: Place,
    name: String,
    code: &'static str,
    detail: String,
}

impl Fault {
    /// A fault with its word for programs and its sentence for people.
    pub fn new(place: Place, name: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Fault {
        Fault { place, name: name.into(), code, detail: detail.into() }
    }

    fn json(&self) -> Value {
        let place = match self.place {
            Place::Pointer => "pointer",
            Place::Parameter => "parameter",
            Place::Header => "header",
        };
        json!({ place: self.name, "code": self.code, "detail": self.detail })
    }
}

/// Why a request is not answered as asked.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    detail: String,
    faults: Vec<Fault>,
    wait: Option<u32>,
}

impl Problem {
    /// A problem with a sentence that says what to do.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Problem {
        Problem { status, detail: detail.into(), faults: Vec::new(), wait: None }
    }

    /// What is wrong with the request's form: 400.
    pub fn bad(fault: Fault) -> Problem {
        let detail = fault.detail.clone();
        Problem { faults: vec![fault], ..Problem::new(StatusCode::BAD_REQUEST, detail) }
    }

    /// What a rule forbids, or what a member of the body lacks: 422.
    pub fn refused(faults: Vec<Fault>) -> Problem {
        let things = if faults.len() == 1 { "1 thing is".to_owned() } else { format!("{} things are", faults.len()) };
        let detail = format!("Nothing has been changed: {things} wrong");
        Problem { faults, ..Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail) }
    }

    /// What a status says when nothing more is known.
    pub fn of_status(status: StatusCode) -> Problem {
        let detail = match status {
            StatusCode::UNAUTHORIZED => "Send a token that works, as “Authorization: Bearer …”",
            StatusCode::FORBIDDEN => "This request came from another website. Nothing has been changed",
            StatusCode::NOT_FOUND => "There is nothing at this address. The addresses are listed at /api/docs",
            StatusCode::METHOD_NOT_ALLOWED => "This method is not one of those in the header “Allow”",
            StatusCode::PAYLOAD_TOO_LARGE => "The body is too large. Split it into smaller parts",
            StatusCode::TOO_MANY_REQUESTS => "Too many requests. Wait as long as the header “Retry-After” says",
            StatusCode::SERVICE_UNAVAILABLE => "Nothing has been changed. Try again as the header “Retry-After” says",
            status if status.is_client_error() => "The request is not one that this address can read",
            _ => "Something is broken here. Nothing has been changed. Try again later",
        };
        Problem::new(status, detail)
    }

    /// Nothing of this organisation's has this id.
    pub fn not_found(what: &str) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, format!("There is no {what} with this id among yours"))
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Its body.
    pub fn json(&self) -> Value {
        json!({
            "type": "about:blank", "title": self.status.canonical_reason().unwrap_or("Problem"),
            "status": self.status.as_u16(), "detail": self.detail,
            "errors": self.faults.iter().map(Fault::json).collect::<Vec<_>>()
        })
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Problem {
        let wait = if let Failure::TooMany { seconds } = failure { Some(seconds) } else { None };
        // The page that it would be logs its cause, and has its status.
        let status = failure.into_response().status();
        let is_passing = status == StatusCode::SERVICE_UNAVAILABLE;
        Problem { wait: wait.or(is_passing.then_some(60)), ..Problem::of_status(status) }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        Failure::from(error).into()
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::NotSignedIn => Problem::of_status(StatusCode::UNAUTHORIZED),
            Refused::NotTheirs => Problem::of_status(StatusCode::NOT_FOUND),
            Refused::NotTheirRole(_) | Refused::OnlyLooking | Refused::NotDelegated => Problem::new(
                StatusCode::FORBIDDEN,
                "This token can only read. Ask an administrator of your organisation for one that can also change things",
            ),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = answer(self.status, &self.json().to_string());
        if let Some(seconds) = self.wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A status and a body of JSON, as an answer; every error is a problem.
pub fn answer(status: StatusCode, body: &str) -> Response {
    let kind = if status.is_success() { "application/json" } else { PROBLEM_JSON };
    let mut response = (status, [(header::CONTENT_TYPE, kind)], body.to_owned()).into_response();
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// Whether systems are answered at this path.
pub fn is_below(path: &str) -> bool {
    (path == "/api" || path.starts_with("/api/")) && !PAGES.contains(&path)
}

/// Sees that systems are answered in JSON, whatever refused their request; no cookie counts there.
pub async fn only<F>(mut request: Request, inside: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    if !is_below(request.uri().path()) {
        return inside(request).await;
    }
    request.headers_mut().remove(header::COOKIE);
    let response = inside(request).await;
    let is_json = |kind: &HeaderValue| kind.as_bytes().starts_with(b"application/");
    if response.status().is_success() || response.headers().get(header::CONTENT_TYPE).is_some_and(is_json) {
        return response;
    }
    let (parts, _) = response.into_parts();
    let status = if parts.status.is_redirection() { StatusCode::NOT_FOUND } else { parts.status };
    let mut told = Problem::of_status(status).into_response();
    for (name, value) in &parts.headers {
        if name != header::CONTENT_LENGTH && name != header::LOCATION {
            told.headers_mut().entry(name).or_insert_with(|| value.clone());
        }
    }
    told
}
