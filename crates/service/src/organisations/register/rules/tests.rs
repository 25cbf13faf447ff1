use super::*;
use proptest::prelude::*;

/// Reads "code|name" or a single cell and writes what came out.
#[track_caller]
fn check(manner: Manner, cells: &str, expected: &str) {
    let cells: Vec<Cow<'_, str>> = cells.split('|').map(Cow::Borrowed).collect();
    let read = match read(manner, &cells) {
        Ok(cell) => cell.written().unwrap_or_else(|| "absent".to_owned()),
        Err(Oddity(why)) => why,
    };
    assert_eq!(read, expected, "{cells:?}");
}

#[test]
fn codes_are_numbers_whoever_saved_the_file() {
    check(Manner::Named, "02|Church of England", "Church of England");
    check(Manner::Named, "2|Church of England", "Church of England");
    check(Manner::Named, "00|", "Not applicable");
    check(Manner::Named, "0|", "Not applicable");
    check(Manner::Digits, "0201", "201");
    check(Manner::Digits, "E09", "“E09” is not a number");
    check(Manner::Whole, "02", "2");
    check(Manner::Whole, "270.0", "270");
}

#[test]
fn unknown_is_what_the_register_says_is_unknown() {
    check(Manner::Named, "9|", "Unknown");
    check(Manner::Named, "99|", "Unknown");
    check(Manner::Named, "99|Unknown", "Unknown");
    check(Manner::Named, "|", "absent");
    check(Manner::Named, "06|", "absent");
}

#[test]
fn does_not_apply_and_none_are_religious_characters() {
    check(Manner::Named, "00|Does not apply", "Does not apply");
    check(Manner::Named, "06|None", "None");
    check(Manner::NamedOr(6, "None"), "06|", "None");
    check(Manner::NamedOr(6, "None"), "02|Church of England", "Church of England");
    check(Manner::NamedOr(6, "None"), "99|", "Unknown");
}

#[test]
fn dates_come_with_hyphens_and_with_strokes() {
    check(Manner::Date, "22-04-2025", "2025-04-22");
    check(Manner::Date, "22/04/2025", "2025-04-22");
    check(Manner::Date, "1/9/2016", "2016-09-01");
    check(Manner::Date, "2025-04-22", "2025-04-22");
    check(Manner::Date, "01-01-1850", "1850-01-01");
    check(Manner::Date, "01-01-1900", "absent");
    check(Manner::Date, "", "absent");
    check(Manner::Date, "31-02-2025", "“31-02-2025” is not a date");
    check(Manner::Date, "04-2025", "“04-2025” is not a date");
    check(Manner::Date, "01-01-0001", "0001-01-01");
    check(Manner::Date, "01-01-0000", "“01-01-0000” is not a date");
    check(Manner::Date, "+1-+1-2025", "“+1-+1-2025” is not a date");
}

#[test]
fn postcodes_are_put_in_order_or_left_out() {
    check(Manner::Postcode, "ng22 0ea", "NG22 0EA");
    check(Manner::Postcode, "2036", "“2036” is not a postcode");
    check(Manner::Postcode, " ", "absent");
}

#[test]
fn a_coordinate_of_nought_is_none() {
    check(Manner::WholeButZero, "0", "absent");
    check(Manner::WholeButZero, "533498", "533498");
}

#[test]
fn percentages_keep_two_places() {
    check(Manner::Percentage, "14.54", "1454");
    check(Manner::Percentage, "7.5", "750");
    check(Manner::Percentage, "100.00", "10000");
    check(Manner::Percentage, "0", "0");
    check(Manner::Percentage, "100.01", "“100.01” is not a percentage");
    check(Manner::Percentage, "SUPP", "“SUPP” is not a percentage");
}

#[test]
fn several_provisions_are_one_list() {
    check(
        Manner::List,
        "ASD - Autistic Spectrum Disorder||HI - Hearing Impairment",
        "ASD - Autistic Spectrum Disorder; HI - Hearing Impairment",
    );
    check(Manner::List, "Not Applicable", "Not Applicable");
    check(Manner::List, "Not applicable|VI", "VI");
    check(Manner::List, "||", "absent");
}

#[test]
fn a_text_longer_than_any_of_the_register_is_left_out() {
    let long = "a".repeat(801);
    let reason = format!("“{}…” is longer than any text of the register", "a".repeat(40));
    check(Manner::Text, &long[1..], &long[1..]);
    check(Manner::Text, &long, &reason);
    check(Manner::List, &format!("b|{long}"), &reason);
}

proptest! {
    #[test]
    fn a_date_reads_back_however_it_is_written(days in 1_i32..900_000, mark in "[-/]") {
        let day = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
        prop_assume!(Some(day) != PLACEHOLDER && day >= NaiveDate::from_ymd_opt(1000, 1, 1).unwrap());
        let text = day.format(&format!("%d{mark}%m{mark}%Y")).to_string();
        prop_assert_eq!(date(&text), Ok(Some(day)));
    }

    #[test]
    fn no_cell_makes_it_panic(text in ".*") {
        use Manner::{Date, Digits, List, Named, Percentage, Postcode, Text, Whole, WholeButZero};
        for manner in [Text, Digits, Whole, WholeButZero, Percentage, Date, Postcode, Named, List] {
            let _ = read(manner, &[Cow::Borrowed(&text), Cow::Borrowed(&text)]);
        }
    }
}
