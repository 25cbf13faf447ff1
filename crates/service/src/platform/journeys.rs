//! The one GET and POST pair that serves every journey.
//!
//! Nothing is written by a GET: the draft is made by the first answer. After each answer the next page is the
//! first question without a good one, or "check"; so a changed answer, Back and several tabs need nothing more.

mod draft;
mod view;
mod walk;

use axum::extract::{FromRequestParts, Path};
use axum::http::header;
use axum::response::Response;
use axum::{Router, routing};
use govuk::Problems;
use govuk::journey::{Answers, Journey, Step};

use super::App;
use super::ctx::{Banner, Ctx};
use super::failure::Failure;
use super::page::{page, page_again, see_other, with_banner, without_banner};
use super::request::{Fields, Query};
use crate::policy::Permit;
use draft::Draft;
use view::QuestionPage;
pub use walk::{Advice, Asked, SEEN, Stopped, Walk};

/// The last page of every journey, and its address under the draft.
const CHECK: &str = "check";

/// The routes of a journey.
pub fn routes<W: Walk>() -> Router<App> {
    Router::new()
        .route(W::BASE, routing::get(begin::<W>).post(first::<W>))
        .route(&format!("{}/{{draft}}/{{step}}", W::BASE), routing::get(get::<W>).post(post::<W>))
}

/// Begins a journey with these answers already given; leads to the step named, where they can be changed.
///
/// For changing what is recorded: the questions come filled in. It writes a draft, so it belongs in a POST.
///
/// # Errors
/// [`Failure`] when the policy refuses or the database is away.
pub async fn begin_with<W: Walk>(ctx: &Ctx, answers: Answers, slug: &str) -> Result<Response, Failure> {
    let _ = ctx.may(W::ACTION)?;
    let mut draft = Draft { id: None, answers };
    draft.save::<W>(ctx).await?;
    Ok(see_other(&format!("{}/{}/{slug}", W::BASE, draft.id.unwrap_or_default())))
}

/// Asks the policy; for other kinds of organisation the journey is not there.
fn may<W: Walk>(ctx: &Ctx) -> Result<Permit, Failure> {
    if W::is_for(ctx.organisation()?.kind) { ctx.may(W::ACTION) } else { Err(Failure::NotFound) }
}

/// One request on the way: all that the handlers below share.
struct Way<W: Walk> {
    ctx: Ctx,
    tools: W::Tools,
    permit: Permit,
    draft: Draft,
    journey: Journey<W::Facts>,
    facts: W::Facts,
}

impl<W: Walk> Way<W> {
    async fn at(ctx: Ctx, tools: W::Tools, draft: Draft) -> Result<Way<W>, Failure> {
        let permit = may::<W>(&ctx)?;
        let facts = W::facts(&ctx, &tools, &draft.answers).await?;
        Ok(Way { permit, facts, journey: W::journey(), ctx, tools, draft })
    }

    /// At its beginning, with what the address answers well.
    async fn begun(ctx: Ctx, tools: W::Tools) -> Result<Way<W>, Failure> {
        let query = ctx.query();
        let mut way = Way::<W>::at(ctx, tools, Draft::new()).await?;
        for slug in W::given().iter().filter(|it| query.has(it)) {
            // What it answers badly is asked.
            let _asked = way.journey.take(&way.facts, &mut way.draft.answers, slug, query.text(slug).to_owned());
        }
        if !way.draft.answers.is_empty() {
            way.facts = W::facts(&way.ctx, &way.tools, &way.draft.answers).await?;
        }
        Ok(way)
    }

    fn base(&self) -> String {
        match &self.draft.id {
            Some(id) => format!("{}/{id}", W::BASE),
            None => W::BASE.to_owned(),
        }
    }

    /// The address of a step, or of the page that begins the journey.
    fn address(&self, slug: &str) -> String {
        match &self.draft.id {
            Some(id) => format!("{}/{id}/{slug}", W::BASE),
            None => W::BASE.to_owned(),
        }
    }

    /// Where a question's form goes. The page that begins the journey keeps what its address said: the first answer
    /// is judged by it.
    fn action(&self, slug: &str) -> String {
        let query = self.ctx.address.split_once('?').filter(|_| self.draft.id.is_none());
        let query = query.map(|(_, query)| format!("?{query}")).unwrap_or_default();
        format!("{}{query}", self.address(slug))
    }

    fn back(&self, slug: &str) -> String {
        match self.journey.previous(&self.facts, &self.draft.answers, slug) {
            Some(step) => self.address(step.slug),
            None => W::CANCEL.to_owned(),
        }
    }

    /// On to the first question without a good answer.
    fn go_on(&self) -> Response {
        let next = self.journey.next(&self.facts, &self.draft.answers).map_or(CHECK, |step| step.slug);
        see_other(&self.address(next))
    }

    fn question(&self, step: &Step<W::Facts>, answer: &str, problems: &Problems) -> QuestionPage {
        let seen = self.journey.seen(&self.facts, &self.draft.answers, step.slug);
        let title = (step.question)(&self.facts, &seen);
        QuestionPage {
            layout: self.ctx.layout_with(title, problems).back(self.back(step.slug)),
            question: step.draw(&self.facts, &seen, answer, problems),
            action: self.action(step.slug),
            cancel: W::CANCEL,
            advice: W::advice(&self.facts, step.slug)
                .map(|it| (it.text, self.address(it.change.0), it.change.1, it.is_dead_end)),
        }
    }

    fn check(&self, problems: Problems) -> Result<Response, Failure> {
        W::check(&Asked {
            ctx: &self.ctx,
            facts: &self.facts,
            answers: &self.draft.answers,
            journey: &self.journey,
            base: self.base(),
            back: self.back(CHECK),
            problems,
        })
    }

    /// Takes an answer in and goes on, or shows the question again with what is wrong.
    async fn answer(mut self, slug: &str, posted: &Fields) -> Result<Response, Failure> {
        let Some(step) = self.journey.reached(&self.facts, &self.draft.answers, slug) else {
            return Ok(self.go_on());
        };
        let pairs: Vec<_> = posted.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let answer = step.gather(&pairs);
        // The new answer is judged by the facts that go with it.
        let mut answers = self.draft.answers.clone();
        answers.insert(slug.to_owned(), answer.clone());
        self.facts = W::facts(&self.ctx, &self.tools, &answers).await?;
        let before = self.draft.answers.get(slug).cloned();
        if let Err(problems) = self.journey.take(&self.facts, &mut self.draft.answers, slug, answer.clone()) {
            return page_again(&self.question(step, &answer, &problems));
        }
        if before.is_some_and(|it| it != answer) {
            self.draft.answers.retain(|name, _| !W::about(slug).contains(&name.as_str()));
        }
        self.draft.save::<W>(&self.ctx).await?;
        Ok(self.go_on())
    }

    /// Makes the change once, however often the button is pressed.
    async fn finish(mut self, posted: &Fields) -> Result<Response, Failure> {
        let mut tx = self.ctx.app.db.begin().await?;
        // Somebody may have ended it since it was loaded.
        self.draft = match self.draft.hold::<W>(&mut tx, &self.ctx).await? {
            Some(draft) => draft,
            None => return Ok(gone::<W>(&self.ctx)),
        };
        if let Some(led_to) = self.draft.led_to() {
            return Ok(see_other(led_to));
        }
        let Ok(mut answers) = self.journey.finish(&self.facts, &self.draft.answers) else {
            drop(tx);
            return self.say_what_is_wrong();
        };
        if posted.has(SEEN) {
            answers.insert(SEEN.to_owned(), posted.text(SEEN).to_owned());
        }
        match W::finish(&self.ctx, &self.tools, &mut tx, self.permit.clone(), answers).await? {
            Ok(response) => {
                self.draft.end::<W>(&mut tx, &self.ctx, location(&response)).await?;
                tx.commit().await?;
                self.ctx.app.wake.notify_one();
                Ok(response)
            }
            Err(Stopped { problems, event }) => {
                drop(tx);
                if let Some(event) = event {
                    self.ctx.record_alone(event).await?;
                }
                self.check(problems)
            }
        }
    }

    /// An answer that was good is not any more: its question again, with the reason.
    fn say_what_is_wrong(mut self) -> Result<Response, Failure> {
        let Some(step) = self.journey.next(&self.facts, &self.draft.answers) else { return Ok(self.go_on()) };
        let Some(answer) = self.draft.answers.get(step.slug).cloned() else { return Ok(self.go_on()) };
        match self.journey.take(&self.facts, &mut self.draft.answers, step.slug, answer.clone()) {
            Ok(()) => Ok(self.go_on()),
            Err(problems) => page_again(&self.question(step, &answer, &problems)),
        }
    }
}

/// Where an answer leads.
fn location(response: &Response) -> &str {
    response.headers().get(header::LOCATION).and_then(|it| it.to_str().ok()).unwrap_or("/")
}

/// The draft that an address names is not there: it is another's, or was left for too long.
fn gone<W: Walk>(ctx: &Ctx) -> Response {
    let banner =
        Banner::refusal("Your answers are no longer kept", "Nothing has been changed. Start again on this page.");
    with_banner(ctx, see_other(W::BASE), &banner)
}

async fn begin<W: Walk>(ctx: Ctx, tools: Tools<W>, Query(query): Query) -> Result<Response, Failure> {
    let way = Way::<W>::begun(ctx, tools.0).await?;
    if let Some((address, banner)) = W::elsewhere(&way.facts) {
        return Ok(with_banner(&way.ctx, see_other(address), &banner));
    }
    let Some(step) = way.journey.next(&way.facts, &way.draft.answers) else { return Ok(way.go_on()) };
    let drawn = page(&way.question(step, query.text(step.slug), &Problems::default()))?;
    Ok(without_banner(&way.ctx, drawn))
}

async fn first<W: Walk>(ctx: Ctx, tools: Tools<W>, posted: Fields) -> Result<Response, Failure> {
    let way = Way::<W>::begun(ctx, tools.0).await?;
    let Some(slug) = way.journey.next(&way.facts, &way.draft.answers).map(|step| step.slug) else {
        return Ok(way.go_on());
    };
    way.answer(slug, &posted).await
}

async fn get<W: Walk>(
    ctx: Ctx,
    tools: Tools<W>,
    Path((draft, slug)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let _may = may::<W>(&ctx)?;
    let Some(draft) = Draft::load::<W>(&ctx, &draft).await? else { return Ok(gone::<W>(&ctx)) };
    if let Some(led_to) = draft.led_to() {
        return Ok(see_other(led_to));
    }
    let way = Way::<W>::at(ctx, tools.0, draft).await?;
    if slug == CHECK {
        return match way.journey.next(&way.facts, &way.draft.answers) {
            Some(_) => Ok(way.go_on()),
            None => way.check(Problems::default()),
        };
    }
    let Some(step) = way.journey.reached(&way.facts, &way.draft.answers, &slug) else { return Ok(way.go_on()) };
    let answer = way.draft.answers.get(step.slug).map_or("", String::as_str);
    let seen = way.journey.seen(&way.facts, &way.draft.answers, step.slug);
    page(&way.question(step, answer, &step.lapse(&way.facts, &seen, answer)))
}

async fn post<W: Walk>(
    ctx: Ctx,
    tools: Tools<W>,
    Path((draft, slug)): Path<(String, String)>,
    posted: Fields,
) -> Result<Response, Failure> {
    let _may = may::<W>(&ctx)?;
    let Some(draft) = Draft::load::<W>(&ctx, &draft).await? else { return Ok(gone::<W>(&ctx)) };
    if let Some(led_to) = draft.led_to() {
        return Ok(see_other(led_to));
    }
    let way = Way::<W>::at(ctx, tools.0, draft).await?;
    if slug == CHECK { way.finish(&posted).await } else { way.answer(&slug, &posted).await }
}

/// The journey's tools; a page cannot be given without them.
struct Tools<W: Walk>(W::Tools);

impl<W: Walk> FromRequestParts<App> for Tools<W> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, app: &App) -> Result<Tools<W>, Failure> {
        match W::Tools::from_request_parts(parts, app).await {
            Ok(tools) => Ok(Tools(tools)),
            Err(_) => Err(Failure::Broken("a journey lacks its tools".to_owned())),
        }
    }
}
