//! GET, POST /partner-providers/add-many: a file or a pasted list.

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use govuk::components::{Button, FileUpload, Textarea};
use govuk::{Layout, Problems};

use super::judge::is_heading;
use super::{BASE, kept};
use crate::placements::partner_providers::school;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::sent::{Sent, sent};
use crate::platform::upload::{Row, sheet};
use crate::policy::Action;

/// The most providers of one list.
const MOST: usize = 500;

#[derive(Template)]
#[template(path = "placements/partner_providers/add_many/start.html")]
struct StartPage {
    layout: Layout,
    sent: Sent,
    problems: Problems,
}

impl StartPage {
    fn of(ctx: &Ctx, sent: Sent, problems: Problems) -> StartPage {
        let layout = ctx.layout_with("Add many providers", &problems).back("/partner-providers");
        StartPage { layout, sent, problems }
    }

    fn file(&self) -> FileUpload {
        Sent::file_question(&MOST.to_string(), &self.problems)
    }

    fn list(&self) -> Textarea {
        self.sent.list_question(
            "Provider codes, UKPRNs or names, one provider on each line, or cells copied from a spreadsheet",
            &self.problems,
        )
    }

    fn go_on(&self) -> Button {
        Button::new("Continue")
    }
}

/// Asks for the list.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let _ = school(&ctx, Action::ChangePartners)?;
    page(&StartPage::of(&ctx, Sent::default(), Problems::default()))
}

/// Reads the list, keeps it, and goes on to its rows.
pub(super) async fn post(ctx: Ctx, request: Request) -> Result<Response, Failure> {
    let (permit, _) = school(&ctx, Action::ChangePartners)?;
    let sent = sent(request, &ctx.app).await?;
    let rows = match rows(&sent) {
        Ok(rows) => rows,
        Err(problems) => return page_again(&StartPage::of(&ctx, sent, problems)),
    };
    let id = ctx.app.chance.public_id();
    let mut tx = ctx.app.db.begin().await?;
    kept::keep(&mut tx, &permit, ctx.now, &id, (&sent.file_name, &rows)).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{BASE}/{id}/rows")))
}

fn rows(sent: &Sent) -> Result<Vec<Row>, Problems> {
    let (field, given, bytes) = sent.chosen("Select a CSV file or paste a list of providers")?;
    let mut rows = sheet(bytes).map_err(|problem| Problems::one(field, problem.sentence(given)))?.rows;
    if rows.first().is_some_and(is_heading) {
        rows.remove(0);
    }
    match rows.len() {
        0 => Err(Problems::one(field, "The list holds no providers")),
        1..=MOST => Ok(rows),
        _ => Err(Problems::one(field, format!("The list must hold {MOST} providers or fewer"))),
    }
}
