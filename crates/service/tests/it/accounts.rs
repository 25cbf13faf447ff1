//! Stories of people: signing in, choosing an organisation, users, terms.

mod house;
mod landing;
mod links;
mod open_id;
mod other_browser;
mod second_factor;
mod sessions;
mod users;
