//! The GOV.UK Design System as typed Rust: components, problems, fields and journeys.
//!
//! Data goes in and HTML comes out. Nothing here knows of HTTP, of a database or of schools.

pub mod assets;
pub mod components;
pub mod fields;
pub mod journey;
pub mod layout;
pub mod problems;
pub mod search;
pub mod signed_in;

pub use layout::{Brand, Layout};
pub use problems::{Problem, Problems};
pub use search::{Search, Sought, results_found};
pub use signed_in::SignedIn;
