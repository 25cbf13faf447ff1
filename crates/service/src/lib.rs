//! The service: one capability a folder; a module uses only what stands above it in this list.

pub mod vocabulary;
pub mod policy;
pub mod platform;
pub mod organisations;
pub mod partnerships;
pub mod placements;
pub mod early_career;
pub mod accounts;
pub mod support;
pub mod delegation;
pub mod api;
pub mod home;
pub mod router;
pub mod demo;
pub mod commands;
