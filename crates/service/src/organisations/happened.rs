//! What happened to something, as its page tells it: the newest first, a few lines, and on asking all of them.

use std::collections::HashMap;

use askama::Template;
use askama::filters::HtmlSafe;
use govuk::components::Component;
use serde_json::Value;
use store::{Tx, Window, audit, utc};

use super::directory;
use crate::platform::clock::moment;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::request::Fields;
use crate::vocabulary::{OrganisationId, grouped};

/// Lines shown unless all are asked for.
const FEW: u64 = 20;
/// The most that a page shows; the audit trail has all.
const MOST: u64 = 2_000;
/// In the address: all of them.
const NAME: &str = "history";

/// The lines, and the way to all of them.
#[derive(Template)]
#[template(path = "organisations/happened.html")]
pub struct History {
    lines: Vec<String>,
    all: Option<(String, String)>,
}

impl HtmlSafe for History {}
impl Component for History {}

impl History {
    /// Of what the audit trail calls `subject`, in these words; an event without words is passed over.
    ///
    /// What somebody did for the organisation names who that was.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(
        tx: &mut Tx,
        ctx: &Ctx,
        subject: &str,
        words: impl Fn(&Value) -> Option<String>,
    ) -> Result<History, Failure> {
        let (path, query) = ctx.address.split_once('?').unwrap_or((&ctx.address, ""));
        let query = Fields::parse(query.as_bytes());
        let take = if query.text(NAME) == "all" { MOST } else { FEW };
        let listed = audit::about(tx, subject, Window { skip: 0, take }).await?;
        let mut names: HashMap<i64, String> = HashMap::new();
        let mut lines = Vec::with_capacity(listed.rows.len());
        for event in &listed.rows {
            let Some(words) = words(&event.data) else { continue };
            let by = match event.acting_as.filter(|_| event.on_behalf) {
                Some(who) => format!(" (by {}, acting for the organisation)", name(tx, &mut names, who).await?),
                None => String::new(),
            };
            lines.push(format!("{}: {words}{by}", moment(utc(event.at))));
        }
        let more = listed.total > take && take < MOST;
        let all = || {
            let words = format!("Show all {} entries", grouped(listed.total));
            (words, format!("{path}{}#history", query.query_with(NAME, "all")))
        };
        Ok(History { lines, all: more.then(all) })
    }
}

async fn name(tx: &mut Tx, names: &mut HashMap<i64, String>, who: i64) -> Result<String, Failure> {
    if let Some(known) = names.get(&who) {
        return Ok(known.clone());
    }
    let found = directory::by_id(tx, OrganisationId(who)).await?.map(|it| it.name).unwrap_or_default();
    names.insert(who, found.clone());
    Ok(found)
}
