//! GET, POST /placements/profile/trainees/{phase}: how many trainees the provider has or expects, by subject.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Input};
use govuk::fields::{Called, whole_number};
use govuk::{Layout, Problems};

use super::check::{Step, check};
use super::shown::numbers as shown;
use super::{address, provider};
use crate::placements::store::{ProfileEdit, Trainees, edit_profile, provider_profile};
use crate::placements::words::{Phase, Subject, Word};
use crate::placements::year_shown::year_shown;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query};
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, london_date};

const CALLED: Called = Called::new("the number of trainees", "Number of trainees");
/// The field of a phase that is not divided into subjects.
const ALL: &str = "all";

#[derive(Template)]
#[template(path = "placements/profile/trainees.html")]
struct TraineesPage {
    layout: Layout,
    year: AcademicYear,
    action: String,
    back: String,
    inputs: Vec<Input>,
}

impl TraineesPage {
    fn go_on(&self) -> Button {
        Button::new("Continue")
    }
}

/// What a phase is divided into: the subjects that stand alone, or nothing.
fn divisions(phase: Phase) -> Vec<Option<Subject>> {
    match phase {
        Phase::Secondary => Subject::ALL.iter().copied().filter(|it| it.stands_alone()).map(Some).collect(),
        Phase::Primary | Phase::Send => vec![None],
    }
}

fn field(subject: Option<Subject>) -> &'static str {
    subject.map_or(ALL, Word::code)
}

/// Reads the numbers; one that is left empty is not given.
fn read(phase: Phase, fields: &Fields) -> Result<Vec<Trainees>, Problems> {
    let mut problems = Problems::default();
    let mut numbers = Vec::new();
    for subject in divisions(phase) {
        let typed = fields.text(field(subject));
        if typed.is_empty() {
            continue;
        }
        let read = whole_number(typed, CALLED, &(0..=99_999));
        let read = read.map_err(|why| match subject {
            Some(subject) => format!("{}: {}", subject.title(), why),
            None => why,
        });
        let number = problems.keep(field(subject), read).and_then(|it| i32::try_from(it).ok());
        numbers.extend(number.map(|number| Trainees { phase, subject, number }));
    }
    if problems.is_empty() { Ok(numbers) } else { Err(problems) }
}

fn here(phase: Phase, year: AcademicYear) -> String {
    format!("/placements/profile/trainees/{}?year={}", phase.code(), year.start_year())
}

fn view(
    ctx: &Ctx,
    (phase, year): (Phase, AcademicYear),
    typed: &dyn Fn(Option<Subject>) -> String,
    problems: &Problems,
) -> TraineesPage {
    let title = format!("How many trainees do you have or expect in {}?", phase.title());
    let back = address(year);
    let input = |subject: Option<Subject>| {
        let name = field(subject);
        let label = subject.map_or("Trainees", Word::title);
        Input::whole_number(name, label, 5).value(typed(subject)).error(problems.on(name))
    };
    TraineesPage {
        layout: ctx.layout_with(title, problems).back(back.as_str()),
        year,
        action: here(phase, year),
        back,
        inputs: divisions(phase).into_iter().map(input).collect(),
    }
}

/// Asks, with what is known.
pub(super) async fn get(ctx: Ctx, Path(phase): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let permit = provider(&ctx, Action::EditProfile)?;
    let phase = Phase::parse(&phase).ok_or(Failure::NotFound)?;
    let mut tx = ctx.app.db.read().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let known = provider_profile(&mut tx, permit.on(), year).await?.trainees;
    drop(tx);
    let typed = |subject: Option<Subject>| {
        let found = known.iter().find(|it| it.phase == phase && it.subject == subject);
        found.map(|it| it.number.to_string()).unwrap_or_default()
    };
    page(&view(&ctx, (phase, year), &typed, &Problems::default()))
}

/// Shows the change, goes back to it, or saves the numbers in place of the earlier ones.
pub(super) async fn post(
    ctx: Ctx,
    Path(phase): Path<String>,
    Query(query): Query,
    fields: Fields,
) -> Result<Response, Failure> {
    let permit = provider(&ctx, Action::EditProfile)?;
    let phase = Phase::parse(&phase).ok_or(Failure::NotFound)?;
    let mut tx = ctx.app.db.begin().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let typed = |subject: Option<Subject>| fields.text(field(subject)).to_owned();
    let numbers = match read(phase, &fields) {
        Ok(numbers) => numbers,
        Err(problems) => return page_again(&view(&ctx, (phase, year), &typed, &problems)),
    };
    if year.has_ended(london_date(ctx.now)) {
        return Err(Failure::NotFound);
    }
    match Step::of(&fields) {
        Step::Change => return page(&view(&ctx, (phase, year), &typed, &Problems::default())),
        Step::Check => {
            let known = provider_profile(&mut tx, permit.on(), year).await?.trainees;
            let what = format!("Trainee numbers, {}", phase.title());
            let words = (what.as_str(), shown(phase, &known), shown(phase, &numbers));
            return check(&ctx, (year, here(phase, year)), words, &fields);
        }
        Step::Save => {}
    }
    let edit = ProfileEdit::Trainees(phase, numbers);
    edit_profile(&mut tx, &permit, &ctx.app.chance, ctx.now, (year, &edit)).await?;
    tx.commit().await?;
    let banner = Banner::new("Trainee numbers saved", "Your partner schools see them on your page from now on.");
    Ok(with_banner(&ctx, see_other(&address(year)), &banner))
}
