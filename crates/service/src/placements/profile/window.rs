//! /placements/profile/windows: days on which a provider's trainees are on placement; add, change, remove.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use chrono::NaiveDate;
use govuk::components::{Button, DateInput, Fieldset, Input};
use govuk::fields::{Called, DateParts, text};
use govuk::{Layout, Problems};

use super::check::{Step, check};
use super::{address, provider};
use crate::placements::rules::{MOST_WINDOWS, may_have_window, written};
use crate::placements::store::{PlacementWindow, ProfileEdit, edit_profile, provider_profile};
use crate::placements::year_shown::year_shown;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query};
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, london_date};

const STARTS: &str = "starts";
const ENDS: &str = "ends";

/// What was typed.
#[derive(Clone, Default)]
struct Typed {
    name: String,
    starts: DateParts,
    ends: DateParts,
}

impl Typed {
    fn of(fields: &Fields) -> Typed {
        let date = |name: &str| {
            let part = |suffix: &str| fields.text(&format!("{name}-{suffix}")).to_owned();
            DateParts::new(&part("day"), &part("month"), &part("year"))
        };
        Typed { name: fields.text("name").to_owned(), starts: date(STARTS), ends: date(ENDS) }
    }

    fn from(window: &PlacementWindow) -> Typed {
        let parts = |date: NaiveDate| {
            DateParts::new(
                &date.format("%-d").to_string(),
                &date.format("%-m").to_string(),
                &date.format("%Y").to_string(),
            )
        };
        Typed { name: window.name.clone(), starts: parts(window.starts_on), ends: parts(window.ends_on) }
    }

    /// The name and the days, or everything that is wrong with them.
    fn read(&self, year: AcademicYear, today: NaiveDate) -> Result<(String, NaiveDate, NaiveDate), Problems> {
        let mut problems = Problems::default();
        let name =
            problems.keep("name", text::line(&self.name, Called::new("a name for the placement window", "Name"), 100));
        let first = problems.keep(STARTS, self.starts.read(Called::new("the first day", "First day")));
        let last = problems.keep(ENDS, self.ends.read(Called::new("the last day", "Last day")));
        if let (Some(first), Some(last)) = (first, last)
            && let Err(refusal) = may_have_window(year, (first, last), today)
        {
            let (from, to) = (written(year.first_day()), written(year.last_day()));
            let why = if last < first {
                "Last day must be the same as or after the first day".to_owned()
            } else if year.has_ended(today) {
                refusal.to_string()
            } else {
                format!("The days must be between {from} and {to}")
            };
            problems.add(if last < first || last > year.last_day() { ENDS } else { STARTS }, why);
        }
        problems.finish(|| Some((name?, first?, last?)))
    }
}

#[derive(Template)]
#[template(path = "placements/profile/window.html")]
struct WindowPage<'a> {
    layout: Layout,
    year: AcademicYear,
    action: String,
    back: String,
    typed: &'a Typed,
    problems: &'a Problems,
}

impl WindowPage<'_> {
    fn name(&self) -> Input {
        let input = Input::new("name", "Name").autocomplete("off").hint("For example, first block placement");
        input.value(self.typed.name.as_str()).error(self.problems.on("name"))
    }

    fn date(&self, name: &str, legend: &str, typed: &DateParts) -> DateInput {
        DateInput::new(name, Fieldset::new(legend))
            .hint(format!("For example, 5 10 {}", self.year.start_year()))
            .values([typed.day.as_str(), typed.month.as_str(), typed.year.as_str()])
            .error(self.problems.on(name))
    }

    fn starts(&self) -> DateInput {
        self.date(STARTS, "First day", &self.typed.starts)
    }

    fn ends(&self) -> DateInput {
        self.date(ENDS, "Last day", &self.typed.ends)
    }

    fn go_on(&self) -> Button {
        Button::new("Continue")
    }
}

/// The year, the window that an address names (none when one is added), and its form's address.
struct Place {
    year: AcademicYear,
    window: Option<PlacementWindow>,
    count: usize,
}

impl Place {
    /// The address of a form about a window of this name.
    fn here(&self, slug: &str) -> String {
        format!("/placements/profile/windows/{slug}?year={}", self.year.start_year())
    }
}

/// "First block, 5 October 2026 to 18 December 2026"
fn called(name: &str, first: NaiveDate, last: NaiveDate) -> String {
    format!("{name}, {} to {}", written(first), written(last))
}

async fn place(ctx: &Ctx, id: Option<&str>, query: &Fields) -> Result<Place, Failure> {
    let permit = provider(ctx, Action::EditProfile)?;
    let mut tx = ctx.app.db.read().await?;
    let year = year_shown(&mut tx, ctx, query).await?;
    let windows = provider_profile(&mut tx, permit.on(), year).await?.windows;
    let count = windows.len();
    let window = match id {
        None => None,
        Some(id) => Some(windows.into_iter().find(|it| it.public_id == id).ok_or(Failure::NotFound)?),
    };
    Ok(Place { year, window, count })
}

fn view<'a>(ctx: &Ctx, place: &Place, typed: &'a Typed, problems: &'a Problems) -> WindowPage<'a> {
    let (title, slug) = match &place.window {
        None => ("Add a placement window", "add"),
        Some(window) => ("Change a placement window", window.public_id.as_str()),
    };
    let back = address(place.year);
    WindowPage {
        layout: ctx.layout_with(title, problems).back(back.as_str()),
        year: place.year,
        action: place.here(slug),
        back,
        typed,
        problems,
    }
}

async fn save(ctx: Ctx, place: Place, fields: Fields) -> Result<Response, Failure> {
    let permit = provider(&ctx, Action::EditProfile)?;
    let typed = Typed::of(&fields);
    let read = typed.read(place.year, london_date(ctx.now)).and_then(|it| {
        let is_full = place.window.is_none() && place.count >= MOST_WINDOWS;
        let why = format!("You can give at most {MOST_WINDOWS} placement windows in a year");
        if is_full { Err(Problems::one("name", why)) } else { Ok(it) }
    });
    let (name, first, last) = match read {
        Ok(read) => read,
        Err(problems) => return page_again(&view(&ctx, &place, &typed, &problems)),
    };
    match Step::of(&fields) {
        Step::Change => return page(&view(&ctx, &place, &typed, &Problems::default())),
        Step::Check => {
            let window = place.window.as_ref();
            let now =
                window.map_or_else(|| "Not given yet".to_owned(), |it| called(&it.name, it.starts_on, it.ends_on));
            let action = place.here(window.map_or("add", |it| it.public_id.as_str()));
            let words = ("Placement window", now, called(&name, first, last));
            return check(&ctx, (place.year, action), words, &fields);
        }
        Step::Save => {}
    }
    let heading = format!("{name} saved");
    let edit = match place.window {
        None => ProfileEdit::AddWindow(name, first, last),
        Some(window) => ProfileEdit::ChangeWindow(window.public_id, name, first, last),
    };
    write(ctx, (place.year, permit), &edit, heading).await
}

async fn write(
    ctx: Ctx,
    (year, permit): (AcademicYear, crate::policy::Permit),
    edit: &ProfileEdit,
    heading: String,
) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.begin().await?;
    if !edit_profile(&mut tx, &permit, &ctx.app.chance, ctx.now, (year, edit)).await? {
        return Err(Failure::NotFound);
    }
    tx.commit().await?;
    let banner = Banner::new(heading, "Your partner schools see it on your page from now on.");
    Ok(with_banner(&ctx, see_other(&address(year)), &banner))
}

/// GET /placements/profile/windows/add
pub(super) async fn add(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let place = place(&ctx, None, &query).await?;
    page(&view(&ctx, &place, &Typed::default(), &Problems::default()))
}

/// POST /placements/profile/windows/add
pub(super) async fn post_add(ctx: Ctx, Query(query): Query, fields: Fields) -> Result<Response, Failure> {
    let place = place(&ctx, None, &query).await?;
    save(ctx, place, fields).await
}

/// GET /placements/profile/windows/{id}
pub(super) async fn change(ctx: Ctx, Path(id): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let place = place(&ctx, Some(&id), &query).await?;
    let typed = place.window.as_ref().map(Typed::from).unwrap_or_default();
    page(&view(&ctx, &place, &typed, &Problems::default()))
}

/// POST /placements/profile/windows/{id}
pub(super) async fn post_change(
    ctx: Ctx,
    Path(id): Path<String>,
    Query(query): Query,
    fields: Fields,
) -> Result<Response, Failure> {
    let place = place(&ctx, Some(&id), &query).await?;
    save(ctx, place, fields).await
}

#[derive(Template)]
#[template(path = "placements/profile/remove.html")]
struct RemovePage {
    layout: Layout,
    action: String,
    back: String,
    days: String,
}

impl RemovePage {
    fn remove(&self) -> Button {
        Button::new("Remove placement window").warning().prevent_double_click(true)
    }
}

/// GET /placements/profile/windows/{id}/remove
pub(super) async fn remove(ctx: Ctx, Path(id): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let Place { year, window, .. } = place(&ctx, Some(&id), &query).await?;
    let window = window.ok_or(Failure::NotFound)?;
    let back = address(year);
    page(&RemovePage {
        layout: ctx.layout(format!("Are you sure you want to remove {}?", window.name)).back(back.as_str()),
        action: format!("/placements/profile/windows/{id}/remove?year={}", year.start_year()),
        back,
        days: format!("{} to {}", written(window.starts_on), written(window.ends_on)),
    })
}

/// POST /placements/profile/windows/{id}/remove
pub(super) async fn post_remove(ctx: Ctx, Path(id): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let Place { year, window, .. } = place(&ctx, Some(&id), &query).await?;
    let window = window.ok_or(Failure::NotFound)?;
    let permit = provider(&ctx, Action::EditProfile)?;
    let heading = format!("{} removed", window.name);
    write(ctx, (year, permit), &ProfileEdit::RemoveWindow(window.public_id), heading).await
}
