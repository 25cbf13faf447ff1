//! /placements/ask-by-letter/{urn}: a letter that asks a school what it can offer, with a code that opens the question.

use axum::extract::Path;
use axum::response::Response;
use store::Tx;

use super::{PATH, list_of};
use crate::organisations::directory;
use crate::organisations::school::School;
use crate::organisations::store as register;
use crate::partnerships::partner_schools::letter::{LetterPage, LetterWords};
use crate::partnerships::rules::Membership;
use crate::partnerships::store::{self as partnerships, Current};
use crate::placements::mail::code_of;
use crate::placements::store::ask_letters;
use crate::placements::store::asks::Asked;
use crate::placements::year_shown::year_shown;
use crate::platform::clock::day;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::letter::{self, Letter, Part};
use crate::platform::page::{SERVICE, download, page, see_other, with_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::{AcademicYear, Urn, london_date};

const WORDS: LetterWords = LetterWords {
    with_it: "say whether it can offer placements",
    opens: "the question whether it can offer placements",
    follows: "We show the school’s answer to every provider, so that nobody needs to ask it again this year.",
};

/// The partner school that a letter is for, the year, and the letter when it has been made.
struct Facts {
    permit: Permit,
    urn: Urn,
    year: AcademicYear,
    current: Current,
    school: School,
    letter: Option<Asked>,
}

impl Facts {
    async fn of(tx: &mut Tx, ctx: &Ctx, urn: &str, query: &Fields) -> Result<Facts, Failure> {
        let permit = ctx.may_as(Kind::Provider, Action::TellSchool)?;
        let urn: Urn = urn.parse().map_err(|_| Failure::NotFound)?;
        let current = partnerships::current(tx, permit.on(), urn).await?;
        let current = current.filter(|it| matches!(it.state, Membership::Active { .. })).ok_or(Failure::NotFound)?;
        let school = register::school(tx, urn).await?.ok_or(Failure::NotFound)?;
        let year = year_shown(tx, ctx, query).await?;
        if year.has_ended(london_date(ctx.now)) {
            return Err(Failure::NotFound);
        }
        let letter = ask_letters::letter(tx, (permit.on(), current.school), year).await?;
        Ok(Facts { permit, urn, year, current, school, letter })
    }

    fn here(&self, tail: &str) -> String {
        format!("{PATH}/{}{tail}?year={}", self.urn, self.year.start_year())
    }
}

/// Offers to make the letter, or the letter that was made.
pub(super) async fn get(ctx: Ctx, Path(urn): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let facts = Facts::of(&mut ctx.app.db.read().await?, &ctx, &urn, &query).await?;
    page(&LetterPage {
        layout: ctx.layout(format!("Ask {} by letter", facts.school.name)).back(list_of(facts.year)),
        action: facts.here(""),
        pdf: facts.here("/letter.pdf"),
        back: list_of(facts.year),
        can_make: true,
        told: facts.letter.as_ref().and_then(posted),
        code: facts.letter.map(|it| code_of(&ctx.app, &it)),
        school: facts.school.name,
        words: WORDS,
    })
}

/// That the letter was posted, for whoever comes back to it.
fn posted(letter: &Asked) -> Option<String> {
    let on = day(london_date(letter.handed_over_at?));
    Some(format!("You told us on {on} that this letter was posted. You can print it again."))
}

/// Makes the letter, or notes that it was posted.
pub(super) async fn post(
    ctx: Ctx,
    Path(urn): Path<String>,
    Query(query): Query,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.begin().await?;
    let facts = Facts::of(&mut tx, &ctx, &urn, &query).await?;
    if let ("posted", Some(letter)) = (fields.text("step"), &facts.letter) {
        ask_letters::posted(&mut tx, &facts.permit, ctx.now, (facts.urn, letter)).await?;
        tx.commit().await?;
        let next =
            format!("You see the answer of {} in “Find placements” as soon as it has given one.", facts.school.name);
        return Ok(with_banner(&ctx, see_other(&list_of(facts.year)), &Banner::new("Letter posted", next)));
    }
    ask_letters::make(&mut tx, &facts.permit, ctx.now, (facts.current.school, facts.urn), facts.year).await?;
    tx.commit().await?;
    Ok(see_other(&facts.here("")))
}

/// The letter itself.
pub(super) async fn pdf(ctx: Ctx, Path(urn): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.read().await?;
    let facts = Facts::of(&mut tx, &ctx, &urn, &query).await?;
    let provider = directory::by_id(&mut tx, facts.permit.on()).await?.ok_or(Failure::NotFound)?.name;
    drop(tx);
    let asked = facts.letter.as_ref().ok_or(Failure::NotFound)?;
    let bytes = letter::pdf(&written(&ctx, &facts, &provider, code_of(&ctx.app, asked)))
        .map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(download(&format!("letter-{}.pdf", facts.urn), "application/pdf", bytes))
}

/// The words of the mail that asks, for a school that no mail reaches.
fn written(ctx: &Ctx, facts: &Facts, provider: &str, code: String) -> Letter {
    let Facts { school, year, .. } = facts;
    let lines = [&Some(school.name.clone()), &school.street, &school.locality, &school.town, &school.postcode];
    Letter {
        from: vec![provider.to_owned(), format!("through {SERVICE}")],
        to: lines.into_iter().flatten().cloned().collect(),
        date: london_date(ctx.now),
        heading: format!("Can {} offer placements for trainee teachers in {year}?", school.name),
        parts: vec![
            Part::Paragraph("To the person who organises teacher training".to_owned()),
            Part::Paragraph(format!(
                "{provider} works with {} (URN {}) and asks whether it can offer placements for trainee teachers in \
                 the academic year {year}. You say yes, maybe or no, and about how many trainees if you know. It \
                 commits the school to nothing.",
                school.name, school.urn
            )),
            Part::Paragraph(
                "Every provider that trains teachers in England sees the answer, so that they do not each have to ask."
                    .to_owned(),
            ),
            Part::Paragraph(format!(
                "Answer on the web page below, in about a minute. You do not need an account. Enter the URN {} and \
                 this code on the page:",
                school.urn
            )),
            Part::Code { web_address: format!("{}/a", ctx.app.settings.public_url), code },
        ],
    }
}
