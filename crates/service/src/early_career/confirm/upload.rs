//! GET, POST /early-career/confirm/{year}/{partner}/schools: a file or a pasted list.

use askama::Template;
use axum::extract::{Path, Request};
use axum::response::Response;
use govuk::components::{Button, FileUpload, Textarea};
use govuk::{Layout, Problems};

use super::BASE;
use super::export::{HEAD, WRITTEN};
use super::judged::{Judged, Tools, judged, permit};
use super::list::{self, For, PURPOSE, Read};
use super::partner::{Way, way};
use crate::early_career::store::confirm::Line;
use crate::early_career::store::judge::Asking;
use crate::early_career::store::pairings::{self, Partner};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::sent::{Sent, sent};
use crate::platform::upload::{FileProblem, sheet, urns};
use crate::platform::uploads::{self, New};
use crate::policy::Permit;
use crate::vocabulary::AcademicYear;

#[derive(Template)]
#[template(path = "early_career/confirm/upload.html")]
struct UploadPage {
    layout: Layout,
    action: String,
    cohort: AcademicYear,
    partner: Partner,
    given: Sent,
    problems: Problems,
}

impl UploadPage {
    fn of(ctx: &Ctx, (cohort, partner): (AcademicYear, Partner), given: Sent, problems: Problems) -> UploadPage {
        let year = cohort.start_year();
        let layout =
            ctx.layout_with("Which schools are you confirming?", &problems).back(format!("{BASE}/{year}/partner"));
        let action = format!("{BASE}/{year}/{}/schools", partner.public_id);
        UploadPage { layout, action, cohort, partner, given, problems }
    }

    fn file(&self) -> FileUpload {
        Sent::file_question("30,000", &self.problems)
    }

    fn list(&self) -> Textarea {
        self.given.list_question("URNs, one on each line", &self.problems)
    }

    fn go_on(&self) -> Button {
        Button::new("Continue").prevent_double_click(true)
    }
}

/// The delivery partner of the address: one that cannot be chosen has no page.
pub(super) fn chosen(partners: Vec<Partner>, public_id: &str) -> Result<Partner, Failure> {
    partners.into_iter().find(|it| it.public_id == public_id).ok_or(Failure::NotFound)
}

/// To the choice of a delivery partner, where the one of the address was paired and is not any more.
async fn ended(ctx: &Ctx, permit: &Permit, cohort: AcademicYear, public_id: &str) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.read().await?;
    let name = pairings::once_paired(&mut tx, cohort, permit.on(), public_id).await?.ok_or(Failure::NotFound)?;
    let heading = format!("{name} is not paired with you for {cohort} any more");
    let banner = Banner::refusal(heading, "Choose another delivery partner. Nothing has been confirmed.");
    Ok(with_banner(ctx, see_other(&format!("{BASE}/{}/partner", cohort.start_year())), &banner))
}

/// Asks for the list.
pub(super) async fn get(ctx: Ctx, Path((year, partner)): Path<(String, String)>) -> Result<Response, Failure> {
    let permit = permit(&ctx)?;
    match way(&mut ctx.app.db.read().await?, &ctx, &permit, &year).await? {
        Way::Open(cohort, partners) => match chosen(partners, &partner) {
            Ok(chosen) => page(&UploadPage::of(&ctx, (cohort, chosen), Sent::default(), Problems::default())),
            Err(_) => ended(&ctx, &permit, cohort, &partner).await,
        },
        Way::Shut(page) => Ok(page),
    }
}

/// Reads the list, judges every row, keeps it, and goes on to its errors or to the check.
pub(super) async fn post(
    ctx: Ctx,
    tools: Tools,
    Path((year, partner)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Failure> {
    let permit = permit(&ctx)?;
    let (cohort, partner) = match way(&mut ctx.app.db.read().await?, &ctx, &permit, &year).await? {
        Way::Open(cohort, partners) => match chosen(partners, &partner) {
            Ok(chosen) => (cohort, chosen),
            Err(_) => return ended(&ctx, &permit, cohort, &partner).await,
        },
        Way::Shut(page) => return Ok(page),
    };
    let (sent, read) = sent(request, &ctx.app).await?.read_aside(reading).await?;
    let rows = match read {
        Ok(rows) => rows,
        Err(problems) => return page_again(&UploadPage::of(&ctx, (cohort, partner), sent, problems)),
    };
    let asking = Asking { lead_provider: permit.on(), cohort };
    let all = judged(&mut ctx.app.db.read().await?, &tools, asking, &rows).await?;
    let told = For { cohort: cohort.start_year(), partner: partner.public_id };
    let next = keep(&ctx, &permit, (&sent.file_name, &told), (&rows, &all)).await?;
    Ok(see_other(&next))
}

/// Keeps a list that was judged; gives the address of the page that it goes on to.
pub(super) async fn keep(
    ctx: &Ctx,
    permit: &Permit,
    (file_name, told): (&str, &For),
    (rows, all): (&[(usize, Read)], &[Judged]),
) -> Result<String, Failure> {
    let is_clean = all.iter().all(|row| row.error.is_none());
    let going_on: Vec<Line> = all.iter().filter_map(Judged::good).collect();
    let public_id = ctx.app.chance.public_id();
    let new = New {
        purpose: PURPOSE,
        public_id: &public_id,
        file_name,
        cells: serde_json::to_string(rows).unwrap_or_default(),
        columns: serde_json::to_string(told).unwrap_or_default(),
        choices: list::choices(is_clean.then_some(going_on.as_slice())),
        rows: rows.len(),
    };
    let mut tx = ctx.app.db.begin().await?;
    uploads::keep(&mut tx, permit, ctx.now, new).await?;
    tx.commit().await?;
    Ok(list::at(&public_id, if is_clean { "check" } else { "errors" }))
}

fn reading(sent: &Sent) -> Result<Vec<(usize, Read)>, Problems> {
    let (field, given, bytes) = sent.chosen("Select a CSV file or paste a list of schools")?;
    let read = match (urns(bytes), own_file(bytes)) {
        (Err(FileProblem::ExtraColumns { .. }), Some(column)) => urns(&column),
        (read, _) => read,
    };
    let list = read.map_err(|problem| Problems::one(field, problem.sentence(given)))?;
    Ok(list::rows_of(&list))
}

/// What stands in the column of the URNs of a file that we gave back, each on the line on which it stands there.
fn own_file(bytes: &[u8]) -> Option<Vec<u8>> {
    let sheet = sheet(bytes).ok()?;
    let (head, rows) = sheet.rows.split_first()?;
    let place = HEAD.iter().position(|it| *it == WRITTEN)?;
    if !HEAD.iter().enumerate().all(|(column, it)| head.cell(column) == *it) {
        return None;
    }
    let mut column = vec![""; rows.last()?.line];
    column[0] = "URN";
    for row in rows.iter().filter(|row| !row.cell(place).contains(['\n', '\r'])) {
        column[row.line - 1] = row.cell(place);
    }
    Some(column.join("\n").into_bytes())
}

#[cfg(test)]
mod tests {
    use super::own_file;

    #[test]
    fn of_a_file_that_was_given_back_the_numbers_are_read_where_they_stand() {
        let file = "Line,What you wrote,School,Result,Reason,What to do\n2,100001,\"Oak, The\",Available,,\n3,abc,,URN is not valid,,\n";
        assert_eq!(own_file(file.as_bytes()).unwrap(), b"URN\n100001\nabc");
        assert_eq!(own_file(b"URN,Name\n100001,Oak"), None);
        assert_eq!(own_file(b""), None);
    }
}
