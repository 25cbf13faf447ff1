//! The link to nominate that a browser holds, once it has left the address bar.

use axum::extract::Path;
use axum::response::Response;
use store::Tx;

use crate::early_career::store::tutors::{self, Nomination};
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::kept::{self, Keeping, Kept};
use crate::platform::limits::Kind;
use crate::platform::secret::{Purpose, row_of};
use crate::policy::{Action, Actor, Permit};

/// What the browser holds here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nominating;

impl Keeping for Nominating {
    const KEPT: Kept = Kept::new("__Host-nominate", "nominate");
}

/// The token that the browser keeps.
pub(super) type Held = kept::Held<Nominating>;
/// Every link has a row of its own, so that there is one issue of each.
const ISSUE: i64 = 1;

/// The link of a nomination.
pub fn link(app: &App, public_id: &str) -> String {
    format!("{}/nominate/{}", app.settings.public_url, app.secret.token(Purpose::Nominate, public_id, ISSUE))
}

impl Held {
    /// The nomination of the link that the browser holds.
    pub(super) async fn nomination(&self, tx: &mut Tx, app: &App) -> Result<Nomination, Failure> {
        let token = self.token().ok_or(Failure::NotFound)?;
        nomination(tx, app, token).await
    }
}

async fn nomination(tx: &mut Tx, app: &App, token: &str) -> Result<Nomination, Failure> {
    let row = row_of(token).filter(|row| app.secret.fits(Purpose::Nominate, token, row, ISSUE));
    let row = row.ok_or(Failure::NotFound)?;
    tutors::nomination(tx, row).await?.ok_or(Failure::NotFound)
}

/// Asks the policy for whoever holds the link.
pub(super) fn permit(asked: &Nomination) -> Result<Permit, Failure> {
    Ok(Actor::LinkHolder { organisation: asked.school }.may(Action::NominateTutor, asked.school)?)
}

/// GET /nominate/{token}: takes the token out of the address bar; changes nothing, so that scanners may open it.
pub(super) async fn land(ctx: Ctx, client: Client, Path(token): Path<String>) -> Result<Response, Failure> {
    ctx.app.limits.count(Kind::Public, client.0)?;
    let _ = nomination(&mut ctx.app.db.read().await?, &ctx.app, &token).await?;
    Ok(Nominating::KEPT.keep(&ctx, &token, "/nominate"))
}
