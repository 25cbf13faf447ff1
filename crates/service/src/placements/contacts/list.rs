//! GET /placements/contacts: every purpose, with its address, who gave it and when.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Action as Link, SummaryList, SummaryRow};

use super::may;
use crate::organisations::contact_book::{self, Contact, Purpose};
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::policy::Action;
use crate::vocabulary::london_date;

#[derive(Template)]
#[template(path = "placements/contacts/list.html")]
struct ListPage {
    layout: Layout,
    contacts: SummaryList,
    given: Vec<String>,
    has_own: bool,
}

/// Draws the list.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let permit = may(&ctx, Action::ReadPlacements)?;
    let mut tx = ctx.app.db.read().await?;
    let all = contact_book::of(&mut tx, permit.on()).await?;
    let has_own = contact_book::for_placements(&mut tx, permit.on()).await?.is_some();
    drop(tx);
    let can_change = ctx.can(Action::GiveContact);
    let rows = Purpose::ALL.map(|purpose| row(purpose, &all, can_change));
    let given = all.iter().filter(|it| !it.is_own()).map(given).collect();
    let contacts = SummaryList::new().rows(rows);
    Ok(without_banner(
        &ctx,
        page(&ListPage { layout: ctx.layout("Contacts").back("/placements"), contacts, given, has_own })?,
    ))
}

/// A contact as sentences name it.
pub(super) fn called(purpose: Purpose) -> String {
    match purpose {
        Purpose::General => "the general contact".to_owned(),
        _ => format!("the contact for {}", purpose.title().to_lowercase()),
    }
}

fn row(purpose: Purpose, all: &[Contact], can_change: bool) -> SummaryRow {
    let own = all.iter().find(|it| it.purpose == purpose.code() && it.is_own());
    let value = match own {
        Some(it) => {
            let source = if it.source == "support" { "support, at your request," } else { "your school" };
            let post = if it.post.is_empty() { String::new() } else { format!("{}: ", it.post) };
            format!("{post}{}. Given by {source} on {}", it.address, day(london_date(it.given_at)))
        }
        None => "Not given yet".to_owned(),
    };
    let row = SummaryRow::new(purpose.title(), value);
    let suffix = called(purpose);
    let href = format!("/placements/contacts/{}", purpose.code());
    match (can_change, own) {
        (false, _) => row,
        (true, None) => row.action(Link::new("Add", href).suffix(suffix)),
        (true, Some(_)) => {
            let remove = Link::new("Remove", format!("{href}/remove")).suffix(suffix.clone());
            row.change(href, suffix).action(remove)
        }
    }
}

fn given(it: &Contact) -> String {
    let by = match (it.source.as_str(), it.given_by.as_deref()) {
        ("provider", Some(provider)) => provider.to_owned(),
        _ => "a file that the Department for Education imported".to_owned(),
    };
    let purpose = Purpose::parse(&it.purpose).map_or("", Purpose::title);
    format!("{purpose}: {}, given by {by} on {}", it.address, day(london_date(it.given_at)))
}
