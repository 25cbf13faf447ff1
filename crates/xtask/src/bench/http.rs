//! A browser of a few lines: what the bench needs to sign in and to set the scene, one request after the other.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// The longest that one answer may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Cookies, and where the service is.
#[derive(Debug)]
pub(super) struct Browser {
    address: SocketAddr,
    cookies: BTreeMap<String, String>,
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    /// 200, 303, …
    pub status: u16,
    /// Where it sends us.
    pub location: String,
    /// The year in which it was given.
    pub year: i32,
    /// The page or file.
    pub body: Vec<u8>,
}

impl Browser {
    /// A browser that has been nowhere.
    pub fn new(address: SocketAddr) -> Browser {
        Browser { address, cookies: BTreeMap::new() }
    }

    /// Asks for a page.
    ///
    /// # Errors
    /// A sentence: no answer came, or it could not be read.
    pub fn get(&mut self, path: &str) -> Result<Answer, String> {
        self.send("GET", path, "")
    }

    /// Sends a form.
    ///
    /// # Errors
    /// As [`Browser::get`].
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, String> {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.send("POST", path, &pairs.join("&"))
    }

    /// The same, where a change must be what comes of it: an answer that leads on.
    ///
    /// # Errors
    /// A sentence: the change was not made.
    pub fn change(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, String> {
        let answer = self.post(path, fields)?;
        if answer.status == 303 { Ok(answer) } else { Err(format!("POST {path}: not done ({})", answer.status)) }
    }

    /// The cookies as a request sends them.
    pub fn cookie(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn send(&mut self, method: &str, path: &str, body: &str) -> Result<Answer, String> {
        let failed = |error: std::io::Error| format!("{method} {path}: {error}");
        let mut stream = TcpStream::connect(self.address).map_err(failed)?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(failed)?;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            self.cookie(),
            body.len()
        );
        stream.write_all(request.as_bytes()).map_err(failed)?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).map_err(failed)?;
        let answer = self.read(&bytes).ok_or_else(|| format!("{method} {path}: the answer is no HTTP"))?;
        if answer.status >= 400 {
            return Err(format!("{method} {path}: {} {}", answer.status, said(&answer.body)));
        }
        Ok(answer)
    }

    fn read(&mut self, bytes: &[u8]) -> Option<Answer> {
        let end = bytes.windows(4).position(|it| it == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let (mut location, mut year) = (String::new(), 0);
        for line in head.lines().skip(1) {
            let (name, value) = line.split_once(':')?;
            match (name.to_ascii_lowercase().as_str(), value.trim()) {
                ("location", value) => value.clone_into(&mut location),
                // "Sat, 28 Nov 2026 09:00:00 GMT"
                ("date", value) => year = value.split(' ').nth(3)?.parse().ok()?,
                // Only the load generator and this browser read the answers; both need their length.
                ("transfer-encoding", _) => return None,
                ("set-cookie", value) => {
                    let (name, value) = value.split(';').next()?.split_once('=')?;
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
                _ => {}
            }
        }
        Some(Answer { status, location, year, body: bytes[end + 4..].to_vec() })
    }
}

/// The heading of a page, for a sentence about it.
fn said(body: &[u8]) -> String {
    let page = String::from_utf8_lossy(body);
    let heading = page.split_once("<h1").and_then(|(_, rest)| rest.split_once('>')?.1.split_once('<'));
    heading.map_or_else(String::new, |(heading, _)| heading.trim().to_owned())
}

/// A value as it stands in a form or in an address.
pub(super) fn encoded(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'.' | b'_' => text.push(char::from(byte)),
            b' ' => text.push('+'),
            other => {
                // Writing into a String cannot fail.
                let _ = write!(text, "%{other:02X}");
            }
        }
    }
    text
}

/// The value of an address or a form as it was meant.
pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|it| u8::from_str_radix(std::str::from_utf8(it).ok()?, 16).ok());
        let (byte, length) = match (first, hex) {
            (b'%', Some(byte)) => (byte, 3),
            (b'+', _) => (b' ', 1),
            _ => (first, 1),
        };
        bytes.push(byte);
        rest = &rest[length..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded() {
        let text = "St Mary’s & St Paul's, 100%";
        assert_eq!(decoded(&encoded(text)), text);
        assert_eq!(encoded("a b&c"), "a+b%26c");
        assert_eq!(decoded("%zz%"), "%zz%");
    }

    #[test]
    fn cookies_and_the_way_on_are_read() {
        let mut browser = Browser::new(([127, 0, 0, 1], 1).into());
        let answer = browser.read(b"HTTP/1.1 303 See Other\r\nLocation: /a\r\nset-cookie: s=1; Path=/\r\n\r\nhi");
        let answer = answer.map(|it| (it.status, it.location, it.body));
        assert_eq!(answer, Some((303, "/a".to_owned(), b"hi".to_vec())));
        assert_eq!(browser.cookie(), "s=1");
    }
}
