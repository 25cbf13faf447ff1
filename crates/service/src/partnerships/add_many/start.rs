//! GET, POST /partner-schools/add-many: a file or a pasted list.

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use govuk::components::{Button, Checkboxes, Choice, Details, Fieldset, FileUpload, Html, Textarea};
use govuk::{Layout, Problems};

use super::read::{self, Reading};
use super::{BASE, store};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::sent::{Sent, sent};
use crate::platform::sessions::Kind;
use crate::policy::Action;

const TRAINEES: &str = "trainees";

#[derive(Template)]
#[template(path = "partnerships/add_many/start.html")]
struct StartPage {
    layout: Layout,
    given: Sent,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "partnerships/add_many/example.html")]
struct Example;

impl StartPage {
    fn of(ctx: &Ctx, given: Sent, problems: Problems) -> StartPage {
        let layout = ctx.layout_with("Add many schools", &problems).back("/partner-schools");
        StartPage { layout, given, problems }
    }

    fn file(&self) -> FileUpload {
        Sent::file_question("30,000", &self.problems)
    }

    fn list(&self) -> Textarea {
        self.given.list_question("URNs, one on each line, or cells copied from a spreadsheet", &self.problems)
    }

    fn trainees(&self) -> Checkboxes {
        let choice = Choice::new("yes", "This is a CSV export of a trainee register").hint(
            "We count the trainees at each school by the column of school URNs, and keep nothing else of the file",
        );
        let chosen = self.given.has(TRAINEES).then_some("yes");
        Checkboxes::new(TRAINEES, Fieldset::new("Trainee register")).item(choice).values(chosen)
    }

    fn example(&self) -> Details {
        Details::new("Examples of lists that we can read", Html::of(&Example))
    }

    fn go_on(&self) -> Button {
        Button::new("Continue")
    }
}

/// Asks for the list.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let _may = ctx.may_as(Kind::Provider, Action::ChangePartners)?;
    page(&StartPage::of(&ctx, Sent::default(), Problems::default()))
}

/// Reads the list, keeps it, and goes on to its columns or its rows.
pub(super) async fn post(ctx: Ctx, request: Request) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::Provider, Action::ChangePartners)?;
    let (sent, read) = sent(request, &ctx.app).await?.read_aside(reading).await?;
    let reading = match read {
        Ok(reading) => reading,
        Err(problems) => return page_again(&StartPage::of(&ctx, sent, problems)),
    };
    let id = ctx.app.chance.public_id();
    let mut tx = ctx.app.db.begin().await?;
    store::keep(&mut tx, &permit, ctx.now, &id, &reading).await?;
    tx.commit().await?;
    let next = if reading.layout.is_urns { "rows" } else { "columns" };
    Ok(see_other(&format!("{BASE}/{id}/{next}")))
}

fn reading(sent: &Sent) -> Result<Reading, Problems> {
    let (field, given, bytes) = sent.chosen("Select a CSV file or paste a list of schools")?;
    let name = sent.file_name.clone();
    let read = if sent.has(TRAINEES) { read::register(name, bytes) } else { read::schools(name, bytes) };
    read.map_err(|problem| Problems::one(field, problem.sentence(given)))
}
