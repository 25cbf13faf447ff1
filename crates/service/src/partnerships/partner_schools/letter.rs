//! /partner-schools/{urn}/letter: tell a school that no mail can reach, on paper.
//!
//! The letter's code opens the same page as a mail's link. The fourteen days start when the provider says that
//! it has posted the letter.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, InsetText};
use store::Tx;

use super::contact::may_be_wrong;
use super::urn_of;
use crate::organisations::contact_book;
use crate::organisations::school::School;
use crate::organisations::store as register;
use crate::partnerships::rules::Membership;
use crate::partnerships::store::notices::{self, Notice};
use crate::partnerships::store::{self as partnerships, Current};
use crate::platform::clock::day;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::letter::{self, Letter, Part};
use crate::platform::page::{SERVICE, download, page, see_other, with_banner};
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::{Urn, london_date};

/// What the page says of a letter's code, and of what follows when it has been posted.
#[derive(Clone, Copy, Debug)]
pub struct LetterWords {
    /// What the school can do with the code.
    pub with_it: &'static str,
    /// What the code opens.
    pub opens: &'static str,
    /// What follows.
    pub follows: &'static str,
}

/// Of a letter that tells a school of a partnership.
pub const OF_PARTNERSHIP: LetterWords = LetterWords {
    with_it: "tell us about a mistake",
    opens: "a page about the partnership",
    follows: "The school has 14 days to tell us about a mistake. They start when you say that you have posted the letter.",
};

/// The page on which a letter is made, and on which somebody says that it has been posted.
#[derive(Template)]
#[template(path = "partnerships/partner_schools/letter.html")]
pub struct LetterPage {
    /// Its layout; the title names the school.
    pub layout: Layout,
    /// The school's name.
    pub school: String,
    /// The code of the letter, once it has been made.
    pub code: Option<String>,
    /// Where its form goes.
    pub action: String,
    /// Where the letter itself is.
    pub pdf: String,
    /// The school's page.
    pub back: String,
    /// How the school came to know before, so that nobody need say again that the letter was posted.
    pub told: Option<String>,
    /// A letter can be made: nobody has been told yet, or mail went to an address that may be wrong.
    pub can_make: bool,
    /// What it says of the code.
    pub words: LetterWords,
}

impl LetterPage {
    fn make(&self) -> Button {
        Button::new("Make the letter").name("step").value("make").prevent_double_click(true)
    }

    fn posted(&self) -> Button {
        Button::new("I have posted this letter").name("step").value("posted").prevent_double_click(true)
    }

    fn inset(&self) -> InsetText {
        InsetText::new(self.told.as_deref().unwrap_or(self.words.follows))
    }
}

/// The membership that a letter is for, the school's address, and the letter when it has been made.
struct Facts {
    current: Current,
    school: School,
    letter: Option<Notice>,
    /// Mail told the school, at an address that may be wrong: a letter takes its place.
    replaces: Option<String>,
}

async fn facts(tx: &mut Tx, permit: &Permit, urn: Urn) -> Result<Facts, Failure> {
    let current = partnerships::current(tx, permit.on(), urn).await?;
    let current = current.filter(|it| matches!(it.state, Membership::Active { .. })).ok_or(Failure::NotFound)?;
    let school = register::school(tx, urn).await?.ok_or(Failure::NotFound)?;
    let mut letter = notices::letter_of(tx, &current).await?;
    let told = partnerships::told_at_address(tx, &current).await?;
    let replaces = if may_be_wrong(tx, &current).await? { told } else { None };
    if replaces.is_some() {
        letter = None;
    }
    Ok(Facts { current, school, letter, replaces })
}

/// Offers to make the letter, or the letter that was made.
pub(super) async fn get(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let urn = urn_of(path)?;
    let permit = ctx.may_as(Kind::Provider, Action::TellSchool)?;
    let facts = facts(&mut ctx.app.db.read().await?, &permit, urn).await?;
    let back = format!("/partner-schools/{urn}");
    let view = LetterPage {
        layout: ctx.layout(format!("Tell {} by letter", facts.school.name)).back(back.as_str()),
        school: facts.school.name,
        code: facts.letter.and_then(|it| it.letter_code),
        action: format!("{back}/letter"),
        pdf: format!("{back}/letter.pdf"),
        back,
        can_make: facts.current.told_at.is_none() || facts.replaces.is_some(),
        told: facts.replaces.as_deref().map(replaced_words).or_else(|| told_words(&facts.current)),
        words: OF_PARTNERSHIP,
    };
    page(&view)
}

/// What a letter does where mail went to an address that may be wrong.
fn replaced_words(address: &str) -> String {
    format!(
        "We told the school at {address}. If that address is wrong, make a letter instead: the link in the email stops \
         working, and the school has 14 days from the day on which you say that you have posted the letter."
    )
}

/// How a school came to know of a membership, for the page of its letter.
pub fn told_words(current: &Current) -> Option<String> {
    let on = day(london_date(current.told_at?));
    Some(match current.told_by.as_deref() {
        Some("letter") => format!("You told us on {on} that this letter was posted. You can print it again."),
        Some("mail") => format!("We told the school by email on {on}. It does not need a letter as well."),
        _ => "The school knows: it added you itself.".to_owned(),
    })
}

/// Makes the letter, or notes that it was posted.
pub(super) async fn post(ctx: Ctx, path: Path<String>, fields: Fields) -> Result<Response, Failure> {
    let urn = urn_of(path)?;
    let permit = ctx.may_as(Kind::Provider, Action::TellSchool)?;
    let mut tx = ctx.app.db.begin().await?;
    let facts = facts(&mut tx, &permit, urn).await?;
    let back = format!("/partner-schools/{urn}");
    if facts.current.told_at.is_some() && fields.text("step") == "posted" {
        return Ok(see_other(&format!("{back}/letter")));
    }
    if let ("posted", Some(letter)) = (fields.text("step"), &facts.letter) {
        notices::handed_over(&mut tx, &permit, ctx.now, letter).await?;
        tx.commit().await?;
        let next = format!("{} has 14 days to tell us if this is a mistake.", facts.school.name);
        return Ok(with_banner(&ctx, see_other(&back), &Banner::new("Letter posted", next)));
    }
    if facts.current.told_at.is_some() && facts.replaces.is_none() {
        return Ok(see_other(&format!("{back}/letter")));
    }
    let mut current = facts.current;
    if facts.replaces.is_some() {
        contact_book::take_back(&mut tx, &permit, ctx.now, current.school).await?;
        if !partnerships::begin_again(&mut tx, &permit, ctx.now, (urn, &current)).await? {
            return Ok(see_other(&format!("{back}/letter")));
        }
        current = partnerships::current(&mut tx, permit.on(), urn).await?.ok_or(Failure::NotFound)?;
    }
    notices::letter(&mut tx, &permit, ctx.now, (urn, &current), &code(&ctx)).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{back}/letter")))
}

/// A code for a letter: 12 letters and digits in groups of four, which nobody can guess.
pub fn code(ctx: &Ctx) -> String {
    let letters = ctx.app.chance.public_id().to_uppercase();
    format!("{}-{}-{}", &letters[..4], &letters[4..8], &letters[8..12])
}

/// The letter itself.
pub(super) async fn pdf(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let urn = urn_of(path)?;
    let permit = ctx.may_as(Kind::Provider, Action::TellSchool)?;
    let facts = facts(&mut ctx.app.db.read().await?, &permit, urn).await?;
    let notice = facts.letter.ok_or(Failure::NotFound)?;
    let code = notice.letter_code.clone().ok_or(Failure::NotFound)?;
    let bytes = letter::pdf(&written(&ctx, &facts.school, &notice, code))
        .map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(download(&format!("letter-{urn}.pdf"), "application/pdf", bytes))
}

/// What the letter about a partnership says.
pub(super) fn written(ctx: &Ctx, school: &School, notice: &Notice, code: String) -> Letter {
    let lines = [&Some(school.name.clone()), &school.street, &school.locality, &school.town, &school.postcode];
    let provider = &notice.provider_name;
    Letter {
        from: vec![provider.clone(), format!("through {SERVICE}")],
        to: lines.into_iter().flatten().cloned().collect(),
        date: london_date(ctx.now),
        heading: format!("{provider} has added your school as a partner school"),
        parts: vec![
            Part::Paragraph("To the person who organises teacher training".to_owned()),
            Part::Paragraph(format!(
                "{provider} has added {} (URN {}) to its partner schools for initial teacher training. It lets the \
                 provider find placements that you offer and share information with you. It does not commit your \
                 school to anything.",
                school.name, school.urn
            )),
            Part::Paragraph("If this is right, you do not need to do anything.".to_owned()),
            Part::Paragraph(
                "If this is a mistake, tell us on the web page below. You have 14 days from the day on which this \
                 letter was posted; the page shows the last day. You do not need an account. Enter this code on the \
                 page:"
                    .to_owned(),
            ),
            Part::Code { web_address: format!("{}/report", ctx.app.settings.public_url), code },
        ],
    }
}
