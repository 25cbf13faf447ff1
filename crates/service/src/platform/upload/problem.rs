use std::fmt;

/// Why a whole upload cannot be read. Each says on the page what the person can do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileProblem {
    /// No row with anything in it.
    Empty,
    /// Larger than [`MAX_UPLOAD_BYTES`](super::MAX_UPLOAD_BYTES).
    TooLarge,
    /// More rows than [`MAX_ROWS`](super::MAX_ROWS).
    TooManyRows,
    /// A row wider than any list that people keep.
    TooManyColumns {
        /// The first such line, counted from 1.
        line: usize,
    },
    /// Not text at all.
    NotCsv(Kind),
    /// A quotation mark that is opened and never closed.
    Malformed {
        /// Where it is opened, counted from 1.
        line: usize,
    },
    /// A list of URNs with a second value on a line.
    ExtraColumns {
        /// Every such line, counted from 1.
        lines: Vec<usize>,
    },
    /// Columns or values that only a list of pupils has.
    ///
    /// Source: privacy rule P2: groups only, never pupils.
    LooksLikePupils {
        /// What gave it away, such as "UPN".
        heading: String,
    },
    /// A list of trainees in which no column holds the URNs of schools.
    NoUrnColumn,
    /// A list of trainees in which several columns may say where the trainee is placed.
    SeveralUrnColumns {
        /// Their headings, as they may be shown.
        headings: Vec<String>,
    },
}

/// What a file that is not text seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An Excel workbook, old or new, or an OpenDocument spreadsheet.
    Spreadsheet,
    /// A PDF document.
    Pdf,
    /// A zip folder.
    Zip,
    /// Anything else.
    Unknown,
}

/// How the rows came to us: the words on the page follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// As a file.
    File,
    /// As text in a box.
    Pasted,
}

const AS_CSV: &str =
    "In your spreadsheet choose ‘Save as’, then ‘CSV’, and upload that file. Or copy the cells and paste them instead";

impl FileProblem {
    /// The stable name of the problem, for logs, counters and tests.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::TooLarge => "file_too_large",
            Self::TooManyRows => "file_too_many_rows",
            Self::TooManyColumns { .. } => "file_too_many_columns",
            Self::NotCsv(_) => "file_not_csv",
            Self::Malformed { .. } => "file_malformed",
            Self::ExtraColumns { .. } => "file_extra_columns",
            Self::LooksLikePupils { .. } => "file_looks_like_pupils",
            Self::NoUrnColumn => "file_no_urn_column",
            Self::SeveralUrnColumns { .. } => "file_several_urn_columns",
        }
    }

    /// The sentence of the page: what is wrong, and what to do.
    pub fn sentence(&self, given: Given) -> String {
        let what = match given {
            Given::File => "The selected file",
            Given::Pasted => "The pasted list",
        };
        match self {
            Self::Empty if given == Given::Pasted => "Paste at least one school, each on a line of its own".to_owned(),
            Self::Empty => format!("{what} is empty. Choose a file with at least one school in it"),
            Self::TooLarge => {
                format!("{what} must be smaller than 2MB. Split it into smaller lists")
            }
            Self::TooManyRows => {
                format!("{what} must have 30,000 rows or fewer. Split it into smaller lists")
            }
            Self::TooManyColumns { line } => format!(
                "Line {line} has too many columns. Keep only the columns that say which school it is, such as URN, name, town and postcode"
            ),
            Self::NotCsv(kind) => not_csv(what, *kind),
            Self::Malformed { line } => format!(
                "Line {line} has a quotation mark (\") that is never closed. Delete it or add the second one, then try again"
            ),
            Self::ExtraColumns { lines } => format!(
                "{} more than one value. {what} must have one column, with one URN on each line. Delete the other columns and try again",
                lines_have(lines)
            ),
            Self::LooksLikePupils { heading } => format!(
                "{what} looks like a list of pupils because it contains ‘{heading}’. We have not kept it. Delete everything about pupils, keep only the columns about schools, and try again"
            ),
            Self::NoUrnColumn => {
                format!("{what} must have a column with the heading ‘URN’, ‘School URN’ or ‘Placement school URN’")
            }
            Self::SeveralUrnColumns { headings } => format!(
                "{what} has several columns of school URNs: ‘{}’. Keep the one that says where the trainee is placed, delete the others, and try again",
                headings.join("’, ‘")
            ),
        }
    }
}

fn not_csv(what: &str, kind: Kind) -> String {
    match kind {
        Kind::Spreadsheet => format!("{what} is a spreadsheet and must be a CSV file. {AS_CSV}"),
        Kind::Pdf => {
            format!("{what} is a PDF and must be a CSV file. Open the list in the program it was made with. {AS_CSV}")
        }
        Kind::Zip => format!(
            "{what} is a zip folder and must be a CSV file. Open the folder and take the list out of it. {AS_CSV}"
        ),
        Kind::Unknown => format!("{what} must be a CSV file. {AS_CSV}"),
    }
}

/// "Line 2 has", "Lines 1, 2 and 7 have", "Lines 1, 2, 3, 4, 5 and 120 others have".
fn lines_have(lines: &[usize]) -> String {
    const NAMED: usize = 5;
    let named: Vec<String> = lines.iter().take(NAMED).map(ToString::to_string).collect();
    match (named.as_slice(), lines.len().saturating_sub(NAMED)) {
        ([], _) => "Some lines have".to_owned(),
        ([only], _) => format!("Line {only} has"),
        ([first @ .., last], 0) => format!("Lines {} and {last} have", first.join(", ")),
        (_, 1) => format!("Lines {} and 1 other have", named.join(", ")),
        (_, others) => format!("Lines {} and {others} others have", named.join(", ")),
    }
}

impl fmt::Display for FileProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence(Given::File))
    }
}

impl std::error::Error for FileProblem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_named_as_one_would_say_them() {
        assert_eq!(lines_have(&[2]), "Line 2 has");
        assert_eq!(lines_have(&[1, 2]), "Lines 1 and 2 have");
        assert_eq!(lines_have(&[1, 2, 7]), "Lines 1, 2 and 7 have");
        assert_eq!(lines_have(&[1, 2, 3, 4, 5, 6]), "Lines 1, 2, 3, 4, 5 and 1 other have");
        assert_eq!(lines_have(&(1..=25).collect::<Vec<_>>()), "Lines 1, 2, 3, 4, 5 and 20 others have");
    }

    #[test]
    fn a_spreadsheet_is_answered_by_how_to_make_a_csv_file_of_it() {
        let sentence = FileProblem::NotCsv(Kind::Spreadsheet).to_string();
        assert!(sentence.contains("‘Save as’"), "{sentence}");
        assert!(sentence.contains("paste"), "{sentence}");
    }

    #[test]
    fn a_pasted_list_is_not_called_a_file() {
        let problem = FileProblem::ExtraColumns { lines: vec![3] };
        assert!(!problem.sentence(Given::Pasted).contains("file"));
    }
}
