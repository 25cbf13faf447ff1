//! The register's files: reading them as they really are, and taking them into the database.
//!
//! `source.md` beside this file says where they come from and what is odd about them.

mod columns;
mod files;
pub mod header;
mod import;
mod read;
mod related;
pub mod rows;
pub mod rules;
mod run;
pub(in crate::organisations) mod small;
pub(in crate::organisations) mod store;

pub use import::import;
pub(in crate::organisations) use import::log_refusal;
pub use read::Refusal;
pub use run::{Counts, FileRun, NotImported, Options, Progress, Report, Run, SHOWN_REFUSALS};
pub(in crate::organisations) use store as sql;
pub use store::VERSION;
