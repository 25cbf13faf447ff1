//! What a form sent that takes a file or a pasted list: the two are equal ways of giving one.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use govuk::Problems;
use govuk::components::{FileUpload, Label, Textarea};

use super::App;
use super::failure::Failure;
use super::request::Fields;
use super::upload::{FileProblem, Given, MAX_UPLOAD_BYTES, Shown};

/// The field of the file.
pub const FILE: &str = "file";
/// The field of the pasted list.
pub const LIST: &str = "list";

/// What a browser sent.
#[derive(Debug, Default)]
pub struct Sent {
    /// The file's name, without its folders.
    pub file_name: String,
    /// The file.
    pub file: Vec<u8>,
    /// The pasted list.
    pub list: String,
    others: Vec<String>,
    is_too_large: bool,
}

impl Sent {
    /// Whether another field was sent, such as a ticked box.
    pub fn has(&self, name: &str) -> bool {
        self.others.iter().any(|it| it == name)
    }

    /// What was sent but for the file, as a form's body; nothing where there was no more.
    pub fn without_file(&self) -> String {
        let mut body = form_urlencoded::Serializer::new(String::new());
        if !self.list.is_empty() {
            body.append_pair(LIST, &self.list);
        }
        for name in self.others.iter().filter(|it| *it != LIST) {
            body.append_pair(name, "yes");
        }
        body.finish()
    }

    /// The question for a file of at most so many rows, as pages write the number.
    pub fn file_question(most: &str, problems: &Problems) -> FileUpload {
        FileUpload::new(FILE, Label::new("Upload a CSV file").classes("govuk-label--m"))
            .hint(format!("A file that ends in .csv, smaller than 2MB, with up to {most} rows"))
            .error(problems.on(FILE))
    }

    /// The question for a pasted list, with what was sent; the hint says what stands on a line.
    pub fn list_question(&self, hint: &str, problems: &Problems) -> Textarea {
        Textarea::new(LIST, Label::new("Or paste a list").classes("govuk-label--m"))
            .hint(hint)
            .rows(8_u32)
            .spellcheck(false)
            .value(self.list.as_str())
            .error(problems.on(LIST))
    }

    /// Reads what was sent aside, where no other page waits for it.
    ///
    /// # Errors
    /// [`Failure::Broken`] when the reading itself broke off.
    pub async fn read_aside<T: Send + 'static>(self, read: fn(&Sent) -> T) -> Result<(Sent, T), Failure> {
        let reading = tokio::task::spawn_blocking(move || {
            let read = read(&self);
            (self, read)
        });
        reading.await.map_err(|error| Failure::Broken(format!("a list could not be read: {error}")))
    }

    /// The one that was given: its field, what it is, its bytes.
    ///
    /// # Errors
    /// [`Problems`] when there is none (`nothing` says so), when both were given, or when it is too large.
    pub fn chosen(&self, nothing: &str) -> Result<(&'static str, Given, &[u8]), Problems> {
        if self.is_too_large {
            return Err(Problems::one(FILE, FileProblem::TooLarge.sentence(Given::File)));
        }
        let has_list = !self.list.trim().is_empty();
        // A browser sends an empty file without a name when none was chosen.
        let has_file = !self.file_name.is_empty() || !self.file.is_empty();
        match (has_file, has_list) {
            (false, false) => Err(Problems::one(FILE, nothing)),
            (true, true) => Err(Problems::one(LIST, "Upload a file or paste a list, not both")),
            (true, false) => Ok((FILE, Given::File, self.file.as_slice())),
            (false, true) => Ok((LIST, Given::Pasted, self.list.as_bytes())),
        }
    }
}

/// Reads the form, whichever way it was sent, and never more of a field than an upload may hold.
///
/// # Errors
/// [`Failure::BadRequest`] when the form did not arrive whole.
pub async fn sent(request: Request, app: &App) -> Result<Sent, Failure> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let mut sent = Sent::default();
    if !kind.starts_with("multipart/form-data") {
        let fields = Fields::from_request(request, app).await?;
        fields.text(LIST).clone_into(&mut sent.list);
        sent.others = fields.iter().map(|(name, _)| name.to_owned()).collect();
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
            _ => sent.others.push(name),
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
    Shown::of(last).to_string()
}
