//! How events of the trail become what an organisation reads. Pure.

use serde_json::Value;

use crate::accounts::events as accounts;
use crate::early_career::events as early_career;
use crate::partnerships::events as partnerships;
use crate::placements::events as placements;

/// The kinds of line that the list can be narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The pages were looked at.
    Looked,
    /// Somebody began to act at the organisation's request.
    Acted,
    /// Something was changed.
    Changed,
}

impl Sort {
    /// Every kind, in the order of the filter.
    pub const ALL: [Sort; 3] = [Sort::Looked, Sort::Acted, Sort::Changed];

    /// The kind of an event's action.
    pub fn of(action: &str) -> Sort {
        match action {
            "look_at" => Sort::Looked,
            "act_on_behalf" | "act_for" => Sort::Acted,
            _ => Sort::Changed,
        }
    }

    /// The word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Sort::Looked => "looked",
            Sort::Acted => "acted",
            Sort::Changed => "changed",
        }
    }

    /// The filter's words.
    pub fn title(self) -> &'static str {
        match self {
            Sort::Looked => "Looked",
            Sort::Acted => "Acted for the organisation",
            Sort::Changed => "Changed something",
        }
    }
}

/// What an event is about, as far as its subject says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A person.
    Person(i64),
    /// The partnership of a provider with a school.
    Partnership {
        /// The provider's key.
        hub: i64,
        /// The school.
        urn: String,
    },
    /// An organisation.
    Organisation(i64),
    /// Nothing that has a name.
    Nothing,
}

impl About {
    /// Reads a subject, such as `person:7` or `partner-school 1/100001`.
    pub fn of(subject: &str) -> About {
        if let Some(Ok(person)) = subject.strip_prefix("person:").map(str::parse) {
            return About::Person(person);
        }
        if let Some(Ok(organisation)) = subject.strip_prefix("organisation ").map(str::parse) {
            return About::Organisation(organisation);
        }
        if let Some(Ok(school)) =
            subject.strip_prefix("early-career-numbers ").map(|it| it.split('/').next().unwrap_or(it).parse())
        {
            return About::Organisation(school);
        }
        let confirmed = subject.strip_prefix("early-career ").and_then(|it| it.split_once('/'));
        // Of a cohort's school the year stands between.
        let confirmed = confirmed.and_then(|(hub, rest)| Some((hub, rest.split_once('/')?.1)));
        let pair = subject.strip_prefix("partner-school ").and_then(|it| it.split_once('/')).or(confirmed);
        match pair.map(|(hub, urn)| (hub.parse(), urn.to_owned())) {
            Some((Ok(hub), urn)) => About::Partnership { hub, urn },
            _ => About::Nothing,
        }
    }
}

/// What was done, and about whom, as a sentence without its full stop.
pub fn told_of(action: &str, data: &Value, about: Option<&str>) -> String {
    match action {
        "look_at" => "Looked at the organisation’s pages".to_owned(),
        "act_on_behalf" => "Acted for the organisation at its request".to_owned(),
        "act_for" => "Acted for the school".to_owned(),
        "set_availability" => placements::told_of_year(data),
        "offer_placements" | "assign_placements" => {
            let title = data["title"].as_str().map(|it| format!(": {it}")).unwrap_or_default();
            format!("{}{title}", placements::told_to_school(data))
        }
        "manage_users" => accounts::told_of(data, about.unwrap_or("somebody")),
        "decide_access" if data.get("change").and_then(Value::as_str) == Some("granted") => {
            "Gave somebody the organisation’s first account".to_owned()
        }
        "decide_access" => "Refused a request for the organisation’s first account".to_owned(),
        _ => {
            let told = [early_career::told_of(data), partnerships::told_of(data)];
            let told = told.into_iter().find(|it| !it.is_empty());
            let told = told.unwrap_or_else(|| capital(&action.replace('_', " ")));
            about.map_or(told.clone(), |name| format!("{told}: {name}"))
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn events_are_told_as_sentences() {
        let told = |action: &str, data| told_of(action, &data, Some("Jo Bell"));
        assert_eq!(told("look_at", json!({ "did": "started" })), "Looked at the organisation’s pages");
        assert_eq!(told("act_on_behalf", json!({})), "Acted for the organisation at its request");
        let added = json!({ "did": "added", "roles": ["viewer", "finance"] });
        assert_eq!(told("manage_users", added), "Added Jo Bell as a user (Can view, Finance)");
        assert_eq!(told("change_partners", json!({ "change": "removed" })), "Removed from partner schools: Jo Bell");
        assert_eq!(told("give_contact", json!({ "post": "ITT" })), "Give contact: Jo Bell", "better than nothing");
        let paired = json!({ "change": "paired", "cohort": "2026 to 2027", "delivery_partner": "Tamar Hub" });
        assert_eq!(told_of("manage_cohorts", &paired, None), "Paired with Tamar Hub for 2026 to 2027");
        let tutor = told("nominate_tutor", json!({ "change": "tutor_nominated" }));
        assert_eq!(tutor, "Induction tutor nominated: Jo Bell");
        let numbers = told("give_numbers", json!({ "change": "numbers_given", "cohort": 2026 }));
        assert_eq!(numbers, "Numbers of early career teachers and mentors given: Jo Bell");
        let granted = told("decide_access", json!({ "change": "granted" }));
        assert_eq!(granted, "Gave somebody the organisation’s first account");
    }

    #[test]
    fn subjects_say_what_they_are_about() {
        assert_eq!(About::of("person:7"), About::Person(7));
        assert_eq!(About::of("partner-school 1/100001"), About::Partnership { hub: 1, urn: "100001".to_owned() });
        assert_eq!(About::of("organisation 3"), About::Organisation(3));
        assert_eq!(About::of("early-career-numbers 3/2026"), About::Organisation(3));
        let confirmed = About::Partnership { hub: 4, urn: "100001".to_owned() };
        assert_eq!(About::of("early-career 4/2026/100001"), confirmed);
        for other in ["early-career 4/2026", "organisation:3", "person:x", "partner-school", "access_request abc"] {
            assert_eq!(About::of(other), About::Nothing, "{other}");
        }
    }
}
