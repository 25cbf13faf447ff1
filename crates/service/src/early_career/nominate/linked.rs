//! `/nominate`: by a link, without an account. A link that has expired can be sent again.

use askama::Template;
use axum::response::Response;
use chrono::TimeDelta;
use govuk::Layout;
use govuk::components::{Button, Panel};
use serde_json::json;

use super::form::{self, Place, Sent};
use super::held::{Held, permit};
use crate::early_career::mail::NOMINATE_TUTOR;
use crate::early_career::rules::nominations::may_send;
use crate::early_career::store::tutors::{self, Nomination};
use crate::organisations::directory;
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::mail;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::Fields;
use crate::vocabulary::london_date;

/// Nominations by link that a school can make in a day: enough to mend a slip or two.
const MOST_A_DAY: u64 = 5;

#[derive(Template)]
#[template(path = "early_career/nominate/expired.html")]
struct ExpiredPage {
    layout: Layout,
    /// Which link the form is about.
    of: String,
    school: String,
    until: String,
    /// Why another link was not sent.
    refusal: Option<String>,
    again: Button,
}

fn expired(ctx: &Ctx, (held, asked): (&Held, &Nomination), refusal: Option<String>) -> ExpiredPage {
    ExpiredPage {
        layout: ctx.layout("This link has expired"),
        of: held.of().to_owned(),
        school: asked.school_name.clone(),
        until: day(london_date(asked.expires_at)),
        refusal,
        again: Button::new("Send me another link").prevent_double_click(true),
    }
}

fn place<'a>(asked: &'a Nomination, held: &'a Held) -> Place<'a> {
    Place { school: &asked.school_name, of: held.of(), action: "/nominate", back: None }
}

/// Asks, or says that the link has expired.
pub(super) async fn get(ctx: Ctx, held: Held) -> Result<Response, Failure> {
    let asked = held.nomination(&mut ctx.app.db.read().await?, &ctx.app).await?;
    if ctx.now > asked.expires_at {
        return page(&expired(&ctx, (&held, &asked), None));
    }
    form::ask(&ctx, &place(&asked, &held), ("", ""))
}

/// Checks, then nominates.
pub(super) async fn post(ctx: Ctx, client: Client, held: Held, fields: Fields) -> Result<Response, Failure> {
    ctx.app.limits.count(Kind::Public, client.0)?;
    if let Some(elsewhere) = held.overtaken(&ctx, &fields, "/nominate") {
        return Ok(elsewhere);
    }
    let asked = held.nomination(&mut ctx.app.db.read().await?, &ctx.app).await?;
    if ctx.now > asked.expires_at {
        return Ok(see_other("/nominate"));
    }
    let permit = permit(&asked)?;
    let tutor = tutors::of(&mut ctx.app.db.read().await?, asked.school).await?;
    match form::read(&ctx, &place(&asked, &held), &fields, tutor.as_ref())? {
        Sent::Page(page) => Ok(page),
        Sent::Nominate(named) => {
            // Each is a mail to an address that nobody has checked.
            let since = ctx.now - TimeDelta::days(1);
            let before = tutors::nominated_by_link(&mut ctx.app.db.read().await?, &permit, since).await?;
            if before >= MOST_A_DAY {
                return Err(Failure::TooMany { seconds: 24 * 60 * 60 });
            }
            form::nominate(&ctx, &permit, &named).await?;
            Ok(see_other("/nominate/done"))
        }
    }
}

/// Sends another link to the address of the expired one, within the limits of the school.
pub(super) async fn again(ctx: Ctx, client: Client, held: Held, fields: Fields) -> Result<Response, Failure> {
    ctx.app.limits.count(Kind::Public, client.0)?;
    if let Some(elsewhere) = held.overtaken(&ctx, &fields, "/nominate") {
        return Ok(elsewhere);
    }
    let mut tx = ctx.app.db.begin().await?;
    let asked = held.nomination(&mut tx, &ctx.app).await?;
    let permit = permit(&asked)?;
    // Of two who ask at once, the second sees that one was sent.
    directory::hold(&mut tx, asked.school).await?;
    let before = tutors::asked(&mut tx, asked.school, ctx.now).await?;
    if let Err(refusal) = may_send(&before, ctx.now) {
        drop(tx);
        let data = json!({ "change": "tutor_ask_refused", "why": refusal.to_string() });
        ctx.record_alone(permit.entry(ctx.now, format!("organisation {}", asked.school), data)).await?;
        return page_again(&expired(&ctx, (&held, &asked), Some(refusal.to_string())));
    }
    let public_id = ctx.app.chance.public_id();
    tutors::ask(&mut tx, &permit, ctx.now, (&public_id, &asked.address)).await?;
    mail::queue(&mut tx, &ctx.app, NOMINATE_TUTOR, json!({ "nomination": public_id }), ctx.now).await?;
    tx.commit().await?;
    ctx.app.wake.notify_one();
    Ok(see_other("/nominate/again"))
}

#[derive(Template)]
#[template(path = "early_career/nominate/done.html")]
struct DonePage {
    layout: Layout,
    panel: Panel,
    next: String,
}

fn after(ctx: &Ctx, title: &str, next: String) -> Result<Response, Failure> {
    page(&DonePage { layout: ctx.layout(title), panel: Panel::new(title), next })
}

/// Another link is on its way.
pub(super) async fn sent(ctx: Ctx, held: Held) -> Result<Response, Failure> {
    let asked = held.nomination(&mut ctx.app.db.read().await?, &ctx.app).await?;
    let next = format!(
        "We have sent it to the address of {} to which the first link went. It works for 21 days.",
        asked.school_name
    );
    after(&ctx, "We have sent another link", next)
}

/// What happens next; may be loaded again.
pub(super) async fn done(ctx: Ctx, held: Held) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.read().await?;
    let asked = held.nomination(&mut tx, &ctx.app).await?;
    let tutor = tutors::of(&mut tx, asked.school).await?;
    drop(tx);
    if tutor.is_none() {
        return Ok(see_other("/nominate"));
    }
    let next = format!(
        "The induction tutor of {} gets one email that says so. From now on we write to them when a lead provider \
         confirms your school.",
        asked.school_name
    );
    after(&ctx, "Induction tutor nominated", next)
}
