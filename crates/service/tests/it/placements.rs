//! Placements: what schools offer, and who has which places.

mod asking;
mod document;
mod places;
mod races;
pub mod scene;
mod time;
