//! GET, POST /partner-schools/add-many: a file or a pasted list.

use askama::Template;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use axum::response::Response;
use govuk::components::{Button, Checkboxes, Choice, Details, Fieldset, FileUpload, Html, Label, Textarea};
use govuk::{Layout, Problems};

use super::read::{self, Reading};
use super::{BASE, store};
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::Fields;
use crate::platform::upload::{FileProblem, Given, MAX_UPLOAD_BYTES};
use crate::policy::Action;

const FILE: &str = "file";
const LIST: &str = "list";
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
        FileUpload::new(FILE, Label::new("Upload a CSV file").classes("govuk-label--m"))
            .hint("A file that ends in .csv, smaller than 2MB, with up to 30,000 rows")
            .error(self.problems.on(FILE))
    }

    fn list(&self) -> Textarea {
        Textarea::new(LIST, Label::new("Or paste a list").classes("govuk-label--m"))
            .hint("URNs, one on each line, or cells copied from a spreadsheet")
            .rows(8_u32)
            .spellcheck(false)
            .value(self.given.list.as_str())
            .error(self.problems.on(LIST))
    }

    fn trainees(&self) -> Checkboxes {
        let choice = Choice::new("yes", "This is a CSV export of a trainee register").hint(
            "We count the trainees at each school by the column of school URNs, and keep nothing else of the file",
        );
        let chosen = self.given.is_of_trainees.then_some("yes");
        Checkboxes::new(TRAINEES, Fieldset::new("Trainee register")).item(choice).values(chosen)
    }

    fn example(&self) -> Details {
        Details::new("Examples of lists that we can read", Html::of(&Example))
    }

    fn go_on(&self) -> Button {
        Button::new("Continue")
    }
}

/// What a browser sent.
#[derive(Default)]
struct Sent {
    file_name: String,
    file: Vec<u8>,
    list: String,
    is_of_trainees: bool,
    is_too_large: bool,
}

/// Asks for the list.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let _may = ctx.may(Action::ChangePartners)?;
    page(&StartPage::of(&ctx, Sent::default(), Problems::default()))
}

/// Reads the list, keeps it, and goes on to its columns or its rows.
pub(super) async fn post(ctx: Ctx, request: Request) -> Result<Response, Failure> {
    let permit = ctx.may(Action::ChangePartners)?;
    let sent = sent(request, &ctx.app).await?;
    let (sent, read) = match tokio::task::spawn_blocking(move || (reading(&sent), sent)).await {
        Ok((read, sent)) => (sent, read),
        Err(error) => return Err(Failure::Broken(format!("a list could not be read: {error}"))),
    };
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
    if sent.is_too_large {
        return Err(Problems::one(FILE, FileProblem::TooLarge.sentence(Given::File)));
    }
    let has_list = !sent.list.trim().is_empty();
    // A browser sends an empty file without a name when none was chosen.
    let has_file = !sent.file_name.is_empty() || !sent.file.is_empty();
    let (field, given, bytes) = match (has_file, has_list) {
        (false, false) => return Err(Problems::one(FILE, "Select a CSV file or paste a list of schools")),
        (true, true) => return Err(Problems::one(LIST, "Upload a file or paste a list, not both")),
        (true, false) => (FILE, Given::File, sent.file.as_slice()),
        (false, true) => (LIST, Given::Pasted, sent.list.as_bytes()),
    };
    let name = sent.file_name.clone();
    let read = if sent.is_of_trainees { read::register(name, bytes) } else { read::schools(name, bytes) };
    read.map_err(|problem| Problems::one(field, problem.sentence(given)))
}

/// Reads the form, whichever way it was sent, and never more of a field than an upload may hold.
async fn sent(request: Request, app: &App) -> Result<Sent, Failure> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let mut sent = Sent::default();
    if !kind.starts_with("multipart/form-data") {
        let fields = Fields::from_request(request, app).await?;
        fields.text(LIST).clone_into(&mut sent.list);
        sent.is_of_trainees = fields.has(TRAINEES);
        return Ok(sent);
    }
    let odd = Failure::BadRequest("The form did not arrive whole. Go back and send it again.");
    let Ok(mut form) = Multipart::from_request(request, app).await else { return Err(odd) };
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Ok(sent),
            Err(error) if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
                return Ok(Sent { is_too_large: true, ..sent });
            }
            Err(_) => return Err(odd),
        };
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().unwrap_or_default().to_owned();
        let Some(bytes) = bounded(field).await.map_err(|()| odd_form())? else {
            return Ok(Sent { is_too_large: true, ..sent });
        };
        match name.as_str() {
            FILE => (sent.file_name, sent.file) = (short(&file_name), bytes),
            LIST => sent.list = String::from_utf8_lossy(&bytes).into_owned(),
            TRAINEES => sent.is_of_trainees = true,
            _ => {}
        }
    }
}

fn odd_form() -> Failure {
    Failure::BadRequest("The form did not arrive whole. Go back and send it again.")
}

/// The bytes of a field, or none when there are more than an upload may hold.
async fn bounded(mut field: axum::extract::multipart::Field<'_>) -> Result<Option<Vec<u8>>, ()> {
    let mut bytes = Vec::new();
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() <= MAX_UPLOAD_BYTES => bytes.extend_from_slice(&chunk),
            Ok(Some(_)) => return Ok(None),
            Ok(None) => return Ok(Some(bytes)),
            Err(error) if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => return Ok(None),
            Err(_) => return Err(()),
        }
    }
}

/// A file's name as pages show it: without its folders, and not endless.
fn short(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    crate::platform::upload::Shown::of(last).to_string()
}
