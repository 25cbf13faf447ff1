//! Suggestions: how fast, and how often the school that was meant is among them.

use super::compare::{Side, compare};
use super::http::{Browser, encoded};
use super::load::Load;
use super::made_up::chance;
use super::register::{Register, School};
use super::report::{Line, count, ratio, time};
use super::scene;
use super::service::Server;
use super::{Bench, SIZES, Size};

/// Requests in a round.
const REQUESTS: usize = 60_000;
/// Every so-and-so-manieth open school is asked for.
const STEP: usize = 53;

/// A kind of question, and the share of them that must be answered. Source: the performance goals.
struct Kind {
    name: &'static str,
    ask: fn(&School, usize) -> Option<String>,
    /// Whether the school must be the first, or among the ten.
    is_first: bool,
    goal_percent: f64,
    /// Whether the mix that is timed holds it.
    is_timed: bool,
}

const KINDS: [Kind; 5] = [
    Kind {
        name: "beginning of the name",
        ask: |school, _| Some(beginning(&school.name)),
        is_first: false,
        goal_percent: 92.0,
        is_timed: true,
    },
    Kind {
        name: "one typing error",
        ask: |school, seed| Some(with_an_error(&school.name, seed)),
        is_first: false,
        goal_percent: 85.0,
        is_timed: true,
    },
    Kind {
        name: "postcode",
        ask: |school, seed| {
            let is_one = (6..=8).contains(&school.postcode.len()) && school.postcode.contains(' ');
            let postcode = if seed % 2 == 0 { school.postcode.clone() } else { school.postcode.replace(' ', "") };
            is_one.then_some(postcode)
        },
        is_first: false,
        goal_percent: 100.0,
        is_timed: true,
    },
    Kind {
        name: "URN",
        ask: |school, _| Some(school.urn.clone()),
        is_first: false,
        goal_percent: 100.0,
        is_timed: true,
    },
    Kind {
        name: "name and town, first",
        ask: |school, _| (!school.town.is_empty()).then(|| format!("{} {}", school.name, school.town)),
        is_first: true,
        goal_percent: 97.0,
        is_timed: false,
    },
];

fn beginning(name: &str) -> String {
    let letters = name.chars().count();
    name.chars().take((letters * 2 / 3).max(8)).collect()
}

/// A letter too many, too few, another or two swapped, anywhere in the text.
fn with_an_error(text: &str, seed: usize) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let Some(last) = letters.len().checked_sub(1).filter(|it| *it > 0) else { return text.to_owned() };
    let at = chance(seed) % last;
    let other = char::from(b'a' + u8::try_from(chance(seed + 7) % 26).unwrap_or(0));
    match chance(seed + 13) % 4 {
        0 => letters.insert(at, other),
        1 => drop(letters.remove(at)),
        2 => letters[at] = other,
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

/// Measures both.
///
/// # Errors
/// A sentence: something does not run.
pub(super) fn measure(bench: &Bench) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    for size in SIZES {
        let place = bench.place(size)?;
        let (server, _) = place.serve()?;
        let limit = scene::limit_server(place.folder(), &bench.register, size.one_in())?;
        lines.extend(speed(bench, size, [&server, &limit])?);
        if size == Size::Whole {
            lines.extend(quality(&bench.register, &server)?);
        }
    }
    Ok(lines)
}

fn speed(bench: &Bench, size: Size, [server, limit]: [&Server; 2]) -> Result<Vec<Line>, String> {
    let schools = bench.register.schools.iter().step_by(size.one_in()).filter(|it| it.is_open);
    let sample: Vec<&School> = schools.step_by((STEP / size.one_in()).max(1)).collect();
    let questions: Vec<String> = (0..sample.len())
        .flat_map(|seed| KINDS.iter().filter(|kind| kind.is_timed).map(move |kind| (kind, seed)))
        .filter_map(|(kind, seed)| (kind.ask)(sample[seed], seed))
        .collect();
    let load = |server: &Server, path: &str| {
        Load::new(server.address, questions.iter().map(|it| format!("{path}?q={}", encoded(it))), "")
    };
    let service = Side { server, load: load(server, "/schools/suggest"), count: REQUESTS };
    let limit = Side { server: limit, load: load(limit, "/suggest"), count: REQUESTS };
    let compared = compare(&service, &limit)?;
    let schools = bench.register.schools.len().div_ceil(size.one_in());
    let line = compared.line("suggestions", count(schools));
    if size != Size::Whole {
        return Ok(vec![line]);
    }
    let line = line.goal("<= 2x", compared.ratio() <= 2.0);
    let [own, its] = compared.p99;
    let late = ratio(own, its);
    let late_line = Line::new("suggestions, p99 as seen", count(schools))
        .measured(time(own))
        .limit(time(its), late)
        .goal("<= 2x", late <= 2.0);
    Ok(vec![line, late_line])
}

fn quality(register: &Register, server: &Server) -> Result<Vec<Line>, String> {
    let sample: Vec<&School> = register.open().step_by(STEP).collect();
    let mut browser = server.browser();
    KINDS.iter().map(|kind| share(kind, &sample, &mut browser)).collect()
}

/// How often the school was found.
fn share(kind: &Kind, sample: &[&School], browser: &mut Browser) -> Result<Line, String> {
    let (mut asked, mut found) = (0_u32, 0_u32);
    for (seed, school) in sample.iter().enumerate() {
        let Some(question) = (kind.ask)(school, seed) else { continue };
        let answer = browser.get(&format!("/schools/suggest?q={}", encoded(&question)))?;
        let hits: Vec<serde_json::Value> =
            serde_json::from_slice(&answer.body).map_err(|error| format!("suggestions are no JSON: {error}"))?;
        let wanted = if kind.is_first { 1 } else { hits.len() };
        asked += 1;
        found += u32::from(hits.iter().take(wanted).any(|hit| hit["urn"] == school.urn.as_str()));
    }
    let percent = 100.0 * f64::from(found) / f64::from(asked.max(1));
    // Not rounded up: 99.6% is not 100%.
    let shown = (percent * 10.0).floor() / 10.0;
    Ok(Line::new(format!("quality: {}", kind.name), count(asked as usize))
        .measured(format!("{shown:.1}%"))
        .goal(format!(">= {}%", kind.goal_percent), percent >= kind.goal_percent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_error_is_one_error() {
        for seed in 0..200 {
            let text = "Oakfield Primary School";
            let wrong = with_an_error(text, seed);
            assert!(wrong.len().abs_diff(text.len()) <= 1, "{wrong}");
        }
        assert_eq!(beginning("Oakfield Primary"), "Oakfield P");
        assert_eq!(beginning("Oak"), "Oak");
    }
}
