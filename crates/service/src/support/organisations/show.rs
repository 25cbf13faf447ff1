//! GET /support/organisations/{key}: what is known of an organisation, who uses it, and what the DfE did there.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, Cell, Html, SummaryList, SummaryRow, Table};
use store::{StoreError, Tx, utc};

use super::PATH;
use super::rules::{Type, Way, may_visit};
use super::store::{self as organisations, Organisation};
use crate::accounts::store::{User, users_of};
use crate::accounts::users::{Progress, last_signed_in};
use crate::organisations::folding::fold;
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Listing, PAGE, page_number};
use crate::platform::page::{page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::policy::{Action, Manner};
use crate::support::history::{self, Done};
use crate::vocabulary::{OrganisationId, london_date};

/// Events that the page shows; the history has all.
const MOST_DONE: usize = 5;

#[derive(Template)]
#[template(path = "support/organisations/show.html")]
struct ShowPage {
    layout: Layout,
    key: String,
    kind: &'static str,
    facts: SummaryList,
    /// The page that everybody sees.
    public: Option<String>,
    buttons: Vec<Button>,
    is_dfe: bool,
    users: Option<Listing>,
    done: Vec<Done>,
    is_more_done: bool,
}

/// A user's name over their address.
#[derive(Template)]
#[template(path = "support/organisations/user.html")]
struct UserName<'a> {
    user: &'a User,
}

/// The organisation of an address, or "page not found".
pub(super) async fn one(tx: &mut Tx, ctx: &Ctx, key: &str) -> Result<Organisation, Failure> {
    organisations::by_key(tx, key, london_date(ctx.now)).await?.ok_or(Failure::NotFound)
}

/// The organisation's users that the search of the address finds.
pub(super) async fn found_users(tx: &mut Tx, of: &Organisation, query: &Fields) -> Result<Vec<User>, StoreError> {
    let Some(id) = of.id else { return Ok(Vec::new()) };
    let mut users = users_of(tx, id).await?;
    let searched = fold(query.text("q"));
    users.retain(|user| {
        let text = format!("{} {}", fold(&user.name), fold(&user.email));
        searched.split(' ').all(|word| text.contains(word))
    });
    Ok(users)
}

/// The page.
pub(super) async fn get(ctx: Ctx, Path(key): Path<String>, query: Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let mut tx = ctx.app.db.read().await?;
    let organisation = one(&mut tx, &ctx, &key).await?;
    let users = found_users(&mut tx, &organisation, &query).await?;
    let mut done = match organisation.id {
        Some(id) => history::of(&mut tx, id).await?,
        None => Vec::new(),
    };
    drop(tx);
    let is_more_done = done.len() > MOST_DONE;
    done.truncate(MOST_DONE);
    let path = format!("{PATH}/{}", organisation.key);
    let listing = Listing::new(path, &query, users.len() as u64, ("user", "users"))
        .search("Search users", "Name or email address")
        .showing(&table(&ctx, &users, &query));
    let is_empty = users.is_empty() && !listing.is_narrowed();
    let view = ShowPage {
        layout: ctx.layout(organisation.name.as_str()).back(PATH),
        key: organisation.key.clone(),
        kind: organisation.kind.title(),
        facts: facts(&organisation),
        public: (organisation.kind != Type::Dfe).then(|| format!("/organisations/{}", organisation.key)),
        buttons: buttons(&ctx, &organisation)?,
        is_dfe: organisation.kind == Type::Dfe,
        users: (!is_empty).then_some(listing),
        done,
        is_more_done,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

fn facts(it: &Organisation) -> SummaryList {
    let text = |it: &Option<String>| it.clone().unwrap_or_else(|| "Not entered".to_owned());
    let mut list = SummaryList::new().row(SummaryRow::new("Name", it.name.as_str()));
    if let Some(urn) = &it.urn {
        list = list.row(SummaryRow::new("URN", urn.as_str()));
    }
    if let Some(code) = &it.code {
        list = list.row(SummaryRow::new("Provider code", code.as_str()));
    }
    if matches!(it.kind, Type::LeadProvider | Type::DeliveryPartner) {
        list = list.row(SummaryRow::new("Works with", organisations_of(it.partners)));
    } else if it.kind != Type::Dfe {
        list = list
            .row(SummaryRow::new("UKPRN", text(&it.ukprn)))
            .row(SummaryRow::new("Town", text(&it.town)))
            .row(SummaryRow::new("Postcode", text(&it.postcode)))
            .row(SummaryRow::new("Works with", organisations_of(it.partners)));
    }
    if let Some(status) = it.status {
        list = list.row(SummaryRow::new("Status in the register", status.words()));
    }
    let since = it.since.map_or_else(|| "Not yet".to_owned(), |at| day(london_date(utc(at))));
    list.row(SummaryRow::new("Known to the service since", since))
}

fn organisations_of(count: i64) -> String {
    if count == 1 { "1 organisation".to_owned() } else { format!("{count} organisations") }
}

/// What this person may begin here.
fn buttons(ctx: &Ctx, it: &Organisation) -> Result<Vec<Button>, Failure> {
    if may_visit(it.kind).is_err() {
        return Ok(Vec::new());
    }
    let here = format!("{PATH}/{}/visit", it.key);
    let own = ctx.viewer()?.acting.as_ref().map_or(OrganisationId::SERVICE, |it| it.id);
    let may = |manner: Manner| ctx.may_on(manner.action(), own).is_ok();
    let look = Button::link("Look at this organisation", format!("{here}/{}", Way(Manner::Looking).code()));
    let act = format!("{here}/{}", Way(Manner::Acting).code());
    let first = Button::link("Add the first user", format!("{act}?then=users"));
    let act = Button::link("Act for this organisation at its request", act).secondary();
    Ok([
        may(Manner::Looking).then_some(look),
        may(Manner::Acting).then_some(act),
        (may(Manner::Acting) && it.users == 0).then(|| first.secondary()),
    ]
    .into_iter()
    .flatten()
    .collect())
}

fn table(ctx: &Ctx, users: &[User], query: &Fields) -> Table {
    let size = usize::try_from(PAGE).unwrap_or(25);
    let before = usize::try_from(page_number(query) - 1).unwrap_or(usize::MAX).saturating_mul(size);
    let table = Table::new("Users, by name")
        .stacked()
        .hidden_caption()
        .head(["User", "Can do", "Last signed in"])
        .first_cell_is_header(true);
    users.iter().skip(before).take(size).fold(table, |table, user| {
        let progress = Progress::of(user, ctx.now);
        table.row([
            Cell::new(Html::of(&UserName { user })),
            Cell::new(user.roles.titles()),
            if progress == Progress::Active { Cell::new(last_signed_in(user)) } else { Cell::new(progress.tag()) },
        ])
    })
}
