//! What a person may ask of us: all that is kept of them, or that it be erased.
//!
//! A person is asked for by an address, with or without an account. The rows of an account stay, without name and
//! address, since partnerships and the audit trail refer to them by number; personal values of the trail stand outside
//! its chain, so that the chain stays whole. Source: trust.md P4.

mod again;
mod sections;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use store::{FromQueryResult, StoreError, Tx, naive, text_of, values};

pub use again::{Noted, erase_again};
use sections::{ERASED, GIVEN, WHO};

use crate::policy::Permit;
use crate::vocabulary::{EmailAddress, PersonId};

/// Whose data it is: an address, and the account that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Subject {
    /// The key of the account; 0, which no row has, when there is none.
    person: i64,
    /// The address, folded.
    address: String,
}

/// How many rows of each table an erasure removed or stripped of what tells of the person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erased(Map<String, Value>);

impl Erased {
    /// Whether nothing was kept under the address.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Table and number of rows, in the order of the tables' names.
    pub fn rows(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(table, rows)| (table.as_str(), rows.as_u64().unwrap_or_default()))
    }
}

#[derive(FromQueryResult)]
struct Account {
    id: i64,
    email_folded: String,
}

/// Everything that is kept under an address, by table; that it was given is recorded.
///
/// # Errors
/// Those of the database.
pub async fn export(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    address: &EmailAddress,
) -> Result<Value, StoreError> {
    let subject = subject_at(tx, address).await?;
    let mut kept = Map::new();
    for section in GIVEN {
        let rows: Vec<Value> = tx.all(&format!("{WHO} {}", section.sql), subject.values(now)).await?;
        if !rows.is_empty() {
            kept.insert(section.table.to_owned(), rows.into_iter().map(readable).collect());
        }
    }
    let tables: Vec<&String> = kept.keys().collect();
    tx.record(permit.entry(now, subject.named(), json!({ "did": "exported", "tables": tables })));
    Ok(json!({ "address": address.as_str(), "made_at": text_of(naive(now)), "kept": kept }))
}

/// Erases everything that is kept under an address and tells of the person; recorded by number only.
///
/// The account cannot be used again; whoever is made a user later under the same address is somebody new to us.
///
/// # Errors
/// Those of the database; then nothing is erased.
pub async fn erase(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    address: &EmailAddress,
) -> Result<Erased, StoreError> {
    let subject = subject_at(tx, address).await?;
    erase_subject(tx, permit, now, &subject).await
}

/// Erases the person of an account, as [`erase`] does by its address.
///
/// # Errors
/// Those of the database; then nothing is erased.
pub async fn erase_account(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    person: PersonId,
) -> Result<Erased, StoreError> {
    let sql = "select id, email_folded from person where id = $1";
    match tx.one::<Account>(sql, values![person.get()]).await? {
        Some(account) => erase_subject(tx, permit, now, &Subject::from(account)).await,
        None => Ok(Erased::default()),
    }
}

async fn erase_subject(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    subject: &Subject,
) -> Result<Erased, StoreError> {
    let mut erased = Erased::default();
    for section in ERASED {
        let rows = tx.execute(&format!("{WHO} {}", section.sql), subject.values(now)).await?;
        if rows > 0 {
            let before = erased.0.get(section.table).and_then(Value::as_u64).unwrap_or_default();
            erased.0.insert(section.table.to_owned(), Value::from(before + rows));
        }
    }
    if !erased.is_empty() {
        tx.record(permit.entry(now, subject.named(), json!({ "did": "erased", "rows": erased.0 })));
    }
    Ok(erased)
}

async fn subject_at(tx: &mut Tx, address: &EmailAddress) -> Result<Subject, StoreError> {
    let folded = address.folded();
    let sql = "select id, email_folded from person where email_folded = $1";
    let account: Option<Account> = tx.one(sql, values![folded.as_str()]).await?;
    Ok(account.map_or(Subject { person: 0, address: folded }, Subject::from))
}

impl From<Account> for Subject {
    fn from(account: Account) -> Subject {
        Subject { person: account.id, address: account.email_folded }
    }
}

impl Subject {
    fn values(&self, now: DateTime<Utc>) -> [store::Value; 3] {
        values![self.person, self.address.as_str(), naive(now)]
    }

    /// As the audit trail names them: by number, never by address.
    fn named(&self) -> String {
        if self.person == 0 { "somebody without an account".to_owned() } else { format!("person:{}", self.person) }
    }
}

/// A row whose texts that hold JSON are JSON: answers of a draft, particulars of an event.
fn readable(mut row: Value) -> Value {
    for value in row.as_object_mut().into_iter().flat_map(Map::values_mut) {
        let inner = value.as_str().filter(|text| text.starts_with(['{', '['])).map(serde_json::from_str::<Value>);
        if let Some(Ok(inner)) = inner {
            *value = inner;
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_as_json_is_given_as_json() {
        let row = readable(json!({ "answers": r#"{"name":"Sam"}"#, "note": "[sic", "id": 7 }));
        assert_eq!(row, json!({ "answers": { "name": "Sam" }, "note": "[sic", "id": 7 }));
    }

    #[test]
    fn nobody_is_named_in_the_trail() {
        let subject = Subject { person: 0, address: "sam@school.example".to_owned() };
        assert_eq!(subject.named(), "somebody without an account");
        assert_eq!(Subject { person: 7, ..subject }.named(), "person:7");
    }
}
