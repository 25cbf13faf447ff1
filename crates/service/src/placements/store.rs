//! The SQL of placements. A place is counted once: under a lock, behind a condition, behind a check of the database.

mod advance;
pub mod ask_letters;
pub mod asks;
pub mod availability;
mod between;
mod edit;
mod hosting;
mod list;
pub mod mentors;
mod mine;
mod offer;
pub mod offered;
pub mod picture;
mod placement;
mod profile;
mod share;
mod waiting;
mod year;

pub use advance::{Ask, Change, Give, ask, change, change_by_job, give};
pub use between::between;
pub use edit::{Edit, edit, offer_again, withdraw};
pub use hosting::{Year, school_year};
pub use list::{Counts, Filter, Line, Order, counts, page};
pub use mine::{MineFacet, MineFilter, MineLine, MineOrder, mine, mine_facets};
pub use offer::offer;
pub use placement::{Placement, placement, placements_of, subject};
pub use profile::{PlacementWindow, Profile, ProfileEdit, Trainees, edit_profile, profile_subject, provider_profile};
pub use share::{Due, Share, due, share, shares_of, shares_of_many};
pub use waiting::{ProviderCounts, Unsaid, WaitingRequest, provider_counts, unsaid, waiting_requests};
pub use year::{remember_year, remembered_year};

/// A change that a rule may refuse: the outer error is the database's, and nothing is written in either case.
pub type Outcome<T> = Result<Result<T, super::rules::Refusal>, store::StoreError>;
