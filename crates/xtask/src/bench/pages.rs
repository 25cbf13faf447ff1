//! Pages of somebody who is signed in: one without data, and a page of a long list.

use std::time::Duration;

use super::compare::{Side, compare};
use super::load::Load;
use super::report::{Line, count};
use super::scene::{self, Provider};
use super::{Bench, SIZES, Size};

/// Requests in a round.
const REQUESTS: usize = 20_000;
/// Partner schools of the longest list.
const PARTNERS: usize = 5_000;
/// Lines on a page of a list.
const PAGE: usize = 25;

/// A page that asks the database for nothing but who is signed in and what they may.
///
/// # Errors
/// A sentence: something does not run.
pub(super) fn signed_in(bench: &Bench) -> Result<Vec<Line>, String> {
    let place = bench.place(Size::Whole)?;
    let (server, _) = place.serve()?;
    let limit = scene::limit_server(place.folder(), &bench.register, 1)?;
    let mut browser = scene::sign_in(place, &server, Provider::Looking)?;
    if !String::from_utf8_lossy(&browser.get("/help")?.body).contains("/sign-out") {
        return Err("the page is not that of somebody who is signed in".to_owned());
    }
    let load = Load::new(server.address, ["/help".to_owned()], &browser.cookie());
    let service = Side { server: &server, load, count: REQUESTS };
    let load = Load::new(limit.address, ["/hello".to_owned()], "");
    let limit = Side { server: &limit, load, count: REQUESTS * 2 };
    let compared = compare(&service, &limit)?;
    let is_met = compared.measured.service <= Duration::from_micros(60);
    Ok(vec![compared.line("signed-in page without data", String::new()).goal("<= 60 us", is_met)])
}

/// The first and the last page of a provider's partner schools.
///
/// # Errors
/// A sentence: something does not run.
pub(super) fn partner_list(bench: &Bench) -> Result<Vec<Line>, String> {
    let place = bench.place(Size::Whole)?;
    let (server, _) = place.serve()?;
    let limit = scene::limit_server(place.folder(), &bench.register, 1)?;
    let mut lines = Vec::new();
    for size in SIZES {
        let partners = PARTNERS / size.one_in();
        let provider = Provider::Partners(16 / size.one_in());
        let mut browser = scene::sign_in(place, &server, provider)?;
        // A second path on the same database finds them there.
        scene::add_once(&mut browser, bench.register.open().take(partners))?;
        let last = partners.div_ceil(PAGE);
        let side = |path: String| Side {
            server: &server,
            load: Load::new(server.address, [path], &browser.cookie()),
            count: REQUESTS,
        };
        let still =
            Side { server: &limit, load: Load::new(limit.address, ["/page".to_owned()], ""), count: REQUESTS * 2 };
        let first = compare(&side("/partner-schools".to_owned()), &still)?;
        let deep = compare(&side(format!("/partner-schools?page={last}")), &still)?;
        let size_shown = format!("{PAGE} of {}", count(partners));
        let mut line = first.line("partner list, page 1", size_shown.clone());
        let mut deep_line = deep.line(&format!("partner list, page {last}"), size_shown);
        if size == Size::Whole {
            line = line.goal("<= 3x a static 30 kB page", first.ratio() <= 3.0);
            let apart = deep.measured.service.as_secs_f64() / first.measured.service.as_secs_f64();
            let goal = format!("<= 3x; within 1.2x of page 1 (is {apart:.2}x)");
            deep_line = deep_line.goal(goal, deep.ratio() <= 3.0 && (1.0 / 1.2..=1.2).contains(&apart));
        }
        lines.extend([line, deep_line]);
    }
    Ok(lines)
}
