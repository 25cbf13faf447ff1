//! A placement as every provider sees it. Who else has places on it is never among this.

use govuk::components::{Colour, SummaryList, SummaryRow, Tag};

use super::rules::{Offer, Seen};
use super::store::Placement;
use super::words::{self, Word};
use crate::organisations::contact_book::Contact;

/// The facts of a placement, for the school's preview and for the provider's page.
///
/// `school` is its name as the page says it; `left` the places that nobody has.
pub fn facts(school: &str, offer: &Offer, left: i32, contact: Option<&Contact>) -> SummaryList {
    let note = if offer.note.is_empty() { "Not given".to_owned() } else { offer.note.clone() };
    let contact = contact.map_or_else(|| "Not given yet".to_owned(), contact_words);
    SummaryList::new()
        .row(SummaryRow::new("School", school))
        .row(SummaryRow::new("Placement", offer.what.title()))
        .row(SummaryRow::new("Academic year", offer.year.to_string()))
        .row(SummaryRow::new("Expected date", offer.when.title()))
        .row(SummaryRow::new("Places", places_words(offer.places, left)))
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
