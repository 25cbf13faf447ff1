//! What a journey says of itself.

use std::future::Future;

use axum::extract::FromRequestParts;
use axum::response::Response;
use govuk::Problems;
use govuk::journey::{Answers, Journey};
use store::Tx;
use store::audit::Entry;

use crate::platform::App;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};

/// What a check page says that it showed, in a hidden field of its form, for journeys whose change must be of just
/// that; among the answers under this name when the change is made.
pub const SEEN: &str = "seen";

/// A journey that the service offers: its questions, what they need to know, and what follows.
pub trait Walk: Send + Sync + 'static {
    /// The address of its first page.
    const BASE: &'static str;
    /// Where "Back" on the first page and "Cancel" lead.
    const CANCEL: &'static str;
    /// What the policy is asked.
    const ACTION: Action;
    /// Whose pages these are; for any other kind of organisation they are not there.
    const KIND: Kind;
    /// What the questions may look at, read once for each request.
    type Facts: Send + Sync;
    /// What reading the facts needs besides the database.
    type Tools: FromRequestParts<App> + Clone + Send + Sync;

    /// The questions.
    fn journey() -> Journey<Self::Facts>;

    /// Whether an organisation of this kind has these pages; journeys of several kinds say so themselves.
    fn is_for(kind: Kind) -> bool {
        kind == Self::KIND
    }

    /// Reads the facts that go with these answers.
    fn facts(
        ctx: &Ctx,
        tools: &Self::Tools,
        answers: &Answers,
    ) -> impl Future<Output = Result<Self::Facts, Failure>> + Send;

    /// The questions that the address of the first page may answer, as `?year=2026` does: what it answers well is not
    /// asked, and can be changed.
    fn given() -> &'static [&'static str] {
        &[]
    }

    /// Where whoever begins without what the journey is about is led, and what they are told there.
    fn elsewhere(facts: &Self::Facts) -> Option<(&'static str, Banner)> {
        let _ = facts;
        None
    }

    /// The answers that were about this one, and are asked again when it changes.
    fn about(slug: &str) -> &'static [&'static str] {
        let _ = slug;
        &[]
    }

    /// What stands under a question: advice, and whether there is anything to go on with.
    fn advice(facts: &Self::Facts, slug: &str) -> Option<Advice> {
        let _ = (facts, slug);
        None
    }

    /// Draws the page before the change: everything that was answered, and what will happen.
    ///
    /// # Errors
    /// [`Failure`] when it cannot be drawn.
    fn check(asked: &Asked<'_, Self::Facts>) -> Result<Response, Failure>;

    /// Makes the change in this transaction, which is committed after it together with the journey's end, and the
    /// worker woken; gives where to go and the banner to show there, or what stands in its way: then nothing is kept.
    fn finish(
        ctx: &Ctx,
        tools: &Self::Tools,
        tx: &mut Tx,
        permit: Permit,
        answers: Answers,
    ) -> impl Future<Output = Result<Result<Response, Stopped>, Failure>> + Send;
}

/// Why a journey's change was not made: what the check page says, and the event of a refused change, which is
/// written on its own after the roll-back.
#[derive(Debug)]
pub struct Stopped {
    pub(super) problems: Problems,
    pub(super) event: Option<Entry>,
}

impl Stopped {
    /// A refusal that the audit trail keeps.
    pub fn refused(problems: Problems, event: Entry) -> Stopped {
        Stopped { problems, event: Some(event) }
    }
}

impl From<Problems> for Stopped {
    fn from(problems: Problems) -> Stopped {
        Stopped { problems, event: None }
    }
}

/// What a question's page says besides the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// A sentence.
    pub text: String,
    /// The step that the person may want to answer differently, and the words of the link to it.
    pub change: (&'static str, &'static str),
    /// Nothing can be answered here: no Continue.
    pub is_dead_end: bool,
}

/// What the check page is drawn from.
pub struct Asked<'a, F> {
    /// Who asks.
    pub ctx: &'a Ctx,
    /// The facts.
    pub facts: &'a F,
    /// The answers so far.
    pub answers: &'a Answers,
    /// The journey's own list.
    pub journey: &'a Journey<F>,
    /// The address of the draft, under which each step has its slug.
    pub base: String,
    /// The address of the question before.
    pub back: String,
    /// What stood in the way of the change.
    pub problems: Problems,
}
