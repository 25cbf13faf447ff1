//! What the DfE's support did at an organisation, as the organisation and the DfE both see it.
//!
//! `/organisation/support` is the organisation's own page. Source: product.md decision 13.

mod rules;
mod store;

use ::store::naive;
use askama::Template;
use axum::response::Response;
use axum::{Router, routing};
use chrono::{DateTime, Utc};
use govuk::Layout;
use govuk::components::{Cell, Html, Table};

pub use store::{by, of};

use crate::organisations::folding::fold;
use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Group, Listing, Offer, PAGE, page_number};
use crate::platform::page::{download, page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::platform::upload::csv;
use crate::policy::Action;
use crate::vocabulary::london_date;
use rules::Sort;

const OWN: &str = "/organisation/support";

/// The addresses of the organisation's own page.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/organisation/support", routing::get(get))
        .route("/organisation/support/export.csv", routing::get(export))
}

/// One thing that the DfE's support did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// When.
    pub at: DateTime<Utc>,
    /// Until when, for a visit that ended.
    pub until: Option<DateTime<Utc>>,
    /// Who.
    pub who: String,
    /// What, as a sentence without its full stop.
    pub what: String,
    /// Why, in the words that were given when the visit began; empty when they were erased, or none are needed.
    pub reason: String,
    sort: Sort,
}

impl Done {
    /// When, as pages write it.
    pub fn when(&self) -> String {
        match self.until {
            // Of the same day, the end is a time alone.
            Some(until) if london_date(until) == london_date(self.at) => {
                let until = moment(until);
                let time = until.split_once(" at ").map_or(until.as_str(), |(_, time)| time);
                format!("{} to {time}", moment(self.at))
            }
            Some(until) => format!("{} to {}", moment(self.at), moment(until)),
            None => moment(self.at),
        }
    }
}

#[derive(Template)]
#[template(path = "support/history.html")]
struct HistoryPage {
    layout: Layout,
    heading: Heading,
    listing: Option<Listing>,
}

/// The words of a page that lists what others did at an organisation, and its addresses.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The heading.
    pub title: String,
    /// What stands under it.
    pub intro: String,
    /// What stands there while nothing was done.
    pub nothing: String,
    /// The way back.
    pub back: String,
    /// The list's own address.
    pub path: String,
}

impl Heading {
    /// Of what the DfE's support did at the organisation of this name; the way back, and the list's own address.
    pub fn of_support(name: &str, back: &str, path: &str) -> Heading {
        Heading {
            title: "What the DfE’s support did here".to_owned(),
            intro: format!(
                "The Department for Education’s support can look at the pages of {name}, and acts for it only when \
                 somebody there asks. It gives a reason each time."
            ),
            nothing: format!("The DfE’s support has not looked at {name} or acted for it."),
            back: back.to_owned(),
            path: path.to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "support/history/what.html")]
struct What<'a> {
    done: &'a Done,
}

/// What the address's search, filter and order leave; the newest first unless said.
fn narrowed(query: &Fields, done: Vec<Done>) -> Vec<Done> {
    let searched = fold(query.text("q"));
    let sorts: Vec<&str> = query.all("sort").collect();
    let mut done: Vec<Done> = done
        .into_iter()
        .filter(|it| sorts.is_empty() || sorts.contains(&it.sort.code()))
        .filter(|it| {
            let text = fold(&format!("{} {} {}", it.who, it.what, it.reason));
            searched.split(' ').all(|word| text.contains(word))
        })
        .collect();
    if query.text("order") == "oldest" {
        done.reverse();
    }
    done
}

/// The page, under this heading.
///
/// # Errors
/// [`Failure::Broken`] when it cannot be drawn.
pub fn shown(ctx: &Ctx, query: &Fields, heading: Heading, done: Vec<Done>) -> Result<Response, Failure> {
    let is_empty = done.is_empty();
    let done = narrowed(query, done);
    let listing = Listing::new(heading.path.as_str(), query, done.len() as u64, ("line", "lines"))
        .search("Search", "Who, what or why")
        .filter(Group::new("sort", "What", Sort::ALL.map(|it| Offer::new(it.code(), it.title()))))
        .orders([Offer::new("", "Newest first"), Offer::new("oldest", "Oldest first")])
        .showing(&table(&done, query));
    let view = HistoryPage {
        layout: ctx.layout(heading.title.as_str()).back(heading.back.as_str()),
        heading,
        listing: (!is_empty).then_some(listing),
    };
    Ok(without_banner(ctx, page(&view)?))
}

fn table(done: &[Done], query: &Fields) -> Table {
    let size = usize::try_from(PAGE).unwrap_or(25);
    let before = usize::try_from(page_number(query) - 1).unwrap_or(usize::MAX).saturating_mul(size);
    let table = Table::new("What was done").stacked().hidden_caption().head(["When", "Who, what and why"]);
    done.iter()
        .skip(before)
        .take(size)
        .fold(table, |table, done| table.row([Cell::new(done.when()), Cell::new(Html::of(&What { done }))]))
}

/// The list as a file.
pub fn file(query: &Fields, done: Vec<Done>) -> Response {
    let head = ["when", "until", "who", "what", "reason"].map(str::to_owned);
    let time = |at: DateTime<Utc>| naive(at).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let lines = narrowed(query, done)
        .into_iter()
        .map(|it| [time(it.at), it.until.map(time).unwrap_or_default(), it.who, it.what, it.reason]);
    let file = csv(std::iter::once(head).chain(lines));
    download("what-support-did.csv", "text/csv; charset=utf-8", file.into_bytes())
}

async fn own(ctx: &Ctx) -> Result<(String, Vec<Done>), Failure> {
    let permit = ctx.may(Action::Read)?;
    let organisation = ctx.organisation()?;
    if organisation.kind == Kind::Dfe {
        return Err(Failure::NotFound);
    }
    let done = of(&mut ctx.app.db.read().await?, permit.on()).await?;
    Ok((organisation.name.clone(), done))
}

async fn get(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let (name, done) = own(&ctx).await?;
    shown(&ctx, &query, Heading::of_support(&name, "/organisation", OWN), done)
}

async fn export(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let (_, done) = own(&ctx).await?;
    Ok(file(&query, done))
}
