//! A printable letter, as a tagged PDF (PDF/UA-1): for a school that has no email address.
//!
//! What is given is data: it is drawn letter by letter and no mark-up is read in it.

mod draw;
mod flow;
mod fonts;

use std::sync::OnceLock;

use chrono::NaiveDate;

use super::clock::day;
use flow::{Flow, Kind, Style};
use fonts::Fonts;

/// A letter to one recipient.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Who writes: lines at the head of the page.
    pub from: Vec<String>,
    /// Whom it is for: the lines that show in the window of the envelope; none where it goes into no envelope.
    pub to: Vec<String>,
    /// The day it is dated.
    pub date: NaiveDate,
    /// What it is about; also the document's title.
    pub heading: String,
    /// What it says.
    pub parts: Vec<Part>,
}

/// A part of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A paragraph.
    Paragraph(String),
    /// A heading below the letter's own.
    Heading(String),
    /// Items with bullets.
    List(Vec<String>),
    /// Where to answer, in a box: the web address to type, and the code.
    Code {
        /// The address, short enough to be typed.
        web_address: String,
        /// The code, in letters that are not easily confused.
        code: String,
    },
}

/// Why a letter could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Unprintable {
    /// The fonts that are built in cannot be read.
    #[error("the fonts of the letter cannot be read")]
    Fonts,
    /// The document would not be accessible; krilla's validator says why.
    #[error("the letter is not valid: {0}")]
    Invalid(String),
}

/// The letter as the bytes of a PDF.
///
/// # Errors
/// [`Unprintable`], which is a fault of ours, whatever the letter holds.
pub fn pdf(letter: &Letter) -> Result<Vec<u8>, Unprintable> {
    pdf_of(std::slice::from_ref(letter), &letter.heading)
}

/// Several letters as one document of this title, each on pages of its own; at least one.
///
/// # Errors
/// [`Unprintable`], which is a fault of ours, whatever the letters hold.
pub fn pdf_of(letters: &[Letter], title: &str) -> Result<Vec<u8>, Unprintable> {
    static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
    let fonts = FONTS.get_or_init(Fonts::load).as_ref().ok_or(Unprintable::Fonts)?;
    let mut flow = Flow::new(fonts);
    for (number, letter) in letters.iter().enumerate() {
        if number > 0 {
            flow.next_letter();
        }
        lay_out(letter, &mut flow);
    }
    draw::document((letters, title), &flow, fonts)
}

/// Height above the address, so that it shows in the window of a DL envelope, and the least height of what follows.
const ADDRESS_TOP: f32 = 142.0;
const BELOW_ADDRESS: f32 = 235.0;

fn lay_out(letter: &Letter, flow: &mut Flow<'_>) {
    for (number, line) in letter.from.iter().enumerate() {
        flow.write(line, if number == 0 { Style::Strong } else { Style::Body }, Kind::Paragraph);
    }
    if letter.to.is_empty() {
        flow.space(20.0);
    } else {
        flow.down_to(ADDRESS_TOP);
        for line in &letter.to {
            flow.write(line, Style::Body, Kind::Paragraph);
        }
        flow.down_to(BELOW_ADDRESS);
    }
    flow.write(&day(letter.date), Style::Body, Kind::Paragraph);
    flow.space(10.0);
    flow.write(&letter.heading, Style::Title, Kind::Title);
    for part in &letter.parts {
        flow.space(8.0);
        match part {
            Part::Paragraph(text) => flow.write(text, Style::Body, Kind::Paragraph),
            Part::Heading(text) => {
                flow.keep(90.0);
                flow.space(4.0);
                flow.write(text, Style::Subtitle, Kind::Subtitle);
            }
            Part::List(items) => {
                for item in items {
                    flow.item(item);
                }
            }
            Part::Code { web_address, code } => flow.boxed(|flow| {
                flow.write("Go to this web address:", Style::Body, Kind::Paragraph);
                flow.write(web_address, Style::Strong, Kind::Link(web_address.clone()));
                flow.space(6.0);
                flow.write("Enter this code:", Style::Body, Kind::Paragraph);
                flow.write(code, Style::Code, Kind::Paragraph);
            }),
        }
    }
}

#[cfg(test)]
mod tests;
