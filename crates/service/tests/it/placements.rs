//! Placements: what schools offer, and who has which places.

mod answer;
mod answering;
mod asking;
mod assigning;
mod availability;
mod changing;
mod contacts;
mod document;
mod find;
mod first_page;
mod letters;
mod lists;
mod many;
mod offering;
mod places;
mod races;
pub mod scene;
mod time;
mod told;
