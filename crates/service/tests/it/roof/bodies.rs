//! Any bytes are answered by a page, and no more of them is read than a form or an upload may hold. Trust S7.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::http::{Method, Request};
use service::platform::upload;
use service::policy::Role;
use store::both;

use super::routes::routes;
use super::scene::{Scene, Visitor};
use crate::world::World;

/// Bytes of a piece of a body.
const PIECE: usize = 16 * 1024;

/// A body without an end.
struct Endless {
    start: Option<&'static [u8]>,
    read: Arc<AtomicUsize>,
}

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Infallible>>> {
        let piece = self.start.take().unwrap_or(&ONES);
        self.read.fetch_add(piece.len(), Ordering::Relaxed);
        Poll::Ready(Some(Ok(http_body::Frame::data(Bytes::from_static(piece)))))
    }
}

/// Such a body, and how much of it was read.
fn endless(start: &'static [u8]) -> (Body, Arc<AtomicUsize>) {
    let read = Arc::new(AtomicUsize::new(0));
    (Body::new(Endless { start: Some(start), read: read.clone() }), read)
}

static ONES: [u8; PIECE] = [b'1'; PIECE];
const MULTIPART: &str = "multipart/form-data; boundary=story";
const FILE: &[u8] = b"--story\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
/// Where a file may be sent.
const UPLOADS: [&str; 2] = ["/partner-schools/add-many", "/partner-providers/add-many"];
const FORM: &str = "application/x-www-form-urlencoded";

both! {
    async fn no_more_is_read_than_a_form_or_an_upload_may_hold(world) {
        let scene = Scene::on(world).await;
        for visitor in [Visitor::Provider(Role::Coordinator), Visitor::Provider(Role::Administrator), Visitor::Nobody] {
            for route in routes().iter().filter(|it| it.takes(&Method::POST)) {
                for (kind, start) in [(FORM, &b"list="[..]), (MULTIPART, FILE), ("text/plain", b""), (MULTIPART, b"")] {
                    let mut browser = scene.browser(visitor).await;
                    let address = scene.address(&route.pattern, scene.of(visitor), &mut browser).await;
                    let (body, read) = endless(start);
                    let request = Request::post(&address).header("content-type", kind).header("sec-fetch-site", "same-origin");
                    let page = browser.send(request, body).await;
                    // Who has no token is refused by the API before anything is read.
                    let is_api = address.starts_with("/api/") && page.status == 401;
                    let is_answer = is_api || [200, 303, 400, 403, 404, 413, 422].contains(&page.status);
                    assert!(is_answer, "{address}: {}", page.status);
                    let most = if UPLOADS.contains(&route.pattern.as_str()) { upload::MOST_BYTES } else { 128 * 1024 };
                    let read = read.load(Ordering::Relaxed);
                    assert!(read <= most + 2 * PIECE, "{address} has read {read} bytes of {kind}");
                }
            }
        }
    }

    async fn odd_forms_of_a_coordinator_are_answered_by_a_page(world) {
        odd_forms(world, Visitor::Provider(Role::Coordinator)).await;
    }

    async fn odd_forms_of_an_administrator_are_answered_by_a_page(world) {
        odd_forms(world, Visitor::Provider(Role::Administrator)).await;
    }

    async fn odd_forms_of_a_school_are_answered_by_a_page(world) {
        odd_forms(world, Visitor::School(Role::Coordinator)).await;
    }

    async fn odd_forms_of_somebody_unknown_are_answered_by_a_page(world) {
        odd_forms(world, Visitor::Nobody).await;
    }

    async fn odd_addresses_are_answered_by_a_page(world) {
        let scene = Scene::on(world).await;
        let odd = ["%00", "%ff%fe", "..%2f..%2fetc%2fpasswd", "%E2%80%AE", "'--", "%3Cscript%3E", "9999999999999999999",
            "-1", "%2e%2e", "a%0d%0aset-cookie:x=y", "%F0%9F%A6%84"];
        let queries = ["?q=%00&page=%00&order=%00&draft=%00&return_to=%00&from=%00&school=%00&role=%00&result=%00",
            "?q=%ff&page=99999999999999999999&status=%ff&phase=%00&told=x&area='&type=%25", "?page=-1&page=0&q=%E2%80%AE&state=%00",
            "?q=%25_%5C'%22%3C&page=1e9&order=name;drop"];
        for visitor in [Visitor::Provider(Role::Coordinator), Visitor::School(Role::Coordinator), Visitor::Dfe(Role::Support), Visitor::Nobody] {
            let mut browser = scene.browser(visitor).await;
            for route in routes().iter().filter(|it| it.takes(&Method::GET)) {
                let plain = scene.address(&route.pattern, scene.of(visitor), &mut browser).await;
                let strange = odd.iter().filter(|_| route.pattern.contains('{')).map(|it| filled(&route.pattern, it));
                for address in queries.iter().map(|it| format!("{plain}{it}")).chain(strange) {
                    let page = browser.get(&address).await;
                    let is_page = page.status != 404 || page.html.contains("<h1");
                    assert!(is_page && page.status < 500, "{address}: {} {}", page.status, page.html);
                    assert!(!page.headers.contains_key("x") && !page.location.contains(['\r', '\n']), "{address}");
                }
            }
        }
    }
}

/// What no page of ours sends.
const ODD_FORMS: [(&str, &[u8]); 12] = [
    (FORM, b""),
    (FORM, b"&&==&%&%zz=%ff%00"),
    (FORM, b"name=%00&email=%00&school=%00&code=%00&reason=%00&list=%00&return_to=%00&draft=%00&role=%00"),
    (FORM, b"name=\xff\xfe&email=\xf0\x28\x8c\x28&school=%E2%80%AE&list=\x00\x01\x02"),
    (FORM, b"school[]=a&school=b&school=c&role=viewer&role=viewer&role=\xe2\x80\xae"),
    (FORM, b"__proto__=1&constructor=2&email[$ne]=x"),
    ("application/json", br#"{"email":{"$ne":null}}"#),
    ("", b"email=a@b.example"),
    (MULTIPART, b""),
    (MULTIPART, b"--story--\r\n"),
    (MULTIPART, b"--story\r\nContent-Disposition: form-data\r\n\r\nx\r\n--story--\r\n"),
    ("multipart/form-data", b"--story\r\n"),
];

/// Sends them to every route that takes a form; the API takes none, and has stories of its own about what it is sent.
async fn odd_forms(world: &World, visitor: Visitor) {
    let scene = Scene::on(world).await;
    for route in routes().iter().filter(|it| it.takes(&Method::POST) && !it.pattern.starts_with("/api/")) {
        for (kind, body) in ODD_FORMS {
            let mut browser = scene.browser(visitor).await;
            let address = scene.address(&route.pattern, scene.of(visitor), &mut browser).await;
            let request = Request::post(&address).header("content-type", kind).header("sec-fetch-site", "same-origin");
            let page = browser.send(request, Body::from(body)).await;
            let is_page = page.status == 303 || page.html.contains("<h1");
            assert!(is_page && page.status < 500, "{address}: {} {}", page.status, page.html);
        }
    }
}

/// The pattern with this in place of everything that it takes.
fn filled(pattern: &str, with: &str) -> String {
    let mut address = String::new();
    for part in pattern.split('/').skip(1) {
        address.push('/');
        address.push_str(if part.starts_with('{') { with } else { part });
    }
    address
}
