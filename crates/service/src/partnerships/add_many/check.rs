//! GET, POST /partner-schools/add-many/{id}/check: the schools that are about to be added; one can be taken off.

use std::collections::HashSet;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, Cell, Html, Pagination, Table, WarningText};

use super::judged::{Found, found};
use super::kept::{GoingOn, Upload};
use super::store::{self, Reach};
use crate::organisations::store::{Listed, listed};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::listing::{PAGE, page_number};
use crate::platform::page::{page, see_other, with_banner, without_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::upload::Shown;
use crate::vocabulary::Urn;
use crate::vocabulary::{counted, grouped};

const REMOVE: &str = "remove";
const SCHOOLS: (&str, &str) = ("school", "schools");

#[derive(Template)]
#[template(path = "partnerships/add_many/check.html")]
struct CheckPage {
    layout: Layout,
    upload: Upload,
    table: Table,
    pages: Option<Pagination>,
    /// Schools that are added.
    new: usize,
    total: usize,
    /// The page of the table that is shown.
    page: usize,
    told: usize,
    /// Schools for which the list gives an address that is none.
    unreadable: usize,
}

impl CheckPage {
    /// Who will be told, and who cannot be yet.
    fn telling(&self) -> Vec<String> {
        let (told, not_told) = (self.told, self.total.saturating_sub(self.told));
        let (all, any, them) =
            if self.total == 1 { ("it", "it", "it") } else { ("all of them", "any of them", "them") };
        let [these, others] = [told, not_told].map(|it| grouped(it as u64));
        let whom = if not_told == 0 { all.to_owned() } else { format!("{these} of them") };
        let whom_not = match (told, not_told) {
            (0, _) => any.to_owned(),
            (_, 1) => "the other school".to_owned(),
            _ => format!("the other {others}"),
        };
        let mail = format!("We will email {whom}. A school that we email has 14 days to tell us if this is a mistake.");
        let later = format!(
            "We have no email address for {whom_not}. After you have added {them}, you can give an address or print a letter."
        );
        let wrong = format!(
            "{} what is not an email address. Mend the list and upload it again, or give the address afterwards.",
            counted(self.unreadable, ("school has in the list", "schools have in the list"))
        );
        [(told, mail), (self.unreadable, wrong), (not_told, later)]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(_, it)| it)
            .collect()
    }

    fn schools(&self) -> String {
        counted(self.new, SCHOOLS)
    }

    /// Partner schools that are only told.
    fn late(&self) -> Option<String> {
        let late = self.total - self.new;
        (late > 0).then(|| counted(late, ("partner school that has", "partner schools that have")))
    }

    fn warning(&self) -> WarningText {
        // Source: seed 000, "Including warning text".
        WarningText::new(
            "Add schools only if you have an agreement with each of them to work together on initial teacher training.",
        )
    }

    fn confirm(&self) -> Button {
        let words = match self.new {
            0 => format!("Confirm and tell {}", counted(self.total, SCHOOLS)),
            _ => format!("Confirm and add {}", self.schools()),
        };
        Button::new(words).prevent_double_click(true)
    }

    fn take_off_at(&self) -> String {
        self.upload.at("check")
    }

    fn confirm_at(&self) -> String {
        self.upload.at("confirm")
    }

    fn rows_at(&self) -> String {
        self.upload.at("rows")
    }
}

/// Words for those who listen, where others see what a column holds.
#[derive(Template)]
#[template(source = r#"<span class="govuk-visually-hidden">{{ words }}</span>"#, ext = "html")]
struct Hidden {
    words: &'static str,
}

/// The button that takes one school off.
#[derive(Template)]
#[template(path = "partnerships/add_many/take_off.html")]
struct TakeOff<'a> {
    urn: u32,
    name: &'a str,
}

/// Shows what will be added and who will be told.
pub(super) async fn get(ctx: Ctx, Path(id): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let upload = match found(&ctx, &id).await? {
        Found::Done(page) => return Ok(see_other(&page)),
        Found::Open(_, upload) => *upload,
    };
    let Some(going_on) = upload.choices.going_on.clone().filter(|it| !it.is_empty()) else {
        return Ok(see_other(&upload.at("rows")));
    };
    let urns: Vec<Urn> = going_on.iter().filter_map(GoingOn::urn).collect();
    let mut tx = ctx.app.db.read().await?;
    let reachable = store::reachable(&mut tx, &urns).await?;
    let mut told: HashSet<Urn> = reachable.keys().copied().collect();
    told.extend(going_on.iter().filter(|it| it.address().is_some()).filter_map(GoingOn::urn));
    let size = usize::try_from(PAGE).unwrap_or(25);
    let last = going_on.len().div_ceil(size);
    let current = usize::try_from(page_number(&query)).unwrap_or(1).min(last);
    let shown: Vec<&GoingOn> = going_on.iter().skip((current - 1) * size).take(size).collect();
    let shown_urns: Vec<Urn> = shown.iter().filter_map(|it| it.urn()).collect();
    let schools = listed(&mut tx, &shown_urns).await?;
    drop(tx);
    // Only the export of a trainee register gives numbers of trainees.
    let has_trainees = going_on.iter().any(|it| it.trainees.is_some());
    let head = ["School", "URN", "Trainees", "Told"].into_iter().filter(|it| has_trainees || *it != "Trainees");
    let mut table = Table::new("Schools to be added").hidden_caption().stacked();
    table = table.head(head.map(Cell::new).chain([Cell::new(Html::of(&Hidden { words: "Take off the list" }))]));
    for school in shown {
        let row = schools.iter().find(|it| it.urn.number() == school.urn);
        let reach = school.urn().and_then(|urn| reachable.get(&urn).copied());
        table = table.row(cells(school, row, reach, has_trainees));
    }
    let here = upload.at("check");
    let view = CheckPage {
        layout: ctx.layout("Check the schools before you add them").back(upload.at("rows")),
        table,
        pages: Pagination::for_list(current, going_on.len(), size, |page| format!("{here}?page={page}")),
        new: going_on.iter().filter(|it| !it.is_partner).count(),
        total: going_on.len(),
        page: current,
        told: told.len(),
        unreadable: going_on.iter().filter(|it| it.email.is_some() && it.address().is_none()).count(),
        upload,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

fn cells(school: &GoingOn, row: Option<&Listed>, reach: Option<Reach>, has_trainees: bool) -> Vec<Cell> {
    let name = row.map_or("", |it| it.name.as_str());
    let place = row.map(|it| [it.place.as_deref(), it.postcode.as_deref()].into_iter().flatten().collect::<Vec<_>>());
    let named = std::iter::once(name).chain(place.unwrap_or_default()).collect::<Vec<_>>().join(", ");
    let trainees = school.trainees.map_or_else(|| "Not given".to_owned(), |count| count.to_string());
    let mut cells = vec![Cell::new(named), Cell::new(school.urn)];
    cells.extend(has_trainees.then(|| Cell::new(trainees)));
    cells.push(Cell::new(how_told(school, reach)));
    cells.push(Cell::new(Html::of(&TakeOff { urn: school.urn, name })));
    cells
}

/// Whether mail reaches a school, and where the list says so itself. Those who use the service are told before any address.
pub(super) fn how_told(school: &GoingOn, reach: Option<Reach>) -> String {
    match (reach, school.address(), &school.email) {
        (Some(Reach::Users), ..) => "By email to its users".to_owned(),
        (_, Some(address), _) => format!("By email to {address}"),
        (Some(Reach::Contact), None, _) => "By email".to_owned(),
        (None, None, Some(written)) => format!("No address yet: ‘{}’ is not an email address", Shown::of(written)),
        (None, None, None) => "No address yet".to_owned(),
    }
}

/// Takes one school off.
pub(super) async fn post(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let (permit, upload) = match found(&ctx, &id).await? {
        Found::Done(page) => return Ok(see_other(&page)),
        Found::Open(permit, upload) => (permit, *upload),
    };
    let urn: Option<Urn> = fields.text(REMOVE).parse().ok();
    let mut tx = ctx.app.db.begin().await?;
    let held = store::hold(&mut tx, permit.on(), &id, ctx.now).await?.ok_or(Failure::NotFound)?;
    if held.outcome.is_some() {
        return Ok(see_other(&held.at("done")));
    }
    let is_on = |it: &GoingOn| Some(it.urn) == urn.map(Urn::number);
    if !held.choices.going_on.iter().flatten().any(is_on) {
        return Ok(see_other(&upload.at("check")));
    }
    let mut choices = held.choices.clone();
    if let Some(list) = &mut choices.going_on {
        let off: Vec<usize> = list.iter().filter(|it| is_on(it)).map(|it| it.line).collect();
        list.retain(|it| !off.contains(&it.line));
        // Its row is left out from now on, also for whoever goes back to the rows and on again.
        choices.rows.extend(off.into_iter().map(|line| (line, None)));
    }
    store::set_choices(&mut tx, &permit, &held, &choices).await?;
    tx.commit().await?;
    let banner = Banner::new("School taken off the list", "It will not be added. The other schools stay on the list.");
    let at = match fields.text("page").parse::<usize>() {
        Ok(page) if page > 1 => format!("{}?page={page}", upload.at("check")),
        _ => upload.at("check"),
    };
    Ok(with_banner(&ctx, see_other(&at), &banner))
}
