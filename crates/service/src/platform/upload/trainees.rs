//! A list of trainees, of which only the schools are kept.

use super::{FileProblem, Shown, sheet, urns};
use crate::vocabulary::Urn;
use std::collections::BTreeMap;

/// The schools at which the trainees of a list are placed. Nothing else of the list is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraineesAtSchools {
    /// Each school, with the line that names it first and the number of rows that do, in the order of these lines.
    pub schools: Vec<(Urn, usize, usize)>,
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
/// Any [`FileProblem`]; `NoUrnColumn` where no column is headed as the URN of a school, `SeveralUrnColumns` where the
/// headings leave open which of several says where the trainee is placed.
pub fn trainees(bytes: &[u8]) -> Result<TraineesAtSchools, FileProblem> {
    let table = sheet::table(bytes)?;
    let (heading, rows) = table.rows.split_first().ok_or(FileProblem::Empty)?;
    let column = column(&heading.cells)?;
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
                        found.schools.push((urn, row.line, 0));
                    }
                    found.schools[place].2 += 1;
                }
            },
        }
    }
    Ok(found)
}

/// The column of the school at which the trainee is placed: by its heading, else the only one that names schools.
fn column(headings: &[String]) -> Result<usize, FileProblem> {
    let of = |is: &dyn Fn(&str) -> bool| -> Vec<usize> {
        headings.iter().enumerate().filter(|(_, it)| is(&plain(it))).map(|(place, _)| place).collect()
    };
    let placed = of(&|it| it.contains("urn") && PLACED.iter().any(|role| it.contains(role)));
    let unsaid = of(&|it| urns::is_heading(it) && !OTHER_ROLES.iter().any(|role| it.contains(role)));
    let other = of(&|it| it.contains("urn") && OTHER_ROLES.iter().any(|role| it.contains(role)));
    let candidates = [placed, unsaid, other].into_iter().find(|it| !it.is_empty()).unwrap_or_default();
    match candidates.as_slice() {
        [] => Err(FileProblem::NoUrnColumn),
        [only] => Ok(*only),
        several => {
            let headings = several.iter().map(|place| Shown::of(&headings[*place]).to_string()).collect();
            Err(FileProblem::SeveralUrnColumns { headings })
        }
    }
}

/// Schools at which trainees are placed.
const PLACED: &[&str] = &["placement", "placed", "training school"];
/// Schools that do something else for a trainee.
const OTHER_ROLES: &[&str] = &["lead school", "lead partner", "employing school", "employer"];

fn plain(heading: &str) -> String {
    heading.replace(['_', '-'], " ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schools_are_counted_and_people_are_not_kept() {
        let list = "trn,first_names,date_of_birth,placement_school_urn\n1,Ann,1/1/2000,100001\n2,Bo,,100002\n3,Cy,,0100001\n4,Di,,\n5,Ed,,x";
        let found = trainees(list.as_bytes()).unwrap();
        let schools: Vec<String> =
            found.schools.iter().map(|(urn, line, count)| format!("{line}: {urn}x{count}")).collect();
        assert_eq!(schools, ["2: 100001x2", "3: 100002x1"]);
        assert_eq!(found.bad, [(6, Shown::of("x"))]);
        assert_eq!(found.without_school, 1);
    }

    #[test]
    fn a_list_without_schools_is_answered_by_the_heading_it_needs() {
        assert_eq!(trainees(b"trn,name\n1,Ann"), Err(FileProblem::NoUrnColumn));
        assert_eq!(trainees(b"URN\n"), Err(FileProblem::Empty));
    }

    #[track_caller]
    fn check(headings: &str, expected: &str) {
        let list = format!("{headings}\n100001,100002,100003");
        let found = trainees(list.as_bytes()).map_or_else(|it| it.code().to_owned(), |it| it.schools[0].0.to_string());
        assert_eq!(found, expected, "{headings}");
    }

    #[test]
    fn of_several_schools_of_a_trainee_the_one_of_the_placement_counts() {
        check("lead_school_urn,employing_school_urn,placement_school_urn", "100003");
        check("URN,Lead partner URN,ukprn", "100001");
        check("trn,employing_school_urn,name", "100002");
        check("placement_1_urn,placement_2_urn,trn", "file_several_urn_columns");
        check("School URN,URN,trn", "file_several_urn_columns");
    }
}
