//! Every field of every form, as its own page has it, filled with what does not belong there: the answer is a page that
//! says so or goes on, and nothing is written by halves. Trust S7.

use axum::http::Method;
use service::accounts::rules::TERMS_VERSION;
use service::platform::secret::Purpose;
use service::policy::Role;
use store::{both, values};

use super::routes::{Route, routes};
use super::scene::{Scene, Visitor};
use crate::support::routes::state;
use crate::world::{Browser, Page, World, form};

/// A field of a form, and what the page put into it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    name: String,
    value: String,
}

/// What is put into each field, one after the other.
fn odd_values() -> Vec<String> {
    let odd = [
        "",
        "\0",
        "\u{7}\u{1b}[31m\r\nx: y",
        "\u{202e}\u{200b}\u{feff}",
        "🦄👩‍🏫",
        "-1",
        "1.5",
        "99999999999999999999",
        "2026-13-45",
        "no-such-id",
        "<script>alert(1)</script>",
        "%00' or 1=1 --",
    ];
    odd.into_iter().map(str::to_owned).chain(["a".repeat(10_000)]).collect()
}

/// The value of an attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?;
    Some(value.replace("&#34;", "\"").replace("&#39;", "'").replace("&#60;", "<").replace("&#38;", "&"))
}

/// What would do in a field of this tag.
fn fitting(tag: &str, name: &str) -> String {
    let value = attribute(tag, "value").unwrap_or_default();
    let has = |words: &[&str]| words.iter().any(|it| name.contains(it));
    match name.rsplit('-').next().unwrap_or_default() {
        _ if !value.is_empty() || tag.contains("type=\"hidden\"") => value,
        "day" => "5".to_owned(),
        "month" => "10".to_owned(),
        "year" => "2026".to_owned(),
        _ if tag.contains("inputmode=\"numeric\"") => "1".to_owned(),
        _ if tag.contains("type=\"email\"") || has(&["email", "address", "contact"]) => {
            "office@fits.example".to_owned()
        }
        _ => "Words that fit".to_owned(),
    }
}

/// Where each form of the page's own part is sent that takes a POST, and its fields, each name once.
fn forms(page: &Page) -> Vec<(String, Vec<Field>)> {
    let main = page.html.split_once("<main").map_or("", |(_, rest)| rest);
    let main = main.split("</main>").next().unwrap_or_default();
    let mut forms = Vec::new();
    for text in main.split("<form").skip(1) {
        let text = text.split("</form>").next().unwrap_or_default();
        let (opening, inside) = text.split_once('>').unwrap_or((text, ""));
        if attribute(opening, "method").as_deref() != Some("post") {
            continue;
        }
        let mut fields: Vec<Field> = Vec::new();
        let is_field = |it: &&str| ["input", "select", "textarea", "button"].iter().any(|tag| it.starts_with(tag));
        for tag in inside.split('<').filter(is_field) {
            let tag = tag.split('>').next().unwrap_or_default();
            let Some(name) = attribute(tag, "name") else { continue };
            if !fields.iter().any(|it| it.name == name) {
                fields.push(Field { value: fitting(tag, &name), name });
            }
        }
        forms.push((attribute(opening, "action").unwrap_or_default(), fields));
    }
    forms
}

/// The form with another value in one field; sent twice under its name where `is_double`.
fn with(fields: &[Field], odd: &Field, is_double: bool) -> String {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for field in fields {
        if field.name != odd.name || is_double {
            pairs.push((&field.name, &field.value));
        }
        if field.name == odd.name {
            pairs.push((&odd.name, &odd.value));
        }
    }
    form(&pairs)
}

/// Whether an answer is a page that says what is wrong, or one that leads on.
fn is_answered(page: &Page) -> bool {
    match page.status {
        303 => !page.location.contains(['\r', '\n', '\0']),
        200 | 400 | 403 | 404 | 413 | 422 => page.html.contains("<h1"),
        _ => false,
    }
}

/// Whose pages are tried: for each route the first of them whom its page is shown.
fn visitors() -> [Visitor; 7] {
    let coordinator = Role::Coordinator;
    [
        Visitor::School(coordinator),
        Visitor::Provider(coordinator),
        Visitor::Lead(coordinator),
        Visitor::Dfe(Role::Support),
        Visitor::Provider(Role::Administrator),
        Visitor::School(Role::Administrator),
        Visitor::Nobody,
    ]
}

/// The most pages that are tried behind one address: a journey has so many questions at most.
const MOST_PAGES: usize = 12;
/// Answers that show once what was made, in place of leading on.
const SHOWS_WHAT_IT_MADE: [&str; 2] = ["/organisation/api-tokens/make", "/second-factor"];

fn path_of(address: &str) -> &str {
    address.split('?').next().unwrap_or_default()
}

/// What tells pages of one journey apart.
fn last_part(address: &str) -> String {
    path_of(address).rsplit('/').next().unwrap_or_default().to_owned()
}

/// A page with a form: where it stands, where its form goes, and the form's fields.
#[derive(Clone)]
struct Shown {
    at: String,
    action: String,
    fields: Vec<Field>,
}

/// The page of a form that has none at its own address.
const SHOWN_AT: [(&str, &str); 2] = [("/sign-in/again", "/sign-in/sent"), ("/sign-in/fresh", "/sign-in/continue")];

/// The page at an address, or where that leads: its own form, else the first that is not about the year shown.
async fn shown(browser: &mut Browser, address: &str) -> Option<Shown> {
    let elsewhere = SHOWN_AT.iter().find(|(form, _)| *form == address).map(|(_, page)| *page);
    let mut at = elsewhere.unwrap_or(address).to_owned();
    let mut page = browser.get(&at).await;
    for _ in 0..3 {
        if page.status == 303 {
            at = page.location.clone();
            page = browser.get(&at).await;
        }
    }
    if page.status != 200 || at.starts_with("/sign-in?") {
        return None;
    }
    let all = forms(&page);
    let asked_for = all.iter().find(|(action, _)| path_of(action) == path_of(address));
    let own = asked_for.or_else(|| all.iter().find(|it| it.0.is_empty() || path_of(&it.0) == path_of(&at)));
    let (action, fields) =
        own.or_else(|| all.iter().find(|it| it.0 != "/placements/year" && !it.1.is_empty()))?.clone();
    Some(Shown { action: if action.is_empty() { at.clone() } else { action }, at, fields })
}

/// An address of the route about something new, with no limit that an answer before has set.
async fn fresh(scene: &Scene<'_>, route: &Route, visitor: Visitor, browser: &mut Browser) -> String {
    let world = scene.world;
    world.execute("update availability set trainee_cap = null", []).await;
    let terms = if route.pattern == "/accept-terms" { "older" } else { TERMS_VERSION };
    world.execute("update person set terms_version = $1", values![terms]).await;
    if route.pattern == "/placements/copy" {
        scene.offered_last_year().await;
    }
    if visitor == Visitor::Nobody && route.pattern.starts_with("/sign-in/") {
        link_asked_for(world, route.pattern == "/sign-in/fresh", browser).await;
    }
    scene.address(&route.pattern, scene.of(visitor), browser).await
}

/// The browser has asked for a link, and carries it; that has expired where a fresh one is to be asked for.
async fn link_asked_for(world: &World, is_late: bool, browser: &mut Browser) {
    assert_eq!(browser.post("/sign-in", "email=robin%40oakfield.example").await.location, "/sign-in/sent");
    let id: String = world.scalar("select public_id from sign_in_request order by id desc").await.unwrap();
    if is_late {
        world
            .execute("update sign_in_request set expires_at = asked_at where public_id = $1", values![id.as_str()])
            .await;
    }
    let token = world.app.secret.token(Purpose::SignIn, &id, 1);
    assert_eq!(browser.get(&format!("/sign-in/link/{token}")).await.location, "/sign-in/continue");
}

/// Puts each odd value into each field of a page's form, and sends it as it fits at last. Gives how many forms were
/// sent, and where they led. `again` gives the page anew once what it was about has been used up.
async fn page_tried(
    world: &World,
    (scene, route, visitor): (&Scene<'_>, &Route, Visitor),
    browser: &mut Browser,
    (mut page, is_first): (Shown, bool),
) -> (usize, Vec<String>) {
    let (mut sent, mut led) = (0, Vec::new());
    let mut bodies: Vec<(usize, String, bool)> = Vec::new();
    for at in 0..page.fields.len() {
        bodies.extend(odd_values().into_iter().map(|it| (at, it, false)));
        bodies.push((at, "twice".to_owned(), true));
    }
    bodies.push((usize::MAX, String::new(), false));
    let mut before = state(world).await;
    for (at, value, is_double) in bodies {
        let name = page.fields.get(at).map(|it| it.name.clone()).unwrap_or_default();
        let body = with(&page.fields, &Field { name: name.clone(), value: value.clone() }, is_double);
        let answer = browser.post(&page.action, &body).await;
        let what = format!("{} by {visitor:?}, {name}={value:.40?}", page.action);
        assert!(is_answered(&answer), "{what}: {} {}", answer.status, answer.text());
        sent += 1;
        if answer.status == 303 {
            let next = browser.get(&answer.location).await;
            assert!(
                next.status < 500 && (next.status == 303 || next.html.contains("<h1")),
                "{what}: {}",
                answer.location
            );
            led.push(answer.location.clone());
            let address = if is_first {
                *browser = scene.browser(visitor).await;
                fresh(scene, route, visitor, browser).await
            } else {
                page.at.clone()
            };
            match shown(browser, &address).await {
                Some(again) => page = again,
                None => break,
            }
            before = state(world).await;
        } else {
            let after = state(world).await;
            let without_events = |state: &str| state.split_once(", ").map(|(_, rest)| rest.to_owned());
            // A refusal is an event of its own; nothing else may have come of it.
            let is_made = answer.status == 200 && SHOWS_WHAT_IT_MADE.contains(&path_of(&page.action));
            let same = without_events(&after) == without_events(&before);
            assert!(same || is_made, "{what}: {} {}: {before}, {after}", answer.status, answer.text());
            before = after;
        }
    }
    (sent, led)
}

/// Tries the page of a route, and those that it leads to; gives how many pages, and how many forms were sent.
async fn tried(world: &World, scene: &Scene<'_>, route: &Route, visitor: Visitor) -> (usize, usize) {
    let mut browser = scene.browser(visitor).await;
    let address = fresh(scene, route, visitor, &mut browser).await;
    let Some(first) = shown(&mut browser, &address).await else { return (0, 0) };
    let mut seen = vec![last_part(&first.at)];
    let mut waiting = vec![(first, true)];
    let (mut pages, mut sent) = (0, 0);
    while let Some(next) = waiting.pop() {
        let (number, led) = page_tried(world, (scene, route, visitor), &mut browser, next).await;
        pages += 1;
        sent += number;
        for address in led.iter().filter(|it| it.starts_with(route.pattern.split("/{").next().unwrap_or_default())) {
            let part = last_part(address);
            if seen.len() < MOST_PAGES && !seen.contains(&part) {
                seen.push(part);
                waiting.extend(shown(&mut browser, address).await.map(|it| (it, false)));
            }
        }
    }
    (pages, sent)
}

async fn every_form(world: &World, is_tried: fn(&str) -> bool) -> (usize, usize) {
    let scene = Scene::on(world).await;
    let (mut forms, mut sent) = (0, 0);
    let mut untried = Vec::new();
    for route in routes().iter().filter(|it| it.takes(&Method::POST) && is_tried(&it.pattern)) {
        // Whoever is signed in is led past signing in.
        let is_tried_by = |it: &Visitor| *it == Visitor::Nobody || !route.pattern.starts_with("/sign-in");
        for visitor in visitors().into_iter().filter(is_tried_by) {
            let (pages, number) = tried(world, &scene, route, visitor).await;
            forms += pages;
            sent += number;
            if number > 0 {
                untried.retain(|it| it != &route.pattern);
                break;
            }
            if !untried.contains(&route.pattern) {
                untried.push(route.pattern.clone());
            }
        }
    }
    eprintln!("{forms} pages, {sent} forms; nobody is shown a form at {untried:#?}");
    (forms, sent)
}

fn is_of_placements(pattern: &str) -> bool {
    pattern.starts_with("/placements") || pattern == "/a"
}

fn is_of_partners(pattern: &str) -> bool {
    pattern.starts_with("/partner-") || pattern.starts_with("/report")
}

both! {
    async fn no_field_of_placements_breaks_anything(world) {
        let (forms, sent) = every_form(world, is_of_placements).await;
        assert!(forms >= 80 && sent >= 1_500, "{forms} forms, sent {sent} times");
    }

    async fn no_field_of_partnerships_breaks_anything(world) {
        let (forms, sent) = every_form(world, is_of_partners).await;
        assert!(forms >= 20 && sent >= 300, "{forms} forms, sent {sent} times");
    }

    async fn no_field_of_the_rest_breaks_anything(world) {
        let (forms, sent) = every_form(world, |it| !is_of_placements(it) && !is_of_partners(it)).await;
        assert!(forms >= 50 && sent >= 1_300, "{forms} forms, sent {sent} times");
    }
}
