//! From what was uploaded or pasted to rows and columns.

use super::kept::Layout;
use crate::partnerships::matching::{Column, Columns};
use crate::platform::upload::{FileProblem, MAX_ROWS, Row, Sheet, UrnList, WhatStands, sheet, trainees, urns};
use crate::vocabulary::Urn;

/// A list as it was read.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    /// The file's name; empty for a pasted list.
    pub file_name: String,
    /// The rows.
    pub sheet: Sheet,
    /// What the columns hold; nothing yet where they are to be recognised.
    pub layout: Layout,
    /// Made of a trainee register, of which the schools and counts alone are kept.
    pub is_of_trainees: bool,
}

/// Reads a list of schools: as URNs where it is one, else as a table.
pub(super) fn schools(file_name: String, bytes: &[u8]) -> Result<Reading, FileProblem> {
    match urns(bytes) {
        Ok(list) if is_meant_as_urns(&list) => {
            let layout = layout(&[(0, Column::Urn)]);
            return Ok(Reading { file_name, sheet: sheet_of(&list), layout, is_of_trainees: false });
        }
        Err(FileProblem::Empty) => return Err(FileProblem::Empty),
        Ok(_) | Err(_) => {}
    }
    let sheet = sheet(bytes)?;
    let names_a_urn = |row: &Row| row.cells.iter().any(|cell| cell.parse::<Urn>().is_ok());
    if sheet.rows.len() > MAX_ROWS && sheet.rows.first().is_some_and(names_a_urn) {
        return Err(FileProblem::TooManyRows);
    }
    Ok(Reading { file_name, sheet, layout: Layout::default(), is_of_trainees: false })
}

/// Reads a trainee register's export. Its names and dates never leave the reader.
pub(super) fn register(file_name: String, bytes: &[u8]) -> Result<Reading, FileProblem> {
    let found = trainees(bytes)?;
    let schools = found.schools.into_iter().map(|(urn, line, count)| (line, vec![urn.to_string(), count.to_string()]));
    let bad = found.bad.into_iter().map(|(line, shown)| (line, vec![shown.to_string()]));
    let mut rows: Vec<Row> = schools.chain(bad).map(|(line, cells)| Row { line, cells }).collect();
    rows.sort_by_key(|row| row.line);
    let sheet = Sheet { rows, notes: Vec::new() };
    let layout = layout(&[(0, Column::Urn), (1, Column::Trainees)]);
    Ok(Reading { file_name, sheet, layout, is_of_trainees: true })
}

fn layout(columns: &[(usize, Column)]) -> Layout {
    Layout { is_urns: true, columns: Columns { header_line: None, guess: columns.to_vec() } }
}

/// True when at least half of its lines are URNs; a column of names is no list of wrong URNs.
fn is_meant_as_urns(list: &UrnList) -> bool {
    list.bad().count() * 2 <= list.rows.len()
}

fn sheet_of(list: &UrnList) -> Sheet {
    let cell = |what: &WhatStands| match what {
        WhatStands::Good(urn) => urn.to_string(),
        WhatStands::Again { shown, .. } | WhatStands::Bad(shown) => shown.to_string(),
    };
    let rows = list.rows.iter().map(|row| Row { line: row.line, cells: vec![cell(&row.what)] });
    Sheet { rows: rows.collect(), notes: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::{FileProblem, MAX_ROWS, register, schools};

    #[test]
    fn a_list_of_urns_is_known_and_a_table_is_left_to_be_recognised() {
        let list = schools(String::new(), b"URN\n100001\n\n10A0002\n100003").unwrap();
        assert!(list.layout.is_urns);
        assert_eq!(list.sheet.rows.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 4, 5]);
        assert!(!schools(String::new(), b"Oak School\nElm School").unwrap().layout.is_urns);
        assert!(!schools(String::new(), b"URN,Name\n100001,Oak").unwrap().layout.is_urns);
    }

    #[test]
    fn of_a_trainee_register_the_schools_and_counts_are_kept() {
        let list =
            register(String::new(), b"name,date_of_birth,school_urn\nAnn,1/1/2000,100001\nBo,2/2/2000,100001").unwrap();
        let cells: Vec<_> = list.sheet.rows.iter().map(|it| it.cells.join("|")).collect();
        assert_eq!(cells, ["100001|2"]);
    }

    #[test]
    fn a_heading_alone_is_no_list_and_one_row_too_many_is_one_too_many() {
        assert_eq!(schools(String::new(), b"URN\n").unwrap_err(), FileProblem::Empty);
        let rows = |count: usize| "100001,Oak\n".repeat(count);
        assert!(schools(String::new(), rows(MAX_ROWS).as_bytes()).is_ok());
        let too_many = schools(String::new(), rows(MAX_ROWS + 1).as_bytes());
        assert_eq!(too_many.unwrap_err(), FileProblem::TooManyRows);
        let headed = format!("URN,School\n{}", rows(MAX_ROWS));
        assert!(schools(String::new(), headed.as_bytes()).is_ok());
    }
}
