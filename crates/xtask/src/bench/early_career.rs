//! A lead provider's list for early career training: 25,000 URNs judged, 24,750 schools confirmed, and what those who
//! search meanwhile notice of it.

use std::time::{Duration, Instant};

use super::http::{Browser, encoded};
use super::load::Load;
use super::register::School;
use super::report::{Line, count, ratio, time};
use super::scene;
use super::service::{Cpu, Place, Server};
use super::{Bench, SIZES, Size, least};

/// URNs in the longest list that is judged.
const URNS: usize = 25_000;
/// Schools that are confirmed at once.
const CONFIRMED: usize = 24_750;
/// Each list is judged so often, and the middle one counts.
const ROUNDS: usize = 3;
/// Suggestions asked for before any are counted.
const WARM: usize = 400;
/// Suggestions asked for in each second: those of some two hundred people who type at the same time.
const EACH_SECOND: u32 = 1_000;
/// How long is looked at what those who search notice at rest.
const AT_REST: Duration = Duration::from_secs(2);
const DESK: &str = "/support/early-career";

/// The lines of the table.
///
/// # Errors
/// A sentence: something does not run.
pub(super) fn measure(bench: &Bench) -> Result<Vec<Line>, String> {
    let (file, schools) = bench.register.with_generated(CONFIRMED);
    let mut lines = judged(bench, &file)?;
    for size in SIZES {
        lines.extend(confirmed(bench, (&file, &schools[..CONFIRMED / size.one_in()]), size)?);
    }
    Ok(lines)
}

/// From a list to the page that says what is wrong with each row.
fn judged(bench: &Bench, file: &[u8]) -> Result<Vec<Line>, String> {
    let place = scene::place(&bench.databases, &bench.program, file)?;
    let (server, _) = place.serve()?;
    let limit = scene::limit_server(place.folder(), &bench.register, 1)?;
    let mut lead = LeadProvider::at(&place, &server)?;
    lead.upload(&bench.register.schools[..10])?;
    let mut lines = Vec::new();
    for size in SIZES {
        let schools = &bench.register.schools[..URNS / size.one_in()];
        let mut rounds = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let before = server.cpu()?;
            lead.upload(schools)?;
            rounds.push(server.cpu()?.since(before));
        }
        let cpu = Cpu::middle(rounds);
        let least = scene::in_memory(&limit, schools)?;
        let line = Line::new("early career: judge a list", count(schools.len()))
            .measured(cpu.to_string())
            .limit(time(least), ratio(cpu.service, least));
        let is_met = cpu.service <= Duration::from_millis(110);
        lines.push(if size == Size::Whole { line.goal("<= 110 ms", is_met) } else { line });
    }
    Ok(lines)
}

/// The press that confirms, each school with its event, its notice and a mail.
fn confirmed(bench: &Bench, (file, schools): (&[u8], &[School]), size: Size) -> Result<Vec<Line>, String> {
    let place = scene::place(&bench.databases, &bench.program, file)?;
    scene::give_addresses(&place, schools)?;
    let (server, _) = place.serve()?;
    let mut lead = LeadProvider::at(&place, &server)?;
    let list = lead.upload(schools)?;
    let questions = bench.register.open().step_by(97).map(|it| format!("/schools/suggest?q={}", encoded(&it.name)));
    let load = Load::new(server.address, questions, "");
    load.drive(WARM)?;
    let rest = Instant::now();
    let at_rest = load.steady(EACH_SECOND, || rest.elapsed() < AT_REST)?.p99();
    let memory = server.memory("VmRSS");
    let (cpu, took, meanwhile) = match size {
        Size::Whole => pressed_while_others_search(&mut lead, &list, &load)?,
        Size::Sixteenth | Size::Quarter => {
            let (before, began) = (server.cpu()?, Instant::now());
            lead.press(&list, schools.len())?;
            (Some(server.cpu()?.since(before)), began.elapsed(), None)
        }
    };
    let size_of = count(schools.len());
    let mut lines = Vec::new();
    if let Some(cpu) = cpu {
        lines.push(pressed(schools.len(), cpu, took)?.0);
    }
    if let Some(meanwhile) = meanwhile {
        let slower = ratio(meanwhile, at_rest);
        let path = "early career: p99 of suggestions meanwhile";
        let line = Line::new(path, size_of.clone()).measured(time(meanwhile)).limit(time(at_rest), slower);
        lines.push(line.goal("<= 2x", slower <= 2.0));
        let most = server.memory("VmHWM").saturating_sub(memory) / 1024;
        lines.push(Line::new("early career: memory for confirming", size_of).measured(format!("{most} MB")));
        lines.push(alone(bench, (file, schools))?);
    }
    Ok(lines)
}

/// The same press with nobody searching, so that processor time is its own.
fn alone(bench: &Bench, (file, schools): (&[u8], &[School])) -> Result<Line, String> {
    let place = scene::place(&bench.databases, &bench.program, file)?;
    scene::give_addresses(&place, schools)?;
    let (server, _) = place.serve()?;
    let mut lead = LeadProvider::at(&place, &server)?;
    let list = lead.upload(schools)?;
    let (before, began) = (server.cpu()?, Instant::now());
    lead.press(&list, schools.len())?;
    let (cpu, took) = (server.cpu()?.since(before), began.elapsed());
    let (line, times) = pressed(schools.len(), cpu, took)?;
    Ok(line.goal("<= 2x", times <= 2.0))
}

/// What a press needed against the least that its rows need, and how many times that.
fn pressed(schools: usize, cpu: Cpu, took: Duration) -> Result<(Line, f64), String> {
    let least = least::measure(schools)?;
    let times = ratio(cpu.service, least);
    let measured = format!("{cpu}, answered in {}", time(took));
    Ok((Line::new("early career: confirm", count(schools)).measured(measured).limit(time(least), times), times))
}

type Pressed = (Option<Cpu>, Duration, Option<Duration>);

/// Presses in one thread while another asks for suggestions, until the answer is there.
fn pressed_while_others_search(lead: &mut LeadProvider, list: &str, load: &Load) -> Result<Pressed, String> {
    std::thread::scope(|scope| {
        let press = scope.spawn(move || {
            let began = Instant::now();
            lead.press(list, CONFIRMED).map(|()| began.elapsed())
        });
        let meanwhile = load.steady(EACH_SECOND, || !press.is_finished())?.p99();
        let took = press.join().map_err(|_| "the press failed".to_owned())??;
        Ok((None, took, Some(meanwhile)))
    })
}

/// A lead provider's coordinator, and where lists are sent.
struct LeadProvider {
    browser: Browser,
    start: String,
}

impl LeadProvider {
    /// Has the support desk set up a cohort, a lead provider and its delivery partner, and signs its coordinator in.
    fn at(place: &Place, server: &Server) -> Result<LeadProvider, String> {
        let mut desk = scene::sign_in_as(place, server, ("desk@education.gov.uk", "dfe", "support"))?;
        let this = desk.get(DESK)?.year;
        let (year, opens, closes) = (this.to_string(), format!("{this}-01-01"), format!("{}-12-31", this + 1));
        let opens = [("year", &*year), ("opens", &*opens), ("closes", &*closes)];
        desk.change(&format!("{DESK}/cohorts/new/check"), &opens)?;
        let mut made = |word: &str| {
            let answer = desk.change(&format!("{DESK}/organisations/{word}/check"), &[("name", word)])?;
            let id = answer.location.rsplit('/').next().unwrap_or_default().to_owned();
            if id.is_empty() { Err(format!("no {word} was made")) } else { Ok(id) }
        };
        let (lead, partner) = (made("lead-provider")?, made("delivery-partner")?);
        let pair = [("cohort", &*year), ("lead", &*lead), ("partner", &*partner), ("starts", "2020-01-01")];
        desk.change(&format!("{DESK}/pairings/add/check"), &pair)?;
        let browser = scene::sign_in_as(place, server, ("user@lead.example", &lead, "coordinator"))?;
        Ok(LeadProvider { browser, start: format!("/early-career/confirm/{year}/{partner}/schools") })
    }

    /// Sends a list and looks at the page that it leads to; gives the address of its pages.
    fn upload(&mut self, schools: &[School]) -> Result<String, String> {
        let list: Vec<&str> = schools.iter().map(|school| school.urn.as_str()).collect();
        let answer = self.browser.post(&self.start, &[("list", &list.join("\n"))])?;
        self.browser.get(&answer.location)?;
        let pages = answer.location.rsplit_once('/').map(|(pages, _)| pages.to_owned());
        pages.filter(|_| answer.status == 303).ok_or_else(|| "the list was not taken".to_owned())
    }

    /// Presses the last button; all of these schools must have been confirmed.
    fn press(&mut self, list: &str, schools: usize) -> Result<(), String> {
        let answer = self.browser.post(&format!("{list}/confirm"), &[])?;
        let page = self.browser.get(&answer.location)?.body;
        let said = format!("{} schools confirmed", count(schools));
        if String::from_utf8_lossy(&page).contains(&said) { Ok(()) } else { Err(format!("not {said}")) }
    }
}
