//! For which organisation a form was drawn. Who has several, or acts for schools, may change over in another tab; what
//! the first tab then sends must not be done for the second's organisation.
//!
//! The mark stands in the page once, goes with the address of each of its forms, and is taken off before anything else
//! sees the address. A request without one is judged as it is: a system's, or that of a form in nobody's name.

use axum::http::Uri;

use super::sessions::Viewer;

/// The name in the address.
const NAME: &str = "acting";
/// Where forms of the page itself begin; those above it, such as signing out, are of no organisation.
const MAIN: &str = "<main ";
const MARK: &str = "data-acting=\"";
const POST: &str = " method=\"post\"";
const ACTION: &str = "action=\"";

/// Who acts, and for whom; nothing for somebody who acts for nobody.
pub fn mark(viewer: &Viewer) -> Option<String> {
    let acting = viewer.acting.as_ref()?;
    let shown = viewer.on_behalf_of.as_ref().unwrap_or(acting);
    Some(format!("{}.{}", acting.id, shown.id))
}

/// The page with its mark in the address of every form that changes something.
pub fn named(page: String) -> String {
    let Some(main) = page.find(MAIN) else { return page };
    let rest = &page[main..];
    let tag = rest.split('>').next().unwrap_or_default();
    let mark = tag.split_once(MARK).and_then(|(_, it)| it.split('"').next());
    let Some(mark) = mark.filter(|_| rest.contains(POST)) else { return page };
    let mut written = String::with_capacity(page.len() + 256);
    written.push_str(&page[..main]);
    let mut forms = rest.split("<form ");
    written.extend(forms.next());
    for form in forms {
        written.push_str("<form ");
        let tag = form.split('>').next().unwrap_or_default();
        let action = tag.find(ACTION).map(|at| at + ACTION.len()).filter(|_| tag.contains(POST));
        let end = action.and_then(|at| Some(at + tag[at..].find('"')?));
        match (action, end) {
            (Some(from), Some(end)) => {
                let joint = if form[from..end].contains('?') { "&#38;" } else { "?" };
                written.extend([&form[..end], joint, NAME, "=", mark, &form[end..]]);
            }
            _ => written.push_str(form),
        }
    }
    written
}

/// Takes the mark off an address; gives it, where there was one.
pub fn taken_off(uri: &mut Uri) -> Option<String> {
    let query = uri.query()?;
    let is_mark = |pair: &&str| pair.split_once('=').is_some_and(|(name, _)| name == NAME);
    let mark = query.split('&').find(is_mark)?.split_once('=')?.1.to_owned();
    let others: Vec<&str> = query.split('&').filter(|it| !is_mark(it)).collect();
    let joint = if others.is_empty() { "" } else { "?" };
    if let Ok(without) = format!("{}{joint}{}", uri.path(), others.join("&")).parse() {
        *uri = without;
    }
    Some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_page_that_changes_something_has_the_mark() {
        let page = "<form action=\"/sign-out\" method=\"post\"></form><main class=\"a\" data-acting=\"1.2\">\
            <form action=\"/a\" method=\"get\"></form><form action=\"/b\" method=\"post\" novalidate>x</form>\
            <form action=\"/c?d=1\" method=\"post\"></form></main>";
        let expected = "<form action=\"/sign-out\" method=\"post\"></form><main class=\"a\" data-acting=\"1.2\">\
            <form action=\"/a\" method=\"get\"></form><form action=\"/b?acting=1.2\" method=\"post\" novalidate>x</form>\
            <form action=\"/c?d=1&#38;acting=1.2\" method=\"post\"></form></main>";
        assert_eq!(named(page.to_owned()), expected);
        let nobody = "<main class=\"a\"><form action=\"/b\" method=\"post\"></form></main>";
        assert_eq!(named(nobody.to_owned()), nobody);
    }

    #[test]
    fn the_mark_is_taken_off_the_address() {
        let taken = |address: &str| {
            let mut uri: Uri = address.parse().unwrap();
            let mark = taken_off(&mut uri);
            (mark, uri.to_string())
        };
        assert_eq!(taken("/b?acting=1.2"), (Some("1.2".to_owned()), "/b".to_owned()));
        assert_eq!(taken("/c?d=1&acting=1.2&e=%20"), (Some("1.2".to_owned()), "/c?d=1&e=%20".to_owned()));
        assert_eq!(taken("/c?d=1"), (None, "/c?d=1".to_owned()));
    }
}
