//! Placements: what schools offer, and who has which places.

mod answering;
mod asking;
mod assigning;
mod changing;
mod document;
mod many;
mod offering;
mod places;
mod races;
pub mod scene;
mod time;
