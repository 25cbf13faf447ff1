//! What the paths are measured on: a database with the register, providers with users, partner schools.
//!
//! Everything comes by the program's own commands and pages, so that the bench knows no table.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::http::Browser;
use super::load::Load;
use super::register::{Register, School, put};
use super::service::{Databases, Place, Server, free_address};

/// The providers of the bench; each path has one of its own.
#[derive(Clone, Copy, Debug)]
pub(super) enum Provider {
    /// Has 5,000 partner schools, or a part of them.
    Partners(usize),
    /// Adds a list of names.
    Names,
    /// Adds a list of URNs.
    Urns,
    /// Adds nearly all schools of England.
    All,
    /// Looks for placements.
    Finding,
    /// Types in the search box.
    Typing,
    /// Opens its first page.
    Looking,
}

impl Provider {
    fn code(self) -> String {
        match self {
            Provider::Partners(size) => format!("P{size:02}"),
            Provider::Names => "N01".to_owned(),
            Provider::Urns => "U01".to_owned(),
            Provider::All => "A01".to_owned(),
            Provider::Finding => "F01".to_owned(),
            Provider::Typing => "T01".to_owned(),
            Provider::Looking => "L01".to_owned(),
        }
    }
}

const PROVIDERS: [Provider; 9] = [
    Provider::Partners(1),
    Provider::Partners(4),
    Provider::Partners(16),
    Provider::Names,
    Provider::Urns,
    Provider::All,
    Provider::Finding,
    Provider::Typing,
    Provider::Looking,
];

/// A place with the register in it, and providers.
///
/// # Errors
/// A sentence: a command has failed.
pub(super) fn place(databases: &Databases, program: &Path, register: &[u8]) -> Result<Place, String> {
    let place = databases.place(program)?;
    let schools = put(place.folder(), "register.csv", register)?;
    place.run(&["import-register", &schools.to_string_lossy()])?;
    let rows: String = PROVIDERS.map(|it| format!("{0},Provider {0},,\n", it.code())).concat();
    let providers = put(place.folder(), "providers.csv", format!("code,operating_name,ukprn,urn\n{rows}").as_bytes())?;
    place.run(&["import-providers", &providers.to_string_lossy()])?;
    Ok(place)
}

/// Signs a coordinator of the provider in, by the link that an operator may ask for.
///
/// # Errors
/// A sentence: a step has failed.
pub(super) fn sign_in(place: &Place, server: &Server, provider: Provider) -> Result<Browser, String> {
    let code = provider.code();
    let email = format!("user@{}.example", code.to_lowercase());
    sign_in_as(place, server, (&email, &code, "coordinator"))
}

/// Makes somebody a user of an organisation with a role there, and signs them in.
///
/// # Errors
/// As [`sign_in`].
pub(super) fn sign_in_as(
    place: &Place,
    server: &Server,
    (email, organisation, role): (&str, &str, &str),
) -> Result<Browser, String> {
    place.run(&["add-user", email, "--organisation", organisation, "--role", role])?;
    signed_in(place, server, email)
}

/// Signs somebody in who is a user already, by the link that an operator may ask for.
///
/// # Errors
/// As [`sign_in`].
pub(super) fn signed_in(place: &Place, server: &Server, email: &str) -> Result<Browser, String> {
    let link = place.run(&["sign-in-link", email])?;
    let token = link.rsplit('/').next().unwrap_or_default();
    let mut browser = server.browser();
    browser.get(&format!("/sign-in/link/{token}"))?;
    browser.post("/sign-in/continue", &[])?;
    browser.post("/accept-terms", &[("accept", "yes")])?;
    Ok(browser)
}

/// Uploads a list of URNs; gives the address of its pages.
///
/// # Errors
/// A sentence: the list was not taken.
pub(super) fn upload<'a>(browser: &mut Browser, schools: impl Iterator<Item = &'a School>) -> Result<String, String> {
    let list: Vec<&str> = schools.map(|school| school.urn.as_str()).collect();
    upload_text(browser, &list.join("\n"))
}

/// Uploads a list as it stands; gives the address of its pages.
///
/// # Errors
/// As [`upload`].
pub(super) fn upload_text(browser: &mut Browser, list: &str) -> Result<String, String> {
    let answer = browser.post("/partner-schools/add-many", &[("list", list)])?;
    let pages = answer.location.rsplit_once('/').map(|(pages, _)| pages.to_owned());
    pages.filter(|_| answer.status == 303).ok_or_else(|| "the list was not taken".to_owned())
}

/// Adds these schools to the provider's partner schools, by the pages for many; nothing where it has some already.
///
/// # Errors
/// A sentence: a step has failed.
pub(super) fn add_once<'a>(browser: &mut Browser, schools: impl Iterator<Item = &'a School>) -> Result<(), String> {
    let list = browser.get("/partner-schools")?.body;
    if !String::from_utf8_lossy(&list).contains("There are no partner schools") {
        return Ok(());
    }
    let pages = upload(browser, schools)?;
    browser.get(&format!("{pages}/rows"))?;
    browser.post(&format!("{pages}/rows"), &[])?;
    confirm(browser, &pages)
}

/// Presses the last button of a list that was checked.
///
/// # Errors
/// A sentence: the schools were not added.
pub(super) fn confirm(browser: &mut Browser, pages: &str) -> Result<(), String> {
    let answer = browser.post(&format!("{pages}/confirm"), &[])?;
    if answer.location.ends_with("/done") { Ok(()) } else { Err("the schools were not added".to_owned()) }
}

/// Starts the limit server over the same schools.
///
/// # Errors
/// A sentence: it does not answer.
pub(super) fn limit_server(folder: &Path, register: &Register, one_in: usize) -> Result<Server, String> {
    let said = |school: &School| {
        let json = serde_json::json!({ "urn": school.urn, "name": school.name, "town": school.town,
            "postcode": school.postcode, "status": if school.is_open { "open" } else { "closed" } });
        format!("{}\t{}\t{}\t{json}\n", school.urn, school.name.replace('\t', " "), school.postcode)
    };
    let lines: String = register.schools.iter().step_by(one_in).map(said).collect();
    let file = put(folder, "limit.txt", lines.as_bytes())?;
    let address = free_address()?;
    let this = std::env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
    let mut command = Command::new(this);
    command.args(["limit-server", "--port", &address.port().to_string()]).arg(file).stdin(Stdio::null());
    Ok(Server::start(command, address, None)?.0)
}

/// The limit: the same list against a set in memory, so often that the clock can tell.
///
/// # Errors
/// A sentence: the limit server does not answer.
pub(super) fn in_memory(limit: &Server, schools: &[School]) -> Result<Duration, String> {
    const TIMES: usize = 50;
    let list = schools.iter().map(|school| school.urn.as_str()).collect::<Vec<_>>().join("\n");
    let before = limit.cpu()?;
    let round = Load::posting(limit.address, "/check", &list).drive(TIMES)?;
    Ok(limit.cpu()?.since(before).each(round.answers).service)
}

/// Gives two addresses to each of these schools.
///
/// # Errors
/// A sentence: they were not taken.
pub(super) fn give_addresses<'a>(place: &Place, schools: impl IntoIterator<Item = &'a School>) -> Result<(), String> {
    let address = |school: &School| format!("{0},office@s{0}.example\n{0},head@s{0}.example\n", school.urn);
    let rows: String = schools.into_iter().map(address).collect();
    let file = put(place.folder(), "contacts.csv", format!("urn,address\n{rows}").as_bytes())?;
    place.run(&["import-contacts", &file.to_string_lossy()])?;
    Ok(())
}
