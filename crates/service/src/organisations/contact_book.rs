//! The contact book: at which address a school can be told. The register holds none.
//!
//! Source: product.md decision 12: purpose, name of the post, address, source, date.

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

use crate::policy::Permit;
use crate::vocabulary::{EmailAddress, OrganisationId};

/// An address in the book.
#[derive(Clone, Debug)]
pub struct Contact {
    /// Its key.
    pub id: i64,
    /// What it is for: general, itt, ect, placements.
    pub purpose: String,
    /// The name of the post, such as "ITT coordinator"; may be empty.
    pub post: String,
    /// The address.
    pub address: String,
    /// Who gave it: provider, file, school, support.
    pub source: String,
    /// The organisation that gave it.
    pub given_by: Option<String>,
    /// When.
    pub given_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    purpose: String,
    post: String,
    address: String,
    source: String,
    given_by: Option<String>,
    given_at: NaiveDateTime,
}

/// The addresses of an organisation, the one for teacher training first.
pub async fn of(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Contact>, StoreError> {
    let rows: Vec<Row> = tx
        .all(
            "select c.id, c.purpose, c.post, c.address, c.source, g.name as given_by, c.given_at
             from contact c left join organisation g on g.id = c.given_by where c.organisation = $1
             order by case c.purpose when 'itt' then 0 when 'placements' then 1 when 'general' then 2 else 3 end, c.id",
            values![organisation.get()],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Contact {
            id: row.id,
            purpose: row.purpose,
            post: row.post,
            address: row.address,
            source: row.source,
            given_by: row.given_by,
            given_at: utc(row.given_at),
        })
        .collect())
}

/// The contact for placements that the organisation itself gave, or support for it; the newest.
pub async fn for_placements(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<Contact>, StoreError> {
    let all = of(tx, organisation).await?;
    Ok(all.into_iter().filter(|it| it.purpose == "placements").max_by_key(|it| (it.given_at, it.id)))
}

/// Writes the address for a purpose that an organisation gives for itself, in place of its earlier one.
///
/// # Errors
/// [`StoreError`]; then the book is as it was.
pub async fn give_own(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    purpose: &str,
    (post, address): (&str, &EmailAddress),
) -> Result<(), StoreError> {
    let own = permit.on().get();
    tx.execute(
        "delete from contact where organisation = $1 and purpose = $2 and source = 'school'",
        values![own, purpose],
    )
    .await?;
    tx.execute(
        "insert into contact (organisation, purpose, post, address, source, given_by, given_at)
         values ($1, $2, $3, $4, 'school', $1, $5)
         on conflict (organisation, purpose, address) do update set post = excluded.post, source = excluded.source,
           given_by = excluded.given_by, given_at = excluded.given_at",
        values![own, purpose, post, address.as_str(), naive(now)],
    )
    .await?;
    let data = serde_json::json!({ "change": "contact_given", "purpose": purpose });
    let mut entry = permit.entry(now, format!("organisation {own}"), data);
    entry.personal.push(("address", address.as_str().to_owned()));
    tx.record(entry);
    Ok(())
}

/// Writes the address for teacher training that a provider gives for a school, in place of its earlier one.
///
/// What the school itself, support or a file gave stays as it is.
///
/// # Errors
/// [`StoreError`]; then the book is as it was.
pub async fn give(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    school: OrganisationId,
    address: &EmailAddress,
) -> Result<(), StoreError> {
    tx.execute(
        "delete from contact where organisation = $1 and purpose = 'itt' and source = 'provider' and given_by = $2",
        values![school.get(), permit.on().get()],
    )
    .await?;
    tx.execute(
        "insert into contact (organisation, purpose, post, address, source, given_by, given_at)
         values ($1, 'itt', '', $2, 'provider', $3, $4) on conflict (organisation, purpose, address) do nothing",
        values![school.get(), address.as_str(), permit.on().get(), naive(now)],
    )
    .await?;
    let mut entry =
        permit.entry(now, format!("organisation {school}"), serde_json::json!({ "change": "contact_given" }));
    entry.personal.push(("address", address.as_str().to_owned()));
    tx.record(entry);
    Ok(())
}
