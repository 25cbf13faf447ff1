//! The SQL of partnerships: who works with whom.

mod add;
mod add_providers;
mod matching;
mod membership;
pub mod notices;
mod orphans;
mod providers;
mod remove;
mod report;
mod rosters;
mod telling;

pub use add::{Added, ToAdd, add_schools};
pub use add_providers::{AddedProviders, JustAdded, NamedProvider, ToName, add_providers, named_provider};
pub use matching::Matching;
pub use membership::{
    Current, by_id, confirmed, confirmed_subject, current, currents, currents_of_school, hub_partnership, subject,
    urns_of,
};
pub use orphans::{Orphan, orphans};
pub use providers::{Ended, ProviderFilter, ProviderLine, end_by_school, ended, providers_of, reported_at};
pub use remove::{assigned_to, remove};
pub use report::{Reported, Source, report, reported};
pub use rosters::Rosters;
pub use telling::{begin_again, tellable, told_at_address};
