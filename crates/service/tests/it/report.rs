//! Stories of "this is a mistake": by a link, by a letter's code, and signed in. Acceptance ect 44 to 47.

mod by_letter;
mod by_link;
mod first_user;
mod scene;
mod signed_in;
mod words;
