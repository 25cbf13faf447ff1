//! Placement windows as a calendar file, which schools and providers keep in their own calendars.

use chrono::{DateTime, Days, Utc};
use icalendar::{Calendar, Component, Event, EventLike};

use super::store::PlacementWindow;

/// What goes before a file's name ends.
pub const CONTENT_TYPE: &str = "text/calendar; charset=utf-8";

/// The windows of a provider as an iCalendar file.
///
/// Each event's UID is made from the window's public id: importing the file again changes events and adds none.
/// `changed_at` is their DTSTAMP. Source: RFC 5545 3.6.1: the end of days is the day after the last.
pub fn calendar(provider: &str, changed_at: DateTime<Utc>, windows: &[PlacementWindow]) -> String {
    let mut calendar = Calendar::new();
    calendar.name(&format!("Placements of {provider}"));
    for window in windows {
        let after = window.ends_on.checked_add_days(Days::new(1)).unwrap_or(window.ends_on);
        let event = Event::new()
            .uid(&format!("{}@placement-windows", window.public_id))
            .timestamp(changed_at)
            .summary(&format!("{}: {provider}", window.name))
            .starts(window.starts_on)
            .ends(after)
            .done();
        calendar.push(event);
    }
    calendar.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_reads_back_and_says_the_same_each_time() {
        let day = |text: &str| text.parse().unwrap();
        let window = PlacementWindow {
            public_id: "w1".to_owned(),
            name: "Block A, first; école".to_owned(),
            starts_on: day("2026-10-05"),
            ends_on: day("2026-12-18"),
        };
        let at = "2026-11-02T09:00:00Z".parse().unwrap();
        let file = calendar(
            "Oakfield Teaching Alliance of the North and of all the Land around it",
            at,
            std::slice::from_ref(&window),
        );
        assert_eq!(
            file,
            calendar("Oakfield Teaching Alliance of the North and of all the Land around it", at, &[window])
        );
        assert!(file.lines().all(|line| line.len() <= 75), "{file}");
        let read: Calendar = file.parse().unwrap();
        let events: Vec<&Event> = read.components.iter().filter_map(|it| it.as_event()).collect();
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].get_uid(), Some("w1@placement-windows"));
        assert_eq!(events[0].property_value("DTSTART"), Some("20261005"));
        assert_eq!(events[0].property_value("DTEND"), Some("20261219"));
        assert_eq!(events[0].property_value("DTSTAMP"), Some("20261102T090000Z"));
        assert!(events[0].get_summary().unwrap().contains("école"), "{file}");
    }
}
