//! What the second of two presses that end a partnership, or of two colleagues, is told.

use axum::response::Response;

use crate::platform::ctx::{Banner, Ctx};
use crate::platform::page::{see_other, with_banner};

/// Back to the list, which says that the partner had been removed before.
pub fn removed_before(ctx: &Ctx, partner: &str, list: &str) -> Response {
    let banner = Banner::new(format!("{partner} removed"), "It had been removed before. Nothing more was changed.");
    with_banner(ctx, see_other(list), &banner)
}
