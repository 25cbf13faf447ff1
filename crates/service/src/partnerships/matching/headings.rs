//! The headings that people give to the columns of their lists.

use super::Column;

/// How one kind of column is known by its heading.
struct Known {
    column: Option<Column>,
    /// Words of which the heading has one.
    words: &'static [&'static str],
    /// Words of which it then has none.
    without: &'static [&'static str],
    /// The whole heading, or a part of it where more than one word is given.
    phrases: &'static [&'static str],
}

/// The kinds in the order in which they are tried: "School postcode" is a postcode, "School contact" nothing of ours.
const KNOWN: &[Known] = &[
    Known {
        column: Some(Column::Urn),
        words: &["urn", "urns", "schoolurn"],
        without: &[],
        phrases: &["unique reference"],
    },
    Known { column: Some(Column::Ukprn), words: &["ukprn"], without: &[], phrases: &["provider reference number"] },
    Known {
        column: Some(Column::Postcode),
        words: &["postcode", "postcodes", "zip"],
        without: &[],
        phrases: &["post code"],
    },
    Known {
        column: Some(Column::DfeNumber),
        words: &["laestab", "dfes"],
        without: &[],
        phrases: &["dfe number", "dfe no", "la estab", "dfe establishment number", "dcsf number"],
    },
    Known {
        column: Some(Column::Trainees),
        words: &["trainees", "trainee", "students"],
        without: &["name", "names", "id", "email", "reference", "trn"],
        phrases: &[],
    },
    Known { column: Some(Column::Email), words: &["email", "emails"], without: &[], phrases: &["e mail"] },
    Known {
        column: None,
        words: &[
            "contact",
            "head",
            "headteacher",
            "mentor",
            "coordinator",
            "phone",
            "telephone",
            "trust",
            "mat",
            "type",
            "phase",
            "status",
            "website",
        ],
        without: &[],
        phrases: &[],
    },
    Known {
        column: Some(Column::Place),
        words: &[
            "town",
            "city",
            "address",
            "locality",
            "county",
            "borough",
            "area",
            "location",
            "region",
            "district",
            "village",
            "street",
            "la",
            "lea",
            "authority",
            "place",
            "where",
        ],
        without: &["code"],
        phrases: &[],
    },
    Known {
        column: Some(Column::Name),
        words: &[
            "school",
            "schools",
            "establishment",
            "organisation",
            "academy",
            "placement",
            "setting",
            "institution",
            "college",
            "schoolname",
            "establishmentname",
            "partner",
            "name",
        ],
        without: &["number", "no", "id", "code", "date", "year", "subject", "result", "reason"],
        phrases: &[],
    },
];

/// What a column holds by its heading.
pub(super) fn of_heading(heading: &str) -> Option<Column> {
    const LONGEST: usize = 60;
    if heading.len() > LONGEST {
        return None;
    }
    let lower = |letter: char| if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { ' ' };
    let spaced: String = heading.chars().map(lower).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let phrase = words.join(" ");
    let has = |any: &[&str]| any.iter().any(|word| words.contains(word));
    let is =
        |known: &&Known| has(known.words) && !has(known.without) || known.phrases.iter().any(|it| phrase.contains(it));
    KNOWN.iter().find(is)?.column
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(heading: &str, expected: Option<Column>) {
        assert_eq!(of_heading(heading), expected, "{heading}");
    }

    #[test]
    fn headings_are_known_in_many_spellings() {
        for heading in ["URN", "School URN", "school_urn", "Unique Reference Number", "Placement school URN"] {
            check(heading, Some(Column::Urn));
        }
        for heading in [
            "School",
            "School name",
            "Name",
            "Placement school",
            "Name of School/Academy",
            "Establishment name",
            "EstablishmentName",
        ] {
            check(heading, Some(Column::Name));
        }
        for heading in
            ["Town", "City", "Town/City", "Address", "School address", "LA", "Local Authority", "County", "School town"]
        {
            check(heading, Some(Column::Place));
        }
        for heading in ["Postcode", "Post code", "School Post-Code", "POSTCODE"] {
            check(heading, Some(Column::Postcode));
        }
        for heading in ["Trainees", "No. of trainees", "number of trainees", "Trainee count"] {
            check(heading, Some(Column::Trainees));
        }
        for heading in ["Email", "School contact email", "E-mail address"] {
            check(heading, Some(Column::Email));
        }
        check("UKPRN", Some(Column::Ukprn));
        check("LAESTAB", Some(Column::DfeNumber));
        for heading in ["", "Contact name", "Headteacher", "Notes", "School type", "100001", "Subject"] {
            check(heading, None);
        }
    }
}
