//! GET, POST /a: the question and everything needed to answer it.

use askama::Template;
use axum::response::Response;
use govuk::components::{Button, Choice, Fieldset, Input, Legend, Radios};
use govuk::fields::{Called, optional, whole_number};
use govuk::{Layout, Problems};

use super::code;
use super::held::Held;
use super::submit::{Came, submit, submit_confirmation};
use crate::placements::rules::availability::MOST_TRAINEES;
use crate::placements::store::asks::Asked;
use crate::placements::store::availability::{Availability, availability};
use crate::placements::words::{Answer, Word};
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::Fields;
use crate::vocabulary::london_date;

const ANSWER: &str = "answer";
const TRAINEES: &str = "trainees";

/// How the question stands for whoever opens the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It can be answered.
    Open,
    /// It can be answered otherwise than before, or confirmed.
    Confirm,
    /// Somebody answered since the message was sent.
    Answered,
    /// The year is over.
    Ended,
}

#[derive(Template)]
#[template(path = "placements/answer/show.html")]
struct ShowPage {
    layout: Layout,
    /// Which link the forms are about.
    of: String,
    school: String,
    start: i32,
    standing: Standing,
    said: Option<&'static str>,
    since: Option<String>,
    is_user: bool,
    /// Whether it came by letter: then there are no more messages to stop.
    is_by_letter: bool,
    typed: (String, String),
    on_answer: Option<String>,
    on_trainees: Option<String>,
}

impl ShowPage {
    fn answers(&self) -> Radios {
        let hint = |answer: Answer| match answer {
            Answer::Yes => "You can add what you offer later, with an account",
            Answer::Maybe => "It commits your school to nothing",
            Answer::No => "Providers do not see whom to contact, and we ask again next year",
        };
        let choices = [Answer::Yes, Answer::Maybe, Answer::No]
            .map(|it| Choice::new(it.code(), it.title()).hint(govuk::components::Hint::new(hint(it))));
        let legend = Legend::new("Your answer").classes("govuk-fieldset__legend--m");
        Radios::new(ANSWER, Fieldset::new(legend))
            .items(choices)
            .value(self.typed.0.as_str())
            .error(self.on_answer.as_deref())
    }

    fn trainees(&self) -> Input {
        Input::whole_number(TRAINEES, "About how many trainees? (optional)", 4)
            .hint("Leave this empty if you do not know, or if your answer is no")
            .value(self.typed.1.as_str())
            .error(self.on_trainees.as_deref())
    }

    fn send() -> Button {
        Button::new("Send your answer").prevent_double_click(true)
    }

    fn still_right() -> Button {
        Button::new("Still right").prevent_double_click(true)
    }
}

fn standing(ctx: &Ctx, asked: &Asked, said: Option<&Availability>) -> Standing {
    let since = said.and_then(|it| it.confirmed_at.or(it.answered_at));
    if asked.year.has_ended(london_date(ctx.now)) {
        Standing::Ended
    } else if asked.answered_at.is_some() || since.is_some_and(|at| at >= asked.queued_at) {
        Standing::Answered
    } else if said.is_some_and(|it| it.answer.is_some()) {
        Standing::Confirm
    } else {
        Standing::Open
    }
}

fn title(asked: &Asked, standing: Standing) -> String {
    let (school, year) = (&asked.school_name, asked.year);
    match standing {
        Standing::Open => format!("Can {school} offer placements for trainee teachers in {year}?"),
        Standing::Confirm => format!("Is what {school} said about placements in {year} still right?"),
        Standing::Answered => format!("Someone at {school} has already answered for {year}"),
        Standing::Ended => format!("The academic year {year} has ended"),
    }
}

async fn view(
    ctx: &Ctx,
    (held, asked): (&Held, &Asked),
    typed: (&str, &str),
    problems: &Problems,
) -> Result<ShowPage, Failure> {
    let said = availability(&mut ctx.app.db.read().await?, asked.school, asked.year).await?;
    let standing = standing(ctx, asked, said.as_ref());
    let since = said.as_ref().and_then(|it| it.confirmed_at.or(it.answered_at));
    Ok(ShowPage {
        layout: ctx.layout_with(title(asked, standing), problems),
        of: held.of().to_owned(),
        school: asked.school_name.clone(),
        start: asked.year.start_year(),
        standing,
        said: said.as_ref().and_then(|it| it.answer).map(Word::title),
        since: since.map(|at| day(london_date(at))),
        is_user: asked.person.is_some(),
        is_by_letter: asked.person.is_none() && asked.address.is_none(),
        typed: (typed.0.to_owned(), typed.1.to_owned()),
        on_answer: problems.on(ANSWER).map(str::to_owned),
        on_trainees: problems.on(TRAINEES).map(str::to_owned),
    })
}

/// Draws the page, or asks for a code.
pub(super) async fn get(ctx: Ctx, held: Held) -> Result<Response, Failure> {
    let asked = held.asked(&mut ctx.app.db.read().await?, &ctx.app).await?;
    let Some(asked) = asked else { return code::ask(&ctx) };
    page(&view(&ctx, (&held, &asked), ("", ""), &Problems::default()).await?)
}

/// Takes the answer; the second of two at once lands on the page that says so.
pub(super) async fn post(ctx: Ctx, client: Client, held: Held, fields: Fields) -> Result<Response, Failure> {
    ctx.app.limits.count(Kind::Public, client.0)?;
    if let Some(elsewhere) = held.overtaken(&ctx, &fields, "/a") {
        return Ok(elsewhere);
    }
    let asked = held.asked(&mut ctx.app.db.read().await?, &ctx.app).await?;
    let Some(asked) = asked else { return Ok(see_other("/a")) };
    let typed = (fields.text(ANSWER), fields.text(TRAINEES));
    let mut problems = Problems::default();
    let answer = Answer::parse(typed.0).ok_or("Select yes, maybe or no");
    let answer = problems.keep(ANSWER, answer);
    let called = Called::new("a number of trainees", "Number of trainees");
    let trainees = optional(typed.1, |it| whole_number(it, called, &(1..=MOST_TRAINEES)));
    let trainees = problems.keep(TRAINEES, trainees);
    let (Some(answer), Some(trainees)) = (answer, trainees) else {
        return page_again(&view(&ctx, (&held, &asked), typed, &problems).await?);
    };
    let trainees = trainees.and_then(|it| i32::try_from(it).ok()).filter(|_| answer != Answer::No);
    match submit(&ctx, &asked, answer, trainees).await? {
        Came::Done => Ok(see_other("/a/done")),
        Came::Before => Ok(see_other("/a")),
        Came::Refused(refusal) => {
            page_again(&view(&ctx, (&held, &asked), typed, &Problems::one(ANSWER, refusal)).await?)
        }
    }
}

/// What the school said is still right.
pub(super) async fn confirm(ctx: Ctx, client: Client, held: Held, fields: Fields) -> Result<Response, Failure> {
    ctx.app.limits.count(Kind::Public, client.0)?;
    if let Some(elsewhere) = held.overtaken(&ctx, &fields, "/a") {
        return Ok(elsewhere);
    }
    let asked = held.asked(&mut ctx.app.db.read().await?, &ctx.app).await?;
    let Some(asked) = asked else { return Ok(see_other("/a")) };
    match submit_confirmation(&ctx, &asked).await? {
        Came::Done => Ok(see_other("/a/done")),
        Came::Before | Came::Refused(_) => Ok(see_other("/a")),
    }
}
