//! The half-made answers of one journey; once it is over, where it led.

use govuk::journey::Answers;
use store::{Tx, drafts, naive};

use super::Walk;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;

/// Stands among the answers alone once the journey is over: the address that it led to. No step has such a name.
const LED_TO: &str = "(led to)";

/// Answers, and the draft's random name once it has been saved.
pub(super) struct Draft {
    pub(super) id: Option<String>,
    pub(super) answers: Answers,
}

impl Draft {
    pub(super) fn new() -> Draft {
        Draft { id: None, answers: Answers::new() }
    }

    /// The draft with this name, if it is this person's and organisation's.
    pub(super) async fn load<W: Walk>(ctx: &Ctx, id: &str) -> Result<Option<Draft>, Failure> {
        Draft::load_in::<W>(&mut ctx.app.db.read().await?, ctx, id).await
    }

    async fn load_in<W: Walk>(tx: &mut Tx, ctx: &Ctx, id: &str) -> Result<Option<Draft>, Failure> {
        let found = drafts::load(tx, W::BASE, &owner(ctx)?, id, naive(ctx.now)).await?;
        Ok(found.map(|draft| Draft { id: Some(draft.id), answers: draft.answers }))
    }

    /// The same as it stands now, held until the end of the transaction: a second click waits for the first.
    pub(super) async fn hold<W: Walk>(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Option<Draft>, Failure> {
        let Some(id) = &self.id else { return Ok(None) };
        drafts::hold(tx, W::BASE, &owner(ctx)?, id).await?;
        Draft::load_in::<W>(tx, ctx, id).await
    }

    /// Where the journey led, once it is over.
    pub(super) fn led_to(&self) -> Option<&str> {
        self.answers.get(LED_TO).map(String::as_str)
    }

    /// Forgets the answers of a journey that is over, and keeps where it led.
    pub(super) async fn end<W: Walk>(&self, tx: &mut Tx, ctx: &Ctx, led_to: &str) -> Result<(), Failure> {
        let answers = Answers::from([(LED_TO.to_owned(), led_to.to_owned())]);
        let Some(id) = self.id.clone() else { return Ok(()) };
        drafts::save(tx, W::BASE, &owner(ctx)?, &drafts::Draft { id, answers }, naive(ctx.now)).await?;
        Ok(())
    }

    pub(super) async fn save<W: Walk>(&mut self, ctx: &Ctx) -> Result<(), Failure> {
        let id = self.id.clone().unwrap_or_else(|| ctx.app.chance.public_id());
        let draft = drafts::Draft { id: id.clone(), answers: self.answers.clone() };
        let mut tx = ctx.app.db.begin().await?;
        drafts::save(&mut tx, W::BASE, &owner(ctx)?, &draft, naive(ctx.now)).await?;
        tx.commit().await?;
        self.id = Some(id);
        Ok(())
    }
}

/// Whose draft it is: a person's, as they act for one organisation.
fn owner(ctx: &Ctx) -> Result<String, Failure> {
    Ok(format!("{}:{}", ctx.viewer()?.person.get(), ctx.organisation()?.id))
}
