//! The notice that a browser holds, after a link or a letter's code.

use axum::response::Response;
use chrono::{DateTime, Utc};
use store::{StoreError, Tx};

use crate::partnerships::rules::{Standing, standing};
use crate::partnerships::store::notices::{self, Notice};
use crate::partnerships::store::{self as partnerships, Current};
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::kept::{self, Keeping, Kept};
use crate::platform::secret::{Purpose, row_of};
use crate::policy::{Action, Actor, Permit};
use crate::vocabulary::Urn;

/// What the browser holds here.
#[derive(Clone, Copy, Debug)]
pub struct Reporting;

impl Keeping for Reporting {
    const KEPT: Kept = Kept::new("__Host-report", "report");
}

/// The token that the browser keeps.
pub type Held = kept::Held<Reporting>;

/// A notice with the partnership that it is about, as whoever holds it may see them.
#[derive(Clone, Debug)]
pub struct Matter {
    /// The notice.
    pub notice: Notice,
    /// The partnership now.
    pub current: Current,
    /// The school's number.
    pub urn: Urn,
}

impl Matter {
    /// How it stands.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        standing(self.notice.report_number == self.current.report_number, self.current.state, now)
    }

    /// Asks the policy for whoever holds the notice.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when a holder may not.
    pub fn may(&self, action: Action) -> Result<Permit, Failure> {
        Ok(Actor::LinkHolder { organisation: self.notice.school }.may(action, self.notice.school)?)
    }
}

impl Held {
    /// The matter of the notice that the browser holds, if it holds a good one.
    ///
    /// # Errors
    /// [`Failure`] when the database is away.
    pub async fn matter(&self, tx: &mut Tx, app: &App) -> Result<Option<Matter>, Failure> {
        let Some(token) = self.token() else { return Ok(None) };
        let Some(notice) = notice_of(tx, app, token).await? else { return Ok(None) };
        let Ok(urn) = notice.urn.parse() else { return Ok(None) };
        let current = partnerships::by_id(tx, notice.membership).await?;
        let matter = current.map(|current| Matter { notice, current, urn });
        if let Some(matter) = &matter {
            let _ = matter.may(Action::OpenNotice)?;
        }
        Ok(matter)
    }
}

/// The notice of a link's token, when the token is good.
///
/// # Errors
/// Those of the database.
pub(super) async fn notice_of(tx: &mut Tx, app: &App, token: &str) -> Result<Option<Notice>, StoreError> {
    let Some(row) = row_of(token) else { return Ok(None) };
    let notice = notices::by_public_id(tx, row).await?;
    let fits = |it: &Notice| app.secret.fits(Purpose::Report, token, row, i64::from(it.report_number));
    Ok(notice.filter(fits))
}

/// On to the notice's page, with the notice in the browser's keeping.
pub(super) fn keep(ctx: &Ctx, notice: &Notice) -> Response {
    let app = &ctx.app;
    let token = app.secret.token(Purpose::Report, &notice.public_id, i64::from(notice.report_number));
    Reporting::KEPT.keep(ctx, &token, "/report")
}
