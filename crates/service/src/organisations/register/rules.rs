//! How one cell of a register file is read.

use crate::vocabulary::Postcode;
use chrono::{Datelike as _, NaiveDate};
use std::borrow::Cow;

/// One value of the register. Absent is what the register leaves empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing was entered, or a placeholder.
    Absent,
    /// Text without spaces around it, never empty.
    Text(String),
    /// A whole number.
    Whole(i32),
    /// A day.
    Date(NaiveDate),
}

impl Cell {
    /// The value as history shows it; none when absent.
    pub fn written(&self) -> Option<String> {
        match self {
            Self::Absent => None,
            Self::Text(text) => Some(text.clone()),
            Self::Whole(number) => Some(number.to_string()),
            Self::Date(day) => Some(day.to_string()),
        }
    }

    /// The number, if it is one.
    pub fn whole(&self) -> Option<i32> {
        if let Self::Whole(number) = self { Some(*number) } else { None }
    }
}

/// The word for what the register knows to be unknown.
pub const UNKNOWN: &str = "Unknown";
const NOT_APPLICABLE: &str = "Not applicable";

/// Several times what the longest cell of the register has; three such still fit into a key of PostgreSQL.
const LONGEST_BYTES: usize = 800;

/// A day that means "no date was entered".
const PLACEHOLDER: Option<NaiveDate> = NaiveDate::from_ymd_opt(1900, 1, 1);

/// The manner in which a column is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Text as it stands.
    Text,
    /// Digits kept as text, without the zeros in front: public numbers, codes of local authorities.
    Digits,
    /// A number; empty is absent.
    Whole,
    /// A number of which 0 means that none was entered: coordinates.
    WholeButZero,
    /// A percentage, kept in hundredths of a percent.
    Percentage,
    /// A day, 22-04-2025 or 22/04/2025.
    Date,
    /// A postcode in its usual form.
    Postcode,
    /// Two columns: a code and the name of what it stands for; the name is kept.
    Named,
    /// As `Named`; one code has this name when the register leaves it out.
    NamedOr(u16, &'static str),
    /// Several columns, whose names are put into one list.
    List,
}

/// What a cell held that could not be read, in words for the run's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oddity(pub String);

fn odd(text: &str, what: &str) -> Oddity {
    Oddity(format!("“{}” is not {what}", shown(text)))
}

fn shown(text: &str) -> String {
    const SHOWN: usize = 40;
    text.chars().take(SHOWN).collect()
}

/// Reads the cells of one column, in the order of its headers.
///
/// # Errors
/// An oddity when the cell holds something else than the column is for; it is then taken as absent.
pub fn read(manner: Manner, cells: &[Cow<'_, str>]) -> Result<Cell, Oddity> {
    if let Some(long) = cells.iter().map(|cell| cell.trim()).find(|cell| cell.len() > LONGEST_BYTES) {
        return Err(Oddity(format!("“{}…” is longer than any text of the register", shown(long))));
    }
    let first = cells.first().map_or("", |cell| cell.trim());
    match manner {
        Manner::Named => return Ok(named(first, cells.get(1), None)),
        Manner::NamedOr(code, name) => return Ok(named(first, cells.get(1), Some((code, name)))),
        Manner::List => return Ok(list(cells)),
        _ if first.is_empty() => return Ok(Cell::Absent),
        _ => {}
    }
    match manner {
        Manner::Digits => digits(first),
        Manner::Whole => whole(first).map(Cell::Whole),
        Manner::WholeButZero => whole(first).map(|number| if number == 0 { Cell::Absent } else { Cell::Whole(number) }),
        Manner::Percentage => percentage(first),
        Manner::Date => Ok(date(first)?.map_or(Cell::Absent, Cell::Date)),
        Manner::Postcode => match first.parse::<Postcode>() {
            Ok(postcode) => Ok(Cell::Text(postcode.to_string())),
            Err(_) => Err(odd(first, "a postcode")),
        },
        Manner::Text | Manner::Named | Manner::NamedOr(..) | Manner::List => Ok(Cell::Text(first.to_owned())),
    }
}

/// A code and its name: "02" and "2" are one code. 0 is "Not applicable"; 9 and 99 without a name are "Unknown".
fn named(code: &str, name: Option<&Cow<'_, str>>, known: Option<(u16, &str)>) -> Cell {
    let name = name.map_or("", |cell| cell.trim());
    if !name.is_empty() {
        return Cell::Text(name.to_owned());
    }
    match code.parse::<u16>() {
        Ok(code) if known.is_some_and(|(of, _)| of == code) => {
            known.map_or(Cell::Absent, |(_, name)| Cell::Text(name.to_owned()))
        }
        Ok(0) => Cell::Text(NOT_APPLICABLE.to_owned()),
        Ok(9 | 99) => Cell::Text(UNKNOWN.to_owned()),
        _ => Cell::Absent,
    }
}

fn list(cells: &[Cow<'_, str>]) -> Cell {
    let mut names: Vec<&str> = Vec::new();
    for name in cells.iter().map(|cell| cell.trim()).filter(|name| !name.is_empty()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.len() > 1 {
        names.retain(|name| *name != NOT_APPLICABLE);
    }
    if names.is_empty() { Cell::Absent } else { Cell::Text(names.join("; ")) }
}

fn digits(text: &str) -> Result<Cell, Oddity> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(odd(text, "a number"));
    }
    let number = text.trim_start_matches('0');
    Ok(if number.is_empty() { Cell::Absent } else { Cell::Text(number.to_owned()) })
}

/// A whole number of at most nine digits; a spreadsheet's "270.0" too.
///
/// # Errors
/// An oddity for anything else.
pub fn whole(text: &str) -> Result<i32, Oddity> {
    let (number, rest) = text.split_once('.').unwrap_or((text, ""));
    let is_plain = !number.is_empty() && number.len() <= 9 && number.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain || !rest.bytes().all(|byte| byte == b'0') {
        return Err(odd(text, "a whole number"));
    }
    number.parse().map_err(|_| odd(text, "a whole number"))
}

fn percentage(text: &str) -> Result<Cell, Oddity> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_plain =
        (1..=3).contains(&whole.len()) && whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit());
    let hundredths = format!("{part:0<2.2}");
    match (whole.parse::<i32>(), hundredths.parse::<i32>()) {
        (Ok(whole), Ok(part)) if is_plain && whole * 100 + part <= 10_000 => Ok(Cell::Whole(whole * 100 + part)),
        _ => Err(odd(text, "a percentage")),
    }
}

/// A day as the register writes it, 22-04-2025 or 22/04/2025, or as ISO 8601 does; none for the placeholder 01-01-1900.
///
/// # Errors
/// An oddity for anything else.
pub fn date(text: &str) -> Result<Option<NaiveDate>, Oddity> {
    let mut parts = text.split(['-', '/']);
    let (Some(first), Some(month), Some(last), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(odd(text, "a date"));
    };
    let (day, year) = if first.len() == 4 { (last, first) } else { (first, last) };
    let is_plain = year.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b'/');
    let read = || NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    match read() {
        // PostgreSQL has no year 0.
        Some(day) if is_plain && day.year() > 0 => Ok(Some(day).filter(|day| Some(*day) != PLACEHOLDER)),
        _ => Err(odd(text, "a date")),
    }
}

#[cfg(test)]
mod tests;
