//! A request to find: read from the address, completed from the register and the database.

use std::collections::HashSet;
use std::sync::Arc;

use govuk::Problems;

use super::answer::{Found, answer};
use super::finding::Finding;
use super::snapshot::Snapshot;
use super::wanted::{Near, Wanted, miles};
use crate::organisations::search::store::{Searching, Snapshots};
use crate::organisations::search::{Part, Spot, Whereabouts};
use crate::partnerships::store as partnerships;
use crate::placements::rules::chosen_year;
use crate::placements::store::remembered_year;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, OrganisationId, Urn, london_date};

/// What is asked, and what it is asked of.
pub(super) struct Asked {
    /// The provider that looks.
    pub provider: OrganisationId,
    /// The year that is shown.
    pub year: AcademicYear,
    /// What is looked for.
    pub wanted: Wanted,
    /// Where, as it was found.
    pub spot: Option<Spot>,
    /// Places of the name that was given, where there are several.
    pub several: Vec<String>,
    /// Why the place cannot be used.
    pub problems: Problems,
    /// The register.
    pub register: Arc<Snapshots>,
    /// What schools offer and say.
    pub snapshot: Arc<Snapshot>,
}

impl Asked {
    /// Reads the request of a provider's user.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for others, and those of the policy and of the database.
    pub async fn read(ctx: &Ctx, query: &Fields, searching: &Searching, finding: &Finding) -> Result<Asked, Failure> {
        let provider = provider(ctx)?;
        let mut asked = Asked {
            provider,
            year: year(ctx, query).await?,
            wanted: Wanted::read(query),
            spot: None,
            several: Vec::new(),
            problems: Problems::default(),
            register: searching.now(),
            snapshot: finding.now(),
        };
        if asked.wanted.only_partners {
            let urns = partnerships::urns_of(&mut ctx.app.db.read().await?, provider).await?;
            asked.wanted.partners = urns.iter().filter_map(|it| it.parse().ok()).collect();
        }
        asked.words(query.text("q"));
        asked.place(query);
        Ok(asked)
    }

    fn words(&mut self, words: &str) {
        if !words.is_empty() {
            let found = self.register.schools.search(words, |_| true, Part { skip: 0, take: usize::MAX });
            self.wanted.named = Some(found.hits.iter().filter_map(|it| it.urn).collect::<HashSet<Urn>>());
        }
    }

    fn place(&mut self, query: &Fields) {
        let named = query.text("near");
        if named.is_empty() {
            return;
        }
        match self.register.schools.whereabouts(named) {
            Whereabouts::At(spot) => {
                self.wanted.near = Some(Near { place: spot.place, miles: miles(query) });
                self.spot = Some(spot);
            }
            Whereabouts::Several(names) => {
                self.problems.add("near", format!("Select which “{named}” you mean"));
                self.several = names;
            }
            Whereabouts::Unknown => {
                let sentence = format!(
                    "Enter a town, a postcode or the first part of one: we do not know a place called “{named}”"
                );
                self.problems.add("near", sentence);
            }
        }
    }

    /// The part of the answer: so many schools passed over, so many taken. There is none while the place is not known.
    pub fn answer(&self, part: (usize, usize)) -> Found {
        if self.problems.is_empty() { answer(&self.snapshot, self.year, &self.wanted, part) } else { Found::default() }
    }
}

/// The provider that looks; find is no page of anybody else's.
pub(super) fn provider(ctx: &Ctx) -> Result<OrganisationId, Failure> {
    Ok(ctx.may_as(Kind::Provider, Action::ReadPlacements)?.on())
}

/// The year to show. The person's own is asked for only where the address has none.
pub(super) async fn year(ctx: &Ctx, query: &Fields) -> Result<AcademicYear, Failure> {
    let today = london_date(ctx.now);
    let asked = query.text("year").parse().ok();
    if asked.is_some_and(|it| chosen_year(asked, None, today).start_year() == it) {
        return Ok(chosen_year(asked, None, today));
    }
    let remembered = remembered_year(&mut ctx.app.db.read().await?, ctx.viewer()?.person).await?;
    Ok(chosen_year(None, remembered, today))
}
