//! The demo: a fictional but complete service on a SQLite database of its own.
//!
//! Read in this order: `words` (what names are made of), `schools` (rows of the register), `register` (how they are
//! written), `people`, `partners` (the story of the partnerships), `placements` and `offers`, `profiles`, `availability`,
//! `early_career`, `confirmed`, `waiting`, `delegations`, `place` (where the database is).

mod availability;
mod confirmed;
mod delegations;
mod desk;
mod early_career;
mod offers;
mod partners;
mod people;
mod placements;
mod profiles;
mod place;
mod register;
mod schools;
mod told;
mod waiting;
mod words;

use std::fmt::Write as _;

use chrono::Days;
use store::{StoreError, fact};

pub use place::Place;

use crate::accounts::store::NotDone;
use crate::partnerships::succession;
use crate::platform::App;
use crate::platform::clock::Chance;
use crate::policy::Refused;
use crate::vocabulary::london_date;

/// The same data at each run.
const SEED: u64 = 900_001;
/// Set once the data is there.
const FILLED: &str = "demo_filled";
/// Lines of name, address and part, for the first page and the terminal.
const PEOPLE: &str = "demo_people";
/// The token of a lead provider's system, for the first page and the terminal.
const TOKEN: &str = "demo_token";

/// Why the demo's data could not be made.
#[derive(Debug, thiserror::Error)]
pub enum NotFilled {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A user could not be added.
    #[error("a user of the demo could not be added: {0}")]
    User(#[from] NotDone),
    /// A rule or the policy says no to something that the demo tells.
    #[error("the demo breaks a rule: {0}")]
    Refused(String),
    /// Fewer were made than the demo needs.
    #[error("the demo lacks {0}")]
    Short(&'static str),
}

impl From<Refused> for NotFilled {
    fn from(refused: Refused) -> NotFilled {
        NotFilled::Refused(refused.to_string())
    }
}

/// Fills an empty database with the demo's data; one that is full already stays as it is.
///
/// # Errors
/// [`NotFilled`]; then nothing is written.
pub async fn fill(app: &App) -> Result<(), NotFilled> {
    let mut app = app.clone();
    app.chance = Chance::seeded(SEED);
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if fact::get(&mut tx, FILLED).await?.is_some() {
        return Ok(());
    }
    let schools = schools::make(&app.chance, london_date(now));
    register::write(&mut tx, now, &schools).await?;
    let mut cast = people::write(&mut tx, &app, now - Days::new(60), &schools).await?;
    let training = early_career::organisations(&mut tx, &app, now, &mut cast).await?;
    let trust = delegations::organisation(&mut tx, &app, now - Days::new(60), &mut cast).await?;
    let story = partners::Story::new(&app, now, &cast, &schools)?;
    story.tell(&mut tx).await?;
    told::write(&mut tx, &story).await?;
    placements::write(&mut tx, &story).await?;
    offers::write(&mut tx, &story).await?;
    profiles::write(&mut tx, &story).await?;
    availability::write(&mut tx, &story).await?;
    confirmed::write(&mut tx, &story, &training).await?;
    waiting::requests(&mut tx, &story).await?;
    delegations::write(&mut tx, &story, &trust).await?;
    desk::write(&mut tx, &story).await?;
    let token = early_career::token(&mut tx, &app, now, &training).await?;
    fact::set(&mut tx, TOKEN, token.as_str()).await?;
    fact::set(&mut tx, PEOPLE, &cast.lines.join("\n")).await?;
    fact::set(&mut tx, FILLED, &london_date(now).to_string()).await?;
    tx.commit().await?;
    succession::propose(&app, now).await?;
    Ok(())
}

/// What the terminal says once the demo is ready.
///
/// # Errors
/// Those of the database.
pub async fn greeting(app: &App) -> Result<String, StoreError> {
    let mut tx = app.db.read().await?;
    let people = fact::get(&mut tx, PEOPLE).await?.unwrap_or_default();
    let rows: Vec<Vec<&str>> = people.lines().map(|line| line.split('\t').collect()).collect();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|it| it.len()).max().unwrap_or(0);
    let (name, email) = (width(0), width(1));
    let address = &app.settings.public_url;
    let mut text = format!("The demo is at {address}\n\nSign in as one of these people:\n\n");
    for row in &rows {
        if let [who, where_to, what] = row.as_slice() {
            // Writing into a String cannot fail.
            let _ = writeln!(text, "  {who:name$}  {where_to:email$}  {what}");
        }
    }
    if let Some(token) = fact::get(&mut tx, TOKEN).await? {
        let _ = write!(
            text,
            "\nA lead provider’s system can use the API ({address}/api/docs) with this token:\n\n  {token}\n"
        );
    }
    let _ = write!(text, "\nEvery mail that the demo sends is at {address}/outbox");
    Ok(text)
}
