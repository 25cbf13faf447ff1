//! Stories of the DfE's support: its console, looking and acting, onboarding, its own users, its logs. Acceptance A15,
//! A40, A41; product.md decision 13.

mod first_user;
mod logs;
mod organisations;
pub mod routes;
pub mod scene;
mod users;
mod visits;
