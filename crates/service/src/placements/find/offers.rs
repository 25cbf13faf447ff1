//! A school's placements of a year as a provider sees them, in groups. Who else has places is never among this.

use askama::Template;
use askama::filters::HtmlSafe;
use govuk::components::{Cell, Component, Html, Table, Tag};
use store::Tx;

use crate::placements::rules::{Assignment, Seen};
use crate::placements::seen;
use crate::placements::store::{Placement, Share, placements_of, shares_of_many};
use crate::placements::words::{Word, places};
use crate::platform::failure::Failure;
use crate::vocabulary::{AcademicYear, OrganisationId};

/// The groups, those with the provider's own places first.
#[derive(Template)]
#[template(path = "placements/find/offers.html")]
pub(super) struct Offers {
    groups: Vec<(&'static str, Table)>,
    year: AcademicYear,
}

impl HtmlSafe for Offers {}
impl Component for Offers {}

/// A placement with the provider's own shares of it.
#[derive(Template)]
#[template(path = "placements/find/offer.html")]
struct Offer {
    placement: Placement,
    own: Vec<Share>,
    may_request: bool,
    /// Tells it from others of the same title.
    ordinal: String,
}

impl Offer {
    fn held(&self) -> i32 {
        self.own.iter().filter(|it| it.state.holds_places()).map(|it| it.places).sum()
    }

    fn requested(&self) -> i32 {
        let open = |it: &&Share| matches!(it.state, Assignment::Requested { .. });
        self.own.iter().filter(open).map(|it| it.places).sum()
    }

    fn seen(&self) -> Seen {
        self.placement.standing().to_provider(self.held())
    }

    /// Whether there is something to ask for that has not been asked for.
    fn can_request(&self) -> bool {
        self.may_request && self.requested() == 0 && self.placement.standing().left() > 0
    }

    fn own_words(&self) -> Option<String> {
        let words = [(self.held(), "assigned to you"), (self.requested(), "requested by you")];
        let words: Vec<String> = words
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, words)| format!("{} {words}", places(number)))
            .collect();
        (!words.is_empty()).then(|| words.join(", "))
    }

    fn particulars(&self) -> String {
        let offer = &self.placement.offer;
        let mut parts = vec![offer.when.title(), offer.routes_title(), offer.setting.title().to_owned()];
        if offer.itp_places > 0 {
            parts.push(format!("{} for intensive training and practice", places(offer.itp_places)));
        }
        parts.join(". ")
    }

    fn tag(&self) -> Tag {
        seen::tag(self.seen())
    }

    fn left(&self) -> String {
        format!("{} of {}", self.placement.standing().left(), self.placement.offer.places)
    }
}

/// Reads the placements that a school offers in a year, and what the provider has of them.
pub(super) async fn offers(
    tx: &mut Tx,
    (provider, school): (OrganisationId, OrganisationId),
    year: AcademicYear,
    may_request: bool,
) -> Result<Offers, Failure> {
    let placements = placements_of(tx, school, year).await?;
    let keys: Vec<i64> = placements.iter().map(|it| it.id).collect();
    let mut own = shares_of_many(tx, &keys).await?;
    own.retain(|it| it.provider == provider);
    let mut offers: Vec<Offer> = Vec::with_capacity(placements.len());
    let titles: Vec<String> = placements.iter().map(Placement::title).collect();
    for (placement, ordinal) in placements.into_iter().zip(seen::ordinals(&titles)) {
        let of_it = own.iter().filter(|it| it.placement == placement.id).cloned().collect();
        offers.push(Offer { placement, own: of_it, may_request, ordinal });
    }
    let groups =
        [(Seen::AssignedToYou, "Assigned to you"), (Seen::Available, "Available"), (Seen::Unavailable, "Unavailable")];
    let group = |(seen, heading): (Seen, &'static str)| {
        let of_it: Vec<&Offer> = offers.iter().filter(|it| it.seen() == seen).collect();
        (!of_it.is_empty()).then(|| (heading, table(heading, &of_it)))
    };
    Ok(Offers { groups: groups.into_iter().filter_map(group).collect(), year })
}

fn table(heading: &str, offers: &[&Offer]) -> Table {
    let head = ["Placement", "Places left", "Status"];
    let mut table = Table::new(heading).stacked().hidden_caption().head(head.map(Cell::new));
    for it in offers {
        table = table.row([Cell::new(Html::of(*it)), Cell::new(it.left()), Cell::new(it.tag())]);
    }
    table
}
