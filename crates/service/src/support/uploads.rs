//! `/support/uploads`: the log of lists that people uploaded or pasted; never what stood in them.

use ::store::{Dialect, FromQueryResult, Listed, StoreError, Tx, Value, Window, utc};
use askama::Template;
use axum::response::Response;
use axum::{Router, routing};
use chrono::NaiveDateTime;
use govuk::Layout;
use govuk::components::{Cell, Html, Table};

use crate::organisations::folding::fold;
use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Group, Listing, Offer, window};
use crate::platform::page::{download, page};
use crate::platform::request::{Fields, Query};
use crate::platform::upload::csv;
use crate::policy::Action;
use crate::vocabulary::OrganisationId;

const PATH: &str = "/support/uploads";

/// What lists are for, as pages call it, by the database's word.
const PURPOSES: [(&str, &str); 5] = [
    ("partner_schools", "Partner schools"),
    ("partner_providers", "Partner providers"),
    ("trainee_register", "Partner schools from a trainee register"),
    ("ect_schools", "Schools of early career teachers"),
    ("users", "Users"),
];

/// The addresses of these pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/support/uploads", routing::get(get))
        .route("/support/uploads/export.csv", routing::get(export))
}

#[derive(Template)]
#[template(path = "support/uploads.html")]
struct UploadsPage {
    layout: Layout,
    listing: Option<Listing>,
}

#[derive(FromQueryResult)]
struct Upload {
    purpose: String,
    who: String,
    organisation: String,
    file_name: String,
    row_count: i32,
    state: String,
    created_at: NaiveDateTime,
    outcome: String,
    is_over: bool,
}

impl Upload {
    fn purpose(&self) -> &'static str {
        PURPOSES.iter().find(|(code, _)| *code == self.purpose).map_or("A list", |(_, words)| words)
    }

    fn file(&self) -> &str {
        match self.file_name.as_str() {
            "" if self.is_over => "Name no longer kept",
            "" => "Pasted",
            name => name,
        }
    }

    /// What came of it: how many were added and how many dropped out at the end.
    fn outcome(&self) -> String {
        if self.state != "confirmed" {
            return if self.is_over { "Never finished" } else { "Not finished yet" }.to_owned();
        }
        let outcome: serde_json::Value = serde_json::from_str(&self.outcome).unwrap_or_default();
        let count = |name: &str| outcome[name].as_array().map_or(0, Vec::len);
        match (count("added"), count("dropped")) {
            (added, 0) => format!("{added} added"),
            (added, dropped) => format!("{added} added, {dropped} dropped out"),
        }
    }
}

/// Who uploaded what, for whom and when.
#[derive(Template)]
#[template(path = "support/uploads/line.html")]
struct Line<'a> {
    upload: &'a Upload,
}

impl Line<'_> {
    fn when(&self) -> String {
        moment(utc(self.upload.created_at))
    }
}

struct Filter {
    words: String,
    purposes: Vec<String>,
    states: Vec<String>,
    oldest_first: bool,
}

fn filter(query: &Fields) -> Filter {
    let all = |name: &str| query.all(name).map(str::to_owned).collect();
    Filter {
        words: query.text("q").to_owned(),
        purposes: all("purpose"),
        states: all("state"),
        oldest_first: query.text("order") == "oldest",
    }
}

/// A page of the log; `$1` is now.
async fn list(tx: &mut Tx, ctx: &Ctx, filter: &Filter, window: Window) -> Result<Listed<Upload>, StoreError> {
    let dialect = tx.dialect();
    let mut from = " from upload u join person p on p.id = u.person join organisation o on o.id = u.organisation
        where u.created_at <= $1"
        .to_owned();
    let mut values: Vec<Value> = vec![naive(ctx)];
    for word in fold(&filter.words).split_whitespace().take(8) {
        values.push(Dialect::containing(word).into());
        let mark = format!("${}", values.len());
        let parts = ["o.name_folded", "o.urn", "o.provider_code", "p.name", "u.file_name"];
        let any = parts.map(|part| dialect.contains(part, &mark)).join(" or ");
        from.extend([" and (", &any, ")"]);
    }
    for (column, wanted) in [("u.purpose", &filter.purposes), ("u.state", &filter.states)] {
        if wanted.is_empty() {
            continue;
        }
        let marks = wanted.iter().map(|it| {
            values.push(it.as_str().into());
            format!("${}", values.len())
        });
        let marks = marks.collect::<Vec<_>>().join(", ");
        from.extend([" and ", column, " in (", &marks, ")"]);
    }
    let total: i64 = tx.scalar(&format!("select count(*){from}"), values.clone()).await?.unwrap_or(0);
    let order = if filter.oldest_first { "u.created_at, u.id" } else { "u.created_at desc, u.id desc" };
    let (take, skip) = (window.take, window.skip);
    let sql = format!(
        "select u.purpose, p.name as who, o.name as organisation, u.file_name, u.row_count, u.state, u.created_at,
           u.outcome, u.expires_at <= $1 as is_over{from} order by {order} limit {take} offset {skip}"
    );
    Ok(Listed { rows: tx.all(&sql, values).await?, total: total.unsigned_abs() })
}

fn naive(ctx: &Ctx) -> Value {
    Value::from(::store::naive(ctx.now))
}

async fn get(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let found = list(&mut ctx.app.db.read().await?, &ctx, &filter(&query), window(&query)).await?;
    let states = [Offer::new("read", "Not finished"), Offer::new("confirmed", "Finished")];
    let listing = Listing::new(PATH, &query, found.total, ("upload", "uploads"))
        .search("Search uploads", "Organisation, URN, provider code, person or file name")
        .filter(Group::new("purpose", "What for", PURPOSES.map(|(code, words)| Offer::new(code, words))))
        .filter(Group::new("state", "State", states))
        .orders([Offer::new("", "Newest first"), Offer::new("oldest", "Oldest first")])
        .showing(&table(&found.rows));
    let is_empty = found.total == 0 && !listing.is_narrowed();
    page(&UploadsPage { layout: ctx.layout("Uploads").back("/support"), listing: (!is_empty).then_some(listing) })
}

fn table(uploads: &[Upload]) -> Table {
    let table = Table::new("Uploads").stacked().hidden_caption().head(["Upload", "What came of it"]);
    uploads.iter().fold(table, |table, upload| {
        let rows = if upload.row_count == 1 { "row" } else { "rows" };
        let outcome = format!("{} {rows}. {}", upload.row_count, upload.outcome());
        table.row([Cell::new(Html::of(&Line { upload })), Cell::new(outcome)])
    })
}

async fn export(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let everything = Window { skip: 0, take: u64::from(u32::MAX) };
    let found = list(&mut ctx.app.db.read().await?, &ctx, &filter(&query), everything).await?;
    let head = ["when", "who", "organisation", "what_for", "file", "rows", "outcome"].map(str::to_owned);
    let lines = found.rows.into_iter().map(|it| {
        let (purpose, file, outcome) = (it.purpose().to_owned(), it.file().to_owned(), it.outcome());
        let when = it.created_at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        [when, it.who, it.organisation, purpose, file, it.row_count.to_string(), outcome]
    });
    let file = csv(std::iter::once(head).chain(lines));
    Ok(download("uploads.csv", "text/csv; charset=utf-8", file.into_bytes()))
}
