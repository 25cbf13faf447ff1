//! What a request sends: JSON, read so that each member that is wrong is named.

mod unique;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use super::problem::{Fault, Place, Problem};
use crate::platform::App;
use crate::platform::secret::digest;
use unique::Unique;

/// The most bytes that are read: a thousand partnerships and more.
pub const MOST_BYTES: usize = 512 * 1024;
/// The header by which a request is done once.
pub const KEY: &str = "idempotency-key";

/// A body of JSON, and what makes the request the same as another.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The body.
    pub value: Value,
    /// The key that the caller gave it.
    pub key: Option<String>,
    /// The digest of method, address and body.
    pub digest: String,
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut given = headers.get_all(KEY).iter();
    let (first, second) = (given.next(), given.next());
    let Some(first) = first else { return Ok(None) };
    let is_key = |it: &&str| (1..=255).contains(&it.len()) && it.bytes().all(|byte| byte.is_ascii_graphic());
    let text = first.to_str().ok().filter(is_key).filter(|_| second.is_none());
    let sentence = "Give one key of 1 to 255 letters, digits and signs, without spaces, new for each change";
    let fault = || Problem::bad(Fault::new(Place::Header, "Idempotency-Key", "not_valid", sentence));
    text.map(|it| Some(it.to_owned())).ok_or_else(fault)
}

/// Why a body cannot be read.
fn unreadable(error: &serde_json::Error) -> Problem {
    let place = format!("look at line {}, column {}", error.line(), error.column());
    // What is JSON and still a fault is a member that stands twice; the library adds the place in its own words.
    let (code, detail) = if error.is_data() {
        let words = error.to_string();
        let words = words.rsplit_once(" at line ").map_or(words.as_str(), |(words, _)| words);
        ("repeated", format!("{words}: {place}"))
    } else {
        ("not_json", format!("The body is not JSON that can be read here: {place}"))
    };
    Problem::bad(Fault::new(Place::Pointer, "", code, detail))
}

/// The JSON of a body.
///
/// # Errors
/// [`Problem`]: 400 with the place where it ceases to be JSON, or where a member stands a second time.
pub fn json(bytes: &[u8]) -> Result<Value, Problem> {
    // A mark of the byte order is no fault (RFC 8259, section 8.1).
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    serde_json::from_slice(text).map(|Unique(value)| value).map_err(|error| unreadable(&error))
}

impl FromRequest<App> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Sent, Problem> {
        if !is_json(request.headers()) {
            let detail = "Send JSON, with the header “Content-Type: application/json”";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
        }
        let key = key(request.headers())?;
        let line = format!("{} {}", request.method(), request.uri().path());
        let too_large = |_| Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE);
        let bytes = Bytes::from_request(request, app).await.map_err(too_large)?;
        let value = json(&bytes)?;
        Ok(Sent { value, key, digest: digest(&format!("{line}\n{}", String::from_utf8_lossy(&bytes))) })
    }
}

/// An object of the body, and the faults that its members have.
#[derive(Debug)]
pub struct Members<'a> {
    at: String,
    object: &'a Map<String, Value>,
    /// What is wrong so far.
    pub faults: Vec<Fault>,
}

impl<'a> Members<'a> {
    /// The object at this pointer, which has no other members than these.
    ///
    /// # Errors
    /// The fault that it is no object.
    pub fn of(value: &'a Value, at: String, known: &[&str]) -> Result<Members<'a>, Fault> {
        let Value::Object(object) = value else {
            return Err(Fault::new(Place::Pointer, at, "not_object", "This must be an object"));
        };
        let mut members = Members { at, object, faults: Vec::new() };
        for name in object.keys().filter(|it| !known.contains(&it.as_str())) {
            let sentence = format!("This is not known here; what is: {}", known.join(", "));
            members.wrong(name, "not_known", sentence);
        }
        Ok(members)
    }

    /// Where a member is.
    pub fn pointer(&self, name: &str) -> String {
        format!("{}/{}", self.at, name.replace('~', "~0").replace('/', "~1"))
    }

    /// Notes what is wrong with a member.
    pub fn wrong(&mut self, name: &str, code: &'static str, sentence: impl Into<String>) {
        let pointer = self.pointer(name).chars().take(120).collect::<String>();
        self.faults.push(Fault::new(Place::Pointer, pointer, code, sentence));
    }

    /// A member that must be there and be as `read` wants it; else a fault is noted, with this sentence.
    pub fn needed<T>(&mut self, name: &str, sentence: &str, read: impl Fn(&'a Value) -> Option<T>) -> Option<T> {
        let found = self.object.get(name);
        let read = found.and_then(read);
        if read.is_none() {
            let code = if found.is_some_and(|it| !it.is_null()) { "not_valid" } else { "missing" };
            self.wrong(name, code, sentence);
        }
        read
    }

    /// A member that is true or false, and false when it is not there.
    pub fn truth(&mut self, name: &str) -> bool {
        match self.object.get(name) {
            None => false,
            Some(Value::Bool(it)) => *it,
            Some(_) => {
                self.wrong(name, "not_valid", "This must be true or false");
                false
            }
        }
    }

    /// Whether the member is there.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.object.get(name)
    }
}

/// A text that can be the public id of something.
pub fn id(value: &Value) -> Option<&str> {
    let is_id = |it: &&str| (1..=26).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_alphanumeric());
    value.as_str().filter(is_id)
}
