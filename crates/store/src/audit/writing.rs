//! Writing events: hashed in memory, and in one statement for each kind of event, however many they are.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use sea_orm::Value;

use super::Entry;
use super::chain::{self, Row, hash};
use crate::{StoreError, Tx, time, values};

/// What the many events of one bulk change have in common, and which therefore travels once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Common {
    at: NaiveDateTime,
    actor_kind: &'static str,
    person: Option<i64>,
    acting_as: Option<i64>,
    on_behalf: bool,
    action: &'static str,
}

/// The rest of an event: what stands in [`OWN`].
type EventRow = [Value; 5];

const OWN: [&str; 5] = ["number", "organisation", "subject", "data", "hash"];

/// Events hashed before whoever else waits for this thread has a turn.
const AT_ONCE: i64 = 128;

/// Writes the entries at the end of the chain.
pub(crate) async fn append(tx: &mut Tx, entries: Vec<Entry>) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    let (mut number, mut hash) = chain::head(tx, true).await?;
    let mut kinds: BTreeMap<Common, Vec<EventRow>> = BTreeMap::new();
    let mut personal = Vec::new();
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    for mut entry in entries {
        number += 1;
        if let Some((list, _)) = entry.subject.rsplit_once('/') {
            match last.get_mut(list) {
                Some(known) => *known = number,
                None => drop(last.insert(list.to_owned(), number)),
            }
        }
        for (name, value) in entry.personal.drain(..) {
            personal.push(values![number, name, without_nul(value)]);
        }
        let common = Common::of(&entry);
        let row;
        (row, hash) = chained(&hash, number, common, entry);
        kinds.entry(common).or_default().push(row);
        if number % AT_ONCE == 0 {
            tokio::task::yield_now().await;
        }
    }
    for (common, rows) in kinds {
        insert_events(tx, common, rows).await?;
    }
    insert_personal(tx, personal).await?;
    note_last(tx, last).await?;
    tx.execute("update audit_head set number = $1, hash = $2 where head = 1", values![number, hash]).await?;
    Ok(())
}

impl Common {
    fn of(entry: &Entry) -> Common {
        Common {
            at: time::cut(entry.at),
            actor_kind: entry.actor_kind,
            person: entry.person,
            acting_as: entry.acting_as,
            on_behalf: entry.on_behalf,
            action: entry.action,
        }
    }
}

/// The event as it is written, and its hash.
fn chained(previous: &str, number: i64, common: Common, entry: Entry) -> (EventRow, String) {
    let subject = without_nul(entry.subject);
    let data = entry.data.to_string();
    let Common { at, actor_kind, person, acting_as, on_behalf, action } = common;
    let organisation = entry.organisation;
    let row = Row {
        number,
        at,
        actor_kind,
        person,
        acting_as,
        organisation,
        on_behalf,
        action,
        subject: &subject,
        data: &data,
    };
    let hash = hash(previous, &row);
    (values![number, organisation, subject, data, hash.as_str()], hash)
}

async fn insert_events(tx: &mut Tx, common: Common, rows: Vec<EventRow>) -> Result<(), StoreError> {
    let Common { at, actor_kind, person, acting_as, on_behalf, action } = common;
    let shared = values![at, actor_kind, person, acting_as, on_behalf, action];
    tx.execute_many(OWN, rows, shared, |given, [at, actor_kind, person, acting_as, on_behalf, action]| {
        format!(
            "insert into audit_event
                 (number, at, actor_kind, person, acting_as, organisation, on_behalf, action, subject, data, hash)
             select given.number, {at}, {actor_kind}, {person}, {acting_as}, given.organisation, {on_behalf}, {action},
                 given.subject, given.data, given.hash
             from {given}"
        )
    })
    .await?;
    Ok(())
}

async fn insert_personal(tx: &mut Tx, rows: Vec<[Value; 3]>) -> Result<(), StoreError> {
    tx.execute_many(["event", "name", "value"], rows, [], |given, []| {
        format!(
            "insert into audit_personal (event, name, value) select given.event, given.name, given.value from {given}"
        )
    })
    .await?;
    Ok(())
}

/// Notes of every list that changed which event was the last about it.
async fn note_last(tx: &mut Tx, last: BTreeMap<String, i64>) -> Result<(), StoreError> {
    for (about, number) in last {
        tx.execute(
            "insert into last_event (about, number) values ($1, $2) \
             on conflict (about) do update set number = excluded.number",
            values![without_nul(about), number],
        )
        .await?;
    }
    Ok(())
}

/// PostgreSQL keeps no NUL in a text, so none may be hashed.
fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}
