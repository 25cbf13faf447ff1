//! Name and address of the tutor, the check, and the change: the same for a link and for users who are signed in.

use askama::Template;
use axum::response::Response;
use govuk::components::{Button, Input, SummaryList, SummaryRow};
use govuk::{Layout, Problems};
use serde_json::json;
use store::text_of;

use crate::early_career::mail::{TUTOR_NOMINATED, TUTOR_REPLACED};
use crate::early_career::store::tutors::{self, Tutor};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::mail;
use crate::platform::page::{page, page_again};
use crate::platform::request::Fields;
use crate::platform::secret::digest;
use crate::policy::Permit;
use crate::vocabulary::{EmailAddress, NotAName, PersonName};

/// What the check page says of the tutor whom it saw.
const STOOD: &str = "stood";
const TITLE: &str = "Who is your induction tutor?";

/// Where the form stands, and of whom it speaks.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    pub(super) school: &'a str,
    /// Which link it was drawn for; empty for who is signed in.
    pub(super) of: &'a str,
    pub(super) action: &'a str,
    /// The page before, where there is one.
    pub(super) back: Option<&'a str>,
}

/// What was typed, once it is good.
pub(super) struct Named {
    name: PersonName,
    email: EmailAddress,
}

#[derive(Template)]
#[template(path = "early_career/nominate/form.html")]
struct AskPage<'a> {
    layout: Layout,
    place: &'a Place<'a>,
    name: Input,
    email: Input,
    go_on: Button,
}

fn view<'a>(ctx: &Ctx, place: &'a Place<'a>, typed: (&str, &str), problems: &Problems) -> AskPage<'a> {
    let short = |text: &str| text.chars().take(400).collect::<String>();
    let layout = ctx.layout_with(TITLE, problems);
    AskPage {
        layout: match place.back {
            Some(back) => layout.back(back),
            None => layout,
        },
        place,
        name: Input::new("name", "Full name").value(short(typed.0)).autocomplete("off").error(problems.on("name")),
        email: Input::email("email", "Email address")
            .hint("We write to it when a lead provider confirms your school")
            .value(short(typed.1))
            .autocomplete("off")
            .error(problems.on("email")),
        go_on: Button::new("Continue").prevent_double_click(true),
    }
}

/// Asks, with what is known.
pub(super) fn ask(ctx: &Ctx, place: &Place<'_>, known: (&str, &str)) -> Result<Response, Failure> {
    page(&view(ctx, place, known, &Problems::default()))
}

#[derive(Template)]
#[template(path = "early_career/nominate/check.html")]
struct CheckPage<'a> {
    layout: Layout,
    place: &'a Place<'a>,
    named: Named,
    /// The tutor of now, whom this one replaces.
    replaced: Option<String>,
    /// Tells the tutor of now from any other.
    stood: String,
    facts: SummaryList,
    confirm: Button,
    change: Button,
}

/// What to do with what was sent: a page to answer with, or somebody to nominate.
pub(super) enum Sent {
    /// A page.
    Page(Response),
    /// Checked and confirmed.
    Nominate(Named),
}

fn sentence(why: NotAName) -> String {
    match why {
        NotAName::Missing => "Enter the full name of your induction tutor".to_owned(),
        other => other.to_string(),
    }
}

/// Reads the form; every problem at once.
///
/// `current` is the tutor of now; one who was nominated after the check page was drawn is not replaced unseen.
pub(super) fn read(ctx: &Ctx, place: &Place<'_>, fields: &Fields, current: Option<&Tutor>) -> Result<Sent, Failure> {
    let typed = (fields.text("name"), fields.text("email"));
    if fields.text("step") == "change" {
        return Ok(Sent::Page(ask(ctx, place, typed)?));
    }
    let mut problems = Problems::default();
    let name = problems.keep("name", typed.0.parse::<PersonName>().map_err(sentence));
    let email = problems.keep("email", typed.1.parse::<EmailAddress>());
    let (Some(name), Some(email)) = (name, email) else {
        return Ok(Sent::Page(page_again(&view(ctx, place, typed, &problems))?));
    };
    let named = Named { name, email };
    let stood = current.map(|it| digest(&format!("{} {}", it.name, it.email))).unwrap_or_default();
    let is_as_seen = fields.saw(STOOD, &stood);
    if fields.text("step") == "confirm" && is_as_seen {
        return Ok(Sent::Nominate(named));
    }
    let facts = SummaryList::new()
        .row(SummaryRow::new("School", place.school))
        .row(SummaryRow::new("Induction tutor", named.name.as_str()))
        .row(SummaryRow::new("Email address", named.email.as_str()));
    Ok(Sent::Page(page(&CheckPage {
        layout: ctx.layout("Check who you nominate"),
        place,
        replaced: current.filter(|it| !it.is_at(named.email.as_str())).map(|it| it.name.clone()),
        stood,
        named,
        facts,
        confirm: Button::new("Nominate induction tutor").name("step").value("confirm").prevent_double_click(true),
        change: Button::new("Change").name("step").value("change").secondary(),
    })?))
}

/// Nominates, and promises the mail to the tutor; false when it was them already: nothing changes, and there is no mail.
pub(super) async fn nominate(ctx: &Ctx, permit: &Permit, named: &Named) -> Result<bool, Failure> {
    let mut tx = ctx.app.db.begin().await?;
    let is_new = tutors::nominate(&mut tx, permit, ctx.now, (named.name.as_str(), &named.email)).await?;
    if is_new {
        let about = json!({ "school": permit.on().get(), "at": text_of(store::naive(ctx.now)) });
        mail::queue(&mut tx, &ctx.app, TUTOR_NOMINATED, about.clone(), ctx.now).await?;
        mail::queue(&mut tx, &ctx.app, TUTOR_REPLACED, about, ctx.now).await?;
        tx.commit().await?;
        ctx.app.wake.notify_one();
    }
    Ok(is_new)
}
