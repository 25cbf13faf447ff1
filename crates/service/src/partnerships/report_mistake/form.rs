//! The question "Why is this a mistake?", the same for a link, a letter and a user who is signed in.

use askama::Template;
use axum::response::Response;
use govuk::components::{Button, Choice, Fieldset, Legend, Radios};
use govuk::{Layout, Problems};

use crate::partnerships::rules::{About, Reason};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again};
use crate::platform::request::Fields;

const TITLE: &str = "Why do you think this is a mistake?";
/// Source: acceptance 44.
const NONE_CHOSEN: &str = "Select a reason why you think this is a mistake";

/// Where the form stands, and of whom it speaks.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// What is reported.
    pub about: About,
    /// The provider's name.
    pub provider: &'a str,
    /// The school's name.
    pub school: &'a str,
    /// Which link it was drawn for; empty for who is signed in.
    pub of: &'a str,
    /// The form's own address.
    pub action: &'a str,
    /// The page before.
    pub back: &'a str,
}

#[derive(Template)]
#[template(path = "partnerships/report_mistake/form.html")]
struct MistakePage<'a> {
    layout: Layout,
    place: &'a Place<'a>,
    error: Option<String>,
}

impl MistakePage<'_> {
    fn reasons(&self) -> Radios {
        let Place { provider, school, about, .. } = *self.place;
        let choices = Reason::ALL.map(|reason| Choice::new(reason.code(), reason.words(about)));
        let named = match about {
            About::Placements => format!("{provider} has added {school} as a partner school"),
            About::EarlyCareer(year) => {
                format!(
                    "{provider} has confirmed that it trains the early career teachers of {school} who start in {year}"
                )
            }
        };
        let hint = format!("{named}. Select one reason. The provider will see it.");
        Radios::new("reason", Fieldset::new(Legend::heading(TITLE)))
            .hint(hint)
            .items(choices)
            .error(self.error.as_deref())
    }

    fn effect(&self) -> String {
        let Place { provider, school, about, .. } = self.place;
        match about {
            About::Placements => format!("{school} will no longer be one of its partner schools."),
            About::EarlyCareer(_) => format!(
                "{provider} will not be paid for {school} until the matter is settled and it has confirmed {school} again."
            ),
        }
    }

    fn report() -> Button {
        Button::new("Report this mistake").prevent_double_click(true)
    }
}

fn view<'a>(ctx: &Ctx, place: &'a Place<'a>, problems: &Problems) -> MistakePage<'a> {
    MistakePage {
        layout: ctx.layout_with(TITLE, problems).back(place.back),
        place,
        error: problems.on("reason").map(str::to_owned),
    }
}

/// Asks.
///
/// # Errors
/// [`Failure`] when the page cannot be drawn.
pub fn ask(ctx: &Ctx, place: &Place<'_>) -> Result<Response, Failure> {
    page(&view(ctx, place, &Problems::default()))
}

/// The reason that was chosen, or the page again that asks for one of the five.
///
/// # Errors
/// The inner result holds the page; the outer one is a page that cannot be drawn.
pub fn chosen(ctx: &Ctx, place: &Place<'_>, fields: &Fields) -> Result<Result<Reason, Response>, Failure> {
    match Reason::parse(fields.text("reason")) {
        Some(reason) => Ok(Ok(reason)),
        None => Ok(Err(page_again(&view(ctx, place, &Problems::one("reason", NONE_CHOSEN)))?)),
    }
}
