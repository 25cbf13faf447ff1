use serde_json::Value;

use crate::vocabulary::AcademicYear;

/// What a membership is about: the words of its pages and messages follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A provider's partner school.
    Placements,
    /// A school that a lead provider confirmed for the early career teachers of this cohort.
    EarlyCareer(AcademicYear),
}

impl About {
    /// From what is kept of a membership: its kind, and the year in which its cohort starts.
    pub fn read(kind: &str, cohort: Option<i32>) -> About {
        match (kind, cohort) {
            ("ect", Some(year)) => About::EarlyCareer(AcademicYear::starting(year)),
            _ => About::Placements,
        }
    }

    /// From what is kept of an event.
    pub fn of_event(data: &Value) -> About {
        let cohort = data.get("cohort").and_then(Value::as_i64).and_then(|it| i32::try_from(it).ok());
        cohort.map_or(About::Placements, |year| About::EarlyCareer(AcademicYear::starting(year)))
    }

    /// The cohort, where there is one.
    pub fn cohort(self) -> Option<AcademicYear> {
        match self {
            About::Placements => None,
            About::EarlyCareer(year) => Some(year),
        }
    }

    /// What is kept of an event about it, with the cohort where there is one.
    pub fn event(self, mut data: Value) -> Value {
        if let (Some(year), Some(data)) = (self.cohort(), data.as_object_mut()) {
            data.insert("cohort".to_owned(), year.start_year().into());
        }
        data
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_keeps_its_cohort() {
        let about = About::EarlyCareer(AcademicYear::starting(2026));
        assert_eq!(About::of_event(&about.event(json!({ "change": "told" }))), about);
        assert_eq!(About::Placements.event(json!({ "change": "told" })), json!({ "change": "told" }));
        assert_eq!(About::of_event(&json!({})), About::Placements);
    }
}
