//! Find placements: 30,000 of them, offered by many schools in two years; the first page and the last.
//!
//! They come by the program's own pages, from one person who is a user of every school that offers.

use std::time::Instant;

use super::compare::{Side, compare};
use super::http::{Browser, encoded};
use super::load::Load;
use super::report::{Line, count};
use super::scene::{self, Provider};
use super::service::{Place, Server};
use super::{Bench, SIZES, Size};

/// Requests in a round.
const REQUESTS: usize = 20_000;
/// Schools that offer something.
const SCHOOLS: usize = 1_000;
/// Placements of a school in each of the two years.
const EACH: usize = 15;
/// Lines on a page of a list.
const PAGE: usize = 25;
/// What schools offer, three of these each.
const KINDS: [&str; 9] = [
    "secondary-physics",
    "secondary-mathematics",
    "secondary-english",
    "secondary-history",
    "secondary-chemistry",
    "primary-year_1",
    "primary-year_3",
    "primary-year_6",
    "send-ks2",
];

/// What is asked for: the words of the table, the query, and whether the goal is about it.
const ASKED: [(&str, &str, bool); 4] = [
    ("plain", "", true),
    ("filters", "&phase=secondary&subject=physics", false),
    ("near a place", "&within=50&near=", false),
    ("by places left", "&order=places", false),
];

/// The pages of each size; the goals are those of the list of partner schools.
///
/// # Errors
/// A sentence: something does not run.
pub(super) fn measure(bench: &Bench) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    for size in SIZES {
        let place = bench.place(size)?;
        let (server, _) = place.serve()?;
        let year = offer(bench, size, place, &server)?;
        let limit = scene::limit_server(place.folder(), &bench.register, 1)?;
        let mut browser = scene::sign_in(place, &server, Provider::Finding)?;
        for (called, query, is_usual) in ASKED.iter().filter(|it| size == Size::Whole || it.2) {
            let near = if query.ends_with("near=") { postcode(bench) } else { String::new() };
            let path = format!("/placements/find?year={year}{query}{near}");
            let total = found(&mut browser, &path)?;
            let last = total.div_ceil(PAGE).max(1);
            let side = |path: String| Side {
                server: &server,
                load: Load::new(server.address, [path], &browser.cookie()),
                count: REQUESTS,
            };
            let still =
                Side { server: &limit, load: Load::new(limit.address, ["/page".to_owned()], ""), count: REQUESTS * 2 };
            let first = compare(&side(path.clone()), &still)?;
            let deep = compare(&side(format!("{path}&page={last}")), &still)?;
            let shown = format!("{PAGE} of {}", count(total));
            let mut line = first.line(&format!("find, {called}, page 1"), shown.clone());
            let mut deep_line = deep.line(&format!("find, {called}, page {last}"), shown);
            if size == Size::Whole && *is_usual {
                line = line.goal("<= 3x a static 30 kB page", first.ratio() <= 3.0);
                let apart = deep.measured.service.as_secs_f64() / first.measured.service.as_secs_f64();
                let goal = format!("<= 3x; within 1.2x of page 1 (is {apart:.2}x)");
                deep_line = deep_line.goal(goal, deep.ratio() <= 3.0 && (1.0 / 1.2..=1.2).contains(&apart));
            }
            lines.extend([line, deep_line]);
        }
    }
    Ok(lines)
}

/// The postcode of a school in the middle of the register, as an address holds it.
fn postcode(bench: &Bench) -> String {
    let open: Vec<_> = bench.register.open().filter(|it| !it.postcode.is_empty()).collect();
    open.get(open.len() / 2).map_or_else(String::new, |it| encoded(&it.postcode))
}

/// How many schools a list says that it holds: "Showing 1 to 25 of 1,000 schools".
fn found(browser: &mut Browser, path: &str) -> Result<usize, String> {
    let body = browser.get(path)?.body;
    let page = String::from_utf8_lossy(&body);
    let status = page.split_once("role=\"status\">").map_or("", |(_, rest)| rest);
    let status = status.split('<').next().unwrap_or_default();
    let words = status.split_once(" of ").map_or(status, |(_, rest)| rest);
    let number = words.split_whitespace().next().and_then(|it| it.replace(',', "").parse().ok());
    number.ok_or_else(|| format!("{path} does not say how many schools it holds: {status}"))
}

/// Offers them; gives the year in which they are.
fn offer(bench: &Bench, size: Size, place: &Place, server: &Server) -> Result<i32, String> {
    let began = Instant::now();
    let schools: Vec<&str> = bench
        .register
        .schools
        .iter()
        .step_by(size.one_in())
        .filter(|it| it.is_open)
        .map(|it| it.urn.as_str())
        .collect();
    let wanted = SCHOOLS / size.one_in();
    let schools: Vec<&str> = schools.iter().copied().step_by((schools.len() / wanted).max(1)).take(wanted).collect();
    let email = "user@offers.example";
    for urn in &schools {
        place.run(&["add-user", email, "--organisation", urn, "--role", "coordinator"])?;
    }
    let mut browser = scene::signed_in(place, server, email)?;
    let page = String::from_utf8_lossy(&browser.get("/choose-organisation")?.body).into_owned();
    let ids: Vec<&str> = page
        .split("name=\"organisation\"")
        .skip(1)
        .filter_map(|it| it.split_once("value=\"")?.1.split('"').next())
        .collect();
    let mut years = Vec::new();
    for (number, id) in ids.iter().enumerate() {
        browser.post("/choose-organisation", &[("organisation", id)])?;
        browser.post("/placements/contacts/placements", &[("post", ""), ("address", "office@offers.example")])?;
        if years.is_empty() {
            years = offered_years(&mut browser)?;
        }
        for year in &years {
            let year = year.to_string();
            let each = (EACH / 3).to_string();
            let run = format!("{id}-{year}");
            let kinds = [0, 1, 2].map(|it| KINDS[(number + it * 4) % KINDS.len()]);
            let names = kinds.map(|kind| format!("q-{kind}"));
            let mut fields = vec![("year", year.as_str()), ("run", run.as_str())];
            for (kind, name) in kinds.iter().zip(&names) {
                fields.extend([("item", *kind), (name.as_str(), each.as_str())]);
            }
            let done = browser.post("/placements/add-many/check", &fields)?.location;
            if !done.starts_with("/placements/add-many/done") {
                return Err(format!("the placements were not added: {done}"));
            }
        }
    }
    eprintln!("{} schools offer placements, made in {:.0?}", ids.len(), began.elapsed());
    years.first().copied().ok_or_else(|| "no school offers anything".to_owned())
}

/// The years in which placements can be offered, as the page of phases is for this year and the next.
fn offered_years(browser: &mut Browser) -> Result<Vec<i32>, String> {
    let page = String::from_utf8_lossy(&browser.get("/placements/add-many")?.body).into_owned();
    let year = page.split_once("name=\"year\" value=\"").and_then(|(_, rest)| rest.split('"').next()?.parse().ok());
    let year: i32 = year.ok_or("the page of phases names no year")?;
    Ok(vec![year, year + 1])
}
