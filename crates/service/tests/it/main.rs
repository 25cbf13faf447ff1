//! Stories.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on is at its end")]

mod accounts;
mod add_many;
mod api;
mod delegation;
mod demo;
mod early_career;
mod killed;
mod mail;
mod notifications;
mod pages;
mod partner_providers;
mod partner_schools;
mod placements;
mod policy;
mod register;
mod report;
mod roof;
mod running;
mod shown_again;
mod subject;
mod support;
mod telling;
pub mod tidy;
mod twice;
mod world;
