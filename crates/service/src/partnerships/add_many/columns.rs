//! GET, POST /partner-schools/add-many/{id}/columns: which column holds what.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Checkboxes, Choice, Fieldset, Select, SelectItem};
use govuk::{Layout, Problems};

use super::judged::{Found, Tools, found};
use super::kept::{self, Upload};
use super::store;
use crate::partnerships::matching::{Column, Columns, recognise};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::Fields;
use crate::platform::upload::{FileProblem, MAX_ROWS, Shown};

const HEADING: &str = "heading";
/// Values shown of each column.
const SAMPLES: usize = 3;

#[derive(Template)]
#[template(path = "partnerships/add_many/columns.html")]
struct ColumnsPage {
    layout: Layout,
    upload: Upload,
    columns: Columns,
    problems: Problems,
}

impl ColumnsPage {
    fn of(ctx: &Ctx, upload: Upload, columns: Columns, problems: Problems) -> ColumnsPage {
        let layout = ctx.layout_with("Check what each column holds", &problems).back(super::BASE);
        ColumnsPage { layout, upload, columns, problems }
    }

    fn selects(&self) -> Vec<Select> {
        (0..self.upload.sheet.width()).map(|index| self.select(index)).collect()
    }

    fn select(&self, index: usize) -> Select {
        let rows = self.upload.sheet.rows.iter();
        let heading = rows.clone().find(|row| Some(row.line) == self.columns.header_line);
        let name = heading.map(|row| Shown::of(row.cell(index)).to_string()).filter(|it| !it.is_empty());
        let label = match name {
            Some(name) => format!("Column {}: {name}", index + 1),
            None => format!("Column {}", index + 1),
        };
        let below = rows.filter(|row| Some(row.line) != self.columns.header_line);
        let samples = below.map(|row| row.cell(index)).filter(|it| !it.is_empty()).take(SAMPLES);
        let samples: Vec<String> = samples.map(|it| Shown::of(it).to_string()).collect();
        let hint = if samples.is_empty() { "Empty".to_owned() } else { format!("For example: {}", samples.join("; ")) };
        let nothing = SelectItem::new("none", "Something else: leave it out");
        let kinds = Column::ALL.into_iter().map(|kind| SelectItem::new(kind.key(), kind.words()));
        let known = self.columns.guess.iter().find(|(known, _)| *known == index);
        let id = field(index);
        Select::new(id.as_str(), label, std::iter::once(nothing).chain(kinds))
            .hint(hint)
            .value(known.map_or("none", |(_, kind)| kind.key()))
            .error(self.problems.on(&id))
    }

    fn heading(&self) -> Option<Checkboxes> {
        let line = self.columns.header_line.or_else(|| self.upload.sheet.rows.first().map(|row| row.line))?;
        let choice = Choice::new(line.to_string(), format!("Line {line} holds headings and not a school"));
        let chosen = self.columns.header_line.map(|line| line.to_string());
        Some(Checkboxes::new(HEADING, Fieldset::new("Headings")).item(choice).values(chosen))
    }

    fn action(&self) -> String {
        self.upload.at("columns")
    }

    fn go_on(&self) -> Button {
        Button::new("Continue")
    }
}

fn field(index: usize) -> String {
    format!("column-{index}")
}

/// Shows the columns with what they seem to hold.
pub(super) async fn get(ctx: Ctx, tools: Tools, Path(id): Path<String>) -> Result<Response, Failure> {
    let upload = match found(&ctx, &id).await? {
        Found::Done(page) => return Ok(see_other(&page)),
        Found::Open(_, upload) if upload.layout.is_urns => return Ok(see_other(&upload.at("rows"))),
        Found::Open(_, upload) => *upload,
    };
    let columns = if upload.layout.columns.guess.is_empty() {
        let schools = tools.schools(&ctx.app.db).await?;
        recognise(&upload.sheet, &schools)
    } else {
        upload.layout.columns.clone()
    };
    page(&ColumnsPage::of(&ctx, upload, columns, Problems::default()))
}

/// Keeps what they hold.
pub(super) async fn post(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let (permit, upload) = match found(&ctx, &id).await? {
        Found::Done(page) => return Ok(see_other(&page)),
        Found::Open(_, upload) if upload.layout.is_urns => return Ok(see_other(&upload.at("rows"))),
        Found::Open(permit, upload) => (permit, *upload),
    };
    let columns = answered(&upload, &fields);
    let problems = problems(&upload, &columns);
    if !problems.is_empty() {
        return page_again(&ColumnsPage::of(&ctx, upload, columns, problems));
    }
    let mut tx = ctx.app.db.begin().await?;
    store::set_layout(&mut tx, &permit, &upload, &kept::Layout { is_urns: false, columns }).await?;
    tx.commit().await?;
    Ok(see_other(&upload.at("rows")))
}

fn answered(upload: &Upload, fields: &Fields) -> Columns {
    let line = fields.text(HEADING).parse().ok();
    let header_line = line.filter(|line| upload.sheet.rows.iter().any(|row| row.line == *line));
    let guess = (0..upload.sheet.width())
        .filter_map(|index| Some((index, Column::with_key(fields.text(&field(index)))?)))
        .collect();
    Columns { header_line, guess }
}

/// One column for each kind, but for places; and something by which a school can be found.
fn problems(upload: &Upload, columns: &Columns) -> Problems {
    let mut problems = Problems::default();
    for (place, (index, kind)) in columns.guess.iter().enumerate() {
        let earlier = columns.guess.iter().take(place).find(|(_, other)| other == kind);
        if let Some((first, _)) = earlier.filter(|_| *kind != Column::Place) {
            let words = kind.words();
            problems.add(&field(*index), format!("{words} is already column {}. Select one column for it", first + 1));
        }
    }
    if problems.is_empty() && !columns.name_a_school() {
        problems.add(&field(0), "Select the column that holds the school’s name, URN or postcode");
    }
    let heading = usize::from(columns.header_line.is_some());
    if problems.is_empty() && upload.sheet.rows.len() <= heading {
        problems.add(HEADING, "The list must have at least one school below its headings");
    }
    if problems.is_empty() && upload.sheet.rows.len() - heading > MAX_ROWS {
        problems.add(HEADING, FileProblem::TooManyRows);
    }
    problems
}
