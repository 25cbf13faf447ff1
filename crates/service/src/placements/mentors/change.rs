//! GET, POST /placements/mentors/change: the numbers, on one page, each with a problem of its own.

use askama::Template;
use axum::response::Response;
use govuk::components::{Button, Input};
use govuk::fields::{Called, optional, whole_number};
use govuk::{Layout, Problems};

use super::lines::{Line, lines};
use crate::placements::store::mentors::{Mentors, count_mentors, mentors};
use crate::placements::year_shown::year_shown;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::AcademicYear;

const MOST: i64 = 9_999;

/// A line of the form: what it counts, and its two inputs.
struct Asked {
    title: &'static str,
    headcount: Input,
    trained: Input,
}

#[derive(Template)]
#[template(path = "placements/mentors/change.html")]
struct ChangePage {
    layout: Layout,
    year: AcademicYear,
    lines: Vec<Asked>,
}

impl ChangePage {
    fn save(&self) -> Button {
        Button::new("Save numbers of mentors").prevent_double_click(true)
    }

    fn start(&self) -> i32 {
        self.year.start_year()
    }
}

fn names(line: Line) -> (String, String) {
    (format!("headcount-{}", line.key()), format!("trained-{}", line.key()))
}

fn view(ctx: &Ctx, year: AcademicYear, lines: &[Line], typed: &Fields, problems: &Problems) -> ChangePage {
    let input = |name: String, what: &str, title: &str| {
        let label = govuk::components::Label::new(format!("{what}, {title}")).classes("govuk-visually-hidden");
        let (value, error) = (typed.text(&name).to_owned(), problems.on(&name).map(str::to_owned));
        Input::whole_number(name, label, 4).value(value).error(error)
    };
    let asked = lines.iter().map(|line| {
        let (headcount, trained) = names(*line);
        let title = line.title();
        Asked { title, headcount: input(headcount, "Mentors", title), trained: input(trained, "Trained", title) }
    });
    ChangePage {
        layout: ctx.layout_with("How many mentors do you have?", problems).back("/placements/mentors"),
        year,
        lines: asked.collect(),
    }
}

/// Asks, with what is recorded.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::CountMentors)?;
    let mut tx = ctx.app.db.read().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let lines = lines(&mut tx, &ctx).await?;
    let counted = mentors(&mut tx, permit.on(), year).await?;
    drop(tx);
    let mut recorded = form_urlencoded::Serializer::new(String::new());
    for it in &counted.mentors {
        let (headcount, trained) = names(Line { phase: it.phase, subject: it.subject });
        recorded.append_pair(&headcount, &it.headcount.to_string()).append_pair(&trained, &it.trained.to_string());
    }
    let recorded = Fields::parse(recorded.finish().as_bytes());
    page(&view(&ctx, year, &lines, &recorded, &Problems::default()))
}

/// Sets the numbers, all or none.
pub(super) async fn post(ctx: Ctx, Query(query): Query, fields: Fields) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::CountMentors)?;
    let mut tx = ctx.app.db.begin().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let lines = lines(&mut tx, &ctx).await?;
    let mut problems = Problems::default();
    let counts: Vec<Mentors> = lines.iter().filter_map(|line| read(*line, &fields, &mut problems)).collect();
    if !problems.is_empty() {
        return page_again(&view(&ctx, year, &lines, &fields, &problems));
    }
    count_mentors(&mut tx, &permit, ctx.now, year, &counts).await?;
    tx.commit().await?;
    let to = format!("/placements/mentors?year={}", year.start_year());
    let banner = Banner::new("Numbers of mentors saved", format!("They are for the academic year {year}."));
    Ok(with_banner(&ctx, see_other(&to), &banner))
}

/// One line; nothing where it is left empty, or where there is a problem.
fn read(line: Line, fields: &Fields, problems: &mut Problems) -> Option<Mentors> {
    let (all_name, trained_name) = names(line);
    let called = |asked, named| Called::new(asked, named);
    let number = |name: &str, called: Called| {
        optional(fields.text(name), |it| whole_number(it, called, &(0..=MOST)))
            .map_err(|error| format!("{error} ({})", line.title()))
    };
    let all = problems.keep(&all_name, number(&all_name, called("the number of mentors", "Number of mentors")))?;
    let trained_number = number(&trained_name, called("how many are trained", "Number of trained mentors"));
    let trained = problems.keep(&trained_name, trained_number)?;
    match (all, trained) {
        (None, None) => None,
        (None, Some(_)) => {
            problems.add(&all_name, format!("Enter the number of mentors ({})", line.title()));
            None
        }
        (Some(all), Some(trained)) if trained > all => {
            let text = format!("Number of trained mentors must be {all} or fewer ({})", line.title());
            problems.add(&trained_name, text);
            None
        }
        (Some(_), None) => {
            problems.add(&trained_name, format!("Enter how many of the mentors are trained ({})", line.title()));
            None
        }
        (Some(all), Some(trained)) => Some(Mentors {
            phase: line.phase,
            subject: line.subject,
            headcount: i32::try_from(all).ok()?,
            trained: i32::try_from(trained).ok()?,
        }),
    }
}
