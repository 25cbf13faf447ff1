//! GET, POST /partner-schools/add-many/{id}/rows/{line}: which school a row means.

use std::collections::HashSet;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Choice, ChoiceItem, Fieldset, Hint, Legend, Radios};
use govuk::{Layout, Problems};

use super::judged::{Found, Group, Tools, found, judged, of_row, offered, written};
use super::kept::Upload;
use super::store;
use crate::organisations::store::{Listed, listed};
use crate::partnerships::matching::{Judge, Verdict};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::Fields;
use crate::policy::Permit;
use crate::vocabulary::Urn;

const SCHOOL: &str = "school";
const NONE: &str = "none";

#[derive(Template)]
#[template(path = "partnerships/add_many/row.html")]
struct RowPage {
    layout: Layout,
    written: String,
    explanation: String,
    choices: Vec<(Listed, String)>,
    chosen: String,
    back: String,
    action: String,
    problem: Option<String>,
}

impl RowPage {
    fn radios(&self) -> Radios {
        let school = |(school, why): &(Listed, String)| {
            let place = [school.place.as_deref(), school.postcode.as_deref()].into_iter().flatten();
            let place = place.collect::<Vec<_>>().join(", ");
            let hint = format!("{place} (URN {}). It {why}", school.urn);
            ChoiceItem::from(Choice::new(school.urn.to_string(), school.name.as_str()).hint(Hint::new(hint)))
        };
        let none =
            Choice::new(NONE, "None of these").hint(Hint::new("The row is left out. You can add the school later"));
        let legend = Legend::new("Which school do you mean?").classes("govuk-fieldset__legend--m");
        Radios::new(SCHOOL, Fieldset::new(legend))
            .items(self.choices.iter().map(school))
            .item(ChoiceItem::divider("or"))
            .item(none)
            .value(self.chosen.as_str())
            .error(self.problem.as_deref())
    }

    fn save(&self) -> Button {
        Button::new("Save and continue")
    }
}

/// A row that the person may decide, and what is said of it.
struct Asked {
    permit: Permit,
    upload: Upload,
    line: usize,
    written: String,
    verdict: Verdict,
}

enum Opened {
    Asked(Box<Asked>),
    Elsewhere(String),
}

async fn opened(ctx: &Ctx, tools: &Tools, id: &str, line: &str) -> Result<Opened, Failure> {
    let (permit, upload) = match found(ctx, id).await? {
        Found::Done(page) => return Ok(Opened::Elsewhere(page)),
        Found::Open(permit, upload) => (permit, *upload),
    };
    let line: usize = line.parse().map_err(|_| Failure::NotFound)?;
    let Some(row) = upload.rows().find(|row| row.line == line) else { return Err(Failure::NotFound) };
    let schools = tools.schools(&ctx.app.db).await?;
    // The row by itself: what the person may choose does not hang on the other rows.
    let nobody = HashSet::new();
    let verdict = of_row(&mut Judge::new(&schools, &nobody), &upload, row);
    if offered(&verdict).is_empty() {
        return Ok(Opened::Elsewhere(upload.at("rows")));
    }
    let written = written(row);
    Ok(Opened::Asked(Box::new(Asked { permit, upload, line, written, verdict })))
}

/// Asks which school the row means.
pub(super) async fn get(ctx: Ctx, tools: Tools, Path((id, line)): Path<(String, String)>) -> Result<Response, Failure> {
    match opened(&ctx, &tools, &id, &line).await? {
        Opened::Elsewhere(to) => Ok(see_other(&to)),
        Opened::Asked(asked) => page(&view(&ctx, &asked, &Problems::default()).await?),
    }
}

async fn view(ctx: &Ctx, asked: &Asked, problems: &Problems) -> Result<RowPage, Failure> {
    let urns = offered(&asked.verdict);
    let mut schools = listed(&mut ctx.app.db.read().await?, &urns).await?;
    schools.sort_by_key(|school| urns.iter().position(|urn| *urn == school.urn));
    let choices = schools.into_iter().map(|school| (reason(&asked.verdict, school.urn), school));
    let chosen = match asked.upload.choices.rows.get(&asked.line) {
        None => String::new(),
        Some(None) => NONE.to_owned(),
        Some(Some(urn)) => urn.to_string(),
    };
    let back = asked.upload.at("rows");
    Ok(RowPage {
        layout: ctx.layout_with(format!("Choose the school for line {}", asked.line), problems).back(back.clone()),
        written: asked.written.clone(),
        explanation: asked.verdict.reason(),
        choices: choices.map(|(why, school)| (school, why)).collect(),
        chosen,
        back,
        action: asked.upload.at(&format!("rows/{}", asked.line)),
        problem: problems.on(SCHOOL).map(str::to_owned),
    })
}

/// What speaks for a school that is offered.
fn reason(verdict: &Verdict, urn: Urn) -> String {
    match verdict {
        Verdict::NotSure { candidates } => {
            candidates.iter().find(|it| it.urn == urn).map_or("may be meant", |it| it.why.words()).to_owned()
        }
        _ => "took the place of the closed school".to_owned(),
    }
}

/// Keeps the choice, and goes on to the next row that waits for one.
pub(super) async fn post(
    ctx: Ctx,
    tools: Tools,
    Path((id, line)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let asked = match opened(&ctx, &tools, &id, &line).await? {
        Opened::Elsewhere(to) => return Ok(see_other(&to)),
        Opened::Asked(asked) => asked,
    };
    let answer = fields.text(SCHOOL);
    let urn = answer.parse::<Urn>().ok().filter(|urn| offered(&asked.verdict).contains(urn));
    if answer != NONE && urn.is_none() {
        let problems = Problems::one(SCHOOL, "Select a school, or ‘None of these’");
        return page_again(&view(&ctx, &asked, &problems).await?);
    }
    let mut tx = ctx.app.db.begin().await?;
    // Held, so that two colleagues who choose at once do not undo one another.
    let held = store::hold(&mut tx, asked.permit.on(), &id, ctx.now).await?.ok_or(Failure::NotFound)?;
    if held.outcome.is_some() {
        return Ok(see_other(&held.at("done")));
    }
    let mut choices = held.choices.clone();
    choices.rows.insert(asked.line, urn.map(Urn::number));
    store::set_choices(&mut tx, &asked.permit, &held, &choices).await?;
    tx.commit().await?;
    let upload = Upload { choices, ..held };
    let rows = judged(&ctx, &tools, &asked.permit, &upload).await?;
    let next = rows.iter().find(|row| row.line > asked.line && row.group() == Group::Unsure);
    Ok(see_other(&next.map_or_else(|| upload.at("rows"), |row| upload.at(&format!("rows/{}", row.line)))))
}
