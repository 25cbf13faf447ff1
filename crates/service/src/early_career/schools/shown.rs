//! What the list, the page and the files of a school say alike.

use chrono::{DateTime, Utc};
use govuk::components::{Colour, Tag};
use store::Tx;

use crate::early_career::rules::cohorts::{Cohort, shown_first};
use crate::early_career::store::cohorts;
use crate::early_career::store::schools::Line;
use crate::platform::clock::day;
use crate::platform::failure::Failure;
use crate::platform::request::Fields;
use crate::vocabulary::london_date;

/// A number that nobody has given. Source: product.md decision 8.
pub const NOT_GIVEN: &str = "Not given yet";

/// Every cohort, and the one that the address asks for, or else the one to show first.
///
/// # Errors
/// [`Failure::NotFound`] for a cohort that there is not: it is never swapped for another.
pub async fn cohort_shown(
    tx: &mut Tx,
    query: &Fields,
    now: DateTime<Utc>,
) -> Result<(Vec<Cohort>, Option<Cohort>), Failure> {
    let all = cohorts::all(tx).await?;
    let asked = query.text("cohort");
    if asked.is_empty() {
        let shown = shown_first(&all, london_date(now));
        return Ok((all, shown));
    }
    let shown = all.iter().find(|it| it.year.start_year().to_string() == asked).copied();
    shown.map(|it| (all, Some(it))).ok_or(Failure::NotFound)
}

/// How the membership stands, in words.
pub fn status_words(line: &Line) -> &'static str {
    match (line.standing.status.as_str(), line.standing.is_closed) {
        // Source: seed 003, word for word.
        ("reported", _) => "Reported error",
        ("proposed", _) => "To confirm",
        (_, true) => "School closed",
        _ => "Confirmed",
    }
}

/// The same as a tag, never by colour alone.
pub fn status(line: &Line) -> Tag {
    let words = status_words(line);
    Tag::new(words).colour(match words {
        "Reported error" => Colour::Red,
        "To confirm" => Colour::Yellow,
        "School closed" => Colour::Grey,
        _ => Colour::Green,
    })
}

/// When the school was told, or that it was not.
pub fn told(line: &Line) -> String {
    line.standing.told_at.map_or_else(|| "Not told yet".to_owned(), |at| day(london_date(at)))
}

/// A count as it was given.
pub fn number(line: &Line, given: Option<i32>) -> String {
    match given {
        Some(number) => number.to_string(),
        None if line.is_not_this_year => "None this year".to_owned(),
        None => NOT_GIVEN.to_owned(),
    }
}

/// The reason that a school gave for its report. Source: seed 003.
pub fn reason(line: &Line) -> &'static str {
    match line.standing.reason.as_deref() {
        Some("another_provider") => "I have already confirmed an agreement with another provider",
        Some("not_confirmed") => "We have not confirmed an agreement",
        Some("do_not_recognise") => "I do not recognise this training provider",
        Some("not_this_year") => "We do not have any early career teachers this year",
        Some("mistake") => "This looks like a mistake",
        _ => "",
    }
}
