//! GET, POST /a/code (and /a without a link): URN and code open what the link opens, where it cannot be clicked.

use askama::Template;
use axum::response::Response;
use govuk::components::{Button, Input};
use govuk::{Layout, Problems};

use super::held::keep;
use crate::placements::store::asks;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::page::{page, page_again};
use crate::platform::request::Fields;
use crate::platform::secret::Purpose;
use crate::vocabulary::Urn;

const URN: &str = "urn";
const CODE: &str = "code";
/// Letters of a code.
const LENGTH: usize = 8;

#[derive(Template)]
#[template(path = "placements/answer/code.html")]
struct CodePage {
    layout: Layout,
    urn: String,
    code: String,
    on_urn: Option<String>,
    on_code: Option<String>,
}

impl CodePage {
    fn urn_input(&self) -> Input {
        Input::whole_number(URN, "URN of your school", 6)
            .hint("Six digits. It stands in the message or letter")
            .value(self.urn.as_str())
            .error(self.on_urn.as_deref())
    }

    fn code_input(&self) -> Input {
        Input::new(CODE, "Code")
            .hint("8 letters and numbers, like ABCD-EFGH. You can leave out the hyphen")
            .value(self.code.as_str())
            .spellcheck(false)
            .autocomplete("off")
            .classes("govuk-input--width-10")
            .error(self.on_code.as_deref())
    }

    fn go_on() -> Button {
        Button::new("Continue").prevent_double_click(true)
    }
}

fn view(ctx: &Ctx, (urn, code): (&str, &str), problems: &Problems) -> CodePage {
    CodePage {
        layout: ctx.layout_with("Enter the code from our message or letter about placements", problems),
        urn: urn.to_owned(),
        code: code.to_owned(),
        on_urn: problems.on(URN).map(str::to_owned),
        on_code: problems.on(CODE).map(str::to_owned),
    }
}

/// Asks for both.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    ask(&ctx)
}

/// The same for `/a`, when the browser holds nothing.
pub(super) fn ask(ctx: &Ctx) -> Result<Response, Failure> {
    page(&view(ctx, ("", ""), &Problems::default()))
}

/// Opens the page, as the link would.
pub(super) async fn post(ctx: Ctx, client: Client, fields: Fields) -> Result<Response, Failure> {
    ctx.app.limits.count(Kind::SignIn, client.0)?;
    let typed = (fields.text(URN), fields.text(CODE));
    let mut problems = Problems::default();
    let urn = match typed.0.trim() {
        "" => Err("Enter the URN of your school".to_owned()),
        urn => urn.parse::<Urn>().map_err(|problem| problem.to_string()),
    };
    let urn = problems.keep(URN, urn);
    let letters = typed.1.chars().filter(char::is_ascii_alphanumeric).count();
    if letters == 0 {
        problems.add(CODE, "Enter the code from our message or letter");
    } else if letters != LENGTH {
        problems.add(CODE, "The code must be 8 letters and numbers, like ABCD-EFGH");
    }
    let (Some(urn), true) = (urn, problems.is_empty()) else {
        return page_again(&view(&ctx, typed, &problems));
    };
    let all = asks::of_school(&mut ctx.app.db.read().await?, urn).await?;
    let is_it = |public_id: &str| ctx.app.secret.is_code(typed.1, Purpose::Availability, public_id, 0);
    let Some(asked) = all.iter().find(|it| is_it(&it.public_id)) else {
        problems.add(CODE, "We do not know this code for this school. Check both against our message or letter");
        return page_again(&view(&ctx, typed, &problems));
    };
    Ok(keep(&ctx, asked))
}
