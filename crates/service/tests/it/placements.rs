//! Placements: what schools offer, and who has which places.

mod answer;
mod asking;
mod availability;
mod contacts;
mod document;
mod find;
mod places;
mod races;
pub mod scene;
mod time;
