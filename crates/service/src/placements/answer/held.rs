//! The asking that a browser holds, after a link or a code.

use axum::response::Response;
use store::{StoreError, Tx};

use crate::placements::store::asks::{self, Asked};
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::kept::{self, Keeping, Kept};
use crate::platform::secret::{Purpose, row_of};
use crate::policy::{Action, Actor, Permit};

/// What the browser holds here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answering;

impl Keeping for Answering {
    const KEPT: Kept = Kept::new("__Host-answer", "answer");
}

/// The token that the browser keeps.
pub(super) type Held = kept::Held<Answering>;

impl Held {
    /// The asking that the browser holds, if it holds a good one.
    pub(super) async fn asked(&self, tx: &mut Tx, app: &App) -> Result<Option<Asked>, Failure> {
        let Some(token) = self.token() else { return Ok(None) };
        Ok(asked_of(tx, app, token).await?)
    }
}

/// Asks the policy for whoever holds the link.
pub(super) fn permit(asked: &Asked) -> Result<Permit, Failure> {
    Ok(Actor::LinkHolder { organisation: asked.school }.may(Action::SetAvailability, asked.school)?)
}

/// The asking of a link's token, when the token is good.
pub(super) async fn asked_of(tx: &mut Tx, app: &App, token: &str) -> Result<Option<Asked>, StoreError> {
    let Some(row) = row_of(token) else { return Ok(None) };
    let asked = asks::by_public_id(tx, row).await?;
    Ok(asked.filter(|_| app.secret.fits(Purpose::Availability, token, row, 0)))
}

/// On to the page, with the asking in the browser's keeping.
pub(super) fn keep(ctx: &Ctx, asked: &Asked) -> Response {
    Answering::KEPT.keep(ctx, &ctx.app.secret.token(Purpose::Availability, &asked.public_id, 0), "/a")
}
