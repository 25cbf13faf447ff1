//! GET, POST /partner-schools/add-many/{id}/rows: what is said of each row.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, Cell, Html, InsetText, Table};

use super::judged::{Decided, Found, Group, Judged, Tools, found, judged};
use super::kept::Upload;
use super::store;
use crate::organisations::store::{Listed, listed};
use crate::partnerships::matching::Verdict;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{self, Listing, Offer, window};
use crate::platform::page::{page, see_other, without_banner};
use crate::platform::request::{Fields, Query};
use crate::vocabulary::Urn;
use crate::vocabulary::counted;

#[derive(Template)]
#[template(path = "partnerships/add_many/rows.html")]
struct RowsPage {
    layout: Layout,
    upload: Upload,
    listing: Listing,
    /// In words, each with the address of these rows alone.
    counts: Vec<(String, String)>,
    going_on: usize,
    /// The first row that waits for a choice.
    unsure: Option<usize>,
}

impl RowsPage {
    fn action(&self) -> String {
        self.upload.at("rows")
    }

    fn go_on(&self) -> Button {
        let schools = counted(self.going_on, ("school", "schools"));
        Button::new(format!("Continue with {schools}")).prevent_double_click(true)
    }

    fn nothing(&self) -> InsetText {
        InsetText::new(
            "No school of this list can be added as it stands. See the reason for each row below, mend the list and upload it again.",
        )
    }

    /// Leads to the first row that waits; each choice leads to the next.
    fn choose(&self, line: &usize) -> Button {
        let button = Button::link("Choose the schools", self.upload.at(&format!("rows/{line}")));
        if self.going_on > 0 { button.secondary() } else { button }
    }
}

/// What stands in the table for a row: the result, the school, and what to do.
#[derive(Template)]
#[template(path = "partnerships/add_many/said.html")]
struct Said<'a> {
    row: &'a Judged,
    school: Option<&'a Listed>,
    href: String,
    is_choice: bool,
}

impl Said<'_> {
    fn result(&self) -> &'static str {
        match self.row.decided {
            Decided::LeftOut => "Left out",
            _ if self.row.group() == Group::ToTell => "Already a partner school, not told yet",
            Decided::Chosen if self.row.group() == Group::Matched => "Chosen by you",
            _ => self.row.verdict.result(),
        }
    }

    fn reason(&self) -> Option<String> {
        let is_chosen = self.row.decided == Decided::Chosen && self.row.group() == Group::Matched;
        if self.row.group() == Group::ToTell {
            return Some("We tell it at the address of your list".to_owned());
        }
        (!is_chosen && self.row.decided != Decided::LeftOut).then(|| self.row.verdict.reason())
    }

    fn next_step(&self) -> Option<&'static str> {
        let is_plain = self.row.decided == Decided::No
            && self.row.group() != Group::ToTell
            && !matches!(self.row.verdict, Verdict::Matched { .. });
        is_plain.then(|| self.row.verdict.next_step())
    }

    fn link(&self) -> Option<&'static str> {
        match (self.row.decided, self.is_choice) {
            (Decided::No, true) => Some("Choose the school"),
            (Decided::No, false) => None,
            (Decided::Chosen | Decided::LeftOut, _) => Some("Change"),
        }
    }
}

/// What the person wrote, which may run in either direction.
#[derive(Template)]
#[template(source = "<bdi>{{ text }}</bdi>", ext = "html")]
struct Written<'a> {
    text: &'a str,
}

/// Shows every row with its result.
pub(super) async fn get(
    ctx: Ctx,
    tools: Tools,
    Path(id): Path<String>,
    Query(query): Query,
) -> Result<Response, Failure> {
    let (permit, upload) = match found(&ctx, &id).await? {
        Found::Done(page) => return Ok(see_other(&page)),
        Found::Open(_, upload) if upload.layout.columns.guess.is_empty() => {
            return Ok(see_other(&upload.at("columns")));
        }
        Found::Open(permit, upload) => (permit, *upload),
    };
    let all = judged(&ctx, &tools, &permit, &upload).await?;
    let narrowed = narrowed(&all, &query);
    let window = window(&query);
    let skip = usize::try_from(window.skip).unwrap_or(usize::MAX);
    let take = usize::try_from(window.take).unwrap_or(usize::MAX);
    let shown: Vec<&Judged> = narrowed.iter().copied().skip(skip).take(take).collect();
    let urns: Vec<Urn> = shown.iter().filter_map(|row| row.verdict.urn()).collect();
    let schools = listed(&mut ctx.app.db.read().await?, &urns).await?;
    let schools = schools.into_iter().map(|school| (school.urn, school)).collect();
    let table = table(&upload, &shown, &schools);
    let count = |group: Group| all.iter().filter(|row| row.group() == group).count();
    let groups = Group::ALL.into_iter().map(|(group, code, words)| (Offer::new(code, words), group, count(group)));
    let groups: Vec<_> = groups.filter(|(.., count)| *count > 0).collect();
    let alone = |group: Group| format!("{}?result={}", upload.at("rows"), group.code());
    let counts = groups.iter().map(|(_, group, count)| (group.counted(*count), alone(*group))).collect();
    let frame = Listing::new(upload.at("rows"), &query, narrowed.len() as u64, ("row", "rows"));
    let offers = groups.iter().map(|(offer, ..)| offer.clone());
    let going_on = count(Group::Matched) + count(Group::ToTell);
    let unsure = all.iter().find(|row| row.group() == Group::Unsure).map(|row| row.line);
    let view = RowsPage {
        layout: ctx.layout("Check each row of your list").back(super::BASE),
        counts,
        listing: frame.filter(listing::Group::new("result", "Result", offers)).showing(&table),
        upload,
        going_on,
        unsure,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

/// The rows that the address asks for.
fn narrowed<'a>(all: &'a [Judged], query: &Fields) -> Vec<&'a Judged> {
    let wanted: Vec<&str> = query.all("result").collect();
    all.iter().filter(|row| wanted.is_empty() || wanted.contains(&row.group().code())).collect()
}

fn table(upload: &Upload, rows: &[&Judged], schools: &HashMap<Urn, Listed>) -> Table {
    let head = ["Line", "What you wrote", "Result"];
    let mut table = Table::new("Rows of your list").hidden_caption().stacked().head(head.map(Cell::new));
    for row in rows {
        let said = Said {
            row,
            school: row.verdict.urn().and_then(|urn| schools.get(&urn)),
            href: upload.at(&format!("rows/{}", row.line)),
            is_choice: row.group() == Group::Unsure,
        };
        table = table.row([
            Cell::new(row.line),
            Cell::new(Html::of(&Written { text: &row.written })),
            Cell::new(Html::of(&said)),
        ]);
    }
    table
}

/// Goes on with the schools that are matched or chosen.
pub(super) async fn post(ctx: Ctx, tools: Tools, Path(id): Path<String>) -> Result<Response, Failure> {
    let (permit, upload) = match found(&ctx, &id).await? {
        Found::Done(page) => return Ok(see_other(&page)),
        Found::Open(permit, upload) => (permit, *upload),
    };
    let all = judged(&ctx, &tools, &permit, &upload).await?;
    let going_on: Vec<_> = all.iter().filter_map(Judged::going_on).collect();
    if going_on.is_empty() {
        return Ok(see_other(&upload.at("rows")));
    }
    let mut choices = upload.choices.clone();
    choices.going_on = Some(going_on);
    let mut tx = ctx.app.db.begin().await?;
    store::set_choices(&mut tx, &permit, &upload, &choices).await?;
    tx.commit().await?;
    Ok(see_other(&upload.at("check")))
}
