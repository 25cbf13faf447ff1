//! `/cookies`: every cookie that the service sets, and why. All are necessary, so there is nothing to choose.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Cell, Table};

use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};

/// Names without `__Host-`, which they have over TLS; why; and how long the cookie counts. Browsers drop each
/// when they are closed.
const COOKIES: &[(&str, &str, &str)] = &[
    ("session", "Keeps you signed in", "12 hours at most, or 2 hours without use"),
    ("ask", "Makes sure that a link signs in the browser that asked for it", "Until you close the browser"),
    ("link", "Holds the link that you opened while you confirm that it is you", "Until you have signed in"),
    ("open-id", "Makes sure that who signed in elsewhere comes back to the browser that asked", "10 minutes"),
    ("banner", "Tells you on the next page what was done", "Until that page has been shown"),
    ("report", "Remembers which email or letter brought you here to report a mistake", "1 hour"),
    ("nominate", "Remembers which email brought you here to nominate your school’s induction tutor", "1 hour"),
    ("access", "Remembers which email brought you here to decide on a request for an account", "1 hour"),
    ("answer", "Remembers which email or code brought you here to say what your school can host", "1 hour"),
];

#[derive(Template)]
#[template(path = "support/cookies.html")]
struct CookiesPage {
    layout: Layout,
    cookies: Table,
}

/// The page, for everybody.
pub async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let prefix = if ctx.app.settings.is_secure() { "__Host-" } else { "" };
    let head = ["Name", "What it is for", "How long it counts"].map(Cell::new);
    let mut table = Table::new("Necessary cookies").stacked().head(head);
    for (name, why, until) in COOKIES {
        table = table.row([format!("{prefix}{name}").as_str(), why, until].map(Cell::new));
    }
    Ok(without_banner(&ctx, page(&CookiesPage { layout: ctx.layout("Cookies"), cookies: table })?))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// The names in quotes after `"__Host-`, in every source file of the service.
    fn names_in(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                names_in(&path, found);
            } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("support/cookies.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let parts = text.split("\"__Host-").skip(1);
                found.extend(parts.filter_map(|it| it.split_once('"')).map(|(name, _)| name.to_owned()));
            }
        }
    }

    #[test]
    fn every_cookie_of_the_service_is_on_the_page_and_no_other() {
        let mut found = Vec::new();
        names_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        found.sort();
        found.dedup();
        let mut named: Vec<_> = COOKIES.iter().map(|it| it.0.to_owned()).collect();
        named.sort();
        assert_eq!(found, named);
    }
}
