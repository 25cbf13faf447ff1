//! Stories of the API: what systems read and change with a token (acceptance ect 55 to 58).

mod confirming;
mod document;
mod once;
mod reading;
mod schema;
mod system;
mod tokens;
