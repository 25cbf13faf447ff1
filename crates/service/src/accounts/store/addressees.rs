//! To whom a mail goes, read when it is handed over; nobody who is disabled.

use chrono::NaiveDateTime;
use store::{FromQueryResult, StoreError, Tx, values};

/// An invitation's person and organisation.
#[derive(Debug, FromQueryResult)]
pub struct Invited {
    /// The person's name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The organisation's name.
    pub organisation: String,
    /// The end of the invitation.
    pub expires_at: NaiveDateTime,
}

/// A person and an organisation.
#[derive(Debug, FromQueryResult)]
pub struct Named {
    /// The person's name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The organisation's name.
    pub organisation: String,
}

/// Whom an invitation invites.
pub async fn invited(tx: &mut Tx, public_id: &str) -> Result<Option<Invited>, StoreError> {
    let sql = "select p.name, p.email, o.name as organisation, i.expires_at
               from invitation i join person p on p.id = i.person join organisation o on o.id = i.organisation
               where i.public_id = $1 and p.disabled_at is null";
    tx.one(sql, values![public_id]).await
}

/// A person and an organisation by their keys.
pub async fn of(tx: &mut Tx, person: i64, organisation: i64) -> Result<Option<Named>, StoreError> {
    let sql = "select p.name, p.email, o.name as organisation from person p join organisation o on o.id = $2
               where p.id = $1 and p.disabled_at is null";
    tx.one(sql, values![person, organisation]).await
}

/// A person, wherever they belong.
#[derive(Debug, FromQueryResult)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// A person by their key.
pub async fn person(tx: &mut Tx, person: i64) -> Result<Option<Person>, StoreError> {
    let sql = "select name, email from person where id = $1 and disabled_at is null";
    tx.one(sql, values![person]).await
}
