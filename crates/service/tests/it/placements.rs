//! Placements: what schools offer, and who has which places.

mod answer;
mod availability;
mod contacts;
mod document;
mod places;
mod races;
mod scene;
mod time;
