//! What the DfE's desk did and can look up: visits, imports that went wrong, uploads, mail that is held back.

use chrono::{DateTime, Days, TimeDelta, Utc};
use serde_json::json;
use store::{Tx, naive, text_of, values};

use super::NotFilled;
use super::partners::Story;
use super::register::insert;
use crate::accounts::events::{self, Visit};
use crate::accounts::rules::NewUser;
use crate::accounts::store::add_user;
use crate::organisations::contact_book::{self, Purpose};
use crate::partnerships::store as partnerships;
use crate::policy::{Action, Actor, Manner, OnBehalf, Permit, Role};
use crate::vocabulary::{EmailAddress, OrganisationId, PersonId, PersonName};

/// Visits at which the desk looked: with those at which it acted, more than a page of lines.
const LOOKS: u64 = 24;
/// Uploads, imports and refused rows: more than a page of each.
const MANY: u64 = 30;

const REASONS: [&str; 4] = [
    "Ticket 4711: Robin Patel asked why a school is not told yet",
    "Ticket 4720: a school asked by telephone who had named it",
    "To see whether the list of partner schools shows the new filter as planned",
    "Ticket 4733: Ada Mensah cannot find a user",
];

/// Everything, from the oldest to the newest.
pub(super) async fn write(tx: &mut Tx, story: &Story<'_>) -> Result<(), NotFilled> {
    let &[desk, regulator, ..] = story.cast.visitors.as_slice() else { return Err(NotFilled::Short("DfE users")) };
    for number in 0..LOOKS {
        let at = story.now - Days::new(50 - number);
        let who = if number % 6 == 5 { regulator } else { desk };
        let place = usize::try_from(number).unwrap_or(0) % REASONS.len();
        let visit = Visit { visitor: who, organisation: story.leading, manner: Manner::Looking };
        begin(tx, story, visit, (at, REASONS[place]))?;
        end(tx, story, visit, at + TimeDelta::minutes(12))?;
    }
    acted(tx, story, desk).await?;
    imports(tx, story).await?;
    uploads(tx, story).await?;
    held_back(tx, story).await
}

/// The desk's people, as they are on a visit or on none.
fn actor(story: &Story<'_>, person: PersonId, on_behalf_of: Option<OnBehalf>) -> Actor {
    let roles = [Role::Support].into_iter().collect();
    Actor::Person { person, organisation: Some(story.cast.department), roles, on_behalf_of }
}

fn permit(story: &Story<'_>, visit: Visit) -> Result<Permit, NotFilled> {
    Ok(actor(story, visit.visitor, None).may(visit.manner.action(), visit.organisation)?)
}

fn begin(tx: &mut Tx, story: &Story<'_>, visit: Visit, (at, reason): (DateTime<Utc>, &str)) -> Result<(), NotFilled> {
    let mut entry = events::visit(&permit(story, visit)?, visit, "started", at);
    entry.personal.push(("reason", reason.to_owned()));
    tx.record(entry);
    Ok(())
}

fn end(tx: &mut Tx, story: &Story<'_>, visit: Visit, at: DateTime<Utc>) -> Result<(), NotFilled> {
    tx.record(events::visit(&permit(story, visit)?, visit, "stopped", at));
    Ok(())
}

/// Acting at the provider's request: a contact, a school that was added in error, and a user.
async fn acted(tx: &mut Tx, story: &Story<'_>, desk: PersonId) -> Result<(), NotFilled> {
    let at = story.now - Days::new(3);
    let visit = Visit { visitor: desk, organisation: story.leading, manner: Manner::Acting };
    begin(tx, story, visit, (at, "Ticket 4740: Robin Patel asked by telephone, and cannot use a computer this week"))?;
    let acting = OnBehalf { organisation: story.leading, manner: Manner::Acting };
    let may = |action: Action| actor(story, desk, Some(acting)).may(action, story.leading);
    let urn = story.open[60];
    let school = story.current(tx, urn).await?.school;
    let address: EmailAddress =
        format!("training@school{urn}.example").parse().map_err(|_| NotFilled::Short("good addresses"))?;
    contact_book::give(tx, &may(Action::GiveContact)?, at + TimeDelta::minutes(4), (school, Purpose::Itt), &address)
        .await?;
    let urn = story.open[64];
    let current = story.current(tx, urn).await?;
    partnerships::remove(tx, &may(Action::ChangePartners)?, at + TimeDelta::minutes(9), urn, &current)
        .await?
        .map_err(|refusal| NotFilled::Refused(refusal.to_string()))?;
    let user = NewUser {
        name: "Tomos Rees".parse::<PersonName>().map_err(|_| NotFilled::Short("good names"))?,
        email: "tomos.rees@oakfield.example".parse().map_err(|_| NotFilled::Short("good addresses"))?,
        roles: [Role::Viewer].into_iter().collect(),
    };
    add_user(tx, story.app, &may(Action::ManageUsers)?, at + TimeDelta::minutes(14), &user).await?;
    end(tx, story, visit, at + TimeDelta::minutes(20))
}

/// Nightly imports of the providers; one with many rows refused, and a file of contacts that was refused whole.
async fn imports(tx: &mut Tx, story: &Story<'_>) -> Result<(), NotFilled> {
    for night in (0..MANY).rev() {
        let at = story.now - Days::new(night) - TimeDelta::hours(8);
        let refused = if night == 4 { i32::try_from(MANY).unwrap_or(0) } else { 0 };
        let run = run(tx, at, ("providers", "done"), (refused, None)).await?;
        let name = format!("providers-{}.csv", at.format("%Y%m%d"));
        let sql =
            "insert into register_file (run, name, holds, published_on, content_hash, missing_columns, read, added,
                changed, removed, refused) values ($1, $2, 'providers', $3, '', '', $4, 0, 0, 0, $5)";
        tx.execute(sql, values![run, name.as_str(), at.date_naive(), 40 + refused, refused]).await?;
        let rows = (0..refused).map(|line| {
            json!({ "run": run, "file": name, "line": line + 42, "reason": format!("“Z{line}?” has no code or no name") })
        });
        let columns = [("run", "bigint"), ("file", "text"), ("line", "integer"), ("reason", "text")];
        insert(tx, "register_refusal", &columns, rows.collect()).await?;
    }
    let why = "contacts.csv has no column “address”: the first line must be urn,address";
    run(tx, story.now - Days::new(2), ("contacts", "refused"), (0, Some(why))).await?;
    Ok(())
}

async fn run(
    tx: &mut Tx,
    at: DateTime<Utc>,
    (what, state): (&str, &str),
    (refused, reason): (i32, Option<&str>),
) -> Result<i64, NotFilled> {
    let sql = "insert into register_run (what, state, started_at, finished_at, forced, read, added, changed, closed,
            reopened, unchanged, dropped, refused, reason)
        values ($1, $2, $3, $4, false, $5, 0, 0, 0, 0, $6, 0, $7, $8) returning id";
    let same = if state == "done" { 40 } else { 0 };
    let reason = reason.map(str::to_owned);
    let times = [naive(at), naive(at + TimeDelta::seconds(2))];
    let row = values![what, state, times[0], times[1], same + refused, same, refused, reason];
    tx.scalar(sql, row).await?.ok_or(NotFilled::Short("imports"))
}

/// Lists that people uploaded long ago: what stood in them is gone.
async fn uploads(tx: &mut Tx, story: &Story<'_>) -> Result<(), NotFilled> {
    let rows = (0..MANY).map(|number| {
        let at = story.now - Days::new(48 - number);
        let at_other = number % 3 == 1;
        let place = usize::try_from(number).unwrap_or(0);
        let organisation = story.cast.providers.get(if at_other { 1 + place } else { 0 }).copied();
        let person = if at_other { story.cast.others } else { story.cast.coordinator };
        let is_done = number % 4 != 2;
        let added: Vec<u32> = (0..=(number % 7)).filter_map(|it| u32::try_from(900_100 + it).ok()).collect();
        json!({
            "public_id": story.app.chance.public_id(),
            "purpose": if number % 5 == 0 { "trainee_register" } else { "partner_schools" },
            "person": person.get(), "organisation": organisation.map(OrganisationId::get),
            "file_name": "", "cells": "[]", "columns": "{}", "choices": "{}",
            "state": if is_done { "confirmed" } else { "read" },
            "created_at": text_of(naive(at)),
            "confirmed_at": is_done.then(|| text_of(naive(at + TimeDelta::minutes(6)))),
            "outcome": if is_done { json!({ "added": added, "told": 0, "dropped": [] }).to_string() } else { "{}".into() },
            "expires_at": text_of(naive(at + Days::new(7))), "row_count": added.len() + place % 3,
        })
    });
    let columns = [
        ("public_id", "text"),
        ("purpose", "text"),
        ("person", "bigint"),
        ("organisation", "bigint"),
        ("file_name", "text"),
        ("cells", "text"),
        ("columns", "text"),
        ("choices", "text"),
        ("state", "text"),
        ("created_at", "timestamp"),
        ("confirmed_at", "timestamp"),
        ("outcome", "text"),
        ("expires_at", "timestamp"),
        ("row_count", "integer"),
    ];
    Ok(insert(tx, "upload", &columns, rows.collect()).await?)
}

/// Messages that failed for good, of each age.
async fn held_back(tx: &mut Tx, story: &Story<'_>) -> Result<(), NotFilled> {
    for (days, why) in
        [(0, "550 5.1.1 mailbox unavailable"), (4, "550 5.7.1 refused by policy"), (12, "552 5.2.2 mailbox full")]
    {
        let at = naive(story.now - Days::new(days) - TimeDelta::hours(3));
        let sql = "insert into outbox (id, template, parameters, priority, state, attempts, due_at, fence, created_at,
                finished_at, last_error) values ($1, 'removed_from_organisation', $2, 1, 'parked', 5, $3, 0, $3, $3, $4)";
        let parameters = json!({ "person": story.cast.others.get(), "organisation": story.leading.get() });
        tx.execute(sql, values![story.app.chance.public_id(), parameters.to_string(), at, why]).await?;
    }
    Ok(())
}
