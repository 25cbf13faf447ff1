//! The measures in words.

use super::Counts;
use super::small::Share;

/// A line of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    /// What is measured.
    pub name: &'static str,
    /// The result.
    pub result: String,
    /// Of how many.
    pub counted_from: String,
}

/// The four measures, in the order of the Service Standard.
pub(super) fn measures(counts: &Counts) -> [Measure; 4] {
    [
        Measure {
            name: "User satisfaction: people who were satisfied or very satisfied",
            result: percent(counts.satisfied),
            counted_from: of(counts.satisfied, "answers on the feedback page in the last 2 years"),
        },
        Measure {
            name: "Completion rate: links to sign in that were used",
            result: percent(counts.signed_in),
            counted_from: of(counts.signed_in, "links asked for by people with an account"),
        },
        Measure {
            name: "Digital take-up: schools told of a partnership by email, not by letter",
            result: percent(counts.by_mail),
            counted_from: of(counts.by_mail, "emails and letters to schools"),
        },
        Measure {
            name: "Cost per transaction",
            result: counts
                .cost
                .as_deref()
                .filter(|it| !it.is_empty())
                .map_or_else(|| "Not given yet".to_owned(), pounds),
            counted_from: "What it costs to run the service, as those who run it say".to_owned(),
        },
    ]
}

fn percent(share: Share) -> String {
    share.percent().map_or_else(|| "Too few to show".to_owned(), |it| format!("{it}%"))
}

fn of(share: Share, what: &str) -> String {
    format!("{} {what}", share.whole_shown())
}

fn pounds(text: &str) -> String {
    if text.starts_with('£') { text.to_owned() } else { format!("£{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_claimed_before_it_is_known() {
        let results = measures(&Counts::default()).map(|it| it.result);
        assert_eq!(results, ["Too few to show", "Too few to show", "Too few to show", "Not given yet"]);
    }

    #[test]
    fn each_measure_says_of_how_many_it_is() {
        let counts = Counts {
            satisfied: Share { part: 1_500, whole: 2_000 },
            cost: Some("1.20".to_owned()),
            ..Counts::default()
        };
        let [satisfaction, .., cost] = measures(&counts);
        assert_eq!(satisfaction.result, "75%");
        assert_eq!(satisfaction.counted_from, "2,000 answers on the feedback page in the last 2 years");
        assert_eq!(cost.result, "£1.20");
    }
}
