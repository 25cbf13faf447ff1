//! Who works with whom: partnerships and their members.

pub mod rules;
pub mod events;
pub mod mail;
pub mod matching;
pub mod roster;
pub mod store;
pub mod removed;
pub mod partner_schools;
pub mod letters;
pub mod add_many;
pub mod report_mistake;
pub mod succession;
pub mod telling;

use axum::Router;

use crate::platform::App;
use crate::platform::worker::DueWork;

/// Work that comes round.
pub const DUE: &[&dyn DueWork] = &[&succession::ProposeSuccessors, &telling::TellReachable];

/// The addresses of this capability.
pub fn routes() -> Router<App> {
    Router::new().merge(partner_schools::routes()).merge(add_many::routes()).merge(report_mistake::routes())
}
