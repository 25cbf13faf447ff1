//! A date typed into three inputs: day, month and year.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::{Called, text};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What was typed into each of the three inputs.
///
/// Written as text it is `27/3/2027`, which reads back as the same three parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateParts {
    /// The day of the month.
    pub day: String,
    /// The month, as a number or by its English name.
    pub month: String,
    /// The year.
    pub year: String,
}

/// One of the three inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The day of the month.
    Day,
    /// The month.
    Month,
    /// The year.
    Year,
}

impl Part {
    /// What follows the field's name in the input's name and `id`: `start-day`.
    pub fn suffix(self) -> &'static str {
        match self {
            Part::Day => "day",
            Part::Month => "month",
            Part::Year => "year",
        }
    }
}

impl DateParts {
    /// The parts as a form posts them.
    pub fn new(day: &str, month: &str, year: &str) -> DateParts {
        let part = |typed: &str| text::tidy(&typed.replace('/', " ")).to_owned();
        DateParts { day: part(day), month: part(month), year: part(year) }
    }

    /// The date.
    ///
    /// # Errors
    /// The sentence to show when parts are missing or no such day exists. [`DateParts::at_fault`]
    /// tells where it is put right.
    pub fn read(&self, called: Called) -> Result<NaiveDate, String> {
        let missing: Vec<_> = self.missing().collect();
        match missing[..] {
            [] => {}
            [one] => return Err(called.must(&format!("include a {}", one.suffix()))),
            [one, other] => {
                let rule = format!("include a {} and {}", one.suffix(), other.suffix());
                return Err(called.must(&rule));
            }
            _ => return Err(called.enter()),
        }
        if self.year_number().is_none() {
            return Err("Year must include 4 numbers".to_owned());
        }
        self.date().ok_or_else(|| called.must("be a real date"))
    }

    /// The input where a date that cannot be read is put right: the first that is empty or wrong,
    /// or else the first.
    pub fn at_fault(&self) -> Part {
        let wrong = || {
            let day_is_wrong = !self.day_number().is_some_and(|day| (1..=31).contains(&day));
            match (day_is_wrong, self.month_number(), self.year_number()) {
                (true, ..) => Some(Part::Day),
                (_, None, _) => Some(Part::Month),
                (_, _, None) => Some(Part::Year),
                _ => None,
            }
        };
        self.missing().next().or_else(wrong).unwrap_or(Part::Day)
    }

    fn missing(&self) -> impl Iterator<Item = Part> {
        let parts = [(&self.day, Part::Day), (&self.month, Part::Month), (&self.year, Part::Year)];
        parts.into_iter().filter(|(typed, _)| typed.is_empty()).map(|(_, part)| part)
    }

    fn date(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year_number()?, self.month_number()?, self.day_number()?)
    }

    fn day_number(&self) -> Option<u32> {
        digits(&self.day, 1..=2)
    }

    fn month_number(&self) -> Option<u32> {
        let typed = self.month.to_lowercase();
        let named = MONTHS.iter().zip(1..).find(|(name, _)| typed.len() >= 3 && name.starts_with(&typed));
        let number = named.map(|(_, number)| number).or_else(|| digits(&typed, 1..=2))?;
        (1..=12).contains(&number).then_some(number)
    }

    fn year_number(&self) -> Option<i32> {
        digits(&self.year, 4..=4).and_then(|year| i32::try_from(year).ok())
    }
}

fn digits(typed: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let all = typed.chars().all(|it| it.is_ascii_digit());
    (all && lengths.contains(&typed.len())).then(|| typed.parse().ok()).flatten()
}

impl fmt::Display for DateParts {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == DateParts::default() {
            return Ok(());
        }
        write!(to, "{}/{}/{}", self.day, self.month, self.year)
    }
}

impl From<&str> for DateParts {
    fn from(written: &str) -> DateParts {
        let mut parts = written.splitn(3, '/');
        let mut next = || parts.next().unwrap_or_default();
        let (day, month, year) = (next(), next(), next());
        DateParts::new(day, month, year)
    }
}

impl From<NaiveDate> for DateParts {
    fn from(date: NaiveDate) -> DateParts {
        let (day, month, year) = (date.day(), date.month(), date.year());
        DateParts::new(&day.to_string(), &month.to_string(), &year.to_string())
    }
}

/// The date as pages write it: 1 September 2026.
pub fn in_words(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// The date, when it lies within both bounds; either may be absent.
///
/// # Errors
/// The sentence that names the bound it breaks.
pub fn within(
    date: NaiveDate,
    called: Called,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
) -> Result<NaiveDate, String> {
    let early = from.filter(|from| date < *from);
    let late = until.filter(|until| date > *until);
    match (early, late, from, until) {
        (None, None, ..) => Ok(date),
        (_, _, Some(from), Some(until)) => {
            let (from, until) = (in_words(from), in_words(until));
            Err(called.must(&format!("be between {from} and {until}")))
        }
        (Some(from), ..) => Err(called.must(&format!("be the same as or after {}", in_words(from)))),
        (_, Some(until), ..) => Err(called.must(&format!("be the same as or before {}", in_words(until)))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: Called = Called::new("the date the placement starts", "Start date");

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_real_date_is_read_however_its_month_is_written() {
        for (d, m, y) in [("27", "3", "2027"), (" 27 ", "03", "2027"), ("27", "March", "2027"), ("27", "MAR", "2027")] {
            assert_eq!(DateParts::new(d, m, y).read(START), Ok(day(2027, 3, 27)), "{d} {m} {y}");
        }
        assert_eq!(DateParts::new("29", "2", "2028").read(START), Ok(day(2028, 2, 29)));
    }

    #[test]
    fn each_fault_is_named_and_leads_to_its_input() {
        for (written, sentence, part) in [
            ("", "Enter the date the placement starts", Part::Day),
            ("/3/2027", "Start date must include a day", Part::Day),
            ("27//2027", "Start date must include a month", Part::Month),
            ("27/3/", "Start date must include a year", Part::Year),
            ("27//", "Start date must include a month and year", Part::Month),
            ("31/2/2027", "Start date must be a real date", Part::Day),
            ("29/2/2027", "Start date must be a real date", Part::Day),
            ("32/1/2027", "Start date must be a real date", Part::Day),
            ("1/13/2027", "Start date must be a real date", Part::Month),
            ("1/ma/2027", "Start date must be a real date", Part::Month),
            ("one/1/2027", "Start date must be a real date", Part::Day),
            ("1/1/27", "Year must include 4 numbers", Part::Year),
            ("1/1/20277", "Year must include 4 numbers", Part::Year),
        ] {
            let parts = DateParts::from(written);
            assert_eq!(parts.read(START), Err(sentence.to_owned()), "{written}");
            assert_eq!(parts.at_fault(), part, "{written}");
        }
    }

    #[test]
    fn bounds_are_named_in_words() {
        let (from, until) = (day(2026, 9, 1), day(2027, 8, 31));
        assert_eq!(within(from, START, Some(from), Some(until)), Ok(from));
        for (date, bounds, sentence) in [
            (day(2026, 8, 31), (Some(from), None), "Start date must be the same as or after 1 September 2026"),
            (day(2027, 9, 1), (None, Some(until)), "Start date must be the same as or before 31 August 2027"),
            (
                day(2027, 9, 1),
                (Some(from), Some(until)),
                "Start date must be between 1 September 2026 and 31 August 2027",
            ),
        ] {
            assert_eq!(within(date, START, bounds.0, bounds.1), Err(sentence.to_owned()));
        }
    }

    proptest! {
        #[test]
        fn every_date_reads_back_from_its_parts(days in 365_000..3_650_000_i32) {
            let date = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            let parts = DateParts::from(date);
            prop_assert_eq!(DateParts::from(parts.to_string().as_str()).read(START), Ok(date));
        }

        #[test]
        fn nothing_typed_is_lost_or_crashes(d in ".*", m in ".*", y in ".*") {
            let parts = DateParts::new(&d, &m, &y);
            prop_assert_eq!(&DateParts::from(parts.to_string().as_str()), &parts);
            let _ = (parts.read(START), parts.at_fault());
        }
    }
}
