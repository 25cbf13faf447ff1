//! A placement as every provider sees it. Who else has places on it is never among this.

use std::collections::HashMap;

use govuk::components::{Colour, SummaryList, SummaryRow, Tag};
use store::{StoreError, Tx};

use super::rules::{Answer, Offer, Seen};
use super::store::{Placement, picture};
use super::words::{self, Word};
use crate::organisations::contact_book::{self, Contact};
use crate::platform::clock::day;
use crate::vocabulary::london_date;

/// The facts of a placement that is there, for the school's preview and for the provider's page.
///
/// Nobody is named for a year in which the school says that it offers no placements. Source: acceptance A34.
///
/// # Errors
/// Those of the database.
pub async fn facts_of(tx: &mut Tx, placement: &Placement) -> Result<SummaryList, StoreError> {
    let year = placement.offer.year;
    let spoken = picture::spoken(tx, placement.school).await?;
    let contact = if spoken.iter().any(|it| it.year == year && it.answer == Some(Answer::No)) {
        format!("The school does not offer placements in {year}, and asks not to be contacted about them")
    } else {
        contact_told(contact_book::for_placements(tx, placement.school).await?.as_ref())
    };
    let school = format!("{} (URN {})", placement.school_name, placement.urn);
    let facts = facts(&school, &placement.offer, places_of(placement), contact);
    Ok(facts.row(SummaryRow::new("Last updated", day(london_date(placement.changed_at)))))
}

/// Whom providers can contact, or that nobody is given.
pub fn contact_told(contact: Option<&Contact>) -> String {
    contact.map_or_else(|| "Not given yet".to_owned(), contact_words)
}

/// The facts of an offer.
///
/// `school` is its name as the page says it; `places` its places in words.
pub fn facts(school: &str, offer: &Offer, places: String, contact: String) -> SummaryList {
    let note = if offer.note.is_empty() { "Not given".to_owned() } else { offer.note.clone() };
    SummaryList::new()
        .row(SummaryRow::new("School", school))
        .row(SummaryRow::new("Placement", offer.what.title()))
        .row(SummaryRow::new("Academic year", offer.year.to_string()))
        .row(SummaryRow::new("Expected date", offer.when.title()))
        .row(SummaryRow::new("Places", places))
        .row(SummaryRow::new("Places for intensive training and practice", itp_words(offer.itp_places)))
        .row(SummaryRow::new("Routes", offer.routes_title()))
        .row(SummaryRow::new("Setting", offer.setting.title()))
        .row(SummaryRow::new("Note from the school", note))
        .row(SummaryRow::new("Contact for placements", contact))
}

/// The address of a placement's page.
pub fn address(placement: &Placement) -> String {
    format!("/placements/{}", placement.public_id)
}

/// The places of a placement; what is withdrawn has none that are left, nor none left.
pub fn places_of(placement: &Placement) -> String {
    let places = placement.offer.places;
    if placement.is_offered { places_words(places, placement.standing().left()) } else { words::places(places) }
}

/// "2 places, 1 left"
pub fn places_words(places: i32, left: i32) -> String {
    let places = words::places(places);
    match left {
        0 => format!("{places}, none left"),
        left => format!("{places}, {left} left"),
    }
}

/// The extra places as pages say them.
pub fn itp_words(places: i32) -> String {
    if places == 0 { "None".to_owned() } else { places.to_string() }
}

/// "ITT coordinator, office@school.example"
pub fn contact_words(contact: &Contact) -> String {
    match contact.post.as_str() {
        "" => contact.address.clone(),
        post => format!("{post}, {}", contact.address),
    }
}

/// How a placement stands, as a tag; never by colour alone.
pub fn tag(seen: Seen) -> Tag {
    let tag = Tag::new(seen.title());
    match seen {
        Seen::Available => tag.colour(Colour::Green),
        Seen::Assigned | Seen::AssignedToYou => tag,
        Seen::Unavailable => tag.colour(Colour::Red),
        Seen::Withdrawn => tag.colour(Colour::Grey),
    }
}

/// What tells links of the same words apart to those who hear them one by one: ", 2 of 3", or nothing where the words
/// stand once.
pub fn ordinals(names: &[String]) -> Vec<String> {
    let mut all: HashMap<&str, usize> = HashMap::new();
    for name in names {
        *all.entry(name).or_default() += 1;
    }
    let mut so_far: HashMap<&str, usize> = HashMap::new();
    let mut ordinals = Vec::with_capacity(names.len());
    for name in names {
        let number = so_far.entry(name).or_default();
        *number += 1;
        ordinals.push(match all.get(name.as_str()) {
            Some(all) if *all > 1 => format!(", {number} of {all}"),
            _ => String::new(),
        });
    }
    ordinals
}

#[cfg(test)]
mod tests {
    use super::ordinals;

    #[test]
    fn names_that_stand_once_need_no_number() {
        let names = ["Physics", "French", "Physics"].map(str::to_owned);
        assert_eq!(ordinals(&names), [", 1 of 2", "", ", 2 of 2"]);
        assert!(ordinals(&[]).is_empty());
    }
}
