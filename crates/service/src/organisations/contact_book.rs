//! The contact book: at which address a school can be told. The register holds none.
//!
//! Source: product.md decision 12: purpose, name of the post, address, source, date.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Value as Json, json};
use store::{FromQueryResult, StoreError, Tx, audit, naive, texts, utc, values};

use super::directory;
use super::facts::Email;
use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, EmailAddress, OrganisationId, Urn};

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

/// What an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Whatever has no address of its own.
    General,
    /// Initial teacher training.
    Itt,
    /// Placements of trainees.
    Placements,
    /// Early career teachers.
    Ect,
}

impl Purpose {
    /// Every purpose, in the order of pages.
    pub const ALL: [Purpose; 4] = [Purpose::General, Purpose::Itt, Purpose::Placements, Purpose::Ect];

    /// The word kept in the database and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Purpose::General => "general",
            Purpose::Itt => "itt",
            Purpose::Placements => "placements",
            Purpose::Ect => "ect",
        }
    }

    /// As pages name it.
    pub fn title(self) -> &'static str {
        match self {
            Purpose::General => "General",
            Purpose::Itt => "Initial teacher training",
            Purpose::Placements => "Placements",
            Purpose::Ect => "Early career teachers",
        }
    }

    /// The purpose of a code, if it is one.
    pub fn parse(code: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// The address at which a school wants to be asked about placements: its own for that, else for teacher training, else
/// its general one. What others gave is for telling the school, and is shown to nobody.
pub async fn for_placements(tx: &mut Tx, school: OrganisationId) -> Result<Option<Contact>, StoreError> {
    Ok(asked_about_placements(of(tx, school).await?))
}

fn asked_about_placements(book: Vec<Contact>) -> Option<Contact> {
    let rank = |it: &Contact| ["placements", "itt", "general"].iter().position(|purpose| *purpose == it.purpose);
    let own = book.into_iter().filter(|it| it.is_own() && rank(it).is_some());
    own.min_by_key(|it| (rank(it), std::cmp::Reverse((it.given_at, it.id))))
}

/// The address that a provider sees of a school that it works with: the school's own, else one that the provider gave
/// itself or that came with a file, and none in a year in which the school offers no placements.
///
/// What another provider gave is for telling the school. Source: acceptance A34.
pub async fn for_partner(
    tx: &mut Tx,
    (school, partner): (OrganisationId, OrganisationId),
    year: AcademicYear,
) -> Result<Email, StoreError> {
    let no = "select 1 from availability where school = $1 and year = $2 and answer = 'no'";
    if tx.scalar::<i32>(no, values![school.get(), year.start_year()]).await?.is_some() {
        return Ok(Email::Withheld);
    }
    let sql = "select address from contact where organisation = $1 and (source <> 'provider' or given_by = $2)
         order by case when source in ('school', 'support') then 0 when source = 'provider' then 1 else 2 end,
           case purpose when 'itt' then 0 when 'placements' then 1 when 'general' then 2 else 3 end, id limit 1";
    let address = tx.scalar(sql, values![school.get(), partner.get()]).await?;
    Ok(address.map_or(Email::NotGiven, Email::At))
}

impl Contact {
    /// Whether the organisation itself gave it, or support at its request.
    pub fn is_own(&self) -> bool {
        matches!(self.source.as_str(), "school" | "support")
    }
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
    let source = if permit.is_on_behalf() { "support" } else { "school" };
    tx.execute(
        "delete from contact where organisation = $1 and purpose = $2 and source in ('school', 'support')",
        values![own, purpose],
    )
    .await?;
    tx.execute(
        "insert into contact (organisation, purpose, post, address, source, given_by, given_at)
         values ($1, $2, $3, $4, $5, $1, $6)
         on conflict (organisation, purpose, address) do update set post = excluded.post, source = excluded.source,
           given_by = excluded.given_by, given_at = excluded.given_at",
        values![own, purpose, post, address.as_str(), source, naive(now)],
    )
    .await?;
    let data = json!({ "change": "contact_given", "purpose": purpose });
    let mut entry = permit.entry(now, format!("organisation {own}"), data);
    entry.personal.push(("address", address.as_str().to_owned()));
    tx.record(entry);
    Ok(())
}

/// Takes every address of a purpose out of the organisation's book; gives how many there were.
///
/// # Errors
/// [`StoreError`]; then the book is as it was.
pub async fn remove(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, purpose: Purpose) -> Result<u64, StoreError> {
    let removed = tx
        .execute(
            "delete from contact where organisation = $1 and purpose = $2",
            values![permit.on().get(), purpose.code()],
        )
        .await?;
    if removed > 0 {
        let data = json!({ "change": "contact_removed", "purpose": purpose.code(), "removed": removed });
        tx.record(permit.entry(now, format!("organisation {}", permit.on()), data));
    }
    Ok(removed)
}

/// Takes one address out of the organisation's book, whatever its purpose: whoever reads its mail said that it is not
/// the organisation's.
///
/// # Errors
/// [`StoreError`]; then the book is as it was.
pub async fn remove_address(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    address: &str,
) -> Result<u64, StoreError> {
    let removed = tx
        .execute(
            "delete from contact where organisation = $1 and lower(address) = lower($2)",
            values![permit.on().get(), address],
        )
        .await?;
    let data = json!({ "change": "not_their_address", "removed": removed });
    tx.record(permit.entry(now, format!("organisation {}", permit.on()), data));
    Ok(removed)
}

/// Writes the address for this purpose that a provider gives for a school, in place of its earlier one.
///
/// What the school itself, support or a file gave stays as it is. An address that stands in the book for that
/// already is no change.
///
/// # Errors
/// [`StoreError`]; then the book is as it was.
pub async fn give(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (school, purpose): (OrganisationId, Purpose),
    address: &EmailAddress,
) -> Result<(), StoreError> {
    // Of two who give one at once, the second sees what the first has given.
    directory::hold(tx, school).await?;
    tx.execute(
        "delete from contact where organisation = $1 and purpose = $4 and source = 'provider' and given_by = $2
           and address <> $3",
        values![school.get(), permit.on().get(), address.as_str(), purpose.code()],
    )
    .await?;
    let known = "select 1 from contact where organisation = $1 and purpose = $3 and address = $2";
    if tx.scalar::<i32>(known, values![school.get(), address.as_str(), purpose.code()]).await?.is_some() {
        return Ok(());
    }
    tx.execute(
        "insert into contact (organisation, purpose, post, address, source, given_by, given_at)
         values ($1, $5, '', $2, 'provider', $3, $4) on conflict (organisation, purpose, address) do nothing",
        values![school.get(), address.as_str(), permit.on().get(), naive(now), purpose.code()],
    )
    .await?;
    tx.record(given_event(permit, now, school, address.as_str()));
    Ok(())
}

/// Takes the address back that a provider gave for a school, because it is wrong.
///
/// # Errors
/// [`StoreError`]; then the book is as it was.
pub async fn take_back(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    school: OrganisationId,
) -> Result<(), StoreError> {
    let sql =
        "delete from contact where organisation = $1 and purpose = 'itt' and source = 'provider' and given_by = $2";
    if tx.execute(sql, values![school.get(), permit.on().get()]).await? > 0 {
        let data = json!({ "change": "contact_removed", "purpose": Purpose::Itt.code() });
        tx.record(permit.entry(now, format!("organisation {school}"), data));
    }
    Ok(())
}

/// The same of many schools in one go; of those that somebody uses the service for, nothing is kept: users are told.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn give_many(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    addresses: BTreeMap<Urn, EmailAddress>,
) -> Result<(), StoreError> {
    let rows = |it: &BTreeMap<Urn, EmailAddress>| -> String {
        it.iter()
            .map(|(urn, address)| json!({ "urn": urn.to_string(), "address": address.as_str() }))
            .collect::<Json>()
            .to_string()
    };
    let given = tx.dialect().recordset("$1", &[("urn", "text"), ("address", "text")]);
    let schools = format!(
        "from {given} join organisation o on o.urn = given.urn
         where not exists (select 1 from person_role r where r.organisation = o.id)"
    );
    let written = rows(&addresses);
    let hub = permit.on().get();
    let earlier = format!(
        "delete from contact where purpose = 'itt' and source = 'provider' and given_by = $2
           and organisation in (select o.id {schools})"
    );
    tx.execute(&earlier, values![written.as_str(), hub]).await?;
    let give = format!(
        "insert into contact (organisation, purpose, post, address, source, given_by, given_at)
         select o.id, 'itt', '', given.address, 'provider', $2, $3 {schools}
         on conflict (organisation, purpose, address) do nothing"
    );
    tx.execute(&give, values![written.as_str(), hub, naive(now)]).await?;
    let ids: Vec<Given> =
        tx.all(&format!("select o.id, given.address {schools} order by o.id"), values![written]).await?;
    for it in ids {
        tx.record(given_event(permit, now, OrganisationId(it.id), &it.address));
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Given {
    id: i64,
    address: String,
}

fn given_event(permit: &Permit, now: DateTime<Utc>, school: OrganisationId, address: &str) -> audit::Entry {
    let mut entry = permit.entry(now, format!("organisation {school}"), json!({ "change": "contact_given" }));
    entry.personal.push(("address", address.to_owned()));
    entry
}

#[derive(FromQueryResult)]
struct OfSchool {
    urn: String,
    id: i64,
    purpose: String,
    post: String,
    address: String,
    source: String,
    given_at: NaiveDateTime,
}

/// The same of many schools in one statement, by their numbers.
pub async fn for_placements_of(tx: &mut Tx, schools: &[Urn]) -> Result<HashMap<Urn, Contact>, StoreError> {
    let sql = format!(
        "select o.urn, c.id, c.purpose, c.post, c.address, c.source, c.given_at
         from {} join organisation o on o.urn = given.urn join contact c on c.organisation = o.id",
        tx.dialect().texts("$1", "urn")
    );
    let rows: Vec<OfSchool> = tx.all(&sql, values![texts(schools)]).await?;
    let mut books: HashMap<Urn, Vec<Contact>> = HashMap::new();
    for row in rows {
        let Ok(urn) = row.urn.parse() else { continue };
        books.entry(urn).or_default().push(Contact {
            id: row.id,
            purpose: row.purpose,
            post: row.post,
            address: row.address,
            source: row.source,
            given_by: None,
            given_at: utc(row.given_at),
        });
    }
    let asked = |(urn, book)| Some((urn, asked_about_placements(book)?));
    Ok(books.into_iter().filter_map(asked).collect())
}
