//! What holds of every address, asked of each one that the router has: a new route cannot be forgotten.
//!
//! Trust S5, S6, S7, S8, S17, R11.

mod answers;
mod any;
mod bodies;
mod delegate;
mod doors;
mod early_career;
mod expand;
mod markup;
mod forms;
mod offered;
mod rights;
pub mod routes;
mod scene;
