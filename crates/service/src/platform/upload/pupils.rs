//! What gives a list of pupils away. Source: privacy rule P2.

use super::FileProblem;
use super::shown::trimmed;

/// Refuses a row with a heading, or a unique pupil number, that only a list of pupils has.
///
/// # Errors
/// `LooksLikePupils`. The caller keeps nothing of the upload.
pub(super) fn refuse(cells: &[String]) -> Result<(), FileProblem> {
    for cell in cells {
        let value = trimmed(cell);
        if is_pupil_number(value) {
            let heading = "a unique pupil number (UPN)".to_owned();
            return Err(FileProblem::LooksLikePupils { heading });
        }
        if is_pupil_heading(value) {
            let heading = value.to_owned();
            return Err(FileProblem::LooksLikePupils { heading });
        }
    }
    Ok(())
}

/// True when a heading speaks of one pupil. Compared by its letters alone.
fn is_pupil_heading(value: &str) -> bool {
    const LONGEST: usize = 40;
    if value.len() > LONGEST || value.starts_with(|letter: char| letter.is_ascii_digit()) {
        return false;
    }
    let letters: String =
        value.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase()).collect();
    matches!(
        letters.as_str(),
        "upn"
            | "upns"
            | "upnnumber"
            | "pupilupn"
            | "formerupn"
            | "uniquepupilnumber"
            | "uniquepupilnumberupn"
            | "uniquepupilreference"
            | "pupilname"
            | "pupilsname"
            | "nameofpupil"
            | "pupilforename"
            | "pupilfirstname"
            | "pupilsurname"
            | "pupillastname"
            | "pupilid"
            | "childname"
            | "childsname"
            | "studentname"
            | "dob"
            | "pupildob"
            | "dateofbirth"
            | "pupildateofbirth"
            | "birthdate"
            | "birthday"
            | "nhsnumber"
    )
}

/// A letter, eleven digits, and a digit or letter. Source: Department for Education, guide to unique pupil numbers.
fn is_pupil_number(value: &str) -> bool {
    let [first, middle @ .., last] = value.as_bytes() else {
        return false;
    };
    middle.len() == 11
        && first.is_ascii_uppercase()
        && middle.iter().all(u8::is_ascii_digit)
        && (last.is_ascii_digit() || last.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cell: &str, is_refused: bool) {
        assert_eq!(refuse(&[cell.to_owned()]).is_err(), is_refused, "{cell}");
    }

    #[test]
    fn headings_and_numbers_of_pupils_are_refused() {
        for cell in
            ["UPN", " Date of Birth ", "D.O.B.", "date_of_birth", "Pupil name", "A123456789012", "B12345678901C"]
        {
            check(cell, true);
        }
    }

    #[test]
    fn what_speaks_of_schools_is_not() {
        for cell in ["URN", "Number of pupils", "Name", "UKPRN", "100001", "St John’s", "", "Pupil premium", "1 DOB"]
        {
            check(cell, false);
        }
    }
}
