//! The half-made answers of one journey.

use govuk::journey::Answers;
use store::drafts;
use store::naive;

use super::Walk;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;

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
        let owner = owner(ctx)?;
        let mut tx = ctx.app.db.read().await?;
        let found = drafts::load(&mut tx, W::BASE, &owner, id, naive(ctx.now)).await?;
        Ok(found.map(|draft| Draft { id: Some(draft.id), answers: draft.answers }))
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

    pub(super) async fn remove<W: Walk>(&self, ctx: &Ctx) -> Result<(), Failure> {
        let Some(id) = &self.id else { return Ok(()) };
        let mut tx = ctx.app.db.begin().await?;
        drafts::remove(&mut tx, W::BASE, &owner(ctx)?, id).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Whose draft it is: a person's, as they act for one organisation.
fn owner(ctx: &Ctx) -> Result<String, Failure> {
    Ok(format!("{}:{}", ctx.viewer()?.person.get(), ctx.organisation()?.id))
}
