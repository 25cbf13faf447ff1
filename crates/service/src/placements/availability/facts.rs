//! What the questions look at.

use govuk::journey::Answers;

use super::questions;
use crate::organisations::contact_book;
use crate::placements::rules::Offer;
use crate::placements::rules::availability::{Might, years_asked};
use crate::placements::school::own::Register;
use crate::placements::store::availability::{Availability, availability};
use crate::placements::store::{Placement, placements_of};
use crate::placements::words::{Answer, Phase, Word};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::vocabulary::{AcademicYear, london_date};

/// What the questions look at.
pub(super) struct Facts {
    /// The years that can be answered for.
    pub(super) years: [AcademicYear; 2],
    /// The year that is answered for.
    pub(super) year: AcademicYear,
    /// The answer that has been chosen.
    pub(super) answer: Option<Answer>,
    /// The phases that the school may have trainees in.
    pub(super) phases: Vec<Phase>,
    /// What is recorded now.
    pub(super) current: Option<Availability>,
    /// What is offered now.
    pub(super) offered: Vec<Placement>,
    /// Whether the school has said whom to contact.
    pub(super) has_contact: bool,
}

impl Facts {
    /// The facts of the year and answer that stand in these answers.
    pub(super) async fn of(ctx: &Ctx, answers: &Answers) -> Result<Facts, Failure> {
        let organisation = ctx.organisation()?;
        let years = years_asked(london_date(ctx.now));
        let chosen = answers.get(questions::YEAR).and_then(|it| it.parse().ok()).map(AcademicYear::starting);
        let year = chosen.filter(|it| years.contains(it)).unwrap_or(years[1]);
        let mut tx = ctx.app.db.read().await?;
        let register = Register::of(&mut tx, organisation.id).await?;
        Ok(Facts {
            years,
            year,
            answer: answers.get(questions::ANSWER).and_then(|it| Answer::parse(it)),
            phases: register.phases(),
            current: availability(&mut tx, organisation.id, year).await?,
            offered: placements_of(&mut tx, organisation.id, year).await?,
            has_contact: contact_book::for_placements(&mut tx, organisation.id).await?.is_some(),
        })
    }

    /// Placements with assigned places: what keeps the answer at "yes".
    pub(super) fn assigned(&self) -> impl Iterator<Item = &Placement> {
        self.offered.iter().filter(|it| it.assigned > 0)
    }

    /// What might have been possible, as placements that can be offered now.
    pub(super) fn convertible(&self) -> Vec<Offer> {
        let maybe = self.current.as_ref().filter(|it| it.answer == Some(Answer::Maybe));
        maybe.map(|it| it.might.offers(self.year)).unwrap_or_default()
    }

    /// What is recorded of what might be possible.
    pub(super) fn might(&self) -> Might {
        self.current.as_ref().map(|it| it.might.clone()).unwrap_or_default()
    }
}
