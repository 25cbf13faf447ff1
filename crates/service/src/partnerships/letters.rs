//! Letters to all schools that have not been told: made together, printed as one file, posted together.
//!
//! Each capability has a page of its own, with its own letter; what they share is here.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, InsetText};
use store::Tx;

use super::partner_schools::letter::code;
use super::rules::About;
use super::store::notices::{self, Notice};
use crate::organisations::school::School;
use crate::organisations::store as register;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::letter::{self, Letter};
use crate::platform::page::{download, page, see_other, with_banner, without_banner};
use crate::platform::request::Fields;
use crate::policy::Permit;
use crate::vocabulary::{OrganisationId, counted, grouped};

/// The most letters in one file: as many as somebody puts into envelopes in an afternoon.
pub const MOST: usize = 200;

/// Whose letters, and where their pages are.
#[derive(Clone, Debug)]
pub struct Letters {
    /// Who may write them.
    pub permit: Permit,
    /// What they are about.
    pub about: About,
    /// The page, with its query.
    pub here: String,
    /// The letters as a file, with its query.
    pub pdf: String,
    /// The list of the schools that have not been told.
    pub list: String,
    /// An address can be given there instead.
    pub takes_addresses: bool,
}

#[derive(Template)]
#[template(path = "partnerships/letters.html")]
struct LettersPage {
    layout: Layout,
    of: Letters,
    /// Schools without a letter.
    unmade: usize,
    /// Letters that were made and not posted, in all.
    total: usize,
    /// Those of them that the file holds, and the last.
    shown: usize,
    last: i64,
}

const LETTERS: (&str, &str) = ("letter", "letters");

impl LettersPage {
    fn make(&self) -> Button {
        let button = Button::new(format!("Make {}", counted(self.unmade.min(MOST), LETTERS)));
        let button = button.name("step").value("make").prevent_double_click(true);
        if self.shown > 0 { button.secondary() } else { button }
    }

    fn posted(&self) -> Button {
        let these = if self.shown == 1 {
            "this letter".to_owned()
        } else {
            format!("these {} letters", grouped(self.shown as u64))
        };
        Button::new(format!("I have posted {these}")).name("step").value("posted").prevent_double_click(true)
    }

    fn without_letter(&self) -> String {
        counted(self.unmade, ("school has", "schools have"))
    }

    fn letters(&self) -> String {
        counted(self.shown, LETTERS)
    }

    fn all_letters(&self) -> String {
        counted(self.total, ("letter that you have", "letters that you have"))
    }

    fn inset(&self) -> InsetText {
        InsetText::new(
            "Each school has 14 days to tell us about a mistake. They start when you say that you have posted its letter.",
        )
    }
}

impl Letters {
    fn whose(&self) -> (OrganisationId, About) {
        (self.permit.on(), self.about)
    }

    /// What there is to make, to print and to post.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn get(self, ctx: &Ctx) -> Result<Response, Failure> {
        let mut tx = ctx.app.db.read().await?;
        let unmade = notices::unmade(&mut tx, self.whose()).await?;
        let total = notices::waiting_count(&mut tx, self.whose()).await?;
        let shown = notices::waiting(&mut tx, self.whose(), MOST).await?;
        drop(tx);
        let view = LettersPage {
            layout: ctx.layout("Tell schools by letter").back(self.list.as_str()),
            unmade: usize::try_from(unmade).unwrap_or(usize::MAX),
            total: usize::try_from(total).unwrap_or(usize::MAX),
            shown: shown.len(),
            last: shown.last().map_or(0, |it| it.id),
            of: self,
        };
        Ok(without_banner(ctx, page(&view)?))
    }

    /// Makes letters, or notes that those up to the last that the page named were posted.
    ///
    /// # Errors
    /// Those of the database; then nothing is changed.
    pub async fn post(self, ctx: &Ctx, fields: &Fields) -> Result<Response, Failure> {
        let mut tx = ctx.app.db.begin().await?;
        if fields.text("step") == "make" {
            notices::make_letters(&mut tx, &self.permit, ctx.now, (self.whose(), MOST), || code(ctx)).await?;
            tx.commit().await?;
            return Ok(see_other(&self.here));
        }
        if fields.text("step") != "posted" {
            return Ok(see_other(&self.here));
        }
        let last: i64 = fields.text("last").parse().unwrap_or(0);
        let mut letters = notices::waiting(&mut tx, self.whose(), MOST).await?;
        letters.retain(|it| it.id <= last);
        for letter in &letters {
            notices::handed_over(&mut tx, &self.permit, ctx.now, letter).await?;
        }
        tx.commit().await?;
        if letters.is_empty() {
            return Ok(see_other(&self.here));
        }
        let next = "Each school has 14 days to tell us if this is a mistake.";
        let banner = Banner::new(format!("{} posted", counted(letters.len(), LETTERS)), next);
        Ok(with_banner(ctx, see_other(&self.here), &banner))
    }

    /// The letters that the page offers, as one file; back to the page where none waits. `write` says what each says.
    ///
    /// # Errors
    /// Those of the database, and of the file.
    pub async fn pdf(self, ctx: &Ctx, write: impl Fn(&School, &Notice, String) -> Letter) -> Result<Response, Failure> {
        let mut tx = ctx.app.db.read().await?;
        let notices = notices::waiting(&mut tx, self.whose(), MOST).await?;
        let letters = letters(&mut tx, notices, write).await?;
        drop(tx);
        if letters.is_empty() {
            return Ok(see_other(&self.here));
        }
        let title = counted(letters.len(), LETTERS);
        let bytes = tokio::task::spawn_blocking(move || letter::pdf_of(&letters, &title)).await;
        let bytes = bytes.map_err(|error| error.to_string()).and_then(|it| it.map_err(|error| error.to_string()));
        Ok(download("letters.pdf", "application/pdf", bytes.map_err(Failure::Broken)?))
    }
}

async fn letters(
    tx: &mut Tx,
    notices: Vec<Notice>,
    write: impl Fn(&School, &Notice, String) -> Letter,
) -> Result<Vec<Letter>, Failure> {
    let mut letters = Vec::with_capacity(notices.len());
    for notice in notices {
        let Ok(urn) = notice.urn.parse() else { continue };
        let school = register::school(tx, urn).await?;
        if let (Some(school), Some(code)) = (school, notice.letter_code.clone()) {
            letters.push(write(&school, &notice, code));
        }
    }
    Ok(letters)
}
