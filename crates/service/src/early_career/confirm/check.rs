//! GET, POST /early-career/confirm/lists/{id}/check: the schools about to be confirmed, in the order of the list.

use std::collections::HashSet;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Cell, Checkboxes, ErrorMessage, Html, Legend, Pagination, Table, WarningText};
use govuk::{Layout, Problems};
use store::Tx;

use super::judged::{found, held, permit};
use super::list::{self, List, Read};
use crate::early_career::store::confirm::Line;
use crate::early_career::store::judge::Asking;
use crate::early_career::store::reported::{Reported, reported};
use crate::organisations::store::{Listed, listed};
use crate::partnerships::rules::About;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::listing::{PAGE, page_number};
use crate::platform::page::{page, page_again, see_other, with_banner, without_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::uploads;
use crate::vocabulary::{Urn, counted};

const REMOVE: &str = "remove";
/// What the button sends that takes every school off.
const ALL: &str = "all";
/// What the button sends that takes those schools off that reported a mistake.
const REPORTED: &str = "reported";
/// The box that says that what those schools reported has been resolved.
pub(super) const RESOLVED: &str = "resolved";
/// Schools named at most; the table has all.
const NAMED: usize = 10;
/// Where a problem with the whole list stands.
pub(super) const CONFIRM: &str = "confirm";

#[derive(Template)]
#[template(path = "early_career/confirm/check.html")]
struct CheckPage {
    layout: Layout,
    list: List,
    table: Table,
    pages: Option<Pagination>,
    total: usize,
    /// The page of the table that is shown.
    page: usize,
    /// Those that reported a mistake the last time, and have not been confirmed since.
    reported: Vec<Reported>,
    /// That nobody has said that it is resolved.
    unresolved: Option<String>,
    problem: Option<String>,
}

impl CheckPage {
    fn warning(&self) -> WarningText {
        WarningText::new(format!("Confirm schools only for early career teachers who start in {}.", self.list.cohort))
    }

    fn resolved(&self) -> Checkboxes {
        let question = "Have you resolved this with these schools?";
        Checkboxes::new(RESOLVED, Legend::new(question).classes("govuk-fieldset__legend--m"))
            .item(("yes", "We have resolved this with each of these schools"))
            .error(self.unresolved.as_deref())
    }

    /// The schools that are named, each with its reason.
    fn named(&self) -> Vec<String> {
        let about = About::EarlyCareer(self.list.cohort);
        let line = |it: &Reported| format!("{} (URN {}): {}", it.name, it.urn, it.reason.words(about));
        self.reported.iter().take(NAMED).map(line).collect()
    }

    /// How many more there are.
    fn others(&self) -> usize {
        self.reported.len().saturating_sub(NAMED)
    }

    fn confirm(&self) -> Button {
        Button::new(format!("Confirm {}", self.schools())).prevent_double_click(true)
    }

    fn schools(&self) -> String {
        counted(self.total, ("school", "schools"))
    }

    /// How many rows name a school that an earlier row has named.
    fn again(&self) -> Option<String> {
        let again = self.list.rows.iter().filter(|(_, read)| matches!(read, Read::Again(..))).count();
        (again > 0).then(|| counted(again, ("row names a school", "rows name schools")))
    }

    fn problem(&self) -> Option<ErrorMessage> {
        self.problem.as_deref().map(ErrorMessage::new)
    }

    fn check_at(&self) -> String {
        self.list.at("check")
    }

    fn confirm_at(&self) -> String {
        self.list.at("confirm")
    }

    fn again_at(&self) -> String {
        self.list.again_at()
    }
}

#[derive(Template)]
#[template(path = "early_career/confirm/none.html")]
struct NonePage {
    layout: Layout,
    again: Button,
}

/// The button that takes one school off.
#[derive(Template)]
#[template(path = "early_career/confirm/remove.html")]
struct Remove<'a> {
    urn: Urn,
    name: &'a str,
}

/// Words for those who listen, where others see what a column holds.
#[derive(Template)]
#[template(source = r#"<span class="govuk-visually-hidden">Remove</span>"#, ext = "html")]
struct Hidden;

/// Shows what will be confirmed.
pub(super) async fn get(ctx: Ctx, Path(id): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let permit = permit(&ctx)?;
    let mut tx = ctx.app.db.read().await?;
    let list = found(&mut tx, &ctx, &permit, &id).await?;
    if list.is_confirmed {
        return Ok(see_other(&list.at("done")));
    }
    let answer = draw(&mut tx, &ctx, list, (&query, None)).await?;
    Ok(without_banner(&ctx, answer))
}

/// The page, with the problem that stands in the way of the whole list, if any.
pub(super) async fn draw(
    tx: &mut Tx,
    ctx: &Ctx,
    list: List,
    (query, problem): (&Fields, Option<(&'static str, String)>),
) -> Result<Response, Failure> {
    let Some(going_on) = list.going_on.clone() else { return Ok(see_other(&list.at("errors"))) };
    if going_on.is_empty() {
        let again = Button::link("Upload another list", list.again_at());
        let layout = ctx.layout("There are no schools left on your list");
        return page(&NonePage { layout, again });
    }
    let size = usize::try_from(PAGE).unwrap_or(25);
    let current = usize::try_from(page_number(query)).unwrap_or(1).min(going_on.len().div_ceil(size));
    let shown: Vec<&Line> = going_on.iter().skip((current - 1) * size).take(size).collect();
    let urns: Vec<Urn> = shown.iter().map(|it| it.urn).collect();
    let schools = listed(tx, &urns).await?;
    let reported = reported_of(tx, ctx, &list).await?;
    let problems = problem.as_ref().map(|(place, it)| Problems::one(place, it)).unwrap_or_default();
    let here = list.at("check");
    let view = CheckPage {
        layout: ctx.layout_with("Check the schools before you confirm them", &problems).back(list.at("errors")),
        table: table(&shown, &schools),
        pages: Pagination::for_list(current, going_on.len(), size, |page| format!("{here}?page={page}")),
        total: going_on.len(),
        page: current,
        unresolved: problems.on(RESOLVED).map(str::to_owned),
        problem: problems.on(CONFIRM).map(str::to_owned),
        reported,
        list,
    };
    if problems.is_empty() { page(&view) } else { page_again(&view) }
}

/// The schools of the list that reported a mistake, and have not been confirmed since.
pub(super) async fn reported_of(tx: &mut Tx, ctx: &Ctx, list: &List) -> Result<Vec<Reported>, Failure> {
    let asking = Asking { lead_provider: ctx.organisation()?.id, cohort: list.cohort };
    let urns: Vec<Urn> = list.going_on.iter().flatten().map(|it| it.urn).collect();
    Ok(reported(tx, asking, &urns).await?)
}

fn table(lines: &[&Line], schools: &[Listed]) -> Table {
    let head = ["School", "URN", "Local authority"].map(Cell::new);
    let head = head.into_iter().chain([Cell::new(Html::of(&Hidden))]);
    let mut table = Table::new("Schools to be confirmed").hidden_caption().stacked().head(head);
    for line in lines {
        let school = schools.iter().find(|it| it.urn == line.urn);
        let name = school.map_or("", |it| it.name.as_str());
        let area = school.and_then(|it| it.local_authority.as_deref()).unwrap_or("Not entered");
        let remove = Html::of(&Remove { urn: line.urn, name });
        table = table.row([Cell::new(name), Cell::new(line.urn.number()), Cell::new(area), Cell::new(remove)]);
    }
    table
}

/// Takes one school off, or all.
pub(super) async fn post(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let permit = permit(&ctx)?;
    let mut tx = ctx.app.db.begin().await?;
    let list = held(&mut tx, &ctx, &permit, &id).await?;
    if list.is_confirmed {
        return Ok(see_other(&list.at("done")));
    }
    let wanted = fields.text(REMOVE);
    let urn: Option<Urn> = wanted.parse().ok();
    let off: HashSet<Urn> = match wanted {
        REPORTED => reported_of(&mut tx, &ctx, &list).await?.into_iter().map(|it| it.urn).collect(),
        _ => urn.into_iter().collect(),
    };
    let mut going_on = list.going_on.clone().unwrap_or_default();
    let before = going_on.len();
    going_on.retain(|line| wanted != ALL && !off.contains(&line.urn));
    let at = match fields.text("page").parse::<usize>() {
        Ok(page) if page > 1 => format!("{}?page={page}", list.at("check")),
        _ => list.at("check"),
    };
    let here = see_other(&at);
    if going_on.len() == before {
        return Ok(here);
    }
    let named = match urn {
        Some(urn) => listed(&mut tx, &[urn]).await?.pop().map(|it| it.name).unwrap_or_default(),
        None if wanted == REPORTED => "Every school that reported a mistake".to_owned(),
        None => "Every school".to_owned(),
    };
    uploads::set_choices(&mut tx, &permit, list.id, &list::choices(Some(&going_on))).await?;
    tx.commit().await?;
    let banner = Banner::new(format!("{named} has been removed"), "It will not be confirmed.");
    Ok(with_banner(&ctx, here, &banner))
}
