//! What a browser sent, read so that nothing it may hold becomes an error of ours.

use std::borrow::Cow;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;

use super::failure::Failure;

/// Embeddings, overrides and isolates of Unicode's bidirectional algorithm: with them words pass for others.
const TURNS: fn(char) -> bool = |it| matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');

/// Names and values, in the order sent; of a form's body or of an address's query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `name=value&…`; bytes that are no text become �, and so does NUL, which no database keeps. Characters that
    /// turn the direction of whatever stands after them on a page are left out.
    pub fn parse(bytes: &[u8]) -> Fields {
        let text = |text: Cow<'_, str>| text.replace('\0', "\u{fffd}").replace(TURNS, "");
        Fields(form_urlencoded::parse(bytes).map(|(name, value)| (text(name), text(value))).collect())
    }

    /// The first value of a name, trimmed; empty when absent.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(it, _)| it == name).map_or("", |(_, value)| value.trim())
    }

    /// Every value of a name that is not empty.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(it, value)| it == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Whether the name was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(it, _)| it == name)
    }

    /// Whether what a form says that it saw still stands so; one that says nothing of it is not asked.
    pub fn saw(&self, name: &str, stands: &str) -> bool {
        !self.has(name) || self.text(name) == stands
    }

    /// Every name and value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Those names and values of which this holds.
    #[must_use]
    pub fn only(&self, holds: impl Fn(&str, &str) -> bool) -> Fields {
        Fields(self.0.iter().filter(|(name, value)| holds(name, value)).cloned().collect())
    }

    /// The same with one name set to a value (or removed, when empty), as an address's query with its `?`.
    pub fn query_with(&self, name: &str, value: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (other, kept) in self.iter().filter(|(other, kept)| *other != name && !kept.is_empty()) {
            query.append_pair(other, kept);
        }
        if !value.is_empty() {
            query.append_pair(name, value);
        }
        match query.finish() {
            query if query.is_empty() => String::new(),
            query => format!("?{query}"),
        }
    }

    /// The same without these names, as an address's query.
    pub fn query_except(&self, names: &[&str]) -> String {
        let kept = self.0.iter().filter(|(it, _)| !names.contains(&it.as_str()));
        Fields(kept.cloned().collect()).query_with("", "")
    }

    /// The same without one pair, as an address's query: how a filter is taken off.
    pub fn query_without(&self, name: &str, value: &str) -> String {
        let kept = self.0.iter().filter(|(it, its)| (it.as_str(), its.as_str()) != (name, value) && it != "page");
        Fields(kept.cloned().collect()).query_with("", "")
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Fields, Failure> {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Failure::TooLarge)?;
        Ok(Fields::parse(&bytes))
    }
}

/// The query of the address.
#[derive(Clone, Debug, Default)]
pub struct Query(pub Fields);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Query, std::convert::Infallible> {
        Ok(Query(Fields::parse(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

impl std::ops::Deref for Query {
    type Target = Fields;

    fn deref(&self) -> &Fields {
        &self.0
    }
}

/// A path and query of our own to come back to; anything else is `/`.
///
/// Source: trust.md S9; acceptance A39: never the sign-in or sign-out page, which would be a loop.
pub fn own_path(text: &str) -> &str {
    let is_path = text.starts_with('/') && !text.starts_with("//") && !text.contains(['\\', '\r', '\n', '\t', '\0']);
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let loops = ["/sign-in", "/sign-out"].iter().any(|it| path == *it || path.starts_with(&format!("{it}/")));
    if is_path && !loops && text.len() <= 500 && text.is_ascii() { text } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_keeps_its_filters_when_the_page_changes() {
        let fields = Fields::parse(b"phase=Primary&phase=Secondary&page=3&q=st+john%27s");
        assert_eq!(fields.query_with("page", "4"), "?phase=Primary&phase=Secondary&q=st+john%27s&page=4");
        assert_eq!(fields.query_without("phase", "Primary"), "?phase=Secondary&q=st+john%27s");
        assert_eq!(fields.all("phase").collect::<Vec<_>>(), ["Primary", "Secondary"]);
        assert_eq!(Fields::parse(b"").query_with("page", ""), "");
    }

    #[test]
    fn nothing_that_is_typed_turns_the_words_beside_it() {
        let fields = Fields::parse("a=\u{202e}evil\u{2066}&b=%E2%80%AEx%00".as_bytes());
        assert_eq!((fields.text("a"), fields.text("b")), ("evil", "x\u{fffd}"));
    }

    #[test]
    fn we_return_to_our_own_pages_only() {
        for good in ["/partner-schools?page=2", "/organisation/users", "/sign-inn"] {
            assert_eq!(own_path(good), good);
        }
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a\r\nb",
            "/sign-in",
            "/sign-out?x",
            "/é",
        ] {
            assert_eq!(own_path(bad), "/", "{bad}");
        }
    }
}
