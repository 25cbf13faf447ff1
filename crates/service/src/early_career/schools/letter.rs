//! /early-career/schools/{urn}/letter: tell a school on paper that it has been confirmed.
//!
//! The letter's code opens the same page as a mail's link. The fourteen days start when the lead provider says that
//! it has posted the letter.

use axum::extract::Path;
use axum::response::Response;
use store::Tx;

use super::{PATH, show};
use crate::early_career::store::schools::Line;
use crate::organisations::school::School;
use crate::organisations::store as register;
use crate::partnerships::partner_schools::letter::{LetterPage, OF_PARTNERSHIP, code, told_words};
use crate::partnerships::rules::Membership;
use crate::partnerships::store::notices::{self, Notice};
use crate::partnerships::store::{self as partnerships, Current};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::letter::{self, Letter, Part};
use crate::platform::page::{SERVICE, download, page, see_other, with_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::{AcademicYear, Urn, london_date};

/// The membership that a letter is for, the school's address, and the letter when it has been made.
struct Facts {
    permit: Permit,
    cohort: AcademicYear,
    line: Line,
    urn: Urn,
    current: Current,
    school: School,
    letter: Option<Notice>,
}

impl Facts {
    async fn of(tx: &mut Tx, ctx: &Ctx, urn: &str, query: &Fields) -> Result<Facts, Failure> {
        let permit = ctx.may_as(Kind::LeadProvider, Action::TellSchool)?;
        let (cohort, line) = show::of(tx, ctx, &permit, (urn, query)).await?;
        let urn: Urn = line.urn.parse().map_err(|_| Failure::NotFound)?;
        let current = partnerships::confirmed(tx, (permit.on(), cohort), urn).await?;
        let current = current.filter(|it| matches!(it.state, Membership::Active { .. })).ok_or(Failure::NotFound)?;
        let school = register::school(tx, urn).await?.ok_or(Failure::NotFound)?;
        let letter = notices::letter_of(tx, &current).await?;
        Ok(Facts { permit, cohort, line, urn, current, school, letter })
    }

    fn here(&self, tail: &str) -> String {
        format!("{PATH}/{}{tail}?cohort={}", self.urn, self.cohort.start_year())
    }
}

/// Offers to make the letter, or the letter that was made.
pub(super) async fn get(ctx: Ctx, Path(urn): Path<String>, query: Query) -> Result<Response, Failure> {
    let facts = Facts::of(&mut ctx.app.db.read().await?, &ctx, &urn, &query).await?;
    page(&LetterPage {
        layout: ctx.layout(format!("Tell {} by letter", facts.line.name)).back(facts.here("")),
        action: facts.here("/letter"),
        pdf: facts.here("/letter.pdf"),
        back: facts.here(""),
        code: facts.letter.and_then(|it| it.letter_code),
        school: facts.line.name,
        can_make: facts.current.told_at.is_none(),
        told: told_words(&facts.current),
        words: OF_PARTNERSHIP,
    })
}

/// Makes the letter, or notes that it was posted.
pub(super) async fn post(ctx: Ctx, Path(urn): Path<String>, query: Query, fields: Fields) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.begin().await?;
    let facts = Facts::of(&mut tx, &ctx, &urn, &query).await?;
    if facts.current.told_at.is_some() && fields.text("step") == "posted" {
        return Ok(see_other(&facts.here("/letter")));
    }
    if let ("posted", Some(letter)) = (fields.text("step"), &facts.letter) {
        notices::handed_over(&mut tx, &facts.permit, ctx.now, letter).await?;
        tx.commit().await?;
        let next = format!("{} has 14 days to tell us if this is a mistake.", facts.line.name);
        return Ok(with_banner(&ctx, see_other(&facts.here("")), &Banner::new("Letter posted", next)));
    }
    notices::letter(&mut tx, &facts.permit, ctx.now, (facts.urn, &facts.current), &code(&ctx)).await?;
    tx.commit().await?;
    Ok(see_other(&facts.here("/letter")))
}

/// The letter itself.
pub(super) async fn pdf(ctx: Ctx, Path(urn): Path<String>, query: Query) -> Result<Response, Failure> {
    let facts = Facts::of(&mut ctx.app.db.read().await?, &ctx, &urn, &query).await?;
    let notice = facts.letter.as_ref().ok_or(Failure::NotFound)?;
    let code = notice.letter_code.clone().ok_or(Failure::NotFound)?;
    let bytes = letter::pdf(&written(&ctx, (&facts.school, facts.cohort), notice, code))
        .map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(download(&format!("letter-{}.pdf", facts.urn), "application/pdf", bytes))
}

/// Source: seed 003, the mail to a school that was confirmed.
pub(super) fn written(ctx: &Ctx, (school, cohort): (&School, AcademicYear), notice: &Notice, code: String) -> Letter {
    let lines = [&Some(school.name.clone()), &school.street, &school.locality, &school.town, &school.postcode];
    let lead = &notice.provider_name;
    let partner = notice.delivery_partner.as_deref().unwrap_or("A delivery partner");
    Letter {
        from: vec![lead.clone(), format!("through {SERVICE}")],
        to: lines.into_iter().flatten().cloned().collect(),
        date: london_date(ctx.now),
        heading: format!("{lead} has confirmed that it trains your early career teachers"),
        parts: vec![
            Part::Paragraph("To the person who looks after the induction of early career teachers".to_owned()),
            Part::Paragraph(format!(
                "{partner}, with {lead}, has confirmed that it will train the early career teachers of {} (URN {}) who \
                 start in {}.",
                school.name, school.urn, cohort
            )),
            Part::Paragraph("If this is right, you do not need to do anything about it.".to_owned()),
            Part::Paragraph(
                "If you have not confirmed an agreement with this provider, or you have signed up with someone else, \
                 tell us on the web page below. You have 14 days from the day on which this letter was posted; the \
                 page shows the last day. You do not need an account. Enter this code on the page:"
                    .to_owned(),
            ),
            Part::Code { web_address: format!("{}/report", ctx.app.settings.public_url), code },
        ],
    }
}
