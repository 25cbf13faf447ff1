//! `/account/sessions`: where one is signed in; ends one session, or all.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, Html, SummaryList, SummaryRow};

use crate::accounts::sign_out::signed_out;
use crate::accounts::store::{self, OwnSession};
use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other, with_banner, without_banner};
use crate::platform::request::Fields;
use crate::platform::sessions::{ABSOLUTE, IDLE};
use crate::policy::Action;
use crate::vocabulary::OrganisationId;

#[derive(Template)]
#[template(path = "accounts/account/sessions.html")]
struct SessionsPage {
    layout: Layout,
    idle_hours: i64,
    most_hours: i64,
    sessions: Vec<Shown>,
    everywhere: Button,
}

struct Shown {
    public_id: String,
    browser: &'static str,
    is_this: bool,
    summary: SummaryList,
    end: Button,
}

/// "Sign out", and for those who do not see where the button stands, of what.
#[derive(Template)]
#[template(path = "accounts/account/end.html")]
struct EndWords<'a> {
    browser: &'static str,
    started: &'a str,
}

fn shown(session: OwnSession, this: &str) -> Shown {
    let browser = browser(&session.user_agent);
    let started = moment(session.started_at);
    let words = Html::of(&EndWords { browser, started: &started });
    Shown {
        browser,
        is_this: session.public_id == this,
        summary: SummaryList::new()
            .rows([SummaryRow::new("Signed in", started), SummaryRow::new("Last used", moment(session.seen_at))]),
        end: Button::new(words).secondary(),
        public_id: session.public_id,
    }
}

/// The browser's everyday name. The order matters: most browsers claim to be several.
fn browser(user_agent: &str) -> &'static str {
    const NAMES: &[(&str, &str)] = &[
        ("Edg", "Microsoft Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    NAMES.iter().find(|(sign, _)| user_agent.contains(sign)).map_or("Another browser", |(_, name)| name)
}

/// The list.
pub async fn get(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    let viewer = ctx.viewer()?;
    let sessions = store::sessions_of(&mut app.db.read().await?, viewer.person, ctx.now).await?;
    let view = SessionsPage {
        layout: ctx.layout("Where you are signed in").back("/account"),
        idle_hours: IDLE.num_hours(),
        most_hours: ABSOLUTE.num_hours(),
        sessions: sessions.into_iter().map(|it| shown(it, &viewer.session)).collect(),
        everywhere: Button::new("Sign out everywhere").warning(),
    };
    Ok(without_banner(&ctx, page(&view)?))
}

/// Ends one session of one's own; the own one is signed out.
pub async fn end(State(app): State<App>, ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    let viewer = ctx.viewer()?;
    let permit = ctx.may_on(Action::ManageSelf, OrganisationId::SERVICE)?;
    let mut tx = app.db.begin().await?;
    store::end_session(&mut tx, &permit, fields.text("session"), ctx.now).await?;
    tx.commit().await?;
    if fields.text("session") == viewer.session {
        return Ok(signed_out(&ctx, &Banner::new("You have signed out", "To use the service again, sign in.")));
    }
    let banner = Banner::new("That browser has been signed out", "It needs a new link to sign in again.");
    Ok(with_banner(&ctx, see_other("/account/sessions"), &banner))
}

/// Ends every session of one's own, this one too.
pub async fn end_all(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    ctx.viewer()?;
    let permit = ctx.may_on(Action::ManageSelf, OrganisationId::SERVICE)?;
    let mut tx = app.db.begin().await?;
    store::end_all_sessions(&mut tx, &permit, ctx.now).await?;
    tx.commit().await?;
    Ok(signed_out(&ctx, &Banner::new("You have signed out everywhere", "To use the service again, sign in.")))
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn browsers_are_named_as_people_know_them() {
        let check = |agent: &str, name: &str| assert_eq!(browser(agent), name, "{agent}");
        check(
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Microsoft Edge",
        );
        check("Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome");
        check("Mozilla/5.0 (Macintosh) AppleWebKit/605.1 Version/18.0 Safari/605.1", "Safari");
        check("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox");
        check("curl/8.0", "Another browser");
    }
}
