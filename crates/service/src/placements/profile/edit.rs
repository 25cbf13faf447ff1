//! GET, POST /placements/profile/edit/{what}: one thing that the provider tells its partner schools.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Checkboxes, Choice, Input, Label, Legend, Textarea};
use govuk::fields::{Called, optional, text};
use govuk::{Layout, Problems};

use super::check::{Step, check};
use super::shown::{contact, given, routes};
use super::{address, provider};
use crate::placements::store::{Profile, ProfileEdit, edit_profile, provider_profile};
use crate::placements::words::{Route, Word};
use crate::placements::year_shown::year_shown;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query};
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, EmailAddress, london_date};

/// What can be changed, each on a page of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Pattern,
    Weeks,
    Routes,
    Contact,
    Note,
}

impl Part {
    fn parse(slug: &str) -> Result<Part, Failure> {
        match slug {
            "pattern" => Ok(Part::Pattern),
            "weeks" => Ok(Part::Weeks),
            "routes" => Ok(Part::Routes),
            "contact" => Ok(Part::Contact),
            "note" => Ok(Part::Note),
            _ => Err(Failure::NotFound),
        }
    }

    fn slug(self) -> &'static str {
        match self {
            Part::Pattern => "pattern",
            Part::Weeks => "weeks",
            Part::Routes => "routes",
            Part::Contact => "contact",
            Part::Note => "note",
        }
    }

    fn question(self) -> &'static str {
        match self {
            Part::Pattern => "When in the week and the year are your trainees on placement?",
            Part::Weeks => "How long are your trainees on placement?",
            Part::Routes => "Which routes do you offer?",
            Part::Contact => "Whom can schools contact about placements?",
            Part::Note => "Is there anything else that schools should know?",
        }
    }
}

/// The fields of the page: `text`, `route`, `post` and `address`, of which a part uses its own.
fn typed(part: Part, profile: &Profile) -> Fields {
    let pairs: Vec<(&str, &str)> = match part {
        Part::Pattern => vec![("text", &profile.pattern)],
        Part::Weeks => vec![("text", &profile.weeks)],
        Part::Note => vec![("text", &profile.note)],
        Part::Routes => profile.routes.iter().map(|it| ("route", it.code())).collect(),
        Part::Contact => vec![("post", &profile.contact_post), ("address", &profile.contact_address)],
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    Fields::parse(query.finish().as_bytes())
}

/// Reads what was typed; every part may be left empty.
fn read(part: Part, fields: &Fields) -> Result<ProfileEdit, Problems> {
    let mut problems = Problems::default();
    let mut line = |name: &'static str, called: Called, most: usize| {
        problems
            .keep(name, optional(fields.text(name), |it| text::line(it, called, most)))
            .flatten()
            .unwrap_or_default()
    };
    let edit = match part {
        Part::Weeks => ProfileEdit::Weeks(line("text", Called::new("the length", "Length"), 200)),
        Part::Contact => {
            let post = line("post", Called::new("the post", "Post"), 100);
            let address = fields.text("address");
            if !address.is_empty() {
                problems.keep("address", address.parse::<EmailAddress>());
            }
            ProfileEdit::Contact(post, address.to_owned())
        }
        Part::Routes => ProfileEdit::Routes(Route::of_all(fields.all("route"))),
        Part::Pattern | Part::Note => {
            let called =
                if part == Part::Note { Called::new("a note", "Note") } else { Called::new("the pattern", "Pattern") };
            let words = problems.keep("text", optional(fields.text("text"), |it| text::lines(it, called, 1_000)));
            let words = words.flatten().unwrap_or_default();
            if part == Part::Note { ProfileEdit::Note(words) } else { ProfileEdit::Pattern(words) }
        }
    };
    if problems.is_empty() { Ok(edit) } else { Err(problems) }
}

/// A part of a profile in words.
fn said(part: Part, profile: &Profile) -> String {
    match part {
        Part::Pattern => given(&profile.pattern),
        Part::Weeks => given(&profile.weeks),
        Part::Note => given(&profile.note),
        Part::Routes => routes(profile),
        Part::Contact => contact(profile),
    }
}

/// A profile that says nothing but what was typed.
fn alone(edit: &ProfileEdit) -> Profile {
    let mut profile = Profile::default();
    match edit.clone() {
        ProfileEdit::Pattern(words) => profile.pattern = words,
        ProfileEdit::Weeks(words) => profile.weeks = words,
        ProfileEdit::Note(words) => profile.note = words,
        ProfileEdit::Routes(chosen) => profile.routes = chosen,
        ProfileEdit::Contact(post, address) => (profile.contact_post, profile.contact_address) = (post, address),
        _ => {}
    }
    profile
}

#[derive(Template)]
#[template(path = "placements/profile/edit.html")]
struct EditPage<'a> {
    layout: Layout,
    part: Part,
    year: AcademicYear,
    back: String,
    fields: &'a Fields,
    problems: &'a Problems,
}

impl EditPage<'_> {
    fn slug(&self) -> &'static str {
        self.part.slug()
    }

    fn is_contact(&self) -> bool {
        self.part == Part::Contact
    }

    fn area(&self) -> Option<Textarea> {
        let hint = match self.part {
            Part::Pattern => "For example, two days a week in autumn, then a block in spring. Up to 1,000 characters.",
            Part::Note => "Up to 1,000 characters. Do not name trainees.",
            _ => return None,
        };
        let area = Textarea::new("text", Label::heading(self.part.question())).hint(hint);
        Some(area.value(self.fields.text("text")).error(self.problems.on("text")))
    }

    fn line(&self) -> Option<Input> {
        let input =
            Input::new("text", Label::heading(self.part.question())).hint("For example, 24 weeks in two blocks");
        let input = input.value(self.fields.text("text")).error(self.problems.on("text"));
        (self.part == Part::Weeks).then_some(input)
    }

    fn routes(&self) -> Option<Checkboxes> {
        let choices = Route::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
        let boxes = Checkboxes::new("route", Legend::heading(self.part.question())).hint("Select all that apply");
        (self.part == Part::Routes).then(|| boxes.items(choices).values(self.fields.all("route")))
    }

    fn post(&self) -> Input {
        let input = Input::new("post", "Post").hint("For example, placements team. Not a person’s name.");
        input.value(self.fields.text("post")).error(self.problems.on("post"))
    }

    fn address(&self) -> Input {
        Input::email("address", "Email address").value(self.fields.text("address")).error(self.problems.on("address"))
    }

    fn go_on(&self) -> Button {
        Button::new("Continue")
    }
}

fn view<'a>(ctx: &Ctx, part: Part, year: AcademicYear, (fields, problems): (&'a Fields, &'a Problems)) -> EditPage<'a> {
    let back = address(year);
    let layout = ctx.layout_with(part.question(), problems).back(back.as_str());
    EditPage { layout, part, year, back, fields, problems }
}

/// Asks, with what is known.
pub(super) async fn get(ctx: Ctx, Path(what): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let permit = provider(&ctx, Action::EditProfile)?;
    let part = Part::parse(&what)?;
    let mut tx = ctx.app.db.read().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let profile = provider_profile(&mut tx, permit.on(), year).await?;
    drop(tx);
    page(&view(&ctx, part, year, (&typed(part, &profile), &Problems::default())))
}

/// Shows the change, goes back to it, or saves it.
pub(super) async fn post(
    ctx: Ctx,
    Path(what): Path<String>,
    Query(query): Query,
    fields: Fields,
) -> Result<Response, Failure> {
    let permit = provider(&ctx, Action::EditProfile)?;
    let part = Part::parse(&what)?;
    let mut tx = ctx.app.db.begin().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let edit = match read(part, &fields) {
        Ok(edit) => edit,
        Err(problems) => return page_again(&view(&ctx, part, year, (&fields, &problems))),
    };
    if year.has_ended(london_date(ctx.now)) {
        return Err(Failure::NotFound);
    }
    match Step::of(&fields) {
        Step::Change => return page(&view(&ctx, part, year, (&fields, &Problems::default()))),
        Step::Check => {
            let now = said(part, &provider_profile(&mut tx, permit.on(), year).await?);
            let action = format!("/placements/profile/edit/{}?year={}", part.slug(), year.start_year());
            let words = (edit.title(), now, said(part, &alone(&edit)));
            return check(&ctx, (year, action), words, &fields);
        }
        Step::Save => {}
    }
    edit_profile(&mut tx, &permit, &ctx.app.chance, ctx.now, (year, &edit)).await?;
    tx.commit().await?;
    let banner =
        Banner::new(format!("{} saved", edit.title()), "Your partner schools see it on your page from now on.");
    Ok(with_banner(&ctx, see_other(&address(year)), &banner))
}
