//! What the columns of somebody's table hold: by their headings, and where there are none by what stands in them.

use super::headings::of_heading;
use super::{Ask, Schools};
use crate::platform::upload::{Row, Sheet};
use crate::vocabulary::{EmailAddress, Postcode, Ukprn};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// The school's URN.
    Urn,
    /// The school's UKPRN.
    Ukprn,
    /// The school's DfE number, such as 201/3614.
    DfeNumber,
    /// The school's name.
    Name,
    /// A town, address, authority or county of the school.
    Place,
    /// The school's postcode.
    Postcode,
    /// A number of trainees.
    Trainees,
    /// An email address at which the school can be told.
    Email,
}

impl Column {
    /// Every kind, as the page that confirms them offers them.
    pub const ALL: [Self; 8] =
        [Self::Urn, Self::Name, Self::Place, Self::Postcode, Self::Ukprn, Self::DfeNumber, Self::Trainees, Self::Email];

    /// The word for it in forms and addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Urn => "urn",
            Self::Ukprn => "ukprn",
            Self::DfeNumber => "dfe-number",
            Self::Name => "name",
            Self::Place => "place",
            Self::Postcode => "postcode",
            Self::Trainees => "trainees",
            Self::Email => "email",
        }
    }

    /// The kind with this [`key`](Self::key).
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.key() == key)
    }

    /// The words for it on a page.
    pub fn words(self) -> &'static str {
        match self {
            Self::Urn => "URN",
            Self::Ukprn => "UKPRN",
            Self::DfeNumber => "DfE number",
            Self::Name => "School name",
            Self::Place => "Town, address or local authority",
            Self::Postcode => "Postcode",
            Self::Trainees => "Number of trainees",
            Self::Email => "Email address of the school",
        }
    }
}

/// What the columns of a table seem to hold; a person confirms or changes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The line of the headings, where the table has them.
    pub header_line: Option<usize>,
    /// Columns, counted from 0, with what each holds. A column that helps nothing is not here.
    pub guess: Vec<(usize, Column)>,
}

impl Columns {
    /// The columns of a kind.
    fn of(&self, kind: Column) -> impl Iterator<Item = usize> {
        self.guess.iter().filter(move |(_, column)| *column == kind).map(|(index, _)| *index)
    }

    /// True when a school could be found by these columns.
    pub fn name_a_school(&self) -> bool {
        [Column::Urn, Column::Name, Column::Ukprn, Column::DfeNumber, Column::Postcode]
            .into_iter()
            .any(|kind| self.of(kind).next().is_some())
    }

    /// The rows below the headings, each with what it asks for.
    pub fn asks<'a>(&'a self, sheet: &'a Sheet) -> impl Iterator<Item = (&'a Row, Ask<'a>)> {
        let header = self.header_line;
        sheet.rows.iter().filter(move |row| Some(row.line) != header).map(|row| (row, self.ask(row)))
    }

    /// What one row asks for.
    pub fn ask<'a>(&self, row: &'a Row) -> Ask<'a> {
        let first = |kind| self.of(kind).map(|index| row.cell(index)).find(|cell| !cell.is_empty()).unwrap_or_default();
        let places = self.of(Column::Place).map(|index| row.cell(index));
        Ask {
            urn: first(Column::Urn),
            name: first(Column::Name),
            postcode: first(Column::Postcode),
            places: places.filter(|cell| !cell.is_empty()).collect(),
            ukprn: first(Column::Ukprn),
            dfe_number: first(Column::DfeNumber),
        }
    }

    /// The number of trainees of a row, where a column holds it.
    pub fn trainees(&self, row: &Row) -> Option<u32> {
        let index = self.of(Column::Trainees).next()?;
        row.cell(index).parse().ok()
    }

    /// The email address of a row as it is written, where a column holds one.
    pub fn email<'a>(&self, row: &'a Row) -> Option<&'a str> {
        let index = self.of(Column::Email).next()?;
        Some(row.cell(index)).filter(|cell| !cell.is_empty())
    }
}

/// What the columns of a table seem to hold.
pub fn recognise(sheet: &Sheet, schools: &Schools) -> Columns {
    // Titles and notes may stand above the headings.
    const LOOKED_AT: usize = 8;
    let headed = sheet.rows.iter().take(LOOKED_AT).find_map(|row| {
        let guess = by_headings(row);
        let names_a_school = guess.iter().any(|(_, column)| !matches!(column, Column::Trainees | Column::Email));
        let is_heading = guess.len() * 2 > row.cells.len() || guess.len() >= 2;
        (names_a_school && is_heading).then_some((row.line, guess))
    });
    let (header_line, mut guess) = match headed {
        Some((line, guess)) => (Some(line), guess),
        None => (None, Vec::new()),
    };
    let rows: Vec<&Row> =
        sheet.rows.iter().filter(|row| header_line.is_none_or(|line| row.line > line)).take(200).collect();
    for index in 0..sheet.width() {
        let is_known = guess.iter().any(|(known, _)| *known == index);
        if let Some(column) = (!is_known).then(|| by_content(&rows, index, schools)).flatten() {
            let is_taken = guess.iter().any(|(_, known)| *known == column);
            if column == Column::Place || !is_taken {
                guess.push((index, column));
            }
        }
    }
    guess.sort_by_key(|(index, _)| *index);
    Columns { header_line, guess }
}

/// The columns whose headings are known; the first of a kind counts, but for places.
fn by_headings(row: &Row) -> Vec<(usize, Column)> {
    let mut guess: Vec<(usize, Column)> = Vec::new();
    for (index, cell) in row.cells.iter().enumerate() {
        let Some(column) = of_heading(cell) else {
            continue;
        };
        let is_taken = guess.iter().any(|(_, known)| *known == column);
        if column == Column::Place || !is_taken {
            guess.push((index, column));
        }
    }
    guess
}

/// What a column holds by what stands in most of its cells.
fn by_content(rows: &[&Row], index: usize, schools: &Schools) -> Option<Column> {
    let cells: Vec<&str> = rows.iter().map(|row| row.cell(index)).filter(|cell| !cell.is_empty()).collect();
    if cells.is_empty() {
        return None;
    }
    let most = |test: &dyn Fn(&str) -> bool| {
        let count = cells.iter().filter(|cell| test(cell)).count();
        count * 10 >= cells.len() * 6
    };
    let is_urn =
        |cell: &str| (5..=7).contains(&cell.len()) && cell.parse().is_ok_and(|urn| schools.with_urn(urn).is_some());
    let is_ukprn = |cell: &str| cell.parse::<Ukprn>().is_ok();
    let is_dfe = |cell: &str| cell.len() == 8 && cell.as_bytes().get(3) == Some(&b'/');
    let is_postcode = |cell: &str| cell.parse::<Postcode>().is_ok() || schools.is_outward(cell);
    if most(&|cell| cell.parse::<EmailAddress>().is_ok()) {
        Some(Column::Email)
    } else if most(&is_urn) {
        Some(Column::Urn)
    } else if most(&is_ukprn) {
        Some(Column::Ukprn)
    } else if most(&is_dfe) {
        Some(Column::DfeNumber)
    } else if most(&is_postcode) {
        Some(Column::Postcode)
    } else if most(&|cell| schools.is_place(cell)) {
        Some(Column::Place)
    } else if most(&|cell| schools.is_like_a_name(cell)) {
        Some(Column::Name)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back() {
        for column in Column::ALL {
            assert_eq!(Column::with_key(column.key()), Some(column));
        }
    }
}
