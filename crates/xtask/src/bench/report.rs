//! The table that the bench prints: what was measured, against the limit and the goal.

use std::fmt::Write;
use std::time::Duration;

/// A line of the table.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// The path.
    pub path: String,
    /// How much it was given: schools, rows; empty where there is no size.
    pub size: String,
    /// What the service needs.
    pub measured: String,
    /// The least that the machine needs for the work.
    pub limit: String,
    /// The one by the other.
    pub ratio: Option<f64>,
    /// What is asked for.
    pub goal: String,
    /// Whether the goal is met; nothing where none is set.
    pub is_met: Option<bool>,
}

impl Line {
    /// A line of this path and size.
    pub fn new(path: impl Into<String>, size: impl Into<String>) -> Line {
        Line { path: path.into(), size: size.into(), ..Line::default() }
    }

    /// What was measured.
    pub fn measured(self, measured: impl Into<String>) -> Line {
        Line { measured: measured.into(), ..self }
    }

    /// The limit, and how many times it the measured value is.
    pub fn limit(self, limit: impl Into<String>, ratio: f64) -> Line {
        Line { limit: limit.into(), ratio: Some(ratio), ..self }
    }

    /// The goal, and whether it is met.
    pub fn goal(self, goal: impl Into<String>, is_met: bool) -> Line {
        Line { goal: goal.into(), is_met: Some(is_met), ..self }
    }

    fn cells(&self) -> [String; 7] {
        let ratio = self.ratio.map_or_else(String::new, |ratio| format!("{ratio:.1}x"));
        let met = self.is_met.map_or("", |is_met| if is_met { "yes" } else { "no" });
        let texts = [&self.path, &self.size, &self.measured, &self.limit].map(Clone::clone);
        let [path, size, measured, limit] = texts;
        [path, size, measured, limit, ratio, self.goal.clone(), met.to_owned()]
    }
}

/// The table, laid out so that it can be read as it is and put into a document as it is.
pub(super) fn table(lines: &[Line]) -> String {
    let heads = ["path", "size", "measured", "limit", "ratio", "goal", "met"].map(str::to_owned);
    let rows: Vec<[String; 7]> = lines.iter().map(Line::cells).collect();
    let width = |at: usize| {
        let cells = rows.iter().chain([&heads]).map(|row| row[at].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: [usize; 7] = std::array::from_fn(width);
    let mut text = String::new();
    let mut put = |row: &[String; 7]| {
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(text, "| {cell:width$} ");
        }
        text.push_str("|\n");
    };
    put(&heads);
    put(&widths.map(|width| "-".repeat(width)));
    rows.iter().for_each(put);
    text
}

/// A time as the table shows it.
pub(super) fn time(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    match micros {
        _ if micros < 100.0 => format!("{micros:.1} us"),
        _ if micros < 1_000.0 => format!("{micros:.0} us"),
        _ if micros < 100_000.0 => format!("{:.1} ms", micros / 1e3),
        _ if micros < 1_000_000.0 => format!("{:.0} ms", micros / 1e3),
        _ => format!("{:.2} s", micros / 1e6),
    }
}

/// A number with its thousands apart, as the documents write it.
pub(super) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// One time by another.
pub(super) fn ratio(measured: Duration, limit: Duration) -> f64 {
    measured.as_secs_f64() / limit.as_secs_f64().max(1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_laid_out_in_columns() {
        let lines = [
            Line::new("a page", "25 of 5,000").measured("30 us").limit("15 us", 2.0).goal("<= 3x", true),
            Line::new("start", "").measured("1 s"),
        ];
        let expected = "\
| path   | size        | measured | limit | ratio | goal  | met |
| ------ | ----------- | -------- | ----- | ----- | ----- | --- |
| a page | 25 of 5,000 | 30 us    | 15 us | 2.0x  | <= 3x | yes |
| start  |             | 1 s      |       |       |       |     |
";
        assert_eq!(table(&lines), expected);
    }

    #[test]
    fn times_and_counts_are_short() {
        let shown = [12_340, 123_400, 1_234_000, 123_400_000, 12_340_000_000].map(Duration::from_nanos).map(time);
        assert_eq!(shown, ["12.3 us", "123 us", "1.2 ms", "123 ms", "12.34 s"]);
        assert_eq!([7, 5_000, 51_572, 1_000_000].map(count), ["7", "5,000", "51,572", "1,000,000"]);
    }
}
