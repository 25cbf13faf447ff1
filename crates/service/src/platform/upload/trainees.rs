//! A list of trainees, of which only the schools are kept.

use super::{FileProblem, Shown, sheet, urns};
use crate::vocabulary::Urn;
use std::collections::BTreeMap;

/// The schools at which the trainees of a list are placed. Nothing else of the list is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraineesAtSchools {
    /// Each school, with the number of rows that name it, in the order of their first rows.
    pub schools: Vec<(Urn, usize)>,
    /// Rows whose URN is not valid: line, and what stands there.
    pub bad: Vec<(usize, Shown)>,
    /// Rows that name no school.
    pub without_school: usize,
}

/// Counts the rows of a trainee register's export by the school that they name.
///
/// Names and dates of birth stand in such an export; they are passed over here and never leave this function.
///
/// # Errors
/// Any [`FileProblem`]; `NoUrnColumn` where no column is headed as the URN of a school.
pub fn trainees(bytes: &[u8]) -> Result<TraineesAtSchools, FileProblem> {
    let table = sheet::table(bytes)?;
    let (heading, rows) = table.rows.split_first().ok_or(FileProblem::Empty)?;
    let column = heading.cells.iter().position(|cell| is_school_urn(cell)).ok_or(FileProblem::NoUrnColumn)?;
    if rows.is_empty() {
        return Err(FileProblem::Empty);
    }
    let mut found = TraineesAtSchools { schools: Vec::new(), bad: Vec::new(), without_school: 0 };
    let mut places = BTreeMap::new();
    for row in rows {
        match row.cell(column) {
            "" => found.without_school += 1,
            value => match value.parse::<Urn>() {
                Err(_) => found.bad.push((row.line, Shown::of(value))),
                Ok(urn) => {
                    let place = *places.entry(urn).or_insert(found.schools.len());
                    if place == found.schools.len() {
                        found.schools.push((urn, 0));
                    }
                    found.schools[place].1 += 1;
                }
            },
        }
    }
    Ok(found)
}

/// True for a plain URN heading, and for those that say which school of a trainee is meant.
fn is_school_urn(heading: &str) -> bool {
    let plain = heading.replace('_', " ").to_lowercase();
    let about_a_placement = plain.contains("urn")
        && ["placement", "placed", "training school", "lead school", "employing school"]
            .iter()
            .any(|role| plain.contains(role));
    urns::is_heading(heading) || about_a_placement
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schools_are_counted_and_people_are_not_kept() {
        let list = "trn,first_names,date_of_birth,placement_school_urn\n1,Ann,1/1/2000,100001\n2,Bo,,100002\n3,Cy,,0100001\n4,Di,,\n5,Ed,,x";
        let found = trainees(list.as_bytes()).unwrap();
        let schools: Vec<String> = found.schools.iter().map(|(urn, count)| format!("{urn}x{count}")).collect();
        assert_eq!(schools, ["100001x2", "100002x1"]);
        assert_eq!(found.bad, [(6, Shown::of("x"))]);
        assert_eq!(found.without_school, 1);
    }

    #[test]
    fn a_list_without_schools_is_answered_by_the_heading_it_needs() {
        assert_eq!(trainees(b"trn,name\n1,Ann"), Err(FileProblem::NoUrnColumn));
        assert_eq!(trainees(b"URN\n"), Err(FileProblem::Empty));
    }
}
