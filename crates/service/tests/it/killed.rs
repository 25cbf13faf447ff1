//! R1, R2: a process is really killed in the middle of what it does, or who asked closes the browser. What is left is
//! old or new, and doing it again completes it.
//!
//! Three kills of each kind in a check; as many as `SOAK` says in `cargo xtask soak`.

mod bulk;
mod closed;
mod confirm;
mod import;
pub mod process;
