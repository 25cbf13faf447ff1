//! GET, POST /report/code (and /report without a notice): the code of a letter opens what a mail's link opens.

use std::fmt;
use std::str::FromStr;

use askama::Template;
use axum::response::Response;
use govuk::components::{Button, Input};
use govuk::{Layout, Problems};

use super::held::keep;
use crate::partnerships::store::notices;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::page::{page, page_again};
use crate::platform::request::Fields;

/// The code of a letter: twelve letters and digits in groups of four.
#[derive(Clone, Debug, PartialEq, Eq)]
struct LetterCode(String);

/// What was typed is no code that a letter could have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NotACode {
    Missing,
    Malformed,
}

impl fmt::Display for NotACode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotACode::Missing => "Enter the code from your letter",
            NotACode::Malformed => "The code from your letter must be 12 letters and numbers, like ABCD-EFGH-JKLM",
        })
    }
}

impl FromStr for LetterCode {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<LetterCode, NotACode> {
        // Case, spaces and hyphens do not matter; the codes hold no 0, 1 and 8, which people read for O, I and B.
        let is_between = |it: &char| it.is_whitespace() || "-‐‑–—.".contains(*it);
        let letter = |it: char| match it.to_ascii_uppercase() {
            '0' => 'O',
            '1' => 'I',
            '8' => 'B',
            other => other,
        };
        let code: String = text.chars().filter(|it| !is_between(it)).take(64).map(letter).collect();
        if code.is_empty() {
            return Err(NotACode::Missing);
        }
        if code.len() != 12 || !code.bytes().all(|it| it.is_ascii_alphanumeric()) {
            return Err(NotACode::Malformed);
        }
        Ok(LetterCode(format!("{}-{}-{}", &code[..4], &code[4..8], &code[8..])))
    }
}

#[derive(Template)]
#[template(path = "partnerships/report_mistake/code.html")]
struct CodePage {
    layout: Layout,
    typed: String,
    error: Option<String>,
}

impl CodePage {
    fn input(&self) -> Input {
        Input::new("code", "Code")
            .hint("12 letters and numbers, like ABCD-EFGH-JKLM. You can leave out the hyphens.")
            .value(self.typed.as_str())
            .spellcheck(false)
            .autocomplete("off")
            .classes("govuk-input--width-20")
            .error(self.error.as_deref())
    }

    fn go_on() -> Button {
        Button::new("Continue").prevent_double_click(true)
    }
}

fn view(ctx: &Ctx, typed: &str, problems: &Problems) -> CodePage {
    CodePage {
        layout: ctx.layout_with("Enter the code from your letter", problems),
        typed: typed.to_owned(),
        error: problems.on("code").map(str::to_owned),
    }
}

/// Asks for the code.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    ask(&ctx)
}

/// The same for `/report`, when the browser holds no notice.
pub(super) fn ask(ctx: &Ctx) -> Result<Response, Failure> {
    page(&view(ctx, "", &Problems::default()))
}

/// Opens the notice, as its link would.
pub(super) async fn post(ctx: Ctx, client: Client, fields: Fields) -> Result<Response, Failure> {
    ctx.app.limits.count(Kind::SignIn, client.0)?;
    let typed = fields.text("code");
    let mut problems = Problems::default();
    let Some(code) = problems.keep("code", typed.parse::<LetterCode>()) else {
        return page_again(&view(&ctx, typed, &problems));
    };
    let notice = notices::by_letter_code(&mut ctx.app.db.read().await?, &code.0).await?;
    let Some(notice) = notice else {
        problems.add("code", "We do not know this code. Check that it is the same as in your letter");
        return page_again(&view(&ctx, typed, &problems));
    };
    Ok(keep(&ctx, &notice))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_taken_however_it_is_typed() {
        let code = Ok(LetterCode("ABCO-EFGI-JKLB".to_owned()));
        for typed in ["ABCO-EFGI-JKLB", " abco efgi jklb ", "abc0efg1jkl8", "ABCO – EFGI – JKLB"] {
            assert_eq!(typed.parse(), code, "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_is_said_so() {
        assert_eq!(" - ".parse::<LetterCode>(), Err(NotACode::Missing));
        for typed in ["ABCD", "ABCD-EFGH-JKLM-N", "ABCD-EFGH-JKL'", "ÄBCD-EFGH-JKL", &"x".repeat(100_000)] {
            assert_eq!(typed.parse::<LetterCode>(), Err(NotACode::Malformed), "{typed:.20}");
        }
    }
}
